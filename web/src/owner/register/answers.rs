//! The answers that somebody has given so far.

use domain::MarkCode;
use domain::account::contact::Contact;
use domain::bike::{Description, Identifier, NewBike};
use domain::catalogue;
use domain::number::Frame;
use registry::bike::change::Edited;
use serde::{Deserialize, Serialize};

/// The answers of a registration that is being filled in. They have all been checked.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub(in crate::owner) struct Answers {
    /// Who is registering the bike.
    pub(in crate::owner) owner: Contact,
    /// The frame number. `None` until the owner has answered that question.
    pub(in crate::owner) frame: Option<Frame>,
    /// What the bike looks like.
    pub(in crate::owner) looks: Description,
    /// Its other numbers.
    pub(in crate::owner) identifiers: Vec<Identifier>,
    /// The label that is already on it.
    pub(in crate::owner) mark: Option<MarkCode>,
}

impl Answers {
    /// Takes the answers from a registered bike.
    pub(in crate::owner) fn of(edited: &Edited) -> Self {
        Self {
            owner: Contact::default(),
            frame: Some(edited.bike.frame.clone()),
            looks: edited.bike.description.clone(),
            identifiers: edited.bike.identifiers.clone(),
            mark: edited.mark,
        }
    }

    /// Says what is unusual about the frame number, if anything. It is only a reason to look again.
    pub(in crate::owner) fn hint(&self) -> Option<String> {
        let number = self.frame.as_ref()?.number()?;
        let make = self.looks.make.as_deref().unwrap_or_default();
        catalogue::hint(make, number.key()).map(|hint| hint.sentence)
    }

    /// Returns the bike, if every question about it was answered.
    pub(in crate::owner) fn bike(&self) -> Option<NewBike> {
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
