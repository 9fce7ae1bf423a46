//! Where everything is on one label, in millimetres from its top left corner.

use crate::face::Face;
use crate::label::{FINEST_MODULE, Label, LabelError};
use crate::qr::{self, Modules};

/// The layout of one label.
#[derive(Clone, Debug)]
pub struct Layout {
    /// How wide the label is.
    pub width: f64,
    /// How high the label is.
    pub height: f64,
    /// The QR code.
    pub modules: Modules,
    /// Where the first module of the QR code is, inside its quiet zone.
    pub qr: (f64, f64),
    /// How wide a module is.
    pub module: f64,
    /// The lines of text, in the order that people read them. The code comes last.
    pub lines: Vec<Line>,
}

/// One line of writing.
#[derive(Clone, Debug, PartialEq)]
pub struct Line {
    /// What it says.
    pub text: String,
    /// Its face.
    pub face: Face,
    /// How large an em is.
    pub size: f64,
    /// Where it starts, from the left.
    pub x: f64,
    /// Where its baseline is, from the top.
    pub y: f64,
}

impl Line {
    /// Returns how wide it is.
    #[must_use]
    pub fn width(&self) -> f64 {
        self.face.width(&self.text) * self.size
    }
}

/// If a label is narrower than this, there is no room for the code in a line at the bottom.
const NARROW: f64 = 50.0;
/// The margin at the edges, because sheets are not cut to a tenth of a millimetre.
const MARGIN: f64 = 1.5;
const NARROW_MARGIN: f64 = 0.8;
/// The smallest type that people can read: six points, in millimetres.
pub(crate) const SMALLEST_TYPE: f64 = 6.0 * 25.4 / 72.0;
/// From one line of the smallest type to the next.
const SMALLEST_LEADING: f64 = SMALLEST_TYPE * 1.12;

impl Layout {
    /// Lays a label out on a piece of this size.
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
        // A millionth of a millimetre does not matter.
        if module + 1e-6 < FINEST_MODULE {
            return Err(LabelError::TooFine(module));
        }
        let quiet = module * qr::QUIET_ZONE as f64;
        // The quiet zone already separates the code from the writing.
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

/// A column of lines, one below another.
struct Column {
    left: f64,
    width: f64,
}

impl Column {
    /// Adds a line, and makes it smaller if it is too wide for the column.
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

    /// The lines beside the QR code of a large label; `side` is the code's height with its quiet zone.
    fn wide(&self, label: &Label<'_>, margin: f64, side: f64) -> Vec<Line> {
        let (name, advice) = (2.8, 2.6);
        let host = self.host(&label.address.host(), advice);
        let mut below = vec![("Found this bike?".to_owned(), advice)];
        match host {
            Some((host, size)) => {
                below.push(("Scan, or type the code at".to_owned(), advice));
                below.extend(host.into_iter().map(|line| (line, size)));
            }
            None => below.push(("Scan it with a phone".to_owned(), advice)),
        }
        let mut y = margin + 4.4;
        let mut lines = Vec::new();
        // The name gets the room that the advice leaves. It is left out if it would be too small to read.
        let room = side - 2.4 - 4.4 - advice * 1.3 * below.len() as f64;
        let sizes = [name, SMALLEST_TYPE];
        if let Some((name, size)) = sizes
            .iter()
            .find_map(|size| self.name(label.partnership, *size, room))
        {
            for line in name {
                lines.push(self.line(Face::Strong, size, &line, y));
                y += size * 1.22;
            }
        }
        let mut y = margin + side - 2.4 - advice * 1.3 * (below.len() - 1) as f64;
        for (line, size) in below {
            lines.push(self.line(Face::Text, size, &line, y));
            y += advice * 1.3;
        }
        lines
    }

    /// The lines of the host and their size: one line if people can read it, otherwise two, otherwise none.
    fn host(&self, host: &str, size: f64) -> Option<(Vec<String>, f64)> {
        let whole = (self.width / Face::Text.width(host)).min(size);
        if whole >= SMALLEST_TYPE {
            return Some((vec![host.to_owned()], whole));
        }
        let in_two = |size: f64| host_lines(host, self.width / size, 2).map(|lines| (lines, size));
        in_two(size).or_else(|| in_two(SMALLEST_TYPE))
    }

    /// The lines of a name in type of this size, or `None` if they are too many or too long.
    fn name(&self, name: &str, size: f64, room: f64) -> Option<(Vec<String>, f64)> {
        let lines = wrap(name, Face::Strong, self.width / size);
        let most = (room / (size * 1.22)).floor().max(0.0) as usize + 1;
        (lines.len() <= most && readable(&lines, self.width / size)).then_some((lines, size))
    }

