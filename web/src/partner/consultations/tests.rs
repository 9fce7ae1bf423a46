use super::forms::details::read;
use crate::shared::form::Typed;

fn typed(opens: (&str, &str), closes: (&str, &str), issues: &str) -> Typed {
    Typed::default()
        .with("title", "Priorities")
        .with("question", "What should we work on?")
        .with("issues", issues)
        .with_date("opens", Some(opens.0.parse().unwrap()))
        .with("opens_time", opens.1)
        .with_date("closes", Some(closes.0.parse().unwrap()))
        .with("closes_time", closes.1)
        .with("asked", "Everybody")
        .with("sharing", "browser")
}

fn check(typed: &Typed) -> String {
    match read(typed) {
        Ok(details) => format!(
            "{} to {}: {:?}",
            details.opens_at, details.closes_at, details.issues
        ),
        Err(errors) => {
            let all = errors.list().iter().map(|(id, said)| format!("{id}: {said}"));
            all.collect::<Vec<_>>().join("; ")
        }
    }
}

#[test]
fn times_are_london_times_and_issues_have_a_line_each() {
    let two = "Bikes\r\n\r\nScams  on  doorsteps\r\n";
    let eleven: Vec<String> = (0..11).map(|n| format!("Issue {n}")).collect();
    let eleven = eleven.join("\n");
    let (opens, closes) = (("2026-06-01", "9am"), ("2026-12-01", "5pm"));
    for (typed, want) in [
        (
            typed(opens, closes, two),
            "2026-06-01T08:00:00Z to 2026-12-01T17:00:00Z: [\"Bikes\", \"Scams on doorsteps\"]",
        ),
        (
            typed(closes, opens, two),
            "closes_day: The consultation must close after it opens",
        ),
        (
            typed(opens, closes, "Bikes"),
            "issues: Enter 2 to 10 issues, one on each line",
        ),
        (
            typed(opens, closes, &eleven),
            "issues: Enter 2 to 10 issues, one on each line",
        ),
        (
            typed(opens, closes, "Bikes\nbikes"),
            "issues: The same issue is in the list twice. Remove one of them",
        ),
        (
            typed(("2026-03-29", "1:30am"), closes, two),
            "opens_time: The clocks went forward from 1am to 2am that night: enter a time before 1am, or a time from 2am on",
        ),
        (
            typed(opens, ("2026-12-01", ""), two),
            "closes_time: Enter the time at which it closes, such as 9am",
        ),
        (
            Typed::default(),
            "title: Enter a title; question: Enter the question; opens_day: Enter the day on which it opens; \
             opens_time: Enter the time at which it opens, such as 9am; closes_day: Enter the day on which it closes; \
             closes_time: Enter the time at which it closes, such as 9am; asked: Say who is asked and how; \
             sharing: Choose which answers come from one source",
        ),
    ] {
        assert_eq!(check(&typed), want);
    }
}
