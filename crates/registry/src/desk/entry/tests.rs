use super::*;
use domain::bike::BikeKind;
use domain::number::Frame;

fn code() -> MarkCode {
    MarkCode::from_data([7, 20, 30, 4, 18, 2, 28, 9])
}

/// The shortest valid entry.
fn least() -> Typed {
    Typed {
        frame_number: "wtu 316 c2137n".into(),
        make: "trek".into(),
        colour: "red".into(),
        name: "Ada Abbott".into(),
        phone: "07700 900123".into(),
        consent: "yes".into(),
        ..Typed::with_code(code())
    }
}

fn fields(form: &Typed) -> Vec<&'static str> {
    let problems = form.parse_named().unwrap_err();
    problems.iter().map(|(field, _)| field.name()).collect()
}

#[test]
fn the_least_is_enough() {
    let parsed = least().parse_named().unwrap();
    assert_eq!(parsed.mark, code());
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
    let form = Typed {
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
    let parsed = form.parse_named().unwrap();
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
        let form = Typed {
            frame_number: typed.into(),
            frame_unread: unread.into(),
            ..least()
        };
        assert_eq!(form.parse_named().unwrap().bike.frame, expected, "{typed}");
    }
    let unknown = Typed {
        make: "Unknown".into(),
        ..least()
    };
    assert_eq!(unknown.parse_named().unwrap().bike.description.make, None);
}

#[test]
fn the_same_colour_twice_is_one_colour() {
    let form = Typed {
        second_colour: "red".into(),
        ..least()
    };
    assert_eq!(form.parse_named().unwrap().bike.description.colours, ["red"]);
}

type Change = fn(&mut Typed);

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
        assert_eq!(fields(&form), [*field], "case {number}");
    }
}

#[test]
fn a_mark_of_direction_in_a_name_is_dropped() {
    let form = Typed {
        name: "turn\u{202e}ed".into(),
        ..least()
    };
    assert_eq!(form.parse_named().unwrap().owner.name.as_deref(), Some("turned"));
}

#[test]
fn mistakes_come_in_the_order_of_the_page() {
    let all = [
        "code",
        "frame_number",
        "make",
        "colour",
        "name",
        "email",
        "consent",
    ];
    assert_eq!(fields(&Typed::default()), all);
    let short = Typed::default().parse().unwrap_err();
    assert!(short.iter().all(|(field, _)| *field != Field::Name), "{short:?}");
}

#[test]
fn a_code_that_was_put_right_waits_for_a_yes() {
    let right = code().compact();
    let wrong = if right.starts_with('8') { "B" } else { "8" };
    let form = Typed {
        code: format!("{wrong}{}", &right[1..]),
        ..least()
    };
    let problems = form.parse().unwrap_err();
    let [(Field::Code, Problem::PutRight(reading))] = problems.as_slice() else {
        panic!("{problems:?}");
    };
    assert_eq!(reading.code(), Some(code()));
}

#[test]
fn an_entry_of_a_phone_is_read_and_nothing_panics() {
    let code = code();
    let json = format!(
        r#"{{"code":"Mark {code}.","frame_number":"WTU316C2137N","make":"trek","colour":"red","email":"ada@example.org",
            "consent":"yes","saved_at":1795000000000,"seconds":44,"photo":"/9j/","of_a_newer_shell":[1]}}"#
    );
    let words = EntryWords::of(&json);
    assert_eq!((words.mark(), words.seconds), (Some(code), Some(44)));
    assert_eq!(words.saved_at().unwrap().as_millisecond(), 1_795_000_000_000);
    assert_eq!(words.photo().unwrap(), [0xff, 0xd8, 0xff]);
    let valid = words.typed.parse().unwrap();
    assert_eq!((valid.mark, valid.owner.name), (code, None));
    assert!(
        !format!("{words:?} {:?}", words.typed).contains("ada"),
        "no log shows who it is"
    );
    for bad in [
        "",
        "{}",
        "[1]",
        "{\"code\":5}",
        "{\"seconds\":-1}",
        "null",
        "{\"photo\":7}",
    ] {
        let words = EntryWords::of(bad);
        assert!(
            words.typed.parse().is_err() && words.mark().is_none() && !words.has_photo(),
            "{bad}"
        );
    }
    let no_consent = EntryWords::of(&json.replace("\"consent\":\"yes\",", ""));
    assert_eq!(
        no_consent.typed.parse().unwrap_err(),
        [(Field::Consent, Problem::Missing)]
    );
    assert_eq!(no_consent.mark(), Some(code));
}

#[test]
fn an_entry_may_withdraw_another() {
    let words =
        EntryWords::of(r#"{"withdraws":"019ab3c4-5d6e-7f80-9a1b-0123456789ab","saved_at":1795000000000}"#);
    assert_eq!(words.withdraws().unwrap().slip(), "4567-89AB");
    assert!(
        EntryWords::of(r#"{"withdraws":"the last one"}"#)
            .withdraws()
            .is_none()
    );
}

#[test]
fn a_bike_without_a_label_needs_no_code() {
    let form = Typed {
        code: String::new(),
        ..least()
    };
    let (bike, owner) = form.parse_unlabelled().unwrap();
    assert_eq!(bike.description.make.as_deref(), Some("Trek"));
    assert_eq!(owner.name.as_deref(), Some("Ada Abbott"));
}
