//! Anyone asks whether a number is reported stolen. The answer is a status and nothing else.

use crate::Registry;
use crate::bike::doubles;
use domain::bike::{BikeReference, PublicStatus, ReferenceError};
use domain::mark::code::{MarkCode, Reading};
use domain::number::{FramePattern, PatternError, is_filler};
use store::StoreError;
use store::bike::standing::{self, NamedBy};
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
    /// There are several numbers.
    #[error("Enter one number at a time")]
    Several,
    /// It is a filler, which may stand for any bike.
    #[error("This is not a real frame number. Enter the number on the frame, or another number on the bike")]
    Filler,
    /// It comes near to a mark of ours, which only somebody who sees the label can say.
    #[error("Is the code on the label {0}? Enter it as it is on the label")]
    Mark(MarkCode),
    /// It is a mistyped reference of ours.
    #[error(transparent)]
    Reference(#[from] ReferenceError),
    /// It is not a number.
    #[error(transparent)]
    Number(PatternError),
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Tells whether a whole number (frame, mark, our reference or any other) is on the register and reported stolen.
///
/// Numbers are equal when they are equal after look-alikes are folded, and when one has lost its leading zero; where
/// several bikes share one, the gravest status is told.
///
/// # Errors
/// [`CheckError`] with what to enter instead.
pub async fn check_number(registry: &Registry, typed: &str) -> Result<PublicStatus, CheckError> {
    let typed = without_stars(typed);
    let mark = MarkCode::read(typed);
    let reference = reference(typed);
    let sought = match sought(typed, &mark) {
        Ok(sought) => sought,
        // One character that was not read is put right as where labels are typed in; no other wildcard is.
        Err(error) => return Err(near(registry, &mark).await?.unwrap_or(error)),
    };
    let named = |keys: &[String]| NamedBy {
        folded: keys.iter().flat_map(|key| with_zeros(key)).collect(),
        mark: match mark {
            Reading::Exact(code) => Some(code),
            _ => None,
        },
        bike: reference.and_then(Result::ok).map(BikeReference::bike),
    };
    let status = standing::gravest(&registry.store, &named(&sought.keys)).await?;
    if status == PublicStatus::Registered
        && let Reading::Exact(code) = mark
        && doubles::label_shares_stolen_number(&registry.store, code).await?
    {
        // The label of a bike that carries a stolen one's number vouches for nothing.
        return Ok(PublicStatus::ReportedStolen);
    }
    if status != PublicStatus::NotOnRegister {
        return Ok(status);
    }
    if sought.several {
        return Err(CheckError::Several);
    }
    if let Some(near) = near(registry, &mark).await? {
        return Err(near);
    }
    match reference {
        Some(Err(error)) => Err(error.into()),
        _ => Ok(status),
    }
}

/// What equality is asked for.
#[derive(Debug)]
struct Sought {
    keys: Vec<String>,
    /// Whether words that may be numbers of their own were typed: then only all of them together are asked about.
    several: bool,
}

fn sought(typed: &str, mark: &Reading) -> Result<Sought, CheckError> {
    if let Reading::Exact(code) = mark {
        // With anything round it: what else can be made of the text is no number.
        return Ok(Sought {
            keys: vec![code.compact()],
            several: false,
        });
    }
    let pattern = FramePattern::parse(typed).map_err(|error| match error {
        PatternError::TooMany => CheckError::Several,
        error => CheckError::Number(error),
    })?;
    if is_filler(typed, &domain::number::key(typed)) {
        return Err(CheckError::Filler);
    }
    if typed.contains(['?', '*', '[', ']']) && !is_address(typed) {
        return Err(CheckError::Wildcard);
    }
    let all: Vec<String> = pattern.keys().collect();
    let keys: Vec<String> = all
        .iter()
        .filter(|key| key.len() >= FEWEST_CHARACTERS)
        .cloned()
        .collect();
    if keys.is_empty() {
        return Err(CheckError::TooShort);
    }
    if keys.iter().all(|key| is_filler(key, key)) {
        return Err(CheckError::Filler);
    }
    let is_joined = |key: &String| {
        keys.iter()
            .any(|other| other != key && key.contains(other.as_str()))
    };
    let (joined, own): (Vec<String>, Vec<String>) = keys.iter().cloned().partition(is_joined);
    // Words without a digit are no numbers of their own.
    let is_number = |key: &&String| key.bytes().any(|byte| byte.is_ascii_digit());
    match (own.iter().filter(is_number).count(), joined.is_empty()) {
        (2.., true) => Err(CheckError::Several),
        (2.., false) => Ok(Sought {
            keys: joined,
            several: true,
        }),
        _ => Ok(Sought { keys, several: false }),
    }
}

/// The mark of ours that a text comes near to.
async fn near(registry: &Registry, mark: &Reading) -> Result<Option<CheckError>, StoreError> {
    let (Reading::Corrected { code, .. } | Reading::Restored { code, .. }) = mark else {
        return Ok(None);
    };
    // Two wrong characters can look like one: only a mark that was made is worth asking about.
    let known = store::mark::find(&registry.store, *code).await?;
    Ok(known.map(|mark| CheckError::Mark(mark.code)))
}

/// Our own reference, when the text has its form.
fn reference(typed: &str) -> Option<Result<BikeReference, ReferenceError>> {
    const PREFIX: &str = "FM";
    let plain: String = typed
        .chars()
        .filter(char::is_ascii_alphanumeric)
        .flat_map(char::to_uppercase)
        .collect();
    let has_form = plain.starts_with(PREFIX) && (9..=12).contains(&plain.len());
    match plain.parse::<BikeReference>() {
        _ if !has_form => None,
        Ok(reference) => Some(Ok(reference)),
        // With its hyphens it can be nothing else.
        Err(error) => typed.to_ascii_uppercase().contains("FM-").then_some(Err(error)),
    }
}

/// A number, folded, and the same as it is written where a spreadsheet or a person left out its leading zero.
fn with_zeros(key: &str) -> Vec<String> {
    let mut keys = vec![key.to_owned()];
    if key.bytes().all(|byte| byte.is_ascii_digit()) {
        keys.push(format!("0{key}"));
        let bare = key.trim_start_matches('0');
        if bare.len() >= FEWEST_CHARACTERS && bare.len() < key.len() {
            keys.push(bare.to_owned());
        }
    }
    keys.iter().map(|key| domain::number::fold(key)).collect()
}

/// The number between the stars that a bar code's number is printed with.
fn without_stars(typed: &str) -> &str {
    let trimmed = typed.trim();
    let inside = trimmed
        .strip_prefix('*')
        .and_then(|inside| inside.strip_suffix('*'));
    inside.filter(|inside| !inside.contains('*')).unwrap_or(trimmed)
}

/// A scanned address may carry a query; only its code is read.
fn is_address(typed: &str) -> bool {
    typed
        .get(..4)
        .is_some_and(|start| start.eq_ignore_ascii_case("http"))
}

#[cfg(test)]
mod tests;
