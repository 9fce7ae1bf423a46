//! The stock of blank marks: what happened to the marks of a kit, and whether the numbers add up.

use crate::id::{EventId, OrganisationId};
use crate::mark::MarkStatus;
use crate::mark::code::MarkCode;
use serde::Serialize;
use std::fmt;

/// What happened to the marks of a batch, or to those that went out to an event.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Tally {
    /// How many were made, or went out to the event.
    pub made: u64,
    /// How many have been printed at least once. This is not part of the sum.
    pub printed: u64,
    /// How many are on bikes, or were until another mark took their place.
    pub issued: u64,
    /// How many are void because they are torn, dirty or misprinted.
    pub spoiled: u64,
    /// How many are void because nobody can find them.
    pub lost: u64,
    /// How many came back blank from an event.
    pub returned: u64,
    /// How many are out at an event that is not over.
    pub out: u64,
    /// How many went out to an event that is over, and nobody has said what happened to them.
    pub unaccounted: u64,
    /// How many are blank and were never sent out.
    pub stock: u64,
    /// How many labels from the loose stock were fixed at the event, although they had not gone out to it. They are not
    /// part of the sum.
    pub loose: u64,
}

impl Tally {
    /// Tells whether the numbers add up: made = on bikes + void + returned + out + unaccounted for + in stock.
    pub fn balances(&self) -> bool {
        let elsewhere = self.returned + self.out + self.unaccounted + self.stock;
        self.made == self.issued + self.void() + elsewhere
    }

    /// Returns how many are void, for whatever reason.
    pub fn void(&self) -> u64 {
        self.spoiled + self.lost
    }

    /// Returns how many are lost or not accounted for.
    pub fn missing(&self) -> u64 {
        self.lost + self.unaccounted
    }

    /// Returns how many are blank and where they should be: in stock, or out at an event that is not over.
    pub fn left(&self) -> u64 {
        self.stock + self.out
    }

    /// Returns how many bikes were marked, with marks that went out to the event and with loose labels.
    pub fn bikes(&self) -> u64 {
        self.issued + self.loose
    }

    /// Returns how many blank marks can still be fixed to bikes.
    pub fn blank(&self) -> u64 {
        self.returned + self.left()
    }
}

impl std::ops::Add for Tally {
    type Output = Self;

    fn add(self, other: Self) -> Self {
        Self {
            made: self.made + other.made,
            printed: self.printed + other.printed,
            issued: self.issued + other.issued,
            spoiled: self.spoiled + other.spoiled,
            lost: self.lost + other.lost,
            returned: self.returned + other.returned,
            out: self.out + other.out,
            unaccounted: self.unaccounted + other.unaccounted,
            stock: self.stock + other.stock,
            loose: self.loose + other.loose,
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

    /// Returns the reason that a slug stands for; `None` if there is no such reason.
    pub fn parse(raw: &str) -> Option<Self> {
        [Self::Spoiled, Self::Lost]
            .into_iter()
            .find(|why| why.slug() == raw)
    }
}

/// One mark of a batch.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StockMark {
    /// Its place in the batch, from 1, in the order in which the labels are printed.
    pub position: u32,
    /// What the label says.
    pub code: MarkCode,
    /// The point that it has reached in its life.
    pub status: MarkStatus,
    /// The event that it is out at, or at which it was fixed to a bike.
    pub event: Option<EventId>,
    /// True if it has come back from an event.
    pub returned: bool,
    /// Why it was made void.
    pub voided: Option<Voided>,
}

impl StockMark {
    /// Tells whether it can still be fixed to a bike.
    pub fn is_blank(&self) -> bool {
        matches!(self.status, MarkStatus::Printed | MarkStatus::Allotted)
    }

