//! An owner puts a bike on the register.

use crate::Registry;
use crate::account::sign_in;
use crate::bike::doubles::flag_doubles;
use crate::bike::letters;
use crate::bike::take_mark::{TakeMarkError, take_mark};
use crate::context::one;
use domain::MarkCode;
use domain::account::contact::Contact;
use domain::bike::{BikeReference, NewBike};
use domain::id::{BikeId, DraftId};
use domain::mark::MarkUnusable;
use store::StoreError;
use store::bike::ownerships::{Acquired, Claim, Typed};
use store::bike::{Arrival, RegisteredBy};
use thiserror::Error;

/// What an owner has filled in, after parsing.
#[derive(Clone, Debug)]
pub struct Registration {
    /// The draft that the owner filled in. Sending it twice only registers the bike once.
    pub id: DraftId,
    /// The bike to register.
    pub bike: NewBike,
    /// The owner. Without an e-mail address, they cannot confirm the registration.
    pub owner: Contact,
    /// The label that is already fixed to the bike, if any.
    pub mark: Option<MarkCode>,
    /// True if it was stolen. If so, the link that confirms it leads on to the report.
    pub stolen: bool,
}

/// A bike that has just been registered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Registered {
    /// The id of the new bike.
    pub bike: BikeId,
    /// The reference to tell the owner.
    pub reference: BikeReference,
}

/// Why a bike was not registered.
#[derive(Debug, Error)]
pub enum RegisterBikeError {
    /// There is no e-mail address to send the confirmation to.
    #[error("Enter your e-mail address")]
    NoEmail,
    /// The mark is not one of ours.
    #[error("This is not one of our codes. Check it, or leave it out")]
    UnknownMark,
    /// The mark cannot be used.
    #[error(transparent)]
    Mark(#[from] MarkUnusable),
    /// The store failed; nothing was registered.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl From<TakeMarkError> for RegisterBikeError {
    fn from(error: TakeMarkError) -> Self {
        match error {
            TakeMarkError::Unknown => Self::UnknownMark,
            TakeMarkError::Unusable(why) => Self::Mark(why),
            TakeMarkError::Store(error) => Self::Store(error),
        }
    }
}

/// Registers a bike and sends its owner a link that confirms it. We send at most five links to an address in a day.
/// Until the registration is confirmed, the public sees nothing of it, and the owner's details stay with it, because
/// typing an address does not show that it is yours.
///
/// If the number is already registered or reported stolen, the register accepts it without saying so and flags it for
/// the police, because the person who types it may be the thief.
///
/// # Errors
/// [`RegisterBikeError`]; then nothing was registered.
#[tracing::instrument(level = "debug", skip_all)]
pub async fn register_bike(
    registry: &Registry,
    registration: &Registration,
) -> Result<Registered, RegisterBikeError> {
    let email = registration
        .owner
        .email
        .clone()
        .ok_or(RegisterBikeError::NoEmail)?;
    let now = registry.now();
    let tx = registry.store.begin().await?;
    if let Some(bike) = store::bike::drafts::bike_of(&tx, registration.id).await? {
        return Ok(Registered {
            bike,
            reference: BikeReference::of(bike),
        });
    }
    let arrival = Arrival {
        bike: &registration.bike,
        via: RegisteredBy::Web,
        organisation: None,
        external_ref: None,
        import_digest: None,
    };
    let bike = one(store::bike::insert(&tx, &[arrival], now).await?, "bike")?;
    let account = one(
        store::account::find_or_create(&tx, std::slice::from_ref(&registration.owner), now).await?,
        "account",
    )?;
    let claim = Claim {
        bike,
        account,
        typed: Some(Typed::seal(registry.store.keys(), &registration.owner)?),
    };
    store::bike::ownerships::add(&tx, &[claim], Acquired::Registered, now).await?;
    if let Some(code) = registration.mark {
        take_mark(&tx, code, bike, now).await?;
    }
    store::bike::photos::move_to_bike(&tx, registration.id, bike).await?;
    store::bike::drafts::finish(&tx, registration.id, bike, now).await?;
    flag_doubles(registry, &tx, (bike, account), &registration.bike, now).await?;
    let reference = BikeReference::of(bike);
    let next = registration
        .stolen
        .then(|| format!("/account/bikes/{bike}/report-stolen"));
    let link = sign_in::confirmation_link_to(registry, &tx, account, bike, next.as_deref()).await?;
    if let Some(link) = link {
        let letter = letters::confirm_registration(&email, reference, &link);
        store::mail::queue_about(&tx, &letter, bike, now).await?;
    }
    tx.commit().await?;
    registry.bikes_changed();
    registry.mail_waits();
    tracing::info!(bike.id = %bike, "Registered a bike on the web");
    Ok(Registered { bike, reference })
}

#[cfg(test)]
mod tests;
