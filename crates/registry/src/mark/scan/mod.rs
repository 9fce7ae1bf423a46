//! What a scan of a mark shows to anyone.

use crate::Registry;
use crate::bike::doubles;
use domain::MarkCode;
use domain::bike::PublicStatus;
use domain::mark::MarkStatus;
use store::StoreError;

/// What the public is told about a scanned mark.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scanned {
    /// It is on a registered bike, and people can send the owner a message.
    OnABike(PublicStatus),
    /// Somebody typed its code in a registration that is not confirmed yet. Messages wait until it is.
    NotConfirmed,
    /// It is on a bike, but another bike on the register has one of its numbers.
    Doubtful,
    /// It is on a bike that its owner no longer keeps.
    NoLongerKept,
    /// It is one of ours, but not on a bike yet.
    Blank,
    /// It was withdrawn, or another mark has taken its place.
    Ended,
    /// It is not one of ours.
    NotOurs,
}

/// Returns what anybody who scans a mark may know.
///
/// # Errors
/// [`StoreError`] when the store fails.
#[tracing::instrument(level = "debug", skip_all)]
pub async fn scan(registry: &Registry, code: MarkCode) -> Result<Scanned, StoreError> {
    let Some(mark) = store::mark::find(&registry.store, code).await? else {
        return Ok(Scanned::NotOurs);
    };
    match (mark.status, mark.bike) {
        (MarkStatus::Issued, Some(bike)) => {
            let Some(bike) = store::bike::find(&registry.store, bike).await? else {
                return Ok(Scanned::NotOurs);
            };
            let status = bike.standing.public();
            if status == PublicStatus::Registered && doubles::is_doubtful(&registry.store, &bike).await? {
                return Ok(Scanned::Doubtful);
            }
            if status == PublicStatus::NoLongerKept {
                return Ok(Scanned::NoLongerKept);
            }
            if !bike.confirmed {
                return Ok(Scanned::NotConfirmed);
            }
            Ok(Scanned::OnABike(status))
        }
        (MarkStatus::Printed | MarkStatus::Allotted, _) => Ok(Scanned::Blank),
        _ => Ok(Scanned::Ended),
    }
}

#[cfg(test)]
mod tests;
