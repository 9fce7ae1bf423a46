//! Tables as pages and files show them.

use domain::figure::release::{HotPlace, Hours, Table};

/// A table, as a page shows it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct TableView {
    /// Its short name.
    pub(super) id: String,
    /// What it shows.
    pub(super) caption: String,
    /// What its numbers are, for the headings of files.
    pub(super) unit: &'static str,
    /// The heading of its first column.
    pub(super) first: &'static str,
    /// The headings of the others.
    pub(super) columns: Vec<String>,
    /// Its rows.
    pub(super) rows: Vec<RowView>,
    /// The address of its file.
    pub(super) csv: Option<String>,
}

/// A row of a table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct RowView {
    /// Its name.
    pub(super) label: String,
    /// Its cells.
    pub(super) cells: Vec<CellView>,
}

/// A cell of a table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct CellView {
    /// The heading of its column.
    pub(super) column: String,
    /// Its value alone: a number, a band, `[c]` or `[x]`.
    pub(super) value: String,
    /// The note beside it: `[p]`, or `[r]` with the first value.
    pub(super) note: String,
}

impl TableView {
    /// Shows a table of a release. The tables of kinds and locks have many rows, so it leaves out those in which every
    /// cell is 0.
    pub(super) fn of(table: &Table, caption: &str, csv: Option<String>) -> Self {
        let sparse = matches!(table.id.as_str(), "kinds" | "locks");
        let columns: Vec<String> = table.columns.iter().map(|column| column.label.clone()).collect();
        let rows = table.rows.iter().zip(&table.cells);
        let kept = rows.filter(|(row, cells)| {
            let empty = cells.iter().all(|cell| cell.value.count() == Some(0));
            !(sparse && empty && row.key != "all")
        });
        let rows = kept.map(|(row, cells)| RowView {
            label: row.label.clone(),
            cells: columns
                .iter()
                .zip(cells)
                .map(|(column, cell)| CellView {
                    column: column.clone(),
                    value: cell.value.to_string(),
                    note: note(cell.provisional, cell.first.map(|first| first.to_string())),
                })
                .collect(),
        });
        Self {
            id: table.id.clone(),
            caption: caption.to_owned(),
            unit: "count",
            first: match table.id.as_str() {
                "months" => "Month",
                "wards" => "Ward",
                "groups" => "Group of wards",
                "kinds" => "Kind of bike",
                "locks" => "Lock",
                "events" => "Quarter",
                "police" => "Crime",
                _ => "What",
            },
            rows: rows.collect(),
            columns,
            csv,
        }
    }

    /// Shows hot places, with the names of their wards.
    pub(super) fn of_places(places: &[HotPlace], csv: Option<String>) -> Self {
        let columns = [
            "Wards",
            "Thefts",
            "How many of the last 4 lists it is in",
            "Peak hours",
        ];
        let columns = columns.map(str::to_owned).to_vec();
        let rows = places.iter().enumerate().map(|(at, place)| {
            let peak = place.peak.map_or_else(
                || "Too few to say".to_owned(),
                |(from, to)| format!("{from:02}:00 to {to:02}:00"),
            );
            let cells = [
                place.wards.join(", "),
                place.thefts.to_string(),
                place.lists.to_string(),
                peak,
            ];
            RowView {
                label: format!("Place {}", at + 1),
                cells: cells_of(&columns, cells.to_vec()),
            }
        });
        Self {
            id: "places".to_owned(),
            caption: "Hot places in the last four closed quarters, with the hottest first".to_owned(),
            unit: "",
            first: "Place",
            rows: rows.collect(),
            columns,
            csv,
        }
    }

    /// Shows the shares of four-hour blocks. Returns `None` if too few thefts have a time.
    pub(super) fn of_hours(hours: &Hours, csv: Option<String>) -> Option<Self> {
        let (weekdays, weekends) = (hours.weekdays?, hours.weekends?);
        let columns = vec!["Monday to Friday".to_owned(), "Saturday and Sunday".to_owned()];
        let share = |share: Option<&Option<u8>>| match share {
            Some(Some(share)) => share.to_string(),
            _ => "[c]".to_owned(),
        };
        let rows = (0..6).map(|block| {
            let from = block * 4;
            let cells = vec![share(weekdays.get(block)), share(weekends.get(block))];
            RowView {
                label: format!("{from:02}:00 to {:02}:00", (from + 4) % 24),
                cells: cells_of(&columns, cells),
            }
        });
        Some(Self {
            id: "hours".to_owned(),
            caption: "Thefts in each block of four hours, as a percentage of those with a time known to within a day"
                .to_owned(),
            unit: "per cent of thefts with a time known to within a day",
            first: "Hours",
            rows: rows.collect(),
            columns,
            csv,
        })
    }

    /// Shows the shares of each hour of the week. Returns `None` for fewer than five hundred thefts.
    pub(super) fn of_week(hours: &Hours, csv: Option<String>) -> Option<Self> {
        let by_day = hours.by_day.as_ref()?;
        let columns = DAYS.map(str::to_owned).to_vec();
        let rows = (0..24).map(|hour| RowView {
            label: format!("{hour:02}:00 to {:02}:00", (hour + 1) % 24),
            cells: cells_of(
                &columns,
                by_day
                    .iter()
                    .map(|day| match day.get(hour) {
                        Some(Some(share)) => share.to_string(),
                        _ => "[c]".to_owned(),
                    })
                    .collect(),
            ),
        });
        Some(Self {
            id: "week".to_owned(),
            caption: "Thefts by hour and day, as a percentage of those with a time known to within a day"
                .to_owned(),
            unit: "per cent of thefts with a time known to within a day",
            first: "Hour",
            rows: rows.collect(),
            columns,
            csv,
        })
    }
}

pub(super) const DAYS: [&str; 7] = [
    "Monday",
    "Tuesday",
    "Wednesday",
    "Thursday",
    "Friday",
    "Saturday",
    "Sunday",
];

fn cells_of(columns: &[String], values: Vec<String>) -> Vec<CellView> {
    let cells = columns.iter().zip(values);
    cells
        .map(|(column, value)| CellView {
            column: column.clone(),
            value,
            note: String::new(),
        })
        .collect()
}

fn note(provisional: bool, first: Option<String>) -> String {
    let mut notes = Vec::new();
    if provisional {
        notes.push("[p]".to_owned());
    }
    if let Some(first) = first {
        notes.push(format!("[r] first published: {first}"));
    }
    notes.join(" ")
}
