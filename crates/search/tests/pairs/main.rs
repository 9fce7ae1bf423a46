//! What people type, with what is on record: each bike must come back among the first few.
//!
//! The register here has 8,000 invented bikes, so that the test is quick without optimisation. `cargo run --release -p
//! search --example measure` looks the same pairs up among a million.

use domain::{
    bike::IdentifierKind,
    feed::FeedPosition,
    id::BikeId,
    look_up::{BikeEntry, Query},
    number::{FramePattern, key},
};
use search::{
    Change, Index,
    bench::{Makers, Register},
    rank,
};
use table::PAIRS;

mod table;

#[test]
fn each_pair_is_found() {
    assert!(PAIRS.len() >= 100);
    let register = Register::new(4711, 8_000, Makers::Shuffled);
    let dir = tempfile::tempdir().unwrap();
    let index = Index::open(dir.path()).unwrap();
    let mut entries: Vec<BikeEntry> = register.entries().collect();
    for (_, on_record, _) in PAIRS {
        if entries[8_000..]
            .iter()
            .any(|entry| entry.numbers[0].1 == *on_record)
        {
            continue;
        }
        let id = BikeId(entries.len() as i64 + 1);
        entries.push(BikeEntry {
            numbers: vec![(IdentifierKind::Frame, (*on_record).to_owned())],
            ..BikeEntry::new(id)
        });
    }
    index
        .apply(&entries.iter().cloned().map(Change::Upsert).collect::<Vec<_>>())
        .unwrap();
    index
        .commit(FeedPosition {
            epoch: 1,
            transaction: 0,
            position: 1,
            made_at: 0,
        })
        .unwrap();

    let mut missed = Vec::new();
    for (typed, on_record, within) in PAIRS {
        let query = Query {
            numbers: vec![FramePattern::parse(typed).unwrap()],
            ..Query::default()
        };
        let candidates = index.candidates(&query, 20).unwrap();
        let truths: Vec<BikeEntry> = candidates
            .found
            .iter()
            .map(|candidate| entries[candidate.bike.0 as usize - 1].clone())
            .collect();
        let ranked = rank(&query, &truths, &candidates, 10);
        let place = ranked.iter().position(|one| {
            entries[one.bike.0 as usize - 1]
                .numbers
                .iter()
                .any(|(_, written)| key(written) == key(on_record))
        });
        if place.is_none_or(|place| place >= *within) {
            missed.push(format!("{typed} for {on_record}: {place:?}, not within {within}"));
        }
    }
    assert!(
        missed.is_empty(),
        "{} of {} missed:\n{}",
        missed.len(),
        PAIRS.len(),
        missed.join("\n")
    );
}
