//! Makes areas for tests. The same seed always gives the same area.

use super::counted::{Back, Counted};
use super::make::{Beside, Made, make};
use super::model::Kept;
use domain::Random;
use domain::feed::FeedPosition;
use domain::figure::TheftFact;
use domain::figure::release::Release;
use domain::id::{BikeId, TheftReportId};
use domain::place::wards;
use domain::theft::{Moment, TheftWindow};
use figures::period::Quarter;
use figures::place::Cell;
use figures::recovery::Recovery;
use jiff::ToSpan;
use jiff::civil::Date;
use testkit::Seeded;

/// Random numbers. The same seed always gives the same numbers.
pub(crate) struct Dice(pub(crate) Seeded);

impl Dice {
    pub(crate) fn below(&mut self, most: u64) -> u64 {
        let mut bytes = [0; 8];
        self.0.fill(&mut bytes);
        u64::from_le_bytes(bytes) % most
    }
}

/// Makes an area where this many bikes are stolen in a year, most of them in a few wards.
pub(crate) fn area(slug: &str, a_year: u64, last: Date, seed: u64) -> Vec<TheftFact> {
    let mut dice = Dice(Seeded::new(seed));
    let wards: Vec<_> = wards::of_partnership(slug).collect();
    let mut thefts = Vec::new();
    for number in 0..a_year * 4 {
        let low = dice.below(wards.len() as u64).min(dice.below(wards.len() as u64));
        let ward = wards[usize::try_from(low).unwrap()];
        let gone = last.saturating_sub(i64::try_from(dice.below(365 * 4)).unwrap().days());
        let at = gone.to_zoned(jiff::tz::TimeZone::UTC).unwrap().timestamp() + 12.hours();
        let place = Cell::at(ward.middle());
        let (east, north) = (dice.below(5).cast_signed(), dice.below(5).cast_signed());
        let spread = |at: i32, by: i64| at + i32::try_from(by).unwrap() - 2;
        thefts.push(TheftFact {
            report: TheftReportId(number.cast_signed() + 1),
            bike: BikeId(number.cast_signed() + 1),
            ward: Some(ward.code.clone()),
            square: (dice.below(10) > 0).then(|| (spread(place.east, east), spread(place.north, north))),
            gone,
            window: TheftWindow::stored(
                Moment::exactly(at - i64::try_from(dice.below(30)).unwrap().hours()),
                Moment::exactly(at),
            ),
            kind: domain::bike::BikeKind::all().nth(usize::try_from(dice.below(5)).unwrap()),
            lock: domain::theft::Lock::ALL
                .get(usize::try_from(dice.below(9)).unwrap())
                .copied(),
            was_registered: dice.below(3) > 0,
            was_late: dice.below(12) == 0,
            has_crime_ref: dice.below(2) == 0,
            owner: dice.below(900).cast_signed(),
        });
    }
    thefts
}

pub(super) fn counted(slug: &str, quarter: Quarter, thefts: &[TheftFact]) -> Counted {
    let recovered = (0_i64..40).map(|number| {
        let found = quarter.last_day().saturating_sub((number * 17).days());
        let back = |days: i64| (number % 3 > 0).then(|| found.saturating_add(days.days()));
        Back {
            recovery: Recovery {
                found,
                tied: back(20),
                returned: back(60 + number).filter(|_| number % 7 > 0),
                insured: back(60 + number).filter(|_| number % 7 == 0),
            },
            some_day: false,
        }
    });
    Counted {
        area: slug.to_owned(),
        quarter,
        as_at: quarter.closes(),
        thefts: thefts.to_vec(),
        nowhere: 7,
        recovered: recovered.collect(),
        issued: Vec::new(),
        held: Vec::new(),
        problems: Vec::new(),
        recorded: None,
    }
}

pub(super) fn made(
    slug: &str,
    quarter: Quarter,
    thefts: &[TheftFact],
    before: &[Release],
    earlier: &[Kept],
) -> Made {
    let beside = Beside {
        before,
        earlier,
        seed: 42,
        revision: 0,
        feed: FeedPosition::start(1),
    };
    make(&counted(slug, quarter, thefts), &beside).unwrap()
}

/// Makes the first release of an area where this many bikes are stolen in a year.
pub(crate) fn first_release(slug: &str, a_year: u64, last: Date, seed: u64) -> Release {
    let thefts = area(slug, a_year, last, seed);
    made(slug, Quarter::of(last), &thefts, &[], &[]).release
}
