use super::numbers::Period;
use super::*;
use std::net::Ipv4Addr;

fn at(last: u8) -> Client {
    Client(IpAddr::V4(Ipv4Addr::new(192, 0, 2, last)))
}

fn usual() -> Limits {
    Limits::new(Scale::Times(1), Proxies::default())
}

fn passed(limits: &Limits, what: Action, client: Client, tries: usize) -> usize {
    (0..tries)
        .filter(|_| limits.admit(what, client, None).is_ok())
        .count()
}

#[test]
fn one_address_is_stopped_and_others_go_on() {
    let limits = usual();
    let walked = passed(&limits, Action::Check, at(1), 1_000);
    assert!((120..130).contains(&walked), "{walked}");
    let wait = limits.admit(Action::Check, at(1), None).unwrap_err();
    assert!(
        wait <= Duration::from_secs(1),
        "the next comes back within a second: {wait:?}"
    );
    assert_eq!(passed(&limits, Action::Check, at(2), 100), 100);
    assert_eq!(
        passed(&limits, Action::Booking, at(1), 10),
        10,
        "each thing is counted alone"
    );
}

#[test]
fn an_account_is_counted_besides_its_address() {
    let limits = usual();
    let one = Some(AccountId(1));
    let asked = (0..500).filter(|n| {
        let from = at(u8::try_from(n % 250).unwrap());
        limits.admit(Action::LookUp, from, one).is_ok()
    });
    let asked = asked.count();
    assert!((240..250).contains(&asked), "{asked}");
    assert!(limits.admit(Action::LookUp, at(1), Some(AccountId(2))).is_ok());
}

#[test]
fn a_subject_is_counted_over_all_who_ask() {
    let limits = usual();
    let sent = (0..30).filter(|_| limits.about(Action::Registration, "ada@example.org").is_ok());
    assert_eq!(sent.count(), 10);
    let HttpError::TooMany(wait) = limits.about(Action::Registration, "ada@example.org").unwrap_err() else {
        panic!("another error")
    };
    assert!(wait > Duration::from_secs(3_600), "ten a day: {wait:?}");
    assert!(limits.about(Action::Registration, "bob@example.org").is_ok());
    // Another finder can still write about the bike.
    for finder in [at(1), at(2)] {
        let sent = (0..30).filter(|_| limits.about(Action::Message, (finder, "7KQ4M2X9TD")).is_ok());
        assert_eq!(sent.count(), 5);
    }
}

#[test]
fn a_visitor_who_tries_unknown_marks_sees_no_marks_for_a_while() {
    let limits = usual();
    for _ in 0..20 {
        limits.unknown_mark(at(1));
    }
    assert!(
        limits.admit(Action::Mark, at(1), None).is_ok(),
        "a few slips are nothing"
    );
    limits.unknown_mark(at(1));
    for what in [Action::Mark, Action::Message] {
        let wait = limits.admit(what, at(1), None).unwrap_err();
        assert!(wait > Duration::from_secs(60), "{wait:?}");
    }
    assert!(limits.admit(Action::Check, at(1), None).is_ok());
    assert!(limits.admit(Action::Mark, at(2), None).is_ok());
}

#[test]
fn an_operator_raises_the_limits_or_takes_them_away() {
    let raised = Limits::new(Scale::Times(10), Proxies::default());
    let walked = passed(&raised, Action::Check, at(1), 3_000);
    assert!((1_200..1_300).contains(&walked), "{walked}");
    let none = Limits::new(Scale::Off, Proxies::default());
    assert_eq!(passed(&none, Action::Check, at(1), 3_000), 3_000);
    for _ in 0..100 {
        none.unknown_mark(at(1));
        none.about(Action::Message, 1).unwrap();
    }
    assert!(none.admit(Action::Mark, at(1), None).is_ok());
    assert_eq!("off".parse(), Ok(Scale::Off));
    assert_eq!("10".parse(), Ok(Scale::Times(10)));
    for bad in ["", "0", "1001", "-1", "on", "1.5"] {
        let refused = bad.parse::<Scale>().unwrap_err().to_string();
        assert!(refused.contains("off") && refused.contains("1000"), "{refused}");
    }
}

#[test]
fn a_crowd_of_addresses_does_not_fill_the_memory() {
    let limits = usual();
    let counter = &limits.counters[0];
    for n in 0..200_000_u32 {
        let address = IpAddr::V4(Ipv4Addr::from(n));
        let who = Who::Address(address);
        // A client that shares a place may be refused. This test does not care.
        let _refused_or_not = counter.count(who, &limits.key, &limits.clock);
    }
    let most = MOST_REMEMBERED + usize::try_from(TIDIED_AFTER + SHARED).unwrap();
    assert!(counter.used.len() <= most, "{} remembered", counter.used.len());
}

#[test]
fn the_documentation_has_these_numbers() {
    let docs = include_str!("../../../../docs/threat-model.md");
    for limit in &LIMITS {
        let what = match limit.what {
            Action::Check => "a number at `/check`",
            Action::Mark => "a mark’s page, or its code while registering",
            Action::UnknownMark => "a mark code that is not one of ours",
            Action::SignIn => "asking for a sign-in link",
            Action::Draft => "beginning a registration",
            Action::Registration => "sending a registration",
            Action::Booking => "booking a place",
            Action::Message => "a message to an owner",
            Action::Answer => "an answer to a consultation",
            Action::Upload => "a form with photos",
            Action::LookUp => "a police form",
            Action::Desk => "a request from a desk’s phone",
        };
        let by = match (limit.what, limit.by) {
            (_, By::Address) => "address",
            (_, By::Account) => "account",
            (Action::Message, By::Subject) => "address and bike",
            (_, By::Subject) => "mailbox",
        };
        let period = match limit.period {
            Period::Minute => "a minute",
            Period::Hour => "an hour",
            Period::Day => "a day",
        };
        let grouped = |n: u32| {
            if n < 1_000 {
                n.to_string()
            } else {
                format!("{},{:03}", n / 1_000, n % 1_000)
            }
        };
        let row = format!(
            "| {what} | {by} | {} | {} {period} |",
            grouped(limit.at_once),
            grouped(limit.again)
        );
        assert!(docs.contains(&row), "docs/threat-model.md lacks: {row}");
    }
}
