//! A bike that was found, as programs read it: the same shape from `look-up --json` and `reconcile`.

use domain::bike::BikeReference;
use domain::look_up::{Alignment, Band, Evidence};
use registry::look_up::rank::Found;
use serde::Serialize;

/// One result.
#[derive(Debug, Serialize)]
pub struct ResultLine<'r> {
    /// The bike's place among the results, 1 being the best; 0 when there is none.
    pub rank: usize,
    /// The bike's reference.
    pub bike: Option<BikeReference>,
    /// The key under which a list named it.
    pub external_ref: Option<&'r str>,
    /// The evidence in bits, to two decimals.
    pub bits: Option<f64>,
    /// How sure it is.
    pub band: Option<Band>,
    /// The reasons.
    pub evidence: Vec<Evidence>,
}

impl<'r> ResultLine<'r> {
    /// Says that there is no result.
    pub fn none() -> Self {
        Self {
            rank: 0,
            bike: None,
            external_ref: None,
            bits: None,
            band: None,
            evidence: Vec::new(),
        }
    }

    /// Tells of a bike that was found.
    pub fn of(rank: usize, found: &'r Found) -> Self {
        let short = |evidence: &Evidence| Evidence {
            bits: hundredths(evidence.bits),
            ..evidence.clone()
        };
        Self {
            rank,
            bike: Some(found.bike.reference()),
            external_ref: found.bike.external_ref.as_deref(),
            bits: Some(hundredths(found.scored.bits)),
            band: Some(found.scored.band),
            evidence: found.scored.evidence.iter().map(short).collect(),
        }
    }
}

/// A result with how likely it is, where the bike stands, and the two numbers beside each other.
#[derive(Debug, Serialize)]
pub struct AlignedResult<'r> {
    /// The result.
    #[serde(flatten)]
    pub result: ResultLine<'r>,
    /// How likely it is the one, of 1.
    pub likelihood: f64,
    /// Whether it comes near and no more.
    pub unlikely: bool,
    /// Where the bike stands, such as `reported-stolen`.
    pub standing: &'static str,
    /// The numbers, character under character.
    pub alignment: Option<&'r Alignment>,
}

impl<'r> AlignedResult<'r> {
    /// Tells of a bike that was found.
    pub fn of(rank: usize, found: &'r Found) -> Self {
        Self {
            result: ResultLine::of(rank, found),
            // Four decimals, and never quite 1: nothing that was read is quite sure.
            likelihood: ((found.scored.posterior * 10_000.0).round() / 10_000.0).min(0.9999),
            unlikely: found.unlikely,
            standing: found.bike.standing.slug(),
            alignment: found.scored.alignment.as_ref(),
        }
    }
}

fn hundredths(bits: f64) -> f64 {
    (bits * 100.0).round() / 100.0
}
