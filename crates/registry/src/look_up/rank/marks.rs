//! A typed mark is evidence for the bike that it is on.

use crate::Registry;
use domain::id::BikeId;
use domain::look_up::{Band, Evidence, Field, MarkReading, Says, Scored};
use domain::mark::code::{MarkCode, PartOfCode, PutRight, Reading};
use domain::mark::{Mark, MarkStatus};
use serde::{Deserialize, Serialize};
use std::collections::HashMap;
use store::StoreError;

/// The bits that the random characters of a mark code are worth: 8 symbols of 5 bits.
const MARK_BITS: f64 = 40.0;
/// The number of codes that differ in one character: 10 places, 31 other symbols.
const ONE_WRONG: f64 = 310.0;
/// The most evidence that a mark can give if it is no longer the bike's mark.
const STRONG_AT_MOST: f64 = 0.98;

/// The most marks that one part is compared with.
const MOST_OF_A_PART: u64 = 200;

/// A mark as it was read, and what had to be corrected.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MarkSeen {
    /// The mark on the bike.
    pub code: MarkCode,
    /// What was changed or filled in.
    pub put_right: Vec<PutRight>,
    /// True if it is the bike's mark now. A mark that was withdrawn or replaced may still be on the frame.
    pub live: bool,
}

/// A mark on a bike, and how much its reading is worth.
#[derive(Clone, Debug)]
pub(super) struct MarkEvidence {
    /// The mark and how it was read.
    pub(super) seen: MarkSeen,
    /// How many codes fit what was read.
    choices: f64,
    /// How many of those are on bikes.
    rivals: usize,
}

/// One of our marks that was typed but is not on a bike.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct UnfixedMark(pub MarkCode, pub MarkStatus);

/// Our marks that were typed in the boxes for numbers.
#[derive(Default)]
pub(super) struct MarksRead {
    /// The mark that is or was on each bike.
    pub(super) on_bikes: HashMap<BikeId, MarkEvidence>,
    /// Marks that were read for certain but are not on a bike.
    pub(super) unfixed: Vec<UnfixedMark>,
}

/// The marks that one piece of text may stand for.
struct Piece {
    known: Vec<Mark>,
    /// How many codes fit.
    choices: f64,
    put_right: Vec<PutRight>,
    /// True if its check characters are valid, so that it cannot be another kind of number.
    exact: bool,
}

/// Finds the marks that were typed: whole, worn, with brackets, in part, or beside other numbers.
pub(super) async fn read(registry: &Registry, typed: &[&str]) -> Result<MarksRead, StoreError> {
    let mut found = MarksRead::default();
    for text in typed.iter().flat_map(|text| pieces(text)) {
        let Some(piece) = find(registry, text).await? else {
            continue;
        };
        let rivals = piece.known.iter().filter(|mark| mark.bike.is_some()).count();
        for mark in piece.known {
            let Some(bike) = mark.bike else {
                if piece.exact {
                    found.unfixed.push(UnfixedMark(mark.code, mark.status));
                }
                continue;
            };
            let seen = MarkSeen {
                code: mark.code,
                put_right: piece.put_right.clone(),
                live: mark.status == MarkStatus::Issued,
            };
            let evidence = MarkEvidence {
                seen,
                choices: piece.choices,
                rivals,
            };
            found.on_bikes.insert(bike, evidence);
        }
    }
    Ok(found)
}

/// Returns the whole text if a mark can be read from it, and otherwise the parts between commas, line breaks and the
/// like.
fn pieces(text: &str) -> Vec<&str> {
    match MarkCode::read(text) {
        Reading::NotAMark(_) => text
            .split([',', ';', '|', '\n', '\r'])
            .flat_map(|part| part.split(" / "))
            .flat_map(|part| part.split(" & "))
            .flat_map(|part| part.split(" and "))
            .flat_map(|part| part.split(" or "))
            .collect(),
        _ => vec![text],
    }
}

/// Finds which of our marks a text may be. Returns `None` if it is not a mark.
async fn find(registry: &Registry, text: &str) -> Result<Option<Piece>, StoreError> {
    let reading = MarkCode::read(text);
    let exact = matches!(reading, Reading::Exact(_));
    let put_right = reading.put_right().to_vec();
    let (codes, choices) = match reading {
        Reading::Exact(code) | Reading::Restored { code, .. } => (vec![code], 1.0),
        Reading::Corrected { code, .. } => (vec![code], ONE_WRONG),
        Reading::Unresolved { candidates } => {
            let codes: Vec<MarkCode> = candidates.collect();
            let choices = codes.len() as f64;
            (codes, choices)
        }
        Reading::NotAMark(_) => return part(registry, text).await,
    };
    Ok(Some(Piece {
        known: store::mark::find_many(&registry.store, &codes).await?,
        choices,
        put_right,
        exact,
    }))
}

/// Finds the marks whose first or last characters were read.
async fn part(registry: &Registry, text: &str) -> Result<Option<Piece>, StoreError> {
    let Some(part) = PartOfCode::read(text) else {
        return Ok(None);
    };
    let mut known = if part.head.len() >= PartOfCode::FEWEST {
        store::mark::beginning_with(&registry.store, &part.head, MOST_OF_A_PART).await?
    } else {
        store::mark::ending_with(&registry.store, &part.tail, MOST_OF_A_PART).await?
    };
    known.retain(|mark| part.is_of(mark.code) && mark.bike.is_some());
    // Two of the ten characters follow from the other eight.
    let unread = 8_usize.saturating_sub(part.known());
    Ok((!known.is_empty()).then_some(Piece {
        known,
        choices: 32_f64.powi(unread as i32),
        put_right: Vec::new(),
        exact: false,
    }))
}

impl MarkEvidence {
    /// Adds the mark as evidence for its bike, among `register` bikes. The officer typed a mark and not a number, so a
    /// number that does not match does not count against the bike.
    pub(super) fn speak_for(&self, scored: &mut Scored, register: u64) {
        if scored
            .evidence
            .iter()
            .any(|evidence| evidence.field == Field::Number && evidence.bits < 0.0)
        {
            scored
                .evidence
                .retain(|evidence| evidence.field != Field::Number || evidence.bits >= 0.0);
            scored.alignment = None;
        }
        let bits = MARK_BITS - self.choices.log2();
        scored
            .evidence
            .insert(0, Evidence::new(Field::Mark, bits, self.says()));
        scored.bits = scored.evidence.iter().map(|evidence| evidence.bits).sum();
        let odds = (bits - (register.max(1) as f64).log2()).exp2();
        // Several marks on bikes may fit one reading; then each is as likely as the others.
        let posterior = odds / (1.0 + odds) / self.rivals.max(1) as f64;
        // A label that was withdrawn may have been moved, so it alone makes nothing certain.
        let most = if self.seen.live { 1.0 } else { STRONG_AT_MOST };
        scored.posterior = scored.posterior.max(posterior.min(most));
        scored.band = Band::of(scored.posterior);
    }

    /// Returns the reason that the reading gives.
    fn says(&self) -> Says {
        Says::Mark(MarkReading {
            code: self.seen.code,
            live: self.seen.live,
            put_right: self.seen.put_right.clone(),
            choices: self.choices,
            rivals: self.rivals,
        })
    }
}
