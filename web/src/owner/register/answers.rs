//! What has been answered so far.

use domain::MarkCode;
use domain::account::contact::Contact;
use domain::bike::{Description, Identifier, NewBike};
use domain::catalogue;
use domain::number::Frame;
use serde::{Deserialize, Serialize};

/// The answers of a registration that is being filled in; every one of them has been parsed.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub(super) struct Answers {
    /// Who registers.
    pub(super) owner: Contact,
    /// The frame's number, once asked.
    pub(super) frame: Option<Frame>,
    /// What the bike looks like.
    pub(super) looks: Description,
    /// Its other numbers.
    pub(super) identifiers: Vec<Identifier>,
    /// The label that is on it already.
    pub(super) mark: Option<MarkCode>,
}

impl Answers {
    /// What is unusual about the frame number, if anything is: a reason to look again and no more.
    pub(super) fn hint(&self) -> Option<String> {
        let number = self.frame.as_ref()?.number()?;
        let make = self.looks.make.as_deref().unwrap_or_default();
        catalogue::hint(make, number.key()).map(|hint| hint.sentence)
    }

    /// The bike, when everything about it was asked.
    pub(super) fn bike(&self) -> Option<NewBike> {
        Some(NewBike {
            frame: self.frame.clone()?,
            description: self.looks.clone(),
            identifiers: self.identifiers.clone(),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn answers_come_back_as_they_were_kept() {
        let answers = Answers {
            frame: Some(Frame::parse("wtu 123-o56k").unwrap()),
            identifiers: vec![Identifier::parse("battery:B 77").unwrap()],
            ..Answers::default()
        };
        let kept = serde_json::to_vec(&answers).unwrap();
        assert_eq!(serde_json::from_slice::<Answers>(&kept).unwrap(), answers);
        assert_eq!(
            serde_json::from_slice::<Answers>(b"{}").unwrap(),
            Answers::default()
        );
    }

    #[test]
    fn a_number_unlike_the_makers_gets_a_word_and_others_none() {
        let of = |make: Option<&str>, number: &str| {
            let mut answers = Answers {
                frame: Some(Frame::parse(number).unwrap()),
                ..Answers::default()
            };
            answers.looks.make = make.map(str::to_owned);
            answers.hint()
        };
        assert!(of(None, "ABC").is_some());
        assert_eq!(of(None, "unknown"), None);
        let usual = &catalogue::formats_of("Giant")[0].example;
        assert_eq!(of(Some("Giant"), usual), None);
    }
}
