use super::*;
use crate::account::members::add_member;
use crate::bike::check_number::check_number;
use crate::mark::scan::{Scanned, scan};
use crate::testing::{
    a_desk, a_kit, a_new_bike, a_theft, an_account, an_officer, confirmed, email, fresh, mail, registered,
    unconfirmed,
};
use crate::theft::report::{found_it, report_theft};
use domain::account::Role;
use domain::account::contact::Contact;
use domain::bike::{BikeReference, PublicStatus};
use domain::theft::TheftOutcome;

const ADA: &str = "ada@example.org";

testkit::on_each_database! {
    async fn an_account_goes_with_its_bikes_and_leaves_only_what_the_police_need(db: testkit::Database) {
        let (registry, _) = fresh(&db).await;
        let ada = an_account(&registry, ADA).await;
        let desk = a_desk(&registry, "camcycle").await;
        let kit = a_kit(&registry, Some(&desk), 1).await;
        let owner = Contact { name: Some("Ada".into()), email: Some(email(ADA)), ..Contact::default() };
        let (_, marked) = unconfirmed(&registry, a_new_bike("WTU123056K"), owner, Some(kit[0])).await;
        confirmed(&registry, marked).await;
        let once_stolen = registered(&registry, ADA, a_new_bike("GX7702341")).await;
        report_theft(&registry, ada, once_stolen, a_theft(&registry)).await.unwrap();
        found_it(&registry, ada, once_stolen, TheftOutcome::Returned).await.unwrap();
        let other = registered(&registry, "ben@example.org", a_new_bike("KM5510007")).await;
        mail(&registry).await;

        assert_eq!(erase(&registry, ada).await.unwrap(), Erased { gone: 1, kept: 1 });

        for number in ["WTU123056K", "GX7702341"] {
            assert_eq!(check_number(&registry, number).await.unwrap(), PublicStatus::NotOnRegister, "{number}");
        }
        assert_eq!(check_number(&registry, "KM5510007").await.unwrap(), PublicStatus::Registered);
        assert!(matches!(scan(&registry, kit[0]).await.unwrap(), Scanned::Blank), "the label can be used again");
        let store = &registry.store;
        assert_eq!(store::account::find_by_email(store, &email(ADA)).await.unwrap(), None);
        assert_eq!(store::account::contact(store, ada).await.unwrap(), Some(Contact::default()));
        assert_eq!(store::bike::ownerships::owner_of(store, once_stolen).await.unwrap(), None);
        assert!(store::bike::ownerships::owner_of(store, other).await.unwrap().is_some());
        let reports = store::theft::of_bike(store, once_stolen).await.unwrap();
        let told = &reports[0].report;
        assert_eq!((&told.place, &told.given, &told.how), (&None, &None, &None));
        assert_eq!(told.window, a_theft(&registry).window, "the figures need it");
        let letters = mail(&registry).await;
        assert_eq!(letters.len(), 1);
        assert_eq!((letters[0].to.as_str(), &*letters[0].subject), (ADA, "Your account has been erased"));
        let log = store::look_up::audit::of_account(store, ada, 9).await.unwrap();
        assert_eq!((log[0].1.action, log[0].1.actor), (Action::AccountErased, Some(ada)));

        let again = an_account(&registry, ADA).await;
        assert_ne!(again, ada, "who registers again begins anew");
        assert_eq!(store::bike::ownerships::bikes_of(store, again).await.unwrap(), []);
    }

    async fn nothing_is_erased_while_a_bike_must_find_its_owner(db: testkit::Database) {
        let (registry, _) = fresh(&db).await;
        let ada = an_account(&registry, ADA).await;
        let bike = registered(&registry, ADA, a_new_bike("WTU123056K")).await;
        report_theft(&registry, ada, bike, a_theft(&registry)).await.unwrap();
        let reference = BikeReference::of(bike).to_string();
        assert!(matches!(erase(&registry, ada).await, Err(EraseError::Stolen(which)) if which == reference));
        found_it(&registry, ada, bike, TheftOutcome::Mistaken).await.unwrap();
        an_officer(&registry, "met").await;
        add_member(&registry, &Contact { email: Some(email(ADA)), ..Contact::default() }, "met", Role::Officer)
            .await
            .unwrap();
        assert!(matches!(erase(&registry, ada).await, Err(EraseError::Staff)));
        assert_eq!(what_stops_it(&registry, ada).await.unwrap().len(), 1);
        assert!(store::account::find_by_email(&registry.store, &email(ADA)).await.unwrap().is_some());
        assert!(matches!(
            erase_from_command_line(&registry, &email("nobody@example.org")).await,
            Err(EraseError::Account(AccountError::Unknown))
        ));
    }
}
