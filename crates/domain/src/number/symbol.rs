//! The 36 characters by which frame numbers are compared.

use std::fmt;

use unicode_normalization::UnicodeNormalization;

/// One of the 36 characters of a comparison key: `0` to `9` are 0 to 9, `A` to `Z` are 10 to 35.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Symbol(u8);

impl Symbol {
    /// How many symbols there are.
    pub const COUNT: usize = 36;

    /// Reads an ASCII letter (of either case) or digit; anything else is not a symbol.
    #[must_use]
    pub const fn from_ascii(byte: u8) -> Option<Self> {
        match byte {
            b'0'..=b'9' => Some(Self(byte - b'0')),
            b'A'..=b'Z' => Some(Self(byte - b'A' + 10)),
            b'a'..=b'z' => Some(Self(byte - b'a' + 10)),
            _ => None,
        }
    }

    /// Returns the symbol with this number, which must be below [`Symbol::COUNT`].
    #[must_use]
    pub const fn from_index(index: u8) -> Option<Self> {
        if index < Self::COUNT as u8 {
            Some(Self(index))
        } else {
            None
        }
    }

    /// Returns its number, from 0 to 35.
    #[must_use]
    pub const fn index(self) -> usize {
        self.0 as usize
    }

    /// Returns the character that it is written with, in capitals.
    #[must_use]
    pub const fn as_char(self) -> char {
        (if self.0 < 10 {
            b'0' + self.0
        } else {
            b'A' + self.0 - 10
        }) as char
    }

    /// Tells whether it is one of `0` to `9`.
    #[must_use]
    pub const fn is_digit(self) -> bool {
        self.0 < 10
    }

    /// Returns every symbol in order.
    pub fn all() -> impl Iterator<Item = Self> {
        (0..Self::COUNT as u8).map(Self)
    }
}

impl fmt::Debug for Symbol {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.as_char())
    }
}

/// A set of symbols: the choices for one place of a pattern.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct SymbolSet(u64);

impl SymbolSet {
    /// The set of every symbol: what `?` stands for.
    pub const ANY: Self = Self((1 << Symbol::COUNT) - 1);
    /// The empty set.
    pub const NONE: Self = Self(0);

    /// Makes the set of one symbol.
    #[must_use]
    pub const fn just(symbol: Symbol) -> Self {
        Self(1 << symbol.0)
    }

    /// Returns this set with one more symbol.
    #[must_use]
    pub const fn with(self, symbol: Symbol) -> Self {
        Self(self.0 | 1 << symbol.0)
    }

    /// Returns this set with all symbols from one to another, if both are digits, or both are letters, and they are in
    /// order. Otherwise it adds just the two.
    #[must_use]
    pub fn with_range(self, from: Symbol, to: Symbol) -> Self {
        if from.is_digit() != to.is_digit() {
            return self.with(from).with(to);
        }
        (from.0..=to.0).fold(self.with(from).with(to), |set, symbol| Self(set.0 | 1 << symbol))
    }

    /// Tells whether the symbol is in the set.
    #[must_use]
    pub const fn contains(self, symbol: Symbol) -> bool {
        self.0 >> symbol.0 & 1 == 1
    }

    /// Counts the symbols in the set.
    #[must_use]
    pub const fn len(self) -> usize {
        self.0.count_ones() as usize
    }

    /// Returns the symbol in the set, if there is just one.
    #[must_use]
    pub const fn only(self) -> Option<Symbol> {
        if self.0.is_power_of_two() {
            Symbol::from_index(self.0.trailing_zeros() as u8)
        } else {
            None
        }
    }

    /// Tells whether the set is empty.
    #[must_use]
    pub const fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// Returns the symbols in the set, in order.
    pub fn iter(self) -> impl Iterator<Item = Symbol> {
        let mut left = self.0;
        std::iter::from_fn(move || {
            let symbol = Symbol::from_index(left.trailing_zeros() as u8)?;
            left &= left - 1;
            Some(symbol)
        })
    }
}

impl fmt::Debug for SymbolSet {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_set().entries(self.iter()).finish()
    }
}

/// Returns the key of any text: only its letters and digits, in plain capitals.
///
/// Greek and Cyrillic capitals that look like Latin ones are changed into Latin ones, because they are on phones'
/// keyboards and nobody can see the difference. `Ø` counts as a nought, because people cross out a nought to show that
/// it is not an O.
#[must_use]
pub fn key(text: &str) -> String {
    text.nfkd()
        .flat_map(char::to_uppercase)
        .map(as_latin)
        .filter(char::is_ascii_alphanumeric)
        .collect()
}

/// Returns the Latin letter or digit that a capital of another alphabet looks like, or the character itself.
pub(crate) fn as_latin(c: char) -> char {
    match c {
        'А' | 'Α' => 'A',
        'В' | 'Β' => 'B',
        'С' => 'C',
        'Е' | 'Ε' => 'E',
        'Н' | 'Η' => 'H',
        'І' | 'Ι' => 'I',
        'Ј' => 'J',
        'К' | 'Κ' => 'K',
        'М' | 'Μ' => 'M',
        'Ν' => 'N',
        'О' | 'Ο' => 'O',
        'Р' | 'Ρ' => 'P',
        'Ѕ' => 'S',
        'Т' | 'Τ' => 'T',
        'Х' | 'Χ' => 'X',
        'У' | 'Υ' => 'Y',
        'Ζ' => 'Z',
        'Ø' | '∅' | '⌀' => '0',
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys() {
        for (text, expected) in [
            ("wtu 316-c2137n.", "WTU316C2137N"),
            ("ＷＴＵ３１６", "WTU316"),
            ("ВМХ 123", "BMX123"),
            ("é-1", "E1"),
            ("straße 1", "STRASSE1"),
            ("ABØ12ø", "AB0120"),
            ("🚲 12", "12"),
            ("", ""),
        ] {
            assert_eq!(key(text), expected, "{text}");
        }
    }

    #[test]
    fn symbols_and_characters_agree() {
        for symbol in Symbol::all() {
            assert_eq!(Symbol::from_ascii(symbol.as_char() as u8), Some(symbol));
            assert_eq!(Symbol::from_index(symbol.index() as u8), Some(symbol));
        }
        assert_eq!(Symbol::from_index(36), None);
        assert_eq!(SymbolSet::ANY.len(), 36);
    }
}
