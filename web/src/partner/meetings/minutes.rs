//! Notes which later meeting agreed the minutes.

use super::{Opened, kept, on, said};
use crate::shared::form::{Field, FormPage, Typed};
use crate::shared::guard::{Partner, Planner};
use crate::shared::{App, Choice, Errors, HttpError, Notice, Once, Visit, html_again, html_form, london};
use axum::extract::{Form, Path, State};
use axum::response::Response;
use domain::id::MeetingId;
use registry::meeting::{KeptMeeting, MeetingError, agree_minutes, meetings};

pub(super) async fn ask(
    Planner(_): Planner,
    Partner(partner): Partner,
    State(app): State<App>,
    visit: Visit,
    Path(meeting): Path<String>,
) -> Result<Response, HttpError> {
    let opened = kept(&app, partner, &meeting).await?;
    let typed = Typed::default().with("seen", opened.of.kept.meeting.minutes.version.to_string());
    html_form(&page(&app, &visit, &opened, &typed, Errors::default()).await?)
}

pub(super) async fn agree(
    Planner(planner): Planner,
    Partner(partner): Partner,
    State(app): State<App>,
    visit: Visit,
    Path(meeting): Path<String>,
    once: Once,
    Form(typed): Form<Typed>,
) -> Result<Response, HttpError> {
    let opened = kept(&app, partner, &meeting).await?;
    let id = opened.of.kept.id;
    let seen = typed.get("seen").parse().unwrap_or(u32::MAX);
    let agreed = match typed.get("at").parse().map(MeetingId) {
        Ok(at) => agree_minutes(&once.on(&app), &planner, id, seen, at).await,
        Err(_) => Err(MeetingError::NoLaterMeeting),
    };
    match agreed {
        Ok(()) => {
            let notice =
                Notice::success("The minutes are agreed. The public can read them if the meeting is public");
            on(&visit, &opened.address(), notice).await
        }
        Err(error) => {
            let mut errors = Errors::default();
            errors.add("at", said(error)?);
            let opened = kept(&app, opened.partner, &meeting).await?;
            let version = opened.of.kept.meeting.minutes.version.to_string();
            let typed = Typed::default().with("seen", version).with("at", typed.get("at"));
            html_again(&page(&app, &visit, &opened, &typed, errors).await?)
        }
    }
}

async fn page(
    app: &App,
    visit: &Visit,
    opened: &Opened,
    typed: &Typed,
    errors: Errors,
) -> Result<FormPage, HttpError> {
    let own = &opened.of.kept.meeting;
    let follows = |kept: &KeptMeeting| {
        let meeting = &kept.meeting;
        meeting.group() == own.group()
            && meeting.details.starts_at > own.details.starts_at
            && meeting.cancelled.is_none()
            && meeting.has_begun(opened.opened_at)
    };
    let all = meetings(&app.registry, opened.of.kept.partnership).await?;
    let later = all.iter().rev().filter(|kept| follows(kept));
    let later = later.map(|kept| (kept.id.to_string(), london::date(kept.meeting.day())));
    let later = Choice::list(typed.get("at"), later);
    let (before, fields) = match later.is_empty() {
        true => (
            "A later meeting of the group agrees the minutes. None has begun yet. Come back when it has.",
            vec![Field::hidden("seen", typed)],
        ),
        false => (
            "After this, nobody can change the minutes. If the meeting is public, everybody can read them.",
            vec![
                Field::hidden("seen", typed),
                Field::radios("at", "Which meeting agreed them?", later),
            ],
        ),
    };
    Ok(FormPage {
        page: visit.form_page("Agree the minutes").await?.with_errors(errors),
        back: (opened.address(), "Back".to_owned()),
        caption: opened.title(),
        action: format!("{}/minutes/agree", opened.address()),
        before: vec![before.to_owned()],
        fields,
        button: "Save".to_owned(),
        is_warning: false,
    })
}
