//! What somebody typed or scanned as the number of a frame.

use domain::number::{FrameNumber, FramePattern, Reading, numbers_in};

/// A number is read back from how it was written, and a pattern from how it is printed.
pub fn holds(bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes);
    if let Ok(number) = FrameNumber::parse(&text) {
        let (written, key) = (number.as_written(), number.key());
        assert!(written.chars().count() <= FrameNumber::MAX_WRITTEN);
        assert!((1..=FrameNumber::MAX_KEY).contains(&key.len()));
        assert!(key.bytes().all(|b| b.is_ascii_uppercase() || b.is_ascii_digit()));
        let again = FrameNumber::parse(written).expect("a number that was accepted is accepted again");
        assert_eq!((again.as_written(), again.key()), (written, key));
        assert_eq!(again.folded(), number.folded());
    }
    if let Ok(pattern) = FramePattern::parse(&text) {
        let readings = pattern.readings();
        assert!((1..=FramePattern::MAX_READINGS).contains(&readings.len()));
        assert!(
            readings
                .iter()
                .all(|one| one.tokens().len() <= Reading::MAX_TOKENS)
        );
        let again =
            FramePattern::try_from(pattern.to_string()).expect("a pattern that was printed is read again");
        assert_eq!(again, pattern);
    }
    let numbers = numbers_in(&text);
    assert!(numbers.len() <= text.len());
    assert!(numbers.iter().all(|number| !number.written().is_empty()));
}
