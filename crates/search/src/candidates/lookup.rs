//! A look-up in progress: its terms, the documents that it has picked, and their scores so far.

use std::sync::Arc;

use domain::look_up::Query;

use super::{
    Candidates,
    collect::{Collector, WeightedTerm},
    within::Mask,
    work::{Picked, TOGETHER, Work},
};
use crate::{
    SearchError,
    index::{Snapshot, Trait, trait_term, unpack_stolen},
    model::{
        align::bits,
        gram::{self, Code},
    },
    rank::{
        NOT_ON_REGISTER, Prepared,
        fields::{self, Frequencies},
    },
};

/// How many documents the first, quick look scores.
const QUICK: usize = 160;
/// The most entries that the quick look reads from terms' lists, not counting those of its rarest term.
const QUICK_BUDGET: u64 = 40_000;
/// How many bits of terms are enough for a reading in the quick look.
const QUICK_BITS: f64 = 100.0;
/// How many entries the thorough look reads at most.
const BUDGET: u64 = 1_500_000;
/// How many documents the thorough look compares coarsely, and how many of these it scores.
const THOROUGH: (usize, usize) = (6_000, 1_500);
/// The same if there are fewer terms than this, so that many documents have the same weight.
const WIDE: (usize, usize) = (12_000, 2_500);
const FEW_TERMS: usize = 10;
/// The same if only the look is known: as many as are counted.
pub(super) const BY_LOOK: (usize, usize) = (20_000, 20_000);
/// If the filters leave this few documents, all of them are scored without using terms.
const ALL_OF: usize = 2_500;
/// The same as [`THOROUGH`], if the best document so far is [`FAR`] away.
const DEEP: (usize, usize) = (60_000, 2_000);
/// If the best document scores this many bits less than a perfect match, it has at least two mistakes. A document with
/// more mistakes may share hardly any terms with what was typed.
const FAR: f64 = 16.0;
/// How much one more matching character counts, compared with the weight of shared terms, and how much one bit of
/// evidence from looks counts.
const AGREE: i32 = 40;
const LOOK: f64 = 4.0;
/// If the best result of the quick look has this posterior, it is final. Among look-ups for registered bikes
/// that reached it, 996 in 1,000 were right. The search cannot find the other bikes at all.
const SETTLED: f64 = 0.95;
/// If the results have this much of the posterior and the best one is a perfect match, all others have mistakes.
const FAULTLESS_SHARE: f64 = 0.9;
/// If a score is less than this many bits below a perfect match, there is no mistake, because every mistake costs more.
const FAULTLESS: f64 = 3.0;
/// A look-up always decides by this many of the best bikes, however many are asked for, so that a page that shows more
/// of them has the same bikes.
const FIRST: usize = 14;
/// If odds differ by less than this, they only differ by rounding.
const EQUAL: f64 = 0.99;
/// If the numbers have fewer bits than this, the description helps to pick candidates too.
const WEAK: f64 = 13.0;

/// A look-up in progress.
pub(super) struct Lookup<'s> {
    pub(super) snapshot: &'s Snapshot,
    pub(super) prepared: Arc<Prepared>,
    pub(super) frequencies: Frequencies,
    /// The scores so far, in bits, with their documents.
    pub(super) scored: Vec<(f64, u32)>,
    work: &'s mut Work,
    found_at: Option<jiff::Timestamp>,
    place: Option<domain::place::Point>,
}

impl<'s> Lookup<'s> {
    pub(super) fn new(query: &Query, snapshot: &'s Snapshot, work: &'s mut Work) -> Self {
        let prepared = Arc::new(Prepared::new(query, &snapshot.statistics));
        let frequencies = Frequencies::of(prepared.look, snapshot);
        Self {
            snapshot,
            prepared,
            frequencies,
            scored: Vec::new(),
            work,
            found_at: query.found_at,
            place: query.place,
        }
    }

    pub(super) fn run(mut self, collector: &mut Collector, limit: usize) -> Result<Candidates, SearchError> {
        self.look(collector)?;
        Ok(self.finish(limit, None))
    }

    /// Looks at all documents, and then at those in a set, however low their scores are.
    pub(super) fn run_within(
        mut self,
        collector: &mut Collector,
        limit: usize,
        mask: &Mask,
    ) -> Result<Candidates, SearchError> {
        self.look(collector)?;
        if mask.count() <= ALL_OF {
            let all: Vec<(u8, u32)> = mask.iter().map(|document| (0, document)).collect();
            self.pick(&all);
            self.leave_out_scored();
            self.score();
        } else {
            let (terms, traits) = self.terms();
            let (mut terms, (sieved, aligned)) = self.thorough_terms(terms, traits);
            collector.collect(self.snapshot, &mut terms, BUDGET)?;
            collector.keep(mask);
            self.dig(collector, sieved, aligned);
        }
        Ok(self.finish(limit, Some(mask)))
    }

