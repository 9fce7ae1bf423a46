use super::*;
use crate::bike::check_number::check_number;
use crate::mark::scan::{Scanned, scan};
use crate::testing::{
    a_bike_of, a_desk, a_kit, a_new_bike, a_theft, an_account, confirmed, email, fresh, registered,
    unconfirmed,
};
use crate::theft::report::report_theft;
use domain::account::contact::Contact;
use domain::bike::PublicStatus;
use store::bike::flags;

testkit::on_each_database! {
    async fn a_retired_bike_says_so_until_it_is_taken_back(db: testkit::Database) {
        let (registry, _) = fresh(&db).await;
        let ada = an_account(&registry, "ada@example.org").await;
        let desk = a_desk(&registry, "camcycle").await;
        let kit = a_kit(&registry, Some(&desk), 1).await;
        let owner = Contact { email: Some(email("ada@example.org")), ..Contact::default() };
        let (_, bike) = unconfirmed(&registry, a_new_bike("WTU123056K"), owner, Some(kit[0])).await;
        assert!(matches!(retire_bike(&registry, ada, bike, Retirement::Sold).await, Err(RetireError::NotConfirmed)));
        confirmed(&registry, bike).await;
        let shows = async || (check_number(&registry, "WTU123056K").await.unwrap(), scan(&registry, kit[0]).await.unwrap());
        let registered_now = (PublicStatus::Registered, Scanned::OnABike(PublicStatus::Registered));
        assert_eq!(shows().await, registered_now);
        retire_bike(&registry, ada, bike, Retirement::Scrapped).await.unwrap();
        assert_eq!(shows().await, (PublicStatus::NoLongerKept, Scanned::NoLongerKept));
        assert!(matches!(retire_bike(&registry, ada, bike, Retirement::Sold).await, Err(RetireError::Already)));
        take_bike_back(&registry, ada, bike).await.unwrap();
        assert_eq!(shows().await, registered_now);
        assert!(matches!(take_bike_back(&registry, ada, bike).await, Err(RetireError::Already)));
        assert_eq!(changes::of_bikes(&registry.store, &[bike]).await.unwrap()[&bike].len(), 2);

        report_theft(&registry, ada, bike, a_theft(&registry)).await.unwrap();
        assert!(matches!(retire_bike(&registry, ada, bike, Retirement::Sold).await, Err(RetireError::Stolen)));
        let ben = an_account(&registry, "ben@example.org").await;
        assert!(matches!(retire_bike(&registry, ben, bike, Retirement::Sold).await, Err(RetireError::NotYours(_))));
    }

    async fn a_bike_that_is_taken_back_does_not_push_its_new_owner_aside(db: testkit::Database) {
        let (registry, _) = fresh(&db).await;
        let ada = an_account(&registry, "ada@example.org").await;
        let old = registered(&registry, "ada@example.org", a_new_bike("WTU123056K")).await;
        retire_bike(&registry, ada, old, Retirement::Sold).await.unwrap();
        let new = registered(&registry, "ben@example.org", a_new_bike("WTU123056K")).await;
        assert_eq!(flags::for_bikes(&registry.store, &[old, new]).await.unwrap(), []);
        take_bike_back(&registry, ada, old).await.unwrap();
        let flagged: Vec<BikeId> = flags::for_bikes(&registry.store, &[old, new]).await.unwrap().iter().map(|flag| flag.bike).collect();
        assert_eq!(flagged, [old]);
    }

    async fn only_what_was_never_confirmed_is_deleted(db: testkit::Database) {
        let (registry, _) = fresh(&db).await;
        let ada = an_account(&registry, "ada@example.org").await;
        let (bike, kept) = (a_bike_of(&registry, "ada@example.org").await, a_bike_of(&registry, "ada@example.org").await);
        confirmed(&registry, kept).await;
        assert!(matches!(delete_unconfirmed(&registry, ada, kept).await, Err(RetireError::Stays)));
        delete_unconfirmed(&registry, ada, bike).await.unwrap();
        assert!(matches!(delete_unconfirmed(&registry, ada, bike).await, Err(RetireError::NotYours(_))));
        assert_eq!(store::bike::total(&registry.store).await.unwrap(), 1);
    }
}
