use crate::desk::form::{MarkForm, read_code, shown};
use domain::MarkCode;
use domain::bike::{BikeKind, IdentifierKind};
use domain::number::Frame;

fn code() -> MarkCode {
    MarkCode::from_data([7, 20, 30, 4, 18, 2, 28, 9])
}

/// The least that is taken.
fn least() -> MarkForm {
    MarkForm {
        frame_number: "wtu 316 c2137n".into(),
        make: "trek".into(),
        colour: "red".into(),
        name: "Ada Abbott".into(),
        phone: "07700 900123".into(),
        consent: "yes".into(),
        ..MarkForm::with_code(code())
    }
}

fn errors(form: &MarkForm) -> Vec<(String, String)> {
    form.parse().map(|_| ()).unwrap_err().list().to_vec()
}

#[test]
fn the_least_is_enough() {
    let parsed = least().parse().unwrap();
    assert_eq!(parsed.code, code());
    assert_eq!(parsed.bike.frame.number().unwrap().key(), "WTU316C2137N");
    let looks = &parsed.bike.description;
    assert_eq!(
        (looks.make.as_deref(), looks.model.as_deref(), looks.kind),
        (Some("Trek"), None, None)
    );
    assert_eq!(looks.colours, ["red"]);
    assert!(parsed.bike.identifiers.is_empty());
    assert_eq!(parsed.owner.name.as_deref(), Some("Ada Abbott"));
    assert!(parsed.owner.email.is_none() && parsed.owner.phone.is_some() && parsed.owner.postcode.is_none());
}

#[test]
fn everything_is_taken_over() {
    let form = MarkForm {
        model: " Marlin  5 ".into(),
        second_colour: "black".into(),
        kind: "childs".into(),
        other_kind_1: "battery".into(),
        other_number_1: "BAT 77-1".into(),
        other_kind_2: "bikeregister".into(),
        other_number_2: "BR99887766".into(),
        features: "Duck <horn> 🦆'; DROP TABLE bike".into(),
        email: "ada@example.org".into(),
        postcode: "cb12ab".into(),
        ..least()
    };
    let parsed = form.parse().unwrap();
    let looks = &parsed.bike.description;
    assert_eq!(looks.model.as_deref(), Some("Marlin 5"));
    assert_eq!(looks.colours, ["red", "black"]);
    assert_eq!(looks.kind, Some(BikeKind::Childs));
    assert_eq!(
        looks.features.as_deref(),
        Some("Duck <horn> 🦆'; DROP TABLE bike")
    );
    let kinds: Vec<_> = parsed
        .bike
        .identifiers
        .iter()
        .map(|identifier| identifier.kind)
        .collect();
    assert_eq!(kinds, [IdentifierKind::Battery, IdentifierKind::BikeRegister]);
    assert_eq!(parsed.owner.postcode.unwrap().as_str(), "CB1 2AB");
}

#[test]
fn a_frame_without_a_number_is_said_so() {
    for (typed, unread, expected) in [
        ("", "yes", Frame::Unknown),
        ("", "none", Frame::Unnumbered),
        ("made without one", "", Frame::Unnumbered),
        ("can't read it", "", Frame::Unknown),
    ] {
        let form = MarkForm {
            frame_number: typed.into(),
            frame_unread: unread.into(),
            ..least()
        };
        assert_eq!(form.parse().unwrap().bike.frame, expected, "{typed}");
    }
    let unknown = MarkForm {
        make: "Unknown".into(),
        ..least()
    };
    assert_eq!(unknown.parse().unwrap().bike.description.make, None);
}

#[test]
fn the_same_colour_twice_is_one_colour() {
    let form = MarkForm {
        second_colour: "red".into(),
        ..least()
    };
    assert_eq!(form.parse().unwrap().bike.description.colours, ["red"]);
}

type Change = fn(&mut MarkForm);

