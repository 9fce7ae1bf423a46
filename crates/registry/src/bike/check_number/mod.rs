//! Anyone asks whether a number is reported stolen. The answer is a status and nothing else.

mod asked;

use crate::Registry;
use asked::Asked;
use domain::bike::{PublicStatus, Standing};
use domain::id::BikeId;
use domain::mark::MarkStatus;
use domain::mark::code::{MarkCode, NotAMark};
use domain::number::PatternError;
use store::StoreError;
use thiserror::Error;

/// The fewest letters and digits that may be asked about, so that numbers cannot be tried one by one.
pub const FEWEST_CHARACTERS: usize = 5;

/// Why a number was not checked.
#[derive(Debug, Error)]
pub enum CheckError {
    /// It has wildcards, which would let a number be read out character by character.
    #[error("Enter the whole number. A number with ? or * cannot be checked")]
    Wildcard,
    /// It is too short.
    #[error("Enter at least 5 letters and digits of the number")]
    TooShort,
    /// It is several numbers, and one answer would be told of all.
    #[error("Check one number at a time")]
    Several,
    /// It is a filler that stands for a number on many bikes.
    #[error(
        "People write this when they do not know the number, so it cannot be checked. Read the number off the bike"
    )]
    Filler,
    /// It is the address of a mark, or of something else, from which no code can be read.
    #[error(transparent)]
    Mark(#[from] NotAMark),
    /// It looks like a reference of ours, and its check character does not agree.
    #[error("This looks like a bike reference, but a character of it is wrong. Check it and try again")]
    Reference,
    /// It is not a number.
    #[error(transparent)]
    Number(#[from] PatternError),
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// What is told of a number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Checked {
    /// The gravest status of all bikes that it may be.
    pub status: PublicStatus,
    /// The mark on a bike by which it was found.
    pub mark: Option<MarkCode>,
}

/// Tells whether a whole number (frame, mark, our reference or any other) is on the register and reported stolen.
///
/// Numbers are equal when they are equal after look-alikes are folded; where several bikes share one,
/// the gravest status is told.
///
/// # Errors
/// [`CheckError`] with what to enter instead.
pub async fn check_number(registry: &Registry, typed: &str) -> Result<Checked, CheckError> {
    let asked = Asked::parse(typed)?;
    let (mark, mut bikes) = bike_with_mark(registry, asked.mark).await?;
    bikes.extend(asked.reference);
    let named = store::bike::load(&registry.store, &bikes).await?;
    let named = named.iter().map(|bike| Standing::public(bike.standing)).min();
    let numbered = store::bike::identifiers::gravest_status(&registry.store, &asked.folded).await?;
    let status = named.map_or(numbered, |named| named.min(numbered));
    if status == PublicStatus::NotOnRegister {
        asked.may_be_absent()?;
    }
    Ok(Checked { status, mark })
}

/// The bike that a mark is fixed to. A label that was withdrawn or replaced vouches for nothing.
async fn bike_with_mark(
    registry: &Registry,
    code: Option<MarkCode>,
) -> Result<(Option<MarkCode>, Vec<BikeId>), StoreError> {
    let Some(code) = code else {
        return Ok((None, Vec::new()));
    };
    let mark = store::mark::find(&registry.store, code).await?;
    let bike = mark
        .filter(|mark| mark.status == MarkStatus::Issued)
        .and_then(|mark| mark.bike);
    Ok((bike.map(|_| code), bike.into_iter().collect()))
}

#[cfg(test)]
mod tests;
