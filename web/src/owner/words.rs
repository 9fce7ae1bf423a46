//! The words about a bike on an owner's pages.

pub(super) use crate::shared::looks::{colours, name};

use domain::account::contact::EmailAddress;
use domain::bike::{Bike, Standing};
use domain::number::Frame;

/// Why there is no frame number to show.
pub(super) fn without_number(frame: Option<&Frame>) -> &'static str {
    match frame {
        Some(Frame::Unnumbered) => "It has none",
        _ => "Not found yet",
    }
}

/// The question for somebody whose e-mail address looks mistyped.
pub(super) fn did_you_mean(meant: &EmailAddress) -> String {
    format!(
        "Did you mean {}? Change it, or press the button again if it is right",
        meant.as_str()
    )
}

/// The text of the tag for a bike's standing.
pub(super) fn standing(bike: &Bike) -> &'static str {
    match bike.standing {
        Standing::WithOwner if !bike.confirmed => "Not confirmed",
        Standing::WithOwner if bike.disputed => "Being checked",
        standing => standing.label(),
    }
}

/// The colour of the tag for a bike's standing.
pub(super) fn tag(bike: &Bike) -> &'static str {
    match bike.standing {
        Standing::WithOwner if !bike.confirmed || bike.disputed => "yellow",
        Standing::WithOwner => "green",
        Standing::ReportedStolen => "red",
        Standing::HeldByPolice => "blue",
        Standing::Retired => "grey",
    }
}
