use crate::bike::{self, Arrival, RegisteredBy};
use crate::look_up::audit::{self, Action, AuditEntry};
use crate::look_up::results::{self, Kept};
use crate::look_up::{self, Entry};
use crate::mark::{batches, printers};
use crate::recovery::{self, Listing, Sorting};
use crate::testing::{an_account, an_organisation, fresh};
use crate::{Constraint, Store, StoreError, mark, theft, words};
use domain::account::Reach;
use domain::bike::{Description, NewBike};
use domain::id::{BikeId, LookUpId, OrganisationId, RecoveryId};
use domain::look_up::Reason;
use domain::number::Frame;
use domain::recovery::{NewRecovery, Tie};
use domain::theft::{NewTheftReport, TheftWindow};
use testkit::time::NOON;
use testkit::{Database, Engine};

/// A name that is in all words that are typed. It must not be found unsealed anywhere.
const NAME: &str = "Quillfeather";

/// What an earlier version wrote: one row of each kind, two references that differ only by case, and one more look-up
/// than a transaction seals.
const EARLIER: &[&str] = &[
    "INSERT INTO bike (frame, colours, registered_via, registered_at, features) \
     VALUES ('unknown', '', 'web', 1, 'Dents. Mr Quillfeather''s basket')",
    "INSERT INTO theft_report (bike_id, from_at, to_at, reported_at, crime_ref) VALUES (1, 1, 2, 3, '35/Quillfeather /26')",
    "INSERT INTO mark_batch (organisation_id, size, made_at, name) VALUES (1, 3, 1, 'Box of Ms Quillfeather')",
    "INSERT INTO printer (organisation_id, name, offset_x, offset_y, kept_at) VALUES (1, 'Quillfeather''s', 500, 0, 1)",
    "INSERT INTO look_up (account_id, organisation_id, at, reason, query, results) \
     VALUES (1, 1, 5, 'Seen with Quillfeather', '{\"make\":\"Quillfeather\"}', 1)",
    "INSERT INTO look_up_result (look_up_id, at, version, answer) VALUES (1, 5, 1, '[\"Quillfeather\"]')",
    "INSERT INTO audit_entry (at, action, actor_id, bike_id, reason) \
     VALUES (5, 'owner-details-opened', 1, 1, 'Asked by Quillfeather')",
    "INSERT INTO recovery (organisation_id, property_ref, property_key, identifiers, colours, found_at, status, bike_id, recorded_at) \
     VALUES (1, 'PS/Quillfeather 1', 'PS/QUILLFEATHER1', '', '', 1, 'tied', 1, 10), \
     (1, 'ps/quillfeather1', 'PS/QUILLFEATHER1#2', '', '', 1, 'open', NULL, 11)",
    "INSERT INTO bike_match (recovery_id, bike_id, bits, evidence, decision, decided_at) \
     VALUES (1, 1, 9.5, '[\"Quillfeather\"]', 'same', 12)",
];

/// Types the same words into this version.
async fn typed(store: &Store, force: OrganisationId) {
    typed_of_bikes(store, force).await;
    let officer = an_account(store, "officer@example.org").await;
    let reason = Reason::parse("Seen with Quillfeather").unwrap();
    let query = serde_json::json!({"make": NAME});
    let entry = Entry {
        account: Some(officer),
        organisation: Some(force),
        reason: &reason,
        query: &query,
    };
    let opened = AuditEntry {
        actor: Some(officer),
        bike: Some(BikeId(1)),
        reason: Some(Reason::parse("Asked by Quillfeather").unwrap()),
        ..AuditEntry::of(Action::OwnerDetailsOpened)
    };
    let kept = Kept {
        version: 1,
        answer: "[\"Quillfeather\"]".into(),
        best_likelihood: None,
    };
    let tx = store.begin().await.unwrap();
    let looked = look_up::log(&tx, entry, Some(1), NOON).await.unwrap();
    results::keep(&tx, looked, &kept, NOON).await.unwrap();
    audit::record(&tx, &opened, NOON).await.unwrap();
    let first = found("PS/Quillfeather 1");
    let first = recovery::add(&tx, force, None, &first, NOON).await.unwrap();
    let second = found("ps/quillfeather2");
    recovery::add(&tx, force, None, &second, NOON).await.unwrap();
    let tie = Tie {
        recovery: first,
        bike: BikeId(1),
        look_up: None,
        bits: 9.5,
        evidence: serde_json::json!([NAME]),
    };
    assert!(recovery::tie(&tx, &tie, None, NOON).await.unwrap());
    tx.commit().await.unwrap();
}

