//! One row of a list: what its columns said, read as a look-up and as a recovery.

use crate::look_up::{LookUp, LookUpError};
use domain::bike::{Identifier, IdentifierKind};
use domain::number::FrameNumber;
use domain::recovery::listed::Meaning;
use domain::recovery::{NewRecovery, NumberRead};
use domain::text;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use sheets::cell::{self, Words, quoted};
use sheets::dates;
use std::collections::HashMap;
use store::StoreError;

/// The most characters that a property reference can have, as on the form of a recovery.
const MOST_REFERENCE: usize = 60;
const MOST_NUMBER: usize = 1_000;
const MOST_WORDS: usize = 100;
const MOST_PLACE: usize = 200;
/// The most other numbers that one bike can have.
const MOST_OTHERS: usize = NumberRead::MOST;

/// What a row of a list says.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Told {
    /// The property store's reference.
    pub property_ref: Option<String>,
    /// What to look for.
    pub look_up: LookUp,
    /// Other numbers, with their kinds.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub others: Vec<Identifier>,
    /// A mark of ours.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub mark: Option<String>,
    /// The day on which it was found, as it was written in the list.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub found_on: Option<String>,
    /// Where it was found, in words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub place: Option<String>,
    /// Who found it, in words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub found_by: Option<String>,
    /// Words for colours and kinds that we do not know. They were left out.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub unknown: Vec<String>,
}

impl Told {
    /// Reads the cells of a row by what they mean.
    ///
    /// # Errors
    /// What is wrong with it: "found_on: … is not a date".
    pub(super) fn of(
        cells: &HashMap<Meaning, &str>,
        words: &mut Words,
        now: Timestamp,
    ) -> Result<Self, String> {
        let cell = |meaning: Meaning| cells.get(&meaning).copied().unwrap_or_default();
        let line = |meaning: Meaning, most: usize| {
            text::optional_line(cell(meaning), most).map_err(|error| format!("{} {error}", meaning.label()))
        };
        let mut unknown = Vec::new();
        let (colours, not_known) = words.colours(&line(Meaning::Colour, MOST_PLACE)?.unwrap_or_default());
        unknown.extend(not_known);
        let kind = line(Meaning::Kind, MOST_WORDS)?;
        let read_kind = kind.as_deref().and_then(|text| words.kind(text));
        if let (Some(text), None) = (&kind, read_kind) {
            unknown.push(quoted(text));
        }
        let found = line(Meaning::FoundOn, MOST_WORDS)?;
        let when = found.as_deref().map(dates::day_or_time).transpose();
        let when = when.map_err(|error| format!("{}: {error}", Meaning::FoundOn.label()))?;
        if when.is_some_and(|when| when.first > now) {
            return Err(format!("{} is in the future", Meaning::FoundOn.label()));
        }
        let point = cell::point(cell(Meaning::Latitude), cell(Meaning::Longitude));
        let point = point.map_err(|error| format!("Latitude and longitude: {error}"))?;
        let others = others(cell(Meaning::Others))?;
        let mark = line(Meaning::Mark, MOST_NUMBER)?;
        let written = |other: &Identifier| other.number.as_written().to_owned();
        let look_up = LookUp {
            number: line(Meaning::FrameNumber, MOST_NUMBER)?,
            others: others.iter().map(written).chain(mark.clone()).collect(),
            make: line(Meaning::Make, MOST_WORDS)?.map(|make| words.make(&make)),
            model: line(Meaning::Model, MOST_WORDS)?,
            colours,
            kind: read_kind,
            // The bike was found some time on that day, so a theft on the same day is not evidence against it.
            found_at: when.map(|when| when.last.min(now)),
            place: point,
            ..LookUp::default()
        };
        match look_up.query() {
            Ok(_) | Err(LookUpError::Nothing) => {}
            Err(error) => return Err(format!("{}: {error}", Meaning::FrameNumber.label())),
        }
        Ok(Self {
            property_ref: line(Meaning::PropertyRef, MOST_REFERENCE)?,
            look_up,
            others,
            mark,
            found_on: found,
            place: line(Meaning::FoundWhere, MOST_PLACE)?,
            found_by: line(Meaning::FoundBy, MOST_PLACE)?,
            unknown,
        })
    }

    /// Returns true if the row says nothing at all.
    pub(super) fn is_empty(&self) -> bool {
        *self == Self::default()
    }

