//! Time-based one-time codes (RFC 6238): six digits, a new code each thirty seconds, HMAC-SHA-1, because other lengths and
//! hashes are ignored by some apps.

use hmac::{Hmac, KeyInit, Mac};
use jiff::Timestamp;
use sha1::Sha1;
use std::fmt;
use thiserror::Error;

/// How many bytes a secret has, as RFC 4226 recommends.
const BYTES: usize = 20;

/// How many seconds a code lasts.
const STEP: i64 = 30;

/// How many steps the phone's clock may be behind or ahead.
const DRIFT: i64 = 1;

/// The letters of base 32 (RFC 4648).
const BASE32: &[u8; 32] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

/// The name under which apps list the account.
const ISSUER: &str = "Framemark";

/// The secret that the server and an app on a phone share.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret([u8; BYTES]);

impl Secret {
    /// Makes a secret of random bytes.
    pub fn new(random: [u8; BYTES]) -> Self {
        Self(random)
    }

    /// Returns its bytes, to be sealed.
    pub fn as_bytes(&self) -> &[u8; BYTES] {
        &self.0
    }

    /// Returns the text that people type into an app: 32 letters and digits.
    pub fn written(&self) -> String {
        let mut text = String::with_capacity(BYTES * 8 / 5);
        let (mut held, mut bits) = (0_u32, 0);
        for byte in self.0 {
            held = ((held << 8) | u32::from(byte)) & 0xffff;
            bits += 8;
            while bits >= 5 {
                bits -= 5;
                text.push(char::from(BASE32[((held >> bits) & 31) as usize]));
            }
        }
        text
    }

    /// Reads the text of [`Self::written`]; `None` if it is not such a text.
    pub fn parse(written: &str) -> Option<Self> {
        if written.len() != BYTES * 8 / 5 {
            return None;
        }
        let mut bytes = Vec::with_capacity(BYTES);
        let (mut held, mut bits) = (0_u32, 0);
        for letter in written.bytes() {
            let value = BASE32.iter().position(|known| *known == letter)?;
            held = ((held << 5) | u32::try_from(value).ok()?) & 0xffff;
            bits += 5;
            if bits >= 8 {
                bits -= 8;
                bytes.push(u8::try_from((held >> bits) & 0xff).ok()?);
            }
        }
        Some(Self(bytes.try_into().ok()?))
    }

    /// Returns the same text in groups of four, for people to read.
    pub fn in_groups(&self) -> String {
        let written = self.written();
        let groups: Vec<String> = written
            .as_bytes()
            .chunks(4)
            .map(|group| String::from_utf8_lossy(group).into_owned())
            .collect();
        groups.join(" ")
    }

    /// Returns the link that a QR code holds. Apps show the label beside the code.
    pub fn link(&self, label: &str) -> String {
        let mut escaped = String::with_capacity(label.len());
        for byte in label.bytes() {
            if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
                escaped.push(char::from(byte));
            } else {
                escaped.push_str(&format!("%{byte:02X}"));
            }
        }
        let secret = self.written();
        format!("otpauth://totp/{ISSUER}:{escaped}?secret={secret}&issuer={ISSUER}")
    }

    /// Returns the code of a moment.
    pub fn code_at(&self, at: Timestamp) -> Option<Code> {
        self.code_of(step_of(at))
    }

    /// Returns the time step of a code, if it is right now and later than the last step that was used: so each code works
    /// once, and no code works after a later one.
    pub fn step_of(&self, code: Code, now: Timestamp, used: Option<i64>) -> Option<i64> {
        let here = step_of(now);
        (here - DRIFT..=here + DRIFT)
            .filter(|step| used.is_none_or(|used| *step > used))
            .find(|step| self.code_of(*step) == Some(code))
    }

    fn code_of(&self, step: i64) -> Option<Code> {
        let step = u64::try_from(step).ok()?;
        let mut mac = Hmac::<Sha1>::new_from_slice(&self.0).ok()?;
        mac.update(&step.to_be_bytes());
        let hash = mac.finalize().into_bytes();
        // RFC 4226, section 5.3: the last four bits say where the number begins.
        let at = usize::from(hash.last()? & 15);
        let four: [u8; 4] = hash.get(at..at + 4)?.try_into().ok()?;
        Some(Code((u32::from_be_bytes(four) & 0x7fff_ffff) % 1_000_000))
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret(***)")
    }
}

fn step_of(at: Timestamp) -> i64 {
    at.as_second().div_euclid(STEP)
}

