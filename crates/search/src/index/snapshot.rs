//! The index at one moment, with the tables that make look-ups fast.

use std::{
    collections::HashMap,
    sync::{Arc, OnceLock},
};

use tantivy::{
    DocId, Searcher, SegmentReader,
    columnar::Column,
    index::{InvertedIndexReader, SegmentId},
    postings::TermInfo,
    schema::Field,
};

use super::{
    schema::Fields,
    vocabulary::{self, Model},
};
use crate::{
    SearchError,
    model::{
        Statistics,
        doubles::{self, Doubles},
        language::{Language, Sample},
        look::Look,
        packed::Symbols,
    },
};

/// About how many bikes are sampled to count shared numbers.
const COUNTED: u64 = 200_000;

/// How many bikes are sampled for the language model.
const SAMPLE: u64 = 30_000;

/// The index at one moment.
pub(crate) struct Snapshot {
    pub(crate) segments: Vec<Segment>,
    pub(crate) statistics: Arc<Statistics>,
    /// The number of bikes when the language model was drawn.
    sampled_at: u64,
}

/// A part of the index.
pub(crate) struct Segment {
    id: SegmentId,
    reader: SegmentReader,
    pub(crate) inverted: Arc<InvertedIndexReader>,
    terms: Arc<Terms>,
    bikes: Column<u64>,
    numbers: Arc<Numbers>,
    looks: Column<u64>,
    pub(crate) stolen: Option<Column<u64>>,
    model: Field,
    /// The models as they are written. They are read when a look-up first needs them.
    models: Arc<OnceLock<Vec<Model>>>,
}

/// Every document's numbers, unpacked. A look-up reads thousands of them, so each must take only one read from memory.
/// The table has 32 bytes for each bike.
struct Numbers {
    /// The numbers of each document, each with its length in front, or the place where they are among the others.
    slots: Vec<Slot>,
    /// Numbers that do not fit in a slot, in the same way.
    others: Vec<u8>,
}

/// Half a cache line, aligned so that it never crosses two.
#[derive(Clone, Copy, Default)]
#[repr(align(32))]
pub(crate) struct Slot([u8; SLOT]);

const SLOT: usize = 32;

/// If this is in the last byte of a slot, its numbers are among the others, and its first eight bytes say where.
const ELSEWHERE: u8 = u8::MAX;

/// The term dictionary in memory, sorted.
struct Terms {
    codes: Vec<u64>,
    infos: Vec<TermInfo>,
}

impl Snapshot {
    /// Reads the index through a searcher. Data that `before` already has is not read again.
    pub(crate) fn of(
        searcher: &Searcher,
        fields: Fields,
        before: Option<&Self>,
    ) -> Result<Self, SearchError> {
        let known: HashMap<SegmentId, &Segment> = before
            .iter()
            .flat_map(|before| before.segments.iter().map(|segment| (segment.id, segment)))
            .collect();
        let segments = searcher
            .segment_readers()
            .iter()
            .map(|reader| Segment::of(reader, fields, known.get(&reader.segment_id()).copied()))
            .collect::<Result<Vec<_>, _>>()?;
        let bikes: u64 = segments
            .iter()
            .map(|segment| u64::from(segment.reader.num_docs()))
            .sum();
        // The language changes slowly, so the model is drawn again when the register has grown or shrunk by a
        // twentieth.
        if let Some(before) = before
            && bikes.abs_diff(before.sampled_at) <= before.sampled_at / 20
        {
            let statistics = if bikes == before.statistics.bikes {
                Arc::clone(&before.statistics)
            } else {
                Arc::new(Statistics {
                    bikes,
                    language: Arc::clone(&before.statistics.language),
                    doubles: Arc::clone(&before.statistics.doubles),
                })
            };
            return Ok(Self {
                segments,
                statistics,
                sampled_at: before.sampled_at,
            });
        }
        let language = Arc::new(language(&segments, bikes));
        Ok(Self {
            statistics: Arc::new(Statistics {
                bikes,
                language,
                doubles: Arc::new(doubles(&segments, bikes)),
            }),
            segments,
            sampled_at: bikes,
        })
    }

    /// The highest bike that has a document, deleted ones included.
    pub(crate) fn highest_bike(&self) -> Option<u64> {
        self.segments
            .iter()
            .filter(|segment| segment.max_doc() > 0)
            .map(|segment| segment.bikes.max_value())
            .max()
    }

    /// How many documents have a term, deleted ones included.
    pub(crate) fn frequency(&self, term: u64) -> u64 {
        self.segments
            .iter()
            .filter_map(|segment| segment.term(term))
            .map(|info| u64::from(info.doc_freq))
            .sum()
    }

    /// How many documents there are, deleted ones included.
    pub(crate) fn documents(&self) -> usize {
        self.segments
            .iter()
            .map(|segment| segment.max_doc() as usize)
            .sum()
    }
}

/// The language of every n-th bike's numbers.
fn language(segments: &[Segment], bikes: u64) -> Language {
    let step = (bikes / SAMPLE).max(1) as usize;
    let mut sample = Sample::new();
    for segment in segments {
        for doc in (0..segment.max_doc()).step_by(step) {
            segment.each_number(&segment.slot(doc), |symbols| sample.add(symbols));
        }
    }
    Language::from_sample(&sample)
}

