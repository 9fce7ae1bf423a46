//! Checks that every statement of a page or a worker uses an index if it reads a table that grows. Both databases are
//! asked for their plans, without data and with scans discouraged. Benchmarks measure how long the statements take.

use crate::account::{email_changes, factors, links, requests, sessions};
use crate::bike::{changes, drafts, flags, identifiers, ownerships, photos, standing, statements, transfers};
use crate::look_up::{audit, openings, pages, results, samples};
use crate::mark::batches;
use crate::message::{pause, sightings, threads};
use crate::recovery::{Listing, Sorting, lists};
use crate::testing::{an_account, an_organisation, fresh};
use crate::{
    Store, StoreError, account, agency, assessment, bike, campaign, consultation, desk, event, figure,
    hot_sheet, log, look_up, mail, mark, matrix, meeting, message, once, paper, plan, problem, recovery,
    theft, words,
};
use domain::account::Reach;
use domain::account::contact::EmailAddress;
use domain::account::factor::RecoveryCode;
use domain::consultation::Sharing;
use domain::figure::Month;
use domain::id::{
    AccountId, AnswerId, AssessmentId, BatchId, BikeId, CampaignId, CampaignPaperId, ConsultationId, DraftId,
    EventId, GroupId, LookUpId, MatchId, MatrixId, MeetingId, MeetingPaperId, MeetingQuestionId, MessageId,
    OrganisationId, PartnershipId, PlanId, ProblemId, PropertyListId, PropertyRowId, RecoveryId, SampleId,
    SampledId, TheftReportId, ThreadId,
};
use domain::mark::MarkStatus;
use domain::message::Side;
use domain::recovery::PairStatus;
use jiff::civil::date;
use sea_orm::{ConnectionTrait, DbBackend, Statement};
use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};
use testkit::time::NOON;

/// Tables that grow with bikes, look-ups, visits or time.
const GROWING: [&str; 81] = [
    "account",
    "account_draft",
    "agency",
    "assessment",
    "assessment_change",
    "assessment_figure",
    "assessment_file",
    "audit_entry",
    "bike",
    "bike_change",
    "bike_flag",
    "bike_match",
    "bike_statement",
    "booking",
    "campaign",
    "campaign_change",
    "campaign_paper",
    "change",
    "consultation",
    "consultation_answer",
    "consultation_change",
    "custody_entry",
    "desk_entry",
    "email_change",
    "event_staff",
    "hidden_opening",
    "homecoming",
    "hot_sheet_item",
    "hot_sheet_reader",
    "identifier",
    "kept_form",
    "log_link",
    "log_sample",
    "log_sample_item",
    "log_sample_note",
    "look_up",
    "look_up_result",
    "mark",
    "mark_batch",
    "marking_event",
    "matrix",
    "matrix_change",
    "meeting",
    "meeting_change",
    "meeting_paper",
    "meeting_question",
    "message",
    "message_pause",
    "message_thread",
    "outbox",
    "ownership",
    "paper",
    "photo",
    "plan",
    "plan_change",
    "plan_report",
    "problem",
    "problem_agency",
    "problem_change",
    "problem_square",
    "problem_summary",
    "progress_link",
    "property_list",
    "property_row",
    "recorded_crime",
    "recovery",
    "recovery_code",
    "recovery_entry",
    "registration",
    "second_factor",
    "sent_form",
    "session",
    "sighting",
    "sign_in_link",
    "sign_in_request",
    "standing_match",
    "theft_fact",
    "theft_change",
    "theft_report",
    "transfer",
    "working_group",
];

/// The statements that ran, by their text.
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

