//! Remembers earlier lines, to warn about lines that do not agree with them.

use super::line::Parsed;
use domain::number::{FrameNumber, fold};
use sheets::cell::quoted;
use std::collections::{HashMap, HashSet};

/// The frame numbers seen so far in a list.
#[derive(Default)]
pub struct Seen {
    /// The first line of each frame number, with look-alikes folded.
    lines: HashMap<String, u64>,
    /// For each make, the lengths of numbers that have only digits and begin with a zero.
    noughts: HashSet<(String, usize)>,
}

impl Seen {
    /// Remembers a line's frame number, and returns warnings about it.
    pub fn take(&mut self, line: u64, parsed: &Parsed) -> Vec<String> {
        let Some(number) = parsed.bike.frame.number().filter(|number| !number.is_filler()) else {
            return Vec::new();
        };
        let mut warnings = Vec::new();
        if let Some(before) = self.lines.get(&number.folded()) {
            warnings.push(format!(
                "frame_number {} is also on line {before}; the police look into bikes that share a number",
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
                "frame_number {} may have lost a zero at its start; in the spreadsheet, format the column as text",
                quoted(number.as_written())
            )
        })
    }
}
