//! The worker for lists. It looks up or records a few rows of each list in turn. Each row is a look-up of its own in
//! the log, in the name of the officer who sent the list.

use super::row::Told;
use super::{ListError, own, record};
use crate::Registry;
use crate::account::permits::OfficerOf;
use crate::look_up::{self, Logged, LookUpError, MOST_LISTED, Ranked};
use domain::id::{LookUpId, PropertyListId, PropertyRowId};
use domain::recovery::listed::ListStage;
use jiff::SignedDuration;
use store::recovery::lists::{self, Claim, Looked, PropertyList, Task};
use tokio::task::JoinSet;

/// How many rows of a list are taken at a time.
const AT_ONCE: u64 = 16;
/// How many lists take turns.
const LISTS: u64 = 50;
/// A worker that does not finish its rows in this time gives way to another.
const LEASE: SignedDuration = SignedDuration::from_secs(30);

/// Works on the rows that are waiting, until there are none or `go_on` returns false. Returns how many rows were done.
///
/// # Errors
/// [`LookUpError`] when the store or the search fails; what was done before stays done.
#[tracing::instrument(level = "debug", skip_all)]
pub async fn work(registry: &Registry, go_on: impl Fn() -> bool) -> Result<usize, LookUpError> {
    let mut done = 0;
    loop {
        let before = done;
        for list in lists::busy(&registry.store, LISTS).await? {
            if !go_on() {
                return Ok(done);
            }
            done += turn(registry, &list).await?;
        }
        if done == before {
            return Ok(done);
        }
    }
}

/// Works on a few rows of a list.
async fn turn(registry: &Registry, list: &PropertyList) -> Result<usize, LookUpError> {
    let task = if list.stage == ListStage::Recording {
        Task::Record
    } else {
        Task::Look
    };
    // The id is for this turn alone, so a worker that comes back late finds that its rows are taken.
    let by = registry.random_id();
    let claim = Claim {
        by: &by,
        lasts: LEASE,
        most: AT_ONCE,
    };
    let rows = lists::claim(&registry.store, list.id, task, claim, registry.now()).await?;
    let taken = rows.len();
    match task {
        Task::Look => look(registry, list, rows, &by).await?,
        Task::Record => record::record_rows(registry, list, rows, &by).await?,
    }
    if lists::settle(&registry.store, list.id, task).await? {
        tracing::info!(list.id = %list.id, "A list of recovered bikes is done: {:?}", task);
    }
    Ok(taken)
}

/// A row and what the search found, or `None` if there was nothing to look for.
type Searched = (PropertyRowId, Told, Option<Ranked>);

/// Looks rows up, several at once, and writes their results in one transaction.
async fn look(
    registry: &Registry,
    list: &PropertyList,
    rows: Vec<(PropertyRowId, String)>,
    by: &str,
) -> Result<(), LookUpError> {
    let officer = list.made_by.map(|account| OfficerOf {
        account,
        organisation: list.organisation,
    });
    let together = registry.rows_at_once;
    let mut searched: Vec<Searched> = Vec::with_capacity(rows.len());
    let (mut left, mut running) = (rows.into_iter(), JoinSet::new());
    loop {
        while running.len() < together
            && let Some((row, kept)) = left.next()
        {
            let registry = registry.clone();
            running.spawn(async move {
                let told = Told::read(&kept)?;
                let found = look_up::listed(&registry, &told.look_up).await?;
                Ok::<Searched, LookUpError>((row, told, found))
            });
        }
        match running.join_next().await {
            None => break,
            Some(Ok(one)) => searched.push(one?),
            Some(Err(stopped)) => std::panic::resume_unwind(stopped.into_panic()),
        }
    }
    searched.sort_by_key(|(row, ..)| *row);
    let now = registry.now();
    let tx = registry.store.begin().await?;
    for (row, told, found) in &searched {
        if !lists::look_at(&tx, *row, Task::Look, by).await? {
            continue;
        }
        let look_up: Option<LookUpId> = match found {
            Some(ranked) => {
                let logged = Logged::found(officer, &list.reason, &told.look_up, ranked, now)?;
                Some(logged.write(&tx).await?)
            }
            None => None,
        };
        lists::noted(&tx, *row, look_up, &looked(found.as_ref())).await?;
    }
    tx.commit().await?;
    Ok(())
}

fn looked(found: Option<&Ranked>) -> Looked {
    let likely = found.map(|ranked| ranked.found.as_slice()).unwrap_or_default();
    let best = likely.first();
    Looked {
        band: best.map_or("none", |best| best.scored.band.slug()),
        likelihood: best.map_or(0.0, |best| best.scored.posterior),
        likely: likely.len().min(MOST_LISTED) as u64,
        best: best.map(|best| best.bike.id),
    }
}

/// Deletes a list of the officer's force. The log keeps its look-ups.
///
/// # Errors
/// [`ListError`]; then nothing was deleted.
#[tracing::instrument(level = "debug", skip_all, fields(list = id.0))]
pub async fn remove(registry: &Registry, officer: OfficerOf, id: PropertyListId) -> Result<(), ListError> {
    let tx = registry.store.begin().await?;
    let list = own(&tx, officer, id).await?;
    if list.stage == ListStage::Recording {
        return Err(ListError::Recorded);
    }
    lists::remove(&tx, id).await?;
    tx.commit().await?;
    tracing::info!(list.id = %id, "Deleted a list of recovered bikes");
    Ok(())
}