/// Runs the statements of the pages that the police use.
async fn police(store: &Store, force: OrganisationId, officer: AccountId) -> Result<(), StoreError> {
    let (bikes, keys) = ([BikeId(3), BikeId(9)], ["PS/1".to_owned(), "A1".to_owned()]);
    bike::load_with_thefts(store, &bikes).await?;
    bike::organisations_of(store, &bikes).await?;
    flags::for_bikes(store, &bikes).await?;
    theft::closed_after(store, &bikes, NOON).await?;
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
    theft::history(store, &[TheftReportId(3)]).await?;
    theft::ask::to_ask(store, NOON, 50).await?;
    theft::shown(store, NOON, 50).await?;
    hot_sheets(store).await?;
    look_up::get(store, LookUpId(1)).await?;
    look_up::recent(store, officer, 20).await?;
    results::read(store, LookUpId(1)).await?;
    audit::for_bike(store, BikeId(3)).await?;
    audit::for_look_up(store, LookUpId(3)).await?;
    recovery::find(store, RecoveryId(1)).await?;
    recovery::named(store, &keys).await?;
    recovery::holding(store, &bikes).await?;
    recovery::entries::of_recovery(store, RecoveryId(1)).await?;
    recovery::custody::of_recovery(store, RecoveryId(1)).await?;
    recovery::falling_due(store, force, NOON, 9).await?;
    recovery::undone_of(store, RecoveryId(1)).await?;
    recovery::standing::list(store, force, PairStatus::Waiting, (20, 10)).await?;
    recovery::standing::count(store, force, PairStatus::Waiting).await?;
    recovery::standing::of_recovery(store, RecoveryId(1)).await?;
    recovery::standing::find(store, MatchId(1)).await?;
    ownerships::owner_of(store, BikeId(3)).await?;
    recovery::home::find(store, RecoveryId(1)).await?;
    recovery::home::of_bike(store, BikeId(3)).await?;
    recovery::home::by_code(store, force, "7KQ4M2X9").await?;
    recovery::home::by_insurer(store, b"token").await?;
    recovery::home::under_way(store, force, 9).await?;
    recovery::home::taken(store, force, NOON).await?;
    property_lists(store, force).await?;
    log_pages(store, force, officer).await?;
    recoveries(store, force).await
}

