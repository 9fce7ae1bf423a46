//! Which photo is of which bike.

use super::FileName;
use crate::connection::{Source, sealed::Source as _};
use crate::entity::photo;
use crate::time::{instant, millis};
use crate::{StoreError, Tx};
use domain::id::{BikeId, DraftId, PhotoId};
use jiff::Timestamp;
use sea_orm::ActiveValue::{NotSet, Set};
use sea_orm::sea_query::{Expr, ExprTrait, SimpleExpr};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use std::collections::{HashMap, HashSet};

/// What a photo belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Owner {
    /// A bike on the register.
    Bike(BikeId),
    /// A registration that is being filled in.
    Draft(DraftId),
}

/// A photo whose files are in the folder.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredPhoto {
    /// The photo's file.
    pub file: FileName,
    /// The thumbnail's file.
    pub thumbnail: FileName,
    /// The photo's width in pixels.
    pub width: u32,
    /// The photo's height in pixels.
    pub height: u32,
}

/// A photo and what it belongs to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Photo {
    /// Its identity.
    pub id: PhotoId,
    /// What it belongs to.
    pub owner: Owner,
    /// Its files and size.
    pub stored: StoredPhoto,
    /// When it was added.
    pub added_at: Timestamp,
}

/// Adds a photo to a bike or a registration.
///
/// # Errors
/// [`StoreError`] when the database does not answer or the owner is not there.
pub async fn add(tx: &Tx, owner: Owner, stored: &StoredPhoto, now: Timestamp) -> Result<PhotoId, StoreError> {
    let (bike, registration) = match owner {
        Owner::Bike(id) => (Some(id.0), None),
        Owner::Draft(id) => (None, Some(id.0)),
    };
    let row = photo::ActiveModel {
        id: NotSet,
        bike_id: Set(bike),
        registration_id: Set(registration),
        file: Set(stored.file.as_str().to_owned()),
        thumbnail: Set(stored.thumbnail.as_str().to_owned()),
        width: Set(i32::try_from(stored.width).unwrap_or(i32::MAX)),
        height: Set(i32::try_from(stored.height).unwrap_or(i32::MAX)),
        added_at: Set(millis(now)),
    };
    let made = photo::Entity::insert(row).exec(tx.connection()).await?;
    Ok(PhotoId(made.last_insert_id))
}

/// Reads a bike's photos, oldest first.
///
/// # Errors
/// [`StoreError`] when the database does not answer or a row is damaged.
pub async fn for_bike(source: &impl Source, bike: BikeId) -> Result<Vec<Photo>, StoreError> {
    all(source, photo::Column::BikeId.eq(bike.0)).await
}

/// Reads which photos bikes have, oldest first.
///
/// # Errors
/// [`StoreError::Database`] when the database does not answer.
pub async fn of_bikes(
    source: &impl Source,
    bikes: &[BikeId],
) -> Result<HashMap<BikeId, Vec<PhotoId>>, StoreError> {
    let rows: Vec<(i64, Option<i64>)> = photo::Entity::find()
        .select_only()
        .columns([photo::Column::Id, photo::Column::BikeId])
        .filter(photo::Column::BikeId.is_in(bikes.iter().map(|bike| bike.0)))
        .order_by_asc(photo::Column::Id)
        .into_tuple()
        .all(source.connection())
        .await?;
    let mut photos: HashMap<BikeId, Vec<PhotoId>> = HashMap::new();
    for (photo, bike) in rows {
        if let Some(bike) = bike {
            photos.entry(BikeId(bike)).or_default().push(PhotoId(photo));
        }
    }
    Ok(photos)
}

/// Reads the photos of a registration that is being filled in, oldest first.
///
/// # Errors
/// [`StoreError`] when the database does not answer or a row is damaged.
pub async fn for_registration(source: &impl Source, id: DraftId) -> Result<Vec<Photo>, StoreError> {
    all(source, photo::Column::RegistrationId.eq(id.0)).await
}

async fn all(source: &impl Source, which: SimpleExpr) -> Result<Vec<Photo>, StoreError> {
    let rows = photo::Entity::find()
        .filter(which)
        .order_by_asc(photo::Column::Id)
        .all(source.connection())
        .await?;
    rows.into_iter().map(read).collect()
}

/// Reads one photo. The caller checks first that the viewer may see the bike or draft that it belongs to.
///
/// # Errors
/// [`StoreError`] when the database does not answer or the row is damaged.
pub async fn get(source: &impl Source, id: PhotoId) -> Result<Option<Photo>, StoreError> {
    photo::Entity::find_by_id(id.0)
        .one(source.connection())
        .await?
        .map(read)
        .transpose()
}

/// Gives a registration's photos to the bike that it became, and tells how many.
///
/// # Errors
/// [`StoreError`] when the database does not answer or the bike is not there.
pub async fn move_to_bike(tx: &Tx, registration: DraftId, bike: BikeId) -> Result<u64, StoreError> {
    let moved = photo::Entity::update_many()
        .col_expr(photo::Column::BikeId, Expr::value(bike.0))
        .col_expr(photo::Column::RegistrationId, Expr::value(Option::<i64>::None))
        .filter(photo::Column::RegistrationId.eq(registration.0))
        .exec(tx.connection())
        .await?;
    Ok(moved.rows_affected)
}

