//! The page after a bike is registered, which also says what to do if the e-mail does not come.

use super::registering::{self, Named};
use crate::owner::words;
use crate::shared::{App, Errors, HttpError, Notice, Page, Visit, html, html_again};
use askama::Template;
use axum::Router;
use axum::extract::{Query, State};
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::{get, post};
use axum_extra::extract::Form;
use domain::account::contact::EmailAddress;
use domain::bike::BikeReference;
use registry::bike::draft::{DraftKey, is_name};
use registry::bike::resend::{self, ResendError, Waits};
use serde::Deserialize;

pub(super) fn routes() -> Router<App> {
    Router::new()
        .route("/register/done", get(show))
        .route("/register/done/again", post(again))
        .route("/register/done/address", get(ask).post(correct))
}

#[derive(Template)]
#[template(path = "owner/register/done/page.html")]
struct Done {
    page: Page,
    reference: String,
    /// The address that the link went to, if the registration has not been confirmed yet.
    email: Option<String>,
    waits: bool,
    /// Whether an e-mail with a link was sent.
    written_to: bool,
    query: String,
}

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
struct Typed {
    email: String,
    /// The address that we have already asked about. If it is sent again without a change, it is accepted.
    asked: String,
}

#[derive(Template)]
#[template(path = "owner/register/done/address.html")]
struct Address {
    page: Page,
    typed: Typed,
    query: String,
}

async fn show(
    State(app): State<App>,
    Query(named): Query<Named>,
    visit: Visit,
) -> Result<Response, HttpError> {
    let finished = registering::finished(&app, &visit.session, &named.draft).await?;
    let Some((key, bike)) = finished else {
        return Ok(Redirect::to("/register").into_response());
    };
    let waits = resend::waiting(&app.registry, &key).await?;
    let page = visit.form_page("Bike registered").await?;
    html(&Done {
        page,
        reference: BikeReference::of(bike).to_string(),
        waits: waits.is_some(),
        email: waits.and_then(|waits| waits.email).map(String::from),
        written_to: registry::bike::own::was_written_to(&app.registry, bike).await?,
        query: query(&named),
    })
}

/// The query in the addresses of a registration with a name.
fn query(named: &Named) -> String {
    if named.draft.is_empty() || !is_name(&named.draft) {
        String::new()
    } else {
        format!("?draft={}", named.draft)
    }
}

fn back(named: &Named) -> Response {
    Redirect::to(&format!("/register/done{}", query(named))).into_response()
}

/// Sends the link again.
async fn again(
    State(app): State<App>,
    Query(named): Query<Named>,
    visit: Visit,
) -> Result<Response, HttpError> {
    let Some((key, _)) = waiting(&app, &visit, &named).await? else {
        return Ok(back(&named));
    };
    let notice = match resend::send_again(&app.registry, &key).await {
        Ok(()) => Notice::success("We have sent the e-mail again"),
        Err(ResendError::Store(error)) => return Err(error.into()),
        Err(error) => Notice::important(error.to_string()),
    };
    visit.notice(notice).await?;
    Ok(back(&named))
}

async fn ask(
    State(app): State<App>,
    Query(named): Query<Named>,
    visit: Visit,
) -> Result<Response, HttpError> {
    let Some((_, waits)) = waiting(&app, &visit, &named).await? else {
        return Ok(back(&named));
    };
    let typed = Typed {
        email: waits.email.map(String::from).unwrap_or_default(),
        ..Typed::default()
    };
    html(&Address {
        page: visit.form_page("Correct your e-mail address").await?,
        typed,
        query: query(&named),
    })
}

async fn correct(
    State(app): State<App>,
    Query(named): Query<Named>,
    visit: Visit,
    Form(typed): Form<Typed>,
) -> Result<Response, HttpError> {
    let Some((key, _)) = waiting(&app, &visit, &named).await? else {
        return Ok(back(&named));
    };
    let email = match typed.parse() {
        Ok(email) => email,
        Err(errors) => return wrong(&visit, &named, typed, errors).await,
    };
    match resend::correct_address(&app.registry, &key, &email).await {
        Ok(()) => {
            let said = format!("We have sent the e-mail to {}", email.as_str());
            visit.notice(Notice::success(said)).await?;
            Ok(back(&named))
        }
        Err(ResendError::Store(error)) => Err(error.into()),
        Err(error) => {
            let mut errors = Errors::default();
            errors.add("email", error.to_string());
            wrong(&visit, &named, typed, errors).await
        }
    }
}

async fn wrong(
    visit: &Visit,
    named: &Named,
    mut typed: Typed,
    errors: Errors,
) -> Result<Response, HttpError> {
    typed.asked.clone_from(&typed.email);
    let page = visit.form_page("Correct your e-mail address").await?;
    html_again(&Address {
        page: page.with_errors(errors),
        typed,
        query: query(named),
    })
}

/// The registration that this browser made, with its key, if it has not been confirmed yet.
async fn waiting(app: &App, visit: &Visit, named: &Named) -> Result<Option<(DraftKey, Waits)>, HttpError> {
    let Some((key, _)) = registering::finished(app, &visit.session, &named.draft).await? else {
        return Ok(None);
    };
    let waits = resend::waiting(&app.registry, &key).await?;
    Ok(waits.map(|waits| (key, waits)))
}

impl Typed {
    fn parse(&self) -> Result<EmailAddress, Errors> {
        let mut errors = Errors::default();
        let email = errors.keep("email", EmailAddress::parse(&self.email));
        if self.asked.trim() != self.email.trim()
            && let Some(meant) = email.as_ref().and_then(EmailAddress::likely_meant)
        {
            errors.add("email", words::did_you_mean(&meant));
        }
        errors.finish(email)
    }
}