    /// Scores as many documents as needed.
    fn look(&mut self, collector: &mut Collector) -> Result<(), SearchError> {
        let (mut terms, traits) = self.terms();
        if self.quick(&mut terms, collector)? && self.is_settled() {
            return Ok(());
        }
        let (mut terms, (sieved, aligned)) = self.thorough_terms(terms, traits);
        collector.collect(self.snapshot, &mut terms, BUDGET)?;
        self.dig(collector, sieved, aligned);
        if self.is_far_off() {
            self.dig(collector, DEEP.0, DEEP.1);
        }
        Ok(())
    }

    /// The terms for the thorough look, and how many documents it compares roughly and scores.
    fn thorough_terms(
        &self,
        mut terms: Vec<(Code, WeightedTerm)>,
        traits: Vec<WeightedTerm>,
    ) -> (Vec<WeightedTerm>, (usize, usize)) {
        terms.retain(|(code, _)| !gram::is_rare(*code));
        let mut terms: Vec<WeightedTerm> = terms.into_iter().map(|(_, term)| term).collect();
        let depth = match terms.len() {
            _ if self.prepared.boxes.is_empty() => BY_LOOK,
            0..FEW_TERMS => WIDE,
            _ => THOROUGH,
        };
        let swaps = self.prepared.swaps.iter();
        terms.extend(swaps.filter_map(|code| self.weighted(u64::from(*code))));
        if self.prepared.best_bits() < WEAK {
            terms.extend(traits);
        }
        (terms, depth)
    }

    /// Compares this many of the heaviest documents roughly, and scores this many of those that are not scored yet.
    fn dig(&mut self, collector: &mut Collector, sieved: usize, aligned: usize) {
        self.pick(collector.heaviest(sieved));
        self.leave_out_scored();
        self.sieve(aligned);
        self.score();
    }

    /// Leaves out documents that are already scored.
    fn leave_out_scored(&mut self) {
        let mut before: Vec<u32> = self.scored.iter().map(|(_, document)| *document).collect();
        before.sort_unstable();
        let mut before = before.into_iter().peekable();
        self.work.picked.retain(|one| {
            while before.next_if(|document| *document < one.document).is_some() {}
            before.peek() != Some(&one.document)
        });
    }

    /// Scores the documents that share the rarest terms. Returns false if there are no such terms.
    fn quick(
        &mut self,
        terms: &mut [(Code, WeightedTerm)],
        collector: &mut Collector,
    ) -> Result<bool, SearchError> {
        terms.sort_unstable_by_key(|(_, term)| term.frequency());
        let enough = QUICK_BITS * self.prepared.sieves.len() as f64;
        let mut bits = 0.0;
        let mut rarest: Vec<WeightedTerm> = terms
            .iter()
            .map(|(_, term)| *term)
            .take_while(|term| {
                let more = bits < enough;
                bits += term.bits();
                more
            })
            .collect();
        if rarest.is_empty() {
            return Ok(false);
        }
        collector.collect(self.snapshot, &mut rarest, QUICK_BUDGET)?;
        self.pick(collector.heaviest(QUICK));
        self.score();
        Ok(true)
    }

    /// Takes documents, in the order of the index, for the rough comparison.
    pub(super) fn pick(&mut self, documents: &[(u8, u32)]) {
        self.work.picked.clear();
        let mut segments = self.snapshot.segments.iter().enumerate();
        let (mut segment, mut base) = (segments.next(), 0);
        for (weight, document) in documents {
            while let Some((_, this)) = segment
                && *document >= base + this.max_doc()
            {
                base += this.max_doc();
                segment = segments.next();
            }
            let Some((at, _)) = segment else { break };
            self.work.picked.push(Picked {
                segment: at,
                doc: *document - base,
                document: *document,
                rank: i32::from(*weight),
            });
        }
    }

    /// Keeps the documents whose numbers agree best with what was typed, and their looks.
    fn sieve(&mut self, aligned: usize) {
        let Self {
            snapshot,
            prepared,
            frequencies,
            work: Work { picked, slots, .. },
            ..
        } = self;
        if picked.len() <= aligned {
            return;
        }
        for together in picked.chunks_mut(TOGETHER) {
            slots.clear();
            slots.extend(
                together
                    .iter()
                    .map(|one| snapshot.segments[one.segment].slot(one.doc)),
            );
            for (one, slot) in together.iter_mut().zip(slots.iter()) {
                let segment = &snapshot.segments[one.segment];
                let mut agree = 0;
                segment.each_number(slot, |number| {
                    for sieve in &prepared.sieves {
                        agree = agree.max(sieve.agree(number));
                    }
                });
                one.rank += agree as i32 * AGREE;
                if !prepared.look.is_empty() {
                    let look = fields::look(prepared.look, segment.look(one.doc), frequencies).total();
                    one.rank += (look * LOOK) as i32;
                }
            }
        }
        picked.select_nth_unstable_by(aligned, |a, b| {
            b.rank.cmp(&a.rank).then(a.document.cmp(&b.document))
        });
        picked.truncate(aligned);
    }

