//! The state of the chain at a glance: how long it is, what waits, and whether the last checkpoint fits it. It reads a few
//! rows only; [`verify`](super::verify) reads everything.

use super::checkpoint::Checkpoint;
use super::link::last;
use crate::connection::Source;
use crate::entity::{log_link, log_waiting};
use crate::{StoreError, Tx, settings};
use jiff::Timestamp;
use sea_orm::{EntityTrait, PaginatorTrait};
use serde::{Deserialize, Serialize};

/// The setting with the last checkpoint that a worker wrote.
const LAST: &str = "log-checkpoint";

/// The state of the chain.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ChainState {
    /// How many links it has.
    pub links: i64,
    /// How many rows are waiting for their link.
    pub waiting: u64,
    /// The place and time of the last checkpoint, if there is one, and whether the chain still has its hash there.
    pub checkpoint: Option<(i64, Timestamp, bool)>,
}

/// A checkpoint as the setting has it. Bytes are hexadecimal.
#[derive(Debug, Serialize, Deserialize)]
struct Kept {
    sequence: i64,
    hash: String,
    at: Timestamp,
    signature: String,
}

/// Keeps a checkpoint as the last one.
///
/// # Errors
/// [`StoreError`] when the database does not answer.
#[tracing::instrument(level = "debug", skip_all)]
pub async fn note_checkpoint(tx: &Tx, checkpoint: &Checkpoint) -> Result<(), StoreError> {
    let kept = Kept {
        sequence: checkpoint.sequence,
        hash: hex::encode(&checkpoint.hash),
        at: checkpoint.at,
        signature: hex::encode(&checkpoint.signature),
    };
    let json =
        serde_json::to_string(&kept).map_err(|error| StoreError::corrupt("setting", error.to_string()))?;
    settings::set(tx, LAST, &json).await
}

/// Reads the state of the chain.
///
/// # Errors
/// [`StoreError`] when the database does not answer or the last link is damaged.
#[tracing::instrument(level = "debug", skip_all)]
pub async fn state(source: &impl Source) -> Result<ChainState, StoreError> {
    let connection = source.connection();
    let end = last(source).await?;
    let kept: Option<Kept> = settings::get_json(source, LAST).await?;
    let checkpoint = match kept {
        Some(kept) => {
            let place = (kept.sequence, kept.at);
            let row = log_link::Entity::find_by_id(kept.sequence)
                .one(connection)
                .await?;
            let signed = checkpoint(kept).is_some_and(|kept| {
                let has_hash = row.is_some_and(|row| row.hash == kept.hash);
                has_hash && kept.is_signed_by(source.keyring())
            });
            Some((place.0, place.1, signed))
        }
        None => None,
    };
    Ok(ChainState {
        links: end.map_or(0, |link| link.sequence),
        waiting: log_waiting::Entity::find().count(connection).await?,
        checkpoint,
    })
}

fn checkpoint(kept: Kept) -> Option<Checkpoint> {
    Some(Checkpoint {
        sequence: kept.sequence,
        hash: hex::decode(kept.hash).ok()?,
        at: kept.at,
        signature: hex::decode(kept.signature).ok()?,
    })
}

#[cfg(test)]
mod tests {
    use super::super::{begin, checkpoint, extend};
    use super::*;
    use crate::look_up::audit::{Action, AuditEntry, record};
    use crate::testing::fresh;
    use testkit::time::NOON;

    testkit::on_each_database! {
        async fn a_checkpoint_that_the_chain_no_longer_fits_is_told(db: testkit::Database) {
            let store = fresh(&db).await;
            while !begin(&store).await.unwrap() {}
            assert_eq!(state(&store).await.unwrap(), ChainState::default());
            let tx = store.begin().await.unwrap();
            record(&tx, &AuditEntry::of(Action::LogRead), NOON).await.unwrap();
            tx.commit().await.unwrap();
            assert_eq!(state(&store).await.unwrap().waiting, 1);
            extend(&store, 9).await.unwrap();
            let made = checkpoint(&store, NOON).await.unwrap().unwrap();
            let tx = store.begin().await.unwrap();
            note_checkpoint(&tx, &made).await.unwrap();
            tx.commit().await.unwrap();
            let told = ChainState { links: 1, waiting: 0, checkpoint: Some((1, NOON, true)) };
            assert_eq!(state(&store).await.unwrap(), told);
            db.damage("UPDATE log_link SET hash = previous");
            assert_eq!(state(&store).await.unwrap().checkpoint, Some((1, NOON, false)));
        }
    }
}
