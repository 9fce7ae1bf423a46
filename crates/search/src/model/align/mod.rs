//! Aligns what was typed with a number on record under the noisy channel of [`domain::number::channel`].
//!
//! One dynamic programme gives the likeliest way in which the number on record became what was typed. Its score is a
//! log2 likelihood ratio: the channel's probability of that way, over the probability that another bike's number would
//! have given the same characters. Places that were not read do not count either way.

mod rows;
mod trace;

use domain::{
    look_up::AlignedPair,
    number::{Reading, Symbol, SymbolSet, Token, channel},
};

use super::language::{Language, Place};
use super::packed::MAX_SYMBOLS;
use rows::{Rows, emission};

/// Scores are whole numbers of this fraction of a bit, so that sums are exact and eight fit in a vector.
const UNIT: f64 = 32.0;
/// Lower than any score that matters, so that sums do not wrap round.
const NEVER: i16 = i16::MIN;

fn units(bits: f64) -> i16 {
    // The longest reading has 48 places of less than 20 bits each, so a score stays within 16 bits.
    (bits * UNIT).round() as i16
}

/// A score in bits.
pub(crate) fn bits(units: i16) -> f64 {
    f64::from(units) / UNIT
}

/// A reading, ready to be compared with many numbers.
#[derive(Debug)]
pub(crate) struct Aligner {
    tokens: Vec<Token>,
    profile: Profile,
    /// The score if this many characters on record are left over at one end.
    end_lost: [i16; MAX_SYMBOLS + 1],
    swaps: Swaps,
    /// The score of a perfect match.
    best: i16,
}

/// Scores by place of the reading, in vectors of one of two lengths, because most readings are short.
#[derive(Debug)]
enum Profile {
    Short(Box<Rows<16>>),
    Long(Box<Rows<{ Reading::MAX_TOKENS }>>),
}

/// Neighbours that may have been swapped.
#[derive(Debug)]
struct Swaps {
    /// For each symbol, the places that have it, and the places whose previous neighbour has it.
    second: [u64; Symbol::COUNT],
    first: [u64; Symbol::COUNT],
    /// For each place, the score if it is swapped with the one before.
    score: [i16; Reading::MAX_TOKENS],
}

/// Where the scores are kept while two numbers are compared: a column for each character on record.
pub(crate) struct Matrix {
    short: Box<[[i16; 16]; MAX_SYMBOLS + 1]>,
    long: Box<[[i16; Reading::MAX_TOKENS]; MAX_SYMBOLS + 1]>,
}

impl Matrix {
    pub(crate) fn new() -> Self {
        Self {
            short: Box::new([[NEVER; 16]; MAX_SYMBOLS + 1]),
            long: Box::new([[NEVER; Reading::MAX_TOKENS]; MAX_SYMBOLS + 1]),
        }
    }
}

impl Aligner {
    /// Prepares a reading; the language says how rare its characters are.
    pub(crate) fn new(reading: &Reading, language: &Language) -> Self {
        let tokens: Vec<Token> = reading
            .tokens()
            .iter()
            .copied()
            .take(Reading::MAX_TOKENS)
            .collect();
        let infos = infos(&tokens, language);
        let mut swaps = Swaps {
            first: [0; Symbol::COUNT],
            second: [0; Symbol::COUNT],
            score: [NEVER; Reading::MAX_TOKENS],
        };
        for place in 1..tokens.len() {
            if let (Some(first), Some(second)) = (tokens[place - 1].symbol(), tokens[place].symbol())
                && first != second
            {
                swaps.first[first.index()] |= 1 << place;
                swaps.second[second.index()] |= 1 << place;
                swaps.score[place] = units(channel::SWAPPED + infos[place - 1] + infos[place]);
            }
        }
        let best = tokens
            .iter()
            .zip(&infos)
            .map(|(token, info)| match token {
                Token::Run => units(channel::RUN),
                Token::One(set) => set
                    .iter()
                    .map(|symbol| units(emission(symbol, *set) + info))
                    .max()
                    .unwrap_or(0),
            })
            .sum();
        let profile = if tokens.len() <= 16 {
            Profile::Short(Box::new(Rows::new(&tokens, &infos)))
        } else {
            Profile::Long(Box::new(Rows::new(&tokens, &infos)))
        };
        Self {
            tokens,
            profile,
            end_lost: std::array::from_fn(|left| {
                if left == 0 {
                    0
                } else {
                    units(channel::END_LOST + channel::END_LOST_EACH * left as f64)
                }
            }),
            swaps,
            best,
        }
    }

    /// The score of a perfect match.
    pub(crate) fn best(&self) -> i16 {
        self.best
    }

    /// Scores a number on record.
    pub(crate) fn score(&self, record: &[u8], matrix: &mut Matrix) -> i16 {
        let places = self.tokens.len();
        match &self.profile {
            Profile::Short(rows) => rows.fill(record, places, self, &mut matrix.short).0,
            Profile::Long(rows) => rows.fill(record, places, self, &mut matrix.long).0,
        }
    }

