use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use thiserror::Error;

/// The most people whom one count from a stand can hold.
const MOST_PEOPLE: u32 = 5_000;

/// How many people at a stand, or on paper, named each issue, as somebody enters it. It is kept apart from the answers
/// on the web, because nobody knows whether the same people gave both.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct NewStandCount {
    /// The day.
    pub on: Date,
    /// Where the stand was, or how the paper came.
    pub place: String,
    /// How many people answered there.
    pub people: u32,
    /// How many of them named each issue, in the order of the issues.
    pub named: Vec<u32>,
}

/// Why a count from a stand is not valid.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum StandError {
    /// Nobody answered, or too many did.
    #[error("Enter how many people answered, from 1 to {}", MOST_PEOPLE)]
    People,
    /// More people named an issue than answered.
    #[error("More people named this issue than answered. Check both numbers")]
    MoreThanAnswered,
    /// It is in the future, or before the consultation opened.
    #[error("The day must be today or earlier, and not before the consultation opens")]
    WrongDay,
    /// It is not about the issues of the consultation.
    #[error("Enter a number for each issue. Enter 0 if nobody named it")]
    Issues,
}

/// A count from a stand.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct StandCount {
    /// Its number in the consultation.
    pub id: u32,
    /// How many times it has been changed.
    pub version: u32,
    /// What was entered.
    pub stand: NewStandCount,
}

impl NewStandCount {
    /// Checks the numbers, for a consultation with so many issues that opened on a day, as it is today.
    ///
    /// # Errors
    /// [`StandError`], which says what is wrong.
    pub fn check(&self, issues: usize, opened_on: Date, today: Date) -> Result<(), StandError> {
        if !(1..=MOST_PEOPLE).contains(&self.people) {
            return Err(StandError::People);
        }
        if self.named.len() != issues {
            return Err(StandError::Issues);
        }
        if self.named.iter().any(|named| *named > self.people) {
            return Err(StandError::MoreThanAnswered);
        }
        if self.on > today || self.on < opened_on {
            return Err(StandError::WrongDay);
        }
        Ok(())
    }
}
