//! What is on each page, and how it is drawn.

use super::Painter;
use crate::layout::Line;
use domain::assessment::Bar;
use krilla::geom::{PathBuilder, Rect};
use krilla::tagging::{Identifier, SpanTag};

/// What is on a page, in the order in which it is drawn.
#[derive(Default)]
pub(super) struct Sheet(pub(super) Vec<Mark>);

/// Something on a page.
pub(super) enum Mark {
    /// Words that are part of the tree of tags.
    Words(Vec<Line>),
    /// A picture of bars that is part of the tree of tags: its top, and its bars.
    Bars(f64, Vec<Bar>),
    /// Words that repeat others, which screen readers skip.
    Again(Vec<Line>),
    /// A line across: its left end, its right end and its height.
    Rule(f64, f64, f64),
}

/// How high a picture of bars is.
pub(super) const BARS: f64 = 62.0;
/// The height of its bars alone.
const HIGH: f64 = 50.0;
/// The height of the box for a withheld count, which is always the same.
const WITHHELD: f64 = 5.0;
/// The room for the numbers of its scale.
const SCALE: f64 = 12.0;
const SMALL: f64 = 2.6;

/// Draws a page. Adds an identifier for each mark that is part of the tree, in order.
pub(super) fn draw(sheet: &Sheet, painter: &mut Painter<'_, '_>, found: &mut Vec<Identifier>) {
    for mark in &sheet.0 {
        match mark {
            Mark::Words(lines) => found.push(painter.span(SpanTag::empty(), lines)),
            Mark::Bars(top, bars) => found.push(painter.figure(|painter| picture(painter, *top, bars))),
            Mark::Again(lines) => painter.artifact(|painter| {
                for line in lines {
                    painter.write(line);
                }
            }),
            Mark::Rule(left, right, y) => painter.artifact(|painter| {
                let mut path = PathBuilder::new();
                path.move_to(*left as f32, *y as f32);
                path.line_to(*right as f32, *y as f32);
                painter.stroke(path, 0.15);
            }),
        }
    }
}

/// Draws bars with a scale beside them and some of their names below.
fn picture(painter: &mut Painter<'_, '_>, top: f64, bars: &[Bar]) {
    let most = bars.iter().filter_map(|bar| bar.count).max().unwrap_or(0).max(1);
    let (left, right) = (super::MARGIN + SCALE, super::PAGE.0 - super::MARGIN);
    let foot = top + HIGH;
    for count in [0, most] {
        let y = foot - HIGH * count as f64 / most as f64;
        let mut path = PathBuilder::new();
        path.move_to(left as f32, y as f32);
        path.line_to(right as f32, y as f32);
        painter.stroke(path, 0.15);
        painter.write(&small(&count.to_string(), super::MARGIN, y + 1.0));
    }
    let step = (right - left) / bars.len().max(1) as f64;
    for (at, bar) in bars.iter().enumerate() {
        let x = left + step * (at as f64 + 0.15);
        let height = bar
            .count
            .map_or(WITHHELD, |count| HIGH * count as f64 / most as f64);
        let rect = Rect::from_xywh(
            x as f32,
            (foot - height) as f32,
            (step * 0.7) as f32,
            height as f32,
        );
        let mut path = PathBuilder::new();
        if let Some(rect) = rect {
            path.push_rect(rect);
        }
        match bar.count {
            Some(_) => painter.fill(path),
            None => painter.stroke(path, 0.2),
        }
        if at % 6 == 0 {
            painter.write(&small(&bar.label, x, foot + 4.5));
        }
    }
}

fn small(text: &str, x: f64, y: f64) -> Line {
    let face = crate::face::Face::Text;
    Line {
        text: face.drawable(text),
        face,
        size: SMALL,
        x,
        y,
    }
}
