use serde::{Deserialize, Serialize};
use thiserror::Error;

/// The most issues that one person can choose.
pub const MOST_CHOICES: usize = 3;

/// The issues that somebody chose, the most important first. They are counted from nought.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Choices(Vec<u8>);

/// Why choices are not valid.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum ChoicesError {
    /// Nothing was chosen.
    #[error("Choose the issue that matters most to you")]
    Nothing,
    /// There is a gap before a choice.
    #[error("Make your first choice before the others, and your second before your third")]
    Gap,
    /// An issue was chosen twice.
    #[error("You chose the same issue twice. Choose another one, or leave this empty")]
    Twice,
    /// There is no such issue.
    #[error("Choose an issue from the list")]
    NoIssue,
}

impl Choices {
    /// Reads the first, second and third choice among so many issues.
    ///
    /// # Errors
    /// [`ChoicesError`] with the place of the choice that is wrong.
    pub fn new(chosen: [Option<usize>; MOST_CHOICES], issues: usize) -> Result<Self, (usize, ChoicesError)> {
        let mut all: Vec<u8> = Vec::new();
        for (place, choice) in chosen.into_iter().enumerate() {
            let Some(choice) = choice else { continue };
            let known = u8::try_from(choice).ok().filter(|_| choice < issues);
            let known = known.ok_or((place, ChoicesError::NoIssue))?;
            if place > all.len() {
                return Err((all.len(), ChoicesError::Gap));
            }
            if all.contains(&known) {
                return Err((place, ChoicesError::Twice));
            }
            all.push(known);
        }
        if all.is_empty() {
            return Err((0, ChoicesError::Nothing));
        }
        Ok(Self(all))
    }

    /// Returns the choice at a place, counted from nought.
    pub fn at(&self, place: usize) -> Option<u8> {
        self.0.get(place).copied()
    }
}

/// An answer to a consultation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answer {
    /// The issues that somebody chose.
    pub choices: Choices,
    /// What they said in their own words.
    pub words: Option<String>,
}
