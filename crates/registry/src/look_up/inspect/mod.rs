//! Lets an inspector read the log of their organisations, narrow it and take it away as a file. Each reading is an entry of
//! the log itself, which is committed before anything is shown.

mod line;
mod people;

pub use line::{Shown, What};
pub use people::People;
pub use store::log::ChainState;
pub use store::look_up::pages::Place;

use super::acts::{Action, Topic};
use crate::Registry;
use crate::account::permits::InspectorOf;
use domain::bike::BikeReference;
use domain::id::AccountId;
use domain::london::{self, Twice};
use domain::look_up::Reason;
use jiff::Timestamp;
use jiff::civil::{Date, Time};
use store::StoreError;
use store::look_up::audit::{self, AuditEntry};
use store::look_up::pages::{self, Wanted, Whose};

/// How many lines a page has.
pub const EACH: usize = 50;
/// The most lines that a file can have.
pub const MOST_EXPORTED: usize = 10_000;
/// How many lines are read at a time.
const AT_A_TIME: usize = 200;
/// How many lines are read for one page, if few of them have the words that are looked for.
const MOST_READ: usize = 4_000;
/// How many lines are read for one file.
const MOST_READ_FOR_FILE: usize = 100_000;

/// Which lines to show.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Filter {
    /// Only those of this person.
    pub who: Option<AccountId>,
    /// Only acts of this kind.
    pub topic: Option<Topic>,
    /// Only those on this day or later.
    pub from: Option<Date>,
    /// Only those on this day or before.
    pub to: Option<Date>,
    /// Only what was done to this bike.
    pub bike: Option<BikeReference>,
    /// Only those with these words in the reason.
    pub reason: Option<String>,
}

impl Filter {
    /// Says what it leaves, for the entry about reading the log.
    fn in_words(&self) -> Option<Reason> {
        let parts = [
            self.who.map(|who| format!("account {who}")),
            self.topic.map(|topic| topic.slug().to_owned()),
            self.from.map(|from| format!("from {from}")),
            self.to.map(|to| format!("to {to}")),
            self.bike.map(|bike| bike.to_string()),
            self.reason.as_ref().map(|words| format!("reason has “{words}”")),
        ];
        let parts: Vec<String> = parts.into_iter().flatten().collect();
        (!parts.is_empty()).then(|| Reason::noted(&parts.join("; ")))
    }

    fn wanted(&self, inspector: &InspectorOf) -> Wanted {
        let next = |day: Date| day.tomorrow().ok();
        Wanted {
            whose: if inspector.of_all {
                Whose::Everybody
            } else {
                Whose::Of(inspector.own.clone())
            },
            who: self.who,
            topic: self.topic,
            from: self.from.and_then(midnight),
            until: self.to.and_then(next).and_then(midnight),
            bike: self.bike.map(BikeReference::bike),
        }
    }

    fn has(&self, shown: &Shown) -> bool {
        let Some(words) = &self.reason else { return true };
        // The entry about reading the log has these words too.
        let is_reading = matches!(shown.what, What::Did(Action::LogRead | Action::LogExported));
        if is_reading && self.topic != Some(Topic::Log) {
            return false;
        }
        let reason = shown.reason.as_ref().map(|reason| reason.to_lowercase());
        reason.is_some_and(|reason| reason.contains(&words.to_lowercase()))
    }
}

/// Returns the instant at which a day begins in Britain.
pub(super) fn midnight(day: Date) -> Option<Timestamp> {
    london::instant(day, Time::midnight(), Twice::Earlier).ok()
}

/// A page of the log.
#[derive(Clone, Debug)]
pub struct LogPage {
    /// The lines, newest first.
    pub lines: Vec<Shown>,
    /// Where the next page begins, if there may be more.
    pub older: Option<Place>,
    /// The people whose lines can be chosen.
    pub people: People,
    /// The state of the chain.
    pub chain: ChainState,
}

/// Reads a page of the log, and logs that.
///
/// # Errors
/// [`StoreError`] when the store fails; then nothing is shown.
#[tracing::instrument(level = "debug", skip_all)]
pub async fn read(
    registry: &Registry,
    inspector: &InspectorOf,
    filter: &Filter,
    before: Option<Place>,
) -> Result<LogPage, StoreError> {
    note(registry, inspector, Action::LogRead, filter.in_words()).await?;
    let people = People::of(registry, inspector).await?;
    let (lines, older) = gather(registry, inspector, (&people, filter), before, (EACH, MOST_READ)).await?;
    Ok(LogPage {
        lines,
        older,
        people,
        chain: store::log::state(&registry.store).await?,
    })
}

/// Reads the log for a file, and logs that. Tells whether there may be more lines than the file can have.
///
/// # Errors
/// [`StoreError`] when the store fails; then nothing is written.
#[tracing::instrument(level = "debug", skip_all)]
pub async fn export(
    registry: &Registry,
    inspector: &InspectorOf,
    filter: &Filter,
) -> Result<(Vec<Shown>, bool), StoreError> {
    note(registry, inspector, Action::LogExported, filter.in_words()).await?;
    let people = People::of(registry, inspector).await?;
    let most = (MOST_EXPORTED, MOST_READ_FOR_FILE);
    let (lines, older) = gather(registry, inspector, (&people, filter), None, most).await?;
    tracing::info!("Exported {} lines of the log", lines.len());
    Ok((lines, older.is_some()))
}

/// Logs that somebody reads the log.
pub(super) async fn note(
    registry: &Registry,
    inspector: &InspectorOf,
    action: Action,
    reason: Option<Reason>,
) -> Result<(), StoreError> {
    let entry = AuditEntry {
        actor: Some(inspector.account),
        organisation: inspector.own.first().copied(),
        reason,
        ..AuditEntry::of(action)
    };
    let tx = registry.store.begin().await?;
    audit::record(&tx, &entry, registry.now()).await?;
    tx.commit().await
}

/// Reads lines until there are enough of them, or enough were read. Returns where to go on, if there may be more.
async fn gather(
    registry: &Registry,
    inspector: &InspectorOf,
    (people, filter): (&People, &Filter),
    before: Option<Place>,
    (most, most_read): (usize, usize),
) -> Result<(Vec<Shown>, Option<Place>), StoreError> {
    let (mut shown, mut place, mut read) = (Vec::new(), before, 0);
    if filter.who.is_some_and(|who| !people.has(who)) {
        return Ok((shown, None));
    }
    let wanted = filter.wanted(inspector);
    let limit = AT_A_TIME.min(most + 1);
    while read < most_read {
        let lines = pages::page(&registry.store, &wanted, place, limit as u64).await?;
        let is_last = lines.len() < limit;
        for line in lines {
            if shown.len() == most {
                return Ok((shown, place));
            }
            place = Some(line.place());
            read += 1;
            let line = Shown::of(line, inspector, people);
            if filter.has(&line) {
                shown.push(line);
            }
        }
        if is_last {
            return Ok((shown, None));
        }
    }
    Ok((shown, place))
}

#[cfg(test)]
mod tests;
