//! What an officer types to look a bike up.

use super::super::describe;
use crate::shared::london;
use crate::shared::{DateTyped, Errors};
use domain::look_up::Reason;
use domain::number::FramePattern;
use jiff::Timestamp;
use jiff::civil::Time;
use registry::look_up::{LookUp, LookUpError};
use serde::Deserialize;

/// The form as it was typed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(default)]
pub(super) struct SearchForm {
    pub(super) number: String,
    pub(super) make: String,
    pub(super) model: String,
    pub(super) colour: String,
    pub(super) second_colour: String,
    pub(super) kind: String,
    pub(super) found_day: String,
    pub(super) found_month: String,
    pub(super) found_year: String,
    pub(super) reason: String,
}

impl SearchForm {
    /// Fills the form with an earlier look-up, to be changed and sent again.
    pub(super) fn of(look_up: &LookUp, reason: &str) -> Self {
        let found = look_up
            .found_at
            .map(|at| DateTyped::of(london::date_of(at)))
            .unwrap_or_default();
        let colour = |at: usize| look_up.colours.get(at).cloned().unwrap_or_default();
        Self {
            number: look_up.boxes().join(", "),
            make: look_up.make.clone().unwrap_or_default(),
            model: look_up.model.clone().unwrap_or_default(),
            colour: colour(0),
            second_colour: colour(1),
            kind: look_up
                .kind
                .map(|kind| kind.slug().to_owned())
                .unwrap_or_default(),
            found_day: found.day,
            found_month: found.month,
            found_year: found.year,
            reason: reason.to_owned(),
        }
    }

    /// Returns when it was found, as typed.
    pub(super) fn found(&self) -> DateTyped {
        DateTyped::new(&*self.found_day, &*self.found_month, &*self.found_year)
    }

    /// Returns whether more than a number was typed, so that the page shows where.
    pub(super) fn says_more(&self) -> bool {
        self.describes() || !self.found().is_empty()
    }

    fn describes(&self) -> bool {
        let described = [
            &self.make,
            &self.model,
            &self.colour,
            &self.second_colour,
            &self.kind,
        ];
        described.iter().any(|typed| !typed.trim().is_empty())
    }

    /// Reads the form.
    ///
    /// # Errors
    /// What is wrong, by field, in the order of the page.
    pub(super) fn parse(&self, now: Timestamp) -> Result<(LookUp, Reason), Errors> {
        let mut errors = Errors::default();
        let number = errors.optional_line(
            "number",
            "What you can read",
            &self.number,
            FramePattern::MAX_WRITTEN,
        );
        if let Some(number) = number.clone().flatten()
            && let Err(LookUpError::Number(error)) = of_number(number).query()
        {
            errors.add("number", error.to_string());
        }
        if self.number.trim().is_empty() && !self.describes() {
            errors.add("number", LookUpError::Nothing.to_string());
        }
        let reason = errors.keep("reason", Reason::parse(&self.reason));
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
        let found_at = found_at(&self.found(), now, &mut errors);
        let parsed = number.zip(reason).zip(description).zip(found_at);
        let parsed = parsed.map(|(((number, reason), description), found_at)| {
            let look_up = LookUp {
                number,
                make: description.make,
                model: description.model,
                colours: description.colours,
                kind: description.kind,
                found_at,
                ..LookUp::default()
            };
            (look_up, reason)
        });
        if let Some((look_up, _)) = &parsed
            && let Err(error @ LookUpError::Nothing) = look_up.query()
        {
            errors.add("number", error.to_string());
        }
        errors.finish(parsed)
    }
}

fn of_number(number: String) -> LookUp {
    LookUp {
        number: Some(number),
        ..LookUp::default()
    }
}

/// Reads the day on which it was found, which may be left out; its noon stands for it.
fn found_at(typed: &DateTyped, now: Timestamp, errors: &mut Errors) -> Option<Option<Timestamp>> {
    if typed.is_empty() {
        return Some(None);
    }
    let date = typed.read(
        errors,
        "found",
        "The day it was found",
        "Enter the day it was found",
    )?;
    if date > london::date_of(now) {
        errors.add("found_day", "The day it was found must be today or in the past");
        return None;
    }
    errors
        .keep(
            "found_day",
            london::instant(date, Time::constant(12, 0, 0, 0), london::Twice::Earlier),
        )
        .map(Some)
}
