//! Photos in conversations. Like photos of bikes, they are made harmless: hidden data is removed from them.

use super::find::{Party, find};
use crate::Registry;
use crate::bike::photos::{self, PhotosError, Size, Upload};
use crate::blocking::blocking;
use domain::id::{MessageId, PhotoId};
use domain::message::Side;
use store::StoreError;
use store::bike::photos::Owner;
use thiserror::Error;

/// The most photos that one side adds to a conversation.
pub const MOST_PHOTOS: usize = 3;

/// Why a photo was not added.
#[derive(Debug, Error)]
pub enum AddPhotoError {
    /// There is no such conversation, or it is somebody else's, or this side has not written in it.
    #[error("There is no such conversation")]
    NotThere,
    /// Nobody can write any more.
    #[error("This conversation has ended")]
    Over,
    /// This side has already added as many as it can.
    #[error("You can add up to 3 photos to a conversation")]
    TooMany,
    /// It cannot be kept.
    #[error(transparent)]
    Photo(#[from] PhotosError),
    /// The store failed; nothing was added.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Adds a photo to the last message of one side. If the same picture is sent twice, it is kept once.
///
/// # Errors
/// [`AddPhotoError`]; then nothing was added.
#[tracing::instrument(level = "debug", skip_all)]
pub async fn add_photo(
    registry: &Registry,
    party: Party<'_>,
    upload: impl Into<Upload>,
) -> Result<(), AddPhotoError> {
    // This comes first, so that no work is done for somebody who may not add one.
    let mine = messages_of(registry, party).await?;
    let prepared = photos::prepared(upload.into()).await?;
    let hold = registry.photos.hold().await;
    let stored = photos::kept(registry, prepared).await?;
    let album = store::bike::photos::of_messages(&registry.store, &mine).await?;
    if album.iter().any(|photo| photo.stored.file == stored.file) {
        return Ok(());
    }
    let last = mine.last().ok_or(AddPhotoError::NotThere)?;
    if album.len() >= MOST_PHOTOS {
        crate::bike::unconfirmed::forget_files(registry, &[stored.file, stored.thumbnail]).await?;
        return Err(AddPhotoError::TooMany);
    }
    let tx = registry.store.begin().await?;
    store::bike::photos::add(&tx, Owner::Message(*last), &stored, registry.now()).await?;
    tx.commit().await?;
    drop(hold);
    Ok(())
}

/// Reads a photo of a conversation as JPEG. Returns `None` if this party may not see it.
///
/// # Errors
/// [`AddPhotoError::Store`] or [`AddPhotoError::Photo`] when the store or the disk fails.
#[tracing::instrument(level = "debug", skip_all, fields(photo = id.0))]
pub async fn open_photo(
    registry: &Registry,
    party: Party<'_>,
    id: PhotoId,
    size: Size,
) -> Result<Option<Vec<u8>>, AddPhotoError> {
    let source = &registry.store;
    let Some(found) = find(source, party).await? else {
        return Ok(None);
    };
    if found.is_over(registry.now()) && matches!(party, Party::Link(_)) {
        return Ok(None);
    }
    let Some(photo) = store::bike::photos::get(source, id).await? else {
        return Ok(None);
    };
    let Owner::Message(message) = photo.owner else {
        return Ok(None);
    };
    let written = store::message::by_ids(source, &[message]).await?;
    let theirs = written.iter().any(|message| {
        message.thread == Some(found.thread.id) && (found.side == Side::Finder || !message.kept_back)
    });
    if !theirs {
        return Ok(None);
    }
    let name = match size {
        Size::Full => photo.stored.file,
        Size::Thumbnail => photo.stored.thumbnail,
    };
    let folder = registry.photos.clone();
    let read = blocking(move || folder.read(&name)).await;
    Ok(read.map_err(PhotosError::Disk)?)
}

/// Reads what this side has written in a conversation that has not ended.
async fn messages_of(registry: &Registry, party: Party<'_>) -> Result<Vec<MessageId>, AddPhotoError> {
    let found = find(&registry.store, party)
        .await?
        .ok_or(AddPhotoError::NotThere)?;
    if found.is_over(registry.now()) {
        return Err(AddPhotoError::Over);
    }
    let all = store::message::of_thread(&registry.store, found.thread.id).await?;
    let own = all.into_iter().filter(|message| message.from == found.side);
    Ok(own.map(|message| message.id).collect())
}
