use super::*;

fn cell(value: &str, note: &str) -> Cell {
    Cell {
        value: value.into(),
        note: note.into(),
    }
}

fn block(id: &str, inside: bool, rows: &[(&str, [Cell; 2])], tokens: &[(&str, Option<&str>)]) -> Block {
    let row = |(label, cells): &(&str, [Cell; 2])| Row {
        key: row_key(label),
        label: (*label).into(),
        cells: cells.to_vec(),
    };
    Block {
        id: id.into(),
        caption: id.into(),
        filter: "whole area".into(),
        cited: Cited {
            release: 1,
            quarter: "2026/27 Q2".into(),
            feed: (1, 2),
            hash: "ab".into(),
        },
        definitions: vec![("thefts.total".into(), 1)],
        inside,
        grid: (!rows.is_empty()).then(|| Grid {
            first: "Ward".into(),
            unit: "count".into(),
            columns: vec![
                ("2024".into(), "2024/25".into()),
                ("2025".into(), "2025/26".into()),
            ],
            rows: rows.iter().map(row).collect(),
        }),
        tokens: tokens
            .iter()
            .map(|(name, value)| Token {
                name: (*name).into(),
                value: value.map(str::to_owned),
            })
            .collect(),
    }
}

fn blocks() -> Vec<Block> {
    let wards = [
        ("Queen Edith’s", [cell("12", ""), cell("[c]", "")]),
        (
            "Market",
            [cell("1214", "[r] first published: 1210"), cell("30", "[p]")],
        ),
    ];
    vec![
        block(
            "year",
            false,
            &[],
            &[
                ("thefts.total", Some("112 [p]")),
                ("coverage.recorded", None),
                ("thefts.total.sentence", Some("112 thefts.")),
            ],
        ),
        block("wards", false, &wards, &[]),
        block(
            "places",
            true,
            &[("Place 1", [cell("5 to 9", ""), cell("2", "")])],
            &[],
        ),
    ]
}

fn with(kind: SectionKind, text: &str) -> Assessment {
    Assessment::new("Strategic assessment".into(), |one| match one {
        one if one == kind => text.to_owned(),
        SectionKind::Summary => "Summary".to_owned(),
        _ => String::new(),
    })
}

#[test]
fn tokens_give_way_to_their_values() {
    for (text, expected) in [
        ("[[thefts.total]] thefts.", "112 [p] thefts."),
        ("[[ thefts.total ]]", "112 [p]"),
        ("In Market [[wards.market.2025]].", "In Market 30 [p]."),
        ("[[wards.queen-ediths.2025]]", "[c]"),
        ("[[wards.market.2024]]", "1214 [r]"),
        ("[[nothing]] and [[open", "[[nothing]] and [[open"),
        ("no token", "no token"),
        ("", ""),
        ("[[]]", "[[]]"),
        ("🚲 [[thefts.total.sentence]]", "🚲 112 thefts."),
    ] {
        assert_eq!(written(text, &blocks()), expected, "{text}");
    }
}

#[test]
fn what_is_wrong_with_a_token_says_what_to_do() {
    for (text, expected) in [
        ("[[thefts.total]] [[wards.market.2025]]", None),
        (
            "[[thefts.totl]]",
            Some("Levels: [[thefts.totl]] is not a figure. Choose a token from the list"),
        ),
        (
            "[[wards.market.1999]]",
            Some("Levels: [[wards.market.1999]] is not a figure. Choose a token from the list"),
        ),
        (
            "[[wards]]",
            Some("Levels: [[wards]] is not a figure. Choose a token from the list"),
        ),
        (
            "[[coverage.recorded]]",
            Some(
                "Levels: [[coverage.recorded]] has no value in these figures. Take the token out, or take newer figures",
            ),
        ),
        (
            "[[places.place-1.2024]]",
            Some(
                "Levels: [[places.place-1.2024]] is only for people inside the partnership. Take the token out",
            ),
        ),
        (
            "[[thefts\ntotal]]",
            Some("Levels: the token that begins “[[thefts” does not end. Close it with ]]"),
        ),
    ] {
        let found = problems(&with(SectionKind::Levels, text), &blocks());
        let texts: Vec<&str> = found.iter().map(|problem| problem.text.as_str()).collect();
        assert_eq!(texts, Vec::from_iter(expected), "{text}");
    }
    let empty = problems(&with(SectionKind::Summary, " "), &blocks());
    assert_eq!(empty[0].text, "Write the section “Summary and findings”");
}

