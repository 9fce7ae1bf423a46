//! Notices clients that try mark codes until one is real.

use super::Client;
use super::numbers::{ALARM, MOST_REMEMBERED};
use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

const HOUR: Duration = Duration::from_secs(60 * 60);

/// Who has tried too many unknown codes, and how many came in all.
#[derive(Default)]
pub(super) struct Walkers(Mutex<Tried>);

#[derive(Default)]
struct Tried {
    until: HashMap<Client, Instant>,
    /// When the count began. It starts again every hour.
    since: Option<Instant>,
    unknown: u64,
    alarm_at: u64,
}

impl Walkers {
    /// How long a client has to wait after too many unknown codes.
    pub(super) fn wait(&self, client: Client) -> Option<Duration> {
        let until = *self.tried().until.get(&client)?;
        until
            .checked_duration_since(Instant::now())
            .filter(|wait| !wait.is_zero())
    }

    /// Notes an unknown code; `wait` is how long its client must wait if there were too many.
    pub(super) fn unknown(&self, client: Client, wait: Option<Duration>) {
        let now = Instant::now();
        let mut tried = self.tried();
        if tried.since.is_none_or(|since| now.duration_since(since) > HOUR) {
            (tried.since, tried.unknown, tried.alarm_at) = (Some(now), 0, ALARM);
        }
        tried.unknown += 1;
        if let Some(wait) = wait {
            if tried.until.len() >= MOST_REMEMBERED {
                tried.until.retain(|_, until| *until > now);
            }
            if tried.until.len() < MOST_REMEMBERED {
                tried.until.insert(client, now + wait);
            }
            tracing::warn!(
                unknown_codes = tried.unknown,
                "Alarm: one address has tried too many unknown mark codes; it has to wait"
            );
        }
        if tried.unknown >= tried.alarm_at {
            tried.alarm_at = tried.unknown * 2;
            tracing::error!(
                unknown_codes = tried.unknown,
                "Alarm: somebody may be trying one mark code after another; many unknown codes came within an hour"
            );
        }
    }

    fn tried(&self) -> MutexGuard<'_, Tried> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
