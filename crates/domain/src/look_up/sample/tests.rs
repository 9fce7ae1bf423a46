use super::*;
use jiff::SignedDuration;

/// Noon on Monday 15 June 2026 in Britain.
const MONDAY: Timestamp = Timestamp::constant(1_781_521_200, 0);

fn at(hours: i64) -> Timestamp {
    MONDAY + SignedDuration::from_hours(hours)
}

fn a_look_up(id: i64, account: i64) -> Candidate {
    Candidate {
        id: LookUpId(id),
        account: AccountId(account),
        at: MONDAY,
        opened: Vec::new(),
        led_to_something: true,
    }
}

#[test]
fn the_same_seed_draws_the_same_look_ups_in_any_order() {
    let ids: Vec<LookUpId> = (1..=500).map(LookUpId).collect();
    let drawn = at_random(Seed(7), ids.clone());
    assert_eq!(drawn.len(), AT_RANDOM);
    assert_eq!(at_random(Seed(7), ids.iter().rev().copied()), drawn);
    assert_ne!(at_random(Seed(8), ids), drawn);
    assert_eq!(at_random(Seed(7), [LookUpId(3)]), [LookUpId(3)]);
}

#[test]
fn each_look_up_is_as_likely_as_any_other() {
    let mut times = [0_u32; 50];
    for seed in 0..5_000 {
        for id in at_random(Seed(seed), (0..50).map(LookUpId)) {
            times[usize::try_from(id.0).unwrap()] += 1;
        }
    }
    // Each is expected 1,000 times, with a standard deviation of 28.
    assert!(
        times.iter().all(|times| (850..1_150).contains(times)),
        "{times:?}"
    );
}

#[test]
fn what_stands_out_is_drawn_after_what_is_random() {
    let mut all: Vec<Candidate> = (1..=100).map(|id| a_look_up(id, id % 5)).collect();
    let neighbour = AccountId(90);
    for candidate in &mut all {
        candidate.opened = if candidate.id == LookUpId(40) {
            vec![neighbour]
        } else {
            Vec::new()
        };
    }
    let known = Known {
        near: HashMap::from([((AccountId(0), neighbour), vec![Why::OwnStreet])]),
        ..Known::default()
    };
    let drawn = draw(Seed(3), &all, &known);
    let odd = drawn.iter().find(|drawn| drawn.look_up == LookUpId(40)).unwrap();
    assert!(odd.why.contains(&Why::OwnStreet), "{odd:?}");
    let random = drawn.iter().filter(|drawn| drawn.why[0] == Why::AtRandom);
    assert_eq!(random.count(), AT_RANDOM);
    assert_eq!(draw(Seed(3), &all, &known), drawn);
}

#[test]
fn no_one_person_takes_up_the_whole_sample() {
    let mut all: Vec<Candidate> = (1..=60).map(|id| a_look_up(id, 1)).collect();
    all.extend((61..=90).map(|id| a_look_up(id, 2)));
    for candidate in &mut all {
        candidate.led_to_something = false;
    }
    let drawn = draw(Seed(1), &all, &Known::default());
    let standing_out = drawn.iter().filter(|drawn| drawn.why[0] != Why::AtRandom);
    assert_eq!(standing_out.count(), 2 * OF_ONE_PERSON);
}

#[test]
fn each_reason_is_found() {
    let officer = AccountId(1);
    let (friend, other) = (AccountId(8), AccountId(9));
    let mut hours = Hours::default();
    for day in 0..20 {
        hours.note(at(24 * day));
    }
    let known = Known {
        hours: HashMap::from([(officer, hours)]),
        near: HashMap::from([((officer, friend), vec![Why::Colleague])]),
        times: HashMap::from([((officer, other), 3)]),
    };
    let says = |candidate: &Candidate| reasons(candidate, &known, false);
    let plain = a_look_up(1, 1);
    assert_eq!(says(&plain), []);
    let opened = |owner| Candidate {
        opened: vec![owner],
        ..plain.clone()
    };
    assert_eq!(says(&opened(friend)), [Why::Colleague]);
    assert_eq!(says(&opened(other)), [Why::SamePersonAgain]);
    let nothing = Candidate {
        led_to_something: false,
        ..plain.clone()
    };
    assert_eq!(says(&nothing), [Why::LedToNothing]);
    for (hours, found) in [
        (1, vec![]),
        (5, vec![Why::UnusualHour]),
        (11, vec![Why::UnusualHour, Why::AtNight]),
        (17, vec![Why::UnusualHour, Why::AtNight]),
        (18, vec![Why::UnusualHour]),
    ] {
        assert_eq!(
            says(&Candidate {
                at: at(hours),
                ..plain.clone()
            }),
            found,
            "{hours} hours after noon"
        );
    }
    assert_eq!(reasons(&plain, &known, true), [Why::ManyLookUps]);
}

#[test]
fn only_those_who_look_up_many_more_than_others_stand_out() {
    let week = |counts: &[usize]| {
        let mut all = Vec::new();
        for (account, count) in (1..).zip(counts) {
            for _ in 0..*count {
                all.push(a_look_up(i64::try_from(all.len()).unwrap(), account));
            }
        }
        busy(&all)
    };
    assert_eq!(week(&[]), []);
    assert_eq!(week(&[200]), [], "there is nobody to compare with");
    assert_eq!(week(&[5, 6, 29]), [], "that is not many");
    assert_eq!(week(&[10, 11, 40]), [AccountId(3)]);
    assert_eq!(week(&[20, 21, 40]), []);
}

#[test]
fn a_finding_needs_a_choice_and_an_answer() {
    let words = "0".repeat(MOST_NOTED + 1);
    for (chosen, note, read) in [
        ("", "Seen", Err(FindingError::NotChosen)),
        ("asked", " ", Err(FindingError::NoAnswer)),
        ("asked", words.as_str(), Err(FindingError::TooLong)),
        ("no-question", "a\0", Err(FindingError::Control)),
        (
            "asked",
            "A witness rang",
            Ok(Finding::Asked("A witness rang".into())),
        ),
        ("no-question", "", Ok(Finding::NoQuestion(None))),
    ] {
        assert_eq!(Finding::parse(chosen, note), read, "{chosen:?}");
    }
}

#[test]
fn each_slug_is_read_back() {
    for why in Why::ALL {
        assert_eq!(Why::parse(why.slug()), Some(why));
    }
    assert_eq!(Why::parse("bored"), None);
}
