use super::filter::{Filter, STEP};
use super::form::SearchForm;
use crate::shared::Choice;
use domain::bike::BikeKind;
use jiff::Timestamp;
use proptest::prelude::*;

fn now() -> Timestamp {
    "2026-11-22T03:00:00Z".parse().unwrap()
}

fn form(query: &str) -> SearchForm {
    serde_urlencoded::from_str(query).unwrap()
}

#[test]
fn a_look_up_is_read_or_says_what_to_enter() {
    for (typed, errors) in [
        ("number=wtu?8*46j&reason=PS/118", vec![]),
        ("number=wtu?8*46j&reason=P/1", vec!["reason"]),
        ("number=unknown&colour=black&reason=PS/118", vec![]),
        ("make=Trek&reason=PS/118", vec![]),
        ("reason=PS/118", vec!["number"]),
        ("", vec!["number", "reason"]),
        ("number=unknown&reason=PS/118", vec!["number"]),
        ("number=%F0%9F%9A%B2&reason=PS/118", vec!["number"]),
        ("number=wtu[8b&reason=PS/118", vec!["number"]),
        ("number=wt%00u&reason=PS/118", vec!["number"]),
        ("number=wtu1", vec!["reason"]),
        ("number=wtu1&reason=--", vec!["reason"]),
        (
            "number=wtu1&reason=PS/118&colour=puce&kind=boat",
            vec!["colour", "kind"],
        ),
        (
            "number=wtu1&reason=PS/118&found_day=22&found_month=11&found_year=2026",
            vec![],
        ),
        (
            "number=wtu1&reason=PS/118&found_day=23&found_month=11&found_year=2026",
            vec!["found_day"],
        ),
        (
            "number=wtu1&reason=PS/118&found_day=31&found_month=2&found_year=2026",
            vec!["found_day"],
        ),
        (
            "number=wtu1&reason=PS/118&found_month=2&found_year=2026",
            vec!["found_day"],
        ),
        ("number='; DROP TABLE bike&make=<script>&reason=<b>PS/118", vec![]),
    ] {
        let found: Vec<String> = match form(typed).parse(now()) {
            Ok(_) => Vec::new(),
            Err(wrong) => wrong.list().iter().map(|(id, _)| id.clone()).collect(),
        };
        assert_eq!(found, errors, "{typed}");
    }
    for field in ["number", "make", "model", "reason"] {
        let typed = format!("{field}={}", "x".repeat(100_000));
        let errors = form(&typed).parse(now()).unwrap_err();
        assert!(errors.of(field).is_some(), "{field}");
    }
}

#[test]
fn what_was_typed_becomes_the_look_up_and_the_look_up_the_form() {
    let typed = form(
        "number=WTU%3F8&make=trek&model=FX+2&colour=black&second_colour=red&kind=hybrid&reason=PS/118\
         &found_day=3&found_month=11&found_year=2026",
    );
    let (look_up, reason) = typed.parse(now()).unwrap();
    assert_eq!(look_up.number.as_deref(), Some("WTU?8"));
    assert_eq!(
        (look_up.make.as_deref(), look_up.model.as_deref()),
        (Some("Trek"), Some("FX 2"))
    );
    assert_eq!(
        (look_up.colours.join(" "), look_up.kind),
        ("black red".to_owned(), Some(BikeKind::Hybrid))
    );
    assert_eq!(look_up.found_at, Some("2026-11-03T12:00:00Z".parse().unwrap()));
    let again = SearchForm::of(&look_up, reason.as_str());
    assert_eq!(
        again,
        SearchForm {
            make: "Trek".into(),
            ..typed
        }
    );
}

fn chosen(choices: Vec<Choice>) -> Vec<String> {
    choices
        .into_iter()
        .filter(|choice| choice.chosen)
        .map(|choice| choice.value)
        .collect()
}

