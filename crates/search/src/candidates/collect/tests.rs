use std::collections::HashSet;

use domain::{feed::FeedPosition, id::BikeId};
use proptest::prelude::*;

use super::*;
use crate::{
    Change, Index,
    bench::{Makers, Register},
    model::{gram, packed::Symbols},
};

/// The weights of documents by these terms, added up one by one.
fn added_up(snapshot: &Snapshot, terms: &[WeightedTerm]) -> Vec<(u8, u32)> {
    let total: f64 = terms.iter().map(|term| term.bits).sum();
    let scale = (250.0 / total.max(1.0)).min(8.0);
    let weigh = |term: &WeightedTerm| (term.bits * scale).round().clamp(1.0, 127.0) as u32;
    let documents = snapshot.segments.iter().flat_map(|segment| {
        (0..segment.max_doc()).map(move |doc| {
            let mut codes = HashSet::new();
            segment.each_number(&segment.slot(doc), |number| {
                gram::of_record(number, |code| {
                    codes.insert(u64::from(code));
                });
            });
            codes
        })
    });
    let weight = |codes: HashSet<u64>| -> u32 {
        terms
            .iter()
            .filter(|term| codes.contains(&term.term))
            .map(weigh)
            .sum()
    };
    let weights = documents.map(weight).zip(0..);
    let some = weights.filter(|(weight, _)| *weight > 0);
    some.map(|(weight, document)| (weight.min(127) as u8, document))
        .collect()
}

#[test]
fn weights_are_those_of_the_terms_whatever_was_collected_before() {
    let folder = tempfile::tempdir().unwrap();
    let index = Index::open(folder.path()).unwrap();
    let mut collector = Collector::new();
    let mut rng = fastrand::Rng::with_seed(5);
    let register = Register::new(3, 900, Makers::Seen);
    let (mut listed, mut not) = (0, 0);
    for bikes in [1..300, 300..310, 310..901] {
        let until = bikes.end;
        let changes: Vec<Change> = bikes
            .map(|bike| Change::Upsert(register.entry(BikeId(bike))))
            .collect();
        index.apply(&changes).unwrap();
        let position = FeedPosition {
            epoch: 1,
            transaction: 0,
            position: until,
            made_at: 0,
        };
        index.commit(position).unwrap();
        let snapshot = index.snapshot().unwrap();
        for _ in 0..40 {
            let entry = register.entry(BikeId(rng.i64(1..until)));
            let mut codes = HashSet::new();
            gram::of_record(
                Symbols::of_key(&domain::number::key(&entry.numbers[0].1)).as_slice(),
                |code| {
                    codes.insert(u64::from(code));
                },
            );
            let documents = snapshot.documents() as f64;
            let known = codes.into_iter().filter(|code| snapshot.frequency(*code) > 0);
            let terms = known.map(|code| WeightedTerm::new(code, snapshot.frequency(code), documents));
            let mut terms: Vec<WeightedTerm> = terms.take(rng.usize(1..30)).collect();
            collector.collect(&snapshot, &mut terms, u64::MAX).unwrap();
            if collector.listed {
                listed += 1
            } else {
                not += 1
            }
            assert_eq!(
                collector.heaviest(snapshot.documents()),
                added_up(&snapshot, &terms)
            );
        }
    }
    assert!(listed > 10 && not > 10, "{listed} listed, {not} not");
}

/// A collector in which documents have these weights.
fn weighing(weights: &[u8], listed: bool) -> Collector {
    Collector {
        weights: weights.to_vec(),
        touched: (0..weights.len() as u32)
            .filter(|document| weights[*document as usize] > 0)
            .rev()
            .collect(),
        listed,
        ..Collector::new()
    }
}

proptest! {
    #[test]
    fn the_heaviest_are_the_heaviest_in_order(
        weights in prop::collection::vec(prop_oneof![4 => Just(0u8), 2 => 1u8..4, 1 => 0u8..=127], 1..3_000),
        count in 1usize..200,
        listed: bool,
    ) {
        let mut collector = weighing(&weights, listed);
        let found = collector.heaviest(count).to_vec();
        let mut expected: Vec<u8> = weights.iter().copied().filter(|weight| *weight > 0).collect();
        expected.sort_unstable_by(|a, b| b.cmp(a));
        expected.truncate(count);
        let mut found_weights: Vec<u8> = found.iter().map(|(weight, _)| *weight).collect();
        found_weights.sort_unstable_by(|a, b| b.cmp(a));
        prop_assert_eq!(found_weights, expected);
        prop_assert!(found.iter().all(|(weight, document)| weights[*document as usize] == *weight));
        prop_assert!(found.is_sorted_by(|a, b| a.1 < b.1));
    }
}