    /// The lines beside the QR code of a small label: what to do, and the code in two halves. The name gets the room
    /// that is left.
    fn narrow(&self, label: &Label<'_>, margin: f64) -> Vec<Line> {
        let ems = self.width / SMALLEST_TYPE;
        let advice = match host_lines(&label.address.host(), ems, 2) {
            Some(host) => {
                let mut advice = vec!["Scan or type".to_owned(), "this code at".to_owned()];
                advice.extend(host);
                advice
            }
            None => vec![
                "Found it?".to_owned(),
                "Scan it with".to_owned(),
                "a phone".to_owned(),
            ],
        };
        let name = wrap(label.partnership, Face::Strong, ems);
        let rows = 5_usize.saturating_sub(advice.len());
        let mut y = margin + SMALLEST_TYPE * 0.78;
        let mut lines = Vec::new();
        // Part of a name is never printed.
        if name.len() <= rows && readable(&name, ems) {
            for line in name {
                lines.push(self.line(Face::Strong, SMALLEST_TYPE, &line, y));
                y += SMALLEST_LEADING;
            }
        }
        for line in advice {
            lines.push(self.line(Face::Text, SMALLEST_TYPE, &line, y));
            y += SMALLEST_LEADING;
        }
        let code = label.code.to_string();
        let (first, second) = code.split_at(code.len() / 2 + 1);
        lines.push(self.line(Face::Code, 4.2, first, 16.0));
        lines.push(self.line(Face::Code, 4.2, second, 19.8));
        lines
    }
}

/// Breaks a host after its full stops and hyphens, or returns `None` if it does not fit.
fn host_lines(host: &str, ems: f64, most: usize) -> Option<Vec<String>> {
    let mut lines: Vec<String> = Vec::new();
    for part in host.split_inclusive(['.', '-']) {
        match lines.last_mut() {
            Some(line) if Face::Text.width(line) + Face::Text.width(part) <= ems => line.push_str(part),
            _ => lines.push(part.to_owned()),
        }
    }
    let fits = |line: &String| Face::Text.width(line) <= ems;
    (lines.len() <= most && lines.iter().all(fits)).then_some(lines)
}

/// Tells whether every line fits at this size.
fn readable(lines: &[String], ems: f64) -> bool {
    lines
        .iter()
        .all(|line| Face::Strong.width(&Face::Strong.drawable(line)) <= ems)
}

/// Breaks a name into lines at its spaces.
pub(crate) fn wrap(name: &str, face: Face, ems: f64) -> Vec<String> {
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
                assert!(layout.module + 1e-6 >= FINEST_MODULE, "{what}: {}", layout.module);
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
                    assert!(
                        line.size >= SMALLEST_TYPE - 1e-9,
                        "{what}: {line:?} is below six points"
                    );
                    assert!(up >= above - 0.35, "{what}: {line:?} runs into the line above");
                    above = line.y;
                    let beside = line.x >= left + side + quiet - 0.01;
                    let below = up >= top + side + quiet - 0.01;
                    assert!(beside || below, "{what}: {line:?} is in the quiet zone");
                }
                let advice: String = layout
                    .lines
                    .iter()
                    .map(|line| format!("{} ", line.text))
                    .collect();
                assert!(advice.contains("Scan"), "{what}: {advice}");
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
    fn names_break_at_spaces_and_hosts_behind_their_stops() {
        assert_eq!(wrap("  two   words ", Face::Strong, 100.0), ["two words"]);
        assert_eq!(wrap("two words", Face::Strong, 3.0), ["two", "words"]);
        let host = |ems| host_lines("framemark.example.org", ems, 2);
        assert_eq!(host(100.0).unwrap(), ["framemark.example.org"]);
        assert_eq!(host(8.0).unwrap(), ["framemark.", "example.org"]);
        assert_eq!(host(4.0), None);
    }

    #[test]
    fn the_smallest_label_says_what_to_do_and_where() {
        let address = LabelAddress::parse(SITES[1]).unwrap();
        let label = Label {
            code: MarkCode::from_data([31; 8]),
            address: &address,
            partnership: "Cambridge Community Safety Partnership",
        };
        let is = Stock::L7651.geometry();
        let layout = Layout::of(&label, is.width, is.height).unwrap();
        let said: Vec<&str> = layout.lines.iter().map(|line| line.text.as_str()).collect();
        assert_eq!(
            said[..4],
            ["Scan or type", "this code at", "framemark.", "example.org"]
        );
    }
}
