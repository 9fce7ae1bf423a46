//! The consultations of partnerships: entered, changed, answered by anybody, and closed with a result.

mod answers;
mod edit;
mod history;
mod public;
mod result;

pub use answers::{MOST_WORDS, Sender, answer, days, remove_words, words};
pub use edit::{add_consultation, edit_consultation, publish_result};
pub use history::{Told, history};
pub use public::{public_consultation, public_consultations};
pub use result::{ResultRow, ShownCount, ShownResult, band, shown};
pub use store::consultation::KeptConsultation;
pub use store::consultation::answers::Words;

use crate::Registry;
use crate::account::permits::{PartnerOf, PlannerOf};
use domain::consultation::{EditError, MOST_ANSWERS};
use domain::id::{ConsultationId, PartnershipId};
use jiff::Timestamp;
use store::{Source, StoreError, Tx};
use thiserror::Error;

/// The most consultations that a list shows.
const MOST: u64 = 200;

/// Why a consultation was not changed, answered or shown.
#[derive(Debug, Error)]
pub enum ConsultationError {
    /// There is no such consultation, or it belongs to another partnership.
    #[error("We cannot find this consultation. It may belong to another partnership")]
    NotThere,
    /// It takes no answers now.
    #[error("This consultation is not open, so we did not keep your answer")]
    NotOpen,
    /// It has as many answers as it can take.
    #[error(
        "This consultation has {} answers and can take no more. Contact us instead",
        MOST_ANSWERS
    )]
    Full,
    /// The consultation cannot be changed in this way.
    #[error(transparent)]
    Edit(#[from] EditError),
    /// The store failed; nothing was changed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// A consultation that somebody has opened who takes part in its partnership.
#[derive(Clone, Debug)]
pub struct OpenedConsultation {
    /// The consultation.
    pub kept: KeptConsultation,
}

/// Reads the consultations of a partnership, the one that closes last first.
///
/// # Errors
/// [`StoreError`] when the store fails.
#[tracing::instrument(level = "debug", skip_all, fields(partnership = partnership.0))]
pub async fn consultations(
    registry: &Registry,
    partnership: PartnershipId,
) -> Result<Vec<KeptConsultation>, StoreError> {
    store::consultation::of_partnership(&registry.store, partnership, Timestamp::MIN, MOST).await
}

/// Opens a consultation of a partnership that somebody takes part in.
///
/// # Errors
/// [`ConsultationError::NotThere`] for a consultation of another partnership, or an error of the store.
#[tracing::instrument(level = "debug", skip_all, fields(consultation = id.0))]
pub async fn consultation(
    registry: &Registry,
    partner: &PartnerOf,
    id: ConsultationId,
) -> Result<OpenedConsultation, ConsultationError> {
    let kept = store::consultation::find(&registry.store, id).await?;
    let kept = kept.ok_or(ConsultationError::NotThere)?;
    if crate::agency::takes_part(registry, partner, kept.partnership).await? {
        Ok(OpenedConsultation { kept })
    } else {
        Err(ConsultationError::NotThere)
    }
}

/// Reads a consultation that a planner keeps, and locks it.
async fn held(
    tx: &Tx,
    planner: &PlannerOf,
    id: ConsultationId,
) -> Result<KeptConsultation, ConsultationError> {
    let kept = store::consultation::hold(tx, id).await?;
    let kept = kept.filter(|kept| planner.keeps(kept.partnership));
    kept.ok_or(ConsultationError::NotThere)
}

/// Reads a consultation that a planner keeps.
async fn of_planner(
    source: &impl Source,
    planner: &PlannerOf,
    id: ConsultationId,
) -> Result<KeptConsultation, ConsultationError> {
    let kept = store::consultation::find(source, id).await?;
    let kept = kept.filter(|kept| planner.keeps(kept.partnership));
    kept.ok_or(ConsultationError::NotThere)
}

#[cfg(test)]
mod tests;
