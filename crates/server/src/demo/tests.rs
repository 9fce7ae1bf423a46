//! Tests of a demo register, for any seed.

use std::collections::HashSet;

use domain::{
    account::Role,
    bike::BikeKind,
    catalogue::{colours, find_make},
    number::Frame,
};

use super::*;

fn now() -> Timestamp {
    "2026-11-21T12:00:00Z".parse().unwrap()
}

const SEEDS: [u64; 4] = [0, 1, 42, u64::MAX];

#[test]
fn the_same_seed_gives_the_same_register_and_another_another() {
    let [one, again, other] = [7, 7, 8].map(|seed| format!("{:?}", generate(seed, now()).unwrap().bikes));
    assert_eq!(one, again);
    assert_ne!(one, other);
}

#[test]
fn there_is_enough_of_everything() {
    for seed in SEEDS {
        let register = generate(seed, now()).unwrap();
        assert_eq!(register.bikes.len(), BIKES);
        assert_eq!(
            register.bikes.iter().filter(|bike| bike.theft.is_some()).count(),
            THEFTS
        );
        assert_eq!(register.recoveries.len(), RECOVERIES);
        assert_eq!((register.partnerships.len(), register.events.len()), (2, 5));
        for role in Role::all() {
            assert!(register.staff.iter().any(|staff| staff.role == role), "{role}");
        }
        for kind in BikeKind::all().filter(|&kind| kind != BikeKind::Other) {
            assert!(
                register
                    .bikes
                    .iter()
                    .any(|bike| bike.bike.description.kind == Some(kind)),
                "{kind}, seed {seed}"
            );
        }
    }
}

#[test]
fn everything_referred_to_is_there() {
    for seed in SEEDS {
        let register = generate(seed, now()).unwrap();
        let organisations: HashSet<&str> = register.organisations.iter().map(|each| each.slug).collect();
        let partnerships: HashSet<&str> = register.partnerships.iter().map(|each| each.slug).collect();
        for organisation in &register.organisations {
            assert!(
                organisation
                    .partnership
                    .is_none_or(|slug| partnerships.contains(slug))
            );
        }
        assert!(
            register
                .staff
                .iter()
                .all(|staff| organisations.contains(staff.organisation))
        );
        assert!(
            register
                .events
                .iter()
                .all(|event| organisations.contains(event.organisation))
        );
        assert!(
            register
                .recoveries
                .iter()
                .all(|recovery| organisations.contains(recovery.organisation))
        );
        let mut marks = HashSet::new();
        for bike in &register.bikes {
            assert!(bike.owner < register.owners.len());
            let description = &bike.bike.description;
            assert!(
                find_make(description.make.as_deref().unwrap())
                    .is_some_and(|m| Some(&m.name) == description.make.as_ref())
            );
            for colour in &description.colours {
                assert!(colours().iter().any(|known| known.slug == *colour), "{colour}");
            }
            if let Some((code, event)) = bike.mark {
                assert!(marks.insert(code), "{code} is on two bikes");
                assert!(register.events[event].marks.contains(&code));
            }
        }
        assert!(marks.len() > 100);
        let references: HashSet<&str> = register
            .bikes
            .iter()
            .map(|bike| bike.external_ref.as_str())
            .collect();
        assert_eq!(references.len(), BIKES);
    }
}

#[test]
fn time_runs_forwards() {
    for seed in SEEDS {
        let register = generate(seed, now()).unwrap();
        assert!(register.bikes.is_sorted_by_key(|bike| bike.registered_at));
        for bike in &register.bikes {
            assert!(bike.registered_at <= now());
            if let Some(theft) = &bike.theft {
                assert!(theft.reported_at <= now(), "{}", bike.external_ref);
                assert!(theft.report.window.to() <= theft.reported_at);
                assert!(theft.report.window.to() > bike.registered_at);
                assert!(
                    theft
                        .closed
                        .is_none_or(|(when, _)| when >= theft.reported_at && when <= now())
                );
            }
        }
        for recovery in &register.recoveries {
            assert!(recovery.recovery.found_at <= recovery.recorded_at && recovery.recorded_at <= now());
            assert!(
                recovery
                    .returned_at
                    .is_none_or(|when| when >= recovery.recorded_at && when <= now())
            );
            if let Some(theft) = recovery.really.and_then(|at| register.bikes[at].theft.as_ref()) {
                assert!(recovery.recovery.found_at >= theft.reported_at);
                assert_eq!(theft.closed.is_some(), recovery.returned_at.is_some());
            }
        }
        let [past, today, coming, draft, over] = &register.events[..] else {
            panic!()
        };
        assert!(past.ends < now() && today.starts <= now() && now() < today.ends && coming.starts > now());
        assert_eq!(
            [past.stage, draft.stage, over.stage],
            [Stage::Closed, Stage::Draft, Stage::Closed]
        );
        for event in &register.events {
            assert!(event.bookings.is_sorted_by_key(|booking| booking.made_at));
            for booking in &event.bookings {
                assert!(event.planned <= booking.made_at && booking.made_at <= now());
                assert!(booking.made_at < booking.slot && booking.slot < event.ends);
            }
        }
    }
}

