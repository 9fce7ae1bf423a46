use super::forms::details::read;
use crate::shared::form::Typed;

fn typed(starts: &str, ends: &str, messages: &str) -> Typed {
    Typed::default()
        .with("name", "Save our Cycles")
        .with_date("starts", Some(starts.parse().unwrap()))
        .with_date("ends", Some(ends.parse().unwrap()))
        .with("aim", "Fewer bikes stolen")
        .with("audience", "Students")
        .with_all("agencies", ["1", "2"])
        .with("messages", messages)
        .with_all("topics", ["locks", "nonsense"])
}

fn check(typed: &Typed) -> String {
    match read(typed) {
        Ok(details) => format!("{:?} {:?}", details.messages, details.topics),
        Err(errors) => {
            let all = errors.list().iter().map(|(id, said)| format!("{id}: {said}"));
            all.collect::<Vec<_>>().join("; ")
        }
    }
}

#[test]
fn a_campaign_is_read_with_its_messages_one_on_each_line() {
    let many = ["Lock it"; 9].join("\n");
    let long = "x".repeat(121);
    for (typed, want) in [
        (
            typed("2026-09-01", "2027-03-31", "Lock  it\r\n\r\nMark it\r\n"),
            "[\"Lock it\", \"Mark it\"] [Locks]",
        ),
        (
            typed("2026-09-01", "2026-08-31", ""),
            "ends_day: The last day must be on or after the first day",
        ),
        (
            typed("2026-09-01", "2027-03-31", &many),
            "messages: A campaign has room for 8 messages. Choose the most important ones",
        ),
        (
            typed("2026-09-01", "2027-03-31", &long),
            "messages: Each message must be 120 characters or fewer",
        ),
        (
            Typed::default(),
            "name: Enter a name; starts_day: Enter the first day; ends_day: Enter the last day; aim: Say what it is for; \
             audience: Say who it is for",
        ),
    ] {
        assert_eq!(check(&typed), want);
    }
}
