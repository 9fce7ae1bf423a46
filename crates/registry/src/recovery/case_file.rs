//! What an officer reads beside a bike that may be the one: photos, the theft, who holds it, what was
//! decided and who has opened its owner's details. Never holds the owner's details themselves.

use crate::Registry;
use crate::blocking::blocking;
use crate::{
    account::permits::OfficerOf,
    recovery::{self, RecoveryError},
};
use domain::account::Organisation;
use domain::bike::{Bike, Standing};
use domain::id::{AccountId, BikeId, OrganisationId, PhotoId, RecoveryId};
use domain::look_up::Reason;
use domain::recovery::Recovery;
use domain::theft::TheftReport;
use jiff::Timestamp;
use std::collections::HashMap;
use store::bike::photos::Owner;
use store::look_up::audit::Action;
pub use store::recovery::entries::{Change, Step};
use store::{Source, StoreError};

/// What is on file about one bike.
#[derive(Clone, Debug)]
pub struct CaseFile {
    /// The bike.
    pub bike: Bike,
    /// Its photos, oldest first.
    pub photos: Vec<PhotoId>,
    /// The open report of its theft.
    pub theft: Option<TheftReport>,
    /// Who holds it.
    pub holding: Option<Holding>,
}

/// Who holds a bike that is tied to a recovery.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Holding {
    /// The name of the force.
    pub force: String,
    /// The property reference; another force is asked by telephone.
    pub property_ref: String,
    /// The recovery, when it is the officer's own force's.
    pub recovery: Option<RecoveryId>,
}

/// One time that an owner's details were opened.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Opening {
    /// When.
    pub at: Timestamp,
    /// By whom: "You", or the name of the force.
    pub by: String,
    /// Why.
    pub reason: Option<Reason>,
}

/// One thing that happened to a recovery.
#[derive(Clone, Debug, PartialEq)]
pub struct Happening {
    /// What happened.
    pub what: Step,
    /// When.
    pub at: Timestamp,
    /// Who did it, as their own force knows them.
    pub by: Option<String>,
}

/// Reads the case files of bikes, and leaves out bikes that no longer exist.
///
/// # Errors
/// [`StoreError`] when the store fails.
pub async fn of_bikes(
    registry: &Registry,
    officer: OfficerOf,
    bikes: &[BikeId],
) -> Result<HashMap<BikeId, CaseFile>, StoreError> {
    let bikes = store::bike::load(&registry.store, bikes).await?;
    of_loaded(registry, officer, bikes).await
}

/// Reads what is on file about bikes that were read already, however many, by three statements.
///
/// # Errors
/// [`StoreError`] when the store fails.
pub async fn of_loaded(
    registry: &Registry,
    officer: OfficerOf,
    bikes: Vec<Bike>,
) -> Result<HashMap<BikeId, CaseFile>, StoreError> {
    let source = &registry.store;
    let standing = |wanted: &[Standing]| -> Vec<BikeId> {
        let of = bikes.iter().filter(|bike| wanted.contains(&bike.standing));
        of.map(|bike| bike.id).collect()
    };
    let all: Vec<BikeId> = bikes.iter().map(|bike| bike.id).collect();
    let gone = standing(&[Standing::ReportedStolen, Standing::HeldByPolice]);
    let held = standing(&[Standing::HeldByPolice]);
    let (mut photos, mut thefts, mut holdings) = tokio::try_join!(
        store::bike::photos::of_bikes(source, &all),
        store::theft::open_reports(source, &gone),
        holdings(registry, officer, &held),
    )?;
    let file = |bike: Bike| {
        let id = bike.id;
        let file = CaseFile {
            photos: photos.remove(&id).unwrap_or_default(),
            theft: thefts.remove(&id),
            holding: holdings.remove(&id),
            bike,
        };
        (id, file)
    };
    Ok(bikes.into_iter().map(file).collect())
}

