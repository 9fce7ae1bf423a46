//! Weekly samples of look-ups, and what a supervisor noted about each. Notes are only added, never changed.

use super::Topic;
use super::audit::Action;
use crate::connection::{Source, sealed::Source as _};
use crate::entity::{audit_entry, log_sample, log_sample_item, log_sample_note, look_up};
use crate::time::{instant, millis};
use crate::{Keyring, StoreError, Tx, words};
use domain::id::{AccountId, LookUpId, OrganisationId, SampleId, SampledId};
use domain::look_up::sample::{Drawn, Finding, Seed, Why};
use jiff::Timestamp;
use jiff::civil::Date;
use sea_orm::ActiveValue::{NotSet, Set};
use sea_orm::sea_query::OnConflict;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use std::collections::HashSet;

const NOTE: &str = "log_sample_note.note";
/// How many ids one statement names.
const AT_ONCE: usize = 500;

/// The sample of one force's look-ups in one week.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sample {
    /// Its id.
    pub id: SampleId,
    /// The force.
    pub organisation: OrganisationId,
    /// The Monday on which the week begins.
    pub week: Date,
    /// The seed with which it was drawn.
    pub seed: Seed,
    /// When it was drawn.
    pub drawn_at: Timestamp,
    /// How many look-ups there were to draw from.
    pub look_ups: usize,
}

/// A look-up in a sample.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sampled {
    /// Its id.
    pub id: SampledId,
    /// The sample that it is in.
    pub sample: SampleId,
    /// The look-up.
    pub look_up: LookUpId,
    /// Why it was drawn.
    pub why: Vec<Why>,
}

/// What somebody noted about a look-up in a sample.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Noted {
    /// The look-up in the sample.
    pub item: SampledId,
    /// When they noted it.
    pub at: Timestamp,
    /// Who noted it.
    pub by: AccountId,
    /// What they found out.
    pub finding: Finding,
}

/// Details of an owner that an officer opened.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Opened {
    /// The look-up from which they were opened.
    pub look_up: Option<LookUpId>,
    /// The officer.
    pub officer: AccountId,
    /// The owner.
    pub owner: AccountId,
}

/// Lists the look-ups of an organisation's people between two times, oldest first.
///
/// # Errors
/// [`StoreError`] when the database does not answer or a row is damaged.
#[tracing::instrument(level = "debug", skip_all, fields(organisation = organisation.0))]
pub async fn look_ups(
    source: &impl Source,
    organisation: OrganisationId,
    (from, until): (Timestamp, Timestamp),
) -> Result<Vec<(LookUpId, AccountId, Timestamp)>, StoreError> {
    let rows: Vec<(i64, Option<i64>, i64)> = look_up::Entity::find()
        .select_only()
        .columns([
            look_up::Column::Id,
            look_up::Column::AccountId,
            look_up::Column::At,
        ])
        .filter(look_up::Column::OrganisationId.eq(organisation.0))
        .filter(look_up::Column::At.gte(millis(from)))
        .filter(look_up::Column::At.lt(millis(until)))
        .order_by_asc(look_up::Column::At)
        .order_by_asc(look_up::Column::Id)
        .into_tuple()
        .all(source.connection())
        .await?;
    let of_people = rows
        .into_iter()
        .filter_map(|(id, account, at)| account.map(|account| (id, account, at)));
    of_people
        .map(|(id, account, at)| Ok((LookUpId(id), AccountId(account), instant("look_up", at)?)))
        .collect()
}

/// Lists the owners' details that an organisation's people opened between two times.
///
/// # Errors
/// [`StoreError::Database`] when the database does not answer.
#[tracing::instrument(level = "debug", skip_all, fields(organisation = organisation.0))]
pub async fn opened(
    source: &impl Source,
    organisation: OrganisationId,
    (from, until): (Timestamp, Timestamp),
) -> Result<Vec<Opened>, StoreError> {
    use audit_entry::Column as C;
    let rows: Vec<(Option<i64>, Option<i64>, Option<i64>)> = audit_entry::Entity::find()
        .select_only()
        .columns([C::LookUpId, C::ActorId, C::SubjectAccountId])
        .filter(C::OrganisationId.eq(organisation.0))
        .filter(C::Action.eq(Action::OwnerDetailsOpened.slug()))
        .filter(C::At.gte(millis(from)))
        .filter(C::At.lt(millis(until)))
        .into_tuple()
        .all(source.connection())
        .await?;
    let known = rows.into_iter().filter_map(|(look_up, officer, owner)| {
        Some(Opened {
            look_up: look_up.map(LookUpId),
            officer: AccountId(officer?),
            owner: AccountId(owner?),
        })
    });
    Ok(known.collect())
}

