use super::*;
use crate::desk::issue_mark;
use crate::look_up::owner_details::{OwnerDetails, open_owner_details};
use crate::testing::{a_desk, a_kit, a_new_bike, an_officer, email, fresh, mail, token_in, unconfirmed};
use domain::account::contact::{PhoneNumber, Postcode};
use domain::look_up::Reason;
use domain::mark::MarkStatus;

fn person(name: &str, phone: &str, address: &str) -> Contact {
    Contact {
        name: Some(name.into()),
        email: Some(email(address)),
        phone: PhoneNumber::parse(phone).ok(),
        postcode: Postcode::parse("CB4 1AA").ok(),
    }
}

/// Registers a bike with these details and returns it with the secret of its link.
async fn a_registration(registry: &Registry, frame: &str, owner: Contact) -> (BikeId, String) {
    let (_, bike) = unconfirmed(registry, a_new_bike(frame), owner, None).await;
    let letters = mail(registry).await;
    (bike, token_in(letters.last().unwrap()))
}

async fn seen_by_the_police(registry: &Registry, bike: BikeId) -> OwnerDetails {
    let officer = an_officer(registry, "force").await;
    let reason = Reason::parse("PS/2026/118").unwrap();
    open_owner_details(registry, officer, bike, None, &reason, None)
        .await
        .unwrap()
}

fn name(contact: Option<&Contact>) -> Option<&str> {
    contact.and_then(|contact| contact.name.as_deref())
}

