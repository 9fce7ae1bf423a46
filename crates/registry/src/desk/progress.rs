//! How the day is going: how many bikes each desk has marked, and how long a bike takes.

use crate::Registry;
use domain::id::EventId;
use jiff::Timestamp;
use serde::Serialize;
use std::collections::BTreeMap;
use store::StoreError;
use store::desk::entries::{Entry, EntryState};
use store::desk::phones::Phone;

/// One desk's day.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct DeskProgress {
    /// What the desk is called.
    pub desk: String,
    /// How many bikes are on the register.
    pub bikes: u64,
    /// How many entries a person has to decide on.
    pub waiting: u64,
    /// The median number of minutes for a bike.
    pub minutes_a_bike: Option<f64>,
}

/// An event's day.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Progress {
    /// How many bikes are on the register.
    pub bikes: u64,
    /// How many entries a person has to decide on.
    pub waiting: u64,
    /// The median number of minutes for a bike at all desks.
    pub minutes_a_bike: Option<f64>,
    /// The desks, by name.
    pub desks: Vec<DeskProgress>,
}

/// Reads the progress of an event between two times.
///
/// # Errors
/// [`StoreError`] when the store fails.
#[tracing::instrument(level = "debug", skip_all, fields(event = event.0))]
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
    /// When its last entry came, or `None` if a phone opened the desk but has sent nothing.
    pub last: Option<Timestamp>,
    /// When a phone that is still this desk first opened it.
    pub opened_at: Option<Timestamp>,
    /// How many bikes are on the register.
    pub bikes: u64,
    /// How many entries a person has to decide on.
    pub waiting: u64,
    /// How many entries its phones still had when we last heard from them.
    pub on_phones: u64,
}

/// Reads what each desk of an event has sent, by the names of the desks. It includes desks that were opened but have
/// sent nothing.
///
/// # Errors
/// [`StoreError`] when the store fails.
#[tracing::instrument(level = "debug", skip_all, fields(event = event.0))]
pub async fn sendings(registry: &Registry, event: EventId) -> Result<Vec<Sending>, StoreError> {
    let whole = (Timestamp::MIN, Timestamp::MAX);
    let entries = store::desk::entries::of_event(&registry.store, event, whole.0, whole.1).await?;
    let phones = store::desk::phones::of_event(&registry.store, event).await?;
    Ok(sent(&entries, &phones))
}

fn sent(entries: &[Entry], phones: &[Phone]) -> Vec<Sending> {
    let mut desks = by_desk(entries);
    for phone in phones {
        desks.entry(&phone.desk).or_default();
    }
    let of_desk = |(desk, entries): (&str, Vec<&Entry>)| {
        let (bikes, waiting, _) = sums(&entries);
        let of_it = || phones.iter().filter(|phone| phone.desk == desk);
        Sending {
            desk: desk.to_owned(),
            last: entries.iter().map(|entry| entry.received_at).max(),
            opened_at: of_it().map(|phone| phone.opened_at).min(),
            bikes,
            waiting,
            on_phones: of_it().map(|phone| u64::from(phone.waiting)).sum(),
        }
    };
    desks.into_iter().map(of_desk).collect()
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
    // A bike that was withdrawn does not count, and nor does the entry that withdrew it.
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
        let told: Vec<_> = sent(&all, &[])
            .into_iter()
            .map(|one| (one.desk, one.last, one.bikes, one.waiting))
            .collect();
        let expected = [
            (
                "Desk 1".to_owned(),
                Some(testkit::time::hours_after_noon(2)),
                1,
                1,
            ),
            ("Desk 2".to_owned(), Some(NOON), 1, 0),
        ];
        assert_eq!(told, expected);
        assert_eq!(sent(&[], &[]), []);
    }

    #[test]
    fn a_desk_that_was_opened_and_sent_nothing_is_named() {
        let phone = |desk: &str, phone: &str, hours, waiting| Phone {
            desk: desk.to_owned(),
            phone: phone.to_owned(),
            account: AccountId(1),
            opened_at: testkit::time::hours_after_noon(hours),
            seen_at: testkit::time::hours_after_noon(9),
            waiting,
        };
        let phones = [
            phone("Desk 1", "a", 0, 0),
            phone("Desk 2", "b", 2, 3),
            phone("Desk 2", "c", 1, 1),
        ];
        let told: Vec<_> = sent(&[entry(1, "Desk 1", EntryState::Marked, None)], &phones)
            .into_iter()
            .map(|one| (one.desk, one.last, one.opened_at, one.bikes, one.on_phones))
            .collect();
        let expected = [
            ("Desk 1".to_owned(), Some(NOON), Some(NOON), 1, 0),
            (
                "Desk 2".to_owned(),
                None,
                Some(testkit::time::hours_after_noon(1)),
                0,
                4,
            ),
        ];
        assert_eq!(told, expected);
    }
}
