use super::filter::Filter;
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
    for field in ["number", "make", "model", "features", "reason"] {
        let typed = format!("{field}={}", "x".repeat(100_000));
        let errors = form(&typed).parse(now()).unwrap_err();
        assert!(errors.of(field).is_some(), "{field}");
    }
}

#[test]
fn what_was_typed_becomes_the_look_up_and_the_look_up_the_form() {
    let typed = form(
        "number=WTU%3F8&make=trek&model=FX+2&colour=black&second_colour=red&kind=hybrid&reason=PS/118\
         &features=A+duck+horn&found_day=3&found_month=11&found_year=2026",
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
    assert_eq!(look_up.features.as_deref(), Some("A duck horn"));
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

fn pairs(query: &str) -> Vec<(String, String)> {
    serde_urlencoded::from_str(query).unwrap()
}

fn taken_off(filter: &Filter, partnerships: &[domain::account::Partnership]) -> Vec<(String, String)> {
    let chosen = filter.chosen(partnerships).into_iter();
    chosen
        .map(|one| {
            let without = filter.without(&one.part);
            (one.label, serde_urlencoded::to_string(without).unwrap())
        })
        .collect()
}

#[test]
fn each_part_of_a_filter_can_be_taken_off() {
    let sent =
        "standing=reported-stolen&standing=with-owner&kind=road&from_day=1&from_month=11&from_year=2026";
    let (filter, errors) = Filter::read(&pairs(sent), &[]);
    assert!(errors.is_empty() && !filter.narrowing.is_none());
    assert_eq!(Filter::of(&filter.narrowing), filter);
    assert_eq!(
        chosen(filter.standing_choices()),
        ["reported-stolen", "with-owner"]
    );
    let date = "from_day=1&from_month=11&from_year=2026";
    let both = "standing=with-owner&standing=reported-stolen";
    assert_eq!(
        taken_off(&filter, &[]),
        [
            (
                "With owner".to_owned(),
                format!("standing=reported-stolen&kind=road&{date}")
            ),
            (
                "Reported stolen".to_owned(),
                format!("standing=with-owner&kind=road&{date}")
            ),
            ("Road".to_owned(), format!("{both}&{date}")),
            (
                "Stolen on or after 1 Nov 2026".to_owned(),
                format!("{both}&kind=road")
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
    let sent = pairs("area=unknown&area=cambridge&area=atlantis&area=cambridge");
    let (filter, _) = Filter::read(&sent, &partnerships);
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
    assert_eq!(
        taken_off(&filter, &partnerships),
        [
            ("Cambridge".to_owned(), "area=unknown".to_owned()),
            ("Area not known".to_owned(), "area=cambridge".to_owned()),
        ]
    );
    let (only_unknown_places, _) = Filter::read(&pairs("area=atlantis"), &partnerships);
    assert!(only_unknown_places.narrowing.is_none());
}

#[test]
fn a_filter_that_cannot_be_read_says_so_or_is_left_out() {
    let (filter, errors) = Filter::read(&pairs("standing=lost&kind=boat&other=1"), &[]);
    assert!(errors.is_empty() && filter.narrowing.is_none());
    let (_, errors) = Filter::read(&pairs("from_day=31&from_month=2&from_year=2026"), &[]);
    assert!(errors.of("from_day").is_some());
    let sent = pairs("from_day=2&from_month=2&from_year=2026&to_day=1&to_month=2&to_year=2026");
    let (_, errors) = Filter::read(&sent, &[]);
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
    fn no_form_breaks_the_filter(name in "\\PC{0,20}", value in "\\PC{0,80}") {
        for name in [name.as_str(), "standing", "area", "kind", "from_day"] {
            let (filter, errors) = Filter::read(&[(name.to_owned(), value.clone())], &[]);
            prop_assert!(!errors.is_empty() || Filter::of(&filter.narrowing).narrowing == filter.narrowing);
        }
    }
}
