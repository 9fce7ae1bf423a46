//! The index under updates, crashes and damage.

#![expect(clippy::unwrap_used, reason = "a test stops at the first surprise")]

use std::{fs, path::Path};

use domain::{
    bike::IdentifierKind,
    feed::FeedPosition,
    id::BikeId,
    look_up::{Band, BikeEntry, Query, Relation},
    number::FramePattern,
};
use search::{Change, Index, rank};

fn at(position: i64) -> FeedPosition {
    FeedPosition {
        epoch: 7,
        transaction: 0,
        position,
        made_at: 0,
    }
}

fn bike(id: i64, number: &str) -> BikeEntry {
    BikeEntry {
        numbers: vec![(IdentifierKind::Frame, number.into())],
        ..BikeEntry::new(BikeId(id))
    }
}

fn typed(number: &str) -> Query {
    Query {
        numbers: vec![FramePattern::parse(number).unwrap()],
        ..Query::default()
    }
}

fn found(index: &Index, number: &str) -> Vec<i64> {
    index
        .candidates(&typed(number), 10)
        .unwrap()
        .found
        .iter()
        .map(|candidate| candidate.bike.0)
        .collect()
}

#[test]
fn what_is_committed_is_found_and_what_is_not_is_not() {
    let dir = tempfile::tempdir().unwrap();
    let index = Index::open(dir.path()).unwrap();
    assert_eq!(index.position().unwrap(), None);
    index.apply(&[Change::Upsert(bike(1, "WTU316C2137N"))]).unwrap();
    assert!(found(&index, "WTU316C2137N").is_empty());
    index.commit(at(1)).unwrap();
    assert_eq!(found(&index, "WTU3I6C2137N"), [1]);
    index.apply(&[Change::Upsert(bike(2, "GF282833"))]).unwrap();
    drop(index);
    let index = Index::open(dir.path()).unwrap();
    assert_eq!(index.position().unwrap(), Some(at(1)));
    assert_eq!(found(&index, "WTU3I6C2137N"), [1]);
    assert!(!found(&index, "GF282833").contains(&2));
}

#[test]
fn updates_and_deletions_leave_nothing_behind() {
    let dir = tempfile::tempdir().unwrap();
    let index = Index::open(dir.path()).unwrap();
    for round in 0..6 {
        let changes: Vec<Change> = (1..=40)
            .map(|id| Change::Upsert(bike(id, &format!("AB{round}{id:03}7{round}"))))
            .collect();
        index.apply(&changes).unwrap();
        index
            .apply(&[Change::Delete(BikeId(40)), Change::Delete(BikeId(41))])
            .unwrap();
        index.commit(at(round)).unwrap();
        assert_eq!(index.len().unwrap(), 39);
        assert_eq!(found(&index, &format!("AB{round}0107{round}"))[0], 10);
        assert!(!found(&index, &format!("AB{round}0407{round}")).contains(&40));
    }
    index.settle().unwrap();
    assert_eq!(index.len().unwrap(), 39);
    assert_eq!(found(&index, "AB501075")[0], 10);
    index.begin_anew().unwrap();
    index.apply(&[Change::Upsert(bike(3, "QX440011"))]).unwrap();
    assert_eq!(
        index.len().unwrap(),
        39,
        "look-ups use the old one until the new one is whole"
    );
    index.begin_anew().unwrap();
    index.apply(&[Change::Upsert(bike(10, "QX440010"))]).unwrap();
    index.commit(at(99)).unwrap();
    assert_eq!(index.len().unwrap(), 1, "nothing of the first attempt is left");
    assert_eq!(found(&index, "QX440010"), [10]);
}

#[test]
fn the_last_of_several_changes_in_one_commit_counts() {
    let dir = tempfile::tempdir().unwrap();
    let index = Index::open(dir.path()).unwrap();
    index
        .apply(&[
            Change::Upsert(bike(5, "AAA11111")),
            Change::Upsert(bike(5, "BBB22222")),
            Change::Upsert(bike(6, "CCC33333")),
            Change::Delete(BikeId(6)),
        ])
        .unwrap();
    index.commit(at(4)).unwrap();
    assert_eq!(index.len().unwrap(), 1);
    assert_eq!(found(&index, "BBB22222"), [5]);
}

fn damage(dir: &Path, name_ends: &str, with: impl Fn(Vec<u8>) -> Vec<u8>) {
    for entry in fs::read_dir(dir).unwrap() {
        let path = entry.unwrap().path();
        if path.to_string_lossy().ends_with(name_ends) {
            fs::write(&path, with(fs::read(&path).unwrap())).unwrap();
        }
    }
}

