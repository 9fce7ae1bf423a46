//! A register for demonstrations: invented people and bikes at real places. The same seed always gives the same
//! register.
//!
//! This module only makes values. `load` writes them. Every owner is invented, with an address at example.org and a
//! telephone number that Ofcom reserves for drama. Frame numbers follow makers' formats, so a real bike may by chance
//! have one of them.

pub mod assessment;
mod bikes;
mod bookings;
mod crimes;
mod greeting;
mod load;
mod looked_up;
pub mod matrix;
mod numbers;
mod partnership;
mod past;
mod people;
mod places;
mod scheme;
mod stock;
mod street_table;
mod talk;

#[cfg(test)]
mod tests;

pub use greeting::{ToTry, how_to_sign_in, to_try};
pub use load::{SEED, load, made};

use anyhow::Result;
use domain::{
    MarkCode,
    account::{OrganisationKind, Role, contact::Contact},
    bike::NewBike,
    event::{AdviceTopic, Figures, Slots, Stage},
    place::Point,
    recovery::NewRecovery,
    theft::{NewTheftReport, TheftOutcome},
};
use jiff::Timestamp;

/// How many bikes a demo register has.
pub const BIKES: usize = 2_200;
/// How many of them have been reported stolen.
pub const THEFTS: usize = 180;
/// How many bikes are or were in the police property store.
pub const RECOVERIES: usize = 60;

/// Everything in a demo register. Its parts refer to each other by slug or by their place in these lists.
#[derive(Clone, Debug)]
pub struct DemoRegister {
    /// The partnerships.
    pub partnerships: Vec<DemoPartnership>,
    /// The organisations.
    pub organisations: Vec<DemoOrganisation>,
    /// The staff: one person for every role in both partnerships, and a site administrator.
    pub staff: Vec<DemoStaff>,
    /// Sessions at which bikes are marked: one closed, one today, one to come, a draft, and another closed one.
    pub events: Vec<DemoEvent>,
    /// Invented people who own bikes.
    pub owners: Vec<Contact>,
    /// The bikes, oldest registration first.
    pub bikes: Vec<DemoBike>,
    /// The bikes that the police recovered.
    pub recoveries: Vec<DemoRecovery>,
    /// Thefts that are over, each with the place of its bike in the list.
    pub past: Vec<(usize, DemoTheft)>,
}

/// A community safety partnership.
#[derive(Clone, Debug)]
pub struct DemoPartnership {
    /// Its short name in web addresses.
    pub slug: &'static str,
    /// The full name of the partnership.
    pub name: &'static str,
}

/// An organisation of a partnership.
#[derive(Clone, Debug)]
pub struct DemoOrganisation {
    /// Its short name in addresses and on the command line.
    pub slug: &'static str,
    /// The full name of the organisation.
    pub name: &'static str,
    /// What kind of organisation it is.
    pub kind: OrganisationKind,
    /// The slug of its partnership, or `None` for the organisation that runs the site.
    pub partnership: Option<&'static str>,
}

/// A person who signs in to work.
#[derive(Clone, Debug)]
pub struct DemoStaff {
    /// The address that the sign-in link goes to.
    pub email: String,
    /// Their name, or else their e-mail address.
    pub name: String,
    /// The slug of their organisation.
    pub organisation: &'static str,
    /// Their role in the organisation.
    pub role: Role,
}

/// A public session at which bikes are marked.
#[derive(Clone, Debug)]
pub struct DemoEvent {
    /// What it is called.
    pub name: &'static str,
    /// The slug of the organisation that runs it.
    pub organisation: &'static str,
    /// The name of the place.
    pub place: &'static str,
    /// The place on the map.
    pub point: Point,
    /// When the event begins.
    pub starts: Timestamp,
    /// When the event ends.
    pub ends: Timestamp,
    /// When it was planned.
    pub planned: Timestamp,
    /// What people can expect there.
    pub about: &'static str,
    /// What to bring besides the bike.
    pub bring: &'static str,
    /// The times that can be booked.
    pub slots: Option<Slots>,
    /// The slugs of the other organisations that take part.
    pub partners: Vec<&'static str>,
    /// What advice is given.
    pub advice: Vec<AdviceTopic>,
    /// The e-mail addresses of the volunteers who work there, each with their duty.
    pub rota: Vec<(&'static str, &'static str)>,
    /// The marks that were printed and allotted to it. Those on bikes come first.
    pub marks: Vec<MarkCode>,
    /// The bookings, in the order in which they were made.
    pub bookings: Vec<DemoBooking>,
    /// The stage of its planning.
    pub stage: Stage,
    /// The results, once it is closed.
    pub figures: Option<Figures>,
}

