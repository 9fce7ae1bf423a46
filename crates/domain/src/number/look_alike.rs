//! Which characters people mix up, and how easily.

use super::symbol::Symbol;

/// How easily people mix up two characters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Likeness {
    /// They look alike if a stamp is worn or a photo is small.
    Weak,
    /// They look alike at a glance.
    Fair,
    /// They have the same strokes. Only somebody who knows the maker's format can tell them apart.
    Strong,
}

use Likeness::{Fair, Strong, Weak};

/// Pairs that people mix up, each once.
///
/// They come from the mix-ups that registers warn about (`O` `0`, `1` `I`, `2` `Z`, `5` `S`, `8` `B`), from those that
/// medication-safety bodies list for handwritten and stamped codes (`1` `7`, `4` `A`, `6` `G`, `U` `V`, `0` `D` `Q`),
/// and from the strokes that wear away first on a stamped frame (`E` `F`, `P` `R`, `M` `N`, `3` `8`, `C` `G`, `K` `X`,
/// `T` `7`, `V` `Y`). The three grades are our judgement, not measured.
const PAIRS: &[(char, char, Likeness)] = &[
    ('0', 'O', Strong),
    ('0', 'D', Fair),
    ('0', 'Q', Fair),
    ('O', 'D', Fair),
    ('O', 'Q', Fair),
    ('D', 'Q', Weak),
    ('1', 'I', Strong),
    ('1', 'L', Strong),
    ('I', 'L', Strong),
    ('1', '7', Fair),
    ('I', '7', Weak),
    ('L', '7', Weak),
    ('2', 'Z', Strong),
    ('5', 'S', Strong),
    ('8', 'B', Strong),
    ('3', '8', Fair),
    ('3', 'B', Weak),
    ('6', 'G', Fair),
    ('C', 'G', Fair),
    ('6', 'C', Weak),
    ('U', 'V', Fair),
    ('V', 'Y', Fair),
    ('U', 'Y', Weak),
    ('M', 'N', Fair),
    ('E', 'F', Fair),
    ('P', 'R', Fair),
    ('K', 'X', Fair),
    ('4', 'A', Fair),
    ('7', 'T', Fair),
    ('1', 'T', Weak),
];

/// The [`PAIRS`] both ways round, by the numbers of the two symbols. It is a table because a look-up asks it thousands
/// of times.
const TABLE: [[Option<Likeness>; Symbol::COUNT]; Symbol::COUNT] = {
    let mut table = [[None; Symbol::COUNT]; Symbol::COUNT];
    let mut at = 0;
    while at < PAIRS.len() {
        let (a, b, likeness) = PAIRS[at];
        if let (Some(a), Some(b)) = (Symbol::from_ascii(a as u8), Symbol::from_ascii(b as u8)) {
            table[a.index()][b.index()] = Some(likeness);
            table[b.index()][a.index()] = Some(likeness);
        }
        at += 1;
    }
    table
};

/// Returns how easily people mix up two different characters, if the two look alike at all.
#[must_use]
pub const fn likeness(a: Symbol, b: Symbol) -> Option<Likeness> {
    TABLE[a.index()][b.index()]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::number::fold;

    #[test]
    fn characters_that_fold_to_the_same_look_alike() {
        for a in Symbol::all() {
            assert_eq!(likeness(a, a), None);
            for b in Symbol::all().filter(|b| *b != a) {
                let one = fold(&a.as_char().to_string()) == fold(&b.as_char().to_string());
                assert!(!one || likeness(a, b).is_some(), "{a:?} {b:?}");
                assert_eq!(likeness(a, b), likeness(b, a));
            }
        }
    }

    #[test]
    fn no_pair_is_listed_twice() {
        for (at, (a, b, _)) in PAIRS.iter().enumerate() {
            assert!(
                PAIRS[..at]
                    .iter()
                    .all(|(x, y, _)| (x, y) != (a, b) && (x, y) != (b, a)),
                "{a} {b}"
            );
        }
    }
}
