//! Whole numbers on registers with fleets, doubles and fillers.

#![expect(clippy::unwrap_used, reason = "a test stops at the first surprise")]

use domain::{
    bike::IdentifierKind,
    feed::FeedPosition,
    id::BikeId,
    look_up::{Band, BikeEntry, Query, Scored},
    number::FramePattern,
};
use fastrand::Rng;
use proptest::prelude::*;
use search::{Change, Index, bench::Makers, bench::Register, rank};

struct Bikes {
    index: Index,
    entries: Vec<BikeEntry>,
    _dir: tempfile::TempDir,
}

impl Bikes {
    fn new(entries: Vec<BikeEntry>) -> Self {
        let dir = tempfile::tempdir().unwrap();
        let index = Index::open(dir.path()).unwrap();
        let changes: Vec<Change> = entries.iter().cloned().map(Change::Upsert).collect();
        index.apply(&changes).unwrap();
        let position = FeedPosition {
            epoch: 7,
            transaction: 0,
            position: 1,
            made_at: 0,
        };
        index.commit(position).unwrap();
        Self {
            index,
            entries,
            _dir: dir,
        }
    }

    fn asked(&self, query: &Query) -> Vec<Scored> {
        let candidates = self.index.candidates(query, 15).unwrap();
        let truths: Vec<BikeEntry> = candidates
            .found
            .iter()
            .map(|one| self.entries[(one.bike.0 - 1) as usize].clone())
            .collect();
        rank(query, &truths, &candidates, 15)
    }
}

fn query(number: &str) -> Query {
    Query {
        numbers: vec![FramePattern::parse(number).unwrap()],
        ..Query::default()
    }
}

/// An invented register, followed by a fleet of this many bikes.
fn with_fleet(seed: u64, made: usize, fleet: usize) -> Vec<BikeEntry> {
    let mut entries: Vec<BikeEntry> = Register::new(seed, made, Makers::Shuffled).entries().collect();
    for nth in 0..fleet {
        let id = BikeId(entries.len() as i64 + 1);
        entries.push(BikeEntry {
            numbers: vec![(IdentifierKind::Frame, format!("CH24{:06}", 100_000 + nth))],
            make: Some("Pashley".into()),
            ..BikeEntry::new(id)
        });
    }
    entries
}

#[test]
fn first_words_that_agree_are_no_whole_number() {
    let mut entries = with_fleet(21, 40, 0);
    let typed = [
        "HF0191 0100",
        "HF0191 0101",
        "hf01910 102",
        "HF01-9101 03",
        "hf-019101 92",
    ];
    for written in typed {
        entries.push(BikeEntry {
            numbers: vec![(IdentifierKind::Frame, written.to_owned())],
            ..BikeEntry::new(BikeId(entries.len() as i64 + 1))
        });
    }
    let bikes = Bikes::new(entries);
    for (nth, typed) in [
        "hf0191-0100",
        "HF0191 01-01",
        "HF-01910 102",
        "hf0-191-01 03",
        "HF019101 92",
    ]
    .into_iter()
    .enumerate()
    {
        let found = bikes.asked(&query(typed));
        assert_eq!(found[0].bike, BikeId(41 + nth as i64), "{typed}");
        assert_eq!(found[0].band, Band::Certain, "{typed}");
        assert!(
            found[1..].iter().all(|other| other.band == Band::Possible),
            "{typed}: {found:#?}"
        );
    }
    // A bike that is not on the register.
    let found = bikes.asked(&query("hf-0-19101 55"));
    assert!(found.iter().all(|one| one.band != Band::Certain), "{found:#?}");
}

