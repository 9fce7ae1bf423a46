//! Thefts at places where the police really recorded thefts, and the bikes that were recovered.

use anyhow::Result;
use domain::{
    number::Frame,
    place::Point,
    recovery::NewRecovery,
    theft::{Lock, NewTheftReport, TheftOutcome, TheftWindow},
};
use jiff::{SignedDuration, Timestamp};

use super::{
    DemoBike, DemoRecovery, DemoTheft, RECOVERIES, THEFTS, any, chance, numbers, places::Places,
    scheme::POLICE,
};

pub(super) const LOCKS: &[Lock] = &[
    Lock::DLock,
    Lock::Cable,
    Lock::Chain,
    Lock::MoreThanOne,
    Lock::NotLocked,
];
const HOW: &[&str] = &[
    "The lock was cut and left there",
    "The lock is gone too",
    "The stand was unscrewed",
    "Taken from a shared hallway",
    "The shed door was forced",
    "Wheel left behind, locked to the rail",
];

pub(super) fn steal(
    random: &mut fastrand::Rng,
    bikes: &mut [DemoBike],
    places: &Places,
    now: Timestamp,
) -> Result<()> {
    let mut stolen = 0;
    while stolen < THEFTS {
        let bike = &mut bikes[random.usize(..bikes.len())];
        let known = bike.registered_at.duration_until(now).as_hours();
        if bike.theft.is_some() || known < 48 {
            continue;
        }
        // Fewer thefts are remembered from longer ago, so the square favours recent days.
        let ago = (f64::from(random.f32()).powi(2) * (known - 30) as f64) as i64 + 26;
        let to = now.checked_sub(SignedDuration::from_hours(ago))?;
        let from = to.checked_sub(SignedDuration::from_mins(random.i64(20..60 * 14)))?;
        let reported_at = to.checked_add(SignedDuration::from_mins(random.i64(10..60 * 24)))?;
        let (place, point) = place(random, places);
        let number = random.u32(1000..99_999);
        bike.theft = Some(DemoTheft {
            report: NewTheftReport {
                place: Some(place),
                point: Some(point),
                lock: chance(random, 85).then(|| *any(random, LOCKS)),
                how: chance(random, 50).then(|| (*any(random, HOW)).to_owned()),
                crime_ref: chance(random, 70).then(|| format!("35/{number:05}/DEMO")),
                shown: chance(random, 60),
                ..NewTheftReport::at(TheftWindow::new(from, to, now)?)
            },
            reported_at,
            closed: None,
        });
        stolen += 1;
    }
    Ok(())
}

/// Picks a place. Four in five are where thefts were recorded, nearly all in Cambridge. The others are in the east.
pub(super) fn place(random: &mut fastrand::Rng, places: &Places) -> (String, Point) {
    if chance(random, 80) {
        any(random, &places.thefts).clone()
    } else {
        let home = any(random, &places.east);
        (format!("Near {}", home.postcode.as_str()), home.point)
    }
}

/// Makes the recovered bikes. Two thirds are on the register. Their numbers are read as well as a worn frame allows.
pub(super) fn recover(
    random: &mut fastrand::Rng,
    bikes: &mut [DemoBike],
    places: &Places,
    now: Timestamp,
) -> Result<Vec<DemoRecovery>> {
    let mut stolen: Vec<usize> = (0..bikes.len()).filter(|&at| bikes[at].theft.is_some()).collect();
    random.shuffle(&mut stolen);
    let mut strangers: Vec<usize> = (0..bikes.len()).filter(|&at| bikes[at].theft.is_none()).collect();
    random.shuffle(&mut strangers);
    let mut recoveries = Vec::with_capacity(RECOVERIES);
    for number in 0..RECOVERIES {
        // The last of every three is described like a bike on the register, but is a different one.
        let of_register = number % 3 != 2;
        let from = if of_register { &mut stolen } else { &mut strangers };
        let Some(at) = from.pop() else { continue };
        recoveries.push(recovery(random, number, at, of_register, bikes, places, now)?);
    }
    recoveries.sort_by_key(|recovery| recovery.recorded_at);
    Ok(recoveries)
}

fn recovery(
    random: &mut fastrand::Rng,
    number: usize,
    at: usize,
    of_register: bool,
    bikes: &mut [DemoBike],
    places: &Places,
    now: Timestamp,
) -> Result<DemoRecovery> {
    let bike = &mut bikes[at];
    let since = bike
        .theft
        .as_ref()
        .map_or(bike.registered_at, |theft| theft.reported_at);
    let left = since.duration_until(now).as_mins().max(0);
    let found_at = since.checked_add(SignedDuration::from_mins(random.i64(0..=left / 2)))?;
    let recorded_at = found_at.checked_add(SignedDuration::from_mins(random.i64(0..=left / 4)))?;
    let (place, point) = place(random, places);
    let make = bike.bike.description.make.clone();
    let read = match (&bike.bike.frame, &make) {
        (Frame::Numbered(frame), _) if of_register => Some(as_read(random, frame.key())),
        (_, Some(make)) if !of_register => {
            let other = numbers::of_make(random, make);
            Some(as_read(random, &other))
        }
        _ => None,
    };
    let description = &bike.bike.description;
    let recovery = NewRecovery {
        property_ref: format!("PROP/{:04}", 2001 + number),
        read,
        identifiers: Vec::new(),
        make: make.filter(|_| chance(random, 75)),
        model: description.model.clone().filter(|_| chance(random, 25)),
        colours: description
            .colours
            .iter()
            .take(1)
            .filter(|_| chance(random, 90))
            .cloned()
            .collect(),
        kind: description.kind,
        found_at,
        found_by: None,
        place: Some(place),
        given: None,
        point: Some(point),
    };
    // About two thirds of those on the register are matched, and half of these have gone home.
    let tied = of_register && recovery.read.is_some() && number % 4 != 1;
    let returned_at = if tied && number.is_multiple_of(2) {
        Some(recorded_at.checked_add(SignedDuration::from_mins(random.i64(0..=left / 4)))?)
    } else {
        None
    };
    if let (Some(when), Some(theft)) = (returned_at, &mut bike.theft) {
        theft.closed = Some((when, TheftOutcome::Returned));
    }
    Ok(DemoRecovery {
        organisation: POLICE,
        recovery,
        recorded_at,
        really: of_register.then_some(at),
        tied,
        returned_at,
    })
}

fn as_read(random: &mut fastrand::Rng, number: &str) -> String {
    match random.u32(..10) {
        0..3 => number.to_owned(),
        3..5 => numbers::misread(random, number),
        5..7 => numbers::worn(random, number, 2),
        7 => numbers::worn(random, number, 3),
        8 => numbers::part(random, number, 7),
        _ => numbers::slip(random, number),
    }
}
