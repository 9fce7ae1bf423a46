//! The only code that decodes what strangers upload.

use image::codecs::jpeg::JpegEncoder;
use image::metadata::Orientation;
use image::{DynamicImage, ImageDecoder, ImageFormat, ImageReader, Limits, RgbImage};
use std::io::Cursor;
use thiserror::Error;

/// The most bytes that a photo may have as it is uploaded.
pub const MAX_BYTES: usize = 15 * 1024 * 1024;

/// The most pixels that a side may have before anything is decoded.
const MAX_SIDE: u32 = 12_000;

/// The most memory that decoding may take; 85 million pixels of three bytes.
const MAX_ALLOC: u64 = 256 * 1024 * 1024;

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
    #[error("The photo must be smaller than 15 MB. Choose a smaller one, or send a screenshot of it")]
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
        "The photo has too many pixels. Choose one of fewer than 12,000 pixels a side and 85 megapixels, or take a screenshot of it"
    )]
    TooManyPixels,
    /// It starts like a photo and cannot be decoded.
    #[error("The photo is damaged or was not sent in full. Choose it again, or choose another one")]
    Damaged,
}

/// Decodes a JPEG, PNG or WebP, turns it upright, and encodes it anew with a thumbnail beside it.
///
/// Takes up to some seconds and 256 MB: call it where blocking is allowed, few at a time.
///
/// # Errors
/// [`PhotoError`] with what to do instead.
pub fn prepare(bytes: &[u8]) -> Result<Prepared, PhotoError> {
    let format = recognise(bytes)?;
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
    if decoder.total_bytes() > MAX_ALLOC {
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
mod tests {
    use super::*;
    use image::{ImageEncoder, Rgba, RgbaImage};

    /// Left half red, right half blue.
    fn two_halves(width: u32, height: u32) -> DynamicImage {
        DynamicImage::ImageRgb8(RgbImage::from_fn(width, height, |x, _| {
            image::Rgb(if x < width / 2 {
                [230, 20, 20]
            } else {
                [20, 20, 230]
            })
        }))
    }

    fn as_format(photo: &DynamicImage, format: ImageFormat) -> Vec<u8> {
        let mut bytes = Cursor::new(Vec::new());
        photo.write_to(&mut bytes, format).unwrap();
        bytes.into_inner()
    }

    /// A TIFF block with the orientation, a camera's name and a place, as a phone writes it.
    fn exif(orientation: u8) -> Vec<u8> {
        let mut tiff = b"II*\0\x08\0\0\0\x02\0".to_vec();
        tiff.extend_from_slice(&[0x12, 0x01, 3, 0, 1, 0, 0, 0, orientation, 0, 0, 0]);
        tiff.extend_from_slice(&[0x10, 0x01, 2, 0, 24, 0, 0, 0, 38, 0, 0, 0]);
        tiff.extend_from_slice(&[0, 0, 0, 0]);
        tiff.extend_from_slice(b"TellTaleCam GPS52.2,0.1\0");
        tiff
    }

    /// A JPEG with EXIF, an ICC profile and a comment, put in after the start marker by hand.
    fn telltale_jpeg(orientation: u8) -> Vec<u8> {
        let plain = as_format(&two_halves(64, 32), ImageFormat::Jpeg);
        let mut bytes = plain[..2].to_vec();
        let mut segment = |marker: u8, parts: &[&[u8]]| {
            let body = parts.concat();
            bytes.extend_from_slice(&[0xFF, marker]);
            bytes.extend_from_slice(&u16::try_from(body.len() + 2).unwrap().to_be_bytes());
            bytes.extend_from_slice(&body);
        };
        segment(0xE1, &[b"Exif\0\0", &exif(orientation)]);
        segment(0xE2, &[b"ICC_PROFILE\0\x01\x01", b"TellTaleProfile"]);
        segment(0xFE, &[b"TellTaleComment"]);
        bytes.extend_from_slice(&plain[2..]);
        bytes
    }

    fn colour_at(jpeg: &[u8], x: u32, y: u32) -> [u8; 3] {
        image::load_from_memory(jpeg).unwrap().to_rgb8().get_pixel(x, y).0
    }

    fn is_red(pixel: [u8; 3]) -> bool {
        pixel[0] > 150 && pixel[2] < 100
    }

    #[test]
    fn takes_three_formats_by_their_content() {
        for format in [ImageFormat::Jpeg, ImageFormat::Png, ImageFormat::WebP] {
            let done = prepare(&as_format(&two_halves(640, 400), format)).unwrap();
            assert_eq!((done.width, done.height), (640, 400), "{format:?}");
            for jpeg in [&done.jpeg, &done.thumbnail] {
                assert_eq!(image::guess_format(jpeg).unwrap(), ImageFormat::Jpeg);
            }
            let thumbnail = image::load_from_memory(&done.thumbnail).unwrap();
            assert_eq!((thumbnail.width(), thumbnail.height()), (320, 200));
            assert!(is_red(colour_at(&done.jpeg, 5, 5)) && !is_red(colour_at(&done.jpeg, 630, 5)));
        }
    }

    #[test]
    fn nothing_that_the_camera_wrote_is_left() {
        let before = telltale_jpeg(1);
        assert!(before.windows(8).any(|w| w == b"TellTale"));
        let done = prepare(&before).unwrap();
        for after in [&done.jpeg, &done.thumbnail] {
            for trace in [&b"TellTale"[..], b"Exif", b"ICC_PROFILE", b"GPS"] {
                assert!(
                    !after.windows(trace.len()).any(|w| w == trace),
                    "{}",
                    String::from_utf8_lossy(trace)
                );
            }
            assert!(
                !after
                    .windows(2)
                    .any(|w| w == [0xFF, 0xE1] || w == [0xFF, 0xE2] || w == [0xFF, 0xFE])
            );
        }
    }

    #[test]
    fn a_png_loses_its_texts_too() {
        let mut bytes = Vec::new();
        let mut encoder = image::codecs::png::PngEncoder::new(&mut bytes);
        encoder.set_icc_profile(b"TellTaleProfile".to_vec()).unwrap();
        encoder.set_exif_metadata(exif(6)).unwrap();
        let photo = two_halves(64, 32);
        encoder
            .write_image(photo.as_bytes(), 64, 32, photo.color().into())
            .unwrap();
        let done = prepare(&bytes).unwrap();
        assert_eq!((done.width, done.height), (32, 64), "turned as its EXIF says");
        assert!(!done.jpeg.windows(8).any(|w| w == b"TellTale"));
    }

    #[test]
    fn is_turned_upright() {
        // Orientation as EXIF numbers it, the size after it, and where the red half is then.
        let cases = [
            (1, (64, 32), (4, 16)),
            (2, (64, 32), (60, 16)),
            (3, (64, 32), (60, 16)),
            (6, (32, 64), (16, 4)),
            (8, (32, 64), (16, 60)),
            (0, (64, 32), (4, 16)),
            (99, (64, 32), (4, 16)),
        ];
        for (orientation, size, red) in cases {
            let done = prepare(&telltale_jpeg(orientation)).unwrap();
            assert_eq!((done.width, done.height), size, "{orientation}");
            assert!(is_red(colour_at(&done.jpeg, red.0, red.1)), "{orientation}");
        }
    }

    #[test]
    fn large_ones_are_made_smaller_and_small_ones_left() {
        for (from, to) in [
            ((3000, 1500), (2000, 1000)),
            ((1000, 5000), (400, 2000)),
            ((1, 1), (1, 1)),
        ] {
            let done = prepare(&as_format(&two_halves(from.0, from.1), ImageFormat::Png)).unwrap();
            assert_eq!((done.width, done.height), to);
        }
    }

    #[test]
    fn what_is_see_through_becomes_white() {
        let glass = DynamicImage::ImageRgba8(RgbaImage::from_pixel(8, 8, Rgba([0, 0, 0, 0])));
        let done = prepare(&as_format(&glass, ImageFormat::Png)).unwrap();
        assert!(colour_at(&done.jpeg, 4, 4).iter().all(|c| *c > 250));
    }

    #[test]
    fn what_is_no_photo_is_refused_with_what_to_do() {
        let heic = |brand: &[u8; 4]| [b"\0\0\0\x18ftyp", &brand[..], b"\0\0\0\0mif1heic"].concat();
        let too_wide = png_header(12_001, 4);
        let bomb = png_header(11_999, 11_999);
        let jpeg = as_format(&two_halves(300, 300), ImageFormat::Jpeg);
        let mut garbled = as_format(&two_halves(300, 300), ImageFormat::Png);
        garbled[60..100].fill(0xAA);
        let cases: &[(&str, &[u8], PhotoError)] = &[
            ("empty", b"", PhotoError::Empty),
            ("too large", &vec![0xFF; MAX_BYTES + 1], PhotoError::TooLarge),
            ("heic", &heic(b"heic"), PhotoError::Heic),
            ("avif", &heic(b"avif"), PhotoError::Heic),
            ("compatible with heic", &heic(b"qqqq"), PhotoError::Heic),
            (
                "a film",
                b"\0\0\0\x18ftypisom\0\0\0\0isomiso2",
                PhotoError::NotAPhoto,
            ),
            ("gif", b"GIF89a\x01\0\x01\0\0\0\0;", PhotoError::NotAPhoto),
            (
                "svg",
                b"<svg xmlns='http://www.w3.org/2000/svg'/>",
                PhotoError::NotAPhoto,
            ),
            (
                "html",
                b"<!doctype html><script>alert(1)</script>",
                PhotoError::NotAPhoto,
            ),
            ("text", "🚲".as_bytes(), PhotoError::NotAPhoto),
            ("too wide", &too_wide, PhotoError::TooManyPixels),
            ("bomb", &bomb, PhotoError::TooManyPixels),
            ("the start of a jpeg", &jpeg[..20], PhotoError::Damaged),
            ("garbled png", &garbled, PhotoError::Damaged),
        ];
        for (what, bytes, want) in cases {
            assert_eq!(prepare(bytes).err(), Some(*want), "{what}");
        }
        assert!(PhotoError::Heic.to_string().contains("screenshot"));
    }

    /// A PNG that claims a size and holds nothing.
    fn png_header(width: u32, height: u32) -> Vec<u8> {
        let mut png = as_format(&two_halves(2, 2), ImageFormat::Png);
        png[16..20].copy_from_slice(&width.to_be_bytes());
        png[20..24].copy_from_slice(&height.to_be_bytes());
        let sum = crc32(&png[12..29]);
        png[29..33].copy_from_slice(&sum.to_be_bytes());
        png
    }

    fn crc32(bytes: &[u8]) -> u32 {
        !bytes.iter().fold(!0_u32, |sum, byte| {
            (0..8).fold(sum ^ u32::from(*byte), |s, _| {
                (s >> 1) ^ (0xEDB8_8320 & (s & 1).wrapping_neg())
            })
        })
    }
}
