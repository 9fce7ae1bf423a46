//! Every statement of a page or a worker on a table that grows uses an index: both databases are asked for their plans,
//! on no data and with scans discouraged. How long the statements take is the benchmark's business.

use crate::account::{links, requests, sessions};
use crate::bike::{drafts, flags, identifiers, ownerships, photos, standing};
use crate::look_up::{audit, results};
use crate::mark::batches;
use crate::recovery::{Listing, Sorting};
use crate::testing::{an_account, an_organisation, fresh};
use crate::{
    Store, StoreError, account, bike, desk, event, look_up, mail, mark, message, once, recovery, theft,
};
use domain::account::Reach;
use domain::account::contact::EmailAddress;
use domain::id::{AccountId, BatchId, BikeId, DraftId, EventId, LookUpId, OrganisationId, RecoveryId};
use domain::mark::MarkStatus;
use sea_orm::{ConnectionTrait, DbBackend, Statement};
use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};
use testkit::time::NOON;

/// Tables that grow with bikes, look-ups, visits or time.
const GROWING: [&str; 28] = [
    "account",
    "account_draft",
    "audit_entry",
    "bike",
    "bike_flag",
    "bike_match",
    "booking",
    "change",
    "desk_entry",
    "event_staff",
    "identifier",
    "kept_form",
    "look_up",
    "look_up_result",
    "mark",
    "mark_batch",
    "marking_event",
    "message",
    "outbox",
    "ownership",
    "photo",
    "recovery",
    "recovery_entry",
    "registration",
    "sent_form",
    "session",
    "sign_in_link",
    "sign_in_request",
];

/// The statements that were seen, by their text.
type Seen = Arc<Mutex<BTreeMap<String, Statement>>>;

fn watched(store: Store) -> (Store, Seen) {
    let seen = Seen::default();
    let note = Arc::clone(&seen);
    let store = store.watched(move |statement: &Statement| {
        let mut seen = note.lock().unwrap();
        seen.insert(statement.sql.clone(), statement.clone());
    });
    (store, seen)
}

/// What the pages of the police read.
async fn police(store: &Store, force: OrganisationId, officer: AccountId) -> Result<(), StoreError> {
    let (bikes, keys) = ([BikeId(3), BikeId(9)], ["PS/1".to_owned(), "A1".to_owned()]);
    bike::load_with_thefts(store, &bikes).await?;
    bike::organisations_of(store, &bikes).await?;
    flags::for_bikes(store, &bikes).await?;
    identifiers::bikes_with(store, &keys, 50).await?;
    let named = standing::NamedBy {
        folded: keys.to_vec(),
        mark: Some(domain::MarkCode::from_data([7; 8])),
        bike: Some(BikeId(3)),
    };
    standing::gravest(store, &named).await?;
    photos::of_bikes(store, &bikes).await?;
    theft::open_reports(store, &bikes).await?;
    theft::of_bike(store, BikeId(3)).await?;
    theft::with_crime_ref(store, &keys).await?;
    look_up::get(store, LookUpId(1)).await?;
    look_up::recent(store, officer, 20).await?;
    results::read(store, LookUpId(1)).await?;
    audit::for_bike(store, BikeId(3)).await?;
    audit::for_look_up(store, LookUpId(3)).await?;
    recovery::find(store, RecoveryId(1)).await?;
    recovery::named(store, &keys).await?;
    recovery::holding(store, &bikes).await?;
    recovery::entries::of_recovery(store, RecoveryId(1)).await?;
    ownerships::owner_of(store, BikeId(3)).await?;
    for sorting in [
        Sorting::Recorded,
        Sorting::PropertyRef,
        Sorting::Found,
        Sorting::Best,
    ] {
        let listing = Listing {
            sorting,
            search: "ps".into(),
            limit: 26,
            ..Listing::default()
        };
        recovery::of_organisation(store, force, &listing).await?;
    }
    Ok(())
}

