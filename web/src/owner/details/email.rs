//! Changing an e-mail address: the signed-in owner asks for it, the reader of the new address confirms it, and the
//! reader of the old one can stop it. Looking at a link changes nothing.

use crate::owner::address::TypedAddress;
use crate::shared::guard::{self, Account};
use crate::shared::limits::Action;
use crate::shared::{App, Errors, HttpError, Notice, Once, Page, Visit, html, html_again, html_form};
use askama::Template;
use axum::Router;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::{get, post};
use axum_extra::extract::Form;
use registry::account::change_email::{self, ChangeEmailError};

pub(super) fn routes() -> Router<App> {
    Router::new()
        .route("/account/details/e-mail", get(ask).post(send))
        .route("/account/details/e-mail/keep", post(keep))
        .route("/account/e-mail/{token}", get(follow).post(confirm))
        .route("/account/e-mail/{token}/stop", get(ask_to_stop).post(stop))
}

#[derive(Template)]
#[template(path = "owner/details/email.html")]
struct Ask {
    page: Page,
    typed: TypedAddress,
    /// Whether the page asks if the address was mistyped.
    doubted: bool,
}

#[derive(Template)]
#[template(path = "owner/details/follow.html")]
struct Follow {
    page: Page,
    action: String,
    /// The address to confirm, or `None` on the page that stops the change.
    email: Option<String>,
}

#[derive(Template)]
#[template(path = "owner/details/useless.html")]
struct Useless {
    page: Page,
    why: String,
}

async fn ask(_: Account, visit: Visit) -> Result<Response, HttpError> {
    let page = visit.form_page("Change your e-mail address").await?;
    html_form(&Ask {
        page,
        typed: TypedAddress::default(),
        doubted: false,
    })
}

async fn send(
    account: Account,
    State(app): State<App>,
    visit: Visit,
    once: Once,
    Form(typed): Form<TypedAddress>,
) -> Result<Response, HttpError> {
    let email = match typed.parse() {
        Ok(email) => email,
        Err(errors) => return again(&visit, typed, errors).await,
    };
    // This stops strangers from filling somebody's mailbox.
    app.limits
        .about(Action::Registration, email.as_str().to_lowercase())?;
    match change_email::ask(&once.on(&app), account.0, &email).await {
        Ok(()) => {
            let said = "Check your new address for an e-mail from us, and open the link in it";
            visit.notice(Notice::success(said)).await?;
            Ok(Redirect::to("/account/details").into_response())
        }
        Err(ChangeEmailError::Store(error)) => Err(error.into()),
        Err(error) => {
            let mut errors = Errors::default();
            errors.add("email", error.to_string());
            again(&visit, typed, errors).await
        }
    }
}

async fn again(visit: &Visit, typed: TypedAddress, errors: Errors) -> Result<Response, HttpError> {
    let doubted = typed.is_doubted();
    let page = visit
        .form_page("Change your e-mail address")
        .await?
        .with_errors(errors);
    html_again(&Ask { page, typed, doubted })
}

async fn keep(account: Account, State(app): State<App>, visit: Visit) -> Result<Response, HttpError> {
    change_email::call_off(&app.registry, account.0).await?;
    visit
        .notice(Notice::success("Your e-mail address has not changed"))
        .await?;
    Ok(Redirect::to("/account/details").into_response())
}

async fn follow(
    State(app): State<App>,
    visit: Visit,
    Path(token): Path<String>,
) -> Result<Response, HttpError> {
    match change_email::peek(&app.registry, &token).await {
        Ok(email) => html(&Follow {
            page: visit.form_page("Confirm your new e-mail address").await?,
            action: format!("/account/e-mail/{token}"),
            email: Some(String::from(email)),
        }),
        Err(error) => useless(&visit, error).await,
    }
}

async fn confirm(
    State(app): State<App>,
    visit: Visit,
    Path(token): Path<String>,
) -> Result<Response, HttpError> {
    match change_email::confirm(&app.registry, &token).await {
        Ok(confirmed) => {
            let stays = guard::go_on(&visit.session, confirmed.account, confirmed.generation).await?;
            let said = "We have changed your e-mail address. You are signed out on all other devices";
            visit.notice(Notice::success(said)).await?;
            Ok(Redirect::to(if stays { "/account/details" } else { "/sign-in" }).into_response())
        }
        Err(error) => useless(&visit, error).await,
    }
}

async fn ask_to_stop(
    State(app): State<App>,
    visit: Visit,
    Path(token): Path<String>,
) -> Result<Response, HttpError> {
    match change_email::peek_objection(&app.registry, &token).await {
        Ok(()) => html(&Follow {
            page: visit.form_page("Keep your e-mail address").await?,
            action: format!("/account/e-mail/{token}/stop"),
            email: None,
        }),
        Err(error) => useless(&visit, error).await,
    }
}

async fn stop(
    State(app): State<App>,
    visit: Visit,
    Path(token): Path<String>,
) -> Result<Response, HttpError> {
    match change_email::object(&app.registry, &token).await {
        Ok(()) => {
            let said = "Your account still has this e-mail address. Everybody has been signed out of it";
            visit.notice(Notice::success(said)).await?;
            Ok(Redirect::to("/sign-in").into_response())
        }
        Err(error) => useless(&visit, error).await,
    }
}

async fn useless(visit: &Visit, error: ChangeEmailError) -> Result<Response, HttpError> {
    let why = match error {
        ChangeEmailError::Store(error) => return Err(error.into()),
        ChangeEmailError::Useless => {
            "It is too old, or it has been used, or we have sent you a newer one.".to_owned()
        }
        error => format!("{error}."),
    };
    let page = visit.page("This link does not work").await?;
    let mut response = html(&Useless { page, why })?;
    *response.status_mut() = StatusCode::GONE;
    Ok(response)
}
