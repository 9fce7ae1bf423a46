use super::*;
use serde::Deserialize;

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum Ask {
    Who,
    WhatTime,
    Check,
}

impl Step for Ask {
    const ORDER: &'static [(Self, &'static str)] =
        &[(Self::Who, ""), (Self::WhatTime, "time"), (Self::Check, "check")];
    const CHECK: Self = Self::Check;
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
struct Answers {
    who: Option<String>,
    time: Option<u32>,
}

type Kept = Told<Ask, Answers>;

#[test]
fn next_and_previous_walk_the_questions() {
    assert_eq!(Ask::Who.previous(), None);
    assert_eq!(Ask::Who.next().previous(), Some(Ask::Who));
    assert_eq!(
        (Ask::WhatTime.next(), Ask::Check.next()),
        (Ask::Check, Ask::Check)
    );
    assert_eq!(
        (Ask::parse(""), Ask::parse("time"), Ask::parse("who")),
        (Some(Ask::Who), Some(Ask::WhatTime), None)
    );
    assert_eq!(
        (Ask::questions(), Ask::Check.place(), Ask::WhatTime.slug()),
        (2, 2, "time")
    );
}

#[test]
fn questions_open_one_after_the_other() {
    let mut told = Kept::default();
    assert!(told.reach(Ask::Who));
    told.answered.insert(Ask::WhatTime);
    assert_eq!(told.first_unanswered(), Ask::Who);
    assert!(!told.reach(Ask::WhatTime), "a later answer opens nothing");
    told.answered.insert(Ask::Who);
    assert!(told.reach(Ask::Check));
}

#[test]
fn answers_come_back_as_they_were_kept() {
    let mut told = Kept::default();
    told.answered.insert(Ask::Who);
    told.answers.who = Some("Robin 🚲".into());
    let json = told.write().unwrap();
    assert_eq!(
        String::from_utf8_lossy(&json),
        r#"{"answered":["who"],"who":"Robin 🚲","time":null}"#
    );
    assert_eq!(Kept::read(&json), told);
}

#[test]
fn answers_that_cannot_be_read_are_none() {
    for broken in [
        "",
        "{",
        "[]",
        "null",
        r#"{"answered":["a-question-of-long-ago"],"who":"Robin"}"#,
        r#"{"answered":["who"],"who":["Robin"]}"#,
        "\u{0}\u{1}",
    ] {
        assert_eq!(Kept::read(broken.as_bytes()), Kept::default(), "{broken:?}");
    }
    assert_eq!(Kept::read(b"{}"), Kept::default());
    let newer = Kept::read(br#"{"answered":["who"],"who":"Robin","added-later":1}"#);
    assert_eq!(newer.answers.who.as_deref(), Some("Robin"));
}

#[test]
fn addresses_have_the_parts_that_there_are() {
    assert_eq!(address("/a", [""]), "/a");
    assert_eq!(
        address("/a", ["draft=x", "", "from=check"]),
        "/a?draft=x&from=check"
    );
}
