//! Hides the token on pages under a mask that is new each time. Otherwise an attacker who can add text to a compressed
//! page could find out the token, character by character, from the page's length.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use tower_sessions::session::Id;

/// Hides a token under a new mask.
pub(super) fn masked(token: &str) -> String {
    let mut mask = Vec::with_capacity(token.len());
    while mask.len() < token.len() {
        // 128 bits from the operating system's generator.
        mask.extend_from_slice(&Id::default().0.to_be_bytes());
    }
    mask.truncate(token.len());
    let hidden = mixed(token.as_bytes(), &mask);
    mask.extend(hidden);
    URL_SAFE_NO_PAD.encode(mask)
}

/// Tells whether a value is the token under any mask.
pub(super) fn hides(sent: &[u8], token: &str) -> bool {
    // A value of another length cannot be the token.
    if sent.len() > 8 * token.len() {
        return false;
    }
    let Ok(both) = URL_SAFE_NO_PAD.decode(sent) else {
        return false;
    };
    if both.len() != 2 * token.len() {
        return false;
    }
    let (mask, hidden) = both.split_at(both.len() / 2);
    same(&mixed(hidden, mask), token.as_bytes())
}

/// Compares in a time that does not depend on how much is right.
pub(super) fn same(sent: &[u8], expected: &[u8]) -> bool {
    sent.len() == expected.len() && sent.iter().zip(expected).fold(0, |odd, (a, b)| odd | (a ^ b)) == 0
}

fn mixed(one: &[u8], other: &[u8]) -> Vec<u8> {
    one.iter().zip(other).map(|(a, b)| a ^ b).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_looks_different_each_time_and_is_known_each_time() {
        let token = Id::default().to_string();
        let (one, other) = (masked(&token), masked(&token));
        assert_ne!(one, other);
        assert!(!one.contains(&token) && one.len() == other.len());
        assert!(hides(one.as_bytes(), &token) && hides(other.as_bytes(), &token));
        let another = Id::default().to_string();
        let (cut, longer) = (&one[..one.len() - 1], format!("{one}x"));
        for bad in [
            &masked(&another),
            "",
            "AAAA",
            cut,
            &longer,
            &token,
            &"A".repeat(10_000),
            "ü",
        ] {
            assert!(!hides(bad.as_bytes(), &token), "{bad}");
        }
    }
}
