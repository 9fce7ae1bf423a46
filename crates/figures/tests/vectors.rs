//! Runs the example `vectors` on this project's file, and on files in which we have planted wrong answers.

#[path = "../examples/vectors/answers/mod.rs"]
mod answers;

use answers::{Checked, check};
use serde_json::{Value, json};

const FILE: &str = include_str!("../../../fixtures/insight_vectors.json");

/// The sections that need the area's boundaries. They take a while, so one test of them is enough.
const SLOW: [&str; 2] = ["cells", "pai_cambridge"];

fn file(with_slow: bool) -> Value {
    let mut file: Value = serde_json::from_str(FILE).expect("the file is JSON");
    for slow in SLOW.iter().filter(|_| !with_slow) {
        file.as_object_mut().expect("the file is an object").remove(*slow);
    }
    file
}

fn checked(file: &Value) -> Checked {
    check(&file.to_string()).expect("the file can be checked")
}

#[test]
fn every_answer_of_the_file_is_computed_anew() {
    let file = file(true);
    let checked = checked(&file);
    assert_eq!(checked.differences, Vec::<String>::new());
    let (given, computed) = (file.as_object().unwrap(), checked.answers.as_object().unwrap());
    let missing: Vec<&String> = given
        .keys()
        .filter(|name| !computed.contains_key(*name))
        .collect();
    assert_eq!(missing, ["police_uk"]);
}

#[test]
fn a_wrong_answer_is_named() {
    for (place, wrong) in [
        ("/aoristic/each/0/weights/Mon 08", json!(0.2)),
        ("/aoristic/too_wide", json!(2)),
        ("/benjamini_hochberg_0.05/0/kept/2", json!(true)),
        ("/cell/1/cell/0", json!(0)),
        ("/cusum/0/sums/4", json!(5.0)),
        ("/displacement/2/wdq", json!(0.0)),
        ("/gi_star_grid/0/z/8", json!(3.08)),
        ("/gi_star_grid/2/z/4", json!(0.0)),
        ("/gi_star_wards_cambridge_2024_01_and_02/z/7", json!(1.2)),
        ("/got_home/0/home", json!(4)),
        ("/limits/2/alarm/1", json!(27)),
        ("/listed_until/1/until", json!("2026-03-01")),
        ("/meeting/1/questions_by", json!("2025-03-31T09:00")),
        ("/on_track/1/answer", json!("on-track")),
        ("/pai/0/pei_star", json!(0.6)),
        ("/poisson_interval_95/3/interval/1", json!(11.66834)),
        ("/quarter/3/closes", json!("2025-01-20")),
        ("/two_periods_95/0/p", json!(0.3930)),
        ("/two_periods_95/7/interval_widened/0", json!(0.5368)),
        ("/wilson_95/3/interval/0", json!(0.3145)),
        (
            "/withheld/1/only_small_withheld/withheld/0",
            json!("Abbey|2024-01"),
        ),
        (
            "/withheld/0/one_good_answer/ranges/Cherry Hinton|2024-01 and 02/1",
            json!(7),
        ),
    ] {
        let mut file = file(false);
        *file
            .pointer_mut(place)
            .unwrap_or_else(|| panic!("{place} is there")) = wrong;
        let differences = checked(&file).differences;
        assert_eq!(differences.len(), 1, "{place}: {differences:?}");
        let path = place[1..].replace('/', ".");
        let named = differences[0].replace('[', ".").replace(']', "");
        assert!(named.starts_with(&path), "{place}: {named}");
    }
}

#[test]
fn a_good_answer_that_is_not_good_is_named() {
    let mut file = file(false);
    let withheld = file.pointer_mut("/withheld/0/one_good_answer/withheld").unwrap();
    withheld.as_array_mut().unwrap().remove(1);
    let differences = checked(&file).differences;
    let says = |words: &str| differences.iter().any(|one| one.contains(words));
    assert!(
        says("fewer than five whole numbers fit for Cherry Hinton|2024-01 and 02"),
        "{differences:?}"
    );
    let mut file = self::file(false);
    let withheld = file.pointer_mut("/withheld/2/one_good_answer/withheld").unwrap();
    withheld.as_array_mut().unwrap().remove(0);
    let differences = checked(&file).differences;
    assert!(
        differences
            .iter()
            .any(|one| one.contains("A|Q1 is small, and the file shows it")),
        "{differences:?}"
    );
}

#[test]
fn other_inputs_give_other_answers() {
    let mut file = file(false);
    for (place, input) in [
        ("/poisson_interval_95/2/count", json!(6)),
        ("/wilson_95/0/k", json!(4)),
        ("/two_periods_95/0/now", json!(140)),
        ("/quarter/0/day", json!("2024-10-01")),
        ("/withheld/2/table/B", json!([12, 9])),
    ] {
        *file.pointer_mut(place).unwrap() = input;
    }
    let checked = checked(&file);
    let low = checked
        .answers
        .pointer("/poisson_interval_95/2/interval/0")
        .unwrap()
        .as_f64()
        .unwrap();
    assert!((low - 2.201_894).abs() < 1e-5, "{low}");
    assert_eq!(
        checked.answers.pointer("/quarter/0/quarter"),
        Some(&json!("2024/25 Q3"))
    );
    let one = checked
        .answers
        .pointer("/withheld/2/only_small_withheld/withheld")
        .unwrap();
    assert_eq!(one, &json!(["A|Q1"]));
    for section in [
        "poisson_interval_95",
        "wilson_95",
        "two_periods_95",
        "quarter",
        "withheld",
    ] {
        assert!(
            checked.differences.iter().any(|one| one.starts_with(section)),
            "{section}"
        );
    }
}

#[test]
fn what_cannot_be_read_says_where() {
    for (text, words) in [
        ("{", "it is not JSON"),
        ("[]", "not an object"),
        (
            r#"{"wilson_95": [{"k": 3, "n": 2}]}"#,
            "wilson_95: [0] 3 of 2 is not possible",
        ),
        (r#"{"quarter": [{"day": "2024-13-01"}]}"#, "quarter: [0] day"),
        (r#"{"limits": [{}]}"#, "limits: [0] expected is missing"),
    ] {
        let error = check(text).err().unwrap_or_else(|| panic!("{text} is read"));
        assert!(error.contains(words), "{error}");
    }
    let unknown = check(r#"{"horoscope": []}"#).unwrap();
    assert_eq!(unknown.differences, ["horoscope: this section is not known"]);
}
