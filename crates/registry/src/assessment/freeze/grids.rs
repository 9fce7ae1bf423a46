//! The values of each block, as readers see them.

use domain::assessment::{Cell, Grid, Row, row_key};
use domain::figure::release::{HotPlace, Hours, Release, Table};

/// The rows of the table of twelve months that are about recovered bikes.
const BACK: [&str; 5] = ["recovered", "named", "home", "insurer", "some-day"];
const DAYS: [&str; 7] = [
    "Monday",
    "Tuesday",
    "Wednesday",
    "Thursday",
    "Friday",
    "Saturday",
    "Sunday",
];
const SHARE: &str = "per cent of thefts whose time is known to within a day";

/// Returns the values of a block, or `None` if the release does not show them.
pub(super) fn of(release: &Release, id: &str) -> Option<Grid> {
    let table = |first: &str| release.table(id).map(|table| of_table(table, first, |_| true));
    match id {
        "year" => {
            let table = release.table("year")?;
            Some(of_table(table, "What", |row| !BACK.contains(&row)))
        }
        "back" => {
            let table = release.table("year")?;
            Some(of_table(table, "What", |row| BACK.contains(&row)))
        }
        "places" => (!release.places.is_empty()).then(|| of_places(&release.places)),
        "hours" => of_hours(&release.hours),
        "week" => of_week(&release.hours),
        "months" => table("Month"),
        "wards" => table("Ward"),
        "groups" => table("Group of wards").filter(|grid| grid.rows.len() > 1),
        "kinds" => table("Kind of bike"),
        "locks" => table("Lock"),
        _ => table("Quarter"),
    }
}

/// Makes a grid from the rows of a table that are wanted. Kinds and locks of which no bike was stolen are left out.
pub(super) fn of_table(table: &Table, first: &str, wanted: impl Fn(&str) -> bool) -> Grid {
    let is_sparse = matches!(table.id.as_str(), "kinds" | "locks");
    let rows = table.rows.iter().zip(&table.cells);
    let kept = rows.filter(|(row, cells)| {
        let is_empty = cells.iter().all(|cell| cell.value.count() == Some(0));
        wanted(&row.key) && !(is_sparse && is_empty && row.key != "all")
    });
    let rows = kept.map(|(row, cells)| Row {
        key: match table.id.as_str() {
            // A ward's key is an official code, which nobody knows by heart.
            "wards" if row.key != "all" => row_key(&row.label),
            _ => row.key.clone(),
        },
        label: row.label.clone(),
        cells: cells
            .iter()
            .map(|cell| Cell {
                value: cell.value.to_string(),
                note: note(cell.provisional, cell.first.map(|first| first.to_string())),
            })
            .collect(),
    });
    Grid {
        first: first.to_owned(),
        unit: "count".to_owned(),
        rows: rows.collect(),
        columns: table
            .columns
            .iter()
            .map(|column| (column.key.clone(), column.label.clone()))
            .collect(),
    }
}

fn note(provisional: bool, first: Option<String>) -> String {
    let revised = first.map(|first| format!("[r] first published: {first}"));
    let notes = provisional.then(|| "[p]".to_owned()).into_iter().chain(revised);
    notes.collect::<Vec<String>>().join(" ")
}

fn of_places(places: &[HotPlace]) -> Grid {
    let rows = places.iter().enumerate().map(|(at, place)| {
        let peak = place.peak.map_or_else(
            || "Too few to say".to_owned(),
            |(from, to)| format!("{from:02}:00 to {to:02}:00"),
        );
        let values = [
            place.wards.join(", "),
            place.thefts.to_string(),
            place.lists.to_string(),
            peak,
        ];
        plain_row(&format!("Place {}", at + 1), values.to_vec())
    });
    Grid {
        first: "Place".to_owned(),
        unit: String::new(),
        rows: rows.collect(),
        columns: columns(&[
            ("wards", "Wards"),
            ("thefts", "Thefts"),
            ("lists", "In how many of the last 4 lists"),
            ("peak", "Peak hours"),
        ]),
    }
}

fn of_hours(hours: &Hours) -> Option<Grid> {
    let (weekdays, weekends) = (hours.weekdays?, hours.weekends?);
    let blocks = weekdays.iter().zip(&weekends).enumerate();
    let rows = blocks.map(|(block, (weekday, weekend))| {
        let label = format!("{:02}:00 to {:02}:00", block * 4, (block * 4 + 4) % 24);
        plain_row(&label, vec![share(*weekday), share(*weekend)])
    });
    Some(Grid {
        first: "Hours".to_owned(),
        unit: SHARE.to_owned(),
        rows: rows.collect(),
        columns: columns(&[
            ("weekdays", "Monday to Friday"),
            ("weekends", "Saturday and Sunday"),
        ]),
    })
}

fn of_week(hours: &Hours) -> Option<Grid> {
    let by_day = hours.by_day.as_ref()?;
    let rows = (0..24).map(|hour| {
        let label = format!("{hour:02}:00 to {:02}:00", (hour + 1) % 24);
        let cells = by_day.iter().map(|day| share(day.get(hour).copied().flatten()));
        plain_row(&label, cells.collect())
    });
    Some(Grid {
        first: "Hour".to_owned(),
        unit: SHARE.to_owned(),
        rows: rows.collect(),
        columns: DAYS
            .iter()
            .map(|day| (day.to_lowercase(), (*day).to_owned()))
            .collect(),
    })
}

fn share(share: Option<u8>) -> String {
    share.map_or_else(|| "[c]".to_owned(), |share| share.to_string())
}

fn columns(headings: &[(&str, &str)]) -> Vec<(String, String)> {
    let headings = headings.iter();
    headings
        .map(|(key, label)| ((*key).to_owned(), (*label).to_owned()))
        .collect()
}

fn plain_row(label: &str, values: Vec<String>) -> Row {
    let cells = values.into_iter().map(|value| Cell {
        value,
        note: String::new(),
    });
    Row {
        key: row_key(label),
        label: label.to_owned(),
        cells: cells.collect(),
    }
}
