//! Scores bikes exactly, and says why.

pub(crate) mod fields;
mod sentence;
mod whole;

use domain::{
    bike::IdentifierKind,
    look_up::{AlignedPair, Alignment, Band, BikeEntry, Evidence, Field, Query, Relation, Scored},
    number::{FramePattern, Reading, channel},
};

pub(crate) use crate::model::look::Look as Looks;
use crate::{
    Candidates,
    index::{look, readings},
    model::{
        Statistics,
        align::{Aligner, Matrix, bits},
        gram::{self, Code},
        look::plain,
        packed::Symbols,
        sieve::Sieve,
    },
};

/// A number that has nothing to do with what was typed says little: somebody may have typed a model code.
pub(crate) const UNRELATED: f64 = -6.0;

/// The odds that the bike is not on the register, against its being any given share of it.
///
/// One would be evens. It is more because the model knows makers' habits only as far as three characters reach: two
/// bikes of one batch are more alike than it thinks. Chosen so that the bands keep their promise on made registers
/// when half of the bikes looked for are not on them.
pub(crate) const NOT_ON_REGISTER: f64 = 2.0;

/// By so much at least each error makes a reading worth less than the number itself.
const ERROR: f64 = 0.5;

/// A query made ready for comparing.
#[derive(Debug)]
pub(crate) struct Prepared {
    /// By box, its readings.
    pub(crate) boxes: Vec<Vec<Aligner>>,
    pub(crate) sieves: Vec<Sieve>,
    pub(crate) grams: Vec<Code>,
    /// Terms of the same with two neighbours swapped, without those above.
    pub(crate) swaps: Vec<Code>,
    pub(crate) look: Looks,
}

impl Prepared {
    pub(crate) fn new(query: &Query, statistics: &Statistics) -> Self {
        let aligners = |pattern: &FramePattern| {
            pattern
                .readings()
                .iter()
                .map(|reading| Aligner::new(reading, &statistics.language))
                .collect()
        };
        let codes = |of: fn(&Reading) -> Vec<Code>| -> Vec<Code> {
            let readings = query.numbers.iter().flat_map(FramePattern::readings);
            let mut codes: Vec<Code> = readings.flat_map(of).collect();
            codes.sort_unstable();
            codes.dedup();
            codes
        };
        let grams = codes(gram::of_reading);
        let mut swaps = codes(gram::of_swaps);
        swaps.retain(|code| grams.binary_search(code).is_err());
        Self {
            boxes: query.numbers.iter().map(aligners).collect(),
            sieves: query
                .numbers
                .iter()
                .flat_map(FramePattern::readings)
                .map(Sieve::new)
                .collect(),
            grams,
            swaps,
            look: Looks::of(
                query.make.as_deref(),
                query.model.as_deref(),
                &query.colours,
                query.kind,
            ),
        }
    }

    /// What faultless matches of all boxes would score, each in the reading that says most.
    pub(crate) fn best_bits(&self) -> f64 {
        let best = |aligners: &Vec<Aligner>| aligners.iter().map(Aligner::best).max().map_or(0.0, bits);
        self.boxes.iter().map(best).sum()
    }

    /// What they would score in the readings that say least.
    pub(crate) fn least_bits(&self) -> f64 {
        let least = |aligners: &Vec<Aligner>| aligners.iter().map(Aligner::best).min().map_or(0.0, bits);
        self.boxes.iter().map(least).sum()
    }
}

