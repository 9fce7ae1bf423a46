//! Reads codes that are worn or mistyped.

use super::{
    MarkCode, NotAMark,
    reed_solomon::{self, LENGTH, Word},
    text::{ANY, Places},
};
use crate::crockford;
use serde::{Deserialize, Serialize};

/// Ten symbols; `None` for each one that could not be read.
type Seen = [Option<u8>; LENGTH];

/// The most characters that can be unreadable. Four leave 1,024 possible codes, which a database can check at once;
/// five leave too many.
const MOST_UNREADABLE: usize = 4;

/// The most ways of reading the brackets that we try.
const MOST_CHOICES: usize = 1_024;

/// What [`MarkCode::read`] makes of a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Reading {
    /// All ten characters were there, and the checks are valid.
    Exact(MarkCode),
    /// One character was wrong, or two neighbours were swapped. This is only a proposal until we find that the mark is
    /// on a bike.
    Corrected {
        /// The code that the person probably meant.
        code: MarkCode,
        /// What was changed, from left to right.
        put_right: Vec<PutRight>,
    },
    /// One or two characters could not be read. They were worked out from the others.
    Restored {
        /// The only code that fits.
        code: MarkCode,
        /// What was filled in, from left to right.
        put_right: Vec<PutRight>,
    },
    /// Several codes fit. Compare them with the marks that are on bikes.
    Unresolved {
        /// Every code that fits: 9 (one unreadable and another wrong), 32 or 1,024 (three or four unreadable).
        candidates: Candidates,
    },
    /// It is not a mark code.
    NotAMark(NotAMark),
}

/// One character that was changed or filled in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PutRight {
    /// The place of the character: 0 is the first, and the hyphen is not counted.
    pub position: usize,
    /// What was read there; `?` if it could not be read.
    pub was: char,
    /// What it has been changed to.
    pub is: char,
}

impl Reading {
    /// Returns the single code that was read, corrected or filled in.
    #[must_use]
    pub const fn code(&self) -> Option<MarkCode> {
        match self {
            Self::Exact(code) | Self::Corrected { code, .. } | Self::Restored { code, .. } => Some(*code),
            Self::Unresolved { .. } | Self::NotAMark(_) => None,
        }
    }

    /// Returns what was changed or filled in to get [`Reading::code`].
    #[must_use]
    pub fn put_right(&self) -> &[PutRight] {
        match self {
            Self::Corrected { put_right, .. } | Self::Restored { put_right, .. } => put_right,
            Self::Exact(_) | Self::Unresolved { .. } | Self::NotAMark(_) => &[],
        }
    }
}

/// Tells whether each place is one symbol and the checks are valid.
pub(super) fn codeword(places: &Places) -> bool {
    certain(places).is_some_and(|word| reed_solomon::is_codeword(&word))
}

/// Returns the code that the places spell, if each is one symbol.
pub(super) fn certain(places: &Places) -> Option<Word> {
    let seen = seen(places);
    let mut word = [0; LENGTH];
    for (place, symbol) in word.iter_mut().zip(seen) {
        *place = symbol?;
    }
    Some(word)
}

/// Keeps the places that have one symbol, and treats all others as unreadable.
fn seen(places: &Places) -> Seen {
    places.map(|place| place.is_power_of_two().then(|| place.trailing_zeros() as u8))
}

pub(super) fn read(places: Places) -> Reading {
    let open = |place: &u32| !place.is_power_of_two() && *place != ANY;
    let choices: usize = places
        .iter()
        .filter(|place| open(place))
        .fold(1, |choices, place| {
            choices.saturating_mul(place.count_ones() as usize)
        });
    if choices == 1 || choices > MOST_CHOICES {
        return read_seen(seen(&places));
    }
    let mut words = vec![seen(&places)];
    for (at, place) in places.iter().enumerate().filter(|(_, place)| open(place)) {
        let symbols = (0..32u8).filter(|symbol| place >> symbol & 1 == 1);
        words = symbols
            .flat_map(|symbol| {
                words.iter().map(move |word| {
                    let mut word = *word;
                    word[at] = Some(symbol);
                    word
                })
            })
            .collect();
    }
    bracketed(&places, &words)
}

