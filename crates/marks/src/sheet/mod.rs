//! Sheets of labels as a tagged PDF, with its fonts, language and title.

mod calibration;
mod painter;
mod paper;
mod poster;
pub mod report;
pub mod slips;
mod tag;

use crate::label::{Label, LabelError};
use crate::layout::Layout;
use crate::{LabelAddress, Stock};
use domain::MarkCode;
use krilla::configure::{Accessibility, ConfigurationBuilder};
use krilla::destination::XyzDestination;
use krilla::geom::Point;
use krilla::metadata::Metadata;
use krilla::outline::{Outline, OutlineNode};
use krilla::page::PageSettings;
use krilla::tagging::{Tag as Tagged, TagGroup, TagTree};
use krilla::{Document, SerializeSettings};
use painter::{Faces, Painter, points};
use rayon::prelude::*;

pub use paper::{Paper, Photo, paper};
pub use poster::{Poster, poster};
pub use tag::{Tag, tag};

/// How far labels can be moved to make up for the printer, in millimetres.
pub const FARTHEST: f64 = 10.0;

/// How labels are printed.
#[derive(Clone, Copy, Debug)]
pub struct Print<'a> {
    /// Where a scan leads.
    pub address: &'a LabelAddress,
    /// The partnership that runs the scheme.
    pub partnership: &'a str,
    /// The title of the sheets, such as "Marks of batch 12".
    pub title: &'a str,
    /// What they are printed on.
    pub stock: Stock,
    /// The label on the first sheet to start at, counted from 1, row by row. The labels before it are used up.
    pub start: usize,
    /// How far everything is moved to the right and down, in millimetres.
    pub offset: (f64, f64),
    /// Whether the calibration page comes first.
    pub calibration: bool,
}

/// Why sheets cannot be made.
#[derive(Debug, thiserror::Error)]
pub enum SheetError {
    /// There is no such label on the sheet.
    #[error("a sheet of this stock has labels 1 to {most}, so it has no label {start}")]
    Start {
        /// The label that was asked for.
        start: usize,
        /// The last label on the sheet.
        most: usize,
    },
    /// The sheet would be moved off the paper.
    #[error("labels can be moved by at most {FARTHEST} mm each way")]
    Offset,
    /// There is nothing to print.
    #[error("there are no marks to print")]
    Nothing,
    /// The address does not fit a QR code.
    #[error(transparent)]
    Qr(#[from] crate::qr::QrError),
    /// A label cannot be laid out.
    #[error(transparent)]
    Label(#[from] LabelError),
    /// The PDF could not be put together.
    #[error("the PDF could not be made: {0}")]
    Pdf(String),
}

/// Makes sheets of labels, in the order of the codes.
///
/// # Errors
/// [`SheetError`] when something that was asked for is not possible.
pub fn pdf(codes: &[MarkCode], print: &Print<'_>) -> Result<Vec<u8>, SheetError> {
    let geometry = print.stock.geometry();
    let most = geometry.per_sheet();
    if !(1..=most).contains(&print.start) {
        return Err(SheetError::Start {
            start: print.start,
            most,
        });
    }
    let (x, y) = print.offset;
    if !(x.abs() <= FARTHEST && y.abs() <= FARTHEST) {
        return Err(SheetError::Offset);
    }
    if codes.is_empty() && !print.calibration {
        return Err(SheetError::Nothing);
    }
    let layouts: Vec<Layout> = codes
        .par_iter()
        .map(|&code| {
            let label = Label {
                code,
                address: print.address,
                partnership: print.partnership,
            };
            Layout::of(&label, geometry.width, geometry.height)
        })
        .collect::<Result<_, _>>()?;
    put_together(codes, &layouts, print)
}

fn put_together(codes: &[MarkCode], layouts: &[Layout], print: &Print<'_>) -> Result<Vec<u8>, SheetError> {
    let geometry = print.stock.geometry();
    let mut document = document(print)?;
    let faces = Faces::load()?;
    let mut tags = TagTree::new().with_lang(Some("en-GB".to_owned()));
    let mut chapters = Vec::new();
    let settings = PageSettings::from_wh(points(geometry.page_width), points(geometry.page_height))
        .ok_or_else(|| SheetError::Pdf("the page has no size".to_owned()))?;
    if print.calibration {
        chapters.push("Calibration page".to_owned());
        let mut page = document.start_page_with(settings.clone());
        let mut painter = Painter::on(page.surface(), &faces, print.offset);
        tags.push(calibration::draw(&mut painter, print));
        painter.finish();
        page.finish();
    }
    let marks: Vec<(&MarkCode, &Layout)> = codes.iter().zip(layouts).collect();
    let first = (geometry.per_sheet() + 1 - print.start).min(marks.len());
    let (on_first, rest) = marks.split_at(first);
    let sheets = std::iter::once((print.start - 1, on_first))
        .filter(|(_, marks)| !marks.is_empty())
        .chain(rest.chunks(geometry.per_sheet()).map(|marks| (0, marks)));
    for (number, (skip, marks)) in sheets.enumerate() {
        chapters.push(format!("Sheet {}", number + 1));
        let mut page = document.start_page_with(settings.clone());
        let mut painter = Painter::on(page.surface(), &faces, print.offset);
        let mut section = TagGroup::new(Tagged::Section);
        for (place, (code, layout)) in marks.iter().enumerate() {
            painter.label(&mut section, **code, layout, geometry.corner(skip + place));
        }
        painter.finish();
        page.finish();
        tags.push(section);
    }
    document.set_outline(outline(chapters));
    document.set_tag_tree(tags);
    document
        .finish()
        .map_err(|error| SheetError::Pdf(format!("{error:?}")))
}

/// The outline of a document: its pages by their titles.
fn outline(titles: impl IntoIterator<Item = String>) -> Outline {
    let mut outline = Outline::new();
    for (page, title) in titles.into_iter().enumerate() {
        let top = XyzDestination::new(page, Point::from_xy(0.0, 0.0));
        outline.push_child(OutlineNode::new(title, top));
    }
    outline
}

/// A document with its title and language.
fn document(print: &Print<'_>) -> Result<Document, SheetError> {
    let mut document = Document::new_with(settings()?);
    document.set_metadata(
        Metadata::new()
            .title(print.title.to_owned())
            .language("en-GB".to_owned())
            .creator("Framemark".to_owned()),
    );
    Ok(document)
}

fn settings() -> Result<SerializeSettings, SheetError> {
    let configuration = ConfigurationBuilder::new()
        .with_accessibility_validator(Accessibility::UA1)
        .finish()
        .map_err(|error| SheetError::Pdf(format!("{error:?}")))?;
    Ok(SerializeSettings {
        configuration,
        enable_tagging: true,
        ..SerializeSettings::default()
    })
}

#[cfg(test)]
mod tests;
