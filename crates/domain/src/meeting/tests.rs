use super::*;
use crate::id::{AgencyId, GroupId};
use jiff::civil::date;
use jiff::{SignedDuration, Timestamp};

const START: &str = "2025-02-25T10:00:00Z";

fn at(raw: &str) -> Timestamp {
    raw.parse().unwrap()
}

fn details() -> Details {
    Details {
        group: GroupId(1),
        starts_at: at(START),
        ends_at: at("2025-02-25T12:00:00Z"),
        place: "Guildhall".into(),
        access: None,
        is_public: true,
        questions_by: None,
    }
}

fn item(title: &str, not_public: Option<&str>) -> NewItem {
    NewItem {
        title: title.into(),
        lead: Some(AgencyId(1)),
        minutes: Some(10),
        purpose: Purpose::Decision,
        not_public: not_public.map(str::to_owned),
        report: None,
    }
}

fn point(item: Option<u32>) -> NewPoint {
    NewPoint {
        text: "Mend the light".into(),
        owner: AgencyId(1),
        due: date(2025, 3, 31),
        item,
    }
}

fn after(meeting: &Meeting, edit: Edit, now: &str) -> Meeting {
    meeting.edited(edit, at(now)).unwrap().meeting
}

fn refused(meeting: &Meeting, edit: Edit, now: &str) -> EditError {
    meeting.edited(edit, at(now)).unwrap_err()
}

fn titles(meeting: &Meeting) -> Vec<&str> {
    meeting
        .items
        .iter()
        .map(|item| item.item.title.as_str())
        .collect()
}

#[test]
fn times_follow_each_other() {
    for (starts, ends, questions, want) in [
        (START, "2025-02-25T12:00:00Z", None, Ok(())),
        (START, START, None, Err(DetailsError::EndsBeforeStart)),
        // Over midnight.
        ("2025-02-25T22:00:00Z", "2025-02-26T01:00:00Z", None, Ok(())),
        (START, "2025-02-26T10:00:00Z", None, Err(DetailsError::TooLong)),
        (
            START,
            "2025-02-25T12:00:00Z",
            Some(START),
            Err(DetailsError::QuestionsTooLate),
        ),
        (
            START,
            "2025-02-25T12:00:00Z",
            Some("2025-02-25T09:59:00Z"),
            Ok(()),
        ),
    ] {
        let details = Details {
            starts_at: at(starts),
            ends_at: at(ends),
            questions_by: questions.map(at),
            ..details()
        };
        assert_eq!(details.check(), want, "{starts} {ends} {questions:?}");
    }
}

#[test]
fn calendars_are_told_of_a_new_time_and_of_the_end() {
    let meeting = Meeting::new(details());
    let same = after(
        &meeting,
        Edit::Details {
            seen: 0,
            details: details(),
        },
        START,
    );
    assert_eq!((same.revision, same.version), (0, 1));
    let later = Details {
        ends_at: at("2025-02-25T13:00:00Z"),
        ..details()
    };
    let moved = after(
        &same,
        Edit::Details {
            seen: 1,
            details: later.clone(),
        },
        START,
    );
    assert_eq!(moved.revision, 1);
    let stale = Edit::Details {
        seen: 1,
        details: later,
    };
    assert_eq!(refused(&moved, stale, START), EditError::ChangedMeanwhile);
    let cancelled = after(&moved, Edit::Cancel { why: "Snow".into() }, START);
    assert_eq!(cancelled.revision, 2);
    assert_eq!(
        refused(&cancelled, Edit::Cancel { why: "Ice".into() }, START),
        EditError::Cancelled
    );
}

#[test]
fn items_keep_their_numbers_when_they_move() {
    let meeting = Meeting::new(details());
    let meeting = after(
        &meeting,
        Edit::AddItem {
            item: item("One", None),
            place: 0,
        },
        START,
    );
    let meeting = after(
        &meeting,
        Edit::AddItem {
            item: item("Two", None),
            place: 9,
        },
        START,
    );
    let meeting = after(
        &meeting,
        Edit::AddItem {
            item: item("First", None),
            place: 0,
        },
        START,
    );
    assert_eq!(titles(&meeting), ["First", "One", "Two"]);
    let last = Edit::ChangeItem {
        id: 3,
        seen: 0,
        item: item("Last", None),
        place: 2,
    };
    let meeting = after(&meeting, last.clone(), START);
    assert_eq!(titles(&meeting), ["One", "Two", "Last"]);
    assert_eq!(refused(&meeting, last, START), EditError::ChangedMeanwhile);
    assert_eq!(
        refused(&meeting, Edit::RemoveItem { id: 9 }, START),
        EditError::NotThere
    );
}

