//! Signing in by a link in an e-mail, spent by a POST so that mail scanners cannot spend it.

use crate::Registry;
use crate::mail::letters;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use domain::account::Viewer;
use domain::account::contact::EmailAddress;
use domain::id::{AccountId, BikeId};
use jiff::SignedDuration;
use store::account::links::{NewLink, SpendError};
use store::look_up::audit::{Action, AuditEntry};
use store::{StoreError, Tx};
use thiserror::Error;

pub use store::account::links::Purpose;

/// How long the link works that confirms a registration.
pub const CONFIRMATION_LASTS: SignedDuration = SignedDuration::from_hours(7 * 24);

/// How long an owner's sign-in link works.
pub const SIGN_IN_LASTS: SignedDuration = SignedDuration::from_hours(1);

/// How long the sign-in link works of an account that has a role.
pub const STAFF_SIGN_IN_LASTS: SignedDuration = SignedDuration::from_mins(30);

/// The most sign-in links that an account is sent in an hour.
const LINKS_AN_HOUR: u64 = 5;

/// The random bytes in a link.
const TOKEN: usize = 32;

/// Whom a link signs in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SignedIn {
    /// Who.
    pub account: AccountId,
    /// What the link was for.
    pub purpose: Purpose,
    /// The bike whose registration it confirms, if any.
    pub bike: Option<BikeId>,
}

/// Why a link signs nobody in.
#[derive(Debug, Error)]
pub enum SpendLinkError {
    /// It is not one of ours, or not whole.
    #[error("This link does not work. Check that you have copied all of it, or ask for a new one")]
    Unknown,
    /// Its time has run out.
    #[error("This link has expired. Ask for a new one")]
    Expired,
    /// It has been followed, or a newer one was sent.
    #[error("This link has been used already, or we have sent you a newer one. Ask for a new one")]
    AlreadySpent,
    /// The store failed; the link can still be spent.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl From<SpendError> for SpendLinkError {
    fn from(error: SpendError) -> Self {
        match error {
            SpendError::Unknown => Self::Unknown,
            SpendError::Expired => Self::Expired,
            SpendError::AlreadySpent => Self::AlreadySpent,
            SpendError::Store(error) => Self::Store(error),
        }
    }
}

/// Sends a sign-in link to an address if there is an account for it. The caller learns nothing of that, nor
/// of an account that has been sent five links within the hour and is sent no more.
///
/// # Errors
/// [`StoreError`] when the store fails.
pub async fn ask_for_link(registry: &Registry, email: &EmailAddress) -> Result<(), StoreError> {
    let now = registry.now();
    let tx = registry.store.begin().await?;
    let Some(account) = store::account::find_by_email(&tx, email).await? else {
        return Ok(());
    };
    let an_hour_ago = now - SignedDuration::from_hours(1);
    let made = store::account::links::count_made_after(&tx, account, Purpose::SignIn, an_hour_ago).await?;
    if made >= LINKS_AN_HOUR {
        tracing::warn!(account.id = %account, "Sent no sign-in link: five within the hour");
        return Ok(());
    }
    let lasts = lasts_for(&tx, account).await?;
    store::account::links::supersede(&tx, account, Purpose::SignIn, now).await?;
    let link = make_link(registry, &tx, account, Purpose::SignIn, None, lasts).await?;
    // To the address as the account has it: another spelling may be another person's mailbox.
    let known = store::account::contact(&tx, account)
        .await?
        .and_then(|contact| contact.email);
    let letter = letters::sign_in(known.as_ref().unwrap_or(email), &link, lasts);
    store::mail::queue(&tx, &letter, now).await?;
    tx.commit().await?;
    registry.mail_waits();
    Ok(())
}

/// Makes a sign-in link at the command line, to be handed over by hand. The audit log records it.
///
/// # Errors
/// [`StoreError`] when the store fails; then there is no link.
pub async fn link_from_command_line(registry: &Registry, account: AccountId) -> Result<String, StoreError> {
    let now = registry.now();
    let tx = registry.store.begin().await?;
    let lasts = lasts_for(&tx, account).await?;
    let link = make_link(registry, &tx, account, Purpose::SignIn, None, lasts).await?;
    let entry = AuditEntry {
        subject_account: Some(account),
        ..AuditEntry::of(Action::SignInLinkMade)
    };
    store::look_up::audit::record(&tx, &entry, now).await?;
    tx.commit().await?;
    Ok(link)
}

