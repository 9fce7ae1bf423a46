//! A recovered bike with numbers on its parts that nobody registered: they must not hide it.

#![expect(clippy::unwrap_used, reason = "a test stops at the first surprise")]

use domain::{
    bike::IdentifierKind,
    feed::FeedPosition,
    id::BikeId,
    look_up::{Band, BikeEntry, Query, Scored},
    number::FramePattern,
};
use search::{
    Change, Index,
    bench::{Makers, Register},
    rank,
};

const BIKES: usize = 4_000;
const BATTERY: &str = "BAT7788991";

/// A register of made bikes and one more, with a battery that its owner registered.
struct Made {
    index: Index,
    entries: Vec<BikeEntry>,
    _folder: tempfile::TempDir,
}

impl Made {
    fn new() -> Self {
        let register = Register::new(5_113, BIKES, Makers::Shuffled);
        let mut entries: Vec<BikeEntry> = register.entries().collect();
        let id = BikeId(entries.len() as i64 + 1);
        let numbers = [
            (IdentifierKind::Frame, "WTU316C2137N"),
            (IdentifierKind::Battery, BATTERY),
        ];
        entries.push(BikeEntry {
            numbers: numbers.map(|(kind, number)| (kind, number.to_owned())).to_vec(),
            ..BikeEntry::new(id)
        });
        let folder = tempfile::tempdir().unwrap();
        let index = Index::open(folder.path()).unwrap();
        let changes: Vec<Change> = entries.iter().cloned().map(Change::Upsert).collect();
        index.apply(&changes).unwrap();
        let at = FeedPosition {
            epoch: 1,
            transaction: 0,
            position: 1,
            made_at: 0,
        };
        index.commit(at).unwrap();
        Self {
            index,
            entries,
            _folder: folder,
        }
    }

    /// Looks up a frame number with numbers on parts, and returns the results.
    fn look_up(&self, frame: &str, parts: &[&str]) -> Vec<Scored> {
        let typed = std::iter::once(frame).chain(parts.iter().copied());
        let query = Query {
            numbers: typed
                .filter(|typed| !typed.is_empty())
                .map(|typed| FramePattern::parse(typed).unwrap())
                .collect(),
            on_parts: parts.len(),
            ..Query::default()
        };
        let candidates = self.index.candidates(&query, 20).unwrap();
        let truths: Vec<BikeEntry> = candidates
            .found
            .iter()
            .map(|candidate| self.entries[candidate.bike.0 as usize - 1].clone())
            .collect();
        rank(&query, &truths, &candidates, 10)
    }

    /// The bike's result among them.
    fn of(&self, results: &[Scored]) -> (usize, Scored) {
        let bike = self.entries.last().unwrap().id;
        let at = results.iter().position(|one| one.bike == bike);
        let at = at.unwrap_or_else(|| panic!("it is not among {} results", results.len()));
        (at, results[at].clone())
    }
}

const STRANGERS: [&str; 4] = ["SHM4410993", "KMC88-1207", "RSX0099127", "DTS5566012"];

#[test]
fn numbers_on_parts_that_nobody_registered_do_not_sink_a_bike() {
    let made = Made::new();
    // Misread, and read in part: no box matches a whole number.
    for frame in ["WTU3I6C2I37M", "W?U3?6C?137N", "*316C2137N", "WTU31C62137N"] {
        let (at, alone) = made.of(&made.look_up(frame, &[]));
        assert_eq!(at, 0, "{frame}");
        for count in [1, 2, STRANGERS.len()] {
            let (at, one) = made.of(&made.look_up(frame, &STRANGERS[..count]));
            assert_eq!(at, 0, "{frame} with {count}");
            assert_eq!(one.band, alone.band, "{frame} with {count}: {one:#?}");
            let lost = alone.bits - one.bits;
            assert!(
                lost > 0.0 && lost <= 0.5 * count as f64 + 1e-9,
                "{frame} with {count} loses {lost}"
            );
        }
    }
}

#[test]
fn it_is_said_how_many_numbers_are_not_on_record() {
    let made = Made::new();
    let said = |parts: &[&str]| {
        let (_, one) = made.of(&made.look_up("WTU3I6C2I37M", parts));
        let said = one.evidence.into_iter().map(|reason| reason.sentence);
        said.filter(|words| words.starts_with("Other numbers"))
            .collect::<Vec<_>>()
    };
    assert_eq!(said(&[]), [""; 0]);
    assert_eq!(
        said(&STRANGERS[..1]),
        ["Other numbers: one is not like any on record. It may be on a part that nobody registered."]
    );
    assert_eq!(
        said(&STRANGERS[..2]),
        ["Other numbers: 2 are not like any on record. They may be on parts that nobody registered."]
    );
}

#[test]
fn a_number_on_a_part_that_is_registered_counts_in_full() {
    let made = Made::new();
    let (_, alone) = made.of(&made.look_up("W?U3?6??137N", &[]));
    let (_, both) = made.of(&made.look_up("W?U3?6??137N", &["BAT7?88?91", STRANGERS[0]]));
    assert!(
        both.bits > alone.bits + 10.0,
        "{} after {}",
        both.bits,
        alone.bits
    );
}

#[test]
fn a_frame_number_of_another_bike_still_counts_against_one_with_the_same_part() {
    let made = Made::new();
    let read = "BAT7?88?91";
    let (_, part) = made.of(&made.look_up("", &[read]));
    let (_, both) = made.of(&made.look_up("QZX9J5K40V", &[read]));
    assert!(part.bits - both.bits >= 5.5, "{} and {}", part.bits, both.bits);
    assert!(
        both.band <= part.band && both.band < Band::Certain,
        "{both:#?} after {part:#?}"
    );
}

#[test]
fn a_number_that_is_like_none_is_compared_with_the_frame_number() {
    let made = Made::new();
    let (_, one) = made.of(&made.look_up("QZX9J5K40V", &["BAT7?88?91"]));
    let said: Vec<_> = one
        .evidence
        .iter()
        .map(|reason| reason.sentence.as_str())
        .collect();
    let unlike = said.iter().find(|words| words.contains("WTU316C2137N"));
    assert!(unlike.is_some(), "{said:?}");
}
