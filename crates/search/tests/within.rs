//! Candidates that pass filters, from the whole register; and the spelling of models.

#![expect(clippy::unwrap_used, reason = "a test stops at the first surprise")]

use domain::{
    bike::{BikeKind, IdentifierKind, Standing},
    feed::FeedPosition,
    id::{BikeId, OrganisationId},
    look_up::{BikeEntry, Narrowing, Query, Stolen},
    number::FramePattern,
    place::Point,
};
use search::{Change, Index, Within};

/// More bikes than a look-up picks, whatever terms they share.
const BIKES: i64 = 9_000;

fn standing(id: i64) -> Standing {
    match id % 9 {
        0 => Standing::ReportedStolen,
        1 => Standing::HeldByPolice,
        2 => Standing::Retired,
        _ => Standing::WithOwner,
    }
}

fn bike(id: i64) -> BikeEntry {
    let noon = |day: i64| jiff::Timestamp::from_second((20_000 + day) * 86_400 + 43_200).unwrap();
    let stolen = Stolen {
        from: Some(noon(id % 100)),
        to: Some(noon(id % 100 + 1)),
        place: (id % 2 == 0).then(|| Point::new(52.2053, 0.1218).unwrap()),
        seen: None,
    };
    BikeEntry {
        numbers: vec![(IdentifierKind::Frame, format!("WTU{}", 1_000_000 + id * 37))],
        colours: vec![if id % 2 == 0 { "red" } else { "black" }.to_owned()],
        kind: Some(if id % 5 == 0 {
            BikeKind::Folding
        } else {
            BikeKind::Road
        }),
        standing: standing(id),
        stolen: (standing(id) == Standing::ReportedStolen).then_some(stolen),
        organisations: if id % 4 == 0 {
            vec![OrganisationId(7)]
        } else {
            Vec::new()
        },
        ..BikeEntry::new(BikeId(id))
    }
}

fn index(dir: &std::path::Path, bikes: impl Iterator<Item = BikeEntry>) -> Index {
    let index = Index::open(dir).unwrap();
    let changes: Vec<Change> = bikes.map(Change::Upsert).collect();
    for part in changes.chunks(2_000) {
        index.apply(part).unwrap();
        index
            .commit(FeedPosition {
                epoch: 7,
                transaction: 0,
                position: 1,
                made_at: 0,
            })
            .unwrap();
    }
    index
}

#[test]
#[expect(clippy::too_many_lines, reason = "a table of narrowings")]
fn every_bike_is_asked_whether_it_passes() {
    let dir = tempfile::tempdir().unwrap();
    let index = index(dir.path(), (1..=BIKES).map(bike));
    let red = Query {
        colours: vec!["red".into()],
        ..Query::default()
    };
    let day = |days: i32| jiff::civil::date(1970, 1, 1) + jiff::Span::new().days(20_000 + days);
    let partnerships = vec![
        ("cambridge".to_owned(), vec![OrganisationId(7)]),
        ("fens".to_owned(), vec![OrganisationId(9)]),
    ];
    type Passes = fn(i64) -> bool;
    let cases: [(Narrowing, Passes); 8] = [
        (
            Narrowing {
                standings: vec![Standing::ReportedStolen],
                ..Narrowing::default()
            },
            |id| id % 9 == 0,
        ),
        (
            Narrowing {
                standings: vec![Standing::WithOwner],
                ..Narrowing::default()
            },
            |id| id % 9 > 2,
        ),
        (
            Narrowing {
                standings: vec![Standing::WithOwner, Standing::Retired],
                ..Narrowing::default()
            },
            |id| id % 9 >= 2,
        ),
        (
            Narrowing {
                kind: Some(BikeKind::Folding),
                ..Narrowing::default()
            },
            |id| id % 5 == 0,
        ),
        (
            Narrowing {
                areas: vec!["cambridge".into()],
                ..Narrowing::default()
            },
            |id| id % 4 == 0 || id % 9 == 0 && id % 2 == 0,
        ),
        (
            Narrowing {
                areas: vec!["fens".into()],
                no_area: true,
                ..Narrowing::default()
            },
            |id| !(id % 4 == 0 || id % 9 == 0 && id % 2 == 0),
        ),
        (
            Narrowing {
                stolen_from: Some(day(10)),
                stolen_to: Some(day(12)),
                ..Narrowing::default()
            },
            |id| id % 9 == 0 && (9..=12).contains(&(id % 100)),
        ),
        (
            Narrowing {
                stolen_from: Some(day(98)),
                standings: vec![Standing::HeldByPolice],
                ..Narrowing::default()
            },
            |_| false,
        ),
    ];
    for (narrowing, passes) in cases {
        let wanted: Vec<i64> = (1..=BIKES).filter(|id| id % 2 == 0 && passes(*id)).collect();
        let within = Within {
            narrowing,
            partnerships: partnerships.clone(),
        };
        let found = index.candidates_within(&red, &within, 20).unwrap();
        assert_eq!(
            (found.likely, found.at_least),
            (wanted.len(), false),
            "{within:?}"
        );
        let there = found
            .found
            .iter()
            .filter(|one| wanted.contains(&one.bike.0))
            .count();
        assert!(there >= wanted.len().min(20), "{within:?}: {there}");
    }
}

#[test]
fn a_number_is_found_behind_thousands_that_do_not_pass() {
    let dir = tempfile::tempdir().unwrap();
    let index = index(dir.path(), (1..=BIKES).map(bike));
    // Half of all bikes pass, and thousands that do not are nearer to what was typed.
    let within = Within {
        narrowing: Narrowing {
            standings: vec![Standing::WithOwner],
            ..Narrowing::default()
        },
        partnerships: Vec::new(),
    };
    let query = Query {
        numbers: vec![FramePattern::parse("*1000*").unwrap()],
        ..Query::default()
    };
    let found = index.candidates_within(&query, &within, 10).unwrap();
    let passing = found
        .found
        .iter()
        .filter(|one| standing(one.bike.0) == Standing::WithOwner)
        .count();
    assert!(passing >= 10, "{passing}");
    let exact = Query {
        numbers: vec![FramePattern::parse(&format!("WTU{}", 1_000_000 + 27 * 37)).unwrap()],
        ..Query::default()
    };
    let found = index.candidates_within(&exact, &within, 10).unwrap();
    assert_eq!(
        found.found[0].bike,
        BikeId(27),
        "the best of all is among them, whatever the index says about its standing"
    );
}

#[test]
fn misspelt_models_are_put_right() {
    let dir = tempfile::tempdir().unwrap();
    let models = [
        "Rockhopper",
        "Rockhopper",
        "Rockhopper Comp 29",
        "Verve+ 2",
        "FX 3",
        "unknown",
        "Escape",
    ];
    let bikes = models.iter().enumerate().map(|(at, model)| BikeEntry {
        model: Some((*model).to_owned()),
        ..BikeEntry::new(BikeId(at as i64 + 1))
    });
    let index = index(dir.path(), bikes);
    for (typed, right) in [
        ("Rockhoper", Some("Rockhopper")),
        ("rokhopper", Some("Rockhopper")),
        ("Rockhoper Comp", Some("Rockhopper Comp")),
        ("Excape", Some("Escape")),
        ("rockhopper", None),
        ("verve", None),
        ("Verve+ 2", None),
        ("FY", None),
        ("Something Else", None),
        ("unknwon", None),
        ("", None),
    ] {
        assert_eq!(
            index.spelling_of_model(typed).unwrap().as_deref(),
            right,
            "{typed}"
        );
    }
}
