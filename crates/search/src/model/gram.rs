//! The terms of the index: short runs of characters, folded so that look-alikes are equal.
//!
//! Folding here is coarser than for equality, because the channel model scores every candidate afterwards. But no two
//! digits share a class, because digits tell bikes apart.

use domain::number::{Reading, SymbolSet, Token};

/// Classes of look-alikes, by symbol: `0-9` then `A-Z`.
const CLASS: [u8; 36] = [
    0, 1, 2, 3, 4, 5, 6, 7, 8, 9, // 0-9
    4, 8, 6, 0, 12, 12, 6, 15, 1, 16, 14, 1, 11, // A-M
    11, 0, 13, 0, 13, 5, 7, 10, 10, 17, 14, 10, 2, // N-Z
];
/// The class before the first character and after the last one.
const EDGE: u8 = 18;
const CLASSES: u32 = 19;

/// The shapes of a term: which places of a window its characters come from.
///
/// Four neighbours are rare enough to settle most look-ups from a few thousand entries; three, and three with gaps,
/// survive more mistakes.
const SHAPES: [&[usize]; 5] = [&[0, 1, 2, 3], &[0, 1, 2], &[0, 1, 3], &[0, 2, 3], &[0, 2, 4]];
/// The shape of three neighbours.
const THREE: usize = 1;

/// One term of the index.
pub(crate) type Code = u32;

/// The code of a term of a shape.
fn code(shape: usize, classes: impl Iterator<Item = u8>) -> Code {
    classes.fold(shape as u32 + 1, |code, class| code * CLASSES + u32::from(class))
}

/// Whether a code is of the first shape: four neighbouring characters.
pub(crate) fn is_rare(gram: Code) -> bool {
    gram >= CLASSES.pow(4)
}

/// Calls back with every term of a number on record.
pub(crate) fn of_record(symbols: &[u8], mut each: impl FnMut(Code)) {
    let mut classes = [EDGE; super::packed::MAX_SYMBOLS + 2];
    for (class, symbol) in classes[1..].iter_mut().zip(symbols) {
        *class = CLASS[usize::from(*symbol)];
    }
    let padded = &classes[..symbols.len() + 2];
    for (shape, places) in SHAPES.iter().enumerate() {
        let width = places[places.len() - 1] + 1;
        for window in padded.windows(width) {
            each(code(shape, places.iter().map(|place| window[*place])));
        }
    }
}

/// The terms that a bike with this reading is expected to have.
pub(crate) fn of_reading(reading: &Reading) -> Vec<Code> {
    let mut codes = Vec::new();
    for segment in segments(reading) {
        for (shape, places) in SHAPES.iter().enumerate() {
            let width = places[places.len() - 1] + 1;
            for window in segment.windows(width) {
                if let Some(classes) = places
                    .iter()
                    .map(|place| window[*place])
                    .collect::<Option<Vec<_>>>()
                {
                    codes.push(code(shape, classes.into_iter()));
                }
            }
        }
    }
    if codes.len() < 3 {
        widen(reading, &mut codes);
    }
    codes.sort_unstable();
    codes.dedup();
    codes
}

/// The terms of three neighbours that a number has if two neighbours of the reading are swapped. A swap leaves hardly
/// any of the reading's own terms.
pub(crate) fn of_swaps(reading: &Reading) -> Vec<Code> {
    let mut codes = Vec::new();
    for segment in segments(reading) {
        for window in segment.windows(3) {
            let &[Some(first), Some(second), Some(third)] = window else {
                continue;
            };
            if first != second && first != EDGE {
                codes.push(code(THREE, [second, first, third].into_iter()));
            }
            if second != third && third != EDGE {
                codes.push(code(THREE, [first, third, second].into_iter()));
            }
        }
    }
    codes
}

