//! The form for looking a bike up.

use super::super::describe;
use super::super::property_store::one_a_line;
use crate::shared::london;
use crate::shared::{DateTyped, Errors};
use domain::look_up::Reason;
use domain::number::{FramePattern, numbers_in};
use jiff::Timestamp;
use jiff::civil::Time;
use registry::look_up::{LookUp, LookUpError};
use serde::Deserialize;

/// The most characters in the box for numbers. If there is too much for one bike, the page offers to look it up as a
/// list.
const MOST_TYPED: usize = 10_000;
/// The most characters in the distinguishing features.
const MOST_OF_FEATURES: usize = 200;

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
    pub(super) features: String,
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
            features: look_up.features.clone().unwrap_or_default(),
            found_day: found.day,
            found_month: found.month,
            found_year: found.year,
            reason: reason.to_owned(),
        }
    }

    /// Returns when the bike was found, as typed.
    pub(super) fn found(&self) -> DateTyped {
        DateTyped::new(&*self.found_day, &*self.found_month, &*self.found_year)
    }

    /// Returns whether more than a number was typed, so that the page opens the description.
    pub(super) fn says_more(&self) -> bool {
        self.describes() || !self.features.trim().is_empty() || !self.found().is_empty()
    }

    /// Returns the numbers as a list, one on each line, if there are several.
    pub(super) fn as_list(&self) -> Option<String> {
        (numbers_in(&self.number).len() > 1).then(|| one_a_line(&[&self.number]))
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
    /// [`Errors`] with the problems, in the order of the page.
    pub(super) fn parse(&self, now: Timestamp) -> Result<(LookUp, Reason), Errors> {
        let mut errors = Errors::default();
        let most = match self.as_list() {
            Some(_) => MOST_TYPED,
            None => FramePattern::MAX_WRITTEN,
        };
        let number = errors.optional_line("number", "What you can read", &self.number, most);
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
        let features = errors.optional_line(
            "features",
            "Distinguishing features",
            &self.features,
            MOST_OF_FEATURES,
        );
        let found_at = found_at(&self.found(), now, &mut errors);
        let parsed = number.zip(reason).zip(description).zip(features).zip(found_at);
        let parsed = parsed.map(|((((number, reason), description), features), found_at)| {
            let look_up = LookUp {
                number,
                make: description.make,
                model: description.model,
                colours: description.colours,
                kind: description.kind,
                features,
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

/// Reads the day on which the bike was found, if there is one. The time is taken to be noon.
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
