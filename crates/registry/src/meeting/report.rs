//! A monitoring report on the agenda of a meeting.

use super::{KeptMeeting, MeetingError, held};
use crate::Registry;
use crate::account::permits::PlannerOf;
use domain::id::{MeetingId, PartnershipId, ReportId};
use domain::meeting::{Edit, NewItem, Purpose};
use store::StoreError;

/// Reads the meetings of a partnership that have not begun and are not cancelled, the next one first.
///
/// # Errors
/// [`StoreError`] when the store fails.
#[tracing::instrument(level = "debug", skip_all, fields(partnership = partnership.0))]
pub async fn coming_meetings(
    registry: &Registry,
    partnership: PartnershipId,
) -> Result<Vec<KeptMeeting>, StoreError> {
    let now = registry.now();
    let mut all = store::meeting::of_partnership(&registry.store, partnership, now, super::MOST).await?;
    all.retain(|kept| kept.meeting.cancelled.is_none() && !kept.meeting.has_begun(now));
    all.reverse();
    Ok(all)
}

/// Puts a monitoring report on the agenda of a meeting, as its last item.
///
/// # Errors
/// [`MeetingError`]; then nothing was changed.
#[tracing::instrument(level = "debug", skip_all, fields(report = report.0, meeting = id.0))]
pub async fn add_report(
    registry: &Registry,
    planner: &PlannerOf,
    report: ReportId,
    id: MeetingId,
) -> Result<(), MeetingError> {
    let tx = registry.store.begin().await?;
    if registry.made_before::<()>(&tx).await?.is_some() {
        return Ok(());
    }
    let kept = held(&tx, planner, id).await?;
    let found = store::plan::reports::find(&tx, report).await?;
    let found = found.ok_or(MeetingError::NoReport)?;
    let plan = store::plan::find(&tx, found.plan).await?;
    if plan.is_none_or(|plan| plan.partnership != kept.partnership) {
        return Err(MeetingError::NoReport);
    }
    let items = &kept.meeting.items;
    if items.iter().any(|item| item.item.report == Some(report)) {
        return Err(MeetingError::ReportTaken);
    }
    let item = NewItem {
        title: found.report.title,
        lead: None,
        minutes: None,
        purpose: Purpose::Information,
        not_public: None,
        report: Some(report),
    };
    let place = items.len();
    let edited = kept
        .meeting
        .edited(Edit::AddItem { item, place }, registry.now())?;
    super::edit::write(&tx, registry, planner, &kept, &edited).await?;
    registry.made(&tx, &()).await?;
    tx.commit().await?;
    tracing::info!(meeting = id.0, report = report.0, "Put a report on an agenda");
    Ok(())
}
