//! The rows of photos, and the bikes that they belong to.

use super::FileName;
use crate::connection::{Source, sealed::Source as _};
use crate::entity::{campaign_paper, meeting_paper, photo, recovery};
use crate::time::{instant, millis};
use crate::{StoreError, Tx};
use domain::id::{BikeId, DraftId, MessageId, PhotoId, RecoveryId};
use domain::recovery::PhotoShows;
use jiff::Timestamp;
use sea_orm::ActiveValue::{NotSet, Set};
use sea_orm::sea_query::{Expr, ExprTrait, SimpleExpr};
use sea_orm::{
    ColumnTrait, Condition, EntityTrait, JoinType, QueryFilter, QueryOrder, QuerySelect, RelationDef,
};
use std::collections::{HashMap, HashSet};

/// How many old photos are removed in one transaction.
const MOST_AT_ONCE: u64 = 500;

/// What a photo belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Owner {
    /// A bike on the register.
    Bike(BikeId),
    /// A registration that is being filled in.
    Draft(DraftId),
    /// A message about a bike.
    Message(MessageId),
    /// A recovered bike, with what the photo shows of it.
    Recovery(RecoveryId, PhotoShows),
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
    /// Its id.
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
/// [`StoreError`] when the database does not answer or the bike or registration does not exist.
#[tracing::instrument(level = "debug", skip_all)]
pub async fn add(tx: &Tx, owner: Owner, stored: &StoredPhoto, now: Timestamp) -> Result<PhotoId, StoreError> {
    let mut row = photo::ActiveModel {
        id: NotSet,
        bike_id: Set(None),
        registration_id: Set(None),
        file: Set(stored.file.as_str().to_owned()),
        thumbnail: Set(stored.thumbnail.as_str().to_owned()),
        width: Set(i32::try_from(stored.width).unwrap_or(i32::MAX)),
        height: Set(i32::try_from(stored.height).unwrap_or(i32::MAX)),
        added_at: Set(millis(now)),
        message_id: Set(None),
        recovery_id: Set(None),
        shows: Set(None),
    };
    match owner {
        Owner::Bike(id) => row.bike_id = Set(Some(id.0)),
        Owner::Draft(id) => row.registration_id = Set(Some(id.0)),
        Owner::Message(id) => row.message_id = Set(Some(id.0)),
        Owner::Recovery(id, shows) => {
            row.recovery_id = Set(Some(id.0));
            row.shows = Set(Some(shows.slug().to_owned()));
        }
    }
    let made = photo::Entity::insert(row).exec(tx.connection()).await?;
    Ok(PhotoId(made.last_insert_id))
}

/// Reads a bike's photos, oldest first.
///
/// # Errors
/// [`StoreError`] when the database does not answer or a row is damaged.
#[tracing::instrument(level = "debug", skip_all, fields(bike = bike.0))]
pub async fn for_bike(source: &impl Source, bike: BikeId) -> Result<Vec<Photo>, StoreError> {
    all(source, photo::Column::BikeId.eq(bike.0)).await
}

/// Reads which photos bikes have, oldest first.
///
/// # Errors
/// [`StoreError::Database`] when the database does not answer.
#[tracing::instrument(level = "debug", skip_all)]
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
#[tracing::instrument(level = "debug", skip_all, fields(draft = id.0))]
pub async fn for_registration(source: &impl Source, id: DraftId) -> Result<Vec<Photo>, StoreError> {
    all(source, photo::Column::RegistrationId.eq(id.0)).await
}

/// Reads the photos of messages, oldest first.
///
/// # Errors
/// [`StoreError`] when the database does not answer or a row is damaged.
#[tracing::instrument(level = "debug", skip_all)]
pub async fn of_messages(source: &impl Source, messages: &[MessageId]) -> Result<Vec<Photo>, StoreError> {
    if messages.is_empty() {
        return Ok(Vec::new());
    }
    let ids = messages.iter().map(|message| message.0);
    all(source, photo::Column::MessageId.is_in(ids)).await
}

/// Reads the photos of a recovered bike, oldest first.
///
/// # Errors
/// [`StoreError`] when the database does not answer or a row is damaged.
#[tracing::instrument(level = "debug", skip_all, fields(recovery = id.0))]
pub async fn of_recovery(source: &impl Source, id: RecoveryId) -> Result<Vec<Photo>, StoreError> {
    all(source, photo::Column::RecoveryId.eq(id.0)).await
}

