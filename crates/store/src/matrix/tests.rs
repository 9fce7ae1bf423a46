use super::history::MatrixChange;
use super::*;
use crate::account::organisations;
use crate::testing::{an_account, fresh};
use domain::matrix::{Edit, NewIssue, Source as MarkedBy};
use testkit::time::{NOON, hours_after_noon};

testkit::on_each_database! {
    async fn matrices_are_kept_whole_with_their_history(db: testkit::Database) {
        let store = fresh(&db).await;
        let writer = an_account(&store, "analyst@example.org").await;
        let tx = store.begin().await.unwrap();
        let here = organisations::ensure_partnership(&tx, "here", "Here").await.unwrap();
        let matrix = Matrix::new("Priorities".into(), 2026);
        let id = add(&tx, here, &matrix, writer, NOON).await.unwrap();
        let later = add(&tx, here, &matrix.copied("Next".into(), 2027), writer, NOON).await.unwrap();
        let issue = NewIssue {
            title: "Scams".into(),
            about: None,
            source: MarkedBy::ByHand,
        };
        let edited = matrix.edited(Edit::AddIssue(issue), (writer, NOON), None).unwrap();
        write(&tx, id, &edited.matrix, writer, hours_after_noon(1)).await.unwrap();
        let change = MatrixChange {
            at: NOON,
            by: Some(writer),
            said: edited.said,
            why: Some("It came up".into()),
        };
        history::add(&tx, id, &change).await.unwrap();
        tx.commit().await.unwrap();
        let kept = find(&store, id).await.unwrap().unwrap();
        assert_eq!((&kept.matrix, kept.changed_at), (&edited.matrix, hours_after_noon(1)));
        assert_eq!(history::of_matrix(&store, id, 0, 9).await.unwrap(), [change]);
        let all = of_partnership(&store, here).await.unwrap();
        assert_eq!(all.iter().map(|kept| kept.id).collect::<Vec<_>>(), [later, id]);
    }

    async fn a_year_has_one_matrix(db: testkit::Database) {
        let store = fresh(&db).await;
        let writer = an_account(&store, "analyst@example.org").await;
        let tx = store.begin().await.unwrap();
        let here = organisations::ensure_partnership(&tx, "here", "Here").await.unwrap();
        let matrix = Matrix::new("Priorities".into(), 2026);
        add(&tx, here, &matrix, writer, NOON).await.unwrap();
        let twice = add(&tx, here, &matrix, writer, NOON).await;
        assert!(matches!(twice, Err(StoreError::Taken(_))), "{twice:?}");
    }
}
