use super::*;
use jiff::civil::date;
use proptest::prelude::*;

#[test]
fn a_line_is_read_or_says_what_to_do() {
    let long = "x".repeat(51);
    for (raw, expected) in [
        ("  Robin  Fen ", Ok("Robin Fen")),
        ("", Err("Enter your name")),
        (" \t ", Err("Enter your name")),
        ("Rob\0in", Err("Your name must not contain hidden characters")),
        (long.as_str(), Err("Your name must be 50 characters or fewer")),
        ("<b>O'Fen</b> 🚲", Ok("<b>O'Fen</b> 🚲")),
    ] {
        let mut errors = Errors::default();
        let read = errors.line("name", "Your name", "Enter your name", raw, 50);
        assert_eq!(read.as_deref(), expected.ok(), "{raw:?}");
        assert_eq!(errors.of("name"), expected.err(), "{raw:?}");
    }
}

#[test]
fn several_lines_are_only_taken_where_asked() {
    let mut errors = Errors::default();
    let note = errors.prose("note", "Your message", "Enter a message", "one\r\ntwo", 50);
    assert_eq!(note.as_deref(), Some("one\ntwo"));
    assert_eq!(errors.optional_line("phone", "Phone", "", 20), Some(None));
    assert_eq!(errors.optional_prose("more", "More", "\u{1b}[2J", 20), None);
    assert_eq!(errors.list().len(), 1);
}

#[test]
fn the_first_message_of_a_field_stays_and_fields_keep_their_order() {
    let mut errors = Errors::default();
    errors.add("b", "first");
    errors.add("a", "second");
    errors.add("b", "third");
    let ids: Vec<_> = errors
        .list()
        .iter()
        .map(|(id, message)| format!("{id}: {message}"))
        .collect();
    assert_eq!(ids, ["b: first", "a: second"]);
    assert_eq!(errors.keep("c", "x".parse::<u8>()), None);
    assert!(errors.of("c").is_some());
}

#[test]
fn a_form_is_only_finished_when_nothing_is_wrong() {
    assert_eq!(Errors::default().finish(Some(1)), Ok(1));
    let mut errors = Errors::default();
    errors.add("a", "wrong");
    assert_eq!(errors.clone().finish(Some(1)), Err(errors.clone()));
    assert_eq!(errors.clone().finish(None::<u8>), Err(errors));
    assert!(!Errors::default().finish(None::<u8>).unwrap_err().is_empty());
}

#[test]
fn dates_are_read_or_point_at_the_part() {
    for (typed, expected) in [
        (("22", "11", "2026"), Ok(date(2026, 11, 22))),
        ((" 1 ", "March", "2026"), Ok(date(2026, 3, 1))),
        (("29", "feb", "2024"), Ok(date(2024, 2, 29))),
        (("", "", ""), Err(("stolen_day", "Enter the date"))),
        (
            ("", "11", "2026"),
            Err(("stolen_day", "The date must include a day")),
        ),
        (
            ("22", " ", "2026"),
            Err(("stolen_month", "The date must include a month")),
        ),
        (
            ("22", "11", ""),
            Err(("stolen_year", "The date must include a year")),
        ),
        (
            ("22", "11", "26"),
            Err(("stolen_year", "The date must have a year of four numbers")),
        ),
        (
            ("29", "2", "2026"),
            Err(("stolen_day", "The date must be a real date")),
        ),
        (
            ("22", "ma", "2026"),
            Err(("stolen_day", "The date must be a real date")),
        ),
        (
            ("-1", "11", "2026"),
            Err(("stolen_day", "The date must be a real date")),
        ),
        (
            ("🚲", "<b>", "2026"),
            Err(("stolen_day", "The date must be a real date")),
        ),
    ] {
        let mut errors = Errors::default();
        let (day, month, year) = typed;
        let read = DateTyped::new(day, month, year).read(&mut errors, "stolen", "The date", "Enter the date");
        assert_eq!(read, expected.ok(), "{typed:?}");
        let found = errors
            .list()
            .first()
            .map(|(id, message)| (id.as_str(), message.as_str()));
        assert_eq!(found, expected.err(), "{typed:?}");
        assert_eq!(
            errors.of_date("stolen"),
            expected.err().map(|(_, message)| message)
        );
    }
}

#[test]
fn a_missing_part_is_marked_alone_and_an_unreal_date_as_a_whole() {
    for (typed, marked) in [
        (("", "11", "2026"), vec!["day"]),
        (("22", "", "2026"), vec!["month"]),
        (("22", "11", "26"), vec!["year"]),
        (("31", "2", "2026"), vec!["day", "month", "year"]),
        (("", "", ""), vec!["day", "month", "year"]),
        (("1", "2", "2026"), vec![]),
    ] {
        let mut errors = Errors::default();
        DateTyped::new(typed.0, typed.1, typed.2).read(&mut errors, "stolen", "The date", "Enter the date");
        let found: Vec<_> = ["day", "month", "year"]
            .into_iter()
            .filter(|part| errors.marks_date_part("stolen", part))
            .collect();
        assert_eq!(found, marked, "{typed:?}");
    }
}

#[test]
fn what_was_sent_is_chosen_again() {
    let kinds = [("road", "Road bike"), ("cargo", "Cargo bike"), ("trike", "Trike")];
    let chosen = |list: Vec<Choice>| -> Vec<String> {
        list.into_iter()
            .filter(|choice| choice.chosen)
            .map(|choice| choice.value)
            .collect()
    };
    assert_eq!(chosen(Choice::list("cargo", kinds)), ["cargo"]);
    assert_eq!(chosen(Choice::list("", kinds)), [""; 0]);
    assert_eq!(
        chosen(Choice::list_of_many(&["trike", "road", "made-up"], kinds)),
        ["road", "trike"]
    );
}

proptest! {
    #[test]
    fn reading_a_date_back_gives_the_date(year in 1000_i16..=9999, month in 1_i8..=12, day in 1_i8..=28) {
        let mut errors = Errors::default();
        let written = date(year, month, day);
        prop_assert_eq!(DateTyped::of(written).read(&mut errors, "on", "It", "Enter it"), Some(written));
    }

    #[test]
    fn nothing_typed_into_a_date_breaks_it(day in "\\PC{0,12}", month in "\\PC{0,12}", year in "\\PC{0,12}") {
        let mut errors = Errors::default();
        let read = DateTyped::new(day, month, year).read(&mut errors, "on", "It", "Enter it");
        prop_assert_eq!(read.is_none(), !errors.is_empty());
    }
}
