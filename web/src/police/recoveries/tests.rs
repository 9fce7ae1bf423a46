use super::form::RecoveryForm;
use domain::bike::{BikeKind, IdentifierKind};
use domain::look_up::Reason;
use domain::place::named;
use jiff::Timestamp;
use registry::look_up::LookUp;

const DAY: &str = "found_day=21&found_month=11&found_year=2026";

fn now() -> Timestamp {
    "2026-11-22T03:00:00Z".parse().unwrap()
}

fn form(query: &str) -> RecoveryForm {
    serde_urlencoded::from_str(query).unwrap()
}

#[test]
fn a_recovery_is_read_or_says_what_to_enter() {
    for (typed, wrong) in [
        (format!("property_ref=PS/118&{DAY}"), vec![]),
        (
            format!("property_ref=PS/118&read=WTU%3F8&{DAY}&found_time=23:59"),
            vec![],
        ),
        (format!("property_ref=PS/118&read=worn+away&{DAY}"), vec![]),
        (String::new(), vec!["property_ref", "found_day"]),
        (format!("property_ref=PS%07&{DAY}"), vec!["property_ref"]),
        (format!("property_ref=PS/118&read=[8&{DAY}"), vec!["read"]),
        (
            format!("property_ref=PS/118&other_1=BAT1&{DAY}"),
            vec!["other_kind_1"],
        ),
        (
            format!("property_ref=PS/118&other_kind_1=battery&other_1=%3B&{DAY}"),
            vec!["other_1"],
        ),
        (
            format!("property_ref=PS/118&other_kind_1=battery&other_1=A1%3BB2&{DAY}"),
            vec![],
        ),
        (
            format!("property_ref=PS/118&other_kind_2=boat&other_2=A1&{DAY}"),
            vec!["other_kind_2"],
        ),
        (
            format!("property_ref=PS/118&{DAY}&found_time=25:00"),
            vec!["found_time"],
        ),
        (
            "property_ref=PS/118&found_day=22&found_month=11&found_year=2026&found_time=03:01".into(),
            vec!["found_time"],
        ),
        (
            "property_ref=PS/118&found_day=23&found_month=11&found_year=2026".into(),
            vec!["found_day"],
        ),
        (
            "property_ref=PS/118&found_day=29&found_month=3&found_year=2026&found_time=01:30".into(),
            vec!["found_time"],
        ),
        (
            format!("property_ref=PS/118&{DAY}&place={}", "x".repeat(201)),
            vec!["place"],
        ),
    ] {
        let found: Vec<String> = match form(&typed).parse(now(), named::all()) {
            Ok(_) => Vec::new(),
            Err(errors) => errors.list().iter().map(|(id, _)| id.clone()).collect(),
        };
        assert_eq!(found, wrong, "{typed}");
    }
}

#[test]
fn what_was_typed_is_what_is_written_down() {
    let typed = format!(
        "property_ref=+PS/118+&read=WTU%3F8&other_kind_1=battery&other_1=BAT+1&other_kind_7=529&other_7=ABC[DE]*\
         &make=trek&colour=red&kind=road&{DAY}&found_time=9:05&place=<b>Jesus+Green"
    );
    let new = form(&typed).parse(now(), named::all()).unwrap();
    assert_eq!(
        (new.property_ref.as_str(), new.read.as_deref()),
        ("PS/118", Some("WTU?8"))
    );
    let others: Vec<_> = new
        .identifiers
        .iter()
        .map(|other| (other.kind, other.as_written()))
        .collect();
    assert_eq!(
        others,
        [
            (IdentifierKind::Battery, "BAT 1"),
            (IdentifierKind::Shield529, "ABC[DE]*")
        ]
    );
    assert_eq!(
        (new.make.as_deref(), new.kind),
        (Some("Trek"), Some(BikeKind::Road))
    );
    assert_eq!(new.found_at, "2026-11-21T09:05:00Z".parse().unwrap());
    assert_eq!(new.place.as_deref(), Some("<b>Jesus Green"));
}

#[test]
fn a_look_up_fills_the_form() {
    let look_up = LookUp {
        number: Some("WTU?8".into()),
        make: Some("Trek".into()),
        ..LookUp::default()
    };
    for (reason, property_ref) in [("PS/2026/118", "PS/2026/118"), ("stop at 3", ""), ("routine", "")] {
        let form = RecoveryForm::of(&look_up, &Reason::parse(reason).unwrap(), now());
        assert_eq!(form.property_ref, property_ref, "{reason}");
        assert_eq!((form.read.as_str(), form.make.as_str()), ("WTU?8", "Trek"));
        assert_eq!(form.found().day, "22");
    }
    assert_eq!(RecoveryForm::empty(now()).found().year, "2026");
}
