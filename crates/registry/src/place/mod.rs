//! The places that people know by name: the list that comes with the program, and the changes that partnerships have
//! made to it.

use crate::Registry;
use crate::account::permits::CoordinatorOf;
use domain::place::Point;
use domain::place::named::{self, NamedPlace};
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;
use store::{Source, StoreError};
use thiserror::Error;

const SETTING: &str = "named-places";

/// The changes that partnerships made to the list.
#[derive(Debug, Default, Serialize, Deserialize)]
#[serde(default)]
struct Changed {
    added: Vec<NamedPlace>,
    removed: BTreeSet<String>,
    /// How many places have ever been added, so that no two have the same key.
    count: u64,
}

/// Why the list was not changed.
#[derive(Debug, Error)]
pub enum NamedPlaceError {
    /// The list already has a place with this name.
    #[error("There is already a place with this name")]
    Taken,
    /// The place is in another partnership's area.
    #[error("This place is outside your partnership’s area")]
    Elsewhere,
    /// The list has no such place.
    #[error("This place is no longer on the list")]
    NotThere,
    /// The store failed; nothing was changed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Reads the places, by name.
///
/// # Errors
/// [`StoreError`] when the store fails.
#[tracing::instrument(level = "debug", skip_all)]
pub async fn named_places(registry: &Registry) -> Result<Vec<NamedPlace>, StoreError> {
    Ok(changed(&registry.store).await?.places())
}

/// Adds a place to the list.
///
/// # Errors
/// [`NamedPlaceError`]; then nothing was changed.
#[tracing::instrument(level = "debug", skip_all)]
pub async fn add_named_place(
    registry: &Registry,
    coordinator: &CoordinatorOf,
    name: &str,
    point: Point,
) -> Result<(), NamedPlaceError> {
    let tx = registry.store.begin().await?;
    if let Some(()) = registry.made_before(&tx).await? {
        return Ok(());
    }
    let mut list: Changed = store::settings::hold_json(&tx, SETTING).await?;
    let same = |place: &NamedPlace| place.name.to_lowercase() == name.to_lowercase();
    if list.places().iter().any(same) {
        return Err(NamedPlaceError::Taken);
    }
    list.count += 1;
    let place = NamedPlace {
        key: format!("place-{}", list.count),
        name: name.to_owned(),
        point,
    };
    if !may_keep(&tx, coordinator, &place).await? {
        return Err(NamedPlaceError::Elsewhere);
    }
    list.added.push(place);
    write(&tx, &list).await?;
    registry.made(&tx, &()).await?;
    tx.commit().await?;
    tracing::info!(place = list.count, "Added a place to the list");
    Ok(())
}

/// Takes a place off the list. It stays in reports that name it.
///
/// # Errors
/// [`NamedPlaceError`]; then nothing was changed.
#[tracing::instrument(level = "debug", skip_all)]
pub async fn remove_named_place(
    registry: &Registry,
    coordinator: &CoordinatorOf,
    key: &str,
) -> Result<(), NamedPlaceError> {
    let tx = registry.store.begin().await?;
    let mut list: Changed = store::settings::hold_json(&tx, SETTING).await?;
    let place = list.places().into_iter().find(|place| place.key == key);
    let place = place.ok_or(NamedPlaceError::NotThere)?;
    if !may_keep(&tx, coordinator, &place).await? {
        return Err(NamedPlaceError::Elsewhere);
    }
    let before = list.added.len();
    list.added.retain(|added| added.key != key);
    if list.added.len() == before {
        list.removed.insert(key.to_owned());
    }
    write(&tx, &list).await?;
    tx.commit().await?;
    tracing::info!(place = key, "Took a place off the list");
    Ok(())
}

impl Changed {
    fn places(&self) -> Vec<NamedPlace> {
        let published = named::all().iter();
        let kept = published.filter(|place| !self.removed.contains(&place.key));
        let mut places: Vec<NamedPlace> = kept.chain(&self.added).cloned().collect();
        places.sort_by_key(|place| place.name.to_lowercase());
        places
    }
}

async fn changed(source: &impl Source) -> Result<Changed, StoreError> {
    store::settings::get_json(source, SETTING).await
}

async fn write(tx: &store::Tx, list: &Changed) -> Result<(), StoreError> {
    store::settings::set_json(tx, SETTING, list).await
}

/// Returns true if a place is in the area of one of the coordinator's partnerships, or in no area whose boundaries we
/// know.
async fn may_keep(
    source: &impl Source,
    coordinator: &CoordinatorOf,
    place: &NamedPlace,
) -> Result<bool, StoreError> {
    let Some(area) = place.partnership() else {
        return Ok(true);
    };
    let partnerships = store::account::organisations::partnerships(source).await?;
    let organisations = store::account::organisations::all(source).await?;
    let mut own = organisations
        .iter()
        .filter(|organisation| coordinator.keeps(organisation.id))
        .filter_map(|organisation| organisation.partnership);
    Ok(own.any(|id| partnerships.iter().any(|one| one.id == id && one.slug == area)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{a_coordinator, a_desk_in, a_partnership, fresh};

    testkit::on_each_database! {
        async fn a_partnership_keeps_the_list_of_its_area(db: testkit::Database) {
            let (registry, _) = fresh(&db).await;
            let cambridge = a_partnership(&registry, "cambridge").await;
            let desk = a_desk_in(&registry, "council", cambridge).await;
            let coordinator = CoordinatorOf::of(&a_coordinator(&registry, &desk).await).unwrap();
            let names = async || -> Vec<String> {
                let places = named_places(&registry).await.unwrap();
                places.into_iter().map(|place| place.name).collect()
            };
            let before = names().await;
            let (market, ely) = (Point::new(52.2054, 0.1190).unwrap(), Point::new(52.3986, 0.2637).unwrap());
            let add = async |name: &str, point| add_named_place(&registry, &coordinator, name, point).await;
            add("Zebra Yard", market).await.unwrap();
            assert!(matches!(add("zebra yard", market).await, Err(NamedPlaceError::Taken)));
            assert!(matches!(add("Oliver’s Gate", ely).await, Err(NamedPlaceError::Elsewhere)));
            assert_eq!(names().await.len(), before.len() + 1);
            let key = named_places(&registry).await.unwrap().into_iter().find(|place| place.name == "Zebra Yard").unwrap().key;
            let remove = async |key: &str| remove_named_place(&registry, &coordinator, key).await;
            remove(&key).await.unwrap();
            assert!(matches!(remove(&key).await, Err(NamedPlaceError::NotThere)));
            assert!(matches!(remove("ely-station").await, Err(NamedPlaceError::Elsewhere)));
            remove("cambridge-station").await.unwrap();
            let left: Vec<String> = before.into_iter().filter(|name| name != "Cambridge station").collect();
            assert_eq!(names().await, left);
        }
    }
}