#[test]
fn it_can_be_made_at_any_hour_of_any_day() {
    for time in [
        "2026-11-22T00:00:00Z",
        "2026-11-21T23:59:59Z",
        "2026-03-29T01:30:00Z",
        "2028-02-29T07:00:00Z",
    ] {
        let now = time.parse().unwrap();
        let register = generate(9, now).unwrap();
        let used = |event: usize| {
            register
                .bikes
                .iter()
                .filter(|bike| bike.mark.is_some_and(|(_, at)| at == event))
                .count()
        };
        assert_eq!([0, 1, 2, 3, 4].map(used), [145, 0, 0, 0, 33], "{time}");
        assert!(
            register.bikes.iter().all(|bike| bike.registered_at <= now),
            "{time}"
        );
    }
}

#[test]
fn nobody_in_it_is_real() {
    let register = generate(3, now()).unwrap();
    let mut addresses = HashSet::new();
    for owner in &register.owners {
        let address = owner.email.as_ref().unwrap().as_str();
        assert!(
            address.ends_with("@example.org") && addresses.insert(address.to_owned()),
            "{address}"
        );
        assert!(
            owner
                .phone
                .as_ref()
                .is_none_or(|phone| phone.as_str().starts_with("07700 900"))
        );
        assert!(
            owner
                .postcode
                .as_ref()
                .is_some_and(|postcode| postcode.as_str().starts_with("CB"))
        );
    }
    for booking in register.events.iter().flat_map(|event| &event.bookings) {
        let (email, phone) = (booking.contact.email.as_ref(), booking.contact.phone.as_ref());
        assert!(email.is_some() || phone.is_some());
        assert!(email.is_none_or(|email| email.as_str().ends_with("@example.org")));
        assert!(phone.is_none_or(|phone| phone.as_str().starts_with("07700 900")));
    }
    assert!(
        register
            .staff
            .iter()
            .all(|staff| staff.email.ends_with("@example.org"))
    );
}

#[test]
fn most_numbers_are_known_and_differ() {
    let register = generate(5, now()).unwrap();
    let keys: Vec<&str> = register
        .bikes
        .iter()
        .filter_map(|bike| match &bike.bike.frame {
            Frame::Numbered(number) => Some(number.key()),
            Frame::Unknown | Frame::Unnumbered => None,
        })
        .collect();
    assert!(keys.len() > BIKES * 9 / 10 && keys.len() < BIKES);
    assert!(keys.iter().collect::<HashSet<_>>().len() * 100 >= keys.len() * 99);
    let like_trek = keys.iter().filter(|key| key.starts_with("WTU")).count();
    assert!((50..400).contains(&like_trek), "{like_trek}");
}

#[test]
fn places_are_taken_before_anybody_waits_and_some_are_left() {
    let register = generate(6, now()).unwrap();
    for event in [1, 2].map(|number: usize| &register.events[number]) {
        let slots = event.slots.unwrap();
        let mut waits = 0;
        let mut free = 0;
        for start in slots.starts(event.starts, event.ends) {
            let at: Vec<_> = event
                .bookings
                .iter()
                .filter(|booking| booking.slot == start)
                .collect();
            let taken = at.iter().take_while(|booking| !booking.waits).count();
            assert!(at[taken..].iter().all(|booking| booking.waits), "{}", event.name);
            assert!(taken == at.len() || taken == usize::from(slots.places()));
            waits += at.len() - taken;
            free += usize::from(slots.places()) - taken;
        }
        assert!(
            waits >= 3 && free >= 10,
            "{}: {waits} wait, {free} are free",
            event.name
        );
        assert!(
            event
                .bookings
                .iter()
                .any(|booking| booking.contact.email.is_none())
        );
    }
}

#[test]
fn a_closed_event_counts_what_its_desks_marked() {
    let register = generate(8, now()).unwrap();
    for number in [0, 4] {
        let marked = register
            .bikes
            .iter()
            .filter(|bike| bike.mark.is_some_and(|(_, at)| at == number))
            .count();
        let figures = register.events[number].figures.as_ref().unwrap();
        assert_eq!(usize::try_from(figures.bikes_marked).unwrap(), marked);
    }
}

#[test]
fn somebody_has_seen_a_bike_that_is_still_stolen() {
    for seed in SEEDS {
        let register = generate(seed, now()).unwrap();
        let at = talk::seen_bike(&register, now()).unwrap();
        let theft = register.bikes[at].theft.as_ref().unwrap();
        assert!(theft.closed.is_none() && theft.reported_at < now());
        assert!(register.recoveries.iter().all(|one| one.really != Some(at)));
    }
}

#[test]
fn the_pages_behind_links_can_be_opened() {
    testkit::run(async {
        let folder = tempfile::tempdir().unwrap();
        let config = crate::config::Config::throw_away(folder.path().to_owned());
        let registry = crate::open::or_make(&config, registry::Tuning::Serve)
            .await
            .unwrap()
            .0;
        assert!(to_try(&registry).await.unwrap().pages.is_empty());
        load(&registry).await.unwrap();
        let pages = to_try(&registry).await.unwrap().pages;
        assert_eq!(pages.len(), 3);
        let said = how_to_sign_in("http://localhost", &to_try(&registry).await.unwrap());
        for (what, path) in pages {
            let token = path.rsplit('/').next().unwrap();
            assert!(
                said.contains(&format!("{what}: http://localhost{path}")),
                "{said}"
            );
            if path.starts_with("/messages/") {
                let party = registry::message::Party::Link(token);
                let found = registry::message::conversation(&registry, party)
                    .await
                    .unwrap()
                    .unwrap();
                assert_eq!(found.said.len(), 3, "{what}");
            } else {
                let reading = registry::hot_sheet::reading(&registry, token).await.unwrap();
                assert_eq!(reading.unwrap().state, registry::hot_sheet::State::Gets);
            }
        }
    });
}
