//! Photos of recovered bikes. Officers add them while the bike is in the store, and every opening is logged.

use super::{RecoveryError, find, to_change};
use crate::Registry;
use crate::account::permits::OfficerOf;
use crate::bike::photos::{self, PhotosError, Upload};
use crate::bike::unconfirmed;
use crate::blocking::blocking;
use domain::id::{PhotoId, RecoveryId};
use domain::look_up::Reason;
use domain::recovery::{PhotoShows, Recovery, RecoveryStatus};
use jiff::SignedDuration;
use store::bike::photos::{FileName, Owner, Photo};
use store::look_up::audit::{self, Action, AuditEntry};
use store::recovery::entries::{self, Change};
use store::{StoreError, Tx};
use thiserror::Error;

/// How long we keep the photos of a bike after it went back to its owner. If the bike left the store without an
/// owner, its photos are kept for as long as it is compared with the register.
const LAST_AFTER_RETURN: SignedDuration = SignedDuration::from_hours(365 * 24);

/// Why a photo was not added, removed or shown.
#[derive(Debug, Error)]
pub enum RecoveryPhotoError {
    /// The record is not this force's or cannot be read.
    #[error(transparent)]
    Recovery(#[from] RecoveryError),
    /// The bike has left the property store.
    #[error("This bike has left the property store. Its photos stay as they are")]
    Gone,
    /// There are already as many as there can be.
    #[error(
        "You can add up to {} photos. Remove one before you add another",
        PhotoShows::MOST
    )]
    TooMany,
    /// The upload cannot be kept.
    #[error(transparent)]
    Photo(#[from] PhotosError),
}

impl From<StoreError> for RecoveryPhotoError {
    fn from(error: StoreError) -> Self {
        Self::Recovery(error.into())
    }
}

/// Adds a photo to a recovery of the officer's force. If the same picture is added twice, it is kept once.
///
/// # Errors
/// [`RecoveryPhotoError`]; then nothing was added.
#[tracing::instrument(level = "debug", skip_all, fields(recovery = id.0))]
pub async fn add_photo(
    registry: &Registry,
    officer: OfficerOf,
    id: RecoveryId,
    shows: PhotoShows,
    upload: impl Into<Upload>,
) -> Result<(), RecoveryPhotoError> {
    // This comes first, so that no work is done for somebody who may not add a photo.
    in_store(&find(registry, officer, id).await?)?;
    let prepared = photos::prepared(upload.into()).await?;
    let hold = registry.photos.hold().await;
    let stored = photos::kept(registry, prepared).await?;
    let files = [stored.file.clone(), stored.thumbnail.clone()];
    let added = async {
        let tx = registry.store.begin().await?;
        in_store(&to_change(&tx, officer, id, None).await?)?;
        let album = store::bike::photos::of_recovery(&tx, id).await?;
        if album.iter().any(|photo| photo.stored.file == stored.file) {
            return Ok(());
        }
        if album.len() >= PhotoShows::MOST {
            return Err(RecoveryPhotoError::TooMany);
        }
        store::bike::photos::add(&tx, Owner::Recovery(id, shows), &stored, registry.now()).await?;
        note(registry, &tx, officer, (id, shows), &album).await?;
        tx.commit().await?;
        tracing::info!(recovery.id = %id, "Added a photo to a recovery");
        Ok(())
    };
    let added = added.await;
    if added.is_err() {
        unconfirmed::forget_files(registry, &files).await?;
    }
    drop(hold);
    added
}

/// Removes a photo of a recovery of the officer's force. If it is not there, it has already been removed.
///
/// # Errors
/// [`RecoveryPhotoError`]; then nothing was removed.
#[tracing::instrument(level = "debug", skip_all, fields(recovery = id.0, photo = photo.0))]
pub async fn remove_photo(
    registry: &Registry,
    officer: OfficerOf,
    id: RecoveryId,
    photo: PhotoId,
) -> Result<(), RecoveryPhotoError> {
    let hold = registry.photos.hold().await;
    let tx = registry.store.begin().await?;
    in_store(&to_change(&tx, officer, id, None).await?)?;
    let album = store::bike::photos::of_recovery(&tx, id).await?;
    let Some(found) = album.iter().find(|found| found.id == photo) else {
        return Ok(());
    };
    let Owner::Recovery(_, shows) = found.owner else {
        return Ok(());
    };
    store::bike::photos::remove(&tx, photo).await?;
    note(registry, &tx, officer, (id, shows), &album).await?;
    tx.commit().await?;
    let files = [found.stored.file.clone(), found.stored.thumbnail.clone()];
    unconfirmed::forget_files(registry, &files).await?;
    drop(hold);
    tracing::info!(recovery.id = %id, "Removed a photo from a recovery");
    Ok(())
}

