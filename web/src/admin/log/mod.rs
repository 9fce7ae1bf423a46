//! The log of the inspector's organisations: filters, pages, the state of the chain, and a file for a spreadsheet.

mod filter;
mod send;

use crate::shared::guard::Inspector;
use crate::shared::{App, Choice, DateTyped, Errors, HttpError, Page, Visit, html, html_again, london};
use askama::Template;
use axum::Router;
use axum::extract::{Query, State};
use axum::response::Response;
use axum::routing::get;
use domain::text::counted;
use filter::Asked;
use registry::account::permits::InspectorOf;
use registry::look_up::acts::{self, Action, Topic};
use registry::look_up::inspect::{self, ChainState, LogPage, Shown, What};

/// The addresses, below `/admin`.
pub(super) fn routes() -> Router<App> {
    Router::new()
        .route("/log", get(show))
        .route("/log/export.csv", get(send::send))
}

struct Row {
    stamp: String,
    at: String,
    by: String,
    organisation: String,
    did: String,
    about: String,
    words: Vec<String>,
}

#[derive(Template)]
#[template(path = "admin/log/page.html")]
struct ShowPage {
    page: Page,
    asked: Asked,
    people: Vec<Choice>,
    kinds: Vec<Choice>,
    from: DateTyped,
    to: DateTyped,
    rows: Vec<Row>,
    /// The part of an address that keeps the filter.
    query: String,
    older: Option<String>,
    chain: Vec<String>,
    has_samples: bool,
    /// True if the reader sees no reasons and queries.
    is_withheld: bool,
    /// True if a person must be chosen to see what was asked for.
    needs_person: bool,
}

impl ShowPage {
    /// Returns true if the lines are chosen by more than who and what, so that those fields must be seen.
    fn is_narrow(&self) -> bool {
        !(self.from.is_empty()
            && self.to.is_empty()
            && self.asked.bike.is_empty()
            && self.asked.reason.is_empty())
    }
}

async fn show(
    Inspector(inspector): Inspector,
    State(app): State<App>,
    visit: Visit,
    Query(asked): Query<Asked>,
) -> Result<Response, HttpError> {
    let mut errors = Errors::default();
    let filter = asked.parse(&mut errors);
    let is_wrong = !errors.is_empty();
    let filter = filter.unwrap_or_default();
    let mut found = inspect::read(&app.registry, &inspector, &filter, asked.before()).await?;
    if is_wrong {
        // Lines that nobody asked for would be confusing.
        found.lines.clear();
        found.older = None;
    }
    let page = visit.page("The log").await?.with_errors(errors);
    let page = shown(page, &inspector, asked, found);
    if is_wrong { html_again(&page) } else { html(&page) }
}

fn shown(page: Page, inspector: &InspectorOf, asked: Asked, found: LogPage) -> ShowPage {
    let people = found.people.list();
    let people = people
        .into_iter()
        .map(|(id, name)| (id.to_string(), name.to_owned()));
    let people = std::iter::once((String::new(), "Everybody".to_owned())).chain(people);
    let topics = Topic::ALL.map(|topic| (topic.slug(), acts::topic(topic)));
    let query = asked.query();
    ShowPage {
        page,
        people: Choice::list(&asked.who, people),
        kinds: Choice::list(&asked.kind, std::iter::once(("", "Everything")).chain(topics)),
        from: asked.from(),
        to: asked.to(),
        rows: found.lines.into_iter().map(row).collect(),
        older: found.older.map(|place| asked.older(&place)),
        query,
        chain: chain(&found.chain),
        has_samples: !inspector.own.is_empty(),
        is_withheld: inspector.own.is_empty(),
        needs_person: asked.who.is_empty() && asked.kind == Topic::SignIns.slug(),
        asked,
    }
}

fn row(line: Shown) -> Row {
    let results = match line.what {
        What::LookedUp(Some(count)) => Some(counted(count, "bike shown", "bikes shown")),
        What::LookedUp(None) => Some("The search did not finish".to_owned()),
        What::Did(_) => None,
    };
    let withheld = line.is_withheld.then(|| "Not shown to you".to_owned());
    let reason = line.reason.map(|words| match is_reason(line.what) {
        true => format!("Reason: {words}"),
        false => words,
    });
    let asked = line.asked.map(|asked| format!("Looked for: {asked}"));
    let look_up = line.look_up.map(|id| format!("Look-up {id}"));
    let bike = line.bike.map(|bike| format!("Bike {bike}"));
    Row {
        stamp: line.at.to_string(),
        at: london::day_and_time(line.at),
        by: line.by,
        organisation: line.organisation.unwrap_or_default(),
        did: line.what.words().to_owned(),
        about: line.about.unwrap_or_default(),
        words: [asked, reason, results, bike, look_up, withheld]
            .into_iter()
            .flatten()
            .collect(),
    }
}

/// Returns true if the words that the log has for this are why somebody did it. For others, they say what exactly was done.
fn is_reason(what: What) -> bool {
    match what {
        What::LookedUp(_) => true,
        What::Did(Action::OpeningHidden) => false,
        What::Did(action) => matches!(action.topic(), Topic::Opened | Topic::Decided | Topic::Files),
    }
}

/// Says what state the chain is in.
fn chain(state: &ChainState) -> Vec<String> {
    let waiting = match state.waiting {
        0 => "No entry is waiting for its link.".to_owned(),
        count => format!(
            "{} waiting for a link, which takes a few seconds.",
            counted(count, "entry is", "entries are")
        ),
    };
    let checkpoint = match state.checkpoint {
        None => "No checkpoint has been signed yet.".to_owned(),
        Some((sequence, at, true)) => format!(
            "The last checkpoint was signed on {} for link {sequence}. The chain agrees with it.",
            london::day_and_time(at)
        ),
        Some((sequence, at, false)) => format!(
            "The last checkpoint was signed on {} for link {sequence}. The chain does not agree with it: somebody has \
             changed the log. Run “framemark audit verify” to find out where.",
            london::day_and_time(at)
        ),
    };
    vec![
        format!("The chain has {}.", counted(state.links, "link", "links")),
        waiting,
        checkpoint,
    ]
}
