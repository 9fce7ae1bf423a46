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

    /// How many documents have it.
    pub(super) fn frequency(&self) -> u64 {
        self.frequency
    }

    /// How much sharing it says.
    pub(super) fn bits(&self) -> f64 {
        self.bits
    }
}

/// The heaviest that a document gets: seven bits, so that eight documents are compared in one word.
const HEAVIEST: u8 = 127;
/// One word of eight documents in so many tells beforehand how heavy the heaviest will be.
const SAMPLED: usize = 61;
/// When fewer than one document in so many is touched, those that are touched are kept in a list: clearing and
/// picking then take no time for the rest.
const FEW: usize = 32;

/// The weights, one byte a document, kept from one look-up to the next so that nothing is allocated.
pub(super) struct Collector {
    weights: Vec<u8>,
    /// The documents with a weight, unless there are too many to list.
    touched: Vec<u32>,
    listed: bool,
    heavy: Vec<(u8, u32)>,
    /// Weight of a bit.
    scale: f64,
    postings: BlockSegmentPostings,
}

impl Collector {
    pub(super) fn new() -> Self {
        Self {
            weights: Vec::new(),
            touched: Vec::new(),
            listed: true,
            heavy: Vec::new(),
            scale: 1.0,
            postings: BlockSegmentPostings::empty(),
        }
    }

    /// Forgets what was collected before.
    pub(super) fn start(&mut self, snapshot: &Snapshot) {
        if self.listed && self.weights.len() == snapshot.documents() {
            for document in &self.touched {
                self.weights[*document as usize] = 0;
            }
        } else {
            self.weights.clear();
            self.weights.resize(snapshot.documents(), 0);
        }
        self.touched.clear();
        self.listed = true;
    }

    /// Adds the weight of terms to the documents that have them, the rarest terms first, until so many entries of
    /// their lists are read. The scale is chosen so that half of all these terms give the heaviest weight: what shares
    /// more is picked whatever it weighs.
    pub(super) fn collect(
        &mut self,
        snapshot: &Snapshot,
        terms: &mut [WeightedTerm],
        budget: u64,
    ) -> Result<(), SearchError> {
        terms.sort_unstable_by_key(|term| term.frequency);
        let total: f64 = terms.iter().map(|term| term.bits).sum();
        self.scale = (250.0 / total.max(1.0)).min(8.0);
        let mut read = 0;
        for term in terms {
            read += term.frequency;
            // The rarest term is always read: without it nothing is found at all.
            if read > budget && read > term.frequency {
                break;
            }
            self.listed &= read < (self.weights.len() / FEW) as u64;
            self.add(snapshot, *term)?;
        }
        Ok(())
    }

    fn add(&mut self, snapshot: &Snapshot, term: WeightedTerm) -> Result<(), SearchError> {
        let weight = (term.bits * self.scale).round().clamp(1.0, f64::from(HEAVIEST)) as u8;
        let mut base = 0;
        for segment in &snapshot.segments {
            if let Some(info) = segment.term(term.term) {
                let weights = &mut self.weights[base..base + segment.max_doc() as usize];
                self.postings = segment
                    .inverted
                    .read_block_postings_from_terminfo(info, IndexRecordOption::Basic)?;
                while self.postings.block_len() > 0 {
                    for doc in self.postings.docs() {
                        let Some(total) = weights.get_mut(*doc as usize) else {
                            continue;
                        };
                        if self.listed && *total == 0 {
                            self.touched.push(base as u32 + doc);
                        }
                        *total = (*total + weight).min(HEAVIEST);
                    }
                    self.postings.advance();
                }
            }
            base += segment.max_doc() as usize;
        }
        Ok(())
    }

