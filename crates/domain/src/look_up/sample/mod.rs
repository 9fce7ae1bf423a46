//! The weekly sample of look-ups that a supervisor asks about: some at random, and some that stand out. Somebody who
//! looks a neighbour up gives a good reason for it, so a program cannot find them; a person who reads and asks can.
//!
//! The same seed and the same look-ups give the same sample, so that anybody who may read the log can draw it again.

mod finding;

pub use finding::{Finding, FindingError, MOST_NOTED};

use crate::id::{AccountId, LookUpId};
use crate::london;
use jiff::Timestamp;
use std::collections::HashMap;

/// How many look-ups a sample has at random.
pub const AT_RANDOM: usize = 10;
/// How many more it has because they stand out.
pub const STANDING_OUT: usize = 10;
/// The most look-ups by one person among those that stand out.
const OF_ONE_PERSON: usize = 4;
/// From how many look-ups in a week somebody may have looked up many.
const MANY: usize = 30;
/// How many acts we must know of before we can say at which hours somebody works.
const KNOWN_BY: u32 = 20;
/// How often somebody must open the details of the same person.
const AGAIN: u32 = 3;

/// Why a look-up is in a sample.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Why {
    /// It was drawn at random.
    AtRandom,
    /// It opened the officer's own details, or those of somebody with the same phone number.
    OwnHousehold,
    /// It opened the details of somebody with the officer's postcode.
    OwnStreet,
    /// It opened the details of somebody who works for the same force.
    Colleague,
    /// The officer has opened the details of this person several times.
    SamePersonAgain,
    /// The officer does not usually work at this hour.
    UnusualHour,
    /// The officer looked up many more bikes than the others.
    ManyLookUps,
    /// It was made between 10pm and 6am.
    AtNight,
    /// Nothing came of it: no recovery, no match, no theft report.
    LedToNothing,
}

impl Why {
    const ALL: [Self; 9] = [
        Self::AtRandom,
        Self::OwnHousehold,
        Self::OwnStreet,
        Self::Colleague,
        Self::SamePersonAgain,
        Self::UnusualHour,
        Self::ManyLookUps,
        Self::AtNight,
        Self::LedToNothing,
    ];

    /// Returns the short word that is kept.
    pub fn slug(self) -> &'static str {
        match self {
            Self::AtRandom => "at-random",
            Self::OwnHousehold => "own-household",
            Self::OwnStreet => "own-street",
            Self::Colleague => "colleague",
            Self::SamePersonAgain => "same-person-again",
            Self::UnusualHour => "unusual-hour",
            Self::ManyLookUps => "many-look-ups",
            Self::AtNight => "at-night",
            Self::LedToNothing => "led-to-nothing",
        }
    }

    /// Returns what a page says.
    pub fn words(self) -> &'static str {
        match self {
            Self::AtRandom => "Drawn at random",
            Self::OwnHousehold => "Opened their own details, or those of somebody with the same phone number",
            Self::OwnStreet => "Opened the details of somebody with the same postcode",
            Self::Colleague => "Opened the details of a colleague",
            Self::SamePersonAgain => "Opened the details of the same person at least three times",
            Self::UnusualHour => "At an hour when they do not usually work",
            Self::ManyLookUps => "They looked up many more bikes than their colleagues",
            Self::AtNight => "At night",
            Self::LedToNothing => "It led to no recovery, match or theft report",
        }
    }

    /// Returns the reason that a slug stands for; `None` if there is none.
    pub fn parse(raw: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|why| why.slug() == raw)
    }

    /// How much it makes a look-up stand out.
    fn weight(self) -> u32 {
        match self {
            Self::AtRandom => 0,
            Self::OwnHousehold => 8,
            Self::OwnStreet | Self::Colleague => 6,
            Self::SamePersonAgain => 5,
            Self::UnusualHour | Self::ManyLookUps => 3,
            Self::AtNight => 2,
            Self::LedToNothing => 1,
        }
    }
}

/// The number that decides which look-ups are drawn. It is kept with the sample.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Seed(pub i64);

impl Seed {
    /// Returns the place of a look-up in the order in which this seed draws. It is the finalizer of `SplitMix64` over
    /// the seed and the look-up's number.
    fn place_of(self, look_up: LookUpId) -> u64 {
        let number = look_up.0.cast_unsigned();
        let mut mixed = self.0.cast_unsigned() ^ number.wrapping_mul(0x9e37_79b9_7f4a_7c15);
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }
}

/// At which hours of the day in Britain somebody has looked bikes up.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Hours([u32; 24]);

impl Hours {
    /// Adds an act.
    pub fn note(&mut self, at: Timestamp) {
        if let Some(count) = self.0.get_mut(hour(at)) {
            *count = count.saturating_add(1);
        }
    }

    /// Tells whether we know when they work, and they do not work around this time of day.
    pub fn is_unusual(&self, at: Timestamp) -> bool {
        let hour = hour(at);
        let around = [hour + 23, hour, hour + 1];
        let near: u32 = around.iter().filter_map(|hour| self.0.get(hour % 24)).sum();
        self.0.iter().sum::<u32>() >= KNOWN_BY && near == 0
    }
}

