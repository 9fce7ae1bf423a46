//! The Reed-Solomon code of mark codes: length 10, dimension 8, distance 3 over GF(32).
//!
//! It is the narrow-sense code shortened from length 31. A word `c[0] .. c[9]` is read as the polynomial
//! c(x) = c[0] x^9 + c[1] x^8 + .. + c[9]; it is in the code when the generator polynomial
//! g(x) = (x - alpha)(x - alpha^2) divides it, that is when both evaluations (syndromes)
//! S1 = c(alpha) and S2 = c(alpha^2) are zero. The last two symbols are the remainder that makes them so.
//! The code is maximum distance separable: any 8 of the 10 symbols determine the other two.

use super::gf32::{alpha, div, log, mul};

pub(super) const LENGTH: usize = 10;
pub(super) const DATA: usize = 8;

pub(super) type Word = [u8; LENGTH];

/// The locator of a position: the power of alpha that its symbol is multiplied by in S1.
const fn locator(position: usize) -> u8 {
    alpha(LENGTH - 1 - position)
}

/// The evaluations of the word at alpha and alpha squared.
pub(super) fn syndromes(word: &Word) -> (u8, u8) {
    let at = |point: u8| word.iter().fold(0, |sum, symbol| mul(sum, point) ^ symbol);
    (at(alpha(1)), at(alpha(2)))
}

pub(super) fn is_codeword(word: &Word) -> bool {
    syndromes(word) == (0, 0)
}

/// Appends the two check symbols.
pub(super) fn encode(data: [u8; DATA]) -> Word {
    let mut word = [0; LENGTH];
    word[..DATA].copy_from_slice(&data);
    // Two unknown symbols at known places: the same equations as two erasures.
    restore_two(word, DATA, DATA + 1)
}

/// Replaces the symbols at two places so that the word is in the code. There is always exactly one way.
pub(super) fn restore_two(mut word: Word, one: usize, other: usize) -> Word {
    word[one] = 0;
    word[other] = 0;
    let (s1, s2) = syndromes(&word);
    let (x, y) = (locator(one), locator(other));
    // e x + f y = S1 and e x^2 + f y^2 = S2, solved for e and f.
    word[one] = div(s2 ^ mul(s1, y), mul(x, x ^ y));
    word[other] = div(s2 ^ mul(s1, x), mul(y, x ^ y));
    word
}

/// Fills the symbol at one place so that the word is in the code, if the other nine symbols agree.
pub(super) fn restore_one(mut word: Word, place: usize) -> Option<Word> {
    word[place] = 0;
    let (s1, _) = syndromes(&word);
    word[place] = div(s1, locator(place));
    is_codeword(&word).then_some(word)
}

/// Corrects one wrong symbol, or one swap of neighbours, in a word that is not in the code.
///
/// One wrong symbol at locator X has S2 / S1 = X, and X is one of alpha^0 .. alpha^9. A swap of the symbols at X and
/// alpha X adds the same e to both, so S2 / S1 = X (1 + alpha), and since 1 + alpha = alpha^18 this lies in alpha^18 ..
/// alpha^26: a swap is never mistaken for a wrong symbol, or the other way round.
pub(super) fn correct(word: Word) -> Option<Word> {
    let (s1, s2) = syndromes(&word);
    if s1 == 0 || s2 == 0 {
        return None;
    }
    let exponent = log(div(s2, s1));
    let mut mended = word;
    match exponent {
        0..LENGTH => {
            let place = LENGTH - 1 - exponent;
            mended[place] ^= div(s1, locator(place));
        }
        SWAP..SWAP_END => {
            let right = LENGTH - 1 - (exponent - SWAP);
            mended.swap(right - 1, right);
        }
        _ => return None,
    }
    is_codeword(&mended).then_some(mended)
}

/// 1 + alpha = alpha^18 in this field.
const SWAP: usize = 18;
const SWAP_END: usize = SWAP + LENGTH - 1;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_plus_alpha_is_where_swaps_are_looked_for() {
        assert_eq!(log(1 ^ alpha(1)), SWAP);
    }

    /// The distance of a linear code is the lowest weight of any codeword other than zero.
    #[test]
    fn the_distance_is_exactly_three() {
        let mut of_weight_three = 0;
        for i in 0..LENGTH {
            for a in 1..32 {
                let mut word = [0; LENGTH];
                word[i] = a;
                assert!(!is_codeword(&word), "weight 1: {word:?}");
                for j in i + 1..LENGTH {
                    for b in 1..32 {
                        word[j] = b;
                        assert!(!is_codeword(&word), "weight 2: {word:?}");
                        for k in j + 1..LENGTH {
                            for c in 1..32 {
                                word[k] = c;
                                of_weight_three += usize::from(is_codeword(&word));
                            }
                            word[k] = 0;
                        }
                    }
                    word[j] = 0;
                }
            }
        }
        // The weight enumerator of a maximum distance separable code gives C(10, 3) * 31.
        assert_eq!(of_weight_three, 120 * 31);
    }

    #[test]
    fn the_code_is_linear_with_the_generator_polynomial_as_its_smallest_word() {
        // g(x) = (x - alpha)(x - alpha^2) = x^2 + (alpha + alpha^2) x + alpha^3.
        let generator = encode([0, 0, 0, 0, 0, 0, 0, 1]);
        assert_eq!(generator, [0, 0, 0, 0, 0, 0, 0, 1, alpha(1) ^ alpha(2), alpha(3)]);
        assert_eq!(encode([0; DATA]), [0; LENGTH]);
    }
}
