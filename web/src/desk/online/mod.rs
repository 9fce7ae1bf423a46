//! The desk without JavaScript: a volunteer fixes a mark to a bike and registers it for its owner, in one step.
//!
//! Volunteers only see what they have just typed.

#[cfg(test)]
mod tests;

use super::form::{self, TypedCode};
use super::words;
use crate::shared::guard::Volunteer;
use crate::shared::headers::scanning;
use crate::shared::proposal::Proposal;
use crate::shared::{App, Choice, Errors, HttpError, Once, Page, Visit, html, html_again, html_form};
use askama::Template;
use axum::Router;
use axum::extract::{Form, Query, State};
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::get;
use domain::MarkCode;
use domain::mark::MarkUnusable;
use registry::{
    account::permits::Desk,
    desk::{self, IssueMarkError, entry::Typed},
};
use serde::{Deserialize, Serialize};

/// The addresses of the form, below `/desk`.
pub(super) fn routes() -> Router<App> {
    Router::new()
        .route("/online", get(start).post(mark))
        .route("/online/done", get(done))
}

/// The key in the session for the last bike, so that its page can be loaded again.
const DONE: &str = "desk.done";

/// A bike that was just marked here.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Done {
    code: MarkCode,
    reference: String,
    by_email: bool,
}

#[derive(Template)]
#[template(path = "desk/online/start.html")]
struct StartPage {
    page: Page,
    organisation: String,
    left: u64,
    issued: u64,
    code: String,
    proposal: Option<Proposal>,
}

#[derive(Template)]
#[template(path = "desk/online/bike.html")]
struct BikePage {
    page: Page,
    form: Typed,
    colours: Vec<Choice>,
    second_colours: Vec<Choice>,
    kinds: Vec<Choice>,
    other_kinds: [Vec<Choice>; 2],
    unread: Vec<Choice>,
    consent: Vec<Choice>,
}

#[derive(Template)]
#[template(path = "desk/online/done.html")]
struct DonePage {
    page: Page,
    done: Done,
    left: u64,
}

async fn start(
    Volunteer(at): Volunteer,
    State(app): State<App>,
    visit: Visit,
    Query(typed): Query<TypedCode>,
) -> Result<Response, HttpError> {
    let Some(code) = typed.code else {
        return start_page(&app, &visit, &at, "", Errors::default(), None).await;
    };
    let shown = form::shown(&code);
    let (found, proposal) = match form::read_code(&code) {
        Ok(found) => found,
        Err(why) => return start_page(&app, &visit, &at, &shown, form::of_code(why), None).await,
    };
    match desk::may_issue(&app.registry, &at, found).await {
        Err(error) => {
            let errors = form::of_code(words::refused(error, proposal.as_ref())?);
            start_page(&app, &visit, &at, &shown, errors, None).await
        }
        Ok(()) if proposal.is_some() => {
            start_page(&app, &visit, &at, &shown, Errors::default(), proposal).await
        }
        Ok(()) => bike_page(&visit, Typed::with_code(found), Errors::default()).await,
    }
}

async fn mark(
    Volunteer(at): Volunteer,
    State(app): State<App>,
    visit: Visit,
    once: Once,
    Form(mut form): Form<Typed>,
) -> Result<Response, HttpError> {
    let parsed = match form.parse_named() {
        Ok(parsed) => parsed,
        Err(problems) => {
            let mut errors = form::errors(&problems);
            form::ask_email(&form, &mut errors);
            form::take_proposal(&mut form);
            return bike_page(&visit, form, errors).await;
        }
    };
    let mut errors = Errors::default();
    form::ask_email(&form, &mut errors);
    if !errors.is_empty() {
        return bike_page(&visit, form, errors).await;
    }
    match desk::issue_mark(&once.on(&app), &at, parsed.mark, &parsed.bike, &parsed.owner).await {
        Ok(marked) => {
            let done = Done {
                code: marked.code,
                reference: marked.reference.to_string(),
                by_email: parsed.owner.email.is_some(),
            };
            visit
                .session
                .insert(DONE, done)
                .await
                .map_err(HttpError::internal)?;
            Ok(Redirect::to("/desk/online/done").into_response())
        }
        // The form was sent twice, which happens where the signal is bad.
        Err(IssueMarkError::Unusable(MarkUnusable::OnABike))
            if just_done(&visit)
                .await?
                .is_some_and(|done| done.code == parsed.mark) =>
        {
            Ok(Redirect::to("/desk/online/done").into_response())
        }
        Err(error) => {
            let errors = form::of_code(words::refused(error, None)?);
            bike_page(&visit, form, errors).await
        }
    }
}

async fn done(Volunteer(at): Volunteer, State(app): State<App>, visit: Visit) -> Result<Response, HttpError> {
    let Some(done) = just_done(&visit).await? else {
        return Ok(Redirect::to("/desk/online").into_response());
    };
    let (left, _) = desk::kit::stock(&app.registry, &at).await?;
    let page = visit.page("Bike registered and marked").await?;
    html(&DonePage { page, done, left })
}

async fn just_done(visit: &Visit) -> Result<Option<Done>, HttpError> {
    visit.session.get(DONE).await.map_err(HttpError::internal)
}

async fn start_page(
    app: &App,
    visit: &Visit,
    at: &Desk,
    code: &str,
    errors: Errors,
    proposal: Option<Proposal>,
) -> Result<Response, HttpError> {
    let (left, issued) = desk::kit::stock(&app.registry, at).await?;
    let failed = !errors.is_empty();
    let title = if proposal.is_some() {
        "Is this the code on the label?"
    } else {
        "Mark a bike"
    };
    let page = StartPage {
        page: visit.page(title).await?.with_errors(errors),
        organisation: at.organisation.name.clone(),
        left,
        issued,
        code: code.to_owned(),
        proposal,
    };
    if failed { html_again(&page) } else { html(&page) }
}

async fn bike_page(visit: &Visit, form: Typed, errors: Errors) -> Result<Response, HttpError> {
    let failed = !errors.is_empty();
    let page = BikePage {
        page: visit
            .form_page("Bike and owner")
            .await?
            .with_errors(errors)
            .with_scanner(),
        colours: words::colours(&form.colour, "Choose a colour"),
        second_colours: words::colours(&form.second_colour, "No second colour"),
        kinds: words::kinds(&form.kind),
        other_kinds: [
            words::other_kinds(&form.other_kind_1),
            words::other_kinds(&form.other_kind_2),
        ],
        unread: words::unread(&form.frame_unread),
        consent: vec![
            Choice::new(
                "yes",
                "The owner agrees that we can keep these details, so that we can get the bike back to them",
            )
            .chosen_if(!form.consent.is_empty()),
        ],
        form,
    };
    let answer = if failed {
        html_again(&page)?
    } else {
        html_form(&page)?
    };
    Ok(scanning(&page.page, answer))
}
