use super::*;
use crate::testing::{
    a_desk, a_kit, a_new_bike, an_account, confirmed, email, fresh, indexed, mail, registered, token_in,
    unconfirmed,
};
use crate::upkeep::tidy;
use domain::mark::MarkStatus;

fn owner(address: &str) -> Contact {
    Contact {
        email: Some(email(address)),
        ..Contact::default()
    }
}

testkit::on_each_database! {
    async fn what_nobody_confirms_goes_after_two_weeks(db: testkit::Database) {
        let (registry, clock) = fresh(&db).await;
        let desk = a_desk(&registry, "camcycle").await;
        let kit = a_kit(&registry, Some(&desk), 2).await;
        let kept = registered(&registry, "ada@example.org", a_new_bike("AB12345")).await;
        let (_, late) = unconfirmed(&registry, a_new_bike("GH13579"), owner("dee@example.org"), None).await;
        let (_, gone) = unconfirmed(&registry, a_new_bike("CD67890"), owner("cy@example.org"), Some(kit[0])).await;
        crate::desk::issue_mark(&registry, &desk, kit[1], &a_new_bike("EF24680"), &Contact::default()).await.unwrap();
        let cy = store::account::find_by_email(&registry.store, &email("cy@example.org")).await.unwrap();
        assert!(cy.is_some());
        indexed(&registry).await;
        clock.advance(UNCONFIRMED_LAST);
        assert_eq!(tidy(&registry).await.unwrap().unconfirmed, 0, "not a moment before");
        confirmed(&registry, late).await;
        clock.advance(SignedDuration::from_secs(1));
        assert_eq!(tidy(&registry).await.unwrap().unconfirmed, 1);
        let left = store::bike::ids_after(&registry.store, BikeId(0), 9).await.unwrap();
        assert!(!left.contains(&gone) && left.contains(&kept) && left.contains(&late));
        assert_eq!(left.len(), 3, "a volunteer answers for the one without an address");
        assert_eq!(store::account::find_by_email(&registry.store, &email("cy@example.org")).await.unwrap(), None);
        let mark = store::mark::find(&registry.store, kit[0]).await.unwrap().unwrap();
        assert_eq!((mark.status, mark.bike), (MarkStatus::Allotted, None));
        indexed(&registry).await;
        assert_eq!(registry.index.len().unwrap(), 3, "the index has dropped it");
    }

    async fn an_account_stays_while_a_bike_hangs_on_it(db: testkit::Database) {
        let (registry, clock) = fresh(&db).await;
        let (_, old) = unconfirmed(&registry, a_new_bike("AB12345"), owner("ada@example.org"), None).await;
        clock.advance(UNCONFIRMED_LAST);
        let (_, new) = unconfirmed(&registry, a_new_bike("CD67890"), owner("ada@example.org"), None).await;
        let link = token_in(mail(&registry).await.last().unwrap());
        clock.advance(SignedDuration::from_secs(1));
        assert_eq!(prune(&registry).await.unwrap(), 1);
        let ada = an_account(&registry, "ada@example.org").await;
        assert_eq!(store::bike::ownerships::bikes_of(&registry.store, ada).await.unwrap(), [new]);
        assert!(store::bike::find(&registry.store, old).await.unwrap().is_none());
        confirm::confirm_by_link(&registry, &link, None).await.unwrap();
    }
}
