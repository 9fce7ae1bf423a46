//! A poster for an event: its name, date and place, and a QR code that leads to its page.

use super::painter::{Faces, Painter, points};
use super::{SheetError, outline, settings};
use crate::face::Face;
use crate::layout::Line;
use crate::qr;
use krilla::Document;
use krilla::metadata::Metadata;
use krilla::page::PageSettings;
use krilla::tagging::{SpanTag, Tag, TagGroup, TagTree};
use std::num::NonZeroU16;

/// The page, A4, in millimetres.
const PAGE: (f64, f64) = (210.0, 297.0);
const MARGIN: f64 = 20.0;
/// How wide the QR code is, so that a phone reads it from two metres.
const CODE: f64 = 95.0;
const HEADING: &str = "Have your bike marked";
/// The most lines that one piece of text can have.
const MOST_LINES: usize = 4;

/// What a poster says.
#[derive(Clone, Copy, Debug)]
pub struct Poster<'a> {
    /// What the event is called.
    pub name: &'a str,
    /// The day and the hours.
    pub when: &'a str,
    /// Where the event is.
    pub place: &'a str,
    /// Whether people must book.
    pub booking: &'a str,
    /// Who runs it.
    pub organiser: &'a str,
    /// The address of its page.
    pub address: &'a str,
}

/// Makes the poster as a PDF of one page.
///
/// # Errors
/// [`SheetError`] when the address does not fit a QR code, or the PDF cannot be put together.
pub fn poster(poster: &Poster<'_>) -> Result<Vec<u8>, SheetError> {
    let modules = qr::modules_of(poster.address)?;
    let mut document = Document::new_with(settings()?);
    document.set_metadata(
        Metadata::new()
            .title(format!("Poster: {}", poster.name))
            .language("en-GB".to_owned())
            .creator("Framemark".to_owned()),
    );
    let faces = Faces::load()?;
    let size = PageSettings::from_wh(points(PAGE.0), points(PAGE.1))
        .ok_or_else(|| SheetError::Pdf("the page has no size".to_owned()))?;
    let mut page = document.start_page_with(size);
    let mut painter = Painter::on(page.surface(), &faces, (0.0, 0.0));
    let mut section = TagGroup::new(Tag::Section);
    let y = announce(poster, &mut painter, &mut section);
    let y = point_the_way(poster, &modules, y, &mut painter, &mut section);
    sign(poster, y, &mut painter, &mut section);
    painter.finish();
    page.finish();
    let mut tags = TagTree::new().with_lang(Some("en-GB".to_owned()));
    tags.push(section);
    document.set_outline(outline([format!("Poster: {}", poster.name)]));
    document.set_tag_tree(tags);
    document
        .finish()
        .map_err(|error| SheetError::Pdf(format!("{error:?}")))
}

/// Writes the heading, and the event's name, time and place. Returns the height below them.
fn announce(poster: &Poster<'_>, painter: &mut Painter<'_, '_>, section: &mut TagGroup) -> f64 {
    let mut y = 34.0;
    let heading = lines(Face::Strong, 13.0, HEADING, &mut y);
    let title = painter.span(SpanTag::empty(), &heading);
    let h1 = Tag::Hn(NonZeroU16::MIN, Some(HEADING.to_owned()));
    section.push(TagGroup::with_children(h1, vec![title.into()]));
    y += 4.0;
    for (face, size, text) in [
        (Face::Text, 8.0, poster.name),
        (Face::Strong, 8.0, poster.when),
        (Face::Text, 8.0, poster.place),
        (Face::Text, 6.0, poster.booking),
    ] {
        if text.is_empty() {
            continue;
        }
        let written = painter.span(SpanTag::empty(), &lines(face, size, text, &mut y));
        section.push(TagGroup::with_children(Tag::P, vec![written.into()]));
        y += 2.5;
    }
    y
}

/// Draws the QR code in the middle of the page, near its foot but below `y`. Returns the height below it.
fn point_the_way(
    poster: &Poster<'_>,
    modules: &qr::Modules,
    y: f64,
    painter: &mut Painter<'_, '_>,
    section: &mut TagGroup,
) -> f64 {
    let module = CODE / modules.side_with_quiet_zone() as f64;
    let inset = module * qr::QUIET_ZONE as f64;
    let left = (PAGE.0 - CODE) / 2.0 + inset;
    let top = (PAGE.1 - MARGIN - 22.0 - CODE).max(y) + inset;
    let code = painter.figure(|painter| painter.qr(modules, (left, top), module));
    let said = format!("QR code that leads to {}", poster.address);
    section.push(TagGroup::with_children(
        Tag::Figure(Some(said)),
        vec![code.into()],
    ));
    top + CODE
}

/// Writes the address of the page and the organiser below the QR code.
fn sign(poster: &Poster<'_>, mut y: f64, painter: &mut Painter<'_, '_>, section: &mut TagGroup) {
    for (face, size, text) in [
        (Face::Strong, 5.0, poster.address),
        (Face::Text, 5.0, poster.organiser),
    ] {
        let written = painter.span(SpanTag::empty(), &lines(face, size, text, &mut y));
        section.push(TagGroup::with_children(Tag::P, vec![written.into()]));
        y += 1.5;
    }
}

/// Writes a text in centred lines from a height down, and moves the height below them.
fn lines(face: Face, size: f64, text: &str, y: &mut f64) -> Vec<Line> {
    let room = PAGE.0 - 2.0 * MARGIN;
    let text = face.drawable(text);
    let mut broken: Vec<String> = Vec::new();
    for word in text.split_whitespace() {
        match broken.last_mut() {
            Some(line) if face.width(&format!("{line} {word}")) * size <= room => {
                line.push(' ');
                line.push_str(word);
            }
            _ => broken.push(word.to_owned()),
        }
    }
    broken.truncate(MOST_LINES);
    let place = |text: String| {
        // A word that is wider than the page is set smaller.
        let size = size.min(room / face.width(&text).max(f64::EPSILON));
        let x = (PAGE.0 - face.width(&text) * size) / 2.0;
        *y += size * 1.3;
        let (face, y) = (face, *y);
        Line {
            text,
            face,
            size,
            x,
            y,
        }
    };
    broken.into_iter().map(place).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_poster_is_a_page_whatever_the_event_is_called() {
        let made = |name: &str, place: &str| {
            poster(&Poster {
                name,
                when: "Saturday 24 October 2026, 10am to 1pm",
                place,
                booking: "Book a time or turn up",
                organiser: "Camcycle",
                address: "https://bikes.example.org/events/12",
            })
        };
        let (long, wide) = ("Long ".repeat(40), "x".repeat(200));
        for (name, place) in [
            ("Market Square marking day", "Market Square, Cambridge"),
            ("🚲", ""),
            (long.as_str(), wide.as_str()),
        ] {
            let pdf = made(name, place).unwrap();
            assert!(pdf.starts_with(b"%PDF-"), "{name}");
        }
        let mut y = 0.0;
        let broken = lines(Face::Text, 8.0, &"word ".repeat(200), &mut y);
        assert_eq!(broken.len(), MOST_LINES);
        for line in broken {
            assert!(
                line.x >= MARGIN - 0.01 && line.x + line.width() <= PAGE.0 - MARGIN + 0.01,
                "{line:?}"
            );
        }
    }
}
