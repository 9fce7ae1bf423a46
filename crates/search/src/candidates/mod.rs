//! Which bikes may be the one, in bounded time.
//!
//! Every document that shares terms with the query collects their weight, rarest terms first. The heaviest are
//! scored by the channel model from the index's own columns. Neighbouring characters alone decide most look-ups;
//! only when they leave a doubt do the terms with gaps, which outlive more slips, join in and are more
//! documents scored.

mod collect;

use std::{cell::RefCell, sync::Arc};

use domain::{id::BikeId, matching::Query};
use tantivy::DocId;

use crate::{
    Index, SearchError,
    index::{Slot, Snapshot, Trait, trait_term, unpack_stolen},
    model::{
        Statistics,
        align::{Matrix, bits},
        gram,
    },
    rank::{
        Looks, NOT_ON_REGISTER, Prepared, UNRELATED,
        fields::{self, Frequencies},
    },
};
use collect::{Collector, WeightedTerm};

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
    /// How many were scored in all.
    pub scored: usize,
    /// The odds of all that were scored but are not in `found`, summed.
    pub(crate) others: f64,
    pub(crate) statistics: Arc<Statistics>,
    pub(crate) frequencies: Frequencies,
}

/// How many documents the first, quick look scores.
const QUICK: usize = 192;
/// How many documents the thorough look compares coarsely, and how many of these it scores.
const SIEVED: usize = 6_000;
const ALIGNED: usize = 450;
/// What one more character in order is worth beside the weight of shared terms.
const AGREE: u32 = 40;
/// When the best of the quick look has this posterior, it stands: nothing else can share so much with it.
const SETTLED: f64 = 0.999;
/// So few bits below faultless it stands too: there is no slip that costs as little.
const FAULTLESS: f64 = 3.0;
/// Numbers that carry fewer bits than this need the description to pick candidates too.
const WEAK: f64 = 26.0;

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
        COLLECTOR.with_borrow_mut(|(collector, matrix)| {
            Lookup::new(query, &snapshot, matrix).run(collector, limit)
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
        lookup.fetch(&all);
        lookup.score();
        Ok(lookup.finish(limit))
    }
}

/// What look-ups on one thread use again and again, so that nothing large is allocated.
struct Work {
    matrix: Matrix,
    fetched: Vec<Fetched>,
}

/// A document that may be the one, with its numbers at hand.
struct Fetched {
    segment: usize,
    doc: DocId,
    document: u32,
    slot: Slot,
    /// How promising it is.
    rank: u32,
}

impl Work {
    fn new() -> Self {
        Self {
            matrix: Matrix::new(),
            fetched: Vec::new(),
        }
    }
}

/// One look-up under way.
struct Lookup<'s> {
    snapshot: &'s Snapshot,
    prepared: Prepared,
    frequencies: Frequencies,
    /// Scored so far: bits and document.
    scored: Vec<(f64, u32)>,
    work: &'s mut Work,
    found_at: Option<jiff::Timestamp>,
    place: Option<domain::place::Point>,
}

