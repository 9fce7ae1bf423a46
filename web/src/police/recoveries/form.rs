//! The form in which an officer records a recovered bike.

use super::super::describe;
use super::numbers::NumbersTyped;
use crate::shared::london;
use crate::shared::place::{Answer, PlaceTyped};
use crate::shared::{DateTyped, Errors};
use domain::look_up::Reason;
use domain::number::{FramePattern, PatternError};
use domain::place::PlaceGiven;
use domain::place::named::NamedPlace;
use domain::recovery::NewRecovery;
use jiff::Timestamp;
use jiff::civil::Time;
use registry::look_up::LookUp;
use serde::Deserialize;

const MOST_REFERENCE: usize = 60;
const MOST_PLACE: usize = 200;

/// The form as it was typed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(default)]
pub(super) struct RecoveryForm {
    pub(super) property_ref: String,
    pub(super) read: String,
    pub(super) make: String,
    pub(super) model: String,
    pub(super) colour: String,
    pub(super) second_colour: String,
    pub(super) kind: String,
    found_day: String,
    found_month: String,
    found_year: String,
    pub(super) found_time: String,
    #[serde(flatten)]
    pub(super) given: PlaceTyped,
    pub(super) place: String,
    pub(super) found_by: String,
    /// The version of the record that the officer is correcting.
    pub(super) version: String,
    /// The rows for other numbers: all fields of the form that have no place above.
    #[serde(flatten)]
    pub(super) numbers: NumbersTyped,
}

impl RecoveryForm {
    /// Makes a form with today's date, because most bikes are recorded on the day that they come in.
    pub(super) fn empty(now: Timestamp) -> Self {
        let mut form = Self::default();
        form.found_on(now);
        form
    }

    /// Fills the form from a look-up.
    pub(super) fn of(look_up: &LookUp, reason: &Reason, now: Timestamp) -> Self {
        let colour = |at: usize| look_up.colours.get(at).cloned().unwrap_or_default();
        let reason = reason.as_str();
        // A reason of one word with a digit in it is a reference.
        let is_reference =
            !reason.contains(char::is_whitespace) && reason.contains(|c: char| c.is_ascii_digit());
        let mut form = Self {
            property_ref: if is_reference {
                reason.to_owned()
            } else {
                String::new()
            },
            read: look_up.boxes().join(", "),
            make: look_up.make.clone().unwrap_or_default(),
            model: look_up.model.clone().unwrap_or_default(),
            colour: colour(0),
            second_colour: colour(1),
            kind: look_up
                .kind
                .map(|kind| kind.slug().to_owned())
                .unwrap_or_default(),
            ..Self::default()
        };
        form.found_on(look_up.found_at.unwrap_or(now));
        form
    }

    /// Fills the form with what was recorded, to be corrected.
    pub(super) fn recorded(recovery: &NewRecovery) -> Self {
        let colour = |at: usize| recovery.colours.get(at).cloned().unwrap_or_default();
        let time = london::time_of(recovery.found_at);
        let mut form = Self {
            property_ref: recovery.property_ref.clone(),
            read: recovery.read.clone().unwrap_or_default(),
            numbers: NumbersTyped::of(&recovery.identifiers),
            make: recovery.make.clone().unwrap_or_default(),
            model: recovery.model.clone().unwrap_or_default(),
            colour: colour(0),
            second_colour: colour(1),
            kind: recovery
                .kind
                .map(|kind| kind.slug().to_owned())
                .unwrap_or_default(),
            // Midnight means that nobody knows the time.
            found_time: if time == Time::midnight() {
                String::new()
            } else {
                time.strftime("%H:%M").to_string()
            },
            given: PlaceTyped::of(recovery.given.as_ref(), false),
            place: recovery.place.clone().unwrap_or_default(),
            found_by: recovery.found_by.clone().unwrap_or_default(),
            ..Self::default()
        };
        form.found_on(recovery.found_at);
        form
    }

    fn found_on(&mut self, at: Timestamp) {
        let date = DateTyped::of(london::date_of(at));
        (self.found_day, self.found_month, self.found_year) = (date.day, date.month, date.year);
    }

    /// Returns the day on which the bike was found, as typed.
    pub(super) fn found(&self) -> DateTyped {
        DateTyped::new(&*self.found_day, &*self.found_month, &*self.found_year)
    }

    /// Reads the form.
    ///
    /// # Errors
    /// [`Errors`] with the problems, in the order of the page.
    pub(super) fn parse(&self, now: Timestamp, places: &[NamedPlace]) -> Result<NewRecovery, Errors> {
        let mut errors = Errors::default();
        let property_ref = errors.line(
            "property_ref",
            "The property reference",
            "Enter the property reference",
            &self.property_ref,
            MOST_REFERENCE,
        );
        let read = errors.optional_line("read", "What was read", &self.read, FramePattern::MAX_WRITTEN);
        if let Some(Some(read)) = &read
            && let Err(error) = FramePattern::parse(read)
            && error != PatternError::Words
        {
            errors.add("read", error.to_string());
        }
        let numbers = self.numbers.read(&mut errors);
        let description = describe::read(
            describe::Typed {
                make: &self.make,
                model: &self.model,
                colour: &self.colour,
                second_colour: &self.second_colour,
                kind: &self.kind,
            },
            &mut errors,
        );
        let found_at = self.found_at(now, &mut errors);
        let given = self.given.read(&mut errors, places, Answer::May);
        let place = errors.optional_line("place", "Where it was found", &self.place, MOST_PLACE);
        let found_by = errors.optional_line("found_by", "Who found it", &self.found_by, MOST_PLACE);
        let parsed = property_ref
            .zip(read)
            .zip(numbers)
            .zip(description)
            .zip(found_at)
            .zip(given.zip(place))
            .zip(found_by);
        errors.finish(parsed.map(
            |((((((property_ref, read), identifiers), description), found_at), (given, place)), found_by)| {
                NewRecovery {
                    property_ref,
                    read,
                    identifiers,
                    make: description.make,
                    model: description.model,
                    colours: description.colours,
                    kind: description.kind,
                    found_at,
                    found_by,
                    place,
                    point: given.as_ref().and_then(PlaceGiven::point),
                    given,
                }
            },
        ))
    }

    /// Reads when the bike was found. Midnight means that nobody knows the time.
    fn found_at(&self, now: Timestamp, errors: &mut Errors) -> Option<Timestamp> {
        let date = self.found().read(
            errors,
            "found",
            "The day it was found",
            "Enter the day it was found",
        );
        let time = match self.found_time.trim() {
            "" => Some(Time::midnight()),
            typed => errors.keep("found_time", london::time_of_day(typed)),
        };
        let at = errors.keep(
            "found_time",
            london::instant(date?, time?, london::Twice::Earlier),
        )?;
        if at > now {
            let id = if london::date_of(at) > london::date_of(now) {
                "found_day"
            } else {
                "found_time"
            };
            errors.add(id, "It must have been found in the past");
            return None;
        }
        Some(at)
    }
}
