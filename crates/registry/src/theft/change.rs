//! Adds to and changes a theft report, and keeps in its history what it said before.

use super::report::{ReportTheftError, address};
use super::{Teller, letters};
use crate::Registry;
use crate::version::Version;
use domain::bike::BikeReference;
use domain::id::BikeId;
use domain::theft::NewTheftReport;

pub use store::theft::Changed;

/// The version of a report, for a page where it is changed.
#[must_use]
pub fn version(report: &NewTheftReport) -> Version {
    let words = report.in_words();
    let times = [report.window.from(), report.window.to()].map(|time| time.to_string());
    let words = words.iter().map(|(_, words)| words.as_str());
    Version::of(words.chain(times.iter().map(String::as_str)))
}

/// Changes the open report of a bike's theft, forgets the draft of the change, and tells the owner by e-mail what was
/// changed. Returns whether anything changed. With a version, it refuses to write over changes that this person has not
/// seen.
///
/// # Errors
/// [`ReportTheftError`]; then nothing was written.
#[tracing::instrument(level = "debug", skip_all, fields(bike = bike.0))]
pub async fn change_report(
    registry: &Registry,
    teller: Teller,
    bike: BikeId,
    (newer, seen): (&NewTheftReport, Option<&Version>),
) -> Result<bool, ReportTheftError> {
    let now = registry.now();
    let tx = registry.store.begin().await?;
    store::bike::changes::hold(&tx, bike).await?;
    teller.owner(&tx, bike).await?;
    let open = store::theft::open_reports(&tx, &[bike]).await?.remove(&bike);
    let open = open.ok_or(ReportTheftError::NotReported)?;
    if !teller.may_change(&open) {
        return Err(ReportTheftError::NotTakenHere);
    }
    let changes = open.report.changes_to(newer);
    if !changes.is_empty() && seen.is_some_and(|seen| *seen != version(&open.report)) {
        return Err(ReportTheftError::Changed);
    }
    store::account::drafts::remove(&tx, teller.draft_of(bike)).await?;
    if changes.is_empty() {
        tx.commit().await?;
        return Ok(false);
    }
    store::theft::correct(&tx, &open, newer, &changes, teller.account(), now).await?;
    teller.log(&tx, bike, now).await?;
    if let Some(to) = address(&tx, bike).await? {
        let fields: Vec<&str> = changes.iter().map(|change| change.field.as_str()).collect();
        let account = format!("{}/account/bikes/{bike}", registry.public_url);
        let by_officer = matches!(teller, Teller::Officer(_));
        let letter = letters::changed(&to, BikeReference::of(bike), by_officer, &fields, &account);
        store::mail::queue_about(&tx, &letter, bike, now).await?;
    }
    tx.commit().await?;
    registry.bikes_changed();
    registry.mail_waits();
    tracing::info!(bike.id = %bike, "Changed a theft report");
    Ok(true)
}
