//! Staff and their roles, as the command line gives them.

use crate::Registry;
use crate::context::one;
use domain::account::contact::{Contact, EmailAddress};
use domain::account::{OrganisationKind, Role};
use domain::id::AccountId;
use domain::look_up::Reason;
use store::StoreError;
use store::look_up::audit::{Action, AuditEntry};
use thiserror::Error;

/// Why a role was not given.
#[derive(Debug, Error)]
pub enum AddMemberError {
    /// No organisation has that slug.
    #[error("there is no organisation {slug:?}; {}", listed(.known))]
    NoOrganisation {
        /// The slug that was given.
        slug: String,
        /// The slugs of all organisations, with commas between.
        known: String,
    },
    /// The store failed; nothing was written.
    #[error(transparent)]
    Store(#[from] StoreError),
}

fn listed(known: &str) -> String {
    if known.is_empty() {
        "the register has none yet".to_owned()
    } else {
        format!("the register has: {known}")
    }
}

/// Adds an organisation, and its partnership if one is named. Returns false when the slug was taken; then nothing
/// changes.
///
/// # Errors
/// [`StoreError`] when the store fails; then nothing was written.
pub async fn add_organisation(
    registry: &Registry,
    slug: &str,
    name: &str,
    kind: OrganisationKind,
    partnership: Option<(&str, &str)>,
) -> Result<bool, StoreError> {
    let tx = registry.store.begin().await?;
    if store::account::organisations::find_by_slug(&tx, slug)
        .await?
        .is_some()
    {
        return Ok(false);
    }
    let partnership = match partnership {
        Some((slug, name)) => Some(store::account::organisations::ensure_partnership(&tx, slug, name).await?),
        None => None,
    };
    store::account::organisations::ensure(&tx, slug, name, kind, partnership).await?;
    tx.commit().await?;
    Ok(true)
}

/// Gives the account of an e-mail address a role in an organisation, and makes the account if need be.
/// Tells whether the role is new. The audit log keeps it. A name is written unless the account has details that its owner
/// agreed to: what others have typed with the address does not stand in its way.
///
/// # Errors
/// [`AddMemberError`]; then nothing was written.
pub async fn add_member(
    registry: &Registry,
    contact: &Contact,
    organisation: &str,
    role: Role,
) -> Result<(AccountId, bool), AddMemberError> {
    let now = registry.now();
    let tx = registry.store.begin().await?;
    let Some(found) = store::account::organisations::find_by_slug(&tx, organisation).await? else {
        let known = store::account::organisations::all(&tx).await?;
        return Err(AddMemberError::NoOrganisation {
            slug: organisation.to_owned(),
            known: known.into_iter().map(|o| o.slug).collect::<Vec<_>>().join(", "),
        });
    };
    let account = one(store::account::find_or_create(&tx, std::slice::from_ref(contact), now).await?)?;
    let person = store::account::known(&tx, account).await?;
    if contact.name.is_some() && person.is_none_or(|person| person.agreed().is_none()) {
        let name = Contact {
            name: contact.name.clone(),
            ..Contact::default()
        };
        store::account::agree(&tx, account, &name, now).await?;
    }
    let new = store::account::organisations::add_member(&tx, account, found.id, role, now).await?;
    if new {
        let entry = AuditEntry {
            organisation: Some(found.id),
            subject_account: Some(account),
            reason: Some(Reason::noted(role.slug())),
            ..AuditEntry::of(Action::RoleGiven)
        };
        store::look_up::audit::record(&tx, &entry, now).await?;
    }
    tx.commit().await?;
    Ok((account, new))
}

/// Tells whether an account goes by this name.
///
/// # Errors
/// [`StoreError`] when the store fails.
pub async fn has_name(registry: &Registry, account: AccountId, name: &str) -> Result<bool, StoreError> {
    let contact = store::account::contact(&registry.store, account).await?;
    Ok(contact.is_some_and(|contact| contact.name.as_deref() == Some(name)))
}

/// Finds the account of an e-mail address.
///
/// # Errors
/// [`StoreError`] when the store fails.
pub async fn account_of(registry: &Registry, email: &EmailAddress) -> Result<Option<AccountId>, StoreError> {
    store::account::find_by_email(&registry.store, email).await
}
