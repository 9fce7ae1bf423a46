//! What a scan of a mark shows to anyone.

use crate::Registry;
use domain::MarkCode;
use domain::bike::PublicStatus;
use domain::mark::MarkStatus;
use store::StoreError;

/// What the public is told of a scanned mark.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scanned {
    /// It is on a registered bike; the owner can be told.
    OnABike(PublicStatus),
    /// Somebody has typed its code with a registration that nobody has confirmed. A message to them waits until then.
    NotConfirmed,
    /// It is ours but on no bike yet.
    Blank,
    /// It was withdrawn, or another mark has taken its place.
    Ended,
    /// It is not ours.
    NotOurs,
}

/// Returns what anybody who scans a mark may know.
///
/// # Errors
/// [`StoreError`] when the store fails.
pub async fn scan(registry: &Registry, code: MarkCode) -> Result<Scanned, StoreError> {
    let Some(mark) = store::mark::find(&registry.store, code).await? else {
        return Ok(Scanned::NotOurs);
    };
    match (mark.status, mark.bike) {
        (MarkStatus::Issued, Some(bike)) => {
            let bike = store::bike::find(&registry.store, bike).await?;
            Ok(match bike {
                None => Scanned::NotOurs,
                Some(bike) if !bike.confirmed => Scanned::NotConfirmed,
                Some(bike) => Scanned::OnABike(bike.standing.public()),
            })
        }
        (MarkStatus::Printed | MarkStatus::Allotted, _) => Ok(Scanned::Blank),
        _ => Ok(Scanned::Ended),
    }
}

#[cfg(test)]
mod tests;
