//! Adds up the weight of shared terms by document, and picks the heaviest.

use tantivy::{DocId, postings::BlockSegmentPostings, schema::IndexRecordOption};

use crate::{
    SearchError,
    index::{Segment, Snapshot},
};

/// A term with how much sharing it says.
#[derive(Clone, Copy, Debug)]
pub(super) struct WeightedTerm {
    term: u64,
    frequency: u64,
    /// log2 of how rare it is.
    bits: f64,
}

impl WeightedTerm {
    pub(super) fn new(term: u64, frequency: u64, documents: f64) -> Self {
        Self {
            term,
            frequency,
            bits: (documents / frequency as f64).log2().max(0.0) + 0.25,
        }
    }
}

/// How many entries of terms' lists one look-up reads at most, beyond those of its rarest terms.
const BUDGET: u64 = 1_500_000;
/// Documents are looked at in groups of this many when the heaviest are picked.
const GROUP: usize = 32;

/// The weights, one byte a document, kept from one look-up to the next so that nothing is allocated.
pub(super) struct Collector {
    weights: Vec<u8>,
    maxima: Vec<u8>,
    heavy: Vec<(u8, u32)>,
    /// Weight of a bit.
    scale: f64,
    read: u64,
    postings: BlockSegmentPostings,
}

impl Collector {
    pub(super) fn new() -> Self {
        Self {
            weights: Vec::new(),
            maxima: Vec::new(),
            heavy: Vec::new(),
            scale: 1.0,
            read: 0,
            postings: BlockSegmentPostings::empty(),
        }
    }

    /// Forgets the look-up before.
    pub(super) fn start(&mut self, snapshot: &Snapshot) {
        self.weights.clear();
        self.weights.resize(snapshot.documents(), 0);
        self.read = 0;
    }

    /// Chooses the scale at which the weight of all terms just fits in a byte.
    pub(super) fn weigh<'t>(&mut self, terms: impl Iterator<Item = &'t WeightedTerm>) {
        let total: f64 = terms.map(|term| term.bits).sum();
        self.scale = (250.0 / total.max(1.0)).min(8.0);
    }

    /// Adds the weight of terms to the documents that have them, the rarest terms first, until the budget is spent.
    pub(super) fn collect(&mut self, snapshot: &Snapshot, terms: &[WeightedTerm]) -> Result<(), SearchError> {
        let mut terms = terms.to_vec();
        terms.sort_unstable_by_key(|term| term.frequency);
        for term in terms {
            self.read += term.frequency;
            if self.read > BUDGET {
                break;
            }
            let weight = (term.bits * self.scale).round().clamp(1.0, 255.0) as u8;
            let mut base = 0;
            for segment in &snapshot.segments {
                if let Some(info) = segment.term(term.term) {
                    let weights = &mut self.weights[base..base + segment.max_doc() as usize];
                    self.postings = segment
                        .inverted
                        .read_block_postings_from_terminfo(info, IndexRecordOption::Basic)?;
                    while self.postings.block_len() > 0 {
                        for doc in self.postings.docs() {
                            if let Some(total) = weights.get_mut(*doc as usize) {
                                *total = total.saturating_add(weight);
                            }
                        }
                        self.postings.advance();
                    }
                }
                base += segment.max_doc() as usize;
            }
        }
        Ok(())
    }

    /// The heaviest documents, at most `count` of them, with their weight, in the order of the index.
    pub(super) fn heaviest(&mut self, count: usize) -> &[(u8, u32)] {
        self.maxima.clear();
        self.maxima.extend(self.weights.chunks(GROUP).map(maximum));
        let mut groups = [0usize; 256];
        for maximum in &self.maxima {
            groups[usize::from(*maximum)] += 1;
        }
        // A group's maximum stands for one document at least: what is lighter than this cannot be among them.
        let floor = lightest(&groups, count).max(1) as u8;
        let heavy = &mut self.heavy;
        heavy.clear();
        let mut weights = [0usize; 256];
        for (at, maximum) in self.maxima.iter().enumerate() {
            if *maximum < floor {
                continue;
            }
            let base = at * GROUP;
            let group = &self.weights[base..(base + GROUP).min(self.weights.len())];
            for (doc, weight) in group.iter().enumerate().filter(|(_, weight)| **weight >= floor) {
                weights[usize::from(*weight)] += 1;
                heavy.push((*weight, (base + doc) as u32));
            }
        }
        let cut = lightest(&weights, count);
        let above: usize = weights[cut + 1..].iter().sum();
        let mut equals = count.saturating_sub(above);
        heavy.retain(|(weight, _)| {
            let weight = usize::from(*weight);
            let taken = weight > cut || weight == cut && equals > 0;
            equals -= usize::from(weight == cut && taken);
            taken
        });
        heavy
    }
}

/// The largest of a group; lane by lane, so that it becomes vector instructions.
fn maximum(group: &[u8]) -> u8 {
    let mut lanes = [0u8; 16];
    let (whole, rest) = group.as_chunks::<16>();
    for chunk in whole {
        for (lane, weight) in lanes.iter_mut().zip(chunk) {
            *lane = (*lane).max(*weight);
        }
    }
    let mut largest = 0;
    for weight in lanes.iter().chain(rest) {
        largest = largest.max(*weight);
    }
    largest
}

/// The weight at which, counted from the heaviest, so many are reached.
fn lightest(counts: &[usize; 256], wanted: usize) -> usize {
    let (mut weight, mut sum) = (255, counts[255]);
    while weight > 0 && sum < wanted {
        weight -= 1;
        sum += counts[weight];
    }
    weight
}

/// The segment and its own document of a document counted over all segments.
pub(super) fn locate(snapshot: &Snapshot, document: u32) -> Option<(&Segment, DocId)> {
    let mut doc = document;
    for segment in &snapshot.segments {
        if doc < segment.max_doc() {
            return Some((segment, doc));
        }
        doc -= segment.max_doc();
    }
    None
}
