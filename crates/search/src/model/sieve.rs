//! A first, coarse comparison of a reading with a number: how many characters agree in order.
//!
//! It is the length of the longest common subsequence, with look-alikes counted as equal, computed for all places of
//! the reading at once in the bits of a word (Hyyrö's algorithm). It costs a tenth of an alignment. Whatever else
//! happened to a number (gaps, text before or after, swaps), most of its characters are still in order.

use domain::number::{Reading, Symbol, SymbolSet, Token, likeness};

/// A reading, ready for comparing.
#[derive(Debug)]
pub(crate) struct Sieve {
    /// For each symbol on record, the places where it may have been typed. The size is a power of two, so that no index
    /// is out of range.
    places: [u64; 64],
    /// The places that count. Runs and unread places match everything, so they tell us nothing.
    counted: u64,
}

impl Sieve {
    pub(crate) fn new(reading: &Reading) -> Self {
        let mut sieve = Self {
            places: [0; 64],
            counted: 0,
        };
        for (at, token) in reading.tokens().iter().enumerate() {
            let Token::One(set) = *token else { continue };
            if set == SymbolSet::ANY {
                continue;
            }
            sieve.counted |= 1 << at;
            for symbol in Symbol::all() {
                if set
                    .iter()
                    .any(|typed| typed == symbol || likeness(typed, symbol).is_some())
                {
                    sieve.places[symbol.index()] |= 1 << at;
                }
            }
        }
        sieve
    }

    /// How many places match a number on record, in order.
    pub(crate) fn agree(&self, record: &[u8]) -> u32 {
        let mut open = u64::MAX;
        for symbol in record {
            let hit = open & self.places[usize::from(*symbol & 63)];
            open = open.wrapping_add(hit) | (open - hit);
        }
        (!open & self.counted_span()).count_ones()
    }

    fn counted_span(&self) -> u64 {
        // Carries may pass through places that do not count, so only the bits of places within the reading are answers.
        if self.counted == 0 {
            0
        } else {
            u64::MAX >> self.counted.leading_zeros()
        }
    }
}

#[cfg(test)]
mod tests {
    use domain::number::FramePattern;
    use proptest::prelude::*;

    use super::*;
    use crate::model::packed::Symbols;

    fn agree(typed: &str, on_record: &str) -> u32 {
        let pattern = FramePattern::parse(typed).unwrap();
        Sieve::new(&pattern.readings()[0]).agree(Symbols::of_key(on_record).as_slice())
    }

    #[test]
    fn counts_what_agrees_in_order() {
        for (typed, on_record, expected) in [
            ("WTU316C2137N", "WTU316C2137N", 12),
            ("WTU3I6C2137N", "WTU316C2137N", 12),
            ("WTU319C2137N", "WTU316C2137N", 11),
            ("WTU361C2137N", "WTU316C2137N", 11),
            ("*316C2*", "WTU316C2137N", 5),
            ("W?U3?6C?13?N", "WTU316C2137N", 8),
            ("9999", "WTU316C2", 0),
        ] {
            assert_eq!(agree(typed, on_record), expected, "{typed} {on_record}");
        }
    }

    proptest! {
        #[test]
        fn is_the_longest_common_subsequence(typed in "[2459]{1,20}", on_record in "[2459]{1,20}") {
            // No two of these digits look alike, so the textbook's table is the reference.
            let (a, b) = (typed.as_bytes(), on_record.as_bytes());
            let mut table = vec![vec![0u32; b.len() + 1]; a.len() + 1];
            for i in 1..=a.len() {
                for j in 1..=b.len() {
                    table[i][j] = if a[i - 1] == b[j - 1] {
                        table[i - 1][j - 1] + 1
                    } else {
                        table[i - 1][j].max(table[i][j - 1])
                    };
                }
            }
            prop_assert_eq!(agree(&typed, &on_record), table[a.len()][b.len()]);
        }
    }
}
