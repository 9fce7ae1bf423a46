//! Parses cells that several lists have.

use domain::bike::{BikeKind, Identifier};
use domain::catalogue;
use domain::place::Point;
use std::collections::HashMap;

/// How many words to remember. A list repeats its words, and reading them is slow.
const REMEMBERED: usize = 20_000;

/// Reads makes, colours and kinds, and remembers what it has read.
#[derive(Default)]
pub struct Words {
    makes: HashMap<String, String>,
    colours: HashMap<String, (Vec<String>, Vec<String>)>,
    kinds: HashMap<String, Option<BikeKind>>,
}

impl Words {
    /// Returns the known spelling of a make, or what was written.
    pub fn make(&mut self, text: &str) -> String {
        remembered(&mut self.makes, text, |text| {
            catalogue::canonical_make(text).into_owned()
        })
    }

    /// Returns the colours that a cell names, the main one first, and the words that are not colours.
    pub fn colours(&mut self, text: &str) -> (Vec<String>, Vec<String>) {
        remembered(&mut self.colours, text, colours)
    }

    /// Returns the kind of bike that a word means.
    pub fn kind(&mut self, text: &str) -> Option<BikeKind> {
        remembered(&mut self.kinds, text, BikeKind::parse)
    }
}

fn remembered<T: Clone>(known: &mut HashMap<String, T>, text: &str, read: impl FnOnce(&str) -> T) -> T {
    if let Some(known) = known.get(text) {
        return known.clone();
    }
    let value = read(text);
    if known.len() < REMEMBERED {
        known.insert(text.to_owned(), value.clone());
    }
    value
}

/// Splits a cell at `/`, `,`, `;`, `&`, `+` and "and", and reads each part.
fn colours(text: &str) -> (Vec<String>, Vec<String>) {
    let (mut found, mut unknown) = (Vec::new(), Vec::new());
    let spaced = text
        .replace(" and ", "/")
        .replace(" AND ", "/")
        .replace(" And ", "/");
    for part in spaced
        .split(['/', ',', ';', '&', '+'])
        .map(str::trim)
        .filter(|part| !part.is_empty())
    {
        let (colours, words) = catalogue::parse_colours(part);
        for colour in colours {
            if !found.contains(&colour.slug) {
                found.push(colour.slug.clone());
            }
        }
        unknown.extend(words.iter().map(|word| quoted(word)));
    }
    (found, unknown)
}

/// Reads `kind:value` pairs separated by `;`.
///
/// # Errors
/// A sentence that says what is wrong.
pub fn identifiers(text: &str) -> Result<Vec<Identifier>, String> {
    let pairs = text.split(';').map(str::trim).filter(|pair| !pair.is_empty());
    let found: Vec<Identifier> = pairs
        .map(|pair| Identifier::parse(pair).map_err(|error| error.to_string()))
        .collect::<Result<_, _>>()?;
    if found.len() > 20 {
        return Err(format!(
            "identifiers has {} numbers; a bike can have 20",
            found.len()
        ));
    }
    Ok(found)
}

/// Reads degrees north and east; both or neither.
///
/// # Errors
/// A sentence that says what is wrong.
pub fn point(lat: &str, lng: &str) -> Result<Option<Point>, String> {
    let degrees = |text: &str| {
        text.parse::<f64>()
            .map_err(|_| format!("{} is not a number of degrees", quoted(text)))
    };
    match (lat.is_empty(), lng.is_empty()) {
        (true, true) => Ok(None),
        (false, false) => Point::new(degrees(lat)?, degrees(lng)?)
            .map(Some)
            .map_err(|error| error.to_string()),
        _ => Err("a point needs both latitude and longitude".to_owned()),
    }
}

/// Shortens what was written, so that a message never repeats a megabyte of it.
pub fn quoted(text: &str) -> String {
    let short: String = text.chars().filter(|c| !c.is_control()).take(40).collect();
    let more = if text.chars().nth(40).is_some() { "…" } else { "" };
    format!("\u{201c}{short}{more}\u{201d}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn colours_are_parted_and_read() {
        let mut words = Words::default();
        for (text, slugs, unknown) in [
            ("Black", &["black"][..], &[][..]),
            ("black/white", &["black", "white"], &[]),
            ("Red, and dark blue metallic", &["red", "blue"], &[]),
            ("grey & silver; Green", &["silver", "green"], &[]),
            ("plaid/red", &["red"], &["\u{201c}plaid\u{201d}"]),
            ("blue white", &["blue", "white"], &[]),
            ("matt dark grey", &["silver"], &[]),
            ("mauve", &[], &["\u{201c}mauve\u{201d}"]),
            ("", &[], &[]),
        ] {
            let (found, left) = words.colours(text);
            assert_eq!(
                (found, left),
                (
                    slugs.iter().map(|s| (*s).to_owned()).collect(),
                    unknown.iter().map(|s| (*s).to_owned()).collect()
                ),
                "{text}"
            );
        }
        assert_eq!(words.make(" TREK bikes"), "Trek");
        assert_eq!(words.kind("E-Bike"), Some(BikeKind::Electric));
        assert_eq!(words.kind("hoverboard"), None);
    }

    #[test]
    fn points_are_whole_or_not_there() {
        assert!(point("52.2", "0.1").unwrap().is_some());
        assert_eq!(point("", ""), Ok(None));
        for (lat, lng) in [
            ("52.2", ""),
            ("", "0.1"),
            ("north", "0.1"),
            ("152", "0"),
            ("NaN", "0"),
            ("52,2", "0,1"),
        ] {
            assert!(point(lat, lng).is_err(), "{lat} {lng}");
        }
    }

    #[test]
    fn identifiers_are_pairs() {
        assert_eq!(identifiers(" battery:BAT 1; 529:ABC ;").unwrap().len(), 2);
        assert_eq!(identifiers("").unwrap(), []);
        assert!(identifiers("BAT1").is_err());
        assert!(identifiers(&"motor:1;".repeat(21)).is_err());
    }
}
