//! Where people go after they have signed in.

use domain::account::{Permission, Viewer};

/// The longest address on this site.
const MOST: usize = 200;

/// Accepts only addresses on this site, so that a sign-in link cannot lead anywhere else.
pub(in crate::owner) fn local(wanted: &str) -> Option<&str> {
    let fine = |c: char| c.is_ascii_alphanumeric() || "/-_.~?=&%".contains(c);
    let ours = wanted.starts_with('/') && !wanted.starts_with("//");
    (ours && wanted.len() <= MOST && wanted.chars().all(fine)).then_some(wanted)
}

/// Returns the address for asking for another link, which remembers the page that was wanted.
pub(super) fn ask_again(wanted: Option<&str>) -> String {
    with_next("/sign-in", wanted)
}

/// Returns an address with the page that was wanted behind it.
pub(in crate::owner) fn with_next(address: &str, wanted: Option<&str>) -> String {
    match wanted.and_then(local) {
        Some(next) => {
            let query = serde_urlencoded::to_string([("next", next)]).unwrap_or_default();
            format!("{address}?{query}")
        }
        None => address.to_owned(),
    }
}

/// The start page for somebody's work.
pub(in crate::owner) fn first_room(viewer: &Viewer) -> &'static str {
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
    fn what_was_wanted_is_asked_for_again() {
        for (wanted, address) in [
            (None, "/sign-in"),
            (Some("https://example.org"), "/sign-in"),
            (Some("/report-stolen"), "/sign-in?next=%2Freport-stolen"),
            (Some("/a?b=c&d=e"), "/sign-in?next=%2Fa%3Fb%3Dc%26d%3De"),
        ] {
            assert_eq!(ask_again(wanted), address, "{wanted:?}");
        }
    }

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
