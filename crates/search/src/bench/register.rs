use std::collections::HashSet;

use domain::{
    bike::{BikeKind, IdentifierKind},
    id::BikeId,
    look_up::{BikeEntry, Query},
    number::FramePattern,
};
use fastrand::Rng;

use super::{
    Class,
    formats::{self, COLOURS, MAKERS},
    slips,
};

/// An invented register: every bike follows from the seed.
///
/// Of 100 numbers on record, 4 have a look-alike mistake, 2 have an edit, and 10 have odd spacing or capitals. One bike
/// in eight has a second number. One bike in fifty belongs to a hire fleet, whose numbers follow each other, and one in
/// a hundred has the number of another maker's bike. These come after the others.
pub struct Register {
    seed: u64,
    /// The number of bikes that are in no fleet and not double, and the number that are not double.
    singles: usize,
    without_doubles: usize,
    /// The stamped number and the maker of each bike.
    stamped: Vec<(Box<str>, u8)>,
    taken: HashSet<Box<str>>,
    makers: Vec<u8>,
}

/// One bike in this many belongs to a fleet, or has another bike's number.
const FLEETS: usize = 50;
const DOUBLES: usize = 100;
/// How many bikes a fleet has.
const FLEET: usize = 300;

/// How common the makers are among invented bikes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Makers {
    /// As common as among the real numbers that we collected the formats from, times a random factor from a half to
    /// two.
    Seen,
    /// In a random order, by a flattened Zipf's law: the commonest maker has about an eighth of the bikes.
    Shuffled,
}

impl Makers {
    /// Both ways.
    pub const ALL: [Self; 2] = [Self::Seen, Self::Shuffled];

    /// The word for it on a command line.
    #[must_use]
    pub const fn slug(self) -> &'static str {
        match self {
            Self::Seen => "seen",
            Self::Shuffled => "shuffled",
        }
    }

    /// A list in which each maker appears according to its share of the bikes.
    fn shares(self, rng: &mut Rng) -> Vec<u8> {
        let mut order: Vec<u8> = (0..MAKERS.len() as u8).collect();
        let shares: Vec<usize> = match self {
            Self::Seen => MAKERS
                .iter()
                .map(|maker| (f64::from(maker.seen) * (rng.f64() * 2.0 - 1.0).exp2() * 10.0).round() as usize)
                .collect(),
            Self::Shuffled => {
                rng.shuffle(&mut order);
                (0..MAKERS.len()).map(|rank| 600 / (rank + 4)).collect()
            }
        };
        order
            .into_iter()
            .zip(shares)
            .flat_map(|(maker, share)| std::iter::repeat_n(maker, share))
            .collect()
    }
}

/// A query with the bike that it is about.
#[derive(Clone, Debug)]
pub struct Ask {
    /// What is looked for.
    pub query: Query,
    /// What was typed in the box for numbers.
    pub typed: String,
    /// The number that is stamped on the bike.
    pub stamped: String,
    /// The bike, if it is on the register.
    pub bike: Option<BikeId>,
}

impl Register {
    /// Makes a register of this many bikes.
    #[must_use]
    pub fn new(seed: u64, bikes: usize, makers: Makers) -> Self {
        let mut rng = Rng::with_seed(seed);
        let makers = makers.shares(&mut rng);
        let singles = bikes - bikes / FLEETS - bikes / DOUBLES;
        let mut made = Self {
            seed,
            singles,
            without_doubles: bikes - bikes / DOUBLES,
            stamped: Vec::with_capacity(bikes),
            taken: HashSet::with_capacity(bikes),
            makers,
        };
        for _ in 0..singles {
            let (number, maker) = made.fresh(&mut rng);
            made.taken.insert(number.clone());
            made.stamped.push((number, maker));
        }
        made.add_fleets(&mut rng);
        for _ in made.without_doubles..bikes {
            let (number, maker) = made.stamped[rng.usize(0..singles)].clone();
            let other = (maker + 1 + rng.u8(0..MAKERS.len() as u8 - 1)) % MAKERS.len() as u8;
            made.stamped.push((number, other));
        }
        made
    }

