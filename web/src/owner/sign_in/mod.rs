//! Signing in with a link in an e-mail. There is no password.

pub(super) mod next;

use super::{register, second_factor};
use crate::owner::confirm::{self, Decision};
use crate::shared::guard::{self, Account};
use crate::shared::{App, Errors, HttpError, Notice, Page, Visit, html, html_again};
use askama::Template;
use axum::Router;
use axum::extract::{Path, Query, State};
use axum::http::{HeaderName, StatusCode};
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::{get, post};
use axum_extra::extract::Form;
use domain::account::contact::EmailAddress;
use domain::id::AccountId;
use domain::london;
use jiff::{SignedDuration, Timestamp};
use registry::account::ask::{Asked, ask_for_link};
use registry::account::sign_in::{OpenLink, Purpose, SpendLinkError};
use registry::bike::confirm::{Proposal, confirm_by_link, refuse_by_link};
use serde::{Deserialize, Serialize};
use tower_sessions::Session;

/// The key in the session for the page to open after signing in.
const NEXT: &str = "next";

/// The key in the session for the time until which no more links are sent.
const ENOUGH: &str = "links-enough-until";

/// Asking for a link, following it, and signing out.
pub(super) fn routes() -> Router<App> {
    Router::new()
        .route("/sign-in", get(ask).post(send))
        .route("/sign-in/sent", get(sent))
        .route("/sign-in/{token}", get(follow).post(spend))
        .route("/sign-out", post(sign_out))
        .route("/account/sign-out-everywhere", post(sign_out_everywhere))
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
    enough_until: Option<String>,
    /// The address for asking for another link. It remembers which page was wanted.
    again: String,
}

#[derive(Template)]
#[template(path = "owner/sign_in/already.html")]
struct Already {
    page: Page,
    to: &'static str,
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
    /// The address for asking for another link. It remembers which page was wanted.
    again: String,
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

/// Gives the same answer whether or not we know the address.
async fn send(State(app): State<App>, visit: Visit, Form(typed): Form<Typed>) -> Result<Response, HttpError> {
    let email = match typed.parse() {
        Ok(email) => email,
        Err(errors) => {
            let page = visit.form_page("Sign in").await?.with_errors(errors);
            return html_again(&SignIn { page, typed });
        }
    };
    let next = next::local(&typed.next);
    let asked = ask_for_link(&app.registry, &email, &asker(&visit), next).await?;
    keep(&visit.session, NEXT, next).await?;
    let until = match asked {
        Asked::Taken => None,
        Asked::EnoughUntil(at) => Some(at),
    };
    keep(&visit.session, ENOUGH, until).await?;
    Ok(Redirect::to("/sign-in/sent").into_response())
}

/// Identifies the browser that asks: the cookie for its forms, or the session if somebody is signed in.
fn asker(visit: &Visit) -> Vec<u8> {
    match visit.visitor.sent() {
        Some(secret) => secret.as_bytes().to_vec(),
        None => visit.session.id().unwrap_or_default().0.to_be_bytes().to_vec(),
    }
}

/// Stores a value in the session, or removes it.
async fn keep(session: &Session, key: &str, value: Option<impl Serialize>) -> Result<(), HttpError> {
    match value {
        Some(value) => session.insert(key, value).await.map_err(HttpError::internal),
        None => session
            .remove_value(key)
            .await
            .map(drop)
            .map_err(HttpError::internal),
    }
}

impl Typed {
    fn parse(&self) -> Result<EmailAddress, Errors> {
        let mut errors = Errors::default();
        let email = errors.keep("email", EmailAddress::parse(&self.email));
        errors.finish(email)
    }
}

async fn sent(visit: Visit) -> Result<Response, HttpError> {
    let until = visit.session.get::<Timestamp>(ENOUGH).await;
    let until = until.map_err(HttpError::internal)?;
    html(&Sent {
        page: visit.page("Check your e-mail").await?,
        enough_until: until.map(|at| london::clock(london::time_of(up_to_the_minute(at)))),
        again: next::ask_again(wanted(&visit.session).await?.as_deref()),
    })
}

/// The page that was wanted when a link was asked for in this browser.
async fn wanted(session: &Session) -> Result<Option<String>, HttpError> {
    session.get(NEXT).await.map_err(HttpError::internal)
}

/// Rounds up to the next full minute, so that a promise on a page is true from the minute that it names.
fn up_to_the_minute(at: Timestamp) -> Timestamp {
    let minute = SignedDuration::from_mins(1);
    let over = at.as_second().rem_euclid(60);
    if over == 0 && at.subsec_nanosecond() == 0 {
        at
    } else {
        at - SignedDuration::new(over, at.subsec_nanosecond()) + minute
    }
}

/// Shows only a button, because programs that scan e-mails follow links but do not press buttons.
async fn follow(
    account: Option<Account>,
    State(app): State<App>,
    visit: Visit,
    Path(token): Path<String>,
) -> Result<Response, HttpError> {
    match registry::account::sign_in::peek_link(&app.registry, &token).await {
        Ok(link) => {
            if let Some(proposal) = proposed(&app, link).await? {
                let action = format!("/sign-in/{token}");
                return confirm::page(&visit, action, proposal, link.signs_in, Errors::default()).await;
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
                signs_in: link.signs_in,
            })
        }
        Err(error) => useless(&app, visit, account, &token, error).await,
    }
}

