//! What happened to every batch and every event's kit, for a spreadsheet.

use super::words;
use crate::shared::guard::Coordinator;
use crate::shared::{App, HttpError, london};
use ::csv::Writer;
use axum::extract::State;
use axum::response::Response;
use domain::account::Organisation;
use registry::account::organisations;
use registry::mark::batches::{self, Kit};

/// The columns. Only add new ones at the end, because other programs read them.
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
        out.write_record(row(&kit, &organisations))
            .map_err(HttpError::internal)?;
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

/// What happened to the labels of a kit, column by column.
fn row(kit: &Kit, organisations: &[Organisation]) -> Vec<String> {
    let (what, id, name, organisation, at) = match kit {
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
    let mut row = vec![
        what.to_owned(),
        id.to_string(),
        plain(&name),
        plain(&words::owner(organisations, organisation)),
        london::date_of(at).to_string(),
    ];
    let tally = kit.tally();
    let counts = [
        tally.made,
        tally.issued,
        tally.spoiled,
        tally.returned,
        tally.missing(),
        tally.left(),
        tally.made,
        tally.printed,
    ];
    row.extend(counts.map(|count| count.to_string()));
    row.push(last_printed(kit));
    let counts = [tally.stock, tally.out, tally.void(), tally.unaccounted];
    row.extend(counts.map(|count| count.to_string()));
    row
}

/// The day on which labels of a batch were last printed, if we know it.
fn last_printed(kit: &Kit) -> String {
    let Kit::Batch(counted) = kit else {
        return String::new();
    };
    let printed = counted.batch.printed;
    printed.map_or_else(String::new, |(at, _)| london::date_of(at).to_string())
}

/// Stops a spreadsheet from reading a name as a formula.
pub(in crate::partner) fn plain(name: &str) -> String {
    domain::text::for_spreadsheet(name).into_owned()
}
