//! What the public may see of a partnership's reports.

use crate::Registry;
use domain::id::{PartnershipId, ReportId};
use domain::london;
use domain::plan::Report;
use figures::period::listed_until;
use jiff::{SignedDuration, Timestamp};
use store::StoreError;
use store::plan::reports;

/// The setting that a demonstration leaves in the register that it made.
const DEMONSTRATION: &str = "demonstration";
/// No report is listed for longer than this.
const LONGEST: SignedDuration = SignedDuration::from_hours(24 * 740);

/// A report that was published.
#[derive(Clone, Debug, PartialEq)]
pub struct PublicReport {
    /// The id of the report.
    pub id: ReportId,
    /// The report as it was published.
    pub report: Report,
    /// When it was published.
    pub published_at: Timestamp,
    /// True if it is still shown. It is shown for two years.
    pub is_listed: bool,
}

/// Reads the reports of a partnership that are shown, newest first.
///
/// # Errors
/// [`StoreError`] when the store fails.
#[tracing::instrument(level = "debug", skip_all, fields(partnership = partnership.0))]
pub async fn public_reports(
    registry: &Registry,
    partnership: PartnershipId,
) -> Result<Vec<PublicReport>, StoreError> {
    let since = registry.now() - LONGEST;
    let found = reports::published(&registry.store, partnership, since).await?;
    let shown = found.into_iter().filter_map(|kept| public(registry, kept));
    Ok(shown.filter(|report| report.is_listed).collect())
}

/// Finds a published report of a partnership, including one that is no longer shown.
///
/// # Errors
/// [`StoreError`] when the store fails.
#[tracing::instrument(level = "debug", skip_all, fields(report = id.0))]
pub async fn public_report(
    registry: &Registry,
    partnership: PartnershipId,
    id: ReportId,
) -> Result<Option<PublicReport>, StoreError> {
    let Some(kept) = reports::find(&registry.store, id).await? else {
        return Ok(None);
    };
    let plan = store::plan::find(&registry.store, kept.plan).await?;
    if plan.is_none_or(|plan| plan.partnership != partnership) {
        return Ok(None);
    }
    Ok(public(registry, kept))
}

fn public(registry: &Registry, kept: reports::KeptReport) -> Option<PublicReport> {
    let published_at = kept.published_at?;
    let last_day = listed_until(london::date_of(published_at));
    Some(PublicReport {
        id: kept.id,
        report: kept.report,
        published_at,
        is_listed: london::date_of(registry.now()) <= last_day,
    })
}

/// Returns true if a demonstration made this register. If so, its public pages say so.
///
/// # Errors
/// [`StoreError`] when the store fails.
#[tracing::instrument(level = "debug", skip_all)]
pub async fn is_demonstration(registry: &Registry) -> Result<bool, StoreError> {
    let made = store::settings::get(&registry.store, DEMONSTRATION).await?;
    Ok(made.is_some())
}