/// Runs the statements of the list of recovered bikes.
async fn recoveries(store: &Store, force: OrganisationId) -> Result<(), StoreError> {
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

/// Runs the statements of the log's pages, and of the worker that draws samples.
async fn log_pages(store: &Store, force: OrganisationId, officer: AccountId) -> Result<(), StoreError> {
    let place = "1781953200000l7".parse().ok();
    let every = pages::Wanted {
        whose: pages::Whose::Everybody,
        who: None,
        topic: None,
        from: None,
        until: Some(NOON),
        bike: None,
    };
    let own = pages::Wanted {
        whose: pages::Whose::Of(vec![force]),
        ..every.clone()
    };
    let of_one = pages::Wanted {
        who: Some(officer),
        ..own.clone()
    };
    let opened = pages::Wanted {
        topic: Some(look_up::Topic::Opened),
        bike: Some(BikeId(3)),
        ..own.clone()
    };
    for wanted in [every, own, of_one, opened] {
        pages::page(store, &wanted, place, 51).await?;
        pages::page(store, &wanted, None, 51).await?;
    }
    pages::own(store, officer, place, 26).await?;
    pages::by_ids(store, &[LookUpId(3)]).await?;
    pages::left(store, &[force]).await?;
    audit::for_look_ups(store, &[LookUpId(3)]).await?;
    recovery::from_look_ups(store, &[LookUpId(3)]).await?;
    openings::of_owner(store, officer, NOON, 9).await?;
    log::state(store).await?;
    samples::look_ups(store, force, (NOON, NOON)).await?;
    samples::opened(store, force, (NOON, NOON)).await?;
    samples::led_to_something(store, &[LookUpId(3)], NOON).await?;
    samples::is_drawn(store, force, date(2026, 6, 15)).await?;
    samples::of_organisations(store, &[force], 9).await?;
    samples::find(store, SampleId(1)).await?;
    samples::items(store, &[SampleId(1)]).await?;
    samples::notes(store, &[SampledId(1)]).await?;
    Ok(())
}

/// Runs the statements of the property store's pages and of its worker.
async fn property_lists(store: &Store, force: OrganisationId) -> Result<(), StoreError> {
    let (list, row) = (PropertyListId(1), PropertyRowId(1));
    lists::of_organisation(store, force, 9).await?;
    lists::find(store, list).await?;
    lists::busy(store, 9).await?;
    lists::counts(store, list).await?;
    lists::find_row(store, row).await?;
    lists::columns::remembered(store, force, &["ref".to_owned()]).await?;
    let at = lists::Placed {
        list,
        row,
        likelihood: 0.5,
    };
    for shown in [
        lists::Shown::ToDecide,
        lists::Shown::Decided,
        lists::Shown::NothingFound,
        lists::Shown::All,
    ] {
        lists::part(store, list, shown, (0, 25)).await?;
        lists::beside(store, at, shown).await?;
    }
    for task in [lists::Task::Look, lists::Task::Record] {
        let claim = lists::Claim {
            by: "one",
            lasts: jiff::SignedDuration::from_secs(60),
            most: 9,
        };
        lists::claim(store, list, task, claim, NOON).await?;
        lists::settle(store, list, task).await?;
    }
    let tx = store.begin().await?;
    lists::prune(&tx, NOON).await?;
    lists::remove(&tx, list).await?;
    tx.commit().await
}

/// Runs the statements of the pages that owners, desks and coordinators use.
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
    signed_in(store, account, organisation).await?;
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
    conversations(store).await?;
    mark::live_on(store, BikeId(3)).await?;
    mark::beginning_with(store, "9ZBK6", 9).await?;
    mark::ending_with(store, "0Q1TY", 9).await?;
    mark::count(store, organisation, MarkStatus::Allotted).await?;
    mark::allotted_to(store, organisation, 9).await?;
    mark::ready_for(store, organisation, EventId(1)).await?;
    batches::marks(store, BatchId(1)).await?;
    batches::on_bikes_at(store, EventId(1)).await?;
    batches::list(store, &Reach::Own(vec![organisation]), 0, 9).await?;
    event::upcoming(store, NOON, 9).await?;
    event::held_by(store, &[organisation]).await?;
    figures(store, organisation).await?;
    event::staff::of(store, EventId(1)).await?;
    event::staff::desk_users(store, organisation).await?;
    desk::entries::of_event(store, EventId(1), NOON, NOON).await?;
    desk::entries::waiting(store, EventId(1), 9).await?;
    desk::entries::waiting_of(store, EventId(1), account, NOON).await?;
    desk::entries::events_waiting(store).await?;
    Ok(())
}

/// Runs the statements that find out who is signed in and whether a code is asked for.
async fn signed_in(
    store: &Store,
    account: AccountId,
    organisation: OrganisationId,
) -> Result<(), StoreError> {
    let code = RecoveryCode::new([7; 12]);
    sessions::load(store, b"key", NOON).await?;
    sessions::seen_at(store, b"key").await?;
    sessions::of_account(store, account, 0, NOON).await?;
    factors::standing(store, account, &[organisation], NOON).await?;
    factors::secret(store, account).await?;
    factors::codes_left(store, account).await?;
    let tx = store.begin().await?;
    sessions::end_one(&tx, account, "one").await?;
    factors::take_step(&tx, account, 1).await?;
    factors::spend_code(&tx, account, &code, NOON).await?;
    tx.commit().await
}

/// Runs the statements with which finders, owners and officers read and write about a bike that was found or seen.
async fn conversations(store: &Store) -> Result<(), StoreError> {
    let thread = ThreadId(3);
    threads::by_link(store, &[7; threads::TOKEN]).await?;
    threads::of_bike(store, BikeId(3)).await?;
    threads::reported(store, 9).await?;
    threads::of_message(store, MessageId(3)).await?;
    message::of_thread(store, thread).await?;
    message::by_ids(store, &[MessageId(3)]).await?;
    sightings::of_bikes(store, &[BikeId(3), BikeId(5)]).await?;
    sightings::last_seen(store, &[BikeId(3), BikeId(5)]).await?;
    pause::until(store, BikeId(3), NOON).await?;
    photos::of_messages(store, &[MessageId(3)]).await?;
    photos::of_recovery(store, RecoveryId(3)).await?;
    let tx = store.begin().await?;
    threads::find_to_change(&tx, thread).await?;
    threads::touch(&tx, thread, NOON).await?;
    threads::block(&tx, thread, Some(NOON)).await?;
    threads::report(&tx, thread, Side::Finder, "Rude", NOON).await?;
    threads::settle(&tx, thread, NOON).await?;
    threads::prune(&tx, NOON).await?;
    tx.commit().await
}

