//! Everything on record of a bike that is not personal.

use crate::shared::london;
use domain::bike::Bike;
use domain::number::Frame;
use registry::recovery::case_file::{CaseFile, Holding};

/// One thing on record.
pub(in crate::police) struct Fact {
    pub(in crate::police) what: &'static str,
    pub(in crate::police) value: String,
    /// Whether it is read character by character.
    pub(in crate::police) is_code: bool,
}

impl Fact {
    /// A fact in words.
    pub(in crate::police) fn words(what: &'static str, value: impl Into<String>) -> Self {
        let value = value.into();
        Self {
            what,
            value,
            is_code: false,
        }
    }

    /// A number or a reference, which is read character by character.
    pub(in crate::police) fn code(what: &'static str, value: impl Into<String>) -> Self {
        Self {
            is_code: true,
            ..Self::words(what, value)
        }
    }
}

/// Says who holds a bike, and as what.
pub(super) fn held(holding: &Holding) -> String {
    format!("{}, {}", holding.force, holding.property_ref)
}

/// Lists everything on record that is not personal, in the order in which an officer compares it.
pub(in crate::police) fn facts(bike: &Bike, file: Option<&CaseFile>) -> Vec<Fact> {
    let description = &bike.description;
    let mut facts = vec![match bike.frame.number() {
        Some(number) => Fact::code("Frame number", number.as_written()),
        None if bike.frame == Frame::Unnumbered => Fact::words("Frame number", "Made without one"),
        None => Fact::words("Frame number", "Not known"),
    }];
    if !bike.confirmed {
        let said = "Not confirmed: nobody has shown that the e-mail address is theirs";
        facts.push(Fact::words("Registration", said));
    }
    let others = bike.identifiers.iter();
    facts.extend(others.map(|other| Fact::code(other.kind.label(), other.number.as_written())));
    facts.extend(bike.mark.map(|mark| Fact::code("Our mark", mark.to_string())));
    facts.extend(description.kind.map(|kind| Fact::words("Kind", kind.label())));
    let features = description.features.as_deref();
    facts.extend(features.map(|features| Fact::words("Distinguishing features", features)));
    facts.extend(file.map(of_theft).unwrap_or_default());
    let holding = file.and_then(|file| file.holding.as_ref());
    facts.extend(holding.map(|holding| Fact::words("Held by", held(holding))));
    facts.push(Fact::words("Registered", london::day(bike.registered_at)));
    facts
}

/// What the report of its theft says.
fn of_theft(file: &CaseFile) -> Vec<Fact> {
    let Some(report) = file.theft.as_ref().map(|theft| &theft.report) else {
        return Vec::new();
    };
    let from = london::day_and_time(report.window.from());
    let to = london::day_and_time(report.window.to());
    let when = if from == to {
        from
    } else {
        format!("{from} and {to}")
    };
    let mut facts = vec![Fact::words("Stolen between", when)];
    facts.extend(
        report
            .place
            .clone()
            .map(|place| Fact::words("Stolen from", place)),
    );
    facts.extend(report.lock.clone().map(|lock| Fact::words("Locked with", lock)));
    let crime = report.crime_ref.clone();
    facts.extend(crime.map(|reference| Fact::code("Crime reference", reference)));
    facts
}
