//! How likely it is that two bikes have the same whole number, by maker and length, according to the register itself.

use std::collections::HashMap;

/// The assumption before we know the register: this many numbers of a kind, and this few of them on two bikes.
const BEFORE: f64 = 50.0;
const SHARE_BEFORE: f64 = 1.0 / 400.0;
/// The highest and the lowest chance that another bike has the same number. Makers use each number once, but some make
/// mistakes.
const MOST: f64 = 1.0 / 200.0;
const LEAST: f64 = 1.0 / 2_000.0;

/// Numbers of a kind, and how many of them are on two bikes.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
struct Count {
    numbers: f64,
    twice: f64,
}

impl Count {
    fn add(&mut self, is_twice: bool) {
        self.numbers += 1.0;
        self.twice += f64::from(u8::from(is_twice));
    }

    /// The share that is on two bikes, starting from another share.
    fn share(self, before: f64) -> f64 {
        (self.twice + BEFORE * before) / (self.numbers + BEFORE)
    }
}

/// The share of whole numbers that are on two bikes.
#[derive(Debug, Default)]
pub(crate) struct Doubles {
    by_length: HashMap<usize, Count>,
    by_make: HashMap<(u32, usize), Count>,
}

/// Numbers, with the groups in which we count them.
#[derive(Default)]
pub(crate) struct Numbers {
    /// The number as a hash, the make, and the length.
    seen: Vec<(u64, u32, usize)>,
}

impl Numbers {
    /// Adds a number of a bike. If there are many numbers, only some are counted, and the same ones for every bike.
    pub(crate) fn add(&mut self, symbols: &[u8], make: u32, one_in: u64) {
        // FNV-1a (Fowler, Noll, Vo).
        let hash = symbols.iter().fold(0xcbf2_9ce4_8422_2325u64, |hash, symbol| {
            (hash ^ u64::from(*symbol)).wrapping_mul(0x0100_0000_01b3)
        });
        // Short numbers hardly reach the middle bits of that hash, so Fibonacci hashing (Knuth) spreads them.
        let mixed = hash.wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 32;
        if mixed.is_multiple_of(one_in.max(1)) {
            self.seen.push((hash, make, symbols.len()));
        }
    }

    /// Counts the numbers that are on two bikes.
    pub(crate) fn count(mut self) -> Doubles {
        self.seen.sort_unstable();
        let mut doubles = Doubles::default();
        for same in self.seen.chunk_by(|a, b| a.0 == b.0) {
            for (_, make, length) in same {
                let is_twice = same.len() > 1;
                doubles.by_length.entry(*length).or_default().add(is_twice);
                if *make > 0 {
                    let of_make = doubles.by_make.entry((*make, *length)).or_default();
                    of_make.add(is_twice);
                }
            }
        }
        doubles
    }
}

impl Doubles {
    /// The chance that another bike has the same number, for this maker (0 if not known) and this length.
    pub(crate) fn chance(&self, make: u32, length: usize) -> f64 {
        let of_length = self.by_length.get(&length).copied().unwrap_or_default();
        let of_length = of_length.share(SHARE_BEFORE);
        let of_make = self.by_make.get(&(make, length)).copied().unwrap_or_default();
        of_make.share(of_length).clamp(LEAST, MOST)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_the_register_shows_counts_by_maker_and_length() {
        let mut numbers = Numbers::default();
        for number in 0..4_000_u32 {
            let symbols: Vec<u8> = number.to_be_bytes().into_iter().chain([1, 2, 3]).collect();
            numbers.add(&symbols, 1, 1);
            numbers.add(&symbols[..6], 2, 1);
            if number < 400 {
                numbers.add(&symbols, 3, 1);
            }
        }
        let doubles = numbers.count();
        let (rare, often, unknown) = (doubles.chance(2, 6), doubles.chance(1, 7), doubles.chance(9, 12));
        assert!(rare < unknown && unknown < often, "{rare} {unknown} {often}");
        assert!((often - MOST).abs() < 1e-9, "{often}");
        assert!((unknown - SHARE_BEFORE).abs() < 1e-9, "{unknown}");
        assert!((LEAST..=MOST).contains(&rare), "{rare}");
        assert!((Doubles::default().chance(0, 0) - SHARE_BEFORE).abs() < 1e-9);
    }

    #[test]
    fn of_many_numbers_some_are_counted_and_the_same_of_every_bike() {
        let mut numbers = Numbers::default();
        for number in 0..8_000_u32 {
            for _ in 0..2 {
                numbers.add(&number.to_be_bytes(), 0, 8);
            }
        }
        assert!(
            (1_000..3_000).contains(&numbers.seen.len()),
            "{}",
            numbers.seen.len()
        );
        let counted = numbers.count().by_length[&4];
        assert!((counted.numbers - counted.twice).abs() < 0.5, "{counted:?}");
    }
}
