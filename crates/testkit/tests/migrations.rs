//! Tests migrations: on data from the step before, after a step was cut off, and run by several processes at once.

#![expect(
    clippy::unwrap_used,
    reason = "a helper that fails should fail its test; clippy knows only the test functions"
)]

use migrations::{Migrator, MigratorTrait, bring_up_to_date};
use sea_orm_migration::sea_orm::{ConnectOptions, ConnectionTrait, Database as Connect, DatabaseConnection};
use testkit::Database;

async fn connected(db: &Database) -> DatabaseConnection {
    let mut options = ConnectOptions::new(db.url());
    options.max_connections(1).sqlx_logging(false);
    Connect::connect(options).await.unwrap()
}

/// A batch of three marks, as it was after the seventh step: one mark is at an event, one is issued and one is blank.
const MARKS: &[&str] = &[
    "INSERT INTO organisation (id, slug, name, kind) VALUES (1, 'council', 'Council', 'council')",
    "INSERT INTO marking_event (id, organisation_id, name, place, starts_at, ends_at) VALUES (1, 1, 'Day', 'Square', 5, 9)",
    "INSERT INTO mark_batch (id, organisation_id, size, made_at) VALUES (1, 1, 3, 1)",
    "INSERT INTO mark (code, status, batch_id, organisation_id, event_id, printed_at, allotted_at) \
     VALUES ('B', 'allotted', 1, 1, 1, 1, 2)",
    "INSERT INTO mark (code, status, batch_id, printed_at) VALUES ('A', 'printed', 1, 1), ('C', 'printed', 1, 1)",
];

/// Two people, of whom only one has followed a link. Their bikes are confirmed, not confirmed, or from a list.
const OWNERS: &[&str] = &[
    "INSERT INTO account (id, email_hash, contact, created_at, confirmed_at) VALUES (1, 'a', '0', 1, 5)",
    "INSERT INTO account (id, email_hash, contact, created_at) VALUES (2, 'b', '0', 1)",
    "INSERT INTO bike (id, frame, colours, registered_via, registered_at) \
     VALUES (1, 'unknown', '', 'web', 1), (2, 'unknown', '', 'web', 1), (3, 'unknown', '', 'import', 1), \
     (4, 'unknown', '', 'web', 1)",
    "INSERT INTO ownership (bike_id, account_id, how, from_at, confirmed_at) VALUES (1, 1, 'registered', 1, 4)",
    "INSERT INTO ownership (bike_id, account_id, how, from_at) \
     VALUES (2, 1, 'registered', 1), (3, 1, 'imported', 1), (4, 2, 'registered', 1)",
];

/// A theft that an owner gave by the clock (1), and thefts from lists: with whole days in winter (2) and in summer (3),
/// with instants (4), and with an instant and a day (5).
const THEFTS: &[&str] = &[
    "INSERT INTO organisation (id, slug, name, kind) VALUES (1, 'cambs', 'Cambs', 'police')",
    "INSERT INTO account (id, email_hash, contact, created_at) VALUES (1, 'a', '0', 1)",
    "INSERT INTO bike (id, frame, colours, registered_via, registered_at) VALUES (1, 'unknown', '', 'web', 1), \
     (2, 'unknown', '', 'web', 1), (3, 'unknown', '', 'web', 1), (4, 'unknown', '', 'web', 1), (5, 'unknown', '', 'web', 1)",
    "INSERT INTO theft_report (id, bike_id, account_id, from_at, to_at, lat, lng, reported_at) \
     VALUES (1, 1, 1, 1769817600000, 1769903999999, 52.2, 0.1, 1)",
    "INSERT INTO theft_report (id, bike_id, from_at, to_at, reported_at) VALUES \
     (2, 2, 1769817600000, 1769903999999, 1), (4, 4, 1769830000000, 1769840000000, 1), \
     (5, 5, 1769830000000, 1769903999999, 1)",
    "INSERT INTO theft_report (id, bike_id, from_at, to_at, lat, lng, reported_at) \
     VALUES (3, 3, 1780182000000, 1780268399999, 52.2, 0.1, 1)",
    "INSERT INTO recovery (id, organisation_id, property_ref, identifiers, colours, found_at, status, recorded_at) \
     VALUES (1, 1, 'PS/1', '', '', 1, 'open', 1)",
    "INSERT INTO recovery (id, organisation_id, property_ref, identifiers, colours, found_at, lat, lng, status, recorded_at) \
     VALUES (2, 1, 'PS/2', '', '', 1, 52.2, 0.1, 'open', 1)",
];

