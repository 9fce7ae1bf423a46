//! The tag of a recovered bike in a property store: a QR code, its reference, and what tells the bike from its
//! neighbours.

use super::painter::{Faces, Painter, points};
use super::{SheetError, outline, settings};
use crate::face::Face;
use crate::layout::{Line, wrap};
use crate::qr::{self, Modules};
use krilla::Document;
use krilla::metadata::Metadata;
use krilla::page::PageSettings;
use krilla::tagging::{SpanTag, Tag as Tagged, TagGroup, TagTree};

/// The tag in millimetres: a piece of the 62 mm roll. On a sheet of paper it is printed at its own size and cut out.
const PAGE: (f64, f64) = (62.0, 100.0);
const MARGIN: f64 = 3.0;
/// How wide the QR code is with its quiet zone.
const CODE: f64 = 46.0;
/// The largest type of the reference, and the type of what follows.
const LARGE: f64 = 8.0;
const TYPE: f64 = 3.6;
/// The most lines below the reference.
const MOST_LINES: usize = 7;

/// What a tag says.
#[derive(Clone, Debug)]
pub struct Tag {
    /// The property reference.
    pub reference: String,
    /// The address in the QR code.
    pub address: String,
    /// What is written below the reference.
    pub lines: Vec<String>,
}

/// Makes a tag as a PDF of one page.
///
/// # Errors
/// [`SheetError`] when the address does not fit a QR code or the PDF cannot be put together.
pub fn tag(tag: &Tag) -> Result<Vec<u8>, SheetError> {
    let modules = qr::modules_of(&tag.address)?;
    let title = format!("Tag of {}", tag.reference);
    let mut document = Document::new_with(settings()?);
    document.set_metadata(
        Metadata::new()
            .title(title.clone())
            .language("en-GB".to_owned())
            .creator("Framemark".to_owned()),
    );
    let faces = Faces::load()?;
    let size = PageSettings::from_wh(points(PAGE.0), points(PAGE.1))
        .ok_or_else(|| SheetError::Pdf("the tag has no size".to_owned()))?;
    let mut page = document.start_page_with(size);
    let mut painter = Painter::on(page.surface(), &faces, (0.0, 0.0));
    let section = drawn(tag, &modules, &mut painter);
    painter.finish();
    page.finish();
    let mut tags = TagTree::new().with_lang(Some("en-GB".to_owned()));
    tags.push(section);
    document.set_outline(outline([title]));
    document.set_tag_tree(tags);
    document
        .finish()
        .map_err(|error| SheetError::Pdf(format!("{error:?}")))
}

fn drawn(tag: &Tag, modules: &Modules, painter: &mut Painter<'_, '_>) -> TagGroup {
    let mut section = TagGroup::new(Tagged::Section);
    let module = CODE / modules.side_with_quiet_zone() as f64;
    let inset = module * qr::QUIET_ZONE as f64;
    let left = (PAGE.0 - CODE) / 2.0;
    let picture = painter.figure(|painter| painter.qr(modules, (left + inset, MARGIN + inset), module));
    let said = "QR code that opens the record for officers".to_owned();
    section.push(TagGroup::with_children(
        Tagged::Figure(Some(said)),
        vec![picture.into()],
    ));
    let (reference, below) = lines(tag);
    for some in [vec![reference], below] {
        let span = painter.span(SpanTag::empty(), &some);
        section.push(TagGroup::with_children(Tagged::P, vec![span.into()]));
    }
    section
}

/// The reference, and the lines below it. A line that is too wide is set smaller, and what does not fit is left out.
fn lines(tag: &Tag) -> (Line, Vec<Line>) {
    let room = PAGE.0 - 2.0 * MARGIN;
    let line = |face: Face, size: f64, text: &str, y: f64| {
        let text = face.drawable(text);
        let size = size.min(room / face.width(&text).max(f64::EPSILON));
        let x = (PAGE.0 - face.width(&text) * size) / 2.0;
        Line {
            text,
            face,
            size,
            x,
            y,
        }
    };
    let top = MARGIN + CODE + LARGE;
    let reference = line(Face::Strong, LARGE, &tag.reference, top);
    let broken = tag
        .lines
        .iter()
        .flat_map(|text| wrap(text, Face::Text, room / TYPE));
    let below = broken.take(MOST_LINES).enumerate();
    let below =
        below.map(|(at, text)| line(Face::Text, TYPE, &text, top + 3.0 + TYPE * 1.3 * (at + 1) as f64));
    (reference, below.collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::label::FINEST_MODULE;

    fn a_tag(reference: &str, words: &str) -> Tag {
        Tag {
            reference: reference.to_owned(),
            address: "https://bicycle-marking.east-cambridgeshire.example.org/police/recoveries/123456"
                .to_owned(),
            lines: vec![words.to_owned(), "Recorded 30 November 2026".to_owned()],
        }
    }

    #[test]
    fn all_of_it_stands_on_the_tag_and_below_the_code() {
        for (reference, words) in [
            ("PS/2026/118", "Trek FX 2, black"),
            ("CAMBS/PROPERTY/2026/0000118/EXHIBIT/AB/12345678901234567890", ""),
            (
                "P",
                "Cambridgeshire Constabulary property store and a very long name of it to go with it "
                    .repeat(9)
                    .as_str(),
            ),
            ("\u{202e}☃", "🚲"),
        ] {
            let tag_ = a_tag(reference, words);
            let (first, below) = lines(&tag_);
            assert!(below.len() <= MOST_LINES, "{reference}");
            for line in std::iter::once(&first).chain(&below) {
                assert!(
                    line.x >= MARGIN - 0.01 && line.x + line.width() <= PAGE.0 - MARGIN + 0.01,
                    "{line:?}"
                );
                assert!(
                    line.y - line.size * 0.8 > MARGIN + CODE,
                    "{line:?} is in the code"
                );
                assert!(line.y + line.size * 0.25 < PAGE.1, "{line:?}");
            }
            assert!(tag(&tag_).unwrap().starts_with(b"%PDF"), "{reference}");
        }
        let modules = qr::modules_of(&a_tag("P", "").address).unwrap();
        assert!(CODE / modules.side_with_quiet_zone() as f64 >= FINEST_MODULE);
    }

    #[test]
    fn an_address_that_fits_no_code_is_refused() {
        let mut long = a_tag("P", "");
        long.address = "https://x.test/".to_owned() + &"a".repeat(3_000);
        assert!(tag(&long).is_err());
    }
}
