//! Two flows that others have published: one exact search when the bike comes in, and a nightly exact match on the
//! number with look-alikes folded.

use super::tally::Tally;
use super::year::{DAYS, Recovered, Year, exact_key};
use domain::id::BikeId;
use domain::number::{FrameNumber, fold};
use std::collections::HashMap;

/// The bikes on record with each number.
type ByNumber = HashMap<String, Vec<BikeId>>;

/// Searches the register exactly, once, when the bike comes in.
pub fn exact(year: &Year) -> Tally {
    let by_number = by_number(year, |number| number.key().to_owned());
    let mut tally = Tally::default();
    for one in &year.recovered {
        let there = |bike: &BikeId| year.registered(*bike) <= one.day;
        let hits = hits(one, &by_number, |key| key).into_iter().filter(there);
        decide(year, one, hits.map(|bike| (one.day, bike)).collect(), &mut tally);
    }
    tally
}

/// Compares each recovered bike with the register every night, with look-alikes folded.
pub fn nightly(year: &Year) -> Tally {
    let by_number = by_number(year, FrameNumber::folded);
    let mut tally = Tally::default();
    for one in &year.recovered {
        let hits = hits(one, &by_number, |key| fold(&key));
        let seen = hits
            .into_iter()
            .map(|bike| (one.day.max(year.registered(bike)), bike));
        decide(
            year,
            one,
            seen.filter(|(day, _)| *day < DAYS).collect(),
            &mut tally,
        );
    }
    tally
}

fn by_number(year: &Year, key: impl Fn(&FrameNumber) -> String) -> ByNumber {
    let mut by_number = ByNumber::new();
    for entry in year.register.entries() {
        for (_, written) in &entry.numbers {
            if let Ok(number) = FrameNumber::parse(written) {
                by_number.entry(key(&number)).or_default().push(entry.id);
            }
        }
    }
    by_number
}

fn hits(one: &Recovered, by_number: &ByNumber, key: impl Fn(String) -> String) -> Vec<BikeId> {
    let read = one.read.as_deref().and_then(exact_key);
    read.and_then(|read| by_number.get(&key(read)).cloned())
        .unwrap_or_default()
}

/// Looks at each match on its day, as an officer would, until one is the right bike.
fn decide(year: &Year, one: &Recovered, mut hits: Vec<(i64, BikeId)>, tally: &mut Tally) {
    hits.sort_unstable();
    let mut matched = None;
    for (day, bike) in hits {
        tally.decisions += 1;
        if one.bike == Some(bike) {
            matched = Some(day - one.day);
            break;
        }
        tally.false_shown += 1;
    }
    tally.count(year, one, matched);
}
