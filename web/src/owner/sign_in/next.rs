//! Where somebody goes who has signed in.

use domain::account::{Permission, Viewer};

/// The most characters that an address of ours has.
const MOST: usize = 200;

/// Takes an address within this site and nothing else, so that a link to sign in cannot lead away from it.
pub(super) fn local(wanted: &str) -> Option<&str> {
    let fine = |c: char| c.is_ascii_alphanumeric() || "/-_.~?=&%".contains(c);
    let ours = wanted.starts_with('/') && !wanted.starts_with("//");
    (ours && wanted.len() <= MOST && wanted.chars().all(fine)).then_some(wanted)
}

/// The room that somebody's work begins in.
pub(super) fn first_room(viewer: &Viewer) -> &'static str {
    if viewer.organisation_for(Permission::LookUp).is_some() {
        "/police/look-up"
    } else if viewer.organisation_for(Permission::UseDesk).is_some() {
        "/desk"
    } else {
        "/account"
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_addresses_of_this_site_are_followed() {
        for (wanted, expected) in [
            ("/account", true),
            ("/account/bikes/7/report-stolen", true),
            ("/police/look-up?number=WTU1%3F3&make=Giant", true),
            ("", false),
            ("account", false),
            ("//example.org", false),
            ("/\\example.org", false),
            ("https://example.org/account", false),
            ("javascript:alert(1)", false),
            ("/account\r\nSet-Cookie: x=y", false),
            ("/\t/example.org", false),
            ("/caf\u{e9}", false),
            (&format!("/{}", "a".repeat(10_000_000)), false),
        ] {
            assert_eq!(local(wanted).is_some(), expected, "{wanted:.60?}");
        }
    }
}
