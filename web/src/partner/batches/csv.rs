//! What became of every batch and of every event's kit, for a spreadsheet.

use super::words;
use crate::shared::guard::Coordinator;
use crate::shared::{App, HttpError, london};
use ::csv::Writer;
use axum::extract::State;
use axum::response::Response;
use registry::account::organisations;
use registry::mark::batches::{self, Kit};

const COLUMNS: [&str; 11] = [
    "kit",
    "id",
    "name",
    "organisation",
    "date",
    "printed",
    "issued",
    "spoiled",
    "returned",
    "missing",
    "left",
];

pub(super) async fn send(
    Coordinator(coordinator): Coordinator,
    State(app): State<App>,
) -> Result<Response, HttpError> {
    let organisations = organisations::of_coordinator(&app.registry, &coordinator).await?;
    let mut out = Writer::from_writer(Vec::new());
    out.write_record(COLUMNS).map_err(HttpError::internal)?;
    for kit in batches::kits(&app.registry, &coordinator).await? {
        let tally = kit.tally();
        let (what, id, name, organisation, at) = match &kit {
            Kit::Batch(counted) => {
                let batch = &counted.batch;
                (
                    "batch",
                    batch.id.0,
                    format!("Batch {}", batch.id),
                    batch.organisation,
                    batch.made_at,
                )
            }
            Kit::Event(event, _) => {
                let held = &event.event;
                (
                    "event",
                    event.id.0,
                    held.name.clone(),
                    Some(held.organisation),
                    held.starts_at,
                )
            }
        };
        let counts = [
            tally.printed,
            tally.issued,
            tally.spoiled,
            tally.returned,
            tally.missing,
            tally.left,
        ];
        let words = [
            what.to_owned(),
            id.to_string(),
            plain(&name),
            plain(&words::owner(&organisations, organisation)),
            london::date_of(at).to_string(),
        ];
        let row = words.into_iter().chain(counts.map(|count| count.to_string()));
        out.write_record(row).map_err(HttpError::internal)?;
    }
    let bytes = out
        .into_inner()
        .map_err(|error| HttpError::internal(error.to_string()))?;
    Ok(words::file(
        "text/csv; charset=utf-8",
        "framemark-kits.csv",
        bytes,
    ))
}

/// Keeps a spreadsheet from taking a name for a formula.
pub(super) fn plain(name: &str) -> String {
    domain::text::for_spreadsheet(name).into_owned()
}
