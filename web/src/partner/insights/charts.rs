//! The charts of the overview.

use super::view::DAYS;
use crate::shared::chart::{self, Bar, Chart, Span};
use domain::figure::Month;
use domain::figure::release::{Hours, Release, Value};
use registry::figure::insights::limits;

/// Draws thefts by month. The first twelve months say what is usual, if each of them is shown.
pub(super) fn months(release: &Release) -> Option<Chart> {
    let table = release.table("months")?;
    let values: Vec<Value> = table
        .rows
        .iter()
        .map(|row| {
            let cell = table.cell(&row.key, "thefts");
            cell.map_or(Value::NotAvailable, |cell| cell.value)
        })
        .collect();
    let bars: Vec<Bar> = table
        .rows
        .iter()
        .zip(&values)
        .map(|(row, value)| Bar {
            label: short(&row.key),
            count: value.count(),
        })
        .collect();
    let first: Option<Vec<u64>> = bars.iter().take(12).map(|bar| bar.count).collect();
    let usual = first
        .filter(|counts| !counts.is_empty())
        .map(|counts| counts.iter().sum::<u64>() as f64 / counts.len() as f64);
    let usual = usual.filter(|usual| *usual > 0.0);
    let warn = usual.and_then(limits).map(|limits| limits.warn);
    let mut summary = match warn {
        Some((low, high)) => {
            let outside = bars
                .iter()
                .skip(12)
                .filter(|bar| bar.count.is_some_and(|count| !(low..=high).contains(&count)));
            format!(
                "Judging by the first twelve months, a usual month has {low} to {high} thefts. Of the last twelve \
                 months, {} outside that range.",
                match outside.count() {
                    0 => "none is".to_owned(),
                    1 => "1 is".to_owned(),
                    many => format!("{many} are"),
                }
            )
        }
        None => format!(
            "{}, so we cannot say what a usual month is.",
            why_unusual(&values)
        ),
    };
    if values.contains(&Value::Withheld) {
        summary += " A box with a dashed outline means that the number is withheld.";
    }
    Some(chart::months(
        "months-chart",
        "Thefts by month",
        &summary,
        &bars,
        warn,
    ))
}

/// Says why the first twelve months do not show what is usual.
fn why_unusual(values: &[Value]) -> &'static str {
    let mut first = values.iter().take(12);
    if first.clone().any(|value| *value == Value::Withheld) {
        "Some months are withheld"
    } else if first.any(|value| value.count().is_none()) {
        "Some months are not available"
    } else {
        "There were no thefts in the first twelve months"
    }
}

/// Writes `2024-01` as `Jan 24`.
fn short(key: &str) -> String {
    Month::parse(key).map_or_else(
        |_| key.to_owned(),
        |month| month.first_day().strftime("%b %y").to_string(),
    )
}

/// Draws when bikes were stolen, in blocks of four hours.
pub(super) fn blocks(hours: &Hours) -> Option<Chart> {
    let (weekdays, weekends) = (hours.weekdays?, hours.weekends?);
    let rows = [
        ("Mon to Fri".to_owned(), weekdays.to_vec()),
        ("Sat and Sun".to_owned(), weekends.to_vec()),
    ];
    let most = weekdays
        .iter()
        .enumerate()
        .filter_map(|(at, share)| share.map(|share| (share, at)))
        .max();
    let summary = most.map_or_else(
        || "Each block has too few thefts to show its share.".to_owned(),
        |(share, at)| {
            format!(
                "On weekdays, the busiest hours are {:02}:00 to {:02}:00, with {share}% of all thefts where we know the \
                 time to within a day. We spread each theft over the hours when it could have happened. These are all \
                 the thefts, not a sample, so there is no interval.",
                at * 4,
                (at * 4 + 4) % 24
            )
        },
    );
    let tops: Vec<(usize, String)> = (0..6).map(|at| (at, format!("{:02}:00", at * 4))).collect();
    Some(chart::hours(
        "blocks-chart",
        ("When bikes were stolen, in blocks of four hours", &summary),
        &rows,
        &tops,
    ))
}

/// Draws when bikes were stolen, by hour and day.
pub(super) fn week(hours: &Hours) -> Option<Chart> {
    let by_day = hours.by_day.as_ref()?;
    let rows: Vec<(String, Vec<Option<u8>>)> = DAYS
        .iter()
        .zip(by_day)
        .map(|(day, shares)| ((*day).to_owned(), shares.clone()))
        .collect();
    let tops: Vec<(usize, String)> = [0, 6, 12, 18].map(|hour| (hour, format!("{hour:02}:00"))).into();
    Some(chart::hours(
        "week-chart",
        (
            "When bikes were stolen, by hour and day",
            "Darker hours have a larger share of thefts. Hatched hours have too few to show. The table has the numbers.",
        ),
        &rows,
        &tops,
    ))
}

/// Draws what came back, as shares with their intervals. Returns `None` for fewer than twenty bikes.
pub(super) fn back(release: &Release, shares: &[super::overview::Share]) -> Option<Chart> {
    release.table("year")?;
    let spans: Vec<Span> = shares
        .iter()
        .map(|share| Span {
            label: share.label.to_owned(),
            value: share.value,
            low: share.low,
            high: share.high,
        })
        .collect();
    (!spans.is_empty()).then(|| {
        chart::spans(
            "back-chart",
            "What came back in the last twelve months",
            "Each dot is a share of all recovered bikes. Its line shows the range that the true share probably lies in.",
            &spans,
        )
    })
}
