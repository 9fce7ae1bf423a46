use super::*;
use crate::id::{AccountId, EventId};
use jiff::Timestamp;

const WRITER: By = By::Account(AccountId(1));

fn at(day: &str) -> Timestamp {
    format!("{day}T12:00:00Z").parse().unwrap()
}

fn day(day: &str) -> Date {
    day.parse().unwrap()
}

fn action(due: &str) -> NewAction {
    NewAction {
        title: "Taxi marshals".into(),
        owner: AgencyId(1),
        others: Vec::new(),
        start: None,
        due: day(due),
    }
}

fn measure() -> NewMeasure {
    NewMeasure {
        name: "Scams reported".into(),
        unit: Unit::Incidents,
        direction: Direction::Down,
        baseline: Baseline::Known {
            value: 40.0,
            on: day("2026-03-31"),
        },
        target: Some(Target {
            value: 30.0,
            on: day("2027-03-31"),
        }),
        tolerance: USUAL_TOLERANCE,
        figure: None,
    }
}

/// Makes a plan with one priority, one objective, and an action that is due on the given day.
fn planned(due: &str) -> Plan {
    let text = PriorityText {
        kind: PriorityKind::Priority,
        title: "Scams".into(),
        topic: "fraud".into(),
        areas: Vec::new(),
        why: None,
        lead: None,
    };
    let edits = [
        Edit::AddPriority(text),
        Edit::AddObjective {
            priority: 1,
            text: "Fewer people lose money".into(),
            term: Term::Short,
        },
        Edit::AddAction {
            objective: 2,
            action: action(due),
        },
        Edit::AddMeasure {
            objective: 2,
            measure: measure(),
        },
    ];
    let empty = Plan::new("Plan".into(), 2026, Vec::new());
    edits.into_iter().fold(empty, |plan, edit| {
        plan.edited(edit, WRITER, at("2026-04-02")).unwrap().plan
    })
}

#[test]
fn an_action_is_late_from_the_day_after_its_due_date_on() {
    let plan = planned("2026-04-30");
    let due = |plan: &Plan, on: &str| plan.action(3).unwrap().due_on(day(on));
    for (on, want) in [
        ("2026-04-29", Due::InTime),
        ("2026-04-30", Due::InTime),
        ("2026-05-01", Due::Late),
    ] {
        assert_eq!(due(&plan, on), want, "{on}");
    }
    let moved = |plan: &Plan, seen, to: &str, on: &str| {
        let edit = Edit::MoveDue {
            action: 3,
            seen,
            due: day(to),
            why: "No staff".into(),
        };
        plan.edited(edit, WRITER, at(on)).unwrap()
    };
    let once = moved(&plan, 0, "2026-07-31", "2026-05-02");
    assert_eq!(once.what, What::DueDate);
    assert_eq!(once.why.as_deref(), Some("No staff"));
    assert_eq!(due(&once.plan, "2026-06-30"), Due::LateByFirst);
    let twice = moved(&once.plan, 1, "2026-10-31", "2026-08-01").plan;
    let action = twice.action(3).unwrap();
    assert_eq!((action.moves.len(), action.first_due), (2, day("2026-04-30")));
    assert_eq!(due(&twice, "2026-11-01"), Due::Late);
}

#[test]
fn a_note_or_a_status_makes_nothing_punctual_but_an_end_does() {
    let plan = planned("2026-04-30");
    let told = |plan: &Plan, status, note: Option<&str>, evidence: Option<&str>| {
        let progress = Progress {
            status,
            note: note.map(str::to_owned),
            evidence: evidence.map(str::to_owned),
        };
        let edit = Edit::Progress {
            action: 3,
            seen: None,
            progress,
            replaces: None,
        };
        plan.edited(edit, WRITER, at("2026-05-01"))
    };
    use ActionStatus::{AtRisk, Done, NotStarted, Stopped, UnderWay};
    let refused = |plan: &Plan, status, note, evidence| match told(plan, status, note, evidence) {
        Err(EditError::Action(error)) => Some(error),
        _ => None,
    };
    assert_eq!(refused(&plan, Done, None, None), Some(ActionError::NoEvidence));
    assert_eq!(refused(&plan, Stopped, None, None), Some(ActionError::NoReason));
    assert_eq!(refused(&plan, NotStarted, None, None), Some(ActionError::Nothing));
    let late = day("2026-05-01");
    let under_way = told(&plan, UnderWay, Some("80 % done"), None).unwrap().plan;
    assert_eq!(under_way.action(3).unwrap().due_on(late), Due::Late);
    let at_risk = told(&under_way, AtRisk, None, None).unwrap().plan;
    assert_eq!(at_risk.action(3).unwrap().due_on(late), Due::Late);
    let done = told(&at_risk, Done, None, Some("Report of the group"))
        .unwrap()
        .plan;
    assert_eq!(done.action(3).unwrap().due_on(late), Due::InTime);
}

