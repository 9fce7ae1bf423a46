//! Pages of the log: look-ups and what was done, newest first. A page begins after the last line of the page before, so
//! that it takes the same time however far back it is.

use super::audit::{self, AuditEntry};
use super::{LookUp, Topic};
use crate::connection::Source;
use crate::entity::{audit_entry, look_up};
use crate::time::millis;
use crate::{Keyring, StoreError};
use domain::id::{AccountId, BikeId, LookUpId, OrganisationId};
use jiff::Timestamp;
use sea_orm::sea_query::{Expr, ExprTrait};
use sea_orm::{ColumnTrait, Condition, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use std::cmp::{Ordering, Reverse};
use std::fmt;
use std::str::FromStr;

/// Whose acts are read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Whose {
    /// Everybody's.
    Everybody,
    /// Those that were done for these organisations.
    Of(Vec<OrganisationId>),
}

/// Which lines are read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Wanted {
    /// Whose acts.
    pub whose: Whose,
    /// Only those of this person. Then acts without an organisation are read too, such as sign-ins.
    pub who: Option<AccountId>,
    /// Only those of this kind.
    pub topic: Option<Topic>,
    /// Only those at this time or later.
    pub from: Option<Timestamp>,
    /// Only those before this time.
    pub until: Option<Timestamp>,
    /// Only what was done to this bike. A look-up does not say in the clear which bikes it showed.
    pub bike: Option<BikeId>,
}

/// The place of a line in the log. Later lines are greater.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Place {
    at: i64,
    is_look_up: bool,
    id: i64,
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let kind = if self.is_look_up { 'l' } else { 'e' };
        write!(f, "{}{kind}{}", self.at, self.id)
    }
}

impl FromStr for Place {
    type Err = std::num::ParseIntError;

    fn from_str(written: &str) -> Result<Self, Self::Err> {
        let is_look_up = written.contains('l');
        let (at, id) = written.split_once(['l', 'e']).unwrap_or((written, ""));
        Ok(Self {
            at: at.parse()?,
            is_look_up,
            id: id.parse()?,
        })
    }
}

/// A line of the log.
#[derive(Clone, Debug, PartialEq)]
pub enum Line {
    /// Somebody looked a bike up.
    LookUp(LookUp),
    /// Somebody did something with people's details or rights.
    Entry {
        /// The entry's number.
        id: i64,
        /// When it was done.
        at: Timestamp,
        /// What was done.
        entry: AuditEntry,
    },
}

impl LookUp {
    /// Returns its place in the log.
    pub fn place(&self) -> Place {
        Place {
            at: millis(self.at),
            is_look_up: true,
            id: self.id.0,
        }
    }
}

impl Line {
    /// Returns its place.
    pub fn place(&self) -> Place {
        match self {
            Self::LookUp(look_up) => look_up.place(),
            Self::Entry { id, at, .. } => Place {
                at: millis(*at),
                is_look_up: false,
                id: *id,
            },
        }
    }
}

/// Reads the lines before a place, or the newest, newest first.
///
/// # Errors
/// [`StoreError`] when the database does not answer or a row is damaged.
#[tracing::instrument(level = "debug", skip_all)]
pub async fn page(
    source: &impl Source,
    wanted: &Wanted,
    before: Option<Place>,
    limit: u64,
) -> Result<Vec<Line>, StoreError> {
    let mut lines = Vec::new();
    if wanted.topic.is_none_or(|topic| topic == Topic::LookUps) && wanted.bike.is_none() {
        lines.extend(look_ups(source, wanted, before, limit).await?);
    }
    if wanted.topic != Some(Topic::LookUps) {
        lines.extend(entries(source, wanted, before, limit).await?);
    }
    lines.sort_by_key(|line| Reverse(line.place()));
    lines.truncate(usize::try_from(limit).unwrap_or(usize::MAX));
    Ok(lines)
}

/// Returns the time and id that the rows of a table must be below.
fn bound(before: Option<Place>, of_look_ups: bool) -> (i64, i64) {
    let Some(place) = before else {
        return (i64::MAX, i64::MAX);
    };
    let id = match of_look_ups.cmp(&place.is_look_up) {
        Ordering::Less => i64::MAX,
        Ordering::Equal => place.id,
        Ordering::Greater => i64::MIN,
    };
    (place.at, id)
}

/// Requires the rows to be below a time and id. The database can go to that place in an index.
fn below(at: impl ColumnTrait, id: impl ColumnTrait, bound: (i64, i64)) -> Expr {
    let row = Expr::tuple([Expr::col(at), Expr::col(id)]);
    row.lt(Expr::tuple([Expr::value(bound.0), Expr::value(bound.1)]))
}

fn ids(organisations: &[OrganisationId]) -> impl Iterator<Item = i64> {
    organisations.iter().map(|id| id.0)
}

