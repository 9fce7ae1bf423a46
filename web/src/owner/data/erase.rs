//! Erasing an account: what goes and what stays, and the button. Only somebody who has just signed in can press it, because
//! a browser that was left open must not be enough.

use crate::shared::door::{self, Known};
use crate::shared::guard::Account;
use crate::shared::{App, Choice, Errors, HttpError, Page, Visit, html, html_again, html_form};
use askama::Template;
use axum::extract::{Form, State};
use axum::response::{IntoResponse, Redirect, Response};
use registry::bike::erase::{self, EraseError};
use serde::Deserialize;

const PAGE: &str = "/account/data/erase";

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Typed {
    sure: String,
}

#[derive(Template)]
#[template(path = "owner/data/erase.html")]
struct Ask {
    page: Page,
    is_recent: bool,
    sure: Vec<Choice>,
    /// Why it cannot be done now.
    stops: Vec<String>,
}

#[derive(Template)]
#[template(path = "owner/data/erased.html")]
struct Done {
    page: Page,
}

pub(super) async fn ask(
    Account(account): Account,
    Known(at_door): Known,
    State(app): State<App>,
    visit: Visit,
) -> Result<Response, HttpError> {
    let stops = erase::what_stops_it(&app.registry, account).await?;
    let page = page(&visit, Errors::default(), at_door.is_recent).await?;
    html_form(&Ask {
        stops: stops.iter().map(ToString::to_string).collect(),
        ..page
    })
}

pub(super) async fn send(
    Account(account): Account,
    Known(at_door): Known,
    State(app): State<App>,
    visit: Visit,
    Form(typed): Form<Typed>,
) -> Result<Response, HttpError> {
    if !at_door.is_recent {
        return Ok(Redirect::to(PAGE).into_response());
    }
    let mut errors = Errors::default();
    if typed.sure.is_empty() {
        errors.add("sure", "Tick the box if you want us to erase your account");
        return html_again(&page(&visit, errors, true).await?);
    }
    match erase::erase(&app.registry, account).await {
        Ok(_) => {
            door::forget(&visit.session).await?;
            Ok(Redirect::to("/account/erased").into_response())
        }
        Err(EraseError::Store(error)) => Err(error.into()),
        Err(error) => {
            errors.add("sure", error.to_string());
            html_again(&page(&visit, errors, true).await?)
        }
    }
}

pub(super) async fn done(visit: Visit) -> Result<Response, HttpError> {
    html(&Done {
        page: visit.page("Your account has been erased").await?,
    })
}

async fn page(visit: &Visit, errors: Errors, is_recent: bool) -> Result<Ask, HttpError> {
    Ok(Ask {
        page: visit.form_page("Erase your account").await?.with_errors(errors),
        is_recent,
        sure: vec![Choice::new(
            "yes",
            "Erase my account and my bikes. I know that this cannot be undone",
        )],
        stops: Vec::new(),
    })
}
