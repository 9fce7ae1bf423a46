//! Reads conversations, by a link with a secret or as the owner who is signed in. Reading changes nothing.

use crate::Registry;
use crate::bike::own;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use domain::bike::{BikeReference, Standing};
use domain::id::{AccountId, BikeId, MessageId, PhotoId, ThreadId};
use domain::message::Side;
use jiff::{SignedDuration, Timestamp};
use store::bike::ownerships::{Acquired, Owner};
use store::bike::photos::Owner as PhotoOf;
use store::message::Message;
use store::message::threads::{self, TOKEN, Thread};
use store::{Source, StoreError};

/// How long a conversation can go on after somebody last wrote.
pub(crate) const LASTS: SignedDuration = SignedDuration::from_hours(90 * 24);

/// Somebody who takes part in a conversation.
#[derive(Clone, Copy, Debug)]
pub enum Party<'a> {
    /// Somebody who has a link, by the secret in its address.
    Link(&'a str),
    /// An account that owns the bike now.
    Owner(AccountId, ThreadId),
}

/// A photo in a conversation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Picture {
    /// The id of the photo.
    pub id: PhotoId,
    /// Its width in pixels.
    pub width: u32,
    /// Its height in pixels.
    pub height: u32,
}

/// A message as its readers see it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Said {
    /// Who wrote it.
    pub from: Side,
    /// What it says.
    pub text: String,
    /// When it was sent.
    pub at: Timestamp,
    /// True if its reader has not opened it yet. Only messages to the owner are counted.
    pub is_new: bool,
    /// Its photos.
    pub photos: Vec<Picture>,
}

/// A conversation as one of its sides sees it.
#[derive(Clone, Debug)]
pub struct Conversation {
    /// The id of the conversation.
    pub thread: ThreadId,
    /// The side that sees it in this way.
    pub side: Side,
    /// The bike's reference, which only its owner is shown.
    pub reference: Option<BikeReference>,
    /// The bike that it is about.
    pub bike: BikeId,
    /// True if the bike is reported stolen.
    pub is_stolen: bool,
    /// True if the messages are held until the registration is confirmed.
    pub waits: bool,
    /// True if nobody can write any more.
    pub is_over: bool,
    /// True if the owner has blocked the finder. Only the owner is told.
    pub is_blocked: bool,
    /// True if this side has reported the other.
    pub is_reported: bool,
    /// True if we write to the finder when there is an answer.
    pub finder_has_email: bool,
    /// When it ends unless somebody writes.
    pub ends_at: Timestamp,
    /// What was written, oldest first. It is empty if the conversation is over and somebody reads it by a link.
    pub said: Vec<Said>,
}

/// A conversation, the party's side of it, and the bike's present owner.
pub(super) struct Found {
    pub(super) thread: Thread,
    pub(super) side: Side,
    pub(super) owner: Option<Owner>,
}

impl Found {
    /// Returns true if nobody can write any more, because the last message is too old or the bike has another owner.
    pub(super) fn is_over(&self, now: Timestamp) -> bool {
        let same_owner = self
            .owner
            .is_some_and(|owner| is_in_time_of(&owner, &self.thread));
        !same_owner || now >= self.thread.last_at + LASTS
    }

    /// Returns true if the registration is waiting to be confirmed.
    pub(super) fn waits(&self) -> bool {
        self.owner.is_some_and(|owner| !owner.is_answered_for())
    }
}

/// Returns true if a conversation began after the bike became this owner's.
fn is_in_time_of(owner: &Owner, thread: &Thread) -> bool {
    owner.how != Acquired::Transferred || thread.started_at > owner.from_at
}

/// Reads a conversation as one of its sides. Returns `None` if the party has no part in it.
///
/// # Errors
/// [`StoreError`] when the store fails.
#[tracing::instrument(level = "debug", skip_all)]
pub async fn conversation(registry: &Registry, party: Party<'_>) -> Result<Option<Conversation>, StoreError> {
    match find(&registry.store, party).await? {
        Some(found) => Ok(Some(
            view(registry, found, matches!(party, Party::Link(_))).await?,
        )),
        None => Ok(None),
    }
}