/// Removes a photo's row and returns what it was. Its files go after the commit, those that are [`unnamed`].
///
/// # Errors
/// [`StoreError`] when the database does not answer or the row is damaged.
pub async fn remove(tx: &Tx, id: PhotoId) -> Result<Option<Photo>, StoreError> {
    let Some(photo) = get(tx, id).await? else {
        return Ok(None);
    };
    photo::Entity::delete_by_id(id.0).exec(tx.connection()).await?;
    Ok(Some(photo))
}

/// Returns those of the files that no row names.
///
/// # Errors
/// [`StoreError::Database`] when the database does not answer.
pub async fn unnamed(source: &impl Source, files: &[FileName]) -> Result<Vec<FileName>, StoreError> {
    let mut unnamed = Vec::new();
    for chunk in files.chunks(1_000) {
        let names = || chunk.iter().map(FileName::as_str);
        let rows = photo::Entity::find()
            .filter(
                photo::Column::File
                    .is_in(names())
                    .or(photo::Column::Thumbnail.is_in(names())),
            )
            .all(source.connection())
            .await?;
        let named: HashSet<String> = rows
            .into_iter()
            .flat_map(|row| [row.file, row.thumbnail])
            .collect();
        unnamed.extend(
            chunk
                .iter()
                .filter(|file| !named.contains(file.as_str()))
                .cloned(),
        );
    }
    unnamed.sort_unstable();
    unnamed.dedup();
    Ok(unnamed)
}

fn read(row: photo::Model) -> Result<Photo, StoreError> {
    let owner = match (row.bike_id, row.registration_id) {
        (Some(bike), _) => Owner::Bike(BikeId(bike)),
        (None, Some(registration)) => Owner::Draft(DraftId(registration)),
        (None, None) => return Err(StoreError::corrupt("photo", "a photo of nothing")),
    };
    Ok(Photo {
        id: PhotoId(row.id),
        owner,
        stored: StoredPhoto {
            file: FileName::stored(&row.file)?,
            thumbnail: FileName::stored(&row.thumbnail)?,
            width: row.width.unsigned_abs(),
            height: row.height.unsigned_abs(),
        },
        added_at: instant("photo", row.added_at)?,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::bike::drafts;
    use crate::testing::{a_bike, fresh};
    use testkit::time::NOON;

    fn stored(n: u8) -> StoredPhoto {
        StoredPhoto {
            file: FileName::of(&[n]),
            thumbnail: FileName::of(&[n, n]),
            width: 2000,
            height: 1500,
        }
    }

    fn a_draft() -> drafts::DraftKey {
        drafts::DraftKey {
            holder: [7; 32],
            name: String::new(),
        }
    }

    testkit::on_each_database! {
        async fn photos_go_with_the_registration_to_its_bike(db: testkit::Database) {
            let store = fresh(&db).await;
            let bike = a_bike(&store).await;
            let tx = store.begin().await.unwrap();
            let registration = drafts::start(&tx, &a_draft(), b"{}", NOON).await.unwrap();
            let first = add(&tx, Owner::Draft(registration), &stored(1), NOON).await.unwrap();
            let second = add(&tx, Owner::Draft(registration), &stored(2), NOON).await.unwrap();
            assert_eq!(move_to_bike(&tx, registration, bike).await.unwrap(), 2);
            tx.commit().await.unwrap();
            assert_eq!(for_registration(&store, registration).await.unwrap(), []);
            let photos = for_bike(&store, bike).await.unwrap();
            assert_eq!(photos.iter().map(|photo| photo.id).collect::<Vec<_>>(), [first, second]);
            assert_eq!((&photos[0].stored, photos[0].owner), (&stored(1), Owner::Bike(bike)));
            assert_eq!(get(&store, second).await.unwrap().as_ref(), photos.get(1));
        }

        async fn a_file_stays_while_another_row_names_it(db: testkit::Database) {
            let store = fresh(&db).await;
            let (bike, other) = (a_bike(&store).await, a_bike(&store).await);
            let tx = store.begin().await.unwrap();
            let mine = add(&tx, Owner::Bike(bike), &stored(1), NOON).await.unwrap();
            let same = add(&tx, Owner::Bike(other), &stored(1), NOON).await.unwrap();
            let files = [stored(1).file, stored(1).thumbnail];
            assert_eq!(remove(&tx, mine).await.unwrap().unwrap().stored, stored(1));
            assert_eq!(remove(&tx, mine).await.unwrap(), None);
            assert_eq!(unnamed(&tx, &files).await.unwrap(), []);
            remove(&tx, same).await.unwrap();
            assert_eq!(unnamed(&tx, &files).await.unwrap().len(), 2);
            tx.commit().await.unwrap();
        }
    }
}
