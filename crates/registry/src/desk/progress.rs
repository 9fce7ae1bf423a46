//! How the day goes: bikes of each desk, and how long one takes.

use crate::Registry;
use domain::id::EventId;
use jiff::Timestamp;
use serde::Serialize;
use std::collections::BTreeMap;
use store::StoreError;
use store::desk::entries::{Entry, EntryState};

/// One desk's day.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct DeskProgress {
    /// What the desk is called.
    pub desk: String,
    /// Bikes on the register.
    pub bikes: u64,
    /// Entries that wait for a person.
    pub waiting: u64,
    /// Minutes a bike: half of the bikes took less, half took more.
    pub minutes_a_bike: Option<f64>,
}

/// An event's day.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Progress {
    /// Bikes on the register.
    pub bikes: u64,
    /// Entries that wait for a person.
    pub waiting: u64,
    /// Minutes a bike over all desks.
    pub minutes_a_bike: Option<f64>,
    /// The desks, by name.
    pub desks: Vec<DeskProgress>,
}

/// Reads the progress of an event between two instants.
///
/// # Errors
/// [`StoreError`] when the store fails.
pub async fn of_event(
    registry: &Registry,
    event: EventId,
    day: (Timestamp, Timestamp),
) -> Result<Progress, StoreError> {
    let entries = store::desk::entries::of_event(&registry.store, event, day.0, day.1).await?;
    Ok(counted(&entries))
}

/// What one desk of an event has sent so far.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sending {
    /// What the desk is called.
    pub desk: String,
    /// When its last entry came.
    pub last: Timestamp,
    /// Bikes on the register.
    pub bikes: u64,
    /// Entries that wait for a person.
    pub waiting: u64,
}

/// Reads what each desk of an event has sent, by the names of the desks.
///
/// # Errors
/// [`StoreError`] when the store fails.
pub async fn sendings(registry: &Registry, event: EventId) -> Result<Vec<Sending>, StoreError> {
    let whole = (Timestamp::MIN, Timestamp::MAX);
    let entries = store::desk::entries::of_event(&registry.store, event, whole.0, whole.1).await?;
    Ok(sent(&entries))
}

fn sent(entries: &[Entry]) -> Vec<Sending> {
    let of_desk = |(desk, entries): (&str, Vec<&Entry>)| {
        let last = entries.iter().map(|entry| entry.received_at).max()?;
        let (bikes, waiting, _) = sums(&entries);
        Some(Sending {
            desk: desk.to_owned(),
            last,
            bikes,
            waiting,
        })
    };
    by_desk(entries).into_iter().filter_map(of_desk).collect()
}

fn by_desk(entries: &[Entry]) -> BTreeMap<&str, Vec<&Entry>> {
    let mut desks: BTreeMap<&str, Vec<&Entry>> = BTreeMap::new();
    for entry in entries {
        desks.entry(&entry.new.desk).or_default().push(entry);
    }
    desks
}

fn counted(entries: &[Entry]) -> Progress {
    let desks = by_desk(entries);
    let all: Vec<&Entry> = entries.iter().collect();
    let (bikes, waiting, minutes_a_bike) = sums(&all);
    let desks = desks
        .into_iter()
        .map(|(desk, entries)| {
            let (bikes, waiting, minutes_a_bike) = sums(&entries);
            DeskProgress {
                desk: desk.to_owned(),
                bikes,
                waiting,
                minutes_a_bike,
            }
        })
        .collect();
    Progress {
        bikes,
        waiting,
        minutes_a_bike,
        desks,
    }
}

fn sums(entries: &[&Entry]) -> (u64, u64, Option<f64>) {
    // A bike that was withdrawn is none, and neither is the entry that withdrew it.
    let bikes = |entry: &&&Entry| {
        entry.withdrawn_at.is_none() && (entry.new.withdraws.is_none() || entry.is_waiting())
    };
    let count = |wanted: &[EntryState]| {
        let found = entries
            .iter()
            .filter(bikes)
            .filter(|entry| wanted.contains(&entry.state));
        u64::try_from(found.count()).unwrap_or(u64::MAX)
    };
    let mut seconds: Vec<u32> = entries
        .iter()
        .filter(bikes)
        .filter_map(|entry| entry.new.seconds)
        .collect();
    seconds.sort_unstable();
    // A median: one bike that waited for its owner's phone call says nothing about the others.
    let median = seconds
        .get(seconds.len() / 2)
        .map(|&seconds| f64::from(seconds) / 60.0);
    (
        count(&[EntryState::Marked, EntryState::Settled]),
        count(&[EntryState::Waiting]),
        median,
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::desk::EntryId;
    use domain::id::AccountId;
    use store::desk::entries::NewEntry;
    use testkit::NOON;

    fn entry(number: u32, desk: &str, state: EntryState, seconds: Option<u32>) -> Entry {
        Entry {
            new: NewEntry {
                id: EntryId::parse(&format!("019ab3c4-5d6e-7f80-9a1b-{number:012x}")).unwrap(),
                event: EventId(1),
                desk: desk.to_owned(),
                sent_by: AccountId(1),
                made_at: NOON,
                seconds,
                mark: None,
                withdraws: None,
            },
            state,
            reason: None,
            bike: None,
            received_at: NOON,
            decided_at: None,
            withdrawn_at: None,
        }
    }

    #[test]
    fn desks_are_counted_apart_and_together() {
        use EntryState::{Marked, PutAside, Settled, Waiting};
        let mut withdrawal = entry(7, "Desk 2", Settled, None);
        withdrawal.new.withdraws = Some(entry(6, "Desk 2", Marked, None).new.id);
        let progress = counted(&[
            entry(1, "Desk 2", Marked, Some(30)),
            entry(2, "Desk 1", Marked, Some(60)),
            entry(3, "Desk 1", Settled, Some(90)),
            entry(4, "Desk 1", Waiting, Some(3_600)),
            entry(5, "Desk 2", PutAside, None),
            Entry {
                withdrawn_at: Some(NOON),
                ..entry(6, "Desk 2", Marked, Some(600))
            },
            withdrawal,
        ]);
        assert_eq!((progress.bikes, progress.waiting), (3, 1));
        assert_eq!(progress.minutes_a_bike, Some(1.5));
        let desks: Vec<_> = progress
            .desks
            .iter()
            .map(|desk| (desk.desk.as_str(), desk.bikes, desk.waiting, desk.minutes_a_bike))
            .collect();
        assert_eq!(desks, [("Desk 1", 2, 1, Some(1.5)), ("Desk 2", 1, 0, Some(0.5))]);
        assert_eq!(counted(&[]).minutes_a_bike, None);
    }

    #[test]
    fn each_desk_says_when_it_sent_last() {
        use EntryState::{Marked, Waiting};
        let later = Entry {
            received_at: testkit::time::hours_after_noon(2),
            ..entry(2, "Desk 1", Waiting, None)
        };
        let all = [
            later,
            entry(1, "Desk 1", Marked, None),
            entry(3, "Desk 2", Marked, None),
        ];
        let told: Vec<_> = sent(&all)
            .into_iter()
            .map(|one| (one.desk, one.last, one.bikes, one.waiting))
            .collect();
        let expected = [
            ("Desk 1".to_owned(), testkit::time::hours_after_noon(2), 1, 1),
            ("Desk 2".to_owned(), NOON, 1, 0),
        ];
        assert_eq!(told, expected);
        assert_eq!(sent(&[]), []);
    }
}
