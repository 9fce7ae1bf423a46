//! The rota: who works at which event.

use super::read;
use crate::connection::{Source, sealed::Source as _};
use crate::entity::{event_staff, marking_event, membership};
use crate::time::{instant, millis};
use crate::{StoreError, Tx};
use domain::account::{Permission, Role};
use domain::event::{MarkingEvent, Stage};
use domain::id::{AccountId, EventId, OrganisationId};
use jiff::Timestamp;
use sea_orm::ActiveValue::{NotSet, Set};
use sea_orm::sea_query::{OnConflict, Query};
use sea_orm::{ColumnTrait, Condition, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder, QuerySelect};

const COLUMN: &str = "event_staff.duty";

/// Somebody on the rota of an event.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Staffed {
    /// The account of the person.
    pub account: AccountId,
    /// What they do there and when, in words.
    pub duty: Option<String>,
    /// Who put them on the rota.
    pub added_by: Option<AccountId>,
    /// When they did so.
    pub added_at: Timestamp,
}

/// Puts an account on the rota. If it is already there, it gets the new duty. Tells whether the account is new there.
///
/// # Errors
/// [`StoreError`] when the database does not answer or the duty cannot be sealed.
#[tracing::instrument(level = "debug", skip_all, fields(event = event.0, account = account.0))]
pub async fn add(
    tx: &Tx,
    event: EventId,
    account: AccountId,
    duty: Option<&str>,
    by: Option<AccountId>,
    now: Timestamp,
) -> Result<bool, StoreError> {
    let new = !contains(tx, event, account).await?;
    let duty = duty
        .map(|duty| tx.keyring().seal(COLUMN, duty.as_bytes()))
        .transpose()?;
    let row = event_staff::ActiveModel {
        id: NotSet,
        event_id: Set(event.0),
        account_id: Set(account.0),
        duty: Set(duty),
        added_by: Set(by.map(|by| by.0)),
        added_at: Set(millis(now)),
    };
    let again = OnConflict::columns([event_staff::Column::EventId, event_staff::Column::AccountId])
        .update_column(event_staff::Column::Duty)
        .to_owned();
    event_staff::Entity::insert(row)
        .on_conflict(again)
        .exec_without_returning(tx.connection())
        .await?;
    Ok(new)
}

/// Takes an account off the rota, and tells whether it was on it.
///
/// # Errors
/// [`StoreError::Database`] when the database does not answer.
#[tracing::instrument(level = "debug", skip_all, fields(event = event.0, account = account.0))]
pub async fn remove(tx: &Tx, event: EventId, account: AccountId) -> Result<bool, StoreError> {
    let gone = event_staff::Entity::delete_many()
        .filter(event_staff::Column::EventId.eq(event.0))
        .filter(event_staff::Column::AccountId.eq(account.0))
        .exec(tx.connection())
        .await?;
    Ok(gone.rows_affected > 0)
}

/// Reads the rota of an event, in the order in which people were added.
///
/// # Errors
/// [`StoreError`] when the database does not answer or a duty cannot be opened.
#[tracing::instrument(level = "debug", skip_all, fields(event = event.0))]
pub async fn of(source: &impl Source, event: EventId) -> Result<Vec<Staffed>, StoreError> {
    let rows = event_staff::Entity::find()
        .filter(event_staff::Column::EventId.eq(event.0))
        .order_by_asc(event_staff::Column::Id)
        .all(source.connection())
        .await?;
    rows.into_iter()
        .map(|row| {
            let duty = row.duty.map(|sealed| open(source, &sealed)).transpose()?;
            Ok(Staffed {
                account: AccountId(row.account_id),
                duty,
                added_by: row.added_by.map(AccountId),
                added_at: instant("event_staff", row.added_at)?,
            })
        })
        .collect()
}

/// Tells whether an account is on the rota of an event.
///
/// # Errors
/// [`StoreError::Database`] when the database does not answer.
#[tracing::instrument(level = "debug", skip_all, fields(event = event.0, account = account.0))]
pub async fn contains(source: &impl Source, event: EventId, account: AccountId) -> Result<bool, StoreError> {
    let rows = event_staff::Entity::find()
        .filter(event_staff::Column::EventId.eq(event.0))
        .filter(event_staff::Column::AccountId.eq(account.0))
        .count(source.connection())
        .await?;
    Ok(rows > 0)
}

/// Reads the published events between two instants that have an account on their rota or belong to one of some
/// organisations, soonest first.
///
/// # Errors
/// [`StoreError`] when the database does not answer or a row is damaged.
#[tracing::instrument(level = "debug", skip_all, fields(account = account.0))]
pub async fn events_for(
    source: &impl Source,
    account: AccountId,
    organisations: &[OrganisationId],
    ends_from: Timestamp,
    starts_to: Timestamp,
) -> Result<Vec<MarkingEvent>, StoreError> {
    let on_the_rota = Query::select()
        .column(event_staff::Column::EventId)
        .from(event_staff::Entity)
        .and_where(event_staff::Column::AccountId.eq(account.0))
        .to_owned();
    let theirs = Condition::any()
        .add(marking_event::Column::Id.in_subquery(on_the_rota))
        .add(marking_event::Column::OrganisationId.is_in(organisations.iter().map(|o| o.0)));
    let query = marking_event::Entity::find()
        .filter(marking_event::Column::EndsAt.gte(millis(ends_from)))
        .filter(marking_event::Column::StartsAt.lte(millis(starts_to)))
        .filter(marking_event::Column::Stage.eq(Stage::Published.slug()))
        .filter(theirs)
        .order_by_asc(marking_event::Column::StartsAt)
        .order_by_asc(marking_event::Column::Id);
    read(source, query).await
}

/// Reads the accounts that are allowed to use a desk of an organisation.
///
/// # Errors
/// [`StoreError::Database`] when the database does not answer.
#[tracing::instrument(level = "debug", skip_all, fields(organisation = organisation.0))]
pub async fn desk_users(
    source: &impl Source,
    organisation: OrganisationId,
) -> Result<Vec<AccountId>, StoreError> {
    let roles = Role::all().into_iter();
    let roles = roles.filter(|role| role.may(Permission::UseDesk)).map(Role::slug);
    let ids: Vec<i64> = membership::Entity::find()
        .select_only()
        .column(membership::Column::AccountId)
        .distinct()
        .filter(membership::Column::OrganisationId.eq(organisation.0))
        .filter(membership::Column::Role.is_in(roles))
        .order_by_asc(membership::Column::AccountId)
        .into_tuple()
        .all(source.connection())
        .await?;
    Ok(ids.into_iter().map(AccountId).collect())
}

fn open(source: &impl Source, sealed: &[u8]) -> Result<String, StoreError> {
    let plain = source.keyring().open(COLUMN, sealed)?;
    String::from_utf8(plain).map_err(|_| StoreError::corrupt("event_staff", "a duty that is not text"))
}
