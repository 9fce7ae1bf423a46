//! The consultations of a partnership: what it asks, what people said at stands, and what came of it.

mod forms;
mod list;
mod new;
mod result;
mod show;
mod words;

use crate::shared::door::fresh;
use crate::shared::guard::Planner;
use crate::shared::{App, HttpError, Notice, Visit};
use axum::Router;
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::get;
use domain::id::ConsultationId;
use jiff::Timestamp;
use registry::account::permits::PartnerOf;
use registry::consultation::{ConsultationError, OpenedConsultation};

pub(super) fn routes() -> Router<App> {
    use forms::{details, outcome, public, send as put, show as ask};
    Router::new()
        .route("/consultations", get(list::show))
        .route("/consultations/new", get(new::show).post(new::add))
        .route("/consultations/{consultation}", get(show::show))
        .route("/consultations/{consultation}/history", get(show::history))
        .route(
            "/consultations/{consultation}/edit",
            get(ask::<details::Change>).post(put::<details::Change>),
        )
        .route(
            "/consultations/{consultation}/publish",
            fresh::<Planner>(get(ask::<public::Publish>).post(put::<public::Publish>)),
        )
        .route(
            "/consultations/{consultation}/withdraw",
            get(ask::<public::Withdraw>).post(put::<public::Withdraw>),
        )
        .route(
            "/consultations/{consultation}/outcome",
            get(ask::<outcome::Write>).post(put::<outcome::Write>),
        )
        .route(
            "/consultations/{consultation}/result",
            fresh::<Planner>(get(result::ask).post(result::publish)),
        )
        .route(
            "/consultations/{consultation}/result/withdraw",
            get(ask::<outcome::Withdraw>).post(put::<outcome::Withdraw>),
        )
        .route("/consultations/{consultation}/result.csv", get(result::csv))
        .merge(said_by_people())
}

fn said_by_people() -> Router<App> {
    use forms::{send as put, show as ask, stand};
    Router::new()
        .route(
            "/consultations/{consultation}/stands/new",
            get(ask::<stand::Add>).post(put::<stand::Add>),
        )
        .route(
            "/consultations/{consultation}/stands/{part}",
            get(ask::<stand::Change>).post(put::<stand::Change>),
        )
        .route(
            "/consultations/{consultation}/stands/{part}/remove",
            get(ask::<stand::Remove>).post(put::<stand::Remove>),
        )
        .route("/consultations/{consultation}/words", get(words::show))
        .route(
            "/consultations/{consultation}/words/{part}/remove",
            get(words::ask_remove).post(words::remove),
        )
}

/// A consultation that somebody has opened.
struct Opened {
    partner: PartnerOf,
    of: OpenedConsultation,
    opened_at: Timestamp,
}

impl Opened {
    fn keeps(&self) -> bool {
        self.partner.keeps(self.of.kept.partnership)
    }

    fn address(&self) -> String {
        format!("/partner/consultations/{}", self.of.kept.id)
    }

    fn title(&self) -> String {
        self.of.kept.consultation.details.title.clone()
    }
}

/// Opens the consultation in the address, if somebody takes part in its partnership.
async fn opened(app: &App, partner: PartnerOf, id: &str) -> Result<Opened, HttpError> {
    let id: ConsultationId = id.parse().map_err(|_| HttpError::NotFound)?;
    let of = registry::consultation::consultation(&app.registry, &partner, id).await;
    Ok(Opened {
        partner,
        of: of.map_err(no_form)?,
        opened_at: app.registry.now(),
    })
}

/// Opens the consultation in the address for somebody who keeps it.
async fn kept(app: &App, partner: PartnerOf, id: &str) -> Result<Opened, HttpError> {
    let opened = opened(app, partner, id).await?;
    if opened.keeps() {
        Ok(opened)
    } else {
        Err(HttpError::Forbidden)
    }
}

/// Returns the message for a refused change, or an error that no form can put right.
fn said(error: ConsultationError) -> Result<String, HttpError> {
    match error {
        ConsultationError::Store(error) => Err(error.into()),
        ConsultationError::NotThere => Err(HttpError::NotFound),
        other => Ok(other.to_string()),
    }
}

/// Turns an error into an answer for a page without a form.
fn no_form(error: ConsultationError) -> HttpError {
    match said(error) {
        Err(error) => error,
        Ok(message) => HttpError::Unreadable(message),
    }
}

/// Goes on to a page with a message.
async fn on(visit: &Visit, address: &str, notice: Notice) -> Result<Response, HttpError> {
    visit.notice(notice).await?;
    Ok(Redirect::to(address).into_response())
}

#[cfg(test)]
mod tests;
