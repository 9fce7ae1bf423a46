//! A page with one form, whose fields are a list. It is for short forms that do not need a template of their own.

use super::{Choice, DateTyped, Errors};
use crate::shared::Page;
use askama::Template;
use jiff::civil::Date;
use serde::Deserialize;

/// What was typed into the fields of a form, by their names.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(transparent)]
pub struct Typed(Vec<(String, String)>);

impl Typed {
    /// Returns what was typed into a field, or nothing if it was not sent.
    pub fn get(&self, id: &str) -> &str {
        let found = self.0.iter().find(|(name, _)| name == id);
        found.map_or("", |(_, value)| value.as_str())
    }

    /// Returns everything that was ticked in a group.
    pub fn all(&self, id: &str) -> Vec<String> {
        let of_group = self.0.iter().filter(|(name, _)| name == id);
        of_group.map(|(_, value)| value.clone()).collect()
    }

    /// Returns the three boxes of a date.
    pub fn date(&self, id: &str) -> DateTyped {
        let part = |part: &str| self.get(&format!("{id}_{part}"));
        DateTyped::new(part("day"), part("month"), part("year"))
    }

    /// Fills a field.
    #[must_use]
    pub fn with(mut self, id: &str, value: impl Into<String>) -> Self {
        self.0.push((id.to_owned(), value.into()));
        self
    }

    /// Fills a field in place of what it held.
    #[must_use]
    pub fn replaced(mut self, id: &str, value: impl Into<String>) -> Self {
        self.0.retain(|(name, _)| name != id);
        self.with(id, value)
    }

    /// Ticks several choices of a group.
    #[must_use]
    pub fn with_all<V: Into<String>>(self, id: &str, values: impl IntoIterator<Item = V>) -> Self {
        values
            .into_iter()
            .fold(self, |typed, value| typed.with(id, value))
    }

    /// Fills the boxes of a date.
    #[must_use]
    pub fn with_date(self, id: &str, date: Option<Date>) -> Self {
        let Some(date) = date else { return self };
        let boxes = DateTyped::of(date);
        self.with(&format!("{id}_day"), boxes.day)
            .with(&format!("{id}_month"), boxes.month)
            .with(&format!("{id}_year"), boxes.year)
    }

    /// Reads a date that must be there.
    pub fn read_date(&self, errors: &mut Errors, id: &str, what: &str, missing: &str) -> Option<Date> {
        self.date(id).read(errors, id, what, missing)
    }

    /// Reads a date that may be missing. An outer `None` means that it is not valid.
    pub fn read_optional_date(&self, errors: &mut Errors, id: &str, what: &str) -> Option<Option<Date>> {
        match self.date(id) {
            typed if typed.is_empty() => Some(None),
            typed => typed.read(errors, id, what, "").map(Some),
        }
    }
}

/// A field of a form.
#[derive(Clone, Debug)]
#[expect(missing_docs, reason = "the names are those of the components' parts")]
pub enum Field {
    /// One line.
    Line {
        id: String,
        label: String,
        hint: String,
        value: String,
        width: &'static str,
    },
    /// Several lines.
    Prose {
        id: String,
        label: String,
        hint: String,
        value: String,
        most: usize,
    },
    /// One of several, as radio buttons.
    Radios {
        id: String,
        label: String,
        hint: String,
        options: Vec<Choice>,
    },
    /// One of many, as a list.
    Select {
        id: String,
        label: String,
        hint: String,
        options: Vec<Choice>,
    },
    /// Some of several.
    Checkboxes {
        id: String,
        label: String,
        hint: String,
        options: Vec<Choice>,
    },
    /// A date.
    Date {
        id: String,
        label: String,
        hint: String,
        date: DateTyped,
    },
    /// A heading above the fields after it.
    Heading(String),
    /// A hidden value.
    Hidden { id: String, value: String },
}

impl Field {
    /// Makes a field of one line.
    pub fn line(id: &str, label: &str, typed: &Typed) -> Self {
        Self::Line {
            id: id.to_owned(),
            label: label.to_owned(),
            hint: String::new(),
            value: typed.get(id).to_owned(),
            width: "",
        }
    }

    /// Makes a field of several lines.
    pub fn prose(id: &str, label: &str, most: usize, typed: &Typed) -> Self {
        Self::Prose {
            id: id.to_owned(),
            label: label.to_owned(),
            hint: String::new(),
            value: typed.get(id).to_owned(),
            most,
        }
    }

    /// Makes a date.
    pub fn date(id: &str, label: &str, typed: &Typed) -> Self {
        Self::Date {
            id: id.to_owned(),
            label: label.to_owned(),
            hint: String::new(),
            date: typed.date(id),
        }
    }

    /// Makes radio buttons.
    pub fn radios(id: &str, label: &str, options: Vec<Choice>) -> Self {
        Self::Radios {
            id: id.to_owned(),
            label: label.to_owned(),
            hint: String::new(),
            options,
        }
    }

    /// Makes a list.
    pub fn select(id: &str, label: &str, options: Vec<Choice>) -> Self {
        Self::Select {
            id: id.to_owned(),
            label: label.to_owned(),
            hint: String::new(),
            options,
        }
    }

    /// Makes tick boxes.
    pub fn checkboxes(id: &str, label: &str, options: Vec<Choice>) -> Self {
        Self::Checkboxes {
            id: id.to_owned(),
            label: label.to_owned(),
            hint: String::new(),
            options,
        }
    }

    /// Makes a hidden value.
    pub fn hidden(id: &str, typed: &Typed) -> Self {
        Self::Hidden {
            id: id.to_owned(),
            value: typed.get(id).to_owned(),
        }
    }

    /// Adds a hint.
    #[must_use]
    pub fn hint(mut self, text: &str) -> Self {
        match &mut self {
            Self::Line { hint, .. }
            | Self::Prose { hint, .. }
            | Self::Radios { hint, .. }
            | Self::Select { hint, .. }
            | Self::Checkboxes { hint, .. }
            | Self::Date { hint, .. } => text.clone_into(hint),
            Self::Heading(_) | Self::Hidden { .. } => {}
        }
        self
    }

    /// Makes a field of one line only as wide as this many characters.
    #[must_use]
    pub fn narrow(mut self, characters: &'static str) -> Self {
        if let Self::Line { width, .. } = &mut self {
            *width = characters;
        }
        self
    }
}

/// A page with one form.
#[derive(Template)]
#[template(path = "shared/form/fields.html")]
pub struct FormPage {
    /// The page; its title is the heading.
    pub page: Page,
    /// Where "Back" leads, and what it says.
    pub back: (String, String),
    /// What the page belongs to, above the heading.
    pub caption: String,
    /// Where the form is sent.
    pub action: String,
    /// Paragraphs before the form.
    pub before: Vec<String>,
    /// The fields.
    pub fields: Vec<Field>,
    /// What the button says.
    pub button: String,
    /// Whether the button does something that cannot be undone.
    pub is_warning: bool,
}
