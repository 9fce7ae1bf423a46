use super::*;
use crate::testing::{a_bike_of, an_account, an_event, an_organisation, email, fresh, mail, token_in};
use domain::account::contact::Contact;
use domain::account::{OrganisationKind, Role};

testkit::on_each_database! {
    async fn an_owner_confirms_and_signs_in(db: testkit::Database) {
        let (registry, _) = fresh(&db).await;
        let bike = a_bike_of(&registry, "ada@example.org").await;
        let sent = mail(&registry).await;
        assert_eq!(sent.len(), 1);
        let token = token_in(&sent[0]);
        let seen = peek_link(&registry, &token).await.unwrap();
        assert!(seen.signs_in);
        let owner = store::bike::ownerships::owner_of(&registry.store, bike).await.unwrap().unwrap();
        assert_eq!(owner.confirmed_at, None, "to look at the page confirms nothing");
        let followed = crate::bike::confirm::confirm_by_link(&registry, &token, None).await.unwrap();
        assert_eq!((followed.account, followed.purpose, followed.bike), (seen.account, seen.purpose, seen.bike));
        assert_eq!((followed.purpose, followed.bike), (Purpose::ConfirmRegistration, Some(bike)));
        let sign_in = followed.sign_in.unwrap();
        let owner = store::bike::ownerships::owner_of(&registry.store, bike).await.unwrap().unwrap();
        assert_eq!(owner.confirmed_at, Some(registry.now()));
        assert!(matches!(spend_link(&registry, &token).await, Err(SpendLinkError::AlreadySpent)));
        let (viewer, label) = signed_in(&registry, &sign_in).await.unwrap().unwrap();
        assert_eq!((viewer.account, viewer.memberships.len(), label.as_str()), (owner.account, 0, "Ada"));
        assert_eq!(account_of_link(&registry, &token).await.unwrap(), Some(owner.account), "spent, but known");
    }

    async fn staff_have_half_an_hour_and_links_made_by_hand_are_logged(db: testkit::Database) {
        let (registry, clock) = fresh(&db).await;
        an_organisation(&registry, "force", OrganisationKind::Police).await;
        let contact = Contact { email: Some(email("officer@example.org")), ..Contact::default() };
        let (account, _) =
            crate::account::members::add_member(&registry, &contact, "force", Role::Officer).await.unwrap();
        let link = link_from_command_line(&registry, account).await.unwrap();
        let token = link.strip_prefix("https://bikes.example.org/sign-in/").unwrap();
        assert_eq!(peek_link(&registry, token).await.unwrap().account, account);
        clock.advance(STAFF_SIGN_IN_LASTS);
        assert!(matches!(peek_link(&registry, token).await, Err(SpendLinkError::Expired)));
        assert!(viewer(&registry, account).await.unwrap().has(Role::Officer));
    }

    async fn a_stay_ends_in_time_and_a_changed_role_counts_at_once(db: testkit::Database) {
        let (registry, clock) = fresh(&db).await;
        let now = registry.now();
        let hours = SignedDuration::from_hours;
        let link = async |account| {
            let link = link_from_command_line(&registry, account).await.unwrap();
            let followed = spend_link(&registry, link.rsplit('/').next().unwrap()).await.unwrap();
            followed.sign_in.unwrap()
        };
        let (event, volunteer, desk) = an_event(&registry, "camcycle").await;
        let organisation = desk.organisation.id;
        let give = async |account, role| {
            let tx = registry.store.begin().await.unwrap();
            store::account::organisations::add_member(&tx, account, organisation, role, now).await.unwrap();
            tx.commit().await.unwrap();
        };
        give(volunteer.account, Role::Volunteer).await;
        let at_event = link(volunteer.account).await;
        assert_eq!(at_event.until, now + hours(5), "two hours after the event");

        let owner = an_account(&registry, "ada@example.org").await;
        let owners = link(owner).await;
        assert_eq!(owners.until, now + hours(720));
        give(owner, Role::Volunteer).await;
        let (viewer, label) = signed_in(&registry, &owners).await.unwrap().unwrap();
        assert!(viewer.has(Role::Volunteer), "on the next request");
        assert_eq!(label, "ada@example.org");
        assert_eq!(link(owner).await.until, now + hours(12), "on no rota");
        clock.advance(hours(5));
        assert!(signed_in(&registry, &at_event).await.unwrap().is_none());
        let late = link(volunteer.account).await;
        assert_eq!(late.until, registry.now() + hours(12), "the event is over");
        clock.advance(hours(7));
        assert!(signed_in(&registry, &owners).await.unwrap().is_none(), "as staff from the start");
        let tx = registry.store.begin().await.unwrap();
        store::event::staff::remove(&tx, event, volunteer.account).await.unwrap();
        tx.commit().await.unwrap();
    }

    async fn a_desk_can_be_opened_on_the_evening_before(db: testkit::Database) {
        let (registry, clock) = fresh(&db).await;
        let (_, volunteer, desk) = an_event(&registry, "camcycle").await;
        let tx = registry.store.begin().await.unwrap();
        let role = Role::Volunteer;
        let now = registry.now();
        store::account::organisations::add_member(&tx, volunteer.account, desk.organisation.id, role, now).await.unwrap();
        tx.commit().await.unwrap();
        clock.advance(-SignedDuration::from_hours(15));
        let link = link_from_command_line(&registry, volunteer.account).await.unwrap();
        let followed = spend_link(&registry, link.rsplit('/').next().unwrap()).await.unwrap();
        assert_eq!(followed.sign_in.unwrap().until, now + SignedDuration::from_hours(5));
    }

    async fn no_other_text_is_a_link(db: testkit::Database) {
        let (registry, _) = fresh(&db).await;
        let megabytes = "A".repeat(10_000_000);
        for bad in ["", "x", "🚲", "' OR 1=1 --", &"A".repeat(43), &"A".repeat(42), &megabytes] {
            assert!(matches!(peek_link(&registry, bad).await, Err(SpendLinkError::Unknown)));
            assert!(matches!(spend_link(&registry, bad).await, Err(SpendLinkError::Unknown)));
        }
    }
}
