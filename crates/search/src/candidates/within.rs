//! The filters of a look-up as a set of documents of the whole index.

use domain::{bike::Standing, id::OrganisationId, look_up::Narrowing};
use tantivy::schema::IndexRecordOption;

use crate::{
    SearchError,
    index::{
        STOLEN, Segment, Snapshot, Trait, area_term, day_number, days_of, organisation_term, standing_term,
        trait_term,
    },
    model::look::kind_number,
};

/// The filters for candidates, as the index can apply them.
#[derive(Clone, Debug, Default)]
pub struct Within {
    /// The filters of the look-up.
    pub narrowing: Narrowing,
    /// Every partnership by its slug, with its organisations. Bikes that they dealt with belong to its area. This is
    /// only needed for filters by area.
    pub partnerships: Vec<(String, Vec<OrganisationId>)>,
}

const STANDINGS: [Standing; 4] = [
    Standing::WithOwner,
    Standing::ReportedStolen,
    Standing::HeldByPolice,
    Standing::Retired,
];

/// A set of documents, with one bit for each, in the order of the index.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Mask {
    words: Vec<u64>,
    documents: usize,
}

impl Mask {
    /// The documents of bikes that pass.
    pub(super) fn of(within: &Within, snapshot: &Snapshot) -> Result<Self, SearchError> {
        let narrowing = &within.narrowing;
        let mut mask = Self::all(snapshot.documents());
        if !narrowing.standings.is_empty() {
            mask.keep(&of_standings(&narrowing.standings, snapshot)?);
        }
        if let Some(kind) = narrowing.kind {
            let term = trait_term(Trait::Kind, kind_number(kind));
            mask.keep(&Self::with(snapshot, [term])?);
        }
        if narrowing.asks_for_areas() {
            mask.keep(&of_areas(within, snapshot)?);
        }
        if narrowing.asks_when_stolen() {
            mask.keep(&of_days(narrowing, snapshot)?);
        }
        Ok(mask)
    }

    fn none(documents: usize) -> Self {
        Self {
            words: vec![0; documents.div_ceil(64)],
            documents,
        }
    }

    fn all(documents: usize) -> Self {
        let mut mask = Self::none(documents);
        mask.turn();
        mask
    }

    /// The documents that have one of these terms.
    fn with(snapshot: &Snapshot, terms: impl IntoIterator<Item = u64>) -> Result<Self, SearchError> {
        let mut mask = Self::none(snapshot.documents());
        for term in terms {
            let mut base = 0;
            for segment in &snapshot.segments {
                each_document(segment, term, |doc| mask.add(base + doc))?;
                base += segment.max_doc();
            }
        }
        Ok(mask)
    }

    fn add(&mut self, document: u32) {
        if let Some(word) = self.words.get_mut(document as usize / 64) {
            *word |= 1 << (document % 64);
        }
    }

    fn remove(&mut self, document: u32) {
        if let Some(word) = self.words.get_mut(document as usize / 64) {
            *word &= !(1 << (document % 64));
        }
    }

    fn keep(&mut self, other: &Self) {
        for (word, other) in self.words.iter_mut().zip(&other.words) {
            *word &= other;
        }
    }

    fn join(&mut self, other: &Self) {
        for (word, other) in self.words.iter_mut().zip(&other.words) {
            *word |= other;
        }
    }

    /// Turns the set into all documents that are not in it.
    fn turn(&mut self) {
        for word in &mut self.words {
            *word = !*word;
        }
        let over = self.words.len() * 64 - self.documents;
        if let Some(last) = self.words.last_mut() {
            *last &= u64::MAX >> over;
        }
    }

    /// Whether a document is in it.
    pub(super) fn holds(&self, document: u32) -> bool {
        let word = self.words.get(document as usize / 64);
        word.is_some_and(|word| word >> (document % 64) & 1 == 1)
    }

    /// How many documents are in it.
    pub(super) fn count(&self) -> usize {
        self.words.iter().map(|word| word.count_ones() as usize).sum()
    }

    /// The documents in it, in order.
    pub(super) fn iter(&self) -> impl Iterator<Item = u32> {
        self.words.iter().enumerate().flat_map(|(at, word)| {
            (0..64)
                .filter(move |bit| word >> bit & 1 == 1)
                .map(move |bit| at as u32 * 64 + bit)
        })
    }

