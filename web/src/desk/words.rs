//! The lists that a desk's form offers, and why a mark cannot be used.

use crate::shared::proposal::Proposal;
use crate::shared::{Choice, HttpError};
use domain::bike::BikeKind;
use domain::catalogue::colours as known_colours;
use registry::desk::IssueMarkError;
use registry::desk::entry::OTHER_KINDS;

pub(super) fn colours(chosen: &str, none: &str) -> Vec<Choice> {
    let all = known_colours()
        .iter()
        .map(|colour| (colour.slug.clone(), colour.label.clone()));
    Choice::list(
        chosen,
        std::iter::once((String::new(), none.to_owned())).chain(all),
    )
}

/// Lists the reasons why there may be no frame number.
pub(super) fn unread(chosen: &str) -> Vec<Choice> {
    Choice::list(
        chosen,
        [
            ("", "There is one"),
            ("yes", "We looked and cannot find or read it"),
            ("none", "It was made without one"),
        ],
    )
}

pub(super) fn kinds(chosen: &str) -> Vec<Choice> {
    let all = BikeKind::all().map(|kind| (kind.slug(), kind.label()));
    Choice::list(chosen, std::iter::once(("", "Choose a kind")).chain(all))
}

pub(super) fn other_kinds(chosen: &str) -> Vec<Choice> {
    let all = OTHER_KINDS.into_iter().map(|kind| (kind.slug(), kind.label()));
    Choice::list(chosen, std::iter::once(("", "No other number")).chain(all))
}

/// Says why a mark was refused, or passes on an error that a volunteer cannot fix.
pub(super) fn refused(error: IssueMarkError, proposal: Option<&Proposal>) -> Result<String, HttpError> {
    let why = match error {
        IssueMarkError::Store(error) => return Err(error.into()),
        error => error.to_string(),
    };
    Ok(match proposal {
        Some(proposal) => format!("We read this as {}. {why}", proposal.code),
        None => why,
    })
}
