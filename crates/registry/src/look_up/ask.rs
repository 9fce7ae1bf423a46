//! Makes a look-up. It searches first, then logs the look-up with its results in one transaction, which is committed
//! before anything is shown.

use super::kept::Shown;
use super::log::Logged;
use super::{LikelyBike, LookUp, LookUpError, MOST_SHOWN, Ranked, may_read, notices, rank};
use crate::Registry;
use crate::account::permits::OfficerOf;
use domain::id::{BikeId, LookUpId};
use domain::look_up::Reason;
use store::look_up::results;

/// Looks a bike up for an officer, and stores the `limit` bikes that are shown.
///
/// # Errors
/// [`LookUpError`]; a query that cannot be searched for is not logged. A search that fails is.
#[tracing::instrument(level = "debug", skip_all)]
pub async fn look_up(
    registry: &Registry,
    officer: OfficerOf,
    reason: &Reason,
    look_up: &LookUp,
    limit: usize,
) -> Result<LookUpId, LookUpError> {
    let ranked = searched(registry, Some(officer), reason, look_up, limit).await?;
    let logged = Logged::found(Some(officer), reason, look_up, &ranked, registry.now())?;
    Ok(logged.commit(registry).await?)
}

/// Repeats an earlier look-up for the same reason, with the likely spelling of the make and the model.
///
/// # Errors
/// [`LookUpError::NotFound`] when it belongs to another force, does not exist or is no longer kept.
#[tracing::instrument(level = "debug", skip_all, fields(look_up = id.0))]
pub async fn look_up_as_spelt(
    registry: &Registry,
    officer: OfficerOf,
    id: LookUpId,
    limit: usize,
) -> Result<LookUpId, LookUpError> {
    let (entry, kept) = results::read(&registry.store, id)
        .await?
        .filter(|(entry, _)| may_read(officer, entry))
        .ok_or(LookUpError::NotFound)?;
    let spelling = Shown::read(&kept.ok_or(LookUpError::NotFound)?)?.spelling;
    let asked = LookUp::read(entry.query)?;
    let spelt = LookUp {
        make: spelling.make.or(asked.make),
        model: spelling.model.or(asked.model),
        narrows: None,
        ..asked
    };
    look_up(registry, officer, &entry.reason, &spelt, limit).await
}

/// Shows an officer more results of a look-up, and returns the first new bike, if there is one.
///
/// # Errors
/// [`LookUpError::NotFound`] when it belongs to another force, does not exist or is no longer kept.
#[tracing::instrument(level = "debug", skip_all, fields(look_up = id.0))]
pub async fn show_more(
    registry: &Registry,
    officer: OfficerOf,
    id: LookUpId,
    limit: usize,
) -> Result<Option<BikeId>, LookUpError> {
    let (entry, kept) = results::read(&registry.store, id)
        .await?
        .filter(|(entry, _)| may_read(officer, entry))
        .ok_or(LookUpError::NotFound)?;
    let kept = kept.ok_or(LookUpError::NotFound)?;
    let mut shown = Shown::read(&kept)?;
    let before = shown.len();
    if !shown.more || before >= MOST_SHOWN {
        return Ok(None);
    }
    let limit = limit.min(MOST_SHOWN - before);
    let look_up = LookUp::read(entry.query)?;
    let longer = search(registry, &look_up, before + limit).await?;
    shown.extend(&longer, limit);
    let count = u32::try_from(shown.len()).unwrap_or(u32::MAX);
    let tx = registry.store.begin().await?;
    results::extend(&tx, id, &kept, &shown.write()?, count).await?;
    tx.commit().await?;
    Ok(shown.ids().get(before).copied())
}

/// What the command line is told.
#[derive(Clone, Debug)]
pub struct Told {
    /// Notes about what was typed.
    pub notices: Vec<String>,
    /// The make and the model as they are probably spelt, if that is not how they were typed.
    pub spelling: Option<String>,
    /// The likely bikes, best first.
    pub bikes: Vec<LikelyBike>,
}

/// Looks a bike up from the command line, which is logged without an account.
///
/// # Errors
/// [`LookUpError`]; a query that cannot be searched for is not logged.
#[tracing::instrument(level = "debug", skip_all)]
pub async fn from_command_line(
    registry: &Registry,
    reason: &Reason,
    look_up: &LookUp,
    limit: usize,
) -> Result<Told, LookUpError> {
    let ranked = searched(registry, None, reason, look_up, limit).await?;
    let logged = Logged::found(None, reason, look_up, &ranked, registry.now())?;
    logged.commit(registry).await?;
    Ok(Told {
        notices: notices::of_numbers(
            rank::are_of_different_bikes(&ranked.found),
            &rank::numbers_of_no_bike(&look_up.boxes(), &ranked.found),
            &ranked.unfixed,
        ),
        spelling: notices::as_spelt(&ranked.spelling, look_up),
        bikes: super::with_flags(registry, ranked.found).await?,
    })
}

/// Searches. A search that fails is logged as one that did not finish.
pub(crate) async fn searched(
    registry: &Registry,
    officer: Option<OfficerOf>,
    reason: &Reason,
    look_up: &LookUp,
    limit: usize,
) -> Result<Ranked, LookUpError> {
    match search(registry, look_up, limit).await {
        Err(error @ (LookUpError::Nothing | LookUpError::Number(_))) => Err(error),
        Err(error) => {
            let logged = Logged::failed(officer, reason, look_up, registry.now())?;
            logged.commit(registry).await?;
            Err(error)
        }
        found => found,
    }
}

async fn search(registry: &Registry, look_up: &LookUp, limit: usize) -> Result<Ranked, LookUpError> {
    let limit = limit.clamp(1, MOST_SHOWN);
    let query = look_up.query()?;
    Ok(rank::find(registry, &query, look_up, limit).await?)
}
