//! The health of the workers that run beside the pages.

use jiff::Timestamp;
use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// The health of one worker.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Worker {
    /// How often it has failed and been restarted since the program started.
    pub restarts: u64,
    /// How often it has failed since its last good round.
    pub in_a_row: u32,
    /// When it last finished a round.
    pub last_good_round: Option<Timestamp>,
}

/// All workers of this process by name.
#[derive(Clone, Debug, Default)]
pub struct Workers(Arc<Mutex<BTreeMap<&'static str, Worker>>>);

impl Workers {
    /// Notes that a worker has begun.
    pub fn began(&self, name: &'static str) {
        self.held().entry(name).or_default();
    }

    /// Notes that a worker finished a round.
    pub fn did_well(&self, name: &'static str, now: Timestamp) {
        let mut held = self.held();
        let worker = held.entry(name).or_default();
        worker.last_good_round = Some(now);
        worker.in_a_row = 0;
    }

    /// Notes that a worker failed, and returns how often it has failed since its last good round.
    pub fn died(&self, name: &'static str) -> u32 {
        let mut held = self.held();
        let worker = held.entry(name).or_default();
        worker.restarts = worker.restarts.saturating_add(1);
        worker.in_a_row = worker.in_a_row.saturating_add(1);
        worker.in_a_row
    }

    /// Returns the health of each worker, by name.
    pub fn all(&self) -> BTreeMap<&'static str, Worker> {
        self.held().clone()
    }

    /// Only plain numbers are written under the lock, so a panic cannot leave anything half done.
    fn held(&self) -> MutexGuard<'_, BTreeMap<&'static str, Worker>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use testkit::NOON;

    #[test]
    fn deaths_are_counted_and_a_good_round_ends_a_row_of_them() {
        let workers = Workers::default();
        workers.began("mail");
        assert_eq!(workers.all()["mail"], Worker::default());
        assert_eq!([workers.died("mail"), workers.died("mail")], [1, 2]);
        workers.did_well("mail", NOON);
        assert_eq!(workers.died("mail"), 1);
        let told = Worker {
            restarts: 3,
            in_a_row: 1,
            last_good_round: Some(NOON),
        };
        assert_eq!(workers.all()["mail"], told);
    }
}
