//! A partnership's plan: begun, changed, published, monitored each quarter, and carried over into the next year.

mod edit;
mod events;
mod fill;
mod history;
pub(crate) mod letters;
mod progress;
mod public;
mod publish;
mod report;
mod standing;

pub(crate) use edit::add_priority;
pub use edit::{begin_plan, edit_plan, start_next_plan};
pub use events::{LinkedEvent, linkable_events, linked_events};
pub use fill::fill_measures;
pub use history::{Told, history, who};
pub use progress::{Asked, LinkOpened, Reply, ask_agencies, open_link, reply_by_link};
pub use public::{PublicReport, is_demonstration, public_report, public_reports};
pub use publish::{publish_plan, withdraw_plan};
pub(crate) use report::reported_measure;
pub use report::{
    KeptReport, close_report, comment_for, draft_due_reports, draft_report, open_quarters, publish_report,
    report, reports, summarise,
};
pub use standing::{Standing, path_of, standing};
pub use store::plan::KeptPlan;

use crate::Registry;
use crate::account::permits::PartnerOf;
use domain::id::{PartnershipId, PlanId};
use domain::plan::EditError;
use store::StoreError;
use thiserror::Error;

/// Why a plan or report was not changed.
#[derive(Debug, Error)]
pub enum PlanError {
    /// There is no such plan, report or link, or it belongs to another partnership.
    #[error("We cannot find this plan, report or link. It may belong to another partnership")]
    NotThere,
    /// Somebody takes part but does not keep the plan, and the action is not their agency's.
    #[error(
        "Only the lead organisation can change the plan. You can report progress on your own agency’s actions"
    )]
    NotYours,
    /// An event is another partnership's, or a draft.
    #[error("Choose events of this partnership from the list")]
    OtherEvent,
    /// The partnership already has a plan for this year.
    #[error("There is already a plan for this year")]
    Taken,
    /// An agency does not take part in the partnership.
    #[error("{0} does not take part in this partnership now. Choose another agency")]
    AgencyLeft(String),
    /// Nobody may publish their own work.
    #[error("You made the last change, so somebody else has to publish it")]
    OwnWork,
    /// The public already sees this version.
    #[error("The public can already see this version")]
    NothingNew,
    /// The public does not see it.
    #[error("The public cannot see this, so you cannot withdraw it")]
    NotPublished,
    /// It has no priority.
    #[error("Add a priority before you publish the plan")]
    Empty,
    /// The quarter has not closed, or is not in the plan's year.
    #[error("Choose a quarter of the plan’s year that has closed")]
    NotClosed,
    /// The quarter already has a report.
    #[error("There is already a report for this quarter")]
    ReportTaken,
    /// The report was closed, so nobody can add to it.
    #[error("This report is closed, so nobody can change it")]
    Closed,
    /// The report is not closed.
    #[error("Close the report before you publish it")]
    StillOpen,
    /// The plan cannot be changed in this way.
    #[error(transparent)]
    Edit(#[from] EditError),
    /// The store failed; nothing was changed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Reads the plans of a partnership, newest first.
///
/// # Errors
/// [`StoreError`] when the store fails.
#[tracing::instrument(level = "debug", skip_all, fields(partnership = partnership.0))]
pub async fn plans(registry: &Registry, partnership: PartnershipId) -> Result<Vec<KeptPlan>, StoreError> {
    store::plan::of_partnership(&registry.store, partnership).await
}

/// Finds a plan of a partnership that somebody takes part in.
///
/// # Errors
/// [`PlanError::NotThere`] for a plan of another partnership, or an error of the store.
#[tracing::instrument(level = "debug", skip_all, fields(plan = id.0))]
pub async fn plan(registry: &Registry, partner: &PartnerOf, id: PlanId) -> Result<KeptPlan, PlanError> {
    let kept = store::plan::find(&registry.store, id).await?;
    let kept = kept.ok_or(PlanError::NotThere)?;
    if crate::agency::takes_part(registry, partner, kept.partnership).await? {
        Ok(kept)
    } else {
        Err(PlanError::NotThere)
    }
}

/// Finds the plan that is in force in a partnership: the newest published one.
///
/// # Errors
/// [`StoreError`] when the store fails.
#[tracing::instrument(level = "debug", skip_all, fields(partnership = partnership.0))]
pub async fn in_force(
    registry: &Registry,
    partnership: PartnershipId,
) -> Result<Option<KeptPlan>, StoreError> {
    let plans = plans(registry, partnership).await?;
    Ok(plans.into_iter().find(|kept| kept.published.is_some()))
}

#[cfg(test)]
mod tests;