/// Makes a link and keeps the hash of its secret; it works once the transaction is committed.
pub(crate) async fn make_link(
    registry: &Registry,
    tx: &Tx,
    account: AccountId,
    purpose: Purpose,
    bike: Option<BikeId>,
    lasts: SignedDuration,
) -> Result<String, StoreError> {
    let now = registry.now();
    let token: [u8; TOKEN] = registry.token();
    let link = NewLink {
        token: &token,
        account,
        purpose,
        bike,
        expires_at: now + lasts,
    };
    store::account::links::insert(tx, &link, now).await?;
    Ok(format!(
        "{}/sign-in/{}",
        registry.public_url,
        URL_SAFE_NO_PAD.encode(token)
    ))
}

/// Tells whom a link would sign in, without spending it: for the page that shows the button.
///
/// # Errors
/// [`SpendLinkError`] when it would sign nobody in.
pub async fn peek_link(registry: &Registry, token: &str) -> Result<SignedIn, SpendLinkError> {
    let token = parse(token)?;
    let spent = store::account::links::peek(&registry.store, &token, registry.now()).await?;
    Ok(SignedIn {
        account: spent.account,
        purpose: spent.purpose,
        bike: spent.bike,
    })
}

/// Spends a link. Following it shows that the person reads the account's mail, so the account is confirmed. The
/// registration that a link was sent for is not: `bike::confirm` does that, with what its owner chooses.
///
/// # Errors
/// [`SpendLinkError`]; then nothing was done.
pub async fn spend_link(registry: &Registry, token: &str) -> Result<SignedIn, SpendLinkError> {
    let tx = registry.store.begin().await?;
    let spent = spend_in(registry, &tx, token).await?;
    tx.commit().await?;
    tracing::info!(account.id = %spent.account, "Signed in by a link");
    Ok(spent)
}

/// Does the work of [`spend_link`] inside a transaction of the caller's.
pub(crate) async fn spend_in(registry: &Registry, tx: &Tx, token: &str) -> Result<SignedIn, SpendLinkError> {
    let token = parse(token)?;
    let now = registry.now();
    let spent = store::account::links::spend(tx, &token, now).await?;
    store::account::confirm(tx, spent.account, now).await?;
    Ok(SignedIn {
        account: spent.account,
        purpose: spent.purpose,
        bike: spent.bike,
    })
}

/// Reads what a signed-in account may do.
///
/// # Errors
/// [`StoreError`] when the store fails.
pub async fn viewer(registry: &Registry, account: AccountId) -> Result<Viewer, StoreError> {
    let memberships = store::account::organisations::memberships_of(&registry.store, account).await?;
    Ok(Viewer { account, memberships })
}

/// Reads what to call the signed-in person on the own pages: the name, or else the e-mail address.
///
/// # Errors
/// [`StoreError`] when the store fails.
pub async fn own_label(registry: &Registry, account: AccountId) -> Result<String, StoreError> {
    let contact = store::account::contact(&registry.store, account)
        .await?
        .unwrap_or_default();
    let address = contact.email.map(String::from);
    Ok(contact
        .name
        .or(address)
        .unwrap_or_else(|| "Your account".to_owned()))
}

async fn lasts_for(tx: &Tx, account: AccountId) -> Result<SignedDuration, StoreError> {
    let staff = !store::account::organisations::memberships_of(tx, account)
        .await?
        .is_empty();
    Ok(if staff { STAFF_SIGN_IN_LASTS } else { SIGN_IN_LASTS })
}

