use serde::{Deserialize, Serialize};
use std::fmt;
use thiserror::Error;

/// The unit of a measure.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Unit {
    /// Things that happen by chance, such as crimes. A small number of them tells us little.
    Incidents,
    /// Things that somebody does, such as sessions held.
    Count,
    /// A part of a whole, from 0 to 1.
    Share,
    /// Anything else, in its own words, such as minutes.
    Other(String),
}

/// Why a typed number is not a value of a measure.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum NumberError {
    /// Nothing was typed.
    #[error("Enter a number")]
    Empty,
    /// It is not a number.
    #[error("Enter a number, such as 1,214 or 12.5. If there is no value yet, wait until there is one")]
    Unread,
    /// It is a count below 0.
    #[error("A count cannot be less than 0")]
    Negative,
    /// It is a count, but not a whole number.
    #[error("A count must be a whole number")]
    NotWhole,
    /// It is a share above the whole.
    #[error("A share must be from 0% to 100%, or from 0 to 1")]
    NotAShare,
    /// There is a per cent sign, but the measure is not a share.
    #[error("Leave out the % sign, or choose “A percentage”")]
    PerCent,
    /// It is too large to be right.
    #[error("The number must be less than 1,000,000,000")]
    TooLarge,
}

const MOST: f64 = 1e9;

impl Unit {
    /// Reads a number as people type it: with commas between thousands, and a share with or without a per cent sign. It
    /// keeps two decimals, because that is what pages show.
    ///
    /// # Errors
    /// [`NumberError`], which says what is wrong with it.
    pub fn read(&self, raw: &str) -> Result<f64, NumberError> {
        let typed = raw.trim().replace('\u{2212}', "-");
        let (digits, per_cent) = match typed.strip_suffix('%') {
            Some(digits) => (digits.trim_end(), true),
            None => (typed.as_str(), false),
        };
        if digits.is_empty() {
            return Err(NumberError::Empty);
        }
        let value = number(digits).ok_or(NumberError::Unread)?;
        if per_cent && *self != Self::Share {
            return Err(NumberError::PerCent);
        }
        if value.abs() >= MOST {
            return Err(NumberError::TooLarge);
        }
        match self {
            Self::Share => {
                let share = if per_cent { value / 100.0 } else { value };
                if (0.0..=1.0).contains(&share) {
                    Ok(rounded(share, 4))
                } else {
                    Err(NumberError::NotAShare)
                }
            }
            Self::Incidents | Self::Count if value < 0.0 => Err(NumberError::Negative),
            Self::Incidents | Self::Count if value.fract() != 0.0 => Err(NumberError::NotWhole),
            Self::Incidents | Self::Count | Self::Other(_) => Ok(rounded(value, 2)),
        }
    }

    /// Writes a value with its unit: `1,214`, `12%`, `14.5 minutes`.
    pub fn written(&self, value: f64) -> String {
        match self {
            Self::Share => format!("{}%", plain(value * 100.0)),
            Self::Incidents | Self::Count => plain(value),
            Self::Other(words) => format!("{} {words}", plain(value)),
        }
    }

    /// Writes a value in the way in which the form takes it.
    pub fn typed(&self, value: f64) -> String {
        match self {
            Self::Share => format!("{}%", plain(value * 100.0)),
            Self::Incidents | Self::Count | Self::Other(_) => plain(value),
        }
    }

    /// Returns the short word that a form sends.
    pub fn slug(&self) -> &'static str {
        match self {
            Self::Incidents => "incidents",
            Self::Count => "count",
            Self::Share => "share",
            Self::Other(_) => "other",
        }
    }
}

impl fmt::Display for Unit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Incidents => "Number of incidents",
            Self::Count => "Number",
            Self::Share => "Per cent",
            Self::Other(words) => words,
        })
    }
}

