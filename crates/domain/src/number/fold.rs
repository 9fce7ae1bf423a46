//! One spelling for numbers that look the same: what equality, `/check` and the database's index use.

use super::symbol::key;

/// Folds a text to the one spelling that it shares with everything that looks the same.
///
/// The classes are `0ODQ`, `1IL`, `2Z`, `5S`, `6G`, `8B` and `UV`, each written as its first character.
/// Two rules chose them. Only glyphs that a stamp, a scratch or a phone's keyboard truly confuse are in one
/// class, because equality has no second look at how likely the slip was. And no class holds two digits:
/// what tells one maker's bikes apart is the running number, and folding `3` with `8` or `1` with `7` would
/// make a stranger's bike answer as somebody else's. The weaker look-alikes (`E` and `F`, `M` and `N`, `7`
/// and `T`...) are weighed by the channel model instead.
#[must_use]
pub fn fold(text: &str) -> String {
    key(text).bytes().map(|byte| fold_ascii(byte) as char).collect()
}

/// Folds one upper-case ASCII letter or digit.
pub(super) const fn fold_ascii(byte: u8) -> u8 {
    match byte {
        b'O' | b'D' | b'Q' => b'0',
        b'I' | b'L' => b'1',
        b'Z' => b'2',
        b'S' => b'5',
        b'G' => b'6',
        b'B' => b'8',
        b'V' => b'U',
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn folds() {
        for (a, b) in [
            ("WTU316C2137N", "wtu3I6c2l37n"),
            ("XD2112APOO31C", "XD2112AP0031C"),
            ("SBGZVQ", "5862UD"),
        ] {
            assert_eq!(fold(a), fold(b), "{a} {b}");
        }
        for (a, b) in [("13", "18"), ("11", "17"), ("E", "F"), ("C", "G"), ("4", "A")] {
            assert_ne!(fold(a), fold(b), "{a} {b}");
        }
    }

    #[test]
    fn folding_twice_changes_nothing_and_digits_stay_apart() {
        let all: String = ('0'..='9').chain('A'..='Z').collect();
        assert_eq!(fold(&fold(&all)), fold(&all));
        assert_eq!(fold("0123456789"), "0123456789");
    }
}