/// Runs the statements of the hot sheet's pages and of its worker.
async fn hot_sheets(store: &Store) -> Result<(), StoreError> {
    let day = "2026-11-29";
    let kept = hot_sheet::Kept {
        email: EmailAddress::parse("ada@example.org").unwrap(),
        token: [7; hot_sheet::TOKEN],
    };
    let tx = store.begin().await?;
    let wanted = domain::hot_sheet::Wanted::parse(["ely"], []).unwrap();
    hot_sheet::ask(&tx, &kept, &wanted, NOON).await?;
    let reader = hot_sheet::by_token(&tx, &kept.token).await?.unwrap();
    hot_sheet::count_asked_after(&tx, &kept.email, NOON).await?;
    hot_sheet::confirm(&tx, &reader, day, NOON).await?;
    hot_sheet::told(&tx, reader.id, day).await?;
    hot_sheet::stop(&tx, reader.id, NOON).await?;
    hot_sheet::prune(&tx, NOON).await?;
    hot_sheet::editions::settle(&tx, day, NOON).await?;
    hot_sheet::editions::prune(&tx, day).await?;
    tx.commit().await?;
    hot_sheet::not_told(store, day, 9).await?;
    hot_sheet::editions::is_settled(store, day).await?;
    hot_sheet::editions::of_day(store, day).await?;
    Ok(())
}

/// Runs the statements that figures are made with.
async fn figures(store: &Store, organisation: OrganisationId) -> Result<(), StoreError> {
    let (first, last) = (date(2026, 1, 1), date(2026, 12, 31));
    let month = Month::of(first);
    figure::facts::of_area(store, Some("cambridge"), (first, last)).await?;
    figure::facts::of_area(store, None, (first, last)).await?;
    figure::facts::count(store, Some("cambridge"), (first, last)).await?;
    figure::reports::of_bikes(store, &[BikeId(3)]).await?;
    figure::reports::after(store, TheftReportId(3), 9).await?;
    figure::recorded::of_month(store, month, "Force").await?;
    figure::recorded::in_wards(store, &["E05002709".to_owned()], (month, month)).await?;
    figure::releases::last(store, PartnershipId(1)).await?;
    let span = (NOON - jiff::SignedDuration::from_hours(24), NOON);
    figure::activity::recovered(store, &[organisation], span).await?;
    figure::activity::issued(store, &[organisation], span).await?;
    figure::activity::held(store, &[organisation], span).await?;
    Ok(())
}

/// Runs the statements of the pages on which owners keep their records up to date.
async fn records(store: &Store, account: AccountId) -> Result<(), StoreError> {
    let code = domain::paper::PaperCode::from_random([7; 12]);
    paper::of_bike(store, BikeId(3), paper::PaperKind::Share).await?;
    paper::by_code(store, paper::PaperKind::Certificate, &code).await?;
    let bikes = [BikeId(3), BikeId(5)];
    changes::of_bikes(store, &bikes).await?;
    flags::about(store, &bikes).await?;
    statements::of_bikes(store, &bikes).await?;
    statements::count(store, BikeId(3)).await?;
    transfers::by_token(store, b"token").await?;
    transfers::of_bike(store, BikeId(3)).await?;
    transfers::of_bikes(store, &bikes).await?;
    transfers::overdue(store, NOON, 9).await?;
    message::unread(store, &bikes).await?;
    email_changes::by_token(store, b"token").await?;
    email_changes::by_objection(store, b"token").await?;
    email_changes::waiting_of(store, account, NOON).await?;
    let tx = store.begin().await?;
    transfers::count_made_after(&tx, BikeId(3), NOON).await?;
    email_changes::count_made_after(&tx, account, NOON).await?;
    email_changes::stop_waiting(&tx, account, NOON).await?;
    email_changes::prune(&tx, NOON).await?;
    tx.commit().await
}

