//! Helpers for the tests of this crate.

use crate::account::permits::Desk;
use crate::account::permits::OfficerOf;
use crate::bike::confirm::confirm_own;
use crate::bike::register::{Registration, register_bike};
use crate::{Index, Keyring, MasterKey, Parts, PhotoFolder, Registry, Store, Tuning, bike::draft, feed};
use domain::MarkCode;
use domain::account::contact::{Contact, EmailAddress};
use domain::account::factor::FactorRule;
use domain::account::{Membership, Organisation, OrganisationKind, Role, Viewer};
use domain::bike::{Description, NewBike};
use domain::event::{EventDetails, NewMarkingEvent, Stage};
use domain::id::{AccountId, BikeId, EventId, PartnershipId};
use domain::number::Frame;
use domain::theft::{NewTheftReport, TheftWindow};
use jiff::SignedDuration;
use std::sync::Arc;
use store::mail::Letter;
use store::mark::Allotment;
use testkit::{Seeded, TestClock};

pub(crate) use testkit::dot;

/// Opens the register on a test's database, with a clock to move.
pub(crate) async fn fresh(db: &testkit::Database) -> (Registry, Arc<TestClock>) {
    let random = Arc::new(Seeded::new(7));
    let keys = Keyring::new(&MasterKey::generate(&Seeded::new(1)), random.clone());
    let clock = Arc::new(TestClock::default());
    let parts = Parts {
        store: Store::open(db.url(), keys, Tuning::Serve).await.unwrap(),
        index: Arc::new(Index::open(&db.folder().join("index")).unwrap()),
        photos: PhotoFolder::open(&db.folder().join("photos")).unwrap(),
        clock: clock.clone(),
        random,
        public_url: "https://bikes.example.org".into(),
        answers_last: SignedDuration::from_hours(365 * 24),
    };
    (Registry::new(parts), clock)
}

pub(crate) fn email(address: &str) -> EmailAddress {
    EmailAddress::parse(address).unwrap()
}

/// Registers a bike without any number for the owner of an address.
pub(crate) async fn a_bike_of(registry: &Registry, owner: &str) -> BikeId {
    let (_, id) = draft::start_draft(registry, b"{}").await.unwrap();
    let bike = NewBike {
        frame: Frame::Unnumbered,
        description: Description::default(),
        identifiers: Vec::new(),
    };
    let owner = Contact {
        name: Some("Ada".into()),
        email: Some(email(owner)),
        ..Contact::default()
    };
    let registration = Registration {
        id,
        bike,
        owner,
        mark: None,
        stolen: false,
    };
    register_bike(registry, &registration).await.unwrap().bike
}

/// Takes every e-mail that is due and marks it as sent.
pub(crate) async fn mail(registry: &Registry) -> Vec<Letter> {
    let mut letters = Vec::new();
    for claimed in crate::mail::send::take_due(registry, 99).await.unwrap() {
        crate::mail::send::was_sent(registry, claimed.id).await.unwrap();
        letters.push(claimed.letter);
    }
    letters
}

/// Finds the secret of the link in a letter.
pub(crate) fn token_in(letter: &Letter) -> String {
    let start = "https://bikes.example.org/sign-in/";
    let line = letter.body.lines().find(|line| line.starts_with(start)).unwrap();
    line[start.len()..].to_owned()
}

/// Makes a bike with only this frame number, or with no number if it is empty.
pub(crate) fn a_new_bike(frame: &str) -> NewBike {
    let frame = Frame::parse(frame).unwrap();
    NewBike {
        frame,
        description: Description::default(),
        identifiers: Vec::new(),
    }
}

/// Registers a bike for the owner of an address, who confirms it.
pub(crate) async fn registered(registry: &Registry, owner: &str, bike: NewBike) -> BikeId {
    let owner = Contact {
        email: Some(email(owner)),
        ..Contact::default()
    };
    let (_, bike) = unconfirmed(registry, bike, owner, None).await;
    confirmed(registry, bike).await;
    bike
}

/// Registers a bike as the last page of the form does; returns the browser's secret with it.
pub(crate) async fn unconfirmed(
    registry: &Registry,
    bike: NewBike,
    owner: Contact,
    mark: Option<MarkCode>,
) -> (draft::DraftKey, BikeId) {
    let (secret, id) = draft::start_draft(registry, b"{}").await.unwrap();
    let registration = Registration {
        id,
        bike,
        owner,
        mark,
        stolen: false,
    };
    (secret, register_bike(registry, &registration).await.unwrap().bike)
}

