//! Plans which bikes are in the property store, which of them are reported stolen while they are there, and which are
//! only registered then.

use super::super::home::year::{Year, anywhere, near};
use domain::id::BikeId;
use domain::place::Point;
use fastrand::Rng;
use std::collections::HashSet;

/// How many of a hundred recovered bikes are reported stolen later. The owners of the others never register.
const OWNED: usize = 40;
/// How many of a hundred reported bikes are registered only with their report.
const LATE: u32 = 30;

/// What happens.
pub struct Plan {
    /// The register and the recovered bikes, whose numbers are read with the same errors as in `bench home`.
    pub year: Year,
    /// The thefts in the order in which they are reported, each with its place.
    pub reports: Vec<(BikeId, Point)>,
    /// Bikes that are registered only with their report.
    pub late: HashSet<BikeId>,
}

impl Plan {
    /// Makes the plan from a seed. There must be at least as many bikes as reports, and at least as many reports as
    /// recovered bikes.
    pub fn new(seed: u64, bikes: usize, reports: usize, open: usize) -> Self {
        let mut rng = Rng::with_seed(seed ^ 0x6d61_7463);
        let mut year = Year::without_thefts(seed, bikes);
        let mut all: Vec<BikeId> = (1..=bikes as i64).map(BikeId).collect();
        rng.shuffle(&mut all);
        let mut thefts: Vec<(BikeId, Point)> = all
            .into_iter()
            .take(reports)
            .map(|bike| (bike, anywhere(&mut rng)))
            .collect();
        for &(bike, place) in thefts.iter().take(open * OWNED / 100) {
            let stamped = year.register.stamped(bike).to_owned();
            let (look, found) = (year.register.entry(bike), near(place, &mut rng));
            year.recover(Some(bike), &stamped, look, (0, found), &mut rng);
        }
        for nth in year.recovered.len()..open {
            let look = year.register.stranger(nth as u64);
            let stamped = look.numbers[0].1.clone();
            let place = anywhere(&mut rng);
            year.recover(None, &stamped, look, (0, place), &mut rng);
        }
        rng.shuffle(&mut thefts);
        let late = thefts.iter().map(|(bike, _)| *bike);
        let late = late.filter(|_| rng.u32(0..100) < LATE).collect();
        Self {
            year,
            reports: thefts,
            late,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_plan_follows_from_its_seed() {
        let (plan, same) = (Plan::new(7, 2_000, 1_000, 200), Plan::new(7, 2_000, 1_000, 200));
        assert_eq!(plan.reports, same.reports);
        assert_eq!(plan.late, same.late);
        assert_eq!((plan.reports.len(), plan.year.recovered.len()), (1_000, 200));
        let owned = plan.year.recovered.iter().filter_map(|one| one.bike);
        let reported: HashSet<BikeId> = plan.reports.iter().map(|(bike, _)| *bike).collect();
        assert_eq!(owned.clone().count(), 80);
        assert!(owned.clone().all(|bike| reported.contains(&bike)));
        assert!((200..400).contains(&plan.late.len()), "{}", plan.late.len());
    }
}
