//! Aligns what was typed with a number on record under the noisy channel of [`domain::number::channel`].
//!
//! One dynamic programme gives the likeliest way in which the number on record became what was typed. Its score is
//! a log2 likelihood ratio: the channel's probability of that way, over the probability that another bike's number
//! would have given the same characters. Places that were not read score nothing either way.

use domain::{
    matching::{AlignedPair, Relation},
    number::{Reading, Symbol, SymbolSet, Token, channel, likeness},
};

use super::language::{Language, Place};
use super::packed::MAX_SYMBOLS;

/// Scores are whole numbers of this fraction of a bit, so that sums are exact and eight fit in a vector.
const UNIT: f64 = 32.0;
/// Lower than any score that matters; sums stay here instead of wrapping round.
const NEVER: i16 = i16::MIN;

fn units(bits: f64) -> i16 {
    // Bounded by the longest reading: 48 places of less than 20 bits are far from the edge of 16 bits.
    (bits * UNIT).round() as i16
}

/// A score in bits.
pub(crate) fn bits(units: i16) -> f64 {
    f64::from(units) / UNIT
}

/// A reading, ready to be compared with many numbers.
#[derive(Debug)]
pub(crate) struct Aligner {
    tokens: Vec<Token>,
    profile: Profile,
    /// Score when so many characters on record are left over at one end.
    end_lost: [i16; MAX_SYMBOLS + 1],
    swaps: Swaps,
    /// What a faultless match would score.
    best: i16,
}

/// Scores by place of the reading, in vectors of one of two lengths: most readings are short.
#[derive(Debug)]
enum Profile {
    Short(Box<Rows<16>>),
    Long(Box<Rows<{ Reading::MAX_TOKENS }>>),
}

/// Scores by place of the reading.
#[derive(Debug)]
struct Rows<const H: usize> {
    /// What each symbol on record scores at each place.
    emit: [[i16; H]; Symbol::COUNT],
    /// When a character on record has no place behind this one: it was missed, or lies under a run.
    stay: [i16; H],
    /// The same when the character is the twin of the one before.
    stay_twin: [i16; H],
    /// When the place has no character on record.
    extra: [i16; H],
    /// The best before any character on record.
    first: [i16; H],
    /// When the number ends here and the places behind are other text.
    behind: [i16; H],
}

/// Neighbours that may have been typed in each other's place.
#[derive(Debug)]
struct Swaps {
    /// By symbol, the places whose own symbol it is, and those whose neighbour's before it is.
    second: [u64; Symbol::COUNT],
    first: [u64; Symbol::COUNT],
    /// By place, the score when it and the one before are swapped.
    score: [i16; Reading::MAX_TOKENS],
}

/// Where the scores are kept while two numbers are compared: a column for each character on record.
pub(crate) struct Matrix {
    short: Box<[[i16; 16]; MAX_SYMBOLS + 1]>,
    long: Box<[[i16; Reading::MAX_TOKENS]; MAX_SYMBOLS + 1]>,
}

impl Matrix {
    pub(crate) fn new() -> Self {
        Self {
            short: Box::new([[NEVER; 16]; MAX_SYMBOLS + 1]),
            long: Box::new([[NEVER; Reading::MAX_TOKENS]; MAX_SYMBOLS + 1]),
        }
    }
}

