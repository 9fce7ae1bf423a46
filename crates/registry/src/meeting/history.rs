use super::{MeetingError, meeting};
use crate::Registry;
use crate::account::names::Names;
use crate::account::permits::PartnerOf;
use domain::id::MeetingId;
use store::meeting::history::MeetingChange;

/// Something that was done to a meeting, and who did it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Told {
    /// What was done.
    pub change: MeetingChange,
    /// Who did it, as those who take part know them.
    pub who: String,
}

/// Reads what was done to a meeting, newest first. It names items that are not open to the public, so it is only for
/// those who keep the partnership's meetings.
///
/// # Errors
/// [`MeetingError::NotThere`] for a meeting of another partnership, or an error of the store.
#[tracing::instrument(level = "debug", skip_all, fields(meeting = id.0))]
pub async fn history(
    registry: &Registry,
    partner: &PartnerOf,
    id: MeetingId,
    skip: u64,
    limit: u64,
) -> Result<Vec<Told>, MeetingError> {
    let opened = meeting(registry, partner, id).await?;
    if !partner.keeps(opened.kept.partnership) {
        return Err(MeetingError::NotThere);
    }
    let changes = store::meeting::history::of_meeting(&registry.store, id, skip, limit).await?;
    let names = Names::read(registry, changes.iter().filter_map(|change| change.by)).await?;
    let told = changes.into_iter().map(|change| Told {
        who: names.of_change(change.by),
        change,
    });
    Ok(told.collect())
}
