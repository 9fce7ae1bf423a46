use super::*;
use proptest::prelude::*;

fn at(text: &str) -> Timestamp {
    text.parse().unwrap()
}

fn event(from: &str, to: &str) -> NewMarkingEvent {
    NewMarkingEvent {
        organisation: OrganisationId(1),
        name: "Market Square".to_owned(),
        place: "Market Square".to_owned(),
        about: None,
        point: None,
        starts_at: at(from),
        ends_at: at(to),
        details: EventDetails::default(),
    }
}

#[test]
fn desks_open_on_the_day_in_london_or_two_hours_before() {
    let summer = event("2026-06-20T09:00:00Z", "2026-06-20T15:00:00Z");
    let just_after_midnight = event("2026-06-19T23:30:00Z", "2026-06-20T02:00:00Z");
    for (event, now, open) in [
        // Midnight in London is an hour before midnight UTC in summer.
        (&summer, "2026-06-19T22:59:59Z", false),
        (&summer, "2026-06-19T23:00:00Z", true),
        (&summer, "2026-06-20T22:59:59Z", true),
        (&summer, "2026-06-20T23:00:00Z", false),
        // This event starts at half past midnight in London, so the desks open at half past ten on the evening before.
        (&just_after_midnight, "2026-06-19T21:29:59Z", false),
        (&just_after_midnight, "2026-06-19T21:30:00Z", true),
    ] {
        assert_eq!(event.desks_open_at(at(now)), open, "{now}");
    }
}

#[test]
fn a_phone_is_made_ready_from_six_on_the_evening_before() {
    let summer = event("2026-06-20T09:00:00Z", "2026-06-20T15:00:00Z");
    for (now, ready) in [
        ("2026-06-19T16:59:59Z", false),
        ("2026-06-19T17:00:00Z", true),
        ("2026-06-20T22:59:59Z", true),
        ("2026-06-20T23:00:00Z", false),
    ] {
        assert_eq!(summer.desks_load_at(at(now)), ready, "{now}");
    }
}

#[test]
fn phones_get_labels_from_the_evening_before_until_the_desks_close() {
    let planned = |stage| MarkingEvent {
        id: EventId(1),
        event: event("2026-06-20T09:00:00Z", "2026-06-20T15:00:00Z"),
        stage,
        revision: 0,
        cancelled_why: None,
    };
    for (now, goes_out) in [
        ("2026-06-19T16:59:59Z", false),
        ("2026-06-19T17:00:00Z", true),
        ("2026-06-20T22:59:59Z", true),
        ("2026-06-20T23:00:00Z", false),
        ("2026-07-20T12:00:00Z", false),
    ] {
        assert_eq!(
            planned(Stage::Published).kit_goes_out_at(at(now)),
            goes_out,
            "{now}"
        );
        for other in [Stage::Draft, Stage::Cancelled, Stage::Closed] {
            assert!(!planned(other).kit_goes_out_at(at(now)), "{now}");
        }
    }
}

#[test]
fn slots_have_a_length_and_places_that_make_sense() {
    for (minutes, places, wrong) in [
        (15, 2, None),
        (5, 1, None),
        (240, 100, None),
        (4, 2, Some(SlotsError::Minutes)),
        (0, 2, Some(SlotsError::Minutes)),
        (241, 2, Some(SlotsError::Minutes)),
        (15, 0, Some(SlotsError::Places)),
        (15, 101, Some(SlotsError::Places)),
    ] {
        assert_eq!(
            Slots::new(minutes, places, false).err(),
            wrong,
            "{minutes} {places}"
        );
    }
}

#[test]
fn only_whole_slots_are_booked_also_when_the_clocks_go_back() {
    let slots = Slots::new(30, 2, false).unwrap();
    let mut event = event("2026-10-25T00:30:00Z", "2026-10-25T02:10:00Z");
    assert!(event.slot_starts().is_empty());
    event.details.slots = Some(slots);
    let starts: Vec<String> = event.slot_starts().iter().map(Timestamp::to_string).collect();
    assert_eq!(
        starts,
        [
            "2026-10-25T00:30:00Z",
            "2026-10-25T01:00:00Z",
            "2026-10-25T01:30:00Z"
        ]
    );
    (event.starts_at, event.ends_at) = (event.ends_at, event.starts_at);
    assert!(
        event.slot_starts().is_empty(),
        "an event that ends before it starts has none"
    );
}

proptest! {
    #[test]
    fn slots_fill_an_event_without_gap_or_overlap(
        from in 0_i64..4_102_444_800, lasts in 0_i64..200_000, minutes in 5_u16..=240, places in 1_u16..=100
    ) {
        let from = Timestamp::from_second(from).unwrap();
        let to = from + SignedDuration::from_secs(lasts);
        let slots = Slots::new(minutes, places, false).unwrap();
        let starts = slots.starts(from, to);
        prop_assert_eq!(starts.len() as i64, lasts / (i64::from(minutes) * 60));
        for (index, start) in starts.iter().enumerate() {
            prop_assert_eq!(*start, from + slots.length() * index as i32);
            prop_assert!(*start + slots.length() <= to);
        }
    }
}

#[test]
fn an_event_has_an_end_after_its_start_on_one_day_to_come() {
    let now = at("2026-06-20T11:00:00Z");
    for (from, to, wrong) in [
        ("2026-06-21T09:00:00Z", "2026-06-21T15:00:00Z", None),
        // An event that has already started can still be planned: somebody may have forgotten to plan it.
        ("2026-06-20T09:00:00Z", "2026-06-20T11:00:01Z", None),
        (
            "2026-06-20T09:00:00Z",
            "2026-06-20T11:00:00Z",
            Some(TimesError::InThePast),
        ),
        (
            "2026-06-21T09:00:00Z",
            "2026-06-21T09:00:00Z",
            Some(TimesError::EndsBeforeStart),
        ),
        (
            "2026-06-21T09:00:00Z",
            "2026-06-20T15:00:00Z",
            Some(TimesError::EndsBeforeStart),
        ),
        (
            "2026-06-21T09:00:00Z",
            "2026-06-22T09:00:01Z",
            Some(TimesError::TooLong),
        ),
        (
            "2206-06-21T09:00:00Z",
            "2206-06-21T15:00:00Z",
            Some(TimesError::TooFarAhead),
        ),
    ] {
        assert_eq!(check_times(at(from), at(to), now).err(), wrong, "{from} to {to}");
    }
}

#[test]
fn a_wish_is_read_back_as_it_was_written() {
    let noon = at("2026-06-20T11:00:00Z");
    for (wish, written) in [
        (Wish::Place(noon), "1781953200"),
        (Wish::Wait(noon), "wait-1781953200"),
        (Wish::WaitForAny, "wait-any"),
    ] {
        assert_eq!(wish.to_string(), written);
        assert_eq!(written.parse(), Ok(wish));
    }
    for bad in [
        "",
        "wait-",
        "any",
        "-",
        "99999999999999999999",
        "🚲",
        "1e9",
        "253402300800000",
    ] {
        assert_eq!(bad.parse::<Wish>(), Err(WishError), "{bad}");
    }
}