#[test]
fn who_opened_a_page_before_a_change_does_not_undo_it() {
    let plan = planned("2026-04-30");
    let change = |plan: &Plan, title: &str| {
        let action = NewAction {
            title: title.into(),
            ..action("2026-04-30")
        };
        let edit = Edit::ChangeAction {
            id: 3,
            seen: 0,
            action,
            why: None,
        };
        plan.edited(edit, WRITER, at("2026-04-03"))
    };
    let first = change(&plan, "First").unwrap().plan;
    assert_eq!(change(&first, "Second"), Err(EditError::ChangedMeanwhile));
    assert_eq!(first.action(3).unwrap().action.title, "First");
}

#[test]
#[expect(clippy::too_many_lines, reason = "a table")]
fn measures_whose_parts_do_not_fit_are_refused() {
    let known = |value, on: &str| Baseline::Known { value, on: day(on) };
    let target = |value, on: &str| Some(Target { value, on: day(on) });
    use Direction::{Down, Hold, Up};
    let base = "2026-03-31";
    let end = "2027-03-31";
    for (baseline, target, direction, tolerance, want) in [
        (known(40.0, base), target(30.0, end), Down, 0.1, Ok(())),
        (
            known(40.0, base),
            target(30.0, base),
            Down,
            0.1,
            Err(MeasureError::Backwards),
        ),
        (
            known(40.0, end),
            target(30.0, base),
            Down,
            0.1,
            Err(MeasureError::Backwards),
        ),
        (
            known(40.0, base),
            target(40.0, end),
            Down,
            0.1,
            Err(MeasureError::Level),
        ),
        (known(40.0, base), target(40.0, end), Hold, 2.0, Ok(())),
        (
            known(40.0, base),
            target(41.0, end),
            Hold,
            2.0,
            Err(MeasureError::NotLevel),
        ),
        (
            known(40.0, base),
            target(30.0, end),
            Up,
            0.1,
            Err(MeasureError::NotUp),
        ),
        (
            known(40.0, base),
            target(50.0, end),
            Down,
            0.1,
            Err(MeasureError::NotDown),
        ),
        (
            known(40.0, base),
            target(30.0, end),
            Down,
            0.0,
            Err(MeasureError::ToleranceOfWay),
        ),
        (
            known(40.0, base),
            target(30.0, end),
            Down,
            1.1,
            Err(MeasureError::ToleranceOfWay),
        ),
        (
            known(40.0, base),
            target(40.0, end),
            Hold,
            0.0,
            Err(MeasureError::ToleranceOfLevel),
        ),
        (
            known(40.0, base),
            None,
            Down,
            f64::NAN,
            Err(MeasureError::ToleranceOfWay),
        ),
    ] {
        let measure = NewMeasure {
            baseline,
            target,
            direction,
            tolerance,
            ..measure()
        };
        assert_eq!(measure.check(), want, "{measure:?}");
    }
}

#[test]
fn a_target_moves_with_a_reason_only() {
    let plan = planned("2026-04-30");
    let change = |why: Option<&str>| {
        let measure = NewMeasure {
            target: Some(Target {
                value: 35.0,
                on: day("2027-03-31"),
            }),
            ..measure()
        };
        let edit = Edit::ChangeMeasure {
            id: 4,
            seen: 0,
            measure,
            why: why.map(str::to_owned),
        };
        plan.edited(edit, WRITER, at("2026-05-01"))
    };
    assert_eq!(change(None), Err(EditError::NoReason));
    let changed = change(Some("Fewer officers")).unwrap();
    assert_eq!((changed.what, changed.what.is_logged()), (What::Target, true));
}