impl<'s> Lookup<'s> {
    fn new(query: &Query, snapshot: &'s Snapshot, work: &'s mut Work) -> Self {
        let prepared = Prepared::new(query, &snapshot.statistics);
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

    fn run(mut self, collector: &mut Collector, limit: usize) -> Result<Candidates, SearchError> {
        let (plain, gapped, traits) = self.terms();
        collector.start(self.snapshot);
        let weak = self.prepared.best_bits() < WEAK;
        collector.weigh(
            plain
                .iter()
                .chain(&gapped)
                .chain(if weak { &traits[..] } else { &[] }),
        );
        if !plain.is_empty() && !weak {
            collector.collect(self.snapshot, &plain)?;
            self.fetch(collector.heaviest(QUICK));
            self.score();
            if self.is_settled() {
                return Ok(self.finish(limit));
            }
        } else {
            collector.collect(self.snapshot, &plain)?;
        }
        collector.collect(self.snapshot, &gapped)?;
        if weak {
            collector.collect(self.snapshot, &traits)?;
        }
        self.fetch(collector.heaviest(SIEVED));
        let mut before: Vec<u32> = self.scored.iter().map(|(_, doc)| *doc).collect();
        before.sort_unstable();
        self.work
            .fetched
            .retain(|one| before.binary_search(&one.document).is_err());
        self.sieve();
        self.score();
        Ok(self.finish(limit))
    }

    /// Reads the numbers of documents, all together: thousands of reads from all over memory then wait for each
    /// other less.
    fn fetch(&mut self, documents: &[(u8, u32)]) {
        self.work.fetched.clear();
        let mut segments = self.snapshot.segments.iter().enumerate();
        let (mut segment, mut base) = (segments.next(), 0);
        for (weight, document) in documents {
            while let Some((_, this)) = segment
                && *document >= base + this.max_doc()
            {
                base += this.max_doc();
                segment = segments.next();
            }
            let Some((at, segment)) = segment else { break };
            let doc = *document - base;
            self.work.fetched.push(Fetched {
                segment: at,
                doc,
                document: *document,
                rank: u32::from(*weight),
                slot: segment.slot(doc),
            });
        }
    }

    /// Keeps the documents whose numbers agree best with what was typed.
    fn sieve(&mut self) {
        let fetched = &mut self.work.fetched;
        if self.prepared.sieves.is_empty() || fetched.len() <= ALIGNED {
            fetched.truncate(ALIGNED);
            return;
        }
        for one in fetched.iter_mut() {
            let mut agree = 0;
            self.snapshot.segments[one.segment].each_number(&one.slot, |number| {
                for sieve in &self.prepared.sieves {
                    agree = agree.max(sieve.agree(number));
                }
            });
            one.rank += agree * AGREE;
        }
        fetched.select_nth_unstable_by(ALIGNED, |a, b| {
            b.rank.cmp(&a.rank).then(a.document.cmp(&b.document))
        });
        fetched.truncate(ALIGNED);
    }

    /// The terms to collect by: neighbouring characters, characters with gaps, looks.
    fn terms(&self) -> (Vec<WeightedTerm>, Vec<WeightedTerm>, Vec<WeightedTerm>) {
        let documents = self.snapshot.documents() as f64;
        let weighted = |term: u64| {
            let frequency = self.snapshot.frequency(term);
            (frequency > 0).then(|| WeightedTerm::new(term, frequency, documents))
        };
        let (mut plain, mut gapped) = (Vec::new(), Vec::new());
        for code in &self.prepared.grams {
            if let Some(term) = weighted(u64::from(*code)) {
                if gram::is_plain(*code) {
                    plain.push(term)
                } else {
                    gapped.push(term)
                }
            }
        }
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
            .filter_map(|(kind, value)| weighted(trait_term(kind, value)))
            .collect();
        (plain, gapped, traits)
    }

    /// Scores documents from what the index holds of them.
    fn score(&mut self) {
        let boxes = self.prepared.boxes.len();
        let mut best = vec![i16::MIN; boxes];
        let Work { matrix, fetched } = &mut *self.work;
        for Fetched {
            segment,
            doc,
            document,
            slot,
            ..
        } in fetched.iter()
        {
            let (segment, doc) = (&self.snapshot.segments[*segment], *doc);
            if !segment.is_alive(doc) {
                continue;
            }
            let mut total = 0.0;
            if boxes > 0 {
                best.fill(i16::MIN);
                let prepared = &self.prepared;
                segment.each_number(slot, |number| {
                    for (best, aligners) in best.iter_mut().zip(&prepared.boxes) {
                        for aligner in aligners {
                            *best = (*best).max(aligner.score(number, matrix));
                        }
                    }
                });
                total += best
                    .iter()
                    .map(|best| {
                        if *best == i16::MIN {
                            0.0
                        } else {
                            bits(*best).max(UNRELATED)
                        }
                    })
                    .sum::<f64>();
            }
            if !self.prepared.look.is_empty() {
                let look = Looks::unpack(segment.looks.first(doc).unwrap_or(0));
                total += fields::look(self.prepared.look, look, &self.frequencies).total();
            }
            if (self.found_at.is_some() || self.place.is_some())
                && let Some(stolen) = segment.stolen.as_ref().and_then(|column| column.first(doc))
            {
                let (time, place) = fields::circumstances(self.found_at, self.place, &unpack_stolen(stolen));
                total += time + place;
            }
            self.scored.push((total, *document));
        }
    }

    /// Whether the best so far is beyond doubt, or faultless.
    fn is_settled(&self) -> bool {
        let prior = self.prior();
        let (mut best, mut sum) = (f64::MIN, NOT_ON_REGISTER);
        for (bits, _) in &self.scored {
            best = best.max(*bits);
            sum += (bits + prior).exp2();
        }
        (best + prior).exp2() / sum >= SETTLED || best >= self.prepared.best_bits() - FAULTLESS
    }

    /// log2 of the odds of one bike of the register before anything is known.
    fn prior(&self) -> f64 {
        -(self.snapshot.statistics.bikes.max(1) as f64).log2()
    }

    fn finish(mut self, limit: usize) -> Candidates {
        let prior = self.prior();
        let scored = self.scored.len();
        // Newer registrations first among equals, so that the order never depends on chance.
        self.scored
            .sort_unstable_by(|a, b| b.0.total_cmp(&a.0).then(b.1.cmp(&a.1)));
        let others = self
            .scored
            .iter()
            .skip(limit)
            .map(|(bits, _)| (bits + prior).exp2())
            .sum();
        let found = self
            .scored
            .iter()
            .take(limit)
            .filter_map(|(bits, document)| {
                let (segment, doc) = collect::locate(self.snapshot, *document)?;
                Some(Candidate {
                    bike: BikeId(segment.bike(doc)),
                    bits: *bits,
                })
            })
            .collect();
        Candidates {
            found,
            scored,
            others,
            statistics: Arc::clone(&self.snapshot.statistics),
            frequencies: self.frequencies,
        }
    }
}
