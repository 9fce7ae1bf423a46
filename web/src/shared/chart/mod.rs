//! Charts as lists of shapes with classes. A template draws them as a picture without inline styles. Beside each
//! chart there is a table with the same numbers.

mod grid;
mod months;
mod spans;

pub use grid::hours;
pub use months::{Bar, months};
pub use spans::{Span, spans};

/// The width of a picture in its own units. On a narrow phone a unit is about 0.6 pixels.
const WIDTH: f64 = 600.0;

/// A chart, ready to be drawn.
#[derive(Clone, Debug, PartialEq)]
pub struct Chart {
    /// The id that tells it from other charts on the page.
    pub id: String,
    /// What it shows.
    pub title: String,
    /// What people can see in it, in a sentence.
    pub summary: String,
    /// The picture's height; its width is 600.
    pub height: u32,
    /// Its shapes, from back to front.
    pub shapes: Vec<Shape>,
}

/// A part of a chart, in units from the top left.
#[derive(Clone, Debug, PartialEq)]
pub enum Shape {
    /// A rectangle.
    Rect {
        /// Left, top, width and height.
        at: [String; 4],
        /// Its class.
        class: &'static str,
    },
    /// A line.
    Line {
        /// Its two ends: x, y, x, y.
        at: [String; 4],
        /// Its class.
        class: &'static str,
    },
    /// A dot.
    Dot {
        /// Its centre: x, y.
        at: [String; 2],
        /// Its class.
        class: &'static str,
    },
    /// Words.
    Text {
        /// The x of their start, middle or end, and the y of their base line.
        at: [String; 2],
        /// `start`, `middle` or `end`.
        anchor: &'static str,
        /// The words.
        text: String,
        /// Their class.
        class: &'static str,
    },
}

/// Writes a place or length to a tenth of a unit.
fn unit(value: f64) -> String {
    let tenths = (value * 10.0).round() / 10.0;
    if tenths.fract() == 0.0 {
        format!("{tenths:.0}")
    } else {
        format!("{tenths:.1}")
    }
}

fn rect(at: [f64; 4], class: &'static str) -> Shape {
    Shape::Rect {
        at: at.map(unit),
        class,
    }
}

fn line(at: [f64; 4], class: &'static str) -> Shape {
    Shape::Line {
        at: at.map(unit),
        class,
    }
}

fn text(at: [f64; 2], anchor: &'static str, text: impl Into<String>, class: &'static str) -> Shape {
    Shape::Text {
        at: at.map(unit),
        anchor,
        text: text.into(),
        class,
    }
}

const WORDS: &str = "fm-chart__text";

#[cfg(test)]
mod tests;
