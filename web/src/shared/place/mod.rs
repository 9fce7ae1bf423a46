//! Where something happened: owners and officers are asked in the same way.
//!
//! A page has a field `place: PlaceQuestion` and calls `place_ui::question(..)` of `shared/place/question.html`.

use super::form::{Choice, Errors};
use super::wards::{self, PinMap};
use domain::account::contact::Postcode;
use domain::place::named::NamedPlace;
use domain::place::{PlaceGiven, pin, wards as areas};
use serde::Deserialize;

/// What was typed and chosen. Only the answer of the chosen kind is read. If no kind was chosen and there is only one
/// answer, that one is read.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(default)]
pub struct PlaceTyped {
    where_by: String,
    where_named: String,
    where_postcode: String,
    where_pin: String,
    where_ward: String,
}

/// Whether people must answer. “Not known” is an answer too.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Answer {
    /// Something must be chosen.
    Must,
    /// It may be left out.
    May,
}

/// What the question's part of a page shows.
pub struct PlaceQuestion {
    /// The kinds of answer.
    pub by: Vec<Choice>,
    /// The places with a name.
    pub named: Vec<Choice>,
    /// The wards.
    pub wards: Vec<Choice>,
    /// What was typed as a postcode.
    pub postcode: String,
    /// What was typed as a point.
    pub pin: String,
    /// The map on which people can choose a point.
    pub map: &'static PinMap,
}

const KINDS: [(&str, &str); 5] = [
    (
        "named",
        "At a well-known place, such as a station, shop or college",
    ),
    ("postcode", "At a postcode"),
    ("pin", "At a point on a map"),
    ("ward", "Somewhere in an area"),
    ("unknown", "Not known"),
];

impl PlaceTyped {
    /// Fills the question with an earlier answer.
    pub fn of(given: Option<&PlaceGiven>, is_answered: bool) -> Self {
        let mut typed = Self::default();
        let by = match given {
            None if is_answered => "unknown",
            None => "",
            Some(PlaceGiven::Named(place)) => {
                typed.where_named.clone_from(&place.key);
                "named"
            }
            Some(PlaceGiven::Postcode(postcode)) => {
                typed.where_postcode = postcode.as_str().to_owned();
                "postcode"
            }
            Some(PlaceGiven::Pin(point)) => {
                typed.where_pin = pin::written(*point);
                "pin"
            }
            Some(PlaceGiven::Ward(code)) => {
                typed.where_ward.clone_from(code);
                "ward"
            }
        };
        by.clone_into(&mut typed.where_by);
        typed
    }

    /// Reads the answer. An outer `None` means that it is not valid, an inner one that the place is not known.
    pub fn read(
        &self,
        errors: &mut Errors,
        places: &[NamedPlace],
        answer: Answer,
    ) -> Option<Option<PlaceGiven>> {
        match self.by() {
            "named" => {
                let place = places.iter().find(|place| place.key == self.where_named);
                let place = place.ok_or("Choose a place from the list");
                let place = errors.keep("where_named", place)?;
                Some(Some(PlaceGiven::Named(place.clone())))
            }
            "postcode" => {
                let postcode = errors.keep("where_postcode", Postcode::parse(&self.where_postcode))?;
                Some(Some(PlaceGiven::Postcode(postcode)))
            }
            "pin" => {
                let point = errors.keep("where_pin", pin::parse(&self.where_pin))?;
                Some(Some(PlaceGiven::Pin(point)))
            }
            "ward" => {
                let ward = areas::of_code(&self.where_ward).ok_or("Choose an area from the list");
                let ward = errors.keep("where_ward", ward)?;
                Some(Some(PlaceGiven::Ward(ward.code.clone())))
            }
            "unknown" => Some(None),
            "" if answer == Answer::May => Some(None),
            _ => {
                errors.add("where_by", "Choose how to tell us where it was, or “Not known”");
                None
            }
        }
    }

    /// Makes the question's part of the page.
    pub fn question(&self, places: &[NamedPlace]) -> PlaceQuestion {
        let first = |text: &str| (String::new(), text.to_owned());
        let named = places.iter().map(|place| (place.key.clone(), place.name.clone()));
        let wards = areas::all()
            .iter()
            .map(|ward| (ward.code.clone(), format!("{}, {}", ward.name, ward.district())));
        let chosen = self.by();
        let by = Choice::list(chosen, KINDS).into_iter().map(|choice| {
            let last = choice.value == "unknown";
            if last { choice } else { choice.revealing() }
        });
        PlaceQuestion {
            by: by.collect(),
            named: Choice::list(
                &self.where_named,
                std::iter::once(first("Choose a place")).chain(named),
            ),
            wards: Choice::list(
                &self.where_ward,
                std::iter::once(first("Choose an area")).chain(wards),
            ),
            postcode: self.where_postcode.clone(),
            pin: self.where_pin.clone(),
            map: wards::to_pin_on(),
        }
    }

    /// Returns the kind of answer that was chosen, or the kind of the only answer.
    fn by(&self) -> &str {
        if !self.where_by.is_empty() {
            return &self.where_by;
        }
        let answers = [
            ("named", &self.where_named),
            ("postcode", &self.where_postcode),
            ("pin", &self.where_pin),
            ("ward", &self.where_ward),
        ];
        let mut given = answers.into_iter().filter(|(_, typed)| !typed.trim().is_empty());
        match (given.next(), given.next()) {
            (Some((by, _)), None) => by,
            (None, _) => "",
            // We cannot tell which of them they mean.
            (Some(_), Some(_)) => "?",
        }
    }
}

#[cfg(test)]
mod tests;