#[test]
fn each_mistake_is_told_at_its_field() {
    let cases: &[(Change, &str)] = &[
        (|f| f.code = String::new(), "code"),
        (|f| f.code = "7KQ4".into(), "code"),
        (|f| f.code = "🚲🚲🚲🚲🚲🚲🚲🚲🚲🚲".into(), "code"),
        (|f| f.frame_number = " ".into(), "frame_number"),
        (|f| f.frame_number = "🚲".into(), "frame_number"),
        (|f| f.frame_number = "A\u{0}B123".into(), "frame_number"),
        (|f| f.frame_number = "9".repeat(60_000), "frame_number"),
        (
            |f| {
                f.frame_number = String::new();
                f.frame_unread = "perhaps".into();
            },
            "frame_unread",
        ),
        (|f| f.make = String::new(), "make"),
        (|f| f.make = "Tr\u{7}ek".into(), "make"),
        (|f| f.model = "x".repeat(101), "model"),
        (|f| f.colour = String::new(), "colour"),
        (|f| f.colour = "octarine".into(), "colour"),
        (|f| f.second_colour = "<b>".into(), "second_colour"),
        (|f| f.kind = "hovercraft".into(), "kind"),
        (|f| f.other_number_1 = "BAT1".into(), "other_kind_1"),
        (|f| f.other_kind_2 = "motor".into(), "other_number_2"),
        (
            |f| {
                f.other_kind_1 = "motor".into();
                f.other_number_1 = "--".into();
            },
            "other_number_1",
        ),
        (
            |f| {
                // Known to the register, but not offered here.
                f.other_kind_1 = "frame".into();
                f.other_number_1 = "B123".into();
            },
            "other_kind_1",
        ),
        (|f| f.features = "x".repeat(301), "features"),
        (|f| f.features = "esc\u{1b}[31m".into(), "features"),
        (|f| f.name = String::new(), "name"),
        (|f| f.phone = String::new(), "email"),
        (|f| f.phone = "call me".into(), "phone"),
        (|f| f.email = "ada@example".into(), "email"),
        (|f| f.postcode = "CB1".into(), "postcode"),
        (|f| f.consent = String::new(), "consent"),
        (|f| f.consent = "no".into(), "consent"),
    ];
    for (number, (change, field)) in cases.iter().enumerate() {
        let mut form = least();
        change(&mut form);
        let found = errors(&form);
        assert_eq!(found.len(), 1, "case {number} ({field}): {found:?}");
        assert_eq!(found[0].0, *field, "case {number}: {found:?}");
        assert!(
            !found[0].1.is_empty() && found[0].1.len() < 200,
            "case {number}: {found:?}"
        );
    }
}

#[test]
fn a_mark_of_direction_in_a_name_is_dropped() {
    let form = MarkForm {
        name: "turn\u{202e}ed".into(),
        ..least()
    };
    assert_eq!(form.parse().unwrap().owner.name.as_deref(), Some("turned"));
}

#[test]
fn mistakes_come_in_the_order_of_the_page() {
    let found = errors(&MarkForm::default());
    let fields: Vec<_> = found.iter().map(|(field, _)| field.as_str()).collect();
    assert_eq!(
        fields,
        [
            "code",
            "frame_number",
            "make",
            "colour",
            "name",
            "email",
            "consent"
        ]
    );
}

#[test]
fn a_code_that_was_put_right_waits_for_a_yes() {
    let right = code().compact();
    let wrong = if right.starts_with('8') { "B" } else { "8" };
    let typed = format!("{wrong}{}", &right[1..]);
    let (found, proposal) = read_code(&typed).unwrap();
    assert_eq!(found, code());
    assert_eq!(proposal.unwrap().code, code());
    let mut form = MarkForm {
        code: typed,
        ..least()
    };
    let asked = errors(&form);
    assert_eq!(asked[0].0, "code");
    assert!(asked[0].1.contains(&code().to_string()), "{asked:?}");
    form.take_proposal();
    assert_eq!(form.code, code().to_string());
    assert_eq!(form.parse().unwrap().code, code());
}

#[test]
fn a_code_that_cannot_be_read_says_so() {
    for typed in [
        "",
        "7KQ4M",
        "7KQ4M-2X9T!",
        "????M-2X9TD",
        "?????-?????",
        "https://example.org/x",
    ] {
        assert!(read_code(typed).is_err(), "{typed}");
    }
    assert_eq!(shown(&"9".repeat(1 << 20)).len(), 200);
}
