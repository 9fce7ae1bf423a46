use super::*;
use crate::id::{CampaignId, PlanId};
use crate::plan::{ActionStatus, PlanAction};
use jiff::civil::date;

const NOW: &str = "2026-06-23T11:00:00Z";
const COUNCIL: AgencyId = AgencyId(1);
const POLICE: AgencyId = AgencyId(2);

fn at(raw: &str) -> Timestamp {
    raw.parse().unwrap()
}

fn answer(question: Question) -> Answer {
    Answer {
        question,
        text: "Bikes go from the racks".into(),
    }
}

fn new(squares: Vec<Square>) -> Result<Problem, EditError> {
    let new = NewProblem {
        title: "Station racks".into(),
        raised_by: COUNCIL,
        place: "Cambridge station".into(),
        squares,
        answers: vec![answer(Question::Repeats)],
        next_step: None,
    };
    Problem::new(new, Some(AccountId(7)), at(NOW))
}

fn case() -> Problem {
    new(vec![(2, 1), (1, 1), (2, 1)]).unwrap()
}

fn response(starts: Date, due: Date) -> NewResponse {
    NewResponse {
        text: "More stands".into(),
        aim: "Fewer bikes on railings".into(),
        owner: COUNCIL,
        starts,
        due,
    }
}

fn after(problem: &Problem, edit: Edit) -> Problem {
    problem.edited(edit, None, at(NOW)).unwrap().problem
}

fn refused(problem: &Problem, edit: Edit) -> EditError {
    problem.edited(edit, None, at(NOW)).unwrap_err()
}

fn written(answers: Vec<Answer>, counts: Option<Counts>) -> Edit {
    Edit::Write {
        stage: Stage::Analysis,
        answers,
        counts,
    }
}

#[test]
fn a_case_has_a_place_that_is_not_too_large() {
    assert_eq!(case().squares, [(1, 1), (2, 1)]);
    assert_eq!(new(Vec::new()), Err(EditError::NoSquares));
    let all = (0..41).map(|east| (east, 0)).collect();
    assert_eq!(new(all), Err(EditError::TooManySquares));
}

#[test]
fn words_are_read_back() {
    for stage in Stage::ALL {
        assert_eq!(Stage::parse(stage.slug()), Some(stage));
    }
    for outcome in Outcome::ALL {
        assert_eq!(Outcome::parse(outcome.slug()), Some(outcome));
    }
    let of_stages: usize = Stage::ALL.map(|stage| Question::of(stage).count()).iter().sum();
    assert_eq!(of_stages, Question::ALL.len());
    for question in Question::ALL {
        assert_eq!(Question::parse(question.slug()), Some(question));
    }
    assert_eq!(Stage::parse("Scanning"), None);
}

#[test]
fn entries_are_only_added() {
    let first = case();
    let second = after(&first, written(vec![answer(Question::When)], None));
    assert_eq!(second.entries.len(), 2);
    assert_eq!(second.entries[0], first.entries[0]);
    assert_eq!(
        refused(&first, written(Vec::new(), None)),
        EditError::NothingWritten
    );
    let alone = written(vec![answer(Question::Hypothesis)], None);
    assert_eq!(refused(&first, alone), EditError::NotShownWrong);
    let counts = Counts {
        source: "Police records".into(),
        months: 5,
        action: (20, 10),
        control: None,
    };
    assert_eq!(
        refused(&first, written(Vec::new(), Some(counts))),
        EditError::TooShort
    );
}

#[test]
fn a_response_has_an_agency_of_the_case_and_a_day() {
    let first = case();
    let day = date(2026, 7, 1);
    for (response, want) in [
        (response(day, date(2026, 6, 30)), EditError::DueBeforeStart),
        (
            response(date(2026, 5, 1), date(2026, 6, 22)),
            EditError::DueInPast,
        ),
        (
            NewResponse {
                owner: POLICE,
                ..response(day, day)
            },
            EditError::NotThere,
        ),
    ] {
        assert_eq!(refused(&first, Edit::Respond(response)), want);
    }
    let case = after(&first, Edit::Respond(response(day, day)));
    let id = case.responses[0].id;
    let progress = |seen, status, due| Edit::Progress {
        response: id,
        seen,
        status,
        due,
        note: "The order is late".into(),
    };
    let later = date(2026, 8, 1);
    let moved = case.edited(progress(0, ActionStatus::AtRisk, later), None, at(NOW));
    let moved = moved.unwrap();
    assert_eq!(
        (moved.said.as_str(), moved.logged),
        (
            "Moved the due date of “More stands” to 1 August 2026",
            Some("Moved a due date")
        )
    );
    let kept = &moved.problem.responses[0];
    assert_eq!((kept.first_due, kept.response.due), (day, later));
    assert!(kept.is_late_on(date(2026, 8, 2)) && !kept.is_late_on(later));
    let second = progress(0, ActionStatus::Done, later);
    assert_eq!(refused(&moved.problem, second), EditError::ChangedMeanwhile);
    let done = after(&moved.problem, progress(1, ActionStatus::Done, later));
    assert!(!done.responses[0].is_late_on(date(2026, 8, 2)));
}

