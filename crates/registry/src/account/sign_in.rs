//! Signing in by a link in an e-mail, spent by a POST so that mail scanners cannot spend it.

use crate::Registry;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use domain::account::{SignIn, Viewer};
use domain::id::{AccountId, BikeId};
use domain::london;
use jiff::{SignedDuration, Timestamp};
use store::account::links::{NewLink, SpendError};
use store::look_up::audit::{Action, AuditEntry};
use store::{StoreError, Tx};
use thiserror::Error;

pub use store::account::links::Purpose;

/// How long the link works that confirms a registration.
const CONFIRMATION_LASTS: SignedDuration = SignedDuration::from_hours(7 * 24);

/// The most confirmation letters that one address gets in a day.
const CONFIRMATIONS_A_DAY: u64 = 5;

/// How long an owner's sign-in link works.
pub const SIGN_IN_LASTS: SignedDuration = SignedDuration::from_hours(1);

/// How long the sign-in link works of an account that has a role.
pub const STAFF_SIGN_IN_LASTS: SignedDuration = SignedDuration::from_mins(30);

/// The random bytes in a link.
const TOKEN: usize = 32;

/// What a link stands for while it works.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct OpenLink {
    /// Whose it is.
    pub account: AccountId,
    /// What it is for.
    pub purpose: Purpose,
    /// The bike whose registration it confirms, if any.
    pub bike: Option<BikeId>,
    /// Whether following it signs in.
    pub signs_in: bool,
}

/// What following a link has done.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Followed {
    /// Whose it was.
    pub account: AccountId,
    /// What it was for.
    pub purpose: Purpose,
    /// The bike whose registration it has confirmed, if any.
    pub bike: Option<BikeId>,
    /// The page that was asked for with the link, if any.
    pub next: Option<String>,
    /// The sign-in that it began; none when it only confirms.
    pub sign_in: Option<SignIn>,
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
    /// It has been followed, or its account was signed out everywhere.
    #[error("This link has been used already. Ask for a new one")]
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
async fn make_link(
    registry: &Registry,
    tx: &Tx,
    account: AccountId,
    purpose: Purpose,
    bike: Option<BikeId>,
    lasts: SignedDuration,
) -> Result<String, StoreError> {
    let now = registry.now();
    let token = new_token(registry);
    let link = NewLink {
        token: &token,
        account,
        purpose,
        bike,
        next: None,
        expires_at: now + lasts,
    };
    store::account::links::insert(tx, &link, now).await?;
    Ok(address_of(registry, &token))
}

/// Makes the link that confirms a registration, for a letter to the address that was typed; none when the address has been sent
/// five of them within a day. The registration stays: its owner can sign in and confirm it there.
pub(crate) async fn confirmation_link(
    registry: &Registry,
    tx: &Tx,
    account: AccountId,
    bike: BikeId,
) -> Result<Option<String>, StoreError> {
    let purpose = Purpose::ConfirmRegistration;
    let a_day_ago = registry.now() - SignedDuration::from_hours(24);
    let made = store::account::links::count_made_after(tx, account, purpose, a_day_ago).await?;
    if made >= CONFIRMATIONS_A_DAY {
        tracing::warn!(bike.id = %bike, "Sent no confirmation: five to this address within a day");
        return Ok(None);
    }
    let link = make_link(registry, tx, account, purpose, Some(bike), CONFIRMATION_LASTS).await?;
    Ok(Some(link))
}
/// Makes the secret of a link.
pub(super) fn new_token(registry: &Registry) -> [u8; TOKEN] {
    registry.token()
}

/// Writes the address at which a link is followed.
pub(super) fn address_of(registry: &Registry, token: &[u8; TOKEN]) -> String {
    format!(
        "{}/sign-in/{}",
        registry.public_url,
        URL_SAFE_NO_PAD.encode(token)
    )
}

/// Tells what a link would do, without spending it: for the page that shows the button.
///
/// # Errors
/// [`SpendLinkError`] when it would do nothing.
pub async fn peek_link(registry: &Registry, token: &str) -> Result<OpenLink, SpendLinkError> {
    let token = parse(token)?;
    let spent = store::account::links::peek(&registry.store, &token, registry.now()).await?;
    let viewer = viewer(registry, spent.account).await?;
    Ok(OpenLink {
        account: spent.account,
        purpose: spent.purpose,
        bike: spent.bike,
        signs_in: signs_in(spent.purpose, &viewer),
    })
}

/// Tells whose a link is or was, whether it still works or not; none when it was never made.
///
/// # Errors
/// [`StoreError`] when the store fails.
pub async fn account_of_link(registry: &Registry, token: &str) -> Result<Option<AccountId>, StoreError> {
    match parse(token) {
        Ok(token) => store::account::links::account_of(&registry.store, &token).await,
        Err(_) => Ok(None),
    }
}