impl<const H: usize> Rows<H> {
    fn new(tokens: &[Token], infos: &[f64]) -> Self {
        let mut rows = Self {
            emit: [[NEVER; H]; Symbol::COUNT],
            stay: [NEVER; H],
            stay_twin: [NEVER; H],
            extra: [NEVER; H],
            first: [NEVER; H],
            behind: [NEVER; H],
        };
        let added = |places: usize| units(channel::TEXT_ADDED + channel::TEXT_ADDED_EACH * places as f64);
        let runs_from = tokens
            .iter()
            .position(|token| *token == Token::Run)
            .unwrap_or(tokens.len());
        let runs_until = tokens
            .iter()
            .rposition(|token| *token == Token::Run)
            .map_or(0, |at| at + 1);
        let mut before = 0i16;
        for (at, (token, info)) in tokens.iter().zip(infos).enumerate() {
            match *token {
                Token::Run => {
                    (rows.stay[at], rows.stay_twin[at]) = (0, 0);
                    rows.extra[at] = units(channel::RUN);
                }
                Token::One(set) => {
                    for symbol in Symbol::all() {
                        rows.emit[symbol.index()][at] = units(emission(symbol, set) + info);
                    }
                    let twin = at > 0 && token.symbol().is_some() && tokens[at - 1] == *token;
                    (rows.stay[at], rows.stay_twin[at]) =
                        (units(channel::MISSING), units(channel::MISSING_TWIN));
                    rows.extra[at] = units(if twin { channel::EXTRA_TWIN } else { channel::EXTRA });
                }
            }
            before = before.saturating_add(rows.extra[at]);
            if at < runs_from {
                before = before.max(added(at + 1));
            }
            rows.first[at] = before;
            if at + 1 == tokens.len() {
                rows.behind[at] = 0;
            } else if at + 1 >= runs_until {
                rows.behind[at] = added(tokens.len() - 1 - at);
            }
        }
        rows
    }

    /// The best score of any alignment with a number on record, and the cell that it ends in.
    fn fill(
        &self,
        record: &[u8],
        places: usize,
        aligner: &Aligner,
        columns: &mut [[i16; H]; MAX_SYMBOLS + 1],
    ) -> (i16, usize, usize) {
        columns[0] = self.first;
        let last = places - 1;
        let mut best = (
            columns[0][last].saturating_add(aligner.end_lost[record.len()]),
            last,
            0,
        );
        let mut before = usize::MAX;
        for (at, symbol) in record.iter().enumerate() {
            let symbol = usize::from(*symbol);
            let stay = if symbol == before {
                &self.stay_twin
            } else {
                &self.stay
            };
            let emit = &self.emit[symbol];
            let (done, rest) = columns.split_at_mut(at + 1);
            let (above, this) = (&done[at], &mut rest[0]);
            let mut diagonal = [aligner.end_lost[at]; H];
            diagonal[1..].copy_from_slice(&above[..H - 1]);
            for place in 0..H {
                let paired = diagonal[place].saturating_add(emit[place]);
                this[place] = paired.max(above[place].saturating_add(stay[place]));
            }
            if before < Symbol::COUNT {
                let mut swapped = aligner.swaps.first[symbol] & aligner.swaps.second[before];
                while swapped != 0 {
                    let place = swapped.trailing_zeros() as usize;
                    swapped &= swapped - 1;
                    let from = if place < 2 {
                        aligner.end_lost[at - 1]
                    } else {
                        done[at - 1][place - 2]
                    };
                    this[place] = this[place].max(from.saturating_add(aligner.swaps.score[place]));
                }
            }
            let mut run = i32::from(aligner.end_lost[at + 1]);
            for (score, extra) in this[..places].iter_mut().zip(&self.extra) {
                run = (run + i32::from(*extra)).max(i32::from(*score));
                *score = run as i16;
            }
            let score = this[last].saturating_add(aligner.end_lost[record.len() - at - 1]);
            if score > best.0 {
                best = (score, last, at + 1);
            }
            before = symbol;
        }
        for (place, (score, behind)) in columns[record.len()]
            .iter()
            .zip(&self.behind)
            .enumerate()
            .take(last)
        {
            let score = score.saturating_add(*behind);
            if score > best.0 {
                best = (score, place, record.len());
            }
        }
        best
    }

