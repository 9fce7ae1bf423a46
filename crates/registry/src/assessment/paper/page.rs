//! The text of an edition's web page. It has classes and no styles of its own.

use askama::Template;
use domain::assessment::{Bar, Piece};

/// The width of a picture in its own units.
const WIDTH: f64 = 600.0;
const LEFT: f64 = 52.0;
const TOP: f64 = 16.0;
const HIGH: f64 = 220.0;
/// The height of the box for a withheld count, which is always the same.
const WITHHELD: f64 = 24.0;

#[derive(Template)]
#[template(path = "assessment/paper/page.html")]
struct Page<'p> {
    pieces: &'p [Piece],
}

/// A bar in units of the picture.
struct Drawn<'b> {
    x: String,
    y: String,
    width: String,
    height: String,
    class: &'static str,
    /// The words below it, if it has any.
    label: Option<&'b str>,
}

/// A line of the scale: its height, and what it says.
struct Tick {
    y: String,
    words_y: String,
    count: u64,
}

/// Makes the text of the web page.
///
/// # Errors
/// [`askama::Error`] when the page cannot be written.
pub fn body(pieces: &[Piece]) -> Result<String, askama::Error> {
    Page { pieces }.render()
}

/// Returns the top of the scale: an even number, so that the tick in the middle is whole.
fn top(bars: &[Bar]) -> u64 {
    let most = bars.iter().filter_map(|bar| bar.count).max().unwrap_or(0);
    let step = match most {
        0..=20 => 2,
        21..=200 => 20,
        201..=2_000 => 200,
        _ => 2_000,
    };
    most.max(1).div_ceil(step) * step
}

fn ticks(bars: &[Bar]) -> Vec<Tick> {
    let top = top(bars);
    let tick = |count: u64| {
        let y = TOP + HIGH * (1.0 - count as f64 / top as f64);
        Tick {
            y: unit(y),
            words_y: unit(y + 7.0),
            count,
        }
    };
    vec![tick(0), tick(top / 2), tick(top)]
}

fn drawn(bars: &[Bar]) -> Vec<Drawn<'_>> {
    let step = (WIDTH - LEFT) / bars.len().max(1) as f64;
    let top = top(bars) as f64;
    let each = bars.iter().enumerate().map(|(at, bar)| {
        let (height, class) = match bar.count {
            Some(count) => (HIGH * count as f64 / top, "fm-chart__bar"),
            None => (WITHHELD, "fm-chart__withheld"),
        };
        Drawn {
            x: unit(LEFT + step * (at as f64 + 0.15)),
            y: unit(TOP + HIGH - height),
            width: unit(step * 0.7),
            height: unit(height),
            class,
            label: (at % 6 == 0).then_some(bar.label.as_str()),
        }
    });
    each.collect()
}

/// Writes a place or length to a tenth of a unit.
fn unit(value: f64) -> String {
    format!("{value:.1}")
}
