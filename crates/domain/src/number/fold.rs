//! Gives numbers that look the same one spelling. Equality, `/check` and the database's index use it.

use super::symbol::key;

/// Folds a text to one spelling, which it shares with every text that looks the same.
///
/// The classes are `0ODQ`, `1IL`, `2Z`, `5S`, `6G`, `8B` and `UV`, and each is written as its first character. We chose
/// them by two rules. Only characters that people really mix up on a stamp, under a scratch or on a phone's keyboard
/// share a class, because equality does not ask how likely the mistake was. And no class has two digits, because the
/// bikes of one maker differ by their running numbers. If `3` were folded with `8`, or `1` with `7`, one person's bike
/// would be taken for another's. The channel model weighs the weaker look-alikes (`E` and `F`, `M` and `N`, `7` and
/// `T`...) instead.
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
