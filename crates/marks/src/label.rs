//! One label: its QR code, the same code for people, the name of the scheme and where to look.

use domain::MarkCode;

use crate::LabelAddress;
use crate::qr::QrError;

/// The smallest square of a QR code, in millimetres, that phones can read off a worn label.
pub(crate) const FINEST_MODULE: f64 = 0.4;
/// The finest picture of a label.
pub(crate) const MOST_DPI: u32 = 1200;

/// What one label says.
#[derive(Clone, Copy, Debug)]
pub struct Label<'a> {
    /// The mark.
    pub code: MarkCode,
    /// Where a scan leads.
    pub address: &'a LabelAddress,
    /// The partnership that runs the scheme.
    pub partnership: &'a str,
}

/// Says why a label cannot be drawn.
#[derive(Debug, thiserror::Error)]
pub enum LabelError {
    /// The QR code could not be made.
    #[error(transparent)]
    Qr(#[from] QrError),
    /// The address makes the modules too small for this label.
    #[error(
        "the address is too long: the QR code's squares would be {0:.2} mm wide, and phones need {FINEST_MODULE} mm"
    )]
    TooFine(f64),
    /// The picture could not be written.
    #[error("the picture of the label could not be written")]
    Picture(#[from] image::ImageError),
    /// The picture would be too large to be of use.
    #[error("a label can be drawn at 100 to {MOST_DPI} dots per inch, not {0}")]
    Resolution(u32),
}
