use super::*;
use crate::bike::disputes::{DecideError, decide};
use crate::desk::issue_mark;
use crate::mark::scan::{Scanned, scan};
use crate::testing::{a_desk, a_kit, a_new_bike, a_theft, an_officer, email, fresh, mail};
use crate::theft::report::report_theft;
use domain::account::contact::Contact;
use domain::bike::DisputeOutcome;

fn owner(address: &str) -> Contact {
    Contact {
        email: Some(email(address)),
        ..Contact::default()
    }
}

testkit::on_each_database! {
    async fn a_number_that_is_there_already_is_marked_and_never_called_clean_until_an_officer_says_so(db: testkit::Database) {
        let (registry, clock) = fresh(&db).await;
        let desk = a_desk(&registry, "camcycle").await;
        let officer = an_officer(&registry, "police").await;
        let tx = registry.store.begin().await.unwrap();
        store::account::organisations::add_member(&tx, officer.account, officer.organisation, Role::Officer, registry.now())
            .await
            .unwrap();
        tx.commit().await.unwrap();
        let kit = a_kit(&registry, Some(&desk), 6).await;
        let marks = async |code, number: &str, address: &str| {
            issue_mark(&registry, &desk, code, &a_new_bike(number), &owner(address)).await.unwrap().bike
        };
        let shown = async |code| scan(&registry, code).await.unwrap();
        let clean = Scanned::OnABike(domain::bike::PublicStatus::Registered);

        let first = marks(kit[0], "WTU123056K", "ben@example.org").await;
        let ben = store::bike::ownerships::owner_of(&registry.store, first).await.unwrap().unwrap().account;
        marks(kit[1], "WTU 123056K", "ben@example.org").await;
        assert_eq!((shown(kit[0]).await, shown(kit[1]).await), (clean, clean), "one owner, one bike, two records");
        assert!(doubles(&registry, officer).await.unwrap().is_empty());
        mail(&registry).await;

        let second = marks(kit[2], "WTUI23O56K", "cy@example.org").await;
        assert_eq!((shown(kit[0]).await, shown(kit[2]).await), (clean, Scanned::Doubtful));
        let list = doubles(&registry, officer).await.unwrap();
        assert_eq!(list.len(), 2);
        assert!(list.iter().all(|double| double.bike.id == second));
        let told = mail(&registry).await;
        let told: Vec<_> = told.iter().filter(|letter| letter.subject == "A bike to look into").collect();
        assert_eq!(told.len(), 1);
        assert!(told[0].body.contains("/police/doubles") && !told[0].body.contains("WTU") && !told[0].body.contains("FM-"));

        // Once it is reported stolen, no record with its number counts as clean.
        report_theft(&registry, ben, first, a_theft(&registry)).await.unwrap();
        assert_eq!(shown(kit[1]).await, Scanned::Doubtful, "the same owner's other record, too");
        let third = marks(kit[3], "WTU123056K", "di@example.org").await;
        assert_eq!(shown(kit[3]).await, Scanned::Doubtful);
        assert!(mail(&registry).await.iter().all(|letter| letter.subject != "A bike to look into"), "told an hour ago");

        let checked = crate::check_number(&registry, &kit[3].to_string()).await.unwrap();
        assert_eq!(checked, domain::bike::PublicStatus::ReportedStolen, "a label vouches for nothing then");

        // An officer has looked into one of them; the others stay.
        let reason = domain::look_up::Reason::parse("Two bikes").unwrap();
        let both = DisputeOutcome::Both;
        decide(&registry, officer, third, both, &reason).await.unwrap();
        assert!(matches!(decide(&registry, officer, third, both, &reason).await, Err(DecideError::NotOpen)));
        assert_eq!((shown(kit[3]).await, shown(kit[2]).await), (clean, Scanned::Doubtful));
        assert!(doubles(&registry, officer).await.unwrap().iter().all(|double| double.bike.id == second));
        clock.advance(SignedDuration::from_hours(2));
        marks(kit[4], "WTU123056K", "ed@example.org").await;
        assert!(mail(&registry).await.iter().any(|letter| letter.subject == "A bike to look into"));
    }

    async fn what_stands_for_no_number_is_no_double(db: testkit::Database) {
        let (registry, _) = fresh(&db).await;
        let desk = a_desk(&registry, "camcycle").await;
        let kit = a_kit(&registry, Some(&desk), 2).await;
        for (code, address) in [(kit[0], "ben@example.org"), (kit[1], "cy@example.org")] {
            issue_mark(&registry, &desk, code, &a_new_bike("0000000"), &owner(address)).await.unwrap();
        }
        assert!(matches!(scan(&registry, kit[1]).await.unwrap(), Scanned::OnABike(_)));
    }
}
