//! The header of a list: its columns, in any order.

use csv::StringRecord;
use thiserror::Error;

/// Why a header is not valid.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum HeaderError {
    /// The file is empty.
    #[error("the file is empty; its first line must name the columns: {0}")]
    Empty(String),
    /// There is nothing in somebody else's list.
    #[error("the list is empty")]
    Nothing,
    /// None of the names is a column.
    #[error("the first line names no column, so it is probably not a header. It must name some of: {0}")]
    Missing(String),
    /// Some names are not columns.
    #[error("{names} {verb} not known; the columns are: {known}")]
    Unknown {
        /// The names.
        names: String,
        /// "is" or "are", for one column or several.
        verb: &'static str,
        /// The valid columns.
        known: String,
    },
    /// A column appears twice.
    #[error("the column {0:?} appears twice")]
    Twice(String),
    /// A required column is missing.
    #[error("the column {required:?} is missing; this list has: {there}")]
    Required {
        /// The column.
        required: &'static str,
        /// The columns that are there.
        there: String,
    },
}

/// Which cell of a record belongs to which column.
#[derive(Clone, Debug)]
pub struct Columns {
    known: &'static [&'static str],
    at: Vec<Option<usize>>,
    nameless: Vec<usize>,
    width: usize,
}

impl Columns {
    /// Reads a header. Case and spaces round a name do not matter; a column without a name must be empty.
    ///
    /// # Errors
    /// [`HeaderError`], which says what is wrong with it.
    pub fn read(
        header: &StringRecord,
        known: &'static [&'static str],
        required: &'static str,
    ) -> Result<Self, HeaderError> {
        let names: Vec<String> = header.iter().map(plain).collect();
        let width = names
            .iter()
            .rposition(|name| !name.is_empty())
            .map_or(0, |last| last + 1);
        let (names, all) = (&names[..width], known.join(", "));
        if names.is_empty() {
            return Err(HeaderError::Empty(all));
        }
        let is_known = |name: &str| known.contains(&name);
        if !names.iter().any(|name| is_known(name)) {
            return Err(HeaderError::Missing(all));
        }
        let unknown: Vec<String> = names
            .iter()
            .filter(|name| !name.is_empty() && !is_known(name))
            .map(|name| format!("{:?}", shortened(name)))
            .collect();
        if !unknown.is_empty() {
            let verb = if unknown.len() == 1 { "is" } else { "are" };
            let noun = if unknown.len() == 1 {
                "the column"
            } else {
                "the columns"
            };
            return Err(HeaderError::Unknown {
                names: format!("{noun} {}", unknown.join(", ")),
                verb,
                known: all,
            });
        }
        if let Some((_, twice)) = names
            .iter()
            .enumerate()
            .find(|(at, name)| !name.is_empty() && names[..*at].contains(name))
        {
            return Err(HeaderError::Twice(twice.clone()));
        }
        if !names.iter().any(|name| name == required) {
            return Err(HeaderError::Required {
                required,
                there: names.join(", "),
            });
        }
        let at = known
            .iter()
            .map(|column| names.iter().position(|name| name == column))
            .collect();
        let nameless = (0..width).filter(|at| names[*at].is_empty()).collect();
        Ok(Self {
            known,
            at,
            nameless,
            width,
        })
    }

    /// Reads the header of somebody else's list, with any names.
    ///
    /// # Errors
    /// [`HeaderError::Nothing`] when there is none.
    pub fn of_others(header: &StringRecord) -> Result<Self, HeaderError> {
        let named = header
            .iter()
            .enumerate()
            .filter(|(_, name)| !name.trim().is_empty());
        let width = named.last().map_or(0, |(last, _)| last + 1);
        if width == 0 {
            return Err(HeaderError::Nothing);
        }
        Ok(Self {
            known: &[],
            at: Vec::new(),
            nameless: Vec::new(),
            width,
        })
    }

    /// Counts the names that are columns.
    pub fn named<'n>(names: impl Iterator<Item = &'n str>, known: &[&str]) -> usize {
        names
            .filter(|name| known.contains(&plain(name.trim().trim_matches('"')).as_str()))
            .count()
    }

    /// The places of columns that have no name.
    pub fn nameless(&self) -> &[usize] {
        &self.nameless
    }

    /// Returns a column's cell, trimmed. If the list does not have the column, the cell is empty.
    pub fn cell<'r>(&self, record: &'r StringRecord, column: &str) -> &'r str {
        let place = self
            .known
            .iter()
            .position(|known| *known == column)
            .and_then(|place| self.at[place]);
        place.and_then(|at| record.get(at)).unwrap_or_default().trim()
    }

    /// Returns all cells in the order of the known columns.
    pub fn cells<'r>(&self, record: &'r StringRecord) -> impl Iterator<Item = &'r str> {
        self.at
            .iter()
            .map(|at| at.and_then(|at| record.get(at)).unwrap_or_default().trim())
    }

    /// Tells whether a list has a column.
    pub fn has(&self, column: &str) -> bool {
        self.known
            .iter()
            .position(|known| *known == column)
            .is_some_and(|place| self.at[place].is_some())
    }

    /// Returns the number of columns.
    pub fn width(&self) -> usize {
        self.width
    }
}

/// A name in small letters, with an underscore between its words.
fn plain(name: &str) -> String {
    let name = name.trim_matches(|c: char| c.is_whitespace() || domain::text::is_invisible(c));
    name.to_ascii_lowercase().replace([' ', '-'], "_")
}

/// Shortens what was written, so that an error never repeats a megabyte of it.
fn shortened(name: &str) -> String {
    let mut short: String = name.chars().filter(|c| !c.is_control()).take(40).collect();
    if name.chars().count() > 40 {
        short.push('…');
    }
    short
}

#[cfg(test)]
mod tests {
    use super::*;

    const KNOWN: &[&str] = &["key", "make", "colour"];

    fn read(header: &[&str]) -> Result<Columns, HeaderError> {
        Columns::read(&StringRecord::from(header.to_vec()), KNOWN, "key")
    }

    #[test]
    fn columns_are_found_in_any_order() {
        let columns = read(&[" Colour", "KEY", ""]).unwrap();
        let record = StringRecord::from(vec!["red ", " 7"]);
        assert_eq!(
            (columns.cell(&record, "key"), columns.cell(&record, "colour")),
            ("7", "red")
        );
        assert_eq!(columns.cell(&record, "make"), "");
        assert_eq!(columns.cells(&record).collect::<Vec<_>>(), ["7", "", "red"]);
        assert!(columns.has("colour") && !columns.has("make"));
        let spaced = read(&["Key", "", "MAKE", "\u{feff}Colour"]).unwrap();
        assert_eq!((spaced.nameless(), spaced.width()), (&[1][..], 4));
        assert_eq!(columns.width(), 2);
    }

    #[test]
    fn bad_headers_say_what_to_do() {
        for (header, words) in [
            (&[][..], "empty"),
            (&["", ""], "empty"),
            (&["1234", "Trek"], "no header"),
            (&["key", "colour", "key"], "\"key\" appears twice"),
            (
                &["key", "price"],
                "the column \"price\" is not known; the columns are: key, make, colour",
            ),
            (
                &["key", "price", "size"],
                "the columns \"price\", \"size\" are not known",
            ),
            (&["make"], "\"key\" is missing; this list has: make"),
        ] {
            let error = read(header).expect_err("a bad header").to_string();
            let words = if words == "no header" {
                "names no column"
            } else {
                words
            };
            assert!(error.contains(words), "{header:?}: {error}");
        }
    }
}
