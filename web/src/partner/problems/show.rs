use super::list::{colour, state};
use super::{Opened, no_form, opened};
use crate::public::{Badge, action_badge};
use crate::shared::guard::{Publisher, Refused, Solver};
use crate::shared::{App, HttpError, Page, Visit, html, london};
use askama::Template;
use axum::extract::{Path, Query, State};
use axum::response::Response as Answered;
use domain::problem::{BeforeAfter, Counts, Entry, Response, Stage, Summary, SummaryText};
use domain::text::counted;
use jiff::civil::Date;
use registry::account::names::Names;
use registry::problem::{PlaceThefts, moved, next_figures, place_thefts, wards_of, writers};
use serde::Deserialize;

/// How many entries of the history a page shows.
const EACH: u64 = 50;

struct EntryRow {
    who: String,
    when: String,
    stamp: String,
    answers: Vec<(&'static str, String)>,
    counts: Option<String>,
}

struct ResponseRow {
    id: u32,
    text: String,
    aim: String,
    owner: String,
    starts: String,
    due: String,
    first_due: Option<String>,
    badge: Badge,
    is_late: bool,
    notes: Vec<(String, String)>,
}

struct AgencyRow {
    id: String,
    name: String,
    said: String,
    is_inside: bool,
}

struct StageRow {
    stage: Stage,
    entries: Vec<EntryRow>,
}

/// The counts that were typed last, as a table.
struct CountTable {
    caption: String,
    rows: Vec<(&'static str, u32, u32)>,
}

#[derive(Template)]
#[template(path = "partner/problems/show.html")]
struct Show {
    page: Page,
    address: String,
    state: String,
    colour: &'static str,
    is_closed: bool,
    closed: Option<(String, String)>,
    place: String,
    wards: String,
    squares: String,
    raised: String,
    age: String,
    next: Option<(String, Option<String>, bool)>,
    agencies: Vec<AgencyRow>,
    thefts: Vec<PlaceThefts>,
    next_figures: String,
    stages: Vec<StageRow>,
    responses: Vec<ResponseRow>,
    counts: Option<CountTable>,
    moved: Vec<String>,
    summary: Option<SummaryView>,
    leads: bool,
    publishes: bool,
    links: Vec<(String, String)>,
}

/// The public summary.
struct SummaryView {
    text: SummaryText,
    /// What the public reads now.
    said: String,
    is_published: bool,
    /// Whether there is something new to publish.
    is_new: bool,
    /// Whether the reader wrote it.
    is_own: bool,
}

pub(super) async fn show(
    Solver(solver): Solver,
    publisher: Result<Publisher, Refused>,
    State(app): State<App>,
    visit: Visit,
    Path(problem): Path<String>,
) -> Result<Answered, HttpError> {
    let opened = opened(&app, solver, &problem).await?;
    let publishes = publisher.is_ok_and(|Publisher(one)| one.publishes(opened.kept.partnership));
    let thefts = place_thefts(&app.registry, &opened.kept).await?;
    let names = writers(&app.registry, &opened.kept.problem).await?;
    let problem = &opened.kept.problem;
    let today = london::date_of(opened.opened_at);
    let next = problem.next_step.as_ref().map(|next| {
        let is_late = next.by.is_some_and(|by| by < today);
        (next.text.clone(), next.by.map(london::date), is_late)
    });
    let closed = problem.closed.as_ref().map(|closed| {
        let day = london::date(closed.on);
        (format!("{} on {day}", closed.outcome), closed.why.clone())
    });
    let stages = Stage::ALL.map(|stage| StageRow {
        stage,
        entries: problem.entries_of(stage).map(|one| entry(one, &names)).collect(),
    });
    html(&Show {
        page: visit.page(problem.title.clone()).await?,
        address: opened.address(),
        state: state(problem),
        colour: colour(problem),
        is_closed: closed.is_some(),
        closed,
        place: problem.place.clone(),
        wards: wards_of(&problem.squares).join(", "),
        squares: counted(problem.squares.len(), "square", "squares"),
        raised: format!(
            "By {} on {}",
            opened.name(problem.raised_by),
            london::date(problem.raised_on)
        ),
        age: counted(problem.age_on(today), "day", "days"),
        next,
        agencies: agencies(&opened),
        thefts,
        next_figures: london::date(next_figures(&app.registry)),
        stages: stages.into(),
        responses: problem
            .responses
            .iter()
            .map(|one| response(one, &opened, today))
            .collect(),
        counts: problem.latest_counts().map(count_table),
        moved: moved(problem),
        summary: problem.summary.as_ref().map(|summary| view(summary, &opened)),
        leads: opened.leads,
        publishes,
        links: links(&opened),
    })
}

fn view(summary: &Summary, opened: &Opened) -> SummaryView {
    let is_new = summary
        .published
        .is_none_or(|(version, _)| version != summary.version);
    let said = match (summary.published, is_new) {
        (None, _) => "The public does not read this".to_owned(),
        (Some((_, at)), false) => format!("Published on {}", london::day(at)),
        (Some((_, at)), true) => format!(
            "The public reads an earlier text, published on {}. This one is not published",
            london::day(at)
        ),
    };
    SummaryView {
        text: summary.text.clone(),
        said,
        is_published: summary.published.is_some(),
        is_new,
        is_own: summary.by == Some(opened.solver.partner.account),
    }
}

/// The addresses and names of the actions and campaigns of the case.
fn links(opened: &Opened) -> Vec<(String, String)> {
    let (links, offered) = (&opened.kept.problem.links, &opened.offered);
    let actions = offered.actions.iter();
    let actions = actions.filter(|(link, _)| links.actions.contains(link));
    let actions = actions.map(|(link, title)| {
        let href = format!("/partner/plan/{}/actions/{}", link.plan, link.action);
        (href, format!("Action: {title}"))
    });
    let campaigns = offered.campaigns.iter();
    let campaigns = campaigns.filter(|(id, _)| links.campaigns.contains(id));
    let campaigns =
        campaigns.map(|(id, name)| (format!("/partner/campaigns/{id}"), format!("Campaign: {name}")));
    actions.chain(campaigns).collect()
}

fn agencies(opened: &Opened) -> Vec<AgencyRow> {
    let all = opened.kept.problem.agencies.iter();
    let rows = all.map(|one| AgencyRow {
        id: one.agency.to_string(),
        name: opened.name(one.agency),
        said: match one.until {
            Some(until) => format!("{} to {}", london::date(one.since), london::date(until)),
            None => format!("Since {}", london::date(one.since)),
        },
        is_inside: one.until.is_none(),
    });
    rows.collect()
}

fn entry(entry: &Entry, names: &Names) -> EntryRow {
    let answers = entry.answers.iter();
    EntryRow {
        who: names.of(entry.by),
        when: london::day_and_time(entry.at),
        stamp: entry.at.to_string(),
        answers: answers
            .map(|answer| (answer.question.label(), answer.text.clone()))
            .collect(),
        counts: entry.counts.as_ref().map(|counts| {
            format!(
                "Counts of {}, from: {}",
                counted(counts.months, "month", "months"),
                counts.source
            )
        }),
    }
}

fn response(one: &Response, opened: &Opened, today: Date) -> ResponseRow {
    let entered = &one.response;
    let notes = one.notes.iter().rev();
    ResponseRow {
        id: one.id,
        text: entered.text.clone(),
        aim: entered.aim.clone(),
        owner: opened.name(entered.owner),
        starts: london::date(entered.starts),
        due: london::date(entered.due),
        first_due: (one.first_due != entered.due).then(|| london::date(one.first_due)),
        badge: action_badge(one.status),
        is_late: one.is_late_on(today),
        notes: notes
            .map(|note| (london::day(note.at), note.text.clone()))
            .collect(),
    }
}

fn count_table(counts: &Counts) -> CountTable {
    let row = |name, (before, after): BeforeAfter| (name, before, after);
    let mut rows = vec![row("This place", counts.action)];
    if let Some(around) = counts.control {
        rows.extend([
            row("The place to compare with", around.control),
            row("The squares around this place", around.buffer),
            row("The squares around the other place", around.buffer_control),
        ]);
    }
    CountTable {
        caption: format!(
            "Counts of {} before and after. Source: {}",
            counted(counts.months, "month", "months"),
            counts.source
        ),
        rows,
    }
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Asked {
    page: u64,
}

struct Row {
    said: String,
    why: Option<String>,
    who: String,
    when: String,
    stamp: String,
}

#[derive(Template)]
#[template(path = "partner/problems/history.html")]
struct History {
    page: Page,
    problem: String,
    back: String,
    rows: Vec<Row>,
    older: Option<u64>,
    newer: Option<u64>,
}

/// Shows what was done to a case.
pub(super) async fn history(
    Solver(solver): Solver,
    State(app): State<App>,
    visit: Visit,
    Path(problem): Path<String>,
    Query(asked): Query<Asked>,
) -> Result<Answered, HttpError> {
    let opened = opened(&app, solver, &problem).await?;
    let at = asked.page.min(10_000);
    let id = opened.kept.id;
    let told = registry::problem::history(&app.registry, &opened.solver, id, at * EACH, EACH + 1).await;
    let mut told = told.map_err(no_form)?;
    let more = told.len() as u64 > EACH;
    told.truncate(EACH as usize);
    let rows = told.into_iter().map(|told| Row {
        said: told.change.said,
        why: told.change.why,
        who: told.who,
        when: london::day_and_time(told.change.at),
        stamp: told.change.at.to_string(),
    });
    html(&History {
        page: visit.page("History of the case").await?,
        back: opened.address(),
        rows: rows.collect(),
        older: more.then(|| at + 1),
        newer: at.checked_sub(1),
        problem: opened.kept.problem.title,
    })
}
