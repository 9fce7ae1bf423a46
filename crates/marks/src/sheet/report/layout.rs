//! Puts the pieces of a report on pages.

use super::draw::{BARS, Mark, Sheet};
use super::table::{self, Widths};
use super::{Chapter, FOOT, MARGIN, ROOM, Report, Tree};
use crate::face::Face;
use crate::layout::{Line, wrap};
use domain::assessment::{Grid, Piece};
use krilla::tagging::{Tag, TagKind};
use std::num::NonZeroU16;

/// The size of plain text.
pub(super) const TEXT: f64 = 3.6;
/// From one line to the next, in ems.
pub(super) const LEADING: f64 = 1.4;
/// A heading needs this much room below it, so that it does not stand alone at the foot of a page.
const WITH_HEADING: f64 = 30.0;

/// A report on its pages, with its tree of tags.
pub(super) struct Laid {
    pub(super) sheets: Vec<Sheet>,
    pub(super) tree: Vec<Tree>,
    pub(super) chapters: Vec<Chapter>,
}

/// Pages that are being filled.
pub(super) struct Filling {
    sheets: Vec<Sheet>,
    /// How far down the page is filled.
    pub(super) y: f64,
    /// How many parts of the tree have been placed.
    placed: usize,
}

impl Laid {
    /// Lays a report out.
    pub(super) fn of(report: &Report<'_>) -> Self {
        let mut filling = Filling {
            sheets: vec![Sheet::default()],
            y: MARGIN,
            placed: 0,
        };
        let mut chapters = Vec::new();
        let mut tree = vec![filling.heading(1, 8.0, report.title, &mut chapters)];
        filling.y += 2.0;
        tree.push(filling.text(Tag::P.into(), Face::Strong, 4.2, report.subtitle));
        for piece in report.pieces {
            match piece {
                Piece::Heading { level, text, .. } => {
                    filling.y += 6.0;
                    let size = if *level == 2 { 5.6 } else { 4.4 };
                    tree.push(filling.heading(u16::from(*level), size, text, &mut chapters));
                    filling.y += 1.0;
                }
                Piece::Text(text) => tree.push(filling.text(Tag::P.into(), Face::Text, TEXT, text)),
                Piece::Table { caption, grid, .. } => tree.push(filling.table(caption, grid)),
                Piece::Bars {
                    title, summary, bars, ..
                } => {
                    filling.room(BARS + 4.0);
                    let top = filling.y + 2.0;
                    let leaf = filling.place(Mark::Bars(top, bars.clone()));
                    filling.y = top + BARS;
                    let figure = Tag::Figure(Some(format!("{title}. {summary}")));
                    tree.push(Tree::Group(figure.into(), vec![leaf]));
                }
            }
            filling.y += 2.0;
        }
        Self {
            sheets: filling.sheets,
            tree,
            chapters,
        }
    }
}

impl Filling {
    /// Makes sure that there is room for something this high, on this page or on a new one. Tells whether it is new.
    pub(super) fn room(&mut self, height: f64) -> bool {
        if self.y + height <= FOOT || self.y <= MARGIN {
            return false;
        }
        self.sheets.push(Sheet::default());
        self.y = MARGIN;
        true
    }

    /// Puts a mark that is part of the tree on the page.
    pub(super) fn place(&mut self, mark: Mark) -> Tree {
        self.decorate(mark);
        self.placed += 1;
        Tree::Leaf(self.placed - 1)
    }

    /// Puts a mark that is not part of the tree on the page.
    pub(super) fn decorate(&mut self, mark: Mark) {
        if let Some(sheet) = self.sheets.last_mut() {
            sheet.0.push(mark);
        }
    }

    fn heading(&mut self, level: u16, size: f64, text: &str, chapters: &mut Vec<Chapter>) -> Tree {
        self.room(WITH_HEADING);
        chapters.push(Chapter {
            title: text.to_owned(),
            page: self.sheets.len() - 1,
            y: self.y,
        });
        let level = NonZeroU16::new(level).unwrap_or(NonZeroU16::MIN);
        let tag = Tag::Hn(level, Some(text.to_owned()));
        self.text(tag.into(), Face::Strong, size, text)
    }

    /// Writes text, over as many pages as it takes.
    pub(super) fn text(&mut self, tag: TagKind, face: Face, size: f64, text: &str) -> Tree {
        let mut children = Vec::new();
        let mut lines: Vec<Line> = Vec::new();
        for text in broken(face, size, text, ROOM) {
            if self.y + size * LEADING > FOOT && !lines.is_empty() {
                children.push(self.place(Mark::Words(std::mem::take(&mut lines))));
            }
            self.room(size * LEADING);
            self.y += size * LEADING;
            lines.push(Line {
                text,
                face,
                size,
                x: MARGIN,
                y: self.y,
            });
        }
        if !lines.is_empty() {
            children.push(self.place(Mark::Words(lines)));
        }
        Tree::Group(tag, children)
    }

    fn table(&mut self, caption: &str, grid: &Grid) -> Tree {
        self.room(WITH_HEADING);
        let mut children = vec![self.text(Tag::Caption.into(), Face::Strong, TEXT, caption)];
        self.y += 1.0;
        children.extend(table::rows(self, grid, &Widths::of(grid)));
        Tree::Group(Tag::Table.into(), children)
    }
}

/// Breaks a text into lines of this width. A word that is too long is cut. Each line but the last ends with a space, so
/// that programs that read the text find its words.
pub(super) fn broken(face: Face, size: f64, text: &str, width: f64) -> Vec<String> {
    let ems = width / size;
    let text = face.drawable(text);
    let mut words = String::new();
    for word in text.split_whitespace() {
        let mut taken = 0.0;
        for c in word.chars() {
            let wide = face.width(c.encode_utf8(&mut [0; 4]));
            if taken + wide > ems && taken > 0.0 {
                words.push(' ');
                taken = 0.0;
            }
            taken += wide;
            words.push(c);
        }
        words.push(' ');
    }
    let mut lines = wrap(&words, face, ems);
    let last = lines.len().saturating_sub(1);
    for line in lines.iter_mut().take(last) {
        line.push(' ');
    }
    lines
}
