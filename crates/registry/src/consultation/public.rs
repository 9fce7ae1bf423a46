//! What the public may see of a partnership's consultations.

use super::{KeptConsultation, MOST};
use crate::Registry;
use domain::id::{ConsultationId, PartnershipId};
use domain::london;
use figures::period::listed_until;
use jiff::SignedDuration;
use store::StoreError;

/// No consultation is listed for longer than this.
const LONGEST: SignedDuration = SignedDuration::from_hours(24 * 740);

/// Reads the public consultations of a partnership that are shown, the one that closes last first. They are shown until
/// the same date two years after they closed.
///
/// # Errors
/// [`StoreError`] when the store fails.
#[tracing::instrument(level = "debug", skip_all, fields(partnership = partnership.0))]
pub async fn public_consultations(
    registry: &Registry,
    partnership: PartnershipId,
) -> Result<Vec<KeptConsultation>, StoreError> {
    let since = registry.now() - LONGEST;
    let mut all = store::consultation::of_partnership(&registry.store, partnership, since, MOST).await?;
    all.retain(|kept| kept.consultation.is_public && is_listed(registry, kept));
    Ok(all)
}

/// Finds a public consultation of a partnership, and tells whether it is still shown.
///
/// # Errors
/// [`StoreError`] when the store fails.
#[tracing::instrument(level = "debug", skip_all, fields(consultation = id.0))]
pub async fn public_consultation(
    registry: &Registry,
    partnership: PartnershipId,
    id: ConsultationId,
) -> Result<Option<(KeptConsultation, bool)>, StoreError> {
    let kept = store::consultation::find(&registry.store, id).await?;
    let kept = kept.filter(|kept| kept.partnership == partnership && kept.consultation.is_public);
    Ok(kept.map(|kept| {
        let is_listed = is_listed(registry, &kept);
        (kept, is_listed)
    }))
}

fn is_listed(registry: &Registry, kept: &KeptConsultation) -> bool {
    let closed = london::date_of(kept.consultation.details.closes_at);
    london::date_of(registry.now()) <= listed_until(closed)
}
