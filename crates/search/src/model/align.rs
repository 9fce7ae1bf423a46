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

/// Scores are whole numbers of this fraction of a bit, so that sums are exact and quick.
const UNIT: f64 = 64.0;
/// Lower than any score that matters, far from overflow.
const NEVER: i32 = i32::MIN / 4;
const WIDTH: usize = MAX_SYMBOLS + 1;
const HEIGHT: usize = Reading::MAX_TOKENS + 1;

fn units(bits: f64) -> i32 {
    (bits * UNIT).round() as i32
}

/// A score in bits.
pub(crate) fn bits(units: i32) -> f64 {
    f64::from(units) / UNIT
}

/// One place of the reading, with what each symbol on record would score there.
struct Row {
    /// By symbol on record; empty for a run.
    emit: [i32; Symbol::COUNT],
    /// When the place has no counterpart on record.
    extra: i32,
    /// When it and the place before stand in each other's place; by what is known of both.
    swapped: Option<Swap>,
    run: bool,
}

struct Swap {
    first: u8,
    second: u8,
    score: i32,
}

/// A reading, ready to be compared with many numbers.
pub(crate) struct Aligner {
    rows: Vec<Row>,
    /// Score when the reading ends before the number does, by characters left.
    end_lost: [i32; WIDTH],
    /// Whether other text may stand before and behind, by places.
    text_before: Vec<i32>,
    text_behind: Vec<i32>,
    missing: i32,
    missing_twin: i32,
    tokens: Vec<Token>,
    /// What a faultless match would score.
    best: i32,
}

/// Where a dynamic programme keeps its rows.
pub(crate) struct Matrix {
    cells: Vec<i32>,
}

impl Matrix {
    pub(crate) fn new() -> Self {
        Self {
            cells: vec![NEVER; WIDTH * HEIGHT],
        }
    }
}

impl Aligner {
    /// Prepares a reading; the language says how rare its characters are.
    pub(crate) fn new(reading: &Reading, language: &Language) -> Self {
        let tokens = reading.tokens().to_vec();
        let mut rows: Vec<Row> = Vec::with_capacity(tokens.len());
        let mut before = [Place::Start, Place::Start];
        let (mut best, mut infos) = (0, Vec::with_capacity(tokens.len()));
        for (at, token) in tokens.iter().enumerate() {
            let Token::One(set) = *token else {
                before = [Place::Open, Place::Open];
                infos.push(0.0);
                best += units(channel::RUN);
                rows.push(Row {
                    emit: [NEVER; Symbol::COUNT],
                    extra: NEVER,
                    swapped: None,
                    run: true,
                });
                continue;
            };
            let info = if set == SymbolSet::ANY {
                0.0
            } else {
                -language.probability(before, set).max(1e-9).log2()
            };
            let emit = std::array::from_fn(|symbol| match Symbol::from_index(symbol as u8) {
                Some(symbol) => units(emission(symbol, set) + info),
                None => NEVER,
            });
            best += emit.iter().copied().max().unwrap_or(0);
            let (last, this) = (
                at.checked_sub(1).and_then(|at| tokens[at].symbol()),
                token.symbol(),
            );
            let twin = last.is_some() && last == this;
            let swapped = match (last, this) {
                (Some(first), Some(second)) if first != second => Some(Swap {
                    first: first.index() as u8,
                    second: second.index() as u8,
                    score: units(channel::SWAPPED + info + infos[at - 1]),
                }),
                _ => None,
            };
            rows.push(Row {
                emit,
                extra: units(if twin { channel::EXTRA_TWIN } else { channel::EXTRA }),
                swapped,
                run: false,
            });
            infos.push(info);
            before = [before[1], token.symbol().map_or(Place::Open, Place::Known)];
        }
        let plain_until = tokens.iter().take_while(|token| **token != Token::Run).count();
        let plain_from = tokens.len()
            - tokens
                .iter()
                .rev()
                .take_while(|token| **token != Token::Run)
                .count();
        let added = |places: usize| units(channel::TEXT_ADDED + channel::TEXT_ADDED_EACH * places as f64);
        Self {
            text_before: (0..=tokens.len())
                .map(|at| {
                    if at == 0 {
                        0
                    } else if at <= plain_until {
                        added(at)
                    } else {
                        NEVER
                    }
                })
                .collect(),
            text_behind: (0..=tokens.len())
                .map(|at| {
                    if at == tokens.len() {
                        0
                    } else if at >= plain_from {
                        added(tokens.len() - at)
                    } else {
                        NEVER
                    }
                })
                .collect(),
            end_lost: std::array::from_fn(|left| {
                if left == 0 {
                    0
                } else {
                    units(channel::END_LOST + channel::END_LOST_EACH * left as f64)
                }
            }),
            missing: units(channel::MISSING),
            missing_twin: units(channel::MISSING_TWIN),
            rows,
            tokens,
            best,
        }
    }

    /// What a faultless match would score.
    pub(crate) fn best(&self) -> i32 {
        self.best
    }

    /// Scores a number on record.
    pub(crate) fn score(&self, record: &[u8], matrix: &mut Matrix) -> i32 {
        self.fill(record, matrix);
        self.finish(record.len(), matrix).0
    }

