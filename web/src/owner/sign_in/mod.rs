//! Signing in by a link that is sent by e-mail; there is no password.

mod next;

use crate::owner::confirm::{self, Decision};
use crate::shared::guard;
use crate::shared::{App, Errors, HttpError, Notice, Page, Visit, html, html_again};
use askama::Template;
use axum::Router;
use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::{get, post};
use axum_extra::extract::Form;
use domain::account::contact::EmailAddress;
use registry::account::sign_in::{Purpose, SignedIn, SpendLinkError};
use registry::bike::confirm::{Proposal, confirm_by_link, refuse_by_link};
use serde::Deserialize;

/// Where the session keeps what to open after signing in.
const NEXT: &str = "next";

/// Asking for a link, following it, and signing out.
pub(super) fn routes() -> Router<App> {
    Router::new()
        .route("/sign-in", get(ask).post(send))
        .route("/sign-in/sent", get(sent))
        .route("/sign-in/{token}", get(follow).post(spend))
        .route("/sign-out", post(sign_out))
}

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
struct Typed {
    email: String,
    next: String,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Wanted {
    next: String,
}

#[derive(Template)]
#[template(path = "owner/sign_in/page.html")]
struct SignIn {
    page: Page,
    typed: Typed,
}

#[derive(Template)]
#[template(path = "owner/sign_in/sent.html")]
struct Sent {
    page: Page,
}

#[derive(Template)]
#[template(path = "owner/sign_in/follow.html")]
struct Follow {
    page: Page,
    action: String,
    confirms: bool,
    signs_in: bool,
}

#[derive(Template)]
#[template(path = "owner/sign_in/useless.html")]
struct Useless {
    page: Page,
    why: &'static str,
}

async fn ask(visit: Visit, Query(wanted): Query<Wanted>) -> Result<Response, HttpError> {
    let next = next::local(&wanted.next).unwrap_or_default().to_owned();
    let page = visit.form_page("Sign in").await?;
    html(&SignIn {
        page,
        typed: Typed {
            email: String::new(),
            next,
        },
    })
}

/// Answers the same whether anybody is known by that address.
async fn send(State(app): State<App>, visit: Visit, Form(typed): Form<Typed>) -> Result<Response, HttpError> {
    let email = match typed.parse() {
        Ok(email) => email,
        Err(errors) => {
            let page = visit.form_page("Sign in").await?.with_errors(errors);
            return html_again(&SignIn { page, typed });
        }
    };
    registry::account::sign_in::ask_for_link(&app.registry, &email).await?;
    match next::local(&typed.next) {
        Some(next) => visit
            .session
            .insert(NEXT, next)
            .await
            .map_err(HttpError::internal)?,
        None => {
            visit
                .session
                .remove::<String>(NEXT)
                .await
                .map_err(HttpError::internal)?;
        }
    }
    Ok(Redirect::to("/sign-in/sent").into_response())
}

impl Typed {
    fn parse(&self) -> Result<EmailAddress, Errors> {
        let mut errors = Errors::default();
        let email = errors.keep("email", EmailAddress::parse(&self.email));
        errors.finish(email)
    }
}

async fn sent(visit: Visit) -> Result<Response, HttpError> {
    html(&Sent {
        page: visit.page("Check your e-mail").await?,
    })
}

/// Shows a button and nothing else: what reads mail before its owner does follows links, but presses nothing.
async fn follow(
    State(app): State<App>,
    visit: Visit,
    Path(token): Path<String>,
) -> Result<Response, HttpError> {
    match registry::account::sign_in::peek_link(&app.registry, &token).await {
        Ok(link) => {
            if let Some(proposal) = proposed(&app, link).await? {
                let signs_in = signs_in(&app, link).await?;
                let action = format!("/sign-in/{token}");
                return confirm::page(&visit, action, proposal, signs_in, Errors::default()).await;
            }
            let confirms = link.purpose == Purpose::ConfirmRegistration;
            let title = if confirms {
                "Confirm your registration"
            } else {
                "Sign in to Framemark"
            };
            html(&Follow {
                page: visit.form_page(title).await?,
                action: format!("/sign-in/{token}"),
                confirms,
                signs_in: signs_in(&app, link).await?,
            })
        }
        Err(error) => useless(&visit, error).await,
    }
}

async fn spend(
    State(app): State<App>,
    visit: Visit,
    Path(token): Path<String>,
    Form(decision): Form<Decision>,
) -> Result<Response, HttpError> {
    let link = match registry::account::sign_in::peek_link(&app.registry, &token).await {
        Ok(link) => link,
        Err(error) => return useless(&visit, error).await,
    };
    let spent = if let Some(proposal) = proposed(&app, link).await? {
        if decision.refuses() {
            return match refuse_by_link(&app.registry, &token).await {
                Ok(()) => confirm::dropped(&visit).await,
                Err(error) => useless(&visit, error).await,
            };
        }
        match decision.details() {
            Ok(details) => confirm_by_link(&app.registry, &token, details).await,
            Err(errors) => {
                let (action, signs_in) = (format!("/sign-in/{token}"), signs_in(&app, link).await?);
                return confirm::page(&visit, action, proposal, signs_in, errors).await;
            }
        }
    } else {
        registry::account::sign_in::spend_link(&app.registry, &token).await
    };
    let spent = match spent {
        Ok(spent) => spent,
        Err(error) => return useless(&visit, error).await,
    };
    if signs_in(&app, spent).await? {
        guard::remember(&visit.session, spent.account).await?;
    }
    let wanted = visit
        .session
        .remove::<String>(NEXT)
        .await
        .map_err(HttpError::internal)?;
    let to = match (spent.purpose, spent.bike) {
        (Purpose::ConfirmRegistration, Some(bike)) => {
            visit
                .notice(Notice::success("Your registration is confirmed"))
                .await?;
            format!("/account/bikes/{bike}")
        }
        _ => match wanted.as_deref().and_then(next::local) {
            Some(next) => next.to_owned(),
            None => first_room(&app, spent).await?.to_owned(),
        },
    };
    Ok(Redirect::to(&to).into_response())
}

/// Reads the registration that a link was sent for, while it waits to be confirmed.
async fn proposed(app: &App, link: SignedIn) -> Result<Option<Proposal>, HttpError> {
    match (link.purpose, link.bike) {
        (Purpose::ConfirmRegistration, Some(bike)) => {
            Ok(registry::bike::confirm::proposed(&app.registry, link.account, bike).await?)
        }
        _ => Ok(None),
    }
}

/// Tells whether a link signs its account in. Anybody can have a link that confirms a registration sent to any address,
/// and it works for a week, so for an account with a role it only confirms: the bike's page then asks to sign in.
async fn signs_in(app: &App, link: SignedIn) -> Result<bool, HttpError> {
    let viewer = registry::account::sign_in::viewer(&app.registry, link.account).await?;
    Ok(link.purpose != Purpose::ConfirmRegistration || viewer.memberships.is_empty())
}

async fn first_room(app: &App, spent: SignedIn) -> Result<&'static str, HttpError> {
    let viewer = registry::account::sign_in::viewer(&app.registry, spent.account).await?;
    Ok(next::first_room(&viewer))
}

async fn useless(visit: &Visit, error: SpendLinkError) -> Result<Response, HttpError> {
    let why = match error {
        SpendLinkError::Expired => "This link is too old.",
        SpendLinkError::AlreadySpent => "This link has been used, or we have sent you a newer one.",
        SpendLinkError::Unknown => "We do not know this link. Check that you copied all of it.",
        SpendLinkError::Store(error) => return Err(error.into()),
    };
    let page = visit.page("This link does not work").await?;
    let mut response = html(&Useless { page, why })?;
    *response.status_mut() = StatusCode::GONE;
    Ok(response)
}

async fn sign_out(visit: Visit) -> Result<Response, HttpError> {
    guard::forget(&visit.session).await?;
    Ok(Redirect::to("/").into_response())
}
