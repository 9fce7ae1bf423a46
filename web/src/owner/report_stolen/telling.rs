//! The theft that a request is about.

use super::part::{Answers, Part};
use crate::owner::words;
use crate::shared::guard::Account;
use crate::shared::questions::{Asking, Found, NotNow, Subject, Told};
use crate::shared::{App, HttpError, Notice, Visit};
use axum::extract::FromRequestParts;
use axum::http::Method;
use axum::http::request::Parts;
use domain::bike::{Bike, Standing};
use domain::id::BikeId;
use registry::account::drafts;
use registry::bike::own;
use registry::theft::report::draft_of;

/// One request for a question about a theft.
pub(super) type Tell = Asking<Theft>;

/// An owner who tells of a bike that is gone.
pub(super) struct Theft {
    pub(super) account: Account,
    pub(super) bike: Bike,
}

impl Subject for Theft {
    type Step = Part;
    type Answers = Answers;

    const TITLE: &'static str = "Report a bike stolen";

    async fn find(parts: &mut Parts, app: &App, visit: &Visit) -> Result<Found<Self>, NotNow> {
        let account = Account::from_request_parts(parts, app)
            .await
            .map_err(NotNow::Refused)?;
        let (bike, step) = Part::of_path(&visit.path).ok_or(HttpError::NotFound)?;
        let bike: BikeId = bike.parse().map_err(|_| HttpError::NotFound)?;
        // Before the bike: sending a report changes both at once, and a second sending must not meet a bike that is not
        // reported yet and a draft that is gone already.
        let kept = drafts::load(&app.registry, draft_of(account.0, bike))
            .await
            .map_err(HttpError::from)?;
        let bike = own::bike(&app.registry, account.0, bike)
            .await
            .map_err(HttpError::from)?
            .map_err(|_| HttpError::NotFound)?;
        let subject = Self { account, bike };
        if subject.bike.standing != Standing::WithOwner {
            let sent_again = parts.method == Method::POST && step == Part::Check;
            return Err(subject.already(sent_again, visit).await?);
        }
        if !subject.bike.confirmed {
            let said = "Confirm the registration first. Then you can report the bike stolen";
            visit.notice(Notice::important(said)).await?;
            return Err(NotNow::Elsewhere(subject.start()));
        }
        let told = kept.map(|json| Told::read(&json)).unwrap_or_default();
        Ok(Found { subject, step, told })
    }

    async fn change<F>(&self, app: &App, change: F) -> Result<bool, HttpError>
    where
        F: FnOnce(&[u8]) -> Result<Vec<u8>, HttpError> + Send,
    {
        drafts::change(&app.registry, draft_of(self.account.0, self.bike.id), change).await?;
        Ok(true)
    }

    fn path(&self, step: Part) -> String {
        step.path(self.bike.id)
    }

    fn start(&self) -> String {
        format!("/account/bikes/{}", self.bike.id)
    }

    fn caption(&self) -> String {
        format!("Report your {} stolen", words::name(&self.bike.description))
    }
}

impl Theft {
    /// Where somebody reads what became of the report.
    pub(super) fn done(&self) -> String {
        format!("{}/report-stolen/done", self.start())
    }

    /// Where to go from a bike that is reported already. A report that is sent again is answered as the first time.
    async fn already(&self, sent_again: bool, visit: &Visit) -> Result<NotNow, HttpError> {
        if sent_again {
            return Ok(NotNow::Elsewhere(self.done()));
        }
        let said = format!(
            "This bike is already {}",
            self.bike.standing.label().to_lowercase()
        );
        visit.notice(Notice::important(said)).await?;
        Ok(NotNow::Elsewhere(self.start()))
    }
}
