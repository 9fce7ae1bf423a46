//! The letters of the hot sheet. Each has its own folder.

mod confirm;
mod of_day;

pub(crate) use confirm::confirm;
pub(crate) use of_day::of_day;

use crate::mail::letters::Example;
use store::mail::Letter;

/// Returns an example of each letter, with the name of its folder.
pub(crate) fn examples(some: &Example) -> Vec<(&'static str, Letter)> {
    let examples = [
        ("confirm", confirm::sample(some)),
        ("of_day", of_day::sample(some)),
    ];
    let made = examples.into_iter().map(|(name, letter)| Some((name, letter?)));
    made.flatten().collect()
}

fn listed(lines: &[&str]) -> String {
    lines.iter().map(|line| format!("- {line}\n")).collect()
}
