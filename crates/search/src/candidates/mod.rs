//! Which bikes may be the one, in bounded time.
//!
//! Every document that shares terms with the query collects their weight, rarest terms first. The heaviest are
//! scored by the channel model from the index's own columns. Neighbouring characters alone decide most look-ups;
//! only when they leave a doubt do the terms with gaps, which outlive more slips, and those of swapped neighbours join
//! in, and are more documents scored.

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

/// A bike that may be the one, scored by what the index holds of it.
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
    /// How many were scored in all, of those that pass where they are narrowed down.
    pub scored: usize,
    /// How many of those are possible or better.
    pub likely: usize,
    /// Whether there may be more of these than were scored.
    pub at_least: bool,
    /// The odds of all that were scored but are not in `found`, summed.
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

    /// Finds the best candidates for a query among those that pass, at most `limit`, and beside them the best of all: what
    /// passes may have changed since the index saw it.
    ///
    /// Every bike of the register is asked whether it passes, and others weigh against those that do.
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

    /// Finds the best of all bikes by comparing the query with each of them: what no index can better.
    ///
    /// For measuring only: its time grows with the register.
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
