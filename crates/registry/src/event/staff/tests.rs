use super::*;
use crate::event::testing::{event_at, with_role};
use crate::testing::{an_account, email, fresh};
use domain::account::Role;
use domain::event::Stage;
use testkit::NOON;
use testkit::time::{days_after_noon, hours_after_noon, hours_before_noon};

async fn ids(registry: &Registry, viewer: &Viewer, at: Timestamp) -> Vec<EventId> {
    let open = open_to(registry, viewer, at).await.unwrap();
    open.into_iter().map(|listed| listed.marking.id).collect()
}

testkit::on_each_database! {
    async fn a_volunteer_works_at_allotted_events_and_a_coordinator_at_the_own_organisations(db: testkit::Database) {
        let (registry, _) = fresh(&db).await;
        let volunteer = with_role(&registry, "vera@example.org", "camcycle", Role::Volunteer).await;
        let coordinator = with_role(&registry, "cora@example.org", "camcycle", Role::Coordinator).await;
        let admin = with_role(&registry, "ada@example.org", "camcycle", Role::OrgAdmin).await;
        let stranger = with_role(&registry, "ely@example.org", "ely", Role::Coordinator).await;
        let hours = (hours_before_noon(1), hours_after_noon(3));
        let today = event_at(&registry, "camcycle", hours, Stage::Published).await;
        let other = event_at(&registry, "camcycle", hours, Stage::Published).await;
        let draft = event_at(&registry, "camcycle", hours, Stage::Draft).await;
        let later = (days_after_noon(2), days_after_noon(3));
        let later = event_at(&registry, "camcycle", later, Stage::Published).await;
        let planner = CoordinatorOf::of(&coordinator).unwrap();
        for event in [today, draft, later] {
            assert!(add_staff(&registry, &planner, event, volunteer.account, None).await.unwrap());
        }
        assert_eq!(ids(&registry, &volunteer, NOON).await, [today]);
        assert_eq!(ids(&registry, &coordinator, NOON).await, [today, other]);
        assert_eq!(ids(&registry, &coordinator, days_after_noon(2)).await, [later]);
        for nobody in [&admin, &stranger] {
            assert_eq!(ids(&registry, nobody, NOON).await, []);
        }
        // A phone can be made ready from six the evening before. The desks open on the day.
        for (at, ready, open) in [
            (hours_before_noon(19), false, false),
            (hours_before_noon(18), true, false),
            (hours_before_noon(13), true, false),
            (hours_before_noon(12), true, true),
            (hours_after_noon(11), true, true),
            (hours_after_noon(12), false, false),
        ] {
            assert_eq!(!ids(&registry, &volunteer, at).await.is_empty(), ready, "{at}");
            assert_eq!(worked_at(&registry, &volunteer, today, at).await.unwrap(), open, "{at}");
        }
        assert!(!worked_at(&registry, &volunteer, other, NOON).await.unwrap());
        assert!(worked_at(&registry, &coordinator, other, NOON).await.unwrap());
        assert!(!worked_at(&registry, &volunteer, draft, NOON).await.unwrap());
        assert!(!worked_at(&registry, &volunteer, EventId(999), NOON).await.unwrap());
        assert!(remove_staff(&registry, &planner, today, volunteer.account).await.unwrap());
        assert!(!remove_staff(&registry, &planner, today, volunteer.account).await.unwrap());
        assert_eq!(ids(&registry, &volunteer, NOON).await, []);
    }

    async fn a_rota_takes_those_who_may_use_a_desk_and_only_from_its_planners(db: testkit::Database) {
        let (registry, _) = fresh(&db).await;
        let coordinator = with_role(&registry, "cora@example.org", "camcycle", Role::Coordinator).await;
        let stranger = with_role(&registry, "ely@example.org", "ely", Role::Coordinator).await;
        let officer = with_role(&registry, "olive@example.org", "police", Role::Officer).await;
        let (planner, other) = (CoordinatorOf::of(&coordinator).unwrap(), CoordinatorOf::of(&stranger).unwrap());
        let hours = (hours_before_noon(1), hours_after_noon(3));
        let event = event_at(&registry, "camcycle", hours, Stage::Published).await;
        let over = event_at(&registry, "camcycle", hours, Stage::Closed).await;
        an_account(&registry, "owner@example.org").await;
        for address in ["owner@example.org", "nobody@example.org", "olive@example.org"] {
            let refused = add_staff_by_email(&registry, &planner, event, &email(address), None).await;
            assert!(matches!(refused, Err(RotaError::NotAVolunteer)), "{address}: {refused:?}");
        }
        let refused = add_staff(&registry, &other, event, stranger.account, None).await;
        assert!(matches!(refused, Err(RotaError::NoEvent)), "{refused:?}");
        let refused = remove_staff(&registry, &other, event, stranger.account).await;
        assert!(matches!(refused, Err(RotaError::NoEvent)), "{refused:?}");
        let refused = add_staff(&registry, &planner, over, coordinator.account, None).await;
        assert!(matches!(refused, Err(RotaError::NotOpen)), "{refused:?}");
        // A volunteer of another organisation can help.
        let helper = email("ely@example.org");
        assert!(add_staff_by_email(&registry, &planner, event, &helper, Some("Desk 1")).await.unwrap());
        assert!(!add_staff_by_email(&registry, &planner, event, &helper, Some("Desk 2")).await.unwrap());
        let rota = store::event::staff::of(&registry.store, event).await.unwrap();
        assert_eq!(rota.len(), 1);
        assert_eq!((rota[0].account, rota[0].duty.as_deref()), (stranger.account, Some("Desk 2")));
        assert_eq!((rota[0].added_by, rota[0].added_at), (Some(coordinator.account), NOON));
        assert_eq!(ids(&registry, &stranger, NOON).await, [event]);
        let (on, off) = super::rota(&registry, &planner, event).await.unwrap().unwrap();
        let known = |helpers: Vec<Helper>| helpers.into_iter().map(|one| (one.name, one.duty)).collect::<Vec<_>>();
        assert_eq!(known(on), [("ely@example.org".to_owned(), Some("Desk 2".to_owned()))]);
        assert_eq!(known(off), [("cora@example.org".to_owned(), None)], "no officer of elsewhere");
        assert!(super::rota(&registry, &other, event).await.unwrap().is_none());
        assert_eq!(ids(&registry, &officer, NOON).await, []);
    }
}
