//! A corrected mark code. The page shows what was changed, and asks before it is used.

use domain::MarkCode;
use domain::mark::code::{PutRight, Reading};

/// The code that somebody probably meant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Proposal {
    /// The code that fits.
    pub code: MarkCode,
    /// Its characters as on a label, each with whether it was corrected.
    pub characters: Vec<(char, bool)>,
    /// A sentence that says what was corrected.
    pub sentence: String,
}

impl Proposal {
    /// Returns the proposal of a reading that is not exact but leaves only one code.
    pub fn of(reading: &Reading) -> Option<Self> {
        let code = reading.code()?;
        let put_right = reading.put_right();
        if put_right.is_empty() {
            return None;
        }
        let mut place = 0;
        let characters = code
            .to_string()
            .chars()
            .map(|character| {
                let changed = character != '-' && put_right.iter().any(|change| change.position == place);
                place += usize::from(character != '-');
                (character, changed)
            })
            .collect();
        Some(Self {
            code,
            characters,
            sentence: sentence(put_right),
        })
    }
}

fn sentence(put_right: &[PutRight]) -> String {
    let changes: Vec<String> = put_right
        .iter()
        .map(|change| {
            let place = PLACES.get(change.position).copied().unwrap_or("last");
            match change.was {
                '?' => format!("the {place} character can only be {}", change.is),
                was => format!("the {place} character is probably {}, not {was}", change.is),
            }
        })
        .collect();
    let mut sentence = changes.join(", and ");
    // Every change begins with "the".
    sentence.replace_range(..1, "T");
    sentence
}

const PLACES: [&str; 10] = [
    "first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth",
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn says_what_was_changed_and_where() {
        let code = MarkCode::from_data([7, 20, 30, 4, 18, 2, 28, 9]);
        let right = code.compact();
        let with = |changes: &[(usize, char)]| {
            let mut typed: Vec<char> = right.chars().collect();
            for (place, character) in changes {
                typed[*place] = *character;
            }
            typed.into_iter().collect::<String>()
        };
        let other = if right.starts_with('8') { 'B' } else { '8' };
        for (typed, sentence, changed) in [
            (
                with(&[(0, other)]),
                Some(format!(
                    "The first character is probably {}, not {other}",
                    &right[..1]
                )),
                1,
            ),
            (
                with(&[(4, '?'), (9, '?')]),
                Some(format!(
                    "The fifth character can only be {}, and the tenth character can only be {}",
                    &right[4..5],
                    &right[9..]
                )),
                2,
            ),
            (right.clone(), None, 0),
            ("not a mark".to_owned(), None, 0),
            (String::new(), None, 0),
        ] {
            let proposal = Proposal::of(&MarkCode::read(&typed));
            assert_eq!(proposal.as_ref().map(|p| p.sentence.clone()), sentence, "{typed}");
            let Some(proposal) = proposal else { continue };
            assert_eq!(proposal.code, code);
            let shown: String = proposal.characters.iter().map(|c| c.0).collect();
            assert_eq!(shown, code.to_string());
            assert_eq!(
                proposal.characters.iter().filter(|c| c.1).count(),
                changed,
                "{typed}"
            );
        }
    }
}
