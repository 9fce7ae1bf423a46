use crate::bike::{Bike, BikeKind, Standing};
use crate::london;
use crate::theft::TheftWindow;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

/// The filters of a look-up. A bike that they leave out is not shown, whatever the evidence says.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Narrowing {
    /// The standings that a bike may have; any standing if the list is empty.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub standings: Vec<Standing>,
    /// The partnerships, by slug, whose areas it may belong to; any area if the list is empty.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub areas: Vec<String>,
    /// True if bikes without a known area pass as well.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub no_area: bool,
    /// The kind that it must have.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub kind: Option<BikeKind>,
    /// The first day on which it may have been stolen.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub stolen_from: Option<Date>,
    /// The last day on which it may have been stolen.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub stolen_to: Option<Date>,
}

impl Narrowing {
    /// Tells whether there are no filters.
    #[must_use]
    pub fn is_none(&self) -> bool {
        *self == Self::default()
    }

    /// Tells whether there is a filter for areas.
    #[must_use]
    pub fn asks_for_areas(&self) -> bool {
        self.no_area || !self.areas.is_empty()
    }

    /// Tells whether a bike passes the filters for standing, kind and days of the theft.
    #[must_use]
    pub fn lets_pass(&self, bike: &Bike, stolen: Option<TheftWindow>) -> bool {
        let stands = self.standings.is_empty() || self.standings.contains(&bike.standing);
        let is_kind = self.kind.is_none() || bike.description.kind == self.kind;
        stands && is_kind && self.in_time(stolen)
    }

    /// Tells whether a bike of these areas, given by slug, passes.
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

    /// Tells whether there is a filter for the day of the theft.
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
