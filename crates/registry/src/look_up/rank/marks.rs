//! A mark that was typed speaks for the bike that it is on.

use crate::Registry;
use domain::id::BikeId;
use domain::look_up::{Band, Evidence, Field, MarkReading, Says, Scored};
use domain::mark::MarkStatus;
use domain::mark::code::{MarkCode, PutRight, Reading};
use std::collections::HashMap;
use store::StoreError;

/// Random characters of a mark code are worth this many bits: 8 symbols of 5.
const MARK_BITS: f64 = 40.0;
/// Codes that one wrong character could have been: 10 places, 31 other symbols.
const ONE_WRONG: f64 = 310.0;
/// What a mark that is no longer the bike's own can make of it at most.
const STRONG_AT_MOST: f64 = 0.98;

/// A mark as it was read and what had to be put right to read it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MarkSeen {
    /// The mark on the bike.
    pub code: MarkCode,
    /// What was changed or filled in.
    pub put_right: Vec<PutRight>,
    /// Whether it is the bike's mark now; one that was withdrawn or replaced may still stick to the frame.
    pub live: bool,
}

/// A mark on a bike, and how much its reading is worth.
#[derive(Clone, Debug)]
pub(super) struct MarkEvidence {
    /// The mark.
    pub(super) seen: MarkSeen,
    /// How many codes fit what was read.
    choices: f64,
    /// How many of those are on bikes.
    rivals: usize,
}

/// Finds the bikes whose mark, now or before, is what was typed.
pub(super) async fn read(
    registry: &Registry,
    typed: &[&str],
) -> Result<HashMap<BikeId, MarkEvidence>, StoreError> {
    let mut found = HashMap::new();
    for text in typed {
        let reading = MarkCode::read(text);
        let put_right = reading.put_right().to_vec();
        let (codes, choices) = match reading {
            Reading::Exact(code) | Reading::Restored { code, .. } => (vec![code], 1.0),
            Reading::Corrected { code, .. } => (vec![code], ONE_WRONG),
            Reading::Unresolved { candidates } => {
                let codes: Vec<MarkCode> = candidates.collect();
                let choices = codes.len() as f64;
                (codes, choices)
            }
            Reading::NotAMark(_) => continue,
        };
        let known = store::mark::find_many(&registry.store, &codes).await?;
        let on_bikes: Vec<_> = known.iter().filter_map(|mark| Some((mark, mark.bike?))).collect();
        let rivals = on_bikes.len();
        for (mark, bike) in on_bikes {
            let live = mark.status == MarkStatus::Issued;
            let seen = MarkSeen {
                code: mark.code,
                put_right: put_right.clone(),
                live,
            };
            found.insert(
                bike,
                MarkEvidence {
                    seen,
                    choices,
                    rivals,
                },
            );
        }
    }
    Ok(found)
}

impl MarkEvidence {
    /// Lets the mark speak for its bike, of `register` bikes. What was typed was then no number, so that it is
    /// none of this bike's numbers says nothing.
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

    /// What the reading says.
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
