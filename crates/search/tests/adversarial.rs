//! Queries that try to break the look-up: each is refused or answered, in bounded time.

#![expect(clippy::unwrap_used, reason = "a test stops at the first surprise")]

use std::time::{Duration, Instant};

use domain::{
    feed::FeedPosition,
    look_up::Query,
    number::{FramePattern, PatternError},
};
use proptest::prelude::*;
use search::{
    Change, Index,
    bench::{Class, Makers, Register, hostile},
    rank,
};

fn index(bikes: usize) -> (tempfile::TempDir, Index, Register) {
    let register = Register::new(99, bikes, Makers::Shuffled);
    let dir = tempfile::tempdir().unwrap();
    let index = Index::open(dir.path()).unwrap();
    index
        .apply(&register.entries().map(Change::Upsert).collect::<Vec<_>>())
        .unwrap();
    index
        .commit(FeedPosition {
            epoch: 1,
            transaction: 0,
            position: 1,
            made_at: 0,
        })
        .unwrap();
    (dir, index, register)
}

#[test]
fn hostile_queries_are_refused_or_answered() {
    let (_dir, index, register) = index(3_000);
    let (mut answered, mut refused) = (0, 0);
    for typed in &hostile(&register) {
        let started = Instant::now();
        match FramePattern::parse(typed) {
            Ok(pattern) => {
                let query = Query {
                    numbers: vec![pattern],
                    ..Query::default()
                };
                let candidates = index.candidates(&query, 20).unwrap();
                assert!(candidates.found.len() <= 20);
                let truths: Vec<_> = candidates
                    .found
                    .iter()
                    .map(|one| register.entry(one.bike))
                    .collect();
                for one in rank(&query, &truths, &candidates, 10) {
                    assert!((0.0..=1.0).contains(&one.posterior) && one.bits.is_finite());
                }
                answered += 1;
            }
            Err(error) => {
                assert!(
                    !matches!(error, PatternError::Words) || typed.len() < 10,
                    "{typed}"
                );
                refused += 1;
            }
        }
        // Even unoptimised on a busy machine, only a look-up that grows without bound can take this long. `framemark
        // bench search` measures the real times.
        assert!(started.elapsed() < Duration::from_secs(5), "{typed}");
    }
    assert!(answered > 20 && refused > 5, "{answered} {refused}");
}

#[test]
fn a_query_of_nothing_finds_nothing_and_a_description_finds_its_like() {
    let (_dir, index, register) = index(3_000);
    assert!(index.candidates(&Query::default(), 10).unwrap().found.is_empty());
    let entry = register
        .entries()
        .find(|entry| entry.colours == ["black"])
        .unwrap();
    let query = Query {
        make: entry.make.clone(),
        colours: entry.colours.clone(),
        ..Query::default()
    };
    let found = index.candidates(&query, 10).unwrap().found;
    assert_eq!(found.len(), 10);
    for one in found {
        let like = register.entry(one.bike);
        assert_eq!(like.make, entry.make);
        assert!(entry.colours.iter().all(|colour| like.colours.contains(colour)));
    }
}

#[test]
fn the_index_loses_little_to_comparing_with_every_bike() {
    let (_dir, index, register) = index(6_000);
    for class in Class::all() {
        let (mut ours, mut best) = (0, 0);
        for nth in 0..25 {
            let ask = register.ask(class, nth);
            let among = |found: &[search::Candidate]| found.iter().any(|one| Some(one.bike) == ask.bike);
            ours += usize::from(among(&index.candidates(&ask.query, 10).unwrap().found));
            best += usize::from(among(&index.exhaustive(&ask.query, 10).unwrap().found));
        }
        assert!(ours + 1 >= best, "{class}: {ours} of {best}");
        assert!(best >= 15, "{class}: {best} of 25");
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(40))]
    #[test]
    fn nothing_typed_breaks_it(typed in "[A-Z0-9?*\\[\\] ]{1,40}") {
        thread_local! { static INDEX: (tempfile::TempDir, Index, Register) = index(500); }
        if let Ok(pattern) = FramePattern::parse(&typed) {
            INDEX.with(|(_, index, _)| {
                let query = Query { numbers: vec![pattern], ..Query::default() };
                assert!(index.candidates(&query, 5).unwrap().found.len() <= 5);
            });
        }
    }
}
