//! Adds up the weight of shared terms by document, and picks the heaviest.

use std::ops::Range;

use tantivy::{DocId, postings::BlockSegmentPostings, schema::IndexRecordOption};

use super::within::Mask;
use crate::{
    SearchError,
    index::{Segment, Snapshot},
};

/// A term with its weight.
#[derive(Clone, Copy, Debug)]
pub(super) struct WeightedTerm {
    term: u64,
    frequency: u64,
    /// log2 of how rare the term is.
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

    /// Its weight: how much it tells us if a document has it.
    pub(super) fn bits(&self) -> f64 {
        self.bits
    }
}

/// The highest weight of a document. It has seven bits, so that eight documents can be compared in one word.
const HEAVIEST: u8 = 127;
/// One word in this many is sampled, to estimate the highest weights in advance.
const SAMPLED: usize = 61;
/// If fewer than one document in this many gets a weight, we keep a list of them, so that we need not go through the
/// others.
const FEW: usize = 32;

/// This many documents are weighed by all terms before the next ones, so that their weights stay in the processor's
/// cache.
const RANGE: u32 = if cfg!(test) { 1 << 6 } else { 1 << 19 };
/// This many words of eight documents are tested together for one that is heavy enough.
const WORDS: usize = 8;

/// The weights, one byte for each document. They are kept from one look-up to the next, so that no memory is allocated.
pub(super) struct Collector {
    weights: Vec<u8>,
    /// The documents with a weight, unless there are too many to list.
    touched: Vec<u32>,
    listed: bool,
    /// True if no document has a weight.
    clean: bool,
    heavy: Vec<(u8, u32)>,
    cursors: Vec<Cursor>,
}

/// How far the list of a term has been read.
struct Cursor {
    postings: BlockSegmentPostings,
    /// The first entry of the block that has not been read.
    at: usize,
    weight: u8,
}

impl Collector {
    pub(super) fn new() -> Self {
        Self {
            weights: Vec::new(),
            touched: Vec::new(),
            listed: true,
            clean: true,
            heavy: Vec::new(),
            cursors: Vec::new(),
        }
    }

    /// Forgets what was collected before.
    fn start(&mut self, snapshot: &Snapshot) {
        if self.listed {
            for document in &self.touched {
                self.weights[*document as usize] = 0;
            }
        }
        self.clean |= self.listed;
        self.touched.clear();
        if self.weights.len() != snapshot.documents() {
            self.weights.clear();
            self.weights.resize(snapshot.documents(), 0);
            self.clean = true;
        }
    }

    /// Weighs the documents by these terms only, the rarest terms first, until this many entries of their lists have
    /// been read. The scale is chosen so that half of all these terms give the highest weight. A document that has more
    /// of them is picked anyway.
    pub(super) fn collect(
        &mut self,
        snapshot: &Snapshot,
        terms: &mut [WeightedTerm],
        budget: u64,
    ) -> Result<(), SearchError> {
        self.start(snapshot);
        terms.sort_unstable_by_key(|term| term.frequency);
        let total: f64 = terms.iter().map(|term| term.bits).sum();
        let scale = (250.0 / total.max(1.0)).min(8.0);
        let mut read = 0;
        let mut within = 0;
        for term in terms.iter() {
            // The rarest term is always read: without it nothing is found at all.
            if within > 0 && read + term.frequency > budget {
                break;
            }
            read += term.frequency;
            within += 1;
        }
        self.listed = read < (self.weights.len() / FEW) as u64;
        if self.listed && !self.clean {
            self.weights.fill(0);
        }
        // This comes before anything can fail.
        self.clean = false;
        let mut base = 0;
        for segment in &snapshot.segments {
            self.open(segment, &terms[..within], scale)?;
            let range = if self.listed {
                segment.max_doc().max(1)
            } else {
                RANGE
            };
            for from in (0..segment.max_doc()).step_by(range as usize) {
                let to = from.saturating_add(range).min(segment.max_doc());
                self.add(base, from..to);
            }
            base += segment.max_doc();
        }
        Ok(())
    }

    /// Opens the lists of terms in a segment.
    fn open(&mut self, segment: &Segment, terms: &[WeightedTerm], scale: f64) -> Result<(), SearchError> {
        self.cursors.clear();
        for term in terms {
            if let Some(info) = segment.term(term.term) {
                self.cursors.push(Cursor {
                    postings: segment
                        .inverted
                        .read_block_postings_from_terminfo(info, IndexRecordOption::Basic)?,
                    at: 0,
                    weight: (term.bits * scale).round().clamp(1.0, f64::from(HEAVIEST)) as u8,
                });
            }
        }
        Ok(())
    }

    /// Adds the weight of the open terms to a range of a segment's documents. The first document of the segment has the
    /// number `base` among all documents.
    fn add(&mut self, base: u32, range: Range<DocId>) {
        let weights = &mut self.weights[(base + range.start) as usize..(base + range.end) as usize];
        if !self.listed {
            weights.fill(0);
        }
        for Cursor { postings, at, weight } in &mut self.cursors {
            while postings.block_len() > 0 {
                let docs = &postings.docs()[*at..];
                let all = docs.last().is_some_and(|last| *last < range.end);
                let ends = if all {
                    docs.len()
                } else {
                    docs.partition_point(|doc| *doc < range.end)
                };
                for doc in &docs[..ends] {
                    let Some(total) = weights.get_mut((*doc - range.start) as usize) else {
                        continue;
                    };
                    if self.listed && *total == 0 {
                        self.touched.push(base + doc);
                    }
                    *total = (*total + *weight).min(HEAVIEST);
                }
                if ends < docs.len() {
                    *at += ends;
                    break;
                }
                postings.advance();
                *at = 0;
            }
        }
    }

    /// Forgets the documents that are not in a set.
    pub(super) fn keep(&mut self, mask: &Mask) {
        if self.listed {
            let weights = &mut self.weights;
            self.touched.retain(|document| {
                let kept = mask.holds(*document);
                weights[*document as usize] *= u8::from(kept);
                kept
            });
        } else {
            mask.clear_others(&mut self.weights);
        }
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
        // A sample is not exact, so ask for a little more than wanted. If that is still too few, lower the floor.
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
            for (at, together) in words.chunks(WORDS).enumerate() {
                let heavy = together.iter().fold(0, |heavy, word| {
                    heavy | at_least(u64::from_le_bytes(*word), floor)
                });
                if heavy != 0 {
                    for (word, one) in together.iter().enumerate() {
                        take(at * WORDS + word, u64::from_le_bytes(*one));
                    }
                }
            }
            take(words.len(), u64::from_le_bytes(last));
            if self.heavy.len() >= count || floor == 1 {
                return;
            }
            wanted *= 2;
        }
    }
}

/// The top bit of each byte of a word that is at least `floor`. Bytes and `floor` have seven bits.
fn at_least(word: u64, floor: u8) -> u64 {
    const TOPS: u64 = 0x8080_8080_8080_8080;
    ((word | TOPS) - u64::from(floor) * 0x0101_0101_0101_0101) & TOPS
}

/// The highest weight that at least `wanted` documents reach.
fn lightest(counts: &[usize; 256], wanted: usize) -> usize {
    let (mut weight, mut sum) = (255, counts[255]);
    while weight > 0 && sum < wanted {
        weight -= 1;
        sum += counts[weight];
    }
    weight
}

/// Returns the segment of a document that is counted over all segments, and its number in that segment.
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
mod tests;