    /// The likeliest alignment itself, and its score.
    pub(crate) fn align(&self, record: &[u8], matrix: &mut Matrix) -> (i16, Vec<AlignedPair>) {
        let places = self.tokens.len();
        match &self.profile {
            Profile::Short(rows) => {
                let (score, place, column) = rows.fill(record, places, self, &mut matrix.short);
                (score, rows.trace(record, self, &matrix.short, (place, column)))
            }
            Profile::Long(rows) => {
                let (score, place, column) = rows.fill(record, places, self, &mut matrix.long);
                (score, rows.trace(record, self, &matrix.long, (place, column)))
            }
        }
    }
}

/// How rare the symbol at each place is, in bits, given the two places before.
fn infos(tokens: &[Token], language: &Language) -> Vec<f64> {
    let mut before = [Place::Start, Place::Start];
    tokens
        .iter()
        .map(|token| match *token {
            Token::Run => {
                before = [Place::Open, Place::Open];
                0.0
            }
            Token::One(set) => {
                let info = if set == SymbolSet::ANY {
                    0.0
                } else {
                    -language.probability(before, set).max(1e-9).log2()
                };
                before = [before[1], token.symbol().map_or(Place::Open, Place::Known)];
                info
            }
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use domain::look_up::Relation;
    use domain::number::FramePattern;
    use proptest::prelude::*;

    use super::*;
    use crate::model::packed::Symbols;

    fn drawn(typed: &str, on_record: &str) -> (f64, String) {
        let language = Language::empty();
        let pattern = FramePattern::parse(typed).unwrap();
        let reading = &pattern.readings()[0];
        let (score, pairs) =
            Aligner::new(reading, &language).align(Symbols::of_key(on_record).as_slice(), &mut Matrix::new());
        let line = pairs
            .iter()
            .map(|pair| match pair.relation {
                Relation::Same => '=',
                Relation::LookAlike => '~',
                Relation::Different => 'x',
                Relation::Missing => '-',
                Relation::Extra => '+',
                Relation::Unread => '?',
                Relation::Swapped => 's',
            })
            .collect();
        (bits(score), line)
    }

    #[test]
    fn alignments() {
        for (typed, on_record, line) in [
            ("WTU316C2137N", "WTU316C2137N", "============"),
            ("WTU3I6C2137N", "WTU316C2137N", "====~======="),
            ("WTU319C2137N", "WTU316C2137N", "=====x======"),
            ("WTU36C2137N", "WTU316C2137N", "====-======="),
            ("WTU3166C2137N", "WTU316C2137N", "======+======"),
            ("WTU361C2137N", "WTU316C2137N", "====ss======"),
            ("*316C2*", "WTU316C2137N", "???=====????"),
            ("W?U3?6C?13?N", "WTU316C2137N", "=?==?==?==?="),
            ("*316C2I37N", "WTU316C2137N", "???=====~==="),
            ("316C2137N", "WTU316C2137N", "---========="),
            ("WTU316C2137N54CM", "WTU316C2137N", "============++++"),
            ("2019WTU316C2137N", "WTU316C2137N", "++++============"),
            ("WTU*137N", "WTU316C2137N", "===?????===="),
            ("[WV]TU316C2137N", "WTU316C2137N", "?==========="),
        ] {
            let (score, drawn) = drawn(typed, on_record);
            let count = |c: char| drawn.chars().filter(|d| *d == c).count();
            let line_count = |c: char| line.chars().filter(|d| *d == c).count();
            // It does not matter which of two equal neighbours is the missing or the extra one.
            for mark in "=~x-+?s".chars() {
                assert_eq!(
                    count(mark),
                    line_count(mark),
                    "{typed} {on_record}: {drawn} is not {line}"
                );
            }
            assert!(score > 5.0, "{typed} {on_record}: {score}");
        }
    }

    #[test]
    fn the_likelier_slip_scores_higher() {
        let on_record = "WTU316C2137N";
        let falling = [
            "WTU316C2137N",
            "WTU3I6C2137N",
            "WTU316G2137N",
            "WTU319C2137N",
            "WTU319C2197N",
            "XYZ998F4400P",
        ];
        for pair in falling.windows(2) {
            assert!(
                drawn(pair[0], on_record).0 > drawn(pair[1], on_record).0,
                "{pair:?}"
            );
        }
    }

    proptest! {
        #[test]
        fn alignments_hold_both_sides_and_add_up(typed in "[A-D0-3?*]{1,14}", on_record in "[A-D0-3]{1,14}") {
            let Ok(pattern) = FramePattern::parse(&typed) else { return Ok(()) };
            let language = Language::empty();
            for reading in pattern.readings() {
                let aligner = Aligner::new(reading, &language);
                let symbols = Symbols::of_key(&on_record);
                let mut matrix = Matrix::new();
                let score = aligner.score(symbols.as_slice(), &mut matrix);
                let (traced, pairs) = aligner.align(symbols.as_slice(), &mut matrix);
                prop_assert_eq!(score, traced);
                prop_assert!(score <= aligner.best());
                let record: String = pairs.iter().filter_map(|pair| pair.on_record).collect();
                prop_assert_eq!(&record, &on_record);
                let ones = reading.tokens().iter().filter(|token| **token != Token::Run).count();
                prop_assert_eq!(pairs.iter().filter(|pair| pair.typed.is_some()).count(), ones);
            }
        }
    }
}