testkit::on_each_database! {
    async fn the_first_to_type_an_address_does_not_decide_whom_the_police_ring(db: testkit::Database) {
        let (registry, _) = fresh(&db).await;
        let vera = person("Vera", "07700 900001", "vera@example.org");
        let mallory = person("Mallory", "07700 900666", "vera@example.org");
        let (fake, _) = a_registration(&registry, "ZZTOP99001", mallory.clone()).await;
        let (bike, link) = a_registration(&registry, "WTU123056K", vera.clone()).await;
        for (bike, says) in [(fake, "Mallory"), (bike, "Vera")] {
            let seen = seen_by_the_police(&registry, bike).await;
            assert_eq!((name(seen.typed.as_ref()), &seen.account), (Some(says), &None));
        }
        confirm_by_link(&registry, &link, None).await.unwrap();
        let seen = seen_by_the_police(&registry, bike).await;
        assert_eq!((seen.typed, seen.account.as_ref()), (None, Some(&vera)));
        let seen = seen_by_the_police(&registry, fake).await;
        assert_eq!((name(seen.typed.as_ref()), seen.account.as_ref()), (Some("Mallory"), Some(&vera)), "both");
        assert!(seen.confirmed_at.is_none());
    }

    async fn each_link_takes_its_own_details_and_only_when_told_to(db: testkit::Database) {
        let (registry, _) = fresh(&db).await;
        let old = person("Robin", "07700 900001", "robin@example.org");
        let new = person("Robin Fen", "07700 900002", "robin@example.org");
        let (first, one) = a_registration(&registry, "AB12345", old.clone()).await;
        let (second, two) = a_registration(&registry, "CD67890", new.clone()).await;
        let (third, three) = a_registration(&registry, "EF24680", new.clone()).await;
        let account = sign_in::peek_link(&registry, &one).await.unwrap().account;
        let proposal = proposed(&registry, account, first).await.unwrap().unwrap();
        assert_eq!((&proposal.typed, &proposal.known), (&old, &None));
        assert!(!proposal.would_change());
        confirm_by_link(&registry, &one, None).await.unwrap();
        assert!(proposed(&registry, account, first).await.unwrap().is_none(), "it waits no more");

        let proposal = proposed(&registry, account, second).await.unwrap().unwrap();
        assert_eq!((&proposal.typed, proposal.known.as_ref()), (&new, Some(&old)));
        assert!(proposal.would_change());
        confirm_by_link(&registry, &two, None).await.unwrap();
        assert_eq!(store::account::contact(&registry.store, account).await.unwrap(), Some(old));
        confirm_by_link(&registry, &three, Some(Details::Use)).await.unwrap();
        assert_eq!(store::account::contact(&registry.store, account).await.unwrap(), Some(new));
        for bike in [first, second, third] {
            assert!(store::bike::find(&registry.store, bike).await.unwrap().unwrap().confirmed);
        }
        assert!(matches!(confirm_by_link(&registry, &three, None).await, Err(SpendLinkError::AlreadySpent)));
    }

    async fn what_was_left_empty_takes_nothing_away(db: testkit::Database) {
        let (registry, _) = fresh(&db).await;
        let old = person("Robin", "07700 900001", "robin@example.org");
        let (_, one) = a_registration(&registry, "AB12345", old.clone()).await;
        let account = confirm_by_link(&registry, &one, None).await.unwrap().account;
        let (bike, two) = a_registration(&registry, "CD67890", Contact { phone: None, ..old.clone() }).await;
        assert!(!proposed(&registry, account, bike).await.unwrap().unwrap().would_change());
        confirm_by_link(&registry, &two, Some(Details::Use)).await.unwrap();
        assert_eq!(store::account::contact(&registry.store, account).await.unwrap(), Some(old));
    }

    async fn this_was_not_me_drops_the_registration(db: testkit::Database) {
        let (registry, _) = fresh(&db).await;
        let desk = a_desk(&registry, "camcycle").await;
        let code = a_kit(&registry, Some(&desk), 1).await[0];
        let owner = person("Mallory", "07700 900666", "vera@example.org");
        let (_, bike) = unconfirmed(&registry, a_new_bike("AB12345"), owner, Some(code)).await;
        let link = token_in(&mail(&registry).await[0]);
        let account = sign_in::peek_link(&registry, &link).await.unwrap().account;
        assert_eq!(refuse_by_link(&registry, &link).await.unwrap(), Refused::Deleted);
        assert!(store::bike::find(&registry.store, bike).await.unwrap().is_none());
        let mark = store::mark::find(&registry.store, code).await.unwrap().unwrap();
        assert_eq!((mark.status, mark.bike), (MarkStatus::Allotted, None));
        let logged = store::look_up::audit::for_bike(&registry.store, bike).await.unwrap();
        assert_eq!(logged[0].1.action, Action::RegistrationRefused);
        assert!(matches!(confirm_by_link(&registry, &link, None).await, Err(SpendLinkError::Unknown)));
        assert_eq!(store::account::contact(&registry.store, account).await.unwrap(), None, "made for it alone");
    }

    async fn a_bike_marked_at_a_desk_only_loses_the_wrong_address(db: testkit::Database) {
        let (registry, _) = fresh(&db).await;
        let desk = a_desk(&registry, "camcycle").await;
        let code = a_kit(&registry, Some(&desk), 1).await[0];
        let owner = person("Robin", "07700 900001", "typo@example.org");
        let marked = issue_mark(&registry, &desk, code, &a_new_bike("AB12345"), &owner).await.unwrap();
        let link = token_in(&mail(&registry).await[0]);
        assert_eq!(refuse_by_link(&registry, &link).await.unwrap(), Refused::TakenOff);
        let bike = store::bike::find(&registry.store, marked.bike).await.unwrap().unwrap();
        assert_eq!((bike.mark, bike.confirmed), (Some(code), true));
        let seen = seen_by_the_police(&registry, marked.bike).await;
        let without = Contact { email: None, ..owner };
        assert_eq!((seen.typed, seen.account), (Some(without), None));
        assert!(matches!(confirm_by_link(&registry, &link, None).await, Err(SpendLinkError::Unknown)));
    }

    async fn a_registration_is_confirmed_by_its_own_account_alone(db: testkit::Database) {
        let (registry, _) = fresh(&db).await;
        let (bike, _) = a_registration(&registry, "AB12345", person("A", "", "ada@example.org")).await;
        let (_, other) = a_registration(&registry, "CD67890", person("B", "", "ben@example.org")).await;
        let ben = sign_in::peek_link(&registry, &other).await.unwrap().account;
        assert!(proposed(&registry, ben, bike).await.unwrap().is_none());
        assert_eq!(confirm_own(&registry, ben, bike, None).await.unwrap(), Err(NotYours));
        assert_eq!(refuse_own(&registry, ben, bike).await.unwrap(), Err(NotYours));
        assert!(!store::bike::find(&registry.store, bike).await.unwrap().unwrap().confirmed);
    }
}