/// Returns those look-ups of which a match, a decision or a theft report came before a certain time.
///
/// # Errors
/// [`StoreError::Database`] when the database does not answer.
#[tracing::instrument(level = "debug", skip_all)]
pub async fn led_to_something(
    source: &impl Source,
    look_ups: &[LookUpId],
    until: Timestamp,
) -> Result<HashSet<LookUpId>, StoreError> {
    use audit_entry::Column as C;
    let outcomes = Topic::Decided.actions();
    let mut found = HashSet::new();
    for some in look_ups.chunks(AT_ONCE) {
        let ids: Vec<Option<i64>> = audit_entry::Entity::find()
            .select_only()
            .column(C::LookUpId)
            .filter(C::LookUpId.is_in(some.iter().map(|id| id.0)))
            .filter(C::Action.is_in(outcomes.iter().copied()))
            .filter(C::At.lt(millis(until)))
            .into_tuple()
            .all(source.connection())
            .await?;
        found.extend(ids.into_iter().flatten().map(LookUpId));
    }
    Ok(found)
}

/// Tells whether the sample of a week is drawn.
///
/// # Errors
/// [`StoreError::Database`] when the database does not answer.
#[tracing::instrument(level = "debug", skip_all, fields(organisation = organisation.0))]
pub async fn is_drawn(
    source: &impl Source,
    organisation: OrganisationId,
    week: Date,
) -> Result<bool, StoreError> {
    let found = log_sample::Entity::find()
        .filter(log_sample::Column::OrganisationId.eq(organisation.0))
        .filter(log_sample::Column::Week.eq(week.to_string()))
        .one(source.connection())
        .await?;
    Ok(found.is_some())
}

/// Keeps a sample. Tells whether it is the week's only one: if another node has kept one before, nothing is kept.
///
/// # Errors
/// [`StoreError::Database`] when the database does not answer.
#[tracing::instrument(level = "debug", skip_all)]
pub async fn keep(tx: &Tx, sample: &Sample, drawn: &[Drawn]) -> Result<bool, StoreError> {
    let row = log_sample::ActiveModel {
        id: NotSet,
        organisation_id: Set(sample.organisation.0),
        week: Set(sample.week.to_string()),
        seed: Set(sample.seed.0),
        drawn_at: Set(millis(sample.drawn_at)),
        look_ups: Set(i64::try_from(sample.look_ups).unwrap_or(i64::MAX)),
    };
    let once = OnConflict::columns([log_sample::Column::OrganisationId, log_sample::Column::Week])
        .do_nothing()
        .to_owned();
    let made = log_sample::Entity::insert(row)
        .on_conflict(once)
        .exec_without_returning(tx.connection())
        .await?;
    if made == 0 {
        return Ok(false);
    }
    let id: Option<i64> = log_sample::Entity::find()
        .select_only()
        .column(log_sample::Column::Id)
        .filter(log_sample::Column::OrganisationId.eq(sample.organisation.0))
        .filter(log_sample::Column::Week.eq(sample.week.to_string()))
        .into_tuple()
        .one(tx.connection())
        .await?;
    let id = id.ok_or_else(|| StoreError::corrupt("log_sample", "a sample that is gone"))?;
    let items = drawn.iter().map(|drawn| log_sample_item::ActiveModel {
        id: NotSet,
        sample_id: Set(id),
        look_up_id: Set(drawn.look_up.0),
        why: Set(drawn
            .why
            .iter()
            .map(|why| why.slug())
            .collect::<Vec<_>>()
            .join(",")),
    });
    log_sample_item::Entity::insert_many(items)
        .exec_without_returning(tx.connection())
        .await?;
    Ok(true)
}

/// Reads the last samples of some organisations, newest first.
///
/// # Errors
/// [`StoreError`] when the database does not answer or a row is damaged.
#[tracing::instrument(level = "debug", skip_all)]
pub async fn of_organisations(
    source: &impl Source,
    organisations: &[OrganisationId],
    limit: u64,
) -> Result<Vec<Sample>, StoreError> {
    let rows = log_sample::Entity::find()
        .filter(log_sample::Column::OrganisationId.is_in(organisations.iter().map(|id| id.0)))
        .order_by_desc(log_sample::Column::Week)
        .order_by_desc(log_sample::Column::Id)
        .limit(limit)
        .all(source.connection())
        .await?;
    rows.into_iter().map(read).collect()
}

