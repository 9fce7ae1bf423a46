//! Links of the chain, and the one writer that adds them.

use super::{Kind, Subject, content, mac};
use crate::connection::{Source, sealed::Source as _};
use crate::entity::{log_link, log_waiting};
use crate::keyring::digest;
use crate::rows::insert;
use crate::{Store, StoreError, Tx};
use sea_orm::{
    ColumnTrait, ConnectionTrait, DbBackend, EntityTrait, QueryFilter, QueryOrder, QuerySelect, Value,
};
use serde_json::json;

/// The hash before the first link.
pub(super) const START: [u8; 32] = [0; 32];

/// A link of the chain.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Link {
    /// Its place in the chain, from 1.
    pub sequence: i64,
    /// What it is about.
    pub subject: Subject,
    /// The SHA-256 of the row's text.
    pub content: Vec<u8>,
    /// The hash of the link before it; zeros before the first.
    pub previous: Vec<u8>,
    /// The hash of this link.
    pub hash: Vec<u8>,
}

impl Link {
    pub(super) fn after(before: Option<&Self>, subject: Subject, content: [u8; 32]) -> Self {
        let mut link = Self {
            sequence: before.map_or(1, |link| link.sequence + 1),
            subject,
            content: content.to_vec(),
            previous: before.map_or_else(|| START.to_vec(), |link| link.hash.clone()),
            hash: Vec::new(),
        };
        link.hash = link.computed().to_vec();
        link
    }

    /// Computes the hash: the SHA-256 of a JSON array without spaces.
    pub(super) fn computed(&self) -> [u8; 32] {
        let text = json!([
            "framemark log 1",
            self.sequence,
            self.subject.kind.slug(),
            self.subject.id,
            hex::encode(&self.content),
            hex::encode(&self.previous),
        ]);
        digest(text.to_string().as_bytes())
    }
}

/// What one call of [`extend`] did.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Extended {
    /// How many links it added.
    pub linked: usize,
    /// How many requests for a link did not come from this program. Their rows get no link, so that
    /// [`verify`](super::verify) finds them.
    pub refused: usize,
}

/// Adds links for at most `limit` rows that are waiting, in one transaction. If two nodes try at once, one waits for
/// the other.
///
/// # Errors
/// [`StoreError`] when the database does not answer or the chain's last link is damaged; if so, nothing was added.
#[tracing::instrument(level = "debug", skip_all)]
pub async fn extend(store: &Store, limit: u64) -> Result<Extended, StoreError> {
    if log_waiting::Entity::find()
        .one(store.connection())
        .await?
        .is_none()
    {
        return Ok(Extended::default());
    }
    let tx = store.begin().await?;
    lock(&tx).await?;
    let waiting = log_waiting::Entity::find()
        .order_by_asc(log_waiting::Column::Id)
        .limit(limit)
        .all(tx.connection())
        .await?;
    if waiting.is_empty() {
        return Ok(Extended::default());
    }
    let ids: Vec<i64> = waiting.iter().map(|row| row.id).collect();
    let asked = waiting.len();
    let subjects: Vec<Subject> = waiting.into_iter().filter_map(|row| ours(&tx, &row)).collect();
    add(&tx, &subjects).await?;
    log_waiting::Entity::delete_many()
        .filter(log_waiting::Column::Id.is_in(ids))
        .exec(tx.connection())
        .await?;
    tx.commit().await?;
    Ok(Extended {
        linked: subjects.len(),
        refused: asked - subjects.len(),
    })
}

/// Lets nobody else add links until the transaction ends. SQLite has one writer anyway.
pub(super) async fn lock(tx: &Tx) -> Result<(), StoreError> {
    if tx.connection().get_database_backend() == DbBackend::Postgres {
        tx.connection()
            .execute_unprepared("LOCK TABLE log_link IN EXCLUSIVE MODE")
            .await?;
    }
    Ok(())
}

/// Returns the subject of a row that is waiting, if this program wrote the row.
fn ours(tx: &Tx, row: &log_waiting::Model) -> Option<Subject> {
    let kind = Kind::parse(&row.kind)?;
    let subject = Subject {
        kind,
        id: row.subject_id,
    };
    (mac(tx.keyring(), subject) == row.mac).then_some(subject)
}

async fn add(tx: &Tx, subjects: &[Subject]) -> Result<(), StoreError> {
    let texts = content::read(tx, subjects).await?;
    let mut last = last(tx).await?;
    let mut links = Vec::with_capacity(subjects.len());
    for subject in subjects {
        let link = Link::after(last.as_ref(), *subject, content::hash(texts.get(subject)));
        last = Some(link.clone());
        links.push(link);
    }
    let columns = ["sequence", "kind", "subject_id", "content", "previous", "hash"];
    let cells = links.into_iter().map(|link| -> [Value; 6] {
        [
            link.sequence.into(),
            link.subject.kind.slug().into(),
            link.subject.id.into(),
            link.content.into(),
            link.previous.into(),
            link.hash.into(),
        ]
    });
    insert(tx, "log_link", columns, cells).await?;
    Ok(())
}

/// Reads the last link.
pub(super) async fn last(source: &impl Source) -> Result<Option<Link>, StoreError> {
    let highest: Option<Option<i64>> = log_link::Entity::find()
        .select_only()
        .column_as(log_link::Column::Sequence.max(), "sequence")
        .into_tuple()
        .one(source.connection())
        .await?;
    let Some(highest) = highest.flatten() else {
        return Ok(None);
    };
    log_link::Entity::find_by_id(highest)
        .one(source.connection())
        .await?
        .map(read)
        .transpose()
}

/// Reads the links after a certain one, in order, with the text of each link's row, if the row exists.
///
/// # Errors
/// [`StoreError`] when the database does not answer or a link is of an unknown kind.
#[tracing::instrument(level = "debug", skip_all)]
pub async fn links(
    source: &impl Source,
    after: i64,
    limit: u64,
) -> Result<Vec<(Link, Option<String>)>, StoreError> {
    let links: Vec<Link> = log_link::Entity::find()
        .filter(log_link::Column::Sequence.gt(after))
        .order_by_asc(log_link::Column::Sequence)
        .limit(limit)
        .all(source.connection())
        .await?
        .into_iter()
        .map(read)
        .collect::<Result<_, _>>()?;
    let subjects: Vec<Subject> = links.iter().map(|link| link.subject).collect();
    let texts = content::read(source, &subjects).await?;
    Ok(links
        .into_iter()
        .map(|link| {
            let text = texts.get(&link.subject).cloned();
            (link, text)
        })
        .collect())
}

fn read(row: log_link::Model) -> Result<Link, StoreError> {
    let kind = Kind::parse(&row.kind)
        .ok_or_else(|| StoreError::corrupt("log_link", format!("{} of kind {:?}", row.sequence, row.kind)))?;
    Ok(Link {
        sequence: row.sequence,
        subject: Subject {
            kind,
            id: row.subject_id,
        },
        content: row.content,
        previous: row.previous,
        hash: row.hash,
    })
}
