//! Tables of a report: header cells for columns and rows, and the headings again on each new page.

use super::draw::Mark;
use super::layout::{Filling, LEADING, broken};
use super::{FOOT, MARGIN, ROOM, Tree};
use crate::face::Face;
use crate::layout::Line;
use domain::assessment::Grid;
use krilla::tagging::{TableHeaderScope, Tag, TagKind};

/// The size of the writing in a table.
const SIZE: f64 = 2.9;
/// The space between two columns.
const GAP: f64 = 2.0;

/// Where the columns of a table are.
pub(super) struct Widths(Vec<(f64, f64)>);

impl Widths {
    /// Divides the room: the first column gets about a third, and the others share the rest by what they hold.
    pub(super) fn of(grid: &Grid) -> Self {
        let longest = |at: usize, heading: &str| {
            let cells = grid.rows.iter().filter_map(|row| row.cells.get(at));
            let cells = cells.map(|cell| cell.value.chars().count() + cell.note.chars().count());
            // A long text breaks into lines, and a short number still needs some room.
            cells
                .max()
                .unwrap_or(0)
                .max(heading.chars().count() / 2)
                .clamp(6, 60) as f64
        };
        let columns = grid.columns.iter().enumerate();
        let parts: Vec<f64> = columns.map(|(at, (_, heading))| longest(at, heading)).collect();
        let whole: f64 = parts.iter().sum::<f64>().max(1.0);
        let first = ROOM * 0.32;
        let mut left = MARGIN + first;
        let mut all = vec![(MARGIN, first - GAP)];
        for part in parts {
            let width = (ROOM - first) * part / whole;
            all.push((left, width - GAP));
            left += width;
        }
        Self(all)
    }
}

/// One row that is laid out: the lines of each cell, and the height of the tallest cell.
struct Row {
    cells: Vec<Vec<String>>,
    height: f64,
    face: Face,
}

impl Row {
    fn of<'t>(texts: impl Iterator<Item = &'t str>, widths: &Widths, face: Face) -> Self {
        let cells: Vec<Vec<String>> = texts
            .zip(&widths.0)
            .map(|(text, (_, width))| broken(face, SIZE, text, *width))
            .collect();
        let most = cells.iter().map(Vec::len).max().unwrap_or(1).max(1);
        Self {
            height: most as f64 * SIZE * LEADING + 1.6,
            cells,
            face,
        }
    }

    /// The lines of a cell at a height.
    fn lines(&self, at: usize, widths: &Widths, top: f64) -> Vec<Line> {
        let (Some(texts), Some((left, _))) = (self.cells.get(at), widths.0.get(at)) else {
            return Vec::new();
        };
        let lines = texts.iter().enumerate().map(|(number, text)| Line {
            text: text.clone(),
            face: self.face,
            size: SIZE,
            x: *left,
            y: top + SIZE * LEADING * (number + 1) as f64,
        });
        lines.collect()
    }
}

/// Lays out the rows of a table, and returns its head and body.
pub(super) fn rows(filling: &mut Filling, grid: &Grid, widths: &Widths) -> Vec<Tree> {
    let headings = std::iter::once(grid.first.as_str());
    let headings = headings.chain(grid.columns.iter().map(|(_, heading)| heading.as_str()));
    let head = Row::of(headings, widths, Face::Strong);
    let cells = header_cells(filling, &head, widths);
    let head_group = Tree::Group(Tag::THead.into(), vec![Tree::Group(Tag::TR.into(), cells)]);
    rule(filling, head.height);
    let mut body = Vec::new();
    for row in &grid.rows {
        let values: Vec<String> = row
            .cells
            .iter()
            .map(|cell| match cell.note.as_str() {
                "" => cell.value.clone(),
                note => format!("{} {note}", cell.value),
            })
            .collect();
        let texts = std::iter::once(row.label.as_str()).chain(values.iter().map(String::as_str));
        let laid = Row::of(texts, widths, Face::Text);
        if filling.room(laid.height.min(FOOT - MARGIN - head.height)) {
            again(filling, &head, widths);
        }
        let mut cells = Vec::new();
        for at in 0..=grid.columns.len() {
            let tag: TagKind = if at == 0 {
                Tag::TH(TableHeaderScope::Row).into()
            } else {
                Tag::TD.into()
            };
            cells.push(cell(filling, tag, laid.lines(at, widths, filling.y)));
        }
        body.push(Tree::Group(Tag::TR.into(), cells));
        rule(filling, laid.height);
    }
    let body = Tree::Group(Tag::TBody.into(), body);
    vec![head_group, body]
}

fn header_cells(filling: &mut Filling, head: &Row, widths: &Widths) -> Vec<Tree> {
    let mut cells = Vec::new();
    for at in 0..widths.0.len() {
        let lines = head.lines(at, widths, filling.y);
        let tag = Tag::TH(TableHeaderScope::Column).into();
        cells.push(cell(filling, tag, lines));
    }
    cells
}

fn cell(filling: &mut Filling, tag: TagKind, lines: Vec<Line>) -> Tree {
    let children = if lines.is_empty() {
        Vec::new()
    } else {
        vec![filling.place(Mark::Words(lines))]
    };
    Tree::Group(tag, children)
}

/// Draws the line below a row and goes on below it.
fn rule(filling: &mut Filling, height: f64) {
    filling.y += height;
    filling.decorate(Mark::Rule(MARGIN, MARGIN + ROOM, filling.y));
}

/// Writes the headings again at the top of a page.
fn again(filling: &mut Filling, head: &Row, widths: &Widths) {
    for at in 0..widths.0.len() {
        let lines = head.lines(at, widths, filling.y);
        filling.decorate(Mark::Again(lines));
    }
    rule(filling, head.height);
}