#[test]
fn a_new_action_is_not_late_and_a_value_is_not_of_tomorrow() {
    let plan = planned("2026-04-30");
    let past = Edit::AddAction {
        objective: 2,
        action: action("2026-04-30"),
    };
    let now = at("2026-05-01");
    assert_eq!(
        plan.edited(past, WRITER, now),
        Err(EditError::Action(ActionError::Past))
    );
    let value = |on: &str| Edit::Record {
        measure: 4,
        value: MeasuredValue {
            value: 38.0,
            on: day(on),
            out_of: None,
        },
    };
    assert_eq!(
        plan.edited(value("2026-05-02"), WRITER, now),
        Err(EditError::Future)
    );
    let once = plan.edited(value("2026-05-01"), WRITER, now).unwrap().plan;
    let again = once.edited(value("2026-05-01"), WRITER, now).unwrap().plan;
    assert_eq!(again.measure(4).unwrap().values.len(), 1, "a day has one value");
}

#[test]
fn next_years_plan_takes_what_goes_on() {
    let plan = planned("2026-04-30");
    let evaluate = |verdict| Edit::Evaluate {
        priority: 1,
        seen: 0,
        evaluation: Evaluation {
            done: "Talks".into(),
            changed: "Little".into(),
            else_explains: "A new bank rule".into(),
            cost: None,
            verdict,
            version: 0,
        },
    };
    let now = at("2027-03-20");
    let kept = plan
        .edited(evaluate(Verdict::Change), WRITER, now)
        .unwrap()
        .plan
        .for_next_year();
    assert_eq!(
        (kept.year, kept.priorities.len(), kept.actions().count()),
        (2027, 1, 1)
    );
    assert_eq!(
        (kept.starts(), kept.ends()),
        (day("2027-04-01"), day("2028-03-31"))
    );
    assert!(kept.priorities[0].evaluation.is_none());
    let stopped = plan
        .edited(evaluate(Verdict::Stop), WRITER, now)
        .unwrap()
        .plan
        .for_next_year();
    assert!(stopped.priorities.is_empty());
    let number = kept
        .edited(Edit::AddPriority(kept.priorities[0].text.clone()), WRITER, now)
        .unwrap()
        .plan;
    assert_eq!(number.priorities[1].id, 5, "no number is used twice");
}

#[test]
fn what_was_done_is_read_back() {
    for what in What::ALL {
        assert_eq!(What::parse(what.slug()), Some(what));
    }
}

#[test]
fn figures_fill_a_measure_in_their_own_unit_and_people_do_not() {
    let of = |figure, unit| NewMeasure {
        figure: Some(figure),
        unit,
        ..measure()
    };
    for figure in MeasuredFigure::ALL {
        assert_eq!(MeasuredFigure::parse(figure.slug()), Some(figure));
        let wrong = of(figure, Unit::Other("minutes".into()));
        assert_eq!(wrong.check(), Err(MeasureError::UnitOfFigure));
    }
    let thefts = of(MeasuredFigure::Thefts, Unit::Incidents);
    let edit = Edit::AddMeasure {
        objective: 2,
        measure: thefts,
    };
    let plan = planned("2026-04-30")
        .edited(edit, WRITER, at("2026-05-01"))
        .unwrap()
        .plan;
    let measure = plan.measures().last().unwrap().id;
    let value = MeasuredValue {
        value: 35.0,
        on: day("2026-04-30"),
        out_of: None,
    };
    let record = |by| plan.edited(Edit::Record { measure, value }, by, at("2026-05-01"));
    assert_eq!(record(WRITER), Err(EditError::FromFigures));
    assert_eq!(
        record(By::Register)
            .unwrap()
            .plan
            .measure(measure)
            .unwrap()
            .latest(),
        Some(&value)
    );
}

#[test]
fn an_action_names_each_of_its_events_once() {
    let plan = planned("2026-04-30");
    let link = |seen, events: &[i64]| {
        let events = events.iter().copied().map(EventId).collect();
        let edit = Edit::LinkEvents {
            action: 3,
            seen,
            events,
        };
        plan.edited(edit, WRITER, at("2026-05-01"))
    };
    let edited = link(0, &[5, 2, 5]).unwrap();
    assert_eq!(edited.plan.action(3).unwrap().events, [EventId(2), EventId(5)]);
    assert!(edited.said.ends_with("to 2 marking events"), "{}", edited.said);
    assert_eq!(link(9, &[]), Err(EditError::ChangedMeanwhile));
    let many: Vec<i64> = (0..41).collect();
    assert_eq!(link(0, &many), Err(EditError::TooManyEvents));
}
