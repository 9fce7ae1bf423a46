use super::photos::FileName;
use crate::connection::sealed::Source as _;
use crate::entity::{
    bike, bike_change, bike_flag, bike_statement, identifier, mark, message, message_pause, message_thread,
    outbox, ownership, photo, registration, sighting, sign_in_link,
};
use crate::{StoreError, Tx, feed};
use domain::id::BikeId;
use domain::mark::MarkStatus;
use jiff::Timestamp;
use sea_orm::sea_query::{Expr, SimpleExpr};
use sea_orm::{ColumnTrait, Condition, ConnectionTrait, EntityTrait, QueryFilter, QuerySelect, Statement};

/// The columns that prevent a bike from being removed: police work, events, thefts and earlier owners.
const HOLDS: [(&str, &str); 10] = [
    ("theft_report", "bike_id"),
    ("recovery", "bike_id"),
    ("recovery_entry", "bike_id"),
    ("bike_match", "bike_id"),
    ("desk_entry", "bike_id"),
    ("transfer", "bike_id"),
    ("transfer", "double_id"),
    ("homecoming", "bike_id"),
    ("property_row", "bike_id"),
    ("paper", "bike_id"),
];

/// Removes a bike with its numbers, owner, photos, messages, links and waiting e-mails. Its mark becomes blank again,
/// so that a person who has the label can register it. The change feed tells the index about it.
///
/// Returns the files of its photos; [`super::photos::unnamed`] finds those that nothing else uses. Returns `None`, and
/// removes nothing, if the police or an event have had anything to do with the bike.
///
/// # Errors
/// [`StoreError`] when the database does not answer or a row is damaged.
#[tracing::instrument(level = "debug", skip_all, fields(bike = id.0))]
pub async fn remove(tx: &Tx, id: BikeId, now: Timestamp) -> Result<Option<Vec<FileName>>, StoreError> {
    if is_held(tx, id).await? {
        return Ok(None);
    }
    let connection = tx.connection();
    free_marks(tx, id).await?;
    let files = remove_personal(tx, id).await?;
    identifier::Entity::delete_many()
        .filter(identifier::Column::BikeId.eq(id.0))
        .exec(connection)
        .await?;
    bike_flag::Entity::delete_many()
        .filter(
            Condition::any()
                .add(bike_flag::Column::BikeId.eq(id.0))
                .add(bike_flag::Column::OtherBikeId.eq(id.0)),
        )
        .exec(connection)
        .await?;
    ownership::Entity::delete_many()
        .filter(ownership::Column::BikeId.eq(id.0))
        .exec(connection)
        .await?;
    bike::Entity::delete_by_id(id.0).exec(connection).await?;
    feed::record(tx, &[id], now).await?;
    Ok(Some(files))
}

/// Removes what its owner and those who wrote to them have said about a bike: photos, changes, statements, conversations,
/// drafts, links and waiting e-mails. Returns the photos' files.
pub(super) async fn remove_personal(tx: &Tx, id: BikeId) -> Result<Vec<FileName>, StoreError> {
    let connection = tx.connection();
    let mut files = remove_photos(tx, id).await?;
    bike_change::Entity::delete_many()
        .filter(bike_change::Column::BikeId.eq(id.0))
        .exec(connection)
        .await?;
    bike_statement::Entity::delete_many()
        .filter(bike_statement::Column::BikeId.eq(id.0))
        .exec(connection)
        .await?;
    registration::Entity::delete_many()
        .filter(registration::Column::BikeId.eq(id.0))
        .exec(connection)
        .await?;
    files.extend(remove_conversations(tx, id).await?);
    sign_in_link::Entity::delete_many()
        .filter(sign_in_link::Column::BikeId.eq(id.0))
        .exec(connection)
        .await?;
    outbox::Entity::delete_many()
        .filter(outbox::Column::BikeId.eq(id.0))
        .exec(connection)
        .await?;
    Ok(files)
}

/// Removes the messages about a bike and its sightings, and returns the photos' files.
async fn remove_conversations(tx: &Tx, id: BikeId) -> Result<Vec<FileName>, StoreError> {
    let connection = tx.connection();
    let files = remove_messages(tx, message::Column::BikeId.eq(id.0)).await?;
    message_thread::Entity::delete_many()
        .filter(message_thread::Column::BikeId.eq(id.0))
        .exec(connection)
        .await?;
    message_pause::Entity::delete_by_id(id.0).exec(connection).await?;
    sighting::Entity::delete_many()
        .filter(sighting::Column::BikeId.eq(id.0))
        .exec(connection)
        .await?;
    Ok(files)
}