/// Removes the photos of recovered bikes that went back to their owners before one instant, or left the store without an
/// owner before another, and returns their files.
///
/// # Errors
/// [`StoreError`] when the database does not answer or a row is damaged.
#[tracing::instrument(level = "debug", skip_all)]
pub async fn prune_of_recoveries(
    tx: &Tx,
    returned_before: Timestamp,
    ended_before: Timestamp,
) -> Result<Vec<FileName>, StoreError> {
    let gone = Condition::any()
        .add(recovery::Column::ReturnedAt.lt(millis(returned_before)))
        .add(
            Condition::all()
                .add(recovery::Column::EndedAs.is_not_null())
                .add(recovery::Column::EndedAt.lt(millis(ended_before))),
        );
    let rows: Vec<(i64, String, String)> = photo::Entity::find()
        .select_only()
        .columns([photo::Column::Id, photo::Column::File, photo::Column::Thumbnail])
        .join(JoinType::InnerJoin, to_recovery())
        .filter(gone)
        .order_by_asc(photo::Column::Id)
        .limit(MOST_AT_ONCE)
        .into_tuple()
        .all(tx.connection())
        .await?;
    let mut files = Vec::with_capacity(rows.len() * 2);
    for (_, file, thumbnail) in &rows {
        files.push(FileName::stored(file)?);
        files.push(FileName::stored(thumbnail)?);
    }
    photo::Entity::delete_many()
        .filter(photo::Column::Id.is_in(rows.iter().map(|row| row.0)))
        .exec(tx.connection())
        .await?;
    Ok(files)
}

fn to_recovery() -> RelationDef {
    photo::Entity::belongs_to(recovery::Entity)
        .from(photo::Column::RecoveryId)
        .to(recovery::Column::Id)
        .into()
}

async fn all(source: &impl Source, which: SimpleExpr) -> Result<Vec<Photo>, StoreError> {
    let rows = photo::Entity::find()
        .filter(which)
        .order_by_asc(photo::Column::Id)
        .all(source.connection())
        .await?;
    rows.into_iter().map(read).collect()
}

/// Reads one photo. Callers first check that the viewer is allowed to see the bike or draft that it belongs to.
///
/// # Errors
/// [`StoreError`] when the database does not answer or the row is damaged.
#[tracing::instrument(level = "debug", skip_all, fields(photo = id.0))]
pub async fn get(source: &impl Source, id: PhotoId) -> Result<Option<Photo>, StoreError> {
    photo::Entity::find_by_id(id.0)
        .one(source.connection())
        .await?
        .map(read)
        .transpose()
}

/// Moves a registration's photos to the bike that it became, and returns how many.
///
/// # Errors
/// [`StoreError`] when the database does not answer or the bike is not there.
#[tracing::instrument(level = "debug", skip_all, fields(registration = registration.0, bike = bike.0))]
pub async fn move_to_bike(tx: &Tx, registration: DraftId, bike: BikeId) -> Result<u64, StoreError> {
    let moved = photo::Entity::update_many()
        .col_expr(photo::Column::BikeId, Expr::value(bike.0))
        .col_expr(photo::Column::RegistrationId, Expr::value(Option::<i64>::None))
        .filter(photo::Column::RegistrationId.eq(registration.0))
        .exec(tx.connection())
        .await?;
    Ok(moved.rows_affected)
}

/// Removes a photo's row and returns it. After the commit, the caller deletes its files if they are [`unnamed`].
///
/// # Errors
/// [`StoreError`] when the database does not answer or the row is damaged.
#[tracing::instrument(level = "debug", skip_all, fields(photo = id.0))]
pub async fn remove(tx: &Tx, id: PhotoId) -> Result<Option<Photo>, StoreError> {
    let Some(photo) = get(tx, id).await? else {
        return Ok(None);
    };
    photo::Entity::delete_by_id(id.0).exec(tx.connection()).await?;
    Ok(Some(photo))
}

/// Returns the files that no row uses.
///
/// # Errors
/// [`StoreError::Database`] when the database does not answer.
#[tracing::instrument(level = "debug", skip_all)]
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
        let named = rows.into_iter().flat_map(|row| [row.file, row.thumbnail]);
        // The papers of meetings and campaigns are in the same folder.
        let papers: Vec<String> = meeting_paper::Entity::find()
            .select_only()
            .column(meeting_paper::Column::File)
            .filter(meeting_paper::Column::File.is_in(names()))
            .into_tuple()
            .all(source.connection())
            .await?;
        let of_campaigns: Vec<String> = campaign_paper::Entity::find()
            .select_only()
            .column(campaign_paper::Column::File)
            .filter(campaign_paper::Column::File.is_in(names()))
            .into_tuple()
            .all(source.connection())
            .await?;
        let papers = papers.into_iter().chain(of_campaigns);
        let named = named.chain(papers).collect::<HashSet<_>>();
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

fn owner(row: &photo::Model) -> Result<Owner, StoreError> {
    if let Some(recovery) = row.recovery_id {
        let shows = row.shows.as_deref().and_then(PhotoShows::parse);
        let shows = shows.ok_or_else(|| StoreError::corrupt("photo", "a photo that shows nothing"))?;
        return Ok(Owner::Recovery(RecoveryId(recovery), shows));
    }
    match (row.bike_id, row.registration_id, row.message_id) {
        (Some(bike), _, _) => Ok(Owner::Bike(BikeId(bike))),
        (None, Some(registration), _) => Ok(Owner::Draft(DraftId(registration))),
        (None, None, Some(message)) => Ok(Owner::Message(MessageId(message))),
        (None, None, None) => Err(StoreError::corrupt("photo", "a photo that belongs to nothing")),
    }
}

fn read(row: photo::Model) -> Result<Photo, StoreError> {
    Ok(Photo {
        id: PhotoId(row.id),
        owner: owner(&row)?,
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