/// How many of the whole numbers are on two bikes.
fn doubles(segments: &[Segment], bikes: u64) -> Doubles {
    let one_in = (bikes / COUNTED).max(1);
    let mut numbers = doubles::Numbers::default();
    for segment in segments {
        for doc in (0..segment.max_doc()).filter(|doc| segment.is_alive(*doc)) {
            let make = segment.look(doc).make;
            segment.each_number(&segment.slot(doc), |symbols| numbers.add(symbols, make, one_in));
        }
    }
    numbers.count()
}

impl Segment {
    fn of(reader: &SegmentReader, fields: Fields, known: Option<&Self>) -> Result<Self, SearchError> {
        let inverted = reader.inverted_index(fields.term)?;
        let columns = reader.fast_fields();
        let (terms, numbers) = match known {
            Some(known) => (Arc::clone(&known.terms), Arc::clone(&known.numbers)),
            None => {
                let column = columns.column_opt("number")?;
                let column = column.unwrap_or_else(|| Column::build_empty_column(reader.max_doc()));
                (
                    Arc::new(Terms::of(&inverted)?),
                    Arc::new(Numbers::of(&column, reader.max_doc())),
                )
            }
        };
        Ok(Self {
            id: reader.segment_id(),
            reader: reader.clone(),
            inverted,
            terms,
            bikes: columns.u64("bike")?,
            numbers,
            looks: columns.u64("look")?,
            stolen: columns.column_opt("stolen")?,
            model: fields.model,
            models: known.map(|known| Arc::clone(&known.models)).unwrap_or_default(),
        })
    }

    /// The models of its bikes, as they are written.
    pub(crate) fn models(&self) -> Result<&[Model], SearchError> {
        if let Some(models) = self.models.get() {
            return Ok(models);
        }
        let models = vocabulary::models(&*self.reader.inverted_index(self.model)?)?;
        Ok(self.models.get_or_init(|| models))
    }

    /// One more than the last document.
    pub(crate) fn max_doc(&self) -> DocId {
        self.reader.max_doc()
    }

    /// Whether a document is still there.
    pub(crate) fn is_alive(&self, doc: DocId) -> bool {
        !self.reader.is_deleted(doc)
    }

    /// Where a term's documents are listed.
    pub(crate) fn term(&self, term: u64) -> Option<&TermInfo> {
        self.terms
            .codes
            .binary_search(&term)
            .ok()
            .map(|at| &self.terms.infos[at])
    }

    /// The bike that a document describes.
    pub(crate) fn bike(&self, doc: DocId) -> i64 {
        self.bikes.first(doc).unwrap_or(0).cast_signed()
    }

    /// What the bike of a document looks like.
    pub(crate) fn look(&self, doc: DocId) -> Look {
        Look::unpack(self.looks.first(doc).unwrap_or(0))
    }

    /// Where a document's numbers are.
    pub(crate) fn slot(&self, doc: DocId) -> Slot {
        self.numbers.slots.get(doc as usize).copied().unwrap_or_default()
    }

    /// Calls back with each of the numbers in a slot.
    pub(crate) fn each_number(&self, slot: &Slot, mut each: impl FnMut(&[u8])) {
        let Slot(slot) = slot;
        let mut rest = if slot[SLOT - 1] == ELSEWHERE {
            let at = |from: usize| {
                u32::from_le_bytes([slot[from], slot[from + 1], slot[from + 2], slot[from + 3]]) as usize
            };
            self.numbers.others.get(at(0)..at(4)).unwrap_or_default()
        } else {
            &slot[..]
        };
        while let Some((length, behind)) = rest.split_first()
            && *length > 0
        {
            let (number, behind) = behind.split_at(usize::from(*length).min(behind.len()));
            each(number);
            rest = behind;
        }
    }
}

impl Numbers {
    fn of(column: &Column<u64>, documents: DocId) -> Self {
        let mut numbers = Self {
            slots: Vec::with_capacity(documents as usize),
            others: Vec::new(),
        };
        let mut symbols = Symbols::new();
        for doc in 0..documents {
            let start = numbers.others.len();
            for word in column.values_for_doc(doc) {
                if symbols.unpack(word) {
                    numbers.others.push(symbols.as_slice().len() as u8);
                    numbers.others.extend_from_slice(symbols.as_slice());
                    symbols.clear();
                }
            }
            symbols.clear();
            let mut slot = [0; SLOT];
            let own = &numbers.others[start..];
            if own.len() < slot.len() {
                slot[..own.len()].copy_from_slice(own);
                numbers.others.truncate(start);
            } else {
                slot[..4].copy_from_slice(&(start as u32).to_le_bytes());
                slot[4..8].copy_from_slice(&(numbers.others.len() as u32).to_le_bytes());
                slot[SLOT - 1] = ELSEWHERE;
            }
            numbers.slots.push(Slot(slot));
        }
        numbers.others.shrink_to_fit();
        numbers
    }
}

impl Terms {
    fn of(inverted: &InvertedIndexReader) -> Result<Self, SearchError> {
        let mut terms = Self {
            codes: Vec::new(),
            infos: Vec::new(),
        };
        let mut stream = inverted.terms().stream()?;
        while stream.advance() {
            let mut bytes = [0; 8];
            let key = stream.key();
            bytes[8 - key.len().min(8)..].copy_from_slice(&key[..key.len().min(8)]);
            terms.codes.push(u64::from_be_bytes(bytes));
            terms.infos.push(stream.value().clone());
        }
        Ok(terms)
    }
}
