//! An owner's papers: the certificate, the letter for the insurer, and the poster and the page of a stolen bike. Also the
//! PDFs that people upload for meetings and campaigns.

mod certificate;
mod letter;
mod share;
pub(crate) mod upload;

pub use certificate::{Certificate, Force, certificate_of, make_certificate};
pub use letter::theft_letter;
pub use share::{Shared, end_share, poster, share, shared, shared_of, shared_photo};
pub use upload::{MOST_BYTES, PaperFile, PdfError, UploadError};

use crate::bike::own::NotYours;
use crate::bike::photos::PhotosError;
use marks::sheet::SheetError;
use store::StoreError;
use thiserror::Error;

/// Why there is no paper.
#[derive(Debug, Error)]
pub enum PaperError {
    /// The bike is somebody else's, or not on the register.
    #[error(transparent)]
    NotYours(#[from] NotYours),
    /// Nobody has confirmed the registration.
    #[error("Confirm the registration first")]
    NotConfirmed,
    /// The registration is being checked.
    #[error("We are checking this registration. You can get a certificate when we have finished")]
    Disputed,
    /// It is not with its owner.
    #[error("You can only get a certificate for a bike that you still have and that is not reported stolen")]
    NotWithOwner,
    /// It is not reported stolen.
    #[error("This bike is not reported stolen")]
    NotStolen,
    /// The owner does not share the theft.
    #[error("First choose what the poster shows")]
    NotShared,
    /// The PDF could not be made.
    #[error(transparent)]
    Sheet(#[from] SheetError),
    /// A photo could not be read.
    #[error(transparent)]
    Photos(#[from] PhotosError),
    /// The store failed, so there is no paper.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Returns the make and the model, such as "Ribble Endurance", or "Bike" if neither is known.
fn name(looks: &domain::bike::Description) -> String {
    let parts: Vec<&str> = [looks.make.as_deref(), looks.model.as_deref()]
        .into_iter()
        .flatten()
        .collect();
    if parts.is_empty() {
        "Bike".to_owned()
    } else {
        parts.join(" ")
    }
}

/// Returns the words for a bike's colours.
fn colours(looks: &domain::bike::Description) -> String {
    let word = |slug: &String| {
        let known = domain::catalogue::colours()
            .iter()
            .find(|colour| colour.slug == *slug);
        known.map_or_else(|| slug.clone(), |colour| colour.label.clone())
    };
    looks.colours.iter().map(word).collect::<Vec<_>>().join(", ")
}

/// Returns the end of a bike's frame number, after dots that do not give away how long it is.
fn masked(bike: &domain::bike::Bike) -> Option<String> {
    let number = bike.frame.number()?;
    Some(format!("••••• {}", domain::paper::tail(number.as_written())?))
}

#[cfg(test)]
mod tests;
