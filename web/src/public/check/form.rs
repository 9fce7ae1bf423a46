//! The one box of the check.

use crate::shared::proposal::Proposal;
use crate::shared::{Errors, HttpError};
use domain::MarkCode;
use domain::bike::PublicStatus;
use domain::mark::code::Reading;
use domain::number::FramePattern;
use registry::bike::check_number::CheckError;
use serde::Deserialize;

/// What was typed, if the form was sent at all.
#[derive(Debug, Default, Deserialize)]
pub(super) struct CheckForm {
    pub(super) number: Option<String>,
}

impl CheckForm {
    /// What the box shows again: what was typed, but never a megabyte of it.
    pub(super) fn shown(&self) -> String {
        let typed = self.number.as_deref().unwrap_or_default();
        typed.chars().take(FramePattern::MAX_WRITTEN).collect()
    }

    /// The code that was probably meant.
    pub(super) fn proposal(&self) -> Option<Proposal> {
        Proposal::of(&MarkCode::read(self.number.as_deref()?))
    }

    /// Where the owner of a marked bike can be told, when a whole mark code was typed.
    pub(super) fn mark_address(&self, status: PublicStatus) -> Option<String> {
        match MarkCode::read(self.number.as_deref()?) {
            Reading::Exact(code) if status != PublicStatus::NotOnRegister => {
                Some(format!("/m/{}", code.compact()))
            }
            _ => None,
        }
    }
}

/// What to type instead, or the failure that is not the typist's.
pub(super) fn refused(error: CheckError) -> Result<Errors, HttpError> {
    let mut errors = Errors::default();
    match error {
        CheckError::Store(error) => return Err(error.into()),
        error => errors.add("number", error.to_string()),
    }
    Ok(errors)
}
