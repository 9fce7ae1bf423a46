//! What is committed at one moment, with the tables that make look-ups quick.

use std::{collections::HashMap, sync::Arc};

use tantivy::{
    DocId, Searcher, SegmentReader,
    columnar::Column,
    index::{InvertedIndexReader, SegmentId},
    postings::TermInfo,
};

use super::schema::Fields;
use crate::{
    SearchError,
    model::{
        Statistics,
        language::{Language, Sample},
        packed::Symbols,
    },
};

/// How many bikes the language model is drawn from.
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
    pub(crate) numbers: Column<u64>,
    pub(crate) looks: Column<u64>,
    pub(crate) stolen: Option<Column<u64>>,
}

/// The term dictionary in memory, sorted.
struct Terms {
    codes: Vec<u64>,
    infos: Vec<TermInfo>,
}

impl Snapshot {
    /// The index as a searcher sees it; what `before` already knows is not read again.
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
        // The language changes slowly: it is drawn again when the register grew or shrank by a twentieth.
        if let Some(before) = before
            && bikes.abs_diff(before.sampled_at) <= before.sampled_at / 20
        {
            let statistics = if bikes == before.statistics.bikes {
                Arc::clone(&before.statistics)
            } else {
                Arc::new(Statistics {
                    bikes,
                    language: Arc::clone(&before.statistics.language),
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
            segments,
            statistics: Arc::new(Statistics { bikes, language }),
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
    let (mut sample, mut symbols) = (Sample::new(), Symbols::new());
    for segment in segments {
        for doc in (0..segment.max_doc()).step_by(step) {
            segment.each_number(doc, &mut symbols, |symbols| sample.add(symbols));
        }
    }
    Language::from_sample(&sample)
}

impl Segment {
    fn of(reader: &SegmentReader, fields: Fields, known: Option<&Self>) -> Result<Self, SearchError> {
        let inverted = reader.inverted_index(fields.term)?;
        let terms = match known {
            Some(known) => Arc::clone(&known.terms),
            None => Arc::new(Terms::of(&inverted)?),
        };
        let columns = reader.fast_fields();
        Ok(Self {
            id: reader.segment_id(),
            reader: reader.clone(),
            inverted,
            terms,
            bikes: columns.u64("bike")?,
            numbers: columns
                .column_opt("number")?
                .unwrap_or_else(|| Column::build_empty_column(reader.max_doc())),
            looks: columns.u64("look")?,
            stolen: columns.column_opt("stolen")?,
        })
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

    /// The bike that a document is of.
    pub(crate) fn bike(&self, doc: DocId) -> i64 {
        self.bikes.first(doc).unwrap_or(0).cast_signed()
    }

    /// Calls back with each of a document's numbers.
    pub(crate) fn each_number(&self, doc: DocId, symbols: &mut Symbols, mut each: impl FnMut(&[u8])) {
        symbols.clear();
        for word in self.numbers.values_for_doc(doc) {
            if symbols.unpack(word) {
                each(symbols.as_slice());
                symbols.clear();
            }
        }
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