/// What the pages of owners, desks and coordinators read.
async fn others(store: &Store, organisation: OrganisationId, account: AccountId) -> Result<(), StoreError> {
    let email = EmailAddress::parse("ada@example.org").unwrap();
    account::find_by_email(store, &email).await?;
    account::contact(store, account).await?;
    account::known(store, account).await?;
    ownerships::typed_of(store, &[BikeId(3)]).await?;
    links::count_about(store, BikeId(3), NOON).await?;
    account::person(store, account).await?;
    requests::waiting(store, 9).await?;
    requests::nth_last(store, &email, Some(b"asker"), 5, NOON).await?;
    links::account_of(store, b"token").await?;
    links::works_at(store, account, links::Purpose::SignIn, NOON).await?;
    links::confirms(store, account, BikeId(3)).await?;
    audit::of_account(store, account, 20).await?;
    sessions::load(store, b"key", NOON).await?;
    ownerships::bikes_of(store, account).await?;
    photos::for_bike(store, BikeId(3)).await?;
    photos::for_registration(store, DraftId(3)).await?;
    photos::unnamed(store, &[photos::FileName::of(b"a")]).await?;
    let key = drafts::DraftKey {
        holder: [7; 32],
        name: "one".into(),
    };
    drafts::load(store, &key).await?;
    drafts::of_holder(store, &key.holder).await?;
    let theft = account::drafts::DraftOf {
        account,
        kind: "theft",
        subject: 3,
    };
    account::drafts::load(store, theft).await?;
    account::kept_forms::load(store, b"token", NOON).await?;
    message::for_bike(store, BikeId(3)).await?;
    mark::live_on(store, BikeId(3)).await?;
    mark::count(store, organisation, MarkStatus::Allotted).await?;
    mark::allotted_to(store, organisation, 9).await?;
    mark::ready_for(store, organisation, EventId(1)).await?;
    batches::marks(store, BatchId(1)).await?;
    batches::list(store, &Reach::Own(vec![organisation]), 0, 9).await?;
    event::upcoming(store, NOON, 9).await?;
    event::held_by(store, &[organisation]).await?;
    event::staff::of(store, EventId(1)).await?;
    event::staff::desk_users(store, organisation).await?;
    desk::entries::of_event(store, EventId(1), NOON, NOON).await?;
    desk::entries::waiting(store, EventId(1), 9).await?;
    desk::entries::waiting_of(store, EventId(1), account, NOON).await?;
    desk::entries::events_waiting(store).await?;
    Ok(())
}

/// What the workers do.
async fn workers(store: &Store) -> Result<(), StoreError> {
    mail::waiting(store).await?;
    mail::given_up(store).await?;
    let tx = store.begin().await?;
    let letter = mail::Letter {
        to: EmailAddress::parse("ada@example.org").unwrap(),
        subject: "Hello".into(),
        body: "Hello\n".into(),
    };
    mail::queue(&tx, &letter, NOON).await?;
    tx.commit().await?;
    mail::claim(store, NOON, jiff::SignedDuration::from_secs(60), 9).await?;
    ownerships::unanswered_since(store, NOON, 9).await?;
    let tx = store.begin().await?;
    bike::remove(&tx, BikeId(3), NOON).await?;
    account::remove_if_unused(&tx, AccountId(3)).await?;
    mail::withdraw(&tx, BikeId(3)).await?;
    links::end_about(&tx, BikeId(3), NOON).await?;
    links::prune(&tx, NOON).await?;
    requests::prune(&tx, NOON).await?;
    mail::prune(&tx, NOON).await?;
    sessions::prune(&tx, NOON).await?;
    drafts::prune(&tx, NOON).await?;
    drafts::set_aside(&tx, &[7; 32], NOON).await?;
    account::drafts::prune(&tx, NOON).await?;
    account::kept_forms::prune(&tx, NOON).await?;
    once::prune(&tx, NOON).await?;
    event::bookings::with_ended_holds(&tx, NOON).await?;
    event::bookings::release(&tx, EventId(1), NOON).await?;
    event::bookings::by_phone_to_ring(&tx, EventId(1)).await?;
    results::prune(&tx, NOON).await?;
    tx.commit().await
}