/// Reads a sample.
///
/// # Errors
/// [`StoreError`] when the database does not answer or the row is damaged.
#[tracing::instrument(level = "debug", skip_all, fields(sample = id.0))]
pub async fn find(source: &impl Source, id: SampleId) -> Result<Option<Sample>, StoreError> {
    let row = log_sample::Entity::find_by_id(id.0)
        .one(source.connection())
        .await?;
    row.map(read).transpose()
}

/// Reads the look-ups in some samples, in the order in which they were drawn.
///
/// # Errors
/// [`StoreError::Database`] when the database does not answer.
#[tracing::instrument(level = "debug", skip_all)]
pub async fn items(source: &impl Source, samples: &[SampleId]) -> Result<Vec<Sampled>, StoreError> {
    let rows = log_sample_item::Entity::find()
        .filter(log_sample_item::Column::SampleId.is_in(samples.iter().map(|id| id.0)))
        .order_by_asc(log_sample_item::Column::Id)
        .all(source.connection())
        .await?;
    Ok(rows.into_iter().map(item).collect())
}

/// Reads one look-up of a sample and locks it until the transaction ends, so that two people who answer at once do not
/// miss each other.
///
/// # Errors
/// [`StoreError::Database`] when the database does not answer.
#[tracing::instrument(level = "debug", skip_all, fields(item = id.0))]
pub async fn hold(tx: &Tx, id: SampledId) -> Result<Option<Sampled>, StoreError> {
    let row = log_sample_item::Entity::find_by_id(id.0)
        .lock_exclusive()
        .one(tx.connection())
        .await?;
    Ok(row.map(item))
}

/// Reads what was noted about some look-ups of samples, oldest first.
///
/// # Errors
/// [`StoreError`] when the database does not answer or a note cannot be opened.
#[tracing::instrument(level = "debug", skip_all)]
pub async fn notes(source: &impl Source, items: &[SampledId]) -> Result<Vec<Noted>, StoreError> {
    let rows = log_sample_note::Entity::find()
        .filter(log_sample_note::Column::ItemId.is_in(items.iter().map(|id| id.0)))
        .order_by_asc(log_sample_note::Column::Id)
        .all(source.connection())
        .await?;
    rows.into_iter().map(|row| note(source.keyring(), row)).collect()
}

/// Adds what somebody noted.
///
/// # Errors
/// [`StoreError`] when the database does not answer or the note cannot be sealed.
#[tracing::instrument(level = "debug", skip_all)]
pub async fn add_note(tx: &Tx, noted: &Noted) -> Result<(), StoreError> {
    let row = log_sample_note::ActiveModel {
        id: NotSet,
        item_id: Set(noted.item.0),
        at: Set(millis(noted.at)),
        by_id: Set(noted.by.0),
        finding: Set(noted.finding.slug().to_owned()),
        note: Set(words::sealed(tx.keyring(), NOTE, noted.finding.note())?),
    };
    log_sample_note::Entity::insert(row)
        .exec_without_returning(tx.connection())
        .await?;
    Ok(())
}

fn read(row: log_sample::Model) -> Result<Sample, StoreError> {
    let corrupt = |what| StoreError::corrupt("log_sample", what);
    Ok(Sample {
        id: SampleId(row.id),
        organisation: OrganisationId(row.organisation_id),
        week: row
            .week
            .parse()
            .map_err(|_| corrupt("a week that is not a date"))?,
        seed: Seed(row.seed),
        drawn_at: instant("log_sample", row.drawn_at)?,
        look_ups: usize::try_from(row.look_ups).map_err(|_| corrupt("a count below 0"))?,
    })
}

fn item(row: log_sample_item::Model) -> Sampled {
    Sampled {
        id: SampledId(row.id),
        sample: SampleId(row.sample_id),
        look_up: LookUpId(row.look_up_id),
        why: row.why.split(',').filter_map(Why::parse).collect(),
    }
}

fn note(keys: &Keyring, row: log_sample_note::Model) -> Result<Noted, StoreError> {
    let words = words::opened(keys, NOTE, row.note.as_deref(), None)?.unwrap_or_default();
    let finding = Finding::parse(&row.finding, &words)
        .map_err(|error| StoreError::corrupt("log_sample_note", error.to_string()))?;
    Ok(Noted {
        item: SampledId(row.item_id),
        at: instant("log_sample_note", row.at)?,
        by: AccountId(row.by_id),
        finding,
    })
}

#[cfg(test)]
mod tests;
