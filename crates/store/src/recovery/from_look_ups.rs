use crate::StoreError;
use crate::connection::Source;
use crate::entity::recovery;
use crate::time::instant;
use domain::id::{LookUpId, RecoveryId};
use jiff::Timestamp;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QuerySelect};

/// How many ids one statement names.
const AT_ONCE: usize = 500;

/// Returns the recovered bikes that look-ups belong to, each with the look-up and when the bike was recorded.
///
/// # Errors
/// [`StoreError`] when the database does not answer or a row is damaged.
#[tracing::instrument(level = "debug", skip_all)]
pub async fn from_look_ups(
    source: &impl Source,
    look_ups: &[LookUpId],
) -> Result<Vec<(LookUpId, RecoveryId, Timestamp)>, StoreError> {
    use recovery::Column as C;
    let mut found = Vec::new();
    for some in look_ups.chunks(AT_ONCE) {
        let rows: Vec<(Option<i64>, i64, i64)> = recovery::Entity::find()
            .select_only()
            .columns([C::LookUpId, C::Id, C::RecordedAt])
            .filter(C::LookUpId.is_in(some.iter().map(|id| id.0)))
            .into_tuple()
            .all(source.connection())
            .await?;
        for (look_up, id, at) in rows {
            if let Some(look_up) = look_up {
                found.push((LookUpId(look_up), RecoveryId(id), instant("recovery", at)?));
            }
        }
    }
    Ok(found)
}
