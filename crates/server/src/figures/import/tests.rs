use super::*;
use crate::worker::testing::fresh;
use domain::figure::Month;
use domain::place::wards;
use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;
use store::figure::recorded::{Counts, of_month};

const FORCE: &str = "Cambridgeshire Constabulary";
const JANUARY: &str = include_str!("../../../../../fixtures/street_2024_01_extract.csv");
const FEBRUARY: &str = include_str!("../../../../../fixtures/street_2024_02_extract.csv");
const LSOAS: &str = include_str!("../../../../../fixtures/lsoa_2011.csv");
const VECTORS: &str = include_str!("../../../../../fixtures/insight_vectors.json");

fn file(db: &testkit::Database, name: &str, text: &str) -> PathBuf {
    let path = db.folder().join(name);
    std::fs::write(&path, text).unwrap();
    path
}

/// Counts the crimes of one category, or of every category, in each ward of Cambridge.
fn in_cambridge(counts: &Counts, category: Option<&str>) -> BTreeMap<String, u64> {
    let mut found = BTreeMap::new();
    for ((of, code), counted) in counts {
        let ward = wards::of_code(code).filter(|ward| ward.partnership() == "cambridge");
        if let Some(ward) = ward.filter(|_| category.is_none_or(|category| category == of)) {
            *found.entry(ward.name.clone()).or_default() += counted.count;
        }
    }
    found
}

fn sum(counts: &BTreeMap<String, u64>) -> u64 {
    counts.values().sum()
}

testkit::on_each_database! {
    async fn two_months_give_the_published_table(db: testkit::Database) {
        let (registry, _) = fresh(&db).await;
        for (name, text) in [("january.csv", JANUARY), ("february.csv", FEBRUARY)] {
            let said = run(&registry, &file(&db, name, text), false).await.unwrap();
            assert!(said.ends_with("Loaded."), "{said}");
        }
        let vectors: serde_json::Value = serde_json::from_str(VECTORS).unwrap();
        for (month, bikes, without, all, violence, in_market) in [
            ("2024-01", 112, 5, 1_309, 352, 55),
            ("2024-02", 92, 3, 1_430, 374, 65),
        ] {
            let counts = of_month(registry.store(), Month::parse(month).unwrap(), FORCE).await.unwrap();
            let thefts = in_cambridge(&counts, Some(BICYCLE));
            assert_eq!(sum(&thefts), bikes, "{month}");
            for (ward, count) in vectors["police_uk"][month]["cambridge"]["by_ward_2013"].as_object().unwrap() {
                assert_eq!(thefts.get(ward).copied().unwrap_or_default(), count.as_u64().unwrap(), "{month} {ward}");
            }
            let east = counts.iter().filter(|((category, code), _)| {
                category == BICYCLE && wards::of_code(code).is_some_and(|ward| ward.partnership() == "east-cambs")
            });
            let east: Vec<_> = east.map(|((_, code), one)| (wards::of_code(code).unwrap().name.as_str(), one.count)).collect();
            assert_eq!(east, if month == "2024-01" { vec![("Ely South", 1)] } else { vec![] });
            assert_eq!(counts[&(BICYCLE.to_owned(), String::new())].without_point, without, "{month}");
            assert_eq!(sum(&in_cambridge(&counts, None)), all, "{month}");
            let violent = in_cambridge(&counts, Some("Violence and sexual offences"));
            assert_eq!((sum(&violent), violent["Market"]), (violence, in_market), "{month}");
        }
    }

    async fn the_same_file_twice_and_without_its_header_changes_nothing(db: testkit::Database) {
        let (registry, _) = fresh(&db).await;
        let january = Month::parse("2024-01").unwrap();
        let kept = async || of_month(registry.store(), january, FORCE).await.unwrap();
        let whole = file(&db, "january.csv", JANUARY);
        let dry = run(&registry, &whole, true).await.unwrap();
        assert!(dry.ends_with("Dry run: nothing was written."), "{dry}");
        assert_eq!(kept().await, Counts::new());
        run(&registry, &whole, false).await.unwrap();
        let first = kept().await;
        assert!(!first.is_empty());
        let headless = JANUARY.split_once('\n').unwrap().1;
        for text in [JANUARY, headless, &format!("{JANUARY}{headless}")] {
            let said = run(&registry, &file(&db, "again.csv", text), false).await.unwrap();
            let with_numbers_alone = text.len() == JANUARY.len() + headless.len();
            // Crimes without a number cannot be told apart from others like them, so a repeated file counts them twice.
            assert_eq!(said.contains("Nothing was written."), !with_numbers_alone, "{said}");
        }
        run(&registry, &whole, false).await.unwrap();
        assert_eq!(kept().await, first);
        // With one fewer crime, the difference is listed, and only this month of this force is replaced.
        let railway = JANUARY.replace(FORCE, "British Transport Police");
        run(&registry, &file(&db, "rail.csv", &railway), false).await.unwrap();
        let line = JANUARY.lines().find(|line| line.contains("Bicycle theft") && line.contains("52.20")).unwrap();
        let fewer = JANUARY.replace(&format!("{line}\n"), "");
        let said = run(&registry, &file(&db, "fewer.csv", &fewer), true).await.unwrap();
        assert!(said.contains("1 count differs") && said.contains("  Bicycle theft, "), "{said}");
        assert_eq!(kept().await, first);
    }

    async fn files_that_cannot_be_counted_change_nothing(db: testkit::Database) {
        let (registry, _) = fresh(&db).await;
        let two: Vec<&str> = JANUARY.lines().take(3).collect();
        let cut = format!("{}\n{}", two.join("\n"), "abc,2024-01,Cambridgeshire Const");
        let mixed = format!("{}\n{}", two.join("\n"), two[2].replace("2024-01", "2024-02"));
        for (text, why) in [
            (cut.as_str(), "line 4: the row has 3 columns and should have 12; the file may have been cut short"),
            (mixed.as_str(), "line 4: the file holds 2024-01 and 2024-02; one file must hold one month"),
            ("", "the file has no rows, so it does not say which month it is for"),
            (two[0], "the file has no rows, so it does not say which month it is for"),
        ] {
            let error = run(&registry, &file(&db, "bad.csv", text), false).await.unwrap_err();
            assert_eq!(error.chain().last().unwrap().to_string(), why);
        }
        assert!(store::figure::recorded::loaded(registry.store()).await.unwrap().is_empty());
    }
}

