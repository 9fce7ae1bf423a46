//! Traces the way back through the programme: which character is lined up with which.

use domain::{
    look_up::{AlignedPair, Relation},
    number::{Symbol, SymbolSet, Token, likeness},
};

use super::{Aligner, MAX_SYMBOLS, rows::Rows};

impl<const H: usize> Rows<H> {
    /// The alignment that ends in a cell, walked from its end.
    pub(super) fn trace(
        &self,
        record: &[u8],
        aligner: &Aligner,
        columns: &[[i16; H]; MAX_SYMBOLS + 1],
        (place, column): (usize, usize),
    ) -> Vec<AlignedPair> {
        let tokens = &aligner.tokens;
        let mut walk = Walk {
            rows: self,
            record,
            aligner,
            columns,
            pairs: Vec::with_capacity(record.len() + tokens.len()),
        };
        walk.missing(column..record.len());
        walk.extra(place + 1..tokens.len());
        // One more than the place: 0 is before the first.
        let (mut row, mut column) = (place + 1, column);
        while row > 0 {
            (row, column) = walk.step(row, column);
        }
        walk.missing(0..column);
        walk.pairs.reverse();
        walk.pairs
    }
}

/// A walk back through the programme, with the pairs that it has passed, last first.
struct Walk<'a, const H: usize> {
    rows: &'a Rows<H>,
    record: &'a [u8],
    aligner: &'a Aligner,
    columns: &'a [[i16; H]; MAX_SYMBOLS + 1],
    pairs: Vec<AlignedPair>,
}

impl<const H: usize> Walk<'_, H> {
    /// The score of a cell.
    fn cell(&self, row: usize, column: usize) -> i16 {
        if row == 0 {
            self.aligner.end_lost[column]
        } else {
            self.columns[column][row - 1]
        }
    }

    /// Passes the pair that led to this cell, and returns the cell before it.
    fn step(&mut self, row: usize, column: usize) -> (usize, usize) {
        let (at, place, token) = (self.cell(row, column), row - 1, self.aligner.tokens[row - 1]);
        let on_record = column.checked_sub(1).map(|at| self.record[at]);
        if let Some(on_record) = on_record
            && token != Token::Run
            && self.leads(
                row - 1,
                column - 1,
                self.rows.emit[usize::from(on_record)][place],
                at,
            )
        {
            self.pair(token, on_record, relation(token, on_record));
            (row - 1, column - 1)
        } else if self.are_swapped(row, column)
            && self.leads(row - 2, column - 2, self.aligner.swaps.score[place], at)
        {
            self.pair(token, self.record[column - 1], Relation::Swapped);
            let before = self.aligner.tokens[place - 1];
            self.pair(before, self.record[column - 2], Relation::Swapped);
            (row - 2, column - 2)
        } else if on_record.is_some() && self.leads(row, column - 1, self.stay(place, column), at) {
            let missed = if token == Token::Run {
                Relation::Unread
            } else {
                Relation::Missing
            };
            self.gap(self.record[column - 1], missed);
            (row, column - 1)
        } else if self.leads(row - 1, column, self.rows.extra[place], at) {
            if token != Token::Run {
                self.extra(place..row);
            }
            (row - 1, column)
        } else {
            // Text before the number.
            self.extra(0..row);
            (0, column)
        }
    }

    /// Whether this cell and this score add up to that score.
    fn leads(&self, row: usize, column: usize, score: i16, to: i16) -> bool {
        self.cell(row, column).saturating_add(score) == to
    }

    /// Whether the two characters before this cell may be two neighbours that were swapped.
    fn are_swapped(&self, row: usize, column: usize) -> bool {
        let swaps = &self.aligner.swaps;
        row > 1
            && column > 1
            && swaps.first[usize::from(self.record[column - 1])]
                & swaps.second[usize::from(self.record[column - 2])]
                & 1 << (row - 1)
                != 0
    }

    /// The score of a character on record that was not typed.
    fn stay(&self, place: usize, column: usize) -> i16 {
        if column > 1 && self.record[column - 1] == self.record[column - 2] {
            self.rows.stay_twin[place]
        } else {
            self.rows.stay[place]
        }
    }

    fn pair(&mut self, token: Token, on_record: u8, relation: Relation) {
        self.pairs.push(AlignedPair {
            typed: typed_char(token),
            on_record: symbol_char(on_record),
            relation,
        });
    }

    fn gap(&mut self, on_record: u8, relation: Relation) {
        self.pairs.push(AlignedPair {
            typed: None,
            on_record: symbol_char(on_record),
            relation,
        });
    }

    /// Passes characters on record that were not typed.
    fn missing(&mut self, columns: std::ops::Range<usize>) {
        for column in columns.rev() {
            self.gap(self.record[column], Relation::Missing);
        }
    }

    /// Passes characters that were typed but are not on record.
    fn extra(&mut self, places: std::ops::Range<usize>) {
        for place in places.rev() {
            self.pairs.push(AlignedPair {
                typed: typed_char(self.aligner.tokens[place]),
                on_record: None,
                relation: Relation::Extra,
            });
        }
    }
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

/// How a typed place and a character on record compare.
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
