//! Scores bikes exactly, and gives the reasons.

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
pub(crate) use whole::borne;

/// How much a completely different number counts. It is little, because somebody may have typed a model code.
pub(crate) const UNRELATED: f64 = -6.0;

/// How much a number on another part or label counts if it is not like any on record. If it is the same bike, about
/// three in ten such numbers are registered. So this is log2 of seven in ten, compared with the certainty that another
/// bike does not have the number on record.
pub(crate) const ON_A_PART: f64 = -0.5;

/// The odds that the bike is not on the register, on the same scale as the odds of each bike.
///
/// A value of one would mean even odds. It is more, because the model knows makers' habits only within three
/// characters: two bikes of one batch are more alike than it thinks. We chose it so that the bands keep their promise
/// on invented registers that lack half of the bikes looked for.
pub(crate) const NOT_ON_REGISTER: f64 = 2.0;

/// The least that each mistake takes off the worth of a reading.
const ERROR: f64 = 0.5;

/// A query made ready for comparing.
#[derive(Debug)]
pub(crate) struct Prepared {
    /// The readings of each box.
    pub(crate) boxes: Vec<Vec<Aligner>>,
    /// The least that each box counts.
    pub(crate) least: Vec<f64>,
    pub(crate) sieves: Vec<Sieve>,
    pub(crate) grams: Vec<Code>,
    /// The terms of the same readings with two neighbours swapped, without the terms above.
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
        let of_frame = query.numbers.len().saturating_sub(query.on_parts);
        let least = (0..query.numbers.len()).map(|at| if at < of_frame { UNRELATED } else { ON_A_PART });
        Self {
            boxes: query.numbers.iter().map(aligners).collect(),
            least: least.collect(),
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

    /// The score of perfect matches of all boxes, each with the reading that counts most.
    pub(crate) fn best_bits(&self) -> f64 {
        let best = |aligners: &Vec<Aligner>| aligners.iter().map(Aligner::best).max().map_or(0.0, bits);
        self.boxes.iter().map(best).sum()
    }

    /// The score with the readings that count least.
    pub(crate) fn least_bits(&self) -> f64 {
        let least = |aligners: &Vec<Aligner>| aligners.iter().map(Aligner::best).min().map_or(0.0, bits);
        self.boxes.iter().map(least).sum()
    }
}

/// Ranks bikes from the database, best first, with the evidence for and against each. `candidates` are those of the
/// same query.
///
/// `truths` are the bikes that `candidates` named, and any others that are known to share a number or a mark. A
/// candidate that is not among them has been removed since. Every bike that the index scored counts as a rival of the
/// others, whether or not it was read from the database.
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
    // For each box, by how much the model overrates the rarity of what was typed.
    let overrated: Vec<f64> = (0..prepared.boxes.len())
        .map(|at| {
            numbers
                .iter()
                .filter_map(|of| of[at].as_ref())
                .map(NumberMatch::overrated)
                .fold(0.0, f64::max)
        })
        .collect();
    let borne = borne(query, truths);
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
    /// The worth of the characters that agree, from how rare they are on this record, less the choice of places for
    /// slips.
    agreeing: f64,
    alignment: Alignment,
}

impl NumberMatch {
    /// By how much the score exceeds what the characters that agree can be worth.
    ///
    /// A slip makes what was typed look rare, but somebody else's number could have been mistyped in the same way. The
    /// chance of the typed text without this bike is at least the chance of this bike's number times that of the slips.
    /// So no match is worth more than the rarity of its number, less the choice of places where a slip can have
    /// happened: every other number that a slip there turns into the same text has that chance too.
    ///
    /// A number that is not like it makes no claim about rarity.
    fn overrated(&self) -> f64 {
        if self.bits <= UNRELATED {
            return 0.0;
        }
        (self.bits - self.agreeing).max(0.0)
    }
}

/// Scores one bike; its posterior is filled in when all are scored. `whole` are the boxes that match one of its
/// numbers exactly. The numbers in the other boxes may be on another part, so they do not count against it.
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
    let mut strangers = 0_u8;
    for (at, (found, overrated)) in numbers.into_iter().zip(overrated).enumerate() {
        let Some(found) = found else { continue };
        let overrated = if whole.contains(&at) { 0.0 } else { *overrated };
        let least = prepared.least.get(at).copied().unwrap_or(UNRELATED);
        let bits = (found.bits - overrated).max(least);
        if bits < 0.0 && !whole.is_empty() {
            continue;
        }
        if least > UNRELATED && bits <= least {
            strangers = strangers.saturating_add(1);
            continue;
        }
        let says = sentence::number(&found.alignment, found.bits);
        evidence.push(Evidence::new(Field::Number, bits, says));
        if alignment.as_ref().is_none_or(|(before, _)| bits > *before) {
            alignment = Some((bits, found.alignment));
        }
    }
    evidence.extend(sentence::on_parts(strangers));
    let record = look(entry);
    let mut looks = fields::look(prepared.look, record, &candidates.frequencies);
    if other_of_family(query, entry) {
        looks.model = 0.0;
    }
    evidence.extend(sentence::looks(query, entry, prepared.look, record, looks));
    evidence.extend(sentence::features(query.features, entry.features));
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

/// Whether two models belong to one family but differ in the rest: an `FX 3` is not an `FX 2`, but people may mix them
/// up.
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

/// The best of a bike's numbers for the readings of one box. If none is like it, this is the frame number.
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
                let better =
                    |(before, _, other, ..): &(i16, _, _, _, _)| worth(score, *kind) > worth(*before, *other);
                if best.as_ref().is_none_or(better) {
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
    // No reading with an error is worth more than the whole number read correctly.
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

/// What decides between two of a bike's numbers: how much each counts, then whether it is the frame number.
fn worth(score: i16, kind: IdentifierKind) -> (f64, bool, i16) {
    (bits(score).max(UNRELATED), kind == IdentifierKind::Frame, score)
}

/// How many slips an alignment has. Missing, extra or swapped neighbours of one kind count as one slip.
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
