//! Lets somebody who has a bike in front of them, or has seen one, send its owner a message, without finding out who the
//! owner is.

use super::find::written;
use crate::Registry;
use crate::bike::check_number;
use crate::bike::letters;
use domain::MarkCode;
use domain::account::contact::EmailAddress;
use domain::id::BikeId;
use domain::mark::MarkStatus;
use domain::message::{Side, Sighting};
use jiff::SignedDuration;
use store::message::threads::{self, Kept};
use store::message::{NewMessage, sightings};
use store::{StoreError, Tx};
use thiserror::Error;

pub use store::message::Body;

/// The most messages about one bike in an hour, from all finders together. The website allows each finder fewer, so
/// that somebody who sends many does not block an honest finder.
const MESSAGES_AN_HOUR: u64 = 30;

/// The most messages that can wait until a registration is confirmed.
const MOST_WAITING: usize = 20;

/// What a message is about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum About {
    /// The bike that carries a mark of ours.
    Mark(MarkCode),
    /// The one bike that has a number, as it was typed.
    Number(String),
}

/// What a finder says.
#[derive(Clone, Debug, PartialEq)]
pub struct Words {
    /// The text of the message.
    pub text: String,
    /// Where we write to when there is an answer. The owner never sees it.
    pub email: Option<EmailAddress>,
    /// When and where they saw the bike, if they say so.
    pub sighting: Option<Sighting>,
}

/// Why a message was not sent.
#[derive(Debug, Error)]
pub enum MessageOwnerError {
    /// The mark is not on a bike.
    #[error("This mark is not on a registered bike, so there is nobody to tell")]
    NotOnABike,
    /// No bike, or more than one, has the number.
    #[error("We cannot tell whose bike this is. Call 101 and say where it is")]
    NotOneBike,
    /// The owner has had enough messages for now.
    #[error("The owner already has several messages about this bike. Try again in an hour")]
    TooMany,
    /// The owner has paused messages about this bike.
    #[error("The owner of this bike is not taking messages at the moment. If you found it, call 101")]
    Paused,
    /// The store failed; nothing was kept.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Keeps a message to the owner of a bike, and sends the owner a notice by e-mail, if there is an address. A message about
/// an unconfirmed registration is kept, and sent when the registration is confirmed. The answer is the same whether or not
/// the owner has an address: the secret of the finder's own link.
///
/// # Errors
/// [`MessageOwnerError`]; then nothing was kept.
#[tracing::instrument(level = "debug", skip_all)]
pub async fn message_owner(
    registry: &Registry,
    about: &About,
    words: &Words,
) -> Result<String, MessageOwnerError> {
    let now = registry.now();
    // This reads outside the transaction, because everybody may ask for it.
    let by_number = match about {
        About::Mark(_) => None,
        About::Number(typed) => check_number::bike_named(registry, typed).await?,
    };
    let tx = registry.store.begin().await?;
    if let Some(token) = registry.made_before(&tx).await? {
        return Ok(token);
    }
    let (bike, mark) = match about {
        About::Mark(code) => (of_mark(&tx, *code).await?, Some(*code)),
        About::Number(_) => (by_number.ok_or(MessageOwnerError::NotOneBike)?, None),
    };
    may_be_written_to(registry, &tx, bike).await?;
    let owner = store::bike::ownerships::owner_of(&tx, bike).await?;
    let waits = owner.is_some_and(|owner| !owner.is_answered_for());
    if waits && store::message::for_bike(&tx, bike).await?.len() >= MOST_WAITING {
        return Err(MessageOwnerError::TooMany);
    }
    let kept = Kept {
        finder: registry.token(),
        owner: registry.token(),
        email: words.email.clone(),
    };
    let thread = threads::start(&tx, bike, &kept, now).await?;
    let message = NewMessage {
        bike,
        thread: Some(thread),
        from: Side::Finder,
        mark,
        body: Body {
            text: words.text.clone(),
            reply_to: None,
        },
        kept_back: false,
    };
    let id = store::message::add(&tx, &message, now).await?;
    if let Some(seen) = &words.sighting {
        sightings::add(&tx, bike, id, seen, now).await?;
    }
    let contact = match owner {
        // If the registration is waiting, nobody has shown that the address is theirs. The message is sent when they
        // do.
        Some(owner) if !waits => store::account::contact(&tx, owner.account).await?,
        _ => None,
    };
    if let Some(to) = contact.and_then(|contact| contact.email) {
        let link = letters::conversation(&registry.public_url, &kept.owner);
        let letter = letters::somebody_wrote(&to, bike, &message.body, Some(&link), &registry.public_url);
        store::mail::queue_about(&tx, &letter, bike, now).await?;
    }
    let token = written(&kept.finder);
    registry.made(&tx, &token).await?;
    tx.commit().await?;
    registry.mail_waits();
    if words.sighting.is_some() {
        registry.bikes_changed();
    }
    tracing::info!(bike.id = %bike, "Kept a message to an owner");
    Ok(token)
}

async fn of_mark(tx: &Tx, code: MarkCode) -> Result<BikeId, MessageOwnerError> {
    let found = store::mark::find(tx, code).await?;
    found
        .filter(|found| found.status == MarkStatus::Issued)
        .and_then(|found| found.bike)
        .ok_or(MessageOwnerError::NotOnABike)
}

/// Checks that the owner takes messages about the bike, and that all senders together have not sent too many.
async fn may_be_written_to(registry: &Registry, tx: &Tx, bike: BikeId) -> Result<(), MessageOwnerError> {
    let now = registry.now();
    if store::message::pause::until(tx, bike, now).await?.is_some() {
        return Err(MessageOwnerError::Paused);
    }
    let an_hour_ago = now - SignedDuration::from_hours(1);
    if store::message::count_sent_after(tx, bike, an_hour_ago).await? >= MESSAGES_AN_HOUR {
        return Err(MessageOwnerError::TooMany);
    }
    Ok(())
}
