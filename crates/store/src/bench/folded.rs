/// A number as the published scheme compares it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Folded {
    /// Its words, with one space between them.
    pub(super) words: String,
    /// The same words without spaces.
    pub(super) together: String,
}

impl Folded {
    /// Folds a number by the published rules: capitals, five classes of look-alikes, a space for anything else, and no
    /// leading zeros.
    pub(super) fn of(typed: &str) -> Self {
        let folded: String = typed
            .chars()
            .map(|c| match c.to_ascii_uppercase() {
                'I' | 'L' => '1',
                'O' => '0',
                'S' => '5',
                'Z' => '2',
                'B' => '8',
                c if c.is_ascii_alphanumeric() => c,
                _ => ' ',
            })
            .collect();
        let folded = folded.trim().trim_start_matches('0');
        let words: Vec<&str> = folded.split_whitespace().collect();
        Self {
            words: words.join(" "),
            together: words.concat(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_fold_as_published() {
        for (typed, words, together) in [
            ("wtu 316-c2137n.", "WTU 316 C2137N", "WTU316C2137N"),
            ("OISZBL", "15281", "15281"),
            ("00 123", "123", "123"),
            ("*316C213*", "316C213", "316C213"),
            ("W?U3?6", "W U3 6", "WU36"),
            ("??", "", ""),
            ("ж1", "1", "1"),
        ] {
            let folded = Folded::of(typed);
            assert_eq!(
                (folded.words.as_str(), folded.together.as_str()),
                (words, together),
                "{typed}"
            );
        }
    }
}
