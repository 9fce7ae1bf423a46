//! A volunteer marks and registers a bike at a desk, in one step.

pub mod events;
pub mod keys;
pub mod kit;
pub mod progress;
pub mod sync;
pub mod work_list;

use crate::Registry;
use crate::letters;
use crate::register_bike::{flag_doubles, one};
use crate::sign_in::{self, CONFIRMATION_LASTS};
use domain::MarkCode;
use domain::access::{Organisation, Permission, Viewer};
use domain::bike::{BikeReference, NewBike};
use domain::contact::Contact;
use domain::id::{AccountId, BikeId, EventId};
use domain::mark::{MarkStatus, MarkUnusable};
use jiff::Timestamp;
use store::bikes::{Arrival, Via};
use store::links::Purpose;
use store::ownerships::How;
use store::{Constraint, StoreError, Tx};
use thiserror::Error;

/// A desk: who sits at it, and for whom.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Desk {
    /// The volunteer.
    pub volunteer: AccountId,
    /// The organisation whose marks are fixed here.
    pub organisation: Organisation,
}

impl Desk {
    /// Returns the desk of a signed-in account that may use one.
    pub fn of(viewer: &Viewer) -> Option<Self> {
        let organisation = viewer.organisation_for(Permission::UseDesk)?.clone();
        Some(Self {
            volunteer: viewer.account,
            organisation,
        })
    }
}

/// A bike with a mark on it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Marked {
    /// The bike.
    pub bike: BikeId,
    /// The mark.
    pub code: MarkCode,
    /// What to tell the owner.
    pub reference: BikeReference,
}

/// Where a mark is fixed, which decides which marks may be and whose kit they count in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Where {
    /// At the desk of an event: one of the event's marks or of the organisation's loose stock.
    At(EventId),
    /// At an event, as its coordinator decides afterwards: any mark of the organisation, also one of the kit of
    /// another of its events.
    DecidedFor(EventId),
    /// Nobody knows; any mark of the organisation.
    Anywhere,
}

/// Why a bike was not marked.
#[derive(Debug, Error)]
pub enum IssueMarkError {
    /// The code is not one of ours.
    #[error("This mark code is not one of ours. Check the code, or use another label.")]
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
pub async fn check_mark(registry: &Registry, desk: &Desk, code: MarkCode) -> Result<(), IssueMarkError> {
    let mark = store::marks::find(&registry.store, code)
        .await?
        .ok_or(IssueMarkError::UnknownMark)?;
    Ok(mark.usable_by(desk.organisation.id)?)
}

/// Registers a bike and fixes a mark to it, at the event that is under way if it is known which. Where two desks try the
/// same mark at once, the database lets one of them through.
///
/// # Errors
/// [`IssueMarkError`]; then nothing was written.
pub async fn mark_bike(
    registry: &Registry,
    desk: &Desk,
    code: MarkCode,
    bike: &NewBike,
    owner: &Contact,
) -> Result<Marked, IssueMarkError> {
    let place = match events::under_way(registry, desk).await? {
        Some(event) => Where::DecidedFor(event),
        None => Where::Anywhere,
    };
    let tx = registry.store.begin().await?;
    let marked = mark_in(registry, &tx, desk, place, code, bike, owner).await?;
    tx.commit().await?;
    registry.bikes_changed();
    registry.mail_waits();
    tracing::info!(bike.id = %marked.bike, organisation = %desk.organisation.slug, "Issued mark {code}");
    Ok(marked)
}

/// Does the work of [`mark_bike`] inside a transaction of the caller's, which must be dropped when it fails. A mark of
/// the loose stock that is fixed at an event counts in the event's kit from then on.
pub(crate) async fn mark_in(
    registry: &Registry,
    tx: &Tx,
    desk: &Desk,
    place: Where,
    code: MarkCode,
    bike: &NewBike,
    owner: &Contact,
) -> Result<Marked, IssueMarkError> {
    let now = registry.now();
    let mark = store::marks::find(tx, code)
        .await?
        .ok_or(IssueMarkError::UnknownMark)?;
    match place {
        Where::At(event) => mark.usable_at(desk.organisation.id, event)?,
        Where::DecidedFor(_) | Where::Anywhere => mark.usable_by(desk.organisation.id)?,
    }
    let (id, account) = register_in(tx, desk, bike, owner, now).await?;
    match store::marks::issue(tx, code, id, Some(desk.volunteer), now).await {
        Ok(true) => {}
        Ok(false) | Err(StoreError::Taken(Constraint::LiveMark)) => return Err(MarkUnusable::OnABike.into()),
        Err(error) => return Err(error.into()),
    }
    if let (Where::At(event) | Where::DecidedFor(event), None) = (place, mark.event) {
        store::batches::fixed_at(tx, code, event, now).await?;
    }
    let reference = BikeReference::of(id);
    if let Some(email) = &owner.email {
        let link = confirmation(registry, tx, account, id).await?;
        store::outbox::queue(tx, &letters::marked_at_desk(email, reference, code, &link), now).await?;
    }
    Ok(Marked {
        bike: id,
        code,
        reference,
    })
}

/// Registers a bike for its owner without any mark.
pub(crate) async fn register_in(
    tx: &Tx,
    desk: &Desk,
    bike: &NewBike,
    owner: &Contact,
    now: Timestamp,
) -> Result<(BikeId, AccountId), StoreError> {
    let arrival = Arrival {
        bike,
        via: Via::Desk,
        organisation: Some(desk.organisation.id),
        external_ref: None,
        import_digest: None,
    };
    let id = one(store::bikes::insert(tx, &[arrival], now).await?)?;
    let account = one(store::accounts::find_or_create(tx, std::slice::from_ref(owner), now).await?)?;
    store::ownerships::add(tx, &[(id, account)], How::AtDesk, now).await?;
    flag_doubles(tx, id, bike, now).await?;
    Ok((id, account))
}

pub(crate) async fn confirmation(
    registry: &Registry,
    tx: &Tx,
    account: AccountId,
    bike: BikeId,
) -> Result<String, StoreError> {
    let purpose = Purpose::ConfirmRegistration;
    sign_in::make_link(registry, tx, account, purpose, Some(bike), CONFIRMATION_LASTS).await
}

/// Counts the blank marks that the desk's organisation has left and those it has fixed.
///
/// # Errors
/// [`StoreError`] when the store fails.
pub async fn stock(registry: &Registry, desk: &Desk) -> Result<(u64, u64), StoreError> {
    let organisation = desk.organisation.id;
    let left = store::marks::count(&registry.store, organisation, MarkStatus::Allotted).await?;
    let issued = store::marks::count(&registry.store, organisation, MarkStatus::Issued).await?;
    Ok((left, issued))
}

#[cfg(test)]
mod tests;
