//! The letters about a plan. Each has its own folder.

mod ask;

pub(crate) use ask::ask;

use crate::mail::letters::Example;
use store::mail::Letter;

/// Returns an example of each letter, with the name of its folder.
pub(crate) fn examples(some: &Example) -> Vec<(&'static str, Letter)> {
    vec![("ask", ask::sample(some))]
}