    /// Fills the matrix: a cell is the best score of so many places against so many characters.
    fn fill(&self, record: &[u8], matrix: &mut Matrix) {
        let len = record.len();
        let mut dropped = [0i32; WIDTH];
        for (at, symbol) in record.iter().enumerate() {
            dropped[at + 1] = if at > 0 && record[at - 1] == *symbol {
                self.missing_twin
            } else {
                self.missing
            };
        }
        matrix.cells[..=len].copy_from_slice(&self.end_lost[..=len]);
        for (at, row) in self.rows.iter().enumerate() {
            let (above, this) = matrix.cells[at * WIDTH..][..2 * WIDTH].split_at_mut(WIDTH);
            let (above, this) = (&above[..=len], &mut this[..=len]);
            if row.run {
                // A run at the head says that the head is not there: no cost for each of its characters.
                let mut best = NEVER;
                for (column, cell) in this.iter_mut().enumerate() {
                    best = best.max(if at == 0 { 0 } else { above[column] });
                    *cell = best + units(channel::RUN);
                }
                continue;
            }
            let mut left = (above[0] + row.extra).max(self.text_before[at + 1]);
            this[0] = left;
            for column in 1..=len {
                let diagonal = above[column - 1] + row.emit[usize::from(record[column - 1])];
                let score = diagonal
                    .max(above[column] + row.extra)
                    .max(left + dropped[column]);
                this[column] = score;
                left = score;
            }
            if let Some(swap) = &row.swapped {
                for column in 2..=len {
                    if record[column - 1] == swap.first && record[column - 2] == swap.second {
                        let score = matrix.cells[(at - 1) * WIDTH + column - 2] + swap.score;
                        let base = (at + 1) * WIDTH;
                        if score > matrix.cells[base + column] {
                            matrix.cells[base + column] = score;
                            for right in column + 1..=len {
                                let carried = matrix.cells[base + right - 1] + dropped[right];
                                if carried <= matrix.cells[base + right] {
                                    break;
                                }
                                matrix.cells[base + right] = carried;
                            }
                        }
                    }
                }
            }
        }
    }

    /// The best end: its score, and the cell that it is reached from.
    fn finish(&self, len: usize, matrix: &Matrix) -> (i32, usize, usize) {
        let last = self.rows.len();
        let mut best = (matrix.cells[last * WIDTH + len], last, len);
        for column in 0..len {
            let score = matrix.cells[last * WIDTH + column] + self.end_lost[len - column];
            if score > best.0 {
                best = (score, last, column);
            }
        }
        for row in 1..last {
            let score = matrix.cells[row * WIDTH + len] + self.text_behind[row];
            if score > best.0 {
                best = (score, row, len);
            }
        }
        best
    }

    /// The likeliest alignment itself, and its score.
    pub(crate) fn align(&self, record: &[u8], matrix: &mut Matrix) -> (i32, Vec<AlignedPair>) {
        self.fill(record, matrix);
        let (score, mut row, mut column) = self.finish(record.len(), matrix);
        let mut pairs = Vec::new();
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
        pairs.extend(
            record[column..]
                .iter()
                .rev()
                .map(|symbol| gap(*symbol, Relation::Missing)),
        );
        pairs.extend(self.tokens[row..].iter().rev().map(extra));
        let cell = |row: usize, column: usize| matrix.cells[row * WIDTH + column];
        while row > 0 {
            let (this, at) = (&self.rows[row - 1], cell(row, column));
            if this.run {
                let from = (0..=column)
                    .rev()
                    .find(|from| {
                        let above = if row == 1 { 0 } else { cell(row - 1, *from) };
                        above + units(channel::RUN) == at
                    })
                    .unwrap_or(column);
                // At the head every start costs the same: the run takes all that is left of it.
                let from = if row == 1 { 0 } else { from };
                pairs.extend(
                    record[from..column]
                        .iter()
                        .rev()
                        .map(|symbol| gap(*symbol, Relation::Unread)),
                );
                (row, column) = (row - 1, from);
                if row == 0 {
                    column = 0;
                }
                continue;
            }
            let typed = self.tokens[row - 1];
            if column > 0 && cell(row - 1, column - 1) + this.emit[usize::from(record[column - 1])] == at {
                let on_record = record[column - 1];
                pairs.push(AlignedPair {
                    typed: typed_char(typed),
                    on_record: symbol_char(on_record),
                    relation: relation(typed, on_record),
                });
                (row, column) = (row - 1, column - 1);
            } else if let Some(swap) = &this.swapped
                && column > 1
                && record[column - 1] == swap.first
                && record[column - 2] == swap.second
                && cell(row - 2, column - 2) + swap.score == at
            {
                for back in 0..2 {
                    pairs.push(AlignedPair {
                        typed: typed_char(self.tokens[row - 1 - back]),
                        on_record: symbol_char(record[column - 1 - back]),
                        relation: Relation::Swapped,
                    });
                }
                (row, column) = (row - 2, column - 2);
            } else if cell(row - 1, column) + this.extra == at {
                pairs.push(extra(&typed));
                row -= 1;
            } else if column == 0 {
                // Text before the number.
                pairs.extend(self.tokens[..row].iter().rev().map(extra));
                row = 0;
            } else {
                pairs.push(gap(record[column - 1], Relation::Missing));
                column -= 1;
            }
        }
        pairs.extend(
            record[..column]
                .iter()
                .rev()
                .map(|symbol| gap(*symbol, Relation::Missing)),
        );
        pairs.reverse();
        (score, pairs)
    }
}

/// log2 of how likely a character on the frame gives one of the symbols typed.
fn emission(on_record: Symbol, typed: SymbolSet) -> f64 {
    if typed == SymbolSet::ANY {
        return channel::UNREAD;
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
