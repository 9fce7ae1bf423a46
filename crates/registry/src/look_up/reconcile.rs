//! Compares a whole property store with the register.

use crate::Registry;
use crate::look_up::rank::{self, Found};
use crate::look_up::{LookUp, LookUpError, Ranked};
use domain::id::LookUpId;
use domain::look_up::Reason;
use serde_json::json;
use store::StoreError;
use store::look_up::Entry;

/// The most bikes that are listed for one property reference.
pub const MOST_RESULTS: usize = 10;

/// A run of many look-ups that is logged as one.
pub struct Reconciling<'r> {
    registry: &'r Registry,
    id: LookUpId,
}

impl<'r> Reconciling<'r> {
    /// Logs the run, before anything is searched.
    ///
    /// # Errors
    /// [`StoreError`] when the store fails.
    #[tracing::instrument(level = "debug", skip_all)]
    pub async fn start(
        registry: &'r Registry,
        reason: &Reason,
        file: &str,
        lines: usize,
    ) -> Result<Self, StoreError> {
        let query = json!({ "reconcile": { "file": file, "lines": lines } });
        let tx = registry.store.begin().await?;
        let entry = Entry {
            account: None,
            organisation: None,
            reason,
            query: &query,
        };
        let id = store::look_up::log(&tx, entry, None, registry.now()).await?;
        tx.commit().await?;
        Ok(Self { registry, id })
    }

    /// Adds to the log how many bikes were listed in total.
    ///
    /// # Errors
    /// [`StoreError`] when the store fails.
    #[tracing::instrument(level = "debug", skip_all)]
    pub async fn finish(self, results: usize) -> Result<(), StoreError> {
        let tx = self.registry.store.begin().await?;
        store::look_up::finish(&tx, self.id, u32::try_from(results).unwrap_or(u32::MAX)).await?;
        tx.commit().await
    }
}

/// Finds the bikes that may be one recovered bike, best first. It leaves out unlikely bikes, and bikes with more
/// evidence against them than for them. If nothing is known about the recovered bike, it could be any bike, so it
/// returns none.
///
/// # Errors
/// [`LookUpError`] when the number cannot be searched for, or the search fails.
#[tracing::instrument(level = "debug", skip_all)]
pub async fn find(registry: &Registry, look_up: &LookUp) -> Result<Vec<Found>, LookUpError> {
    let ranked = listed(registry, look_up).await?;
    Ok(ranked.map(|ranked| ranked.found).unwrap_or_default())
}

/// Finds the same bikes, with what the log keeps. Returns `None` if nothing is known about the recovered bike.
pub(crate) async fn listed(registry: &Registry, look_up: &LookUp) -> Result<Option<Ranked>, LookUpError> {
    let query = match look_up.query() {
        Err(LookUpError::Nothing) => return Ok(None),
        query => query?,
    };
    let mut ranked = rank::find(registry, &query, look_up, MOST_RESULTS).await?;
    ranked
        .found
        .retain(|found| found.scored.bits > 0.0 && !found.unlikely);
    Ok(Some(ranked))
}
