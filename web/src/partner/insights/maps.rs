//! The maps of the overview: wards filled by a year's thefts, and hot places as numbered points.

use crate::shared::wards::{Map, Shade, shaded, steps};
use domain::figure::release::{Release, Value};
use domain::place::Point;
use domain::text::counted;

/// A map, with its title and description.
pub(super) struct Drawn {
    pub(super) map: Map,
    pub(super) title: String,
    pub(super) words: String,
    /// What each step means.
    pub(super) steps: Vec<(u8, String)>,
    /// Whether a ward is hatched.
    pub(super) hatched: bool,
}

/// Draws wards by the thefts of the last financial year. Returns `None` if no ward has a count to show.
pub(super) fn by_ward(release: &Release) -> Option<Drawn> {
    let table = release.table("wards")?;
    let year = table.columns.last()?;
    let value = |code: &str| table.cell(code, &year.key).map(|cell| cell.value);
    let wards = table.rows.iter().filter(|row| row.key != "all");
    let values: Vec<(&str, Value)> = wards
        .map(|row| {
            let value = value(&row.key).unwrap_or(Value::NotAvailable);
            (row.label.as_str(), value)
        })
        .collect();
    let most = values
        .iter()
        .filter_map(|(name, value)| value.count().map(|count| (count, *name)))
        .max();
    let (most, fullest) = most.filter(|(count, _)| *count > 0)?;
    let steps = steps(most);
    let map = shaded(
        &release.partnership,
        |code| match value(code) {
            Some(Value::Count(count)) => Shade::of(count, &steps),
            Some(Value::Withheld) => Shade::Withheld,
            _ => Shade::Plain,
        },
        &[],
    )?;
    let many = |wanted: Value| values.iter().filter(|(_, value)| *value == wanted).count();
    let (withheld, missing) = (many(Value::Withheld), many(Value::NotAvailable));
    let words = words_of_wards((most, fullest), withheld, missing);
    let mut lowest = 0;
    let mut told = Vec::new();
    for (at, highest) in (1..).zip(steps) {
        if highest >= lowest {
            told.push((at, format!("{lowest} to {highest}")));
        }
        lowest = highest + 1;
    }
    Some(Drawn {
        map,
        title: format!("Thefts by ward, {}", year.label),
        words,
        steps: told,
        hatched: withheld > 0,
    })
}

/// Says which ward has the most thefts, and what the others' looks mean.
fn words_of_wards((most, fullest): (u64, &str), withheld: usize, missing: usize) -> String {
    let mut words = format!("Of the wards whose number we can show, {fullest} has the most thefts: {most}.");
    if withheld > 0 {
        words += &format!(
            " The numbers of {} are withheld, so {} hatched.",
            counted(withheld, "ward", "wards"),
            if withheld == 1 { "it is" } else { "they are" }
        );
    }
    if missing > 0 {
        words += &format!(
            " {}.",
            counted(
                missing,
                "ward has no number and is plain",
                "wards have no number and are plain"
            )
        );
    }
    words + " The table has the numbers that we can show."
}

/// Draws hot places as numbered points. Returns `None` if there are none.
pub(super) fn of_places(release: &Release) -> Option<Drawn> {
    let points: Vec<(usize, Point)> = (1..)
        .zip(&release.places)
        .filter_map(|(number, place)| Some((number, Point::new(place.middle.0, place.middle.1).ok()?)))
        .collect();
    if points.is_empty() {
        return None;
    }
    let map: Map = shaded(&release.partnership, |_| Shade::Plain, &points)?;
    Some(Drawn {
        map,
        title: "Hot places in the last four closed quarters".to_owned(),
        words: format!(
            "{}, numbered as in the table, with the hottest first. Each place is one or more squares of 200 metres. \
             The point is in the middle of its hottest square.",
            counted(points.len(), "hot place", "hot places")
        ),
        steps: Vec::new(),
        hatched: false,
    })
}