/// Ranks bikes as the database holds them, best first, with the evidence for and against each. `candidates` are
/// those of the same query.
///
/// `truths` are the bikes that `candidates` named, and any others that are known to share a number or a mark; a
/// candidate that is not among them has gone since. Every bike that the index scored weighs against the others,
/// hydrated or not.
#[must_use]
pub fn rank(query: &Query, truths: &[BikeEntry], candidates: &Candidates, limit: usize) -> Vec<Scored> {
    let prepared = &*candidates.prepared;
    let prior = -(candidates.statistics.bikes.max(truths.len() as u64).max(1) as f64).log2();
    let mut matrix = Matrix::new();
    let numbers: Vec<Vec<Option<NumberMatch>>> = truths
        .iter()
        .map(|entry| {
            let best =
                |aligners: &Vec<Aligner>| best_match(aligners, entry, &candidates.statistics, &mut matrix);
            prepared.boxes.iter().map(best).collect()
        })
        .collect();
    // By box, how much rarer than it is the model takes what was typed to be.
    let overrated: Vec<f64> = (0..prepared.boxes.len())
        .map(|at| {
            numbers
                .iter()
                .filter_map(|of| of[at].as_ref())
                .map(NumberMatch::overrated)
                .fold(0.0, f64::max)
        })
        .collect();
    let borne = whole::borne(query, truths);
    let mut scored: Vec<Scored> = truths
        .iter()
        .zip(numbers)
        .zip(&borne)
        .map(|((entry, numbers), borne)| {
            let boxes: Vec<usize> = borne.iter().map(|place| place.0).collect();
            weigh(query, candidates, entry, numbers, (&overrated, &boxes))
        })
        .collect();
    let others = candidates.others / overrated.iter().sum::<f64>().exp2();
    let doubles: Vec<f64> = scored
        .iter()
        .zip(truths)
        .map(|(one, entry)| {
            let length = one
                .alignment
                .as_ref()
                .map_or(0, |alignment| alignment.pairs.len());
            candidates.statistics.doubles.chance(look(entry).make, length)
        })
        .collect();
    whole::settle(&mut scored, (&borne, &doubles), others, prior);
    scored.sort_by(|a, b| b.bits.total_cmp(&a.bits).then(b.bike.cmp(&a.bike)));
    scored.truncate(limit);
    scored
}

/// The best of a bike's numbers for one box.
struct NumberMatch {
    bits: f64,
    /// What the characters that agree are worth by how rare they are on this record, less the choice of places for
    /// slips.
    agreeing: f64,
    alignment: Alignment,
}

impl NumberMatch {
    /// By how much the score goes beyond what the characters that agree can be worth.
    ///
    /// A slip makes what was typed look rare, but somebody else's number would have been mistyped just so: the
    /// chance of the typed text without this bike is at least that of this bike's number times that of the slips.
    /// So no match is worth more than the rarity of the number that it is with, less what the places may be at which
    /// a slip can have happened: each other number that one there would have turned into the same has that chance too.
    fn overrated(&self) -> f64 {
        (self.bits - self.agreeing).max(0.0)
    }
}

/// Weighs one bike; its posterior is filled in when all are weighed. `whole` are the boxes of which it bears a number
/// whole and right: what the others hold may be on another part, and does not speak against it.
fn weigh(
    query: &Query,
    candidates: &Candidates,
    entry: &BikeEntry,
    numbers: Vec<Option<NumberMatch>>,
    (overrated, whole): (&[f64], &[usize]),
) -> Scored {
    let prepared = &*candidates.prepared;
    let mut evidence = Vec::new();
    let mut alignment: Option<(f64, Alignment)> = None;
    for (at, (found, overrated)) in numbers.into_iter().zip(overrated).enumerate() {
        let Some(found) = found else { continue };
        let overrated = if whole.contains(&at) { 0.0 } else { *overrated };
        let bits = (found.bits - overrated).max(UNRELATED);
        if bits < 0.0 && !whole.is_empty() {
            continue;
        }
        let says = sentence::number(&found.alignment, found.bits);
        evidence.push(Evidence::new(Field::Number, bits, says));
        if alignment.as_ref().is_none_or(|(before, _)| bits > *before) {
            alignment = Some((bits, found.alignment));
        }
    }
    let record = look(entry);
    let mut looks = fields::look(prepared.look, record, &candidates.frequencies);
    if other_of_family(query, entry) {
        looks.model = 0.0;
    }
    evidence.extend(sentence::looks(query, entry, prepared.look, record, looks));
    if let Some(stolen) = &entry.stolen {
        let (time, place) = fields::circumstances(query.found_at, query.place, stolen);
        evidence.extend(sentence::circumstances(query, stolen, time, place));
    }
    Scored {
        bike: entry.id,
        bits: evidence.iter().map(|evidence| evidence.bits).sum(),
        posterior: 0.0,
        if_registered: 0.0,
        band: Band::Possible,
        evidence,
        alignment: alignment.map(|(_, alignment)| alignment),
    }
}