async fn typed_of_bikes(store: &Store, force: OrganisationId) {
    let bike = NewBike {
        frame: Frame::Unknown,
        description: Description {
            features: Some("Dents. Mr Quillfeather's basket".into()),
            ..Description::default()
        },
        identifiers: Vec::new(),
    };
    let arrival = Arrival {
        bike: &bike,
        via: RegisteredBy::Web,
        organisation: None,
        external_ref: None,
        import_digest: None,
    };
    let report = NewTheftReport {
        crime_ref: Some("35/Quillfeather /26".into()),
        ..NewTheftReport::at(TheftWindow::new(NOON, NOON, NOON).unwrap())
    };
    let printer = printers::Printer {
        name: "Quillfeather's".into(),
        offset: (0.5, 0.0),
    };
    let allotment = mark::Allotment {
        organisation: Some(force),
        ..Default::default()
    };
    let tx = store.begin().await.unwrap();
    bike::insert(&tx, &[arrival], NOON).await.unwrap();
    let report = (BikeId(1), None, report);
    theft::open(&tx, &[report], NOON).await.unwrap();
    let batch = mark::add_batch(&tx, &[], allotment, NOON).await.unwrap();
    let name = Some("Box of Ms Quillfeather");
    batches::rename(&tx, batch, name).await.unwrap();
    printers::keep(&tx, force, &printer, NOON).await.unwrap();
    tx.commit().await.unwrap();
}

fn found(property_ref: &str) -> NewRecovery {
    NewRecovery {
        property_ref: property_ref.to_owned(),
        read: None,
        identifiers: Vec::new(),
        make: None,
        model: None,
        colours: Vec::new(),
        kind: None,
        found_at: NOON,
        found_by: None,
        place: None,
        given: None,
        point: None,
    }
}

/// Reads all the words as pages do, and also finds rows by them.
async fn read(store: &Store, force: OrganisationId) -> Vec<String> {
    let bike = bike::find(store, BikeId(1)).await.unwrap().unwrap();
    let mut words = vec![bike.description.features.unwrap()];
    let crimes = theft::with_crime_ref(store, &["35/QUILLFEATHER/26".into()])
        .await
        .unwrap();
    words.extend(crimes.into_iter().map(|(_, crime)| crime));
    let report = theft::of_bike(store, BikeId(1)).await.unwrap().remove(0);
    words.extend(report.report.crime_ref);
    let own = Reach::Own(vec![force]);
    let named = batches::named_like(store, &own, "quillfeather", 9).await.unwrap();
    words.extend(named.into_iter().filter_map(|batch| batch.name));
    let printers = printers::of_organisation(store, force, 9).await.unwrap();
    words.extend(printers.into_iter().map(|printer| printer.name));
    let (entry, kept) = results::read(store, LookUpId(1)).await.unwrap().unwrap();
    words.extend([
        entry.reason.to_string(),
        entry.query.to_string(),
        kept.unwrap().answer,
    ]);
    let audited = audit::for_bike(store, BikeId(1)).await.unwrap();
    words.extend(
        audited
            .into_iter()
            .filter_map(|(_, entry)| entry.reason)
            .map(|reason| reason.to_string()),
    );
    let named = recovery::named(store, &["PS/QUILLFEATHER1".into()])
        .await
        .unwrap();
    words.extend(named.into_iter().map(|recovery| recovery.recovery.property_ref));
    let by_reference = Listing {
        search: "s / quill".into(),
        sorting: Sorting::PropertyRef,
        limit: 9,
        ..Listing::default()
    };
    let listed = recovery::of_organisation(store, force, &by_reference)
        .await
        .unwrap();
    words.extend(
        listed
            .into_iter()
            .map(|(recovery, _)| recovery.recovery.property_ref),
    );
    words
}

const READ: [&str; 10] = [
    "Dents. Mr Quillfeather's basket",
    "35/Quillfeather /26",
    "35/Quillfeather /26",
    "Box of Ms Quillfeather",
    "Quillfeather's",
    "Seen with Quillfeather",
    "{\"make\":\"Quillfeather\"}",
    "[\"Quillfeather\"]",
    "Asked by Quillfeather",
    "PS/Quillfeather 1",
];

