//! An independent decoder reads back every QR code, even from a bad picture.

use domain::MarkCode;
use image::{GrayImage, Luma};
use proptest::prelude::*;

use crate::{Label, LabelAddress, Stock, label, picture, qr};

pub(crate) mod damage;
pub(crate) mod degrade;

fn address() -> LabelAddress {
    LabelAddress::parse("https://framemark.example.org").unwrap()
}

fn picture(code: MarkCode, pixels: u32) -> GrayImage {
    let png = qr::png(&address(), code, pixels).unwrap();
    image::load_from_memory(&png).unwrap().to_luma8()
}

pub(crate) fn decode(picture: GrayImage) -> Option<String> {
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
        picture::svg(
            &Label {
                code,
                address: &address,
                partnership: "Partnership",
            },
            Stock::L7160,
        )
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
        ("https://fm.test", 29),
        ("https://framemark.example.org", 33),
        ("https://marking.cambridgeshire.example.org", 37),
        (
            "https://bicycle-marking.east-cambridgeshire.example.org.example",
            41,
        ),
    ] {
        let address = LabelAddress::parse(site).unwrap();
        assert_eq!(qr::modules(&address, code).unwrap().side(), side, "{site}");
        for stock in Stock::all() {
            let drawn = picture::svg(
                &Label {
                    code,
                    address: &address,
                    partnership: "P",
                },
                stock,
            );
            assert!(drawn.is_ok(), "{site}");
        }
    }
}

/// docs/decisions.md has these figures.
#[test]
fn modules_are_wide_enough_on_every_stock() {
    let code = MarkCode::from_data([31; 8]);
    let width = |site: &str, stock: Stock| {
        let address = LabelAddress::parse(site).unwrap();
        let label = Label {
            code,
            address: &address,
            partnership: "P",
        };
        let is = stock.geometry();
        let module = crate::layout::Layout::of(&label, is.width, is.height)
            .unwrap()
            .module;
        (module * 100.0).round() / 100.0
    };
    let usual = Stock::all().map(|stock| width("https://framemark.example.org", stock));
    assert_eq!(usual, [0.71, 0.61, 0.48, 0.66]);
    let longest = "https://bicycle-marking.east-cambridgeshire.example.org.example";
    let finest = Stock::all().map(|stock| width(longest, stock));
    assert_eq!(finest, [0.59, 0.51, 0.4, 0.55]);
    assert!(LabelAddress::parse(&format!("{longest}s")).is_err());
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
    assert_eq!(picture(code, 1).width(), 41);
}

#[test]
fn a_label_is_drawn_as_a_picture_with_its_code() {
    let address = address();
    let code = MarkCode::from_data([5, 6, 7, 8, 9, 10, 11, 12]);
    let label = Label {
        code,
        address: &address,
        partnership: "Cambridge Community Safety Partnership",
    };
    for stock in Stock::all() {
        for dpi in [200, 300, 600] {
            let png = picture::png(&label, stock, dpi).unwrap();
            let picture = image::load_from_memory(&png).unwrap().to_luma8();
            let wide = stock.geometry().width * f64::from(dpi) / 25.4;
            assert!(
                (f64::from(picture.width()) - wide).abs() <= 1.0,
                "{stock:?} {dpi}"
            );
            assert_eq!(decode(picture), Some(address.of(code)), "{stock:?} {dpi}");
        }
    }
    for dpi in [0, 99, 1_201] {
        let refused = picture::png(&label, Stock::L7160, dpi);
        assert!(matches!(refused, Err(label::LabelError::Resolution(_))), "{dpi}");
    }
}
