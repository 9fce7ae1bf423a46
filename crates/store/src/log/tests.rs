use super::*;
use crate::connection::Store;
use crate::look_up::audit::{Action, AuditEntry, record};
use crate::look_up::results::{self, Kept};
use crate::look_up::{self, Entry};
use crate::testing::{an_account, fresh, with_other_key};
use domain::clock::Random;
use domain::id::{AccountId, BikeId};
use domain::look_up::Reason;
use jiff::{SignedDuration, Timestamp};
use sea_orm::{ConnectionTrait, Statement, Value};
use testkit::time::NOON;
use testkit::{Engine, Seeded};

/// Writes a look-up with its answer and two entries.
async fn write(store: &Store, officer: AccountId) {
    let tx = store.begin().await.unwrap();
    let (reason, query) = (
        Reason::parse("PS/2026/118").unwrap(),
        serde_json::json!({"number": "WTU?8*46J"}),
    );
    let entry = Entry {
        account: Some(officer),
        organisation: None,
        reason: &reason,
        query: &query,
    };
    let id = look_up::log(&tx, entry, Some(1), NOON).await.unwrap();
    let kept = Kept {
        version: 1,
        answer: "[1]".into(),
        best_likelihood: Some(0.75),
    };
    results::keep(&tx, id, &kept, NOON).await.unwrap();
    for action in [Action::OwnerDetailsOpened, Action::PhotosOpened] {
        let entry = AuditEntry {
            actor: Some(officer),
            subject_account: Some(officer),
            bike: Some(BikeId(7)),
            look_up: Some(id),
            reason: Some(reason.clone()),
            ..AuditEntry::of(action)
        };
        record(&tx, &entry, NOON).await.unwrap();
    }
    tx.commit().await.unwrap();
}

/// Makes a store with this many look-ups. Each has its answer and two entries, and all of them are linked.
async fn linked(db: &testkit::Database, look_ups: usize) -> Store {
    let store = fresh(db).await;
    let officer = an_account(&store, "officer@example.org").await;
    for _ in 0..look_ups {
        write(&store, officer).await;
    }
    while !begin(&store).await.unwrap() {}
    while extend(&store, 7).await.unwrap().linked > 0 {}
    store
}

async fn faults(store: &Store, checkpoints: &[Checkpoint]) -> Vec<(Wrong, Option<i64>)> {
    let found = verify(store, checkpoints, Timestamp::UNIX_EPOCH).await.unwrap();
    found
        .faults
        .into_iter()
        .map(|fault| (fault.wrong, fault.sequence))
        .collect()
}

async fn run(store: &Store, text: &str, values: Vec<Value>) {
    let tx = store.begin().await.unwrap();
    let connection = crate::connection::sealed::Source::connection(&tx);
    let statement = Statement::from_sql_and_values(connection.get_database_backend(), text, values);
    connection.execute_raw(statement).await.unwrap();
    tx.commit().await.unwrap();
}

/// Reads a cell of one of four types.
async fn cell(store: &Store, text: &str) -> Option<Value> {
    let connection = crate::connection::sealed::Source::connection(store);
    let statement = Statement::from_string(connection.get_database_backend(), text.to_owned());
    let row = connection.query_one_raw(statement).await.unwrap().unwrap();
    if let Ok(Some(text)) = row.try_get_by_index::<Option<String>>(0) {
        return Some(text.into());
    }
    if let Ok(Some(number)) = row.try_get_by_index::<Option<i64>>(0) {
        return Some(number.into());
    }
    if let Ok(Some(number)) = row.try_get_by_index::<Option<i32>>(0) {
        return Some(number.into());
    }
    if let Ok(Some(number)) = row.try_get_by_index::<Option<f64>>(0) {
        return Some(number.into());
    }
    row.try_get_by_index::<Option<Vec<u8>>>(0)
        .unwrap()
        .map(Value::from)
}

