//! Decodes what strangers upload. No other code does this.

mod jpeg;

use image::codecs::jpeg::JpegEncoder;
use image::metadata::Orientation;
use image::{DynamicImage, ImageDecoder, ImageFormat, ImageReader, Limits, RgbImage};
use std::io::Cursor;
use thiserror::Error;

/// The most bytes that a photo may have as it is uploaded.
pub const MAX_BYTES: usize = 40_000_000;

/// The most pixels that a side may have. This is checked before anything is decoded.
const MAX_SIDE: u32 = 12_000;

/// The most memory for decoding, including all copies of the picture: 64 million pixels of three bytes.
const MAX_ALLOC: u64 = 192 * 1024 * 1024;

/// The longest side of a stored photo, in pixels.
const KEPT_SIDE: u32 = 2_000;

/// The longest side of a thumbnail, in pixels.
const THUMBNAIL_SIDE: u32 = 320;

/// The JPEG quality of photos and of thumbnails. Frame numbers stay readable in photos, and thumbnails stay small.
const QUALITY: (u8, u8) = (85, 78);

/// A harmless photo: upright, of limited size, and with nothing in it but the picture.
#[derive(Clone, PartialEq, Eq)]
pub struct Prepared {
    /// The photo as JPEG.
    pub jpeg: Vec<u8>,
    /// The thumbnail as JPEG.
    pub thumbnail: Vec<u8>,
    /// The photo's width in pixels.
    pub width: u32,
    /// The photo's height in pixels.
    pub height: u32,
}

/// Why an upload is not accepted. The messages say what to do.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum PhotoError {
    /// There are no bytes.
    #[error("The selected file is empty. Choose another photo")]
    Empty,
    /// It has more than [`MAX_BYTES`].
    #[error("The photo must be smaller than 40 MB. Choose a smaller one, or send a screenshot of it")]
    TooLarge,
    /// The format of iPhones and new Android phones, which other devices' browsers cannot show.
    #[error(
        "This photo is in the HEIC or AVIF format, which we cannot read. Share it as \u{201c}Most Compatible\u{201d} or \
         JPEG, or take a screenshot of it and choose that"
    )]
    Heic,
    /// It is not in a format that we accept.
    #[error("The photo must be a JPEG, PNG or WebP")]
    NotAPhoto,
    /// It has more pixels than we decode.
    #[error(
        "The photo has too many pixels. Choose one with fewer than 12,000 pixels on each side and fewer than 60 \
         megapixels (20 for a WebP), or take a screenshot of it"
    )]
    TooManyPixels,
    /// It starts like a photo but cannot be decoded.
    #[error("The photo is damaged or was not sent in full. Choose it again, or choose another one")]
    Damaged,
}

/// Decodes a JPEG, PNG or WebP, turns it upright, and encodes it again, with a thumbnail.
///
/// It can take several seconds and 192 MB, so call it where blocking is allowed, and only a few at a time.
///
/// # Errors
/// [`PhotoError`] with what to do instead.
pub fn prepare(bytes: &[u8]) -> Result<Prepared, PhotoError> {
    let format = recognise(bytes)?;
    if format == ImageFormat::Jpeg && !jpeg::is_whole(bytes) {
        return Err(PhotoError::Damaged);
    }
    let (full, orientation) = decode(bytes, format)?;
    // We shrink the photo before we turn it, because turning needs a second copy.
    let mut photo = shrink(full, KEPT_SIDE);
    photo.apply_orientation(orientation);
    let photo = DynamicImage::ImageRgb8(on_white(photo));
    let thumbnail = shrink(photo.clone(), THUMBNAIL_SIDE);
    Ok(Prepared {
        jpeg: encode(&photo, QUALITY.0)?,
        thumbnail: encode(&thumbnail, QUALITY.1)?,
        width: photo.width(),
        height: photo.height(),
    })
}

/// Looks at the first bytes, because names and types that come with an upload prove nothing.
fn recognise(bytes: &[u8]) -> Result<ImageFormat, PhotoError> {
    if bytes.is_empty() {
        return Err(PhotoError::Empty);
    }
    if bytes.len() > MAX_BYTES {
        return Err(PhotoError::TooLarge);
    }
    if is_heif(bytes) {
        return Err(PhotoError::Heic);
    }
    match image::guess_format(bytes) {
        Ok(format @ (ImageFormat::Jpeg | ImageFormat::Png | ImageFormat::WebP)) => Ok(format),
        _ => Err(PhotoError::NotAPhoto),
    }
}

