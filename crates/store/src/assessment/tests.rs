use super::history::AssessmentChange;
use super::*;
use crate::account::organisations;
use crate::testing::{an_account, fresh};
use domain::assessment::{Block, Cell, Cited, Correction, Grid, Row, Token, What};
use testkit::time::{NOON, hours_after_noon};

fn a_block(value: &str) -> Block {
    Block {
        id: "wards".into(),
        caption: "Thefts by ward".into(),
        filter: "Whole area".into(),
        cited: Cited {
            release: 7,
            quarter: "2026/27 Q2".into(),
            feed: (3, 4),
            hash: "ab".into(),
        },
        definitions: vec![("thefts.total".into(), 1)],
        inside: false,
        grid: Some(Grid {
            first: "Ward".into(),
            unit: "count".into(),
            columns: vec![("2025".into(), "2025/26".into())],
            rows: vec![Row {
                key: "market".into(),
                label: "Market".into(),
                cells: vec![Cell {
                    value: value.into(),
                    note: String::new(),
                }],
            }],
        }),
        tokens: vec![Token {
            name: "thefts.total".into(),
            value: Some("12".into()),
        }],
    }
}

testkit::on_each_database! {
    async fn an_edition_is_kept_with_its_figures_files_and_history(db: testkit::Database) {
        let store = fresh(&db).await;
        let writer = an_account(&store, "lead@example.org").await;
        let tx = store.begin().await.unwrap();
        let here = organisations::ensure_partnership(&tx, "here", "Here").await.unwrap();
        let text = Assessment::new("Assessment".into(), |_| "Text".into());
        let new = New { partnership: here, corrects: None, assessment: &text, by: writer };
        let id = add(&tx, new, NOON).await.unwrap();
        figures::add(&tx, id, 1, &[a_block("[c]")], NOON).await.unwrap();
        figures::add(&tx, id, 2, &[a_block("9"), a_block("8")], NOON).await.unwrap();
        use_freeze(&tx, id, 2, writer, NOON).await.unwrap();
        let change = AssessmentChange {
            at: NOON,
            by: Some(writer),
            what: What::Begun,
            said: "Began".into(),
            why: None,
        };
        history::add(&tx, id, &change).await.unwrap();
        let file = files::File { name: "a.csv".into(), title: "Table".into(), bytes: vec![1, 0, 255] };
        files::add(&tx, id, std::slice::from_ref(&file)).await.unwrap();
        set_state(&tx, id, State::Published, hours_after_noon(1)).await.unwrap();
        tx.commit().await.unwrap();

        let kept = find(&store, id).await.unwrap().unwrap();
        assert_eq!((kept.state, kept.freeze, &kept.assessment), (State::Published, 2, &text));
        assert_eq!(kept.published_at, Some(hours_after_noon(1)));
        assert_eq!(figures::of_freeze(&store, id, 1).await.unwrap(), [a_block("[c]")]);
        assert_eq!(figures::of_freeze(&store, id, 2).await.unwrap().len(), 2);
        assert_eq!(history::of_assessment(&store, id, 0, 9).await.unwrap(), [change]);
        let listed = files::list(&store, id).await.unwrap();
        assert_eq!((listed[0].name.as_str(), listed[0].size, listed[0].hash.len()), ("a.csv", 3, 32));
        assert_eq!(files::find(&store, id, "a.csv").await.unwrap(), Some(file));
        assert_eq!(files::find(&store, id, "b.csv").await.unwrap(), None);
        assert_eq!(published(&store, here, NOON).await.unwrap(), std::slice::from_ref(&kept));
        assert_eq!(published(&store, here, hours_after_noon(2)).await.unwrap(), []);
        assert_eq!(of_partnership(&store, here).await.unwrap(), [kept]);
    }

    async fn a_correction_has_its_number_once(db: testkit::Database) {
        let store = fresh(&db).await;
        let writer = an_account(&store, "lead@example.org").await;
        let tx = store.begin().await.unwrap();
        let here = organisations::ensure_partnership(&tx, "here", "Here").await.unwrap();
        let text = Assessment::new("Assessment".into(), |_| String::new());
        let new = New { partnership: here, corrects: None, assessment: &text, by: writer };
        let first = add(&tx, new, NOON).await.unwrap();
        let corrected = text.corrected(Correction { what: "A total".into(), why: "Wrong".into() });
        let second = New { corrects: Some((first, 1)), assessment: &corrected, ..new };
        let second_id = add(&tx, second, NOON).await.unwrap();
        tx.commit().await.unwrap();
        let found = corrections(&store, first).await.unwrap();
        assert_eq!((found.len(), found[0].id, found[0].edition, found[0].first), (1, second_id, 1, Some(first)));
        let tx = store.begin().await.unwrap();
        let twice = add(&tx, second, NOON).await;
        assert!(matches!(twice, Err(StoreError::Taken(_))), "{twice:?}");
    }
}
