//! What owners changed about their bikes, for the police. The old and new values are sealed.

use crate::connection::{Source, sealed::Source as _};
use crate::entity::{bike, bike_change};
use crate::time::{instant, millis};
use crate::{StoreError, Tx};
use domain::bike::{Changed, Difference};
use domain::id::{AccountId, BikeId};
use jiff::Timestamp;
use sea_orm::ActiveValue::{NotSet, Set};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use std::collections::HashMap;

const COLUMN: &str = "bike_change.said";

/// One stored change.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// What was changed, before and after.
    pub difference: Difference,
    /// True if the bike was reported stolen, or held by the police, at that time.
    pub while_gone: bool,
    /// The account that changed it, or `None` if the change was not made by an account.
    pub by: Option<AccountId>,
    /// When it was changed.
    pub at: Timestamp,
}

/// Who is changing a bike, and whether the bike is with its owner.
#[derive(Clone, Copy, Debug)]
pub struct By {
    /// The account that is changing it.
    pub account: AccountId,
    /// True if the bike is reported stolen or held by the police.
    pub while_gone: bool,
}

/// Locks a bike until the transaction ends. If two people change it at once, the second one sees the first one's
/// changes.
///
/// # Errors
/// [`StoreError::Database`] when the database does not answer.
#[tracing::instrument(level = "debug", skip_all, fields(bike = bike.0))]
pub async fn hold(tx: &Tx, bike: BikeId) -> Result<(), StoreError> {
    bike::Entity::find_by_id(bike.0)
        .select_only()
        .column(bike::Column::Id)
        .lock_exclusive()
        .into_tuple::<i64>()
        .one(tx.connection())
        .await?;
    Ok(())
}

/// Notes what this transaction changes about a bike.
///
/// # Errors
/// [`StoreError`] when the database does not answer or a change cannot be sealed.
#[tracing::instrument(level = "debug", skip_all, fields(bike = bike.0))]
pub async fn note(
    tx: &Tx,
    bike: BikeId,
    by: By,
    differences: &[Difference],
    now: Timestamp,
) -> Result<(), StoreError> {
    for difference in differences {
        let said = serde_json::to_vec(&(&difference.before, &difference.after))
            .map_err(|_| StoreError::corrupt("bike_change", "a change that cannot be written"))?;
        let row = bike_change::ActiveModel {
            id: NotSet,
            bike_id: Set(bike.0),
            what: Set(difference.what.slug().to_owned()),
            said: Set(tx.keyring().seal(COLUMN, &said)?),
            while_gone: Set(by.while_gone),
            by_id: Set(Some(by.account.0)),
            at: Set(millis(now)),
        };
        bike_change::Entity::insert(row)
            .exec_without_returning(tx.connection())
            .await?;
    }
    Ok(())
}

/// Reads the changes of bikes, oldest first.
///
/// # Errors
/// [`StoreError`] when the database does not answer or a change cannot be opened.
#[tracing::instrument(level = "debug", skip_all)]
pub async fn of_bikes(
    source: &impl Source,
    bikes: &[BikeId],
) -> Result<HashMap<BikeId, Vec<Change>>, StoreError> {
    let mut changes: HashMap<BikeId, Vec<Change>> = HashMap::new();
    for chunk in bikes.chunks(2_000) {
        let rows = bike_change::Entity::find()
            .filter(bike_change::Column::BikeId.is_in(chunk.iter().map(|bike| bike.0)))
            .order_by_asc(bike_change::Column::Id)
            .all(source.connection())
            .await?;
        for row in rows {
            let bike = BikeId(row.bike_id);
            changes.entry(bike).or_default().push(read(source, row)?);
        }
    }
    Ok(changes)
}

