//! Sheets are rendered to pixels, and every label is read back by decoders that are not the encoder.

use super::*;
use crate::tests::damage::{Codewords, Outlook};
use crate::tests::decode;
use crate::tests::degrade::{self, Dirt};
use image::GrayImage;
use rxing::common::HybridBinarizer;
use rxing::qrcode::cpp_port::QrReader;
use rxing::{BinaryBitmap, DecodeHints, Luma8LuminanceSource, Reader};
use std::io::Write;
use std::path::PathBuf;
use std::process::{Command, Stdio};

const SITE: &str = "https://framemark.example.org";
const NAME: &str = "Cambridge Community Safety Partnership";
/// The resolution of office printers, which is higher than that of a phone's camera.
const DPI: u32 = 300;

fn codes(count: u32) -> Vec<MarkCode> {
    (1..=count)
        .map(|at| {
            MarkCode::from_data([at, at >> 5, at * 7, at * 11, at * 13, 3, at * 17, at * 29].map(|n| n as u8))
        })
        .collect()
}

fn sheets(
    codes: &[MarkCode],
    stock: Stock,
    change: impl FnOnce(&mut Print<'_>),
) -> Result<Vec<u8>, SheetError> {
    let address = LabelAddress::parse(SITE).unwrap();
    let mut print = Print {
        address: &address,
        partnership: NAME,
        title: "Marks of batch 12",
        stock,
        start: 1,
        offset: (0.0, 0.0),
        calibration: false,
    };
    change(&mut print);
    pdf(codes, &print)
}

/// A folder for one test with the PDF in it. It is deleted when the test ends.
struct Printed {
    folder: PathBuf,
}

impl Printed {
    fn new(name: &str, pdf: &[u8]) -> Self {
        let folder = std::env::temp_dir().join(format!("framemark-{name}-{}", std::process::id()));
        std::fs::create_dir_all(&folder).unwrap();
        std::fs::write(folder.join("sheet.pdf"), pdf).unwrap();
        Self { folder }
    }

    fn run(&self, program: &str, arguments: &[&str]) -> String {
        let mut command = Command::new(program);
        let out = command.args(arguments).current_dir(&self.folder).output();
        let out =
            out.unwrap_or_else(|error| panic!("{program}: {error}; scripts/install-test-needs installs it"));
        assert!(
            out.status.success(),
            "{program}: {}",
            String::from_utf8_lossy(&out.stderr)
        );
        String::from_utf8(out.stdout).unwrap()
    }

    /// Renders every page in greys, as a printer would see it.
    fn pages(&self) -> Vec<GrayImage> {
        self.run(
            "pdftoppm",
            &["-gray", "-r", &DPI.to_string(), "-png", "sheet.pdf", "page"],
        );
        let mut files: Vec<PathBuf> = std::fs::read_dir(&self.folder)
            .unwrap()
            .map(|entry| entry.unwrap().path())
            .filter(|path| path.extension().is_some_and(|end| end == "png"))
            .collect();
        files.sort();
        files
            .iter()
            .map(|path| image::open(path).unwrap().to_luma8())
            .collect()
    }
}

impl Drop for Printed {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.folder);
    }
}

fn pixels(millimetres: f64) -> u32 {
    (millimetres * f64::from(DPI) / 25.4).round() as u32
}

/// Cuts one label out of a page, as a pair of scissors would.
fn cut(page: &GrayImage, stock: Stock, place: usize) -> GrayImage {
    let is = stock.geometry();
    let (x, y) = is.corner(place);
    image::imageops::crop_imm(page, pixels(x), pixels(y), pixels(is.width), pixels(is.height)).to_image()
}

