//! A chart of values with their intervals, one below the other.

use super::{Chart, Shape, WIDTH, WORDS, line, text, unit};

/// A value with its interval, all from 0 to 1.
#[derive(Clone, Debug, PartialEq)]
pub struct Span {
    /// What the value is about.
    pub label: String,
    /// The value.
    pub value: f64,
    /// The interval's lowest value.
    pub low: f64,
    /// The interval's highest value.
    pub high: f64,
}

const LEFT: f64 = 20.0;
const ROW: f64 = 62.0;

/// Draws shares with their intervals on a line from 0 to 100 per cent.
pub fn spans(id: &str, title: &str, summary: &str, all: &[Span]) -> Chart {
    let wide = WIDTH - 2.0 * LEFT;
    let x = |share: f64| LEFT + wide * share;
    let bottom = ROW * all.len() as f64 + 10.0;
    let mut shapes = Vec::new();
    for tick in [0.0, 0.5, 1.0] {
        shapes.push(line([x(tick), 4.0, x(tick), bottom], "fm-chart__rule"));
        let anchor = match tick {
            0.0 => "start",
            1.0 => "end",
            _ => "middle",
        };
        shapes.push(text(
            [x(tick), bottom + 24.0],
            anchor,
            format!("{:.0}%", tick * 100.0),
            WORDS,
        ));
    }
    for (at, span) in all.iter().enumerate() {
        let y = ROW * at as f64 + 46.0;
        shapes.push(text([LEFT + 6.0, y - 20.0], "start", span.label.clone(), WORDS));
        shapes.push(line([x(span.low), y, x(span.high), y], "fm-chart__span"));
        shapes.push(Shape::Dot {
            at: [x(span.value), y].map(unit),
            class: "fm-chart__dot",
        });
    }
    Chart {
        id: id.to_owned(),
        title: title.to_owned(),
        summary: summary.to_owned(),
        height: (bottom + 34.0) as u32,
        shapes,
    }
}
