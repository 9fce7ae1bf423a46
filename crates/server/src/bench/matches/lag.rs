//! Measures how long the worker for standing matches takes to follow a change.

use anyhow::{Result, bail};
use domain::feed::FeedPosition;
use registry::Registry;
use registry::recovery::matches;
use std::collections::VecDeque;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};
use store::feed::follower;

/// How often the worker's place is read.
const EVERY: Duration = Duration::from_millis(20);
/// A worker that has not moved for this long is stuck.
const STUCK: Duration = Duration::from_secs(300);

/// Changes that were written, and what was measured.
#[derive(Default)]
pub struct Lag {
    inner: Mutex<Inner>,
}

#[derive(Default)]
struct Inner {
    /// Changes that the worker has not followed yet, oldest first: their place in the feed, when they were written,
    /// and which kill delayed them, if any.
    open: VecDeque<(FeedPosition, Instant, Option<usize>)>,
    /// The last kill, if the worker has not caught up since: its number, when it was, and the last change before it.
    down: Option<(usize, Instant, FeedPosition)>,
    /// Seconds until a change was followed, for changes that no kill delayed.
    steady: Vec<f64>,
    /// For each kill, seconds until everything that was written before it had been followed.
    after_kills: Vec<f64>,
}

impl Lag {
    fn inner(&self) -> MutexGuard<'_, Inner> {
        self.inner.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Notes that changes up to this one have just been written.
    pub fn wrote(&self, last: FeedPosition) {
        let mut inner = self.inner();
        let kill = inner.down.map(|(kill, ..)| kill);
        inner.open.push_back((last, Instant::now(), kill));
    }

    /// Notes that the worker is being killed now.
    pub fn killed(&self, last: FeedPosition) {
        let mut inner = self.inner();
        let kill = inner.after_kills.len();
        for open in &mut inner.open {
            open.2 = Some(kill);
        }
        inner.down = Some((kill, Instant::now(), last));
    }

    /// Returns true if the worker has not caught up since it was killed.
    pub fn is_down(&self) -> bool {
        self.inner().down.is_some()
    }

    /// Notes how far the worker has come. Returns true if it has followed everything.
    fn followed(&self, to: Option<FeedPosition>) -> bool {
        let key = |at: FeedPosition| (at.transaction, at.position);
        let mut inner = self.inner();
        let Some(to) = to else {
            return inner.open.is_empty();
        };
        while let Some((at, written, kill)) = inner.open.front().copied() {
            if key(at) > key(to) {
                break;
            }
            inner.open.pop_front();
            if kill.is_none() {
                inner.steady.push(written.elapsed().as_secs_f64());
            }
        }
        if let Some((_, when, last)) = inner.down
            && key(last) <= key(to)
        {
            inner.after_kills.push(when.elapsed().as_secs_f64());
            inner.down = None;
        }
        inner.open.is_empty()
    }

    /// Reads the worker's place again and again, until `done` is true and everything has been followed.
    pub async fn watch(&self, registry: &Registry, done: impl Fn() -> bool) -> Result<()> {
        let (mut moved, mut before) = (Instant::now(), None);
        loop {
            let at = follower::position(registry.store(), matches::NAME).await?;
            if at != before {
                (moved, before) = (Instant::now(), at);
            }
            if self.followed(at) && done() {
                return Ok(());
            }
            if moved.elapsed() > STUCK && !self.inner().open.is_empty() {
                bail!("the worker has not moved for {} s", STUCK.as_secs());
            }
            tokio::time::sleep(EVERY).await;
        }
    }

    /// Returns what was measured: the seconds for changes that no kill delayed, shortest first, and for each kill the
    /// seconds until the worker had caught up.
    pub fn measured(self) -> (Vec<f64>, Vec<f64>) {
        let inner = self.inner.into_inner().unwrap_or_else(PoisonError::into_inner);
        let mut steady = inner.steady;
        steady.sort_by(f64::total_cmp);
        (steady, inner.after_kills)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(position: i64) -> FeedPosition {
        FeedPosition {
            position,
            ..FeedPosition::start(1)
        }
    }

    #[test]
    fn what_a_kill_held_up_is_counted_apart() {
        let lag = Lag::default();
        lag.wrote(at(1));
        assert!(lag.followed(Some(at(1))));
        lag.wrote(at(2));
        lag.killed(at(2));
        lag.wrote(at(3));
        assert!(lag.is_down());
        assert!(!lag.followed(Some(at(1))));
        assert!(!lag.followed(Some(at(2))));
        assert!(!lag.is_down());
        lag.wrote(at(4));
        assert!(lag.followed(Some(at(9))));
        let (steady, after_kills) = lag.measured();
        assert_eq!(
            (steady.len(), after_kills.len()),
            (2, 1),
            "the kill delayed neither the first nor the last"
        );
    }
}