testkit::on_each_database! {
    empty async fn marks_of_the_step_before_get_their_place_and_their_outing(db: Database) {
        let connection = connected(&db).await;
        Migrator::up(&connection, Some(7)).await.unwrap();
        for statement in MARKS {
            connection.execute_unprepared(statement).await.unwrap();
        }
        connection.execute_unprepared("INSERT INTO change (bike_id, made_at) VALUES (4, 1)").await.unwrap();
        Migrator::up(&connection, None).await.unwrap();
        let places = "SELECT code || ' ' || CAST(place AS TEXT) FROM mark ORDER BY code";
        assert_eq!(db.texts(places), ["A 1", "B 2", "C 3"]);
        let outings = "SELECT code || ' ' || CAST(event_id AS TEXT) || ' ' || CAST(out_at AS TEXT) FROM mark_outing";
        assert_eq!(db.texts(outings), ["B 1 2"]);
        assert_eq!(db.texts("SELECT subject || CAST(bike_id AS TEXT) FROM change"), ["bike4"]);
        connection.close().await.unwrap();
    }

    empty async fn accounts_keep_their_details_and_those_who_came_stay_confirmed(db: Database) {
        let connection = connected(&db).await;
        let steps = Migrator::migrations();
        let before = steps.iter().position(|step| step.name().ends_with("typed_details")).unwrap();
        Migrator::up(&connection, Some(u32::try_from(before).unwrap())).await.unwrap();
        for statement in OWNERS {
            connection.execute_unprepared(statement).await.unwrap();
        }
        Migrator::up(&connection, None).await.unwrap();
        let people = "SELECT CAST(id AS TEXT) || ' ' || COALESCE(CAST(details_at AS TEXT), 'none') FROM account ORDER BY id";
        assert_eq!(db.texts(people), ["1 5", "2 none"]);
        let owned = "SELECT CAST(bike_id AS TEXT) || ' ' || COALESCE(CAST(confirmed_at AS TEXT), 'none') || ' ' || \
                     CASE WHEN contact IS NULL THEN 'untyped' ELSE 'typed' END FROM ownership ORDER BY bike_id";
        assert_eq!(db.texts(owned), ["1 4 untyped", "2 5 untyped", "3 none untyped", "4 none untyped"]);
        connection.close().await.unwrap();
    }

    empty async fn accounts_and_links_of_the_step_before_stay(db: Database) {
        let connection = connected(&db).await;
        Migrator::up(&connection, Some(14)).await.unwrap();
        for statement in [
            "INSERT INTO account (id, contact, created_at) VALUES (7, 'sealed', 1)",
            "INSERT INTO sign_in_link (token_hash, account_id, purpose, made_at, expires_at) \
             VALUES ('hash', 7, 'sign-in', 1, 9)",
        ] {
            connection.execute_unprepared(statement).await.unwrap();
        }
        Migrator::up(&connection, None).await.unwrap();
        assert_eq!(db.texts("SELECT CAST(generation AS TEXT) FROM account WHERE id = 7"), ["0"]);
        let links = "SELECT purpose FROM sign_in_link WHERE next IS NULL AND expires_at = 9";
        assert_eq!(db.texts(links), ["sign-in"]);
        connection.close().await.unwrap();
    }

    empty async fn thefts_of_the_step_before_are_as_exact_as_they_were_told(db: Database) {
        let connection = connected(&db).await;
        let steps = Migrator::migrations();
        let before = steps.iter().position(|step| step.name().ends_with("thefts_as_told")).unwrap();
        Migrator::up(&connection, Some(u32::try_from(before).unwrap())).await.unwrap();
        for statement in THEFTS {
            connection.execute_unprepared(statement).await.unwrap();
        }
        Migrator::up(&connection, None).await.unwrap();
        let told = "SELECT CAST(id AS TEXT) || ' ' || seen_precision || ' ' || gone_precision || ' ' || place_precision \
                    FROM theft_report ORDER BY id";
        assert_eq!(
            db.texts(told),
            ["1 clock clock exact", "2 day day none", "3 day day exact", "4 clock clock none", "5 clock day none"]
        );
        let found = "SELECT CAST(id AS TEXT) || ' ' || place_precision FROM recovery ORDER BY id";
        assert_eq!(db.texts(found), ["1 none", "2 exact"]);
        connection.close().await.unwrap();
    }

    empty async fn a_step_that_was_cut_off_is_taken_up_again(db: Database) {
        let connection = connected(&db).await;
        Migrator::up(&connection, Some(7)).await.unwrap();
        // This makes the eighth step fail when half of its work has been done.
        connection.execute_unprepared("CREATE INDEX mark_event ON mark (code)").await.unwrap();
        Migrator::up(&connection, None).await.unwrap_err();
        connection.execute_unprepared("DROP INDEX mark_event").await.unwrap();
        connection.close().await.unwrap();
        bring_up_to_date(db.url()).await.unwrap();
        bring_up_to_date(db.url()).await.unwrap();
    }

    empty async fn several_that_start_at_once_wait_for_each_other(db: Database) {
        let url = db.url();
        let all = tokio::join!(
            bring_up_to_date(url),
            bring_up_to_date(url),
            bring_up_to_date(url),
            bring_up_to_date(url)
        );
        for made in [all.0, all.1, all.2, all.3] {
            made.unwrap();
        }
    }
}

#[test]
fn every_step_is_made_in_a_transaction() {
    for step in Migrator::migrations() {
        assert_eq!(step.use_transaction(), Some(true), "{}", step.name());
    }
}