/// Whether two models are of one family and each says more than that: an `FX 3` is not an `FX 2`, and may be taken for it.
fn other_of_family(query: &Query, entry: &BikeEntry) -> bool {
    let (Some(given), Some(on_record)) = (&query.model, &entry.model) else {
        return false;
    };
    let (given, on_record) = (plain(given), plain(on_record));
    let more = |text: &str| text.split(' ').skip(1).map(str::to_owned).collect::<Vec<_>>();
    let (given, on_record) = (more(&given), more(&on_record));
    let differ = given.iter().zip(&on_record).any(|(a, b)| a != b);
    differ && !given.is_empty() && !on_record.is_empty()
}

/// The best of a bike's numbers for the readings of one box.
fn best_match(
    aligners: &[Aligner],
    entry: &BikeEntry,
    statistics: &Statistics,
    matrix: &mut Matrix,
) -> Option<NumberMatch> {
    let mut best: Option<(i16, &Aligner, IdentifierKind, &str, Symbols)> = None;
    for (kind, written) in &entry.numbers {
        for symbols in readings(written) {
            for aligner in aligners {
                let score = aligner.score(symbols.as_slice(), matrix);
                if best.as_ref().is_none_or(|(before, ..)| score > *before) {
                    best = Some((score, aligner, *kind, written, symbols.clone()));
                }
            }
        }
    }
    let (score, aligner, kind, written, symbols) = best?;
    let (_, pairs) = aligner.align(symbols.as_slice(), matrix);
    let agrees = |pair: &&AlignedPair| {
        matches!(
            pair.relation,
            Relation::Same | Relation::LookAlike | Relation::Swapped
        ) || pair.relation == Relation::Unread && pair.typed == Some('[')
    };
    let rarity: f64 = statistics.language.rarity(symbols.as_slice()).sum();
    let whole = rarity + channel::SAME * symbols.as_slice().len() as f64;
    let other = pairs
        .iter()
        .filter(|pair| pair.relation != Relation::Same)
        .count();
    let agreeing = pairs
        .iter()
        .filter(|pair| pair.on_record.is_some())
        .zip(statistics.language.rarity(symbols.as_slice()))
        .filter(|(pair, _)| agrees(pair))
        .map(|(_, rarity)| rarity)
        .sum::<f64>()
        - slips(&pairs) as f64 * (symbols.as_slice().len().max(1) as f64).log2();
    // No reading with an error is worth more than the number read whole and right.
    let agreeing = if other > 0 {
        agreeing.min(whole - ERROR * other as f64)
    } else {
        agreeing
    };
    Some(NumberMatch {
        bits: bits(score).max(UNRELATED),
        agreeing,
        alignment: Alignment {
            kind,
            on_record: written.to_owned(),
            pairs,
        },
    })
}

/// How many slips an alignment takes, neighbours of one kind missing or too many as one.
fn slips(pairs: &[AlignedPair]) -> usize {
    let mut before = Relation::Same;
    let mut slips = 0;
    for pair in pairs {
        slips += usize::from(match pair.relation {
            Relation::Different => true,
            Relation::Missing | Relation::Extra | Relation::Swapped => pair.relation != before,
            Relation::Same | Relation::LookAlike | Relation::Unread => false,
        });
        before = pair.relation;
    }
    slips
}
