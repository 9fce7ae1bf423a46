//! The bikes of the demonstration, in about the mixture that you see in the street.

use std::collections::HashSet;

use anyhow::Result;
use domain::{
    account::contact::Contact,
    bike::{BikeKind, Description, Identifier, IdentifierKind, NewBike},
    number::{Frame, FrameNumber},
};
use jiff::{SignedDuration, Timestamp};

use super::street_table::{COLOURS, FEATURES, RANGES};
use super::{BIKES, DemoBike, DemoEvent, any, chance, numbers, pick};

/// How many of an event's marks are left after it.
const LEFT_OVER: usize = 9;

pub(super) fn bikes(
    random: &mut fastrand::Rng,
    owners: &[Contact],
    events: &mut [DemoEvent],
    now: Timestamp,
) -> Result<Vec<DemoBike>> {
    let mut taken = HashSet::new();
    let mut bikes = Vec::with_capacity(BIKES);
    for _ in 0..BIKES {
        let ago = SignedDuration::from_mins(random.i64(60 * 24..60 * 24 * 900));
        bikes.push(DemoBike {
            external_ref: String::new(),
            bike: bike(random, &mut taken)?,
            owner: random.usize(..owners.len()),
            registered_at: now.checked_sub(ago)?,
            mark: None,
            theft: None,
        });
    }
    mark(random, &mut bikes, events, now)?;
    bikes.sort_by_key(|bike| bike.registered_at);
    for (number, bike) in bikes.iter_mut().enumerate() {
        bike.external_ref = format!("DEMO-{:05}", number + 1);
    }
    Ok(bikes)
}

/// Marks the bikes that were registered at the event that is over, with nearly all of its marks. Today's event keeps
/// its marks blank even in the evening, so that people can try its desk.
fn mark(
    random: &mut fastrand::Rng,
    bikes: &mut [DemoBike],
    events: &[DemoEvent],
    now: Timestamp,
) -> Result<()> {
    for (number, event) in events
        .iter()
        .enumerate()
        .filter(|(_, event)| event.ends.duration_until(now) > SignedDuration::from_hours(8))
    {
        let issued = event.marks.len().saturating_sub(LEFT_OVER);
        let length = event.starts.duration_until(event.ends).as_mins().max(1);
        for (place, &code) in event.marks.iter().take(issued).enumerate() {
            let free: Vec<usize> = (0..bikes.len()).filter(|&at| bikes[at].mark.is_none()).collect();
            let bike = &mut bikes[*any(random, &free)];
            bike.mark = Some((code, number));
            let minute = place as i64 * length / issued as i64;
            bike.registered_at = event.starts.checked_add(SignedDuration::from_mins(minute))?;
        }
    }
    Ok(())
}

/// Marks bikes that were already on the register, at these events. The events' numbers begin at `first`.
pub(super) fn mark_known(
    random: &mut fastrand::Rng,
    bikes: &mut [DemoBike],
    events: &[DemoEvent],
    first: usize,
) {
    for (place, event) in events.iter().enumerate() {
        let mut known: Vec<usize> = (0..bikes.len())
            .filter(|&at| bikes[at].mark.is_none() && bikes[at].theft.is_none())
            .filter(|&at| bikes[at].registered_at < event.starts)
            .collect();
        random.shuffle(&mut known);
        let issued = event.marks.len().saturating_sub(LEFT_OVER);
        for (at, &code) in known.into_iter().zip(event.marks.iter().take(issued)) {
            bikes[at].mark = Some((code, first + place));
        }
    }
}

fn bike(random: &mut fastrand::Rng, taken: &mut HashSet<String>) -> Result<NewBike> {
    let (make, _, kinds) = pick(random, RANGES, |range| range.1);
    let (kind, models) = any(random, kinds);
    let mut colours = vec![pick(random, COLOURS, |colour| colour.1).0.to_owned()];
    if chance(random, 25) {
        let second = pick(random, COLOURS, |colour| colour.1).0.to_owned();
        if !colours.contains(&second) {
            colours.push(second);
        }
    }
    Ok(NewBike {
        frame: frame(random, make, taken)?,
        description: Description {
            make: Some((*make).to_owned()),
            model: if chance(random, 80) {
                Some((*any(random, models)).to_owned())
            } else {
                None
            },
            colours,
            kind: Some(*kind),
            features: if chance(random, 45) {
                Some((*any(random, FEATURES)).to_owned())
            } else {
                None
            },
        },
        identifiers: identifiers(random, *kind)?,
    })
}

/// Makes a frame number. Owners make mistakes too, so some numbers have a misread character or a typing mistake.
fn frame(random: &mut fastrand::Rng, make: &str, taken: &mut HashSet<String>) -> Result<Frame> {
    match random.u32(..100) {
        0..5 => return Ok(Frame::Unknown),
        5 => return Ok(Frame::Unnumbered),
        _ => {}
    }
    let number = loop {
        let number = numbers::of_make(random, make);
        if taken.insert(number.clone()) {
            break number;
        }
    };
    let as_typed = match random.u32(..100) {
        0..4 => numbers::misread(random, &number),
        4..6 => numbers::slip(random, &number),
        _ => number,
    };
    Ok(Frame::Numbered(FrameNumber::parse(&numbers::styled(
        random, &as_typed,
    ))?))
}

fn identifiers(random: &mut fastrand::Rng, kind: BikeKind) -> Result<Vec<Identifier>> {
    let mut wanted = Vec::new();
    if kind == BikeKind::Electric || (kind == BikeKind::Cargo && chance(random, 70)) {
        wanted.push((
            IdentifierKind::Battery,
            format!("BAT{:08}", random.u32(..100_000_000)),
        ));
        if chance(random, 50) {
            wanted.push((
                IdentifierKind::Motor,
                format!("M{:09}", random.u32(..1_000_000_000)),
            ));
        }
    }
    if chance(random, 12) {
        wanted.push((
            IdentifierKind::BikeRegister,
            format!("BR{:07}", random.u32(..10_000_000)),
        ));
    }
    if chance(random, 4) {
        wanted.push((IdentifierKind::Lock, format!("L{:05}", random.u32(..100_000))));
    }
    wanted
        .into_iter()
        .map(|(kind, value)| Ok(Identifier::new(kind, &value)?))
        .collect()
}