/// Reads the secret in the address of a link.
pub(crate) fn parse(token: &str) -> Result<[u8; TOKEN], SpendLinkError> {
    if token.len() > 64 {
        return Err(SpendLinkError::Unknown);
    }
    let bytes = URL_SAFE_NO_PAD
        .decode(token)
        .map_err(|_| SpendLinkError::Unknown)?;
    bytes.try_into().map_err(|_| SpendLinkError::Unknown)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{a_bike_of, email, fresh, mail, token_in};
    use domain::account::contact::Contact;
    use domain::account::{OrganisationKind, Role};

    testkit::on_each_database! {
        async fn an_owner_confirms_and_signs_in(db: testkit::Database) {
            let (registry, _) = fresh(&db).await;
            let bike = a_bike_of(&registry, "ada@example.org").await;
            let sent = mail(&registry).await;
            assert_eq!(sent.len(), 1);
            let token = token_in(&sent[0]);
            let seen = peek_link(&registry, &token).await.unwrap();
            let owner = store::bike::ownerships::owner_of(&registry.store, bike).await.unwrap().unwrap();
            assert_eq!(owner.confirmed_at, None, "to look at the page confirms nothing");
            let signed_in = crate::bike::confirm::confirm_by_link(&registry, &token, None).await.unwrap();
            assert_eq!(signed_in, seen);
            let want =
                SignedIn { account: owner.account, purpose: Purpose::ConfirmRegistration, bike: Some(bike) };
            assert_eq!(signed_in, want);
            let owner = store::bike::ownerships::owner_of(&registry.store, bike).await.unwrap().unwrap();
            assert_eq!(owner.confirmed_at, Some(registry.now()));
            assert!(matches!(spend_link(&registry, &token).await, Err(SpendLinkError::AlreadySpent)));
            assert_eq!(own_label(&registry, owner.account).await.unwrap(), "Ada");
            assert_eq!(viewer(&registry, owner.account).await.unwrap().memberships, []);
        }

        async fn only_an_account_is_sent_a_link_and_the_newest_works(db: testkit::Database) {
            let (registry, clock) = fresh(&db).await;
            a_bike_of(&registry, "ada@example.org").await;
            let confirmation = token_in(&mail(&registry).await[0]);
            ask_for_link(&registry, &email("nobody@example.org")).await.unwrap();
            assert_eq!(mail(&registry).await, []);

            ask_for_link(&registry, &email("ADA@example.org")).await.unwrap();
            ask_for_link(&registry, &email("ada@example.org")).await.unwrap();
            let sent = mail(&registry).await;
            assert!(sent.iter().all(|letter| letter.to == email("ada@example.org")), "as the account has it");
            let (old, new) = (token_in(&sent[0]), token_in(&sent[1]));
            assert!(matches!(peek_link(&registry, &old).await, Err(SpendLinkError::AlreadySpent)));
            assert!(peek_link(&registry, &new).await.is_ok());
            clock.advance(SIGN_IN_LASTS);
            assert!(matches!(spend_link(&registry, &new).await, Err(SpendLinkError::Expired)));
            assert!(peek_link(&registry, &confirmation).await.is_ok(), "another purpose, a longer time");
        }

        async fn five_links_an_hour_are_enough(db: testkit::Database) {
            let (registry, clock) = fresh(&db).await;
            a_bike_of(&registry, "ada@example.org").await;
            mail(&registry).await;
            for _ in 0..8 {
                ask_for_link(&registry, &email("ada@example.org")).await.unwrap();
            }
            let sent = mail(&registry).await;
            assert_eq!(sent.len(), 5);
            assert!(spend_link(&registry, &token_in(&sent[4])).await.is_ok(), "asking more spoils nothing");
            clock.advance(SignedDuration::from_hours(1));
            ask_for_link(&registry, &email("ada@example.org")).await.unwrap();
            assert_eq!(mail(&registry).await.len(), 1);
        }

        async fn staff_have_half_an_hour_and_links_made_by_hand_are_logged(db: testkit::Database) {
            let (registry, clock) = fresh(&db).await;
            let tx = registry.store.begin().await.unwrap();
            store::account::organisations::ensure(&tx, "force", "Force", OrganisationKind::Police, None).await.unwrap();
            tx.commit().await.unwrap();
            let contact = Contact { email: Some(email("officer@example.org")), ..Contact::default() };
            let (account, _) =
                crate::account::members::add_member(&registry, &contact, "force", Role::Officer).await.unwrap();
            let link = link_from_command_line(&registry, account).await.unwrap();
            let token = link.strip_prefix("https://bikes.example.org/sign-in/").unwrap();
            assert_eq!(peek_link(&registry, token).await.unwrap().account, account);
            clock.advance(STAFF_SIGN_IN_LASTS);
            assert!(matches!(peek_link(&registry, token).await, Err(SpendLinkError::Expired)));
            assert!(viewer(&registry, account).await.unwrap().has(Role::Officer));
            assert_eq!(own_label(&registry, account).await.unwrap(), "officer@example.org");
        }

        async fn no_other_text_is_a_link(db: testkit::Database) {
            let (registry, _) = fresh(&db).await;
            let megabytes = "A".repeat(10_000_000);
            for bad in ["", "x", "🚲", "' OR 1=1 --", &"A".repeat(43), &"A".repeat(42), &megabytes] {
                assert!(matches!(peek_link(&registry, bad).await, Err(SpendLinkError::Unknown)));
                assert!(matches!(spend_link(&registry, bad).await, Err(SpendLinkError::Unknown)));
            }
        }
    }
}
