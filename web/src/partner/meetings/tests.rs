use super::forms::details::read;
use crate::shared::Errors;
use crate::shared::form::Typed;
use domain::id::GroupId;

fn typed(day: [&str; 3], starts: &str, ends: &str, questions: (&str, &str)) -> Typed {
    let mut typed = Typed::default()
        .with("on_day", day[0])
        .with("on_month", day[1])
        .with("on_year", day[2])
        .with("starts", starts)
        .with("ends", ends)
        .with("place", "Guildhall")
        .with("public", "yes")
        .with("questions_time", questions.1);
    if !questions.0.is_empty() {
        typed = typed.with_date("questions", Some(questions.0.parse().unwrap()));
    }
    typed
}

fn check(typed: &Typed) -> String {
    let mut errors = Errors::default();
    match read(&mut errors, typed, GroupId(1)) {
        Some(details) => {
            let by = details.questions_by.map(|at| format!(", questions by {at}"));
            format!(
                "{} to {}{}",
                details.starts_at,
                details.ends_at,
                by.unwrap_or_default()
            )
        }
        None => {
            let all = errors.list().iter().map(|(id, said)| format!("{id}: {said}"));
            all.collect::<Vec<_>>().join("; ")
        }
    }
}

#[test]
fn times_are_london_times() {
    let none = ("", "");
    for (typed, want) in [
        (
            typed(["25", "2", "2025"], "10am", "midday", none),
            "2025-02-25T10:00:00Z to 2025-02-25T12:00:00Z",
        ),
        // Over midnight.
        (
            typed(["25", "6", "2026"], "22:00", "1am", none),
            "2026-06-25T21:00:00Z to 2026-06-26T00:00:00Z",
        ),
        // The hour that comes twice: from the first half past one to the second.
        (
            typed(["25", "10", "2026"], "1:30am", "1:30am", none),
            "2026-10-25T00:30:00Z to 2026-10-25T01:30:00Z",
        ),
        (
            typed(["29", "3", "2026"], "1:30am", "3am", none),
            "starts: The clocks went forward from 1am to 2am that night: enter a time before 1am, or a time from 2am on",
        ),
        (
            typed(["25", "2", "2025"], "10am", "9am", none),
            "ends: The meeting must end after it starts",
        ),
        (
            typed(["25", "2", "2025"], "10am", "10am", none),
            "ends: The meeting must end after it starts",
        ),
        (
            typed(["30", "2", "2025"], "", "soon", none),
            "on_day: The day must be a real date; starts: Enter the time it starts, such as 10am; \
             ends: Enter a time like 6:30pm or 18:30",
        ),
        (
            typed(["25", "2", "2025"], "10am", "midday", ("2025-02-21", "5pm")),
            "2025-02-25T10:00:00Z to 2025-02-25T12:00:00Z, questions by 2025-02-21T17:00:00Z",
        ),
        (
            typed(["25", "2", "2025"], "10am", "midday", ("2025-02-25", "10am")),
            "questions_day: The last time for questions must be before the meeting starts",
        ),
        (
            typed(["25", "2", "2025"], "10am", "midday", ("", "5pm")),
            "questions_day: Enter the last day for questions, or leave the time empty too",
        ),
    ] {
        assert_eq!(check(&typed), want);
    }
}
