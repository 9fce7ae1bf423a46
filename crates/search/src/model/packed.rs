//! Numbers as 64-bit words, so that the index's columns can hold them.
//!
//! A word is a number in base 36 with a leading digit that marks its length: 1 in the last word of a number,
//! 2 when another word follows. Twelve characters fit in one word (3 * 36^12 < 2^64).

use domain::number::Symbol;

/// Characters in a full word.
const PER_WORD: usize = 12;
/// The most symbols that are kept; longer numbers are cut.
pub(crate) const MAX_SYMBOLS: usize = 48;

/// The symbols of one number, as indices from 0 to 35.
#[derive(Clone, Debug)]
pub(crate) struct Symbols {
    symbols: [u8; MAX_SYMBOLS],
    len: usize,
}

impl Symbols {
    /// No symbols.
    pub(crate) fn new() -> Self {
        Self {
            symbols: [0; MAX_SYMBOLS],
            len: 0,
        }
    }

    /// The symbols of a comparison key. Other characters, and symbols beyond the limit, are dropped.
    pub(crate) fn of_key(key: &str) -> Self {
        let mut symbols = Self::new();
        for symbol in key.bytes().filter_map(Symbol::from_ascii).take(MAX_SYMBOLS) {
            symbols.symbols[symbols.len] = symbol.index() as u8;
            symbols.len += 1;
        }
        symbols
    }

    /// The symbols, first to last.
    pub(crate) fn as_slice(&self) -> &[u8] {
        &self.symbols[..self.len]
    }

    /// Forgets all symbols.
    pub(crate) fn clear(&mut self) {
        self.len = 0;
    }

    /// Adds the symbols of a word. Returns true if the number ends with it.
    pub(crate) fn unpack(&mut self, word: u64) -> bool {
        let mut digits = [0u8; PER_WORD];
        let (mut rest, mut count) = (word, 0);
        while rest > 2 && count < PER_WORD {
            digits[count] = (rest % 36) as u8;
            rest /= 36;
            count += 1;
        }
        for digit in digits[..count].iter().rev() {
            if self.len < MAX_SYMBOLS {
                self.symbols[self.len] = *digit;
                self.len += 1;
            }
        }
        rest != 2
    }
}

/// The words of one number.
pub(crate) fn pack(symbols: &[u8]) -> impl Iterator<Item = u64> + '_ {
    let words = symbols.chunks(PER_WORD).count();
    symbols.chunks(PER_WORD).enumerate().map(move |(at, chunk)| {
        let lead = if at + 1 == words { 1 } else { 2 };
        chunk
            .iter()
            .fold(lead, |word, symbol| word * 36 + u64::from(*symbol))
    })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn unpacks_what_was_packed(keys in prop::collection::vec("[0-9A-Z]{1,48}", 1..5)) {
            let words: Vec<u64> = keys
                .iter()
                .flat_map(|key| pack(Symbols::of_key(key).as_slice()).collect::<Vec<_>>())
                .collect();
            let mut found = Vec::new();
            let mut symbols = Symbols::new();
            for word in words {
                if symbols.unpack(word) {
                    found.push(symbols.as_slice().to_vec());
                    symbols.clear();
                }
            }
            let expected: Vec<Vec<u8>> = keys.iter().map(|key| Symbols::of_key(key).as_slice().to_vec()).collect();
            prop_assert_eq!(found, expected);
        }
    }
}
