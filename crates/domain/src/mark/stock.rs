//! The stock of blank marks: what becomes of a kit, and whether it adds up.

use crate::id::{EventId, OrganisationId};
use crate::mark::MarkStatus;
use crate::mark::code::MarkCode;
use serde::Serialize;
use std::fmt;

/// What became of the marks of a batch, or of those that went out to an event.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Tally {
    /// How many there are in all.
    pub printed: u64,
    /// Fixed to a bike, also when another mark has taken their place since.
    pub issued: u64,
    /// Torn, dirty or misprinted, and void.
    pub spoiled: u64,
    /// Brought back blank from an event.
    pub returned: u64,
    /// Void because they are lost, or out at an event that is over and not counted there.
    pub missing: u64,
    /// Blank and where they should be: not yet sent out, or out at an event that is not over.
    pub left: u64,
}

impl Tally {
    /// Tells whether every mark is accounted for: printed = issued + spoiled + returned + missing + left.
    pub fn balances(&self) -> bool {
        self.printed == self.issued + self.spoiled + self.returned + self.missing + self.left
    }

    /// Returns how many blank marks can still be fixed to bikes.
    pub fn blank(&self) -> u64 {
        self.returned + self.left
    }
}

impl std::ops::Add for Tally {
    type Output = Self;

    fn add(self, other: Self) -> Self {
        Self {
            printed: self.printed + other.printed,
            issued: self.issued + other.issued,
            spoiled: self.spoiled + other.spoiled,
            returned: self.returned + other.returned,
            missing: self.missing + other.missing,
            left: self.left + other.left,
        }
    }
}

/// Why a blank mark was made void.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Voided {
    /// Torn, dirty or misprinted.
    Spoiled,
    /// Nobody knows where it is.
    Lost,
}

impl Voided {
    /// Returns the short word that the table keeps.
    pub fn slug(self) -> &'static str {
        match self {
            Self::Spoiled => "spoiled",
            Self::Lost => "lost",
        }
    }

    /// Reads a slug.
    pub fn parse(raw: &str) -> Option<Self> {
        [Self::Spoiled, Self::Lost]
            .into_iter()
            .find(|why| why.slug() == raw)
    }
}

/// One mark of a batch.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StockMark {
    /// Its place in the batch, counted from 1, in the order in which the labels are printed.
    pub position: u32,
    /// What the label says.
    pub code: MarkCode,
    /// Where it is in its life.
    pub status: MarkStatus,
    /// The event that it is out at, or was fixed at.
    pub event: Option<EventId>,
    /// Whether it has come back from an event.
    pub returned: bool,
    /// Why it was made void.
    pub voided: Option<Voided>,
}

impl StockMark {
    /// Tells whether it can still be fixed to a bike.
    pub fn is_blank(&self) -> bool {
        matches!(self.status, MarkStatus::Printed | MarkStatus::Allotted)
    }

    /// Tells whether something can be done with it.
    pub fn may(&self, movement: Move) -> bool {
        self.is_blank()
            && match movement {
                Move::Allot(_) => self.event.is_none(),
                Move::Return => self.event.is_some(),
                Move::Void(_) => true,
                Move::HandOver(_) => self.status == MarkStatus::Printed,
            }
    }
}

/// What is done with blank marks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Move {
    /// They go out to an event.
    Allot(EventId),
    /// They come back from their event.
    Return,
    /// They are made void.
    Void(Voided),
    /// They belong to no organisation yet, and are assigned to one.
    HandOver(OrganisationId),
}

impl fmt::Display for Move {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Allot(event) => write!(f, "allotted to event {event}"),
            Self::Return => f.write_str("returned from their event"),
            Self::Void(Voided::Spoiled) => f.write_str("cancelled as damaged"),
            Self::Void(Voided::Lost) => f.write_str("cancelled as lost"),
            Self::HandOver(organisation) => write!(f, "handed over to organisation {organisation}"),
        }
    }
}

/// Which marks of a batch something is done with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Selection {
    /// All with which it can be done.
    All,
    /// The first so many with which it can be done.
    First(u32),
    /// From one place in the batch to another, both included.
    Range(u32, u32),
    /// All that are out at one event.
    OutAt(EventId),
}

impl Selection {
    /// Picks the marks, which are in the order of the batch, with which something can be done.
    pub fn pick(self, marks: &[StockMark], movement: Move) -> Vec<MarkCode> {
        let able = marks.iter().filter(|mark| mark.may(movement));
        match self {
            Self::All => able.map(|mark| mark.code).collect(),
            Self::First(count) => able.take(count as usize).map(|mark| mark.code).collect(),
            Self::Range(from, to) => able
                .filter(|mark| (from..=to).contains(&mark.position))
                .map(|mark| mark.code)
                .collect(),
            Self::OutAt(event) => able
                .filter(|mark| mark.event == Some(event))
                .map(|mark| mark.code)
                .collect(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn mark(position: u32, status: MarkStatus, event: Option<i64>) -> StockMark {
        StockMark {
            position,
            code: MarkCode::from_data([position as u8 % 32; 8]),
            status,
            event: event.map(EventId),
            returned: false,
            voided: None,
        }
    }

    #[test]
    fn only_blank_marks_are_moved_and_only_where_it_makes_sense() {
        use MarkStatus::{Allotted, Issued, Printed, Replaced, Void};
        let kit = [
            mark(1, Allotted, None),
            mark(2, Issued, Some(7)),
            mark(3, Allotted, Some(7)),
            mark(4, Printed, None),
            mark(5, Void, None),
            mark(6, Replaced, None),
            mark(7, Allotted, Some(8)),
        ];
        let picked = |selection: Selection, movement| -> Vec<u32> {
            let codes = selection.pick(&kit, movement);
            let places = codes
                .iter()
                .map(|code| kit.iter().position(|mark| mark.code == *code));
            places.map(|at| at.map_or(0, |at| at as u32 + 1)).collect()
        };
        let out = Move::Allot(EventId(9));
        let void = Move::Void(Voided::Spoiled);
        assert_eq!(
            picked(Selection::All, out),
            [1, 4],
            "what is out is brought back first"
        );
        assert_eq!(picked(Selection::First(1), out), [1]);
        assert_eq!(picked(Selection::Range(2, 6), out), [4]);
        assert_eq!(picked(Selection::All, Move::Return), [3, 7]);
        assert_eq!(picked(Selection::OutAt(EventId(7)), Move::Return), [3]);
        assert_eq!(picked(Selection::OutAt(EventId(8)), void), [7]);
        assert_eq!(picked(Selection::All, void), [1, 3, 4, 7]);
        let hand_over = Move::HandOver(OrganisationId(2));
        assert_eq!(picked(Selection::All, hand_over), [4], "only what is nobody's");
        assert_eq!(picked(Selection::Range(5, 6), void), [] as [u32; 0]);
        assert_eq!(picked(Selection::Range(6, 5), void), [] as [u32; 0]);
    }

    #[test]
    fn kits_add_up() {
        let first = Tally {
            printed: 10,
            issued: 4,
            spoiled: 1,
            returned: 2,
            missing: 1,
            left: 2,
        };
        assert!(first.balances());
        assert_eq!(first.blank(), 4);
        assert!((first + first).balances());
        assert!(!Tally { issued: 5, ..first }.balances());
        for why in [Voided::Spoiled, Voided::Lost] {
            assert_eq!(Voided::parse(why.slug()), Some(why));
        }
    }
}
