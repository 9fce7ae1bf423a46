//! What the lines before said, as far as this one can contradict it.

use super::line::Parsed;
use crate::lists::cell::quoted;
use domain::number::{FrameNumber, fold};
use std::collections::{HashMap, HashSet};

/// Frame numbers of a list so far.
#[derive(Default)]
pub struct Seen {
    /// By frame number, look-alikes made one, the line that it stood on first.
    lines: HashMap<String, u64>,
    /// Lengths of numbers of digits alone that begin with a nought, by make.
    noughts: HashSet<(String, usize)>,
}

impl Seen {
    /// Remembers a line's frame number; says what is odd about it beside those before.
    pub fn take(&mut self, line: u64, parsed: &Parsed) -> Vec<String> {
        let Some(number) = parsed.bike.frame.number().filter(|number| !number.is_filler()) else {
            return Vec::new();
        };
        let mut warnings = Vec::new();
        if let Some(before) = self.lines.get(&number.folded()) {
            warnings.push(format!(
                "frame_number {} stands on line {before} too; two bikes with one number are looked at by the police",
                quoted(number.as_written())
            ));
        } else {
            self.lines.insert(number.folded(), line);
        }
        warnings.extend(self.lost_nought(number, parsed.bike.description.make.as_deref()));
        warnings
    }

    fn lost_nought(&mut self, number: &FrameNumber, make: Option<&str>) -> Option<String> {
        let key = number.key();
        if !key.bytes().all(|byte| byte.is_ascii_digit()) {
            return None;
        }
        let make = make.map(fold).unwrap_or_default();
        if key.starts_with('0') {
            self.noughts.insert((make, key.len()));
            return None;
        }
        self.noughts.contains(&(make, key.len() + 1)).then(|| {
            format!(
                "frame_number {} may have lost a nought at its start; in the spreadsheet, make the column text",
                quoted(number.as_written())
            )
        })
    }
}
