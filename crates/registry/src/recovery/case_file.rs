//! What an officer reads about a bike in the results: photos, the theft, who holds it, what was decided and who has
//! opened its owner's details. It never contains the owner's details themselves.

use crate::Registry;
use crate::blocking::blocking;
use crate::{
    account::permits::OfficerOf,
    recovery::{self, RecoveryError},
};
use domain::account::Organisation;
use domain::bike::{Bike, Standing};
use domain::id::{AccountId, BikeId, MessageId, OrganisationId, PhotoId, RecoveryId};
use domain::look_up::Reason;
use domain::message::Sighting;
use domain::recovery::Recovery;
use domain::theft::TheftReport;
use jiff::Timestamp;
use std::collections::HashMap;
pub use store::bike::changes::Change as BikeChange;
use store::bike::photos::Owner;
use store::look_up::audit::Action;
pub use store::recovery::entries::{Change, Step};
use store::theft::Changed;
use store::{Source, StoreError};

/// What is on file about one bike.
#[derive(Clone, Debug)]
pub struct CaseFile {
    /// The bike as it is on the register.
    pub bike: Bike,
    /// Its photos, oldest first.
    pub photos: Vec<PhotoId>,
    /// The open report of its theft.
    pub theft: Option<TheftReport>,
    /// True if the officer's force took that report from a caller, and may change it.
    pub theft_taken_here: bool,
    /// Later changes to that report, oldest first.
    pub theft_changes: Vec<Changed>,
    /// The organisation that holds it.
    pub holding: Option<Holding>,
    /// What its owner changed in the record, oldest first.
    pub changes: Vec<BikeChange>,
    /// When and where people saw it, latest first.
    pub sightings: Vec<Seen>,
}

/// A sighting of a bike, with what its finder wrote.
#[derive(Clone, Debug, PartialEq)]
pub struct Seen {
    /// When and where the bike was seen.
    pub sighting: Sighting,
    /// When somebody told us about it.
    pub noted_at: Timestamp,
    /// What the finder wrote, unless that has been deleted.
    pub words: Option<String>,
    /// The photos that came with it, oldest first.
    pub photos: Vec<PhotoId>,
}

impl CaseFile {
    /// Returns every photo: the owner's, and then those that came with sightings, each with its sighting.
    pub fn pictures(&self) -> impl Iterator<Item = (PhotoId, Option<&Sighting>)> {
        let owners = self.photos.iter().map(|photo| (*photo, None));
        let seen = self.sightings.iter().flat_map(|seen| {
            let photos = seen.photos.iter();
            photos.map(|photo| (*photo, Some(&seen.sighting)))
        });
        owners.chain(seen)
    }
}

/// Who holds a bike that is matched to a recovery.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Holding {
    /// The name of the force.
    pub force: String,
    /// The property reference, to quote when an officer rings the other force.
    pub property_ref: String,
    /// The recovery, if it belongs to the officer's own force.
    pub recovery: Option<RecoveryId>,
    /// When it was matched to the bike.
    pub since: Option<Timestamp>,
}

/// One occasion on which an owner's details were opened.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Opening {
    /// When they were opened.
    pub at: Timestamp,
    /// By whom: "You", or the name of the force.
    pub by: String,
    /// Why they were opened.
    pub reason: Option<Reason>,
}

/// One thing that happened to a recovery.
#[derive(Clone, Debug, PartialEq)]
pub struct Happening {
    /// What happened.
    pub what: Step,
    /// When it happened.
    pub at: Timestamp,
    /// Who did it, as their own force sees them.
    pub by: Option<String>,
}

/// Reads the case files of bikes, and leaves out bikes that no longer exist.
///
/// # Errors
/// [`StoreError`] when the store fails.
#[tracing::instrument(level = "debug", skip_all)]
pub async fn of_bikes(
    registry: &Registry,
    officer: OfficerOf,
    bikes: &[BikeId],
) -> Result<HashMap<BikeId, CaseFile>, StoreError> {
    let bikes = store::bike::load(&registry.store, bikes).await?;
    of_loaded(registry, officer, bikes).await
}

