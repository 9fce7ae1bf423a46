//! Signing in with a link in an e-mail. Only a POST uses the link up, so mail scanners cannot do it.

use super::second_factor;
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

/// How long a link that confirms a registration works.
const CONFIRMATION_LASTS: SignedDuration = SignedDuration::from_hours(7 * 24);

/// The most confirmation e-mails that one address gets in a day.
const CONFIRMATIONS_A_DAY: u64 = 5;

/// How long an owner's sign-in link works.
pub const SIGN_IN_LASTS: SignedDuration = SignedDuration::from_hours(1);

/// How long the sign-in link of an account with a role works.
pub const STAFF_SIGN_IN_LASTS: SignedDuration = SignedDuration::from_mins(30);

/// How many random bytes a link contains.
const TOKEN: usize = 32;

/// What a link would do if somebody used it now.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct OpenLink {
    /// The account that the link was sent to.
    pub account: AccountId,
    /// What the link is for.
    pub purpose: Purpose,
    /// The bike whose registration it confirms, if any.
    pub bike: Option<BikeId>,
    /// True if it signs the account in.
    pub signs_in: bool,
}

/// The result of using a link.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Followed {
    /// The account that the link was sent to.
    pub account: AccountId,
    /// What the link was for.
    pub purpose: Purpose,
    /// The bike whose registration it has confirmed, if any.
    pub bike: Option<BikeId>,
    /// The page to open afterwards, if any.
    pub next: Option<String>,
    /// The sign-in that it began, or `None` if it only confirms.
    pub sign_in: Option<SignIn>,
}

/// Why a link does not sign anybody in.
#[derive(Debug, Error)]
pub enum SpendLinkError {
    /// It is not one of our links, or part of it is missing.
    #[error("This link does not work. Check that you have copied all of it, or ask for a new one")]
    Unknown,
    /// It has expired.
    #[error("This link has expired. Ask for a new one")]
    Expired,
    /// It has been used, or its account was signed out everywhere.
    #[error("This link has already been used. Ask for a new one")]
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

/// Makes a sign-in link at the command line, for somebody to pass on. The audit log records it.
///
/// # Errors
/// [`StoreError`] when the store fails; then there is no link.
#[tracing::instrument(level = "debug", skip_all, fields(account = account.0))]
pub async fn link_from_command_line(registry: &Registry, account: AccountId) -> Result<String, StoreError> {
    let now = registry.now();
    let tx = registry.store.begin().await?;
    let lasts = lasts_for(&tx, account).await?;
    let link = make_link(registry, &tx, (account, Purpose::SignIn, None), None, lasts).await?;
    let entry = AuditEntry {
        subject_account: Some(account),
        ..AuditEntry::of(Action::SignInLinkMade)
    };
    store::look_up::audit::record(&tx, &entry, now).await?;
    tx.commit().await?;
    Ok(link)
}

/// Makes a link and stores the hash of its secret. The link works once the transaction is committed.
async fn make_link(
    registry: &Registry,
    tx: &Tx,
    (account, purpose, bike): (AccountId, Purpose, Option<BikeId>),
    next: Option<&str>,
    lasts: SignedDuration,
) -> Result<String, StoreError> {
    let now = registry.now();
    let token = new_token(registry);
    let link = NewLink {
        token: &token,
        account,
        purpose,
        bike,
        next,
        expires_at: now + lasts,
    };
    store::account::links::insert(tx, &link, now).await?;
    Ok(address_of(registry, &token))
}

/// Makes the link that confirms a registration, for an e-mail to the address that was typed. Returns `None` if we have
/// sent five of them to the address within a day. The owner can still sign in and confirm the registration there.
pub(crate) async fn confirmation_link(
    registry: &Registry,
    tx: &Tx,
    account: AccountId,
    bike: BikeId,
) -> Result<Option<String>, StoreError> {
    confirmation_link_to(registry, tx, account, bike, None).await
}

/// Makes the link that confirms a registration, as [`confirmation_link`] does, and leads on to a page of the site.
pub(crate) async fn confirmation_link_to(
    registry: &Registry,
    tx: &Tx,
    account: AccountId,
    bike: BikeId,
    next: Option<&str>,
) -> Result<Option<String>, StoreError> {
    let purpose = Purpose::ConfirmRegistration;
    let a_day_ago = registry.now() - SignedDuration::from_hours(24);
    let made = store::account::links::count_made_after(tx, account, purpose, a_day_ago).await?;
    if made >= CONFIRMATIONS_A_DAY {
        tracing::warn!(bike.id = %bike, "Sent no confirmation: this address has had five within a day");
        return Ok(None);
    }
    let link = make_link(
        registry,
        tx,
        (account, purpose, Some(bike)),
        next,
        CONFIRMATION_LASTS,
    )
    .await?;
    Ok(Some(link))
}
/// Makes the secret of a link.
pub(super) fn new_token(registry: &Registry) -> [u8; TOKEN] {
    registry.token()
}

/// Returns the web address of a link.
pub(super) fn address_of(registry: &Registry, token: &[u8; TOKEN]) -> String {
    format!(
        "{}/sign-in/{}",
        registry.public_url,
        URL_SAFE_NO_PAD.encode(token)
    )
}

/// Tells what a link would do, without using it up. The page with the button needs this.
///
/// # Errors
/// [`SpendLinkError`] when it would do nothing.
#[tracing::instrument(level = "debug", skip_all)]
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

/// Returns the account of a link, even if the link no longer works. Returns `None` if there was never such a link.
///
/// # Errors
/// [`StoreError`] when the store fails.
#[tracing::instrument(level = "debug", skip_all)]
pub async fn account_of_link(registry: &Registry, token: &str) -> Result<Option<AccountId>, StoreError> {
    match parse(token) {
        Ok(token) => store::account::links::account_of(&registry.store, &token).await,
        Err(_) => Ok(None),
    }
}

/// Returns the page that a link leads on to, even if the link no longer works.
///
/// # Errors
/// [`StoreError`] when the store fails.
#[tracing::instrument(level = "debug", skip_all)]
pub async fn next_of_link(registry: &Registry, token: &str) -> Result<Option<String>, StoreError> {
    match parse(token) {
        Ok(token) => store::account::links::next_of(&registry.store, &token).await,
        Err(_) => Ok(None),
    }
}

/// Uses a link up. Following a link shows that the person reads the account's e-mail, so the account is confirmed. The
/// registration that the link was sent for is not confirmed yet: `bike::confirm` does that, with what its owner
/// chooses. The audit log records the sign-in.
///
/// # Errors
/// [`SpendLinkError`]; then nothing was done.
#[tracing::instrument(level = "debug", skip_all)]
pub async fn spend_link(registry: &Registry, token: &str) -> Result<Followed, SpendLinkError> {
    let tx = registry.store.begin().await?;
    let followed = spend_in(registry, &tx, token).await?;
    tx.commit().await?;
    Ok(followed)
}

/// Does the work of [`spend_link`] inside the caller's transaction.
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
        tracing::info!(account.id = %spent.account, "Somebody signed in with a link");
    }
    Ok(Followed {
        account: spent.account,
        purpose: spent.purpose,
        bike: spent.bike,
        next: spent.next,
        sign_in,
    })
}