/// Returns the rows of bicycle thefts in Cambridge.
fn thefts(text: &str) -> Vec<StreetRow> {
    let mut rows = csv::Reader::from_reader(text.as_bytes());
    let rows = rows
        .records()
        .map(|row| StreetRow::parse(&row.unwrap().iter().collect::<Vec<_>>()).unwrap());
    rows.filter(|row| {
        let ward = row.point.and_then(wards::at);
        row.category == BICYCLE && ward.is_some_and(|ward| ward.partnership() == "cambridge")
    })
    .collect()
}

#[test]
fn places_are_by_point_because_the_files_mix_two_censuses() {
    let known: BTreeSet<&str> = LSOAS
        .lines()
        .skip(1)
        .filter_map(|line| line.split(',').next())
        .collect();
    let outline = LSOAS.lines().find(|line| line.starts_with("E01032797")).unwrap();
    let corners = outline.rsplit(',').next().unwrap().split(';').map(|corner| {
        let (lng, lat) = corner.split_once(' ').unwrap();
        (lng.parse().unwrap(), lat.parse().unwrap())
    });
    let corners: Vec<(f64, f64)> = corners.collect();
    let holds = |row: &&StreetRow| {
        let (x, y) = row.point.map(|point| (point.lng(), point.lat())).unwrap();
        let next = corners.iter().cycle().skip(1);
        let crossed = corners.iter().zip(next).filter(|((x1, y1), (x2, y2))| {
            (*y1 > y) != (*y2 > y) && x < (x2 - x1) * (y - y1) / (y2 - y1) + x1
        });
        crossed.count() % 2 == 1
    };
    for (text, newer, fullest) in [(JANUARY, 44, 21), (FEBRUARY, 41, 24)] {
        let rows = thefts(text);
        let unknown = rows
            .iter()
            .filter(|row| !known.contains(row.lsoa.as_deref().unwrap()));
        assert_eq!(unknown.count(), newer);
        assert_eq!(rows.iter().filter(holds).count(), fullest);
    }
}

/// The whole files are too large to keep. Where they exist, they must give the same counts as the extracts.
#[test]
fn the_extracts_count_as_the_whole_files_do() {
    let folder =
        std::env::var("FRAMEMARK_POLICE_FILES").map_or_else(|_| PathBuf::from("/nonexistent"), PathBuf::from);
    for (text, name, rows) in [
        (JANUARY, "2024-01-cambridgeshire-street.csv", 6_116),
        (FEBRUARY, "2024-02-cambridgeshire-street.csv", 6_499),
    ] {
        let extract = read(text.as_bytes()).unwrap();
        assert!(of_category(&extract, BICYCLE).count > 100);
        let Ok(whole) = std::fs::File::open(folder.join(name)) else {
            continue;
        };
        let whole = read(whole).unwrap();
        assert_eq!(whole.rows, rows);
        for (key, counted) in whole.counts.iter().filter(|((_, ward), _)| !ward.is_empty()) {
            assert_eq!(extract.counts[key], *counted, "{key:?}");
        }
        assert_eq!(of_category(&whole, BICYCLE), of_category(&extract, BICYCLE));
    }
}
