//! The groups of partnerships, each with its chair and members.

use super::day;
use crate::connection::{Source, sealed::Source as _};
use crate::entity::{group_member, working_group};
use crate::{StoreError, Tx};
use domain::agency::{Group, GroupKind, NewGroup};
use domain::id::{AgencyId, GroupId, PartnershipId};
use sea_orm::ActiveValue::{NotSet, Set};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder};

/// Adds a group.
///
/// # Errors
/// [`StoreError::Database`] when the database does not answer.
#[tracing::instrument(level = "debug", skip_all)]
pub async fn add(tx: &Tx, new: &NewGroup) -> Result<GroupId, StoreError> {
    let row = working_group::ActiveModel {
        id: NotSet,
        ..row(new)
    };
    let made = working_group::Entity::insert(row).exec(tx.connection()).await?;
    let id = GroupId(made.last_insert_id);
    add_members(tx, id, &new.members).await?;
    Ok(id)
}

/// Replaces what was entered for a group.
///
/// # Errors
/// [`StoreError::Database`] when the database does not answer.
#[tracing::instrument(level = "debug", skip_all)]
pub async fn change(tx: &Tx, group: &Group) -> Result<(), StoreError> {
    let row = working_group::ActiveModel {
        id: Set(group.id.0),
        ..row(&group.group)
    };
    working_group::Entity::update(row).exec(tx.connection()).await?;
    group_member::Entity::delete_many()
        .filter(group_member::Column::GroupId.eq(group.id.0))
        .exec(tx.connection())
        .await?;
    add_members(tx, group.id, &group.group.members).await
}

async fn add_members(tx: &Tx, group: GroupId, members: &[AgencyId]) -> Result<(), StoreError> {
    if members.is_empty() {
        return Ok(());
    }
    let rows = members.iter().map(|agency| group_member::ActiveModel {
        group_id: Set(group.0),
        agency_id: Set(agency.0),
    });
    group_member::Entity::insert_many(rows)
        .exec_without_returning(tx.connection())
        .await?;
    Ok(())
}

/// Reads the groups of a partnership, by kind and then by name.
///
/// # Errors
/// [`StoreError`] when the database does not answer or a row is damaged.
#[tracing::instrument(level = "debug", skip_all, fields(partnership = partnership.0))]
pub async fn of_partnership(
    source: &impl Source,
    partnership: PartnershipId,
) -> Result<Vec<Group>, StoreError> {
    let rows = working_group::Entity::find()
        .filter(working_group::Column::PartnershipId.eq(partnership.0))
        .order_by_asc(working_group::Column::Id)
        .all(source.connection())
        .await?;
    let mut groups = with_members(source, rows).await?;
    groups.sort_by_key(|group| (group.group.kind, group.group.name.to_lowercase()));
    Ok(groups)
}

/// Finds a group.
///
/// # Errors
/// [`StoreError`] when the database does not answer or the row is damaged.
#[tracing::instrument(level = "debug", skip_all, fields(group = id.0))]
pub async fn find(source: &impl Source, id: GroupId) -> Result<Option<Group>, StoreError> {
    let row = working_group::Entity::find_by_id(id.0)
        .one(source.connection())
        .await?;
    Ok(with_members(source, row.into_iter().collect()).await?.pop())
}

async fn with_members(
    source: &impl Source,
    rows: Vec<working_group::Model>,
) -> Result<Vec<Group>, StoreError> {
    if rows.is_empty() {
        return Ok(Vec::new());
    }
    let mut members = group_member::Entity::find()
        .filter(group_member::Column::GroupId.is_in(rows.iter().map(|row| row.id)))
        .order_by_asc(group_member::Column::AgencyId)
        .all(source.connection())
        .await?;
    rows.into_iter()
        .map(|row| {
            let own = members.extract_if(.., |member| member.group_id == row.id);
            let own = own.map(|member| AgencyId(member.agency_id)).collect();
            read(row, own)
        })
        .collect()
}

fn row(new: &NewGroup) -> working_group::ActiveModel {
    working_group::ActiveModel {
        id: NotSet,
        partnership_id: Set(new.partnership.0),
        name: Set(new.name.clone()),
        kind: Set(new.kind.slug().to_owned()),
        chair_id: Set(new.chair.map(|id| id.0)),
        purpose: Set(new.purpose.clone()),
        ends_on: Set(new.ends_on.map(|day| day.to_string())),
    }
}

fn read(row: working_group::Model, members: Vec<AgencyId>) -> Result<Group, StoreError> {
    let kind = GroupKind::parse(&row.kind)
        .ok_or_else(|| StoreError::corrupt("working_group", format!("a kind {:?}", row.kind)))?;
    Ok(Group {
        id: GroupId(row.id),
        group: NewGroup {
            partnership: PartnershipId(row.partnership_id),
            name: row.name,
            kind,
            chair: row.chair_id.map(AgencyId),
            members,
            purpose: row.purpose,
            ends_on: day("working_group", row.ends_on)?,
        },
    })
}
