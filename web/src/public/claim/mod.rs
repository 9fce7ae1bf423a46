//! The page on which an owner with a slip adds an e-mail address to a bike that a desk registered.

use crate::shared::limits::UnknownMark;
use crate::shared::{App, Errors, HttpError, Page, Visit, html, html_again};
use askama::Template;
use axum::Extension;
use axum::Router;
use axum::extract::{Form, Query, State};
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::get;
use domain::MarkCode;
use domain::account::contact::EmailAddress;
use domain::mark::claim::ClaimCode;
use registry::mark::claim::{ClaimError, claim};
use serde::Deserialize;

/// The addresses of the page.
pub(super) fn routes() -> Router<App> {
    Router::new()
        .route("/claim", get(show).post(send))
        .route("/claim/done", get(done))
}

/// The form as it was typed.
#[derive(Default, Deserialize)]
#[serde(default)]
struct ClaimForm {
    code: String,
    claim: String,
    email: String,
}

#[derive(Template)]
#[template(path = "public/claim/page.html")]
struct ClaimPage {
    page: Page,
    form: ClaimForm,
}

#[derive(Template)]
#[template(path = "public/claim/done.html")]
struct DonePage {
    page: Page,
}

impl ClaimForm {
    fn parse(&self) -> Result<(MarkCode, ClaimCode, EmailAddress), Errors> {
        let mut errors = Errors::default();
        let code = errors.keep("code", MarkCode::parse(&self.code));
        let claim = errors.keep("claim", ClaimCode::parse(&self.claim));
        let email = errors.keep("email", EmailAddress::parse(&self.email));
        let all = code.zip(claim).zip(email);
        errors.finish(all.map(|((code, claim), email)| (code, claim, email)))
    }
}

async fn show(visit: Visit, Query(form): Query<ClaimForm>) -> Result<Response, HttpError> {
    page(&visit, form, Errors::default()).await
}

async fn send(
    State(app): State<App>,
    visit: Visit,
    Form(form): Form<ClaimForm>,
) -> Result<Response, HttpError> {
    let (code, slip, email) = match form.parse() {
        Ok(parsed) => parsed,
        Err(errors) => return page(&visit, form, errors).await,
    };
    match claim(&app.registry, code, &slip, &email).await {
        Ok(()) => Ok(Redirect::to("/claim/done").into_response()),
        Err(ClaimError::Store(error)) => Err(error.into()),
        Err(error) => {
            let mut errors = Errors::default();
            errors.add("claim", error.to_string());
            let again = page(&visit, form, errors).await?;
            // This counts as an unknown code, so that we also stop somebody who tries one label after another.
            Ok((Extension(UnknownMark), again).into_response())
        }
    }
}

async fn done(visit: Visit) -> Result<Response, HttpError> {
    let page = visit.page("Check your e-mail").await?;
    html(&DonePage { page })
}

async fn page(visit: &Visit, form: ClaimForm, errors: Errors) -> Result<Response, HttpError> {
    let failed = !errors.is_empty();
    let page = visit
        .form_page("Add your e-mail address")
        .await?
        .for_search_engines("Add your e-mail address to a bike that a volunteer marked for you. You need the slip that you took home.")
        .with_errors(errors);
    let page = ClaimPage { page, form };
    if failed { html_again(&page) } else { html(&page) }
}
