//! The stored results of a look-up: ranks, bikes, scores in bits, likelihood, and the reasons in parts.

use super::rank::{Found, MarkSeen, Spelling, UnfixedMark};
use super::{LikelyBike, Ranked, Total};
use crate::Registry;
use domain::bike::Bike;
use domain::id::BikeId;
use domain::look_up::{Band, Evidence, Field, Says, Scored, WORDING};
use serde::{Deserialize, Serialize};
use std::collections::HashMap;
use store::StoreError;
use store::look_up::results::Kept;
use store::theft::OpenTheft;

/// The results, without what the register says about the bikes now.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct Shown {
    /// The bikes, best first. A bike's rank is its place in the list.
    #[serde(rename = "b")]
    bikes: Vec<ShownBike>,
    #[serde(rename = "t")]
    pub(super) total: Total,
    /// True if the search found more bikes than these.
    #[serde(rename = "m")]
    pub(super) more: bool,
    /// Our marks that were typed but were not on a bike.
    #[serde(rename = "u", default, skip_serializing_if = "Vec::is_empty")]
    pub(super) unfixed: Vec<UnfixedMark>,
    /// The likely spelling of the make and the model.
    #[serde(rename = "s", default, skip_serializing_if = "Spelling::is_none")]
    pub(super) spelling: Spelling,
    /// The version of the wording.
    #[serde(skip)]
    version: u16,
}

/// A bike that a look-up showed, with its own stored result.
#[derive(Clone, Debug)]
pub(crate) struct OneShown {
    /// The bike that was shown.
    pub(crate) bike: BikeId,
    /// The evidence, in bits.
    pub(crate) bits: f64,
    /// How likely it is, 0 to 1.
    pub(crate) likelihood: f64,
    /// What was shown about it.
    pub(crate) kept: Kept,
}

/// One bike with its bits, its likelihood, whether it is unlikely, and its reasons.
#[derive(Clone, Debug, Serialize, Deserialize)]
struct ShownBike(BikeId, f64, f64, bool, Vec<(Field, f64, Says)>);

impl Shown {
    /// Makes the stored results from what a search found.
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

    /// Reads stored results.
    pub(super) fn read(kept: &Kept) -> Result<Self, StoreError> {
        let mut shown: Self = serde_json::from_str(&kept.answer).map_err(corrupt)?;
        shown.version = kept.version;
        Ok(shown)
    }

    /// Writes the results as text.
    pub(super) fn write(&self) -> Result<Kept, StoreError> {
        Ok(Kept {
            version: self.version,
            answer: serde_json::to_string(self).map_err(corrupt)?,
            best_likelihood: self.bikes.first().map(|best| best.2),
        })
    }

    /// Adds bikes from a longer search that are not among these, at most `limit` of them.
    pub(super) fn extend(&mut self, longer: &Ranked, limit: usize) {
        let new = longer.found.iter().filter(|found| !self.holds(found.bike.id));
        let new: Vec<ShownBike> = new.map(ShownBike::of).collect();
        self.more = longer.more || new.len() > limit;
        self.bikes.extend(new.into_iter().take(limit));
    }

    /// Returns how many bikes were shown.
    pub(super) fn len(&self) -> usize {
        self.bikes.len()
    }

    /// Returns the bikes that were shown, best first.
    pub(super) fn ids(&self) -> Vec<BikeId> {
        self.bikes.iter().map(|one| one.0).collect()
    }

    /// Returns true if a bike was shown.
    pub(super) fn holds(&self, bike: BikeId) -> bool {
        self.bikes.iter().any(|one| one.0 == bike)
    }

    /// Returns the score of a bike as it was shown.
    pub(super) fn scored(&self, bike: BikeId) -> Option<Scored> {
        let one = self.bikes.iter().find(|one| one.0 == bike)?;
        Some(one.clone().scored(self.version))
    }

    /// Returns the bikes that were shown, each with its bits, its likelihood and its own stored result.
    pub(super) fn each(&self) -> Result<Vec<OneShown>, StoreError> {
        let alone = |one: &ShownBike| {
            let shown = Self {
                bikes: vec![one.clone()],
                ..Self::of_none(self.version)
            };
            Ok(OneShown {
                bike: one.0,
                bits: one.1,
                likelihood: one.2,
                kept: shown.write()?,
            })
        };
        self.bikes.iter().map(alone).collect()
    }

    fn of_none(version: u16) -> Self {
        Self {
            bikes: Vec::new(),
            total: Total {
                count: 1,
                at_least: false,
            },
            more: false,
            unfixed: Vec::new(),
            spelling: Spelling::default(),
            version,
        }
    }

    /// Combines the results with the bikes as they are on the register now.
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
            // Only the ranking needs this value.
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

/// Writes the stored result for one bike that a search found.
pub(crate) fn take_down(found: &Found) -> Result<Kept, StoreError> {
    let shown = Shown {
        bikes: vec![ShownBike::of(found)],
        ..Shown::of_none(WORDING)
    };
    shown.write()
}

/// Reads the score of a bike from a stored result. Returns `None` if the result is for another bike.
pub(crate) fn scored_in(kept: &Kept, bike: BikeId) -> Result<Option<Scored>, StoreError> {
    Ok(Shown::read(kept)?.scored(bike))
}

/// Combines stored results with the bikes as they are on the register now. Bikes that are gone are left out.
pub(crate) async fn put_together(registry: &Registry, kept: &Kept) -> Result<Vec<LikelyBike>, StoreError> {
    let shown = Shown::read(kept)?;
    let bikes = store::bike::load_with_thefts(&registry.store, &shown.ids()).await?;
    super::with_flags(registry, shown.with(bikes)).await
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

/// Rounds a likelihood without moving it into a higher band.
fn millionths(likelihood: f64) -> f64 {
    (likelihood * 1_000_000.0).floor() / 1_000_000.0
}

fn corrupt(error: serde_json::Error) -> StoreError {
    StoreError::Corrupt {
        table: "look_up_result",
        what: error.to_string(),
    }
}