    /// The alignment that ends in a cell, walked from its end.
    fn trace(
        &self,
        record: &[u8],
        aligner: &Aligner,
        columns: &[[i16; H]; MAX_SYMBOLS + 1],
        (place, column): (usize, usize),
    ) -> Vec<AlignedPair> {
        let tokens = &aligner.tokens;
        let gap = |on_record: u8, relation| AlignedPair {
            typed: None,
            on_record: symbol_char(on_record),
            relation,
        };
        let extra = |token: &Token| AlignedPair {
            typed: typed_char(*token),
            on_record: None,
            relation: Relation::Extra,
        };
        let pair = |token: Token, on_record: u8, relation| AlignedPair {
            typed: typed_char(token),
            on_record: symbol_char(on_record),
            relation,
        };
        let mut pairs: Vec<AlignedPair> = Vec::with_capacity(record.len() + tokens.len());
        pairs.extend(
            record[column..]
                .iter()
                .rev()
                .map(|symbol| gap(*symbol, Relation::Missing)),
        );
        pairs.extend(tokens[place + 1..].iter().rev().map(extra));
        // One more than the place: 0 is before the first.
        let (mut row, mut column) = (place + 1, column);
        let cell = |row: usize, column: usize| {
            if row == 0 {
                aligner.end_lost[column]
            } else {
                columns[column][row - 1]
            }
        };
        while row > 0 {
            let (at, place, token) = (cell(row, column), row - 1, tokens[row - 1]);
            let on_record = column.checked_sub(1).map(|at| record[at]);
            let twin = column > 1 && record[column - 1] == record[column - 2];
            if let Some(on_record) = on_record
                && cell(row - 1, column - 1).saturating_add(self.emit[usize::from(on_record)][place]) == at
                && token != Token::Run
            {
                pairs.push(pair(token, on_record, relation(token, on_record)));
                (row, column) = (row - 1, column - 1);
            } else if row > 1
                && column > 1
                && aligner.swaps.first[usize::from(record[column - 1])]
                    & aligner.swaps.second[usize::from(record[column - 2])]
                    & 1 << place
                    != 0
                && cell(row - 2, column - 2).saturating_add(aligner.swaps.score[place]) == at
            {
                pairs.push(pair(token, record[column - 1], Relation::Swapped));
                pairs.push(pair(tokens[place - 1], record[column - 2], Relation::Swapped));
                (row, column) = (row - 2, column - 2);
            } else if let Some(on_record) = on_record
                && cell(row, column - 1).saturating_add(if twin {
                    self.stay_twin[place]
                } else {
                    self.stay[place]
                }) == at
            {
                let missed = if token == Token::Run {
                    Relation::Unread
                } else {
                    Relation::Missing
                };
                pairs.push(gap(on_record, missed));
                column -= 1;
            } else if cell(row - 1, column).saturating_add(self.extra[place]) == at {
                if token != Token::Run {
                    pairs.push(extra(&token));
                }
                row -= 1;
            } else {
                // Text before the number.
                pairs.extend(tokens[..row].iter().rev().map(extra));
                row = 0;
            }
        }
        pairs.extend(
            record[..column]
                .iter()
                .rev()
                .map(|symbol| gap(*symbol, Relation::Missing)),
        );
        pairs.reverse();
        pairs
    }
}

impl Aligner {
    /// Prepares a reading; the language says how rare its characters are.
    pub(crate) fn new(reading: &Reading, language: &Language) -> Self {
        let tokens: Vec<Token> = reading
            .tokens()
            .iter()
            .copied()
            .take(Reading::MAX_TOKENS)
            .collect();
        let infos = infos(&tokens, language);
        let mut swaps = Swaps {
            first: [0; Symbol::COUNT],
            second: [0; Symbol::COUNT],
            score: [NEVER; Reading::MAX_TOKENS],
        };
        for place in 1..tokens.len() {
            if let (Some(first), Some(second)) = (tokens[place - 1].symbol(), tokens[place].symbol())
                && first != second
            {
                swaps.first[first.index()] |= 1 << place;
                swaps.second[second.index()] |= 1 << place;
                swaps.score[place] = units(channel::SWAPPED + infos[place - 1] + infos[place]);
            }
        }
        let best = tokens
            .iter()
            .zip(&infos)
            .map(|(token, info)| match token {
                Token::Run => units(channel::RUN),
                Token::One(set) => set
                    .iter()
                    .map(|symbol| units(emission(symbol, *set) + info))
                    .max()
                    .unwrap_or(0),
            })
            .sum();
        let profile = if tokens.len() <= 16 {
            Profile::Short(Box::new(Rows::new(&tokens, &infos)))
        } else {
            Profile::Long(Box::new(Rows::new(&tokens, &infos)))
        };
        Self {
            tokens,
            profile,
            end_lost: std::array::from_fn(|left| {
                if left == 0 {
                    0
                } else {
                    units(channel::END_LOST + channel::END_LOST_EACH * left as f64)
                }
            }),
            swaps,
            best,
        }
    }

