//! The letters about a theft: a report was made, changed or closed. None of them says where or how the bike was
//! stolen. Each has its own folder.

mod changed;
mod ended;
mod reported;
mod still_missing;

pub(crate) use changed::changed;
pub(crate) use ended::ended;
pub(crate) use reported::reported;
pub(crate) use still_missing::still_missing;

use crate::mail::letters::Example;
use store::mail::Letter;

/// Returns an example of each letter, with the name of its folder.
pub(crate) fn examples(some: &Example) -> Vec<(&'static str, Letter)> {
    vec![
        ("changed", changed::sample(some)),
        ("ended", ended::sample(some)),
        ("reported", reported::sample(some)),
        ("still_missing", still_missing::sample(some)),
    ]
}