/// A six-digit code from an app.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Code(u32);

/// The text is not a code.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum CodeError {
    /// Nothing was typed.
    #[error("Enter the code from your app")]
    Missing,
    /// It does not have six digits.
    #[error("The code must have 6 digits")]
    NotSixDigits,
}

impl Code {
    /// Reads a code as people type it, with or without spaces.
    ///
    /// # Errors
    /// [`CodeError`] if it does not have six digits.
    pub fn parse(typed: &str) -> Result<Self, CodeError> {
        let mut digits = String::new();
        for sign in typed.chars().filter(|sign| !sign.is_whitespace() && *sign != '-') {
            if !sign.is_ascii_digit() || digits.len() == 6 {
                return Err(CodeError::NotSixDigits);
            }
            digits.push(sign);
        }
        match digits.len() {
            0 => Err(CodeError::Missing),
            6 => digits.parse().map(Self).map_err(|_| CodeError::NotSixDigits),
            _ => Err(CodeError::NotSixDigits),
        }
    }
}

impl fmt::Display for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:06}", self.0)
    }
}

impl fmt::Debug for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Code(***)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn the_rfcs() -> Secret {
        Secret::new(*b"12345678901234567890")
    }

    fn at(second: i64) -> Timestamp {
        Timestamp::from_second(second).unwrap()
    }

    /// The last six of the eight digits in RFC 6238, appendix B.
    #[test]
    fn the_codes_of_the_rfc_come_out() {
        for (second, code) in [
            (59, "287082"),
            (1_111_111_109, "081804"),
            (1_111_111_111, "050471"),
            (1_234_567_890, "005924"),
            (2_000_000_000, "279037"),
            (20_000_000_000, "353130"),
        ] {
            assert_eq!(
                the_rfcs().code_at(at(second)).unwrap().to_string(),
                code,
                "{second}"
            );
        }
    }

    #[test]
    fn a_code_works_in_its_own_step_and_the_two_beside_it_and_once() {
        let secret = the_rfcs();
        let code = secret.code_at(at(3_000)).unwrap();
        for (now, used, step) in [
            (2_969, None, None),
            (2_970, None, Some(100)),
            (3_000, None, Some(100)),
            (3_029, None, Some(100)),
            (3_059, None, Some(100)),
            (3_060, None, None),
            (3_000, Some(98), Some(100)),
            (3_000, Some(99), Some(100)),
            (3_000, Some(100), None),
            (3_000, Some(101), None),
        ] {
            assert_eq!(
                secret.step_of(code, at(now), used),
                step,
                "at {now}, used {used:?}"
            );
        }
    }

    #[test]
    fn codes_are_read_as_people_type_them() {
        for (typed, read) in [
            ("287082", Ok("287082")),
            (" 287 082 ", Ok("287082")),
            ("287-082", Ok("287082")),
            ("000001", Ok("000001")),
            ("", Err(CodeError::Missing)),
            ("  ", Err(CodeError::Missing)),
            ("28708", Err(CodeError::NotSixDigits)),
            ("2870820", Err(CodeError::NotSixDigits)),
            ("28708x", Err(CodeError::NotSixDigits)),
            ("٢٨٧٠٨٢", Err(CodeError::NotSixDigits)),
            (&"1".repeat(1_000_000), Err(CodeError::NotSixDigits)),
        ] {
            let code = Code::parse(typed).map(|code| code.to_string());
            assert_eq!(code.as_deref().map_err(|error| *error), read, "{typed:.20}");
        }
    }

    #[test]
    fn a_secret_is_written_for_apps_and_for_people_and_never_for_logs() {
        let secret = the_rfcs();
        assert_eq!(secret.written(), "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ");
        assert_eq!(secret.in_groups(), "GEZD GNBV GY3T QOJQ GEZD GNBV GY3T QOJQ");
        assert_eq!(Secret::parse(&secret.written()), Some(secret.clone()));
        for bad in ["", "GEZD", "gezdgnbvgy3tqojqgezdgnbvgy3tqojq", &"A".repeat(33)] {
            assert_eq!(Secret::parse(bad), None, "{bad}");
        }
        assert_eq!(
            secret.link("ada+bikes@example.org"),
            "otpauth://totp/Framemark:ada%2Bbikes%40example.org?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&issuer=Framemark"
        );
        let code = secret.code_at(at(59)).unwrap();
        assert_eq!(format!("{secret:?} {code:?}"), "Secret(***) Code(***)");
    }
}