/// Reads the conversations about a bike of an account, the latest first. Conversations with earlier owners are left
/// out, and the list is empty if the bike is not theirs.
///
/// # Errors
/// [`StoreError`] when the store fails.
#[tracing::instrument(level = "debug", skip_all, fields(account = account.0, bike = bike.0))]
pub async fn of_bike(
    registry: &Registry,
    account: AccountId,
    bike: BikeId,
) -> Result<Vec<Conversation>, StoreError> {
    let source = &registry.store;
    let Ok(owner) = own::must_own(source, account, bike).await? else {
        return Ok(Vec::new());
    };
    let mut all = Vec::new();
    for thread in threads::of_bike(source, bike).await? {
        let theirs = is_in_time_of(&owner, &thread);
        let found = Found {
            thread,
            side: Side::Owner,
            owner: Some(owner),
        };
        let view = view(registry, found, false).await?;
        // A conversation with no message that the owner may see is left out.
        if theirs && !view.said.is_empty() {
            all.push(view);
        }
    }
    Ok(all)
}

/// Finds a conversation and the party's side of it.
pub(super) async fn find(source: &impl Source, party: Party<'_>) -> Result<Option<Found>, StoreError> {
    let found = match party {
        Party::Link(token) => match parse(token) {
            Some(token) => threads::by_link(source, &token).await?,
            None => None,
        },
        Party::Owner(_, id) => threads::find(source, id)
            .await?
            .map(|thread| (thread, Side::Owner)),
    };
    let Some((thread, side)) = found else {
        return Ok(None);
    };
    let owner = store::bike::ownerships::owner_of(source, thread.bike).await?;
    let found = Found { thread, side, owner };
    let Party::Owner(account, _) = party else {
        return Ok(Some(found));
    };
    let theirs = found
        .owner
        .is_some_and(|owner| owner.account == account && is_in_time_of(&owner, &found.thread));
    Ok(theirs.then_some(found))
}

async fn view(registry: &Registry, found: Found, by_link: bool) -> Result<Conversation, StoreError> {
    let source = &registry.store;
    let now = registry.now();
    let (is_over, waits) = (found.is_over(now), found.waits());
    let Found { thread, side, .. } = found;
    let bike = store::bike::find(source, thread.bike).await?;
    // A link may have been passed on, so it shows nothing once nobody can answer any more.
    let said = if is_over && by_link {
        Vec::new()
    } else {
        said(source, thread.id, side).await?
    };
    Ok(Conversation {
        thread: thread.id,
        side,
        reference: (side == Side::Owner).then(|| BikeReference::of(thread.bike)),
        bike: thread.bike,
        is_stolen: bike.is_some_and(|bike| bike.standing == Standing::ReportedStolen),
        waits,
        is_over,
        is_blocked: side == Side::Owner && thread.blocked_at.is_some(),
        is_reported: thread.report.as_ref().is_some_and(|report| report.by == side),
        finder_has_email: thread.kept.email.is_some(),
        ends_at: thread.last_at + LASTS,
        said,
    })
}

async fn said(source: &impl Source, thread: ThreadId, side: Side) -> Result<Vec<Said>, StoreError> {
    let mut messages = store::message::of_thread(source, thread).await?;
    if side == Side::Owner {
        messages.retain(|message| !message.kept_back);
    }
    let ids: Vec<MessageId> = messages.iter().map(|message| message.id).collect();
    let photos = store::bike::photos::of_messages(source, &ids).await?;
    let said = |message: Message| Said {
        from: message.from,
        text: message.body.text,
        at: message.sent_at,
        is_new: message.read_at.is_none(),
        photos: photos
            .iter()
            .filter(|photo| photo.owner == PhotoOf::Message(message.id))
            .map(|photo| Picture {
                id: photo.id,
                width: photo.stored.width,
                height: photo.stored.height,
            })
            .collect(),
    };
    Ok(messages.into_iter().map(said).collect())
}

/// Reads the secret of a link.
pub(super) fn parse(token: &str) -> Option<[u8; TOKEN]> {
    let bytes = (token.len() <= 64).then(|| URL_SAFE_NO_PAD.decode(token).ok());
    bytes.flatten()?.try_into().ok()
}

/// Writes the secret of a link.
pub(super) fn written(token: &[u8; TOKEN]) -> String {
    URL_SAFE_NO_PAD.encode(token)
}

/// Returns the web address of a side's link.
pub(super) fn link(registry: &Registry, token: &[u8; TOKEN]) -> String {
    crate::bike::letters::conversation(&registry.public_url, token)
}