#[test]
fn a_filter_stands_in_the_address_and_each_part_can_be_taken_off() {
    let (filter, errors) = Filter::read(
        "standing=reported-stolen&standing=with-owner&kind=road&from_day=1&from_month=11&from_year=2026&show=20",
    );
    assert!(errors.is_empty() && filter.is_on());
    assert_eq!(filter.show, 20);
    assert_eq!(
        chosen(filter.standing_choices()),
        ["reported-stolen", "with-owner"]
    );
    let off: Vec<(String, String)> = filter
        .chosen("/x", &[])
        .into_iter()
        .map(|chosen| (chosen.label, chosen.without))
        .collect();
    let date = "from_day=1&from_month=11&from_year=2026&show=20";
    assert_eq!(
        off,
        [
            (
                "With owner".to_owned(),
                format!("/x?standing=reported-stolen&kind=road&{date}")
            ),
            (
                "Reported stolen".to_owned(),
                format!("/x?standing=with-owner&kind=road&{date}")
            ),
            (
                "Road".to_owned(),
                format!("/x?standing=with-owner&standing=reported-stolen&{date}")
            ),
            (
                "Stolen on or after 1 Nov 2026".to_owned(),
                "/x?standing=with-owner&standing=reported-stolen&kind=road&show=20".to_owned()
            ),
        ]
    );
}

#[test]
fn areas_are_those_of_partnerships_and_not_known() {
    let partnerships = [domain::account::Partnership {
        id: domain::id::PartnershipId(1),
        slug: "cambridge".into(),
        name: "Cambridge Community Safety Partnership".into(),
    }];
    let (filter, _) = Filter::read("area=unknown&area=cambridge&area=atlantis&area=cambridge");
    let filter = filter.among(&partnerships);
    assert!(filter.is_on());
    let all: Vec<_> = filter
        .area_choices(&partnerships)
        .into_iter()
        .map(|choice| (choice.label, choice.chosen))
        .collect();
    assert_eq!(
        all,
        [
            ("Cambridge".to_owned(), true),
            ("Area not known".to_owned(), true)
        ]
    );
    let off: Vec<_> = filter
        .chosen("/x", &partnerships)
        .into_iter()
        .map(|chosen| (chosen.label, chosen.without))
        .collect();
    assert_eq!(
        off,
        [
            ("Cambridge".to_owned(), "/x?area=unknown".to_owned()),
            ("Area not known".to_owned(), "/x?area=cambridge".to_owned()),
        ]
    );
    let (only_unknown_places, _) = Filter::read("area=atlantis");
    assert!(!only_unknown_places.among(&partnerships).is_on());
}

#[test]
fn a_filter_that_cannot_be_read_says_so_or_is_left_out() {
    let (filter, errors) = Filter::read("standing=lost&kind=boat&show=9999999999999999999999&other=1");
    assert!(errors.is_empty() && !filter.is_on());
    assert_eq!(filter.show, STEP);
    assert_eq!(Filter::read("show=1000").0.show, registry::look_up::MOST_RESULTS);
    let (_, errors) = Filter::read("from_day=31&from_month=2&from_year=2026");
    assert!(errors.of("from_day").is_some());
    let (_, errors) = Filter::read("from_day=2&from_month=2&from_year=2026&to_day=1&to_month=2&to_year=2026");
    assert!(errors.of("to_day").is_some());
}

proptest! {
    #[test]
    fn no_form_breaks_it(number in "\\PC{0,60}", reason in "\\PC{0,60}", day in "\\PC{0,5}") {
        let typed = serde_urlencoded::to_string([("number", &number), ("reason", &reason), ("found_day", &day)]).unwrap();
        match form(&typed).parse(now()) {
            Ok((look_up, _)) => prop_assert!(look_up.query().is_ok()),
            Err(errors) => prop_assert!(!errors.is_empty()),
        }
    }

    #[test]
    fn no_address_breaks_the_filter(query in "\\PC{0,80}") {
        let (filter, _) = Filter::read(&query);
        prop_assert!((STEP..=registry::look_up::MOST_RESULTS).contains(&filter.show));
    }
}
