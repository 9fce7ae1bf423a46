//! What somebody who checks a number may mean by it.

use super::{CheckError, FEWEST_CHARACTERS};
use domain::bike::BikeReference;
use domain::id::BikeId;
use domain::mark::code::{MarkCode, NotAMark, Reading};
use domain::number::{FramePattern, PatternError, fold, is_filler};

/// Numbers of fewer digits are too easily others with a nought more.
const FEWEST_BEHIND_NOUGHT: usize = 6;

/// A number as it is asked about.
#[derive(Debug, Default)]
pub(super) struct Asked {
    /// The mark that it may be, one wrong character put right.
    pub(super) mark: Option<MarkCode>,
    /// The bike, when it is a reference of ours.
    pub(super) reference: Option<BikeId>,
    /// The spellings to look for.
    pub(super) folded: Vec<String>,
    /// Why "not on this register" would be a false answer.
    not_absent: Option<CheckError>,
}

impl Asked {
    /// Reads what was typed.
    pub(super) fn parse(typed: &str) -> Result<Self, CheckError> {
        let typed = without_stars(typed.trim());
        let address = MarkCode::is_address(typed);
        let reading = MarkCode::read(typed);
        let mark = match reading {
            Reading::Exact(code) => return Ok(Self::of_mark(code)),
            Reading::Corrected { code, .. } if address => return Ok(Self::of_mark(code)),
            Reading::Corrected { code, .. } => Some(code),
            Reading::NotAMark(why @ (NotAMark::Several | NotAMark::OtherAddress)) => return Err(why.into()),
            Reading::NotAMark(why) if address => return Err(why.into()),
            _ if address => return Err(CheckError::Wildcard),
            _ => None,
        };
        if mark.is_none() && typed.contains(['?', '*', '[', ']']) {
            return Err(CheckError::Wildcard);
        }
        let reference = reference(typed);
        let mut asked = Self {
            mark,
            reference: reference.flatten(),
            ..Self::default()
        };
        match asked.take_number(&typed.replace(['[', ']'], " ")) {
            // What is found by its mark or reference is no number.
            Err(error) if asked.mark.is_some() => asked.not_absent = Some(error),
            Err(error) if asked.reference.is_none() => return Err(error),
            _ => {}
        }
        if reference == Some(None) {
            asked.not_absent = Some(CheckError::Reference);
        }
        Ok(asked)
    }

    fn of_mark(code: MarkCode) -> Self {
        Self {
            mark: Some(code),
            folded: vec![fold(&code.compact())],
            ..Self::default()
        }
    }

    /// Takes the spellings of a number, each with the noughts that a spreadsheet may have dropped.
    fn take_number(&mut self, typed: &str) -> Result<(), CheckError> {
        let pattern = match FramePattern::parse(typed) {
            Err(PatternError::TooMany) => return Err(CheckError::Several),
            pattern => pattern?,
        };
        if FramePattern::numbers_in(typed) > 1 {
            return Err(CheckError::Several);
        }
        let mut keys: Vec<String> = pattern.keys().collect();
        // All words together, and two or more of them that may be numbers of their own.
        if keys.len() > 2 {
            keys.truncate(1);
            self.not_absent = Some(CheckError::Several);
        }
        keys.retain(|key| key.len() >= FEWEST_CHARACTERS);
        if keys.is_empty() {
            return Err(CheckError::TooShort);
        }
        keys.retain(|key| !is_filler(typed, key));
        if keys.is_empty() {
            return Err(CheckError::Filler);
        }
        self.folded = keys.iter().flat_map(|key| with_noughts(&fold(key))).collect();
        Ok(())
    }

    /// Refuses to say that a number is not on the register where that is not known.
    pub(super) fn may_be_absent(self) -> Result<(), CheckError> {
        self.not_absent.map_or(Ok(()), Err)
    }
}

/// The number without the stars that a bar code prints round it.
fn without_stars(typed: &str) -> &str {
    typed
        .strip_prefix('*')
        .and_then(|rest| rest.strip_suffix('*'))
        .filter(|inside| !inside.contains('*'))
        .unwrap_or(typed)
}

/// The bike that a reference of ours names; `Some(None)` when it is written as one and its check does not agree.
fn reference(typed: &str) -> Option<Option<BikeId>> {
    let upper = typed.to_uppercase();
    let from = upper.rfind("FM-").or_else(|| upper.rfind("FM "))?;
    let text = upper
        .get(from..)?
        .trim_end_matches(|c: char| !c.is_alphanumeric());
    let parts: Vec<&str> = text.split(['-', ' ']).filter(|part| !part.is_empty()).collect();
    let written = matches!(parts.as_slice(), ["FM", digits, check] if digits.len() >= 6 && check.len() == 1);
    match text.parse::<BikeReference>() {
        Ok(reference) => Some(Some(reference.bike())),
        Err(_) => written.then_some(None),
    }
}

/// A number, and what it is when a spreadsheet took it for a quantity.
fn with_noughts(folded: &str) -> Vec<String> {
    let mut all = vec![folded.to_owned()];
    if folded.len() >= FEWEST_BEHIND_NOUGHT && folded.bytes().all(|byte| byte.is_ascii_digit()) {
        all.extend([format!("0{folded}"), format!("00{folded}")]);
        let short = folded.trim_start_matches('0');
        if short.len() < folded.len() && short.len() >= FEWEST_BEHIND_NOUGHT {
            all.push(short.to_owned());
        }
    }
    all
}