/// Spends a link. Following it shows that the person reads the account's mail, so the account is confirmed. The
/// registration that a link was sent for is not: `bike::confirm` does that, with what its owner chooses. The audit log keeps
/// the sign-in.
///
/// # Errors
/// [`SpendLinkError`]; then nothing was done.
pub async fn spend_link(registry: &Registry, token: &str) -> Result<Followed, SpendLinkError> {
    let tx = registry.store.begin().await?;
    let followed = spend_in(registry, &tx, token).await?;
    tx.commit().await?;
    Ok(followed)
}

/// Does the work of [`spend_link`] inside a transaction of the caller's.
pub(crate) async fn spend_in(registry: &Registry, tx: &Tx, token: &str) -> Result<Followed, SpendLinkError> {
    let token = parse(token)?;
    let now = registry.now();
    let spent = store::account::links::spend(tx, &token, now).await?;
    store::account::confirm(tx, spent.account, now).await?;
    let memberships = store::account::organisations::memberships_of(tx, spent.account).await?;
    let viewer = Viewer {
        account: spent.account,
        memberships,
    };
    let sign_in = if signs_in(spent.purpose, &viewer) {
        Some(begin(tx, &viewer, now).await?)
    } else {
        None
    };
    if sign_in.is_some() {
        tracing::info!(account.id = %spent.account, "Signed in by a link");
    }
    Ok(Followed {
        account: spent.account,
        purpose: spent.purpose,
        bike: spent.bike,
        next: spent.next,
        sign_in,
    })
}

/// Tells whether a link signs its account in. Anybody can have a link that confirms a registration sent to any address,
/// and it works for a week, so for an account with a role it only confirms.
fn signs_in(purpose: Purpose, viewer: &Viewer) -> bool {
    purpose != Purpose::ConfirmRegistration || viewer.memberships.is_empty()
}

async fn begin(tx: &Tx, viewer: &Viewer, now: Timestamp) -> Result<SignIn, StoreError> {
    let person = store::account::person(tx, viewer.account).await?;
    let generation = person.map_or(0, |person| person.generation);
    let ends = if viewer.memberships.is_empty() {
        None
    } else {
        event_ends(tx, viewer.account, now).await?
    };
    let entry = AuditEntry {
        actor: Some(viewer.account),
        subject_account: Some(viewer.account),
        ..AuditEntry::of(Action::SignedIn)
    };
    store::look_up::audit::record(tx, &entry, now).await?;
    Ok(SignIn::begin(viewer, generation, ends, now))
}

/// Finds when the work of an account at events ends: the last of today's on whose rota it is, or else the next one that
/// begins within a day, because a desk can be loaded on the evening before.
async fn event_ends(tx: &Tx, account: AccountId, now: Timestamp) -> Result<Option<Timestamp>, StoreError> {
    let (_, midnight) = london::day_around(now);
    let soon = now + SignedDuration::from_hours(24);
    let events = store::event::staff::events_for(tx, account, &[], now, soon).await?;
    let today = events.iter().filter(|event| event.event.starts_at < midnight);
    let last = today.map(|event| event.event.ends_at).max();
    Ok(last.or_else(|| events.first().map(|event| event.event.ends_at)))
}

/// Tells who is signed in by a sign-in that a session remembers, with what to call them on their own pages; none when it has
/// ended: its time is over, or the account was signed out everywhere.
///
/// # Errors
/// [`StoreError`] when the store fails.
pub async fn signed_in(
    registry: &Registry,
    sign_in: &SignIn,
) -> Result<Option<(Viewer, String)>, StoreError> {
    let (person, viewer) = tokio::try_join!(
        store::account::person(&registry.store, sign_in.account),
        viewer(registry, sign_in.account),
    )?;
    let Some(person) = person else {
        return Ok(None);
    };
    if person.generation != sign_in.generation || sign_in.until <= registry.now() {
        return Ok(None);
    }
    if sign_in.ends(&viewer) <= registry.now() {
        return Ok(None);
    }
    let address = person.contact.email.map(String::from);
    let label = person.contact.name.or(address);
    Ok(Some((viewer, label.unwrap_or_else(|| "Your account".to_owned()))))
}

/// Reads what a signed-in account may do.
///
/// # Errors
/// [`StoreError`] when the store fails.
pub async fn viewer(registry: &Registry, account: AccountId) -> Result<Viewer, StoreError> {
    let memberships = store::account::organisations::memberships_of(&registry.store, account).await?;
    Ok(Viewer { account, memberships })
}

/// Tells how long a sign-in link of an account works.
pub(super) async fn lasts_for(tx: &Tx, account: AccountId) -> Result<SignedDuration, StoreError> {
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
mod tests;
