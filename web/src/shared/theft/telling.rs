//! The theft that a request is about.

use super::meanwhile::Meanwhile;
use super::part::{Answers, Part};
use crate::shared::guard::{Account, Officer};
use crate::shared::questions::{Asking, Found, NotNow, Step as _, Subject, Told};
use crate::shared::{App, HttpError, Notice, Visit, looks};
use axum::extract::FromRequestParts;
use axum::http::Method;
use axum::http::request::Parts;
use domain::bike::Bike;
use domain::id::BikeId;
use domain::theft::TheftReport;
use registry::account::drafts;
use registry::theft::Teller;
use registry::theft::report::ReportTheftError;

/// One request for a question about a theft.
pub(crate) type Tell = Asking<Theft>;

/// The theft of one bike, reported by its owner, or by an officer for somebody who rings.
pub(crate) struct Theft {
    pub(super) teller: Teller,
    pub(super) bike: Bike,
    /// The open report, if they are changing one.
    pub(super) open: Option<TheftReport>,
    /// What somebody else has changed in it since this person began.
    pub(super) meanwhile: Vec<Meanwhile>,
}

/// The answers as they are kept.
type Kept = Told<Part, Answers>;

/// A report with every question answered, to change it.
fn whole(open: &TheftReport) -> Kept {
    Told {
        answered: Part::ORDER.iter().map(|row| row.0).collect(),
        answers: Answers::to_change(open),
    }
}

impl Subject for Theft {
    type Step = Part;
    type Answers = Answers;

    const TITLE: &'static str = "Report a bike stolen";

    async fn find(parts: &mut Parts, app: &App, visit: &Visit) -> Result<Found<Self>, NotNow> {
        let teller = if visit.path.starts_with("/police/") {
            let officer = Officer::from_request_parts(parts, app).await;
            Teller::Officer(officer.map_err(NotNow::Refused)?.0)
        } else {
            let account = Account::from_request_parts(parts, app).await;
            Teller::Owner(account.map_err(NotNow::Refused)?.0)
        };
        let (bike, step) = Part::of_path(&visit.path).ok_or(HttpError::NotFound)?;
        let bike: BikeId = bike.parse().map_err(|_| HttpError::NotFound)?;
        // We read the draft before the bike. Sending a report changes both at once, and a form that is sent twice must
        // not find a bike that is not reported yet and a draft that is already gone.
        let kept = drafts::load(&app.registry, teller.draft_of(bike))
            .await
            .map_err(HttpError::from)?;
        let (bike, open) = match teller.find(&app.registry, bike).await {
            Ok(found) => found,
            Err(ReportTheftError::NotConfirmed) => {
                let said = "Confirm the registration first. Then you can report the bike stolen";
                visit.notice(Notice::important(said)).await?;
                return Err(NotNow::Elsewhere(format!("/account/bikes/{bike}")));
            }
            Err(ReportTheftError::Store(error)) => return Err(HttpError::from(error).into()),
            Err(_) => return Err(HttpError::NotFound.into()),
        };
        let mut subject = Self {
            teller,
            bike,
            open,
            meanwhile: Vec::new(),
        };
        let may_change = |open: &TheftReport| teller.may_change(open);
        if !subject.open.as_ref().is_none_or(may_change) {
            return Err(subject.reported_already(parts, visit).await?);
        }
        let kept: Option<Kept> = kept.map(|json| Told::read(&json));
        let of_another = |kept: &Kept| kept.answers.is_of_another(subject.open.as_ref());
        if step == Part::Check && parts.method == Method::POST && kept.as_ref().is_some_and(of_another) {
            return Err(subject.ended_meanwhile(visit).await?);
        }
        let kept = kept.filter(|kept| !of_another(kept));
        let told = match (kept, &subject.open) {
            (Some(kept), Some(open)) => {
                let answers = kept.answers.beside(open);
                subject.meanwhile = answers.meanwhile(open, app.registry.now());
                Told { answers, ..kept }
            }
            (Some(kept), None) => kept,
            (None, Some(open)) => whole(open),
            (None, None) => Told::default(),
        };
        Ok(Found { subject, step, told })
    }

    async fn change<F>(&self, app: &App, change: F) -> Result<bool, HttpError>
    where
        F: FnOnce(&[u8]) -> Result<Vec<u8>, HttpError> + Send,
    {
        let of = self.teller.draft_of(self.bike.id);
        let first = match &self.open {
            Some(open) => whole(open),
            None => Kept::default(),
        };
        let first = first.write()?;
        let change = |json: &[u8]| {
            let begins = json == b"{}" || Kept::read(json).answers.is_of_another(self.open.as_ref());
            change(if begins { first.as_slice() } else { json })
        };
        drafts::change(&app.registry, of, change).await?;
        Ok(true)
    }

    fn path(&self, step: Part) -> String {
        step.path(&self.bike())
    }

    fn start(&self) -> String {
        match self.teller {
            Teller::Owner(_) => self.bike(),
            Teller::Officer(_) => "/police/look-up".to_owned(),
        }
    }

    fn caption(&self) -> String {
        let name = looks::name(&self.bike.description);
        match (self.teller, &self.open) {
            (Teller::Officer(_), None) => format!("Report {} stolen for its owner", self.bike.reference()),
            (Teller::Officer(_), Some(_)) => format!("Change the theft report for {}", self.bike.reference()),
            (Teller::Owner(_), None) => format!("Report your {name} stolen"),
            (Teller::Owner(_), Some(_)) => format!("Change the report about your {name}"),
        }
    }
}

impl Theft {
    /// Whether an officer answers for an owner who rings.
    pub(super) fn is_for_caller(&self) -> bool {
        matches!(self.teller, Teller::Officer(_))
    }

    /// Where people go when they have finished.
    pub(super) fn done(&self) -> String {
        match self.teller {
            Teller::Owner(_) => format!("{}/report-stolen/done", self.bike()),
            Teller::Officer(_) => self.start(),
        }
    }

    /// The address of the bike. The addresses of the questions begin with it.
    pub(super) fn bike(&self) -> String {
        match self.teller {
            Teller::Owner(_) => format!("/account/bikes/{}", self.bike.id),
            Teller::Officer(_) => format!("/police/bikes/{}", self.bike.id),
        }
    }

    /// Says where somebody goes if the report that they are changing has ended.
    async fn ended_meanwhile(&self, visit: &Visit) -> Result<NotNow, HttpError> {
        let said = "This report was closed after you began to change it, so we have changed nothing";
        visit.notice(Notice::important(said)).await?;
        Ok(NotNow::Elsewhere(self.start()))
    }

    /// Says where an officer goes if the bike is already reported. A form that is sent again gets the same answer.
    async fn reported_already(&self, parts: &Parts, visit: &Visit) -> Result<NotNow, HttpError> {
        if parts.method != Method::POST {
            let said = format!(
                "{} is already reported stolen. Its owner can change the report",
                self.bike.reference()
            );
            visit.notice(Notice::important(said)).await?;
        }
        Ok(NotNow::Elsewhere(self.start()))
    }
}
