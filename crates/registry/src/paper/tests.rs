use super::*;
use crate::testing::{a_new_bike, a_theft, fresh, registered};
use crate::theft::report::report_theft;
use domain::id::{AccountId, BikeId};
use domain::paper::PaperCode;
use jiff::SignedDuration;
use store::paper::PaperKind;

async fn an_owners_bike(registry: &crate::Registry, number: &str) -> (AccountId, BikeId) {
    let bike = registered(registry, "ada@example.org", a_new_bike(number)).await;
    let owner = store::bike::ownerships::owner_of(&registry.store, bike)
        .await
        .unwrap();
    (owner.unwrap().account, bike)
}

async fn codes(registry: &crate::Registry, bike: BikeId, kind: PaperKind) -> Vec<PaperCode> {
    let papers = store::paper::of_bike(&registry.store, bike, kind).await.unwrap();
    papers.into_iter().map(|paper| paper.said.code).collect()
}

testkit::on_each_database! {
    async fn a_certificate_ends_with_the_theft_and_says_so(db: testkit::Database) {
        let (registry, clock) = fresh(&db).await;
        let (owner, bike) = an_owners_bike(&registry, "WTU123056K").await;
        let pdf = make_certificate(&registry, owner, bike).await.unwrap();
        assert!(pdf.starts_with(b"%PDF-"));
        make_certificate(&registry, owner, bike).await.unwrap();
        let all = codes(&registry, bike, PaperKind::Certificate).await;
        assert_eq!(all.len(), 1, "one while it is in force");
        let found = certificate_of(&registry, &all[0]).await.unwrap().unwrap();
        assert_eq!((found.force, found.masked.as_deref()), (Force::InForce, Some("••••• 56K")));
        let other = PaperCode::from_random([1; 12]);
        assert_eq!(certificate_of(&registry, &other).await.unwrap(), None);
        let stranger = make_certificate(&registry, AccountId(9_999), bike).await;
        assert!(matches!(stranger, Err(PaperError::NotYours(_))), "{stranger:?}");
        clock.advance(SignedDuration::from_hours(1));
        report_theft(&registry, owner, bike, a_theft(&registry)).await.unwrap();
        let found = certificate_of(&registry, &all[0]).await.unwrap().unwrap();
        assert_eq!(found.force, Force::Stolen);
        let refused = make_certificate(&registry, owner, bike).await;
        assert!(matches!(refused, Err(PaperError::NotWithOwner)), "{refused:?}");
    }

    async fn a_theft_is_shared_until_its_report_ends(db: testkit::Database) {
        let (registry, _) = fresh(&db).await;
        let (owner, bike) = an_owners_bike(&registry, "WTU123056K").await;
        let early = share(&registry, owner, bike, &[]).await;
        assert!(matches!(early, Err(PaperError::NotStolen)), "{early:?}");
        report_theft(&registry, owner, bike, a_theft(&registry)).await.unwrap();
        assert!(theft_letter(&registry, owner, bike).await.unwrap().starts_with(b"%PDF-"));
        let unshared = poster(&registry, owner, bike).await;
        assert!(matches!(unshared, Err(PaperError::NotShared)), "{unshared:?}");
        share(&registry, owner, bike, &[]).await.unwrap();
        share(&registry, owner, bike, &[]).await.unwrap();
        assert!(poster(&registry, owner, bike).await.unwrap().starts_with(b"%PDF-"));
        let all = codes(&registry, bike, PaperKind::Share).await;
        assert_eq!(all.len(), 1);
        let page = shared(&registry, &all[0]).await.unwrap().unwrap();
        assert!(page.looks.is_some());
        let tx = registry.store.begin().await.unwrap();
        store::theft::close(&tx, bike, domain::theft::TheftOutcome::Returned, registry.now()).await.unwrap();
        tx.commit().await.unwrap();
        let page = shared(&registry, &all[0]).await.unwrap().unwrap();
        assert_eq!(page.looks, None, "it says that it has ended");
    }
}
