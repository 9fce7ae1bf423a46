use super::history::ProblemChange;
use super::*;
use crate::account::organisations;
use crate::testing::{an_account, fresh};
use domain::agency::{AgencyKind, NewAgency};
use domain::id::AgencyId;
use domain::problem::{Edit, NewProblem, Outcome, Square};
use testkit::time::{NOON, hours_after_noon};

fn a_case(title: &str, squares: &[Square]) -> Problem {
    let new = NewProblem {
        title: title.into(),
        raised_by: AgencyId(1),
        place: "Station".into(),
        squares: squares.to_vec(),
        answers: Vec::new(),
        next_step: None,
    };
    Problem::new(new, None, NOON).unwrap()
}

/// Adds the agency that raises the cases.
async fn an_agency(tx: &Tx, partnership: PartnershipId) {
    let agency = NewAgency {
        partnership,
        organisation: None,
        name: "Council".into(),
        kind: AgencyKind::Member,
        email: None,
        left_on: None,
    };
    let id = crate::agency::add(tx, &agency).await.unwrap();
    assert_eq!(id, AgencyId(1));
}

testkit::on_each_database! {
    async fn cases_are_sealed_whole_with_their_history(db: testkit::Database) {
        let store = fresh(&db).await;
        let writer = an_account(&store, "lead@example.org").await;
        let tx = store.begin().await.unwrap();
        let here = organisations::ensure_partnership(&tx, "here", "Here").await.unwrap();
        an_agency(&tx, here).await;
        let case = a_case("Racks at the station", &[(1, 2)]);
        let id = add(&tx, here, &case, Some(writer), NOON).await.unwrap();
        let change = ProblemChange {
            at: NOON,
            by: Some(writer),
            said: "Opened the case".into(),
            why: None,
        };
        history::add(&tx, id, &change).await.unwrap();
        tx.commit().await.unwrap();
        let kept = find(&store, id).await.unwrap().unwrap();
        assert_eq!((&kept.problem, kept.partnership, kept.changed_at), (&case, here, NOON));
        assert_eq!(of_partnership(&store, here, 9).await.unwrap(), [kept]);
        assert_eq!(history::of_problem(&store, id, 0, 9).await.unwrap(), [change]);
        let clear = match db.url().starts_with("postgres") {
            true => "SELECT CAST(COUNT(*) AS TEXT) FROM problem WHERE POSITION('station'::bytea IN document) > 0",
            false => "SELECT CAST(COUNT(*) AS TEXT) FROM problem WHERE INSTR(document, CAST('station' AS BLOB)) > 0",
        };
        assert_eq!(db.texts(clear), ["0"]);
    }

    async fn a_square_is_in_one_open_case_at_most(db: testkit::Database) {
        let store = fresh(&db).await;
        let writer = an_account(&store, "lead@example.org").await;
        let tx = store.begin().await.unwrap();
        let here = organisations::ensure_partnership(&tx, "here", "Here").await.unwrap();
        an_agency(&tx, here).await;
        let there = organisations::ensure_partnership(&tx, "there", "There").await.unwrap();
        let first = add(&tx, here, &a_case("One", &[(1, 2), (1, 3)]), None, NOON).await.unwrap();
        tx.commit().await.unwrap();
        assert_eq!(squares::holding(&store, &[(9, 9), (1, 3)]).await.unwrap(), [first]);
        assert_eq!(squares::open(&store, here).await.unwrap(), [(first, vec![(1, 2), (1, 3)])]);
        assert_eq!(squares::open(&store, there).await.unwrap(), []);
        let tx = store.begin().await.unwrap();
        let second = add(&tx, there, &a_case("Two", &[(1, 3)]), None, NOON).await;
        assert!(matches!(second, Err(StoreError::Taken(_))));
        drop(tx);
        // Its squares are free once it is closed, and not free when it should open again.
        let edited = |kept: &KeptProblem, edit| kept.problem.edited(edit, None, NOON).unwrap().problem;
        let kept = find(&store, first).await.unwrap().unwrap();
        let why = || "Done".to_owned();
        let closed = edited(&kept, Edit::Close { seen: 0, outcome: Outcome::Worked, why: why() });
        let tx = store.begin().await.unwrap();
        write(&tx, &kept, &closed, writer, hours_after_noon(1)).await.unwrap();
        add(&tx, there, &a_case("Two", &[(1, 3)]), None, NOON).await.unwrap();
        tx.commit().await.unwrap();
        let kept = find(&store, first).await.unwrap().unwrap();
        assert_eq!((&kept.problem, kept.changed_at), (&closed, hours_after_noon(1)));
        let open = edited(&kept, Edit::Reopen { seen: 1, why: why() });
        let tx = store.begin().await.unwrap();
        let again = write(&tx, &kept, &open, writer, NOON).await;
        assert!(matches!(again, Err(StoreError::Taken(_))));
    }
}
