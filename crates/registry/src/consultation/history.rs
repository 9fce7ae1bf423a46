use super::{ConsultationError, consultation};
use crate::Registry;
use crate::account::names::Names;
use crate::account::permits::PartnerOf;
use domain::id::ConsultationId;
use store::consultation::history::ConsultationChange;

/// Something that was done to a consultation, and who did it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Told {
    /// What was done.
    pub change: ConsultationChange,
    /// Who did it, as those who take part know them.
    pub who: String,
}

/// Reads what was done to a consultation, newest first, for those who keep the partnership's consultations.
///
/// # Errors
/// [`ConsultationError::NotThere`] for a consultation of another partnership, or an error of the store.
#[tracing::instrument(level = "debug", skip_all, fields(consultation = id.0))]
pub async fn history(
    registry: &Registry,
    partner: &PartnerOf,
    id: ConsultationId,
    skip: u64,
    limit: u64,
) -> Result<Vec<Told>, ConsultationError> {
    let opened = consultation(registry, partner, id).await?;
    if !partner.keeps(opened.kept.partnership) {
        return Err(ConsultationError::NotThere);
    }
    let changes = store::consultation::history::of_consultation(&registry.store, id, skip, limit).await?;
    let names = Names::read(registry, changes.iter().filter_map(|change| change.by)).await?;
    let told = changes.into_iter().map(|change| Told {
        who: names.of_change(change.by),
        change,
    });
    Ok(told.collect())
}
