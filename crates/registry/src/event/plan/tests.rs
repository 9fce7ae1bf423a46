use super::*;
use crate::account::permits::CoordinatorOf;
use crate::event::bookings::{self, list};
use crate::event::testing::{event_at, slotted, with_role};
use crate::testing::{email, fresh, mail};
use domain::account::Role;
use domain::account::contact::{Contact, PhoneNumber};
use domain::desk::EntryId;
use domain::event::{BookingStatus, Slots, Wish};
use jiff::SignedDuration;
use store::desk::entries::NewEntry;
use testkit::time::{days_after_noon, hours_after_noon, hours_before_noon};

async fn a_coordinator(registry: &Registry, slug: &str) -> CoordinatorOf {
    let viewer = with_role(
        registry,
        &format!("cora@{slug}.example.org"),
        slug,
        Role::Coordinator,
    )
    .await;
    CoordinatorOf::of(&viewer).unwrap()
}

async fn plan_of(registry: &Registry, id: EventId) -> NewMarkingEvent {
    store::event::find(&registry.store, id)
        .await
        .unwrap()
        .unwrap()
        .event
}

fn of(address: &str) -> Contact {
    Contact {
        name: Some("Ada".to_owned()),
        email: Some(email(address)),
        ..Contact::default()
    }
}

