//! The check: the status of a whole number, and what to do next. It never shows a person.

mod certificate;
mod form;
mod tell;

#[cfg(test)]
mod tests;

use crate::shared::proposal::Proposal;
use crate::shared::{App, HttpError, Page, Visit, html, html_again};
use askama::Template;
use axum::Router;
use axum::extract::{Query, State};
use axum::response::Response;
use axum::routing::get;
use domain::bike::PublicStatus;
use form::{CheckForm, refused};
use registry::bike::check_number::CheckError;

/// The address of the check.
pub(super) fn routes() -> Router<App> {
    Router::new().route("/check", get(check)).merge(tell::routes())
}

#[derive(Template)]
#[template(path = "public/check/page.html")]
struct CheckPage {
    page: Page,
    number: String,
    answer: Option<Answer>,
    /// The code that the visitor probably meant, if one character of a label's code was wrong.
    proposal: Option<Proposal>,
}

/// The answer for a number.
struct Answer {
    status: PublicStatus,
    /// The address for a message to the owner, if the text identifies one bike.
    tell: Option<String>,
}

impl Answer {
    fn stolen(&self) -> bool {
        self.status == PublicStatus::ReportedStolen
    }

    fn registered(&self) -> bool {
        self.status == PublicStatus::Registered
    }

    fn given_up(&self) -> bool {
        self.status == PublicStatus::NoLongerKept
    }
}

async fn check(
    State(app): State<App>,
    visit: Visit,
    Query(form): Query<CheckForm>,
) -> Result<Response, HttpError> {
    let Some(typed) = form.number.as_deref() else {
        let page = visit.page("Check a bike").await?.for_search_engines(
            "Type a frame number or a label’s code to see if the bike is reported stolen.",
        );
        return html(&CheckPage {
            page,
            number: String::new(),
            answer: None,
            proposal: None,
        });
    };
    if let Some(answer) = certificate::answer(&app, &visit, typed).await? {
        return Ok(answer);
    }
    match registry::check_number(&app.registry, typed).await {
        Ok(status) => {
            let tell = match form.mark_address(status) {
                Some(address) => Some(address),
                None => tell::address(&app, status, typed).await?,
            };
            let answer = Answer { status, tell };
            let page = visit
                .page(format!("Check a bike: {}", status.label().to_lowercase()))
                .await?;
            html(&CheckPage {
                page,
                number: form.shown(),
                answer: Some(answer),
                proposal: None,
            })
        }
        Err(CheckError::Mark(_)) => {
            let page = visit.page("Is this the code on the label?").await?;
            html(&CheckPage {
                page,
                number: form.shown(),
                answer: None,
                proposal: form.proposal(),
            })
        }
        Err(error) => {
            let page = visit.page("Check a bike").await?.with_errors(refused(error)?);
            html_again(&CheckPage {
                page,
                number: form.shown(),
                answer: None,
                proposal: None,
            })
        }
    }
}
