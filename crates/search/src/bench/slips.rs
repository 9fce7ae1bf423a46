//! The ways in which a typed number can differ from the stamped one.

use std::{fmt, str::FromStr};

use domain::number::{Symbol, likeness};
use fastrand::Rng;

/// A class of the benchmark: how the number in a query was made.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[expect(missing_docs, reason = "each name says it; `name` gives the words")]
pub enum Class {
    Format,
    LookAlike1,
    LookAlike2,
    Edit1,
    Edit2,
    Edit3,
    Part7,
    Part6,
    Part5,
    Unreadable2,
    Unreadable4,
    HeadLost,
    ExtraText,
    TwoNumbers,
    PartAndDescription,
    Fleet,
    Double,
}

const CLASSES: [(Class, &str); 17] = [
    (Class::Format, "format"),
    (Class::LookAlike1, "look-alike, 1"),
    (Class::LookAlike2, "look-alike, 2"),
    (Class::Edit1, "edit, 1"),
    (Class::Edit2, "edit, 2"),
    (Class::Edit3, "edit, 3"),
    (Class::Part7, "part, 7"),
    (Class::Part6, "part, 6"),
    (Class::Part5, "part, 5"),
    (Class::Unreadable2, "unreadable, 2"),
    (Class::Unreadable4, "unreadable, 4"),
    (Class::HeadLost, "head lost and misread"),
    (Class::ExtraText, "extra text"),
    (Class::TwoNumbers, "two numbers"),
    (Class::PartAndDescription, "part 5 and description"),
    (Class::Fleet, "fleet"),
    (Class::Double, "double"),
];

impl Class {
    /// Every class, the easiest first, then bikes of fleets and bikes that share their number with another.
    pub fn all() -> impl Iterator<Item = Self> {
        CLASSES.iter().map(|row| row.0)
    }

    /// Its name in tables.
    #[must_use]
    pub fn name(self) -> &'static str {
        CLASSES.iter().find(|row| row.0 == self).map_or("", |row| row.1)
    }

    /// The word for it on a command line: its name with hyphens, `edit-1`.
    #[must_use]
    pub fn slug(self) -> String {
        self.name().replace(", ", "-").replace(' ', "-")
    }

    /// Whether the query also gives make and colour.
    #[must_use]
    pub fn describes(self) -> bool {
        matches!(self, Self::PartAndDescription | Self::Double)
    }

    /// What somebody types for a stamped number.
    pub(super) fn typed(
        self,
        stamped: &str,
        other: impl FnOnce(&mut Rng) -> String,
        rng: &mut Rng,
    ) -> String {
        match self {
            Self::Format | Self::Fleet | Self::Double => reformatted(stamped, rng),
            Self::LookAlike1 => look_alikes(stamped, 1, rng),
            Self::LookAlike2 => look_alikes(stamped, 2, rng),
            Self::Edit1 => edits(stamped, 1, rng),
            Self::Edit2 => edits(stamped, 2, rng),
            Self::Edit3 => edits(stamped, 3, rng),
            Self::Part7 => part(stamped, 7, rng),
            Self::Part6 => part(stamped, 6, rng),
            Self::Part5 | Self::PartAndDescription => part(stamped, 5, rng),
            Self::Unreadable2 => unreadable(stamped, 2, rng),
            Self::Unreadable4 => unreadable(stamped, 4, rng),
            Self::HeadLost => {
                let lost = rng.usize(2..=4).min(stamped.len().saturating_sub(5));
                let tail = &stamped[lost..];
                let misread = if rng.bool() {
                    look_alikes(tail, 1, rng)
                } else {
                    edits(tail, 1, rng)
                };
                format!("*{misread}")
            }
            Self::ExtraText => match rng.u32(0..5) {
                0 => format!("{stamped} {}CM", rng.u32(46..62)),
                1 => format!("{} {stamped}", rng.u32(2005..2026)),
                2 => format!("{stamped} {}", ["BLK", "MED", "LARGE", "BLUE"][rng.usize(0..4)]),
                3 => format!(
                    "{}{} {stamped}",
                    ["FX", "GT", "CX", "SL"][rng.usize(0..4)],
                    rng.u32(1..10)
                ),
                _ => format!("{stamped}{}", rng.u32(17..60)),
            },
            Self::TwoNumbers => match rng.u32(0..3) {
                0 => format!("{stamped} {}", other(rng)),
                1 => format!("{} {stamped}", other(rng)),
                _ => format!("{stamped}{stamped}"),
            },
        }
    }
}

