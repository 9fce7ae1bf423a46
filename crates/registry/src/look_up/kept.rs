//! What a look-up showed, as it is written down: ranks, bikes, bits, likelihood, and the reasons in their parts.

use super::rank::{Found, MarkSeen, Spelling, UnfixedMark};
use super::{Ranked, Total};
use domain::bike::Bike;
use domain::id::BikeId;
use domain::look_up::{Band, Evidence, Field, Says, Scored, WORDING};
use serde::{Deserialize, Serialize};
use std::collections::HashMap;
use store::StoreError;
use store::look_up::results::Kept;
use store::theft::OpenTheft;

/// An answer, without what the register says of its bikes now.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct Shown {
    /// The bikes, best first: a bike's rank is its place.
    #[serde(rename = "b")]
    bikes: Vec<ShownBike>,
    #[serde(rename = "t")]
    pub(super) total: Total,
    /// Whether the search found more than these.
    #[serde(rename = "m")]
    pub(super) more: bool,
    /// Marks of ours that were typed and were on no bike.
    #[serde(rename = "u", default, skip_serializing_if = "Vec::is_empty")]
    pub(super) unfixed: Vec<UnfixedMark>,
    /// How the make and the model are probably spelt.
    #[serde(rename = "s", default, skip_serializing_if = "Spelling::is_none")]
    pub(super) spelling: Spelling,
    /// The wording of its sentences; kept beside it.
    #[serde(skip)]
    version: u16,
}

/// One bike with its bits, its likelihood, whether it is unlikely, and its reasons.
#[derive(Clone, Debug, Serialize, Deserialize)]
struct ShownBike(BikeId, f64, f64, bool, Vec<(Field, f64, Says)>);

impl Shown {
    /// Takes down what a search found.
    pub(super) fn of(ranked: &Ranked) -> Self {
        Self {
            bikes: ranked.found.iter().map(ShownBike::of).collect(),
            total: ranked.total,
            more: ranked.more,
            unfixed: ranked.unfixed.clone(),
            spelling: ranked.spelling.clone(),
            version: WORDING,
        }
    }

    /// Reads what was written.
    pub(super) fn read(kept: &Kept) -> Result<Self, StoreError> {
        let mut shown: Self = serde_json::from_str(&kept.answer).map_err(corrupt)?;
        shown.version = kept.version;
        Ok(shown)
    }

    /// Writes it down.
    pub(super) fn write(&self) -> Result<Kept, StoreError> {
        Ok(Kept {
            version: self.version,
            answer: serde_json::to_string(self).map_err(corrupt)?,
            best_likelihood: self.bikes.first().map(|best| best.2),
        })
    }

    /// Adds bikes of a longer search that are not among these, at most `limit` of them.
    pub(super) fn extend(&mut self, longer: &Ranked, limit: usize) {
        let new = longer.found.iter().filter(|found| !self.holds(found.bike.id));
        let new: Vec<ShownBike> = new.map(ShownBike::of).collect();
        self.more = longer.more || new.len() > limit;
        self.bikes.extend(new.into_iter().take(limit));
    }

    /// How many bikes were shown.
    pub(super) fn len(&self) -> usize {
        self.bikes.len()
    }

    /// The bikes that were shown, best first.
    pub(super) fn ids(&self) -> Vec<BikeId> {
        self.bikes.iter().map(|one| one.0).collect()
    }

    /// Tells whether a bike was shown.
    pub(super) fn holds(&self, bike: BikeId) -> bool {
        self.bikes.iter().any(|one| one.0 == bike)
    }

    /// The score of a bike as it was shown.
    pub(super) fn scored(&self, bike: BikeId) -> Option<Scored> {
        let one = self.bikes.iter().find(|one| one.0 == bike)?;
        Some(one.clone().scored(self.version))
    }

    /// Puts the answer together with the bikes as the register has them now.
    pub(super) fn with(self, bikes: Vec<(Bike, Option<OpenTheft>)>) -> Vec<Found> {
        let mut bikes: HashMap<BikeId, _> = bikes.into_iter().map(|found| (found.0.id, found)).collect();
        let version = self.version;
        self.bikes
            .into_iter()
            .filter_map(|one| {
                let (bike, theft) = bikes.remove(&one.0)?;
                let unlikely = one.3;
                let scored = one.scored(version);
                Some(Found {
                    mark: mark_in(&scored),
                    bike,
                    theft,
                    scored,
                    unlikely,
                })
            })
            .collect()
    }
}

impl ShownBike {
    fn of(found: &Found) -> Self {
        let scored = &found.scored;
        let reasons = scored.evidence.iter();
        let reasons = reasons.map(|reason| (reason.field, hundredths(reason.bits), reason.says.clone()));
        Self(
            scored.bike,
            hundredths(scored.bits),
            millionths(scored.posterior),
            found.unlikely,
            reasons.collect(),
        )
    }

    fn scored(self, version: u16) -> Scored {
        let Self(bike, bits, posterior, _, reasons) = self;
        let best = reasons
            .iter()
            .filter_map(|(_, bits, says)| Some((bits, says.alignment()?)))
            .max_by(|a, b| a.0.total_cmp(b.0));
        Scored {
            bike,
            bits,
            posterior,
            // Only who ranks asks for it.
            if_registered: 0.0,
            band: Band::of(posterior),
            alignment: best.map(|(_, alignment)| alignment.clone()),
            evidence: reasons
                .into_iter()
                .map(|(field, bits, says)| Evidence::worded(field, bits, says, version))
                .collect(),
        }
    }
}

fn mark_in(scored: &Scored) -> Option<MarkSeen> {
    scored.evidence.iter().find_map(|reason| match &reason.says {
        Says::Mark(reading) => Some(MarkSeen {
            code: reading.code,
            put_right: reading.put_right.clone(),
            live: reading.live,
        }),
        _ => None,
    })
}

fn hundredths(bits: f64) -> f64 {
    (bits * 100.0).round() / 100.0
}

/// Short, and in the same band as before: nothing is rounded up into one.
fn millionths(likelihood: f64) -> f64 {
    (likelihood * 1_000_000.0).floor() / 1_000_000.0
}

fn corrupt(error: serde_json::Error) -> StoreError {
    StoreError::Corrupt {
        table: "look_up_result",
        what: error.to_string(),
    }
}
