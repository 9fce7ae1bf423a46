//! The letters about a meeting. Each has its own folder.

mod answer;

pub(crate) use answer::{Answered, answer};

use crate::mail::letters::Example;
use store::mail::Letter;

/// Returns an example of each letter, with the name of its folder.
pub(crate) fn examples(some: &Example) -> Vec<(&'static str, Letter)> {
    vec![("answer", answer::sample(some))]
}
