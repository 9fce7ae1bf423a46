//! The form for a message to the owner of a bike, on a label's page and on the page that checks a number.
//!
//! A page has a field `tell: TellView` and includes `shared/tell/fields.html`.

use super::form::{Choice, DateTyped, Errors};
use super::place::{Answer, PlaceQuestion, PlaceTyped};
use super::{HttpError, london};
use domain::account::contact::EmailAddress;
use domain::message::{MOST_CHARACTERS, Sighting};
use domain::place::PlaceGiven;
use domain::place::named::NamedPlace;
use domain::theft::{Moment, Precision};
use jiff::Timestamp;
use registry::message::send::{MessageOwnerError, Words};
use serde::Deserialize;

/// A message as it was typed.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct TellTyped {
    message: String,
    email: String,
    seen: String,
    seen_on_day: String,
    seen_on_month: String,
    seen_on_year: String,
    #[serde(flatten)]
    place: PlaceTyped,
}

/// What the form shows.
pub struct TellView {
    /// The message.
    pub message: String,
    /// The address for an answer.
    pub email: String,
    /// When the bike was seen.
    pub seen: Vec<Choice>,
    /// The day, if it was another one.
    pub seen_on: DateTyped,
    /// Where it was seen.
    pub place: PlaceQuestion,
    /// Whether the sender has said when or where they saw it.
    pub has_sighting: bool,
}

impl TellView {
    /// The most characters that a message can have.
    pub const MOST: usize = MOST_CHARACTERS;
}

impl TellTyped {
    /// Reads the form.
    ///
    /// # Errors
    /// What is wrong, by its field.
    pub fn parse(&self, places: &[NamedPlace], now: Timestamp) -> Result<Words, Errors> {
        let mut errors = Errors::default();
        let text = errors.prose(
            "message",
            "Message",
            "Enter a message",
            &self.message,
            MOST_CHARACTERS,
        );
        let seen = self.seen(&mut errors, now);
        let place = self.place.read(&mut errors, places, Answer::May);
        let sighting = seen
            .zip(place)
            .map(|(seen, place)| sighting(&mut errors, seen, place));
        let email = if self.email.trim().is_empty() {
            Some(None)
        } else {
            errors.keep("email", EmailAddress::parse(&self.email)).map(Some)
        };
        let parsed = text
            .zip(sighting)
            .zip(email)
            .map(|((text, sighting), email)| Words {
                text,
                email,
                sighting,
            });
        errors.finish(parsed)
    }

    /// Makes the form's part of the page.
    pub fn view(&self, places: &[NamedPlace]) -> TellView {
        let seen = Choice::list(
            &self.seen,
            [
                ("now", "Now, or just now"),
                ("today", "Earlier today"),
                ("day", "On another day"),
            ],
        );
        let reveals = |choice: Choice| {
            if choice.value == "day" {
                choice.revealing()
            } else {
                choice
            }
        };
        TellView {
            message: self.message.clone(),
            email: self.email.clone(),
            seen: seen.into_iter().map(reveals).collect(),
            seen_on: self.seen_on(),
            place: self.place.question(places),
            has_sighting: !self.seen.is_empty() || self.place != PlaceTyped::default(),
        }
    }

    fn seen_on(&self) -> DateTyped {
        DateTyped::new(&*self.seen_on_day, &*self.seen_on_month, &*self.seen_on_year)
    }

    /// Reads when it was seen. An outer `None` means that the answer is not valid.
    fn seen(&self, errors: &mut Errors, now: Timestamp) -> Option<Option<Moment>> {
        let today = london::date_of(now);
        let day = match self.seen.as_str() {
            "" if self.seen_on().is_empty() => return Some(None),
            "now" => return Some(Some(Moment::exactly(now))),
            "today" => today,
            _ => {
                let missing = "Enter the day when you saw it";
                self.seen_on()
                    .read(errors, "seen_on", "The day when you saw it", missing)?
            }
        };
        if day > today {
            errors.add(
                "seen_on_day",
                "The day when you saw it must be today or in the past",
            );
            return None;
        }
        errors
            .keep("seen_on_day", Moment::begin_of(day, Precision::Day))
            .map(Some)
    }
}

/// Makes a sighting. A place without a time is an error.
fn sighting(errors: &mut Errors, seen: Option<Moment>, place: Option<PlaceGiven>) -> Option<Sighting> {
    if seen.is_none() && place.is_some() {
        errors.add("seen", "Choose when you saw it");
    }
    seen.map(|seen| Sighting { seen, place })
}

/// Turns a refusal into a message that says what to do instead.
///
/// # Errors
/// An error that is not the sender's fault.
pub fn refused(error: MessageOwnerError) -> Result<Errors, HttpError> {
    let mut errors = Errors::default();
    match error {
        MessageOwnerError::Store(error) => return Err(error.into()),
        error => errors.add("message", error.to_string()),
    }
    Ok(errors)
}

/// Tells a client that it has sent enough messages about one bike. Unlike with the other limits, the form comes back
/// with what was typed.
pub fn enough() -> Errors {
    let mut errors = Errors::default();
    errors.add(
        "message",
        "You have sent several messages about this bike. Try again in an hour",
    );
    errors
}

#[cfg(test)]
mod tests;
