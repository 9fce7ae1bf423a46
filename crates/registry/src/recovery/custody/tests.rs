use super::super::{HandOver, RecoveryError, correct, record, return_to_owner};
use super::*;
use crate::testing::{an_officer, fresh};
use domain::recovery::{DisposalRule, NewRecovery};
use jiff::SignedDuration;
use testkit::time::{NOON, days_after_noon, hours_after_noon};

fn found(property_ref: &str) -> NewRecovery {
    NewRecovery {
        property_ref: property_ref.to_owned(),
        read: None,
        identifiers: Vec::new(),
        make: None,
        model: None,
        colours: Vec::new(),
        kind: None,
        found_at: NOON,
        found_by: None,
        place: None,
        given: None,
        point: None,
    }
}

fn entry(what: CustodyKind, at: Timestamp) -> Custody {
    Custody {
        place: Some("Bay 4".into()),
        reason: Some("Order 7".into()),
        ..Custody::of(what, at)
    }
}

testkit::on_each_database! {
    async fn what_happens_to_a_bike_is_in_its_log_and_holds_stand_in_the_way(db: testkit::Database) {
        use CustodyKind::{Disposed, Examined, Held, HoldEnded, Moved, Received, Released};
        let (registry, clock) = fresh(&db).await;
        let (officer, other) = (an_officer(&registry, "cambs").await, an_officer(&registry, "essex").await);
        let id = record(&registry, officer, &found("PS/1")).await.unwrap();
        clock.advance(SignedDuration::from_hours(24));
        let now = registry.now();
        let version = async || find(&registry, officer, id).await.unwrap().version;
        let refused = async |new: &Custody| {
            add(&registry, officer, (id, version().await), new).await.unwrap_err().to_string()
        };
        let bare = |what| Custody::of(what, now);
        for (new, said) in [
            (entry(Moved, now + SignedDuration::from_secs(1)), "after the bike came in"),
            (entry(Moved, hours_after_noon(-1)), "after the bike came in"),
            (bare(Moved), "where the bike is now"),
            (bare(Held), "Enter a reason"),
            (bare(Released), "Enter a reason"),
            (entry(HoldEnded, now), "not held"),
            (entry(Disposed, now), "from 19 December 2026"),
            (entry(Received, now), "Enter a reason"),
        ] {
            let refusal = refused(&new).await;
            assert!(refusal.contains(said), "{new:?}: {refusal}");
        }
        let elsewhere = add(&registry, other, (id, 1), &entry(Moved, now)).await;
        assert!(matches!(elsewhere, Err(CustodyError::Recovery(RecoveryError::NotFound))), "{elsewhere:?}");
        for what in [Moved, Examined, Held] {
            add(&registry, officer, (id, version().await), &entry(what, now)).await.unwrap();
        }
        assert!(refused(&entry(Held, now)).await.contains("already held"));
        assert!(refused(&entry(Released, now)).await.contains("End the hold"));
        let held = find(&registry, officer, id).await.unwrap();
        assert_eq!(of_recovery(&registry, &held).await.unwrap(), Disposal::OnHold(now));
        add(&registry, officer, (id, version().await), &entry(HoldEnded, now)).await.unwrap();
        clock.advance(SignedDuration::from_hours(24 * 200));
        let then = registry.now();
        add(&registry, officer, (id, version().await), &entry(Disposed, then)).await.unwrap();
        assert!(refused(&entry(Moved, then)).await.contains("has left"));
        let log = log(&registry, officer, id).await.unwrap();
        let said: Vec<_> = log.iter().rev().map(|entry| entry.custody.what).collect();
        assert_eq!(said, [Received, Moved, Examined, Held, HoldEnded, Disposed]);
        assert_eq!((log[0].by.as_deref(), log[0].noted_at, log[0].custody.place.as_deref()), (Some("you"), then, Some("Bay 4")));
        let gone = find(&registry, officer, id).await.unwrap();
        assert_eq!((gone.status, gone.ended_at), (RecoveryStatus::Disposed, Some(then)));
        assert_eq!(of_recovery(&registry, &gone).await.unwrap(), Disposal::Gone);
    }

    async fn of_two_officers_at_once_the_second_is_told(db: testkit::Database) {
        let (registry, _) = fresh(&db).await;
        let officer = an_officer(&registry, "cambs").await;
        let id = record(&registry, officer, &found("PS/1")).await.unwrap();
        let seen = find(&registry, officer, id).await.unwrap().version;
        let now = registry.now();
        let (one, two) = (entry(CustodyKind::Held, now), entry(CustodyKind::Released, now));
        let (a, b) = tokio::join!(
            add(&registry, officer, (id, seen), &one),
            add(&registry, officer, (id, seen), &two),
        );
        assert!(a.is_ok() != b.is_ok(), "{a:?} {b:?}");
        let second = a.and(b).unwrap_err();
        assert!(matches!(second, CustodyError::Recovery(RecoveryError::Changed)), "{second}");
        let over = correct(&registry, officer, (id, Some(seen)), &found("PS/2")).await;
        assert!(matches!(over, Err(RecoveryError::Changed)), "a correction over what was not seen: {over:?}");
    }

    async fn a_force_sets_its_rule_and_sees_what_falls_due(db: testkit::Database) {
        let (registry, clock) = fresh(&db).await;
        let officer = an_officer(&registry, "cambs").await;
        let first = record(&registry, officer, &found("PS/1")).await.unwrap();
        clock.advance(SignedDuration::from_hours(24));
        record(&registry, officer, &found("PS/2")).await.unwrap();
        let due = async |days| {
            let due = due(&registry, officer, days_after_noon(days)).await.unwrap();
            due.into_iter().map(|(recovery, from)| (recovery.id, from)).collect::<Vec<_>>()
        };
        assert_eq!(due(181).await, []);
        assert_eq!(due(182).await, [(first, days_after_noon(182))]);
        set_rule(&registry, "cambs", DisposalRule::days(28).unwrap()).await.unwrap();
        assert_eq!(due(28).await, [(first, days_after_noon(28))]);
        assert_eq!(due(29).await.len(), 2);
        let unknown = set_rule(&registry, "nowhere", DisposalRule::DEFAULT).await;
        assert!(matches!(unknown, Err(RuleError::NoForce(_))), "{unknown:?}");
        let not_tied = return_to_owner(&registry, officer, (first, None), &HandOver::default()).await;
        assert!(matches!(not_tied, Err(RecoveryError::NotTied)), "{not_tied:?}");
    }
}