/// Lets the owner of a bike confirm the registration; the e-mail about it stays in the outbox.
pub(crate) async fn confirmed(registry: &Registry, bike: BikeId) {
    let owner = store::bike::ownerships::owner_of(&registry.store, bike)
        .await
        .unwrap()
        .unwrap();
    confirm_own(registry, owner.account, bike, None)
        .await
        .unwrap()
        .unwrap();
}

/// Finds or makes the account of an address.
pub(crate) async fn an_account(registry: &Registry, address: &str) -> AccountId {
    let contact = Contact {
        email: Some(email(address)),
        ..Contact::default()
    };
    let tx = registry.store.begin().await.unwrap();
    let accounts = store::account::find_or_create(&tx, &[contact], registry.now())
        .await
        .unwrap();
    tx.commit().await.unwrap();
    accounts[0]
}

/// Makes a partnership.
pub(crate) async fn a_partnership(registry: &Registry, slug: &str) -> PartnershipId {
    let tx = registry.store.begin().await.unwrap();
    let id = store::account::organisations::ensure_partnership(&tx, slug, slug)
        .await
        .unwrap();
    tx.commit().await.unwrap();
    id
}

/// Makes a partnership, an organisation that leads it, and somebody who has a role in the organisation.
pub(crate) async fn a_lead(registry: &Registry, slug: &str, role: Role) -> (PartnershipId, Viewer) {
    let partnership = a_partnership(registry, slug).await;
    let viewer = another_lead(registry, slug, role).await;
    (partnership, viewer)
}

/// Gives somebody else a role in the organisation that leads a partnership.
pub(crate) async fn another_lead(registry: &Registry, slug: &str, role: Role) -> Viewer {
    let partnership = a_partnership(registry, slug).await;
    let council = format!("{slug}-council");
    let kind = OrganisationKind::Council;
    let mut organisation = organisation_of(registry, &council, kind, Some(partnership)).await;
    let tx = registry.store.begin().await.unwrap();
    store::account::organisations::lead(&tx, organisation.id, partnership)
        .await
        .unwrap();
    tx.commit().await.unwrap();
    organisation.leads = true;
    let account = an_account(registry, &format!("{}@{council}.example.org", role.slug())).await;
    Viewer {
        account,
        memberships: vec![Membership { organisation, role }],
    }
}

/// Makes an organisation that belongs to no partnership.
pub(crate) async fn an_organisation(registry: &Registry, slug: &str, kind: OrganisationKind) -> Organisation {
    organisation_of(registry, slug, kind, None).await
}

async fn organisation_of(
    registry: &Registry,
    slug: &str,
    kind: OrganisationKind,
    partnership: Option<PartnershipId>,
) -> Organisation {
    let tx = registry.store.begin().await.unwrap();
    let made = store::account::organisations::ensure(&tx, slug, slug, kind, partnership)
        .await
        .unwrap();
    store::account::organisations::set_factor_rule(&tx, made, FactorRule::Off)
        .await
        .unwrap();
    tx.commit().await.unwrap();
    store::account::organisations::find_by_slug(&registry.store, slug)
        .await
        .unwrap()
        .unwrap()
}

/// Makes an officer of a force.
pub(crate) async fn an_officer(registry: &Registry, force: &str) -> OfficerOf {
    let organisation = an_organisation(registry, force, OrganisationKind::Police)
        .await
        .id;
    OfficerOf {
        account: an_account(registry, &format!("officer@{force}.example.org")).await,
        organisation,
    }
}

/// Opens a desk of an organisation.
pub(crate) async fn a_desk(registry: &Registry, slug: &str) -> Desk {
    desk(registry, slug, None).await
}

/// Opens a desk of an organisation in a partnership.
pub(crate) async fn a_desk_in(registry: &Registry, slug: &str, partnership: PartnershipId) -> Desk {
    desk(registry, slug, Some(partnership)).await
}

async fn desk(registry: &Registry, slug: &str, partnership: Option<PartnershipId>) -> Desk {
    let organisation = organisation_of(registry, slug, OrganisationKind::Campaign, partnership).await;
    Desk {
        volunteer: an_account(registry, &format!("volunteer@{slug}.example.org")).await,
        organisation,
    }
}

