//! The form, whose rows each have a kind and a number.

use crate::shared::{Choice, Errors};
use domain::bike::{Identifier, IdentifierKind};
use serde::Deserialize;
use std::collections::HashMap;

/// The most numbers that somebody can enter here.
pub(super) const MOST: usize = 10;

/// What was typed: `kind_1`, `number_1`, `kind_2` and so on, and the button that was pressed.
#[derive(Clone, Debug, Default, Deserialize)]
pub(super) struct Typed(HashMap<String, String>);

/// One row as the page shows it.
#[derive(Clone, Debug)]
pub(super) struct Row {
    pub(super) place: usize,
    pub(super) kinds: Vec<Choice>,
    pub(super) number: String,
    /// The fields' ids.
    pub(super) kind_id: String,
    pub(super) number_id: String,
}

/// The kinds of numbers on this page. The frame number has its own page.
fn kinds() -> impl Iterator<Item = IdentifierKind> {
    IdentifierKind::all().filter(|kind| *kind != IdentifierKind::Frame)
}

impl Typed {
    pub(super) fn of(identifiers: &[Identifier]) -> Self {
        let mut fields = HashMap::new();
        for (place, identifier) in (1..).zip(identifiers) {
            fields.insert(format!("kind_{place}"), identifier.kind.slug().to_owned());
            fields.insert(
                format!("number_{place}"),
                identifier.number.as_written().to_owned(),
            );
        }
        Self(fields)
    }

    fn field(&self, name: &str, place: usize) -> &str {
        self.0
            .get(&format!("{name}_{place}"))
            .map_or("", |typed| typed.trim())
    }

    /// How many rows were sent, at least one.
    fn count(&self) -> usize {
        (1..=MOST)
            .rev()
            .find(|place| self.0.contains_key(&format!("number_{place}")))
            .unwrap_or(1)
    }

    /// Whether "Add another" was pressed.
    pub(super) fn wants_more(&self) -> bool {
        self.0.get("then").is_some_and(|then| then == "more")
    }

    /// Adds an empty row at the end.
    pub(super) fn with_one_more(mut self) -> Self {
        let next = (self.count() + 1).min(MOST);
        self.0.entry(format!("number_{next}")).or_default();
        self
    }

    /// The rows to show.
    pub(super) fn rows(&self) -> Vec<Row> {
        (1..=self.count())
            .map(|place| {
                let mut options = vec![Choice::new("", "Choose the type")];
                options.extend(Choice::list(
                    self.field("kind", place),
                    kinds().map(|kind| (kind.slug(), kind.label())),
                ));
                Row {
                    place,
                    kinds: options,
                    number: self.field("number", place).to_owned(),
                    kind_id: format!("kind_{place}"),
                    number_id: format!("number_{place}"),
                }
            })
            .collect()
    }

    /// The numbers, without empty rows.
    pub(super) fn parse(&self) -> Result<Vec<Identifier>, Errors> {
        let mut errors = Errors::default();
        let mut all: Vec<Identifier> = Vec::new();
        for place in 1..=self.count() {
            let (slug, number) = (self.field("kind", place), self.field("number", place));
            let kind = kinds().find(|kind| kind.slug() == slug);
            match (kind, number) {
                (None, "") => {}
                (None, _) => errors.add(format!("kind_{place}"), "Choose what this number is"),
                (Some(kind), "") => errors.add(
                    format!("number_{place}"),
                    format!("Enter the number for “{}”, or clear its type", kind.label()),
                ),
                (Some(kind), number) => match Identifier::new(kind, number) {
                    Ok(identifier) if all.contains(&identifier) => {}
                    Ok(identifier) => all.push(identifier),
                    Err(_) => {
                        let message = "Enter a number of up to 64 letters and digits";
                        errors.add(format!("number_{place}"), message);
                    }
                },
            }
        }
        errors.finish(Some(all))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn typed(rows: &[(&str, &str)]) -> Typed {
        let mut fields = HashMap::new();
        for (place, (kind, number)) in (1..).zip(rows) {
            fields.insert(format!("kind_{place}"), (*kind).to_owned());
            fields.insert(format!("number_{place}"), (*number).to_owned());
        }
        Typed(fields)
    }

    #[test]
    fn rows_are_read_and_empty_ones_left_out() {
        for (rows, expected) in [
            (&[][..], Ok(&[][..])),
            (&[("", " ")], Ok(&[])),
            (
                &[("battery", "B 77-1"), ("", ""), ("529", "ab12")],
                Ok(&["battery:B 77-1", "529:ab12"]),
            ),
            (&[("motor", "M1"), ("motor", "m-1")], Ok(&["motor:M1"])),
            (&[("", "B77")], Err("kind_1")),
            (&[("frame", "B77")], Err("kind_1")),
            (&[("lock", "L1"), ("battery", "")], Err("number_2")),
            (&[("lock", "🚲")], Err("number_1")),
            (&[("lock", "A\0B")], Err("number_1")),
        ] {
            let parsed = typed(rows).parse().map_err(|errors| errors.list()[0].0.clone());
            let written = parsed.map(|all| all.iter().map(ToString::to_string).collect::<Vec<_>>());
            let expected = expected.map(|all| all.iter().map(ToString::to_string).collect());
            assert_eq!(written, expected.map_err(str::to_owned), "{rows:?}");
        }
    }

    #[test]
    fn more_rows_come_one_by_one_up_to_the_most() {
        let mut form = typed(&[("battery", "B77")]);
        for count in 2..=MOST + 3 {
            form = form.with_one_more();
            assert_eq!(form.rows().len(), count.min(MOST));
        }
        assert_eq!(form.rows()[0].number, "B77");
        assert_eq!(form.parse().unwrap().len(), 1);
        assert!(!form.wants_more());
    }

    #[test]
    fn numbers_fill_the_form_that_gives_them() {
        let all = typed(&[("battery", "B 77-1"), ("datatag", "DT9")])
            .parse()
            .unwrap();
        assert_eq!(Typed::of(&all).parse().unwrap(), all);
    }
}