    /// The heaviest documents, at most `count` of them, with their weight, in the order of the index.
    pub(super) fn heaviest(&mut self, count: usize) -> &[(u8, u32)] {
        self.heavy.clear();
        let mut weights = [0usize; 256];
        if self.listed {
            for document in &self.touched {
                let weight = self.weights[*document as usize];
                weights[usize::from(weight)] += 1;
                self.heavy.push((weight, *document));
            }
        } else {
            self.heavy_of_all(count, &mut weights);
        }
        let cut = lightest(&weights, count);
        let above: usize = weights[cut + 1..].iter().sum();
        let heavy = &mut self.heavy;
        if self.listed {
            heavy.retain(|(weight, _)| usize::from(*weight) >= cut);
            heavy.sort_unstable_by_key(|(_, document)| *document);
        }
        let mut equals = count.saturating_sub(above);
        heavy.retain(|(weight, _)| {
            let weight = usize::from(*weight);
            let taken = weight > cut || weight == cut && equals > 0;
            equals -= usize::from(weight == cut && taken);
            taken
        });
        heavy
    }

    /// Lists the documents that may be among the heaviest, and counts their weights.
    fn heavy_of_all(&mut self, count: usize, weights: &mut [usize; 256]) {
        let mut sample = [0usize; 256];
        for word in self.weights.chunks(8).step_by(SAMPLED) {
            for weight in word {
                sample[usize::from(*weight)] += 1;
            }
        }
        // A little more than wanted, for a sample is not exact; when it is still too few, a lower floor.
        let mut wanted = count / SAMPLED + count / SAMPLED / 4 + 16;
        loop {
            let floor = lightest(&sample, wanted).max(1) as u8;
            self.heavy.clear();
            weights.fill(0);
            let (words, rest) = self.weights.as_chunks::<8>();
            let mut last = [0; 8];
            last[..rest.len()].copy_from_slice(rest);
            let mut take = |at: usize, word: u64| {
                let mut found = at_least(word, floor);
                while found != 0 {
                    let byte = found.trailing_zeros() / 8;
                    found &= found - 1;
                    let weight = (word >> (8 * byte)) as u8;
                    weights[usize::from(weight)] += 1;
                    self.heavy.push((weight, at as u32 * 8 + byte));
                }
            };
            for (at, word) in words.iter().enumerate() {
                take(at, u64::from_le_bytes(*word));
            }
            take(words.len(), u64::from_le_bytes(last));
            if self.heavy.len() >= count || floor == 1 {
                return;
            }
            wanted *= 2;
        }
    }
}

/// The top bit of each byte of a word that is at least the floor; bytes and floor have seven bits.
fn at_least(word: u64, floor: u8) -> u64 {
    const TOPS: u64 = 0x8080_8080_8080_8080;
    ((word | TOPS) - u64::from(floor) * 0x0101_0101_0101_0101) & TOPS
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

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// A collector in which documents have these weights.
    fn weighing(weights: &[u8], listed: bool) -> Collector {
        Collector {
            weights: weights.to_vec(),
            touched: (0..weights.len() as u32)
                .filter(|document| weights[*document as usize] > 0)
                .rev()
                .collect(),
            listed,
            ..Collector::new()
        }
    }

    proptest! {
        #[test]
        fn the_heaviest_are_the_heaviest_in_order(
            weights in prop::collection::vec(prop_oneof![4 => Just(0u8), 2 => 1u8..4, 1 => 0u8..=127], 1..3_000),
            count in 1usize..200,
            listed: bool,
        ) {
            let mut collector = weighing(&weights, listed);
            let found = collector.heaviest(count).to_vec();
            let mut expected: Vec<u8> = weights.iter().copied().filter(|weight| *weight > 0).collect();
            expected.sort_unstable_by(|a, b| b.cmp(a));
            expected.truncate(count);
            let mut found_weights: Vec<u8> = found.iter().map(|(weight, _)| *weight).collect();
            found_weights.sort_unstable_by(|a, b| b.cmp(a));
            prop_assert_eq!(found_weights, expected);
            prop_assert!(found.iter().all(|(weight, document)| weights[*document as usize] == *weight));
            prop_assert!(found.is_sorted_by(|a, b| a.1 < b.1));
        }
    }
}