/// Makes blank marks, for an organisation if one is given.
pub(crate) async fn a_kit(registry: &Registry, of: Option<&Desk>, count: usize) -> Vec<MarkCode> {
    let mut fill = |bytes: &mut [u8]| registry.random.fill(bytes);
    let codes: Vec<MarkCode> = (0..count).map(|_| MarkCode::generate(&mut fill)).collect();
    let allotment = Allotment {
        organisation: of.map(|desk| desk.organisation.id),
        event: None,
        by: None,
    };
    let tx = registry.store.begin().await.unwrap();
    store::mark::add_batch(&tx, &codes, allotment, registry.now())
        .await
        .unwrap();
    tx.commit().await.unwrap();
    codes
}

/// Makes a report of a theft in the hour that has just passed.
pub(crate) fn a_theft(registry: &Registry) -> NewTheftReport {
    let now = registry.now();
    let window = TheftWindow::new(now - SignedDuration::from_hours(1), now, now).unwrap();
    let place = Some("12 Mill Road".to_owned());
    NewTheftReport {
        place,
        ..NewTheftReport::at(window)
    }
}

/// Waits until the index has seen every change. On PostgreSQL another test's transaction in the same cluster may hold
/// the feed up for a moment.
pub(crate) async fn indexed(registry: &Registry) {
    let following = async {
        while feed::behind(registry).await.unwrap() > 0 {
            feed::catch_up(registry, |_| {}).await.unwrap();
        }
    };
    tokio::time::timeout(std::time::Duration::from_secs(30), following)
        .await
        .unwrap();
}

/// Compares every change with the recoveries, until nothing is left. On PostgreSQL another test's transaction may hold
/// the feed up for a moment.
pub(crate) async fn followed(registry: &Registry) {
    use crate::recovery::matches::{NAME, catch_up};
    let following = async {
        loop {
            indexed(registry).await;
            catch_up(registry, "a").await.unwrap();
            let at = store::feed::follower::position(&registry.store, NAME)
                .await
                .unwrap();
            if store::feed::count_after(&registry.store, at).await.unwrap() == 0 {
                break;
            }
        }
    };
    tokio::time::timeout(std::time::Duration::from_secs(30), following)
        .await
        .unwrap();
}

/// Adds blank marks to an organisation's event, or to its loose stock if no event is named.
pub(crate) async fn a_kit_for(
    registry: &Registry,
    desk: &Desk,
    event: Option<EventId>,
    count: usize,
) -> Vec<MarkCode> {
    let mut fill = |bytes: &mut [u8]| registry.random.fill(bytes);
    let codes: Vec<MarkCode> = (0..count).map(|_| MarkCode::generate(&mut fill)).collect();
    let allotment = Allotment {
        organisation: Some(desk.organisation.id),
        event,
        by: None,
    };
    let tx = registry.store.begin().await.unwrap();
    store::mark::add_batch(&tx, &codes, allotment, registry.now())
        .await
        .unwrap();
    tx.commit().await.unwrap();
    codes
}

fn as_role(desk: &Desk, account: AccountId, role: Role) -> Viewer {
    let organisation = desk.organisation.clone();
    Viewer {
        account,
        memberships: vec![Membership { organisation, role }],
    }
}

/// Holds a published event now, with a volunteer of the organisation on its rota, and opens a desk there.
pub(crate) async fn an_event(registry: &Registry, slug: &str) -> (EventId, Viewer, Desk) {
    let desk = a_desk(registry, slug).await;
    let now = registry.now();
    let event = NewMarkingEvent {
        organisation: desk.organisation.id,
        name: format!("Marking day of {slug}"),
        place: "Market Square".into(),
        about: None,
        point: None,
        starts_at: now - SignedDuration::from_hours(1),
        ends_at: now + SignedDuration::from_hours(3),
        details: EventDetails::default(),
    };
    let tx = registry.store.begin().await.unwrap();
    let event = store::event::add(&tx, &event, Stage::Published).await.unwrap();
    store::event::staff::add(&tx, event, desk.volunteer, None, None, now)
        .await
        .unwrap();
    tx.commit().await.unwrap();
    let viewer = as_role(&desk, desk.volunteer, Role::Volunteer);
    (event, viewer, desk)
}

/// Signs in a coordinator of a desk's organisation.
pub(crate) async fn a_coordinator(registry: &Registry, desk: &Desk) -> Viewer {
    let address = format!("coordinator@{}.example.org", desk.organisation.slug);
    let account = an_account(registry, &address).await;
    as_role(desk, account, Role::Coordinator)
}
