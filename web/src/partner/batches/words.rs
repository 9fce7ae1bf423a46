//! Words that the pages about marks share.

use crate::shared::{Errors, HttpError, london};
use axum::http::{HeaderName, header};
use axum::response::{IntoResponse, Response};
use domain::account::Organisation;
use domain::event::MarkingEvent;
use domain::id::OrganisationId;
use domain::mark::MarkStatus;
use domain::mark::stock::{StockMark, Tally, Voided};
use registry::mark::batches::{Batch, LONGEST_NAME};

/// What happened to marks, in the order of the sum: the words, the number, and an explanation.
pub(super) fn sum(tally: Tally, printed: String) -> Vec<(&'static str, u64, String)> {
    let parts = [
        ("Made", tally.made, "all the marks in the batch"),
        ("Printed", tally.printed, ""),
        ("In stock", tally.stock, "blank, never sent out"),
        ("Out", tally.out, "blank, at an event that is not over"),
        ("On bikes", tally.issued, "fixed to a bike"),
        ("Void", tally.void(), "damaged or lost, so nobody may use them"),
        ("Returned", tally.returned, "blank, back from an event"),
        (
            "Unaccounted for",
            tally.unaccounted,
            "sent to an event that is over: return them or cancel them",
        ),
    ];
    let in_full = |(what, count, means): (&'static str, u64, &str)| {
        let means = if what == "Printed" {
            printed.clone()
        } else {
            means.to_owned()
        };
        (what, count, means)
    };
    parts.map(in_full).into()
}

/// A number of marks in words.
pub(super) fn marks(count: u64) -> String {
    match count {
        1 => "1 mark".to_owned(),
        _ => format!("{count} marks"),
    }
}

/// Reads the name of a batch, which may be empty.
pub(super) fn batch_name(typed: &str, errors: &mut Errors) -> Option<Option<String>> {
    errors.optional_line("name", "The name", typed, LONGEST_NAME)
}

/// Turns a name into a part of a file name, with letters, digits and hyphens.
pub(super) fn in_file(name: Option<&str>) -> String {
    let plain = |c: char| {
        if c.is_ascii_alphanumeric() {
            c.to_ascii_lowercase()
        } else {
            '-'
        }
    };
    let name: String = name.unwrap_or_default().chars().map(plain).collect();
    let parts: Vec<&str> = name.split('-').filter(|part| !part.is_empty()).collect();
    parts.iter().map(|part| format!("-{part}")).collect()
}

/// The owner of the marks, in words.
pub(super) fn owner(organisations: &[Organisation], id: Option<OrganisationId>) -> String {
    organisations
        .iter()
        .find(|organisation| Some(organisation.id) == id)
        .map_or_else(|| "Nobody yet".to_owned(), |found| found.name.clone())
}

/// A batch's number, and its name if it has one.
pub(super) fn batch(batch: &Batch) -> String {
    match &batch.name {
        Some(name) => format!("Batch {}: {name}", batch.id),
        None => format!("Batch {}", batch.id),
    }
}

/// An event in a list to choose from.
pub(super) fn event(event: &MarkingEvent) -> String {
    format!("{}, {}", event.event.name, london::day(event.event.starts_at))
}

/// What happened to one mark, and the colour of its tag.
pub(super) fn status(mark: &StockMark) -> (&'static str, &'static str) {
    match (mark.status, mark.voided) {
        (MarkStatus::Printed | MarkStatus::Allotted, _) if mark.event.is_some() => {
            ("Out at an event", "blue")
        }
        (MarkStatus::Printed | MarkStatus::Allotted, _) if mark.returned => ("Returned", "blue"),
        (MarkStatus::Printed | MarkStatus::Allotted, _) => ("In stock", "grey"),
        (MarkStatus::Issued, _) => ("On a bike", "green"),
        (MarkStatus::Replaced, _) => ("Was on a bike, later replaced", "green"),
        (MarkStatus::Void, Some(Voided::Lost)) => ("Void: lost", "red"),
        (MarkStatus::Void, _) => ("Void: damaged", "orange"),
    }
}

/// A file to download.
pub(in crate::partner) fn file(kind: &'static str, name: &str, bytes: Vec<u8>) -> Response {
    let kept: [(HeaderName, String); 3] = [
        (header::CONTENT_TYPE, kind.to_owned()),
        (
            header::CONTENT_DISPOSITION,
            format!("attachment; filename=\"{name}\""),
        ),
        // The file says which marks are blank, and that changes.
        (header::CACHE_CONTROL, "no-store".to_owned()),
    ];
    (kept, bytes).into_response()
}

/// Reads a number from an address. If it is not a number, the page is not found.
pub(super) fn id<T: std::str::FromStr>(raw: &str) -> Result<T, HttpError> {
    raw.parse().map_err(|_| HttpError::NotFound)
}
