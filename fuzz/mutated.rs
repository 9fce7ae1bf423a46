//! Changes the seeds of a fuzz target at random and holds the target's property against each. `make test` does this
//! without a fuzzer; the tests of the crates whose parsers are fuzzed include this file.

use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::{Index, select};
use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};
use std::fmt;
use std::path::Path;

/// The fewest seeds of a target.
const FEWEST: usize = 12;
/// The most changes to a seed.
const MOST_EDITS: usize = 6;

/// One change to a seed.
#[derive(Clone, Debug)]
enum Edit {
    Flip(Index, u8),
    Put(Index, u8),
    Insert(Index, Vec<u8>),
    Cut(Index, Index),
    Twice(Index, Index),
    Splice(Index, Vec<u8>),
}

/// A changed seed. A failure prints it as the text of a byte string.
struct Input(Vec<u8>);

impl fmt::Debug for Input {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "b\"{}\"", self.0.escape_ascii())
    }
}

impl Edit {
    fn apply(self, bytes: &mut Vec<u8>) {
        let place = |at: Index, bytes: &[u8]| at.index(bytes.len() + 1);
        let range = |one: Index, other: Index, bytes: &[u8]| {
            let (one, other) = (place(one, bytes), place(other, bytes));
            one.min(other)..one.max(other)
        };
        match self {
            Self::Flip(at, bit) => {
                let at = place(at, bytes);
                bytes
                    .iter_mut()
                    .skip(at)
                    .take(1)
                    .for_each(|byte| *byte ^= 1 << bit);
            }
            Self::Put(at, with) => {
                let at = place(at, bytes);
                bytes.iter_mut().skip(at).take(1).for_each(|byte| *byte = with);
            }
            Self::Insert(at, more) => {
                let at = place(at, bytes);
                bytes.splice(at..at, more);
            }
            Self::Cut(one, other) => {
                let range = range(one, other, bytes);
                bytes.drain(range);
            }
            Self::Twice(one, other) => {
                let range = range(one, other, bytes);
                let (end, copy) = (range.end, bytes[range].to_vec());
                bytes.splice(end..end, copy);
            }
            Self::Splice(at, other) => {
                let at = place(at, bytes);
                bytes.truncate(at);
                bytes.extend(other.iter().skip(at));
            }
        }
    }
}

fn edit(seeds: Vec<Vec<u8>>) -> impl Strategy<Value = Edit> {
    let at = any::<Index>;
    prop_oneof![
        (at(), 0..8_u8).prop_map(|(at, bit)| Edit::Flip(at, bit)),
        (at(), any::<u8>()).prop_map(|(at, with)| Edit::Put(at, with)),
        (at(), vec(any::<u8>(), 1..8)).prop_map(|(at, more)| Edit::Insert(at, more)),
        (at(), at()).prop_map(|(one, other)| Edit::Cut(one, other)),
        (at(), at()).prop_map(|(one, other)| Edit::Twice(one, other)),
        (at(), select(seeds)).prop_map(|(at, other)| Edit::Splice(at, other)),
    ]
}

fn seeds(target: &str) -> Vec<Vec<u8>> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../../fuzz/corpus")
        .join(target);
    let files = std::fs::read_dir(&folder).expect("the target has seeds");
    let mut paths: Vec<_> = files
        .map(|file| file.expect("the folder can be read").path())
        .collect();
    paths.sort();
    paths
        .iter()
        .map(|path| std::fs::read(path).expect("the seed can be read"))
        .collect()
}

/// Holds a property against every seed of a target, and then against so many changed ones.
pub fn each(target: &str, cases: u32, holds: fn(&[u8])) {
    let seeds = seeds(target);
    assert!(seeds.len() >= FEWEST, "{target} has {} seeds", seeds.len());
    seeds.iter().for_each(|seed| holds(seed));
    let config = Config {
        cases,
        failure_persistence: None,
        ..Config::default()
    };
    let changed = (select(seeds.clone()), vec(edit(seeds), 1..=MOST_EDITS)).prop_map(|(mut bytes, edits)| {
        edits.into_iter().for_each(|edit| edit.apply(&mut bytes));
        Input(bytes)
    });
    // The same changes each time, so that a run that passed passes again. The fuzzer looks further.
    let rng = TestRng::deterministic_rng(RngAlgorithm::ChaCha);
    let outcome = TestRunner::new_with_rng(config, rng).run(&changed, |input| {
        holds(&input.0);
        Ok(())
    });
    if let Err(why) = outcome {
        panic!("{target}: {why}");
    }
}
