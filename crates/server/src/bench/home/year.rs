//! Makes a year from a seed: which bikes are registered and when, which are stolen and when their owners report it,
//! which are recovered, and what could be read off them.
//!
//! Every figure here is an assumption. `docs/benchmarks.md` gives the sources.

use ::search::bench::{Class, Makers, Register};
use domain::bike::BikeKind;
use domain::id::BikeId;
use domain::look_up::BikeEntry;
use domain::number::FramePattern;
use domain::place::Point;
use fastrand::Rng;
use std::collections::{BTreeMap, HashSet};

/// The number of days in the year.
pub const DAYS: i64 = 365;

/// How many of a thousand bikes on the register are stolen in the year.
const STOLEN: usize = 25;
/// How many of a hundred stolen bikes reach the police.
const RECOVERED: u32 = 40;
/// How many of a hundred owners of stolen and recovered bikes never report the theft.
const UNREPORTED: u32 = 15;
/// How many of a hundred stolen bikes are only registered when the theft is reported.
const REGISTERED_LATE: u32 = 15;
/// How many of a hundred bikes are registered during the year and not stolen.
const NEW: u32 = 10;
/// How many unregistered bikes are recovered for each recovered bike on the register.
const STRANGERS: usize = 2;

/// What kinds of errors officers make when they read a hundred recovered bikes.
const READ: [(Class, u32); 13] = [
    (Class::Format, 32),
    (Class::LookAlike1, 12),
    (Class::LookAlike2, 5),
    (Class::Edit1, 12),
    (Class::Edit2, 4),
    (Class::Edit3, 1),
    (Class::Part7, 5),
    (Class::Part6, 4),
    (Class::Part5, 3),
    (Class::Unreadable2, 6),
    (Class::Unreadable4, 4),
    (Class::HeadLost, 4),
    (Class::ExtraText, 3),
];
// The other five of the hundred have no readable number.

/// A theft.
pub struct Theft {
    /// The bike, as the plan numbers it.
    pub bike: BikeId,
    /// The day on which it was stolen.
    pub gone: i64,
    /// Where it was stolen.
    pub place: Point,
}

/// A bike that reaches the police.
pub struct Recovered {
    /// The day on which it comes in.
    pub day: i64,
    /// The bike that it really is, if that bike is on the register or is registered later.
    pub bike: Option<BikeId>,
    /// What was read of the number.
    pub read: Option<String>,
    /// True if at least half of the number was read correctly.
    pub to_half: bool,
    /// What was recorded about how it looks: only what could be seen.
    pub look: BikeEntry,
    /// Where it was found.
    pub place: Point,
}

/// The whole year.
pub struct Year {
    /// The bikes, and what is on record about them.
    pub register: Register,
    /// The day on which each late bike is registered. Bikes that were registered before the year are not in this map.
    pub late: BTreeMap<BikeId, i64>,
    /// The thefts, by the day on which they are reported.
    pub reports: BTreeMap<i64, Vec<Theft>>,
    /// The recovered bikes, as places in `recovered`, by the day on which they come in.
    pub arrivals: BTreeMap<i64, Vec<usize>>,
    /// All recovered bikes of the year.
    pub recovered: Vec<Recovered>,
}

impl Year {
    /// Makes the year. The same seed makes the same year.
    pub fn new(seed: u64, bikes: usize) -> Self {
        let mut rng = Rng::with_seed(seed ^ 0x686f_6d65);
        let mut year = Self::without_thefts(seed, bikes);
        let mut stolen = HashSet::new();
        while stolen.len() < (bikes * STOLEN / 1_000).max(1) {
            let bike = BikeId(rng.i64(1..=bikes as i64));
            if stolen.insert(bike) {
                year.steal(bike, &mut rng);
            }
        }
        for bike in (1..=bikes as i64).map(BikeId) {
            if !stolen.contains(&bike) && rng.u32(0..100) < NEW {
                year.late.insert(bike, rng.i64(1..DAYS));
            }
        }
        for nth in 0..year.recovered.len() * STRANGERS {
            let look = year.register.stranger(nth as u64);
            let stamped = look.numbers[0].1.clone();
            let (day, place) = (rng.i64(1..DAYS), anywhere(&mut rng));
            year.recover(None, &stamped, look, (day, place), &mut rng);
        }
        for (at, one) in year.recovered.iter().enumerate() {
            year.arrivals.entry(one.day).or_default().push(at);
        }
        year
    }

    /// Makes a year in which nothing happens.
    pub fn without_thefts(seed: u64, bikes: usize) -> Self {
        Self {
            register: Register::new(seed, bikes, Makers::Seen),
            late: BTreeMap::new(),
            reports: BTreeMap::new(),
            arrivals: BTreeMap::new(),
            recovered: Vec::new(),
        }
    }

    /// Adds a theft, its report, and perhaps its recovery.
    fn steal(&mut self, bike: BikeId, rng: &mut Rng) {
        let (gone, place) = (rng.i64(1..DAYS), anywhere(rng));
        let comes_back = rng.u32(0..100) < RECOVERED;
        let found = gone + until_found(rng);
        let reported = gone + until_reported(rng);
        let late = rng.u32(0..100) < REGISTERED_LATE;
        if late || !(comes_back && rng.u32(0..100) < UNREPORTED) {
            let theft = Theft { bike, gone, place };
            self.reports.entry(reported).or_default().push(theft);
        }
        if late {
            self.late.insert(bike, reported);
        }
        if comes_back && found < DAYS {
            let stamped = self.register.stamped(bike).to_owned();
            let (look, near) = (self.register.entry(bike), near(place, rng));
            self.recover(Some(bike), &stamped, look, (found, near), rng);
        }
    }

