//! Runs each later migration on data from the step before, and also after its first try was cut off.

#![expect(
    clippy::unwrap_used,
    reason = "a helper that fails should fail its test; clippy knows only the test functions"
)]

use migrations::{Migrator, MigratorTrait};
use sea_orm_migration::sea_orm::{ConnectOptions, ConnectionTrait, Database as Connect, DatabaseConnection};
use testkit::{Database, Engine};

async fn connected(db: &Database) -> DatabaseConnection {
    let mut options = ConnectOptions::new(db.url());
    options.max_connections(1).sqlx_logging(false);
    Connect::connect(options).await.unwrap()
}

/// Counts the steps before the one that has this number in its name.
fn before(number: &str) -> u32 {
    let steps = Migrator::migrations();
    let at = steps
        .iter()
        .position(|step| step.name().contains(number))
        .unwrap();
    u32::try_from(at).unwrap()
}

/// Data as it was after the tenth step: an officer, four bikes, recoveries of every kind, and an event with its desk.
const TENTH: &[&str] = &[
    "INSERT INTO organisation (id, slug, name, kind) VALUES (1, 'cambs', 'Cambs', 'police'), (2, 'beds', 'Beds', 'police')",
    "INSERT INTO account (id, contact, created_at, confirmed_at) VALUES (1, BYTES, 1, 4)",
    "INSERT INTO bike (id, frame, colours, registered_via, registered_at) VALUES \
     (1, 'unknown', '', 'web', 1), (2, 'unknown', '', 'web', 1), (3, 'unknown', '', 'web', 1), (4, 'unknown', '', 'web', 1)",
    "UPDATE bike SET retired_at = 9 WHERE id = 4",
    "INSERT INTO bike_flag (bike_id, other_bike_id, kind, raised_at) VALUES (1, 3, 'same-number', 5), (2, 3, 'same-number', 5)",
    "INSERT INTO look_up (id, account_id, organisation_id, at, reason, query, results) VALUES (1, 1, 1, 5, 'R', '{}', 2)",
    "INSERT INTO audit_entry (id, at, action, actor_id, bike_id) VALUES (1, 50, 'recovery-returned', 1, 3)",
    "INSERT INTO theft_report (id, bike_id, from_at, to_at, crime_ref, reported_at) VALUES (1, 1, 1, 2, '35/ab 1', 3)",
    "INSERT INTO theft_report (id, bike_id, from_at, to_at, lat, lng, lock, crime_ref, reported_at) \
     VALUES (2, 4, 86400000, 172799999, 52.2, 0.1, 'U-lock', '35/cd 2', 3)",
    "INSERT INTO recovery (id, organisation_id, property_ref, identifiers, colours, found_at, status, bike_id, recorded_by, recorded_at) \
     VALUES (1, 1, 'PS/1', '', '', 1, 'open', NULL, 1, 10), (2, 1, 'ps /1', '', '', 1, 'tied', 2, 1, 11), \
     (3, 1, 'PS/3', '', '', 1, 'returned', 3, NULL, 12), (4, 2, 'PS/1', '', '', 1, 'open', NULL, 1, 13)",
    "INSERT INTO bike_match (id, recovery_id, bike_id, bits, evidence, decision, decided_by, decided_at) VALUES \
     (1, 2, 2, 20.5, '[]', 'same', 1, 20), (2, 1, 4, 3.0, '[]', 'different', 1, 21), (3, 3, 3, 9.0, '[]', 'same', NULL, 22)",
    "INSERT INTO message (id, bike_id, body, sent_at) VALUES (1, 1, BYTES, 3)",
    "INSERT INTO registration (id, token_hash, draft, created_at, updated_at) VALUES (1, BYTES, BYTES, 1, 1)",
    "INSERT INTO change (bike_id, made_at) VALUES (1, 1), (2, 2)",
    "INSERT INTO outbox (id, letter, made_at, due_at, attempts) VALUES (1, BYTES, 1, 1, 0), (2, BYTES, 2, 2, 3)",
    "INSERT INTO outbox (id, letter, made_at, due_at, attempts, given_up_at) VALUES (3, BYTES, 1, 1, 6, 9)",
    "INSERT INTO ownership (id, bike_id, account_id, how, from_at) VALUES (1, 1, 1, 'registered', 1), (2, 2, 1, 'imported', 1)",
    "INSERT INTO marking_event (id, organisation_id, name, place, starts_at, ends_at) VALUES (1, 1, 'Day', 'Square', 5, 9)",
    "INSERT INTO booking (id, event_id, slot_at, status, token_hash, made_at) VALUES (1, 1, 5, 'booked', BYTES, 2)",
    "INSERT INTO mark_batch (id, organisation_id, event_id, size, made_at) VALUES (1, 1, 1, 2, 1)",
    "INSERT INTO mark (code, status, batch_id, event_id, bike_id, printed_at, allotted_at, issued_at, place) VALUES \
     ('A', 'issued', 1, 1, 1, 1, 2, 6, 1), ('B', 'issued', 1, 1, 2, 1, NULL, 7, 2)",
    "INSERT INTO mark_outing (id, code, event_id, out_at) VALUES (1, 'A', 1, 2), (2, 'B', 1, 7)",
    "INSERT INTO desk_entry (id, event_id, desk, sent_by, state, mark_code, bike_id, made_at, received_at) \
     VALUES ('one', 1, 'Desk 1', 1, 'marked', 'A', 1, 6, 7)",
];

