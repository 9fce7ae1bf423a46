//! Anyone asks whether a number is reported stolen. The answer is a status and nothing else.

use crate::Registry;
use domain::bike::{PublicStatus, Standing};
use domain::mark::MarkStatus;
use domain::mark::code::{MarkCode, Reading};
use domain::number::{FramePattern, PatternError};
use store::StoreError;
use thiserror::Error;

/// The fewest letters and digits that may be asked about, so that numbers cannot be tried one by one.
pub const FEWEST_CHARACTERS: usize = 5;

/// The most bikes that can share a number and all be heard.
const MOST_BIKES: u64 = 200;

/// Why a number was not checked.
#[derive(Debug, Error)]
pub enum CheckError {
    /// It has wildcards, which would let a number be read out character by character.
    #[error("Enter the whole number. A number with ? or * cannot be checked")]
    Wildcard,
    /// It is too short.
    #[error("Enter at least 5 letters and digits of the number")]
    TooShort,
    /// It is not a number.
    #[error(transparent)]
    Number(#[from] PatternError),
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Tells whether a whole number (frame, mark or any other) is on the register and reported stolen.
///
/// Numbers are equal when they are equal after look-alikes are folded; where several bikes share one,
/// the gravest status is told.
///
/// # Errors
/// [`CheckError`] with what to enter instead.
pub async fn check_number(registry: &Registry, typed: &str) -> Result<PublicStatus, CheckError> {
    let pattern = FramePattern::parse(typed)?;
    if typed.contains(['?', '*', '[', ']']) && !is_address(typed) {
        return Err(CheckError::Wildcard);
    }
    let keys: Vec<String> = pattern
        .keys()
        .filter(|key| key.len() >= FEWEST_CHARACTERS)
        .collect();
    if keys.is_empty() {
        return Err(CheckError::TooShort);
    }
    let folded: Vec<String> = keys.iter().map(|key| domain::number::fold(key)).collect();
    let mut bikes = store::bike::identifiers::bikes_with(&registry.store, &folded, MOST_BIKES).await?;
    if let Reading::Exact(code) = MarkCode::read(typed)
        && let Some(mark) = store::mark::find(&registry.store, code).await?
        // A label that was withdrawn or replaced vouches for nothing.
        && mark.status == MarkStatus::Issued
    {
        bikes.extend(mark.bike);
    }
    let bikes = store::bike::load(&registry.store, &bikes).await?;
    Ok(bikes
        .iter()
        .map(|bike| bike.standing)
        .map(Standing::public)
        .min()
        .unwrap_or(PublicStatus::NotOnRegister))
}

/// A scanned address may carry a query; only its code is read.
fn is_address(typed: &str) -> bool {
    typed
        .trim()
        .get(..4)
        .is_some_and(|start| start.eq_ignore_ascii_case("http"))
}

#[cfg(test)]
mod tests;
