//! One label: QR code, the same code for people, whose scheme it is and where to look.

use std::fmt::Write;

use domain::MarkCode;

use crate::{LabelAddress, qr, qr::QrError};

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

/// Millimetres; the label of the default stock, 21 on a sheet.
const WIDTH: f64 = 63.5;
const HEIGHT: f64 = 38.1;
const MARGIN: f64 = 2.0;
/// The finest module that phones read off a worn label.
const FINEST_MODULE: f64 = 0.4;
/// Beside the QR code.
const TEXT_LEFT: f64 = MARGIN + QR_SIDE + 0.5;
const TEXT_WIDTH: f64 = WIDTH - MARGIN - TEXT_LEFT;
const QR_SIDE: f64 = 31.0;
/// How wide a letter is, in ems: every one of a monospaced face, and on average in a sans-serif face.
const MONOSPACED: f64 = 0.6;
const AVERAGE: f64 = 0.52;
/// The same of bold letters, which names in capitals and words with many m's need.
const BOLD: f64 = 0.58;
const MOST_LINES: usize = 3;

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
}

/// Draws a label of 63.5 by 38.1 mm as an SVG document.
///
/// # Errors
/// When the address does not fit at a size that phones can read.
pub fn svg(label: &Label<'_>) -> Result<String, LabelError> {
    let modules = qr::modules(label.address, label.code)?;
    let module = QR_SIDE / modules.side_with_quiet_zone() as f64;
    if module < FINEST_MODULE {
        return Err(LabelError::TooFine(module));
    }
    let quiet = module * qr::QUIET_ZONE as f64;
    let (left, top) = (MARGIN + quiet, (HEIGHT - QR_SIDE) / 2.0 + quiet);
    let code = label.code;
    let mut svg = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{WIDTH}mm\" height=\"{HEIGHT}mm\" \
         viewBox=\"0 0 {WIDTH} {HEIGHT}\" role=\"img\" lang=\"en-GB\">\
         <title>Label of mark {code}</title>\
         <rect width=\"{WIDTH}\" height=\"{HEIGHT}\" fill=\"#fff\"/>\
         <path fill=\"#000\" shape-rendering=\"crispEdges\" transform=\"translate({left:.3} {top:.3}) scale({module:.4})\" \
         d=\"{}\"/>",
        modules.path()
    );
    let mut y = 6.5;
    let partnership = wrap(label.partnership, TEXT_WIDTH, 2.5);
    for line in &partnership {
        text(&mut svg, y, line, 2.5, BOLD, "font-weight=\"bold\"");
        y += 3.3;
    }
    text(
        &mut svg,
        20.0,
        &code.to_string(),
        TEXT_WIDTH / (11.0 * MONOSPACED),
        MONOSPACED,
        MONO,
    );
    text(&mut svg, 26.0, "Found this bike?", 2.4, AVERAGE, "");
    text(&mut svg, 29.2, "Scan or type the code", 2.4, AVERAGE, "");
    text(&mut svg, 32.4, &label.address.host(), 2.4, AVERAGE, "");
    svg.push_str("</svg>");
    Ok(svg)
}

/// Faces in which 0, 8, B, D and Q cannot be mistaken for one another, as far as a machine has them.
const MONO: &str =
    "font-family=\"'DejaVu Sans Mono','JetBrains Mono',Menlo,Consolas,monospace\" font-weight=\"bold\"";

/// Writes one line of text, made smaller when it would run off the label.
fn text(svg: &mut String, y: f64, line: &str, size: f64, em: f64, attributes: &str) {
    let letters = line.chars().count().max(1) as f64;
    let size = size.min(TEXT_WIDTH / (letters * em));
    let family = if attributes.contains("font-family") {
        ""
    } else {
        "font-family=\"Arial,Helvetica,sans-serif\" "
    };
    // Writing to a String cannot fail.
    let _ = write!(
        svg,
        "<text x=\"{TEXT_LEFT}\" y=\"{y:.2}\" font-size=\"{size:.2}\" {family}{attributes}>"
    );
    for character in line.chars() {
        match character {
            '<' => svg.push_str("&lt;"),
            '>' => svg.push_str("&gt;"),
            '&' => svg.push_str("&amp;"),
            '"' => svg.push_str("&quot;"),
            // XML has no way to write these at all.
            c if c.is_control() => svg.push(' '),
            c => svg.push(c),
        }
    }
    svg.push_str("</text>");
}

/// Breaks a name into at most three lines at its spaces; the last takes what is left.
fn wrap(name: &str, width: f64, size: f64) -> Vec<String> {
    let fits = |line: &str| line.chars().count() as f64 * size * BOLD <= width;
    let mut lines: Vec<String> = Vec::new();
    for word in name.split_whitespace() {
        match lines.last_mut() {
            Some(line) if fits(&format!("{line} {word}")) => {
                line.push(' ');
                line.push_str(word);
            }
            _ => lines.push(word.to_owned()),
        }
    }
    if lines.len() > MOST_LINES {
        let rest = lines.split_off(MOST_LINES - 1).join(" ");
        lines.push(rest);
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    fn label(partnership: &str) -> String {
        let address = LabelAddress::parse("https://framemark.example.org").unwrap();
        let code = MarkCode::from_data([3, 1, 4, 1, 5, 9, 2, 6]);
        svg(&Label {
            code,
            address: &address,
            partnership,
        })
        .unwrap()
    }

    #[test]
    fn a_label_says_what_it_must() {
        let svg = label("Cambridge Community Safety Partnership");
        let code = MarkCode::from_data([3, 1, 4, 1, 5, 9, 2, 6]);
        for said in [
            format!(">{code}</text>"),
            ">framemark.example.org</text>".into(),
            ">Cambridge Community</text>".into(),
            ">Safety Partnership</text>".into(),
        ] {
            assert!(svg.contains(&said), "{said} in {svg}");
        }
    }

    #[test]
    fn a_name_cannot_break_out_of_the_drawing() {
        let svg = label("A&B \"Safe\" <script>alert(1)</script>\u{7}");
        assert!(svg.contains("A&amp;B &quot;Safe&quot;"), "{svg}");
        assert!(!svg.contains("<script") && !svg.contains('\u{7}'), "{svg}");
    }

    #[test]
    fn long_names_take_three_lines_and_shrink() {
        let lines = wrap(
            "East Cambridgeshire and Fenland Community Safety Partnership and Friends",
            TEXT_WIDTH,
            2.7,
        );
        assert_eq!(lines.len(), MOST_LINES);
        assert!(label(&"Long ".repeat(40)).contains("</svg>"));
        assert!(label("").contains("</svg>"));
    }
}