#[test]
fn the_public_reads_no_closed_item_and_no_draft() {
    let meeting = Meeting::new(details());
    let meeting = after(
        &meeting,
        Edit::AddItem {
            item: item("Open", None),
            place: 0,
        },
        START,
    );
    let closed = item("The Kite case", Some("It names people"));
    let meeting = after(
        &meeting,
        Edit::AddItem {
            item: closed,
            place: 1,
        },
        START,
    );
    let decide = |item| Edit::Decide {
        item,
        seen: 0,
        decision: Some("Agreed".into()),
    };
    assert_eq!(
        refused(&meeting, decide(1), "2025-02-25T09:59:59Z"),
        EditError::NotBegun
    );
    let meeting = after(&meeting, decide(1), START);
    let meeting = after(&meeting, decide(2), START);
    let meeting = after(&meeting, Edit::AddPoint(point(Some(1))), START);
    let meeting = after(&meeting, Edit::AddPoint(point(Some(2))), START);
    let write = |seen, is_shown| Edit::WriteMinutes {
        seen,
        text: "We met".into(),
        is_shown,
    };
    let meeting = after(&meeting, write(0, false), START);
    let public = meeting.for_public();
    assert_eq!(titles(&public), ["Open", Item::CLOSED]);
    assert!(public.points.is_empty() && public.minutes.text.is_none());
    assert!(public.items.iter().all(|item| item.decision.is_none()));
    let shown = after(&meeting, write(1, true), START).for_public();
    assert_eq!(shown.items[0].decision.as_deref(), Some("Agreed"));
    assert_eq!(
        (shown.items[1].decision.as_deref(), shown.items[1].item.lead),
        (None, None)
    );
    assert_eq!(shown.points.len(), 1);
    let text = serde_json::to_string(&shown).unwrap();
    assert!(!text.contains("Kite"), "{text}");
    // A point stays closed when its item is taken off the agenda.
    let without = after(&meeting, Edit::RemoveItem { id: 2 }, START);
    assert_eq!(
        after(&without, write(1, true), START).for_public().points.len(),
        1
    );
}

#[test]
fn minutes_stay_as_they_were_agreed() {
    let meeting = Meeting::new(details());
    let agree = Edit::AgreeMinutes {
        seen: 1,
        at: MeetingId(2),
        on: date(2025, 5, 20),
    };
    assert_eq!(refused(&meeting, agree.clone(), START), EditError::NoMinutes);
    let write = |seen| Edit::WriteMinutes {
        seen,
        text: "We met".into(),
        is_shown: false,
    };
    let meeting = after(&meeting, write(0), START);
    assert!(!meeting.minutes.are_public());
    let meeting = after(&meeting, agree.clone(), START);
    assert!(meeting.minutes.are_public());
    assert_eq!(refused(&meeting, write(2), START), EditError::Agreed);
    assert_eq!(refused(&meeting, agree, START), EditError::Agreed);
}

#[test]
fn who_came_and_what_they_do() {
    let meeting = Meeting::new(details());
    let attend = |came: &[i64], senior: &[i64]| Edit::Attend {
        seen: 0,
        came: came.iter().copied().map(AgencyId).collect(),
        senior: senior.iter().copied().map(AgencyId).collect(),
    };
    assert_eq!(
        refused(&meeting, attend(&[1], &[2]), START),
        EditError::SeniorButAway
    );
    let met = after(&meeting, attend(&[1, 2], &[2]), START);
    assert!(met.attendance.agencies[1].senior && !met.attendance.agencies[0].senior);
    let early = NewPoint {
        due: date(2025, 2, 24),
        ..point(None)
    };
    assert_eq!(
        refused(&met, Edit::AddPoint(early), START),
        EditError::DueTooEarly
    );
    assert_eq!(
        refused(&met, Edit::AddPoint(point(Some(7))), START),
        EditError::NotThere
    );
    let met = after(&met, Edit::AddPoint(point(None)), START);
    let done = |day| Edit::ChangePoint {
        id: 1,
        seen: 0,
        point: point(None),
        done_on: Some(day),
    };
    assert_eq!(
        refused(&met, done(date(2025, 2, 26)), START),
        EditError::DoneInFuture
    );
    let done = after(&met, done(date(2025, 3, 3)), "2025-03-03T10:00:00Z");
    let days = |meeting: &Meeting| {
        [date(2025, 3, 3), date(2025, 3, 4), date(2025, 4, 1)].map(|day| {
            let point = &meeting.points[0];
            (point.is_open_on(day), point.is_late_on(day))
        })
    };
    assert_eq!(days(&met), [(true, false), (true, false), (true, true)]);
    assert_eq!(days(&done), [(true, false), (false, false), (false, false)]);
}

