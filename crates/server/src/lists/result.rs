//! A bike that was found, in JSON. `look-up --json` and `reconcile` use the same format.

use domain::bike::BikeReference;
use domain::look_up::{Alignment, Band, Evidence};
use registry::look_up::rank::Found;
use serde::Serialize;

/// One result.
#[derive(Debug, Serialize)]
pub struct ResultLine<'r> {
    /// The rank of the bike, from 1 for the best, or 0 if there is none.
    pub rank: usize,
    /// The reference of the bike.
    pub bike: Option<BikeReference>,
    /// The key that a list uses for it.
    pub external_ref: Option<&'r str>,
    /// The evidence in bits, to two decimals.
    pub bits: Option<f64>,
    /// The band that it is in.
    pub band: Option<Band>,
    /// The reasons why it may be this bike.
    pub evidence: Vec<Evidence>,
}

impl<'r> ResultLine<'r> {
    /// Makes the line for no result.
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

    /// Makes the line for a bike.
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

/// A result with its likelihood, the bike's standing, and the two numbers lined up.
#[derive(Debug, Serialize)]
pub struct AlignedResult<'r> {
    /// The result without these details.
    #[serde(flatten)]
    pub result: ResultLine<'r>,
    /// The likelihood that it is this bike, from 0 to 1.
    pub likelihood: f64,
    /// True if it is similar but unlikely.
    pub unlikely: bool,
    /// The bike's standing, such as `reported-stolen`.
    pub standing: &'static str,
    /// The numbers, lined up character by character.
    pub alignment: Option<&'r Alignment>,
}

impl<'r> AlignedResult<'r> {
    /// Makes the result for a bike.
    pub fn of(rank: usize, found: &'r Found) -> Self {
        Self {
            result: ResultLine::of(rank, found),
            // Four decimals, and never quite 1, because nothing that was read is completely certain.
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
