//! Up to three police references: what each one is, who gave it and when.

use crate::shared::london;
use crate::shared::{Choice, DateTyped, Errors};
use domain::theft::{Force, PoliceReference, ReferenceKind};
use jiff::Timestamp;
use serde::Deserialize;
use std::collections::HashMap;

const SLOTS: usize = 3;
const MOST: usize = 40;

/// What was typed and chosen, by the name of its field.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(transparent)]
pub(crate) struct Typed(HashMap<String, String>);

/// The fields of one reference.
#[derive(Default)]
pub(super) struct Slot {
    /// The names of its fields.
    pub(super) ids: Ids,
    pub(super) reference: String,
    pub(super) kinds: Vec<Choice>,
    pub(super) forces: Vec<Choice>,
    pub(super) day: DateTyped,
}

/// The names of the fields of one reference.
#[derive(Clone, Default)]
pub(super) struct Ids {
    pub(super) reference: String,
    pub(super) kind: String,
    pub(super) force: String,
    pub(super) day: String,
}

impl Ids {
    fn of(slot: usize) -> Self {
        let id = |part: &str| format!("{part}_{}", slot + 1);
        Self {
            reference: id("reference"),
            kind: id("kind"),
            force: id("force"),
            day: id("given"),
        }
    }
}

impl Typed {
    /// Fills the form with earlier answers.
    pub(super) fn of(references: &[PoliceReference], is_answered: bool) -> Self {
        let mut typed = HashMap::new();
        let told = match (references.is_empty(), is_answered) {
            (false, _) => "yes",
            (true, true) => "not-yet",
            (true, false) => "",
        };
        typed.insert("told".to_owned(), told.to_owned());
        for (at, one) in references.iter().enumerate() {
            let ids = Ids::of(at);
            typed.insert(ids.reference, one.reference.clone());
            typed.insert(ids.kind, one.kind.slug().to_owned());
            if let Some(force) = one.force {
                typed.insert(ids.force, force.slug().to_owned());
            }
            if let Some(day) = one.day.map(DateTyped::of) {
                typed.insert(format!("{}_day", ids.day), day.day);
                typed.insert(format!("{}_month", ids.day), day.month);
                typed.insert(format!("{}_year", ids.day), day.year);
            }
        }
        Self(typed)
    }

    fn text(&self, id: &str) -> &str {
        self.0.get(id).map_or("", String::as_str)
    }

    fn day(&self, id: &str) -> DateTyped {
        let part = |part: &str| self.text(&format!("{id}_{part}"));
        DateTyped::new(part("day"), part("month"), part("year"))
    }

    /// Returns the choices for whether the police know.
    pub(super) fn told(&self) -> Vec<Choice> {
        let all = [
            ("yes", "Yes"),
            ("not-yet", "Not yet"),
            ("no-reference", "Yes, but I do not have a reference yet"),
        ];
        let choices = Choice::list(self.text("told"), all).into_iter();
        let opens = |choice: Choice| {
            if choice.value == "no-reference" {
                choice
            } else {
                choice.revealing()
            }
        };
        choices.map(opens).collect()
    }

    /// Returns the fields of each reference.
    pub(super) fn slots(&self) -> Vec<Slot> {
        let slot = |at| {
            let ids = Ids::of(at);
            let kinds = ReferenceKind::ALL.iter().map(|kind| (kind.slug(), kind.label()));
            let forces = Force::ALL.iter().map(|force| (force.slug(), force.label()));
            Slot {
                reference: self.text(&ids.reference).to_owned(),
                kinds: Choice::list(
                    self.text(&ids.kind),
                    std::iter::once(("", "Choose what it is")).chain(kinds),
                ),
                forces: Choice::list(
                    self.text(&ids.force),
                    std::iter::once(("", "Not known")).chain(forces),
                ),
                day: self.day(&ids.day),
                ids,
            }
        };
        (0..SLOTS).map(slot).collect()
    }

