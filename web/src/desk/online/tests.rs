use crate::desk::form::{ask_email, errors, read_code, shown, take_proposal};
use crate::shared::Errors;
use domain::MarkCode;
use registry::desk::entry::Typed;

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

fn told(form: &Typed) -> Vec<(String, String)> {
    errors(&form.parse_named().unwrap_err()).list().to_vec()
}

#[test]
fn each_field_has_its_own_sentence() {
    let empty = told(&Typed::default());
    let wrong = told(&Typed {
        code: "7KQ4".into(),
        frame_number: "🚲".into(),
        make: "Tr\u{7}ek".into(),
        model: "x".repeat(101),
        colour: "octarine".into(),
        second_colour: "<b>".into(),
        kind: "hovercraft".into(),
        other_number_1: "BAT1".into(),
        other_kind_2: "motor".into(),
        features: "x".repeat(301),
        email: "ada@example".into(),
        phone: "call me".into(),
        postcode: "CB1".into(),
        ..least()
    });
    let all: Vec<String> = empty
        .iter()
        .chain(&wrong)
        .map(|(field, says)| format!("{field}: {says}"))
        .collect();
    assert_eq!(
        all,
        [
            "code: Enter a mark code, such as 7KQ4M-2X9TD",
            "frame_number: Enter the frame number, or choose why there is none",
            "make: Enter the make, or “unknown” if there is no name on it",
            "colour: Choose the main colour",
            "name: Enter the owner’s name",
            "email: Enter an e-mail address or a phone number",
            "consent: Ask the owner, then tick that they agree",
            "code: A mark code has ten characters, and this has 4. Type ? for each one that you cannot read",
            "frame_number: Enter a frame number with letters or digits",
            "make: Make must not contain hidden characters",
            "model: Model must be 100 characters or fewer",
            "colour: Choose a colour from the list",
            "second_colour: Choose a colour from the list",
            "kind: Choose a kind from the list",
            "other_kind_1: Choose the type of the other number",
            "other_number_2: Enter the other number, or choose “No other number”",
            "features: Distinguishing features must be 300 characters or fewer",
            "email: Enter an e-mail address in the correct format, like name@example.org",
            "phone: Enter a telephone number, like 01223 496 0000 or 07700 900 982",
            "postcode: Enter a full UK postcode, like CB1 2AB",
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
    let mut form = Typed {
        code: typed,
        ..least()
    };
    let asked = told(&form);
    assert_eq!(asked[0].0, "code");
    assert!(asked[0].1.contains(&code().to_string()), "{asked:?}");
    take_proposal(&mut form);
    assert_eq!(form.code, code().to_string());
    assert_eq!(form.parse_named().unwrap().mark, code());
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

#[test]
fn an_address_that_looks_like_a_slip_is_asked_about_once() {
    for (email, asked, is_asked) in [
        ("", "", false),
        ("ada@example.org", "", false),
        ("ada@gmial.com", "", true),
        ("ada@gmial.com", " ada@gmial.com", false),
        ("ada@hotmial.com", "ada@gmial.com", true),
        ("ada@", "", false),
    ] {
        let typed = Typed {
            email: email.into(),
            email_asked: asked.into(),
            ..least()
        };
        let mut errors = Errors::default();
        ask_email(&typed, &mut errors);
        assert_eq!(!errors.is_empty(), is_asked, "{email} {asked}");
    }
}
