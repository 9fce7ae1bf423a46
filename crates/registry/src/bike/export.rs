//! Reads the whole register, with owners, for a file that can be imported elsewhere.

use crate::Registry;
use crate::bike::import::own_reference;
use domain::account::contact::Contact;
use domain::bike::{Bike, Standing};
use domain::id::BikeId;
use domain::look_up::Reason;
use domain::theft::NewTheftReport;
use store::StoreError;
use store::look_up::audit::{Action, AuditEntry};

/// How many bikes are read at a time.
const PAGE: u64 = 2_000;

/// A bike with everything that an export contains.
#[derive(Clone, Debug)]
pub struct Exported {
    /// The bike as it is on the register.
    pub bike: Bike,
    /// The key that identifies it when it is imported again.
    pub external_ref: String,
    /// Its owner, unsealed.
    pub owner: Option<Contact>,
    /// The open report of its theft.
    pub theft: Option<NewTheftReport>,
}

/// An export under way, in the order in which the bikes were registered.
pub struct Export<'r> {
    registry: &'r Registry,
    after: BikeId,
}

impl<'r> Export<'r> {
    /// Starts an export. The audit log records it, and the reason, before anything is unsealed.
    ///
    /// # Errors
    /// [`StoreError`] when the store fails.
    #[tracing::instrument(level = "debug", skip_all)]
    pub async fn start(registry: &'r Registry, reason: &Reason) -> Result<Self, StoreError> {
        let tx = registry.store.begin().await?;
        let entry = AuditEntry {
            reason: Some(reason.clone()),
            ..AuditEntry::of(Action::RegisterExported)
        };
        store::look_up::audit::record(&tx, &entry, registry.now()).await?;
        tx.commit().await?;
        Ok(Self {
            registry,
            after: BikeId(0),
        })
    }

    /// Reads the next bikes, without those that are retired. Returns `None` when all have been read.
    ///
    /// # Errors
    /// [`StoreError`] when the store fails or details cannot be opened.
    #[tracing::instrument(level = "debug", skip_all)]
    pub async fn next(&mut self) -> Result<Option<Vec<Exported>>, StoreError> {
        let store = &self.registry.store;
        let ids = store::bike::ids_after(store, self.after, PAGE).await?;
        let Some(last) = ids.last() else { return Ok(None) };
        self.after = *last;
        let bikes = store::bike::load(store, &ids).await?;
        let owners = store::bike::ownerships::owners_of(store, &ids).await?;
        let accounts: Vec<_> = owners.values().map(|owner| owner.account).collect();
        let contacts = store::account::contacts(store, &accounts).await?;
        let mut typed = store::bike::ownerships::typed_of(store, &ids).await?;
        let mut thefts = store::theft::open_reports(store, &ids).await?;
        let exported = bikes
            .into_iter()
            .filter(|bike| bike.standing != Standing::Retired)
            .map(|bike| Exported {
                external_ref: bike
                    .external_ref
                    .clone()
                    .unwrap_or_else(|| own_reference(self.registry, bike.id)),
                // The details that were typed stay with the registration until its owner confirms it.
                owner: typed.remove(&bike.id).or_else(|| {
                    let owner = owners.get(&bike.id)?;
                    contacts.get(&owner.account).cloned()
                }),
                theft: thefts.remove(&bike.id).map(|report| report.report),
                bike,
            });
        Ok(Some(exported.collect()))
    }
}