/// Tells whether the name is anywhere in the database, whatever its case.
fn is_named(db: &Database) -> bool {
    let holds = |bytes: &[u8]| {
        let name = NAME.as_bytes();
        bytes
            .windows(name.len())
            .any(|part| part.eq_ignore_ascii_case(name))
    };
    match db.engine() {
        Engine::Postgres => db.rows().iter().any(|row| holds(row.as_bytes())),
        Engine::Sqlite => ["", "-wal"].iter().any(|end| {
            let file = db.folder().join(format!("framemark.sqlite{end}"));
            std::fs::read(file).is_ok_and(|bytes| holds(&bytes))
        }),
    }
}

async fn same_again(store: &Store, force: OrganisationId) -> Result<RecoveryId, StoreError> {
    let tx = store.begin().await.unwrap();
    recovery::add(&tx, force, None, &found("ps/QUILL feather1"), NOON).await
}

testkit::on_each_database! {
    async fn what_is_typed_is_read_found_and_nowhere_in_the_clear(db: Database) {
        let store = fresh(&db).await;
        let force = an_organisation(&store, "cambs").await;
        typed(&store, force).await;
        let words = read(&store, force).await;
        assert_eq!(words[..10], READ);
        assert_eq!(words[10..], ["PS/Quillfeather 1", "ps/quillfeather2"]);
        assert!(!is_named(&db));
        assert_eq!(words::seal_clear(&store).await.unwrap(), 0, "nothing is left to seal");
    }

    async fn rows_of_an_earlier_version_are_read_and_sealed_also_when_cut_off(db: Database) {
        let store = fresh(&db).await;
        let force = an_organisation(&store, "cambs").await;
        an_account(&store, "officer@example.org").await;
        EARLIER.iter().for_each(|statement| db.damage(statement));
        let many = "INSERT INTO look_up (account_id, at, reason, query) SELECT 1, 6, 'Quillfeather', '{}' FROM \
                    (SELECT 1 AS id UNION SELECT 2) AS two";
        db.damage(many);
        for _ in 0..8 {
            db.damage("INSERT INTO look_up (account_id, at, reason, query) SELECT account_id, at, reason, query FROM look_up");
        }
        let clear = "SELECT CAST(COUNT(*) AS TEXT) FROM look_up WHERE reason_sealed IS NULL";
        assert_eq!(db.texts(clear), ["768"]);
        assert!(is_named(&db));
        let before = read(&store, force).await;
        assert_eq!(before[..10], READ);
        assert_eq!(before[10..], ["PS/Quillfeather 1", "ps/quillfeather1"]);
        let again = same_again(&store, force).await;
        assert!(matches!(again, Err(StoreError::Taken(Constraint::PropertyRef))), "{again:?}");

        // The work is cut off after each transaction. The next process seals the rest, and in the meantime everything
        // can be read.
        let mut sealed = Vec::new();
        while sealed.last() != Some(&0) {
            let next = fresh(&db).await;
            sealed.push(words::seal_clear(&next).await.unwrap());
            assert_eq!(read(&next, force).await, before);
            next.close().await.unwrap();
        }
        assert_eq!(sealed.iter().sum::<u64>(), 3 + 1 + 1 + 1 + 1 + 1 + 1 + 768, "{sealed:?}");
        assert!(sealed.len() > 8, "{sealed:?}");
        let again = same_again(&store, force).await;
        assert!(matches!(again, Err(StoreError::Taken(Constraint::PropertyRef))), "{again:?}");
        assert!(words::wipe(&store).await.unwrap() == (db.engine() == Engine::Sqlite));
        assert!(!words::wipe(&store).await.unwrap(), "nothing is left to wipe");
        assert_eq!(read(&store, force).await, before);
        store.close().await.unwrap();
        assert!(!is_named(&db));
    }

    async fn what_an_earlier_version_writes_beside_this_one_stops_nothing(db: Database) {
        let store = fresh(&db).await;
        let force = an_organisation(&store, "cambs").await;
        typed(&store, force).await;
        let earlier = [EARLIER[3], EARLIER[7]].map(|sql| sql.replace("'tied', 1,", "'open', NULL,"));
        earlier.iter().for_each(|statement| db.damage(statement));
        assert_eq!(words::seal_clear(&store).await.unwrap(), 3);
        assert_eq!(words::seal_clear(&store).await.unwrap(), 0);
        assert_eq!(printers::of_organisation(&store, force, 9).await.unwrap().len(), 1);
        let listing = Listing { search: "quillfeather1".into(), limit: 9, ..Listing::default() };
        assert_eq!(recovery::of_organisation(&store, force, &listing).await.unwrap().len(), 3);
    }
}
