//! A PDF that somebody uploaded as a paper of a meeting.

use store::paper::pdf::{MOST_BYTES, check, cleaned};

/// Whatever else is in a file that is accepted, it does not hide a script that comes after it. What is kept of it is a
/// file that is accepted, and does not change again.
pub fn holds(bytes: &[u8]) {
    if check(bytes).is_err() {
        return;
    }
    assert!((1..=MOST_BYTES).contains(&bytes.len()));
    let scripted = [bytes, b"\n3 0 obj << /S /JavaScript >> endobj\n%%EOF"].concat();
    assert!(check(&scripted).is_err());
    if let Ok(kept) = cleaned(bytes) {
        assert_eq!(cleaned(&kept).as_ref(), Ok(&kept));
    }
}
