//! Registrations that are being filled in, sealed, each found by the secret in its owner's cookie.

use crate::bike::photos::FileName;
use crate::connection::{Source, sealed::Source as _};
use crate::entity::{photo, registration};
use crate::time::{instant, millis};
use crate::{Keyring, StoreError, Tx};
use domain::id::{BikeId, DraftId};
use jiff::Timestamp;
use sea_orm::ActiveValue::{NotSet, Set};
use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QuerySelect};
use std::fmt;

const COLUMN: &str = "registration.draft";

/// What a finished registration's draft is: the answers are on the register then, and kept once.
const NOTHING: &[u8] = b"{}";

/// A registration as far as it has come.
#[derive(Clone, PartialEq, Eq)]
pub struct Draft {
    /// Its identity.
    pub id: DraftId,
    /// The answers so far, as JSON; `{}` once it is finished.
    pub json: Vec<u8>,
    /// The bike that it became, once it is finished.
    pub bike: Option<BikeId>,
    /// When an answer was last given.
    pub updated_at: Timestamp,
}

impl fmt::Debug for Draft {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Draft({}, ***)", self.id)
    }
}

/// Starts a registration under a new secret.
///
/// # Errors
/// [`StoreError`] when the database does not answer or the answers cannot be sealed.
pub async fn start(tx: &Tx, token: &[u8], json: &[u8], now: Timestamp) -> Result<DraftId, StoreError> {
    let row = registration::ActiveModel {
        id: NotSet,
        token_hash: Set(hash(tx.keyring(), token)),
        draft: Set(tx.keyring().seal(COLUMN, json)?),
        bike_id: Set(None),
        created_at: Set(millis(now)),
        updated_at: Set(millis(now)),
    };
    let made = registration::Entity::insert(row).exec(tx.connection()).await?;
    Ok(DraftId(made.last_insert_id))
}

/// Reads a registration by its secret.
///
/// # Errors
/// [`StoreError`] when the database does not answer or the answers cannot be opened.
pub async fn load(source: &impl Source, token: &[u8]) -> Result<Option<Draft>, StoreError> {
    let row = registration::Entity::find()
        .filter(registration::Column::TokenHash.eq(hash(source.keyring(), token)))
        .one(source.connection())
        .await?;
    row.map(|row| read(source.keyring(), row)).transpose()
}

/// Tells which bike a registration became, if any, and holds the registration until the transaction ends:
/// of two who finish it at once the second sees the first one's bike.
///
/// # Errors
/// [`StoreError::Database`] when the database does not answer.
pub async fn bike_of(tx: &Tx, id: DraftId) -> Result<Option<BikeId>, StoreError> {
    let row = registration::Entity::find_by_id(id.0)
        .lock_exclusive()
        .one(tx.connection())
        .await?;
    Ok(row.and_then(|row| row.bike_id).map(BikeId))
}

/// Writes the answers over the earlier ones, and tells whether there was an unfinished registration.
///
/// # Errors
/// [`StoreError`] when the database does not answer or the answers cannot be sealed.
pub async fn save(tx: &Tx, token: &[u8], json: &[u8], now: Timestamp) -> Result<bool, StoreError> {
    let saved = registration::Entity::update_many()
        .col_expr(
            registration::Column::Draft,
            Expr::value(tx.keyring().seal(COLUMN, json)?),
        )
        .col_expr(registration::Column::UpdatedAt, Expr::value(millis(now)))
        .filter(registration::Column::TokenHash.eq(hash(tx.keyring(), token)))
        .filter(registration::Column::BikeId.is_null())
        .exec(tx.connection())
        .await?;
    Ok(saved.rows_affected == 1)
}

/// Ties a registration to the bike that it became and forgets the answers. Ask [`bike_of`] first.
///
/// # Errors
/// [`StoreError::Corrupt`] when it is not there or finished already; [`StoreError::Database`].
pub async fn finish(tx: &Tx, id: DraftId, bike: BikeId, now: Timestamp) -> Result<(), StoreError> {
    let finished = registration::Entity::update_many()
        .col_expr(registration::Column::BikeId, Expr::value(bike.0))
        .col_expr(
            registration::Column::Draft,
            Expr::value(tx.keyring().seal(COLUMN, NOTHING)?),
        )
        .col_expr(registration::Column::UpdatedAt, Expr::value(millis(now)))
        .filter(registration::Column::Id.eq(id.0))
        .filter(registration::Column::BikeId.is_null())
        .exec(tx.connection())
        .await?;
    match finished.rows_affected {
        1 => Ok(()),
        _ => Err(StoreError::corrupt(
            "registration",
            format!("no unfinished registration {id}"),
        )),
    }
}

/// Removes registrations that nobody has touched since an instant, with their photos' rows, and returns the
/// photos' files: [`crate::bike::photos::unnamed`] tells which of those nothing else names.
///
/// # Errors
/// [`StoreError::Database`] when the database does not answer.
pub async fn prune(tx: &Tx, untouched_since: Timestamp) -> Result<Vec<FileName>, StoreError> {
    let old = || {
        registration::Entity::find()
            .select_only()
            .column(registration::Column::Id)
            .filter(registration::Column::UpdatedAt.lt(millis(untouched_since)))
    };
    let ids: Vec<i64> = old().into_tuple().all(tx.connection()).await?;
    let mut files = Vec::new();
    for chunk in ids.chunks(2_000) {
        let photos = photo::Entity::find()
            .filter(photo::Column::RegistrationId.is_in(chunk.iter().copied()))
            .all(tx.connection())
            .await?;
        for photo in photos {
            for name in [&photo.file, &photo.thumbnail] {
                match FileName::stored(name) {
                    Ok(file) => files.push(file),
                    Err(error) => {
                        tracing::error!(photo.id = photo.id, "Removed a photo without its file: {error}")
                    }
                }
            }
        }
        photo::Entity::delete_many()
            .filter(photo::Column::RegistrationId.is_in(chunk.iter().copied()))
            .exec(tx.connection())
            .await?;
        registration::Entity::delete_many()
            .filter(registration::Column::Id.is_in(chunk.iter().copied()))
            .exec(tx.connection())
            .await?;
    }
    Ok(files)
}

