use super::*;
use crate::testing::{a_desk, a_kit, a_new_bike, a_theft, confirmed, email, fresh, unconfirmed};
use crate::theft::report::report_theft;
use domain::account::contact::Contact;

testkit::on_each_database! {
    async fn a_mark_says_where_its_bike_stands(db: testkit::Database) {
        let (registry, _) = fresh(&db).await;
        let desk = a_desk(&registry, "camcycle").await;
        let kit = a_kit(&registry, Some(&desk), 3).await;
        let printed = a_kit(&registry, None, 1).await;
        let owner = Contact { email: Some(email("ada@example.org")), ..Contact::default() };
        let marked = crate::desk::issue_mark(&registry, &desk, kit[0], &a_new_bike(""), &owner).await.unwrap();
        assert_eq!(scan(&registry, kit[0]).await.unwrap(), Scanned::OnABike(PublicStatus::Registered));
        let ada = store::bike::ownerships::owner_of(&registry.store, marked.bike).await.unwrap().unwrap().account;
        report_theft(&registry, ada, marked.bike, a_theft(&registry)).await.unwrap();
        assert_eq!(scan(&registry, kit[0]).await.unwrap(), Scanned::OnABike(PublicStatus::ReportedStolen));
        assert_eq!(scan(&registry, kit[1]).await.unwrap(), Scanned::Blank);
        assert_eq!(scan(&registry, printed[0]).await.unwrap(), Scanned::Blank);
        assert_eq!(scan(&registry, MarkCode::from_data([9; 8])).await.unwrap(), Scanned::NotOurs);

        let now = registry.now();
        let tx = registry.store.begin().await.unwrap();
        store::mark::replace(&tx, marked.bike, kit[1], now).await.unwrap();
        store::mark::issue(&tx, kit[1], marked.bike, None, now).await.unwrap();
        store::mark::void(&tx, kit[2], now).await.unwrap();
        tx.commit().await.unwrap();
        assert_eq!(scan(&registry, kit[0]).await.unwrap(), Scanned::Ended);
        assert_eq!(scan(&registry, kit[1]).await.unwrap(), Scanned::OnABike(PublicStatus::ReportedStolen));
        assert_eq!(scan(&registry, kit[2]).await.unwrap(), Scanned::Ended);
    }

    async fn a_mark_of_a_registration_that_nobody_confirmed_is_not_on_a_bike(db: testkit::Database) {
        let (registry, _) = fresh(&db).await;
        let desk = a_desk(&registry, "camcycle").await;
        let code = a_kit(&registry, Some(&desk), 1).await[0];
        let owner = Contact { email: Some(email("ada@example.org")), ..Contact::default() };
        let (_, bike) = unconfirmed(&registry, a_new_bike("AB12345"), owner, Some(code)).await;
        assert_eq!(scan(&registry, code).await.unwrap(), Scanned::NotConfirmed);
        confirmed(&registry, bike).await;
        assert_eq!(scan(&registry, code).await.unwrap(), Scanned::OnABike(PublicStatus::Registered));
    }
}
