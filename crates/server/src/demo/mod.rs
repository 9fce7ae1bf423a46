//! A register to show and to try things on: invented people and bikes at real places, the same for a seed.
//!
//! Values only: what loads them decides how. Every owner is invented, writes from example.org and has a
//! telephone number that Ofcom keeps for drama; frame numbers are drawn from makers' formats, so a real bike
//! may by chance have one of them.

mod bikes;
mod bookings;
mod crimes;
mod greeting;
mod load;
mod numbers;
mod people;
mod places;
mod scheme;
mod stock;
mod street_table;

#[cfg(test)]
mod tests;

pub use greeting::{how_to_sign_in, labels_to_try};
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
/// How many bikes are or were in the police's property store.
pub const RECOVERIES: usize = 60;

/// Everything in a demo register; members refer to one another by place in these lists or by slug.
#[derive(Clone, Debug)]
pub struct DemoRegister {
    /// The tenants.
    pub partnerships: Vec<DemoPartnership>,
    /// Who works in them.
    pub organisations: Vec<DemoOrganisation>,
    /// Somebody for every role in both partnerships, and a site administrator.
    pub staff: Vec<DemoStaff>,
    /// Sessions at which bikes are marked: one closed, one today, one to come, a draft, and another that is closed.
    pub events: Vec<DemoEvent>,
    /// Invented people who own bikes.
    pub owners: Vec<Contact>,
    /// The bikes, oldest registration first.
    pub bikes: Vec<DemoBike>,
    /// What came into the police's hands.
    pub recoveries: Vec<DemoRecovery>,
}

/// A community safety partnership.
#[derive(Clone, Debug)]
pub struct DemoPartnership {
    /// Its short name in addresses.
    pub slug: &'static str,
    /// Its name.
    pub name: &'static str,
}

/// An organisation of a partnership.
#[derive(Clone, Debug)]
pub struct DemoOrganisation {
    /// Its short name in addresses and on the command line.
    pub slug: &'static str,
    /// Its name.
    pub name: &'static str,
    /// What it is.
    pub kind: OrganisationKind,
    /// The slug of its partnership; none for the organisation that runs the site.
    pub partnership: Option<&'static str>,
}

/// A person who signs in to work.
#[derive(Clone, Debug)]
pub struct DemoStaff {
    /// Where the sign-in link goes.
    pub email: String,
    /// What to call them.
    pub name: String,
    /// The slug of their organisation.
    pub organisation: &'static str,
    /// What they do there.
    pub role: Role,
}

/// A public session at which bikes are marked.
#[derive(Clone, Debug)]
pub struct DemoEvent {
    /// What it is called.
    pub name: &'static str,
    /// The slug of the organisation that runs it.
    pub organisation: &'static str,
    /// Where, in words.
    pub place: &'static str,
    /// Where, as a point.
    pub point: Point,
    /// When it begins.
    pub starts: Timestamp,
    /// When it ends.
    pub ends: Timestamp,
    /// When it was planned.
    pub planned: Timestamp,
    /// What to expect.
    pub about: &'static str,
    /// What to bring beside the bike.
    pub bring: &'static str,
    /// The times that can be booked.
    pub slots: Option<Slots>,
    /// The slugs of the organisations that take part beside the one that runs it.
    pub partners: Vec<&'static str>,
    /// What advice is given.
    pub advice: Vec<AdviceTopic>,
    /// The addresses of the volunteers who work there, each with the duty.
    pub rota: Vec<(&'static str, &'static str)>,
    /// The marks that were printed and allotted to it, those issued to bikes first.
    pub marks: Vec<MarkCode>,
    /// Who comes, in the order in which they booked.
    pub bookings: Vec<DemoBooking>,
    /// How far it has come.
    pub stage: Stage,
    /// What came of it, once it is closed.
    pub figures: Option<Figures>,
}

/// A place at an event, or the wish for one.
#[derive(Clone, Debug)]
pub struct DemoBooking {
    /// Who comes.
    pub contact: Contact,
    /// The start of the slot.
    pub slot: Timestamp,
    /// Whether all its places were taken, so that this one waits.
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
    /// What is registered.
    pub bike: NewBike,
    /// Which of the owners has it.
    pub owner: usize,
    /// When it came on to the register.
    pub registered_at: Timestamp,
    /// The mark that was fixed to it, and at which of the events.
    pub mark: Option<(MarkCode, usize)>,
    /// Its theft, if it was ever stolen.
    pub theft: Option<DemoTheft>,
}

/// A report of a theft.
#[derive(Clone, Debug)]
pub struct DemoTheft {
    /// What the owner told.
    pub report: NewTheftReport,
    /// When.
    pub reported_at: Timestamp,
    /// When and how it ended, unless it is open.
    pub closed: Option<(Timestamp, TheftOutcome)>,
}

/// A bike in police hands.
#[derive(Clone, Debug)]
pub struct DemoRecovery {
    /// The slug of the police organisation that has it.
    pub organisation: &'static str,
    /// What was written down.
    pub recovery: NewRecovery,
    /// When it was written down.
    pub recorded_at: Timestamp,
    /// Which of the bikes it really is; none if that is not on the register. Only tied ones are to be shown so.
    pub really: Option<usize>,
    /// Whether an officer has tied it to that bike.
    pub tied: bool,
    /// When it went home, if it did.
    pub returned_at: Option<Timestamp>,
}

/// Makes a demo register as it would stand `now`. The same seed and time give the same register.
///
/// # Errors
/// When a fixture does not read, or `now` is so far off that no calendar holds the dates.
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
    Ok(DemoRegister {
        partnerships: scheme::partnerships(),
        organisations: scheme::organisations(),
        staff: scheme::staff(),
        events,
        owners,
        bikes,
        recoveries,
    })
}

/// One of several, by weight. `weighted` is not empty and its weights are not all zero.
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

/// One of several, all alike. `all` is not empty.
fn any<'a, T>(random: &mut fastrand::Rng, all: &'a [T]) -> &'a T {
    &all[random.usize(..all.len())]
}

fn chance(random: &mut fastrand::Rng, percent: u32) -> bool {
    random.u32(..100) < percent
}