impl fmt::Display for Class {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}

/// The word is not the name of a class.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("there is no class {0:?}")]
pub struct ClassError(String);

impl FromStr for Class {
    type Err = ClassError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let plain = |text: &str| {
            text.chars()
                .filter(|c| c.is_ascii_alphanumeric())
                .collect::<String>()
                .to_lowercase()
        };
        CLASSES
            .iter()
            .find(|row| plain(row.1) == plain(text))
            .map(|row| row.0)
            .ok_or_else(|| ClassError(text.to_owned()))
    }
}

/// Changes spaces, hyphens and capitals, as another person may write them.
pub(super) fn reformatted(number: &str, rng: &mut Rng) -> String {
    let lower = rng.bool();
    let mut text = String::new();
    for (at, c) in number.chars().enumerate() {
        if at > 0 && rng.u32(0..4) == 0 {
            text.push([' ', '-', '.', ' '][rng.usize(0..4)]);
        }
        text.push(if lower { c.to_ascii_lowercase() } else { c });
    }
    text
}

/// Replaces this many characters with look-alikes.
pub(super) fn look_alikes(number: &str, count: usize, rng: &mut Rng) -> String {
    let mut chars: Vec<char> = number.chars().collect();
    let mut places: Vec<usize> = (0..chars.len()).collect();
    rng.shuffle(&mut places);
    let mut done = 0;
    for place in places {
        let Some(symbol) = Symbol::from_ascii(chars[place] as u8) else {
            continue;
        };
        let alike: Vec<Symbol> = Symbol::all()
            .filter(|other| likeness(symbol, *other).is_some())
            .collect();
        if done < count && !alike.is_empty() {
            chars[place] = alike[rng.usize(0..alike.len())].as_char();
            done += 1;
        }
    }
    chars.into_iter().collect()
}

/// Makes this many characters wrong, missing, extra or swapped.
pub(super) fn edits(number: &str, count: usize, rng: &mut Rng) -> String {
    let mut chars: Vec<char> = number.chars().collect();
    let any = |rng: &mut Rng| {
        if rng.u32(0..4) > 0 {
            rng.digit(10)
        } else {
            rng.uppercase()
        }
    };
    for _ in 0..count {
        let at = rng.usize(0..chars.len());
        match rng.u32(0..4) {
            0 => {
                let before = chars[at];
                while chars[at] == before {
                    chars[at] = any(rng);
                }
            }
            1 if chars.len() > 4 => {
                chars.remove(at);
            }
            2 => chars.insert(at, any(rng)),
            _ if at + 1 < chars.len() && chars[at] != chars[at + 1] => chars.swap(at, at + 1),
            _ => chars[at] = any(rng),
        }
    }
    chars.into_iter().collect()
}

/// Keeps only this many neighbouring characters.
fn part(number: &str, length: usize, rng: &mut Rng) -> String {
    let length = length.min(number.len());
    let from = rng.usize(0..=number.len() - length);
    format!("*{}*", &number[from..from + length])
}

/// Makes this many characters unreadable.
fn unreadable(number: &str, count: usize, rng: &mut Rng) -> String {
    let mut chars: Vec<char> = number.chars().collect();
    for place in rng.choose_multiple(0..chars.len(), count) {
        chars[place] = '?';
    }
    chars.into_iter().collect()
}
