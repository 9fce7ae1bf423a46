//! The slips that owners without an e-mail address take home. They are cut from plain paper. Each has the code of a
//! mark and the code that lets the owner add an address.

use super::painter::{Faces, Painter, points};
use super::{Print, SheetError, document, outline};
use crate::face::Face;
use crate::layout::{Line, wrap};
use domain::MarkCode;
use domain::mark::claim::ClaimCode;
use krilla::geom::PathBuilder;
use krilla::page::PageSettings;
use krilla::tagging::{SpanTag, Tag, TagGroup, TagTree};

const PAGE: (f64, f64) = (210.0, 297.0);
const MARGIN: f64 = 10.0;
const COLUMNS: usize = 2;
const ROWS: usize = 8;
/// The height of an em of the small words, in millimetres.
const SMALL: f64 = 3.0;

/// Makes the slips of marks as a PDF for plain A4 paper, in the order of the codes.
///
/// # Errors
/// [`SheetError`] when there is nothing to print or the PDF cannot be put together.
pub fn pdf(slips: &[(MarkCode, ClaimCode)], print: &Print<'_>) -> Result<Vec<u8>, SheetError> {
    if slips.is_empty() {
        return Err(SheetError::Nothing);
    }
    let mut document = document(print)?;
    let faces = Faces::load()?;
    let mut tags = TagTree::new().with_lang(Some("en-GB".to_owned()));
    let settings = PageSettings::from_wh(points(PAGE.0), points(PAGE.1))
        .ok_or_else(|| SheetError::Pdf("the page has no size".to_owned()))?;
    for some in slips.chunks(COLUMNS * ROWS) {
        let mut page = document.start_page_with(settings.clone());
        let mut painter = Painter::on(page.surface(), &faces, (0.0, 0.0));
        painter.artifact(cuts);
        let mut section = TagGroup::new(Tag::Section);
        for (place, slip) in some.iter().enumerate() {
            let lines = lines(slip, print, corner(place));
            let id = painter.span(SpanTag::empty(), &lines);
            section.push(TagGroup::with_children(Tag::P, vec![id.into()]));
        }
        painter.finish();
        page.finish();
        tags.push(section);
    }
    let sheets = slips.len().div_ceil(COLUMNS * ROWS);
    document.set_outline(outline((1..=sheets).map(|sheet| format!("Sheet {sheet}"))));
    document.set_tag_tree(tags);
    document
        .finish()
        .map_err(|error| SheetError::Pdf(format!("{error:?}")))
}

fn size() -> (f64, f64) {
    (
        (PAGE.0 - 2.0 * MARGIN) / COLUMNS as f64,
        (PAGE.1 - 2.0 * MARGIN) / ROWS as f64,
    )
}

fn corner(place: usize) -> (f64, f64) {
    let (width, height) = size();
    let (row, column) = (place / COLUMNS, place % COLUMNS);
    (MARGIN + column as f64 * width, MARGIN + row as f64 * height)
}

/// The lines to cut along.
fn cuts(painter: &mut Painter<'_, '_>) {
    let (width, height) = size();
    let mut path = PathBuilder::new();
    let mut stroke = |from: (f64, f64), to: (f64, f64)| {
        path.move_to(from.0 as f32, from.1 as f32);
        path.line_to(to.0 as f32, to.1 as f32);
    };
    for column in 0..=COLUMNS {
        let x = MARGIN + column as f64 * width;
        stroke((x, MARGIN), (x, PAGE.1 - MARGIN));
    }
    for row in 0..=ROWS {
        let y = MARGIN + row as f64 * height;
        stroke((MARGIN, y), (PAGE.0 - MARGIN, y));
    }
    painter.stroke(path, 0.1);
}

fn lines((mark, claim): &(MarkCode, ClaimCode), print: &Print<'_>, (x, y): (f64, f64)) -> Vec<Line> {
    let left = x + 5.0;
    let most = size().0 - 10.0;
    let line = |face: Face, size: f64, text: &str, y: f64| {
        let text = face.drawable(text);
        let ems = face.width(&text);
        let size = if ems * size > most { most / ems } else { size };
        Line {
            text,
            face,
            size,
            x: left,
            y,
        }
    };
    // The beginning of a long name says enough.
    let name = wrap(print.partnership, Face::Strong, most / SMALL);
    let name = name.first().map_or("", String::as_str);
    vec![
        line(Face::Strong, SMALL, name, y + 6.0),
        line(Face::Code, 4.6, &format!("Label {mark}"), y + 12.4),
        line(Face::Code, 4.6, &format!("Claim {claim}"), y + 18.2),
        line(
            Face::Text,
            SMALL,
            "Gave only a phone number? Add your e-mail address:",
            y + 23.6,
        ),
        line(
            Face::Strong,
            SMALL + 0.6,
            &format!("{}/claim", print.address.host()),
            y + 28.0,
        ),
        line(
            Face::Text,
            SMALL,
            "Use it once, within 90 days. Keep this slip away from the bike.",
            y + 32.2,
        ),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{LabelAddress, Stock};

    #[test]
    fn every_slip_stands_inside_its_cuts_and_can_be_read() {
        let (width, height) = size();
        for site in [
            "https://fm.test",
            "https://bicycle-marking.east-cambridgeshire.example.org.example",
        ] {
            let address = LabelAddress::parse(site).unwrap();
            let print = Print {
                address: &address,
                partnership: "East Cambridgeshire and Fenland Community Safety Partnership and Friends",
                title: "Slips",
                stock: Stock::default(),
                start: 1,
                offset: (0.0, 0.0),
                calibration: false,
            };
            let slip = (MarkCode::from_data([31; 8]), ClaimCode::from_bytes([255; 5]));
            for place in 0..COLUMNS * ROWS {
                let (x, y) = corner(place);
                for line in lines(&slip, &print, (x, y)) {
                    assert!(
                        line.x > x && line.x + line.width() < x + width,
                        "{site}: {line:?}"
                    );
                    assert!(
                        line.y > y && line.y + line.size * 0.25 < y + height,
                        "{site}: {line:?}"
                    );
                    assert!(line.size >= crate::layout::SMALLEST_TYPE, "{site}: {line:?}");
                }
            }
            let slips = vec![slip; 20];
            let pdf = pdf(&slips, &print).unwrap();
            assert!(pdf.starts_with(b"%PDF"));
        }
    }
}
