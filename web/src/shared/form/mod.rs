//! Forms: what was typed, the errors, and the values if there are none.
//!
//! A feature's form has `fn parse(&self) -> Result<Parsed, Errors>`: it reads each field in the order of the
//! page with the methods of [`Errors`], and ends with [`Errors::finish`]. A field's id is its name in the
//! mark-up and in the summary's link.

mod choice;
mod date;
mod fields;

pub use choice::Choice;
pub use date::DateTyped;
pub use fields::{Field, FormPage, Typed};

use domain::text::{self, TextError};
use std::fmt::Display;

/// The errors of a form, in the order of its fields.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Errors(Vec<(String, String)>);

impl Errors {
    /// Returns whether there are no errors.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Adds a message: a sentence without a full stop that says what to do. Only a field's first message is kept.
    pub fn add(&mut self, id: impl Into<String>, message: impl Into<String>) {
        let id = id.into();
        if self.of(&id).is_none() {
            self.0.push((id, message.into()));
        }
    }

    /// Returns a field's message.
    pub fn of(&self, id: &str) -> Option<&str> {
        self.0
            .iter()
            .find(|(field, _)| field == id)
            .map(|(_, message)| message.as_str())
    }

    /// Returns every field id with its message.
    pub fn list(&self) -> &[(String, String)] {
        &self.0
    }

    /// Keeps a value, or adds the error.
    pub fn keep<T, E: Display>(&mut self, id: &str, parsed: Result<T, E>) -> Option<T> {
        match parsed {
            Ok(value) => Some(value),
            Err(error) => {
                self.add(id, error.to_string());
                None
            }
        }
    }

    /// Reads one line that must be there. `what` begins a sentence ("Your name"); `missing` is the message if it is
    /// empty.
    pub fn line(&mut self, id: &str, what: &str, missing: &str, raw: &str, most: usize) -> Option<String> {
        self.text(id, what, missing, text::line(raw, most))
    }

    /// Reads one line that may be empty. An outer `None` means that it is not valid.
    pub fn optional_line(&mut self, id: &str, what: &str, raw: &str, most: usize) -> Option<Option<String>> {
        self.text(id, what, "", text::optional_line(raw, most))
    }

    /// Reads text of several lines that must be there.
    pub fn prose(&mut self, id: &str, what: &str, missing: &str, raw: &str, most: usize) -> Option<String> {
        self.text(id, what, missing, text::prose(raw, most))
    }

    /// Reads text of several lines that may be empty. An outer `None` means that it is not valid.
    pub fn optional_prose(&mut self, id: &str, what: &str, raw: &str, most: usize) -> Option<Option<String>> {
        self.text(id, what, "", text::optional_prose(raw, most))
    }

    fn text<T>(&mut self, id: &str, what: &str, missing: &str, parsed: Result<T, TextError>) -> Option<T> {
        match parsed {
            Ok(text) => Some(text),
            Err(TextError::Empty) => {
                self.add(id, missing);
                None
            }
            Err(error) => {
                self.add(id, format!("{what} {error}"));
                None
            }
        }
    }

    /// Returns the parsed form if there are no errors. `parsed` is `None` if a field is missing, which is then among
    /// the errors.
    ///
    /// # Errors
    /// The errors, if there are any or nothing was parsed.
    pub fn finish<T>(mut self, parsed: Option<T>) -> Result<T, Self> {
        match parsed {
            Some(value) if self.is_empty() => Ok(value),
            Some(_) => Err(self),
            None => {
                if self.is_empty() {
                    self.add("main-content", "Check your answers and send the form again");
                }
                Err(self)
            }
        }
    }
}

#[cfg(test)]
mod tests;
