use crate::StoreError;
use crate::entity::{event_partner, marking_event};
use crate::time::{instant, millis};
use domain::event::{AdviceTopic, EventDetails, MarkingEvent, NewMarkingEvent, Partner, Slots, Stage};
use domain::id::{EventId, OrganisationId};
use domain::place::Point;
use sea_orm::ActiveValue::{NotSet, Set};

/// Returns the columns of a plan, without those of the event's stage.
pub(super) fn of(event: &NewMarkingEvent) -> marking_event::ActiveModel {
    let details = &event.details;
    let advice: Vec<&str> = details.advice.iter().map(|topic| topic.slug()).collect();
    marking_event::ActiveModel {
        id: NotSet,
        organisation_id: Set(event.organisation.0),
        name: Set(event.name.clone()),
        place: Set(event.place.clone()),
        about: Set(event.about.clone()),
        lat: Set(event.point.map(Point::lat)),
        lng: Set(event.point.map(Point::lng)),
        starts_at: Set(millis(event.starts_at)),
        ends_at: Set(millis(event.ends_at)),
        bring: Set(details.bring.clone()),
        advice: Set(advice.join(" ")),
        slot_minutes: Set(details.slots.map(|slots| i32::from(slots.minutes()))),
        slot_places: Set(details.slots.map(|slots| i32::from(slots.places()))),
        booking_only: Set(details.slots.is_some_and(|slots| slots.booking_only)),
        ..Default::default()
    }
}

/// Makes an event from its row.
pub(super) fn read(row: marking_event::Model, partners: Vec<Partner>) -> Result<MarkingEvent, StoreError> {
    let slots = slots(&row)?;
    let stage = Stage::parse(&row.stage)
        .ok_or_else(|| StoreError::corrupt("marking_event", format!("a stage {:?}", row.stage)))?;
    let details = EventDetails {
        bring: row.bring,
        slots,
        partners,
        // Topics that only a newer version knows are left out.
        advice: row.advice.split(' ').filter_map(AdviceTopic::parse).collect(),
    };
    Ok(MarkingEvent {
        id: EventId(row.id),
        event: NewMarkingEvent {
            organisation: OrganisationId(row.organisation_id),
            name: row.name,
            place: row.place,
            about: row.about,
            point: row
                .lat
                .zip(row.lng)
                .and_then(|(lat, lng)| Point::new(lat, lng).ok()),
            starts_at: instant("marking_event", row.starts_at)?,
            ends_at: instant("marking_event", row.ends_at)?,
            details,
        },
        stage,
        revision: u32::try_from(row.revision).unwrap_or_default(),
        cancelled_why: row.cancelled_why,
    })
}

fn slots(row: &marking_event::Model) -> Result<Option<Slots>, StoreError> {
    let Some((minutes, places)) = row.slot_minutes.zip(row.slot_places) else {
        return Ok(None);
    };
    let in_range = u16::try_from(minutes).ok().zip(u16::try_from(places).ok());
    in_range
        .and_then(|(minutes, places)| Slots::new(minutes, places, row.booking_only).ok())
        .map(Some)
        .ok_or_else(|| StoreError::corrupt("marking_event", "impossible slots"))
}

/// Makes a partner from its row.
pub(super) fn partner(row: event_partner::Model) -> Result<Partner, StoreError> {
    match (row.organisation_id, row.name) {
        (Some(organisation), _) => Ok(Partner::Organisation(OrganisationId(organisation))),
        (None, Some(name)) => Ok(Partner::Named(name)),
        (None, None) => Err(StoreError::corrupt("event_partner", "nobody")),
    }
}