#[test]
fn a_damaged_or_older_index_is_made_anew() {
    type Damage = fn(&Path);
    let ways: [(&str, Damage); 5] = [
        ("a broken list of segments", |dir| {
            damage(dir, "meta.json", |_| b"{".to_vec())
        }),
        ("another version", |dir| {
            damage(dir, "meta.json", |text| {
                String::from_utf8(text)
                    .unwrap()
                    .replace("\\\"version\\\":", "\\\"version\\\":9")
                    .into_bytes()
            });
        }),
        ("a short file", |dir| {
            damage(dir, ".idx", |bytes| bytes[..bytes.len() / 2].to_vec())
        }),
        ("a flipped bit", |dir| {
            damage(dir, ".fast", |mut bytes| {
                bytes[3] ^= 1;
                bytes
            });
        }),
        ("a lost file", |dir| {
            for entry in fs::read_dir(dir).unwrap() {
                let path = entry.unwrap().path();
                if path.extension().is_some_and(|extension| extension == "term") {
                    fs::remove_file(path).unwrap();
                }
            }
        }),
    ];
    for (name, way) in ways {
        let dir = tempfile::tempdir().unwrap();
        let index = Index::open(dir.path()).unwrap();
        index.apply(&[Change::Upsert(bike(1, "WTU316C2137N"))]).unwrap();
        index.commit(at(1)).unwrap();
        drop(index);
        way(dir.path());
        let index = Index::open(dir.path()).unwrap();
        assert_eq!(index.position().unwrap(), None, "{name}");
        assert!(index.is_empty().unwrap(), "{name}");
        index.apply(&[Change::Upsert(bike(1, "WTU316C2137N"))]).unwrap();
        index.commit(at(2)).unwrap();
        assert_eq!(found(&index, "WTU316C2137N"), [1], "{name}");
    }
}

#[test]
fn another_process_that_writes_is_left_alone() {
    let dir = tempfile::tempdir().unwrap();
    let index = Index::open(dir.path()).unwrap();
    index.apply(&[Change::Upsert(bike(1, "WTU316C2137N"))]).unwrap();
    index.commit(at(1)).unwrap();
    let other = Index::open(dir.path()).unwrap();
    assert_eq!(found(&other, "WTU316C2137N"), [1]);
    assert!(other.apply(&[Change::Delete(BikeId(1))]).is_err());
    index.apply(&[Change::Upsert(bike(2, "GF282833"))]).unwrap();
    index.commit(at(2)).unwrap();
    other.refresh().unwrap();
    assert_eq!(found(&other, "GF282833")[0], 2);
    damage(dir.path(), "meta.json", |_| b"{".to_vec());
    assert!(Index::open(dir.path()).is_err());
}

#[test]
fn ranks_with_evidence() {
    let dir = tempfile::tempdir().unwrap();
    let index = Index::open(dir.path()).unwrap();
    let mut entries: Vec<BikeEntry> = (0..500)
        .map(|n| bike(n, &format!("WTU{:03}C{:04}N", n * 7 % 366, n * 37 % 10_000)))
        .collect();
    entries[3].make = Some("Trek".into());
    entries[3].colours = vec!["black".into()];
    entries[3]
        .numbers
        .push((IdentifierKind::Battery, "BAT 99-81234".into()));
    let changes: Vec<Change> = entries.iter().cloned().map(Change::Upsert).collect();
    index.apply(&changes).unwrap();
    index.commit(at(1)).unwrap();

    let query = Query {
        make: Some("trek".into()),
        colours: vec!["navy".into()],
        ..typed("WTU02IC0111N")
    };
    let candidates = index.candidates(&query, 10).unwrap();
    let truths: Vec<BikeEntry> = candidates
        .found
        .iter()
        .map(|candidate| entries[candidate.bike.0 as usize].clone())
        .collect();
    let ranked = rank(&query, &truths, &candidates, 10);
    assert_eq!(ranked[0].bike, BikeId(3));
    assert_eq!(ranked[0].band, Band::Certain);
    let sentences: Vec<&str> = ranked[0]
        .evidence
        .iter()
        .map(|evidence| evidence.sentence.as_str())
        .collect();
    assert_eq!(
        sentences,
        [
            "Frame number: 11 of 12 characters agree; I was typed, but the record has 1, which looks similar.",
            "Make: Trek, as on record.",
            "Colour: blue was given, but the record has black.",
        ]
    );
    let alignment = ranked[0].alignment.as_ref().unwrap();
    assert_eq!(
        alignment
            .pairs
            .iter()
            .filter(|pair| pair.relation == Relation::LookAlike)
            .count(),
        1
    );
    assert!(ranked.windows(2).all(|pair| pair[0].bits >= pair[1].bits));

    let battery = typed("bat9981234");
    let candidates = index.candidates(&battery, 10).unwrap();
    let ranked = rank(&battery, &entries[3..4], &candidates, 10);
    assert_eq!(
        ranked[0].evidence[0].sentence,
        "Battery: all 10 characters agree."
    );
}
