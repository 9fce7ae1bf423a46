//! The letters about what a desk has done. Each has its own folder, with its words and what they look like.

mod marked_at_desk;
mod withdrawn_at_desk;

pub(crate) use marked_at_desk::marked_at_desk;
pub(crate) use withdrawn_at_desk::withdrawn_at_desk;

use crate::mail::letters::Example;
use store::mail::Letter;

/// Returns an example of each letter, with the name of its folder.
pub(crate) fn examples(some: &Example) -> Vec<(&'static str, Letter)> {
    vec![
        ("marked_at_desk", marked_at_desk::sample(some)),
        ("withdrawn_at_desk", withdrawn_at_desk::sample(some)),
    ]
}
