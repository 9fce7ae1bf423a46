//! Limits on how often one client may do things that are costly or reveal something. [`door::guard`] runs before every
//! route and counts by address and account. Handlers count by subject, such as the mailbox of an e-mail.
//!
//! The counts are only in memory. A restart forgets them, and we never write down who came from which address. Only the
//! network of a signed-in session is kept, sealed, for the person's own list of sessions.

mod client;
mod door;
mod numbers;
mod walkers;

pub use client::Proxies;
pub use door::{UnknownMark, guard};
pub use numbers::{Action, By};

use super::error::HttpError;
use axum::extract::{FromRequestParts, Request};
use axum::http::request::Parts;
use domain::id::AccountId;
use governor::clock::{Clock, DefaultClock};
use governor::state::keyed::HashMapStateStore;
use governor::{Quota, RateLimiter};
use numbers::{LIMITS, Limit, MOST_REMEMBERED};
use std::fmt;
use std::hash::{BuildHasher, Hash, RandomState};
use std::net::IpAddr;
use std::num::NonZeroU32;
use std::str::FromStr;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::Duration;
use thiserror::Error;
use walkers::Walkers;

/// A counter tidies up after it has counted this many times.
const TIDIED_AFTER: u64 = 4_096;
/// When a counter is full, all other clients share this many places.
const SHARED: u64 = 1_024;

/// How far the operator has raised the limits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scale {
    /// The numbers of the table, times this factor.
    Times(u32),
    /// No limits at all, for load tests.
    Off,
}

/// A setting that is not a valid factor.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error(
    "{0:?} is not a factor for the limits. Choose off, or a whole number from 1 (the usual limits) to 1000"
)]
pub struct NoScale(String);

impl FromStr for Scale {
    type Err = NoScale;

    fn from_str(text: &str) -> Result<Self, NoScale> {
        match text.trim() {
            "off" => Ok(Self::Off),
            text => match text.parse() {
                Ok(times @ 1..=1_000) => Ok(Self::Times(times)),
                _ => Err(NoScale(text.to_owned())),
            },
        }
    }
}

/// Who is counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
enum Who {
    Address(IpAddr),
    Account(AccountId),
    Subject(u64),
    /// All clients that came when the counter was full.
    Crowd(u64),
}

/// The address that a request is counted by.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Client(IpAddr);

impl Client {
    /// Returns the address, or for IPv6 the part of it that a household shares.
    pub fn address(self) -> IpAddr {
        self.0
    }
}

impl<S: Send + Sync> FromRequestParts<S> for Client {
    type Rejection = HttpError;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, HttpError> {
        let client = parts.extensions.get().copied();
        client.ok_or_else(|| HttpError::internal("no client in the request's extensions"))
    }
}

/// One limit, and how much of it each client has used.
struct Counter {
    limit: &'static Limit,
    used: RateLimiter<Who, HashMapStateStore<Who>, DefaultClock>,
    counted: AtomicU64,
    full: AtomicBool,
}

/// All limits of a running server.
pub struct Limits {
    proxies: Proxies,
    unnamed: client::Unnamed,
    /// Empty when the limits are off.
    counters: Vec<Counter>,
    walkers: Walkers,
    /// The key for hashing subjects. It is new each time that the server starts.
    key: RandomState,
    clock: DefaultClock,
}

impl fmt::Debug for Limits {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Limits")
            .field("proxies", &self.proxies)
            .finish_non_exhaustive()
    }
}

impl Limits {
    /// Makes the limits of a server behind these proxies.
    pub fn new(scale: Scale, proxies: Proxies) -> Self {
        let counters = match scale {
            Scale::Off => Vec::new(),
            Scale::Times(times) => LIMITS
                .iter()
                .filter_map(|limit| Counter::new(limit, times))
                .collect(),
        };
        Self {
            proxies,
            unnamed: client::Unnamed::default(),
            counters,
            walkers: Walkers::default(),
            key: RandomState::new(),
            clock: DefaultClock::default(),
        }
    }

    /// Counts something by what it is about.
    ///
    /// # Errors
    /// [`HttpError::TooMany`] if the limit is used up.
    pub fn about(&self, what: Action, subject: impl Hash) -> Result<(), HttpError> {
        let who = Who::Subject(self.key.hash_one(subject));
        self.count(what, By::Subject, who).map_err(HttpError::TooMany)
    }

    fn client_of(&self, request: &Request) -> Client {
        self.unnamed.tell(&self.proxies, request.headers());
        let address = self.proxies.client(client::peer(request), request.headers());
        Client(client::counted(address))
    }

    /// Counts a request by its address and its account; says how long to wait if there are too many.
    fn admit(&self, what: Action, client: Client, account: Option<AccountId>) -> Result<(), Duration> {
        if matches!(what, Action::Mark | Action::Message)
            && let Some(wait) = self.walkers.wait(client)
        {
            return Err(wait);
        }
        self.count(what, By::Address, Who::Address(client.0))?;
        match account {
            Some(account) => self.count(what, By::Account, Who::Account(account)),
            None => Ok(()),
        }
    }

    /// Counts a mark code that is not one of ours. After too many, the client cannot look at any marks for a while. If
    /// we only refused unknown ones, the client could tell which codes are real.
    fn unknown_mark(&self, client: Client) {
        if self.counters.is_empty() {
            return;
        }
        let refused = self.count(Action::UnknownMark, By::Address, Who::Address(client.0));
        self.walkers.unknown(client, refused.err());
    }

    fn count(&self, what: Action, by: By, who: Who) -> Result<(), Duration> {
        let counter = self
            .counters
            .iter()
            .find(|counter| counter.limit.what == what && counter.limit.by == by);
        match counter {
            Some(counter) => counter.count(who, &self.key, &self.clock),
            None => Ok(()),
        }
    }
}

impl Counter {
    fn new(limit: &'static Limit, times: u32) -> Option<Self> {
        let at_once = NonZeroU32::new(limit.at_once.saturating_mul(times))?;
        let each = limit.period.lasts() / limit.again.saturating_mul(times).max(1);
        let quota = Quota::with_period(each)?.allow_burst(at_once);
        Some(Self {
            limit,
            used: RateLimiter::hashmap_with_clock(quota, DefaultClock::default()),
            counted: AtomicU64::new(0),
            full: AtomicBool::new(false),
        })
    }

    fn count(&self, who: Who, key: &RandomState, clock: &DefaultClock) -> Result<(), Duration> {
        if self.counted.fetch_add(1, Ordering::Relaxed) % TIDIED_AFTER == TIDIED_AFTER - 1 {
            self.tidy();
        }
        let who = if self.full.load(Ordering::Relaxed) {
            Who::Crowd(key.hash_one(who) % SHARED)
        } else {
            who
        };
        self.used
            .check_key(&who)
            .map_err(|not_yet| not_yet.wait_time_from(clock.now()))
    }

    /// Forgets clients that have not used anything lately.
    fn tidy(&self) {
        self.used.retain_recent();
        self.used.shrink_to_fit();
        self.full
            .store(self.used.len() >= MOST_REMEMBERED, Ordering::Relaxed);
    }
}

#[cfg(test)]
mod tests;
