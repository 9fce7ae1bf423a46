//! Finishes a look-up: picks the best scored documents, and counts how many are possible.

use std::sync::Arc;

use domain::{id::BikeId, look_up::is_unlikely};

use super::{
    Candidate, Candidates, collect,
    lookup::{BY_LOOK, Lookup},
    within::Mask,
};
use crate::rank::NOT_ON_REGISTER;

impl Lookup<'_> {
    /// Counts the scored documents in the set that are possible or better. If only the look is known, the look must be
    /// evidence for them.
    fn likely(&self, mask: Option<&Mask>) -> usize {
        let within = self.scored.iter().filter(|(_, document)| passes(mask, *document));
        let by_look = self.prepared.boxes.is_empty();
        let prior = self.prior();
        let odds = |bits: f64| (bits + prior).exp2();
        let registered: f64 = self.scored.iter().map(|(bits, _)| odds(*bits)).sum();
        let unlikely = |bits: f64| {
            let odds = odds(bits);
            is_unlikely(odds / (NOT_ON_REGISTER + registered), odds / registered)
        };
        within
            .filter(|(bits, _)| by_look && *bits > 0.0 || !unlikely(*bits))
            .count()
    }

    /// Takes the best documents of the set and the best of all, at most `limit` of each.
    pub(super) fn finish(mut self, limit: usize, mask: Option<&Mask>) -> Candidates {
        let prior = self.prior();
        let likely = self.likely(mask);
        let all = self.scored.iter();
        let scored = all.filter(|(_, document)| passes(mask, *document)).count();
        // Among equals, newer registrations come first, so that the order never depends on chance.
        self.scored
            .sort_unstable_by(|a, b| b.0.total_cmp(&a.0).then(b.1.cmp(&a.1)));
        let (mut found, mut others, mut within) = (Vec::new(), 0.0, 0);
        for (at, (bits, document)) in self.scored.iter().enumerate() {
            let passes = mask.is_some() && within < limit && passes(mask, *document);
            if at >= limit && !passes {
                others += (bits + prior).exp2();
                continue;
            }
            within += usize::from(passes);
            if let Some((segment, doc)) = collect::locate(self.snapshot, *document) {
                found.push(Candidate {
                    bike: BikeId(segment.bike(doc)),
                    bits: *bits,
                });
            }
        }
        Candidates {
            found,
            scored,
            likely,
            at_least: scored >= BY_LOOK.1,
            others,
            prepared: self.prepared,
            statistics: Arc::clone(&self.snapshot.statistics),
            frequencies: self.frequencies,
        }
    }
}

/// Whether a document is in the set, when there is one.
fn passes(mask: Option<&Mask>, document: u32) -> bool {
    mask.is_none_or(|mask| mask.holds(document))
}