    /// Makes the recovery to record. A row without a reference cannot be recorded. `found_at` is for rows without a
    /// day.
    pub(super) fn recovery(&self, found_at: Timestamp) -> Option<NewRecovery> {
        let read: Vec<&str> = self
            .look_up
            .number
            .iter()
            .chain(&self.mark)
            .map(String::as_str)
            .collect();
        Some(NewRecovery {
            property_ref: self.property_ref.clone()?,
            read: Some(read.join(", ")).filter(|read| !read.is_empty()),
            identifiers: self.others.iter().map(NumberRead::from).collect(),
            make: self.look_up.make.clone(),
            model: self.look_up.model.clone(),
            colours: self.look_up.colours.clone(),
            kind: self.look_up.kind,
            found_at: self.look_up.found_at.unwrap_or(found_at),
            found_by: self.found_by.clone(),
            place: self.place.clone(),
            given: None,
            point: self.look_up.place,
        })
    }

    /// Reads a row that was kept.
    pub(super) fn read(kept: &str) -> Result<Self, StoreError> {
        serde_json::from_str(kept).map_err(corrupt)
    }

    /// Writes a row to keep.
    pub(super) fn write(&self) -> Result<String, StoreError> {
        serde_json::to_string(self).map_err(corrupt)
    }
}

fn corrupt(error: serde_json::Error) -> StoreError {
    StoreError::Corrupt {
        table: "property_row",
        what: error.to_string(),
    }
}

/// Reads `battery:B123; 529:ABCDEF`, or plain numbers.
fn others(text: &str) -> Result<Vec<Identifier>, String> {
    let pairs = text.split(';').map(str::trim).filter(|pair| !pair.is_empty());
    let read = |pair: &str| {
        Identifier::parse(pair).or_else(|_| {
            let value = pair.split_once(':').map_or(pair, |(_, value)| value);
            FrameNumber::parse(value)
                .map(|number| Identifier {
                    kind: IdentifierKind::Component,
                    number,
                })
                .map_err(|_| format!("{} {} is not a number", Meaning::Others.label(), quoted(pair)))
        })
    };
    let found: Vec<Identifier> = pairs.map(read).collect::<Result<_, _>>()?;
    if found.len() > MOST_OTHERS {
        return Err(format!(
            "has {} other numbers; a bike can have {MOST_OTHERS} at most",
            found.len()
        ));
    }
    Ok(found)
}

#[cfg(test)]
mod tests {
    use super::*;
    use testkit::time::NOON;

    fn told(cells: &[(Meaning, &str)]) -> Result<Told, String> {
        let cells = cells.iter().copied().collect();
        Told::of(&cells, &mut Words::default(), NOON)
    }

    #[test]
    fn rows_are_read_as_look_ups_and_as_recoveries() {
        let read = told(&[
            (Meaning::PropertyRef, " PS/1 "),
            (Meaning::FrameNumber, "WTU?8*"),
            (Meaning::Others, "battery:B 1; 77120"),
            (Meaning::Colour, "grey/mauve"),
            (Meaning::Kind, "hoverboard"),
            (Meaning::FoundOn, "01/06/2026"),
            (Meaning::FoundWhere, "Mill Road"),
            (Meaning::FoundBy, " PC 482, on patrol "),
        ])
        .unwrap();
        assert_eq!(read.look_up.others, ["B 1", "77120"]);
        assert_eq!(read.look_up.colours, ["silver"]);
        assert_eq!(read.unknown.len(), 2);
        let kept = Told::read(&read.write().unwrap()).unwrap();
        assert_eq!(kept, read);
        let recovery = kept.recovery(NOON).unwrap();
        assert_eq!(
            (recovery.property_ref.as_str(), recovery.read.as_deref()),
            ("PS/1", Some("WTU?8*"))
        );
        assert_eq!(recovery.place.as_deref(), Some("Mill Road"));
        assert_eq!(recovery.found_by.as_deref(), Some("PC 482, on patrol"));
        assert_eq!(
            told(&[(Meaning::FrameNumber, "A1")]).unwrap().recovery(NOON),
            None
        );
        assert!(told(&[]).unwrap().is_empty());
    }

    #[test]
    fn bad_rows_say_what_is_wrong() {
        for (meaning, cell, words) in [
            (Meaning::FoundOn, "32/05/2026", "is not a date"),
            (Meaning::FoundOn, "01/06/2036", "in the future"),
            (Meaning::Latitude, "52.2", "both latitude and longitude"),
            (Meaning::FrameNumber, "WTU[8", "square brackets"),
            (Meaning::Others, "battery:--", "is not a number"),
        ] {
            let error = told(&[(meaning, cell)]).unwrap_err();
            assert!(error.contains(words), "{cell}: {error}");
        }
    }
}