    /// What a faultless match would score.
    pub(crate) fn best(&self) -> i16 {
        self.best
    }

    /// Scores a number on record.
    pub(crate) fn score(&self, record: &[u8], matrix: &mut Matrix) -> i16 {
        let places = self.tokens.len();
        match &self.profile {
            Profile::Short(rows) => rows.fill(record, places, self, &mut matrix.short).0,
            Profile::Long(rows) => rows.fill(record, places, self, &mut matrix.long).0,
        }
    }

    /// The likeliest alignment itself, and its score.
    pub(crate) fn align(&self, record: &[u8], matrix: &mut Matrix) -> (i16, Vec<AlignedPair>) {
        let places = self.tokens.len();
        match &self.profile {
            Profile::Short(rows) => {
                let (score, place, column) = rows.fill(record, places, self, &mut matrix.short);
                (score, rows.trace(record, self, &matrix.short, (place, column)))
            }
            Profile::Long(rows) => {
                let (score, place, column) = rows.fill(record, places, self, &mut matrix.long);
                (score, rows.trace(record, self, &matrix.long, (place, column)))
            }
        }
    }
}

/// How rare what was read at each place is, given the two places before, in bits.
fn infos(tokens: &[Token], language: &Language) -> Vec<f64> {
    let mut before = [Place::Start, Place::Start];
    tokens
        .iter()
        .map(|token| match *token {
            Token::Run => {
                before = [Place::Open, Place::Open];
                0.0
            }
            Token::One(set) => {
                let info = if set == SymbolSet::ANY {
                    0.0
                } else {
                    -language.probability(before, set).max(1e-9).log2()
                };
                before = [before[1], token.symbol().map_or(Place::Open, Place::Known)];
                info
            }
        })
        .collect()
}

/// log2 of how likely a character on the frame gives one of the symbols typed.
fn emission(on_record: Symbol, typed: SymbolSet) -> f64 {
    if typed == SymbolSet::ANY {
        return channel::UNREAD;
    }
    if let Some(typed) = typed.only() {
        return channel::typed_as(on_record, typed);
    }
    typed
        .iter()
        .map(|typed| channel::typed_as(on_record, typed).exp2())
        .sum::<f64>()
        .log2()
}

fn symbol_char(symbol: u8) -> Option<char> {
    Symbol::from_index(symbol).map(Symbol::as_char)
}

fn typed_char(token: Token) -> Option<char> {
    match (token.symbol(), token) {
        (Some(symbol), _) => Some(symbol.as_char()),
        (None, Token::One(set)) if set != SymbolSet::ANY => Some('['),
        (None, _) => Some('?'),
    }
}

/// How a place that was typed and a character on record stand to each other.
fn relation(typed: Token, on_record: u8) -> Relation {
    let Some(on_record) = Symbol::from_index(on_record) else {
        return Relation::Different;
    };
    match (typed.symbol(), typed) {
        (Some(typed), _) if typed == on_record => Relation::Same,
        (Some(typed), _) if likeness(typed, on_record).is_some() => Relation::LookAlike,
        (None, Token::One(set)) if set.contains(on_record) => Relation::Unread,
        _ => Relation::Different,
    }
}

#[cfg(test)]
mod tests {
    use domain::number::FramePattern;
    use proptest::prelude::*;

    use super::*;
    use crate::model::packed::Symbols;

