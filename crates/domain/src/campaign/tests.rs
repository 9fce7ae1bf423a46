use super::*;
use crate::id::{AgencyId, GroupId};
use jiff::Timestamp;
use jiff::civil::date;

fn now() -> Timestamp {
    "2026-11-22T12:00:00Z".parse().unwrap()
}

fn details() -> Details {
    Details {
        name: "Save our Cycles".into(),
        group: Some(GroupId(1)),
        starts_on: date(2026, 9, 1),
        ends_on: date(2027, 3, 31),
        aim: "Fewer bikes stolen".into(),
        audience: "Students".into(),
        agencies: vec![AgencyId(1)],
        messages: vec!["Lock it to a stand".into()],
        topics: Vec::new(),
    }
}

fn count(number: u32, day: i8) -> NewCount {
    NewCount {
        what: Counted::Kits,
        number,
        on: date(2026, 11, day),
        note: "Stall at the market".into(),
    }
}

#[test]
fn addresses_are_plain() {
    for (name, want) in [
        ("Save our Cycles", "save-our-cycles"),
        ("  Lights! 2026/27 ", "lights-2026-27"),
        ("Über uns", "ber-uns"),
        ("…", "campaign"),
        (
            "A very long name that goes on and on until nobody can read all of it any more",
            "a-very-long-name-that-goes-on-and-on-until-nobody-can-read",
        ),
    ] {
        assert_eq!(address_of(name), want);
    }
}

#[test]
fn days_follow_each_other() {
    let with = |ends_on| Details { ends_on, ..details() }.check();
    assert_eq!(with(date(2026, 9, 1)), Ok(()));
    assert_eq!(with(date(2026, 8, 31)), Err(DetailsError::EndsBeforeStart));
    assert_eq!(with(date(2029, 9, 1)), Ok(()));
    assert_eq!(with(date(2029, 9, 2)), Err(DetailsError::TooLong));
    let messages = vec!["Lock it".to_owned(); MOST_MESSAGES + 1];
    let many = Details {
        messages,
        ..details()
    };
    assert_eq!(many.check(), Err(DetailsError::TooManyMessages));
}

#[test]
fn it_runs_from_its_first_day_to_its_last() {
    let campaign = Campaign::new(details());
    for (day, phase) in [
        (date(2026, 8, 31), Phase::Coming),
        (date(2026, 9, 1), Phase::Running),
        (date(2027, 3, 31), Phase::Running),
        (date(2027, 4, 1), Phase::Over),
    ] {
        assert_eq!(campaign.phase_on(day), phase, "{day}");
    }
}

#[test]
fn counts_add_up_and_are_not_in_the_future() {
    let mut campaign = Campaign::new(details());
    for number in [3, 40] {
        let edit = Edit::AddCount(count(number, 20));
        campaign = campaign.edited(edit, now()).unwrap().campaign;
    }
    let refused = campaign.edited(Edit::AddCount(count(1, 23)), now()).unwrap_err();
    assert_eq!(refused, EditError::CountedInFuture);
    let kits = totals(&campaign.counts, 100, 30);
    assert_eq!(
        kits.map(|total| (total.what, total.all())),
        [
            (Counted::Advised, 30),
            (Counted::Marked, 100),
            (Counted::Kits, 43)
        ]
    );
    let change = |seen| Edit::ChangeCount {
        id: 1,
        seen,
        count: count(5, 21),
    };
    let changed = campaign.edited(change(0), now()).unwrap();
    assert_eq!(
        changed.said,
        "Changed a count from “kits given away, 3 on 20 November 2026” to “kits given away, 5 on 21 November 2026”"
    );
    let again = changed.campaign.edited(change(0), now()).unwrap_err();
    assert_eq!(again, EditError::ChangedMeanwhile);
    let removed = campaign.edited(Edit::RemoveCount { id: 1 }, now()).unwrap();
    assert_eq!(removed.campaign.counts.len(), 1);
    assert_eq!(
        campaign.edited(Edit::RemoveCount { id: 9 }, now()),
        Err(EditError::NotThere)
    );
}

#[test]
fn it_is_published_and_taken_back_with_a_reason() {
    let show = |seen, is_public, why: Option<&str>| Edit::Show {
        seen,
        is_public,
        why: why.map(str::to_owned),
    };
    let campaign = Campaign::new(details());
    let shown = campaign.edited(show(0, true, None), now()).unwrap();
    assert!(shown.campaign.is_public && shown.is_logged);
    let without = shown.campaign.edited(show(1, false, None), now());
    assert_eq!(without, Err(EditError::NoReason));
    let hidden = shown.campaign.edited(show(1, false, Some("A mistake")), now());
    assert!(!hidden.unwrap().campaign.is_public);
}
