//! Each later step of the database's shape over data of the step before, also when its first try was cut off.

#![expect(
    clippy::unwrap_used,
    reason = "what a test cannot do fails it; clippy knows only the functions that are tests"
)]

use migrations::{Migrator, MigratorTrait};
use sea_orm_migration::sea_orm::{ConnectOptions, ConnectionTrait, Database as Connect, DatabaseConnection};
use testkit::{Database, Engine};

async fn connected(db: &Database) -> DatabaseConnection {
    let mut options = ConnectOptions::new(db.url());
    options.max_connections(1).sqlx_logging(false);
    Connect::connect(options).await.unwrap()
}

/// How many steps come before the one whose name has this number in it.
fn before(number: &str) -> u32 {
    let steps = Migrator::migrations();
    let at = steps
        .iter()
        .position(|step| step.name().contains(number))
        .unwrap();
    u32::try_from(at).unwrap()
}

/// What the tenth step knew: an officer, four bikes, and recoveries of every kind.
const TENTH: &[&str] = &[
    "INSERT INTO organisation (id, slug, name, kind) VALUES (1, 'cambs', 'Cambs', 'police'), (2, 'beds', 'Beds', 'police')",
    "INSERT INTO account (id, contact, created_at) VALUES (1, BYTES, 1)",
    "INSERT INTO bike (id, frame, colours, registered_via, registered_at) VALUES \
     (1, 'unknown', '', 'web', 1), (2, 'unknown', '', 'web', 1), (3, 'unknown', '', 'web', 1), (4, 'unknown', '', 'web', 1)",
    "INSERT INTO look_up (id, account_id, organisation_id, at, reason, query, results) VALUES (1, 1, 1, 5, 'R', '{}', 2)",
    "INSERT INTO audit_entry (id, at, action, actor_id, bike_id) VALUES (1, 50, 'recovery-returned', 1, 3)",
    "INSERT INTO theft_report (id, bike_id, from_at, to_at, crime_ref, reported_at) VALUES (1, 1, 1, 2, '35/ab 1', 3)",
    "INSERT INTO recovery (id, organisation_id, property_ref, identifiers, colours, found_at, status, bike_id, recorded_by, recorded_at) \
     VALUES (1, 1, 'PS/1', '', '', 1, 'open', NULL, 1, 10), (2, 1, 'ps /1', '', '', 1, 'tied', 2, 1, 11), \
     (3, 1, 'PS/3', '', '', 1, 'returned', 3, NULL, 12), (4, 2, 'PS/1', '', '', 1, 'open', NULL, 1, 13)",
    "INSERT INTO bike_match (id, recovery_id, bike_id, bits, evidence, decision, decided_by, decided_at) VALUES \
     (1, 2, 2, 20.5, '[]', 'same', 1, 20), (2, 1, 4, 3.0, '[]', 'different', 1, 21), (3, 3, 3, 9.0, '[]', 'same', NULL, 22)",
    "INSERT INTO registration (id, token_hash, draft, created_at, updated_at) VALUES (1, BYTES, BYTES, 1, 1)",
    "INSERT INTO change (bike_id, made_at) VALUES (1, 1), (2, 2)",
    "INSERT INTO outbox (id, letter, made_at, due_at, attempts) VALUES (1, BYTES, 1, 1, 0), (2, BYTES, 2, 2, 3)",
    "INSERT INTO outbox (id, letter, made_at, due_at, attempts, given_up_at) VALUES (3, BYTES, 1, 1, 6, 9)",
];

/// Fills a database of the tenth step.
async fn filled(db: &Database, connection: &DatabaseConnection) {
    Migrator::up(connection, Some(before("_000011_"))).await.unwrap();
    let bytes = match db.engine() {
        Engine::Sqlite => "x'01'",
        Engine::Postgres => "'\\x01'",
    };
    for statement in TENTH {
        connection
            .execute_unprepared(&statement.replace("BYTES", bytes))
            .await
            .unwrap();
    }
}

