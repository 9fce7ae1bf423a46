//! What somebody typed, or a camera saw, as the code of a mark.

use domain::MarkCode;
use domain::mark::code::{PartOfCode, Reading};

/// The characters of a code.
const LENGTH: usize = 10;
/// The most codes that may fit what was read.
const MOST: usize = 1_024;

/// A code is read back from both ways of printing it, and no text gives more codes than a database can check at once.
pub fn holds(bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes);
    let parsed = MarkCode::parse(&text);
    if let Ok(code) = parsed {
        assert_eq!(MarkCode::parse(&code.to_string()), Ok(code));
        assert_eq!(MarkCode::parse(&code.compact()), Ok(code));
        assert_eq!(MarkCode::read(&text), Reading::Exact(code));
    }
    let reading = MarkCode::read(&text);
    assert!(reading.put_right().len() <= LENGTH);
    match reading {
        Reading::Exact(code) => assert_eq!(parsed, Ok(code)),
        Reading::Corrected { code, .. } | Reading::Restored { code, .. } => {
            assert!(parsed.is_err());
            assert_eq!(MarkCode::parse(&code.compact()), Ok(code));
        }
        Reading::Unresolved { candidates } => {
            let promised = candidates.len();
            let codes: Vec<MarkCode> = candidates.collect();
            assert_eq!(codes.len(), promised);
            assert!((2..=MOST).contains(&promised));
            assert!(
                codes
                    .iter()
                    .all(|code| MarkCode::parse(&code.compact()) == Ok(*code))
            );
        }
        Reading::NotAMark(_) => assert!(parsed.is_err()),
    }
    if let Some(part) = PartOfCode::read(&text) {
        assert!((PartOfCode::FEWEST..LENGTH).contains(&part.known()));
    }
}
