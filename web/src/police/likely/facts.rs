//! Lists everything on record about a bike that is not personal.

use crate::shared::london;
use domain::bike::{Bike, IdentifierKind};
use domain::number::Frame;
use domain::place::PlaceGiven;
use registry::recovery::case_file::{BikeChange, CaseFile, Holding, Seen};

/// One thing on record.
pub(in crate::police) struct Fact {
    pub(in crate::police) what: &'static str,
    pub(in crate::police) value: String,
    /// Whether screen readers should read it character by character.
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

    /// A number or a reference, which screen readers read character by character.
    pub(in crate::police) fn code(what: &'static str, value: impl Into<String>) -> Self {
        Self {
            is_code: true,
            ..Self::words(what, value)
        }
    }
}

/// Says who holds a bike, and the reference.
pub(super) fn held(holding: &Holding) -> String {
    format!("{}, {}", holding.force, holding.property_ref)
}

/// Lists everything on record that is not personal, in the order that officers compare it.
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
    let former = bike.former.iter();
    facts.extend(former.map(|one| Fact::code(former_label(one.kind), one.number.as_written())));
    facts.extend(bike.mark.map(|mark| Fact::code("Our mark", mark.to_string())));
    facts.extend(description.kind.map(|kind| Fact::words("Kind", kind.label())));
    let features = description.features.as_deref();
    facts.extend(features.map(|features| Fact::words("Distinguishing features", features)));
    facts.extend(file.map(of_theft).unwrap_or_default());
    let sightings = file.map_or(&[][..], |file| &file.sightings);
    facts.extend(sightings.iter().map(seen));
    let holding = file.and_then(|file| file.holding.as_ref());
    facts.extend(holding.map(|holding| Fact::words("Held by", held(holding))));
    facts.push(Fact::words("Registered", london::day(bike.registered_at)));
    let changes = file.map_or(&[][..], |file| &file.changes);
    facts.extend(changes.iter().map(changed));
    facts
}

fn former_label(kind: IdentifierKind) -> &'static str {
    match kind {
        IdentifierKind::Frame => "Former frame number",
        _ => "Other former number",
    }
}

/// What its owner changed, and when.
fn changed(change: &BikeChange) -> Fact {
    let told = &change.difference;
    let said = |text: &Option<String>| text.clone().unwrap_or_else(|| "nothing".to_owned());
    let what = match &told.before {
        None => format!("{}: {}", told.what.label(), said(&told.after)),
        Some(before) => format!("{}: {before}, now {}", told.what.label(), said(&told.after)),
    };
    let stolen = if change.while_gone {
        ", while it was stolen or held"
    } else {
        ""
    };
    Fact::words(
        "Owner changed",
        format!("{what} ({}{stolen})", london::day_and_time(change.at)),
    )
}

/// When and where somebody saw it, and what they wrote.
fn seen(seen: &Seen) -> Fact {
    let said = seen.sighting.said();
    Fact::words(
        "Seen",
        match &seen.words {
            Some(words) => format!("{said}. Message: “{words}”"),
            None => said,
        },
    )
}

/// Warns that the owner changed a number while the bike was stolen or held. Returns `None` if that did not happen.
pub(super) fn number_changed_while_gone(file: &CaseFile) -> Option<String> {
    let last = file
        .changes
        .iter()
        .rfind(|change| change.while_gone && change.difference.what.is_number())?;
    Some(format!(
        "Number changed while the bike was stolen or held. The owner changed it on {}.",
        london::day(last.at)
    ))
}

/// What the theft report says.
fn of_theft(file: &CaseFile) -> Vec<Fact> {
    let Some(report) = file.theft.as_ref().map(|theft| &theft.report) else {
        return Vec::new();
    };
    let mut facts = vec![Fact::words("Stolen", report.window.said())];
    let given = report.given.as_ref().map(PlaceGiven::said);
    let places: Vec<String> = [given, report.place.clone()].into_iter().flatten().collect();
    if !places.is_empty() {
        facts.push(Fact::words("Stolen from", places.join(". ")));
    }
    // The facts above already say when and where. Officers do not need to know what the public sees.
    let told = report.in_words().into_iter().skip(4);
    let told = told.filter(|(what, said)| !said.is_empty() && *what != "Shown to the public");
    facts.extend(told.map(|(what, said)| Fact::words(what, said)));
    facts.extend(file.theft_changes.iter().map(|changed| {
        let fields: Vec<&str> = changed
            .changes
            .iter()
            .map(|change| change.field.as_str())
            .collect();
        let said = format!("{}: {}", london::day_and_time(changed.at), fields.join(", "));
        Fact::words("Report changed", said)
    }));
    facts
}
