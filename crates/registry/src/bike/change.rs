//! Lets an owner change what the register says about a bike.
//!
//! The police see what was changed and when. A look-up still finds the bike by its earlier number, which it may have had when
//! it was stolen.

use super::doubles::flag_doubles;
use super::own::{self, NotYours};
use super::take_mark::{TakeMarkError, take_mark};
use crate::Registry;
use domain::MarkCode;
use domain::bike::{Bike, Changed, NewBike, Standing, differences};
use domain::id::{AccountId, BikeId};
use domain::mark::MarkUnusable;
use store::StoreError;
use store::bike::changes::{self, By};
use thiserror::Error;

/// What the register says about a bike, for its owner to change.
#[derive(Clone, Debug, PartialEq)]
pub struct Edited {
    /// The bike's numbers and what it looks like.
    pub bike: NewBike,
    /// The label on it. A label that is already on it stays.
    pub mark: Option<MarkCode>,
}

impl Edited {
    /// Copies what the register says about a bike now.
    pub fn of(bike: &Bike) -> Self {
        Self {
            bike: NewBike {
                frame: bike.frame.clone(),
                description: bike.description.clone(),
                identifiers: bike.identifiers.clone(),
            },
            mark: bike.mark,
        }
    }
}

/// Why a bike was not changed.
#[derive(Debug, Error)]
pub enum ChangeBikeError {
    /// It is somebody else's, or not on the register.
    #[error(transparent)]
    NotYours(#[from] NotYours),
    /// Its owner no longer keeps it.
    #[error(
        "You have told us that you no longer have this bike. If you have it again, tell us first, then change it"
    )]
    Retired,
    /// It already has a label.
    #[error("This bike already has a label. A volunteer at a marking event can replace it")]
    HasMark,
    /// The label is not one of ours.
    #[error("This is not one of our codes. Check it, or leave it out")]
    UnknownMark,
    /// The label cannot be used.
    #[error(transparent)]
    Mark(MarkUnusable),
    /// The store failed; nothing was changed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl From<TakeMarkError> for ChangeBikeError {
    fn from(error: TakeMarkError) -> Self {
        match error {
            TakeMarkError::Unknown => Self::UnknownMark,
            TakeMarkError::Unusable(why) => Self::Mark(why),
            TakeMarkError::Store(error) => Self::Store(error),
        }
    }
}

/// Changes what the register says about an owner's bike, and returns what changed. `edit` gets the current values. If
/// two people change different things at once, both changes are kept. If another owner's bike has the new number, the
/// change is accepted, and flagged for the police as it is for a new registration.
///
/// # Errors
/// [`ChangeBikeError`], or the error that `edit` returns; then nothing was changed.
#[tracing::instrument(level = "debug", skip_all, fields(owner = owner.0, bike = id.0))]
pub async fn change_bike<E: From<ChangeBikeError>>(
    registry: &Registry,
    owner: AccountId,
    id: BikeId,
    edit: impl FnOnce(Edited) -> Result<Edited, E> + Send,
) -> Result<Vec<Changed>, E> {
    let failed = |error: StoreError| E::from(ChangeBikeError::Store(error));
    let tx = registry.store.begin().await.map_err(failed)?;
    changes::hold(&tx, id).await.map_err(failed)?;
    let theirs = own::must_own(&tx, owner, id).await.map_err(failed)?;
    theirs.map_err(|error| E::from(error.into()))?;
    let found = store::bike::find(&tx, id).await.map_err(failed)?;
    let old = found.ok_or_else(|| E::from(NotYours.into()))?;
    if old.standing == Standing::Retired {
        return Err(ChangeBikeError::Retired.into());
    }
    let new = edit(Edited::of(&old))?;
    let changed = write(registry, &tx, owner, &old, &new).await?;
    if !changed.is_empty() {
        tx.commit().await.map_err(failed)?;
        registry.bikes_changed();
        registry.mail_waits();
        let what: Vec<&str> = changed.iter().map(|one| one.slug()).collect();
        tracing::info!(bike.id = %id, "An owner changed a bike: {}", what.join(", "));
    }
    Ok(changed)
}

/// Writes the differences and their history, and returns what changed.
async fn write(
    registry: &Registry,
    tx: &store::Tx,
    owner: AccountId,
    old: &Bike,
    new: &Edited,
) -> Result<Vec<Changed>, ChangeBikeError> {
    let now = registry.now();
    let told = differences(old, &new.bike, new.mark);
    let changed: Vec<Changed> = told.iter().map(|one| one.what).collect();
    if changed.is_empty() {
        return Ok(changed);
    }
    store::bike::rewrite(tx, old, &new.bike, now).await?;
    if changed.contains(&Changed::Mark) {
        match (old.mark, new.mark) {
            (None, Some(code)) => take_mark(tx, code, old.id, now).await?,
            _ => return Err(ChangeBikeError::HasMark),
        }
    }
    let by = By {
        account: owner,
        while_gone: matches!(old.standing, Standing::ReportedStolen | Standing::HeldByPolice),
    };
    changes::note(tx, old.id, by, &told, now).await?;
    if changed.iter().any(|one| one.is_number()) {
        flag_doubles(registry, tx, (old.id, owner), &new.bike, now).await?;
    }
    Ok(changed)
}

#[cfg(test)]
mod tests;
