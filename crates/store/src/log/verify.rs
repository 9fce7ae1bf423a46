//! Checks the whole chain, and says what is wrong and where.

use super::checkpoint::Checkpoint;
use super::link::{Link, START};
use super::{Kind, Subject, content, mac};
use crate::connection::sealed::Source as _;
use crate::entity::{log_link, log_waiting, look_up};
use crate::time::millis;
use crate::{Store, StoreError};
use jiff::Timestamp;
use sea_orm::{ColumnTrait, EntityTrait, FromQueryResult, QueryFilter, QueryOrder, QuerySelect, Statement};
use std::collections::HashMap;

/// How many links are read at a time.
const PAGE: u64 = 1_000;

/// What is wrong at a place in the chain.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Wrong {
    /// Links before this one are missing, or this one is in the wrong place.
    Order,
    /// The link itself was changed.
    Link,
    /// The row was changed after it was linked.
    Changed,
    /// The row was removed.
    Removed,
    /// The row has no link, so this program did not write it.
    Added,
    /// The chain ends before a checkpoint, so links were cut off.
    CutOff,
    /// The chain's hash differs from the checkpoint's, so somebody rebuilt the chain.
    MadeAnew,
    /// The checkpoint was not signed by this register.
    Checkpoint,
}

/// A place where something is wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Fault {
    /// What is wrong.
    pub wrong: Wrong,
    /// The place in the chain, if it has one.
    pub sequence: Option<i64>,
    /// The row with which something is wrong.
    pub subject: Option<Subject>,
}

/// What was found.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Verified {
    /// How many links were read.
    pub links: u64,
    /// How many rows are waiting for their link.
    pub waiting: u64,
    /// How many answers are no longer kept, so that only their links remain.
    pub forgotten: u64,
    /// The place and hash of the last link, to compare with a checkpoint by hand.
    pub head: Option<(i64, String)>,
    /// The faults: first those in the chain, in the chain's order, and then the others.
    pub faults: Vec<Fault>,
}

/// Reads the whole chain and every row of the log, and compares them with each other and with checkpoints. Answers that
/// are older than `kept_from` are allowed to be missing.
///
/// # Errors
/// [`StoreError`] when the database does not answer.
#[tracing::instrument(level = "debug", skip_all)]
pub async fn verify(
    store: &Store,
    checkpoints: &[Checkpoint],
    kept_from: Timestamp,
) -> Result<Verified, StoreError> {
    let mut reading = Reading {
        kept_from: millis(kept_from),
        marks: checkpoints
            .iter()
            .map(|checkpoint| (checkpoint.sequence, checkpoint))
            .collect(),
        ..Reading::default()
    };
    loop {
        let page = log_link::Entity::find()
            .filter(log_link::Column::Sequence.gt(reading.at))
            .order_by_asc(log_link::Column::Sequence)
            .limit(PAGE)
            .all(store.connection())
            .await?;
        if page.is_empty() {
            break;
        }
        reading.page(store, page).await?;
    }
    let mut found = reading.found;
    let (sequence, last) = (reading.at, reading.last);
    found.head = (found.links > 0).then(|| (sequence, hex::encode(&last)));
    for checkpoint in checkpoints {
        let wrong = match checkpoint.is_signed_by(store.keys()) {
            false => Wrong::Checkpoint,
            true if checkpoint.sequence > sequence => Wrong::CutOff,
            true => continue,
        };
        found.faults.push(Fault {
            wrong,
            sequence: Some(checkpoint.sequence),
            subject: None,
        });
    }
    added(store, &mut found).await?;
    Ok(found)
}

#[derive(Default)]
struct Reading<'c> {
    kept_from: i64,
    marks: HashMap<i64, &'c Checkpoint>,
    /// The place and hash of the link that was read last.
    at: i64,
    last: Vec<u8>,
    found: Verified,
}