fn hour(at: Timestamp) -> usize {
    usize::from(london::time_of(at).hour().unsigned_abs())
}

/// A look-up of the week.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Candidate {
    /// Its id.
    pub id: LookUpId,
    /// Who made it.
    pub account: AccountId,
    /// When it was made.
    pub at: Timestamp,
    /// Whose details were opened from it.
    pub opened: Vec<AccountId>,
    /// Whether a recovery, a match or a theft report came of it.
    pub led_to_something: bool,
}

/// What is known about the people who looked bikes up.
#[derive(Clone, Debug, Default)]
pub struct Known {
    /// When each of them works.
    pub hours: HashMap<AccountId, Hours>,
    /// How an officer and somebody whose details they opened belong together, in this order.
    pub near: HashMap<(AccountId, AccountId), Vec<Why>>,
    /// How often an officer has opened the details of a person in the last months.
    pub times: HashMap<(AccountId, AccountId), u32>,
}

/// A look-up that was drawn.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Drawn {
    /// The look-up.
    pub look_up: LookUpId,
    /// Why it was drawn.
    pub why: Vec<Why>,
}

/// Draws look-ups at random. The order in which they are given does not matter.
pub fn at_random(seed: Seed, look_ups: impl IntoIterator<Item = LookUpId>) -> Vec<LookUpId> {
    let mut all: Vec<LookUpId> = look_ups.into_iter().collect();
    all.sort_unstable_by_key(|id| (seed.place_of(*id), *id));
    all.truncate(AT_RANDOM);
    all
}

/// Draws a sample: first look-ups at random, and then those that stand out most among the others.
pub fn draw(seed: Seed, candidates: &[Candidate], known: &Known) -> Vec<Drawn> {
    let busy = busy(candidates);
    let reasons = |candidate: &Candidate| reasons(candidate, known, busy.contains(&candidate.account));
    let at_random = at_random(seed, candidates.iter().map(|candidate| candidate.id));
    let mut drawn = Vec::new();
    for look_up in &at_random {
        let candidate = candidates.iter().find(|candidate| candidate.id == *look_up);
        let also = candidate.map(reasons).unwrap_or_default();
        drawn.push(Drawn {
            look_up: *look_up,
            why: std::iter::once(Why::AtRandom).chain(also).collect(),
        });
    }
    let rest = candidates
        .iter()
        .filter(|candidate| !at_random.contains(&candidate.id));
    let mut rest: Vec<(u32, &Candidate, Vec<Why>)> = rest
        .map(|candidate| {
            let why = reasons(candidate);
            (why.iter().map(|why| why.weight()).sum(), candidate, why)
        })
        .filter(|(weight, ..)| *weight > 0)
        .collect();
    rest.sort_by_key(|(weight, candidate, _)| (u32::MAX - weight, seed.place_of(candidate.id), candidate.id));
    let mut of_each: HashMap<AccountId, usize> = HashMap::new();
    let mut standing_out = 0;
    for (_, candidate, why) in rest {
        let own = of_each.entry(candidate.account).or_default();
        if standing_out == STANDING_OUT || *own == OF_ONE_PERSON {
            continue;
        }
        *own += 1;
        standing_out += 1;
        drawn.push(Drawn {
            look_up: candidate.id,
            why,
        });
    }
    drawn
}

/// Returns the people who made more than three times as many look-ups as the middle one of all who made any.
fn busy(candidates: &[Candidate]) -> Vec<AccountId> {
    let mut counts: HashMap<AccountId, usize> = HashMap::new();
    for candidate in candidates {
        *counts.entry(candidate.account).or_default() += 1;
    }
    let mut sorted: Vec<usize> = counts.values().copied().collect();
    sorted.sort_unstable();
    let middle = sorted
        .get(sorted.len().saturating_sub(1) / 2)
        .copied()
        .unwrap_or(0);
    let many = counts
        .into_iter()
        .filter(|(_, count)| *count >= MANY && *count > 3 * middle);
    many.map(|(account, _)| account).collect()
}

/// Returns why a look-up stands out, the gravest reason first.
fn reasons(candidate: &Candidate, known: &Known, is_busy: bool) -> Vec<Why> {
    let mut why: Vec<Why> = Vec::new();
    for owner in &candidate.opened {
        let pair = (candidate.account, *owner);
        why.extend(known.near.get(&pair).into_iter().flatten());
        if known.times.get(&pair).is_some_and(|times| *times >= AGAIN) {
            why.push(Why::SamePersonAgain);
        }
    }
    let hours = known.hours.get(&candidate.account);
    if hours.is_some_and(|hours| hours.is_unusual(candidate.at)) {
        why.push(Why::UnusualHour);
    }
    if is_busy {
        why.push(Why::ManyLookUps);
    }
    if !(6..22).contains(&hour(candidate.at)) {
        why.push(Why::AtNight);
    }
    if !candidate.led_to_something {
        why.push(Why::LedToNothing);
    }
    why.sort_unstable();
    why.dedup();
    why
}

#[cfg(test)]
mod tests;
