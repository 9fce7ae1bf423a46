//! Lets a volunteer mark and register a bike at a desk, in one step.

use super::rota;
use crate::Registry;
use crate::account::permits::Desk;
use crate::account::sign_in;
use crate::bike::doubles::flag_doubles;
use crate::context::one;
use crate::desk::letters;
use domain::MarkCode;
use domain::account::contact::Contact;
use domain::bike::{BikeReference, NewBike};
use domain::id::{AccountId, BikeId, EventId};
use domain::mark::{Mark, MarkStatus, MarkUnusable};
use jiff::Timestamp;
use store::bike::ownerships::{Acquired, Claim, Typed};
use store::bike::{Arrival, RegisteredBy};
use store::{Constraint, Source, StoreError, Tx};
use thiserror::Error;

/// A bike that has just been marked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Marked {
    /// The id of the bike.
    pub bike: BikeId,
    /// The mark that was fixed to it.
    pub code: MarkCode,
    /// The reference to tell the owner.
    pub reference: BikeReference,
}

/// Where a mark is fixed. This decides which marks can be used, and in which kit they are counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum IssuedAt {
    /// At the desk of an event: one of the event's marks or of the organisation's loose stock.
    At(EventId),
    /// At an event, as its coordinator decides afterwards: any mark of the organisation, even from another event's kit.
    DecidedFor(EventId),
    /// We do not know where: any mark of the organisation.
    Anywhere,
}

/// Why a bike was not marked.
#[derive(Debug, Error)]
pub enum IssueMarkError {
    /// The code is not one of ours.
    #[error("This is not one of our codes. Check it, or use another label")]
    UnknownMark,
    /// The mark cannot be used here.
    #[error(transparent)]
    Unusable(#[from] MarkUnusable),
    /// The store failed; nothing was written.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Tells whether a mark can be fixed at a desk, before anything is typed.
///
/// # Errors
/// [`IssueMarkError`] with what to do instead.
#[tracing::instrument(level = "debug", skip_all)]
pub async fn may_issue(registry: &Registry, desk: &Desk, code: MarkCode) -> Result<(), IssueMarkError> {
    let mut mark = store::mark::find(&registry.store, code)
        .await?
        .ok_or(IssueMarkError::UnknownMark)?;
    if on_unconfirmed(&registry.store, &mark).await? {
        mark.status = MarkStatus::Allotted;
    }
    Ok(mark.usable_by(desk.organisation.id)?)
}

/// Returns true if a mark is on a bike only because somebody typed its code on the website and has not confirmed it. A
/// volunteer who has the label in their hand can then still use it.
async fn on_unconfirmed(source: &impl Source, mark: &Mark) -> Result<bool, StoreError> {
    let (MarkStatus::Issued, Some(bike)) = (mark.status, mark.bike) else {
        return Ok(false);
    };
    let owner = store::bike::ownerships::owner_of(source, bike).await?;
    Ok(owner.is_some_and(|owner| !owner.is_answered_for()))
}

async fn free_from_unconfirmed(tx: &Tx, code: MarkCode, now: Timestamp) -> Result<(), StoreError> {
    match store::mark::find(tx, code).await? {
        Some(mark) if on_unconfirmed(tx, &mark).await? => store::mark::blank_again(tx, code, now).await,
        _ => Ok(()),
    }
}

/// Registers a bike and fixes a mark to it, at the event that is on now if we know which one. If two desks try the same
/// mark at once, the database only lets one of them have it.
///
/// # Errors
/// [`IssueMarkError`]; then nothing was written.
#[tracing::instrument(level = "debug", skip_all)]
pub async fn issue_mark(
    registry: &Registry,
    desk: &Desk,
    code: MarkCode,
    bike: &NewBike,
    owner: &Contact,
) -> Result<Marked, IssueMarkError> {
    let place = match rota::under_way(registry, desk).await? {
        Some(event) => IssuedAt::DecidedFor(event),
        None => IssuedAt::Anywhere,
    };
    let tx = registry.store.begin().await?;
    if let Some(bike) = registry.made_before(&tx).await? {
        let reference = BikeReference::of(bike);
        return Ok(Marked {
            bike,
            code,
            reference,
        });
    }
    let marked = issue_mark_in(registry, &tx, desk, place, code, bike, owner).await?;
    registry.made(&tx, &marked.bike).await?;
    tx.commit().await?;
    registry.bikes_changed();
    registry.mail_waits();
    tracing::info!(bike.id = %marked.bike, organisation = %desk.organisation.slug, "Issued mark {code}");
    Ok(marked)
}

/// Does the work of [`issue_mark`] inside the caller's transaction, which the caller must drop if it fails. From then
/// on, a mark of the loose stock that is fixed at an event is counted in the event's kit.
pub(crate) async fn issue_mark_in(
    registry: &Registry,
    tx: &Tx,
    desk: &Desk,
    place: IssuedAt,
    code: MarkCode,
    bike: &NewBike,
    owner: &Contact,
) -> Result<Marked, IssueMarkError> {
    let now = registry.now();
    free_from_unconfirmed(tx, code, now).await?;
    let mark = store::mark::find(tx, code)
        .await?
        .ok_or(IssueMarkError::UnknownMark)?;
    match place {
        IssuedAt::At(event) => mark.usable_at(desk.organisation.id, event)?,
        IssuedAt::DecidedFor(_) | IssuedAt::Anywhere => mark.usable_by(desk.organisation.id)?,
    }
    let (id, account) = register_in(registry, tx, desk, bike, owner).await?;
    match store::mark::issue(tx, code, id, Some(desk.volunteer), now).await {
        Ok(true) => {}
        Ok(false) | Err(StoreError::Taken(Constraint::LiveMark)) => return Err(MarkUnusable::OnABike.into()),
        Err(error) => return Err(error.into()),
    }
    if let (IssuedAt::At(event) | IssuedAt::DecidedFor(event), None) = (place, mark.event) {
        store::mark::batches::fixed_at(tx, code, event, now).await?;
    }
    let reference = BikeReference::of(id);
    if let Some(email) = &owner.email
        && let Some(link) = sign_in::confirmation_link(registry, tx, account, id).await?
    {
        let letter = letters::marked_at_desk(email, reference, code, &link);
        store::mail::queue_about(tx, &letter, id, now).await?;
    }
    Ok(Marked {
        bike: id,
        code,
        reference,
    })
}

/// Registers a bike for its owner without any mark.
pub(crate) async fn register_in(
    registry: &Registry,
    tx: &Tx,
    desk: &Desk,
    bike: &NewBike,
    owner: &Contact,
) -> Result<(BikeId, AccountId), StoreError> {
    let now = registry.now();
    let arrival = Arrival {
        bike,
        via: RegisteredBy::Desk,
        organisation: Some(desk.organisation.id),
        external_ref: None,
        import_digest: None,
    };
    let id = one(store::bike::insert(tx, &[arrival], now).await?, "bike")?;
    let account = one(
        store::account::find_or_create(tx, std::slice::from_ref(owner), now).await?,
        "account",
    )?;
    let claim = Claim {
        bike: id,
        account,
        typed: Some(Typed::seal(registry.store.keys(), owner)?),
    };
    store::bike::ownerships::add(tx, &[claim], Acquired::AtDesk, now).await?;
    flag_doubles(registry, tx, (id, account), bike, now).await?;
    Ok((id, account))
}

#[cfg(test)]
mod tests;