#[test]
fn papers_come_out_by_the_clock_and_stay_out() {
    let hour = |n: i64| at(START) + SignedDuration::from_hours(n);
    let paper = |ready: Option<i64>| Paper {
        item: 1,
        title: "Lights".into(),
        added_at: hour(-1_000),
        ready: ready.map(|n| Ready {
            at: hour(n),
            why_late: None,
        }),
        kept_out_at: None,
    };
    let out = |paper: &Paper, due, now| paper.out_at(hour(due), false, hour(now));
    assert_eq!(out(&paper(None), -169, 0), None);
    let ready = paper(Some(-300));
    let second = SignedDuration::from_secs(1);
    assert_eq!(ready.out_at(hour(-169), false, hour(-169) - second), None);
    assert_eq!(out(&ready, -169, -169), Some(hour(-169)));
    assert!(!ready.is_late(hour(-169)));
    let late = paper(Some(-72));
    assert_eq!(out(&late, -169, -72), Some(hour(-72)));
    assert!(late.is_late(hour(-169)));
    let on = |due| (hour(due), false);
    // Out at -169, then the meeting moves a week on.
    let stays = ready.clone().moved(on(-169), on(-1), hour(-100));
    assert_eq!(out(&stays, -1, -100), Some(hour(-169)));
    // Not out yet, and it follows.
    let follows = ready.clone().moved(on(-169), on(-1), hour(-200));
    assert_eq!(
        (out(&follows, -1, -2), out(&follows, -1, -1)),
        (None, Some(hour(-1)))
    );
    // The meeting is now so near that the paper comes out at once.
    let nearer = ready.clone().moved(on(-169), on(-250), hour(-200));
    assert_eq!(out(&nearer, -250, -200), Some(hour(-200)));
    assert!(nearer.is_late(hour(-250)) && nearer.ready.as_ref().unwrap().why_late.is_some());
    // A cancelled meeting publishes nothing more.
    let cancelled = |now| ready.clone().moved(on(-169), (hour(-169), true), hour(now));
    assert_eq!(cancelled(-200).out_at(hour(-169), true, hour(0)), None);
    assert_eq!(
        cancelled(-100).out_at(hour(-169), true, hour(0)),
        Some(hour(-169))
    );
}

#[test]
fn what_is_written_about_a_closed_item_stays_closed_when_it_opens() {
    let closed = Edit::AddItem {
        item: item("Cases", Some("Names people")),
        place: 0,
    };
    let meeting = after(&Meeting::new(details()), closed, START);
    let decide = Edit::Decide {
        item: 1,
        seen: 0,
        decision: Some("Planted decision".into()),
    };
    let apart = |seen, decision: &str| Edit::WriteApart {
        item: 1,
        seen,
        minutes: Some("Planted minutes".into()),
        decision: Some(decision.into()),
    };
    let open = Edit::ChangeItem {
        id: 1,
        seen: 1,
        item: item("Cases", None),
        place: 0,
    };
    let minutes = Edit::WriteMinutes {
        seen: 0,
        text: "We met".into(),
        is_shown: true,
    };
    let decided = after(&after(&meeting, decide, START), minutes, START);
    let opened = after(&decided, open.clone(), START);
    assert_eq!(opened.items[0].decision, None);
    assert_eq!(
        opened.items[0].apart.decision.as_deref(),
        Some("Planted decision")
    );
    let written = after(&decided, apart(0, "Planted too"), START);
    assert_eq!(written.items[0].decision, None);
    assert_eq!(
        refused(&written, apart(0, "Again"), START),
        EditError::ChangedMeanwhile
    );
    let reopened = after(&written, open, START);
    for one in [&decided, &opened, &written, &reopened] {
        assert!(!format!("{:?}", one.for_public()).contains("Planted"));
        assert!(!format!("{:?}", one.without_closed_items()).contains("Planted"));
    }
    assert_eq!(refused(&reopened, apart(1, "Late"), START), EditError::IsOpen);
    assert_eq!(
        refused(&meeting, apart(0, "Early"), "2025-02-25T09:59:59Z"),
        EditError::NotBegun
    );
}