testkit::on_each_database! {
    async fn an_event_is_planned_published_and_closed_by_its_own(db: testkit::Database) {
        let (registry, clock) = fresh(&db).await;
        let (cora, other) = (a_coordinator(&registry, "camcycle").await, a_coordinator(&registry, "ely").await);
        let any = slotted(&registry, days_after_noon(2), 2, 60, 1).await;
        let mut new = plan_of(&registry, any).await;
        let again = plan(&registry, &cora, &new).await;
        assert!(matches!(&again, Err(PlanError::Overlaps(name)) if *name == new.name), "{again:?}");
        new.place = "Guildhall".to_owned();
        let refused = plan(&registry, &other, &new).await;
        assert!(matches!(refused, Err(PlanError::NotYours)), "{refused:?}");
        let id = plan(&registry, &cora, &new).await.unwrap();
        assert!(crate::event::find(&registry, id).await.unwrap().is_none(), "a draft is nobody's business");
        assert!(find(&registry, &other, id).await.unwrap().is_none());
        for refused in [
            publish(&registry, &other, id).await,
            change(&registry, &other, id, (&new, None)).await.map(drop),
            cancel(&registry, &other, id, "rain").await.map(drop),
            close(&registry, &other, id, &Figures::default()).await,
        ] {
            assert!(matches!(refused, Err(PlanError::NoEvent)), "{refused:?}");
        }
        publish(&registry, &cora, id).await.unwrap();
        publish(&registry, &cora, id).await.unwrap();
        assert!(crate::event::find(&registry, id).await.unwrap().is_some());
        let early = close(&registry, &cora, id, &Figures::default()).await;
        assert!(matches!(early, Err(PlanError::NotBegun)), "{early:?}");
        clock.advance(SignedDuration::from_hours(72));
        let figures = Figures {
            bikes_marked: 42,
            walk_ins: 30,
            advised: 55,
            spoiled: 2,
            note: Some("Ada brought the table".to_owned()),
        };
        close(&registry, &cora, id, &figures).await.unwrap();
        let kept = find(&registry, &cora, id).await.unwrap().unwrap();
        assert_eq!((kept.figures, kept.listed.marking.stage), (Some(figures.clone()), Stage::Closed));
        let again = close(&registry, &cora, id, &figures).await;
        assert!(matches!(again, Err(PlanError::NotOpen)), "{again:?}");
        let past = list(&registry, &cora, EventFilter::Past, 0, 9).await.unwrap();
        assert_eq!(past.iter().map(|row| row.0.marking.id).collect::<Vec<_>>(), [id]);
        assert_eq!(list(&registry, &cora, EventFilter::Open, 0, 9).await.unwrap().len(), 1);
        assert!(list(&registry, &other, EventFilter::Open, 0, 9).await.unwrap().is_empty());
    }

    async fn a_change_keeps_every_booking_or_is_refused(db: testkit::Database) {
        let (registry, _) = fresh(&db).await;
        let cora = a_coordinator(&registry, "camcycle").await;
        let id = slotted(&registry, days_after_noon(2), 2, 60, 1).await;
        let old = plan_of(&registry, id).await;
        let first = days_after_noon(2);
        bookings::book(&registry, id, Wish::Place(first), &of("ada@example.org")).await.unwrap();
        let waits = bookings::book(&registry, id, Wish::Wait(first), &of("bob@example.org")).await.unwrap();
        mail(&registry).await;
        let mut longer = old.clone();
        longer.starts_at += SignedDuration::from_hours(1);
        longer.details.slots = Slots::new(30, 1, false).ok();
        let mut none = old.clone();
        none.details.slots = None;
        for strands in [longer, none] {
            let refused = change(&registry, &cora, id, (&strands, None)).await;
            assert!(matches!(refused, Err(PlanError::Strands(2))), "{refused:?}");
        }
        let mut backwards = old.clone();
        backwards.ends_at = backwards.starts_at;
        let refused = change(&registry, &cora, id, (&backwards, None)).await;
        assert!(matches!(refused, Err(PlanError::Times(TimesError::EndsBeforeStart))), "{refused:?}");
        assert_eq!(plan_of(&registry, id).await, old);
        // With one more place, the person who waited gets it and is told. The other person is told nothing.
        let mut wider = old.clone();
        wider.details.slots = Slots::new(60, 2, false).ok();
        change(&registry, &cora, id, (&wider, None)).await.unwrap();
        let letters = mail(&registry).await;
        assert_eq!(letters.len(), 1);
        assert_eq!(letters[0].to, email("bob@example.org"));
        assert_eq!(bookings::find(&registry, &waits.token).await.unwrap().0.status, BookingStatus::Booked);
        let refused = change(&registry, &cora, id, (&old, None)).await;
        assert!(matches!(refused, Err(PlanError::Strands(1))), "{refused:?}");
        let mut moved = wider.clone();
        moved.place = "Guildhall".to_owned();
        change(&registry, &cora, id, (&moved, None)).await.unwrap();
        let letters = mail(&registry).await;
        assert_eq!(letters.len(), 2);
        assert!(letters.iter().all(|letter| letter.body.contains("Guildhall")));
        let found = store::event::find(&registry.store, id).await.unwrap().unwrap();
        assert_eq!((found.event, found.revision), (moved, 2));
    }

    async fn an_event_moves_with_its_bookings_and_everybody_is_told(db: testkit::Database) {
        let (registry, _) = fresh(&db).await;
        let cora = a_coordinator(&registry, "camcycle").await;
        let vera = with_role(&registry, "vera@example.org", "camcycle", Role::Volunteer).await;
        let (first, second) = (days_after_noon(2), days_after_noon(2) + SignedDuration::from_hours(1));
        let id = slotted(&registry, first, 2, 60, 1).await;
        crate::event::staff::add_staff(&registry, &cora, id, vera.account, None).await.unwrap();
        let phone = Contact { phone: PhoneNumber::parse("07700 900123").ok(), ..Contact::default() };
        let ada = bookings::book(&registry, id, Wish::Place(first), &of("ada@example.org")).await.unwrap();
        let by_phone = bookings::book(&registry, id, Wish::Place(second), &phone).await.unwrap();
        let waits = bookings::book(&registry, id, Wish::Wait(second), &of("bob@example.org")).await.unwrap();
        mail(&registry).await;
        let mut moved = plan_of(&registry, id).await;
        let week = SignedDuration::from_hours(7 * 24);
        (moved.starts_at, moved.ends_at) = (moved.starts_at + week, moved.ends_at + week);
        assert_eq!(change(&registry, &cora, id, (&moved, None)).await.unwrap(), 1, "one to ring");
        for (token, slot) in [(&ada, first), (&by_phone, second), (&waits, second)] {
            let found = bookings::find(&registry, &token.token).await.unwrap().0;
            assert_eq!(found.slot, Some(slot + week));
        }
        let seen = list::of_event(&registry, &cora, id).await.unwrap().unwrap();
        let rung = seen.iter().find(|one| one.slot == Some(second + week) && one.status == BookingStatus::Booked);
        assert_eq!(rung.map(|one| one.told_at), Some(None), "on the list to ring");
        let letters = mail(&registry).await;
        let mut to: Vec<&str> = letters.iter().map(|letter| letter.to.as_str()).collect();
        to.sort_unstable();
        assert_eq!(to, ["ada@example.org", "bob@example.org", "vera@example.org"]);
        let tells_old = |body: &str| body.contains("It was:") || body.contains("These were the old details:");
        assert!(letters.iter().all(|letter| tells_old(&letter.body)));
        // If the event opens an hour earlier on the same day, everybody keeps their time.
        let mut earlier = moved.clone();
        earlier.starts_at -= SignedDuration::from_hours(1);
        change(&registry, &cora, id, (&earlier, None)).await.unwrap();
        assert_eq!(bookings::find(&registry, &ada.token).await.unwrap().0.slot, Some(first + week));
    }

    async fn a_draft_is_deleted_and_nobody_hears_of_it(db: testkit::Database) {
        let (registry, _) = fresh(&db).await;
        let cora = a_coordinator(&registry, "camcycle").await;
        let vera = with_role(&registry, "vera@example.org", "camcycle", Role::Volunteer).await;
        let hours = (days_after_noon(2), days_after_noon(2) + SignedDuration::from_hours(2));
        let draft = event_at(&registry, "camcycle", hours, Stage::Draft).await;
        crate::event::staff::add_staff(&registry, &cora, draft, vera.account, Some("Desk 1")).await.unwrap();
        let refused = cancel(&registry, &cora, draft, "Planned twice").await;
        assert!(matches!(refused, Err(PlanError::IsADraft)), "{refused:?}");
        delete_draft(&registry, &cora, draft).await.unwrap();
        assert!(find(&registry, &cora, draft).await.unwrap().is_none());
        assert!(mail(&registry).await.is_empty());
        // A volunteer on the rota of a draft is told when it is published.
        let second = event_at(&registry, "camcycle", hours, Stage::Draft).await;
        crate::event::staff::add_staff(&registry, &cora, second, vera.account, Some("Desk 1")).await.unwrap();
        publish(&registry, &cora, second).await.unwrap();
        let letters = mail(&registry).await;
        assert!(letters.len() == 1 && letters[0].body.contains("What you will do there: Desk 1"), "{letters:?}");
        let refused = delete_draft(&registry, &cora, second).await;
        assert!(matches!(refused, Err(PlanError::NotADraft)), "{refused:?}");
        cancel(&registry, &cora, second, "Rain").await.unwrap();
        assert_eq!(mail(&registry).await.len(), 1, "the volunteer hears of it");
    }

    async fn a_closed_event_is_reopened_to_correct_its_figures(db: testkit::Database) {
        let (registry, _) = fresh(&db).await;
        let cora = a_coordinator(&registry, "camcycle").await;
        let id = event_at(&registry, "camcycle", (hours_before_noon(3), hours_before_noon(1)), Stage::Published).await;
        let refused = reopen(&registry, &cora, id).await;
        assert!(matches!(refused, Err(PlanError::NotClosed)), "{refused:?}");
        let figures = |bikes_marked| Figures { bikes_marked, walk_ins: 1, advised: 2, spoiled: 0, note: None };
        close(&registry, &cora, id, &figures(3)).await.unwrap();
        reopen(&registry, &cora, id).await.unwrap();
        let kept = find(&registry, &cora, id).await.unwrap().unwrap();
        assert_eq!((kept.listed.marking.stage, kept.figures), (Stage::Published, Some(figures(3))));
        close(&registry, &cora, id, &figures(4)).await.unwrap();
        assert_eq!(find(&registry, &cora, id).await.unwrap().unwrap().figures, Some(figures(4)));
    }

    async fn a_cancelled_event_is_told_to_everybody_who_has_booked(db: testkit::Database) {
        let (registry, clock) = fresh(&db).await;
        let cora = a_coordinator(&registry, "camcycle").await;
        let id = slotted(&registry, days_after_noon(2), 2, 60, 1).await;
        let first = days_after_noon(2);
        bookings::book(&registry, id, Wish::Place(first), &of("ada@example.org")).await.unwrap();
        bookings::book(&registry, id, Wish::Wait(first), &of("bob@example.org")).await.unwrap();
        let phone = Contact { phone: PhoneNumber::parse("07700 900123").ok(), ..Contact::default() };
        bookings::book(&registry, id, Wish::WaitForAny, &phone).await.unwrap();
        mail(&registry).await;
        assert_eq!(cancel(&registry, &cora, id, "The square is flooded").await.unwrap(), 1, "one to ring");
        let letters = mail(&registry).await;
        assert_eq!(letters.len(), 2);
        assert!(letters.iter().all(|letter| letter.body.contains("The square is flooded")));
        let public = crate::event::find(&registry, id).await.unwrap().unwrap();
        assert_eq!(public.marking.cancelled_why.as_deref(), Some("The square is flooded"));
        assert!(crate::event::upcoming(&registry, 9).await.unwrap().is_empty());
        clock.advance(SignedDuration::from_hours(30));
        assert_eq!(bookings::remind::remind(&registry).await.unwrap(), 0);
        let again = cancel(&registry, &cora, id, "Rain").await;
        assert!(matches!(again, Err(PlanError::NotOpen)), "{again:?}");
    }

    async fn who_has_booked_is_seen_by_the_coordinators_of_the_event_alone(db: testkit::Database) {
        let (registry, _) = fresh(&db).await;
        let (cora, other) = (a_coordinator(&registry, "camcycle").await, a_coordinator(&registry, "ely").await);
        let admin = with_role(&registry, "ada@example.org", "camcycle", Role::OrgAdmin).await;
        let site = with_role(&registry, "site@example.org", "site", Role::SiteAdmin).await;
        let id = slotted(&registry, days_after_noon(2), 2, 60, 1).await;
        let wish = Wish::Place(days_after_noon(2));
        let token = bookings::book(&registry, id, wish, &of("ada@example.org")).await.unwrap().token;
        let seen = list::of_event(&registry, &cora, id).await.unwrap().unwrap();
        assert_eq!(seen.len(), 1);
        let admins = [&admin, &site].map(|viewer| CoordinatorOf::of(viewer).unwrap());
        for nobody in [&other, &admins[0], &admins[1]] {
            assert!(list::of_event(&registry, nobody, id).await.unwrap().is_none());
            assert!(list::cancel_for(&registry, nobody, id, seen[0].id).await.is_err());
            assert!(list::was_rung(&registry, nobody, id, seen[0].id).await.is_err());
        }
        let hours = (hours_before_noon(1), hours_after_noon(1));
        let elsewhere = event_at(&registry, "camcycle", hours, Stage::Published).await;
        assert!(list::was_rung(&registry, &cora, elsewhere, seen[0].id).await.is_err(), "of another event");
        list::was_rung(&registry, &cora, id, seen[0].id).await.unwrap();
        let seen = list::of_event(&registry, &cora, id).await.unwrap().unwrap();
        assert_eq!(seen[0].told_at, Some(registry.now()));
        list::cancel_for(&registry, &cora, id, seen[0].id).await.unwrap();
        assert_eq!(bookings::find(&registry, &token).await.unwrap().0.status, BookingStatus::Cancelled);
    }

    async fn nothing_is_given_up_at_an_event_that_is_over(db: testkit::Database) {
        let (registry, clock) = fresh(&db).await;
        let cora = a_coordinator(&registry, "camcycle").await;
        let id = slotted(&registry, days_after_noon(2), 2, 60, 1).await;
        let wish = Wish::Place(days_after_noon(2));
        let token = bookings::book(&registry, id, wish, &of("ada@example.org")).await.unwrap().token;
        let seen = list::of_event(&registry, &cora, id).await.unwrap().unwrap();
        clock.advance(SignedDuration::from_hours(3 * 24));
        for late in [
            list::cancel_for(&registry, &cora, id, seen[0].id).await,
            bookings::cancel(&registry, &token).await,
        ] {
            assert!(matches!(late, Err(bookings::BookError::Over)), "{late:?}");
        }
        assert_eq!(bookings::find(&registry, &token).await.unwrap().0.status, BookingStatus::Booked);
    }
    async fn bikes_that_come_after_closing_are_counted_until_the_figures_are_put_right(db: testkit::Database) {
        let (registry, clock) = fresh(&db).await;
        let cora = a_coordinator(&registry, "camcycle").await;
        let id = slotted(&registry, hours_after_noon(1), 2, 60, 1).await;
        clock.advance(SignedDuration::from_hours(2));
        let comes = async |number: u32| {
            let new = NewEntry {
                id: EntryId::parse(&format!("019ab3c4-5d6e-7f80-9a1b-{number:012x}")).unwrap(),
                event: id,
                desk: "Desk 1".to_owned(),
                sent_by: cora.account,
                made_at: registry.now(),
                seconds: None,
                mark: None,
                withdraws: None,
            };
            let tx = registry.store.begin().await.unwrap();
            assert!(store::desk::entries::claim(&tx, &new, registry.now()).await.unwrap());
            tx.commit().await.unwrap();
        };
        let counted = async || {
            let kept = find(&registry, &cora, id).await.unwrap().unwrap();
            (kept.late, kept.bikes_marked())
        };
        let of = |bikes_marked| Figures { bikes_marked, ..Figures::default() };
        comes(1).await;
        assert_eq!(counted().await, (0, 0), "it is not closed");
        close(&registry, &cora, id, &of(1)).await.unwrap();
        assert_eq!(counted().await, (0, 1));
        clock.advance(SignedDuration::from_hours(1));
        comes(2).await;
        assert_eq!(counted().await, (1, 2));
        reopen(&registry, &cora, id).await.unwrap();
        close(&registry, &cora, id, &of(2)).await.unwrap();
        assert_eq!(counted().await, (0, 2));
    }

    async fn of_several_plans_all_are_kept_or_none(db: testkit::Database) {
        let (registry, _) = fresh(&db).await;
        let cora = a_coordinator(&registry, "camcycle").await;
        let there = slotted(&registry, days_after_noon(9), 2, 60, 1).await;
        let week = |days: i64| SignedDuration::from_hours(24 * days);
        let taken = plan_of(&registry, there).await;
        let before = NewMarkingEvent {
            starts_at: taken.starts_at - week(7),
            ends_at: taken.ends_at - week(7),
            ..taken.clone()
        };
        let refused = plan_all(&registry, &cora, &[before.clone(), taken]).await;
        assert!(matches!(refused, Err(PlanError::Overlaps(_))), "{refused:?}");
        // The first of them was not kept, so there is room for it.
        assert_eq!(plan_all(&registry, &cora, &[before]).await.unwrap().len(), 1);
    }
}