    /// Adds a recovered bike, as an officer would describe it.
    pub fn recover(
        &mut self,
        bike: Option<BikeId>,
        stamped: &str,
        mut look: BikeEntry,
        (day, place): (i64, Point),
        rng: &mut Rng,
    ) {
        let class = class_of(rng.u32(0..100));
        let nth = self.recovered.len() as u64;
        let read = class.map(|class| self.register.read_off(stamped, class, nth));
        // We keep only what can be seen, because a repaint or a sticker may hide the rest.
        look.make = look.make.filter(|_| rng.u32(0..100) < 75);
        look.model = look.model.filter(|_| rng.u32(0..100) < 25);
        look.kind = look.kind.filter(|_| rng.u32(0..100) < 90);
        if rng.u32(0..10) == 0 {
            look.kind = Some(BikeKind::Hybrid);
        }
        if rng.u32(0..10) == 0 {
            look.colours = self.register.stranger(nth + 1_000_000).colours;
        }
        look.colours.truncate(1);
        let to_half = read.as_deref().is_some_and(|read| is_to_half(read, stamped));
        self.recovered.push(Recovered {
            day,
            bike,
            read,
            to_half,
            look,
            place,
        });
    }

    /// Returns the day on which a bike is registered, or 0 if it is there before the year begins.
    pub fn registered(&self, bike: BikeId) -> i64 {
        self.late.get(&bike).copied().unwrap_or(0)
    }
}

fn class_of(mut percent: u32) -> Option<Class> {
    for (class, share) in READ {
        if percent < share {
            return Some(class);
        }
        percent -= share;
    }
    None
}

/// Picks how many days pass until a bike is found: half within a week, one in ten after more than two months.
fn until_found(rng: &mut Rng) -> i64 {
    match rng.u32(0..10) {
        0..5 => rng.i64(0..7),
        5..7 => rng.i64(7..21),
        7..9 => rng.i64(21..60),
        _ => rng.i64(60..180),
    }
}

/// Picks how many days pass until a theft is reported: half within a day, one in ten after more than two weeks.
fn until_reported(rng: &mut Rng) -> i64 {
    match rng.u32(0..10) {
        0..5 => rng.i64(0..=1),
        5..8 => rng.i64(2..7),
        8 => rng.i64(7..14),
        _ => rng.i64(14..60),
    }
}

/// Picks a place in or near Cambridge.
pub fn anywhere(rng: &mut Rng) -> Point {
    point(52.2 + (rng.f64() - 0.5) * 0.2, 0.12 + (rng.f64() - 0.5) * 0.3)
}

/// Picks where a bike is found: seven in ten are found within a few kilometres of where they were stolen.
pub fn near(place: Point, rng: &mut Rng) -> Point {
    let reach = match rng.u32(0..10) {
        0..7 => 0.03,
        7..9 => 0.15,
        _ => 1.0,
    };
    let by = |rng: &mut Rng| (rng.f64() - 0.5) * 2.0 * reach;
    point(place.lat() + by(rng), place.lng() + by(rng))
}

fn point(lat: f64, lng: f64) -> Point {
    // Near Cambridge, none of these sums leaves the map.
    Point::new(lat, lng).unwrap_or_else(|_| unreachable!("{lat} {lng} is on no map"))
}

/// Returns true if at least half of the stamped characters were read, in order.
fn is_to_half(read: &str, stamped: &str) -> bool {
    let known = |text: &str| -> Vec<char> {
        let signs = text.chars().filter(char::is_ascii_alphanumeric);
        signs.map(|sign| sign.to_ascii_uppercase()).collect()
    };
    let (read, stamped) = (known(read), known(stamped));
    // The longest common subsequence, a row at a time.
    let mut row = vec![0; stamped.len() + 1];
    for sign in &read {
        let mut diagonal = 0;
        for (at, other) in stamped.iter().enumerate() {
            let above = row[at + 1];
            row[at + 1] = if sign == other {
                diagonal + 1
            } else {
                above.max(row[at])
            };
            diagonal = above;
        }
    }
    2 * row[stamped.len()] >= stamped.len()
}

/// Returns the key that an exact search uses, if the whole number was read.
pub fn exact_key(read: &str) -> Option<String> {
    let pattern = FramePattern::parse(read).ok()?;
    let mut keys = pattern.keys();
    let key = keys.next();
    key.filter(|_| keys.next().is_none())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_year_follows_from_its_seed() {
        let (year, same) = (Year::new(7, 4_000), Year::new(7, 4_000));
        assert_eq!(year.recovered.len(), same.recovered.len());
        let reads = |year: &Year| {
            year.recovered
                .iter()
                .map(|one| one.read.clone())
                .collect::<Vec<_>>()
        };
        assert_eq!(reads(&year), reads(&same));
        let own = year.recovered.iter().filter(|one| one.bike.is_some()).count();
        assert!((20..60).contains(&own), "{own}");
        assert_eq!(year.recovered.len(), own * (1 + STRANGERS));
        assert_eq!(READ.iter().map(|(_, share)| share).sum::<u32>(), 95);
    }

    #[test]
    fn half_of_a_number_is_half_of_its_characters_in_order() {
        for (read, to_half) in [
            ("WTU316C2137N", true),
            ("wtu-3i6c*", true),
            ("*316C21*", true),
            ("W????6C????N", false),
            ("N7312C613UTW", false),
            ("", false),
        ] {
            assert_eq!(is_to_half(read, "WTU316C2137N"), to_half, "{read}");
        }
    }
}
