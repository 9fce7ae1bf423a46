//! Every QR code is read back by a decoder that is not the encoder, also off a bad picture.

use domain::MarkCode;
use image::{GrayImage, Luma, imageops};
use proptest::prelude::*;

use crate::{Label, LabelAddress, label, qr};

fn address() -> LabelAddress {
    LabelAddress::parse("https://framemark.example.org").unwrap()
}

fn picture(code: MarkCode, pixels: u32) -> GrayImage {
    let png = qr::png(&address(), code, pixels).unwrap();
    image::load_from_memory(&png).unwrap().to_luma8()
}

fn decode(picture: GrayImage) -> Option<String> {
    let (width, height) = picture.dimensions();
    let mut prepared =
        rqrr::PreparedImage::prepare_from_greyscale(width as usize, height as usize, |x, y| {
            picture.get_pixel(x as u32, y as u32).0[0]
        });
    prepared
        .detect_grids()
        .into_iter()
        .find_map(|grid| grid.decode().ok())
        .map(|(_, text)| text)
}

/// Turns a picture about its middle onto a white ground, by any angle.
fn turned(picture: &GrayImage, degrees: f64) -> GrayImage {
    let (width, height) = picture.dimensions();
    let side = (f64::from(width.max(height)) * 1.5) as u32;
    let (sin, cos) = degrees.to_radians().sin_cos();
    GrayImage::from_fn(side, side, |x, y| {
        let (dx, dy) = (
            f64::from(x) - f64::from(side) / 2.0,
            f64::from(y) - f64::from(side) / 2.0,
        );
        let from_x = dx * cos + dy * sin + f64::from(width) / 2.0;
        let from_y = dy * cos - dx * sin + f64::from(height) / 2.0;
        let inside =
            from_x >= 0.0 && from_y >= 0.0 && from_x < f64::from(width) && from_y < f64::from(height);
        if inside {
            *picture.get_pixel(from_x as u32, from_y as u32)
        } else {
            Luma([255])
        }
    })
}

/// Dark on grey, as a dull day and a faded print make it.
fn faded(picture: &GrayImage) -> GrayImage {
    let mut faded = picture.clone();
    for pixel in faded.pixels_mut() {
        pixel.0[0] = 110 + pixel.0[0] / 6;
    }
    faded
}

/// One smudge, a fifth of the code's side across, away from the corners that a reader finds it by.
fn smudged(picture: &GrayImage, seed: u64) -> GrayImage {
    let side = f64::from(picture.width());
    let step = (seed % 1000) as f64 / 1000.0 - 0.5;
    let (x, y) = ((0.6 + 0.1 * step) * side, (0.6 - 0.1 * step) * side);
    let mut dirty = picture.clone();
    for (px, py, pixel) in dirty.enumerate_pixels_mut() {
        if (f64::from(px) - x).hypot(f64::from(py) - y) < side / 10.0 {
            pixel.0[0] = if seed >> 32 & 1 == 0 { 20 } else { 235 };
        }
    }
    dirty
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn every_code_is_read_back(data in any::<[u8; 8]>()) {
        let code = MarkCode::from_data(data);
        let text = decode(picture(code, 4));
        prop_assert_eq!(text.clone(), Some(address().of(code)));
        prop_assert_eq!(MarkCode::parse(&text.unwrap()), Ok(code));
    }
}

/// The same pictures each time: a decoder gives up on a rare one, and a test must not do so at random.
#[test]
fn bad_pictures_are_read_back() {
    let mut combined = 0;
    for case in 0..12_u8 {
        let code = MarkCode::from_data([1, 3, 5, 7, 9, 11, 13, 15].map(|step: u8| case.wrapping_mul(step)));
        let degrees = f64::from(case) * 31.0;
        let seed = u64::from(case) * 0x1_5555_5557;
        let good = picture(code, 6);
        let expected = Some(address().of(code));
        for (how, bad) in [
            ("blurred", imageops::blur(&good, 1.5)),
            ("turned", imageops::blur(&turned(&good, degrees), 1.0)),
            ("faded", faded(&good)),
            ("smudged", smudged(&good, seed)),
        ] {
            assert_eq!(decode(bad), expected, "{how}, case {case}");
        }
        let worst = imageops::blur(&faded(&turned(&smudged(&good, seed), degrees / 12.0)), 1.0);
        combined += usize::from(decode(worst) == expected);
    }
    assert!(
        combined >= 10,
        "smudged, turned, faded and blurred at once: {combined} of 12"
    );
}

/// Paints the path of an SVG code on pixels, reading nothing but `M x y h n v1 h-n z`.
fn paint(path: &str, side: usize, pixels: u32) -> GrayImage {
    let width = (side as u32 + 8) * pixels;
    let mut picture = GrayImage::from_pixel(width, width, Luma([255]));
    for run in path.split('z').filter(|run| !run.is_empty()) {
        let numbers: Vec<u32> = run
            .split(|c: char| !c.is_ascii_digit())
            .filter_map(|number| number.parse().ok())
            .collect();
        let [x, y, length, 1, back] = numbers[..] else {
            panic!("{run}")
        };
        assert_eq!(length, back);
        for py in 0..pixels {
            for px in 0..length * pixels {
                picture.put_pixel((x + 4) * pixels + px, (y + 4) * pixels + py, Luma([0]));
            }
        }
    }
    picture
}

#[test]
fn drawings_hold_the_same_code() {
    let address = address();
    let code = MarkCode::from_data([9, 8, 7, 6, 5, 4, 3, 2]);
    let side = qr::modules(&address, code).unwrap().side();
    let drawn = [
        qr::svg(&address, code).unwrap(),
        label::svg(&Label {
            code,
            address: &address,
            partnership: "Partnership",
        })
        .unwrap(),
    ];
    for svg in drawn {
        let (_, path) = svg.rsplit_once(" d=\"").unwrap();
        let path = &path[..path.find('"').unwrap()];
        assert_eq!(decode(paint(path, side, 5)), Some(address.of(code)));
    }
}

#[test]
fn codes_stay_small() {
    let code = MarkCode::from_data([31; 8]);
    for (site, side) in [
        ("https://fm.test", 25),
        ("https://framemark.example.org", 29),
        ("https://bicycle-marking.cambridgeshire.example.org", 33),
        (
            "https://bicycle-marking.east-cambridgeshire.example.org.example",
            37,
        ),
    ] {
        let address = LabelAddress::parse(site).unwrap();
        assert_eq!(qr::modules(&address, code).unwrap().side(), side, "{site}");
        let drawn = label::svg(&Label {
            code,
            address: &address,
            partnership: "P",
        });
        assert!(drawn.is_ok(), "{site}");
    }
}

#[test]
fn pictures_of_no_use_are_refused() {
    let code = MarkCode::from_data([0; 8]);
    for pixels in [0, 65, u32::MAX] {
        assert!(matches!(
            qr::png(&address(), code, pixels),
            Err(qr::QrError::Scale(_))
        ));
    }
    assert_eq!(picture(code, 1).width(), 37);
}