/// Adds terms with one open place, in every class that it may have, for readings with hardly any terms.
fn widen(reading: &Reading, codes: &mut Vec<Code>) {
    for segment in segments(reading) {
        for window in segment.windows(3) {
            if window.iter().filter(|class| class.is_none()).count() != 1 {
                continue;
            }
            for open in 0..CLASSES as u8 {
                codes.push(code(THREE, window.iter().map(|class| class.unwrap_or(open))));
            }
        }
        // A lone character, or a pair: add every class that may be beside it.
        if segment.len() <= 2 {
            let known: Vec<u8> = segment.iter().flatten().copied().collect();
            for open in 0..CLASSES as u8 {
                if let [a, b] = known[..] {
                    codes.push(code(THREE, [a, b, open].into_iter()));
                    codes.push(code(THREE, [open, a, b].into_iter()));
                }
            }
        }
    }
}

/// The classes of a reading between its runs, including the edges. `None` is a place that may have several.
fn segments(reading: &Reading) -> Vec<Vec<Option<u8>>> {
    let mut segments = vec![vec![Some(EDGE)]];
    for token in reading.tokens() {
        match token {
            Token::Run => segments.push(Vec::new()),
            Token::One(set) => {
                if let Some(segment) = segments.last_mut() {
                    segment.push(class_of(*set));
                }
            }
        }
    }
    if let Some(segment) = segments.last_mut() {
        segment.push(Some(EDGE));
    }
    // An edge with nothing beside it says nothing.
    segments.retain(|segment| segment.iter().flatten().any(|class| *class != EDGE));
    segments
}

/// The class that all symbols of a set share.
fn class_of(set: SymbolSet) -> Option<u8> {
    let mut classes = set.iter().map(|symbol| CLASS[symbol.index()]);
    let first = classes.next()?;
    classes.all(|class| class == first).then_some(first)
}

#[cfg(test)]
mod tests {
    use domain::number::{FramePattern, Symbol, fold};

    use super::*;
    use crate::model::packed::Symbols;

    fn record(key: &str) -> Vec<Code> {
        let mut codes = Vec::new();
        of_record(Symbols::of_key(key).as_slice(), |code| codes.push(code));
        codes.sort_unstable();
        codes.dedup();
        codes
    }

    fn query(typed: &str) -> Vec<Code> {
        of_reading(&FramePattern::parse(typed).unwrap().readings()[0])
    }

    #[test]
    fn what_equality_folds_is_one_class_and_digits_are_apart() {
        for a in Symbol::all() {
            for b in Symbol::all() {
                let text = |symbol: Symbol| symbol.as_char().to_string();
                if fold(&text(a)) == fold(&text(b)) {
                    assert_eq!(CLASS[a.index()], CLASS[b.index()], "{a:?} {b:?}");
                }
                if a.is_digit() && b.is_digit() && a != b {
                    assert_ne!(CLASS[a.index()], CLASS[b.index()], "{a:?} {b:?}");
                }
            }
        }
    }

    #[test]
    fn a_whole_reading_has_the_terms_of_its_record() {
        for key in ["WTU316C2137N", "GF282833", "AB1"] {
            assert_eq!(query(key), record(key));
        }
        assert_eq!(query("WTU3I6C2l37M"), record("WTU316C2137N"));
    }

    #[test]
    fn a_part_has_terms_of_its_record_only() {
        for typed in ["*316C2*", "W?U3?6C?13?N", "WTU*137N"] {
            let (query, record) = (query(typed), record("WTU316C2137N"));
            assert!(!query.is_empty());
            assert!(query.iter().all(|code| record.contains(code)), "{typed}");
        }
    }

    #[test]
    fn swapped_neighbours_have_terms_of_what_is_on_record() {
        for (typed, on_record) in [
            ("*J24867", "J24687"),
            ("GR775631", "RG775631"),
            ("FQ80969", "FQ80996"),
        ] {
            let pattern = FramePattern::parse(typed).unwrap();
            let (swaps, record) = (of_swaps(&pattern.readings()[0]), record(on_record));
            let shared = swaps.iter().filter(|code| record.contains(code)).count();
            assert!(shared >= 2, "{typed} {on_record}: {shared}");
        }
    }

    #[test]
    fn short_readings_have_terms_too() {
        for typed in ["*16*", "1?2", "A1", "*1?6*"] {
            assert!(!query(typed).is_empty(), "{typed}");
        }
    }
}