    /// Takes the weight away from documents that are not in it.
    pub(super) fn clear_others(&self, weights: &mut [u8]) {
        for (weights, word) in weights.chunks_mut(64).zip(&self.words) {
            match *word {
                u64::MAX => {}
                0 => weights.fill(0),
                word => {
                    for (bit, weight) in weights.iter_mut().enumerate() {
                        *weight *= (word >> bit & 1) as u8;
                    }
                }
            }
        }
    }
}

fn of_standings(standings: &[Standing], snapshot: &Snapshot) -> Result<Mask, SearchError> {
    let terms = |wanted: bool| {
        let these = STANDINGS
            .into_iter()
            .filter(move |one| standings.contains(one) == wanted);
        these.filter_map(standing_term)
    };
    if standings.contains(&Standing::WithOwner) {
        // Most bikes are with their owner, so it is quicker to list the others and turn the set.
        let mut mask = Mask::with(snapshot, terms(false))?;
        mask.turn();
        Ok(mask)
    } else {
        Mask::with(snapshot, terms(true))
    }
}

fn of_areas(within: &Within, snapshot: &Snapshot) -> Result<Mask, SearchError> {
    let terms = |partnerships: &mut dyn Iterator<Item = &(String, Vec<OrganisationId>)>| -> Vec<u64> {
        partnerships
            .flat_map(|(slug, organisations)| {
                let organisations = organisations.iter().map(|id| organisation_term(*id));
                organisations.chain([area_term(slug)])
            })
            .collect()
    };
    let areas = &within.narrowing.areas;
    let wanted = &mut within
        .partnerships
        .iter()
        .filter(|(slug, _)| areas.contains(slug));
    let mut mask = Mask::with(snapshot, terms(wanted))?;
    if within.narrowing.no_area {
        let mut nowhere = Mask::with(snapshot, terms(&mut within.partnerships.iter()))?;
        nowhere.turn();
        mask.join(&nowhere);
    }
    Ok(mask)
}

fn of_days(narrowing: &Narrowing, snapshot: &Snapshot) -> Result<Mask, SearchError> {
    let from = narrowing.stolen_from.map_or(0, day_number);
    let to = narrowing.stolen_to.map_or(u16::MAX, day_number);
    let mut mask = Mask::with(snapshot, [trait_term(Trait::Stolen, STOLEN)])?;
    let mut base = 0;
    for segment in &snapshot.segments {
        let column = segment.stolen.as_ref();
        each_document(segment, trait_term(Trait::Stolen, STOLEN), |doc| {
            let (first, last) = column
                .and_then(|column| column.first(doc))
                .map_or((0, 0), days_of);
            if last < from || first > to {
                mask.remove(base + doc);
            }
        })?;
        base += segment.max_doc();
    }
    Ok(mask)
}

/// Calls back with each document of a segment that has a term.
fn each_document(segment: &Segment, term: u64, mut each: impl FnMut(u32)) -> Result<(), SearchError> {
    let Some(info) = segment.term(term) else {
        return Ok(());
    };
    let mut postings = segment
        .inverted
        .read_block_postings_from_terminfo(info, IndexRecordOption::Basic)?;
    while postings.block_len() > 0 {
        postings.docs().iter().for_each(|doc| each(*doc));
        postings.advance();
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mask_is_a_set() {
        let mut mask = Mask::none(70);
        for document in [0, 3, 63, 64, 69] {
            mask.add(document);
        }
        assert_eq!(mask.iter().collect::<Vec<_>>(), [0, 3, 63, 64, 69]);
        mask.remove(3);
        assert!(!mask.holds(3) && mask.holds(64) && !mask.holds(1_000));
        let mut others = mask.clone();
        others.turn();
        assert_eq!((mask.count(), others.count()), (4, 66));
        let mut weights = vec![5; 70];
        mask.clear_others(&mut weights);
        let left: Vec<u32> = (0..70).filter(|at| weights[*at as usize] > 0).collect();
        assert_eq!(left, mask.iter().collect::<Vec<_>>());
        others.keep(&mask);
        assert_eq!(others.count(), 0);
        others.join(&mask);
        assert_eq!(others, mask);
        assert_eq!(Mask::all(128).count(), 128);
    }
}
