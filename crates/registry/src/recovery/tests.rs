use super::decide::tie;
use super::*;
use crate::Registry;
use crate::testing::{a_new_bike, a_theft, an_account, an_officer, fresh, registered};
use crate::theft::report::report_theft;
use domain::bike::Standing;
use domain::id::{BikeId, RecoveryId};
use domain::recovery::{NewRecovery, RecoveryStatus, Tie};
use domain::theft::TheftOutcome;
use store::look_up::audit::Action;

fn found(registry: &Registry, property_ref: &str) -> NewRecovery {
    NewRecovery {
        property_ref: property_ref.to_owned(),
        read: Some("AB1234?".to_owned()),
        identifiers: Vec::new(),
        make: None,
        model: None,
        colours: Vec::new(),
        kind: None,
        found_at: registry.now(),
        place: None,
        point: None,
    }
}

fn a_tie(recovery: RecoveryId, bike: BikeId) -> Tie {
    Tie {
        recovery,
        bike,
        look_up: None,
        bits: 30.0,
        evidence: serde_json::json!([]),
    }
}

testkit::on_each_database! {
    async fn a_stolen_bike_comes_home(db: testkit::Database) {
        let (registry, _) = fresh(&db).await;
        let officer = an_officer(&registry, "cambs").await;
        let bike = registered(&registry, "ada@example.org", a_new_bike("AB12345")).await;
        let ada = an_account(&registry, "ada@example.org").await;
        let standing =
            async || store::bike::find(&registry.store, bike).await.unwrap().unwrap().standing;
        report_theft(&registry, ada, bike, a_theft(&registry)).await.unwrap();
        let id = record(&registry, officer, &found(&registry, "PS/1")).await.unwrap();
        tie(&registry, officer, &a_tie(id, bike)).await.unwrap();
        assert_eq!(standing().await, Standing::HeldByPolice);
        untie(&registry, officer, id).await.unwrap();
        assert_eq!(standing().await, Standing::ReportedStolen);
        tie(&registry, officer, &a_tie(id, bike)).await.unwrap();
        return_to_owner(&registry, officer, id).await.unwrap();
        assert_eq!(standing().await, Standing::WithOwner, "its report is closed with it");
        let report = &store::theft::of_bike(&registry.store, bike).await.unwrap()[0];
        assert_eq!(report.closed, Some((registry.now(), TheftOutcome::Returned)));
        let logged = store::look_up::audit::for_bike(&registry.store, bike).await.unwrap();
        let said: Vec<_> = logged.iter().map(|(_, entry)| (entry.action, entry.actor)).collect();
        let by = Some(officer.account);
        assert_eq!(
            said,
            [
                (Action::RecoveryTied, by),
                (Action::RecoveryUntied, by),
                (Action::RecoveryTied, by),
                (Action::RecoveryReturned, by),
            ],
            "each step is in the log"
        );
        let last = case_file::history(&registry, officer, id).await.unwrap().remove(0);
        assert_eq!((last.what, last.by.as_deref()), (case_file::CaseEvent::Returned(bike), Some("you")));
    }

    async fn another_force_sees_and_changes_nothing(db: testkit::Database) {
        let (registry, _) = fresh(&db).await;
        let (ours, theirs) = (an_officer(&registry, "cambs").await, an_officer(&registry, "essex").await);
        let bike = registered(&registry, "ada@example.org", a_new_bike("AB12345")).await;
        let id = record(&registry, ours, &found(&registry, "PS/1")).await.unwrap();
        let not_found = |outcome: Result<(), RecoveryError>| {
            assert!(matches!(outcome, Err(RecoveryError::NotFound)), "{outcome:?}");
        };
        not_found(find(&registry, theirs, id).await.map(|_| ()));
        not_found(tie(&registry, theirs, &a_tie(id, bike)).await);
        tie(&registry, ours, &a_tie(id, bike)).await.unwrap();
        not_found(untie(&registry, theirs, id).await);
        not_found(return_to_owner(&registry, theirs, id).await);
        assert_eq!(find(&registry, ours, id).await.unwrap().status, RecoveryStatus::Tied);
        assert_eq!(list(&registry, theirs, None, 0, 9).await.unwrap().len(), 0);
        assert_eq!(list(&registry, ours, None, 0, 9).await.unwrap().len(), 1);
    }

    async fn each_refusal_says_which_promise_would_break(db: testkit::Database) {
        let (registry, _) = fresh(&db).await;
        let (ours, theirs) = (an_officer(&registry, "cambs").await, an_officer(&registry, "essex").await);
        let bike = registered(&registry, "ada@example.org", a_new_bike("AB12345")).await;
        let other = registered(&registry, "ben@example.org", a_new_bike("CD67890")).await;
        let id = record(&registry, ours, &found(&registry, "PS/1")).await.unwrap();
        let elsewhere = record(&registry, theirs, &found(&registry, "PS/1")).await.unwrap();
        let same = record(&registry, ours, &found(&registry, "PS/1")).await;
        assert!(matches!(same, Err(RecoveryError::SameReference)), "{same:?}");
        let gone = tie(&registry, ours, &a_tie(id, BikeId(999))).await;
        assert!(matches!(gone, Err(RecoveryError::NoSuchBike)), "{gone:?}");
        let early = untie(&registry, ours, id).await;
        assert!(matches!(early, Err(RecoveryError::NotTied)), "{early:?}");
        let early = return_to_owner(&registry, ours, id).await;
        assert!(matches!(early, Err(RecoveryError::NotTied)), "{early:?}");
        tie(&registry, ours, &a_tie(id, bike)).await.unwrap();
        let twice = tie(&registry, ours, &a_tie(id, other)).await;
        assert!(matches!(twice, Err(RecoveryError::NotOpen)), "{twice:?}");
        let held = tie(&registry, theirs, &a_tie(elsewhere, bike)).await;
        assert!(matches!(held, Err(RecoveryError::HeldElsewhere)), "{held:?}");
        let logged = store::look_up::audit::for_bike(&registry.store, bike).await.unwrap();
        assert_eq!(logged.iter().filter(|(_, entry)| entry.action == Action::RecoveryTied).count(), 1);
    }
}