/// Reads a picture with zbar, a second and different decoder.
fn zbar(picture: &GrayImage) -> Option<String> {
    let (width, height) = picture.dimensions();
    let mut pgm = format!("P5\n{width} {height}\n255\n").into_bytes();
    pgm.extend_from_slice(picture.as_raw());
    let mut child = Command::new("zbarimg")
        .args(["--quiet", "--raw", "-Sdisable", "-Sqrcode.enable", "PGM:-"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap_or_else(|error| panic!("zbarimg: {error}; scripts/install-test-needs installs it"));
    child.stdin.take().unwrap().write_all(&pgm).unwrap();
    let out = child.wait_with_output().unwrap();
    let text = String::from_utf8(out.stdout).unwrap();
    text.lines().next().map(str::to_owned)
}

/// Reads with ZXing, the decoder of many phones. It finds a code even if the timing or alignment pattern is covered.
fn zxing(picture: &GrayImage) -> Option<String> {
    let (width, height) = picture.dimensions();
    let grey = Luma8LuminanceSource::new(picture.as_raw().clone(), width, height).unwrap();
    let mut bits = BinaryBitmap::new(HybridBinarizer::new(grey));
    let hints = DecodeHints {
        TryHarder: Some(true),
        ..DecodeHints::default()
    };
    let found = QrReader.decode_with_hints(&mut bits, &hints).ok()?;
    Some(found.getText().to_owned())
}

#[test]
fn every_label_of_every_stock_is_read_back_from_the_rendered_page() {
    let address = LabelAddress::parse(SITE).unwrap();
    for stock in Stock::all() {
        let per_sheet = stock.geometry().per_sheet();
        let codes = codes(per_sheet as u32 + 3);
        let printed = Printed::new(stock.slug(), &sheets(&codes, stock, |_| {}).unwrap());
        let pages = printed.pages();
        assert_eq!(pages.len(), codes.len().div_ceil(per_sheet), "{stock:?}");
        for (at, code) in codes.iter().enumerate() {
            let label = cut(&pages[at / per_sheet], stock, at % per_sheet);
            assert_eq!(decode(label), Some(address.of(*code)), "{stock:?}, label {at}");
        }
    }
}

/// A label that was cut out of its sheet, how it was laid out, and what it says.
struct Cut {
    picture: GrayImage,
    layout: Layout,
    says: String,
}

/// Prints a sheet of 21 labels and cuts them out.
fn cut_out(name: &str, stock: Stock) -> Vec<Cut> {
    let address = LabelAddress::parse(SITE).unwrap();
    let codes = codes(21);
    let printed = Printed::new(
        &format!("{name}-{}", stock.slug()),
        &sheets(&codes, stock, |_| {}).unwrap(),
    );
    let pages = printed.pages();
    let is = stock.geometry();
    let one = |(at, &code): (usize, &MarkCode)| {
        let label = Label {
            code,
            address: &address,
            partnership: NAME,
        };
        Cut {
            picture: cut(&pages[0], stock, at),
            layout: Layout::of(&label, is.width, is.height).unwrap(),
            says: address.of(code),
        }
    };
    codes.iter().enumerate().map(one).collect()
}

/// What any of the decoders reads. A phone tries again with another picture from its camera, so this tries again at
/// half the size.
fn read(picture: &GrayImage) -> Option<String> {
    let (width, height) = picture.dimensions();
    let any = |picture: &GrayImage| {
        decode(picture.clone())
            .or_else(|| zbar(picture))
            .or_else(|| zxing(picture))
    };
    any(picture).or_else(|| {
        let filter = image::imageops::FilterType::Triangle;
        any(&image::imageops::resize(picture, width / 2, height / 2, filter))
    })
}

const DOTS: f64 = DPI as f64 / 25.4;

/// Photographs of labels are blurred, turned, dirty and pale. `degrade` says how dirt is drawn.
#[test]
fn every_label_is_read_back_off_a_bad_picture() {
    let mut unread = Vec::new();
    for stock in [Stock::L7160, Stock::L7651] {
        for (at, label) in cut_out("bad", stock).iter().enumerate() {
            for (how, bad) in degrade::pictures(&label.picture, &label.layout, DOTS, at as u64 + 1) {
                if read(&bad).as_ref() != Some(&label.says) {
                    unread.push(format!("{stock:?}, label {at}, {how}"));
                }
            }
        }
    }
    assert!(unread.is_empty(), "{}: {unread:#?}", unread.len());
}

/// Nothing can be seen through a blot, so the decoder must restore what it covers. Wherever the blot is, a label can be
/// read if level Q can restore its wrong codewords. If not, it cannot be read, because no reader knows which codewords
/// are wrong.
#[test]
fn every_label_that_level_q_restores_is_read_back_under_an_opaque_blot() {
    let (mut unread, mut tenths, mut larger) = (Vec::new(), [0, 0, 0], [0, 0, 0]);
    for (at, label) in cut_out("dirt", Stock::L7160).iter().enumerate() {
        let codewords = Codewords::of(&label.layout);
        for (nth, share) in [0.1, 0.1, 0.1, 0.1, 0.1, 0.1, 0.14, 0.18].into_iter().enumerate() {
            let shade = if nth % 2 == 0 { 230 } else { 40 };
            // The first four blots are in the same places on every label, the others in random places.
            let place = if nth < 4 { nth + 1 } else { 8 * at + nth + 1 };
            let dirt = Dirt::Opaque(share, shade);
            let bad = degrade::dirty(&label.picture, &label.layout, DOTS, dirt, place as u64 * 1_009);
            let outlook = codewords.outlook(&bad, &label.layout, DOTS);
            let counts = if share > 0.1 { &mut larger } else { &mut tenths };
            counts[outlook as usize] += 1;
            let is_read = read(&bad).as_ref() == Some(&label.says);
            if (outlook == Outlook::Restorable && !is_read) || (outlook == Outlook::Beyond && is_read) {
                unread.push(format!("label {at}, blot {nth}: {outlook:?}, read: {is_read}"));
            }
        }
    }
    assert!(unread.is_empty(), "{}: {unread:#?}", unread.len());
    // How many are restorable, on the edge and beyond, so that we know how much the test covers.
    assert_eq!((tenths, larger), ([126, 0, 0], [19, 11, 12]));
}

#[test]
fn a_used_sheet_is_gone_on_with_and_a_page_can_be_moved() {
    let codes = codes(4);
    let start = |print: &mut Print<'_>| print.start = 20;
    let printed = Printed::new("start", &sheets(&codes, Stock::L7160, start).unwrap());
    let pages = printed.pages();
    assert_eq!(pages.len(), 2);
    for (page, place, code) in [(0, 19, 0), (0, 20, 1), (1, 0, 2), (1, 1, 3)] {
        let found = decode(cut(&pages[page], Stock::L7160, place)).unwrap();
        assert!(found.ends_with(&codes[code].compact()), "{page} {place}: {found}");
    }
    let blank = cut(&pages[0], Stock::L7160, 18);
    assert!(
        blank.pixels().all(|pixel| pixel.0[0] == 255),
        "the sheet prints on a label that is used up"
    );

    let moved = |print: &mut Print<'_>| print.offset = (2.0, -1.5);
    let here = Printed::new("here", &sheets(&codes[..1], Stock::L7160, |_| {}).unwrap()).pages();
    let there = Printed::new("there", &sheets(&codes[..1], Stock::L7160, moved).unwrap()).pages();
    let ink = |page: &GrayImage| {
        let dark = page.enumerate_pixels().filter(|(_, _, pixel)| pixel.0[0] < 128);
        dark.fold((u32::MAX, u32::MAX), |(left, top), (x, y, _)| {
            (left.min(x), top.min(y))
        })
    };
    let ((left, top), (right, up)) = (ink(&here[0]), ink(&there[0]));
    assert!((i64::from(right) - i64::from(left) - i64::from(pixels(2.0))).abs() <= 1);
    assert!((i64::from(top) - i64::from(up) - i64::from(pixels(1.5))).abs() <= 1);
}

#[test]
fn the_pdf_is_tagged_has_a_title_and_its_text_can_be_read() {
    for stock in Stock::all() {
        let codes = codes(3);
        let with_page = |print: &mut Print<'_>| print.calibration = true;
        let printed = Printed::new(
            &format!("text-{}", stock.slug()),
            &sheets(&codes, stock, with_page).unwrap(),
        );
        let facts = printed.run("pdfinfo", &["sheet.pdf"]);
        let fact = |name: &str| {
            let line = facts.lines().find(|line| line.starts_with(name));
            line.and_then(|line| line.split_once(':'))
                .map(|(_, value)| value.trim().to_owned())
        };
        assert_eq!(fact("Title").as_deref(), Some("Marks of batch 12"), "{facts}");
        assert_eq!(fact("Tagged").as_deref(), Some("yes"), "{facts}");
        let raw = std::fs::read(printed.folder.join("sheet.pdf")).unwrap();
        let has = |needle: &[u8]| raw.windows(needle.len()).any(|part| part == needle);
        assert!(
            has(b"/Lang(en-GB)") || has(b"/Lang (en-GB)"),
            "no language in {stock:?}"
        );
        // The validator accepts a page that has no tags at all, so we look at the tags.
        let tags = printed.run("pdfinfo", &["-struct-text", "sheet.pdf"]);
        assert_eq!(
            tags.matches("Figure").count(),
            if stock == Stock::Roll62 { 4 } else { 5 },
            "{tags}"
        );
        for code in &codes {
            assert!(
                tags.contains(&code.to_string()),
                "{code} is not among the tags of {stock:?}: {tags}"
            );
        }
        let text = printed.run("pdftotext", &["-layout", "sheet.pdf", "-"]);
        // The smallest label has room for the address on two lines only, broken after a full stop.
        let address: &[&str] = match stock {
            Stock::L7651 => &["framemark.", "example.org"],
            _ => &["framemark.example.org"],
        };
        for said in ["Calibration page"].iter().chain(address) {
            assert!(text.contains(*said), "{said} is not in {text}");
        }
        let fonts = printed.run("pdffonts", &["sheet.pdf"]);
        let rows: Vec<&str> = fonts.lines().skip(2).collect();
        assert!(rows.len() >= 3, "{fonts}");
        for row in &rows {
            // A subset has six letters and a plus before its name; emb, sub and uni are the columns after the encoding.
            let columns: Vec<&str> = row.split_whitespace().collect();
            let answers: Vec<&str> = columns
                .iter()
                .copied()
                .filter(|word| ["yes", "no"].contains(word))
                .collect();
            assert_eq!(answers, ["yes", "yes", "yes"], "{fonts}");
            assert!(columns[0].as_bytes().get(6) == Some(&b'+'), "{fonts}");
        }
    }
}

#[test]
fn the_calibration_page_has_its_frames_where_the_labels_are() {
    for stock in Stock::all() {
        let with_page = |print: &mut Print<'_>| print.calibration = true;
        let pages = Printed::new(
            &format!("frames-{}", stock.slug()),
            &sheets(&[], stock, with_page).unwrap(),
        )
        .pages();
        assert_eq!(pages.len(), 1);
        let is = stock.geometry();
        let inset = if stock == Stock::Roll62 { 1.5 } else { 0.0 };
        for place in [0, is.per_sheet() - 1] {
            let (x, y) = is.corner(place);
            for (at_x, at_y) in [(x + inset, y + is.height / 3.0), (x + is.width / 3.0, y + inset)] {
                let near = |x: u32, y: u32| {
                    pages[0]
                        .get_pixel_checked(x, y)
                        .is_some_and(|pixel| pixel.0[0] < 200)
                };
                let (px, py) = (pixels(at_x), pixels(at_y));
                let found = (0..=4).any(|dx| {
                    (0..=4).any(|dy| near((px + dx).saturating_sub(2), (py + dy).saturating_sub(2)))
                });
                assert!(found, "{stock:?}: no frame at {at_x}, {at_y}");
            }
        }
    }
}

#[test]
fn what_is_not_possible_is_refused() {
    let codes = codes(1);
    for (stock, start) in [(Stock::L7160, 0), (Stock::L7160, 22), (Stock::Roll62, 2)] {
        let refused = sheets(&codes, stock, |print| print.start = start);
        assert!(
            matches!(refused, Err(SheetError::Start { .. })),
            "{stock:?} {start}"
        );
    }
    for offset in [(10.1, 0.0), (0.0, -11.0), (f64::NAN, 0.0), (0.0, f64::INFINITY)] {
        let refused = sheets(&codes, Stock::L7160, |print| print.offset = offset);
        assert!(matches!(refused, Err(SheetError::Offset)), "{offset:?}");
    }
    assert!(matches!(
        sheets(&[], Stock::L7160, |_| {}),
        Err(SheetError::Nothing)
    ));
}

#[test]
fn names_of_any_kind_are_printed() {
    let name = "\u{202e}Llŷn \u{1f6b2} & <b>\"Söhne\"\n\u{7}\u{0}";
    for stock in Stock::all() {
        let address = LabelAddress::parse(SITE).unwrap();
        let print = Print {
            address: &address,
            partnership: name,
            title: "T",
            stock,
            start: 1,
            offset: (0.0, 0.0),
            calibration: false,
        };
        assert!(pdf(&codes(1), &print).unwrap().starts_with(b"%PDF-"), "{stock:?}");
    }
}
