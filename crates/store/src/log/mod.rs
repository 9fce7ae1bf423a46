//! The log of look-ups, and of what was done with people's details, as a chain of hashes.
//!
//! Each committed entry gets a link that holds the hash of the link before it. So the chain breaks if somebody changes,
//! removes, adds or swaps entries. A checkpoint that is kept elsewhere shows if somebody has rebuilt the whole chain.
//!
//! An entry is written in the transaction of the action, together with a row which says that the entry is waiting for
//! its link. One writer takes these rows and adds the links ([`extend`]), so actions do not wait for each other. Each
//! of these rows has a keyed hash, so only this program can ask for a link. docs/log-chain.md says exactly what is
//! hashed.

mod begin;
mod checkpoint;
mod content;
mod link;
mod state;
mod verify;

pub use begin::begin;
pub use checkpoint::{Checkpoint, SignatureError, checkpoint, public_key};
pub use link::{Extended, Link, extend, links};
pub use state::{ChainState, note_checkpoint, state};
pub use verify::{Fault, Verified, Wrong, verify};

use crate::connection::sealed::Source as _;
use crate::entity::log_waiting;
use crate::{Keyring, StoreError, Tx};
use sea_orm::ActiveValue::{NotSet, Set};
use sea_orm::EntityTrait;
use sea_orm::sea_query::OnConflict;

/// What a link is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Kind {
    /// An entry about what was done with somebody's details, roles or rights.
    Entry,
    /// A look-up: who looked for what, when and why.
    LookUp,
    /// What a look-up showed. It is kept for a shorter time than the look-up.
    Answer,
}

impl Kind {
    pub(super) const ALL: [Self; 3] = [Self::Entry, Self::LookUp, Self::Answer];

    /// Returns the word that links and checkpoints use.
    pub fn slug(self) -> &'static str {
        match self {
            Self::Entry => "entry",
            Self::LookUp => "look-up",
            Self::Answer => "answer",
        }
    }

    fn parse(raw: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.slug() == raw)
    }
}

/// One row of the log.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Subject {
    /// What kind of row it is.
    pub kind: Kind,
    /// Its id in the table of its kind.
    pub id: i64,
}

/// Asks for a link, in the transaction that writes or changes the row.
pub(crate) async fn wait(tx: &Tx, kind: Kind, id: i64) -> Result<(), StoreError> {
    let subject = Subject { kind, id };
    let row = log_waiting::ActiveModel {
        id: NotSet,
        kind: Set(kind.slug().to_owned()),
        subject_id: Set(id),
        mac: Set(mac(tx.keyring(), subject)),
    };
    let once = OnConflict::columns([log_waiting::Column::Kind, log_waiting::Column::SubjectId])
        .update_column(log_waiting::Column::Mac)
        .to_owned();
    log_waiting::Entity::insert(row)
        .on_conflict(once)
        .exec_without_returning(tx.connection())
        .await?;
    Ok(())
}

/// Returns the keyed hash that only this program can make.
fn mac(keys: &Keyring, subject: Subject) -> Vec<u8> {
    let text = format!("{} {}", subject.kind.slug(), subject.id);
    keys.hash("log waiting", text.as_bytes())
}

#[cfg(test)]
mod tests;
