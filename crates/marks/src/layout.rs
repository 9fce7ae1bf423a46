//! What stands where on one label, whatever it is painted on. Millimetres from the label's top left corner.

use crate::face::Face;
use crate::label::{FINEST_MODULE, Label, LabelError};
use crate::qr::{self, Modules};

/// One label, laid out.
#[derive(Clone, Debug)]
pub struct Layout {
    /// How wide the label is.
    pub width: f64,
    /// How high the label is.
    pub height: f64,
    /// The QR code.
    pub modules: Modules,
    /// Where the first module of the QR code stands, inside of its quiet zone.
    pub qr: (f64, f64),
    /// How wide a module is.
    pub module: f64,
    /// What is written, in the order in which it is read; the code comes last.
    pub lines: Vec<Line>,
}

/// One line of writing.
#[derive(Clone, Debug, PartialEq)]
pub struct Line {
    /// What it says.
    pub text: String,
    /// In which face.
    pub face: Face,
    /// How large an em is.
    pub size: f64,
    /// Where it starts, from the left.
    pub x: f64,
    /// Where its baseline is, from the top.
    pub y: f64,
}

impl Line {
    /// Returns how wide it runs.
    #[must_use]
    pub fn width(&self) -> f64 {
        self.face.width(&self.text) * self.size
    }
}

/// Below this width a label has no room for a line of code under everything.
const NARROW: f64 = 50.0;
/// What stays clear at the edges, for sheets are not cut to the tenth of a millimetre.
const MARGIN: f64 = 1.5;
const NARROW_MARGIN: f64 = 0.8;
/// Lines of a partnership's name.
const MOST_LINES: usize = 3;

impl Layout {
    /// Lays a label out on a piece of that size.
    ///
    /// # Errors
    /// [`LabelError::TooFine`] when the address does not fit at a size that phones can read.
    pub fn of(label: &Label<'_>, width: f64, height: f64) -> Result<Self, LabelError> {
        let modules = qr::modules(label.address, label.code)?;
        let narrow = width < NARROW;
        let margin = if narrow { NARROW_MARGIN } else { MARGIN };
        let strip = if narrow { 0.0 } else { 6.0 };
        let side = height - 2.0 * margin - strip;
        let module = side / modules.side_with_quiet_zone() as f64;
        if module < FINEST_MODULE {
            return Err(LabelError::TooFine(module));
        }
        let quiet = module * qr::QUIET_ZONE as f64;
        // The quiet zone parts the code from the writing already.
        let left = margin + side;
        let column = Column {
            left,
            width: width - margin - left,
        };
        let lines = if narrow {
            column.narrow(label, margin)
        } else {
            let mut lines = column.wide(label, margin, side);
            let whole = Column {
                left: margin,
                width: width - 2.0 * margin,
            };
            lines.push(whole.centred(Face::Code, 6.0, &label.code.to_string(), height - margin - 0.9));
            lines
        };
        Ok(Self {
            width,
            height,
            modules,
            qr: (margin + quiet, margin + quiet),
            module,
            lines,
        })
    }
}

/// Where lines stand one under another.
struct Column {
    left: f64,
    width: f64,
}

impl Column {
    /// One line, made smaller when it would run out of the column.
    fn line(&self, face: Face, size: f64, text: &str, y: f64) -> Line {
        let text = face.drawable(text);
        let ems = face.width(&text);
        let size = if ems * size > self.width {
            self.width / ems
        } else {
            size
        };
        Line {
            text,
            face,
            size,
            x: self.left,
            y,
        }
    }

    fn centred(&self, face: Face, size: f64, text: &str, y: f64) -> Line {
        let mut line = self.line(face, size, text, y);
        line.x += (self.width - line.width()) / 2.0;
        line
    }

    /// Beside the QR code of a large label; `side` is the code's height with its quiet zone.
    fn wide(&self, label: &Label<'_>, margin: f64, side: f64) -> Vec<Line> {
        let (name, advice) = (2.8, 2.6);
        let mut y = margin + 4.4;
        let mut lines = Vec::new();
        for line in wrap(label.partnership, Face::Strong, self.width / name) {
            lines.push(self.line(Face::Strong, name, &line, y));
            y += name * 1.22;
        }
        let below = [
            "Found this bike?",
            "Scan, or type the code at",
            &label.address.host(),
        ];
        let mut y = margin + side - 2.4 - advice * 1.3 * (below.len() - 1) as f64;
        for line in below {
            lines.push(self.line(Face::Text, advice, line, y));
            y += advice * 1.3;
        }
        lines
    }

