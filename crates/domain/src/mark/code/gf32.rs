//! Arithmetic in GF(32), the field with 32 elements, one for each character of a mark code.
//!
//! An element is a polynomial over GF(2) of degree below 5; its coefficients are the bits of a `u8` below 32. Products
//! are taken modulo the primitive polynomial x^5 + x^2 + 1, so that alpha = x (the number 2) generates all 31 non-zero
//! elements.

/// x^5 + x^2 + 1, written as bits.
const PRIMITIVE: u8 = 0b10_0101;

/// How many elements are not zero: the order of alpha.
const ORDER: usize = 31;

const POWERS: [u8; ORDER] = powers();
const LOGS: [u8; 32] = logs();

const fn powers() -> [u8; ORDER] {
    let mut table = [0; ORDER];
    let mut element = 1;
    let mut exponent = 0;
    while exponent < ORDER {
        table[exponent] = element;
        element <<= 1;
        if element & 0b10_0000 != 0 {
            element ^= PRIMITIVE;
        }
        exponent += 1;
    }
    table
}

const fn logs() -> [u8; 32] {
    let mut table = [0; 32];
    let mut exponent = 0;
    while exponent < ORDER {
        table[POWERS[exponent] as usize] = exponent as u8;
        exponent += 1;
    }
    table
}

/// alpha to the power of `exponent`.
pub(super) const fn alpha(exponent: usize) -> u8 {
    POWERS[exponent % ORDER]
}

/// The product of two elements. (Their sum and their difference are both `a ^ b`.)
pub(super) const fn mul(a: u8, b: u8) -> u8 {
    if a == 0 || b == 0 {
        return 0;
    }
    alpha(LOGS[a as usize] as usize + LOGS[b as usize] as usize)
}

/// `a / b`. `b` is never zero here: it is always a power of alpha or a sum of two different ones.
pub(super) const fn div(a: u8, b: u8) -> u8 {
    if a == 0 {
        return 0;
    }
    alpha(ORDER + LOGS[a as usize] as usize - LOGS[b as usize] as usize)
}

/// The exponent of alpha that gives `a`, which is not zero.
pub(super) const fn log(a: u8) -> usize {
    LOGS[a as usize] as usize
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Multiplies the long way: shift, add, reduce.
    fn slow_mul(a: u8, b: u8) -> u8 {
        let mut product = 0u16;
        for bit in 0..5 {
            if b >> bit & 1 == 1 {
                product ^= u16::from(a) << bit;
            }
        }
        for bit in (5..9).rev() {
            if product >> bit & 1 == 1 {
                product ^= u16::from(PRIMITIVE) << (bit - 5);
            }
        }
        product as u8
    }

    #[test]
    fn products_are_those_of_long_multiplication() {
        for a in 0..32 {
            for b in 0..32 {
                assert_eq!(mul(a, b), slow_mul(a, b), "{a} * {b}");
            }
        }
    }

    #[test]
    fn division_undoes_multiplication_and_logs_undo_powers() {
        for a in 0..32 {
            for b in 1..32 {
                assert_eq!(div(mul(a, b), b), a, "{a} * {b} / {b}");
            }
        }
        for a in 1..32 {
            assert_eq!(alpha(log(a)), a);
        }
    }

    #[test]
    fn alpha_is_primitive() {
        let mut seen: Vec<u8> = (0..ORDER).map(alpha).collect();
        seen.sort_unstable();
        assert_eq!(seen, (1..32).collect::<Vec<u8>>());
    }
}
