//! Lets an owner report a bike stolen, and say that it is back.

use super::{Teller, letters};
use crate::Registry;
use crate::bike::own::{self, NotYours};
use domain::account::contact::EmailAddress;
use domain::bike::BikeReference;
use domain::id::{AccountId, BikeId};
use domain::theft::{NewTheftReport, TheftOutcome};
use store::{Constraint, Source, StoreError};
use thiserror::Error;

/// Why a theft was not reported or closed.
#[derive(Debug, Error)]
pub enum ReportTheftError {
    /// The bike belongs to somebody else, or is not on the register.
    #[error(transparent)]
    NotYours(#[from] NotYours),
    /// The registration is not confirmed.
    #[error("Confirm the registration first: open the link in the e-mail that we sent you")]
    NotConfirmed,
    /// It is already reported stolen.
    #[error("This bike is already reported stolen")]
    AlreadyReported,
    /// It is not reported stolen.
    #[error("This bike is not reported stolen")]
    NotReported,
    /// Somebody has changed the report since this person last saw it.
    #[error("Somebody else has changed this report since you opened it. Read what is new, then save")]
    Changed,
    /// An officer changes a report that the force did not take from a caller.
    #[error("Your force did not make this report, so you cannot change it")]
    NotTakenHere,
    /// The store failed; nothing was written.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Reports an owner's bike stolen, and deletes the draft of the report. From then on, the check and the look-up show it
/// as stolen.
///
/// # Errors
/// [`ReportTheftError`]; then nothing was written.
#[tracing::instrument(level = "debug", skip_all, fields(owner = owner.0, bike = bike.0))]
pub async fn report_theft(
    registry: &Registry,
    owner: AccountId,
    bike: BikeId,
    report: NewTheftReport,
) -> Result<(), ReportTheftError> {
    report_thefts(registry, Teller::Owner(owner), &[bike], &report).await
}

/// Reports one theft of several bikes of one owner. The draft is about the first bike. Others that are already reported
/// are left as they are. The owner gets one letter.
///
/// # Errors
/// [`ReportTheftError`]; then nothing was written.
#[tracing::instrument(level = "debug", skip_all)]
pub async fn report_thefts(
    registry: &Registry,
    teller: Teller,
    bikes: &[BikeId],
    report: &NewTheftReport,
) -> Result<(), ReportTheftError> {
    let now = registry.now();
    let tx = registry.store.begin().await?;
    let (first, others) = bikes.split_first().ok_or(NotYours)?;
    let owner = teller.owner(&tx, *first).await?;
    let reported = store::theft::open_reports(&tx, others).await?;
    let mut all = vec![*first];
    for other in others.iter().filter(|bike| !reported.contains_key(*bike)) {
        if teller.owner(&tx, *other).await? != owner {
            return Err(NotYours.into());
        }
        all.push(*other);
    }
    let officer = match teller {
        Teller::Owner(_) => None,
        Teller::Officer(officer) => Some((officer.account, officer.organisation)),
    };
    match store::theft::open_by(&tx, &all, owner, officer, report, now).await {
        Err(StoreError::Taken(Constraint::OpenTheft)) => return Err(ReportTheftError::AlreadyReported),
        other => other?,
    }
    for bike in &all {
        teller.log(&tx, *bike, now).await?;
    }
    store::account::drafts::remove(&tx, teller.draft_of(*first)).await?;
    if let Some(to) = address(&tx, *first).await? {
        let references: Vec<BikeReference> = all.iter().copied().map(BikeReference::of).collect();
        let has_reference = report.crime_ref.is_some() || !report.details.references.is_empty();
        let account = format!("{}/account/bikes/{first}", registry.public_url);
        let letter = letters::reported(&to, &references, officer.is_some(), has_reference, &account);
        store::mail::queue_about(&tx, &letter, *first, now).await?;
    }
    tx.commit().await?;
    registry.bikes_changed();
    registry.mail_waits();
    tracing::info!(bike.id = %first, bikes = all.len(), "Reported a theft");
    Ok(())
}

/// Reads the e-mail address of a bike's owner who has confirmed the registration.
pub(super) async fn address(source: &impl Source, bike: BikeId) -> Result<Option<EmailAddress>, StoreError> {
    let owner = store::bike::ownerships::owner_of(source, bike).await?;
    let Some(owner) = owner.filter(|owner| owner.is_answered_for()) else {
        return Ok(None);
    };
    let contact = store::account::contact(source, owner.account).await?;
    Ok(contact.and_then(|contact| contact.email))
}

/// Ends the open theft report of an owner's bike: it is back, or was never stolen.
///
/// # Errors
/// [`ReportTheftError`]; then nothing was written.
#[tracing::instrument(level = "debug", skip_all, fields(owner = owner.0, bike = bike.0))]
pub async fn found_it(
    registry: &Registry,
    owner: AccountId,
    bike: BikeId,
    outcome: TheftOutcome,
) -> Result<(), ReportTheftError> {
    let now = registry.now();
    let tx = registry.store.begin().await?;
    own::must_own(&tx, owner, bike).await??;
    if !store::theft::close(&tx, bike, outcome, now).await? {
        return Err(ReportTheftError::NotReported);
    }
    // If somebody had begun to change the report, that draft is of no use now that the report is closed.
    store::account::drafts::remove(&tx, Teller::Owner(owner).draft_of(bike)).await?;
    if let Some(to) = address(&tx, bike).await? {
        let account = format!("{}/account/bikes/{bike}", registry.public_url);
        let letter = letters::ended(&to, BikeReference::of(bike), outcome, &account);
        store::mail::queue_about(&tx, &letter, bike, now).await?;
    }
    tx.commit().await?;
    registry.bikes_changed();
    registry.mail_waits();
    tracing::info!(bike.id = %bike, "Closed a theft report as {}", outcome.slug());
    Ok(())
}

#[cfg(test)]
mod tests;
