//! The dynamic programme itself: the score of each character on record at each place of a reading.

use domain::number::{Symbol, SymbolSet, Token, channel};

use super::{Aligner, MAX_SYMBOLS, NEVER, units};

/// Scores by place of the reading.
#[derive(Debug)]
pub(super) struct Rows<const H: usize> {
    /// The score of each symbol on record at each place.
    pub(super) emit: [[i16; H]; Symbol::COUNT],
    /// The cost of a character on record that was not typed after this place, or that is under a `*`.
    pub(super) stay: [i16; H],
    /// The same, if the character is equal to the one before.
    pub(super) stay_twin: [i16; H],
    /// The cost of a place without a character on record.
    pub(super) extra: [i16; H],
    /// The best score before any character on record.
    pub(super) first: [i16; H],
    /// The score if the number ends here and the later places are other text.
    pub(super) behind: [i16; H],
}

impl<const H: usize> Rows<H> {
    pub(super) fn new(tokens: &[Token], infos: &[f64]) -> Self {
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
    pub(super) fn fill(
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
}

/// log2 of how likely a character on the frame gives one of the symbols typed.
pub(super) fn emission(on_record: Symbol, typed: SymbolSet) -> f64 {
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
