//! An officer opens an owner's details, with a reason that is kept.

use crate::Registry;
use crate::account::permits::OfficerOf;
use domain::account::contact::Contact;
use domain::id::{BikeId, LookUpId};
use domain::look_up::Reason;
use jiff::Timestamp;
use store::StoreError;
use store::look_up::audit::{Action, AuditEntry};
use thiserror::Error;

pub use store::bike::ownerships::Acquired;

/// An owner's details, opened and logged.
#[derive(Clone, Debug)]
pub struct OwnerDetails {
    /// What was typed with this bike's registration, while nobody has confirmed it.
    pub typed: Option<Contact>,
    /// How the account is reached, where its owner has confirmed this registration or agreed to other details before.
    pub account: Option<Contact>,
    /// How the bike came to its owner.
    pub how: Acquired,
    /// When the owner confirmed the registration, if ever.
    pub confirmed_at: Option<Timestamp>,
}

/// Why details were not opened.
#[derive(Debug, Error)]
pub enum OpenOwnerDetailsError {
    /// The bike has no owner on record, or there is no such bike.
    #[error("This bike has no owner on record")]
    NoOwner,
    /// The store failed; nothing was opened.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Opens an owner's details. The log entry is committed before anything is shown.
///
/// # Errors
/// [`OpenOwnerDetailsError`]; then nothing was opened.
pub async fn open_owner_details(
    registry: &Registry,
    officer: OfficerOf,
    bike: BikeId,
    look_up: Option<LookUpId>,
    reason: &Reason,
) -> Result<OwnerDetails, OpenOwnerDetailsError> {
    let now = registry.now();
    let tx = registry.store.begin().await?;
    let owner = store::bike::ownerships::owner_of(&tx, bike)
        .await?
        .ok_or(OpenOwnerDetailsError::NoOwner)?;
    let entry = AuditEntry {
        actor: Some(officer.account),
        organisation: Some(officer.organisation),
        subject_account: Some(owner.account),
        bike: Some(bike),
        look_up,
        reason: Some(reason.clone()),
        ..AuditEntry::of(Action::OwnerDetailsOpened)
    };
    store::look_up::audit::record(&tx, &entry, now).await?;
    tx.commit().await?;
    tracing::info!(bike.id = %bike, "Opened an owner's details");
    let source = &registry.store;
    let person = store::account::known(source, owner.account).await?;
    let person = person.ok_or(OpenOwnerDetailsError::NoOwner)?;
    if owner.confirmed_at.is_some() {
        return Ok(OwnerDetails {
            typed: None,
            account: Some(person.contact),
            how: owner.how,
            confirmed_at: owner.confirmed_at,
        });
    }
    let account = person.agreed().cloned();
    let mut typed = store::bike::ownerships::typed_of(source, &[bike]).await?;
    Ok(OwnerDetails {
        // Earlier versions of the program kept them in the account.
        typed: typed
            .remove(&bike)
            .or_else(|| account.is_none().then_some(person.contact)),
        account,
        how: owner.how,
        confirmed_at: None,
    })
}
