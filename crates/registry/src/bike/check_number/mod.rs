//! Lets anyone ask whether a number is reported stolen. The answer is a status and nothing else.

use crate::Registry;
use crate::bike::doubles;
use domain::bike::{Bike, BikeReference, PublicStatus, ReferenceError, Standing};
use domain::id::BikeId;
use domain::mark::code::{MarkCode, Reading};
use domain::number::{FramePattern, PatternError, is_filler};
use store::StoreError;
use store::bike::standing::{self, NamedBy};
use thiserror::Error;

/// The fewest letters and digits that anyone can check, so that nobody can try numbers one by one.
pub const FEWEST_CHARACTERS: usize = 5;

/// The most bikes with one number that we look at.
const MOST_NAMED: u64 = 20;

/// Why a number was not checked.
#[derive(Debug, Error)]
pub enum CheckError {
    /// It has wildcards, which would let somebody find out a number character by character.
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
    /// It is similar to one of our marks. Only somebody who sees the label can say whether it is that one.
    #[error("Is the code on the label {0}? Enter it as it is on the label")]
    Mark(MarkCode),
    /// It is one of our references, mistyped.
    #[error(transparent)]
    Reference(#[from] ReferenceError),
    /// It is not a number.
    #[error(transparent)]
    Number(PatternError),
    /// The store failed; nothing was checked.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Tells whether a whole number (frame, mark, our reference or any other) is on the register and reported stolen.
///
/// Two numbers are equal if they are equal after look-alikes are folded, or if one has only lost its leading zero. If
/// several bikes share a number, the answer is the worst status.
///
/// # Errors
/// [`CheckError`] with what to enter instead.
#[tracing::instrument(level = "debug", skip_all)]
pub async fn check_number(registry: &Registry, typed: &str) -> Result<PublicStatus, CheckError> {
    let typed = without_stars(typed);
    let mark = MarkCode::read(typed);
    let reference = reference(typed);
    let sought = match sought(typed, &mark) {
        Ok(sought) => sought,
        // An unreadable character of a label is put right, as elsewhere. Any other wildcard is refused.
        Err(error) => return Err(near(registry, &mark).await?.unwrap_or(error)),
    };
    let named = named(&sought.keys, &mark, reference.and_then(Result::ok));
    let status = standing::gravest(&registry.store, &named).await?;
    if status != PublicStatus::ReportedStolen
        && let Reading::Exact(code) = mark
        && doubles::label_shares_stolen_number(&registry.store, code).await?
    {
        // A label proves nothing if its bike carries the number of a stolen one.
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

/// Finds the one bike that a whole number names, if its owner can be told. There is none if several such bikes have the
/// number. A bike that is not confirmed, disputed or retired does not count.
///
/// # Errors
/// [`StoreError`] when the store fails.
#[tracing::instrument(level = "debug", skip_all)]
pub async fn bike_named(registry: &Registry, typed: &str) -> Result<Option<BikeId>, StoreError> {
    let typed = without_stars(typed);
    let mark = MarkCode::read(typed);
    let Ok(sought) = sought(typed, &mark) else {
        return Ok(None);
    };
    let named = named(&sought.keys, &mark, reference(typed).and_then(Result::ok));
    let ids = standing::named(&registry.store, &named, MOST_NAMED).await?;
    let can_be_told = |bike: &Bike| {
        let in_doubt = bike.disputed && bike.standing == Standing::WithOwner;
        bike.confirmed && !in_doubt && bike.standing != Standing::Retired
    };
    let bikes = store::bike::load(&registry.store, &ids).await?;
    let mut bikes = bikes.iter().filter(|bike| can_be_told(bike));
    Ok(match (bikes.next(), bikes.next()) {
        (Some(bike), None) => Some(bike.id),
        _ => None,
    })
}

/// Collects what a typed number, mark or reference can name.
fn named(keys: &[String], mark: &Reading, reference: Option<BikeReference>) -> NamedBy {
    NamedBy {
        folded: keys.iter().flat_map(|key| with_zeros(key)).collect(),
        mark: match mark {
            Reading::Exact(code) => Some(*code),
            _ => None,
        },
        bike: reference.map(BikeReference::bike),
    }
}

/// The numbers to compare with.
#[derive(Debug)]
struct Sought {
    keys: Vec<String>,
    /// True if some of the typed words could be numbers by themselves. If so, only the whole text is checked.
    several: bool,
}

fn sought(typed: &str, mark: &Reading) -> Result<Sought, CheckError> {
    if let Reading::Exact(code) = mark {
        // The text may have something round the code, such as a web address, but that is not a number.
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
    // Words without a digit are not numbers by themselves.
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

/// Finds the mark that a text is similar to.
async fn near(registry: &Registry, mark: &Reading) -> Result<Option<CheckError>, StoreError> {
    let (Reading::Corrected { code, .. } | Reading::Restored { code, .. }) = mark else {
        return Ok(None);
    };
    // Two wrong characters can look like one, so we only ask about a mark that was made.
    let known = store::mark::find(&registry.store, *code).await?;
    Ok(known.map(|mark| CheckError::Mark(mark.code)))
}

/// Reads our own reference, if the text looks like one.
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
        // With "FM-" in it, the text can be nothing else.
        Err(error) => typed.to_ascii_uppercase().contains("FM-").then_some(Err(error)),
    }
}

/// Folds a number, with and without the leading zero that spreadsheets and people leave out.
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

/// Takes off the stars that are printed round a bar code's number.
fn without_stars(typed: &str) -> &str {
    let trimmed = typed.trim();
    let inside = trimmed
        .strip_prefix('*')
        .and_then(|inside| inside.strip_suffix('*'));
    inside.filter(|inside| !inside.contains('*')).unwrap_or(trimmed)
}

/// Returns true if a text is a web address. A scanned one may have a query; only the code is read.
fn is_address(typed: &str) -> bool {
    typed
        .get(..4)
        .is_some_and(|start| start.eq_ignore_ascii_case("http"))
}

#[cfg(test)]
mod tests;
