//! The details that we hold about people, for the people themselves.

use crate::Registry;
use crate::version::Version;
use domain::account::contact::Contact;
use domain::id::AccountId;
use jiff::Timestamp;
use store::StoreError;
use store::look_up::audit::{self, Action, AuditEntry};
use thiserror::Error;

/// The most sign-ins and changes that a copy of somebody's data shows.
const MOST_HISTORY: u64 = 1_000;

/// Opens an account's own contact details, so that we need not ask for them again.
///
/// # Errors
/// [`StoreError`] when the store fails.
#[tracing::instrument(level = "debug", skip_all, fields(account = account.0))]
pub async fn own_contact(registry: &Registry, account: AccountId) -> Result<Contact, StoreError> {
    Ok(store::account::contact(&registry.store, account)
        .await?
        .unwrap_or_default())
}

/// Why details were not changed.
#[derive(Debug, Error)]
pub enum ChangeDetailsError {
    /// They were changed elsewhere since this person opened the page.
    #[error(
        "Your details have been changed on another page or phone since you opened this one. Read what is new, then save"
    )]
    Changed,
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Returns what somebody can change about themselves, in words; the words are empty for what is not known.
#[must_use]
pub fn in_words(details: &Contact) -> [(&'static str, String); 3] {
    let phone = details.phone.as_ref().map(|phone| phone.as_str().to_owned());
    let postcode = details
        .postcode
        .as_ref()
        .map(|postcode| postcode.as_str().to_owned());
    [
        ("Name", details.name.clone().unwrap_or_default()),
        ("Phone number", phone.unwrap_or_default()),
        ("Postcode", postcode.unwrap_or_default()),
    ]
}

/// The version of somebody's details, for a page where they are changed.
#[must_use]
pub fn version(details: &Contact) -> Version {
    let words = in_words(details);
    Version::of(words.iter().map(|(_, words)| words.as_str()))
}

/// Replaces somebody's name, phone number and postcode. The e-mail address stays. With a version, it refuses to write over
/// details that this person has not seen.
///
/// # Errors
/// [`ChangeDetailsError`]; then nothing was changed.
#[tracing::instrument(level = "debug", skip_all, fields(account = account.0))]
pub async fn change_details(
    registry: &Registry,
    account: AccountId,
    (details, seen): (&Contact, Option<&Version>),
) -> Result<(), ChangeDetailsError> {
    let tx = registry.store.begin().await?;
    store::account::hold(&tx, account).await?;
    let now = version(&store::account::contact(&tx, account).await?.unwrap_or_default());
    if now != version(details) && seen.is_some_and(|seen| *seen != now) {
        return Err(ChangeDetailsError::Changed);
    }
    store::account::agree(&tx, account, details, registry.now()).await?;
    tx.commit().await?;
    tracing::info!(account.id = %account, "An owner changed their details");
    Ok(())
}

/// Something that happened to an account, and when: a sign-in, a change of its address, a code app.
pub type Happened = (Timestamp, Action);

/// Reads what happened to an account, newest first, for a copy of what we hold about its owner. The log records that the
/// copy was made.
///
/// # Errors
/// [`StoreError`] when the store fails.
#[tracing::instrument(level = "debug", skip_all, fields(account = account.0))]
pub async fn copy_history(registry: &Registry, account: AccountId) -> Result<Vec<Happened>, StoreError> {
    let tx = registry.store.begin().await?;
    let entries = audit::of_account(&tx, account, MOST_HISTORY).await?;
    let entry = AuditEntry {
        actor: Some(account),
        subject_account: Some(account),
        ..AuditEntry::of(Action::DataCopied)
    };
    audit::record(&tx, &entry, registry.now()).await?;
    tx.commit().await?;
    Ok(entries
        .into_iter()
        .map(|(at, entry)| (at, entry.action))
        .collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{an_account, fresh};

    testkit::on_each_database! {
        async fn details_that_were_changed_elsewhere_are_seen_before_they_are_written_over(db: testkit::Database) {
            let (registry, _) = fresh(&db).await;
            let ada = an_account(&registry, "ada@example.org").await;
            let seen = version(&own_contact(&registry, ada).await.unwrap());
            let named = |name: &str| Contact { name: Some(name.to_owned()), ..Contact::default() };
            change_details(&registry, ada, (&named("Ada Abbott"), Some(&seen))).await.unwrap();
            change_details(&registry, ada, (&named("Ada Abbott"), Some(&seen))).await.unwrap();
            let late = change_details(&registry, ada, (&named("A. Abbott"), Some(&seen))).await;
            assert!(matches!(late, Err(ChangeDetailsError::Changed)), "{late:?}");
            let now = own_contact(&registry, ada).await.unwrap();
            assert_eq!(now.name.as_deref(), Some("Ada Abbott"));
            change_details(&registry, ada, (&named("A. Abbott"), Some(&version(&now)))).await.unwrap();
        }
    }
}