/// Reads what is on file about bikes that have already been read. It makes nine statements at most, however many
/// bikes there are.
///
/// # Errors
/// [`StoreError`] when the store fails.
#[tracing::instrument(level = "debug", skip_all)]
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
    let (mut photos, mut thefts, mut holdings, mut changes, mut sightings) = tokio::try_join!(
        store::bike::photos::of_bikes(source, &all),
        store::theft::open_reports(source, &gone),
        holdings(registry, officer, &held),
        store::bike::changes::of_bikes(source, &all),
        sightings(registry, &all),
    )?;
    let reports: Vec<_> = thefts.values().map(|theft| theft.id).collect();
    let told = store::theft::history(source, &reports).await?;
    let file = |bike: Bike| {
        let id = bike.id;
        let file = CaseFile {
            photos: photos.remove(&id).unwrap_or_default(),
            theft_changes: changes_of(thefts.get(&id), &told),
            theft_taken_here: thefts
                .get(&id)
                .is_some_and(|theft| theft.taken_by == Some(officer.organisation)),
            theft: thefts.remove(&id),
            holding: holdings.remove(&id),
            changes: changes.remove(&id).unwrap_or_default(),
            sightings: sightings.remove(&id).unwrap_or_default(),
            bike,
        };
        (id, file)
    };
    Ok(bikes.into_iter().map(file).collect())
}

/// Returns the changes to one report.
fn changes_of(theft: Option<&TheftReport>, all: &[Changed]) -> Vec<Changed> {
    let of_this = all
        .iter()
        .filter(|changed| theft.is_some_and(|theft| theft.id == changed.report));
    of_this.cloned().collect()
}

/// Reads where people saw bikes, with their words.
async fn sightings(registry: &Registry, bikes: &[BikeId]) -> Result<HashMap<BikeId, Vec<Seen>>, StoreError> {
    let source = &registry.store;
    let noted = store::message::sightings::of_bikes(source, bikes).await?;
    let messages: Vec<MessageId> = noted.values().flatten().filter_map(|seen| seen.message).collect();
    let photos = store::bike::photos::of_messages(source, &messages).await?;
    let photos = |id: MessageId| -> Vec<PhotoId> {
        let with_it = photos.iter().filter(|photo| photo.owner == Owner::Message(id));
        with_it.map(|photo| photo.id).collect()
    };
    let messages = store::message::by_ids(source, &messages).await?;
    let words = |id: MessageId| {
        let message = messages.iter().find(|message| message.id == id);
        message.map(|message| message.body.text.clone())
    };
    let with_words = noted.into_iter().map(|(bike, noted)| {
        let seen = noted.into_iter().map(|noted| Seen {
            sighting: noted.sighting,
            noted_at: noted.noted_at,
            photos: noted.message.map(photos).unwrap_or_default(),
            words: noted.message.and_then(words),
        });
        (bike, seen.collect())
    });
    Ok(with_words.collect())
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
            since: held.tied_at,
        };
        (bike, holding)
    };
    Ok(held.into_iter().map(holding).collect())
}

/// Reads the file of a photo of a registered bike or of a sighting, or of its thumbnail. Returns `None` if there is
/// no such photo. The caller knows which bike the photo shows.
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
    if !matches!(photo.owner, Owner::Bike(_) | Owner::Message(_)) {
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

/// Reads when the details of a bike's owner were opened, newest first. For other officers, it only names their force.
///
/// # Errors
/// [`StoreError`] when the store fails.
#[tracing::instrument(level = "debug", skip_all, fields(bike = bike.0))]
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
#[tracing::instrument(level = "debug", skip_all, fields(recovery = id.0))]
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

/// Reads the last report of a bike's theft, open or closed. A returned bike was held because of it.
///
/// # Errors
/// [`StoreError`] when the store fails.
#[tracing::instrument(level = "debug", skip_all, fields(bike = bike.0))]
pub async fn last_report(
    registry: &Registry,
    _officer: OfficerOf,
    bike: BikeId,
) -> Result<Option<TheftReport>, StoreError> {
    let reports = store::theft::of_bike(&registry.store, bike).await?;
    Ok(reports.into_iter().next())
}

pub(super) async fn colleague(
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
