//! Shows progress on standard error: a bar in a terminal, otherwise a line every few seconds.

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use std::io::{self, IsTerminal, Write};
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

const EVERY: Duration = Duration::from_secs(3);

/// The progress of one piece of work.
pub struct Progress {
    what: &'static str,
    bar: Option<ProgressBar>,
    plain: Mutex<Plain>,
}

struct Plain {
    started: Instant,
    said: Instant,
}

impl Progress {
    /// Starts to show work of `total` steps. Without a total, it only shows a count.
    pub fn start(what: &'static str, total: Option<u64>) -> Self {
        let bar = io::stderr().is_terminal().then(|| {
            let bar = ProgressBar::with_draw_target(total, ProgressDrawTarget::stderr_with_hz(8));
            let style = match total {
                Some(_) => "{msg} {wide_bar} {percent:>3}%  {prefix}  {eta} left",
                None => "{spinner} {msg} {prefix}  {elapsed}",
            };
            // The template is a constant. If indicatif could not read it, the bar would keep its own style.
            if let Ok(style) = ProgressStyle::with_template(style) {
                bar.set_style(style);
            }
            bar.set_message(what);
            bar
        });
        let now = Instant::now();
        Self {
            what,
            bar,
            plain: Mutex::new(Plain {
                started: now,
                said: now,
            }),
        }
    }

    /// Shows that `done` of `total` steps are done, with a count in words.
    pub fn set(&self, done: u64, total: Option<u64>, count: &str) {
        if let Some(bar) = &self.bar {
            bar.set_position(done);
            bar.set_prefix(count.to_owned());
            return;
        }
        let mut plain = self.plain.lock().unwrap_or_else(PoisonError::into_inner);
        if plain.said.elapsed() >= EVERY {
            plain.said = Instant::now();
            let seconds = plain.started.elapsed().as_secs();
            let percent = total
                .filter(|total| *total > 0)
                .map(|total| format!(", {} %", done * 100 / total));
            say(&format!(
                "{}: {count}{}, {seconds} s",
                self.what,
                percent.unwrap_or_default()
            ));
        }
    }

    /// Prints a message, above the bar if there is one.
    pub fn say(&self, line: &str) {
        match &self.bar {
            Some(bar) => bar.suspend(|| say(line)),
            None => say(line),
        }
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        if let Some(bar) = &self.bar {
            bar.finish_and_clear();
        }
    }
}

/// Writes a line to standard error. If that is closed too, there is nobody to tell.
pub fn say(line: &str) {
    let _ = writeln!(io::stderr().lock(), "{line}");
}

/// Writes a number, with commas between its thousands, and the words that belong to it.
pub fn counted(number: u64, one: &str, many: &str) -> String {
    format!("{} {}", grouped(number), if number == 1 { one } else { many })
}

/// Writes a number with commas between its thousands.
pub fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let mut grouped = String::new();
    for (at, digit) in digits.char_indices() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    grouped
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn thousands_are_parted() {
        for (number, text) in [
            (0, "0"),
            (999, "999"),
            (1_000, "1,000"),
            (12_345_678, "12,345,678"),
        ] {
            assert_eq!(grouped(number), text);
        }
    }
}