/// Fills a database that has the first ten steps.
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

/// Something that a step makes near its end. If it is already there, the step is cut off at this point.
enum Last {
    Index(&'static str),
    Column(&'static str, &'static str),
}

impl Last {
    /// Returns the statement that puts it in the step's way, and the one that removes it again.
    fn in_the_way(&self) -> (String, String) {
        match self {
            Self::Index(name) => (
                format!("CREATE INDEX {name} ON setting (name)"),
                format!("DROP INDEX {name}"),
            ),
            Self::Column(table, name) => (
                format!("ALTER TABLE {table} ADD COLUMN {name} BIGINT"),
                format!("ALTER TABLE {table} DROP COLUMN {name}"),
            ),
        }
    }
}

/// A step, what it makes last, and what a query finds after the step.
struct Step {
    number: &'static str,
    makes: Last,
    ask: &'static str,
    finds: &'static [&'static str],
}

const STEPS: &[Step] = &[
    Step {
        number: "_000011_",
        makes: Last::Index("audit_entry_look_up"),
        ask: "SELECT property_ref || COALESCE(CAST(look_up_id AS TEXT), '-') FROM recovery ORDER BY id",
        finds: &["PS/1-", "ps /1-", "PS/3-", "PS/1-"],
    },
    Step {
        number: "_000012_",
        makes: Last::Index("theft_report_crime_ref"),
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
        makes: Last::Index("booking_slot"),
        ask: "SELECT property_key FROM recovery ORDER BY id",
        finds: &["PS/1", "PS/1#2", "PS/3", "PS/1"],
    },
    Step {
        number: "_000014_",
        makes: Last::Index("change_age"),
        ask: "SELECT subject || CAST(bike_id AS TEXT) FROM change ORDER BY position",
        finds: &["bike1", "bike2"],
    },
    Step {
        number: "_000015_",
        makes: Last::Index("account_draft_touched"),
        ask: "SELECT CAST(id AS TEXT) || CASE WHEN holder_hash = token_hash THEN ' held ' ELSE ' lost ' END \
              || COALESCE(name, '-') FROM registration",
        finds: &["1 held -"],
    },
    Step {
        number: "_000016_",
        makes: Last::Index("kept_form_expiry"),
        ask: "SELECT CAST(COUNT(*) AS TEXT) FROM sent_form",
        finds: &["0"],
    },
    Step {
        number: "_000017_",
        makes: Last::Index("audit_entry_subject"),
        ask: "SELECT CAST(id AS TEXT) || ' ' || CAST(generation AS TEXT) FROM account",
        finds: &["1 0"],
    },
    Step {
        number: "_000019_",
        makes: Last::Index("theft_report_account"),
        ask: "SELECT CAST(ownership.id AS TEXT) || ' ' || COALESCE(CAST(ownership.confirmed_at AS TEXT), '-') || ' ' \
              || CAST(details_at AS TEXT) FROM ownership JOIN account ON account.id = account_id ORDER BY ownership.id",
        finds: &["1 4 4", "2 - 4"],
    },
    Step {
        number: "_000021_",
        makes: Last::Index("outbox_given_up"),
        ask: "SELECT CAST(id AS TEXT) || ' ' || CAST(urgency AS TEXT) || ' ' || CAST(attempts AS TEXT) FROM outbox ORDER BY id",
        finds: &["1 0 0", "2 0 3", "3 0 6"],
    },
    Step {
        number: "_000023_",
        makes: Last::Index("booking_held"),
        ask: "SELECT status || ' ' || COALESCE(CAST(held_until AS TEXT), 'kept') FROM booking",
        finds: &["booked kept"],
    },
    Step {
        number: "_000028_",
        makes: Last::Index("desk_phone_account"),
        ask: "SELECT 'flag ' || COALESCE(CAST(settled_at AS TEXT), 'open') FROM bike_flag UNION ALL \
              SELECT desk || COALESCE(withdraws, ' ') || COALESCE(CAST(withdrawn_at AS TEXT), 'stays') FROM desk_entry",
        finds: &["flag open", "flag open", "Desk 1 stays"],
    },
    Step {
        number: "_000031_",
        makes: Last::Column("mark_outing", "loose"),
        ask: "SELECT code || CASE WHEN loose THEN ' loose' ELSE ' went out' END FROM mark_outing UNION ALL \
              SELECT COALESCE(name, 'no name') || CAST(size AS TEXT) FROM mark_batch",
        finds: &["A went out", "B loose", "no name2"],
    },
    Step {
        number: "_000032_",
        makes: Last::Column("booking", "came_at"),
        ask: "SELECT CAST(bikes AS TEXT) || COALESCE(CAST(came_at AS TEXT), ' did not come yet') FROM booking",
        finds: &["1 did not come yet"],
    },
    // A step does not have the key, so the program seals the rows. No row is lost, and the program finds each of them.
    Step {
        number: "_000033_",
        makes: Last::Index("printer_clear"),
        ask: "SELECT reason || query FROM look_up WHERE reason_sealed IS NULL AND query_sealed IS NULL",
        finds: &["R{}"],
    },
    Step {
        number: "_000034_",
        makes: Last::Index("theft_report_clear"),
        ask: "SELECT property_key FROM recovery WHERE property_hash IS NULL AND property_sealed IS NULL \
              UNION ALL SELECT crime_ref FROM theft_report WHERE crime_hash IS NULL AND crime_sealed IS NULL ORDER BY 1",
        finds: &["35/ab 1", "35/cd 2", "PS/1", "PS/1", "PS/1#2", "PS/3"],
    },
    Step {
        number: "_000036_",
        makes: Last::Index("bike_change_bike"),
        ask: "SELECT CAST(id AS TEXT) || ' ' || COALESCE(retired_why, '-') FROM bike ORDER BY id",
        finds: &["1 -", "2 -", "3 -", "4 withdrawn"],
    },
    Step {
        number: "_000037_",
        makes: Last::Index("transfer_double"),
        ask: "SELECT CAST(COUNT(*) AS TEXT) FROM account",
        finds: &["1"],
    },
    Step {
        number: "_000038_",
        makes: Last::Index("bike_statement_bike"),
        ask: "SELECT CAST(bike_id AS TEXT) || ' ' || COALESCE(outcome, '-') FROM bike_flag ORDER BY id",
        finds: &["1 -", "2 -"],
    },
    Step {
        number: "_000039_",
        makes: Last::Column("recovery", "place_precision"),
        ask: "SELECT CAST(id AS TEXT) || ' ' || seen_precision || ' ' || gone_precision || ' ' || place_precision \
              FROM theft_report ORDER BY id",
        finds: &["1 clock clock none", "2 day day exact"],
    },
    Step {
        number: "_000040_",
        makes: Last::Index("theft_change_report"),
        ask: "SELECT CAST(id AS TEXT) || ' ' || COALESCE(lock, '-') FROM theft_report WHERE NOT shown ORDER BY id",
        finds: &["1 -", "2 d-lock"],
    },
    Step {
        number: "_000041_",
        makes: Last::Index("recovery_status"),
        ask: "SELECT name || ' ' || COALESCE(epoch, '-') FROM follower",
        finds: &["matches -"],
    },
    Step {
        number: "_000042_",
        makes: Last::Index("custody_entry_recovery"),
        ask: "SELECT 'c' || CAST(recovery_id AS TEXT) || ' ' || what || ' ' || COALESCE(CAST(by_id AS TEXT), '-') || ' ' \
              || CAST(happened_at AS TEXT) AS said FROM custody_entry UNION ALL \
              SELECT 'r' || CAST(id AS TEXT) || ' ' || COALESCE(CAST(tied_at AS TEXT), '-') || ' ' \
              || COALESCE(CAST(returned_at AS TEXT), '-') || ' ' || COALESCE(CAST(ended_at AS TEXT), '-') \
              FROM recovery ORDER BY said",
        finds: &[
            "c1 received 1 10",
            "c2 received 1 11",
            "c3 received - 12",
            "c3 returned 1 50",
            "c4 received 1 13",
            "r1 - - -",
            "r2 20 - -",
            "r3 22 50 50",
            "r4 - - -",
        ],
    },
    Step {
        number: "_000043_",
        makes: Last::Index("sighting_bike"),
        ask: "SELECT CAST(id AS TEXT) || ' ' || COALESCE(CAST(thread_id AS TEXT), '-') || CASE WHEN from_owner THEN ' owner' \
              ELSE ' finder' END FROM message ORDER BY id",
        finds: &["1 - finder"],
    },
    Step {
        number: "_000044_",
        makes: Last::Index("hot_sheet_item_day"),
        ask: "SELECT CAST(COUNT(*) AS TEXT) FROM hot_sheet_reader",
        finds: &["0"],
    },
    Step {
        number: "_000045_",
        makes: Last::Index("photo_recovery"),
        ask: "SELECT CAST(COUNT(*) AS TEXT) FROM photo WHERE recovery_id IS NOT NULL",
        finds: &["0"],
    },
    Step {
        number: "_000046_",
        makes: Last::Index("theft_report_for"),
        ask: "SELECT CAST(id AS TEXT) || ' ' || COALESCE(CAST(reported_for AS TEXT), '-') FROM theft_report ORDER BY id",
        finds: &["1 -", "2 -"],
    },
    Step {
        number: "_000047_",
        makes: Last::Index("homecoming_write"),
        ask: "SELECT CAST(recovery_id AS TEXT) || ' ' || CAST(bike_id AS TEXT) || ' ' || CAST(begun_at AS TEXT) \
              || ' ' || CAST(write_at AS TEXT) FROM homecoming",
        finds: &["2 2 20 604800020"],
    },
    Step {
        number: "_000048_",
        makes: Last::Index("paper_bike"),
        ask: "SELECT CAST(COUNT(*) AS TEXT) FROM paper",
        finds: &["0"],
    },
    Step {
        number: "_000049_",
        makes: Last::Column("recovery", "found_by"),
        ask: "SELECT CAST(COUNT(*) AS TEXT) FROM recovery WHERE found_by IS NULL",
        finds: &["4"],
    },
    Step {
        number: "_000051_",
        makes: Last::Index("property_row_list"),
        ask: "SELECT 'lists' || CAST(COUNT(*) AS TEXT) FROM property_list UNION ALL \
              SELECT 'rows' || CAST(COUNT(*) AS TEXT) FROM property_row UNION ALL \
              SELECT 'r' || CAST(id AS TEXT) FROM recovery ORDER BY 1",
        finds: &["lists0", "r1", "r2", "r3", "r4", "rows0"],
    },
    Step {
        number: "_000053_",
        makes: Last::Column("recovery", "handed_to"),
        ask: "SELECT CAST(id AS TEXT) || ' ' || status || ' ' || COALESCE(handed_to, '-') FROM recovery ORDER BY id",
        finds: &["1 open -", "2 tied -", "3 returned -", "4 open -"],
    },
    Step {
        number: "_000055_",
        makes: Last::Index("recorded_crime_ward"),
        ask: "SELECT CAST(COUNT(*) AS TEXT) FROM recorded_crime",
        finds: &["0"],
    },
    Step {
        number: "_000056_",
        makes: Last::Index("theft_fact_area"),
        ask: "SELECT name || ' ' || COALESCE(epoch, '-') FROM follower ORDER BY name",
        finds: &["figures -", "matches -"],
    },
    Step {
        number: "_000057_",
        makes: Last::Index("figure_release_of"),
        ask: "SELECT name || ' ' || COALESCE(epoch, '-') FROM follower ORDER BY name",
        finds: &["figures -", "matches -", "releases -"],
    },
    Step {
        number: "_000060_",
        makes: Last::Index("group_member_agency"),
        ask: "SELECT slug || CASE WHEN leads THEN ' leads' ELSE ' leads nothing' END FROM organisation ORDER BY id",
        finds: &["cambs leads nothing", "beds leads nothing"],
    },
    Step {
        number: "_000061_",
        makes: Last::Index("progress_link_report"),
        ask: "SELECT slug FROM organisation ORDER BY id",
        finds: &["cambs", "beds"],
    },
    Step {
        number: "_000062_",
        makes: Last::Index("meeting_question_asked"),
        ask: "SELECT slug FROM organisation ORDER BY id",
        finds: &["cambs", "beds"],
    },
    // The step does not have the key, so it does not link earlier entries. The program adds them to the chain.
    Step {
        number: "_000070_",
        makes: Last::Index("log_waiting_subject"),
        ask: "SELECT CAST((SELECT COUNT(*) FROM log_link) AS TEXT) || ' ' || CAST(COUNT(*) AS TEXT) FROM audit_entry",
        finds: &["0 1"],
    },
    Step {
        number: "_000067_",
        makes: Last::Index("assessment_file_name"),
        ask: "SELECT slug FROM organisation ORDER BY id",
        finds: &["cambs", "beds"],
    },
    Step {
        number: "_000071_",
        makes: Last::Index("mark_second_half"),
        ask: "SELECT CAST(COUNT(*) AS TEXT) FROM log_link",
        finds: &["0"],
    },
    Step {
        number: "_000072_",
        makes: Last::Index("problem_change_by"),
        ask: "SELECT slug FROM organisation ORDER BY id",
        finds: &["cambs", "beds"],
    },
    Step {
        number: "_000073_",
        makes: Last::Index("consultation_answer_words"),
        ask: "SELECT slug FROM organisation ORDER BY id",
        finds: &["cambs", "beds"],
    },
    Step {
        number: "_000074_",
        makes: Last::Index("matrix_change_of"),
        ask: "SELECT slug FROM organisation ORDER BY id",
        finds: &["cambs", "beds"],
    },
    Step {
        number: "_000075_",
        makes: Last::Index("recovery_code_account"),
        ask: "SELECT slug || ' ' || second_factor FROM organisation ORDER BY id",
        finds: &["cambs within-seven-days", "beds within-seven-days"],
    },
    Step {
        number: "_000076_",
        makes: Last::Index("session_account"),
        ask: "SELECT CAST(COUNT(account_id) AS TEXT) FROM session",
        finds: &["0"],
    },
    Step {
        number: "_000077_",
        makes: Last::Index("recovery_look_up"),
        ask: "SELECT CAST(COUNT(*) AS TEXT) FROM audit_entry",
        finds: &["1"],
    },
    Step {
        number: "_000058_",
        makes: Last::Index("transfer_ended"),
        ask: "SELECT CAST(COUNT(*) AS TEXT) FROM theft_report WHERE ask_at = reported_at + 31536000000 AND closed_at IS NULL",
        finds: &["2"],
    },
    Step {
        number: "_000078_",
        makes: Last::Column("meeting_question", "published_at"),
        ask: "SELECT CAST(COUNT(published_at) AS TEXT) FROM meeting_question",
        finds: &["0"],
    },
    Step {
        number: "_000079_",
        makes: Last::Index("problem_summary_partnership"),
        ask: "SELECT slug FROM organisation ORDER BY id",
        finds: &["cambs", "beds"],
    },
    Step {
        number: "_000080_",
        makes: Last::Index("problem_agency_agency"),
        ask: "SELECT slug FROM organisation ORDER BY id",
        finds: &["cambs", "beds"],
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

    empty async fn a_theft_that_an_officer_took_down_says_for_which_force(db: Database) {
        let connection = connected(&db).await;
        filled(&db, &connection).await;
        let steps = before("_000046_") - before("_000011_");
        Migrator::up(&connection, Some(steps)).await.unwrap();
        for statement in [
            "UPDATE theft_report SET reported_by = 1",
            "INSERT INTO audit_entry (id, at, action, actor_id, organisation_id, bike_id) \
             VALUES (2, 3, 'theft-report-changed', 1, 2, 1), (3, 9, 'theft-report-changed', 1, 1, 4)",
        ] {
            connection.execute_unprepared(statement).await.unwrap();
        }
        Migrator::up(&connection, Some(1)).await.unwrap();
        let asked = "SELECT CAST(id AS TEXT) || ' ' || COALESCE(CAST(reported_for AS TEXT), '-') FROM theft_report ORDER BY id";
        assert_eq!(db.texts(asked), ["1 2", "2 -"]);
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
            // This makes the step fail when most of its work has been done.
            let (obstacle, away) = step.makes.in_the_way();
            connection.execute_unprepared(&obstacle).await.unwrap();
            Migrator::up(&connection, Some(1)).await.unwrap_err();
            connection.execute_unprepared(&away).await.unwrap();
            Migrator::up(&connection, Some(1)).await.unwrap();
            done = at + 1;
            assert_eq!(db.texts(step.ask), step.finds, "{}", step.number);
        }
        connection.close().await.unwrap();
    }
}

#[test]
fn every_later_step_is_tested_over_data() {
    let later = usize::try_from(before("_000011_")).unwrap();
    let missing: Vec<String> = Migrator::migrations()
        .iter()
        .skip(later)
        .map(|step| step.name().to_owned())
        .filter(|name| !STEPS.iter().any(|step| name.contains(step.number)))
        .collect();
    assert!(
        missing.is_empty(),
        "add these to STEPS, with data that they meet: {missing:?}"
    );
}
