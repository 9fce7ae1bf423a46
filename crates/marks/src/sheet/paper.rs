//! The papers of one bike for its owner: the certificate, the letter for the insurer and the poster of a stolen bike.

use super::painter::{Faces, Painter, points};
use super::{SheetError, outline, settings};
use crate::face::Face;
use crate::layout::Line;
use crate::qr;
use krilla::metadata::Metadata;
use krilla::page::PageSettings;
use krilla::tagging::{SpanTag, Tag, TagGroup, TagTree};
use krilla::{Data, Document, image::Image};
use std::num::NonZeroU16;

/// The page, A4, in millimetres.
const PAGE: (f64, f64) = (210.0, 297.0);
const MARGIN: f64 = 20.0;
/// How wide the QR code is.
const CODE: f64 = 55.0;
/// The largest photo.
const PHOTO: (f64, f64) = (110.0, 75.0);
/// The most lines that one piece of text can have.
const MOST_LINES: usize = 30;
/// The width of the names of facts.
const NAMES: f64 = 55.0;

/// A photo, as a JPEG without hidden data, with its size in pixels.
#[derive(Clone, Debug)]
pub struct Photo {
    /// The file.
    pub jpeg: Vec<u8>,
    /// How wide and how high it is.
    pub size: (u32, u32),
}

/// What a paper says.
#[derive(Clone, Debug, Default)]
pub struct Paper {
    /// The heading.
    pub heading: String,
    /// How large the heading is, in millimetres.
    pub size: f64,
    /// The text that comes first.
    pub lead: String,
    /// A photo below it.
    pub photo: Option<Photo>,
    /// Facts by their names.
    pub facts: Vec<(String, String)>,
    /// Paragraphs after the facts.
    pub notes: Vec<String>,
    /// The address in the QR code, and what is written beside it.
    pub code: Option<(String, String)>,
}

/// A paper that is being drawn. It starts new pages as it needs them.
struct Drawing {
    lines: Vec<Vec<Block>>,
    y: f64,
}

/// A piece of a page.
enum Block {
    Heading(Vec<Line>),
    Text(Vec<Line>),
    Fact(Vec<Line>, Vec<Line>),
    Photo(f64, f64, f64),
    Code(f64),
}

/// Makes a paper as a PDF of as many pages as it takes.
///
/// # Errors
/// [`SheetError`] when the address does not fit a QR code, the photo cannot be read, or the PDF cannot be put together.
pub fn paper(paper: &Paper) -> Result<Vec<u8>, SheetError> {
    let modules = match &paper.code {
        Some((address, _)) => Some(qr::modules_of(address)?),
        None => None,
    };
    let photo = match &paper.photo {
        Some(photo) => Some(Image::from_jpeg(Data::from(photo.jpeg.clone()), true).map_err(SheetError::Pdf)?),
        None => None,
    };
    let pages = laid_out(paper);
    let mut document = Document::new_with(settings()?);
    let title = paper.heading.clone();
    document.set_metadata(
        Metadata::new()
            .title(title.clone())
            .language("en-GB".to_owned())
            .creator("Framemark".to_owned()),
    );
    let faces = Faces::load()?;
    let size = PageSettings::from_wh(points(PAGE.0), points(PAGE.1))
        .ok_or_else(|| SheetError::Pdf("the page has no size".to_owned()))?;
    let mut tags = TagTree::new().with_lang(Some("en-GB".to_owned()));
    for blocks in &pages {
        let mut page = document.start_page_with(size.clone());
        let mut painter = Painter::on(page.surface(), &faces, (0.0, 0.0));
        let mut section = TagGroup::new(Tag::Section);
        for block in blocks {
            section.push(drawn(
                block,
                paper,
                (modules.as_ref(), photo.as_ref()),
                &mut painter,
            ));
        }
        painter.finish();
        page.finish();
        tags.push(section);
    }
    document.set_outline(outline([title]));
    document.set_tag_tree(tags);
    document
        .finish()
        .map_err(|error| SheetError::Pdf(format!("{error:?}")))
}

fn drawn(
    block: &Block,
    paper: &Paper,
    (modules, photo): (Option<&qr::Modules>, Option<&Image>),
    painter: &mut Painter<'_, '_>,
) -> TagGroup {
    match block {
        Block::Heading(lines) => {
            let span = painter.span(SpanTag::empty(), lines);
            let h1 = Tag::Hn(NonZeroU16::MIN, Some(paper.heading.clone()));
            TagGroup::with_children(h1, vec![span.into()])
        }
        Block::Text(lines) => {
            let span = painter.span(SpanTag::empty(), lines);
            TagGroup::with_children(Tag::P, vec![span.into()])
        }
        Block::Fact(name, said) => {
            let name = painter.span(SpanTag::empty(), name);
            let said = painter.span(SpanTag::empty(), said);
            TagGroup::with_children(Tag::P, vec![name.into(), said.into()])
        }
        Block::Photo(y, width, height) => {
            let figure = painter.figure(|painter| {
                if let Some(photo) = photo {
                    painter.photo(photo.clone(), (MARGIN, *y), (*width, *height));
                }
            });
            let said = "Photo of the bike".to_owned();
            TagGroup::with_children(Tag::Figure(Some(said)), vec![figure.into()])
        }
        Block::Code(y) => {
            let figure = painter.figure(|painter| {
                if let Some(modules) = modules {
                    let module = CODE / modules.side_with_quiet_zone() as f64;
                    let inset = module * qr::QUIET_ZONE as f64;
                    painter.qr(modules, (MARGIN + inset, y + inset), module);
                }
            });
            let address = paper.code.as_ref().map_or("", |(address, _)| address);
            let said = format!("QR code that leads to {address}");
            TagGroup::with_children(Tag::Figure(Some(said)), vec![figure.into()])
        }
    }
}

