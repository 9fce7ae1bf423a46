//! Says in words what was changed in a report.

use super::{NewTheftReport, PoliceReference};
use crate::place::PlaceGiven;
use serde::{Deserialize, Serialize};

/// One thing that was changed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TheftChange {
    /// What it is, in words.
    pub field: String,
    /// What the report said before; empty if it said nothing.
    pub before: String,
    /// What it says now.
    pub after: String,
}

impl NewTheftReport {
    /// Returns what is different in a newer report, in the order of the questions.
    pub fn changes_to(&self, newer: &Self) -> Vec<TheftChange> {
        let pairs = self.in_words().into_iter().zip(newer.in_words());
        pairs
            .filter(|((_, before), (_, after))| before != after)
            .map(|((field, before), (_, after))| TheftChange {
                field: field.to_owned(),
                before,
                after,
            })
            .collect()
    }

    /// Returns every answer in words; the words are empty if there was no answer.
    pub fn in_words(&self) -> [(&'static str, String); 13] {
        let text = |text: &Option<String>| text.clone().unwrap_or_default();
        let label = |label: Option<&str>| label.unwrap_or_default().to_owned();
        let details = &self.details;
        let references: Vec<String> = details.references.iter().map(PoliceReference::said).collect();
        [
            ("Last seen", self.window.seen().said()),
            ("Noticed missing", self.window.gone().said()),
            (
                "Where",
                self.given.as_ref().map(PlaceGiven::said).unwrap_or_default(),
            ),
            ("More about the place", text(&self.place)),
            ("Locked with", label(self.lock.map(super::Lock::label))),
            (
                "How it was taken",
                label(details.beaten.map(super::Beaten::label)),
            ),
            ("What is known about it", text(&self.how)),
            ("Camera", label(details.camera.map(super::Camera::label))),
            ("Where the camera is", text(&details.camera_where)),
            ("Other things taken", text(&details.taken)),
            ("Insurer", text(&details.insurer)),
            (
                "Police references",
                if references.is_empty() {
                    text(&self.crime_ref)
                } else {
                    references.join("; ")
                },
            ),
            (
                "Shown to the public",
                if self.shown { "Yes" } else { "No" }.to_owned(),
            ),
        ]
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::theft::{Lock, TheftWindow};

    #[test]
    fn a_change_says_what_was_and_what_is() {
        let at = "2026-11-20T18:00:00Z".parse().unwrap();
        let before = NewTheftReport::at(TheftWindow::new(at, at, at).unwrap());
        let after = NewTheftReport {
            lock: Some(Lock::Chain),
            shown: true,
            ..before.clone()
        };
        let changes = before.changes_to(&after);
        let said: Vec<_> = changes
            .iter()
            .map(|one| (one.field.as_str(), one.before.as_str(), one.after.as_str()))
            .collect();
        assert_eq!(
            said,
            [("Locked with", "", "Chain"), ("Shown to the public", "No", "Yes")]
        );
        assert_eq!(before.changes_to(&before), []);
    }
}