    /// The terms to search by: those of numbers and of looks.
    fn terms(&self) -> (Vec<(Code, WeightedTerm)>, Vec<WeightedTerm>) {
        let grams = self.prepared.grams.iter();
        let grams = grams
            .filter_map(|code| Some((*code, self.weighted(u64::from(*code))?)))
            .collect();
        let look = self.prepared.look;
        let named = [
            (Trait::Make, look.make),
            (Trait::Model, look.model),
            (Trait::Kind, look.kind),
        ];
        let colours = look.colours.iter().map(|colour| (Trait::Colour, colour as u32));
        let traits = named
            .into_iter()
            .filter(|(_, value)| *value > 0)
            .chain(colours)
            .filter_map(|(kind, value)| self.weighted(trait_term(kind, value)))
            .collect();
        (grams, traits)
    }

    /// A term with its weight, if any document has it.
    fn weighted(&self, term: u64) -> Option<WeightedTerm> {
        let frequency = self.snapshot.frequency(term);
        (frequency > 0).then(|| WeightedTerm::new(term, frequency, self.snapshot.documents() as f64))
    }

    /// Scores the picked documents with the data in the index.
    pub(super) fn score(&mut self) {
        let Self {
            snapshot,
            prepared,
            frequencies,
            scored,
            work: Work {
                matrix,
                picked,
                slots,
            },
            ..
        } = self;
        let mut best = vec![i16::MIN; prepared.boxes.len()];
        for together in picked.chunks(TOGETHER) {
            slots.clear();
            slots.extend(
                together
                    .iter()
                    .map(|one| snapshot.segments[one.segment].slot(one.doc)),
            );
            for (one, slot) in together.iter().zip(slots.iter()) {
                let (segment, doc) = (&snapshot.segments[one.segment], one.doc);
                if !segment.is_alive(doc) {
                    continue;
                }
                let mut total = 0.0;
                if !best.is_empty() {
                    best.fill(i16::MIN);
                    segment.each_number(slot, |number| {
                        for (best, aligners) in best.iter_mut().zip(&prepared.boxes) {
                            for aligner in aligners {
                                *best = (*best).max(aligner.score(number, matrix));
                            }
                        }
                    });
                    let known = best.iter().zip(&prepared.least);
                    let known = known.filter(|(best, _)| **best > i16::MIN);
                    total += known.map(|(best, least)| bits(*best).max(*least)).sum::<f64>();
                }
                if !prepared.look.is_empty() {
                    total += fields::look(prepared.look, segment.look(doc), frequencies).total();
                }
                if (self.found_at.is_some() || self.place.is_some())
                    && let Some(stolen) = segment.stolen.as_ref().and_then(|column| column.first(doc))
                {
                    let (time, place) =
                        fields::circumstances(self.found_at, self.place, &unpack_stolen(stolen));
                    total += time + place;
                }
                scored.push((total, one.document));
            }
        }
    }

    /// Whether the best document so far is certain, or no better results are possible.
    fn is_settled(&self) -> bool {
        let prior = self.prior();
        let mut odds: Vec<f64> = self
            .scored
            .iter()
            .map(|(bits, _)| (bits + prior).exp2())
            .collect();
        odds.sort_unstable_by(|a, b| b.total_cmp(a));
        let all = NOT_ON_REGISTER + odds.iter().sum::<f64>();
        let Some(best) = odds.first() else { return false };
        if best / all >= SETTLED {
            return true;
        }
        // Looks, or when and where a bike was stolen, may lift others above these.
        let by_number_alone =
            self.prepared.look.is_empty() && self.found_at.is_none() && self.place.is_none();
        if !by_number_alone {
            return false;
        }
        let shown = odds.iter().take(FIRST);
        let faultless = (self.prepared.best_bits() + prior).exp2();
        let all_faultless = odds.get(FIRST - 1).is_some_and(|last| *last >= faultless * EQUAL);
        let none_faulty = *best >= faultless * (-FAULTLESS).exp2();
        all_faultless || none_faulty && shown.sum::<f64>() / all >= FAULTLESS_SHARE
    }

    /// Returns true if no document so far is close to what was typed.
    fn is_far_off(&self) -> bool {
        let best = self.scored.iter().map(|(bits, _)| *bits).fold(f64::MIN, f64::max);
        !self.prepared.boxes.is_empty() && best < self.prepared.least_bits() - FAR
    }

    /// log2 of the prior odds of one bike on the register.
    pub(super) fn prior(&self) -> f64 {
        -(self.snapshot.statistics.bikes.max(1) as f64).log2()
    }
}
