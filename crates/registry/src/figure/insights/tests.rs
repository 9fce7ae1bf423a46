use super::*;
use crate::figure::release::testing::first_release;
use domain::account::{Membership, Organisation, OrganisationKind, Role, Viewer};
use domain::figure::release::{Cell, Value};
use domain::id::{AccountId, OrganisationId, PartnershipId};
use jiff::civil::date;

const FORBIDDEN: [&str; 8] = [
    "because of",
    "caused",
    "led to",
    "thanks to",
    "effect",
    "worked",
    "NaN",
    "inf",
];

/// Returns true if a text has a percentage without an interval.
fn has_bare_per_cent(text: &str) -> bool {
    let per_cents = text.matches('%').count();
    let interval = text.contains("between") || text.contains(" to ");
    per_cents == 1 || (per_cents > 0 && !interval)
}

#[test]
fn sentences_of_two_hundred_registers_claim_nothing() {
    let mut seen = std::collections::BTreeSet::new();
    for seed in 0..200_u64 {
        let (slug, a_year) = match seed % 4 {
            0 => ("east-cambs", seed / 40),
            1 => ("east-cambs", 5 + seed),
            2 => ("cambridge", 40 + seed),
            _ => ("cambridge", seed),
        };
        let release = first_release(slug, a_year, date(2026, 9, 30), seed);
        let said = sentences(&release);
        assert_eq!(said.len(), 4);
        for text in said
            .iter()
            .map(|one| &one.text)
            .chain(changes(&release).iter().map(|one| &one.text))
        {
            assert!(FORBIDDEN.iter().all(|word| !text.contains(word)), "{text}");
            assert!(!has_bare_per_cent(text), "{text}");
            assert!(text.ends_with('.'), "{text}");
            if text.contains("The change could be anything from") {
                let (low, high) = text
                    .split_once("anything from")
                    .unwrap()
                    .1
                    .split_once(" to ")
                    .unwrap();
                assert!(!(low.contains("more") && high.contains("more")), "{text}");
                assert!(!(low.contains("fewer") && high.contains("fewer")), "{text}");
            }
            seen.insert(text.chars().filter(|c| !c.is_ascii_digit()).collect::<String>());
        }
    }
    assert!(seen.len() > 10, "{seen:?}");
}

#[test]
fn an_area_without_thefts_has_words() {
    let release = first_release("east-cambs", 0, date(2026, 9, 30), 1);
    let said: Vec<String> = sentences(&release).into_iter().map(|one| one.text).collect();
    assert_eq!(
        said[0],
        "No theft was counted from October 2025 to September 2026, and none from October 2024 to September 2025."
    );
    assert!(said[2].starts_with("No theft was counted"), "{}", said[2]);
    assert!(said[3].contains("not available [x]"), "{}", said[3]);
    assert!(changes(&release).is_empty());
    assert_eq!(sureness(&release).len(), 7);
}

#[test]
fn every_choice_that_is_offered_names_a_table_and_no_other_does() {
    let release = first_release("cambridge", 300, date(2026, 9, 30), 3);
    let mut named = 0;
    let (mut areas, mut periods) = (Vec::new(), Vec::new());
    for form in offered(&release) {
        for area in &form.areas {
            areas.push(area.key.clone());
            for period in &form.periods {
                periods.push(period.key.clone());
                for by in &form.by {
                    let options = Options {
                        area: area.key.clone(),
                        period: period.key.clone(),
                        by: by.key.clone(),
                        source: form.source.to_owned(),
                    };
                    assert!(select(&release, &options).is_some(), "{options:?}");
                    named += 1;
                }
            }
        }
    }
    assert!(named > 100, "{named}");
    let options = |area: &str, period: &str, by: &str, source: &str| Options {
        area: area.into(),
        period: period.into(),
        by: by.into(),
        source: source.into(),
    };
    for wrong in [
        options("E05002709", "2026-q2", "nothing", "register"),
        options("E05002709", "2025", "kind", "register"),
        options("cambridge-centre", "2025", "nothing", "register"),
        options("all", "2026-q2", "lock", "register"),
        options("all", "last-four", "kind", "police"),
        options("E05002720", "2025", "nothing", "register"),
        options("all", "2026-09-01..2026-09-30", "nothing", "register"),
        options("", "", "", ""),
    ] {
        assert_eq!(select(&release, &wrong), None, "{wrong:?}");
    }
}

#[test]
fn a_chosen_part_shows_what_the_whole_table_shows() {
    let release = first_release("cambridge", 300, date(2026, 9, 30), 3);
    let options = Options {
        area: "E05002709".into(),
        period: "2025".into(),
        ..Options::default()
    };
    let Some(Choice::Register(title, table)) = select(&release, &options) else {
        panic!("a ward's year is a table");
    };
    assert_eq!(title, "Thefts in Market in 2025/26");
    assert_eq!(
        table.cells,
        [[*release.cell("wards", "E05002709", "2025").unwrap()]]
    );
}

#[test]
fn a_withheld_count_is_in_no_word_of_a_release() {
    let mut release = first_release("cambridge", 300, date(2026, 9, 30), 3);
    for table in &mut release.tables {
        for cell in table.cells.iter_mut().flatten() {
            *cell = Cell::of(Value::Withheld);
        }
    }
    for one in sentences(&release) {
        assert!(!one.text.chars().any(|c| c == '%'), "{}", one.text);
    }
    assert!(changes(&release).is_empty());
}

#[test]
fn readers_read_their_own_partnership() {
    let viewer = |role, kind, partnership: Option<i64>| Viewer {
        account: AccountId(1),
        memberships: vec![Membership {
            organisation: Organisation {
                id: OrganisationId(1),
                slug: "one".into(),
                name: "One".into(),
                kind,
                partnership: partnership.map(PartnershipId),
                leads: false,
            },
            role,
        }],
    };
    use OrganisationKind::{Council, Police, Site};
    for (role, kind, of, reads) in [
        (Role::Analyst, Council, Some(1), (true, false)),
        (Role::Coordinator, Council, Some(2), (false, true)),
        (Role::Officer, Police, Some(1), (true, false)),
        (Role::Officer, Police, None, (true, true)),
        (Role::Officer, Council, Some(1), (false, false)),
        (Role::Analyst, Council, None, (false, false)),
        (Role::Volunteer, Council, Some(1), (false, false)),
        (Role::SiteAdmin, Site, Some(1), (false, false)),
    ] {
        let reader = ReaderOf::of(&viewer(role, kind, of));
        let may = |id| {
            reader
                .as_ref()
                .is_some_and(|reader| reader.reads(PartnershipId(id)))
        };
        assert_eq!((may(1), may(2)), reads, "{role} {kind:?} {of:?}");
    }
}
