use super::super::{Entry, log};
use super::*;
use crate::testing::{an_account, an_organisation, fresh};
use domain::look_up::Reason;
use jiff::civil::date;
use testkit::time::{NOON, hours_after_noon};

testkit::on_each_database! {
    async fn the_first_sample_of_a_week_stays(db: testkit::Database) {
        let store = fresh(&db).await;
        let force = an_organisation(&store, "police").await;
        let officer = an_account(&store, "officer@example.org").await;
        let supervisor = an_account(&store, "supervisor@example.org").await;
        let (reason, query) = (Reason::parse("PS/2026/118").unwrap(), serde_json::json!({}));
        let entry = Entry {
            account: Some(officer),
            organisation: Some(force),
            reason: &reason,
            query: &query,
        };
        let tx = store.begin().await.unwrap();
        let look_up = log(&tx, entry, Some(1), NOON).await.unwrap();
        log(&tx, Entry { account: None, ..entry }, Some(1), NOON).await.unwrap();
        let sample = Sample {
            id: SampleId(0),
            organisation: force,
            week: date(2026, 11, 23),
            seed: Seed(-7),
            drawn_at: NOON,
            look_ups: 1,
        };
        let drawn = [Drawn { look_up, why: vec![Why::AtRandom, Why::AtNight] }];
        assert!(keep(&tx, &sample, &drawn).await.unwrap());
        assert!(!keep(&tx, &Sample { seed: Seed(8), ..sample.clone() }, &drawn).await.unwrap());
        tx.commit().await.unwrap();

        let kept = of_organisations(&store, &[force], 9).await.unwrap();
        assert_eq!(kept, [Sample { id: kept[0].id, ..sample }]);
        assert!(is_drawn(&store, force, date(2026, 11, 23)).await.unwrap());
        assert!(!is_drawn(&store, force, date(2026, 11, 30)).await.unwrap());
        let items = items(&store, &[kept[0].id]).await.unwrap();
        assert_eq!((items[0].look_up, items[0].why.as_slice()), (look_up, drawn[0].why.as_slice()));
        let noted = |finding| Noted { item: items[0].id, at: NOON, by: supervisor, finding };
        let said = [
            noted(Finding::Asked("A witness rang".into())),
            noted(Finding::NoQuestion(None)),
        ];
        let tx = store.begin().await.unwrap();
        for noted in &said {
            add_note(&tx, noted).await.unwrap();
        }
        tx.commit().await.unwrap();
        assert_eq!(notes(&store, &[items[0].id]).await.unwrap(), said);

        let week = (NOON, hours_after_noon(1));
        assert_eq!(look_ups(&store, force, week).await.unwrap(), [(look_up, officer, NOON)]);
        assert!(opened(&store, force, week).await.unwrap().is_empty());
        assert!(led_to_something(&store, &[look_up], NOON).await.unwrap().is_empty());
    }
}