fn read(source: &impl Source, row: bike_change::Model) -> Result<Change, StoreError> {
    let corrupt = |what: &str| StoreError::corrupt("bike_change", what);
    let what = Changed::parse(&row.what).ok_or_else(|| corrupt("an unknown kind of change"))?;
    let said = source.keyring().open(COLUMN, &row.said)?;
    let (before, after) =
        serde_json::from_slice(&said).map_err(|_| corrupt("a change that cannot be read"))?;
    Ok(Change {
        difference: Difference { what, before, after },
        while_gone: row.while_gone,
        by: row.by_id.map(AccountId),
        at: instant("bike_change", row.at)?,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::bike::{find, identifiers, rewrite};
    use crate::testing::{a_bike, an_account, fresh};
    use domain::bike::{Description, Identifier, NewBike};
    use domain::number::Frame;
    use testkit::time::{NOON, hours_after_noon};

    fn numbered(frame: &str, battery: Option<&str>) -> NewBike {
        NewBike {
            frame: Frame::parse(frame).unwrap(),
            description: Description::default(),
            identifiers: battery
                .map(|pair| Identifier::parse(pair).unwrap())
                .into_iter()
                .collect(),
        }
    }

    testkit::on_each_database! {
        async fn a_changed_number_still_finds_the_bike_and_comes_back_once(db: testkit::Database) {
            let store = fresh(&db).await;
            let id = a_bike(&store).await;
            let change = async |new: NewBike| {
                let tx = store.begin().await.unwrap();
                hold(&tx, id).await.unwrap();
                let old = find(&tx, id).await.unwrap().unwrap();
                rewrite(&tx, &old, &new, NOON).await.unwrap();
                tx.commit().await.unwrap();
                find(&store, id).await.unwrap().unwrap()
            };
            let written = |of: &[Identifier]| of.iter().map(ToString::to_string).collect::<Vec<_>>();
            let finds = async |number: &str| identifiers::bikes_with(&store, &[domain::number::fold(number)], 9).await.unwrap();

            change(numbered("WTU123056K", Some("battery:BAT123456"))).await;
            let bike = change(numbered("WTU999888K", None)).await;
            assert_eq!(bike.frame, Frame::parse("WTU999888K").unwrap());
            assert_eq!(written(&bike.identifiers), [""; 0]);
            assert_eq!(written(&bike.former), ["frame:WTU123056K", "battery:BAT123456"]);
            for number in ["WTU123056K", "BAT123456", "WTU999888K"] {
                assert_eq!(finds(number).await, [id], "{number}");
            }
            let bike = change(numbered("WTU123056K", None)).await;
            assert_eq!(written(&bike.former), ["battery:BAT123456", "frame:WTU999888K"]);
            assert_eq!(change(numbered("WTU123056K", None)).await, bike, "nothing more ends");
        }

        async fn changes_are_kept_sealed_in_their_order(db: testkit::Database) {
            let store = fresh(&db).await;
            let (bike, other, ada) = (a_bike(&store).await, a_bike(&store).await, an_account(&store, "ada@example.org").await);
            let difference = |what, before: Option<&str>| Difference { what, before: before.map(str::to_owned), after: Some("Planted".into()) };
            let told = [difference(Changed::Make, None), difference(Changed::Features, Some("Bell of Ada"))];
            let tx = store.begin().await.unwrap();
            let by = By { account: ada, while_gone: false };
            note(&tx, bike, by, &told[..1], NOON).await.unwrap();
            note(&tx, bike, By { while_gone: true, ..by }, &told[1..], hours_after_noon(1)).await.unwrap();
            tx.commit().await.unwrap();
            let mut all = of_bikes(&store, &[bike, other]).await.unwrap();
            let changes = all.remove(&bike).unwrap();
            assert!(all.is_empty());
            assert_eq!(changes.iter().map(|change| change.difference.clone()).collect::<Vec<_>>(), told);
            assert_eq!(changes.iter().map(|change| (change.while_gone, change.by, change.at)).collect::<Vec<_>>(),
                [(false, Some(ada), NOON), (true, Some(ada), hours_after_noon(1))]);
            assert_eq!(db.texts("SELECT what FROM bike_change ORDER BY id"), ["make", "features"]);
            assert_eq!(db.texts("SELECT CAST(COUNT(*) AS TEXT) FROM bike_change WHERE said = ''"), ["0"]);
        }
    }
}
