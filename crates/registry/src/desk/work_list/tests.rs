use super::*;
use crate::desk::issue_mark;
use crate::testing::{a_coordinator, a_kit_for, a_new_bike, an_event, email, fresh, mail};
use store::desk::entries::NewEntry;

fn id(number: u32) -> EntryId {
    EntryId::parse(&format!("019ab3c4-5d6e-7f80-9a1b-{number:012x}")).unwrap()
}

fn ada() -> Contact {
    Contact {
        email: Some(email("ada@example.org")),
        ..Contact::default()
    }
}

fn register(mark: Option<MarkCode>) -> Decision {
    Decision::Register {
        mark,
        bike: Box::new(a_new_bike("AB12345")),
        owner: ada(),
        photo: None,
    }
}

async fn waits(registry: &Registry, number: u32, event: EventId, mark: MarkCode, by: &Viewer) {
    let new = NewEntry {
        id: id(number),
        event,
        desk: "Desk 1".into(),
        sent_by: by.account,
        made_at: registry.now(),
        seconds: None,
        mark: Some(mark),
        withdraws: None,
    };
    let body = Body::Opened("{\"email\":\"ada@example.org\"}".into());
    let reason = domain::desk::NeedsPerson::OnABike;
    let tx = registry.store.begin().await.unwrap();
    assert!(
        store::desk::entries::keep(&tx, &new, reason, &body, registry.now())
            .await
            .unwrap()
    );
    tx.commit().await.unwrap();
}

testkit::on_each_database! {
    async fn the_coordinator_of_the_event_clears_the_list_and_nobody_else_sees_it(db: testkit::Database) {
        let (registry, _) = fresh(&db).await;
        let (event, volunteer, desk) = an_event(&registry, "camcycle").await;
        let (_, _, elsewhere) = an_event(&registry, "ely").await;
        let (cora, connie) = (a_coordinator(&registry, &desk).await, a_coordinator(&registry, &elsewhere).await);
        let kit = a_kit_for(&registry, &desk, Some(event), 3).await;
        issue_mark(&registry, &desk, kit[0], &a_new_bike("ZZ1"), &ada()).await.unwrap();
        mail(&registry).await;
        for number in 1..=4 {
            waits(&registry, number, event, kit[0], &volunteer).await;
        }
        assert_eq!(events(&registry, &cora).await.unwrap()[0].1, 4);
        for other in [&volunteer, &connie] {
            assert!(events(&registry, other).await.unwrap().is_empty());
            assert!(of_event(&registry, other, event).await.unwrap().is_none());
            assert!(open(&registry, other, &id(1)).await.unwrap().is_none());
            assert!(matches!(decide(&registry, other, &id(1), &register(None)).await, Err(DecideError::Gone)));
        }
        let shown = open(&registry, &cora, &id(1)).await.unwrap().unwrap();
        assert!(shown.words.unwrap().typed.email == "ada@example.org" && shown.other.is_some());

        // The same label cannot be used a second time. Another one can, once.
        let taken = decide(&registry, &cora, &id(1), &register(Some(kit[0]))).await;
        assert!(matches!(taken, Err(DecideError::Mark(_))), "{taken:?}");
        assert!(decide(&registry, &cora, &id(1), &register(Some(kit[1]))).await.unwrap().bike.is_some());
        assert!(matches!(decide(&registry, &cora, &id(1), &register(Some(kit[2]))).await, Err(DecideError::Gone)));
        let mut with_a_bad_photo = register(None);
        if let Decision::Register { photo, .. } = &mut with_a_bad_photo {
            *photo = Some(b"<html>".to_vec());
        }
        let decided = decide(&registry, &cora, &id(2), &with_a_bad_photo).await.unwrap();
        assert!(decided.bike.is_some() && decided.photo_lost, "without a label, and told of its photo");
        let aside = Decision::PutAside("Written down twice".into());
        assert_eq!(decide(&registry, &cora, &id(3), &aside).await.unwrap().bike, None);
        assert_eq!(store::bike::total(&registry.store).await.unwrap(), 3);
        assert_eq!(mail(&registry).await.len(), 2, "both owners are written to");
        let left = of_event(&registry, &cora, event).await.unwrap().unwrap().1;
        assert_eq!(left.iter().map(|entry| &entry.new.id).collect::<Vec<_>>(), [&id(4)]);
        assert_eq!(store::desk::entries::body(&registry.store, &id(3)).await.unwrap(), None);
    }
}
