//! The letters about sign-in, e-mail addresses and accounts. Each has its own folder, with its words and what they look like.

mod address_has_account;
mod address_was_changed;
mod change_was_asked_for;
mod confirm_new_address;
mod erased;
mod second_factor_reset;
mod second_factor_set_up;
mod sign_in;

pub(crate) use address_has_account::address_has_account;
pub(crate) use address_was_changed::address_was_changed;
pub(crate) use change_was_asked_for::change_was_asked_for;
pub(crate) use confirm_new_address::confirm_new_address;
pub(crate) use erased::erased;
pub(crate) use second_factor_reset::second_factor_reset;
pub(crate) use second_factor_set_up::second_factor_set_up;
pub(crate) use sign_in::sign_in;

use crate::mail::letters::Example;
use store::mail::Letter;

/// Returns an example of each letter, with the name of its folder.
pub(crate) fn examples(some: &Example) -> Vec<(&'static str, Letter)> {
    vec![
        ("address_has_account", address_has_account::sample(some)),
        ("address_was_changed", address_was_changed::sample(some)),
        ("change_was_asked_for", change_was_asked_for::sample(some)),
        ("confirm_new_address", confirm_new_address::sample(some)),
        ("erased", erased::sample(some)),
        ("second_factor_reset", second_factor_reset::sample(some)),
        ("second_factor_set_up", second_factor_set_up::sample(some)),
        ("sign_in", sign_in::sample(some)),
    ]
}
