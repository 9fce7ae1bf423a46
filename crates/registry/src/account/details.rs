//! The details that we hold about people, for those people themselves.

use crate::Registry;
use domain::account::contact::Contact;
use domain::id::AccountId;
use store::StoreError;

/// Opens somebody's own contact details, so that nothing is asked twice.
///
/// # Errors
/// [`StoreError`] when the store fails.
pub async fn own_contact(registry: &Registry, account: AccountId) -> Result<Contact, StoreError> {
    Ok(store::account::contact(&registry.store, account)
        .await?
        .unwrap_or_default())
}