async fn spend(
    account: Option<Account>,
    State(app): State<App>,
    visit: Visit,
    Path(token): Path<String>,
    Form(decision): Form<Decision>,
) -> Result<Response, HttpError> {
    let link = match registry::account::sign_in::peek_link(&app.registry, &token).await {
        Ok(link) => link,
        Err(error) => return useless(&app, visit, account, &token, error).await,
    };
    let followed = if let Some(proposal) = proposed(&app, link).await? {
        if decision.refuses() {
            return match refuse_by_link(&app.registry, &token).await {
                Ok(refused) => confirm::dropped(&visit, refused).await,
                Err(error) => useless(&app, visit, account, &token, error).await,
            };
        }
        match decision.details() {
            Ok(details) => confirm_by_link(&app.registry, &token, details).await,
            Err(errors) => {
                let action = format!("/sign-in/{token}");
                return confirm::page(&visit, action, proposal, link.signs_in, errors).await;
            }
        }
    } else {
        registry::account::sign_in::spend_link(&app.registry, &token).await
    };
    let followed = match followed {
        Ok(followed) => followed,
        Err(error) => return useless(&app, visit, account, &token, error).await,
    };
    let wanted = visit.session.remove::<String>(NEXT).await;
    let wanted = followed.next.clone().or(wanted.map_err(HttpError::internal)?);
    if let Some(sign_in) = &followed.sign_in {
        let drafts = register::drafts_of(&app, &visit.session, sign_in.account).await?;
        guard::remember(&visit.session, sign_in).await?;
        if let Some(drafts) = drafts {
            register::go_on(&visit.session, drafts).await?;
        }
    }
    let to = match (followed.purpose, followed.bike) {
        (Purpose::ConfirmRegistration, Some(bike)) => {
            visit
                .notice(Notice::success("Your registration is confirmed"))
                .await?;
            // If somebody registered a bike because it has been stolen, they report the theft next.
            let next = followed.next.as_deref().and_then(next::local);
            next.map_or_else(|| format!("/account/bikes/{bike}"), str::to_owned)
        }
        _ => match wanted.as_deref().and_then(next::local) {
            Some(next) => next.to_owned(),
            None => first_room(&app, followed.account).await?.to_owned(),
        },
    };
    let to = match followed.sign_in {
        Some(_) => second_factor::on_the_way(&app, followed.account, to).await?,
        None => to,
    };
    Ok(Redirect::to(&to).into_response())
}

/// Reads the registration that a link was sent for, if it has not been confirmed yet.
async fn proposed(app: &App, link: OpenLink) -> Result<Option<Proposal>, HttpError> {
    match (link.purpose, link.bike) {
        (Purpose::ConfirmRegistration, Some(bike)) => {
            Ok(registry::bike::confirm::proposed(&app.registry, link.account, bike).await?)
        }
        _ => Ok(None),
    }
}

async fn first_room(app: &App, account: AccountId) -> Result<&'static str, HttpError> {
    let viewer = registry::account::sign_in::viewer(&app.registry, account).await?;
    Ok(next::first_room(&viewer))
}

/// Says why a link does not work. If somebody opens their own old link while they are signed in, the page says that
/// they are signed in.
async fn useless(
    app: &App,
    visit: Visit,
    account: Option<Account>,
    token: &str,
    error: SpendLinkError,
) -> Result<Response, HttpError> {
    let old = matches!(error, SpendLinkError::Expired | SpendLinkError::AlreadySpent);
    if old
        && let Some(Account(account)) = account
        && registry::account::sign_in::account_of_link(&app.registry, token).await? == Some(account)
    {
        let page = visit.page("You are already signed in").await?;
        let to = first_room(app, account).await?;
        return html(&Already { page, to });
    }
    let why = match error {
        SpendLinkError::Expired => "This link is too old.",
        SpendLinkError::AlreadySpent => "This link has already been used.",
        SpendLinkError::Unknown => "We do not know this link. Check that you copied all of it.",
        SpendLinkError::Store(error) => return Err(error.into()),
    };
    // The link may have been opened in a different browser from the one that asked for it.
    let led_on = registry::account::sign_in::next_of_link(&app.registry, token).await?;
    let wanted = match led_on {
        Some(next) => Some(next),
        None => wanted(&visit.session).await?,
    };
    let page = visit.page("This link does not work").await?;
    let again = next::ask_again(wanted.as_deref());
    let mut response = html(&Useless { page, why, again })?;
    *response.status_mut() = StatusCode::GONE;
    Ok(response)
}

async fn sign_out(
    account: Option<Account>,
    State(app): State<App>,
    visit: Visit,
) -> Result<Response, HttpError> {
    if let Some(Account(account)) = account {
        registry::account::sign_out::sign_out(&app.registry, account).await?;
    }
    guard::forget(&visit.session).await?;
    Ok(signed_out())
}

async fn sign_out_everywhere(
    account: Account,
    State(app): State<App>,
    visit: Visit,
) -> Result<Response, HttpError> {
    registry::account::sign_out::sign_out_everywhere(&app.registry, account.0).await?;
    guard::forget(&visit.session).await?;
    Ok(signed_out())
}

/// Redirects to the start page, and tells the browser to delete stored pages and photos. The desk's data stays on the
/// phone, because bikes may be waiting there.
fn signed_out() -> Response {
    let clear = [(HeaderName::from_static("clear-site-data"), "\"cache\"")];
    (clear, Redirect::to("/")).into_response()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_minute_that_a_page_names_is_not_too_soon() {
        for (at, named) in [
            ("2026-06-20T11:00:00Z", "2026-06-20T11:00:00Z"),
            ("2026-06-20T11:00:00.001Z", "2026-06-20T11:01:00Z"),
            ("2026-06-20T11:00:59Z", "2026-06-20T11:01:00Z"),
        ] {
            let at: Timestamp = at.parse().unwrap();
            assert_eq!(up_to_the_minute(at).to_string(), named);
        }
    }
}
