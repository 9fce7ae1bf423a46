//! Finds the bikes that may be the one looked for, in a limited time.
//!
//! Every document that shares terms with the query collects their weight, rarest terms first. The channel model scores
//! the heaviest ones from the index's own columns. For most look-ups, terms of neighbouring characters are enough. If
//! there is still doubt, we also use terms with gaps, which survive more mistakes, and terms with swapped neighbours,
//! and score more documents.

mod collect;
mod finish;
mod lookup;
mod within;
mod work;

use std::{cell::RefCell, sync::Arc};

use domain::{id::BikeId, look_up::Query};

use crate::{
    Index, SearchError,
    model::Statistics,
    rank::{Prepared, fields::Frequencies},
};
use collect::Collector;
use lookup::Lookup;
use within::Mask;
pub use within::Within;
use work::Work;

/// A bike that may be the one looked for, scored with the data in the index.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Candidate {
    /// The bike.
    pub bike: BikeId,
    /// The evidence, in bits.
    pub bits: f64,
}

/// The best candidates for a query, and what is needed to rank them with what else is known.
#[derive(Clone, Debug)]
pub struct Candidates {
    /// The best, best first.
    pub found: Vec<Candidate>,
    /// How many were scored in total. With filters, only those that pass are counted.
    pub scored: usize,
    /// How many of those are possible or better.
    pub likely: usize,
    /// Whether there may be more of these than were scored.
    pub at_least: bool,
    /// The sum of the odds of all that were scored but are not in `found`.
    pub(crate) others: f64,
    pub(crate) prepared: Arc<Prepared>,
    pub(crate) statistics: Arc<Statistics>,
    pub(crate) frequencies: Frequencies,
}

thread_local! {
    static COLLECTOR: RefCell<(Collector, Work)> = RefCell::new((Collector::new(), Work::new()));
}

impl Index {
    /// Finds the best candidates for a query, at most `limit`.
    ///
    /// The time is bounded whatever the query is, and does not depend on how many bikes match it.
    ///
    /// # Errors
    /// When the index cannot be read.
    pub fn candidates(&self, query: &Query, limit: usize) -> Result<Candidates, SearchError> {
        let snapshot = self.snapshot()?;
        COLLECTOR
            .with_borrow_mut(|(collector, work)| Lookup::new(query, &snapshot, work).run(collector, limit))
    }

    /// Finds the best candidates for a query that pass the filters, at most `limit`, and also the best of all, because
    /// a bike may have changed since the index saw it.
    ///
    /// The filters apply to every bike on the register. Bikes that do not pass still count as rivals.
    ///
    /// # Errors
    /// When the index cannot be read.
    pub fn candidates_within(
        &self,
        query: &Query,
        within: &Within,
        limit: usize,
    ) -> Result<Candidates, SearchError> {
        let snapshot = self.snapshot()?;
        let mask = Mask::of(within, &snapshot)?;
        COLLECTOR.with_borrow_mut(|(collector, work)| {
            Lookup::new(query, &snapshot, work).run_within(collector, limit, &mask)
        })
    }

    /// Finds the best bikes by comparing the query with every bike. No index can do better.
    ///
    /// It is only for measuring, because its time grows with the register.
    ///
    /// # Errors
    /// When the index cannot be read.
    pub fn exhaustive(&self, query: &Query, limit: usize) -> Result<Candidates, SearchError> {
        let snapshot = self.snapshot()?;
        let mut work = Work::new();
        let mut lookup = Lookup::new(query, &snapshot, &mut work);
        let all: Vec<(u8, u32)> = (0..snapshot.documents() as u32)
            .map(|document| (0, document))
            .collect();
        lookup.pick(&all);
        lookup.score();
        Ok(lookup.finish(limit, None))
    }
}
