//! Adds photos to a bike or to a registration that is being filled in, and removes them.

use crate::Registry;
use crate::bike::draft::{self, DraftKey};
use crate::bike::{own, unconfirmed};
use crate::blocking::blocking;
use domain::id::{AccountId, BikeId, PhotoId};
use std::fs::File;
use std::io::{self, Read, Seek};
use store::StoreError;
use store::bike::photos::{FileName, Owner, PhotoFolder, Prepared, StoredPhoto};
use thiserror::Error;
use tokio::sync::Semaphore;

pub use store::bike::photos::{MAX_BYTES, Photo, PhotoError};

/// The most photos that a bike can have.
pub const MOST_PHOTOS: usize = 6;

/// The most photos that are decoded at once. Each takes up to 192 MB, so two fit on a small machine, and the others
/// wait their turn.
static DECODING: Semaphore = Semaphore::const_new(2);

/// Why a photo was not added or shown.
#[derive(Debug, Error)]
pub enum PhotosError {
    /// The upload is not a photo that we can keep.
    #[error(transparent)]
    Photo(#[from] PhotoError),
    /// There are already six.
    #[error("You can add up to 6 photos. Remove one before you add another")]
    TooMany,
    /// The registration is finished or deleted, or the bike belongs to somebody else.
    #[error("There is no such registration or bike. Start again")]
    NotYours,
    /// The disk failed; nothing was added.
    #[error("the photo folder failed: {0}")]
    Disk(#[from] io::Error),
    /// The store failed; nothing was added.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// An album of photos. The person who asks must be allowed to see it.
#[derive(Clone, Copy, Debug)]
pub enum Album<'a> {
    /// The photos of the registration with this key.
    Draft(&'a DraftKey),
    /// The photos of a bike, for this account.
    Bike(AccountId, BikeId),
}

/// A photo as it was sent.
#[derive(Debug)]
pub enum Upload {
    /// A small photo, in memory.
    Bytes(Vec<u8>),
    /// A photo that was written to the disk as it arrived. It is read when it is its turn to be decoded.
    Spooled(File),
}

impl Upload {
    fn bytes(self) -> io::Result<Vec<u8>> {
        match self {
            Self::Bytes(bytes) => Ok(bytes),
            Self::Spooled(mut file) => {
                let mut bytes = Vec::new();
                file.rewind()?;
                // One byte more than the limit is read, to notice that a photo is too large.
                file.take(MAX_BYTES as u64 + 1).read_to_end(&mut bytes)?;
                Ok(bytes)
            }
        }
    }
}

impl From<Vec<u8>> for Upload {
    fn from(bytes: Vec<u8>) -> Self {
        Self::Bytes(bytes)
    }
}

/// The size of photo to read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Size {
    /// At most 2,000 pixels a side.
    Full,
    /// At most 320 pixels a side.
    Thumbnail,
}

/// Makes an uploaded photo harmless and adds it.
///
/// # Errors
/// [`PhotosError`] with what to do instead; then nothing was added.
#[tracing::instrument(level = "debug", skip_all)]
pub async fn add_photo(
    registry: &Registry,
    whose: Album<'_>,
    upload: impl Into<Upload>,
) -> Result<PhotoId, PhotosError> {
    // This comes first, so that no work is done for somebody who may not see the album.
    let owner = permitted(registry, whose).await?;
    let room = room_for_one(registry, owner).await;
    let prepared = prepared(upload.into()).await?;
    let hold = registry.photos.hold().await;
    // A form that is sent again brings the same photos.
    if let Some(there) = already_there(registry, owner, &prepared).await? {
        return Ok(there);
    }
    room?;
    room_for_one(registry, owner).await?;
    let stored = kept(registry, prepared).await?;
    let files = [stored.file.clone(), stored.thumbnail.clone()];
    let named = name(registry, owner, &stored).await;
    if named.is_err() {
        unconfirmed::forget_files(registry, &files).await?;
    }
    drop(hold);
    Ok(named?)
}

/// Writes the row that names a photo's files.
async fn name(registry: &Registry, owner: Owner, stored: &StoredPhoto) -> Result<PhotoId, StoreError> {
    let tx = registry.store.begin().await?;
    let owner = match owner {
        // The registration may have been finished while the photo was on its way. Then the bike gets the photo.
        Owner::Draft(id) => store::bike::drafts::bike_of(&tx, id)
            .await?
            .map_or(owner, Owner::Bike),
        Owner::Bike(_) | Owner::Message(_) | Owner::Recovery(..) => owner,
    };
    let id = store::bike::photos::add(&tx, owner, stored, registry.now()).await?;
    tx.commit().await?;
    Ok(id)
}

/// Makes an upload harmless. Decoders take turns. A turn lasts until the photo is decoded, even if the request has
/// ended.
pub(crate) async fn prepared(upload: Upload) -> Result<Prepared, PhotosError> {
    let turn = DECODING.acquire().await.map_err(io::Error::other)?;
    // A decoder that panics costs its photo, not the request, so the panic stays an error here.
    let work = tokio::task::spawn_blocking(move || {
        let bytes = upload.bytes();
        let prepared = bytes.map(|bytes| store::bike::photos::prepare(&bytes));
        drop(turn);
        prepared
    });
    Ok(work.await.map_err(io::Error::other)???)
}

/// Writes a photo's files. The caller locks the folder until the row with their names is committed.
pub(crate) async fn kept(registry: &Registry, prepared: Prepared) -> Result<StoredPhoto, PhotosError> {
    let folder = registry.photos.clone();
    let stored = blocking(move || -> io::Result<StoredPhoto> {
        Ok(StoredPhoto {
            file: folder.keep(&prepared.jpeg)?,
            thumbnail: folder.keep(&prepared.thumbnail)?,
            width: prepared.width,
            height: prepared.height,
        })
    })
    .await?;
    Ok(stored)
}

/// Removes a photo, and its files if nothing else uses them. If it is not there, it has already been removed.
///
/// # Errors
/// [`PhotosError::NotYours`], [`PhotosError::Store`] or [`PhotosError::Disk`].
#[tracing::instrument(level = "debug", skip_all, fields(photo = id.0))]
pub async fn remove_photo(registry: &Registry, whose: Album<'_>, id: PhotoId) -> Result<(), PhotosError> {
    let owner = permitted(registry, whose).await?;
    let hold = registry.photos.hold().await;
    let tx = registry.store.begin().await?;
    let photo = store::bike::photos::get(&tx, id)
        .await?
        .filter(|photo| photo.owner == owner);
    let Some(photo) = photo else { return Ok(()) };
    store::bike::photos::remove(&tx, id).await?;
    let files = [photo.stored.file, photo.stored.thumbnail];
    let unnamed = store::bike::photos::unnamed(&tx, &files).await?;
    tx.commit().await?;
    let folder = registry.photos.clone();
    blocking(move || remove_all(&folder, &unnamed)).await?;
    drop(hold);
    Ok(())
}

/// Lists photos, oldest first.
///
/// # Errors
/// [`PhotosError::NotYours`] or [`PhotosError::Store`].
#[tracing::instrument(level = "debug", skip_all)]
pub async fn list_photos(registry: &Registry, whose: Album<'_>) -> Result<Vec<Photo>, PhotosError> {
    Ok(all(registry, permitted(registry, whose).await?).await?)
}

/// Reads a photo as JPEG, or returns `None` if it is not in this album.
///
/// # Errors
/// [`PhotosError::NotYours`], [`PhotosError::Store`] or [`PhotosError::Disk`].
#[tracing::instrument(level = "debug", skip_all, fields(photo = id.0))]
pub async fn open_photo(
    registry: &Registry,
    whose: Album<'_>,
    id: PhotoId,
    size: Size,
) -> Result<Option<Vec<u8>>, PhotosError> {
    let owner = permitted(registry, whose).await?;
    let photo = store::bike::photos::get(&registry.store, id)
        .await?
        .filter(|photo| photo.owner == owner);
    let Some(photo) = photo else { return Ok(None) };
    let name = match size {
        Size::Full => photo.stored.file,
        Size::Thumbnail => photo.stored.thumbnail,
    };
    let folder = registry.photos.clone();
    Ok(blocking(move || folder.read(&name)).await?)
}

async fn permitted(registry: &Registry, whose: Album<'_>) -> Result<Owner, PhotosError> {
    match whose {
        Album::Draft(key) => draft::load_draft(registry, key)
            .await?
            .filter(|draft| draft.bike.is_none())
            .map(|draft| Owner::Draft(draft.id))
            .ok_or(PhotosError::NotYours),
        Album::Bike(account, bike) => match own::must_own(&registry.store, account, bike).await? {
            Ok(_) => Ok(Owner::Bike(bike)),
            Err(_) => Err(PhotosError::NotYours),
        },
    }
}

/// Finds the photo in an album that is exactly this picture.
async fn already_there(
    registry: &Registry,
    owner: Owner,
    prepared: &Prepared,
) -> Result<Option<PhotoId>, PhotosError> {
    let name = FileName::of(&prepared.jpeg);
    let album = all(registry, owner).await?;
    let same = album.into_iter().find(|photo| photo.stored.file == name);
    Ok(same.map(|photo| photo.id))
}

async fn room_for_one(registry: &Registry, owner: Owner) -> Result<(), PhotosError> {
    if all(registry, owner).await?.len() < MOST_PHOTOS {
        Ok(())
    } else {
        Err(PhotosError::TooMany)
    }
}

async fn all(registry: &Registry, owner: Owner) -> Result<Vec<Photo>, StoreError> {
    match owner {
        Owner::Bike(bike) => store::bike::photos::for_bike(&registry.store, bike).await,
        Owner::Draft(id) => store::bike::photos::for_registration(&registry.store, id).await,
        Owner::Message(id) => store::bike::photos::of_messages(&registry.store, &[id]).await,
        Owner::Recovery(id, _) => store::bike::photos::of_recovery(&registry.store, id).await,
    }
}

fn remove_all(folder: &PhotoFolder, files: &[FileName]) -> io::Result<()> {
    files.iter().try_for_each(|file| folder.remove(file))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{a_bike_of, dot, fresh};
    use std::path::Path;

    fn files_under(folder: &Path) -> usize {
        std::fs::read_dir(folder)
            .unwrap()
            .map(|entry| {
                let path = entry.unwrap().path();
                if path.is_dir() { files_under(&path) } else { 1 }
            })
            .sum()
    }

    testkit::on_each_database! {
        async fn photos_of_a_draft_come_and_go(db: testkit::Database) {
            let (registry, _) = fresh(&db).await;
            let (token, _) = draft::start_draft(&registry, b"{}").await.unwrap();
            let (other, _) = draft::start_draft(&registry, b"{}").await.unwrap();
            let mine = Album::Draft(&token);
            let folder = db.folder().join("photos");
            let id = add_photo(&registry, mine, dot(9)).await.unwrap();
            let jpeg = open_photo(&registry, mine, id, Size::Thumbnail).await.unwrap().unwrap();
            assert!(jpeg.starts_with(&[0xFF, 0xD8]));
            assert_eq!(open_photo(&registry, Album::Draft(&other), id, Size::Full).await.unwrap(), None);
            remove_photo(&registry, Album::Draft(&other), id).await.unwrap();
            assert_eq!(list_photos(&registry, mine).await.unwrap().len(), 1, "others remove nothing");

            let same = add_photo(&registry, Album::Draft(&other), dot(9)).await.unwrap();
            remove_photo(&registry, mine, id).await.unwrap();
            assert!(open_photo(&registry, Album::Draft(&other), same, Size::Full).await.unwrap().is_some());
            remove_photo(&registry, Album::Draft(&other), same).await.unwrap();
            assert_eq!(files_under(&folder), 0, "nobody names them any more");
            let nobodys = DraftKey { name: "x".into(), ..token.clone() };
            let no_draft = add_photo(&registry, Album::Draft(&nobodys), dot(1)).await;
            assert!(matches!(no_draft, Err(PhotosError::NotYours)));
        }

        async fn a_photo_that_is_sent_again_is_there_once(db: testkit::Database) {
            let (registry, _) = fresh(&db).await;
            let (key, _) = draft::start_draft(&registry, b"{}").await.unwrap();
            let mine = Album::Draft(&key);
            let first = add_photo(&registry, mine, dot(1)).await.unwrap();
            for shade in 2..=6 {
                add_photo(&registry, mine, dot(shade)).await.unwrap();
            }
            assert_eq!(add_photo(&registry, mine, dot(1)).await.unwrap(), first, "also in a full album");
            assert!(matches!(add_photo(&registry, mine, dot(7)).await, Err(PhotosError::TooMany)));
            assert_eq!(list_photos(&registry, mine).await.unwrap().len(), MOST_PHOTOS);
            let (one, two) = tokio::join!(add_photo(&registry, mine, dot(2)), add_photo(&registry, mine, dot(2)));
            assert_eq!(one.unwrap(), two.unwrap());
        }

        async fn six_are_enough_and_what_is_no_photo_is_refused(db: testkit::Database) {
            let (registry, _) = fresh(&db).await;
            let (token, _) = draft::start_draft(&registry, b"{}").await.unwrap();
            let mine = Album::Draft(&token);
            let refused = add_photo(&registry, mine, b"<html>".to_vec()).await;
            assert!(matches!(refused, Err(PhotosError::Photo(PhotoError::NotAPhoto))));
            let adding: Vec<_> = (0..9)
                .map(|shade| {
                    let (registry, token) = (registry.clone(), token.clone());
                    tokio::spawn(
                        async move { add_photo(&registry, Album::Draft(&token), dot(shade)).await.is_ok() },
                    )
                })
                .collect();
            let mut added = 0;
            for one in adding {
                added += usize::from(one.await.unwrap());
            }
            assert_eq!(added, MOST_PHOTOS, "however many come at once");
            assert!(matches!(add_photo(&registry, mine, dot(99)).await, Err(PhotosError::TooMany)));
        }

        async fn a_photo_that_cannot_be_named_leaves_no_file(db: testkit::Database) {
            let (registry, _) = fresh(&db).await;
            let (key, _) = draft::start_draft(&registry, b"{}").await.unwrap();
            let mine = Album::Draft(&key);
            let folder = db.folder().join("photos");
            db.refuse(testkit::Statement::Insert, "photo");
            let refused = add_photo(&registry, mine, dot(3)).await;
            assert!(matches!(refused, Err(PhotosError::Store(_))), "{refused:?}");
            assert_eq!((list_photos(&registry, mine).await.unwrap().len(), files_under(&folder)), (0, 0));
            db.mend("photo");
            add_photo(&registry, mine, dot(3)).await.unwrap();
            assert_eq!((list_photos(&registry, mine).await.unwrap().len(), files_under(&folder)), (1, 2));
        }

        async fn only_the_owner_adds_photos_to_a_bike(db: testkit::Database) {
            let (registry, _) = fresh(&db).await;
            let bike = a_bike_of(&registry, "ada@example.org").await;
            let other = a_bike_of(&registry, "bob@example.org").await;
            let owner = |of| store::bike::ownerships::owner_of(&registry.store, of);
            let ada = owner(bike).await.unwrap().unwrap().account;
            let bob = owner(other).await.unwrap().unwrap().account;
            let id = add_photo(&registry, Album::Bike(ada, bike), dot(3)).await.unwrap();
            assert!(open_photo(&registry, Album::Bike(ada, bike), id, Size::Full).await.unwrap().is_some());
            assert_eq!(open_photo(&registry, Album::Bike(bob, other), id, Size::Full).await.unwrap(), None);
            for refused in [
                add_photo(&registry, Album::Bike(bob, bike), dot(4)).await.err(),
                open_photo(&registry, Album::Bike(bob, bike), id, Size::Full).await.err(),
                remove_photo(&registry, Album::Bike(bob, bike), id).await.err(),
            ] {
                assert!(matches!(refused, Some(PhotosError::NotYours)));
            }
        }
    }
}
