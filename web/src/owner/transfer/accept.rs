//! The page on which the new owner accepts a bike or refuses it. Looking at it changes nothing.

use crate::owner::details::TypedDetails;
use crate::owner::words;
use crate::shared::guard;
use crate::shared::{App, Errors, HttpError, Notice, Page, Visit, html, html_again, html_form, london};
use askama::Template;
use axum::Router;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::get;
use axum_extra::extract::Form;
use registry::bike::transfer::{self, Offered, TransferError};
use serde::Deserialize;

pub(super) fn routes() -> Router<App> {
    Router::new().route("/transfer/{token}", get(show).post(decide))
}

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
struct Decision {
    decision: String,
    name: String,
    phone: String,
    postcode: String,
}

#[derive(Template)]
#[template(path = "owner/transfer/accept.html")]
struct Accept {
    page: Page,
    action: String,
    bike: String,
    reference: String,
    number: String,
    colours: String,
    mark: Option<String>,
    to: String,
    until: String,
    typed: TypedDetails,
}

#[derive(Template)]
#[template(path = "owner/transfer/useless.html")]
struct Useless {
    page: Page,
    why: String,
}

async fn show(
    State(app): State<App>,
    visit: Visit,
    Path(token): Path<String>,
) -> Result<Response, HttpError> {
    match transfer::peek(&app.registry, &token).await {
        Ok(offered) => {
            let typed = offered.known.as_ref().map(TypedDetails::of).unwrap_or_default();
            html_form(&page(&visit, &token, &offered, typed, Errors::default()).await?)
        }
        Err(error) => useless(&visit, error).await,
    }
}

async fn decide(
    State(app): State<App>,
    visit: Visit,
    Path(token): Path<String>,
    Form(decision): Form<Decision>,
) -> Result<Response, HttpError> {
    if decision.decision == "no" {
        return match transfer::refuse(&app.registry, &token).await {
            Ok(()) => {
                let said = "We have told the owner that you do not want the bike";
                visit.notice(Notice::success(said)).await?;
                Ok(Redirect::to("/").into_response())
            }
            Err(error) => useless(&visit, error).await,
        };
    }
    let typed = TypedDetails {
        name: decision.name,
        phone: decision.phone,
        postcode: decision.postcode,
    };
    let details = match typed.parse() {
        Ok(details) => details,
        Err(errors) => {
            return match transfer::peek(&app.registry, &token).await {
                Ok(offered) => html_again(&page(&visit, &token, &offered, typed, errors).await?),
                Err(error) => useless(&visit, error).await,
            };
        }
    };
    match transfer::accept(&app.registry, &token, &details).await {
        Ok(accepted) => {
            if let Some(sign_in) = &accepted.sign_in {
                guard::remember(&visit.session, sign_in).await?;
            }
            visit
                .notice(Notice::success("The bike is registered to you"))
                .await?;
            Ok(Redirect::to(&format!("/account/bikes/{}", accepted.bike)).into_response())
        }
        Err(error) => useless(&visit, error).await,
    }
}

async fn page(
    visit: &Visit,
    token: &str,
    offered: &Offered,
    typed: TypedDetails,
    errors: Errors,
) -> Result<Accept, HttpError> {
    let bike = &offered.bike;
    let number = bike.frame.number();
    Ok(Accept {
        page: visit
            .form_page("Is this bike yours now?")
            .await?
            .with_errors(errors),
        action: format!("/transfer/{token}"),
        bike: words::name(&bike.description),
        reference: bike.reference().to_string(),
        number: number.map_or_else(
            || words::without_number(Some(&bike.frame)).to_owned(),
            |number| number.as_written().to_owned(),
        ),
        colours: words::colours(&bike.description.colours),
        mark: bike.mark.map(|code| code.to_string()),
        to: offered.to.as_str().to_owned(),
        until: london::day(offered.expires_at),
        typed,
    })
}

async fn useless(visit: &Visit, error: TransferError) -> Result<Response, HttpError> {
    let why = match error {
        TransferError::Store(error) => return Err(error.into()),
        TransferError::Stolen | TransferError::Held | TransferError::Disputed | TransferError::Retired => {
            "This bike cannot be passed on at the moment. Contact the person who offered it to you."
                .to_owned()
        }
        _ => "It is too old, or it has been used, or the owner has changed their mind.".to_owned(),
    };
    let page = visit.page("This link does not work").await?;
    let mut response = html(&Useless { page, why })?;
    *response.status_mut() = StatusCode::GONE;
    Ok(response)
}
