//! Photos as owners see, add and remove them, while registering and later.

use crate::shared::upload::{self, Limits, Place, Upload};
use crate::shared::{Errors, HttpError, own_jpeg};
use axum::extract::Multipart;
use axum::response::Response;
use domain::id::PhotoId;
use registry::Registry;
use registry::bike::photos::{
    Album, MOST_PHOTOS, PhotoError, PhotosError, Size, Upload as Sent, add_photo, list_photos, open_photo,
};

/// The limits of one form.
pub(super) const LIMITS: Limits = Limits::photos(3);

/// The file field's id.
const FIELD: &str = "photo";

/// The longest side of a thumbnail on a page.
const SIDE: u32 = 160;

/// The most characters of a file's name that a page shows.
const LONGEST_NAME: usize = 60;

/// A photo in a list, with the size of its thumbnail.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Shown {
    pub(super) id: PhotoId,
    pub(super) width: u32,
    pub(super) height: u32,
}

impl Shown {
    /// Makes a list entry from a photo of this size.
    pub(super) fn of(id: PhotoId, width: u32, height: u32) -> Self {
        let longest = u64::from(width.max(height).max(1));
        let scaled = |side: u32| {
            let side = (u64::from(side) * u64::from(SIDE) / longest).max(1);
            u32::try_from(side).unwrap_or(SIDE)
        };
        Self {
            id,
            width: scaled(width),
            height: scaled(height),
        }
    }
}

/// The photos in an album, for a list.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct ShownPhotos(pub(super) Vec<Shown>);

impl ShownPhotos {
    /// Whether the album is full.
    pub(super) fn is_full(&self) -> bool {
        self.0.len() >= MOST_PHOTOS
    }
}

/// Lists the photos.
///
/// # Errors
/// [`HttpError::NotFound`] when they are somebody else's.
pub(super) async fn album(registry: &Registry, whose: Album<'_>) -> Result<ShownPhotos, HttpError> {
    let photos = list_photos(registry, whose).await?;
    let shown = photos
        .iter()
        .map(|photo| Shown::of(photo.id, photo.stored.width, photo.stored.height));
    Ok(ShownPhotos(shown.collect()))
}

/// The result of a form with photos.
#[derive(Debug, Default)]
pub(super) struct Taken {
    /// The button that was pressed.
    pub(super) then: String,
    /// How many photos it had.
    pub(super) sent: usize,
    /// What was wrong with the photos that were not kept.
    pub(super) errors: Errors,
    /// What happened to each photo, if some were kept and some were not.
    pub(super) fates: Vec<Fate>,
}

/// What happened to one of several photos.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Fate {
    /// The file's name on the sender's machine.
    pub(super) name: String,
    /// Why it was not added, or `None` if it was added.
    pub(super) why_not: Option<String>,
}

/// Reads a form and stores its photos.
///
/// # Errors
/// [`HttpError`] when it cannot be read at all or the photos belong to somebody else.
pub(super) async fn take(
    registry: &Registry,
    whose: Album<'_>,
    place: &Place,
    form: Multipart,
) -> Result<Taken, HttpError> {
    // This check comes first, so that we read nothing from somebody who is not allowed to send photos.
    list_photos(registry, whose).await?;
    let parts = upload::read(place, form, LIMITS).await?;
    let mut taken = Taken {
        then: parts.text("then").to_owned(),
        sent: parts.files.len(),
        ..Taken::default()
    };
    for (_, file) in parts.files {
        let (name, added) = match file {
            Upload::Given { name, file } => (name, add_photo(registry, whose, Sent::Spooled(file)).await),
            Upload::TooLarge { name } => (name, Err(PhotoError::TooLarge.into())),
        };
        let why_not = match added {
            Ok(_) => None,
            Err(error @ (PhotosError::Photo(_) | PhotosError::TooMany)) => Some(error.to_string()),
            Err(other) => return Err(other.into()),
        };
        if let Some(why_not) = &why_not {
            taken.errors.add(FIELD, why_not.clone());
        }
        let name = name.chars().take(LONGEST_NAME).collect();
        taken.fates.push(Fate { name, why_not });
    }
    if parts.too_many {
        taken.errors.add(
            FIELD,
            format!("Choose {} photos or fewer at a time", LIMITS.files),
        );
    }
    if taken.errors.is_empty() || (taken.fates.len() == 1 && !parts.too_many) {
        taken.fates.clear();
    }
    Ok(taken)
}

/// Answers with one photo. `query` has `small` for a thumbnail.
///
/// # Errors
/// [`HttpError::NotFound`] when the album does not have this photo.
pub(super) async fn answer(
    registry: &Registry,
    whose: Album<'_>,
    photo: &str,
    query: Option<&str>,
) -> Result<Response, HttpError> {
    let photo = parse(photo)?;
    let is_small = query.is_some_and(|query| query.split('&').any(|part| part == "small"));
    let size = if is_small { Size::Thumbnail } else { Size::Full };
    let jpeg = open_photo(registry, whose, photo, size)
        .await?
        .ok_or(HttpError::NotFound)?;
    Ok(own_jpeg(jpeg))
}

/// Removes a photo from the album, if it is there.
///
/// # Errors
/// [`HttpError::NotFound`] when the photos belong to somebody else.
pub(super) async fn remove(registry: &Registry, whose: Album<'_>, photo: &str) -> Result<(), HttpError> {
    Ok(registry::bike::photos::remove_photo(registry, whose, parse(photo)?).await?)
}

fn parse(photo: &str) -> Result<PhotoId, HttpError> {
    photo.parse().map_err(|_| HttpError::NotFound)
}

impl From<PhotosError> for HttpError {
    fn from(error: PhotosError) -> Self {
        match error {
            PhotosError::NotYours => Self::NotFound,
            PhotosError::Photo(_) | PhotosError::TooMany => Self::Unreadable(error.to_string()),
            PhotosError::Store(error) => error.into(),
            PhotosError::Disk(error) => Self::internal(error),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn thumbnails_keep_their_shape() {
        for (of, shown) in [
            ((2000, 1000), (160, 80)),
            ((300, 900), (53, 160)),
            ((40, 20), (160, 80)),
            ((12_000, 1), (160, 1)),
            ((0, 0), (1, 1)),
        ] {
            let photo = Shown::of(PhotoId(7), of.0, of.1);
            assert_eq!((photo.width, photo.height), shown, "{of:?}");
        }
    }
}
