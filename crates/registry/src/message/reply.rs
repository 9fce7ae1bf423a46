//! Lets both sides of a conversation answer each other.

use super::find::{Found, Party, find, link};
use crate::Registry;
use crate::bike::letters;
use domain::message::Side;
use jiff::SignedDuration;
use store::message::threads::{self, Thread};
use store::message::{Body, NewMessage};
use store::{StoreError, Tx};
use thiserror::Error;

/// The most messages that one side can send in an hour.
const AN_HOUR: usize = 10;
/// The most messages that a conversation can have.
const IN_ALL: usize = 200;

/// Why an answer was not sent.
#[derive(Debug, Error)]
pub enum ReplyError {
    /// There is no such conversation, or it is somebody else's.
    #[error("There is no such conversation")]
    NotThere,
    /// Nobody can write any more.
    #[error("This conversation has ended")]
    Over,
    /// This side has written too many messages in the last hour.
    #[error("You have written several messages. Try again in an hour")]
    TooMany,
    /// The conversation has as many messages as it can have.
    #[error("This conversation is full. Call 101 if the bike was stolen")]
    Full,
    /// The owner is writing to somebody that they have blocked.
    #[error("You have blocked this person. Unblock them before you write to them")]
    Blocked,
    /// The store failed; nothing was sent.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Keeps an answer, and tells the other side by e-mail. A finder who is blocked is not told so, but what they write is
/// held back.
///
/// # Errors
/// [`ReplyError`]; then nothing was sent.
#[tracing::instrument(level = "debug", skip_all)]
pub async fn reply(registry: &Registry, party: Party<'_>, text: &str) -> Result<(), ReplyError> {
    let now = registry.now();
    let tx = registry.store.begin().await?;
    if let Some(()) = registry.made_before(&tx).await? {
        return Ok(());
    }
    let found = find(&tx, party).await?.ok_or(ReplyError::NotThere)?;
    if found.is_over(now) {
        return Err(ReplyError::Over);
    }
    let side = found.side;
    // The conversation is locked until the transaction ends, so that two messages at once are both counted.
    let thread = threads::find_to_change(&tx, found.thread.id).await?;
    let thread = thread.ok_or(ReplyError::NotThere)?;
    if side == Side::Owner && thread.blocked_at.is_some() {
        return Err(ReplyError::Blocked);
    }
    let before = store::message::of_thread(&tx, thread.id).await?;
    let an_hour_ago = now - SignedDuration::from_hours(1);
    let lately = before
        .iter()
        .filter(|message| message.from == side && message.sent_at > an_hour_ago);
    if lately.count() >= AN_HOUR {
        return Err(ReplyError::TooMany);
    }
    if before.len() >= IN_ALL {
        return Err(ReplyError::Full);
    }
    let kept_back = side == Side::Finder && thread.blocked_at.is_some();
    let message = NewMessage {
        bike: thread.bike,
        thread: Some(thread.id),
        from: side,
        mark: None,
        body: Body {
            text: text.to_owned(),
            reply_to: None,
        },
        kept_back,
    };
    store::message::add(&tx, &message, now).await?;
    threads::touch(&tx, thread.id, now).await?;
    if !kept_back {
        tell(registry, &tx, &found, &thread, &message).await?;
    }
    registry.made(&tx, &()).await?;
    tx.commit().await?;
    registry.mail_waits();
    tracing::info!(thread.id = %thread.id, "Kept an answer");
    Ok(())
}

/// Writes to the other side, if it has an address.
async fn tell(
    registry: &Registry,
    tx: &Tx,
    found: &Found,
    thread: &Thread,
    message: &NewMessage,
) -> Result<(), StoreError> {
    let now = registry.now();
    let bike = thread.bike;
    let letter = match (found.side, found.owner) {
        (Side::Owner, _) => {
            let to = thread.kept.email.as_ref();
            // The finder's address was only typed, so the letter to it contains no words that somebody else has chosen.
            to.map(|to| letters::owner_answered(to, &link(registry, &thread.kept.finder)))
        }
        (Side::Finder, Some(owner)) if owner.is_answered_for() => {
            let contact = store::account::contact(tx, owner.account).await?;
            let to = contact.and_then(|contact| contact.email);
            let link = link(registry, &thread.kept.owner);
            let public_url = &registry.public_url;
            to.map(|to| letters::somebody_wrote(&to, bike, &message.body, Some(&link), public_url))
        }
        (Side::Finder, _) => None,
    };
    if let Some(letter) = letter {
        store::mail::queue_about(tx, &letter, bike, now).await?;
    }
    Ok(())
}