/// Tells whether the bytes start with a file type box (ISO 23008-12) that names a still-picture brand.
fn is_heif(bytes: &[u8]) -> bool {
    const BRANDS: [&[u8; 4]; 12] = [
        b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"hevm", b"hevs", b"mif1", b"msf1", b"avif",
        b"avis",
    ];
    let Some((b"ftyp", brands)) = bytes.get(4..).and_then(|rest| rest.split_first_chunk::<4>()) else {
        return false;
    };
    // The major brand comes first, then its version, and then the compatible brands.
    brands
        .chunks_exact(4)
        .take(8)
        .any(|brand| BRANDS.iter().any(|known| brand == known.as_slice()))
}

fn decode(bytes: &[u8], format: ImageFormat) -> Result<(DynamicImage, Orientation), PhotoError> {
    let mut limits = Limits::default();
    limits.max_image_width = Some(MAX_SIDE);
    limits.max_image_height = Some(MAX_SIDE);
    limits.max_alloc = Some(MAX_ALLOC);
    let mut reader = ImageReader::with_format(Cursor::new(bytes), format);
    reader.limits(limits);
    let mut decoder = reader.into_decoder().map_err(|error| refused(&error))?;
    // The decoder checks the sides. Here we check the total size, before memory is allocated.
    let (width, height) = decoder.dimensions();
    let beside = beside(bytes, format, u64::from(width) * u64::from(height));
    if decoder.total_bytes().saturating_add(beside) > MAX_ALLOC {
        return Err(PhotoError::TooManyPixels);
    }
    // A broken EXIF block is no reason to refuse the picture.
    let orientation = decoder.orientation().unwrap_or(Orientation::NoTransforms);
    let photo = DynamicImage::from_decoder(decoder).map_err(|error| refused(&error))?;
    if photo.width() == 0 || photo.height() == 0 {
        return Err(PhotoError::Damaged);
    }
    Ok((photo, orientation))
}

/// Returns how many bytes a decoder needs besides the picture itself.
fn beside(bytes: &[u8], format: ImageFormat, pixels: u64) -> u64 {
    match format {
        // The decoder keeps a picture of its own with transparency, and one more frame if the picture is animated.
        ImageFormat::WebP => pixels.saturating_mul(4 + if is_animated(bytes) { 4 } else { 0 }),
        // A progressive JPEG is built up from coefficients of two bytes each.
        ImageFormat::Jpeg => jpeg::kept_while_decoding(bytes, pixels),
        _ => 0,
    }
}

/// Tells whether a WebP is animated. The extended header has a bit for it.
fn is_animated(webp: &[u8]) -> bool {
    webp.get(12..16) == Some(b"VP8X".as_slice()) && webp.get(20).is_some_and(|flags| flags & 0x02 != 0)
}

fn refused(error: &image::ImageError) -> PhotoError {
    match error {
        image::ImageError::Limits(_) => PhotoError::TooManyPixels,
        image::ImageError::Unsupported(_) => PhotoError::NotAPhoto,
        _ => PhotoError::Damaged,
    }
}

fn shrink(photo: DynamicImage, side: u32) -> DynamicImage {
    if photo.width().max(photo.height()) <= side {
        photo
    } else {
        photo.thumbnail(side, side)
    }
}

/// Makes transparent parts white, because JPEG has no transparency and would make them black.
fn on_white(photo: DynamicImage) -> RgbImage {
    if !photo.color().has_alpha() {
        return photo.into_rgb8();
    }
    let see_through = photo.into_rgba8();
    let mut flat = RgbImage::new(see_through.width(), see_through.height());
    for (to, from) in flat.pixels_mut().zip(see_through.pixels()) {
        let [red, green, blue, alpha] = from.0.map(u32::from);
        to.0 = [red, green, blue].map(|c| {
            let mixed = (c * alpha + 255 * (255 - alpha) + 127) / 255;
            u8::try_from(mixed).unwrap_or(u8::MAX)
        });
    }
    flat
}

fn encode(photo: &DynamicImage, quality: u8) -> Result<Vec<u8>, PhotoError> {
    let mut bytes = Vec::new();
    photo
        .write_with_encoder(JpegEncoder::new_with_quality(&mut bytes, quality))
        .map_err(|_| PhotoError::Damaged)?;
    Ok(bytes)
}

#[cfg(test)]
mod tests;
