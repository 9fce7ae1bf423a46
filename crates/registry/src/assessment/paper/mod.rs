//! What a published edition is made of: the same pieces as a web page, as a PDF, and each table as a file for
//! spreadsheets.

pub(super) mod page;
pub(super) mod pieces;
mod table;

use super::AssessmentError;
use super::public::PAGE;
use domain::assessment::Piece;
use marks::sheet::report::{Report, pdf};
use pieces::{Edition, pieces};
use store::assessment::files::File;

/// Makes every file of an edition.
pub(super) fn files_of(edition: &Edition) -> Result<Vec<File>, AssessmentError> {
    let pieces = pieces(edition);
    let body = page::body(&pieces).map_err(|error| AssessmentError::File(error.to_string()))?;
    let title = format!("{}, edition {}", edition.assessment.title, edition.number);
    let report = Report {
        title: &edition.assessment.title,
        subtitle: &format!("{}. Edition {}", edition.partnership, edition.number),
        pieces: &pieces,
    };
    let whole = pdf(&report).map_err(|error| AssessmentError::File(error.to_string()))?;
    let mut files = vec![
        File {
            name: PAGE.to_owned(),
            title: "Text of the web page".to_owned(),
            bytes: body.into_bytes(),
        },
        File {
            name: "assessment.pdf".to_owned(),
            title,
            bytes: whole,
        },
    ];
    for piece in &pieces {
        if let Piece::Table { id, caption, grid } = piece {
            let bytes = table::written(grid).map_err(|error| AssessmentError::File(error.to_string()))?;
            files.push(File {
                name: format!("{id}.csv"),
                title: caption.clone(),
                bytes,
            });
        }
    }
    Ok(files)
}