    /// Beside the QR code of a small label: the code in two halves, as large as they go.
    fn narrow(&self, label: &Label<'_>, margin: f64) -> Vec<Line> {
        let name = 1.9;
        let mut y = margin + 2.4;
        let mut lines = Vec::new();
        for line in wrap(label.partnership, Face::Strong, self.width / name) {
            lines.push(self.line(Face::Strong, name, &line, y));
            y += name * 1.2;
        }
        lines.push(self.line(Face::Text, 1.8, &label.address.host(), 10.2));
        let code = label.code.to_string();
        let (first, second) = code.split_at(code.len() / 2 + 1);
        lines.push(self.line(Face::Code, 4.6, first, 14.9));
        lines.push(self.line(Face::Code, 4.6, second, 19.4));
        lines
    }
}

/// Breaks a name into at most three lines at its spaces; the last takes what is left.
fn wrap(name: &str, face: Face, ems: f64) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for word in name.split_whitespace() {
        match lines.last_mut() {
            Some(line) if face.width(line) + face.width(" ") + face.width(word) <= ems => {
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
    use crate::{LabelAddress, Stock};
    use domain::MarkCode;

    const NAMES: [&str; 5] = [
        "",
        "P",
        "Cambridge Community Safety Partnership",
        "East Cambridgeshire and Fenland Community Safety Partnership and Friends",
        "WWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWW",
    ];

    const SITES: [&str; 3] = [
        "https://fm.test",
        "https://framemark.example.org",
        "https://bicycle-marking.east-cambridgeshire.example.org.example",
    ];

    #[test]
    fn everything_stands_inside_the_label_and_clear_of_the_code() {
        let code = MarkCode::from_data([31; 8]);
        for stock in Stock::all() {
            let is = stock.geometry();
            for (partnership, site) in NAMES.iter().flat_map(|name| SITES.map(|site| (*name, site))) {
                let address = LabelAddress::parse(site).unwrap();
                let label = Label {
                    code,
                    address: &address,
                    partnership,
                };
                let layout = Layout::of(&label, is.width, is.height).unwrap();
                let what = format!("{stock:?} {partnership} {site}");
                assert!(layout.module >= FINEST_MODULE, "{what}: {}", layout.module);
                let quiet = layout.module * 4.0;
                let side = layout.module * layout.modules.side() as f64;
                let (left, top) = layout.qr;
                assert!(left - quiet > 0.0 && top - quiet > 0.0, "{what}: quiet zone");
                assert!(top + side + quiet < is.height, "{what}: quiet zone below");
                let mut above: f64 = 0.0;
                for line in &layout.lines {
                    let (up, down) = (line.y - line.size * 0.75, line.y + line.size * 0.22);
                    assert!(
                        line.x > 0.0 && line.x + line.width() < is.width,
                        "{what}: {line:?}"
                    );
                    assert!(up > 0.0 && down < is.height, "{what}: {line:?}");
                    assert!(up >= above - 0.35, "{what}: {line:?} runs into the line above");
                    above = line.y;
                    let beside = line.x >= left + side + quiet - 0.01;
                    let below = up >= top + side + quiet - 0.01;
                    assert!(beside || below, "{what}: {line:?} is in the quiet zone");
                }
                let said: String = layout
                    .lines
                    .iter()
                    .filter(|l| l.face == Face::Code)
                    .map(|l| l.text.as_str())
                    .collect();
                assert_eq!(said, code.to_string());
            }
        }
    }

    #[test]
    fn a_piece_that_is_too_small_is_refused() {
        let address = LabelAddress::parse(SITES[1]).unwrap();
        let label = Label {
            code: MarkCode::from_data([1; 8]),
            address: &address,
            partnership: "P",
        };
        assert!(matches!(
            Layout::of(&label, 30.0, 15.0),
            Err(LabelError::TooFine(_))
        ));
    }

    #[test]
    fn long_names_take_three_lines() {
        assert_eq!(wrap(NAMES[3], Face::Strong, 11.0).len(), MOST_LINES);
        assert_eq!(wrap("  two   words ", Face::Strong, 100.0), ["two words"]);
    }
}
