//! The form of the check: one box for a number.

use crate::shared::proposal::Proposal;
use crate::shared::{Errors, HttpError};
use domain::MarkCode;
use domain::bike::PublicStatus;
use domain::mark::code::Reading;
use domain::number::{FramePattern, PatternError};
use registry::bike::check_number::CheckError;
use serde::Deserialize;

/// The number as it was typed, if the form was sent.
#[derive(Debug, Default, Deserialize)]
pub(super) struct CheckForm {
    pub(super) number: Option<String>,
}

impl CheckForm {
    /// Shortens what was typed, so that the page does not repeat a very long text.
    pub(super) fn shown(&self) -> String {
        let typed = self.number.as_deref().unwrap_or_default();
        typed.chars().take(FramePattern::MAX_WRITTEN).collect()
    }

    /// Returns the code that the person probably meant.
    pub(super) fn proposal(&self) -> Option<Proposal> {
        Proposal::of(&MarkCode::read(self.number.as_deref()?))
    }

    /// Returns the address for a message to the owner of a marked bike, if a whole mark code was typed.
    pub(super) fn mark_address(&self, status: PublicStatus) -> Option<String> {
        match MarkCode::read(self.number.as_deref()?) {
            Reading::Exact(code)
                if matches!(status, PublicStatus::Registered | PublicStatus::ReportedStolen) =>
            {
                Some(format!("/m/{}", code.compact()))
            }
            _ => None,
        }
    }
}

/// Says what to type instead, or passes on an error that is not the visitor's fault.
pub(super) fn refused(error: CheckError) -> Result<Errors, HttpError> {
    let mut errors = Errors::default();
    match error {
        CheckError::Store(error) => return Err(error.into()),
        CheckError::Number(PatternError::Nothing) => {
            errors.add("number", "Enter a frame number, or the code on a label");
        }
        error => errors.add("number", error.to_string()),
    }
    Ok(errors)
}
