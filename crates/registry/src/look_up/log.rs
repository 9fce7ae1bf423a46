//! Logs look-ups with what they found. Look-ups by many officers go into one commit.

use super::kept::Shown;
use super::{LookUp, Ranked};
use crate::Registry;
use crate::account::permits::OfficerOf;
use crate::together::{self, Writing};
use domain::id::LookUpId;
use domain::look_up::Reason;
use jiff::Timestamp;
use std::sync::Arc;
use store::look_up::results::{self, Kept};
use store::look_up::{Entry, log};
use store::{StoreError, Tx};

/// A look-up as it is logged, with what it found.
#[derive(Clone, Debug)]
pub(crate) struct Logged {
    officer: Option<OfficerOf>,
    reason: Reason,
    query: serde_json::Value,
    /// What is shown, or `None` if the search did not finish.
    shown: Option<(u32, Kept)>,
    at: Timestamp,
}

impl Logged {
    /// Makes the log entry of a look-up that found bikes.
    pub(crate) fn found(
        officer: Option<OfficerOf>,
        reason: &Reason,
        look_up: &LookUp,
        ranked: &Ranked,
        at: Timestamp,
    ) -> Result<Self, StoreError> {
        let count = u32::try_from(ranked.found.len()).unwrap_or(u32::MAX);
        let shown = Some((count, Shown::of(ranked).write()?));
        Ok(Self {
            shown,
            ..Self::failed(officer, reason, look_up, at)?
        })
    }

    /// Makes the log entry for a look-up that a worker made and an officer takes over, with the one bike that it kept.
    pub(crate) fn kept(
        officer: OfficerOf,
        reason: &Reason,
        look_up: &LookUp,
        kept: &Kept,
        at: Timestamp,
    ) -> Result<Self, StoreError> {
        Ok(Self {
            shown: Some((1, kept.clone())),
            ..Self::failed(Some(officer), reason, look_up, at)?
        })
    }

    /// Makes the log entry of a look-up whose search failed.
    pub(super) fn failed(
        officer: Option<OfficerOf>,
        reason: &Reason,
        look_up: &LookUp,
        at: Timestamp,
    ) -> Result<Self, StoreError> {
        Ok(Self {
            officer,
            reason: reason.clone(),
            query: look_up.write()?,
            shown: None,
            at,
        })
    }

    /// Writes the entry and what was found, in the caller's transaction.
    pub(crate) async fn write(&self, tx: &Tx) -> Result<LookUpId, StoreError> {
        let entry = Entry {
            account: self.officer.map(|officer| officer.account),
            organisation: self.officer.map(|officer| officer.organisation),
            reason: &self.reason,
            query: &self.query,
        };
        let count = self.shown.as_ref().map(|(count, _)| *count);
        let id = log(tx, entry, count, self.at).await?;
        if let Some((_, kept)) = &self.shown {
            results::keep(tx, id, kept, self.at).await?;
        }
        Ok(id)
    }

    /// Commits the entry together with those of other officers that are waiting.
    ///
    /// # Errors
    /// [`StoreError`] when the database does not answer or the account is gone; then nothing may be shown.
    pub(super) async fn commit(self, registry: &Registry) -> Result<LookUpId, StoreError> {
        let number = registry.together.commit(&registry.store, Arc::new(self)).await?;
        Ok(LookUpId(number))
    }
}

impl together::Entry for Logged {
    fn write<'a>(&'a self, tx: &'a Tx) -> Writing<'a> {
        Box::pin(async move { Ok(self.write(tx).await?.0) })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{an_officer, fresh};
    use store::look_up::get;
    use tokio::task::JoinSet;

    fn entry(officer: Option<OfficerOf>, number: usize) -> Logged {
        let look_up = LookUp {
            number: Some(format!("WTU{number}")),
            ..LookUp::default()
        };
        let reason = Reason::parse("PS/2026/118").unwrap();
        Logged::failed(officer, &reason, &look_up, testkit::time::NOON).unwrap()
    }

    testkit::on_each_database! {
        async fn each_of_many_gets_the_number_of_its_own_entry(db: testkit::Database) {
            let (registry, _) = fresh(&db).await;
            let officer = an_officer(&registry, "police").await;
            let mut tasks = JoinSet::new();
            for number in 0..40 {
                let registry = registry.clone();
                tasks.spawn(async move { (number, entry(Some(officer), number).commit(&registry).await.unwrap()) });
            }
            let mut seen = std::collections::HashSet::new();
            while let Some(done) = tasks.join_next().await {
                let (number, id) = done.unwrap();
                assert!(seen.insert(id));
                let logged = get(registry.store(), id).await.unwrap().unwrap();
                assert_eq!(logged.query["number"], format!("WTU{number}"));
            }
            assert_eq!(seen.len(), 40);
        }

        async fn one_bad_entry_keeps_no_other_back(db: testkit::Database) {
            let (registry, _) = fresh(&db).await;
            let officer = an_officer(&registry, "police").await;
            let gone = OfficerOf { account: domain::id::AccountId(987_654), ..officer };
            // The writer is busy, so that all of them go into one commit.
            let turn = registry.together.busy().await;
            let mut tasks = JoinSet::new();
            for number in 0..5 {
                let registry = registry.clone();
                let who = if number == 2 { gone } else { officer };
                tasks.spawn(async move { (number, entry(Some(who), number).commit(&registry).await.is_ok()) });
            }
            while registry.store.has_one_writer() && registry.together.waiting() < 5 {
                tokio::task::yield_now().await;
            }
            drop(turn);
            while let Some(done) = tasks.join_next().await {
                let (number, logged) = done.unwrap();
                assert_eq!(logged, number != 2, "entry {number}");
            }
        }

        async fn an_officer_who_leaves_takes_no_entry_along(db: testkit::Database) {
            let (registry, _) = fresh(&db).await;
            let officer = an_officer(&registry, "police").await;
            let turn = registry.together.busy().await;
            let (leaver, stays) = (registry.clone(), registry.clone());
            let leaves = tokio::spawn(async move { entry(Some(officer), 1).commit(&leaver).await });
            let stays = tokio::spawn(async move { entry(Some(officer), 2).commit(&stays).await });
            tokio::task::yield_now().await;
            drop(turn);
            tokio::task::yield_now().await;
            leaves.abort();
            assert!(stays.await.unwrap().is_ok());
        }
    }
}
