//! The way back through the programme: which character stands under which.

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