/// Reads digits with at most one point, and with commas only between thousands.
fn number(digits: &str) -> Option<f64> {
    let unsigned = digits.strip_prefix('-').unwrap_or(digits);
    let (whole, fraction) = match unsigned.split_once('.') {
        Some((whole, fraction)) => (whole, Some(fraction)),
        None => (unsigned, None),
    };
    let all_digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    if !fraction.is_none_or(all_digits) {
        return None;
    }
    let mut groups = whole.split(',');
    let first = groups.next().unwrap_or_default();
    let parted = whole.contains(',');
    let first_fits = all_digits(first) && (!parted || first.len() <= 3);
    let rest_fits = groups.all(|group| group.len() == 3 && all_digits(group));
    (first_fits && rest_fits).then(|| digits.replace(',', "").parse().ok())?
}

fn rounded(value: f64, decimals: i32) -> f64 {
    let scale = 10_f64.powi(decimals);
    (value * scale).round() / scale
}

/// Writes a number with commas between thousands and at most two decimals.
fn plain(value: f64) -> String {
    let rounded = format!("{:.2}", value.abs());
    let rounded = rounded.trim_end_matches('0').trim_end_matches('.');
    let (whole, fraction) = rounded.split_once('.').unwrap_or((rounded, ""));
    let mut text = String::new();
    for (at, digit) in whole.chars().enumerate() {
        if at > 0 && (whole.len() - at).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    if !fraction.is_empty() {
        text.push('.');
        text.push_str(fraction);
    }
    if value < 0.0 && text != "0" {
        text.insert(0, '-');
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_as_people_type_them() {
        let minutes = Unit::Other("minutes".into());
        for (unit, typed, read) in [
            (&Unit::Count, "1,214", Ok(1214.0)),
            (&Unit::Count, " 0 ", Ok(0.0)),
            (&Unit::Count, "1,21", Err(NumberError::Unread)),
            (&Unit::Count, "12,1400", Err(NumberError::Unread)),
            (&Unit::Count, "n/a", Err(NumberError::Unread)),
            (&Unit::Count, "", Err(NumberError::Empty)),
            (&Unit::Count, "%", Err(NumberError::Empty)),
            (&Unit::Count, "12 %", Err(NumberError::PerCent)),
            (&Unit::Count, "-3", Err(NumberError::Negative)),
            (&Unit::Incidents, "2.5", Err(NumberError::NotWhole)),
            (&Unit::Incidents, "1e9", Err(NumberError::Unread)),
            (&Unit::Count, "1,000,000,000", Err(NumberError::TooLarge)),
            (&Unit::Share, "12 %", Ok(0.12)),
            (&Unit::Share, "0.14", Ok(0.14)),
            (&Unit::Share, "1", Ok(1.0)),
            (&Unit::Share, "1.2", Err(NumberError::NotAShare)),
            (&Unit::Share, "12", Err(NumberError::NotAShare)),
            (&Unit::Share, "101%", Err(NumberError::NotAShare)),
            (&Unit::Share, "-0.1", Err(NumberError::NotAShare)),
            (&minutes, "\u{2212}4.5", Ok(-4.5)),
            (&minutes, "NaN", Err(NumberError::Unread)),
            (&minutes, "inf", Err(NumberError::Unread)),
            (&minutes, "1.2.3", Err(NumberError::Unread)),
            (&minutes, ".5", Err(NumberError::Unread)),
        ] {
            assert_eq!(unit.read(typed), read, "{unit:?} {typed:?}");
        }
    }

    #[test]
    fn numbers_as_people_read_them() {
        let minutes = Unit::Other("minutes".into());
        for (unit, value, written) in [
            (&Unit::Count, 1_214.0, "1,214"),
            (&Unit::Count, 214.0, "214"),
            (&Unit::Incidents, 1_234_567.0, "1,234,567"),
            (&Unit::Share, 0.125, "12.5%"),
            (&Unit::Share, 0.14, "14%"),
            (&minutes, -4.5, "-4.5 minutes"),
            (&minutes, -0.001, "0 minutes"),
        ] {
            assert_eq!(unit.written(value), written);
            assert_eq!(
                unit.read(&unit.typed(value)).map(|read| unit.written(read)),
                Ok(written.to_owned())
            );
        }
    }
}
