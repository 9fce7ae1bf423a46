use super::*;

fn parsed(cells: &[(&str, &str)]) -> Result<Parsed, Vec<String>> {
    let record: StringRecord = COLUMNS
        .iter()
        .map(|c| cells.iter().find(|(name, _)| name == c).map_or("", |cell| cell.1))
        .collect();
    let columns = Columns::read(&StringRecord::from(COLUMNS.to_vec()), COLUMNS, "external_ref").unwrap();
    parse(
        &columns,
        &record,
        &mut Words::default(),
        "2026-06-20T11:00:00Z".parse().unwrap(),
    )
}

#[test]
fn a_full_line() {
    let bike = parsed(&[
        ("external_ref", "A1"),
        ("make", "trek bikes"),
        ("colour", "Black / plaid"),
        ("kind", "rocket"),
        ("frame_number", "WTU 123 456 K"),
        ("identifiers", "battery:B1;frame:X2"),
        ("mark", &MarkCode::from_data([1; 8]).to_string()),
        ("owner_email", "Ada@Example.org"),
        ("stolen_from", "2026-06-20"),
        ("stolen_lat", "52.2"),
        ("stolen_lng", "0.1"),
    ])
    .unwrap();
    assert_eq!(bike.bike.description.make.as_deref(), Some("Trek"));
    assert_eq!(bike.bike.description.colours, ["black"]);
    assert_eq!(bike.bike.frame.number().unwrap().key(), "WTU123456K");
    assert_eq!(
        (bike.bike.identifiers.len(), bike.warnings.len()),
        (2, 2),
        "{:?}",
        bike.warnings
    );
    let window = bike.theft.unwrap().window;
    assert_eq!(window.from().to_string(), "2026-06-19T23:00:00Z");
    assert_eq!(window.to().to_string(), "2026-06-20T11:00:00Z", "not after now");
}

#[test]
fn a_frame_number_may_stand_among_the_others_or_be_known_to_be_missing() {
    let frame = |cells: &[(&str, &str)]| {
        let bike = parsed(&[&[("external_ref", "A1")], cells].concat()).unwrap().bike;
        (
            bike.frame.number().map(|number| number.key().to_owned()),
            bike.identifiers.len(),
            bike.frame,
        )
    };
    assert_eq!(
        frame(&[("identifiers", "motor:M1;frame:X 2")]).0.as_deref(),
        Some("X2")
    );
    assert_eq!(
        frame(&[("frame_number", "unknown"), ("identifiers", "frame:X2")]).1,
        1
    );
    assert_eq!(
        frame(&[("frame_number", "made without one")]).2,
        Frame::Unnumbered
    );
}