    /// Tells whether a coordinator can do something with it.
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

/// What a coordinator can do with blank marks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Move {
    /// They go out to an event.
    Allot(EventId),
    /// They come back from their event.
    Return,
    /// They are made void.
    Void(Voided),
    /// They do not belong to an organisation yet, and are given to one.
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

/// Which marks of a batch to use.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Selection {
    /// All marks that can be used in this way.
    All,
    /// This many marks, starting with the first one that can be used in this way.
    First(u32),
    /// From one place in the batch to another, both included.
    Range(u32, u32),
    /// All marks that are out at one event.
    OutAt(EventId),
    /// This many of the marks that are out at one event. It takes the last ones, because people use labels in
    /// their order, from the first.
    LastOutAt(EventId, u32),
}

impl Selection {
    /// Picks the marks that can be used in this way. They are in the order of the batch.
    pub fn pick(self, marks: &[StockMark], movement: Move) -> Vec<MarkCode> {
        let able = marks.iter().filter(|mark| mark.may(movement));
        let out_at = |event| move |mark: &&StockMark| mark.event == Some(event);
        match self {
            Self::All => able.map(|mark| mark.code).collect(),
            Self::First(count) => able.take(count as usize).map(|mark| mark.code).collect(),
            Self::Range(from, to) => able
                .filter(|mark| (from..=to).contains(&mark.position))
                .map(|mark| mark.code)
                .collect(),
            Self::OutAt(event) => able.filter(out_at(event)).map(|mark| mark.code).collect(),
            Self::LastOutAt(event, count) => {
                let all: Vec<MarkCode> = able.filter(out_at(event)).map(|mark| mark.code).collect();
                let before = all.len().saturating_sub(count as usize);
                all.into_iter().skip(before).collect()
            }
        }
    }

    /// Returns how many marks were asked for, if a number was given.
    pub fn count(self) -> Option<u32> {
        match self {
            Self::First(count) | Self::LastOutAt(_, count) => Some(count),
            Self::All | Self::Range(..) | Self::OutAt(_) => None,
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
            "marks that are out are brought back first"
        );
        assert_eq!(picked(Selection::First(1), out), [1]);
        assert_eq!(picked(Selection::Range(2, 6), out), [4]);
        assert_eq!(picked(Selection::All, Move::Return), [3, 7]);
        assert_eq!(picked(Selection::OutAt(EventId(7)), Move::Return), [3]);
        assert_eq!(picked(Selection::OutAt(EventId(8)), void), [7]);
        assert_eq!(picked(Selection::All, void), [1, 3, 4, 7]);
        let two = mark(8, Allotted, Some(7));
        let longer: Vec<StockMark> = kit.iter().cloned().chain([two.clone()]).collect();
        let last = |count| Selection::LastOutAt(EventId(7), count).pick(&longer, Move::Return);
        assert_eq!(
            last(1),
            [two.code],
            "people use labels from the first one on, so the last ones are left"
        );
        assert_eq!(last(2).len(), 2);
        assert_eq!(last(9).len(), 2, "no more than are out");
        let hand_over = Move::HandOver(OrganisationId(2));
        assert_eq!(picked(Selection::All, hand_over), [4], "only unowned marks");
        assert_eq!(picked(Selection::Range(5, 6), void), [] as [u32; 0]);
        assert_eq!(picked(Selection::Range(6, 5), void), [] as [u32; 0]);
    }

    #[test]
    fn kits_add_up() {
        let first = Tally {
            made: 14,
            printed: 9,
            issued: 4,
            spoiled: 1,
            lost: 1,
            returned: 2,
            out: 3,
            unaccounted: 1,
            stock: 2,
            loose: 5,
        };
        assert!(first.balances());
        let sums = (
            first.void(),
            first.missing(),
            first.left(),
            first.blank(),
            first.bikes(),
        );
        assert_eq!(sums, (2, 2, 5, 7, 9));
        assert!((first + first).balances());
        assert!(!Tally { issued: 5, ..first }.balances());
        for why in [Voided::Spoiled, Voided::Lost] {
            assert_eq!(Voided::parse(why.slug()), Some(why));
        }
    }
}