async fn holdings(
    registry: &Registry,
    officer: OfficerOf,
    bikes: &[BikeId],
) -> Result<HashMap<BikeId, Holding>, StoreError> {
    if bikes.is_empty() {
        return Ok(HashMap::new());
    }
    let (held, organisations) = tokio::try_join!(
        store::recovery::holding(&registry.store, bikes),
        store::account::organisations::all(&registry.store),
    )?;
    let holding = |(bike, held): (BikeId, Recovery)| {
        let own = held.organisation == officer.organisation;
        let holding = Holding {
            force: name_of(&organisations, Some(held.organisation)),
            property_ref: held.recovery.property_ref,
            recovery: own.then_some(held.id),
        };
        (bike, holding)
    };
    Ok(held.into_iter().map(holding).collect())
}

/// Reads the file of a photo of a registered bike, or of its thumbnail; none when there is no such photo.
///
/// # Errors
/// [`StoreError`] when the store fails.
pub(super) async fn photo(
    registry: &Registry,
    id: PhotoId,
    thumbnail: bool,
) -> Result<Option<Vec<u8>>, StoreError> {
    let Some(photo) = store::bike::photos::get(&registry.store, id).await? else {
        return Ok(None);
    };
    if !matches!(photo.owner, Owner::Bike(_)) {
        return Ok(None);
    }
    let name = if thumbnail {
        photo.stored.thumbnail
    } else {
        photo.stored.file
    };
    let folder = registry.photos.clone();
    let read = blocking(move || folder.read(&name)).await;
    read.map_err(|error| StoreError::Corrupt {
        table: "photo",
        what: error.to_string(),
    })
}

/// Reads when a bike's owner's details were opened, newest first. Other officers are told by their force.
///
/// # Errors
/// [`StoreError`] when the store fails.
pub async fn openings(
    registry: &Registry,
    officer: OfficerOf,
    bike: BikeId,
) -> Result<Vec<Opening>, StoreError> {
    let organisations = store::account::organisations::all(&registry.store).await?;
    let entries = store::look_up::audit::for_bike(&registry.store, bike).await?;
    let opened = entries
        .into_iter()
        .rev()
        .filter(|(_, entry)| entry.action == Action::OwnerDetailsOpened);
    Ok(opened
        .map(|(at, entry)| Opening {
            at,
            by: if entry.actor == Some(officer.account) {
                "You".to_owned()
            } else {
                name_of(&organisations, entry.organisation)
            },
            reason: entry.reason,
        })
        .collect())
}

/// Reads what happened to a recovery of the officer's force, newest first.
///
/// # Errors
/// [`RecoveryError::NotFound`] when it is not there; [`RecoveryError::Store`].
pub async fn history(
    registry: &Registry,
    officer: OfficerOf,
    id: RecoveryId,
) -> Result<Vec<Happening>, RecoveryError> {
    recovery::find(registry, officer, id).await?;
    let source = &registry.store;
    let mut names: HashMap<AccountId, Option<String>> = HashMap::new();
    let mut happened = Vec::new();
    for entry in store::recovery::entries::of_recovery(source, id).await? {
        let by = match entry.by {
            Some(account) => match names.get(&account) {
                Some(name) => name.clone(),
                None => {
                    let name = colleague(source, officer, account).await?;
                    names.insert(account, name.clone());
                    name
                }
            },
            None => None,
        };
        happened.push(Happening {
            what: entry.step,
            at: entry.at,
            by,
        });
    }
    happened.reverse();
    Ok(happened)
}

/// Reads the last report of a bike's theft, open or closed: what a bike that went back was held for.
///
/// # Errors
/// [`StoreError`] when the store fails.
pub async fn last_report(
    registry: &Registry,
    _officer: OfficerOf,
    bike: BikeId,
) -> Result<Option<TheftReport>, StoreError> {
    let reports = store::theft::of_bike(&registry.store, bike).await?;
    Ok(reports.into_iter().next())
}

async fn colleague(
    source: &impl Source,
    officer: OfficerOf,
    account: AccountId,
) -> Result<Option<String>, StoreError> {
    if account == officer.account {
        return Ok(Some("you".to_owned()));
    }
    Ok(store::account::contact(source, account)
        .await?
        .and_then(|contact| contact.name))
}

fn name_of(organisations: &[Organisation], id: Option<OrganisationId>) -> String {
    let named = organisations
        .iter()
        .find(|organisation| Some(organisation.id) == id);
    named.map_or_else(
        || "Another organisation".to_owned(),
        |organisation| organisation.name.clone(),
    )
}