/// Finds the codes that fit the choices in brackets: those with valid checks, or if there are none, those that are
/// valid after one change.
fn bracketed(places: &Places, words: &[Seen]) -> Reading {
    let readings: Vec<Reading> = words.iter().map(|seen| read_seen(*seen)).collect();
    let codes = |wanted: fn(&Reading) -> bool| -> Vec<MarkCode> {
        let mut codes: Vec<MarkCode> = Vec::new();
        for reading in readings.iter().filter(|reading| wanted(reading)) {
            match reading {
                Reading::Unresolved { candidates } => codes.extend(candidates.clone().take(MOST_CHOICES)),
                one => codes.extend(one.code()),
            }
        }
        codes.sort_unstable();
        codes.dedup();
        codes
    };
    let agree = codes(|reading| matches!(reading, Reading::Exact(_) | Reading::Restored { .. }));
    let mut found = if agree.is_empty() { codes(|_| true) } else { agree };
    found.truncate(MOST_CHOICES);
    match found.as_slice() {
        [] => Reading::NotAMark(NotAMark::Checks),
        [code] => restored(seen(places), code.0),
        _ => Reading::Unresolved {
            candidates: Candidates::listed(found),
        },
    }
}

fn read_seen(seen: Seen) -> Reading {
    let word = seen.map(|symbol| symbol.unwrap_or(0));
    let unreadable: Vec<usize> = (0..LENGTH).filter(|&place| seen[place].is_none()).collect();
    match *unreadable.as_slice() {
        [] if reed_solomon::is_codeword(&word) => Reading::Exact(MarkCode(word)),
        [] => reed_solomon::correct(word).map_or(Reading::NotAMark(NotAMark::Checks), |mended| {
            Reading::Corrected {
                code: MarkCode(mended),
                put_right: changes(seen, mended),
            }
        }),
        [place] => match reed_solomon::restore_one(word, place) {
            Some(mended) => restored(seen, mended),
            None => Reading::Unresolved {
                candidates: Candidates::one_more_wrong(word, place),
            },
        },
        [one, other] => restored(seen, reed_solomon::restore_two(word, one, other)),
        [ref free @ .., one, other] if unreadable.len() <= MOST_UNREADABLE => {
            let candidates = Candidates {
                word,
                free: free.to_vec(),
                solved: vec![(one, other)],
                listed: Vec::new(),
                next: 0,
            };
            Reading::Unresolved { candidates }
        }
        _ => Reading::NotAMark(NotAMark::Unreadable(unreadable.len())),
    }
}

fn restored(seen: Seen, word: Word) -> Reading {
    Reading::Restored {
        code: MarkCode(word),
        put_right: changes(seen, word),
    }
}

fn changes(seen: Seen, word: Word) -> Vec<PutRight> {
    seen.into_iter()
        .zip(word)
        .enumerate()
        .filter(|(_, (was, is))| *was != Some(*is))
        .map(|(position, (was, is))| PutRight {
            position,
            was: was.map_or('?', crockford::digit),
            is: crockford::digit(is),
        })
        .collect()
}

/// All codes that fit a reading, each once.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Candidates {
    word: Word,
    /// Places at which every symbol is tried in turn.
    free: Vec<usize>,
    /// Pairs of places that are then worked out from the rest.
    solved: Vec<(usize, usize)>,
    /// The codes themselves.
    listed: Vec<MarkCode>,
    next: usize,
}

impl Candidates {
    fn one_more_wrong(word: Word, unreadable: usize) -> Self {
        let others = (0..LENGTH).filter(|&place| place != unreadable);
        Self {
            word,
            free: Vec::new(),
            solved: others.map(|place| (unreadable, place)).collect(),
            listed: Vec::new(),
            next: 0,
        }
    }

    fn listed(codes: Vec<MarkCode>) -> Self {
        Self {
            word: [0; LENGTH],
            free: Vec::new(),
            solved: Vec::new(),
            listed: codes,
            next: 0,
        }
    }

    fn total(&self) -> usize {
        self.listed.len() + (self.solved.len() << (5 * self.free.len()))
    }
}

impl Iterator for Candidates {
    type Item = MarkCode;

    fn next(&mut self) -> Option<MarkCode> {
        if let Some(code) = self.listed.get(self.next) {
            self.next += 1;
            return Some(*code);
        }
        if self.solved.is_empty() {
            return None;
        }
        let mut choice = self.next;
        let &(one, other) = self.solved.get(choice % self.solved.len())?;
        choice /= self.solved.len();
        let mut word = self.word;
        for &place in &self.free {
            word[place] = (choice & 31) as u8;
            choice >>= 5;
        }
        if choice > 0 {
            return None;
        }
        self.next += 1;
        Some(MarkCode(reed_solomon::restore_two(word, one, other)))
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        let left = self.total().saturating_sub(self.next);
        (left, Some(left))
    }
}

impl ExactSizeIterator for Candidates {}