#[test]
fn a_whole_number_that_one_bike_alone_has_is_certain_in_fleets_of_any_size() {
    for (seed, made, fleet) in [
        (11, 0, 2),
        (12, 40, 12),
        (13, 20, 300),
        (14, 2_000, 300),
        (15, 300, 3_000),
    ] {
        let bikes = Bikes::new(with_fleet(seed, made, fleet));
        let mut rng = Rng::with_seed(seed);
        for _ in 0..40 {
            let nth = rng.usize(0..bikes.entries.len());
            let entry = &bikes.entries[nth];
            let own = &entry.numbers[0].1;
            let key = domain::number::key(own);
            let alone = bikes
                .entries
                .iter()
                .filter(|other| {
                    other
                        .numbers
                        .iter()
                        .any(|(_, number)| domain::number::key(number) == key)
                })
                .count()
                == 1;
            if key.len() < 6 || !alone {
                continue;
            }
            let found = bikes.asked(&query(own));
            assert_eq!(found[0].bike, entry.id, "{own} of {made} and {fleet}");
            assert_eq!(
                found[0].band,
                Band::Certain,
                "{own} of {made} and {fleet}: {:?}",
                found[0]
            );
            assert!(
                found[1..].iter().all(|other| other.band == Band::Possible),
                "{own}"
            );
        }
    }
}

#[test]
fn a_reading_with_an_error_never_outscores_the_exact_one() {
    for (seed, made, fleet) in [(21, 500, 0), (22, 400, 300)] {
        let bikes = Bikes::new(with_fleet(seed, made, fleet));
        let mut rng = Rng::with_seed(seed);
        for _ in 0..60 {
            let nth = rng.usize(0..bikes.entries.len());
            let entry = &bikes.entries[nth];
            let own = &entry.numbers[0].1;
            let key = domain::number::key(own);
            let bits = |typed: &str| {
                let found = bikes.asked(&query(typed));
                found.iter().find(|one| one.bike == entry.id).map(|one| one.bits)
            };
            let Some(exact) = bits(own).filter(|_| key.len() >= 6) else {
                continue;
            };
            let at = rng.usize(0..key.len());
            let with = |c: char| -> String {
                key.chars()
                    .enumerate()
                    .map(|(place, own)| if place == at { c } else { own })
                    .collect()
            };
            let mut wrong: Vec<String> = "0OD1I7L2Z5S8B6GCUVY?"
                .chars()
                .map(with)
                .filter(|one| *one != key)
                .collect();
            wrong.push(
                key.chars()
                    .enumerate()
                    .filter(|(place, _)| *place != at)
                    .map(|(_, c)| c)
                    .collect(),
            );
            for typed in wrong {
                if let Some(slipped) = bits(&typed) {
                    assert!(slipped <= exact, "{typed} for {own}: {slipped} against {exact}");
                }
            }
        }
    }
}

#[test]
fn bikes_with_one_number_share_the_likelihood_and_a_filler_says_little() {
    let mut entries = with_fleet(31, 400, 100);
    for number in ["AB1234567", "AB1234567", "123456", "123456", "123456", "VV77"] {
        let id = BikeId(entries.len() as i64 + 1);
        entries.push(BikeEntry {
            numbers: vec![(IdentifierKind::Frame, number.into())],
            make: Some("Trek".into()),
            ..BikeEntry::new(id)
        });
    }
    let bikes = Bikes::new(entries);
    let found = bikes.asked(&query("AB1234567"));
    for one in &found[..2] {
        assert!((0.48..=0.5).contains(&one.posterior), "{one:?}");
    }
    for typed in ["123456", "VV77"] {
        let found = bikes.asked(&query(typed));
        assert!(
            found.iter().all(|one| one.band != Band::Certain),
            "{typed}: {:?}",
            found[0]
        );
    }
}

#[test]
fn another_make_leaves_nothing_strong() {
    let bikes = Bikes::new(with_fleet(41, 400, 300));
    let asked = Query {
        make: Some("Trek".into()),
        ..query("CH24100123")
    };
    let found = bikes.asked(&asked);
    assert_eq!(found[0].bike, BikeId(400 + 124));
    assert_eq!(found[0].band, Band::Possible);
}

