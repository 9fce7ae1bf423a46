use super::*;
use jiff::civil::date;

fn at(raw: &str) -> Timestamp {
    raw.parse().unwrap()
}

const BEFORE: &str = "2026-11-01T09:00:00Z";
const OPEN: &str = "2026-11-10T09:00:00Z";
const AFTER: &str = "2026-12-02T09:00:00Z";

fn details() -> Details {
    Details {
        title: "Priorities for next year".into(),
        question: "What should we work on?".into(),
        background: None,
        opens_at: at("2026-11-02T09:00:00Z"),
        closes_at: at("2026-12-01T17:00:00Z"),
        issues: vec!["Bikes".into(), "Scams".into(), "Lights".into()],
        asks: Some("What else?".into()),
        asked: "Everybody, on the web and at the market".into(),
        sharing: Sharing::Browser,
    }
}

fn after(consultation: &Consultation, edit: Edit, now: &str) -> Consultation {
    consultation.edited(edit, at(now)).unwrap().consultation
}

fn refused(consultation: &Consultation, edit: Edit, now: &str) -> EditError {
    consultation.edited(edit, at(now)).unwrap_err()
}

fn shown() -> Consultation {
    let show = Edit::Show {
        seen: 0,
        is_public: true,
        why: None,
    };
    after(&Consultation::new(details()), show, BEFORE)
}

fn stand(people: u32, named: [u32; 3]) -> NewStandCount {
    NewStandCount {
        on: date(2026, 11, 7),
        place: "Market Square".into(),
        people,
        named: named.to_vec(),
    }
}

fn written(seen: u32) -> Edit {
    Edit::Write {
        seen,
        reached: None,
        themes: Some("Dark stands".into()),
        changed: Some("More lamps".into()),
    }
}

#[test]
fn choices_are_in_order_and_differ() {
    for (chosen, want) in [
        ([Some(2), Some(0), None], Ok(vec![2, 0])),
        ([Some(1), None, None], Ok(vec![1])),
        ([None, None, None], Err((0, ChoicesError::Nothing))),
        ([None, Some(1), None], Err((0, ChoicesError::Gap))),
        ([Some(1), None, Some(2)], Err((1, ChoicesError::Gap))),
        ([Some(1), Some(1), None], Err((1, ChoicesError::Twice))),
        ([Some(0), Some(1), Some(3)], Err((2, ChoicesError::NoIssue))),
    ] {
        assert_eq!(
            Choices::new(chosen, 3).map(|choices| (0..3).map_while(|place| choices.at(place)).collect()),
            want,
            "{chosen:?}"
        );
    }
}

#[test]
fn details_are_checked() {
    let with = |issues: &[&str]| {
        let issues = issues.iter().map(|issue| (*issue).to_owned()).collect();
        Details { issues, ..details() }.check()
    };
    assert_eq!(with(&["Bikes", "Scams"]), Ok(()));
    assert_eq!(with(&["Bikes"]), Err(DetailsError::HowManyIssues));
    assert_eq!(with(&["x"; 11]), Err(DetailsError::HowManyIssues));
    assert_eq!(with(&["Bikes", "bikes"]), Err(DetailsError::SameIssue));
    let closes = |closes_at| {
        Details {
            closes_at: at(closes_at),
            ..details()
        }
        .check()
    };
    assert_eq!(
        closes("2026-11-02T09:00:00Z"),
        Err(DetailsError::ClosesBeforeOpening)
    );
    assert_eq!(closes("2027-11-04T09:00:00Z"), Err(DetailsError::TooLong));
}

#[test]
fn it_opens_and_closes_by_the_clock() {
    let consultation = shown();
    for (now, stage) in [
        ("2026-11-02T08:59:59Z", Stage::Coming),
        ("2026-11-02T09:00:00Z", Stage::Open),
        ("2026-12-01T16:59:59Z", Stage::Open),
        ("2026-12-01T17:00:00Z", Stage::Closed),
    ] {
        assert_eq!(consultation.stage(at(now)), stage, "{now}");
        assert_eq!(Consultation::new(details()).stage(at(now)), Stage::Draft);
    }
}

