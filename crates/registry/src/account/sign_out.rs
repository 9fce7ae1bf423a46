//! Signing out of one browser, or everywhere.

use super::members::AccountError;
use super::sign_in::Purpose;
use crate::Registry;
use domain::account::contact::EmailAddress;
use domain::id::AccountId;
use store::look_up::audit::{Action, AuditEntry};
use store::{StoreError, Tx};

/// Notes in the audit log that an account has signed out of one browser.
///
/// # Errors
/// [`StoreError`] when the store fails.
#[tracing::instrument(level = "debug", skip_all, fields(account = account.0))]
pub async fn sign_out(registry: &Registry, account: AccountId) -> Result<(), StoreError> {
    let tx = registry.store.begin().await?;
    let entry = AuditEntry {
        actor: Some(account),
        subject_account: Some(account),
        ..AuditEntry::of(Action::SignedOut)
    };
    store::look_up::audit::record(&tx, &entry, registry.now()).await?;
    tx.commit().await
}

/// Ends every sign-in of the account that asks, in all browsers, and makes its unused sign-in links useless.
///
/// # Errors
/// [`StoreError`] when the store fails; then nothing was ended.
#[tracing::instrument(level = "debug", skip_all, fields(account = account.0))]
pub async fn sign_out_everywhere(registry: &Registry, account: AccountId) -> Result<(), StoreError> {
    let tx = registry.store.begin().await?;
    end_all(registry, &tx, account, Some(account)).await?;
    tx.commit().await
}

/// Ends every sign-in of an account at the command line.
///
/// # Errors
/// [`AccountError`]; then nothing was ended.
#[tracing::instrument(level = "debug", skip_all)]
pub async fn sign_out_from_command_line(
    registry: &Registry,
    email: &EmailAddress,
) -> Result<(), AccountError> {
    let tx = registry.store.begin().await?;
    let account = store::account::find_by_email(&tx, email)
        .await?
        .ok_or(AccountError::Unknown)?;
    end_all(registry, &tx, account, None).await?;
    tx.commit().await?;
    Ok(())
}

/// Ends every sign-in of an account, and its unused sign-in links, in the caller's transaction.
pub(super) async fn end_all(
    registry: &Registry,
    tx: &Tx,
    account: AccountId,
    by: Option<AccountId>,
) -> Result<(), StoreError> {
    let now = registry.now();
    store::account::raise_generation(tx, account).await?;
    store::account::links::end(tx, account, Purpose::SignIn, now).await?;
    let entry = AuditEntry {
        actor: by,
        subject_account: Some(account),
        ..AuditEntry::of(Action::SignedOutEverywhere)
    };
    store::look_up::audit::record(tx, &entry, now).await
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::account::sign_in::{link_from_command_line, peek_link, signed_in, spend_link};
    use crate::testing::{a_bike_of, an_account, email, fresh, mail, token_in};
    use domain::account::SignIn;
    use jiff::SignedDuration;

    async fn a_sign_in(registry: &Registry, account: AccountId) -> SignIn {
        let link = link_from_command_line(registry, account).await.unwrap();
        let token = link.rsplit('/').next().unwrap();
        spend_link(registry, token).await.unwrap().sign_in.unwrap()
    }

    async fn actions(registry: &Registry, account: AccountId) -> Vec<Action> {
        let entries = store::look_up::audit::of_account(&registry.store, account, 99)
            .await
            .unwrap();
        entries.into_iter().rev().map(|(_, entry)| entry.action).collect()
    }

    testkit::on_each_database! {
        async fn signing_out_everywhere_ends_each_sign_in_and_is_logged(db: testkit::Database) {
            let (registry, clock) = fresh(&db).await;
            let ada = an_account(&registry, "ada@example.org").await;
            let bob = an_account(&registry, "bob@example.org").await;
            let (phone, laptop) = (a_sign_in(&registry, ada).await, a_sign_in(&registry, ada).await);
            let other = a_sign_in(&registry, bob).await;
            sign_out(&registry, ada).await.unwrap();
            assert!(signed_in(&registry, &phone).await.unwrap().is_some(), "one browser alone");
            let unused = link_from_command_line(&registry, ada).await.unwrap();
            sign_out_everywhere(&registry, ada).await.unwrap();
            for ended in [phone, laptop] {
                assert!(signed_in(&registry, &ended).await.unwrap().is_none());
            }
            assert!(signed_in(&registry, &other).await.unwrap().is_some());
            assert!(peek_link(&registry, unused.rsplit('/').next().unwrap()).await.is_err(), "links too");
            let again = a_sign_in(&registry, ada).await;
            assert!(signed_in(&registry, &again).await.unwrap().is_some());
            sign_out_from_command_line(&registry, &email("ada@example.org")).await.unwrap();
            assert!(signed_in(&registry, &again).await.unwrap().is_none());
            let unknown = sign_out_from_command_line(&registry, &email("nobody@example.org")).await;
            assert!(matches!(unknown, Err(AccountError::Unknown)));
            let made = Action::SignInLinkMade;
            assert_eq!(
                actions(&registry, ada).await,
                [
                    made, Action::SignedIn, made, Action::SignedIn, Action::SignedOut, made,
                    Action::SignedOutEverywhere, made, Action::SignedIn, Action::SignedOutEverywhere,
                ]
            );
            clock.advance(SignedDuration::from_hours(24 * 30));
            assert!(signed_in(&registry, &other).await.unwrap().is_none(), "its time is over");
        }

        async fn a_confirmation_stays_when_its_account_is_signed_out(db: testkit::Database) {
            let (registry, _) = fresh(&db).await;
            a_bike_of(&registry, "ada@example.org").await;
            let token = token_in(&mail(&registry).await[0]);
            sign_out_from_command_line(&registry, &email("ada@example.org")).await.unwrap();
            assert!(spend_link(&registry, &token).await.unwrap().sign_in.is_some());
        }
    }
}