/// A step, an index that it makes last or nearly so, and what of the data is to be seen after it.
struct Step {
    number: &'static str,
    makes: &'static str,
    ask: &'static str,
    finds: &'static [&'static str],
}

const STEPS: &[Step] = &[
    Step {
        number: "_000011_",
        makes: "audit_entry_look_up",
        ask: "SELECT property_ref || COALESCE(CAST(look_up_id AS TEXT), '-') FROM recovery ORDER BY id",
        finds: &["PS/1-", "ps /1-", "PS/3-", "PS/1-"],
    },
    Step {
        number: "_000012_",
        makes: "theft_report_crime_ref",
        ask: "SELECT CAST(recovery_id AS TEXT) || ' ' || what || ' ' || COALESCE(CAST(bike_id AS TEXT), '-') || ' ' \
              || COALESCE(CAST(by_id AS TEXT), '-') || ' ' || CAST(at AS TEXT) FROM recovery_entry ORDER BY id",
        finds: &[
            "1 recorded - 1 10",
            "2 recorded - 1 11",
            "3 recorded - - 12",
            "4 recorded - 1 13",
            "2 matched 2 1 20",
            "1 undone 4 1 21",
            "3 matched 3 - 22",
            "3 returned 3 1 50",
        ],
    },
    Step {
        number: "_000013_",
        makes: "booking_slot",
        ask: "SELECT property_key FROM recovery ORDER BY id",
        finds: &["PS/1", "PS/1#2", "PS/3", "PS/1"],
    },
    Step {
        number: "_000014_",
        makes: "change_age",
        ask: "SELECT subject || CAST(bike_id AS TEXT) FROM change ORDER BY position",
        finds: &["bike1", "bike2"],
    },
    Step {
        number: "_000015_",
        makes: "account_draft_touched",
        ask: "SELECT CAST(id AS TEXT) || CASE WHEN holder_hash = token_hash THEN ' held ' ELSE ' lost ' END \
              || COALESCE(name, '-') FROM registration",
        finds: &["1 held -"],
    },
    Step {
        number: "_000016_",
        makes: "kept_form_expiry",
        ask: "SELECT CAST(COUNT(*) AS TEXT) FROM sent_form",
        finds: &["0"],
    },
    Step {
        number: "_000021_",
        makes: "outbox_given_up",
        ask: "SELECT CAST(id AS TEXT) || ' ' || CAST(urgency AS TEXT) || ' ' || CAST(attempts AS TEXT) FROM outbox ORDER BY id",
        finds: &["1 0 0", "2 0 3", "3 0 6"],
    },
];

testkit::on_each_database! {
    empty async fn each_step_keeps_the_data_of_the_step_before(db: Database) {
        let connection = connected(&db).await;
        filled(&db, &connection).await;
        let mut done = before("_000011_");
        for step in STEPS {
            let until = before(step.number) + 1;
            Migrator::up(&connection, Some(until - done)).await.unwrap();
            done = until;
            assert_eq!(db.texts(step.ask), step.finds, "{}", step.number);
        }
        Migrator::up(&connection, None).await.unwrap();
        connection.close().await.unwrap();
    }

    empty async fn each_step_that_was_cut_off_is_taken_up_again_over_data(db: Database) {
        let connection = connected(&db).await;
        filled(&db, &connection).await;
        let mut done = before("_000011_");
        for step in STEPS {
            let at = before(step.number);
            if at > done {
                Migrator::up(&connection, Some(at - done)).await.unwrap();
            }
            // Stands in the way when the step has done most of its work.
            let obstacle = format!("CREATE INDEX {} ON setting (name)", step.makes);
            connection.execute_unprepared(&obstacle).await.unwrap();
            Migrator::up(&connection, Some(1)).await.unwrap_err();
            connection.execute_unprepared(&format!("DROP INDEX {}", step.makes)).await.unwrap();
            Migrator::up(&connection, Some(1)).await.unwrap();
            done = at + 1;
            assert_eq!(db.texts(step.ask), step.finds, "{}", step.number);
        }
        connection.close().await.unwrap();
    }
}
