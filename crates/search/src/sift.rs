//! Compares one bike with many queries, to find those for which a whole look-up is worth its time.
//!
//! A look-up scores a bike against all others. This scores it by itself, so it rates the bike higher than the look-up
//! will. Whatever it leaves out, the look-up would not have shown either.

use std::sync::Arc;

use domain::look_up::{BikeEntry, Query};

use crate::{
    Index, SearchError,
    index::{look, readings},
    model::{
        Statistics,
        align::{Matrix, bits},
        packed::Symbols,
    },
    rank::{
        NOT_ON_REGISTER, Prepared, borne,
        fields::{self, Frequencies},
    },
};

/// Queries, ready to be compared with one bike after another.
#[derive(Debug)]
pub struct Sift {
    cases: Vec<Case>,
    statistics: Arc<Statistics>,
}

#[derive(Debug)]
struct Case {
    query: Query,
    prepared: Prepared,
    frequencies: Frequencies,
}

impl Index {
    /// Prepares queries, with the statistics of the register as it is now.
    ///
    /// # Errors
    /// When the index cannot be read.
    pub fn sift(&self, queries: Vec<Query>) -> Result<Sift, SearchError> {
        let snapshot = self.snapshot()?;
        let statistics = Arc::clone(&snapshot.statistics);
        let cases = queries.into_iter().map(|query| {
            let prepared = Prepared::new(&query, &statistics);
            Case {
                frequencies: Frequencies::of(prepared.look, &snapshot),
                prepared,
                query,
            }
        });
        Ok(Sift {
            cases: cases.collect(),
            statistics: Arc::clone(&statistics),
        })
    }
}

impl Sift {
    /// Returns the positions of the queries for which the bike, scored by itself, is at least this likely, from 0 to 1.
    #[must_use]
    pub fn worth(&self, entry: &BikeEntry, least: f64) -> Vec<usize> {
        let prior = -(self.statistics.bikes().max(1) as f64).log2();
        let numbers: Vec<Symbols> = entry
            .numbers
            .iter()
            .flat_map(|(_, written)| readings(written))
            .collect();
        let mut matrix = Matrix::new();
        let mut worth = |case: &Case| {
            let odds = (case.bits(entry, &numbers, &mut matrix) + prior).exp2();
            odds / (NOT_ON_REGISTER + odds) >= least
                || !borne(&case.query, std::slice::from_ref(entry))[0].is_empty()
        };
        let at = self.cases.iter().enumerate();
        at.filter(|(_, case)| worth(case)).map(|(at, _)| at).collect()
    }
}

impl Case {
    fn bits(&self, entry: &BikeEntry, numbers: &[Symbols], matrix: &mut Matrix) -> f64 {
        let of_box = |aligners: &Vec<_>, least: f64, matrix: &mut Matrix| {
            let scores = numbers.iter().flat_map(|number| {
                aligners
                    .iter()
                    .map(|aligner: &crate::model::align::Aligner| aligner.score(number.as_slice(), matrix))
                    .collect::<Vec<_>>()
            });
            scores.max().map_or(0.0, |score| bits(score).max(least))
        };
        let numbers: f64 = self
            .prepared
            .boxes
            .iter()
            .zip(&self.prepared.least)
            .map(|(aligners, least)| of_box(aligners, *least, matrix))
            .sum();
        let looks = fields::look(self.prepared.look, look(entry), &self.frequencies).total();
        let (time, place) = entry.stolen.as_ref().map_or((0.0, 0.0), |stolen| {
            fields::circumstances(self.query.found_at, self.query.place, stolen)
        });
        let features = fields::features(self.query.features, entry.features).unwrap_or(0.0);
        numbers + looks + features + time + place
    }
}
