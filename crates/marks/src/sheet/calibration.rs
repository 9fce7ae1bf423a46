//! The calibration page: rulers, the outlines of the labels, and what to do if they do not fit.

use super::Print;
use super::painter::Painter;
use crate::Stock;
use crate::face::Face;
use crate::layout::Line;
use krilla::geom::{PathBuilder, Rect};
use krilla::tagging::{SpanTag, Tag, TagGroup};
use std::num::NonZeroU16;

/// Draws the page and returns its tags.
pub(super) fn draw(painter: &mut Painter<'_, '_>, print: &Print<'_>) -> TagGroup {
    outlines(painter, print.stock);
    let small = print.stock == Stock::Roll62;
    let mut page = TagGroup::new(Tag::Section);
    let (left, mut y, size) = if small { (6.0, 4.8, 1.9) } else { (40.0, 44.0, 3.4) };
    if !small {
        // Without this, the frames would run through the words.
        painter.artifact(|painter| painter.blank((34.0, 32.0), (145.0, 76.0)));
    }
    let heading = line(Face::Strong, size * 1.5, "Calibration page", left, y);
    let title = painter.span(SpanTag::empty(), &[heading]);
    let h1 = Tag::Hn(NonZeroU16::MIN, Some("Calibration page".to_owned()));
    page.push(TagGroup::with_children(h1, vec![title.into()]));
    y += size * 2.0;
    for paragraph in words(print, small) {
        let lines: Vec<Line> = paragraph
            .iter()
            .map(|text| {
                let line = line(Face::Text, size, text, left, y);
                y += size * 1.3;
                line
            })
            .collect();
        let id = painter.span(SpanTag::empty(), &lines);
        page.push(TagGroup::with_children(Tag::P, vec![id.into()]));
        y += size * 0.4;
    }
    y += if small { 0.0 } else { 6.0 };
    let long = if small { 50.0 } else { 100.0 };
    let across = painter.figure(|painter| ruler(painter, (left, y), long, false));
    let said = format!("A ruler across the page, {long} mm long");
    page.push(TagGroup::with_children(
        Tag::Figure(Some(said)),
        vec![across.into()],
    ));
    if !small {
        let down = painter.figure(|painter| ruler(painter, (left, y + 14.0), long, true));
        let said = format!("A ruler down the page, {long} mm long");
        page.push(TagGroup::with_children(
            Tag::Figure(Some(said)),
            vec![down.into()],
        ));
    }
    page
}

/// The instructions, one paragraph after another, already broken into lines.
fn words(print: &Print<'_>, small: bool) -> Vec<Vec<String>> {
    let (x, y) = print.offset;
    let now = format!("This page was printed with Move across {x:.1} mm and Move down {y:.1} mm.");
    let all: &[&[&str]] = if small {
        &[
            &["Print at 100 %, not \u{201c}fit to page\u{201d}."],
            &[
                "The line below must measure 50 mm. If the frame",
                "is not in the middle of the label, fill in Move",
                "across (to the right) and Move down, in mm.",
            ],
        ]
    } else {
        &[
            &[
                "Print this page on plain paper at 100 % or \u{201c}actual size\u{201d}, not \u{201c}fit to page\u{201d}.",
                "Both rulers must measure 100 mm. If they do not, the printer is still scaling the page.",
            ],
            &[
                "Lay the page on a sheet of labels and hold both up to the light.",
                "The frames must lie on the edges of the labels.",
            ],
            &[
                "If the frames lie 1 mm too far to the right, add -1 to Move across; too far to the left, add 1.",
                "If they lie 1 mm too low, add -1 to Move down; too high, add 1.",
                "Move across and Move down are on the page that prints the labels.",
            ],
            &["Give the printer a name there, and we will keep its numbers for next time."],
        ]
    };
    all.iter()
        .map(|lines| lines.iter().map(|&text| text.to_owned()).collect())
        .chain(std::iter::once(vec![print.stock.label().to_owned(), now]))
        .collect()
}

fn line(face: Face, size: f64, text: &str, x: f64, y: f64) -> Line {
    Line {
        text: face.drawable(text),
        face,
        size,
        x,
        y,
    }
}

/// The frames of the labels. Screen readers skip them.
fn outlines(painter: &mut Painter<'_, '_>, stock: Stock) {
    let is = stock.geometry();
    let mut path = PathBuilder::new();
    for place in 0..is.per_sheet() {
        let (x, y) = is.corner(place);
        // On a roll the frame would be on the cut itself.
        let inset = if stock == Stock::Roll62 { 1.5 } else { 0.0 };
        let frame = Rect::from_xywh(
            (x + inset) as f32,
            (y + inset) as f32,
            (is.width - 2.0 * inset) as f32,
            (is.height - 2.0 * inset) as f32,
        );
        if let Some(frame) = frame {
            path.push_rect(frame);
        }
    }
    painter.artifact(|painter| painter.stroke(path, 0.15));
}

/// A ruler with a mark every millimetre and a number every ten millimetres.
fn ruler(painter: &mut Painter<'_, '_>, (x, y): (f64, f64), long: f64, down: bool) {
    let mut path = PathBuilder::new();
    let mut stroke = |(ax, ay): (f64, f64), (bx, by): (f64, f64)| {
        let turned = |along: f64, aside: f64| {
            if down {
                (x + aside, y + along)
            } else {
                (x + along, y + aside)
            }
        };
        let (from, to) = (turned(ax, ay), turned(bx, by));
        path.move_to(from.0 as f32, from.1 as f32);
        path.line_to(to.0 as f32, to.1 as f32);
    };
    stroke((0.0, 0.0), (long, 0.0));
    for millimetre in 0..=long as u32 {
        let at = f64::from(millimetre);
        let tick = match millimetre {
            m if m % 10 == 0 => 4.0,
            m if m % 5 == 0 => 3.0,
            _ => 1.8,
        };
        stroke((at, 0.0), (at, tick));
    }
    painter.stroke(path, 0.15);
    for ten in (0..=long as u32).step_by(10) {
        let (along, text) = (f64::from(ten), ten.to_string());
        let width = Face::Text.width(&text) * 2.4;
        let (tx, ty) = if down {
            (x + 5.0, y + along + 0.9)
        } else {
            (x + along - width / 2.0, y + 7.0)
        };
        painter.write(&line(Face::Text, 2.4, &text, tx, ty));
    }
}
