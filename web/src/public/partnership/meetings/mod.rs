//! The public meetings of a partnership. The pages set no cookie and may be cached; the form for questions does set one.

mod calendar;
mod paper;
mod question;
mod view;

pub(crate) use paper::answer as paper_answer;
pub(super) use paper::answer_with_tag;
pub(super) use view::size;
pub(crate) use view::{ItemRow, MeetingView, MeetingWords};

use super::pages::{found, kept, plain};
use crate::public::when;
use crate::shared::{App, HttpError, Page, london};
use askama::Template;
use axum::Router;
use axum::extract::{OriginalUri, Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use axum::routing::get;
use domain::account::Partnership;
use domain::agency::Group;
use domain::id::MeetingId;
use jiff::Timestamp;
use registry::meeting::{KeptMeeting, PublicAnswer, PublicMeeting, Reads};

/// The addresses of public meetings.
pub(super) fn routes() -> Router<App> {
    Router::new()
        .route("/partnership/{slug}/meetings", get(list))
        .route("/partnership/{slug}/meetings/{meeting}", get(show))
        .route(
            "/partnership/{slug}/meetings/{meeting}/meeting.ics",
            get(calendar::one),
        )
        .route(
            "/partnership/{slug}/meetings/{meeting}/papers/{paper}",
            get(paper::show),
        )
        .route(
            "/partnership/{slug}/meetings/{meeting}/question",
            get(question::show).post(question::send),
        )
}

/// A line of a list of meetings.
pub(crate) struct MeetingLine {
    pub(crate) id: MeetingId,
    pub(crate) group: String,
    pub(crate) day: String,
    pub(crate) hours: String,
    pub(crate) place: String,
    pub(crate) is_cancelled: bool,
    pub(crate) is_public: bool,
}

impl MeetingLine {
    /// Puts meetings into lines: first those to come, the next one first, then those that are over.
    pub(crate) fn lists(all: &[KeptMeeting], groups: &[Group], now: Timestamp) -> (Vec<Self>, Vec<Self>) {
        let line = |kept: &KeptMeeting| {
            let details = &kept.meeting.details;
            let (day, hours) = when(details.starts_at, details.ends_at);
            let group = groups.iter().find(|group| group.id == details.group);
            Self {
                id: kept.id,
                group: group.map_or_else(|| "A group".to_owned(), |group| group.group.name.clone()),
                day,
                hours,
                place: details.place.clone(),
                is_cancelled: kept.meeting.cancelled.is_some(),
                is_public: details.is_public,
            }
        };
        let is_over = |kept: &&KeptMeeting| kept.meeting.details.ends_at <= now;
        let over = all.iter().filter(is_over).map(line).collect();
        let coming = all.iter().rev().filter(|kept| !is_over(kept)).map(line);
        (coming.collect(), over)
    }
}

#[derive(Template)]
#[template(path = "public/partnership/meetings/list.html")]
struct List {
    page: Page,
    slug: String,
    name: String,
    coming: Vec<MeetingLine>,
    over: Vec<MeetingLine>,
}

#[derive(Template)]
#[template(path = "public/partnership/meetings/meeting.html")]
struct MeetingPage {
    page: Page,
    slug: String,
    name: String,
    address: String,
    view: MeetingView,
    demonstration: bool,
    /// When papers come out, if that is still to come.
    papers_come: Option<String>,
    /// The time until which questions are taken, if that is still to come.
    questions_by: Option<String>,
    /// When draft minutes are due, if there are none yet and the meeting is over.
    minutes_due: Option<String>,
    /// The questions from the public that were answered.
    answers: Vec<AnswerRow>,
    keeps: bool,
}

/// A question from the public with its answer.
struct AnswerRow {
    question: String,
    name: Option<String>,
    answer: String,
    day: String,
}

fn answer(public: &PublicAnswer) -> AnswerRow {
    AnswerRow {
        question: public.question.clone(),
        name: public.name.clone(),
        answer: public.answer.clone(),
        day: london::day(public.at),
    }
}

#[derive(Template)]
#[template(path = "public/partnership/meetings/on_request.html")]
struct OnRequest {
    page: Page,
    slug: String,
    name: String,
}

async fn list(
    State(app): State<App>,
    address: OriginalUri,
    Path(slug): Path<String>,
) -> Result<Response, HttpError> {
    let of = found(&app, &slug).await?;
    let all = registry::meeting::public_meetings(&app.registry, of.id).await?;
    let groups = registry::agency::groups(&app.registry, of.id).await?;
    let (coming, over) = MeetingLine::lists(&all, &groups, app.registry.now());
    kept(&List {
        page: plain(&app, "Meetings", &address).for_search_engines(format!(
            "Public meetings of the {}, with agendas and papers.",
            of.name
        )),
        slug: of.slug,
        name: of.name,
        coming,
        over,
    })
}

/// Finds the public meeting in an address.
async fn public(app: &App, slug: &str, meeting: &str) -> Result<(Partnership, PublicMeeting), HttpError> {
    let of = found(app, slug).await?;
    let id: MeetingId = meeting.parse().map_err(|_| HttpError::NotFound)?;
    let meeting = registry::meeting::public_meeting(&app.registry, of.id, id).await?;
    Ok((of, meeting.ok_or(HttpError::NotFound)?))
}

/// Shows a meeting for two years. After that, the answer is 410 and says who to ask.
async fn show(
    State(app): State<App>,
    address: OriginalUri,
    Path((slug, meeting)): Path<(String, String)>,
) -> Result<Response, HttpError> {
    let (of, meeting) = public(&app, &slug, &meeting).await?;
    if !meeting.is_listed {
        let mut response = kept(&OnRequest {
            page: plain(&app, "Ask us about this meeting", &address),
            slug: of.slug,
            name: of.name,
        })?;
        *response.status_mut() = StatusCode::GONE;
        return Ok(response);
    }
    let now = app.registry.now();
    let view = view(&app, &of, &meeting).await?;
    let is_on = meeting.kept.meeting.cancelled.is_none();
    let is_over = meeting.kept.meeting.details.ends_at <= now;
    let days = meeting.days;
    kept(&MeetingPage {
        page: plain(&app, title(&meeting), &address),
        address: format!("/partnership/{}/meetings/{}", of.slug, meeting.kept.id),
        papers_come: (is_on && now < days.papers_at).then(|| london::day_and_time(days.papers_at)),
        questions_by: meeting
            .takes_questions(now)
            .then(|| london::day_and_time(days.questions_by)),
        minutes_due: (is_on && is_over && view.minutes.is_none()).then(|| london::date(days.minutes_due)),
        demonstration: registry::plan::is_demonstration(&app.registry).await?,
        answers: meeting.answers.iter().map(answer).collect(),
        view,
        slug: of.slug,
        name: of.name,
        keeps: false,
    })
}

/// The group and the day of a meeting, which are the title of its page.
fn title(meeting: &PublicMeeting) -> String {
    format!(
        "{} meeting, {}",
        meeting.group.group.name,
        london::date(meeting.kept.meeting.day())
    )
}

async fn view(app: &App, of: &Partnership, meeting: &PublicMeeting) -> Result<MeetingView, HttpError> {
    let agencies = registry::agency::agencies(&app.registry, of.id).await?;
    let earlier = registry::meeting::earlier_points(&app.registry, &meeting.kept, Reads::Public).await?;
    let base = format!("/partnership/{}/meetings", of.slug);
    let words = MeetingWords {
        agencies: &agencies,
        days: meeting.days,
        now: app.registry.now(),
        base: &base,
    };
    let day = meeting.kept.meeting.day();
    let mut view = words.view(&meeting.kept.meeting, &earlier);
    for row in &mut view.items {
        let own = meeting.papers.iter().filter(|paper| paper.item == row.id);
        row.papers = own.map(|paper| words.public_paper(paper, day)).collect();
        if meeting.to_come.contains(&row.id) {
            row.to_come = Some(london::day_and_time(meeting.days.papers_at));
        }
        let about = meeting
            .kept
            .meeting
            .item(row.id)
            .and_then(|item| item.item.report);
        if let Some(report) = about {
            let shown = registry::plan::public_report(&app.registry, of.id, report).await?;
            row.report = shown
                .filter(|report| report.is_listed)
                .map(|report| format!("/partnership/{}/reports/{}", of.slug, report.id));
        }
    }
    Ok(view)
}
