//! Opens photos of a registered bike, and of its sightings, from a look-up or a recovery that shows the bike. This is logged.

use super::case_file::{self, CaseFile};
use super::find;
use super::matches::stands_against;
use crate::Registry;
use crate::account::permits::OfficerOf;
use crate::look_up;
use crate::recovery::RecoveryError;
use domain::id::{BikeId, LookUpId, MessageId, PhotoId, RecoveryId};
use store::StoreError;
use store::bike::photos::Owner;
use store::look_up::audit::{self, Action, AuditEntry};

/// Where an officer opens a bike from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OpenedFrom {
    /// The results of a look-up.
    LookUp(LookUpId),
    /// The page of a recovered bike.
    Recovery(RecoveryId),
}

/// Opens the photos of a bike. The log entry is committed before anything is shown. Returns `None` if the officer may
/// not open the bike from there.
///
/// # Errors
/// [`StoreError`] when the store fails; then nothing was opened.
#[tracing::instrument(level = "debug", skip_all, fields(bike = bike.0))]
pub async fn open_photos(
    registry: &Registry,
    officer: OfficerOf,
    from: OpenedFrom,
    bike: BikeId,
) -> Result<Option<CaseFile>, StoreError> {
    let Some(look_up) = shown_in(registry, officer, from, bike).await? else {
        return Ok(None);
    };
    let mut files = case_file::of_bikes(registry, officer, &[bike]).await?;
    let Some(file) = files.remove(&bike) else {
        return Ok(None);
    };
    let tx = registry.store.begin().await?;
    audit::record(&tx, &entry(officer, bike, look_up), registry.now()).await?;
    tx.commit().await?;
    tracing::info!(bike.id = %bike, "Opened the photos of a bike");
    Ok(Some(file))
}

/// Reads the thumbnail of a photo, which is shown beside the result. Returns `None` if the officer may not open the
/// bike from there.
///
/// # Errors
/// [`StoreError`] when the store fails.
#[tracing::instrument(level = "debug", skip_all, fields(photo = id.0))]
pub async fn thumbnail(
    registry: &Registry,
    officer: OfficerOf,
    from: OpenedFrom,
    id: PhotoId,
) -> Result<Option<Vec<u8>>, StoreError> {
    let Some((_, _)) = bike_of(registry, officer, from, id).await? else {
        return Ok(None);
    };
    case_file::photo(registry, id, true).await
}

/// Reads a whole photo of a bike whose photos the officer has already opened from there.
///
/// # Errors
/// [`StoreError`] when the store fails.
#[tracing::instrument(level = "debug", skip_all, fields(photo = id.0))]
pub async fn whole(
    registry: &Registry,
    officer: OfficerOf,
    from: OpenedFrom,
    id: PhotoId,
) -> Result<Option<Vec<u8>>, StoreError> {
    let Some((bike, look_up)) = bike_of(registry, officer, from, id).await? else {
        return Ok(None);
    };
    let logged = audit::for_bike(&registry.store, bike).await?;
    let opening = entry(officer, bike, look_up);
    if logged.iter().any(|(_, entry)| *entry == opening) {
        case_file::photo(registry, id, false).await
    } else {
        Ok(None)
    }
}

/// Finds the bike of a photo and the look-up that showed it, if the officer may open it from there.
async fn bike_of(
    registry: &Registry,
    officer: OfficerOf,
    from: OpenedFrom,
    id: PhotoId,
) -> Result<Option<(BikeId, Option<LookUpId>)>, StoreError> {
    let photo = store::bike::photos::get(&registry.store, id).await?;
    let bike = match photo.map(|photo| photo.owner) {
        Some(Owner::Bike(bike)) => bike,
        Some(Owner::Message(message)) => match seen_in(registry, message).await? {
            Some(bike) => bike,
            None => return Ok(None),
        },
        _ => return Ok(None),
    };
    let look_up = shown_in(registry, officer, from, bike).await?;
    Ok(look_up.map(|look_up| (bike, look_up)))
}

/// Returns the bike that a message says somebody saw, or `None` if the message is not about a sighting.
async fn seen_in(registry: &Registry, message: MessageId) -> Result<Option<BikeId>, StoreError> {
    let source = &registry.store;
    let written = store::message::by_ids(source, &[message]).await?;
    let Some(bike) = written.first().map(|message| message.bike) else {
        return Ok(None);
    };
    let seen = store::message::sightings::of_bikes(source, &[bike]).await?;
    let of_this = seen.values().flatten().any(|seen| seen.message == Some(message));
    Ok(of_this.then_some(bike))
}

/// Finds the look-up that showed a bike. An outer `None` means that the bike was not shown there; an inner `None` means
/// that it was matched without a look-up.
async fn shown_in(
    registry: &Registry,
    officer: OfficerOf,
    from: OpenedFrom,
    bike: BikeId,
) -> Result<Option<Option<LookUpId>>, StoreError> {
    let (look_up, matched) = match from {
        OpenedFrom::LookUp(id) => (Some(id), None),
        OpenedFrom::Recovery(id) => match find(registry, officer, id).await {
            Ok(recovery) => (recovery.look_up, recovery.bike),
            Err(RecoveryError::Store(error)) => return Err(error),
            Err(_) => return Ok(None),
        },
    };
    if let Some(id) = look_up
        && look_up::shown(registry, officer, id, bike).await?.is_some()
    {
        return Ok(Some(Some(id)));
    }
    if matched == Some(bike) {
        return Ok(Some(None));
    }
    match from {
        OpenedFrom::Recovery(id) if stands_against(registry, officer, id, bike).await? => Ok(Some(None)),
        _ => Ok(None),
    }
}

fn entry(officer: OfficerOf, bike: BikeId, look_up: Option<LookUpId>) -> AuditEntry {
    AuditEntry {
        actor: Some(officer.account),
        organisation: Some(officer.organisation),
        bike: Some(bike),
        look_up,
        ..AuditEntry::of(Action::PhotosOpened)
    }
}
