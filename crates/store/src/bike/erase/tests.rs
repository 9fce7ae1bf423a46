use super::*;
use crate::bike::ownerships::{Acquired, Claim, add, owner_of};
use crate::bike::{find, retired_why, total};
use crate::testing::{a_bike, an_account, fresh};
use crate::theft::{close, open};
use domain::theft::{NewTheftReport, TheftOutcome, TheftWindow};
use testkit::time::{NOON, hours_before_noon};

testkit::on_each_database! {
    async fn a_bike_goes_unless_it_was_once_stolen(db: testkit::Database) {
        let store = fresh(&db).await;
        let ada = an_account(&store, "ada@example.org").await;
        let (plain, stolen) = (a_bike(&store).await, a_bike(&store).await);
        let tx = store.begin().await.unwrap();
        for bike in [plain, stolen] {
            add(&tx, &[Claim::untyped(bike, ada)], Acquired::Registered, NOON).await.unwrap();
        }
        let window = TheftWindow::new(hours_before_noon(20), hours_before_noon(8), NOON).unwrap();
        open(&tx, &[(stolen, Some(ada), NewTheftReport::at(window))], NOON).await.unwrap();
        assert!(close(&tx, stolen, TheftOutcome::Returned, NOON).await.unwrap());
        let (gone, kept) = (erase(&tx, plain, NOON).await.unwrap(), erase(&tx, stolen, NOON).await.unwrap());
        tx.commit().await.unwrap();
        assert!(gone.gone && !kept.gone);
        assert_eq!(total(&store).await.unwrap(), 1);
        assert_eq!(find(&store, plain).await.unwrap(), None);
        assert_eq!(owner_of(&store, stolen).await.unwrap(), None);
        assert_eq!(retired_why(&store, stolen).await.unwrap(), Some(Retirement::Erased));
    }
}
