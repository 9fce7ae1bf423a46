//! What was told, on one page; then the bike is reported stolen.

use super::part::Answers;
use super::telling::Tell;
use crate::owner::words;
use crate::shared::{App, Errors, HttpError, Page, html, london};
use askama::Template;
use axum::Router;
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::get;
use domain::theft::TheftWindow;
use registry::theft::report::{ReportTheftError, report_theft};

pub(super) fn routes() -> Router<App> {
    Router::new().route("/account/bikes/{bike}/report-stolen/check", get(ask).post(send))
}

#[derive(Template)]
#[template(path = "owner/report_stolen/check/page.html")]
struct Check {
    page: Page,
    base: String,
    name: String,
    reference: String,
    from: String,
    to: String,
    told: Answers,
}

async fn ask(tell: Tell) -> Result<Response, HttpError> {
    let page = tell.page("Check what you told us", Errors::default()).await?;
    let said = |end: fn(TheftWindow) -> jiff::Timestamp| {
        tell.answers
            .window
            .map(|window| london::day_and_time(end(window)))
            .unwrap_or_default()
    };
    html(&Check {
        page,
        base: format!("/account/bikes/{}/report-stolen", tell.subject.bike.id),
        name: words::name(&tell.subject.bike.description),
        reference: tell.subject.bike.reference().to_string(),
        from: said(TheftWindow::from),
        to: said(TheftWindow::to),
        told: tell.answers,
    })
}

async fn send(tell: Tell) -> Result<Response, HttpError> {
    let Some(report) = tell.answers.report() else {
        return Err(HttpError::NotFound);
    };
    match report_theft(
        &tell.app.registry,
        tell.subject.account.0,
        tell.subject.bike.id,
        report,
    )
    .await
    {
        // Sent twice at once: it was reported, and that is what they wanted.
        Ok(()) | Err(ReportTheftError::AlreadyReported) => {
            Ok(Redirect::to(&tell.subject.done()).into_response())
        }
        Err(
            ReportTheftError::NotYours(_) | ReportTheftError::NotReported | ReportTheftError::NotConfirmed,
        ) => Err(HttpError::NotFound),
        Err(ReportTheftError::Store(error)) => Err(error.into()),
    }
}