/// The lines of a statement's plan.
async fn plan(store: &Store, statement: &Statement) -> Vec<String> {
    let tx = store.begin().await.unwrap();
    let connection = crate::connection::sealed::Source::connection(&tx);
    let backend = connection.get_database_backend();
    let (explain, column) = if backend == DbBackend::Sqlite {
        ("EXPLAIN QUERY PLAN ", "detail")
    } else {
        connection
            .execute_unprepared("SET LOCAL enable_seqscan = off")
            .await
            .unwrap();
        ("EXPLAIN ", "QUERY PLAN")
    };
    let mut asked = statement.clone();
    asked.sql = format!("{explain}{}", statement.sql);
    let rows = connection.query_all_raw(asked).await;
    let rows = rows.unwrap_or_else(|error| panic!("{error}: {}", statement.sql));
    rows.iter().map(|row| row.try_get("", column).unwrap()).collect()
}

/// Indexes that hold only what waits: reading all of one reads no table.
const WAITING: [&str; 5] = [
    "outbox_due",
    "outbox_next",
    "outbox_given_up",
    "booking_to_remind",
    "sign_in_request_waiting",
];

/// Whether a line of a plan reads a whole table that grows.
fn reads_all(line: &str) -> bool {
    if WAITING.iter().any(|index| line.ends_with(index)) {
        return false;
    }
    let word = |line: &str, before: &str| {
        let rest = line.split_once(before)?.1;
        rest.split_whitespace().next().map(str::to_owned)
    };
    let sqlite = word(line.trim(), "SCAN ");
    let postgres = word(line, "Seq Scan on ");
    let table = sqlite.or(postgres);
    table.is_some_and(|table| GROWING.contains(&table.trim_matches('"')))
}

testkit::on_each_database! {
    async fn no_statement_of_a_page_or_worker_reads_a_whole_table(db: testkit::Database) {
        let store = fresh(&db).await;
        let organisation = an_organisation(&store, "cambs").await;
        let account = an_account(&store, "officer@example.org").await;
        let (store, seen) = watched(store);
        police(&store, organisation, account).await.unwrap();
        others(&store, organisation, account).await.unwrap();
        workers(&store).await.unwrap();
        let statements: Vec<Statement> = seen.lock().unwrap().values().cloned().collect();
        assert!(statements.len() > 40, "only {} statements were seen", statements.len());
        let mut wrong = Vec::new();
        for statement in &statements {
            let word = statement.sql.split_whitespace().next().unwrap_or_default();
            if !["SELECT", "UPDATE", "DELETE", "WITH"].contains(&word) {
                continue;
            }
            let plan = plan(&store, statement).await;
            if plan.iter().any(|line| reads_all(line)) {
                wrong.push(format!("{}\n    {}", statement.sql, plan.join("\n    ")));
            }
        }
        assert!(wrong.is_empty(), "these read a whole table:\n{}", wrong.join("\n"));
    }
}

#[test]
fn plans_that_read_a_whole_table_are_told() {
    for (line, whole) in [
        ("SCAN mark", true),
        ("SCAN mark USING INDEX mark_event", true),
        ("SEARCH mark USING INDEX mark_event (event_id=?)", false),
        ("SCAN outbox USING INDEX outbox_due", false),
        ("SCAN setting", false),
        ("  ->  Seq Scan on photo  (cost=0.00..1.00 rows=1 width=8)", true),
        ("  ->  Index Scan using photo_file on photo", false),
        ("  ->  Seq Scan on organisation", false),
    ] {
        assert_eq!(reads_all(line), whole, "{line}");
    }
}
