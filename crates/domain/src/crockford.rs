//! Crockford's base 32 (Douglas Crockford, "Base 32", 2019): digits and letters for codes that people read, type and
//! say.
//!
//! It leaves out `I`, `L`, `O` and `U`. If somebody types one of these anyway, we read it as the digit that it looks
//! like.

/// The digits. The place of each is its value.
pub const DIGITS: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";

/// Returns the digit for a value. Only its lowest five bits count.
#[must_use]
pub fn digit(value: u8) -> char {
    char::from(DIGITS[usize::from(value & 31)])
}

/// Returns the value of a digit that was typed in either case, or of a character that looks like one.
#[must_use]
pub fn value(typed: char) -> Option<u8> {
    let meant = match typed.to_ascii_uppercase() {
        'O' | 'Ø' | 'ø' => '0',
        'I' | 'L' => '1',
        'U' => 'V',
        other => other,
    };
    let place = DIGITS.iter().position(|digit| char::from(*digit) == meant)?;
    u8::try_from(place).ok()
}

/// Makes a code with one digit for each random byte.
#[must_use]
pub fn code<const LENGTH: usize>(random: [u8; LENGTH]) -> String {
    random.into_iter().map(digit).collect()
}

/// Reads a code of this many digits as it was typed, or returns `None` if it is not one.
#[must_use]
pub fn read(typed: impl IntoIterator<Item = char>, length: usize) -> Option<String> {
    let digits = typed.into_iter().map(|typed| value(typed).map(digit));
    let code: String = digits.take(length + 1).collect::<Option<_>>()?;
    (code.len() == length).then_some(code)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_value_is_read_back_in_either_case() {
        for of in 0..32 {
            let digit = digit(of);
            assert_eq!(value(digit), Some(of));
            assert_eq!(value(digit.to_ascii_lowercase()), Some(of));
        }
        assert_eq!(code([7, 39, 255]), "77Z");
    }

    #[test]
    fn letters_that_are_left_out_are_read_as_what_they_look_like() {
        for (typed, digit) in [('o', '0'), ('Ø', '0'), ('I', '1'), ('l', '1'), ('u', 'V')] {
            assert_eq!(value(typed), value(digit), "{typed}");
        }
        for typed in ['-', ' ', 'é', '*', '\u{0}'] {
            assert_eq!(value(typed), None, "{typed:?}");
        }
    }

    #[test]
    fn a_code_has_its_length_and_nothing_else() {
        assert_eq!(read("7kq4m2x9".chars(), 8).as_deref(), Some("7KQ4M2X9"));
        for typed in ["", "7KQ4M2X", "7KQ4M2X9A", "7KQ4M2*9", "7KQ4M2Xé"] {
            assert_eq!(read(typed.chars(), 8), None, "{typed}");
        }
    }
}
