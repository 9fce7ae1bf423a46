use super::*;
use crate::Registry;
use crate::account::permits::{InspectorOf, OfficerOf};
use crate::look_up::owner_details::open_owner_details;
use crate::look_up::{LookUp, look_up};
use crate::testing::{a_new_bike, an_account, an_officer, fresh, registered};
use crate::version::Version;
use domain::account::contact::{Contact, Postcode};
use domain::id::{AccountId, LookUpId};
use domain::look_up::Reason;
use jiff::SignedDuration;

async fn looked_up(registry: &Registry, officer: OfficerOf, number: usize) -> LookUpId {
    let query = LookUp {
        number: Some(format!("WTU{number}")),
        ..LookUp::default()
    };
    let reason = Reason::parse("PS/2026/118").unwrap();
    look_up(registry, officer, &reason, &query, 9).await.unwrap()
}

async fn live_in(registry: &Registry, account: AccountId, postcode: &str) {
    let details = Contact {
        postcode: Some(Postcode::parse(postcode).unwrap()),
        ..Contact::default()
    };
    let tx = registry.store.begin().await.unwrap();
    store::account::agree(&tx, account, &details, registry.now())
        .await
        .unwrap();
    tx.commit().await.unwrap();
}

fn inspector(account: AccountId, officer: OfficerOf) -> InspectorOf {
    InspectorOf {
        account,
        own: vec![officer.organisation],
        of_all: false,
    }
}

/// How long after noon on Saturday the week's sample is due: until 1am on Monday.
const DUE: SignedDuration = SignedDuration::from_hours(37);

testkit::on_each_database! {
    async fn a_neighbour_is_in_the_week_s_sample_which_is_drawn_once(db: testkit::Database) {
        let (registry, clock) = fresh(&db).await;
        let officer = an_officer(&registry, "police").await;
        let bike = registered(&registry, "ada@example.org", a_new_bike("WTU 123 K")).await;
        for account in [officer.account, an_account(&registry, "ada@example.org").await] {
            live_in(&registry, account, "CB1 2AB").await;
        }
        let mut ids = Vec::new();
        for number in 0..30 {
            ids.push(looked_up(&registry, officer, number).await);
        }
        let reason = Reason::parse("PS/2026/118").unwrap();
        let opened = open_owner_details(&registry, officer, bike, Some(ids[17]), &reason, None).await;
        opened.unwrap();
        clock.advance(DUE - SignedDuration::from_mins(1));
        assert_eq!(draw_due(&registry).await.unwrap(), 0, "the week is not over");
        clock.advance(SignedDuration::from_mins(1));
        let (one, two) = tokio::join!(draw_due(&registry), draw_due(&registry));
        assert_eq!(one.unwrap() + two.unwrap(), 1, "two nodes draw one sample");
        assert_eq!(draw_due(&registry).await.unwrap(), 0);

        let reader = inspector(an_account(&registry, "admin@example.org").await, officer);
        let listed = list(&registry, &reader).await.unwrap();
        assert_eq!((listed.len(), listed[0].items, listed[0].left), (1, 14, 14));
        assert_eq!(listed[0].sample.look_ups, 30);
        let shown = show(&registry, &reader, listed[0].sample.id).await.unwrap().unwrap();
        let neighbour = shown.items.iter().find(|item| item.look_up == ids[17]).unwrap();
        assert!(neighbour.why.contains(&Why::OwnStreet), "{:?}", neighbour.why);
        assert_eq!(neighbour.acts.len(), 1);
        assert_eq!((shown.again.look_ups, shown.again.is_same), (30, true));
        let other = InspectorOf { own: vec![], of_all: true, ..reader };
        assert_eq!(show(&registry, &other, listed[0].sample.id).await.unwrap(), None);
        assert_eq!(list(&registry, &other).await.unwrap(), []);
    }

    async fn a_supervisor_answers_once_and_sees_what_another_noted(db: testkit::Database) {
        let (registry, clock) = fresh(&db).await;
        let officer = an_officer(&registry, "police").await;
        looked_up(&registry, officer, 1).await;
        clock.advance(DUE);
        draw_due(&registry).await.unwrap();
        let reader = inspector(an_account(&registry, "admin@example.org").await, officer);
        let id = list(&registry, &reader).await.unwrap()[0].sample.id;
        let item = async || show(&registry, &reader, id).await.unwrap().unwrap().items.remove(0);
        let first = item().await;
        let asked = Finding::parse("asked", "A witness rang").unwrap();
        let own = inspector(officer.account, officer);
        let seen = &first.version;
        let refused = answer(&registry, &own, first.id, seen, &asked).await;
        assert!(matches!(refused, Err(AnswerError::Own)), "{refused:?}");
        let other = InspectorOf { own: vec![], of_all: true, ..reader.clone() };
        let refused = answer(&registry, &other, first.id, seen, &asked).await;
        assert!(matches!(refused, Err(AnswerError::NotFound)), "{refused:?}");
        answer(&registry, &reader, first.id, seen, &asked).await.unwrap();
        let refused = answer(&registry, &reader, first.id, seen, &Finding::NoQuestion(None)).await;
        assert!(matches!(refused, Err(AnswerError::Changed)), "{refused:?}");
        let second = item().await;
        assert_ne!(second.version, Version::sent(""));
        assert_eq!((second.notes.len(), &second.notes[0].finding), (1, &asked));
        assert_eq!(list(&registry, &reader).await.unwrap()[0].left, 0);
        let raw = db.texts("SELECT finding FROM log_sample_note");
        assert_eq!(raw, ["asked"]);
    }
}