    fn drawn(typed: &str, on_record: &str) -> (f64, String) {
        let language = Language::empty();
        let pattern = FramePattern::parse(typed).unwrap();
        let reading = &pattern.readings()[0];
        let (score, pairs) =
            Aligner::new(reading, &language).align(Symbols::of_key(on_record).as_slice(), &mut Matrix::new());
        let line = pairs
            .iter()
            .map(|pair| match pair.relation {
                Relation::Same => '=',
                Relation::LookAlike => '~',
                Relation::Different => 'x',
                Relation::Missing => '-',
                Relation::Extra => '+',
                Relation::Unread => '?',
                Relation::Swapped => 's',
            })
            .collect();
        (bits(score), line)
    }

    #[test]
    fn alignments() {
        for (typed, on_record, line) in [
            ("WTU316C2137N", "WTU316C2137N", "============"),
            ("WTU3I6C2137N", "WTU316C2137N", "====~======="),
            ("WTU319C2137N", "WTU316C2137N", "=====x======"),
            ("WTU36C2137N", "WTU316C2137N", "====-======="),
            ("WTU3166C2137N", "WTU316C2137N", "======+======"),
            ("WTU361C2137N", "WTU316C2137N", "====ss======"),
            ("*316C2*", "WTU316C2137N", "???=====????"),
            ("W?U3?6C?13?N", "WTU316C2137N", "=?==?==?==?="),
            ("*316C2I37N", "WTU316C2137N", "???=====~==="),
            ("316C2137N", "WTU316C2137N", "---========="),
            ("WTU316C2137N54CM", "WTU316C2137N", "============++++"),
            ("2019WTU316C2137N", "WTU316C2137N", "++++============"),
            ("WTU*137N", "WTU316C2137N", "===?????===="),
            ("[WV]TU316C2137N", "WTU316C2137N", "?==========="),
        ] {
            let (score, drawn) = drawn(typed, on_record);
            let count = |c: char| drawn.chars().filter(|d| *d == c).count();
            let line_count = |c: char| line.chars().filter(|d| *d == c).count();
            // Which of two equal neighbours is the missing or the extra one is all the same.
            for mark in "=~x-+?s".chars() {
                assert_eq!(
                    count(mark),
                    line_count(mark),
                    "{typed} {on_record}: {drawn} is not {line}"
                );
            }
            assert!(score > 5.0, "{typed} {on_record}: {score}");
        }
    }

    #[test]
    fn the_likelier_slip_scores_higher() {
        let on_record = "WTU316C2137N";
        let falling = [
            "WTU316C2137N",
            "WTU3I6C2137N",
            "WTU316G2137N",
            "WTU319C2137N",
            "WTU319C2197N",
            "XYZ998F4400P",
        ];
        for pair in falling.windows(2) {
            assert!(
                drawn(pair[0], on_record).0 > drawn(pair[1], on_record).0,
                "{pair:?}"
            );
        }
    }

    proptest! {
        #[test]
        fn alignments_hold_both_sides_and_add_up(typed in "[A-D0-3?*]{1,14}", on_record in "[A-D0-3]{1,14}") {
            let Ok(pattern) = FramePattern::parse(&typed) else { return Ok(()) };
            let language = Language::empty();
            for reading in pattern.readings() {
                let aligner = Aligner::new(reading, &language);
                let symbols = Symbols::of_key(&on_record);
                let mut matrix = Matrix::new();
                let score = aligner.score(symbols.as_slice(), &mut matrix);
                let (traced, pairs) = aligner.align(symbols.as_slice(), &mut matrix);
                prop_assert_eq!(score, traced);
                prop_assert!(score <= aligner.best());
                let record: String = pairs.iter().filter_map(|pair| pair.on_record).collect();
                prop_assert_eq!(&record, &on_record);
                let ones = reading.tokens().iter().filter(|token| **token != Token::Run).count();
                prop_assert_eq!(pairs.iter().filter(|pair| pair.typed.is_some()).count(), ones);
            }
        }
    }
}
