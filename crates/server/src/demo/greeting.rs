//! What the terminal says when a demonstration starts.

use anyhow::Result;
use domain::MarkCode;
use registry::Registry;
use store::{account::organisations, event, mark};

use super::talk;

/// The organisation whose labels are shown.
const STALL: &str = "cycle-campaign";
const LABELS: usize = 4;
/// How many marks to look through to find them.
const LOOKED_THROUGH: u64 = 500;

/// What somebody can try in a demonstration.
#[derive(Clone, Debug, Default)]
pub struct ToTry {
    /// Blank labels for the desk.
    pub labels: Vec<MarkCode>,
    /// Pages behind links in e-mails, each with its name.
    pub pages: Vec<(&'static str, String)>,
}

/// Finds what somebody can try.
///
/// # Errors
/// When the register cannot be read.
pub async fn to_try(registry: &Registry) -> Result<ToTry> {
    Ok(ToTry {
        labels: labels_to_try(registry).await?,
        pages: talk::pages(registry).await?,
    })
}

/// Finds labels that a volunteer can still fix to a bike today, because a demonstration has no printed sheets.
async fn labels_to_try(registry: &Registry) -> Result<Vec<MarkCode>> {
    let store = registry.store();
    let Some(stall) = organisations::find_by_slug(store, STALL).await? else {
        return Ok(Vec::new());
    };
    let held = event::held_by(store, &[stall.id]).await?.into_iter();
    let open: Vec<_> = held
        .filter(|event| event.event.desks_open_at(registry.now()))
        .map(|event| event.id)
        .collect();
    let blank = mark::allotted_to(store, stall.id, LOOKED_THROUGH).await?;
    Ok(blank
        .into_iter()
        // Marks that went missing at another event are not in today's kit.
        .filter(|mark| mark.event.is_none_or(|event| open.contains(&event)))
        .take(LABELS)
        .map(|mark| mark.code)
        .collect())
}

/// Who can do what, and where.
const ROWS: &[(&str, &str, &str)] = &[
    ("Anyone", "/", "check a number, scan a mark"),
    ("Anyone", "/events", "find a marking event and book a place"),
    (
        "Owner",
        "/register",
        "register a bike with any e-mail address of yours",
    ),
    (
        "Volunteer",
        "/desk",
        "register and mark bikes: sign in as volunteer@example.org",
    ),
    (
        "Coordinator",
        "/partner/events",
        "plan events, see who comes: sign in as coordinator@example.org",
    ),
    (
        "Coordinator",
        "/partner/batches",
        "make, print and count marks: coordinator@example.org too",
    ),
    (
        "Analyst",
        "/partner/plan",
        "see the partnership's plan: sign in as analyst@example.org",
    ),
    (
        "Lead coordinator",
        "/partner/agencies",
        "keep the plan, meetings and groups: sign in as lead@example.org",
    ),
    (
        "Publisher",
        "/partner/plan",
        "publish what the coordinator wrote: sign in as publisher@example.org",
    ),
    ("Officer", "/police/look-up", "sign in as officer@example.org"),
    (
        "Inspector",
        "/admin/log",
        "read the force's log, ask about look-ups: inspector@example.org",
    ),
    (
        "Ely's officer",
        "/police/recoveries",
        "sign in as ely-officer@example.org",
    ),
    (
        "All mail",
        "/dev/mail",
        "read sign-in links and e-mails; nothing is really sent",
    ),
];

/// Says which addresses there are, and how to sign in as each kind of user.
pub fn how_to_sign_in(address: &str, to_try: &ToTry) -> String {
    let mut text = String::from("\nA demonstration register with invented bikes and people:\n");
    for (who, path, what) in ROWS {
        text.push_str(&format!("  {who:<18}{:<44}{what}\n", format!("{address}{path}")));
    }
    if !to_try.labels.is_empty() {
        let codes: Vec<String> = to_try.labels.iter().map(MarkCode::to_string).collect();
        text.push_str(&format!(
            "\nBlank labels to try at the desk: {}\n",
            codes.join(", ")
        ));
    }
    if !to_try.pages.is_empty() {
        text.push_str("\nPages behind links in e-mails:\n");
    }
    for (what, path) in &to_try.pages {
        text.push_str(&format!("  {what}: {address}{path}\n"));
    }
    text.push_str(&format!(
        "\nTo sign in: open {address}/sign-in, enter the e-mail address, and follow the link at {address}/dev/mail.\n\
         Stop with Ctrl-C. What you enter is kept for the next start.\n"
    ));
    text
}
