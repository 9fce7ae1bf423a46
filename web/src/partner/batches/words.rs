//! What the pages about marks say alike.

use crate::shared::HttpError;
use crate::shared::london;
use axum::http::{HeaderName, header};
use axum::response::{IntoResponse, Response};
use domain::account::Organisation;
use domain::event::MarkingEvent;
use domain::id::OrganisationId;
use domain::mark::MarkStatus;
use domain::mark::stock::{StockMark, Tally, Voided};

/// What became of marks, in the order of the sum: the words, the number, and what it means.
pub(super) fn sum(tally: Tally) -> Vec<(&'static str, u64, &'static str)> {
    vec![
        ("Printed", tally.printed, "all that were made"),
        ("Issued", tally.issued, "fixed to a bike"),
        ("Spoiled", tally.spoiled, "void"),
        ("Returned", tally.returned, "blank, returned from an event"),
        (
            "Missing",
            tally.missing,
            "lost, or not returned from an event that is over",
        ),
        ("Left", tally.left, "blank, in stock or out at an event"),
    ]
}

/// Whose marks they are.
pub(super) fn owner(organisations: &[Organisation], id: Option<OrganisationId>) -> String {
    organisations
        .iter()
        .find(|organisation| Some(organisation.id) == id)
        .map_or_else(|| "Nobody yet".to_owned(), |found| found.name.clone())
}

/// An event in a list to choose from.
pub(super) fn event(event: &MarkingEvent) -> String {
    format!("{}, {}", event.event.name, london::day(event.event.starts_at))
}

/// What became of one mark, and the colour of its tag.
pub(super) fn status(mark: &StockMark) -> (&'static str, &'static str) {
    match (mark.status, mark.voided) {
        (MarkStatus::Printed | MarkStatus::Allotted, _) if mark.event.is_some() => {
            ("Out at an event", "blue")
        }
        (MarkStatus::Printed | MarkStatus::Allotted, _) if mark.returned => ("Returned", "blue"),
        (MarkStatus::Printed | MarkStatus::Allotted, _) => ("In stock", "grey"),
        (MarkStatus::Issued, _) => ("Issued", "green"),
        (MarkStatus::Replaced, _) => ("Issued, later replaced", "green"),
        (MarkStatus::Void, Some(Voided::Lost)) => ("Void: lost", "red"),
        (MarkStatus::Void, _) => ("Void: spoiled", "orange"),
    }
}

/// A file to keep, not to show.
pub(super) fn file(kind: &'static str, name: &str, bytes: Vec<u8>) -> Response {
    let kept: [(HeaderName, String); 3] = [
        (header::CONTENT_TYPE, kind.to_owned()),
        (
            header::CONTENT_DISPOSITION,
            format!("attachment; filename=\"{name}\""),
        ),
        // It says which marks are blank, and that changes.
        (header::CACHE_CONTROL, "no-store".to_owned()),
    ];
    (kept, bytes).into_response()
}

/// An identity in an address; what is no number is not there.
pub(super) fn id<T: std::str::FromStr>(raw: &str) -> Result<T, HttpError> {
    raw.parse().map_err(|_| HttpError::NotFound)
}
