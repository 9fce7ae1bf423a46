//! A chart of shares by hour of the week, in rows.

use super::{Chart, WIDTH, WORDS, rect, text};

const LEFT: f64 = 130.0;
const TOP: f64 = 34.0;
const ROW: f64 = 44.0;

/// The classes of shares, from the smallest to the largest.
const STEPS: [&str; 5] = [
    "fm-chart__cell--1",
    "fm-chart__cell--2",
    "fm-chart__cell--3",
    "fm-chart__cell--4",
    "fm-chart__cell--5",
];

/// Draws rows of shares in whole per cent. A share that is withheld is hatched. `tops` are words above some columns.
pub fn hours(
    id: &str,
    (title, summary): (&str, &str),
    rows: &[(String, Vec<Option<u8>>)],
    tops: &[(usize, String)],
) -> Chart {
    let columns = rows
        .iter()
        .map(|(_, shares)| shares.len())
        .max()
        .unwrap_or(1)
        .max(1);
    let wide = (WIDTH - LEFT) / columns as f64;
    let most = rows.iter().flat_map(|(_, shares)| shares.iter().flatten()).max();
    let most = f64::from(most.copied().unwrap_or(1).max(1));
    let mut shapes = Vec::new();
    for (at, top) in tops {
        shapes.push(text(
            [LEFT + wide * *at as f64, TOP - 10.0],
            "start",
            top.clone(),
            WORDS,
        ));
    }
    for (row, (name, shares)) in rows.iter().enumerate() {
        let y = TOP + ROW * row as f64;
        shapes.push(text([LEFT - 10.0, y + 28.0], "end", name.clone(), WORDS));
        for (column, share) in shares.iter().enumerate() {
            let x = LEFT + wide * column as f64;
            let class = share.map_or("fm-chart__withheld", |share| step(share, most));
            shapes.push(rect([x + 1.0, y + 1.0, wide - 2.0, ROW - 2.0], class));
            // The hours of a day are too narrow for a number. The table has the numbers.
            if let Some(share) = share.filter(|_| wide > 40.0) {
                let dark = f64::from(share) / most > 0.6;
                let class = if dark {
                    "fm-chart__text fm-chart__text--light"
                } else {
                    WORDS
                };
                shapes.push(text(
                    [x + wide / 2.0, y + 28.0],
                    "middle",
                    share.to_string(),
                    class,
                ));
            }
        }
    }
    Chart {
        id: id.to_owned(),
        title: title.to_owned(),
        summary: summary.to_owned(),
        height: (TOP + ROW * rows.len() as f64 + 6.0) as u32,
        shapes,
    }
}

fn step(share: u8, most: f64) -> &'static str {
    let at = (f64::from(share) / most * 5.0).ceil() as usize;
    STEPS.get(at.saturating_sub(1)).copied().unwrap_or(STEPS[0])
}
