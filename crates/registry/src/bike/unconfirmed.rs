//! Removes registrations that nobody has confirmed within two weeks.

use super::confirm;
use crate::Registry;
use crate::blocking::blocking;
use crate::context::one;
use domain::account::contact::Contact;
use domain::id::{AccountId, BikeId};
use jiff::{SignedDuration, Timestamp};
use store::bike::ownerships::{Claim, Typed};
use store::bike::photos::FileName;
use store::{StoreError, Tx};

/// How long we keep a registration that nobody confirms.
pub const UNCONFIRMED_LAST: SignedDuration = SignedDuration::from_hours(14 * 24);

/// The number of registrations that are removed in one transaction.
const AT_A_TIME: u64 = 200;

/// Removes the registrations that nobody has confirmed within two weeks, with their photos, messages and links, and
/// with accounts that were only made for them. Their marks become blank again. Returns how many. A registration that
/// the police have matched stays.
///
/// # Errors
/// [`StoreError`] when the store fails; what was removed before stays removed.
#[tracing::instrument(level = "debug", skip_all)]
pub async fn prune(registry: &Registry) -> Result<u64, StoreError> {
    let now = registry.now();
    let mut gone = 0;
    loop {
        let hold = registry.photos.hold().await;
        let tx = registry.store.begin().await?;
        let old = store::bike::ownerships::unanswered_since(&tx, now - UNCONFIRMED_LAST, AT_A_TIME).await?;
        let (mut removed, mut files) = (0, Vec::new());
        for (bike, account) in old {
            if let Some(mut photos) = store::bike::remove(&tx, bike, now).await? {
                store::account::remove_if_unused(&tx, account).await?;
                files.append(&mut photos);
                removed += 1;
            }
        }
        tx.commit().await?;
        forget_files(registry, &files).await?;
        drop(hold);
        gone += removed;
        if removed < AT_A_TIME {
            break;
        }
    }
    if gone > 0 {
        registry.bikes_changed();
        tracing::info!(
            "Removed {} that nobody confirmed",
            domain::text::counted(gone, "registration", "registrations")
        );
    }
    Ok(gone)
}

/// Takes the address off a registration. The other details stay, and nobody gets any more e-mails about it.
pub(super) async fn take_address_off(
    registry: &Registry,
    tx: &Tx,
    account: AccountId,
    bike: BikeId,
    now: Timestamp,
) -> Result<(), StoreError> {
    let person = store::account::known(tx, account).await?;
    let typed = Contact {
        email: None,
        ..confirm::typed(tx, bike, person.as_ref()).await?
    };
    let nobody = one(
        store::account::find_or_create(tx, &[Contact::default()], now).await?,
        "account",
    )?;
    let claim = Claim {
        bike,
        account: nobody,
        typed: Some(Typed::seal(registry.store.keys(), &typed)?),
    };
    store::bike::ownerships::readdress(tx, claim).await?;
    store::account::links::end_about(tx, bike, now).await?;
    store::mail::withdraw(tx, bike).await
}

/// Deletes the files of photos that no row uses any more. The caller has locked the folder.
pub(crate) async fn forget_files(registry: &Registry, files: &[FileName]) -> Result<usize, StoreError> {
    let unnamed = store::bike::photos::unnamed(&registry.store, files).await?;
    let folder = registry.photos.clone();
    let removed = blocking(move || {
        let gone = unnamed.iter().map(|file| folder.remove(file));
        // The row is gone, so nobody can see the photo. The file only takes up space.
        let gone = gone.inspect(|gone| {
            if let Err(error) = gone {
                tracing::warn!(%error, "Could not delete the file of a photo");
            }
        });
        gone.filter(Result::is_ok).count()
    })
    .await;
    Ok(removed)
}

#[cfg(test)]
mod tests;
