//! The web address that a label points to.

use domain::MarkCode;

/// The longest site address that fits on a label. With a longer one, the squares of the QR code would be too small to
/// scan.
const LONGEST: usize = 63;

/// Where scanned marks lead: `https://host`, in small letters.
///
/// Several phones think that an address in capitals is plain text and do not offer to open it. The rest of the QR code,
/// `/M/CODE`, is in capitals, because alphanumeric mode needs only 5.5 bits for a character instead of 8. Older labels
/// that are all in capitals can still be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LabelAddress(String);

/// Why an address cannot be put on labels.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NotALabelAddress {
    /// It does not start with `https://` or `http://`, or names no host.
    #[error("the address on a label must look like https://framemark.example.org, not \u{201c}{0}\u{201d}")]
    NotASite(String),
    /// It has a character that QR codes only hold in a bigger mode.
    #[error(
        "the address on a label cannot contain \u{201c}{0}\u{201d}: use only letters, digits, hyphens and full stops"
    )]
    Character(char),
    /// It would make the QR code too fine to scan.
    #[error("the address on a label can have at most {LONGEST} characters, and this one has {0}")]
    TooLong(usize),
}

impl LabelAddress {
    /// Reads the address of a site, such as `https://framemark.example.org`, with or without a slash at the end.
    ///
    /// # Errors
    /// [`NotALabelAddress`] when it is not a plain site address, is too long, or has characters that do not fit.
    pub fn parse(site: &str) -> Result<Self, NotALabelAddress> {
        let site = site.trim().trim_end_matches('/');
        let length = site.chars().count();
        if length > LONGEST {
            return Err(NotALabelAddress::TooLong(length));
        }
        let lower = site.to_ascii_lowercase();
        let host = lower
            .strip_prefix("https://")
            .or_else(|| lower.strip_prefix("http://"))
            .filter(|host| host.starts_with(|c: char| c.is_ascii_alphanumeric()))
            .ok_or_else(|| NotALabelAddress::NotASite(site.to_owned()))?;
        // A host and perhaps a port; a path would have to keep its case, so there is none.
        match host
            .chars()
            .find(|&c| !(c.is_ascii_alphanumeric() || matches!(c, '-' | '.' | ':')))
        {
            Some(other) => Err(NotALabelAddress::Character(other)),
            None => Ok(Self(lower)),
        }
    }

    /// The address in the QR code of a mark: `https://host/M/CODE`.
    #[must_use]
    pub fn of(&self, code: MarkCode) -> String {
        format!("{}/M/{}", self.0, code.compact())
    }

    /// The host, for people to read and type.
    #[must_use]
    pub fn host(&self) -> String {
        let host = self.0.split_once("://").map_or(self.0.as_str(), |(_, host)| host);
        host.to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sites_are_said_in_small_letters_and_codes_in_capitals() {
        let code = MarkCode::from_data([1, 2, 3, 4, 5, 6, 7, 8]);
        for (site, host) in [
            ("https://framemark.example.org", "framemark.example.org"),
            ("https://Framemark.Example.org/", "framemark.example.org"),
            (" http://127.0.0.1:8080 ", "127.0.0.1:8080"),
        ] {
            let address = LabelAddress::parse(site).unwrap();
            assert_eq!(address.host(), host);
            let text = address.of(code);
            assert!(
                text.ends_with(&format!("://{host}/M/{}", code.compact())),
                "{text}"
            );
            assert!(text.starts_with("http"), "{text}");
            assert_eq!(MarkCode::parse(&text), Ok(code));
            assert_eq!(
                MarkCode::parse(&text.to_ascii_uppercase()),
                Ok(code),
                "as it was printed before"
            );
        }
    }

    #[test]
    fn other_texts_are_refused() {
        use NotALabelAddress::{Character, NotASite, TooLong};
        for (site, why) in [
            ("", NotASite(String::new())),
            ("framemark.example.org", NotASite("framemark.example.org".into())),
            ("ftp://example.org", NotASite("ftp://example.org".into())),
            ("https://", NotASite("https:".into())),
            ("https://example.org/marks", Character('/')),
            ("https://user@example.org", Character('@')),
            ("https://b\u{fc}cher.example.org", Character('\u{fc}')),
        ] {
            assert_eq!(LabelAddress::parse(site), Err(why), "{site}");
        }
        let long = format!("https://{}.example.org", "a".repeat(50));
        assert_eq!(LabelAddress::parse(&long), Err(TooLong(70)));
    }
}