#[test]
fn each_of_two_numbers_finds_its_own_bike() {
    let mut entries = with_fleet(51, 600, 0);
    for number in ["WSBC755620789A", "U21BF95005"] {
        let id = BikeId(entries.len() as i64 + 1);
        entries.push(BikeEntry {
            numbers: vec![(IdentifierKind::Frame, number.into())],
            ..BikeEntry::new(id)
        });
    }
    let bikes = Bikes::new(entries);
    let boxes = Query {
        numbers: ["WSBC755620789A", "U21BF95005"]
            .map(|one| FramePattern::parse(one).unwrap())
            .into(),
        ..Query::default()
    };
    for asked in [
        query("WSBC755620789A U21BF95005"),
        query("U21BF95005, WSBC755620789A"),
        boxes,
    ] {
        let found = bikes.asked(&asked);
        let mut first: Vec<i64> = found[..2].iter().map(|one| one.bike.0).collect();
        first.sort_unstable();
        assert_eq!(first, [601, 602]);
        assert!(
            found[..2].iter().all(|one| one.band == Band::Certain),
            "{:?}",
            &found[..2]
        );
    }
}

#[test]
fn a_number_of_which_hardly_a_character_agrees_is_unlikely() {
    let mut entries = with_fleet(61, 20, 0);
    let id = BikeId(21);
    entries.push(BikeEntry {
        numbers: vec![(IdentifierKind::Frame, "AK9Z1Z4477".into())],
        ..BikeEntry::new(id)
    });
    let bikes = Bikes::new(entries);
    let found = bikes.asked(&query("ZZZZ99999999ZZ"));
    assert!(found.iter().all(Scored::is_unlikely), "{found:?}");
}

/// An invented register with a fleet, bikes that have the number of another bike, and some whose owners wrote a filler.
fn mixed(seed: u64, made: usize, fleet: usize, doubles: usize) -> Vec<BikeEntry> {
    let mut entries = with_fleet(seed, made, fleet);
    let singles = entries.len();
    for nth in 0..doubles {
        let number = entries[nth * 7 % singles].numbers[0].clone();
        entries.push(BikeEntry {
            numbers: vec![number],
            make: Some("Dawes".into()),
            ..BikeEntry::new(BikeId(entries.len() as i64 + 1))
        });
    }
    for filler in ["123456", "0000000", "123456", "XXXXXX"] {
        entries.push(BikeEntry {
            numbers: vec![(IdentifierKind::Frame, filler.into())],
            ..BikeEntry::new(BikeId(entries.len() as i64 + 1))
        });
    }
    entries
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn a_number_is_certain_when_one_bike_alone_bears_it_and_shared_when_several_do(
        seed in 0..10_000_u64, made in 1..300_usize, fleet in 0..300_usize, doubles in 0..20_usize,
    ) {
        let bikes = Bikes::new(mixed(seed, made, fleet, doubles));
        let key = |entry: &BikeEntry| domain::number::key(&entry.numbers[0].1);
        for nth in (0..bikes.entries.len()).step_by(1 + bikes.entries.len() / 25) {
            let own = key(&bikes.entries[nth]);
            let bears = |other: &&BikeEntry| {
                other.numbers.iter().any(|(_, number)| domain::number::key(number).contains(&own))
            };
            let sharing = bikes.entries.iter().filter(bears).count();
            let found = bikes.asked(&query(&bikes.entries[nth].numbers[0].1));
            let certain = found.iter().filter(|one| one.band == Band::Certain).count();
            prop_assert!(found.iter().map(|one| one.posterior).sum::<f64>() < 1.0 + 1e-9);
            if domain::number::is_filler(&own, &own) || own.len() < 6 || sharing > 1 {
                prop_assert_eq!(certain, 0, "{} is on {} bikes", own, sharing);
            } else {
                prop_assert_eq!((found[0].bike, certain), (bikes.entries[nth].id, 1), "{}", own);
            }
        }
    }
}
