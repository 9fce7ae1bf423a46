//! The page on which an owner says that a stolen bike is back, or was never stolen.

use super::bikes::own;
use super::words;
use crate::shared::guard::Account;
use crate::shared::{App, Choice, Errors, HttpError, Notice, Page, Visit, html, html_again};
use askama::Template;
use axum::Router;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::get;
use axum_extra::extract::Form;
use domain::theft::TheftOutcome;
use registry::bike::own::MyBike;
use registry::theft::report::{ReportTheftError, found_it};
use serde::Deserialize;

/// `/account/bikes/{bike}/found-it`.
pub(super) fn routes() -> Router<App> {
    Router::new().route("/account/bikes/{bike}/found-it", get(ask).post(answer))
}

#[derive(Clone, Debug, Default, Deserialize)]
struct Typed {
    #[serde(default)]
    outcome: String,
}

#[derive(Template)]
#[template(path = "owner/found_it/page.html")]
struct FoundIt {
    page: Page,
    base: String,
    name: String,
    outcomes: Vec<Choice>,
}

async fn ask(
    account: Account,
    State(app): State<App>,
    Path(bike): Path<String>,
    visit: Visit,
) -> Result<Response, HttpError> {
    let mine = own(&app, account, &bike).await?;
    if mine.reports.iter().all(|report| report.closed.is_some()) {
        return not_reported(&visit, &mine).await;
    }
    html(&page(&visit, &mine, "", Errors::default()).await?)
}

async fn answer(
    account: Account,
    State(app): State<App>,
    Path(bike): Path<String>,
    visit: Visit,
    Form(typed): Form<Typed>,
) -> Result<Response, HttpError> {
    let mine = own(&app, account, &bike).await?;
    let outcome = match typed.parse() {
        Ok(outcome) => outcome,
        Err(errors) => return html_again(&page(&visit, &mine, &typed.outcome, errors).await?),
    };
    match found_it(&app.registry, account.0, mine.bike.id, outcome).await {
        Ok(()) => {
            let said = match outcome {
                TheftOutcome::Returned => {
                    "We’re glad you have your bike back. It is no longer reported stolen"
                }
                TheftOutcome::Insured | TheftOutcome::Mistaken => "It is no longer reported stolen",
            };
            visit.notice(Notice::success(said)).await?;
            Ok(Redirect::to(&format!("/account/bikes/{}", mine.bike.id)).into_response())
        }
        Err(ReportTheftError::NotYours(_)) => Err(HttpError::NotFound),
        Err(ReportTheftError::Store(error)) => Err(error.into()),
        // The form was sent twice, and the bike is already as they want it.
        Err(
            ReportTheftError::NotReported
            | ReportTheftError::AlreadyReported
            | ReportTheftError::NotConfirmed
            | ReportTheftError::Changed
            | ReportTheftError::NotTakenHere,
        ) => not_reported(&visit, &mine).await,
    }
}

impl Typed {
    fn parse(&self) -> Result<TheftOutcome, Errors> {
        let mut errors = Errors::default();
        let outcome = TheftOutcome::parse(&self.outcome);
        if outcome.is_none() {
            errors.add("outcome", "Choose what happened");
        }
        errors.finish(outcome)
    }
}

async fn not_reported(visit: &Visit, mine: &MyBike) -> Result<Response, HttpError> {
    visit
        .notice(Notice::important("This bike is not reported stolen"))
        .await?;
    Ok(Redirect::to(&format!("/account/bikes/{}", mine.bike.id)).into_response())
}

async fn page(visit: &Visit, mine: &MyBike, chosen: &str, errors: Errors) -> Result<FoundIt, HttpError> {
    let name = words::name(&mine.bike.description);
    let page = visit
        .form_page(format!("What happened to your {name}?"))
        .await?
        .with_errors(errors);
    let outcomes = Choice::list(
        chosen,
        [
            (TheftOutcome::Returned.slug(), "I have it back"),
            (TheftOutcome::Mistaken.slug(), "It was not stolen"),
        ],
    );
    Ok(FoundIt {
        page,
        base: format!("/account/bikes/{}", mine.bike.id),
        name,
        outcomes,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_of_two_ends_has_to_be_chosen() {
        for (typed, expected) in [
            ("returned", Some(TheftOutcome::Returned)),
            ("mistaken", Some(TheftOutcome::Mistaken)),
            ("", None),
            ("<b>", None),
        ] {
            assert_eq!(
                Typed {
                    outcome: typed.into()
                }
                .parse()
                .ok(),
                expected,
                "{typed:?}"
            );
        }
    }
}