#[test]
fn once_it_has_opened_only_its_close_moves_and_only_to_later() {
    let consultation = shown();
    let change = |change: fn(&mut Details)| {
        let mut details = details();
        change(&mut details);
        Edit::Details { seen: 1, details }
    };
    let rule = change(|details| details.sharing = Sharing::Connection);
    let earlier = change(|details| details.closes_at = at("2026-11-20T17:00:00Z"));
    let later = change(|details| details.closes_at = at("2026-12-08T17:00:00Z"));
    assert!(consultation.edited(rule.clone(), at(BEFORE)).is_ok());
    assert_eq!(refused(&consultation, rule, OPEN), EditError::HasOpened);
    assert_eq!(refused(&consultation, earlier, OPEN), EditError::ClosesEarlier);
    let moved = consultation.edited(later.clone(), at(OPEN)).unwrap();
    assert_eq!(moved.said, "Moved the close to 8 December 2026, 5pm");
    assert_eq!(refused(&consultation, later, AFTER), EditError::HasClosed);
    // Hiding it does not open the details again.
    let hide = Edit::Show {
        seen: 1,
        is_public: false,
        why: Some("A mistake".into()),
    };
    let hidden = after(&consultation, hide, OPEN);
    let rule = Edit::Details {
        seen: 2,
        details: Details {
            sharing: Sharing::Connection,
            ..details()
        },
    };
    assert_eq!(refused(&hidden, rule, OPEN), EditError::HasOpened);
}

#[test]
fn counts_from_stands_fit_the_issues() {
    let consultation = shown();
    let add = |stand| Edit::AddStand(stand);
    assert_eq!(
        refused(&consultation, add(stand(9, [5, 5, 5])), BEFORE),
        EditError::NotOpened
    );
    for (wrong, want) in [
        (stand(0, [0, 0, 0]), StandError::People),
        (stand(9, [10, 0, 0]), StandError::MoreThanAnswered),
        (
            NewStandCount {
                named: vec![1],
                ..stand(9, [0, 0, 0])
            },
            StandError::Issues,
        ),
        (
            NewStandCount {
                on: date(2026, 11, 11),
                ..stand(9, [0, 0, 0])
            },
            StandError::WrongDay,
        ),
        (
            NewStandCount {
                on: date(2026, 11, 1),
                ..stand(9, [0, 0, 0])
            },
            StandError::WrongDay,
        ),
    ] {
        assert_eq!(refused(&consultation, add(wrong), OPEN), EditError::Stand(want));
    }
    let one = after(&consultation, add(stand(9, [5, 0, 2])), OPEN);
    let two = after(&one, add(stand(20, [1, 12, 0])), OPEN);
    assert_eq!((two.at_stands(), two.people_at_stands()), (vec![6, 12, 2], 29));
}

#[test]
fn a_result_needs_words_and_stays_as_it_was_published() {
    let consultation = shown();
    let mut tally = Tally::empty(3);
    tally.add([Some(0), Some(2), None], true, 6);
    tally.add([Some(2), None, None], false, 1);
    let publish = |seen| Edit::Publish {
        seen,
        tally: tally.clone(),
    };
    assert_eq!(refused(&consultation, publish(0), OPEN), EditError::StillOpen);
    assert_eq!(refused(&consultation, publish(0), AFTER), EditError::NoOutcome);
    let with_words = after(&consultation, written(0), AFTER);
    assert_eq!(
        refused(&with_words, publish(0), AFTER),
        EditError::ChangedMeanwhile
    );
    let published = after(&with_words, publish(1), AFTER);
    assert_eq!(
        published.result.as_ref().map(|result| &result.tally),
        Some(&tally)
    );
    let add = Edit::AddStand(stand(9, [1, 1, 1]));
    assert_eq!(refused(&published, add, AFTER), EditError::Published);
    let withdrawn = after(&published, Edit::Withdraw { why: "Wrong".into() }, AFTER);
    assert_eq!(withdrawn.result, None);
    assert_eq!(
        (tally.answers, tally.of_first, tally.order()),
        (7, 6, vec![0, 2, 1])
    );
    assert_eq!(
        tally
            .issues
            .iter()
            .map(|issue| (issue.chosen, issue.of_first))
            .collect::<Vec<_>>(),
        [(6, 6), (0, 0), (7, 6)]
    );
}