/// Lists the photos of a recovery of the officer's force, each with what it shows, oldest first.
///
/// # Errors
/// [`RecoveryError::NotFound`] when it is not there; [`RecoveryError::Store`].
#[tracing::instrument(level = "debug", skip_all, fields(recovery = id.0))]
pub async fn list_photos(
    registry: &Registry,
    officer: OfficerOf,
    id: RecoveryId,
) -> Result<Vec<(Photo, PhotoShows)>, RecoveryError> {
    find(registry, officer, id).await?;
    let all = store::bike::photos::of_recovery(&registry.store, id).await?;
    let with_what = all.into_iter().filter_map(|photo| match photo.owner {
        Owner::Recovery(_, shows) => Some((photo, shows)),
        _ => None,
    });
    Ok(with_what.collect())
}

/// Reads the thumbnail of a photo, which is shown on the case. Returns `None` if the recovery has no such photo.
///
/// # Errors
/// [`RecoveryPhotoError`] when the record is another force's, or the store or the disk fails.
#[tracing::instrument(level = "debug", skip_all, fields(recovery = id.0, photo = photo.0))]
pub async fn small_photo(
    registry: &Registry,
    officer: OfficerOf,
    id: RecoveryId,
    photo: PhotoId,
) -> Result<Option<Vec<u8>>, RecoveryPhotoError> {
    match one(registry, officer, id, photo).await? {
        Some((found, _)) => read(registry, found.stored.thumbnail).await,
        None => Ok(None),
    }
}

/// Opens a whole photo. Returns `None` if the recovery has no such photo. The log entry is committed before anything
/// is shown.
///
/// # Errors
/// [`RecoveryPhotoError`]; then nothing was opened.
#[tracing::instrument(level = "debug", skip_all, fields(recovery = id.0, photo = photo.0))]
pub async fn open_photo(
    registry: &Registry,
    officer: OfficerOf,
    id: RecoveryId,
    photo: PhotoId,
) -> Result<Option<Vec<u8>>, RecoveryPhotoError> {
    let Some((found, reference)) = one(registry, officer, id, photo).await? else {
        return Ok(None);
    };
    let tx = registry.store.begin().await?;
    let entry = AuditEntry {
        actor: Some(officer.account),
        organisation: Some(officer.organisation),
        reason: Some(Reason::noted(&format!("Property reference {reference}"))),
        ..AuditEntry::of(Action::RecoveryPhotoOpened)
    };
    audit::record(&tx, &entry, registry.now()).await?;
    tx.commit().await?;
    tracing::info!(recovery.id = %id, "Opened a photo of a recovery");
    read(registry, found.stored.file).await
}

/// Removes the photos of bikes that left the property store long ago.
///
/// # Errors
/// [`StoreError`] when the store fails.
pub(crate) async fn forget_old(registry: &Registry) -> Result<usize, StoreError> {
    let hold = registry.photos.hold().await;
    let tx = registry.store.begin().await?;
    let returned_before = registry.now() - LAST_AFTER_RETURN;
    let files =
        store::bike::photos::prune_of_recoveries(&tx, returned_before, registry.matched_until()).await?;
    tx.commit().await?;
    let gone = unconfirmed::forget_files(registry, &files).await?;
    drop(hold);
    Ok(gone)
}

fn in_store(recovery: &Recovery) -> Result<(), RecoveryPhotoError> {
    match recovery.status {
        RecoveryStatus::Open | RecoveryStatus::Tied => Ok(()),
        _ => Err(RecoveryPhotoError::Gone),
    }
}

/// Notes in the history of a recovery that a photo was added or removed. `before` is its album as it was.
async fn note(
    registry: &Registry,
    tx: &Tx,
    officer: OfficerOf,
    (id, shows): (RecoveryId, PhotoShows),
    before: &[Photo],
) -> Result<(), StoreError> {
    let is_of = |photo: &&Photo| photo.owner == Owner::Recovery(id, shows);
    let now = store::bike::photos::of_recovery(tx, id).await?;
    let said = |album: &[Photo]| match album.iter().filter(is_of).count() {
        0 => String::new(),
        count => count.to_string(),
    };
    let field = match shows {
        PhotoShows::Stamp => "Photos of a number or label",
        PhotoShows::Bike => "Photos of the bike",
    };
    let change = Change {
        field: field.to_owned(),
        before: said(before),
        after: said(&now),
    };
    entries::changed(tx, id, vec![change], officer.account, registry.now()).await
}

/// One photo of a recovery of the officer's force, with the recovery's reference.
async fn one(
    registry: &Registry,
    officer: OfficerOf,
    id: RecoveryId,
    photo: PhotoId,
) -> Result<Option<(Photo, String)>, RecoveryPhotoError> {
    let recovery = find(registry, officer, id).await?;
    let found = store::bike::photos::get(&registry.store, photo).await?;
    let found = found.filter(|found| matches!(found.owner, Owner::Recovery(of, _) if of == id));
    Ok(found.map(|found| (found, recovery.recovery.property_ref)))
}

async fn read(registry: &Registry, name: FileName) -> Result<Option<Vec<u8>>, RecoveryPhotoError> {
    let folder = registry.photos.clone();
    let read = blocking(move || folder.read(&name)).await;
    Ok(read.map_err(PhotosError::Disk)?)
}

#[cfg(test)]
mod tests;
