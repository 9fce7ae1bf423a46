//! What became of every batch and of every event's kit, for a spreadsheet.

use super::words;
use crate::shared::guard::Coordinator;
use crate::shared::{App, HttpError, london};
use ::csv::Writer;
use axum::extract::State;
use axum::response::Response;
use registry::account::organisations;
use registry::mark::batches::{self, Kit};

/// Columns are only added, at the end: programs read the others.
const COLUMNS: [&str; 18] = [
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
    "made",
    "labels_printed",
    "last_printed",
    "in_stock",
    "out",
    "void",
    "unaccounted_for",
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
                    words::batch(batch),
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
        let old = [
            tally.made,
            tally.issued,
            tally.spoiled,
            tally.returned,
            tally.missing(),
            tally.left(),
            tally.made,
            tally.printed,
        ];
        let new = [tally.stock, tally.out, tally.void(), tally.unaccounted];
        let words = [
            what.to_owned(),
            id.to_string(),
            plain(&name),
            plain(&words::owner(&organisations, organisation)),
            london::date_of(at).to_string(),
        ];
        let numbers = |counts: &[u64]| counts.iter().map(u64::to_string).collect::<Vec<_>>();
        let row = words
            .into_iter()
            .chain(numbers(&old))
            .chain([last_printed(&kit)])
            .chain(numbers(&new));
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

/// The day on which labels of a batch were last printed, if it is known.
fn last_printed(kit: &Kit) -> String {
    let Kit::Batch(counted) = kit else {
        return String::new();
    };
    let printed = counted.batch.printed;
    printed.map_or_else(String::new, |(at, _)| london::date_of(at).to_string())
}

/// Keeps a spreadsheet from taking a name for a formula.
pub(in crate::partner) fn plain(name: &str) -> String {
    domain::text::for_spreadsheet(name).into_owned()
}
