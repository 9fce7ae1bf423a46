use crate::Registry;
use crate::account::permits::PlannerOf;
use domain::agency::{Group, NewGroup, PurposeError};
use domain::id::GroupId;
use domain::london;
use store::{StoreError, Tx};
use thiserror::Error;

/// Why a group was not added or changed.
#[derive(Debug, Error)]
pub enum GroupError {
    /// There is no such group, or it belongs to another partnership.
    #[error("There is no such group")]
    NotThere,
    /// The partnership already has a group with this name.
    #[error("There is already a group with this name")]
    Taken,
    /// One of its agencies does not take part in the partnership.
    #[error("Choose agencies that take part in this partnership")]
    OtherAgency,
    /// It has a task but no end, or an end but no task.
    #[error(transparent)]
    Purpose(#[from] PurposeError),
    /// The store failed; nothing was changed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Adds a group to a partnership.
///
/// # Errors
/// [`GroupError`]; then nothing was changed.
#[tracing::instrument(level = "debug", skip_all)]
pub async fn add_group(
    registry: &Registry,
    planner: &PlannerOf,
    new: &NewGroup,
) -> Result<GroupId, GroupError> {
    if !planner.keeps(new.partnership) {
        return Err(GroupError::NotThere);
    }
    let tx = registry.store.begin().await?;
    if let Some(id) = registry.made_before(&tx).await? {
        return Ok(GroupId(id));
    }
    new.check(london::date_of(registry.now()))?;
    check(&tx, registry, None, new).await?;
    let id = store::agency::groups::add(&tx, new).await?;
    registry.made(&tx, &id.0).await?;
    tx.commit().await?;
    tracing::info!(group = id.0, partnership = new.partnership.0, "Added a group");
    Ok(id)
}

/// Changes a group. Its partnership stays.
///
/// # Errors
/// [`GroupError`]; then nothing was changed.
#[tracing::instrument(level = "debug", skip_all, fields(group = id.0))]
pub async fn change_group(
    registry: &Registry,
    planner: &PlannerOf,
    id: GroupId,
    new: NewGroup,
) -> Result<(), GroupError> {
    let tx = registry.store.begin().await?;
    let found = store::agency::groups::find(&tx, id).await?;
    let found = found.filter(|found| planner.keeps(found.group.partnership));
    let before = found.ok_or(GroupError::NotThere)?.group;
    let group = Group {
        id,
        group: NewGroup {
            partnership: before.partnership,
            ..new
        },
    };
    // A group whose task is over can still be corrected. Its end is only checked if it changes.
    match group.group.check(london::date_of(registry.now())) {
        Err(PurposeError::Ended) if before.ends_on == group.group.ends_on => {}
        checked => checked?,
    }
    check(&tx, registry, Some(&group), &group.group).await?;
    store::agency::groups::change(&tx, &group).await?;
    tx.commit().await?;
    tracing::info!(group = id.0, "Changed a group");
    Ok(())
}

/// Makes sure that no other group has the name, and that its agencies take part. An agency that has left may stay in
/// the group, but not chair it.
async fn check(
    tx: &Tx,
    registry: &Registry,
    changed: Option<&Group>,
    new: &NewGroup,
) -> Result<(), GroupError> {
    let others = store::agency::groups::of_partnership(tx, new.partnership).await?;
    let name = new.name.to_lowercase();
    let other = |group: &Group| changed.is_none_or(|changed| changed.id != group.id);
    if others
        .iter()
        .any(|group| other(group) && group.group.name.to_lowercase() == name)
    {
        return Err(GroupError::Taken);
    }
    let today = london::date_of(registry.now());
    let agencies = store::agency::of_partnership(tx, new.partnership).await?;
    let known = |id| agencies.iter().find(|agency| agency.id == id);
    let members_fit = new.members.iter().all(|member| known(*member).is_some());
    let chair_fits = new.chair.is_none_or(|chair| {
        let ended = new.ends_on.is_some_and(|end| end < today);
        known(chair).is_some_and(|agency| ended || agency.takes_part_on(today))
    });
    if members_fit && chair_fits {
        Ok(())
    } else {
        Err(GroupError::OtherAgency)
    }
}
