//! The questions about a theft, one on each page. Owners answer them, and officers do it for people who ring. A draft
//! keeps the answers until the report is sent.

pub(crate) mod besides;
pub(crate) mod camera;
pub(crate) mod check;
pub(crate) mod how;
pub(crate) mod lock;
mod meanwhile;
mod part;
pub(crate) mod place;
pub(crate) mod police;
pub(crate) mod public;
mod telling;
pub(crate) mod when;

use super::HttpError;
use part::{Answers, Part};

/// Adds the other bikes of one theft to the answers so far. It takes and returns JSON.
///
/// # Errors
/// [`HttpError::Internal`] when the answers cannot be written.
pub(crate) fn with_others(json: &[u8], others: Vec<domain::id::BikeId>) -> Result<Vec<u8>, HttpError> {
    let mut told: super::questions::Told<Part, Answers> = super::questions::Told::read(json);
    // What is left of a change to an earlier report is no part of a new one.
    if told.answers.began.is_some() {
        told = super::questions::Told::default();
    }
    told.answers.others = others;
    told.write()
}