/// Flips one bit, or changes one character.
fn flipped(value: &Value, chance: usize) -> Value {
    match value {
        Value::Bytes(Some(bytes)) => {
            let mut bytes = bytes.to_vec();
            let at = chance % bytes.len();
            bytes[at] ^= 1 << (chance / 7 % 8);
            bytes.into()
        }
        Value::BigInt(Some(number)) => (number ^ (1 << (chance % 40))).into(),
        Value::Int(Some(number)) => (number ^ (1 << (chance % 16))).into(),
        Value::Double(Some(number)) => f64::from_bits(number.to_bits() ^ (1 << (chance % 50))).into(),
        Value::String(Some(text)) => {
            let mut letters: Vec<char> = text.chars().collect();
            let at = chance % letters.len();
            letters[at] = if letters[at] == 'x' { 'y' } else { 'x' };
            letters.into_iter().collect::<String>().into()
        }
        other => panic!("a cell of another type: {other:?}"),
    }
}

/// The cells that the tests change: the table, the key, and columns that somebody might want to change.
const CELLS: [(&str, &str, &[&str]); 4] = [
    (
        "audit_entry",
        "id",
        &[
            "at",
            "action",
            "subject_account_id",
            "bike_id",
            "look_up_id",
            "reason_sealed",
        ],
    ),
    (
        "look_up",
        "id",
        &[
            "at",
            "reason",
            "query",
            "results",
            "reason_sealed",
            "query_sealed",
        ],
    ),
    (
        "look_up_result",
        "look_up_id",
        &["at", "version", "answer", "best_likelihood", "answer_sealed"],
    ),
    (
        "log_link",
        "sequence",
        &["kind", "subject_id", "content", "previous", "hash"],
    ),
];

fn number(chance: &Seeded) -> usize {
    let mut bytes = [0; 4];
    chance.fill(&mut bytes);
    u32::from_le_bytes(bytes) as usize
}

/// Changes this many cells, one at a time. After each change it checks that `verify` finds it in the right place.
async fn flip(store: &Store, look_ups: usize, flips: usize) {
    let chance = Seeded::new(20_261_129);
    for _ in 0..flips {
        let (table, key, columns) = CELLS[number(&chance) % CELLS.len()];
        let column = columns[number(&chance) % columns.len()];
        let rows = match table {
            "audit_entry" => 2 * look_ups,
            "log_link" => 4 * look_ups,
            _ => look_ups,
        };
        let row = number(&chance) % rows + 1;
        let Some(before) = cell(
            store,
            &format!("SELECT {column} FROM {table} WHERE {key} = {row}"),
        )
        .await
        else {
            panic!("{table}.{column} of {row} is empty");
        };
        let after = flipped(&before, number(&chance));
        let update = format!("UPDATE {table} SET {column} = $1 WHERE {key} = {row}");
        // The database refuses an unknown account, and two links with the same previous link.
        let tx = store.begin().await.unwrap();
        let connection = crate::connection::sealed::Source::connection(&tx);
        let statement = Statement::from_sql_and_values(connection.get_database_backend(), &update, [after]);
        if connection.execute_raw(statement).await.is_err() {
            continue;
        }
        tx.commit().await.unwrap();
        let found = verify(store, &[], Timestamp::UNIX_EPOCH).await.unwrap().faults;
        let row = i64::try_from(row).unwrap();
        let there = found.iter().any(|fault| match table {
            "log_link" => fault.sequence == Some(row),
            _ => fault.subject.is_some_and(|subject| subject.id == row),
        });
        assert!(there, "{table}.{column} of {row}: {found:?}");
        run(store, &update, vec![before]).await;
    }
    assert_eq!(faults(store, &[]).await, [], "all is as it was");
}

