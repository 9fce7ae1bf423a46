//! The page that shows recovery codes once, until their owner says that they have kept them.

use super::{NEW_CODES, PAGE as SECOND_FACTOR, Wanted, offer, onwards, unstored};
use crate::owner::sign_in::next;
use crate::shared::door::{Fresh, Known};
use crate::shared::guard::Account;
use crate::shared::{App, HttpError, Notice, Page, Visit, html};
use askama::Template;
use axum::extract::{Form, Query, State};
use axum::response::{IntoResponse, Redirect, Response};
use registry::account::second_factor::{self, SetUpError};

pub(super) const PAGE: &str = "/account/second-factor/recovery-codes";

#[derive(Template)]
#[template(path = "owner/second_factor/codes.html")]
struct Codes {
    page: Page,
    codes: Vec<String>,
    next: String,
}

pub(super) async fn show(
    _: Account,
    visit: Visit,
    Query(wanted): Query<Wanted>,
) -> Result<Response, HttpError> {
    let codes = visit.session.get::<Vec<String>>(NEW_CODES).await;
    let Some(codes) = codes.map_err(HttpError::internal)? else {
        return Ok(Redirect::to(SECOND_FACTOR).into_response());
    };
    let shown = html(&Codes {
        page: visit.form_page("Keep your recovery codes").await?,
        codes,
        next: wanted.page().unwrap_or_default().to_owned(),
    })?;
    Ok(unstored(shown))
}

/// Makes new codes, for somebody who has just typed a code.
pub(super) async fn make(
    Fresh(Account(account)): Fresh<Account>,
    State(app): State<App>,
    visit: Visit,
) -> Result<Response, HttpError> {
    match second_factor::new_recovery_codes(&app.registry, account).await {
        Ok(codes) => {
            offer(&visit, &codes).await?;
            Ok(Redirect::to(&next::with_next(PAGE, Some(SECOND_FACTOR))).into_response())
        }
        Err(SetUpError::Store(error)) => Err(error.into()),
        Err(_) => Ok(Redirect::to(SECOND_FACTOR).into_response()),
    }
}

pub(super) async fn kept(
    _: Account,
    Known(at_door): Known,
    visit: Visit,
    Form(wanted): Form<Wanted>,
) -> Result<Response, HttpError> {
    let codes = visit.session.remove::<Vec<String>>(NEW_CODES).await;
    if codes.map_err(HttpError::internal)?.is_some() {
        visit
            .notice(Notice::success("Your code app and your recovery codes are ready"))
            .await?;
    }
    Ok(onwards(&at_door, &wanted))
}
