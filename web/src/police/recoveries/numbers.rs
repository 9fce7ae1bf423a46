//! The rows for other numbers on a recovered bike: what each is on, and as much of it as can be read.

use crate::shared::{Choice, Errors};
use domain::bike::IdentifierKind;
use domain::recovery::NumberRead;
use serde::Deserialize;
use std::collections::HashMap;

/// How many rows an empty form shows.
const SHOWN: usize = 2;

/// What was typed: `other_kind_1`, `other_1`, `other_kind_2` and so on, among the other fields of the form.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
pub(super) struct NumbersTyped(HashMap<String, String>);

/// One row as the page shows it.
pub(super) struct Row {
    pub(super) place: usize,
    pub(super) kinds: Vec<Choice>,
    pub(super) number: String,
    /// The fields' ids.
    pub(super) kind_id: String,
    pub(super) number_id: String,
}

fn kind_id(place: usize) -> String {
    format!("other_kind_{place}")
}

fn number_id(place: usize) -> String {
    format!("other_{place}")
}

impl NumbersTyped {
    pub(super) fn of(numbers: &[NumberRead]) -> Self {
        let rows = (1..).zip(numbers).flat_map(|(place, number)| {
            [
                (kind_id(place), number.kind.slug().to_owned()),
                (number_id(place), number.as_written().to_owned()),
            ]
        });
        Self(rows.collect())
    }

    fn field(&self, id: &str) -> &str {
        self.0.get(id).map_or("", |typed| typed.trim())
    }

    fn count(&self) -> usize {
        let sent = |place: &usize| self.0.contains_key(&number_id(*place));
        (1..=NumberRead::MOST).rev().find(sent).unwrap_or(0).max(SHOWN)
    }

    /// Whether "Add another number" was pressed.
    pub(super) fn wants_more(&self) -> bool {
        self.field("then") == "more"
    }

    /// The same with an empty row at the end.
    pub(super) fn with_one_more(mut self) -> Self {
        let next = (self.count() + 1).min(NumberRead::MOST);
        self.0.entry(number_id(next)).or_default();
        self
    }

    /// True if there is no room for another row.
    pub(super) fn is_full(&self) -> bool {
        self.count() >= NumberRead::MOST
    }

    /// The rows to show.
    pub(super) fn rows(&self) -> Vec<Row> {
        let row = |place: usize| {
            let (kind_id, number_id) = (kind_id(place), number_id(place));
            Row {
                place,
                kinds: kinds(self.field(&kind_id)),
                number: self.field(&number_id).to_owned(),
                kind_id,
                number_id,
            }
        };
        (1..=self.count()).map(row).collect()
    }

    /// Reads the numbers, without empty rows.
    pub(super) fn read(&self, errors: &mut Errors) -> Option<Vec<NumberRead>> {
        let mut all = Some(Vec::new());
        for place in 1..=self.count() {
            let (kind_id, number_id) = (kind_id(place), number_id(place));
            let typed = self.field(&number_id);
            if typed.is_empty() {
                continue;
            }
            let known = IdentifierKind::parse(self.field(&kind_id));
            let kind = errors.keep(&kind_id, known.ok_or("Choose the type of this number"));
            let read = kind.and_then(|kind| errors.keep(&number_id, NumberRead::new(kind, typed)));
            all = all.zip(read).map(|(mut all, read): (Vec<NumberRead>, _)| {
                if !all.contains(&read) {
                    all.push(read);
                }
                all
            });
        }
        all
    }
}

/// The kinds of number to choose from; a second number may be stamped on the frame.
fn kinds(chosen: &str) -> Vec<Choice> {
    let all = IdentifierKind::all().map(|kind| (kind.slug(), kind.label()));
    Choice::list(
        chosen,
        std::iter::once(("", "Choose the type of number")).chain(all),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Deserialize)]
    struct Form {
        #[serde(flatten)]
        numbers: NumbersTyped,
    }

    fn typed(query: &str) -> NumbersTyped {
        serde_urlencoded::from_str::<Form>(query).unwrap().numbers
    }

    #[test]
    fn rows_are_read_with_what_could_not_be_read() {
        for (query, read, wrong) in [
            ("", &[][..], &[][..]),
            (
                "other_kind_1=battery&other_1=B%3F7*&other_kind_3=other-mark&other_3=[8B]12",
                &["battery:B?7*", "other-mark:[8B]12"],
                &[],
            ),
            (
                "other_kind_1=lock&other_1=L1&other_kind_2=lock&other_2=L1",
                &["lock:L1"],
                &[],
            ),
            ("other_kind_2=frame", &[], &[]),
            ("other_1=B77", &[], &["other_kind_1"]),
            (
                "other_kind_1=horn&other_1=B77&other_kind_2=lock&other_2=[8",
                &[],
                &["other_kind_1", "other_2"],
            ),
            ("other_kind_20=motor&other_20=%3F", &[], &["other_20"]),
        ] {
            let mut errors = Errors::default();
            let all = typed(query).read(&mut errors).unwrap_or_default();
            let all: Vec<String> = all.iter().map(NumberRead::to_string).collect();
            let ids: Vec<&str> = errors.list().iter().map(|(id, _)| id.as_str()).collect();
            assert_eq!(
                (all, ids.as_slice()),
                (read.iter().map(ToString::to_string).collect(), wrong),
                "{query}"
            );
        }
    }

    #[test]
    fn more_rows_come_one_by_one_up_to_the_most() {
        let mut form = typed("other_kind_1=battery&other_1=B77&then=more");
        assert!(form.wants_more() && !form.is_full());
        for count in 3..=NumberRead::MOST + 2 {
            form = form.with_one_more();
            assert_eq!(form.rows().len(), count.min(NumberRead::MOST));
        }
        assert!(form.is_full());
        let numbers = form.read(&mut Errors::default()).unwrap();
        assert_eq!(NumbersTyped::of(&numbers).rows()[0].number, "B77");
    }
}
