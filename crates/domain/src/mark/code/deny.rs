//! Keeps rude words off labels.

/// The rude words. Codes have no U, I, L or O, but people read V as U, 1 as I or L, and 0 as O. So the words are
/// compared in the form that people would read.
const WORDS: &[&str] = &[
    "ANAL", "ANUS", "ARSE", "BITCH", "BOMB", "BOOB", "COCK", "COON", "CRAP", "CUNT", "DEAD", "DICK", "DYKE",
    "FAG", "FART", "FUCK", "FUK", "GOOK", "HATE", "HELL", "HITLER", "HOMO", "JIZZ", "KIKE", "KILL", "KKK",
    "NAZI", "NIGG", "NONCE", "PAEDO", "PAKI", "PEDO", "PENIS", "PISS", "POOF", "PORN", "PRICK", "PUSSY",
    "RAPE", "RETARD", "SEX", "SHAG", "SHIT", "SLAG", "SLUT", "SPAZ", "TITS", "TOSS", "TRANNY", "TURD",
    "TWAT", "WANK", "WHORE", "WOG",
];

/// Tells whether a code, written without its hyphen, spells one of the words when its digits are read as letters.
pub(super) fn spells_a_word(compact: &str) -> bool {
    let code: String = compact.chars().map(seen_as).collect();
    WORDS.iter().any(|word| {
        let word: String = word.chars().map(seen_as).collect();
        code.contains(&word)
    })
}

/// Turns characters that look alike into one character.
const fn seen_as(character: char) -> char {
    match character {
        'I' | 'L' => '1',
        'O' => '0',
        'U' => 'V',
        'E' => '3',
        'A' => '4',
        'S' => '5',
        'G' => '6',
        'T' => '7',
        'B' => '8',
        'Z' => '2',
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_seen_through_their_digits() {
        for (code, spelled) in [
            ("7KQ4MFVCKD", true),
            ("5H1T000000", true),
            ("000000SH17", true),
            ("0WANK00000", true),
            ("0N4Z100000", true),
            ("7KQ4M2X9TD", false),
            ("0000000000", false),
        ] {
            assert_eq!(spells_a_word(code), spelled, "{code}");
        }
    }
}