#[test]
#[expect(clippy::too_many_lines, reason = "a table")]
fn bad_lines_say_why() {
    let long = "x".repeat(10_000_000);
    let code = MarkCode::from_data([1; 8]).to_string();
    let wrong: String = code.chars().rev().collect();
    for (cells, words) in [
        (&[("frame_number", "A1234")][..], "external_ref is empty"),
        (&[("external_ref", "1")], "all empty"),
        (&[("external_ref", "1"), ("frame_number", "🚲")], "frame_number"),
        (
            &[("external_ref", "1"), ("frame_number", &long)],
            "100 characters or fewer",
        ),
        (&[("external_ref", &long), ("frame_number", "A1")], "external_ref"),
        (&[("external_ref", "1"), ("mark", &wrong)], "is not a mark"),
        (
            &[("external_ref", "1"), ("identifiers", "horn:1")],
            "kind \"horn\"",
        ),
        (
            &[
                ("external_ref", "1"),
                ("frame_number", "A1"),
                ("owner_email", "ada"),
            ],
            "owner_email",
        ),
        (
            &[
                ("external_ref", "1"),
                ("frame_number", "A1"),
                ("owner_postcode", "CB1"),
            ],
            "owner_postcode",
        ),
        (
            &[("external_ref", "1"), ("frame_number", "A1"), ("make", "a\u{0}b")],
            "make: must not contain hidden",
        ),
        (
            &[
                ("external_ref", "1"),
                ("frame_number", "A1"),
                ("stolen_from", "5/6/26"),
            ],
            "is not a date",
        ),
        (
            &[
                ("external_ref", "1"),
                ("frame_number", "A1"),
                ("stolen_from", "2026-06-21"),
            ],
            "in the past",
        ),
        (
            &[
                ("external_ref", "1"),
                ("frame_number", "A1"),
                ("stolen_from", "2026-06-02"),
                ("stolen_to", "2026-06-01"),
            ],
            "after",
        ),
        (
            &[
                ("external_ref", "1"),
                ("frame_number", "A1"),
                ("crime_ref", "35/1"),
            ],
            "needs stolen_from",
        ),
        (
            &[
                ("external_ref", "1"),
                ("frame_number", "A1"),
                ("stolen_from", "2026-06-01"),
                ("stolen_lat", "99"),
            ],
            "both latitude",
        ),
    ] {
        let wrong = parsed(cells).expect_err(words).join("; ");
        assert!(wrong.contains(words), "{words}: {wrong}");
    }
    assert_eq!(
        parsed(&[("owner_email", "x"), ("colour", &long)])
            .unwrap_err()
            .len(),
        4,
        "all at once"
    );
}

#[test]
fn what_is_odd_is_warned_of_and_the_bike_loads_all_the_same() {
    let warned = |column: &str, text: &str| {
        let mut cells = vec![("external_ref", "1")];
        if column != "frame_number" {
            cells.push(("frame_number", "AB1234567"));
        }
        cells.push((column, text));
        parsed(&cells).unwrap()
    };
    for (column, text) in [
        ("frame_number", "123456"),
        ("frame_number", "0000000"),
        ("frame_number", "#NAME?"),
        ("frame_number", "1.23E+11"),
        ("frame_number", "730551248.0"),
        ("owner_phone", "call"),
        ("owner_phone", "07700 900 982 / 07700 900 983"),
        ("owner_phone", "07700 900982, 01223 496 0000"),
        ("colour", "mauve"),
        ("colour", "plaid red"),
    ] {
        assert_eq!(warned(column, text).warnings.len(), 1, "{column} {text}");
    }
    for (column, text) in [
        ("frame_number", "none found"),
        ("frame_number", "see invoice"),
        ("owner_phone", "\u{202a}07700\u{a0}900\u{2011}982\u{202c}"),
        ("owner_phone", "01223 496 0000 ext 12"),
        ("owner_name", "\u{202a}Ada Byron\u{202c}"),
        ("make", "N/A"),
    ] {
        assert_eq!(warned(column, text).warnings, [""; 0], "{column} {text}");
    }
    assert_eq!(warned("make", "Unknown").bike.description.make, None);
    assert_eq!(
        warned("colour", "blue white").bike.description.colours,
        ["blue", "white"]
    );
    assert_eq!(warned("frame_number", "see invoice").bike.frame, Frame::Unknown);
    assert_eq!(
        warned("owner_name", "\u{202a}Ada Byron\u{202c}")
            .owner
            .unwrap()
            .name
            .as_deref(),
        Some("Ada Byron")
    );
}

#[test]
fn numbers_that_came_before_or_lost_a_nought_are_warned_of() {
    let mut seen = crate::lists::import::seen::Seen::default();
    let mut take = |line: u64, number: &str| {
        let parsed = parsed(&[
            ("external_ref", "1"),
            ("frame_number", number),
            ("make", "Ribble"),
        ])
        .unwrap();
        seen.take(line, &parsed).len()
    };
    assert_eq!(take(2, "AB1234567"), 0);
    assert_eq!(take(3, "ab-1234567"), 1);
    assert_eq!(take(4, "0730551248"), 0);
    assert_eq!(take(5, "730551249"), 1);
    assert_eq!(take(6, "73055124"), 0);
}
