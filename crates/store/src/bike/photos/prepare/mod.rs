//! The only code that decodes what strangers upload.

mod jpeg;

use image::codecs::jpeg::JpegEncoder;
use image::metadata::Orientation;
use image::{DynamicImage, ImageDecoder, ImageFormat, ImageReader, Limits, RgbImage};
use std::io::Cursor;
use thiserror::Error;

/// The most bytes that a photo may have as it is uploaded.
pub const MAX_BYTES: usize = 40_000_000;

/// The most pixels that a side may have before anything is decoded.
const MAX_SIDE: u32 = 12_000;

/// The most memory that decoding may take, all copies of the picture together; 64 million pixels of three bytes.
const MAX_ALLOC: u64 = 192 * 1024 * 1024;

/// The longest side of a photo as it is kept, in pixels.
const KEPT_SIDE: u32 = 2_000;

/// The longest side of a thumbnail, in pixels.
const THUMBNAIL_SIDE: u32 = 320;

/// JPEG quality of photos and of thumbnails: a frame number stays readable in the one, a list light with the other.
const QUALITY: (u8, u8) = (85, 78);

/// A photo made harmless: upright, of bounded size, and nothing in it but the picture.
#[derive(Clone, PartialEq, Eq)]
pub struct Prepared {
    /// The photo as JPEG.
    pub jpeg: Vec<u8>,
    /// A small one for lists, as JPEG.
    pub thumbnail: Vec<u8>,
    /// The photo's width in pixels.
    pub width: u32,
    /// The photo's height in pixels.
    pub height: u32,
}

/// Why an upload is not kept, in words that say what to do.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum PhotoError {
    /// There are no bytes.
    #[error("The selected file is empty. Choose another photo")]
    Empty,
    /// More than [`MAX_BYTES`].
    #[error("The photo must be smaller than 40 MB. Choose a smaller one, or send a screenshot of it")]
    TooLarge,
    /// An iPhone's or a new Android's own format, which browsers of others cannot show.
    #[error(
        "This photo is in the HEIC or AVIF format, which we cannot read. Share it as \u{201c}Most Compatible\u{201d} or JPEG, or take a screenshot of it and choose that"
    )]
    Heic,
    /// No format that is taken.
    #[error("The photo must be a JPEG, PNG or WebP")]
    NotAPhoto,
    /// More pixels than are decoded.
    #[error(
        "The photo has too many pixels. Choose one of fewer than 12,000 pixels a side and 60 megapixels (20 megapixels for a WebP), or take a screenshot of it"
    )]
    TooManyPixels,
    /// It starts like a photo and cannot be decoded.
    #[error("The photo is damaged or was not sent in full. Choose it again, or choose another one")]
    Damaged,
}

/// Decodes a JPEG, PNG or WebP, turns it upright, and encodes it anew with a thumbnail beside it.
///
/// Takes up to some seconds and 192 MB: call it where blocking is allowed, few at a time.
///
/// # Errors
/// [`PhotoError`] with what to do instead.
pub fn prepare(bytes: &[u8]) -> Result<Prepared, PhotoError> {
    let format = recognise(bytes)?;
    if format == ImageFormat::Jpeg && !jpeg::is_whole(bytes) {
        return Err(PhotoError::Damaged);
    }
    let (full, orientation) = decode(bytes, format)?;
    // Made smaller before it is turned, because turning needs a second copy.
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

/// Goes by the first bytes: names and types that come with an upload say anything.
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

/// ISO 23008-12: a file type box that names one of the still-picture brands.
fn is_heif(bytes: &[u8]) -> bool {
    const BRANDS: [&[u8; 4]; 12] = [
        b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"hevm", b"hevs", b"mif1", b"msf1", b"avif",
        b"avis",
    ];
    let Some((b"ftyp", brands)) = bytes.get(4..).and_then(|rest| rest.split_first_chunk::<4>()) else {
        return false;
    };
    // The major brand, its version, then the compatible ones.
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
    // The decoder checks the sides; the whole is checked here, before it is allocated.
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

/// What a decoder holds beside the picture that it hands over, in bytes.
fn beside(bytes: &[u8], format: ImageFormat, pixels: u64) -> u64 {
    match format {
        // A picture of its own with transparency, and one frame more if it moves.
        ImageFormat::WebP => pixels.saturating_mul(4 + if is_animated(bytes) { 4 } else { 0 }),
        // A progressive one is put together from numbers of two bytes each.
        ImageFormat::Jpeg => jpeg::kept_while_decoding(bytes, pixels),
        _ => 0,
    }
}

/// The extended header of a WebP has a bit for it.
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

/// JPEG has no transparency; what was see-through becomes paper, not black.
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
