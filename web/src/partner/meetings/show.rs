use super::questions::{QuestionRow, lists};
use super::{Opened, kept, no_form, opened};
use crate::public::{ItemRow, MeetingView, MeetingWords};
use crate::shared::guard::{Partner, Planner};
use crate::shared::{App, HttpError, Page, Visit, html, london};
use askama::Template;
use axum::extract::{Path, Query, State};
use axum::response::Response;
use registry::meeting::{earlier_points, questions};
use serde::Deserialize;

/// How many entries of the history a page shows.
const EACH: u64 = 50;

#[derive(Template)]
#[template(path = "partner/meetings/show.html")]
struct Show {
    page: Page,
    address: String,
    view: MeetingView,
    keeps: bool,
    is_public: bool,
    has_begun: bool,
    papers_at: String,
    papers_are_due: bool,
    questions_by: String,
    minutes_due: String,
    minutes_are_late: bool,
    /// The questions that nobody has answered yet.
    open_questions: Vec<QuestionRow>,
    /// The questions that somebody has answered or put aside.
    questions: Vec<QuestionRow>,
}

pub(super) async fn show(
    Partner(partner): Partner,
    State(app): State<App>,
    visit: Visit,
    Path(meeting): Path<String>,
) -> Result<Response, HttpError> {
    let opened = opened(&app, partner, &meeting).await?;
    let view = view(&app, &opened).await?;
    let now = opened.opened_at;
    let days = opened.of.days;
    let asked = match opened.partner.planner().filter(|_| opened.keeps()) {
        Some(planner) => questions(&app.registry, planner, opened.of.kept.id)
            .await
            .map_err(no_form)?,
        None => Vec::new(),
    };
    let (open_questions, questions) = lists(asked);
    let meeting = &opened.of.kept.meeting;
    html(&Show {
        page: visit.page(opened.title()).await?,
        address: opened.address(),
        keeps: opened.keeps(),
        is_public: meeting.details.is_public,
        has_begun: meeting.has_begun(now),
        papers_at: london::day_and_time(days.papers_at),
        papers_are_due: now >= days.papers_at,
        questions_by: london::day_and_time(days.questions_by),
        minutes_due: london::date(days.minutes_due),
        minutes_are_late: meeting.minutes.text.is_none()
            && meeting.cancelled.is_none()
            && london::date_of(now) > days.minutes_due,
        open_questions,
        questions,
        view,
    })
}

async fn view(app: &App, opened: &Opened) -> Result<MeetingView, HttpError> {
    let earlier = earlier_points(&app.registry, &opened.of.kept, opened.of.reads).await?;
    let words = MeetingWords {
        agencies: &opened.agencies,
        days: opened.of.days,
        now: opened.opened_at,
        base: "/partner/meetings",
    };
    let meeting = &opened.of.kept.meeting;
    let mut view = words.view(meeting, &earlier);
    let fill = |row: &mut ItemRow| {
        let own = opened.of.papers.iter().filter(|kept| kept.paper.item == row.id);
        row.papers = own.map(|kept| words.paper(kept, meeting)).collect();
        let report = meeting.item(row.id).and_then(|item| item.item.report);
        row.report = report.map(|report| format!("/partner/plan/reports/{report}"));
    };
    view.items.iter_mut().for_each(fill);
    Ok(view)
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
#[template(path = "partner/meetings/history.html")]
struct History {
    page: Page,
    meeting: String,
    back: String,
    rows: Vec<Row>,
    older: Option<u64>,
    newer: Option<u64>,
}

/// Shows those who keep a meeting what was done to it.
pub(super) async fn history(
    Planner(_): Planner,
    Partner(partner): Partner,
    State(app): State<App>,
    visit: Visit,
    Path(meeting): Path<String>,
    Query(asked): Query<Asked>,
) -> Result<Response, HttpError> {
    let opened = kept(&app, partner, &meeting).await?;
    let at = asked.page.min(10_000);
    let id = opened.of.kept.id;
    let told = registry::meeting::history(&app.registry, &opened.partner, id, at * EACH, EACH + 1).await;
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
        page: visit.page("History of the meeting").await?,
        meeting: opened.title(),
        back: opened.address(),
        rows: rows.collect(),
        older: more.then(|| at + 1),
        newer: at.checked_sub(1),
    })
}