/// Returns true if a link signs its account in. Anybody can have a confirmation link sent to any address, and it works
/// for a week. So for an account with a role, such a link only confirms.
fn signs_in(purpose: Purpose, viewer: &Viewer) -> bool {
    purpose != Purpose::ConfirmRegistration || viewer.memberships.is_empty()
}

/// Begins a sign-in for somebody who has shown that they read the account's e-mail. Returns `None` for an account with
/// a role.
pub(crate) async fn begin_for_owner(
    registry: &Registry,
    tx: &Tx,
    account: AccountId,
) -> Result<Option<SignIn>, StoreError> {
    let memberships = store::account::organisations::memberships_of(tx, account).await?;
    if !memberships.is_empty() {
        return Ok(None);
    }
    let viewer = Viewer { account, memberships };
    Ok(Some(begin(tx, &viewer, registry.now()).await?))
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
    second_factor::begin_grace(tx, viewer, now).await?;
    Ok(SignIn::begin(viewer, generation, ends, now))
}

/// Finds when the account's work at events ends. It uses the last event today that has the account on its rota, or else
/// the next one within a day, because a desk can be opened the evening before.
async fn event_ends(tx: &Tx, account: AccountId, now: Timestamp) -> Result<Option<Timestamp>, StoreError> {
    let (_, midnight) = london::day_around(now);
    let soon = now + SignedDuration::from_hours(24);
    let events = store::event::staff::events_for(tx, account, &[], now, soon).await?;
    let today = events.iter().filter(|event| event.event.starts_at < midnight);
    let last = today.map(|event| event.event.ends_at).max();
    Ok(last.or_else(|| events.first().map(|event| event.event.ends_at)))
}

/// Returns the account of a sign-in that a session remembers, with the name to show on its pages. Returns `None` if the
/// sign-in has expired, or the account was signed out everywhere.
///
/// # Errors
/// [`StoreError`] when the store fails.
#[tracing::instrument(level = "debug", skip_all)]
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
#[tracing::instrument(level = "debug", skip_all, fields(account = account.0))]
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
