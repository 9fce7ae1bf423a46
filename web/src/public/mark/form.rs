//! The form for a mark's code.

use domain::mark::code::{NotAMark, Reading};
use serde::Deserialize;

/// The code as it was typed, if the form was sent.
#[derive(Debug, Default, Deserialize)]
pub(super) struct TypedCode {
    pub(super) code: Option<String>,
}

/// Says why the text is not a code.
pub(super) fn unreadable(reading: &Reading) -> String {
    match reading {
        Reading::NotAMark(NotAMark::Unreadable(_)) | Reading::Unresolved { .. } => {
            "We need at least eight of the ten characters to know which label this is".into()
        }
        Reading::NotAMark(why) => why.to_string(),
        Reading::Exact(_) | Reading::Corrected { .. } | Reading::Restored { .. } => String::new(),
    }
}