testkit::on_each_database! {
    async fn a_chain_that_nobody_changed_is_whole(db: testkit::Database) {
        let store = linked(&db, 3).await;
        let found = verify(&store, &[], Timestamp::UNIX_EPOCH).await.unwrap();
        assert_eq!((found.links, found.waiting, found.faults), (12, 0, Vec::new()));
        let links = links(&store, 10, 9).await.unwrap();
        assert_eq!(links.len(), 2);
        assert_eq!(found.head, Some((12, hex::encode(&links[1].0.hash))));
        let tx = store.begin().await.unwrap();
        record(&tx, &AuditEntry::of(Action::AccountsRead), NOON).await.unwrap();
        tx.commit().await.unwrap();
        let found = verify(&store, &[], Timestamp::UNIX_EPOCH).await.unwrap();
        assert_eq!((found.links, found.waiting, found.faults), (12, 1, Vec::new()), "one waits");
    }

    async fn what_is_linked_while_old_entries_are_queued_is_not_linked_twice(db: testkit::Database) {
        let store = fresh(&db).await;
        let officer = an_account(&store, "officer@example.org").await;
        write(&store, officer).await;
        assert!(!begin(&store).await.unwrap(), "one kind after the other");
        while extend(&store, 7).await.unwrap().linked > 0 {}
        while !begin(&store).await.unwrap() {}
        assert_eq!(extend(&store, 7).await.unwrap().linked, 0);
        let found = verify(&store, &[], Timestamp::UNIX_EPOCH).await.unwrap();
        assert_eq!((found.links, found.waiting, found.faults), (4, 0, Vec::new()));
    }

    async fn each_flipped_byte_is_found_where_it_is(db: testkit::Database) {
        let store = linked(&db, 5).await;
        flip(&store, 5, 1_000).await;
    }

    async fn what_is_removed_added_or_swapped_is_found(db: testkit::Database) {
        type Found<'f> = &'f [(Wrong, Option<i64>)];
        let cases: [(&[&str], Found<'_>); 8] = [
            (&["DELETE FROM audit_entry WHERE id = 3"], &[(Wrong::Removed, Some(7))]),
            (&["DELETE FROM look_up_result WHERE look_up_id = 2"], &[(Wrong::Removed, Some(6))]),
            (
                &["DELETE FROM audit_entry WHERE id = 3", "DELETE FROM log_link WHERE sequence = 7"],
                &[(Wrong::Order, Some(8))],
            ),
            (
                &["INSERT INTO audit_entry (id, at, action) VALUES (99, 5, 'signed-in')"],
                &[(Wrong::Added, None)],
            ),
            (
                &[
                    "INSERT INTO audit_entry (id, at, action) VALUES (99, 5, 'signed-in')",
                    "INSERT INTO log_waiting (id, kind, subject_id, mac) VALUES (99, 'entry', 99, EMPTY)",
                ],
                &[(Wrong::Added, None)],
            ),
            (
                &[
                    "UPDATE audit_entry SET id = 1003 WHERE id = 3",
                    "UPDATE audit_entry SET id = 3 WHERE id = 2",
                    "UPDATE audit_entry SET id = 2 WHERE id = 1003",
                ],
                &[(Wrong::Changed, Some(4)), (Wrong::Changed, Some(7))],
            ),
            (
                &[
                    "UPDATE log_link SET sequence = 1007 WHERE sequence = 7",
                    "UPDATE log_link SET sequence = 7 WHERE sequence = 6",
                    "UPDATE log_link SET sequence = 6 WHERE sequence = 1007",
                ],
                &[(Wrong::Order, Some(6)), (Wrong::Order, Some(7)), (Wrong::Order, Some(8))],
            ),
            (&["DELETE FROM look_up_result WHERE look_up_id = 3", "DELETE FROM log_link WHERE sequence > 9",
               "DELETE FROM audit_entry WHERE look_up_id = 3"],
             &[(Wrong::CutOff, Some(12))]),
        ];
        for (statements, expected) in cases {
            let db = match db.engine() {
                Engine::Sqlite => testkit::Database::sqlite().migrated(),
                Engine::Postgres => testkit::Database::postgres().migrated(),
            };
            let store = linked(&db, 3).await;
            let checkpoint = checkpoint(&store, NOON).await.unwrap().unwrap();
            for statement in statements {
                let empty = match db.engine() {
                    Engine::Sqlite => "X''",
                    Engine::Postgres => "''::bytea",
                };
                run(&store, &statement.replace("EMPTY", empty), Vec::new()).await;
            }
            // A row that this program did not write gets no link.
            extend(&store, 99).await.unwrap();
            let found = faults(&store, std::slice::from_ref(&checkpoint)).await;
            for fault in expected {
                assert!(found.contains(fault), "{statements:?}: {found:?}");
            }
        }
    }

    async fn a_chain_made_anew_is_found_by_a_checkpoint_alone(db: testkit::Database) {
        let store = linked(&db, 3).await;
        let kept = checkpoint(&store, NOON).await.unwrap().unwrap();
        assert!(kept.is_signed_by(store.keys()));
        run(&store, "DELETE FROM log_link", Vec::new()).await;
        run(&store, "UPDATE audit_entry SET bike_id = 8 WHERE id = 1", Vec::new()).await;
        run(&store, "DELETE FROM setting WHERE name = 'log-chain'", Vec::new()).await;
        while !begin(&store).await.unwrap() {}
        while extend(&store, 99).await.unwrap().linked > 0 {}
        assert_eq!(faults(&store, &[]).await, [], "the new chain is whole");
        assert_eq!(faults(&store, std::slice::from_ref(&kept)).await, [(Wrong::MadeAnew, Some(12))]);
        let mut forged = kept.clone();
        forged.hash[0] ^= 1;
        assert!(faults(&store, &[forged]).await.contains(&(Wrong::Checkpoint, Some(12))));
        let other = with_other_key(&db).await;
        assert!(!kept.is_signed_by(other.keys()), "another register's key");
    }

    async fn answers_that_are_no_longer_kept_break_nothing(db: testkit::Database) {
        let store = linked(&db, 2).await;
        let later = NOON + SignedDuration::from_hours(1);
        let tx = store.begin().await.unwrap();
        results::prune(&tx, later).await.unwrap();
        tx.commit().await.unwrap();
        let found = verify(&store, &[], later).await.unwrap();
        assert_eq!((found.forgotten, found.faults), (2, Vec::new()));
        assert_eq!(verify(&store, &[], NOON).await.unwrap().faults.len(), 2, "too recent to have been deleted");
    }

    async fn entries_of_before_are_taken_up_once(db: testkit::Database) {
        let store = fresh(&db).await;
        let officer = an_account(&store, "officer@example.org").await;
        write(&store, officer).await;
        run(&store, "DELETE FROM log_waiting", Vec::new()).await;
        assert_eq!(faults(&store, &[]).await.len(), 4);
        while !begin(&store).await.unwrap() {}
        assert_eq!(extend(&store, 99).await.unwrap(), Extended { linked: 4, refused: 0 });
        assert_eq!(faults(&store, &[]).await, []);
        run(&store, "INSERT INTO audit_entry (id, at, action) VALUES (99, 5, 'signed-in')", Vec::new()).await;
        assert!(begin(&store).await.unwrap());
        assert_eq!(extend(&store, 99).await.unwrap().linked, 0, "a row that was added later gets none");
    }

    async fn two_writers_make_one_chain(db: testkit::Database) {
        let store = fresh(&db).await;
        let officer = an_account(&store, "officer@example.org").await;
        for _ in 0..20 {
            write(&store, officer).await;
        }
        let mut tasks = tokio::task::JoinSet::new();
        for _ in 0..4 {
            let store = store.clone();
            tasks.spawn(async move { while extend(&store, 3).await.unwrap().linked > 0 {} });
        }
        while let Some(done) = tasks.join_next().await {
            done.unwrap();
        }
        let found = verify(&store, &[], Timestamp::UNIX_EPOCH).await.unwrap();
        assert_eq!((found.links, found.faults), (80, Vec::new()));
    }
}