async fn look_ups(
    source: &impl Source,
    wanted: &Wanted,
    before: Option<Place>,
    limit: u64,
) -> Result<Vec<Line>, StoreError> {
    use look_up::Column as C;
    let mut only = Condition::all().add(below(C::At, C::Id, bound(before, true)));
    if let Whose::Of(organisations) = &wanted.whose {
        only = only.add(C::OrganisationId.is_in(ids(organisations)));
    }
    if let Some(who) = wanted.who {
        only = only.add(C::AccountId.eq(who.0));
    }
    if let Some(from) = wanted.from {
        only = only.add(C::At.gte(millis(from)));
    }
    if let Some(until) = wanted.until {
        only = only.add(C::At.lt(millis(until)));
    }
    let rows = look_up::Entity::find()
        .filter(only)
        .order_by_desc(C::At)
        .order_by_desc(C::Id)
        .limit(limit)
        .all(source.connection())
        .await?;
    let keys = source.keyring();
    rows.into_iter()
        .map(|row| super::read(keys, row).map(Line::LookUp))
        .collect()
}

async fn entries(
    source: &impl Source,
    wanted: &Wanted,
    before: Option<Place>,
    limit: u64,
) -> Result<Vec<Line>, StoreError> {
    use audit_entry::Column as C;
    let mut only = Condition::all().add(below(C::At, C::Id, bound(before, false)));
    if let Whose::Of(organisations) = &wanted.whose {
        let own = C::OrganisationId.is_in(ids(organisations));
        only = only.add(match wanted.who {
            Some(_) => own.or(C::OrganisationId.is_null()),
            None => own,
        });
    }
    if let Some(who) = wanted.who {
        only = only.add(C::ActorId.eq(who.0));
    }
    if let Some(topic) = wanted.topic {
        only = only.add(C::Action.is_in(topic.actions()));
    }
    if let Some(bike) = wanted.bike {
        only = only.add(C::BikeId.eq(bike.0));
    }
    if let Some(from) = wanted.from {
        only = only.add(C::At.gte(millis(from)));
    }
    if let Some(until) = wanted.until {
        only = only.add(C::At.lt(millis(until)));
    }
    let rows = audit_entry::Entity::find()
        .filter(only)
        .order_by_desc(C::At)
        .order_by_desc(C::Id)
        .limit(limit)
        .all(source.connection())
        .await?;
    rows.into_iter().map(|row| line(source.keyring(), row)).collect()
}

fn line(keys: &Keyring, row: audit_entry::Model) -> Result<Line, StoreError> {
    let id = row.id;
    let (at, entry) = audit::read(keys, row)?;
    Ok(Line::Entry { id, at, entry })
}

/// Reads an account's look-ups before a certain one, or the newest, newest first.
///
/// # Errors
/// [`StoreError`] when the database does not answer or an entry is damaged.
#[tracing::instrument(level = "debug", skip_all, fields(account = account.0))]
pub async fn own(
    source: &impl Source,
    account: AccountId,
    before: Option<Place>,
    limit: u64,
) -> Result<Vec<LookUp>, StoreError> {
    use look_up::Column as C;
    let rows = look_up::Entity::find()
        .filter(C::AccountId.eq(account.0))
        .filter(below(C::At, C::Id, bound(before, true)))
        .order_by_desc(C::At)
        .order_by_desc(C::Id)
        .limit(limit)
        .all(source.connection())
        .await?;
    rows.into_iter()
        .map(|row| super::read(source.keyring(), row))
        .collect()
}

/// Reads some look-ups, in no particular order.
///
/// # Errors
/// [`StoreError`] when the database does not answer or an entry is damaged.
#[tracing::instrument(level = "debug", skip_all)]
pub async fn by_ids(source: &impl Source, look_ups: &[LookUpId]) -> Result<Vec<LookUp>, StoreError> {
    let rows = look_up::Entity::find()
        .filter(look_up::Column::Id.is_in(look_ups.iter().map(|id| id.0)))
        .all(source.connection())
        .await?;
    rows.into_iter()
        .map(|row| super::read(source.keyring(), row))
        .collect()
}

/// Lists the people from whom these organisations took a role, so that the acts of those who left can be read.
///
/// # Errors
/// [`StoreError::Database`] when the database does not answer.
#[tracing::instrument(level = "debug", skip_all)]
pub async fn left(
    source: &impl Source,
    organisations: &[OrganisationId],
) -> Result<Vec<AccountId>, StoreError> {
    use audit_entry::Column as C;
    let ids: Vec<Option<i64>> = audit_entry::Entity::find()
        .select_only()
        .column(C::SubjectAccountId)
        .distinct()
        .filter(C::OrganisationId.is_in(ids(organisations)))
        .filter(C::Action.eq(audit::Action::RoleTaken.slug()))
        .into_tuple()
        .all(source.connection())
        .await?;
    Ok(ids.into_iter().flatten().map(AccountId).collect())
}

#[cfg(test)]
mod tests;