    /// Adds the bikes of fleets. All bikes of a fleet are from one maker.
    fn add_fleets(&mut self, rng: &mut Rng) {
        let (mut maker, mut fleet) = (0, 0);
        for nth in 0..self.without_doubles - self.singles {
            if nth % FLEET == 0 {
                maker = self.makers[rng.usize(0..self.makers.len())];
                fleet = nth / FLEET;
            }
            let number: Box<str> = format!("HF{fleet:03}{:05}", 10_000 + nth % FLEET).into();
            self.taken.insert(number.clone());
            self.stamped.push((number, maker));
        }
    }

    /// How many bikes there are; they are numbered from 1.
    #[must_use]
    pub fn len(&self) -> usize {
        self.stamped.len()
    }

    /// True if there are no bikes.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.stamped.is_empty()
    }

    /// The bikes as they are on record, in order.
    pub fn entries(&self) -> impl Iterator<Item = BikeEntry> + '_ {
        (1..=self.stamped.len() as i64).map(|bike| self.entry(BikeId(bike)))
    }

    /// One bike as it is on record.
    #[must_use]
    pub fn entry(&self, bike: BikeId) -> BikeEntry {
        let (stamped, maker) = self.bike(bike);
        let mut rng = self.rng(1, bike.0 as u64);
        let mut written = match rng.u32(0..100) {
            0..4 => slips::look_alikes(stamped, 1, &mut rng),
            4..6 => slips::edits(stamped, 1, &mut rng),
            _ => stamped.to_owned(),
        };
        if (self.singles..self.without_doubles).contains(&(bike.0 as usize - 1)) {
            // The owner of a fleet has a list of the numbers, and does not read them off the bikes.
            written = stamped.to_owned();
        }
        if rng.u32(0..10) == 0 {
            written = slips::reformatted(&written, &mut rng);
        }
        let mut numbers = vec![(IdentifierKind::Frame, written)];
        if rng.u32(0..8) == 0 {
            let kinds = [
                IdentifierKind::Battery,
                IdentifierKind::BikeRegister,
                IdentifierKind::Lock,
            ];
            numbers.push((kinds[rng.usize(0..3)], formats::number("BR########", &mut rng)));
        }
        described(bike, maker, numbers, &mut rng)
    }

    /// The n-th bike that is not on the register, with what is stamped on it. It is from one of the same makers.
    #[must_use]
    pub fn stranger(&self, nth: u64) -> BikeEntry {
        let mut rng = self.rng(200, nth);
        let (mut stamped, mut maker) = self.fresh(&mut rng);
        // Take a maker that has numbers left.
        while self.taken.contains(&stamped) {
            (stamped, maker) = self.fresh(&mut rng);
        }
        let numbers = vec![(IdentifierKind::Frame, stamped.into_string())];
        described(BikeId(0), maker, numbers, &mut rng)
    }

    /// What is stamped on a bike, whatever is on record.
    #[must_use]
    pub fn stamped(&self, bike: BikeId) -> &str {
        self.bike(bike).0
    }

    /// What somebody reads off a stamped number, with the errors of a class.
    #[must_use]
    pub fn read_off(&self, stamped: &str, class: Class, nth: u64) -> String {
        let mut rng = self.rng(300 + class as u64, nth);
        self.asked(class, stamped, &mut rng).typed
    }

    /// The n-th query of a class about a bike on the register.
    #[must_use]
    pub fn ask(&self, class: Class, nth: u64) -> Ask {
        let mut rng = self.rng(2 + class as u64, nth);
        let bike = BikeId(self.one_of(class, &mut rng) as i64 + 1);
        let (stamped, _) = self.bike(bike);
        let mut ask = self.asked(class, stamped, &mut rng);
        ask.bike = Some(bike);
        if class.describes() {
            let entry = self.entry(bike);
            // One person in ten describes the colour differently from the owner.
            let colours = if rng.u32(0..10) == 0 {
                colours(&mut rng)
            } else {
                entry.colours
            };
            (ask.query.make, ask.query.colours) = (entry.make, colours);
        }
        ask
    }

    /// The n-th query of a class about a bike that is not on the register, by the same makers.
    #[must_use]
    pub fn ask_absent(&self, class: Class, nth: u64) -> Ask {
        let mut rng = self.rng(100 + class as u64, nth);
        let (mut stamped, mut maker) = self.fresh(&mut rng);
        // Take a maker that has numbers left.
        while self.taken.contains(&stamped) {
            (stamped, maker) = self.fresh(&mut rng);
        }
        match class {
            // The next bike of the fleet, which nobody registered.
            Class::Fleet if self.singles < self.without_doubles => {
                let fleet = (self.one_of(class, &mut rng) - self.singles) / FLEET;
                stamped = format!("HF{fleet:03}{:05}", 10_000 + FLEET).into();
            }
            // One more bike that has the number of another maker's bike.
            Class::Double => {
                let (number, of) = &self.stamped[rng.usize(0..self.singles)];
                (stamped, maker) = (number.clone(), (of + 1) % MAKERS.len() as u8);
            }
            _ => {}
        }
        let mut ask = self.asked(class, &stamped, &mut rng);
        if class.describes() {
            ask.query.make = Some(MAKERS[usize::from(maker)].name.to_owned());
            ask.query.colours = colours(&mut rng);
        }
        ask
    }

    fn asked(&self, class: Class, stamped: &str, rng: &mut Rng) -> Ask {
        let other = |rng: &mut Rng| self.fresh(rng).0.into_string();
        loop {
            let typed = class.typed(stamped, other, rng);
            if let Ok(pattern) = FramePattern::parse(&typed) {
                let query = Query {
                    numbers: vec![pattern],
                    ..Query::default()
                };
                return Ask {
                    query,
                    typed,
                    stamped: stamped.to_owned(),
                    bike: None,
                };
            }
        }
    }

    /// The position of the bike that a query is about.
    fn one_of(&self, class: Class, rng: &mut Rng) -> usize {
        let all = match class {
            Class::Fleet => self.singles..self.without_doubles,
            Class::Double => self.without_doubles..self.stamped.len(),
            _ => 0..self.singles,
        };
        // A small register has neither fleets nor doubles.
        let all = if all.is_empty() { 0..self.singles } else { all };
        rng.usize(all)
    }

    fn bike(&self, bike: BikeId) -> (&str, u8) {
        let (stamped, maker) = &self.stamped[(bike.0 - 1) as usize];
        (stamped, *maker)
    }

    /// A number that no bike has yet. If a maker has no short numbers left, one is repeated.
    fn fresh(&self, rng: &mut Rng) -> (Box<str>, u8) {
        let maker = self.makers[rng.usize(0..self.makers.len())];
        let formats = MAKERS[usize::from(maker)].formats;
        let mut number = formats::number(formats[rng.usize(0..formats.len())], rng);
        for _ in 0..50 {
            if !self.taken.contains(number.as_str()) {
                break;
            }
            number = formats::number(formats[rng.usize(0..formats.len())], rng);
        }
        (number.into(), maker)
    }

    fn rng(&self, stream: u64, nth: u64) -> Rng {
        Rng::with_seed(
            self.seed ^ stream.wrapping_mul(0x9e37_79b9_7f4a_7c15) ^ nth.wrapping_mul(0xd1b5_4a32_d192_ed03),
        )
    }
}

/// A bike of a maker, as somebody describes it.
fn described(bike: BikeId, maker: u8, numbers: Vec<(IdentifierKind, String)>, rng: &mut Rng) -> BikeEntry {
    let maker = &MAKERS[usize::from(maker)];
    BikeEntry {
        numbers,
        make: Some(maker.name.to_owned()),
        model: Some(maker.models[rng.usize(0..maker.models.len())].to_owned()),
        colours: colours(rng),
        kind: Some(
            [
                BikeKind::Hybrid,
                BikeKind::Road,
                BikeKind::Mountain,
                BikeKind::Electric,
            ][rng.usize(0..4)],
        ),
        ..BikeEntry::new(bike)
    }
}

fn colours(rng: &mut Rng) -> Vec<String> {
    let pick = |rng: &mut Rng| {
        let mut left = rng.u32(0..100);
        for (colour, share) in COLOURS {
            if left < share {
                return colour.to_owned();
            }
            left -= share;
        }
        COLOURS[0].0.to_owned()
    };
    let mut colours = vec![pick(rng)];
    if rng.u32(0..5) == 0 {
        let second = pick(rng);
        if second != colours[0] {
            colours.push(second);
        }
    }
    colours
}
