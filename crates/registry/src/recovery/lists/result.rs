//! Writes a list with its results, for a spreadsheet. If somebody sends us the file again, its columns mean the same.

use super::show::views;
use super::{ListError, RowView, Shown, own};
use crate::Registry;
use crate::account::permits::OfficerOf;
use domain::id::PropertyListId;
use domain::recovery::listed::Meaning;
use store::recovery::lists::{self, Decided};

/// How many rows are read at a time.
const PART: u64 = 500;

/// The columns: what the list said, then the results.
pub const HEADER: [&str; 21] = [
    "property_ref",
    "frame_number",
    "identifiers",
    "mark",
    "make",
    "model",
    "colour",
    "kind",
    "found_on",
    "found_where",
    "found_by",
    "found_lat",
    "found_lng",
    "line_in_list",
    "likely_bikes",
    "best_bike",
    "best_bike_per_cent",
    "best_bike_described",
    "best_bike_stands",
    "decision",
    "recovery",
];

/// Reads a list with its results, one row for each bike, in the order of the list.
///
/// # Errors
/// [`ListError::NotFound`] when it is not the force's; [`ListError::Store`].
#[tracing::instrument(level = "debug", skip_all, fields(list = id.0))]
pub async fn result(
    registry: &Registry,
    officer: OfficerOf,
    id: PropertyListId,
) -> Result<Vec<Vec<String>>, ListError> {
    let list = own(&registry.store, officer, id).await?;
    let mut written: Vec<(u64, Vec<String>)> = Vec::new();
    for part in 0..list.total.div_ceil(PART) {
        let rows = lists::part(&registry.store, id, Shown::All, (part * PART, PART)).await?;
        let views = views(registry, rows).await?;
        written.extend(views.iter().map(|view| (view.row.line, cells(view))));
    }
    written.sort_by_key(|(line, _)| *line);
    Ok(written.into_iter().map(|(_, cells)| cells).collect())
}

fn cells(view: &RowView) -> Vec<String> {
    let (told, row, wanted) = (&view.told, &view.row, &view.told.look_up);
    let text = |text: &Option<String>| text.clone().unwrap_or_default();
    let others = told.others.iter();
    let others = others.map(|other| format!("{}:{}", other.kind.slug(), other.number.as_written()));
    let told = |meaning: Meaning| match meaning {
        Meaning::PropertyRef => text(&told.property_ref),
        Meaning::FrameNumber => text(&wanted.number),
        Meaning::Others => others.clone().collect::<Vec<_>>().join("; "),
        Meaning::Mark => text(&told.mark),
        Meaning::Make => text(&wanted.make),
        Meaning::Model => text(&wanted.model),
        Meaning::Colour => wanted.colours.join("/"),
        Meaning::Kind => wanted.kind.map(|kind| kind.slug().to_owned()).unwrap_or_default(),
        Meaning::FoundOn => text(&told.found_on),
        Meaning::FoundWhere => text(&told.place),
        Meaning::FoundBy => text(&told.found_by),
        Meaning::Latitude => wanted
            .place
            .map(|point| point.lat().to_string())
            .unwrap_or_default(),
        Meaning::Longitude => wanted
            .place
            .map(|point| point.lng().to_string())
            .unwrap_or_default(),
    };
    let mut cells: Vec<String> = Meaning::all().map(told).collect();
    let decision = match &row.decided {
        Some(Decided::Bike(..)) => "it is this bike",
        Some(Decided::Other) => "another bike",
        None => "",
    };
    let bike = view.bike.as_ref();
    let described = bike.map(|bike| {
        let words = bike.description.make.iter().chain(&bike.description.model);
        words
            .chain(&bike.description.colours)
            .cloned()
            .collect::<Vec<_>>()
            .join(" ")
    });
    cells.extend([
        row.line.to_string(),
        row.likely.to_string(),
        bike.map(|bike| bike.reference().to_string()).unwrap_or_default(),
        // Never quite 100, because no reading is completely certain.
        bike.map(|_| format!("{:.1}", (row.likelihood * 100.0).min(99.9)))
            .unwrap_or_default(),
        described.unwrap_or_default(),
        bike.map(|bike| bike.standing.label().to_owned())
            .unwrap_or_default(),
        decision.to_owned(),
        row.recovery
            .map(|recovery| recovery.to_string())
            .unwrap_or_default(),
    ]);
    cells
}
