//! What an officer writes down about a bike that came in.

use super::super::describe;
use crate::shared::london;
use crate::shared::{Choice, DateTyped, Errors};
use domain::bike::{Identifier, IdentifierKind};
use domain::look_up::Reason;
use domain::number::{FramePattern, PatternError};
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
    pub(super) other_kind: String,
    pub(super) other: String,
    pub(super) second_other_kind: String,
    pub(super) second_other: String,
    pub(super) make: String,
    pub(super) model: String,
    pub(super) colour: String,
    pub(super) second_colour: String,
    pub(super) kind: String,
    found_day: String,
    found_month: String,
    found_year: String,
    pub(super) found_time: String,
    pub(super) place: String,
}

impl RecoveryForm {
    /// Makes a form that is empty but for the day, for most bikes are written down on the day they come in.
    pub(super) fn empty(now: Timestamp) -> Self {
        let mut form = Self::default();
        form.found_on(now);
        form
    }

    /// Fills the form with what was looked for.
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
        let kind = |at: usize| {
            recovery
                .identifiers
                .get(at)
                .map(|other| other.kind.slug().to_owned())
        };
        let number = |at: usize| {
            let other = recovery.identifiers.get(at);
            other.map(|other| other.number.as_written().to_owned())
        };
        let time = london::time_of(recovery.found_at);
        let mut form = Self {
            property_ref: recovery.property_ref.clone(),
            read: recovery.read.clone().unwrap_or_default(),
            other_kind: kind(0).unwrap_or_default(),
            other: number(0).unwrap_or_default(),
            second_other_kind: kind(1).unwrap_or_default(),
            second_other: number(1).unwrap_or_default(),
            make: recovery.make.clone().unwrap_or_default(),
            model: recovery.model.clone().unwrap_or_default(),
            colour: colour(0),
            second_colour: colour(1),
            kind: recovery
                .kind
                .map(|kind| kind.slug().to_owned())
                .unwrap_or_default(),
            // Midnight stands for a time that nobody knows.
            found_time: if time == Time::midnight() {
                String::new()
            } else {
                time.strftime("%H:%M").to_string()
            },
            place: recovery.place.clone().unwrap_or_default(),
            ..Self::default()
        };
        form.found_on(recovery.found_at);
        form
    }

    fn found_on(&mut self, at: Timestamp) {
        let date = DateTyped::of(london::date_of(at));
        (self.found_day, self.found_month, self.found_year) = (date.day, date.month, date.year);
    }

    /// Returns the day on which it was found, as typed.
    pub(super) fn found(&self) -> DateTyped {
        DateTyped::new(&*self.found_day, &*self.found_month, &*self.found_year)
    }

    /// Reads the form.
    ///
    /// # Errors
    /// What is wrong, by field, in the order of the page.
    pub(super) fn parse(&self, now: Timestamp) -> Result<NewRecovery, Errors> {
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
        let first = identifier("other", &self.other_kind, &self.other, &mut errors);
        let second = identifier(
            "second_other",
            &self.second_other_kind,
            &self.second_other,
            &mut errors,
        );
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
        let place = errors.optional_line("place", "Where it was found", &self.place, MOST_PLACE);
        let numbers = first
            .zip(second)
            .map(|(first, second)| first.into_iter().chain(second).collect());
        let parsed = property_ref
            .zip(read)
            .zip(numbers)
            .zip(description)
            .zip(found_at)
            .zip(place);
        errors.finish(parsed.map(
            |(((((property_ref, read), identifiers), description), found_at), place)| NewRecovery {
                property_ref,
                read,
                identifiers,
                make: description.make,
                model: description.model,
                colours: description.colours,
                kind: description.kind,
                found_at,
                place,
                point: None,
            },
        ))
    }

    /// Reads when it was found; midnight stands for a time that nobody knows.
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

/// What another number can be of.
pub(super) fn number_kinds(chosen: &str) -> Vec<Choice> {
    let all = IdentifierKind::all().filter(|kind| *kind != IdentifierKind::Frame);
    let all = all.map(|kind| (kind.slug(), kind.label()));
    Choice::list(
        chosen,
        std::iter::once(("", "Choose the type of number")).chain(all),
    )
}

/// Reads another number with what it is of; both may be empty. The outer none says that it is wrong.
fn identifier(id: &str, kind: &str, typed: &str, errors: &mut Errors) -> Option<Option<Identifier>> {
    if typed.trim().is_empty() {
        return Some(None);
    }
    let Some(kind) = IdentifierKind::parse(kind) else {
        errors.add(format!("{id}_kind"), "Choose the type of the other number");
        return None;
    };
    let read = Identifier::new(kind, typed).ok();
    errors
        .keep(
            id,
            read.ok_or("Enter one number, with 1 to 64 letters and digits"),
        )
        .map(Some)
}
