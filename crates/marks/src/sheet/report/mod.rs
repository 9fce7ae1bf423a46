//! A report as a tagged PDF: headings, paragraphs, tables with header cells, and pictures with words for them.

mod draw;
mod layout;
mod table;
#[cfg(test)]
mod tests;

use super::painter::{Faces, Painter, points};
use super::{SheetError, settings};
use crate::face::Face;
use domain::assessment::Piece;
use draw::draw;
use krilla::Document;
use krilla::destination::XyzDestination;
use krilla::geom::Point;
use krilla::metadata::Metadata;
use krilla::outline::{Outline, OutlineNode};
use krilla::page::PageSettings;
use krilla::tagging::{Identifier, Node, TagGroup, TagKind, TagTree};
use layout::Laid;

/// The page, A4, in millimetres.
const PAGE: (f64, f64) = (210.0, 297.0);
const MARGIN: f64 = 20.0;
/// The lowest line of text. The number of the page is below it.
const FOOT: f64 = 275.0;
/// The room for text across the page.
const ROOM: f64 = PAGE.0 - 2.0 * MARGIN;

/// What a report says.
#[derive(Clone, Copy, Debug)]
pub struct Report<'a> {
    /// Its title.
    pub title: &'a str,
    /// What is written below the title.
    pub subtitle: &'a str,
    /// Its pieces, in order.
    pub pieces: &'a [Piece],
}

/// A part of the tree of tags.
enum Tree {
    Group(TagKind, Vec<Tree>),
    /// What was drawn with this number.
    Leaf(usize),
}

/// A heading in the outline: its words, page and height.
struct Chapter {
    title: String,
    page: usize,
    y: f64,
}

/// Makes a report as a PDF of as many pages as it takes.
///
/// # Errors
/// [`SheetError::Pdf`] when the PDF cannot be put together.
pub fn pdf(report: &Report<'_>) -> Result<Vec<u8>, SheetError> {
    let Laid {
        sheets,
        tree,
        chapters,
    } = Laid::of(report);
    let mut document = Document::new_with(settings()?);
    document.set_metadata(
        Metadata::new()
            .title(report.title.to_owned())
            .language("en-GB".to_owned())
            .creator("Framemark".to_owned()),
    );
    let faces = Faces::load()?;
    let size = PageSettings::from_wh(points(PAGE.0), points(PAGE.1))
        .ok_or_else(|| SheetError::Pdf("the page has no size".to_owned()))?;
    let mut found = Vec::new();
    let count = sheets.len();
    for (at, sheet) in sheets.iter().enumerate() {
        let mut page = document.start_page_with(size.clone());
        let mut painter = Painter::on(page.surface(), &faces, (0.0, 0.0));
        draw(sheet, &mut painter, &mut found);
        painter.artifact(|painter| painter.write(&number(at + 1, count)));
        painter.finish();
        page.finish();
    }
    let mut found: Vec<Option<Identifier>> = found.into_iter().map(Some).collect();
    let mut tags = TagTree::new().with_lang(Some("en-GB".to_owned()));
    for part in tree {
        if let Some(node) = tagged(part, &mut found) {
            tags.push(node);
        }
    }
    document.set_outline(outline(chapters));
    document.set_tag_tree(tags);
    document
        .finish()
        .map_err(|error| SheetError::Pdf(format!("{error:?}")))
}

/// Turns a part of the tree into tags. What was drawn is in one place of the tree only.
fn tagged(tree: Tree, found: &mut [Option<Identifier>]) -> Option<Node> {
    match tree {
        Tree::Leaf(at) => found.get_mut(at)?.take().map(Node::from),
        Tree::Group(tag, children) => {
            let children = children.into_iter().filter_map(|child| tagged(child, found));
            Some(TagGroup::with_children(tag, children.collect()).into())
        }
    }
}

fn outline(chapters: Vec<Chapter>) -> Outline {
    let mut outline = Outline::new();
    for chapter in chapters {
        let at = Point::from_xy(0.0, points(chapter.y));
        let there = XyzDestination::new(chapter.page, at);
        outline.push_child(OutlineNode::new(chapter.title, there));
    }
    outline
}

fn number(page: usize, of: usize) -> crate::layout::Line {
    let text = format!("Page {page} of {of}");
    let size = 2.8;
    crate::layout::Line {
        x: PAGE.0 - MARGIN - Face::Text.width(&text) * size,
        y: FOOT + 10.0,
        face: Face::Text,
        size,
        text,
    }
}
