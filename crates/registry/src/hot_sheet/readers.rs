//! Lets people ask for the hot sheet, confirm that with a button, and stop it with one press.

use super::letters;
use crate::Registry;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use domain::account::contact::EmailAddress;
use domain::hot_sheet::Wanted;
use domain::london;
use jiff::{SignedDuration, Timestamp};
use store::hot_sheet::{self, Kept, Reader, TOKEN};
use store::{Source, StoreError};

/// How long somebody has to confirm that they want it.
const LASTS: SignedDuration = SignedDuration::from_hours(7 * 24);

/// How many letters that ask for confirmation one address can get in a day.
const MOST_A_DAY: u64 = 3;

/// What the reader of a link has done so far.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    /// They have asked for it and not confirmed it.
    Asked,
    /// They get the hot sheet.
    Gets,
    /// They have stopped it.
    Stopped,
}

/// What the page of a link shows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reading {
    /// What they want to hear about.
    pub wanted: Wanted,
    /// What they have done so far.
    pub state: State,
}

/// Asks to send the hot sheet to an address, and writes there with a link to confirm it. The answer is the same whether or
/// not the address already has it, or has asked too often.
///
/// # Errors
/// [`StoreError`] when the store fails; then nothing was sent.
#[tracing::instrument(level = "debug", skip_all)]
pub async fn ask(registry: &Registry, email: &EmailAddress, wanted: &Wanted) -> Result<(), StoreError> {
    let now = registry.now();
    let tx = registry.store.begin().await?;
    if let Some(()) = registry.made_before(&tx).await? {
        return Ok(());
    }
    let a_day_ago = now - SignedDuration::from_hours(24);
    if hot_sheet::count_asked_after(&tx, email, a_day_ago).await? < MOST_A_DAY {
        let kept = Kept {
            email: email.clone(),
            token: registry.token(),
        };
        hot_sheet::ask(&tx, &kept, wanted, now).await?;
        let letter = letters::confirm(email, wanted, &link(registry, &kept.token));
        store::mail::queue_first(&tx, &letter, now).await?;
    }
    registry.made(&tx, &()).await?;
    tx.commit().await?;
    registry.mail_waits();
    tracing::info!("Somebody asked for the hot sheet");
    Ok(())
}

/// Reads what a link is for, and changes nothing. Returns `None` if the link does not work.
///
/// # Errors
/// [`StoreError`] when the store fails.
#[tracing::instrument(level = "debug", skip_all)]
pub async fn reading(registry: &Registry, token: &str) -> Result<Option<Reading>, StoreError> {
    let reader = find(&registry.store, token, registry.now()).await?;
    Ok(reader.map(|reader| Reading {
        state: state(&reader),
        wanted: reader.wanted,
    }))
}

/// Begins to send the hot sheet, from the next day on. It replaces what the address had before. Returns whether the
/// link works.
///
/// # Errors
/// [`StoreError`] when the store fails.
#[tracing::instrument(level = "debug", skip_all)]
pub async fn confirm(registry: &Registry, token: &str) -> Result<bool, StoreError> {
    let now = registry.now();
    let tx = registry.store.begin().await?;
    let Some(reader) = find(&tx, token, now).await? else {
        return Ok(false);
    };
    if state(&reader) != State::Gets {
        let today = london::date_of(now).to_string();
        hot_sheet::confirm(&tx, &reader, &today, now).await?;
        tx.commit().await?;
        tracing::info!("A reader of the hot sheet confirmed their address");
    }
    Ok(true)
}

/// Stops the hot sheet for the reader of a link, and nothing else. Doing it again gives the same answer. Returns
/// whether the link works.
///
/// # Errors
/// [`StoreError`] when the store fails.
#[tracing::instrument(level = "debug", skip_all)]
pub async fn stop(registry: &Registry, token: &str) -> Result<bool, StoreError> {
    let now = registry.now();
    let tx = registry.store.begin().await?;
    let Some(reader) = find(&tx, token, now).await? else {
        return Ok(false);
    };
    hot_sheet::stop(&tx, reader.id, now).await?;
    tx.commit().await?;
    tracing::info!("A reader stopped the hot sheet");
    Ok(true)
}

fn state(reader: &Reader) -> State {
    match (reader.stopped_at, reader.confirmed_at) {
        (Some(_), _) => State::Stopped,
        (None, Some(_)) => State::Gets,
        (None, None) => State::Asked,
    }
}

async fn find(source: &impl Source, token: &str, now: Timestamp) -> Result<Option<Reader>, StoreError> {
    let Some(token) = parse(token) else {
        return Ok(None);
    };
    let reader = hot_sheet::by_token(source, &token).await?;
    Ok(reader.filter(|reader| reader.confirmed_at.is_some() || now < reader.asked_at + LASTS))
}

fn parse(token: &str) -> Option<[u8; TOKEN]> {
    let bytes = (token.len() <= 64).then(|| URL_SAFE_NO_PAD.decode(token).ok());
    bytes.flatten()?.try_into().ok()
}

/// Returns the web address of a reader's page.
pub(super) fn link(registry: &Registry, token: &[u8; TOKEN]) -> String {
    format!(
        "{}/stolen/hot-sheet/{}",
        registry.public_url,
        URL_SAFE_NO_PAD.encode(token)
    )
}
