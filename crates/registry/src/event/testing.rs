//! Helpers for the tests of events and bookings.

use crate::Registry;
use crate::testing::{an_account, an_organisation};
use domain::account::{OrganisationKind, Role, Viewer};
use domain::event::{EventDetails, NewMarkingEvent, Slots, Stage};
use domain::id::EventId;
use jiff::Timestamp;

/// Gives an account a role in an organisation.
pub(crate) async fn with_role(registry: &Registry, address: &str, slug: &str, role: Role) -> Viewer {
    let organisation = an_organisation(registry, slug, OrganisationKind::Campaign).await;
    let account = an_account(registry, address).await;
    let tx = registry.store.begin().await.unwrap();
    store::account::organisations::add_member(&tx, account, organisation.id, role, registry.now())
        .await
        .unwrap();
    tx.commit().await.unwrap();
    crate::account::sign_in::viewer(registry, account).await.unwrap()
}

/// Makes an event of an organisation, without slots.
pub(crate) async fn event_at(
    registry: &Registry,
    slug: &str,
    (starts_at, ends_at): (Timestamp, Timestamp),
    stage: Stage,
) -> EventId {
    let organisation = an_organisation(registry, slug, OrganisationKind::Campaign).await;
    let event = NewMarkingEvent {
        organisation: organisation.id,
        name: "Marking day".to_owned(),
        place: "Market Square".to_owned(),
        about: None,
        point: None,
        starts_at,
        ends_at,
        details: EventDetails::default(),
    };
    let tx = registry.store.begin().await.unwrap();
    let id = store::event::add(&tx, &event, stage).await.unwrap();
    tx.commit().await.unwrap();
    id
}

/// Makes a published event of `camcycle` with this many slots of this length and size.
pub(crate) async fn slotted(
    registry: &Registry,
    starts_at: Timestamp,
    slots: i32,
    minutes: u16,
    places: u16,
) -> EventId {
    let organisation = an_organisation(registry, "camcycle", OrganisationKind::Campaign).await;
    let slot = Slots::new(minutes, places, false).unwrap();
    let event = NewMarkingEvent {
        organisation: organisation.id,
        name: "Marking day".to_owned(),
        place: "Market Square".to_owned(),
        about: None,
        point: None,
        starts_at,
        ends_at: starts_at + slot.length() * slots,
        details: EventDetails {
            slots: Some(slot),
            ..EventDetails::default()
        },
    };
    let tx = registry.store.begin().await.unwrap();
    let id = store::event::add(&tx, &event, Stage::Published).await.unwrap();
    tx.commit().await.unwrap();
    id
}
