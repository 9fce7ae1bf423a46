use super::*;
use crate::testing::{a_new_bike, a_theft, an_account, confirmed, email, fresh, registered, unconfirmed};
use domain::account::contact::Contact;
use domain::bike::Standing;

testkit::on_each_database! {
    async fn a_theft_is_reported_and_ended_by_the_owner_alone(db: testkit::Database) {
        let (registry, _) = fresh(&db).await;
        let bike = registered(&registry, "ada@example.org", a_new_bike("AB12345")).await;
        let (ada, mallory) =
            (an_account(&registry, "ada@example.org").await, an_account(&registry, "mallory@example.org").await);
        let standing =
            async || store::bike::find(&registry.store, bike).await.unwrap().unwrap().standing;

        let early = found_it(&registry, ada, bike, TheftOutcome::Returned).await;
        assert!(matches!(early, Err(ReportTheftError::NotReported)), "{early:?}");
        for (who, which) in [(mallory, bike), (ada, BikeId(999))] {
            let refused = report_theft(&registry, who, which, a_theft(&registry)).await;
            assert!(matches!(refused, Err(ReportTheftError::NotYours(_))), "{refused:?}");
        }
        assert_eq!(standing().await, Standing::WithOwner);

        report_theft(&registry, ada, bike, a_theft(&registry)).await.unwrap();
        assert_eq!(standing().await, Standing::ReportedStolen);
        let again = report_theft(&registry, ada, bike, a_theft(&registry)).await;
        assert!(matches!(again, Err(ReportTheftError::AlreadyReported)), "{again:?}");
        let refused = found_it(&registry, mallory, bike, TheftOutcome::Returned).await;
        assert!(matches!(refused, Err(ReportTheftError::NotYours(_))), "{refused:?}");
        assert_eq!(standing().await, Standing::ReportedStolen);

        found_it(&registry, ada, bike, TheftOutcome::Mistaken).await.unwrap();
        assert_eq!(standing().await, Standing::WithOwner);
        report_theft(&registry, ada, bike, a_theft(&registry)).await.unwrap();
        let reports = store::theft::of_bike(&registry.store, bike).await.unwrap();
        assert_eq!(reports.len(), 2, "what was reported before is kept");
    }

    async fn a_report_sent_twice_at_once_is_one_report(db: testkit::Database) {
        let (registry, _) = fresh(&db).await;
        let bike = registered(&registry, "ada@example.org", a_new_bike("AB12345")).await;
        let ada = an_account(&registry, "ada@example.org").await;
        let report = || report_theft(&registry, ada, bike, a_theft(&registry));
        let (one, two) = tokio::join!(report(), report());
        assert!(one.is_ok() != two.is_ok(), "{one:?} and {two:?}");
        assert!(matches!(one.and(two), Err(ReportTheftError::AlreadyReported)));
    }

    async fn a_registration_is_confirmed_before_its_bike_is_reported(db: testkit::Database) {
        let (registry, _) = fresh(&db).await;
        let owner = Contact { email: Some(email("ada@example.org")), ..Contact::default() };
        let (_, bike) = unconfirmed(&registry, a_new_bike("AB12345"), owner, None).await;
        let ada = an_account(&registry, "ada@example.org").await;
        let refused = report_theft(&registry, ada, bike, a_theft(&registry)).await;
        assert!(matches!(refused, Err(ReportTheftError::NotConfirmed)), "{refused:?}");
        confirmed(&registry, bike).await;
        report_theft(&registry, ada, bike, a_theft(&registry)).await.unwrap();
    }
}