/// A booking, with a place or on the waiting list.
#[derive(Clone, Debug)]
pub struct DemoBooking {
    /// The person who booked.
    pub contact: Contact,
    /// The start of the slot.
    pub slot: Timestamp,
    /// True if it is on the waiting list, because all places were taken.
    pub waits: bool,
    /// When it was made.
    pub made_at: Timestamp,
    /// The secret of its link.
    pub token: [u8; 16],
}

/// A registered bike.
#[derive(Clone, Debug)]
pub struct DemoBike {
    /// A key that stays the same for a seed, such as `DEMO-00017`.
    pub external_ref: String,
    /// What is registered about the bike.
    pub bike: NewBike,
    /// The place of its owner in the list of owners.
    pub owner: usize,
    /// When it was registered.
    pub registered_at: Timestamp,
    /// The mark that was fixed to it, and the event.
    pub mark: Option<(MarkCode, usize)>,
    /// Its theft, if it was ever stolen.
    pub theft: Option<DemoTheft>,
}

/// A report of a theft.
#[derive(Clone, Debug)]
pub struct DemoTheft {
    /// What the owner reported.
    pub report: NewTheftReport,
    /// When they reported it.
    pub reported_at: Timestamp,
    /// When and how it ended, unless it is still open.
    pub closed: Option<(Timestamp, TheftOutcome)>,
}

/// A bike that the police hold.
#[derive(Clone, Debug)]
pub struct DemoRecovery {
    /// The slug of the police organisation that has it.
    pub organisation: &'static str,
    /// What the police recorded about it.
    pub recovery: NewRecovery,
    /// When it was recorded.
    pub recorded_at: Timestamp,
    /// The bike that it really is, or `None` if it is not on the register. Pages only show this for matched ones.
    pub really: Option<usize>,
    /// True if an officer has matched it to that bike.
    pub tied: bool,
    /// When it went back to its owner, if it did.
    pub returned_at: Option<Timestamp>,
}

/// Makes a demo register for the time `now`. The same seed and time give the same register.
///
/// # Errors
/// When a fixture cannot be read, or `now` is so far away that the dates do not fit in a calendar.
pub fn generate(seed: u64, now: Timestamp) -> Result<DemoRegister> {
    let mut random = fastrand::Rng::with_seed(seed);
    let places = places::Places::read()?;
    let owners = people::owners(&mut random, &places)?;
    let mut events = scheme::events(&mut random, now)?;
    let mut bikes = bikes::bikes(&mut random, &owners, &mut events, now)?;
    crimes::steal(&mut random, &mut bikes, &places, now)?;
    let recoveries = crimes::recover(&mut random, &mut bikes, &places, now)?;
    let mut apart = fastrand::Rng::with_seed(seed ^ 0x3e27);
    let more = scheme::more_events(&mut apart, now)?;
    bikes::mark_known(&mut apart, &mut bikes, &more, events.len());
    events.extend(more);
    bookings::book(seed, &mut events, now)?;
    let past = past::thefts(seed, &bikes, &recoveries, &places, now)?;
    Ok(DemoRegister {
        partnerships: scheme::partnerships(),
        organisations: scheme::organisations(),
        staff: scheme::staff(),
        events,
        owners,
        bikes,
        recoveries,
        past,
    })
}

/// Picks one of several by weight. `weighted` must not be empty, and its weights must not all be zero.
fn pick<'a, T>(random: &mut fastrand::Rng, weighted: &'a [T], weight: impl Fn(&T) -> u32) -> &'a T {
    let total: u32 = weighted.iter().map(&weight).sum();
    let mut left = random.u32(..total);
    weighted
        .iter()
        .find(|each| {
            let passed = left >= weight(each);
            left = left.saturating_sub(weight(each));
            !passed
        })
        .unwrap_or(&weighted[0])
}

/// Picks one of several, with equal chances. `all` must not be empty.
fn any<'a, T>(random: &mut fastrand::Rng, all: &'a [T]) -> &'a T {
    &all[random.usize(..all.len())]
}

fn chance(random: &mut fastrand::Rng, percent: u32) -> bool {
    random.u32(..100) < percent
}
