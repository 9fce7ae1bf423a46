//! Lets an officer open an owner's details, with a reason that is recorded.

use super::inspect::midnight;
use crate::Registry;
use crate::account::permits::OfficerOf;
use domain::account::contact::Contact;
use domain::id::{BikeId, LookUpId};
use domain::london;
use domain::look_up::Reason;
use jiff::Timestamp;
use jiff::civil::Date;
use store::look_up::audit::{Action, AuditEntry};
use store::{StoreError, Tx};
use thiserror::Error;

pub use store::bike::ownerships::Acquired;

/// An owner's details, opened and logged.
#[derive(Clone, Debug)]
pub struct OwnerDetails {
    /// What was typed with this bike's registration, until somebody confirms it.
    pub typed: Option<Contact>,
    /// The account's contact details, if its owner has confirmed this registration or agreed to other details before.
    pub account: Option<Contact>,
    /// How the bike was registered.
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

/// For how long an owner may be kept from seeing that their details were opened.
pub const HIDDEN_MONTHS: i32 = 12;

/// Opens an owner's details. The log entry is committed before anything is shown. If a day is given, the owner does not see
/// the opening before that day.
///
/// # Errors
/// [`OpenOwnerDetailsError`]; then nothing was opened.
#[tracing::instrument(level = "debug", skip_all, fields(bike = bike.0))]
pub async fn open_owner_details(
    registry: &Registry,
    officer: OfficerOf,
    bike: BikeId,
    look_up: Option<LookUpId>,
    reason: &Reason,
    hidden_until: Option<Date>,
) -> Result<OwnerDetails, OpenOwnerDetailsError> {
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
    record(registry, &tx, &entry, hidden_until).await?;
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

/// Logs the opening, and until when its owner does not see it.
async fn record(
    registry: &Registry,
    tx: &Tx,
    entry: &AuditEntry,
    hidden_until: Option<Date>,
) -> Result<(), StoreError> {
    let now = registry.now();
    let until = hidden_until.and_then(|day| Some((day, midnight(day)?)));
    let Some((day, until)) = until else {
        return store::look_up::audit::record(tx, entry, now).await;
    };
    let says = AuditEntry {
        action: Action::OpeningHidden,
        reason: Some(Reason::noted(&format!("Until {}", london::date(day)))),
        ..entry.clone()
    };
    store::look_up::openings::record_hidden(tx, entry, (until, &says), now).await
}