impl Reading<'_> {
    async fn page(&mut self, store: &Store, rows: Vec<log_link::Model>) -> Result<(), StoreError> {
        let subjects: Vec<Subject> = rows.iter().filter_map(subject).collect();
        let latest = latest(store, &rows).await?;
        let texts = readable(store, &subjects).await?;
        for row in rows {
            let sequence = row.sequence;
            let about = subject(&row);
            let wrong = self.link(&row, about);
            self.note(wrong, sequence, about);
            if let Some(subject) = about
                && latest.get(&subject) == Some(&sequence)
            {
                let wrong = self.row(store, &row, subject, texts.get(&subject)).await?;
                self.note(wrong, sequence, about);
            }
            self.found.links += 1;
            self.at = sequence;
            self.last = row.hash;
        }
        Ok(())
    }

    fn note(&mut self, wrong: Option<Wrong>, sequence: i64, subject: Option<Subject>) {
        self.found.faults.extend(wrong.map(|wrong| Fault {
            wrong,
            sequence: Some(sequence),
            subject,
        }));
    }

    /// Says what is wrong with a link itself.
    fn link(&self, row: &log_link::Model, about: Option<Subject>) -> Option<Wrong> {
        let before = if self.at == 0 { &START[..] } else { &self.last };
        if row.sequence != self.at + 1 || row.previous != before {
            return Some(Wrong::Order);
        }
        let link = Link {
            sequence: row.sequence,
            subject: match about {
                Some(subject) => subject,
                None => return Some(Wrong::Link),
            },
            content: row.content.clone(),
            previous: row.previous.clone(),
            hash: Vec::new(),
        };
        if row.hash != link.computed() {
            return Some(Wrong::Link);
        }
        let checkpoint = self.marks.get(&row.sequence)?;
        (checkpoint.hash != row.hash).then_some(Wrong::MadeAnew)
    }

    /// Says what is wrong with a row. `link` is the row's last link.
    async fn row(
        &mut self,
        store: &Store,
        link: &log_link::Model,
        subject: Subject,
        text: Option<&String>,
    ) -> Result<Option<Wrong>, StoreError> {
        if text.is_some() {
            return Ok((link.content != content::hash(text)).then_some(Wrong::Changed));
        }
        if link.content != content::GONE && self.may_be_gone(store, subject).await? {
            self.found.forgotten += 1;
            return Ok(None);
        }
        Ok(Some(Wrong::Removed))
    }

    /// Tells whether a look-up is so old that its answer is no longer kept.
    async fn may_be_gone(&self, store: &Store, subject: Subject) -> Result<bool, StoreError> {
        if subject.kind != Kind::Answer {
            return Ok(false);
        }
        let look_up = look_up::Entity::find_by_id(subject.id)
            .one(store.connection())
            .await?;
        Ok(look_up.is_some_and(|look_up| look_up.at < self.kept_from))
    }
}

fn subject(row: &log_link::Model) -> Option<Subject> {
    Some(Subject {
        kind: Kind::parse(&row.kind)?,
        id: row.subject_id,
    })
}

/// Reads the rows of some subjects. A row that cannot be read gets a text that matches no link.
async fn readable(store: &Store, subjects: &[Subject]) -> Result<HashMap<Subject, String>, StoreError> {
    if let Ok(texts) = content::read(store, subjects).await {
        return Ok(texts);
    }
    let mut texts = HashMap::with_capacity(subjects.len());
    for subject in subjects {
        match content::read(store, &[*subject]).await {
            Ok(text) => texts.extend(text),
            Err(_) => {
                store.ping().await?;
                texts.insert(*subject, "a value that cannot be read".to_owned());
            }
        }
    }
    Ok(texts)
}

/// Finds the last link of each row that a page of links is about.
async fn latest(store: &Store, rows: &[log_link::Model]) -> Result<HashMap<Subject, i64>, StoreError> {
    let mut latest = HashMap::new();
    for kind in Kind::ALL {
        let ids: Vec<i64> = rows
            .iter()
            .filter(|row| row.kind == kind.slug())
            .map(|row| row.subject_id)
            .collect();
        if ids.is_empty() {
            continue;
        }
        let found: Vec<(i64, i64)> = log_link::Entity::find()
            .select_only()
            .column(log_link::Column::SubjectId)
            .column_as(log_link::Column::Sequence.max(), "sequence")
            .filter(log_link::Column::Kind.eq(kind.slug()))
            .filter(log_link::Column::SubjectId.is_in(ids))
            .group_by(log_link::Column::SubjectId)
            .into_tuple()
            .all(store.connection())
            .await?;
        latest.extend(
            found
                .into_iter()
                .map(|(id, sequence)| (Subject { kind, id }, sequence)),
        );
    }
    Ok(latest)
}

#[derive(FromQueryResult)]
struct Row {
    id: i64,
}

/// Finds rows that have no link and are not waiting for one, and requests that this program did not write.
async fn added(store: &Store, found: &mut Verified) -> Result<(), StoreError> {
    for (kind, table, key) in [
        (Kind::Entry, "audit_entry", "id"),
        (Kind::LookUp, "look_up", "id"),
        (Kind::Answer, "look_up_result", "look_up_id"),
    ] {
        let slug = kind.slug();
        let text = format!(
            "SELECT {key} AS id FROM {table} AS of_the_log WHERE NOT EXISTS (SELECT 1 FROM log_link \
             WHERE kind = '{slug}' AND subject_id = of_the_log.{key}) AND NOT EXISTS (SELECT 1 FROM log_waiting \
             WHERE kind = '{slug}' AND subject_id = of_the_log.{key}) ORDER BY {key}"
        );
        let statement = Statement::from_string(store.connection().get_database_backend(), text);
        let rows = Row::find_by_statement(statement).all(store.connection()).await?;
        found.faults.extend(rows.into_iter().map(|row| Fault {
            wrong: Wrong::Added,
            sequence: None,
            subject: Some(Subject { kind, id: row.id }),
        }));
    }
    for row in log_waiting::Entity::find().all(store.connection()).await? {
        let subject = Kind::parse(&row.kind).map(|kind| Subject {
            kind,
            id: row.subject_id,
        });
        match subject {
            Some(subject) if mac(store.keys(), subject) == row.mac => found.waiting += 1,
            _ => found.faults.push(Fault {
                wrong: Wrong::Added,
                sequence: None,
                subject,
            }),
        }
    }
    Ok(())
}
