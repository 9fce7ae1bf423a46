use super::*;
use image::{ImageEncoder, Rgba, RgbaImage};

/// Makes a picture whose left half is red and right half is blue.
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

/// Makes a TIFF block with the orientation, a camera's name and a place, as phones write it.
fn exif(orientation: u8) -> Vec<u8> {
    let mut tiff = b"II*\0\x08\0\0\0\x02\0".to_vec();
    tiff.extend_from_slice(&[0x12, 0x01, 3, 0, 1, 0, 0, 0, orientation, 0, 0, 0]);
    tiff.extend_from_slice(&[0x10, 0x01, 2, 0, 24, 0, 0, 0, 38, 0, 0, 0]);
    tiff.extend_from_slice(&[0, 0, 0, 0]);
    tiff.extend_from_slice(b"TellTaleCam GPS52.2,0.1\0");
    tiff
}

/// Makes a JPEG with EXIF, an ICC profile and a comment inserted after the start marker.
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
    // The EXIF orientation, the size after turning, and the side that the red half is then on.
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
fn a_file_that_is_not_a_photo_is_refused_with_what_to_do() {
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
        ("most of a jpeg", &jpeg[..jpeg.len() - 20], PhotoError::Damaged),
        (
            "a webp that needs too much memory",
            &webp_header(12_000, 7_000),
            PhotoError::TooManyPixels,
        ),
        ("garbled png", &garbled, PhotoError::Damaged),
    ];
    for (what, bytes, want) in cases {
        assert_eq!(prepare(bytes).err(), Some(*want), "{what}");
    }
    assert!(PhotoError::Heic.to_string().contains("screenshot"));
}

/// Makes a lossless WebP that claims a size but has no picture.
fn webp_header(width: u32, height: u32) -> Vec<u8> {
    let size = (width - 1) | ((height - 1) << 14);
    let picture = [&[0x2F][..], &size.to_le_bytes(), &[0; 32]].concat();
    let length = u32::try_from(picture.len()).unwrap();
    let chunk = [b"WEBPVP8L", &length.to_le_bytes()[..], &picture, &[0]].concat();
    let whole = u32::try_from(chunk.len()).unwrap();
    [b"RIFF", &whole.to_le_bytes()[..], &chunk].concat()
}

/// Makes a PNG that claims a size but has no picture.
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
