//! What the terminal says when a demonstration starts.

use anyhow::Result;
use domain::MarkCode;
use registry::Registry;
use store::{account::organisations, event, mark};

/// Whose labels are shown, and how many of them.
const STALL: &str = "cycle-campaign";
const LABELS: usize = 4;
/// How many are looked through for them.
const LOOKED_THROUGH: u64 = 500;

/// Finds labels that a volunteer can still fix to a bike today: a demonstration has no printed sheet to take one from.
///
/// # Errors
/// When the register cannot be read.
pub async fn labels_to_try(registry: &Registry) -> Result<Vec<MarkCode>> {
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
        // What went astray at another event is not of today's kit.
        .filter(|mark| mark.event.is_none_or(|event| open.contains(&event)))
        .take(LABELS)
        .map(|mark| mark.code)
        .collect())
}

/// Tells the addresses and how to sign in as each audience.
pub fn how_to_sign_in(address: &str, labels: &[MarkCode]) -> String {
    let rows = [
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
        ("Officer", "/police/look-up", "sign in as officer@example.org"),
        (
            "Ely's officer",
            "/police/recoveries",
            "sign in as ely-officer@example.org",
        ),
        (
            "All mail",
            "/dev/mail",
            "sign-in links and letters land here; nothing is really sent",
        ),
    ];
    let mut text = String::from("\nA demonstration register with invented bikes and people:\n");
    for (who, path, what) in rows {
        text.push_str(&format!("  {who:<14}{:<44}{what}\n", format!("{address}{path}")));
    }
    if !labels.is_empty() {
        let codes: Vec<String> = labels.iter().map(MarkCode::to_string).collect();
        text.push_str(&format!(
            "\nBlank labels to try at the desk: {}\n",
            codes.join(", ")
        ));
    }
    text.push_str(&format!(
        "\nTo sign in: open {address}/sign-in, enter the e-mail address, and follow the link at {address}/dev/mail.\n\
         Stop with Ctrl-C. What you enter is kept for the next start.\n"
    ));
    text
}