/// Runs the statements of the pages on which a partnership works.
async fn partnership(store: &Store, organisation: OrganisationId) -> Result<(), StoreError> {
    let here = PartnershipId(1);
    agency::of_partnership(store, here).await?;
    agency::of_organisations(store, &[organisation]).await?;
    agency::groups::of_partnership(store, here).await?;
    meetings(store, here).await?;
    problems(store, here).await?;
    campaigns(store, here).await?;
    consultations(store, here).await?;
    let edition = AssessmentId(1);
    assessment::of_partnership(store, here).await?;
    assessment::published(store, here, NOON).await?;
    assessment::corrections(store, edition).await?;
    assessment::find(store, edition).await?;
    assessment::figures::of_freeze(store, edition, 1).await?;
    assessment::files::list(store, edition).await?;
    assessment::files::find(store, edition, "wards.csv").await?;
    assessment::history::of_assessment(store, edition, 50, 51).await?;
    matrix::of_partnership(store, here).await?;
    matrix::find(store, MatrixId(1)).await?;
    matrix::history::of_matrix(store, MatrixId(1), 50, 51).await?;
    plan::of_partnership(store, here).await?;
    plan::find(store, PlanId(1)).await?;
    plan::history::of_plan(store, PlanId(1), 50, 51).await?;
    plan::reports::of_plan(store, PlanId(1)).await?;
    plan::reports::published(store, here, NOON).await?;
    plan::reports::by_link(store, b"token").await?;
    Ok(())
}

/// Runs the statements of the pages about meetings.
async fn meetings(store: &Store, here: PartnershipId) -> Result<(), StoreError> {
    let meeting = MeetingId(1);
    meeting::of_partnership(store, here, NOON, 50).await?;
    meeting::of_group(store, GroupId(1), 50).await?;
    meeting::find(store, meeting).await?;
    meeting::history::of_meeting(store, meeting, 50, 51).await?;
    meeting::papers::of_meeting(store, meeting).await?;
    meeting::papers::find(store, MeetingPaperId(1)).await?;
    meeting::questions::of_meeting(store, meeting).await?;
    let tx = store.begin().await?;
    meeting::questions::count(&tx, meeting).await?;
    meeting::questions::hold(&tx, meeting, MeetingQuestionId(1)).await?;
    meeting::questions::prune(&tx, NOON, NOON).await?;
    tx.commit().await
}

/// Runs what the pages of problem cases read, and what a release reads of them.
async fn problems(store: &Store, here: PartnershipId) -> Result<(), StoreError> {
    let problem = ProblemId(1);
    problem::of_partnership(store, here, 50).await?;
    problem::find(store, problem).await?;
    problem::history::of_problem(store, problem, 50, 51).await?;
    problem::squares::holding(store, &[(1, 2), (3, 4)]).await?;
    problem::squares::open(store, here).await?;
    problem::summaries::of_partnership(store, here, 50).await?;
    problem::summaries::find(store, here, problem).await?;
    problem::agencies::are_in_cases(store, &[OrganisationId(1)]).await?;
    let tx = store.begin().await?;
    problem::squares::let_go(&tx, problem).await?;
    problem::summaries::withdraw(&tx, problem).await?;
    tx.commit().await
}

/// Runs what the pages of campaigns read.
async fn campaigns(store: &Store, here: PartnershipId) -> Result<(), StoreError> {
    let id = CampaignId(1);
    campaign::of_partnership(store, here, date(2026, 1, 1), 50).await?;
    campaign::find(store, id).await?;
    campaign::by_slug(store, here, "save-our-cycles").await?;
    campaign::history::of_campaign(store, id, 50, 51).await?;
    campaign::papers::of_campaign(store, id).await?;
    campaign::papers::find(store, CampaignPaperId(1)).await?;
    Ok(())
}