#[test]
fn agencies_join_and_leave_but_one_stays() {
    let first = case();
    let leave = |seen, agency| Edit::Leave {
        seen,
        agency,
        why: "Its part is done".into(),
    };
    assert_eq!(refused(&first, leave(0, COUNCIL)), EditError::LastAgency);
    let join = |seen, agency| Edit::Join { seen, agency };
    assert_eq!(refused(&first, join(0, COUNCIL)), EditError::InCase);
    let both = after(&first, join(0, POLICE));
    assert!(both.has(POLICE));
    let busy = after(&both, Edit::Respond(response(date(2026, 7, 1), date(2026, 7, 1))));
    assert_eq!(refused(&busy, leave(1, COUNCIL)), EditError::HasResponses);
    let one = after(&both, leave(1, COUNCIL));
    assert!(!one.has(COUNCIL) && one.has(POLICE));
    let again = after(&one, join(2, COUNCIL));
    assert!(again.has(COUNCIL));
}

#[test]
fn a_closed_case_only_opens_again() {
    let first = case();
    let reopen = |seen| Edit::Reopen {
        seen,
        why: "It is back".into(),
    };
    assert_eq!(refused(&first, reopen(0)), EditError::NotClosed);
    let close = Edit::Close {
        seen: 0,
        outcome: Outcome::Partly,
        why: "Half the racks are used".into(),
    };
    let closed = first.edited(close, None, at("2026-07-03T11:00:00Z")).unwrap();
    assert_eq!(closed.said, "Closed the case: partly worked");
    assert_eq!(closed.problem.age_on(date(2027, 1, 1)), 10);
    let entry = written(vec![answer(Question::When)], None);
    assert_eq!(refused(&closed.problem, entry), EditError::Closed);
    assert_eq!(after(&closed.problem, reopen(1)).closed, None);
}

#[test]
fn a_control_counts_if_it_was_written_down_before_the_first_response() {
    let first = case();
    let control = || written(vec![answer(Question::Control)], None);
    let respond = |starts| Edit::Respond(response(starts, date(2026, 9, 1)));
    let today = date(2026, 6, 23);
    let in_time = after(&after(&first, control()), respond(date(2026, 6, 24)));
    assert!(in_time.has_control_in_time());
    let same_day = after(&after(&first, control()), respond(today));
    assert!(!same_day.has_control_in_time());
    let none = after(&first, respond(date(2026, 7, 1)));
    assert!(!none.has_control_in_time());
}

fn summary_text(problem: &str) -> SummaryText {
    SummaryText {
        title: "Racks at the station".into(),
        place: "Cambridge station".into(),
        problem: problem.into(),
        done: "More stands".into(),
        came: "Fewer reports".into(),
    }
}

#[test]
fn a_summary_is_published_by_somebody_else_and_as_they_saw_it() {
    let (writer, other) = (Some(AccountId(7)), Some(AccountId(8)));
    let summarise = |seen, problem| Edit::Summarise {
        seen,
        text: summary_text(problem),
    };
    let by = |problem: &Problem, edit, by| problem.edited(edit, by, at(NOW));
    let publish = |seen| Edit::Publish { seen };
    let why = || Edit::Withdraw { why: "Wrong".into() };
    let problem = case();
    assert_eq!(by(&problem, publish(0), other), Err(EditError::NoSummary));
    assert_eq!(by(&problem, why(), other), Err(EditError::NoSummary));
    let written = by(&problem, summarise(0, "Thefts"), writer).unwrap().problem;
    assert_eq!(
        by(&written, summarise(0, "Others"), other),
        Err(EditError::ChangedMeanwhile)
    );
    assert_eq!(by(&written, publish(1), writer), Err(EditError::OwnSummary));
    assert_eq!(by(&written, publish(0), other), Err(EditError::ChangedMeanwhile));
    assert_eq!(by(&written, why(), other), Err(EditError::NotPublished));
    let done = by(&written, publish(1), other).unwrap();
    assert_eq!(done.logged, Some("Published the public summary"));
    let published = done.problem;
    assert_eq!(by(&published, publish(1), other), Err(EditError::IsPublished));
    // A new text waits for somebody else again; what was published stays.
    let newer = by(&published, summarise(1, "Thefts of bikes"), other)
        .unwrap()
        .problem;
    assert_eq!(newer.summary.as_ref().unwrap().published.unwrap().0, 1);
    assert_eq!(by(&newer, publish(2), other), Err(EditError::OwnSummary));
    let again = by(&newer, publish(2), writer).unwrap().problem;
    let withdrawn = by(&again, why(), other).unwrap().problem;
    assert_eq!(withdrawn.summary.as_ref().unwrap().published, None);
    // What came of a case is known when it is closed.
    let close = Edit::Close {
        seen: 0,
        outcome: Outcome::Worked,
        why: "Solved".into(),
    };
    let closed = after(&withdrawn, close);
    let closed = by(&closed, summarise(2, "Solved"), writer).unwrap().problem;
    by(&closed, publish(3), other).unwrap();
}

#[test]
fn links_are_chosen_whole_and_the_second_is_told() {
    let link = |seen, count: usize| Edit::Link {
        seen,
        actions: vec![
            PlanAction {
                plan: PlanId(1),
                action: 2
            };
            count
        ],
        campaigns: vec![CampaignId(3)],
    };
    let linked = after(&case(), link(0, 1));
    assert_eq!(linked.links.campaigns, [CampaignId(3)]);
    assert_eq!(refused(&linked, link(0, 1)), EditError::ChangedMeanwhile);
    assert_eq!(refused(&linked, link(1, MOST_LINKS + 1)), EditError::TooManyLinks);
}