fn read(keys: &Keyring, row: registration::Model) -> Result<Draft, StoreError> {
    Ok(Draft {
        id: DraftId(row.id),
        json: keys.open(COLUMN, &row.draft)?,
        bike: row.bike_id.map(BikeId),
        updated_at: instant("registration", row.updated_at)?,
    })
}

fn hash(keys: &Keyring, token: &[u8]) -> Vec<u8> {
    keys.hash("registration", token)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::bike::photos::{self, Owner, StoredPhoto};
    use crate::testing::{a_bike, fresh};
    use testkit::time::{NOON, days_after_noon, hours_after_noon};

    const ADA: &[u8] = br#"{"email":"ada@example.org"}"#;

    testkit::on_each_database! {
        async fn a_registration_is_filled_in_and_finished_once(db: testkit::Database) {
            let store = fresh(&db).await;
            let bike = a_bike(&store).await;
            let tx = store.begin().await.unwrap();
            let id = start(&tx, b"secret", b"{}", NOON).await.unwrap();
            assert!(save(&tx, b"secret", ADA, hours_after_noon(1)).await.unwrap());
            assert!(!save(&tx, b"other", ADA, NOON).await.unwrap());
            tx.commit().await.unwrap();
            let draft = load(&store, b"secret").await.unwrap().unwrap();
            let want = Draft { id, json: ADA.to_vec(), bike: None, updated_at: hours_after_noon(1) };
            assert!(draft == want);
            assert_eq!(format!("{draft:?}"), format!("Draft({id}, ***)"));
            assert_eq!(load(&store, b"Secret").await.unwrap(), None);
            let row = registration::Entity::find().one(store.connection()).await.unwrap().unwrap();
            assert!(!row.draft.windows(3).any(|w| w == b"ada"));

            let tx = store.begin().await.unwrap();
            assert_eq!(bike_of(&tx, id).await.unwrap(), None);
            finish(&tx, id, bike, hours_after_noon(2)).await.unwrap();
            assert_eq!(bike_of(&tx, id).await.unwrap(), Some(bike));
            assert!(finish(&tx, id, bike, NOON).await.is_err(), "once");
            assert!(!save(&tx, b"secret", ADA, NOON).await.unwrap(), "it is finished");
            tx.commit().await.unwrap();
            let done = load(&store, b"secret").await.unwrap().unwrap();
            let want = Draft { id, json: NOTHING.to_vec(), bike: Some(bike), updated_at: hours_after_noon(2) };
            assert!(done == want);
        }

        async fn of_two_who_finish_at_once_one_makes_the_bike(db: testkit::Database) {
            let store = fresh(&db).await;
            let bike = a_bike(&store).await;
            let tx = store.begin().await.unwrap();
            let id = start(&tx, b"secret", ADA, NOON).await.unwrap();
            tx.commit().await.unwrap();
            let tries: Vec<_> = (0..6)
                .map(|_| {
                    let store = store.clone();
                    tokio::spawn(async move {
                        let tx = store.begin().await.unwrap();
                        if bike_of(&tx, id).await.unwrap().is_some() {
                            return false;
                        }
                        finish(&tx, id, bike, NOON).await.unwrap();
                        tx.commit().await.unwrap();
                        true
                    })
                })
                .collect();
            let mut made = 0;
            for attempt in tries {
                made += u32::from(attempt.await.unwrap());
            }
            assert_eq!(made, 1);
        }

        async fn old_drafts_go_with_their_photos(db: testkit::Database) {
            let store = fresh(&db).await;
            let bike = a_bike(&store).await;
            let file = |n: u8| FileName::of(&[n]);
            let photo = |n| StoredPhoto { file: file(n), thumbnail: file(n + 1), width: 4, height: 3 };
            let tx = store.begin().await.unwrap();
            let old = start(&tx, b"old", ADA, NOON).await.unwrap();
            let new = start(&tx, b"new", ADA, days_after_noon(60)).await.unwrap();
            photos::add(&tx, Owner::Draft(old), &photo(1), NOON).await.unwrap();
            photos::add(&tx, Owner::Draft(new), &photo(3), NOON).await.unwrap();
            photos::add(&tx, Owner::Bike(bike), &StoredPhoto { file: file(9), ..photo(1) }, NOON).await.unwrap();
            let gone = prune(&tx, days_after_noon(30)).await.unwrap();
            assert_eq!(gone, [file(1), file(2)]);
            assert_eq!(photos::unnamed(&tx, &gone).await.unwrap(), [file(1)], "the bike's photo names the other");
            tx.commit().await.unwrap();
            assert_eq!(load(&store, b"old").await.unwrap(), None);
            assert!(load(&store, b"new").await.unwrap().is_some());
            assert_eq!(photos::for_registration(&store, new).await.unwrap().len(), 1);
        }
    }
}