/// Runs what the pages of consultations and their worker read and write.
async fn consultations(store: &Store, here: PartnershipId) -> Result<(), StoreError> {
    use consultation::answers;
    let id = ConsultationId(1);
    consultation::of_partnership(store, here, NOON, 50).await?;
    consultation::find(store, id).await?;
    consultation::history::of_consultation(store, id, 50, 51).await?;
    answers::tally(store, id, 10).await?;
    answers::times(store, id, 50).await?;
    answers::words(store, id, 50, 51).await?;
    let marks = answers::Marks::of(store, id, Some(b"browser"), b"192.0.2.7");
    answers::shares(store, id, &marks, Sharing::Connection).await?;
    let tx = store.begin().await?;
    answers::count(&tx, id).await?;
    answers::remove_words(&tx, id, AnswerId(1)).await?;
    answers::prune_marks(&tx, NOON).await?;
    answers::prune_words(&tx, NOON).await?;
    tx.commit().await
}

/// Runs the statements of the workers.
async fn workers(store: &Store) -> Result<(), StoreError> {
    words::seal_clear(store).await?;
    recovery::to_match(store, NOON, None).await?;
    recovery::to_match(store, NOON, Some(&[RecoveryId(1)])).await?;
    recovery::ids_to_match(store, NOON, RecoveryId(1), 9).await?;
    recovery::standing::notices::not_told(store, "2026-11-29").await?;
    recovery::standing::recoveries_with(store, &[BikeId(3), BikeId(9)]).await?;
    recovery::home::to_write(store, NOON, 9).await?;
    mail::waiting(store).await?;
    mail::given_up(store).await?;
    let tx = store.begin().await?;
    let letter = mail::Letter {
        to: EmailAddress::parse("ada@example.org").unwrap(),
        subject: "Hello".into(),
        body: "Hello\n".into(),
        stop: None,
    };
    mail::queue(&tx, &letter, NOON).await?;
    tx.commit().await?;
    while !log::begin(store).await? {}
    log::extend(store, 9).await?;
    log::checkpoint(store, NOON).await?;
    log::links(store, 3, 9).await?;
    mail::claim(store, NOON, jiff::SignedDuration::from_secs(60), 9).await?;
    ownerships::unanswered_since(store, NOON, 9).await?;
    let tx = store.begin().await?;
    bike::remove(&tx, BikeId(3), NOON).await?;
    account::remove_if_unused(&tx, AccountId(3)).await?;
    theft::ask::ask_next(&tx, TheftReportId(3), NOON, NOON).await?;
    transfers::prune(&tx, NOON).await?;
    bike::erase(&tx, BikeId(4), NOON).await?;
    account::erase(&tx, AccountId(4)).await?;
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
    recovery::standing::wake(&tx, NOON).await?;
    tx.commit().await
}

/// Returns the lines of a statement's plan.
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

/// Indexes that contain only rows that are waiting. Reading the whole of such an index is not reading a whole table.
const WAITING: [&str; 15] = [
    "outbox_due",
    "outbox_next",
    "outbox_given_up",
    "booking_to_remind",
    "message_thread_reported",
    "sign_in_request_waiting",
    "property_list_busy",
    // This one contains rows that are not sealed yet.
    "audit_entry_clear",
    "bike_clear",
    "bike_match_clear",
    "look_up_clear",
    "look_up_result_clear",
    "mark_batch_clear",
    "theft_report_clear",
    "transfer_waits",
];

/// Tells whether a line of a plan reads a whole table that grows.
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
        records(&store, account).await.unwrap();
        partnership(&store, organisation).await.unwrap();
        workers(&store).await.unwrap();
        let statements: Vec<Statement> = seen.lock().unwrap().values().cloned().collect();
        assert!(statements.len() > 40, "only {} statements ran", statements.len());
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
        ("SCAN bike USING INDEX bike_clear", false),
        ("SCAN setting", false),
        ("  ->  Seq Scan on photo  (cost=0.00..1.00 rows=1 width=8)", true),
        ("  ->  Index Scan using photo_file on photo", false),
        ("  ->  Seq Scan on organisation", false),
    ] {
        assert_eq!(reads_all(line), whole, "{line}");
    }
}
