//! What officers see about bikes on their way home: the list, one bike, and the bike that a collection reference
//! belongs to.

use super::contradict;
use super::hours::hours_of;
use super::proof::public_facts;
use crate::Registry;
use crate::account::permits::OfficerOf;
use crate::recovery::{RecoveryError, find};
use domain::bike::Bike;
use domain::id::{PhotoId, RecoveryId};
use domain::recovery::Recovery;
use domain::recovery::home::{CollectionCode, Homecoming, Next, PropertyStore};
use jiff::Timestamp;
use store::StoreError;
use store::look_up::audit::{self, Action, AuditEntry};
use store::recovery::home as rows;

/// The most bikes that one list shows.
const MOST: u64 = 500;

/// A bike on its way home.
#[derive(Clone, Debug)]
pub struct Coming {
    /// What was recorded about the recovered bike.
    pub recovery: Recovery,
    /// How far it has come on its way.
    pub home: Homecoming,
    /// What its owner has to do next.
    pub next: Next,
    /// When it may be disposed of, if its owner does not answer.
    pub due: Option<Timestamp>,
}

/// A bike on its way home, with everything that its owner said.
#[derive(Clone, Debug)]
pub struct Case {
    /// What was recorded about the recovered bike.
    pub recovery: Recovery,
    /// The bike on the register.
    pub bike: Bike,
    /// How far it has come on its way.
    pub home: Homecoming,
    /// What its owner has to do next.
    pub next: Next,
    /// For each proof, true if it shows only what everybody can see.
    pub public: Vec<bool>,
    /// The photos that the bike still has.
    pub photos: Vec<PhotoId>,
    /// The reasons not to hand it over.
    pub against: Vec<String>,
    /// True if the given reference is the one for this collection.
    pub by_code: bool,
    /// When and where the force hands bikes over.
    pub store: PropertyStore,
}

/// Lists the bikes of the officer's force that are on their way home, in the order in which they were matched.
///
/// # Errors
/// [`StoreError`] when the store fails.
#[tracing::instrument(level = "debug", skip_all)]
pub async fn list(registry: &Registry, officer: OfficerOf) -> Result<Vec<Coming>, StoreError> {
    let source = &registry.store;
    let rule = crate::recovery::custody::rule_of(registry, officer.organisation).await?;
    let mut all = Vec::new();
    for home in rows::under_way(source, officer.organisation, MOST).await? {
        let Some(recovery) = store::recovery::find(source, home.recovery).await? else {
            continue;
        };
        let due = home
            .silent_at
            .map(|silent| silent.max(rule.falls_due(recovery.recorded_at)));
        all.push(Coming {
            next: home.next(registry.now()),
            due,
            recovery,
            home,
        });
    }
    Ok(all)
}

/// Opens what the owner of a bike on its way home has said. This is logged before it is shown.
///
/// # Errors
/// [`RecoveryError::NotFound`] when it is not in this force's store; [`RecoveryError::NotTied`] when it is not matched
/// to a bike; [`RecoveryError::Store`].
#[tracing::instrument(level = "debug", skip_all, fields(recovery = id.0))]
pub async fn case(
    registry: &Registry,
    officer: OfficerOf,
    id: RecoveryId,
    code: Option<&CollectionCode>,
) -> Result<Case, RecoveryError> {
    let recovery = find(registry, officer, id).await?;
    let source = &registry.store;
    let home = rows::find(source, id).await?.ok_or(RecoveryError::NotTied)?;
    let bike = store::bike::find(source, home.bike)
        .await?
        .ok_or(RecoveryError::NotFound)?;
    let facts = public_facts(source, home.bike).await?;
    let by_code = code.is_some() && home.said.code.as_ref() == code;
    let photos = store::bike::photos::for_bike(source, home.bike).await?;
    let case = Case {
        public: home.said.proofs.iter().map(|proof| facts.cover(proof)).collect(),
        photos: photos.iter().map(|photo| photo.id).collect(),
        against: contradict::of(source, &home, &facts, by_code).await?,
        store: hours_of(source, home.organisation).await?,
        next: home.next(registry.now()),
        by_code,
        bike,
        recovery,
        home,
    };
    let tx = registry.store.begin().await?;
    let entry = AuditEntry {
        actor: Some(officer.account),
        organisation: Some(officer.organisation),
        bike: Some(case.bike.id),
        ..AuditEntry::of(Action::ProofOpened)
    };
    audit::record(&tx, &entry, registry.now()).await?;
    tx.commit().await?;
    Ok(case)
}

/// Finds the recovery that a collection reference belongs to, in the officer's own force.
///
/// # Errors
/// [`StoreError`] when the store fails.
#[tracing::instrument(level = "debug", skip_all)]
pub async fn find_by_code(
    registry: &Registry,
    officer: OfficerOf,
    code: &CollectionCode,
) -> Result<Option<RecoveryId>, StoreError> {
    let home = rows::by_code(&registry.store, officer.organisation, code.compact()).await?;
    Ok(home
        .filter(|home| home.ended_at.is_none())
        .map(|home| home.recovery))
}

/// Draws the QR code of a collection: the data of one SVG path, and how many units it is wide. When an officer scans
/// it, the bike's page opens.
#[must_use]
pub fn picture(registry: &Registry, code: &CollectionCode) -> Option<(String, usize)> {
    let site = registry.public_url();
    let address = format!("{site}/police/collections?reference={}", code.compact());
    let modules = marks::qr::modules_of(&address).ok()?;
    Some((modules.path(), modules.side()))
}
