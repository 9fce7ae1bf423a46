//! How likely a number is among all numbers. A match counts for more if it is rare.

use domain::number::{Symbol, SymbolSet};

const SYMBOLS: usize = Symbol::COUNT;
/// The context before the first character.
const START: usize = SYMBOLS;
/// The context of a place that was not read.
const OPEN: usize = SYMBOLS + 1;
const CONTEXTS: usize = SYMBOLS + 2;

/// A model of the characters in the register's own numbers: each given the two before it, mixed with shorter contexts.
///
/// It interpolates as Jelinek and Mercer do. The weight of a context grows with how often it was seen (Witten and
/// Bell's estimate), and there is a floor for mistakes and new makers.
#[derive(Debug)]
pub(crate) struct Language {
    /// Probabilities by (second last, last, next); the context after the last stands for a place that was not read.
    next: Vec<f32>,
}

/// Counts from which a [`Language`] is made.
pub(crate) struct Sample {
    triples: Vec<u32>,
}

/// The share of the mixture that ignores context and register. It makes digits likelier than letters.
const FLOOR: f64 = 0.01;

impl Sample {
    pub(crate) fn new() -> Self {
        Self {
            triples: vec![0; CONTEXTS * CONTEXTS * SYMBOLS],
        }
    }

    /// Counts one number.
    pub(crate) fn add(&mut self, symbols: &[u8]) {
        let (mut a, mut b) = (START, START);
        for symbol in symbols {
            let c = usize::from(*symbol);
            self.triples[(a * CONTEXTS + b) * SYMBOLS + c] += 1;
            (a, b) = (b, c);
        }
    }
}

impl Language {
    /// The model before any number has been seen.
    pub(crate) fn empty() -> Self {
        Self::from_sample(&Sample::new())
    }

    /// The model of a sample.
    pub(crate) fn from_sample(sample: &Sample) -> Self {
        let mut pairs = vec![0u32; CONTEXTS * SYMBOLS];
        let mut singles = [0u32; SYMBOLS];
        for (at, count) in sample.triples.iter().enumerate() {
            let (b, c) = (at / SYMBOLS % CONTEXTS, at % SYMBOLS);
            pairs[b * SYMBOLS + c] += count;
            singles[c] += count;
        }
        let base: [f64; SYMBOLS] = std::array::from_fn(|c| if c < 10 { 0.07 } else { 0.3 / 26.0 });
        let single = mixed(&singles, &base);
        let mut next = vec![0f32; sample.triples.len()];
        for b in 0..CONTEXTS {
            let pair = if b == OPEN {
                single
            } else {
                mixed(&pairs[b * SYMBOLS..][..SYMBOLS], &single)
            };
            for a in 0..CONTEXTS {
                let at = (a * CONTEXTS + b) * SYMBOLS;
                let counts = &sample.triples[at..][..SYMBOLS];
                let triple = if a == OPEN || b == OPEN {
                    pair
                } else {
                    mixed(counts, &pair)
                };
                for c in 0..SYMBOLS {
                    next[at + c] = ((1.0 - FLOOR) * triple[c] + FLOOR * base[c]) as f32;
                }
            }
        }
        Self { next }
    }

    /// The probability that one of `set` follows the two places before it. A place that was not read can be any symbol.
    pub(crate) fn probability(&self, before: [Place; 2], set: SymbolSet) -> f64 {
        let context = |place: Place| match place {
            Place::Start => START,
            Place::Known(symbol) => symbol.index(),
            Place::Open => OPEN,
        };
        let at = (context(before[0]) * CONTEXTS + context(before[1])) * SYMBOLS;
        set.iter().map(|c| f64::from(self.next[at + c.index()])).sum()
    }
}

impl Language {
    /// How rare each character of a number is, given those before it, in bits.
    pub(crate) fn rarity(&self, symbols: &[u8]) -> impl Iterator<Item = f64> {
        let (mut a, mut b) = (START, START);
        symbols.iter().map(move |symbol| {
            let c = usize::from(*symbol);
            let probability = self.next[(a * CONTEXTS + b) * SYMBOLS + c];
            (a, b) = (b, c);
            -f64::from(probability).log2()
        })
    }
}

/// A place before another one.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Place {
    Start,
    Known(Symbol),
    Open,
}

/// Counts mixed with a wider model, by how many different symbols were seen.
fn mixed(counts: &[u32], wider: &[f64; SYMBOLS]) -> [f64; SYMBOLS] {
    let total: f64 = counts.iter().map(|count| f64::from(*count)).sum();
    let kinds = counts.iter().filter(|count| **count > 0).count() as f64;
    let weight = if total > 0.0 {
        total / (total + kinds.max(1.0))
    } else {
        0.0
    };
    std::array::from_fn(|c| {
        let own = if total > 0.0 {
            f64::from(counts[c]) / total
        } else {
            0.0
        };
        weight * own + (1.0 - weight) * wider[c]
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::packed::Symbols;

    #[test]
    fn probabilities_sum_to_one_and_follow_the_register() {
        let mut sample = Sample::new();
        for n in 0..500 {
            sample.add(Symbols::of_key(&format!("WTU{n:03}C{n:04}N")).as_slice());
        }
        let language = Language::from_sample(&sample);
        let symbol = |c: u8| Symbol::from_ascii(c).unwrap();
        for before in [
            [Place::Start; 2],
            [Place::Known(symbol(b'W')), Place::Known(symbol(b'T'))],
        ] {
            let total: f64 = Symbol::all()
                .map(|s| language.probability(before, SymbolSet::just(s)))
                .sum();
            assert!((total - 1.0).abs() < 1e-3, "{total}");
        }
        let after_wt = [Place::Known(symbol(b'W')), Place::Known(symbol(b'T'))];
        assert!(language.probability(after_wt, SymbolSet::just(symbol(b'U'))) > 0.9);
        assert!(language.probability([Place::Start; 2], SymbolSet::just(symbol(b'X'))) < 0.01);
    }
}