    /// Reads the references. There are none if the police do not know yet or have not given any.
    pub(super) fn parse(&self, now: Timestamp) -> Result<Vec<PoliceReference>, Errors> {
        let mut errors = Errors::default();
        let any_typed = (0..SLOTS).any(|at| !self.text(&Ids::of(at).reference).trim().is_empty());
        match self.text("told") {
            "not-yet" | "no-reference" => return Ok(Vec::new()),
            "yes" => {}
            "" if any_typed => {}
            _ => {
                errors.add("told", "Choose whether you have told the police");
                return Err(errors);
            }
        }
        let mut references = Vec::new();
        for at in 0..SLOTS {
            references.extend(self.slot(at, now, &mut errors));
        }
        if references.is_empty() && errors.is_empty() {
            errors.add(
                Ids::of(0).reference,
                "Enter the reference, or choose “Yes, but I do not have a reference yet”",
            );
        }
        errors.finish(Some(references))
    }

    fn slot(&self, at: usize, now: Timestamp, errors: &mut Errors) -> Option<PoliceReference> {
        let ids = Ids::of(at);
        let reference =
            errors.optional_line(&ids.reference, "The reference", self.text(&ids.reference), MOST)??;
        let kind = ReferenceKind::parse(self.text(&ids.kind));
        if kind.is_none() {
            errors.add(&ids.kind, "Choose what the reference is");
        }
        let force = match self.text(&ids.force) {
            "" => None,
            slug => {
                let force = Force::parse(slug).ok_or("Choose a police force from the list");
                errors.keep(&ids.force, force)
            }
        };
        let typed = self.day(&ids.day);
        let day = if typed.is_empty() {
            None
        } else {
            typed.read(errors, &ids.day, "The day it was given", "")
        };
        if day.is_some_and(|day| day > london::date_of(now)) {
            errors.add(
                format!("{}_day", ids.day),
                "The day it was given must be today or in the past",
            );
        }
        Some(PoliceReference {
            kind: kind?,
            reference,
            force,
            day,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(query: &str) -> Result<Vec<PoliceReference>, Vec<String>> {
        let typed: Typed = serde_urlencoded::from_str(query).unwrap();
        let now = "2026-11-22T12:00:00Z".parse().unwrap();
        typed
            .parse(now)
            .map_err(|errors| errors.list().iter().map(|(id, _)| id.clone()).collect())
    }

    #[test]
    fn references_are_read_or_say_what_to_do() {
        let whole = "told=yes&reference_1=35/1/26&kind_1=crime&force_1=cambridgeshire&given_1_day=21&given_1_month=11\
                     &given_1_year=2026&reference_2=BCA-77&kind_2=receipt";
        let read = parse(whole).unwrap();
        assert_eq!(
            read[0].said(),
            "35/1/26, Crime reference, Cambridgeshire Constabulary, 21 November 2026"
        );
        assert_eq!(read[1].said(), "BCA-77, Receipt for an online report");
        let again = Typed::of(&read, true);
        assert_eq!(again.parse("2026-11-22T12:00:00Z".parse().unwrap()), Ok(read));
        for (query, wrong) in [
            ("", Err(vec!["told"])),
            ("told=perhaps", Err(vec!["told"])),
            ("told=not-yet&reference_1=x", Ok(0)),
            ("told=no-reference", Ok(0)),
            ("told=yes", Err(vec!["reference_1"])),
            ("reference_1=35/1/26&kind_1=crime", Ok(1)),
            ("told=yes&reference_1=35/1/26", Err(vec!["kind_1"])),
            (
                "told=yes&reference_3=35/1/26&kind_3=crime&force_3=fbi&given_3_day=23&given_3_month=11&given_3_year=2026",
                Err(vec!["force_3", "given_3_day"]),
            ),
            (
                "told=yes&reference_1=a%00b&kind_1=crime",
                Err(vec!["reference_1"]),
            ),
        ] {
            let read = parse(query).map(|read| read.len());
            let wrong = wrong.map_err(|ids| ids.into_iter().map(str::to_owned).collect::<Vec<_>>());
            assert_eq!(read, wrong, "{query}");
        }
    }
}
