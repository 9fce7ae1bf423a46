//! Somebody who has a bike in front of them tells its owner, and never learns who that is.

use crate::Registry;
use crate::mail::letters;
use domain::MarkCode;
use domain::bike::BikeReference;
use domain::mark::MarkStatus;
use jiff::SignedDuration;
use store::StoreError;
use thiserror::Error;

pub use store::message::Body;

/// The most messages about one bike in an hour, from all its finders together. Each finder has fewer: the web counts
/// them, so that nobody who sends many keeps an honest finder from sending one.
const MESSAGES_AN_HOUR: u64 = 30;

/// The most messages that wait for a registration to be confirmed.
const MOST_WAITING: usize = 20;

/// Why a message was not kept.
#[derive(Debug, Error)]
pub enum MessageOwnerError {
    /// The mark is on no bike.
    #[error("This mark is not on a registered bike, so there is nobody to tell")]
    NotOnABike,
    /// The owner has been told enough for now.
    #[error("The owner already has several messages about this bike. Try again in an hour")]
    TooMany,
    /// The store failed; nothing was kept.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Keeps a message to the owner of the bike that carries a mark, and sends the owner a notice by e-mail, if
/// there is an address. A message about a registration that nobody has confirmed is kept and sent when it is. Answers alike
/// whether there is an owner with an address or not.
///
/// # Errors
/// [`MessageOwnerError`]; then nothing was kept.
pub async fn message_owner(
    registry: &Registry,
    mark: MarkCode,
    body: &Body,
) -> Result<(), MessageOwnerError> {
    let now = registry.now();
    let tx = registry.store.begin().await?;
    if let Some(()) = registry.made_before(&tx).await? {
        return Ok(());
    }
    let found = store::mark::find(&tx, mark).await?;
    let bike = found
        .filter(|found| found.status == MarkStatus::Issued)
        .and_then(|found| found.bike)
        .ok_or(MessageOwnerError::NotOnABike)?;
    let an_hour_ago = now - SignedDuration::from_hours(1);
    if store::message::count_sent_after(&tx, bike, an_hour_ago).await? >= MESSAGES_AN_HOUR {
        return Err(MessageOwnerError::TooMany);
    }
    let owner = store::bike::ownerships::owner_of(&tx, bike).await?;
    let waits = owner.is_some_and(|owner| !owner.is_answered_for());
    if waits && store::message::for_bike(&tx, bike).await?.len() >= MOST_WAITING {
        return Err(MessageOwnerError::TooMany);
    }
    store::message::add(&tx, bike, Some(&mark), body, now).await?;
    let contact = match owner {
        // Nobody has shown that the address is theirs: the message is sent when they do.
        Some(owner) if !waits => store::account::contact(&tx, owner.account).await?,
        _ => None,
    };
    if let Some(to) = contact.and_then(|contact| contact.email) {
        let account = format!("{}/account/bikes/{bike}", registry.public_url);
        let letter = letters::message_about_bike(&to, BikeReference::of(bike), body, &account);
        store::mail::queue_about(&tx, &letter, bike, now).await?;
    }
    registry.made(&tx, &()).await?;
    tx.commit().await?;
    registry.mail_waits();
    tracing::info!(bike.id = %bike, "Kept a message to an owner");
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::once::OnceKey;
    use crate::testing::{a_bike_of, confirmed, email, fresh, mail};
    use domain::id::BikeId;

    async fn a_marked_bike(registry: &Registry, code: MarkCode) -> BikeId {
        let bike = a_bike_of(registry, "ada@example.org").await;
        confirmed(registry, bike).await;
        mail(registry).await;
        let now = registry.now();
        let tx = registry.store.begin().await.unwrap();
        store::mark::add_issued(&tx, &[(code, bike)], now).await.unwrap();
        tx.commit().await.unwrap();
        bike
    }

    testkit::on_each_database! {
        async fn a_form_that_is_sent_again_is_one_message(db: testkit::Database) {
            let (registry, _) = fresh(&db).await;
            let code = MarkCode::from_data([1, 2, 3, 4, 5, 6, 7, 8]);
            let bike = a_marked_bike(&registry, code).await;
            let body = Body { text: "By the station".into(), reply_to: None };
            let form = registry.answering(Some(OnceKey::of(["once", "1", "message", "By the station"])));
            let (one, two) = tokio::join!(message_owner(&form, code, &body), message_owner(&form, code, &body));
            one.and(two).unwrap();
            message_owner(&form, code, &body).await.unwrap();
            assert_eq!(mail(&registry).await.len(), 1);
            assert_eq!(store::message::for_bike(&registry.store, bike).await.unwrap().len(), 1);
            let other = registry.answering(Some(OnceKey::of(["once", "2", "message", "By the station"])));
            message_owner(&other, code, &body).await.unwrap();
            assert_eq!(mail(&registry).await.len(), 1, "from another page it is another message");
        }

        async fn the_owner_hears_of_it_thirty_times_an_hour(db: testkit::Database) {
            let (registry, _) = fresh(&db).await;
            let code = MarkCode::from_data([1, 2, 3, 4, 5, 6, 7, 8]);
            let blank = MarkCode::from_data([8, 7, 6, 5, 4, 3, 2, 1]);
            let bike = a_marked_bike(&registry, code).await;
            let body = Body { text: "By the station".into(), reply_to: Some(email("finder@example.org")) };
            let nobody = message_owner(&registry, blank, &body).await;
            assert!(matches!(nobody, Err(MessageOwnerError::NotOnABike)));
            for _ in 0..MESSAGES_AN_HOUR {
                message_owner(&registry, code, &body).await.unwrap();
            }
            assert!(matches!(message_owner(&registry, code, &body).await, Err(MessageOwnerError::TooMany)));
            let sent = mail(&registry).await;
            assert_eq!(sent.len(), 30);
            assert_eq!(sent[0].to, email("ada@example.org"));
            assert!(sent[0].body.contains("By the station") && sent[0].body.contains("finder@example.org"));
            let kept = store::message::for_bike(&registry.store, bike).await.unwrap();
            assert_eq!((kept.len(), &kept[0].body, kept[0].mark), (30, &body, Some(code)));
        }

        async fn a_message_waits_until_the_registration_is_confirmed(db: testkit::Database) {
            let (registry, _) = fresh(&db).await;
            let code = MarkCode::from_data([1, 2, 3, 4, 5, 6, 7, 8]);
            let bike = a_bike_of(&registry, "ada@example.org").await;
            let tx = registry.store.begin().await.unwrap();
            store::mark::add_issued(&tx, &[(code, bike)], registry.now()).await.unwrap();
            tx.commit().await.unwrap();
            mail(&registry).await;
            let say = |text: &str| Body { text: text.into(), reply_to: None };
            message_owner(&registry, code, &say("By the station")).await.unwrap();
            message_owner(&registry, code, &say("Still there")).await.unwrap();
            assert_eq!(mail(&registry).await, [], "nobody has shown that the address is theirs");
            confirmed(&registry, bike).await;
            let sent = mail(&registry).await;
            assert_eq!(sent.len(), 2);
            assert!(sent[0].body.contains("By the station") && sent[1].body.contains("Still there"));
            message_owner(&registry, code, &say("Gone")).await.unwrap();
            assert_eq!(mail(&registry).await.len(), 1);
        }
    }
}
