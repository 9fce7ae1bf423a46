//! A chart of counts by month, with the limits of a usual month.

use super::{Chart, Shape, WIDTH, WORDS, line, rect, text};

/// A month of the chart.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Bar {
    /// Its short name under the bar.
    pub label: String,
    /// Its count, or `None` if it is not shown.
    pub count: Option<u64>,
}

const LEFT: f64 = 52.0;
const TOP: f64 = 16.0;
const HIGH: f64 = 220.0;
const BELOW: f64 = 44.0;

/// Draws months as bars. `limits` are the lowest and highest count of a usual month, if they are known.
pub fn months(id: &str, title: &str, summary: &str, bars: &[Bar], limits: Option<(u64, u64)>) -> Chart {
    let counts = bars.iter().filter_map(|bar| bar.count);
    let most = counts.chain(limits.map(|(_, high)| high)).max().unwrap_or(0);
    let top = round_up(most);
    let y = |count: f64| TOP + HIGH * (1.0 - count / top);
    let mut shapes = Vec::new();
    if let Some((low, high)) = limits {
        let (upper, lower) = (y(high as f64), y(low as f64));
        shapes.push(rect([LEFT, upper, WIDTH - LEFT, lower - upper], "fm-chart__band"));
    }
    for tick in [0.0, top / 2.0, top] {
        shapes.push(line([LEFT, y(tick), WIDTH, y(tick)], "fm-chart__rule"));
        shapes.push(text(
            [LEFT - 8.0, y(tick) + 7.0],
            "end",
            format!("{tick:.0}"),
            WORDS,
        ));
    }
    let step = (WIDTH - LEFT) / bars.len().max(1) as f64;
    for (at, bar) in bars.iter().enumerate() {
        let left = LEFT + step * at as f64;
        shapes.push(column(left, step, bar.count, &y));
        if at % 6 == 0 {
            shapes.push(text([left + 2.0, TOP + HIGH + 30.0], "start", &*bar.label, WORDS));
        }
    }
    if let Some((low, high)) = limits {
        for count in [low, high] {
            let at = y(count as f64);
            shapes.push(line([LEFT, at, WIDTH, at], "fm-chart__limit"));
        }
    }
    Chart {
        id: id.to_owned(),
        title: title.to_owned(),
        summary: summary.to_owned(),
        height: (TOP + HIGH + BELOW) as u32,
        shapes,
    }
}

/// Draws a bar. The box for a withheld count always has the same height.
fn column(left: f64, step: f64, count: Option<u64>, y: &impl Fn(f64) -> f64) -> Shape {
    let (x, width) = (left + step * 0.15, step * 0.7);
    match count {
        Some(count) => {
            let at = y(count as f64);
            rect([x, at, width, y(0.0) - at], "fm-chart__bar")
        }
        None => rect([x, y(0.0) - 24.0, width, 24.0], "fm-chart__withheld"),
    }
}

/// Rounds up to an even number for the top of the scale, so that the tick in the middle is a whole number.
fn round_up(most: u64) -> f64 {
    let steps = [
        2, 4, 6, 10, 20, 40, 60, 100, 200, 400, 600, 1_000, 2_000, 4_000, 10_000,
    ];
    let top = steps.into_iter().find(|step| *step >= most);
    top.unwrap_or_else(|| most.div_ceil(10_000) * 10_000) as f64
}
