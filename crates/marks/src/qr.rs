//! QR codes of marks: error correction level Q, a quiet zone of four modules, bytes for the host and alphanumeric mode
//! for the code.

use std::{fmt::Write, io::Cursor};

use domain::MarkCode;
use image::{ImageFormat, Luma};
use qrcode::{Color, EcLevel, QrCode};

use crate::LabelAddress;

/// The number of light modules that must be round the code on each side.
pub const QUIET_ZONE: usize = 4;

/// Why a QR code could not be made.
#[derive(Debug, thiserror::Error)]
pub enum QrError {
    /// The text does not fit the largest code.
    #[error("the text does not fit a QR code")]
    Encode(#[from] qrcode::types::QrError),
    /// The picture could not be written.
    #[error("the picture of the QR code could not be written")]
    Picture(#[from] image::ImageError),
    /// The picture would be too large to be of use.
    #[error("a module can be 1 to {MOST_PIXELS} pixels wide, not {0}")]
    Scale(u32),
}

/// 64 pixels a module make a picture of more than 2,000 pixels, enough for a poster.
const MOST_PIXELS: u32 = 64;

/// The modules of a QR code, without its quiet zone.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Modules {
    side: usize,
    dark: Vec<bool>,
}

impl Modules {
    /// How many modules there are on a side.
    #[must_use]
    pub const fn side(&self) -> usize {
        self.side
    }

    /// How many modules there are on a side with the quiet zone on both ends.
    #[must_use]
    pub const fn side_with_quiet_zone(&self) -> usize {
        self.side + 2 * QUIET_ZONE
    }

    /// Whether a module is dark. Outside the code, none is.
    #[must_use]
    pub fn is_dark(&self, x: usize, y: usize) -> bool {
        x < self.side && y < self.side && self.dark[y * self.side + x]
    }

    /// The runs of dark modules in each row, as `(x, y, length)` in modules. They are the rectangles to fill.
    pub fn runs(&self) -> impl Iterator<Item = (usize, usize, usize)> {
        (0..self.side).flat_map(move |y| {
            let mut x = 0;
            std::iter::from_fn(move || {
                x += (x..self.side).take_while(|&x| !self.is_dark(x, y)).count();
                let length = (x..self.side).take_while(|&x| self.is_dark(x, y)).count();
                let run = (length > 0).then_some((x, y, length));
                x += length;
                run
            })
        })
    }

    /// The dark modules as the data of one SVG path, without the quiet zone. A module is one unit wide.
    #[must_use]
    pub fn path(&self) -> String {
        self.runs().fold(String::new(), |mut path, (x, y, length)| {
            // Writing to a String cannot fail.
            let _ = write!(path, "M{x} {y}h{length}v1h-{length}z");
            path
        })
    }
}

fn encode(address: &LabelAddress, code: MarkCode) -> Result<QrCode, QrError> {
    // The encoder splits the text into segments that make it as short as possible.
    Ok(QrCode::with_error_correction_level(address.of(code), EcLevel::Q)?)
}

/// Lays out the QR code of a mark.
///
/// # Errors
/// [`QrError`] when the address does not fit. An address from [`LabelAddress::parse`] always fits.
pub fn modules(address: &LabelAddress, code: MarkCode) -> Result<Modules, QrError> {
    Ok(squares(&encode(address, code)?))
}

/// Lays out the QR code of any address, such as that of an event's page.
///
/// # Errors
/// When the address does not fit.
pub fn modules_of(address: &str) -> Result<Modules, QrError> {
    Ok(squares(&QrCode::with_error_correction_level(
        address,
        EcLevel::Q,
    )?))
}

fn squares(qr: &QrCode) -> Modules {
    let dark = qr
        .to_colors()
        .into_iter()
        .map(|color| color == Color::Dark)
        .collect();
    Modules {
        side: qr.width(),
        dark,
    }
}

/// Draws the QR code of a mark as an SVG document with its quiet zone, black on white.
///
/// # Errors
/// In the cases of [`modules`].
pub fn svg(address: &LabelAddress, code: MarkCode) -> Result<String, QrError> {
    let modules = modules(address, code)?;
    let side = modules.side_with_quiet_zone();
    Ok(format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"-{QUIET_ZONE} -{QUIET_ZONE} {side} {side}\" \
         role=\"img\" aria-label=\"QR code of mark {code}\" shape-rendering=\"crispEdges\">\
         <path fill=\"#fff\" d=\"M-{QUIET_ZONE} -{QUIET_ZONE}h{side}v{side}h-{side}z\"/>\
         <path fill=\"#000\" d=\"{}\"/></svg>",
        modules.path()
    ))
}

/// Draws the QR code of a mark as a grey PNG with its quiet zone, each module `pixels` wide.
///
/// # Errors
/// When `pixels` is 0 or above 64, and in the cases of [`modules`].
pub fn png(address: &LabelAddress, code: MarkCode, pixels: u32) -> Result<Vec<u8>, QrError> {
    if !(1..=MOST_PIXELS).contains(&pixels) {
        return Err(QrError::Scale(pixels));
    }
    let qr = encode(address, code)?;
    let picture = qr
        .render::<Luma<u8>>()
        .quiet_zone(true)
        .module_dimensions(pixels, pixels)
        .build();
    let mut bytes = Cursor::new(Vec::new());
    picture.write_to(&mut bytes, ImageFormat::Png)?;
    Ok(bytes.into_inner())
}
