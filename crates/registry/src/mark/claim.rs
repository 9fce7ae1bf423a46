//! Lets an owner who gave only a phone number at the desk add an e-mail address, with the slip that came with the
//! label.

use crate::Registry;
use crate::account::sign_in;
use crate::bike::letters;
use crate::context::one;
use domain::MarkCode;
use domain::account::contact::{Contact, EmailAddress};
use domain::bike::{BikeReference, Standing};
use domain::id::BikeId;
use domain::mark::claim::ClaimCode;
use domain::mark::{Mark, MarkStatus};
use jiff::{SignedDuration, Timestamp};
use store::bike::ownerships::{Acquired, Claim, Typed};
use store::mark::claims::{self, Tried};
use store::{StoreError, Tx};
use thiserror::Error;

/// How long a slip can be used after its label was fixed.
const LASTS: SignedDuration = SignedDuration::from_hours(24 * 90);
/// How many wrong codes somebody can try for one label within [`TRIES_FORGOTTEN`].
const MOST_TRIES: u32 = 5;
const TRIES_FORGOTTEN: SignedDuration = SignedDuration::from_hours(24);

/// Why a slip was not accepted.
#[derive(Debug, Error)]
pub enum ClaimError {
    /// The codes do not belong together, or the slip is used, too old, or not needed. We do not say which.
    #[error(
        "These two codes cannot be used together. Check both. A slip can be used only once, within 90 days, and only \
         if no e-mail address was given at the desk"
    )]
    Refused,
    /// The label's slip was tried too often.
    #[error("Too many wrong codes were entered for this label. Try again tomorrow")]
    TooMany,
    /// The store failed; nothing was written.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Adds the owner's e-mail address to a registration that has none, and sends a link to confirm it. It shows no
/// details.
///
/// # Errors
/// [`ClaimError`]; then the registration stays as it was.
#[tracing::instrument(level = "debug", skip_all)]
pub async fn claim(
    registry: &Registry,
    code: MarkCode,
    claim: &ClaimCode,
    email: &EmailAddress,
) -> Result<(), ClaimError> {
    let now = registry.now();
    let tx = registry.store.begin().await?;
    let mark = store::mark::find(&tx, code).await?.ok_or(ClaimError::Refused)?;
    let before = claims::tried(&tx, code).await?;
    let counted = before
        .filter(|tried| now < tried.since + TRIES_FORGOTTEN)
        .map_or((0, now), |tried| (tried.times, tried.since));
    if counted.0 >= MOST_TRIES {
        return Err(ClaimError::TooMany);
    }
    let used = before.is_some_and(|tried| tried.used);
    let right = !used && claims::code_of(&tx, code) == *claim;
    let owner = match right.then(|| bike_of(&mark, now)).flatten() {
        Some(bike) => without_address(&tx, bike).await?.map(|contact| (bike, contact)),
        None => None,
    };
    let Some((bike, contact)) = owner else {
        // The try is counted, although nothing else is written. A used slip stays used.
        if !used {
            let tried = Tried {
                times: counted.0 + 1,
                since: counted.1,
                used,
            };
            claims::note(&tx, code, tried, None).await?;
            tx.commit().await?;
        }
        return Err(ClaimError::Refused);
    };
    let contact = Contact {
        email: Some(email.clone()),
        ..contact
    };
    let account = one(
        store::account::find_or_create(&tx, std::slice::from_ref(&contact), now).await?,
        "account",
    )?;
    let claimed = Claim {
        bike,
        account,
        typed: Some(Typed::seal(registry.store.keys(), &contact)?),
    };
    store::bike::ownerships::replace(&tx, claimed, Acquired::AtDesk, now).await?;
    if let Some(link) = sign_in::confirmation_link(registry, &tx, account, bike).await? {
        let letter = letters::confirm_registration(email, BikeReference::of(bike), &link);
        store::mail::queue_about(&tx, &letter, bike, now).await?;
    }
    let tried = Tried {
        times: 0,
        since: now,
        used: true,
    };
    claims::note(&tx, code, tried, Some(now)).await?;
    tx.commit().await?;
    registry.bikes_changed();
    registry.mail_waits();
    tracing::info!(bike.id = %bike, "An owner added an e-mail address with a slip");
    Ok(())
}

/// Returns the bike with this label, if the slip can still be used.
fn bike_of(mark: &Mark, now: Timestamp) -> Option<BikeId> {
    let fixed = mark.issued_at.filter(|_| mark.status == MarkStatus::Issued)?;
    mark.bike.filter(|_| now <= fixed + LASTS)
}

