//! Passing a bike on: the owner's page, and the page behind the link that the new owner gets.

mod accept;

use super::address::TypedAddress;
use super::bikes::own;
use super::words;
use crate::shared::guard::Account;
use crate::shared::limits::Action;
use crate::shared::{App, Errors, HttpError, Notice, Page, Visit, html, html_again, london};
use askama::Template;
use axum::Router;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::{get, post};
use axum_extra::extract::Form;
use domain::id::BikeId;
use registry::bike::own::MyBike;
use registry::bike::transfer::{self, TransferError, Waiting};

/// `/account/bikes/{bike}/transfer` and `/transfer/{token}`.
pub(super) fn routes() -> Router<App> {
    Router::new()
        .route("/account/bikes/{bike}/transfer", get(ask).post(offer))
        .route("/account/bikes/{bike}/transfer/stop", post(stop))
        .merge(accept::routes())
}

#[derive(Template)]
#[template(path = "owner/transfer/page.html")]
struct Ask {
    page: Page,
    base: String,
    name: String,
    typed: TypedAddress,
    /// Whether the page asks if the address was mistyped.
    doubted: bool,
}

#[derive(Template)]
#[template(path = "owner/transfer/waiting.html")]
struct Waits {
    page: Page,
    base: String,
    name: String,
    to: Option<String>,
    until: String,
}

async fn ask(
    account: Account,
    State(app): State<App>,
    Path(bike): Path<String>,
    visit: Visit,
) -> Result<Response, HttpError> {
    let mine = own(&app, account, &bike).await?;
    if let Some(offer) = transfer::waiting(&app.registry, account.0, mine.bike.id).await? {
        return waits(&visit, &mine, offer).await;
    }
    if let Err(error) = transfer::may_be_offered(&mine.bike) {
        return back(&visit, mine.bike.id, error).await;
    }
    html(&page(&visit, &mine, TypedAddress::default(), Errors::default()).await?)
}

async fn offer(
    account: Account,
    State(app): State<App>,
    Path(bike): Path<String>,
    visit: Visit,
    Form(typed): Form<TypedAddress>,
) -> Result<Response, HttpError> {
    let mine = own(&app, account, &bike).await?;
    let email = match typed.parse() {
        Ok(email) => email,
        Err(errors) => return html_again(&page(&visit, &mine, typed, errors).await?),
    };
    // This stops strangers from filling somebody's mailbox.
    app.limits
        .about(Action::Registration, email.as_str().to_lowercase())?;
    let id = mine.bike.id;
    match transfer::offer(&app.registry, account.0, id, &email).await {
        // The form was sent twice. The page says who is offered the bike.
        Ok(()) | Err(TransferError::Offered) => {
            Ok(Redirect::to(&format!("/account/bikes/{id}/transfer")).into_response())
        }
        Err(error @ (TransferError::Yourself | TransferError::TooMany)) => {
            let mut errors = Errors::default();
            errors.add("email", error.to_string());
            html_again(&page(&visit, &mine, typed, errors).await?)
        }
        Err(error) => back(&visit, id, error).await,
    }
}

async fn stop(
    account: Account,
    State(app): State<App>,
    Path(bike): Path<BikeId>,
    visit: Visit,
) -> Result<Response, HttpError> {
    match transfer::call_off(&app.registry, account.0, bike).await {
        Ok(()) => {
            let said = "You have cancelled this. The bike is still yours";
            visit.notice(Notice::success(said)).await?;
            Ok(Redirect::to(&format!("/account/bikes/{bike}")).into_response())
        }
        Err(TransferError::Useless) => {
            let said = "You are no longer passing this bike on";
            visit.notice(Notice::important(said)).await?;
            Ok(Redirect::to(&format!("/account/bikes/{bike}")).into_response())
        }
        Err(error) => back(&visit, bike, error).await,
    }
}

/// Leads back to the bike and says why it cannot be passed on.
async fn back(visit: &Visit, bike: BikeId, error: TransferError) -> Result<Response, HttpError> {
    match error {
        TransferError::Store(error) => Err(error.into()),
        TransferError::NotYours(_) => Err(HttpError::NotFound),
        error => {
            visit.notice(Notice::important(error.to_string())).await?;
            Ok(Redirect::to(&format!("/account/bikes/{bike}")).into_response())
        }
    }
}

async fn waits(visit: &Visit, mine: &MyBike, offer: Waiting) -> Result<Response, HttpError> {
    let name = words::name(&mine.bike.description);
    html(&Waits {
        page: visit.form_page(format!("You are passing your {name} on")).await?,
        base: format!("/account/bikes/{}", mine.bike.id),
        name,
        to: offer.to.map(String::from),
        until: london::day(offer.expires_at),
    })
}

async fn page(visit: &Visit, mine: &MyBike, typed: TypedAddress, errors: Errors) -> Result<Ask, HttpError> {
    let name = words::name(&mine.bike.description);
    let doubted = typed.is_doubted();
    let page = visit
        .form_page(format!("Pass your {name} on"))
        .await?
        .with_errors(errors);
    Ok(Ask {
        page,
        base: format!("/account/bikes/{}", mine.bike.id),
        name,
        typed,
        doubted,
    })
}