#[test]
fn a_number_that_equals_a_frozen_one_gets_a_hint() {
    for (text, expected) in [
        ("112 thefts", Some(("112", "thefts.total"))),
        ("There were 1,214.", Some(("1,214", "wards.market.2024"))),
        ("(12)", Some(("12", "wards.queen-ediths.2024"))),
        ("[[thefts.total]] and E112", None),
        ("in 2026, 2 of them, 12:30, 112/113", None),
        ("5 to 9", None),
    ] {
        let found = hints(text, &blocks());
        let first = found
            .first()
            .map(|hint| (hint.number.as_str(), hint.token.as_str()));
        assert_eq!(first, expected, "{text}");
    }
}

#[test]
fn each_value_that_moved_is_listed_once() {
    let before = blocks();
    assert_eq!(moved(&before, &before), []);
    let mut after = blocks();
    after[0].tokens[0].value = Some("113".into());
    after[0].tokens[2].value = Some("113 thefts.".into());
    if let Some(grid) = &mut after[1].grid {
        grid.rows[0].cells[1] = cell("9", "");
        grid.rows.remove(1);
    }
    let told: Vec<(String, Option<String>, Option<String>)> = moved(&before, &after)
        .into_iter()
        .map(|one| (one.token, one.was, one.is))
        .collect();
    let some = |text: &str| Some(text.to_owned());
    assert_eq!(
        told,
        [
            ("thefts.total".to_owned(), some("112 [p]"), some("113")),
            ("wards.queen-ediths.2025".to_owned(), some("[c]"), some("9")),
            ("wards.market.2024".to_owned(), some("1214 [r]"), None),
            ("wards.market.2025".to_owned(), some("30 [p]"), None),
        ]
    );
    assert_eq!(before[1].mask(), ["queen-ediths.2025"]);
}

#[test]
fn who_saves_second_is_told() {
    let first = with(SectionKind::Summary, "One");
    let edit = |seen, text: &str| Edit::Text {
        section: SectionKind::Summary,
        seen,
        text: text.into(),
    };
    let next = first.edited(edit(Some(0), "Two")).unwrap();
    assert_eq!(next.assessment.section(SectionKind::Summary).unwrap().text, "Two");
    assert_eq!(next.said, "Changed the section “Summary and findings”");
    assert_eq!(
        next.assessment.edited(edit(Some(0), "Three")),
        Err(EditError::ChangedMeanwhile)
    );
    let correction = Correction {
        what: "A total".into(),
        why: "It was wrong".into(),
    };
    let edit = Edit::Correction {
        seen: None,
        correction: correction.clone(),
    };
    assert_eq!(first.edited(edit.clone()), Err(EditError::NoCorrection));
    assert!(first.corrected(correction).edited(edit).is_ok());
}

#[test]
fn words_that_are_stored_are_read_again() {
    for state in State::ALL {
        assert_eq!(State::parse(state.slug()), Some(state));
    }
    for what in What::ALL {
        assert_eq!(What::parse(what.slug()), Some(what));
    }
    for kind in SectionKind::ALL {
        assert_eq!(SectionKind::parse(kind.slug()), Some(kind));
    }
    assert_eq!(edition_number(1), "1.1");
    assert_eq!(row_key("Ely  South (part)"), "ely-south-part");
}