/// Removes messages with their photos, and returns the photos' files. Sightings stay.
pub(crate) async fn remove_messages(tx: &Tx, which: SimpleExpr) -> Result<Vec<FileName>, StoreError> {
    let connection = tx.connection();
    let ids: Vec<i64> = message::Entity::find()
        .select_only()
        .column(message::Column::Id)
        .filter(which)
        .into_tuple()
        .all(connection)
        .await?;
    let mut files = Vec::new();
    for chunk in ids.chunks(500) {
        let of_these = || photo::Column::MessageId.is_in(chunk.iter().copied());
        for photo in photo::Entity::find().filter(of_these()).all(connection).await? {
            files.push(FileName::stored(&photo.file)?);
            files.push(FileName::stored(&photo.thumbnail)?);
        }
        photo::Entity::delete_many()
            .filter(of_these())
            .exec(connection)
            .await?;
        sighting::Entity::update_many()
            .col_expr(sighting::Column::MessageId, Expr::value(Option::<i64>::None))
            .filter(sighting::Column::MessageId.is_in(chunk.iter().copied()))
            .exec(connection)
            .await?;
        message::Entity::delete_many()
            .filter(message::Column::Id.is_in(chunk.iter().copied()))
            .exec(connection)
            .await?;
    }
    Ok(files)
}

async fn is_held(tx: &Tx, id: BikeId) -> Result<bool, StoreError> {
    let connection = tx.connection();
    let held = HOLDS.map(|(table, column)| format!("EXISTS (SELECT 1 FROM {table} WHERE {column} = $1)"));
    let sql = format!("SELECT id FROM bike WHERE id = $1 AND ({})", held.join(" OR "));
    let backend = connection.get_database_backend();
    let statement = Statement::from_sql_and_values(backend, sql, [id.0.into()]);
    Ok(connection.query_one_raw(statement).await?.is_some())
}

/// Makes the live mark blank again, and removes the bike from its older marks.
pub(super) async fn free_marks(tx: &Tx, id: BikeId) -> Result<(), StoreError> {
    let of_bike = || mark::Entity::update_many().filter(mark::Column::BikeId.eq(id.0));
    of_bike()
        .col_expr(mark::Column::Status, Expr::value(MarkStatus::Allotted.slug()))
        .col_expr(mark::Column::IssuedAt, Expr::value(Option::<i64>::None))
        .col_expr(mark::Column::BikeId, Expr::value(Option::<i64>::None))
        .filter(mark::Column::Status.eq(MarkStatus::Issued.slug()))
        .exec(tx.connection())
        .await?;
    of_bike()
        .col_expr(mark::Column::Status, Expr::value(MarkStatus::Void.slug()))
        .col_expr(mark::Column::BikeId, Expr::value(Option::<i64>::None))
        .exec(tx.connection())
        .await?;
    Ok(())
}

