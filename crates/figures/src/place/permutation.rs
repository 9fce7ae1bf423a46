//! Works out chances by shuffling, from a seed.

/// How many times the counts are shuffled for each place.
pub const PERMUTATIONS: u32 = 999;

/// SplitMix64 (Steele, Lea and Flood, OOPSLA 2014). We wrote our own, because a release must give the same list for
/// ever, while a library may change its random numbers.
struct SplitMix(u64);

impl SplitMix {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// Returns a whole number below a bound. Each number is equally likely.
    fn below(&mut self, bound: usize) -> usize {
        let bound = bound as u64;
        // The last run of numbers is short, and would make the small ones more likely.
        let whole = u64::MAX - u64::MAX % bound;
        loop {
            let drawn = self.next();
            if drawn < whole {
                return (drawn % bound) as usize;
            }
        }
    }
}

/// The counts of an area, to be shuffled over its places.
///
/// Every order of the counts is equally likely. A whole neighbourhood is drawn, including the place in its middle. If
/// the count of that place stayed fixed instead (Anselin 1995, as in esda), a place that is hot by itself in an
/// otherwise even area would have p = 1, because its neighbours are like all other places. A rack at a station is such
/// a place.
pub struct Permutations<'a> {
    counts: &'a [u64],
    seed: u64,
}

impl<'a> Permutations<'a> {
    /// Makes permutations of these counts from a seed, which is usually the release's id.
    #[must_use]
    pub fn new(counts: &'a [u64], seed: u64) -> Self {
        Self { counts, seed }
    }

    /// Returns the chance that a neighbourhood of `size` places holds `sum` or more: (1 + how many did) / (1 + 999).
    ///
    /// `place` gives each place its own draws, so that the order of the calls does not matter. If a neighbourhood is
    /// the whole area, it always has the same sum, and so the chance is 1.
    #[must_use]
    pub fn chance(&self, place: u64, size: usize, sum: u64) -> f64 {
        if size >= self.counts.len() || sum == 0 {
            return 1.0;
        }
        let mut random = SplitMix(self.seed ^ SplitMix(place).next());
        let mut drawn = Vec::with_capacity(size);
        let as_many = (0..PERMUTATIONS).filter(|_| self.draw(&mut random, &mut drawn, size) >= sum);
        f64::from(1 + as_many.count() as u32) / f64::from(1 + PERMUTATIONS)
    }

    /// Adds up the counts of `size` different places that are drawn at random.
    fn draw(&self, random: &mut SplitMix, drawn: &mut Vec<usize>, size: usize) -> u64 {
        drawn.clear();
        while drawn.len() < size {
            let place = random.below(self.counts.len());
            if !drawn.contains(&place) {
                drawn.push(place);
            }
        }
        drawn.iter().map(|&place| self.counts[place]).sum()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn splitmix_gives_the_published_numbers() {
        // These are the first numbers of the reference implementation, for the seed 1234567.
        let mut random = SplitMix(1_234_567);
        let first: Vec<u64> = (0..3).map(|_| random.next()).collect();
        assert_eq!(
            first,
            [
                6_457_827_717_110_365_317,
                3_203_168_211_198_807_973,
                9_817_491_932_198_370_423
            ]
        );
    }

    #[test]
    fn about_the_exact_chance() {
        // One of 100 places holds everything, so for 9 places the chance is 0.09.
        let mut counts = vec![0; 100];
        counts[7] = 10;
        let chance = Permutations::new(&counts, 1).chance(0, 9, 10);
        assert!((chance - 0.09).abs() < 0.03, "{chance}");
        assert_eq!(Permutations::new(&counts, 1).chance(0, 100, 10), 1.0);
    }

    proptest! {
        #[test]
        fn the_same_seed_gives_the_same_chance(
            counts in prop::collection::vec(0_u64..9, 10..60),
            seed: u64,
            place: u64,
            sum in 0_u64..40,
        ) {
            let permutations = Permutations::new(&counts, seed);
            let chance = permutations.chance(place, 9, sum);
            // Calls for other places in between do not change anything.
            let _ = permutations.chance(place.wrapping_add(1), 4, sum);
            prop_assert_eq!(chance, Permutations::new(&counts, seed).chance(place, 9, sum));
            prop_assert!((0.001..=1.0).contains(&chance));
        }

        #[test]
        fn more_is_never_more_likely(counts in prop::collection::vec(0_u64..9, 10..60), seed: u64, sum in 0_u64..40) {
            let permutations = Permutations::new(&counts, seed);
            prop_assert!(permutations.chance(3, 9, sum) >= permutations.chance(3, 9, sum + 1));
        }
    }
}