impl Drawing {
    /// Begins a new page if this many millimetres do not fit on this one.
    fn room(&mut self, height: f64) {
        if self.y + height > PAGE.1 - MARGIN {
            self.lines.push(Vec::new());
            self.y = MARGIN;
        }
    }

    fn put(&mut self, block: Block) {
        if let Some(page) = self.lines.last_mut() {
            page.push(block);
        }
    }

    fn text(&mut self, face: Face, size: f64, text: &str) {
        let broken = broken(face, size, text, PAGE.0 - 2.0 * MARGIN);
        self.room(size * 1.3 * broken.len() as f64);
        let lines = placed(face, size, broken, MARGIN, &mut self.y);
        self.put(Block::Text(lines));
        self.y += size * 0.6;
    }

    fn fact(&mut self, name: &str, said: &str) {
        let size = 4.5;
        let names = broken(Face::Strong, size, name, NAMES - 5.0);
        let said = broken(Face::Text, size, said, PAGE.0 - 2.0 * MARGIN - NAMES);
        self.room(size * 1.3 * names.len().max(said.len()) as f64);
        let (mut left, mut right) = (self.y, self.y);
        let names = placed(Face::Strong, size, names, MARGIN, &mut left);
        let said = placed(Face::Text, size, said, MARGIN + NAMES, &mut right);
        self.put(Block::Fact(names, said));
        self.y = left.max(right) + 2.0;
    }
}

fn laid_out(paper: &Paper) -> Vec<Vec<Block>> {
    let mut drawing = Drawing {
        lines: vec![Vec::new()],
        y: MARGIN,
    };
    let size = if paper.size > 0.0 { paper.size } else { 8.0 };
    let heading = broken(Face::Strong, size, &paper.heading, PAGE.0 - 2.0 * MARGIN);
    let heading = placed(Face::Strong, size, heading, MARGIN, &mut drawing.y);
    drawing.put(Block::Heading(heading));
    drawing.y += 5.0;
    if !paper.lead.is_empty() {
        drawing.text(Face::Text, 5.5, &paper.lead);
    }
    if let Some(photo) = &paper.photo {
        let (width, height) = (f64::from(photo.size.0.max(1)), f64::from(photo.size.1.max(1)));
        let scale = (PHOTO.0 / width).min(PHOTO.1 / height);
        drawing.room(height * scale);
        drawing.put(Block::Photo(drawing.y, width * scale, height * scale));
        drawing.y += height * scale + 5.0;
    }
    drawing.y += 2.0;
    for (name, said) in &paper.facts {
        drawing.fact(name, said);
    }
    drawing.y += 3.0;
    for note in &paper.notes {
        drawing.text(Face::Text, 4.5, note);
    }
    if let Some((_, caption)) = &paper.code {
        drawing.room(CODE + 20.0);
        drawing.put(Block::Code(drawing.y));
        drawing.y += CODE;
        drawing.text(Face::Strong, 4.5, caption);
    }
    drawing.lines
}

/// Breaks a text into lines of at most this many millimetres, and keeps the line ends that it has.
fn broken(face: Face, size: f64, text: &str, room: f64) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for paragraph in text.lines() {
        let mut line = String::new();
        for word in face.drawable(paragraph).split_whitespace() {
            let joined = if line.is_empty() {
                word.to_owned()
            } else {
                format!("{line} {word}")
            };
            if line.is_empty() || face.width(&joined) * size <= room {
                line = joined;
            } else {
                lines.push(std::mem::replace(&mut line, word.to_owned()));
            }
        }
        lines.push(line);
    }
    lines.truncate(MOST_LINES);
    lines
}

/// Places lines below each other, and moves the height below them. A word that is wider than the page is set smaller.
fn placed(face: Face, size: f64, lines: Vec<String>, x: f64, y: &mut f64) -> Vec<Line> {
    let place = |text: String| {
        *y += size * 1.3;
        let room = PAGE.0 - MARGIN - x;
        let size = size.min(room / face.width(&text).max(f64::EPSILON));
        Line {
            text,
            face,
            size,
            x,
            y: *y,
        }
    };
    lines.into_iter().map(place).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_paper_is_made_whatever_it_says() {
        let long = "word ".repeat(2_000);
        for (lead, facts, code) in [
            ("", 0, None),
            (
                "This bike was stolen",
                4,
                Some("https://bikes.example.org/stolen/bike/a1"),
            ),
            (long.as_str(), 90, None),
            ("🚲 \u{0}", 1, None),
        ] {
            let made = paper(&Paper {
                heading: "Stolen bike".to_owned(),
                lead: lead.to_owned(),
                facts: vec![("Make".to_owned(), "x".repeat(300)); facts],
                code: code.map(|code| (code.to_owned(), "Have you seen it?".to_owned())),
                ..Paper::default()
            });
            assert!(made.unwrap().starts_with(b"%PDF-"), "{lead:.20}");
        }
        let not_a_photo = Photo {
            jpeg: b"none".to_vec(),
            size: (4, 3),
        };
        let made = paper(&Paper {
            photo: Some(not_a_photo),
            ..Paper::default()
        });
        assert!(made.is_err());
    }

    #[test]
    fn every_line_stays_on_the_page() {
        for line in placed(
            Face::Text,
            5.0,
            broken(Face::Text, 5.0, &"word ".repeat(99), 170.0),
            20.0,
            &mut 0.0,
        ) {
            assert!(line.x + line.width() <= PAGE.0 - MARGIN + 0.01, "{line:?}");
        }
    }
}