async fn remove_photos(tx: &Tx, id: BikeId) -> Result<Vec<FileName>, StoreError> {
    let photos = photo::Entity::find()
        .filter(photo::Column::BikeId.eq(id.0))
        .all(tx.connection())
        .await?;
    let mut files = Vec::with_capacity(photos.len() * 2);
    for photo in photos {
        files.push(FileName::stored(&photo.file)?);
        files.push(FileName::stored(&photo.thumbnail)?);
    }
    photo::Entity::delete_many()
        .filter(photo::Column::BikeId.eq(id.0))
        .exec(tx.connection())
        .await?;
    Ok(files)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::bike::ownerships::{Acquired, Claim, add};
    use crate::bike::photos::{self, Owner, StoredPhoto};
    use crate::bike::{flags, identifiers, total};
    use crate::testing::{a_bike, an_account, an_organisation, fresh, mark_codes};
    use crate::{mail, message};
    use domain::account::contact::EmailAddress;
    use testkit::time::{NOON, hours_after_noon};

    testkit::on_each_database! {
        async fn a_bike_goes_with_all_that_is_its_own(db: testkit::Database) {
            let store = fresh(&db).await;
            let (bike, other) = (a_bike(&store).await, a_bike(&store).await);
            let ada = an_account(&store, "ada@example.org").await;
            let organisation = an_organisation(&store, "council").await;
            let code = mark_codes(1, 1)[0];
            let photo = StoredPhoto {
                file: FileName::of(b"1"),
                thumbnail: FileName::of(b"2"),
                width: 4,
                height: 3,
            };
            let letter = mail::Letter {
                to: EmailAddress::parse("ada@example.org").unwrap(),
                subject: "Hello".into(),
                body: "Hello\n".into(),
                stop: None,
            };
            let body = message::Body { text: "By the station".into(), reply_to: None };
            let tx = store.begin().await.unwrap();
            add(&tx, &[Claim::untyped(bike, ada)], Acquired::Registered, NOON).await.unwrap();
            let allotment = crate::mark::Allotment { organisation: Some(organisation), ..Default::default() };
            crate::mark::add_batch(&tx, &[code], allotment, NOON).await.unwrap();
            assert!(crate::mark::issue(&tx, code, bike, None, NOON).await.unwrap());
            photos::add(&tx, Owner::Bike(bike), &photo, NOON).await.unwrap();
            flags::raise(&tx, other, bike, flags::FlagKind::SameNumber, NOON).await.unwrap();
            let written = message::NewMessage { mark: Some(code), ..message::NewMessage::about(bike, body) };
            message::add(&tx, &written, NOON).await.unwrap();
            mail::queue_about(&tx, &letter, bike, NOON).await.unwrap();
            tx.commit().await.unwrap();

            let tx = store.begin().await.unwrap();
            let files = remove(&tx, bike, hours_after_noon(1)).await.unwrap();
            assert_eq!(files, Some(vec![photo.file.clone(), photo.thumbnail.clone()]));
            tx.commit().await.unwrap();
            assert_eq!(total(&store).await.unwrap(), 1);
            let blank = crate::mark::find(&store, code).await.unwrap().unwrap();
            assert_eq!((blank.status, blank.bike, blank.issued_at), (MarkStatus::Allotted, None, None));
            assert_eq!(flags::for_bikes(&store, &[other]).await.unwrap(), []);
            assert_eq!(mail::waiting(&store).await.unwrap(), 0);
            assert_eq!(message::for_bike(&store, bike).await.unwrap(), []);
            assert_eq!(identifiers::bikes_with(&store, &["X".into()], 9).await.unwrap(), []);
            // PostgreSQL shows a change only once every earlier transaction of the cluster has ended, including those
            // of other tests.
            let mut last = None;
            for _ in 0..1_000 {
                let changes = feed::after(&store, None, 99).await.unwrap();
                last = changes.last().and_then(|change| change.subject?.bike());
                if last == Some(bike) {
                    break;
                }
                std::thread::sleep(std::time::Duration::from_millis(20));
            }
            assert_eq!(last, Some(bike));
            assert_ne!(a_bike(&store).await, bike, "its id is not used again");
        }
    }

    #[test]
    fn every_column_that_points_at_a_bike_is_known() {
        const OWN: [&str; 17] = [
            "bike_change.bike_id",
            "bike_flag.bike_id",
            "bike_flag.other_bike_id",
            "bike_statement.bike_id",
            "identifier.bike_id",
            "mark.bike_id",
            "message.bike_id",
            "message_pause.bike_id",
            "message_thread.bike_id",
            "ownership.bike_id",
            "photo.bike_id",
            "property_row.best_id",
            "registration.bike_id",
            "sighting.bike_id",
            "sign_in_link.bike_id",
            "standing_match.bike_id",
            "theft_fact.bike_id",
        ];
        testkit::run(async {
            let db = testkit::Database::sqlite().migrated();
            let pointing = "SELECT m.name || '.' || f.\"from\" FROM sqlite_master m, pragma_foreign_key_list(m.name) f \
                            WHERE f.\"table\" = 'bike' ORDER BY 1";
            for column in db.texts(pointing) {
                let held = HOLDS
                    .iter()
                    .any(|(table, held)| format!("{table}.{held}") == column);
                assert!(held || OWN.contains(&column.as_str()), "{column}");
            }
        });
    }
}
