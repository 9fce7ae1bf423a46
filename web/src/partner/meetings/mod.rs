//! The meetings of a partnership's groups: agenda and papers, who came, what was decided, and the minutes.

mod forms;
mod list;
mod minutes;
mod new;
mod papers;
mod questions;
mod report;
mod show;

use crate::shared::door::fresh;
use crate::shared::guard::Planner;
use crate::shared::upload::Limits;
use crate::shared::{App, HttpError, Notice, Visit};
use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::get;
use domain::agency::Agency;
use domain::id::MeetingId;
use jiff::Timestamp;
use registry::account::permits::PartnerOf;
use registry::meeting::{MeetingError, OpenedMeeting};
use registry::paper::UploadError;

/// The limits of a form with a paper.
const LIMITS: Limits = Limits {
    file: registry::paper::MOST_BYTES,
    files: 1,
    text: 64 << 10,
    texts: 16,
};

pub(super) fn routes() -> Router<App> {
    use forms::details::{Cancel, ChangeDetails};
    use forms::{record, send as put, show as ask};
    Router::new()
        .route("/meetings", get(list::show))
        .route("/meetings/new", get(new::show).post(new::add))
        .route("/meetings/{meeting}", get(show::show))
        .route("/meetings/{meeting}/history", get(show::history))
        .route(
            "/meetings/{meeting}/edit",
            get(ask::<ChangeDetails>).post(put::<ChangeDetails>),
        )
        .route(
            "/meetings/{meeting}/cancel",
            get(ask::<Cancel>).post(put::<Cancel>),
        )
        .route(
            "/meetings/{meeting}/attendance",
            get(ask::<record::Attend>).post(put::<record::Attend>),
        )
        .route(
            "/meetings/{meeting}/points/new",
            get(ask::<record::AddPoint>).post(put::<record::AddPoint>),
        )
        .route(
            "/meetings/{meeting}/points/{part}",
            get(ask::<record::ChangePoint>).post(put::<record::ChangePoint>),
        )
        .route(
            "/meetings/{meeting}/minutes",
            get(ask::<record::WriteMinutes>).post(put::<record::WriteMinutes>),
        )
        .route(
            "/meetings/{meeting}/minutes/agree",
            get(minutes::ask).post(minutes::agree),
        )
        .route(
            "/meetings/{meeting}/questions/{part}",
            fresh::<Planner>(get(questions::ask).post(questions::send)),
        )
        .route(
            "/plan/reports/{report}/agenda",
            get(report::ask).post(report::add),
        )
        .merge(agenda())
}

fn agenda() -> Router<App> {
    use forms::item::{AddItem, ChangeItem, Decide, RemoveItem, WriteApart};
    use forms::{send as put, show as ask};
    Router::new()
        .route(
            "/meetings/{meeting}/items/new",
            get(ask::<AddItem>).post(put::<AddItem>),
        )
        .route(
            "/meetings/{meeting}/items/{part}",
            get(ask::<ChangeItem>).post(put::<ChangeItem>),
        )
        .route(
            "/meetings/{meeting}/items/{part}/remove",
            get(ask::<RemoveItem>).post(put::<RemoveItem>),
        )
        .route(
            "/meetings/{meeting}/items/{part}/decision",
            get(ask::<Decide>).post(put::<Decide>),
        )
        .route(
            "/meetings/{meeting}/items/{part}/minutes",
            get(ask::<WriteApart>).post(put::<WriteApart>),
        )
        .route(
            "/meetings/{meeting}/items/{part}/papers",
            get(papers::new)
                .post(papers::add)
                .layer(DefaultBodyLimit::max(LIMITS.body())),
        )
        .route("/meetings/{meeting}/papers/{part}", get(papers::open))
        .route(
            "/meetings/{meeting}/papers/{part}/ready",
            get(papers::ask_ready).post(papers::ready),
        )
        .route(
            "/meetings/{meeting}/papers/{part}/remove",
            get(papers::ask_remove).post(papers::remove),
        )
}

/// A meeting that somebody has opened, with the agencies of its partnership.
struct Opened {
    partner: PartnerOf,
    of: OpenedMeeting,
    agencies: Vec<Agency>,
    opened_at: Timestamp,
}

impl Opened {
    fn keeps(&self) -> bool {
        self.partner.keeps(self.of.kept.partnership)
    }

    fn address(&self) -> String {
        format!("/partner/meetings/{}", self.of.kept.id)
    }

    /// The group and the day, which are the title of the meeting's page.
    fn title(&self) -> String {
        let day = crate::shared::london::date(self.of.kept.meeting.day());
        format!("{} meeting, {day}", self.of.group.group.name)
    }
}

/// Opens the meeting in the address, if somebody takes part in its partnership.
async fn opened(app: &App, partner: PartnerOf, id: &str) -> Result<Opened, HttpError> {
    let id: MeetingId = id.parse().map_err(|_| HttpError::NotFound)?;
    let of = registry::meeting::meeting(&app.registry, &partner, id).await;
    let of = of.map_err(no_form)?;
    let agencies = registry::agency::agencies(&app.registry, of.kept.partnership).await?;
    Ok(Opened {
        partner,
        of,
        agencies,
        opened_at: app.registry.now(),
    })
}

/// Opens the meeting in the address for somebody who keeps it.
async fn kept(app: &App, partner: PartnerOf, id: &str) -> Result<Opened, HttpError> {
    let opened = opened(app, partner, id).await?;
    if opened.keeps() {
        Ok(opened)
    } else {
        Err(HttpError::Forbidden)
    }
}

/// Returns the message for a refused change, or an error that no form can put right.
fn said(error: MeetingError) -> Result<String, HttpError> {
    match error {
        MeetingError::Store(error) => Err(error.into()),
        MeetingError::NotThere => Err(HttpError::NotFound),
        MeetingError::File(UploadError::Disk(error)) => Err(HttpError::internal(error)),
        other => Ok(other.to_string()),
    }
}

/// Turns an error into an answer for a page without a form.
fn no_form(error: MeetingError) -> HttpError {
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
