use crate::bike::{Bike, BikeKind, Standing};
use crate::london;
use crate::theft::TheftWindow;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

/// What an officer narrows a look-up down to, whatever the evidence says.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Narrowing {
    /// Where the bike may stand; anywhere when empty.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub standings: Vec<Standing>,
    /// The partnerships, by slug, whose area it may be of; anywhere when empty.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub areas: Vec<String>,
    /// Whether it may be of no area that is known, too.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub no_area: bool,
    /// The kind that it must be of.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub kind: Option<BikeKind>,
    /// The first day on which it can have been stolen.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub stolen_from: Option<Date>,
    /// The last day on which it can have been stolen.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub stolen_to: Option<Date>,
}

impl Narrowing {
    /// Tells whether nothing is narrowed down.
    #[must_use]
    pub fn is_none(&self) -> bool {
        *self == Self::default()
    }

    /// Tells whether areas are asked about.
    #[must_use]
    pub fn asks_for_areas(&self) -> bool {
        self.no_area || !self.areas.is_empty()
    }

    /// Returns whether a bike passes the filters for standing, kind and days of the theft.
    #[must_use]
    pub fn lets_pass(&self, bike: &Bike, stolen: Option<TheftWindow>) -> bool {
        let stands = self.standings.is_empty() || self.standings.contains(&bike.standing);
        let is_kind = self.kind.is_none() || bike.description.kind == self.kind;
        stands && is_kind && self.in_time(stolen)
    }

    /// Tells whether a bike of these areas, by slug, passes.
    #[must_use]
    pub fn lets_pass_area<'a>(&self, areas: impl Iterator<Item = &'a str>) -> bool {
        if !self.asks_for_areas() {
            return true;
        }
        let mut areas = areas.peekable();
        match areas.peek() {
            None => self.no_area,
            Some(_) => areas.any(|area| self.areas.iter().any(|one| one == area)),
        }
    }

    /// Tells whether it is asked when a bike was stolen.
    #[must_use]
    pub fn asks_when_stolen(&self) -> bool {
        self.stolen_from.is_some() || self.stolen_to.is_some()
    }

    /// Tells whether a bike that was stolen between these two days passes.
    #[must_use]
    pub fn lets_pass_days(&self, first: Date, last: Date) -> bool {
        self.stolen_from.is_none_or(|from| last >= from) && self.stolen_to.is_none_or(|to| first <= to)
    }

    fn in_time(&self, stolen: Option<TheftWindow>) -> bool {
        !self.asks_when_stolen()
            || stolen.is_some_and(|window| {
                self.lets_pass_days(london::date_of(window.from()), london::date_of(window.to()))
            })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn areas_pass_as_they_are_asked_for() {
        let narrowing = |areas: &[&str], no_area| Narrowing {
            areas: areas.iter().map(|&area| area.to_owned()).collect(),
            no_area,
            ..Narrowing::default()
        };
        for (areas, no_area, of, passes) in [
            (&[][..], false, &[][..], true),
            (&["cambridge"], false, &["cambridge"], true),
            (&["cambridge"], false, &["east-cambs", "cambridge"], true),
            (&["cambridge"], false, &["east-cambs"], false),
            (&["cambridge"], false, &[], false),
            (&["cambridge"], true, &[], true),
            (&[], true, &["cambridge"], false),
        ] {
            let passed = narrowing(areas, no_area).lets_pass_area(of.iter().copied());
            assert_eq!(passed, passes, "{areas:?} {no_area} {of:?}");
        }
    }

    #[test]
    fn nothing_narrowed_down_takes_no_room() {
        assert_eq!(serde_json::to_string(&Narrowing::default()).unwrap(), "{}");
        assert!(serde_json::from_str::<Narrowing>("{}").unwrap().is_none());
    }
}
