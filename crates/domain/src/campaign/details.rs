use super::MOST_MESSAGES;
use crate::event::AdviceTopic;
use crate::id::{AgencyId, GroupId};
use jiff::ToSpan;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use thiserror::Error;

/// The longest address of a campaign.
const LONGEST_ADDRESS: usize = 60;
/// The longest campaign, in years.
const MOST_YEARS: i64 = 3;

/// The details of a campaign, as somebody enters them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Details {
    /// What it is called.
    pub name: String,
    /// The group that runs it.
    pub group: Option<GroupId>,
    /// Its first day.
    pub starts_on: Date,
    /// Its last day.
    pub ends_on: Date,
    /// What it is for.
    pub aim: String,
    /// Whom it wants to reach.
    pub audience: String,
    /// The agencies that take part in it.
    pub agencies: Vec<AgencyId>,
    /// What it says, in one line each.
    pub messages: Vec<String>,
    /// What it gives advice about.
    pub topics: Vec<AdviceTopic>,
}

/// Why the details of a campaign are not valid.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum DetailsError {
    /// It would end before it starts.
    #[error("The last day must be on or after the first day")]
    EndsBeforeStart,
    /// It would be too long.
    #[error(
        "A campaign can last {} years at most. Check its first and last day",
        MOST_YEARS
    )]
    TooLong,
    /// It has too many messages.
    #[error(
        "A campaign has room for {} messages. Choose the most important ones",
        MOST_MESSAGES
    )]
    TooManyMessages,
}

impl Details {
    /// Checks that the days follow each other and the messages are few.
    ///
    /// # Errors
    /// [`DetailsError`], which says what is wrong.
    pub fn check(&self) -> Result<(), DetailsError> {
        if self.ends_on < self.starts_on {
            return Err(DetailsError::EndsBeforeStart);
        }
        let latest = self.starts_on.checked_add(MOST_YEARS.years());
        if latest.is_ok_and(|latest| self.ends_on > latest) {
            return Err(DetailsError::TooLong);
        }
        if self.messages.len() > MOST_MESSAGES {
            return Err(DetailsError::TooManyMessages);
        }
        Ok(())
    }
}

/// Makes the last part of a campaign's address from its name: small letters, digits and hyphens.
pub fn address_of(name: &str) -> String {
    let lower = name.to_lowercase();
    let words = lower
        .split(|c: char| !c.is_ascii_alphanumeric())
        .filter(|word| !word.is_empty());
    let mut address = String::new();
    for word in words {
        let hyphen = usize::from(!address.is_empty());
        if address.len() + hyphen + word.len() > LONGEST_ADDRESS {
            break;
        }
        if hyphen == 1 {
            address.push('-');
        }
        address.push_str(word);
    }
    if address.is_empty() {
        "campaign".to_owned()
    } else {
        address
    }
}