/// Returns the details of a bike's owner, if they have no e-mail address and nobody has confirmed them.
async fn without_address(tx: &Tx, bike: BikeId) -> Result<Option<Contact>, StoreError> {
    let known = store::bike::find(tx, bike).await?;
    if known.is_none_or(|bike| bike.standing == Standing::Retired) {
        return Ok(None);
    }
    let Some(owner) = store::bike::ownerships::owner_of(tx, bike).await? else {
        return Ok(None);
    };
    // The details from the desk stay with the registration until it is confirmed.
    let contact = match store::bike::ownerships::typed_of(tx, &[bike])
        .await?
        .remove(&bike)
    {
        Some(typed) => Some(typed),
        None => store::account::contact(tx, owner.account).await?,
    };
    Ok(contact.filter(|contact| contact.email.is_none() && owner.confirmed_at.is_none()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::desk::issue_mark;
    use crate::testing::{a_desk, a_kit, a_new_bike, email, fresh, mail};
    use domain::account::contact::PhoneNumber;

    fn by_phone() -> Contact {
        Contact {
            name: Some("Ada".into()),
            phone: Some(PhoneNumber::parse("07700 900123").unwrap()),
            ..Contact::default()
        }
    }

    fn is_refused(result: &Result<(), ClaimError>) -> bool {
        matches!(result, Err(ClaimError::Refused))
    }

    testkit::on_each_database! {
        async fn a_slip_adds_an_address_once_and_only_with_its_own_label(db: testkit::Database) {
            let (registry, clock) = fresh(&db).await;
            let desk = a_desk(&registry, "camcycle").await;
            let kit = a_kit(&registry, Some(&desk), 5).await;
            for code in &kit[..2] {
                issue_mark(&registry, &desk, *code, &a_new_bike(""), &by_phone()).await.unwrap();
            }
            let with_address = Contact { email: Some(email("ben@example.org")), ..by_phone() };
            issue_mark(&registry, &desk, kit[2], &a_new_bike(""), &with_address).await.unwrap();
            mail(&registry).await;
            let slip = |code| claims::code_of(&registry.store, code);
            let ada = email("ada@example.org");
            assert!(is_refused(&claim(&registry, kit[0], &slip(kit[1]), &ada).await), "another label's slip");
            assert!(is_refused(&claim(&registry, kit[2], &slip(kit[2]), &ada).await), "it has an address");
            assert!(is_refused(&claim(&registry, kit[3], &slip(kit[3]), &ada).await), "on no bike");
            assert!(is_refused(&claim(&registry, MarkCode::from_data([9; 8]), &slip(kit[0]), &ada).await));
            assert!(mail(&registry).await.is_empty());

            claim(&registry, kit[0], &slip(kit[0]), &ada).await.unwrap();
            let sent = mail(&registry).await;
            assert_eq!(sent.iter().map(|letter| letter.to.as_str()).collect::<Vec<_>>(), ["ada@example.org"]);
            let bike = store::mark::find(&registry.store, kit[0]).await.unwrap().unwrap().bike.unwrap();
            let owner = store::bike::ownerships::owner_of(&registry.store, bike).await.unwrap().unwrap();
            assert_eq!(owner.confirmed_at, None, "an address is confirmed by its link alone");
            let known = store::account::contact(&registry.store, owner.account).await.unwrap().unwrap();
            assert_eq!(known.name, None, "nor are the details");
            let contact = store::bike::ownerships::typed_of(&registry.store, &[bike]).await.unwrap().remove(&bike).unwrap();
            assert_eq!((contact.name.as_deref(), contact.phone.is_some()), (Some("Ada"), true));
            let again = claim(&registry, kit[0], &slip(kit[0]), &email("cy@example.org")).await;
            assert!(is_refused(&again), "{again:?}");

            // A slip can be used for 90 days after the label was fixed.
            clock.advance(SignedDuration::from_hours(24 * 90 + 1));
            assert!(is_refused(&claim(&registry, kit[1], &slip(kit[1]), &ada).await));
        }

        async fn wrong_codes_of_one_label_are_counted(db: testkit::Database) {
            let (registry, clock) = fresh(&db).await;
            let desk = a_desk(&registry, "camcycle").await;
            let kit = a_kit(&registry, Some(&desk), 2).await;
            issue_mark(&registry, &desk, kit[0], &a_new_bike(""), &by_phone()).await.unwrap();
            let ada = email("ada@example.org");
            let right = claims::code_of(&registry.store, kit[0]);
            let wrong = claims::code_of(&registry.store, kit[1]);
            for _ in 0..MOST_TRIES {
                assert!(is_refused(&claim(&registry, kit[0], &wrong, &ada).await));
            }
            for code in [&wrong, &right] {
                let told = claim(&registry, kit[0], code, &ada).await;
                assert!(matches!(told, Err(ClaimError::TooMany)), "{told:?}");
            }
            clock.advance(SignedDuration::from_hours(25));
            claim(&registry, kit[0], &right, &ada).await.unwrap();
        }
    }
}
