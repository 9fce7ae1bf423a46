//! Asking for a sign-in link. The page stores the request and the worker answers it, so that known and unknown
//! addresses take the same time and get the same answer.

use super::sign_in::{self, Purpose, STAFF_SIGN_IN_LASTS};
use crate::Registry;
use crate::account::letters;
use domain::account::contact::EmailAddress;
use domain::id::AccountId;
use jiff::{SignedDuration, Timestamp};
use store::account::links::NewLink;
use store::account::requests::{self, Request, RequestId};
use store::{StoreError, Tx};

/// How far back requests and links are counted. It is no longer than a link lasts, so when we stop sending links, one
/// of them still works.
const WINDOW: SignedDuration = STAFF_SIGN_IN_LASTS;

/// The most links that one browser gets for one address within the window.
const ASKER_MOST: u64 = 5;

/// The most links that are sent to one address within the window, however many people ask for them.
const ADDRESS_MOST: u64 = 10;

/// A link with less time left than this does not count as one that works.
const TOO_SHORT: SignedDuration = SignedDuration::from_mins(5);

/// If a request has waited longer than this because no worker was running, we do not answer it.
const STALE: SignedDuration = SignedDuration::from_hours(1);

/// How many requests are read at a time.
const AT_A_TIME: u64 = 50;

/// What happened to a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Asked {
    /// A link is sent if the address is known.
    Taken,
    /// Several links have already been asked for. Another one may be sent after this time.
    EnoughUntil(Timestamp),
}

/// Asks for a sign-in link to an address. `asker` identifies the browser, so that somebody who asks too often for an
/// address does not block others who ask for the same one. The answer does not say whether the address is known.
///
/// # Errors
/// [`StoreError`] when the store fails.
#[tracing::instrument(level = "debug", skip_all)]
pub async fn ask_for_link(
    registry: &Registry,
    email: &EmailAddress,
    asker: &[u8],
    next: Option<&str>,
) -> Result<Asked, StoreError> {
    let now = registry.now();
    let since = now - WINDOW;
    let tx = registry.store.begin().await?;
    if let Some(at) = requests::nth_last(&tx, email, Some(asker), ASKER_MOST, since).await? {
        return Ok(Asked::EnoughUntil(at + WINDOW));
    }
    let many = requests::nth_last(&tx, email, None, ADDRESS_MOST, since).await?;
    requests::insert(&tx, email, asker, next, now).await?;
    tx.commit().await?;
    registry.sign_in_waits();
    Ok(many.map_or(Asked::Taken, |at| Asked::EnoughUntil(at + WINDOW)))
}

/// Answers the waiting requests, each in its own transaction, and returns how many. A request that cannot be answered
/// does not hold up the others.
///
/// # Errors
/// [`StoreError`] when the store fails; what was answered stays answered.
#[tracing::instrument(level = "debug", skip_all)]
pub async fn answer_requests(registry: &Registry) -> Result<usize, StoreError> {
    let mut done = 0;
    loop {
        let waits = requests::waiting(&registry.store, AT_A_TIME).await?;
        let more = waits.len() as u64 >= AT_A_TIME;
        let before = done;
        for id in waits {
            match answer(registry, id).await {
                Ok(was_free) => done += usize::from(was_free),
                Err(error @ StoreError::Database(_)) => return Err(error),
                Err(error) => {
                    tracing::error!(%error, "Could not answer a request for a sign-in link; skipped it");
                    set_aside(registry, id).await?;
                    done += 1;
                }
            }
        }
        // Another worker answers the requests that it has locked.
        if !more || done == before {
            return Ok(done);
        }
    }
}

async fn answer(registry: &Registry, id: RequestId) -> Result<bool, StoreError> {
    let now = registry.now();
    let tx = registry.store.begin().await?;
    let Some(request) = requests::take(&tx, id, now - WINDOW).await? else {
        return Ok(false);
    };
    let account = match request.account {
        Some(account) if wants_link(&tx, account, &request, now).await? => Some(account),
        _ => None,
    };
    if let Some(account) = account {
        send_link(registry, &tx, account, request.next.as_deref()).await?;
    }
    requests::answered(&tx, id, now).await?;
    tx.commit().await?;
    if account.is_some() {
        registry.mail_waits();
    }
    Ok(true)
}

async fn set_aside(registry: &Registry, id: RequestId) -> Result<(), StoreError> {
    let tx = registry.store.begin().await?;
    requests::answered(&tx, id, registry.now()).await?;
    tx.commit().await
}

/// Tells whether to answer a request for a known address with a link. If enough links were already sent, another one is
/// only sent if none of them still works.
async fn wants_link(
    tx: &Tx,
    account: AccountId,
    request: &Request,
    now: Timestamp,
) -> Result<bool, StoreError> {
    if request.before >= ASKER_MOST || request.asked_at < now - STALE {
        return Ok(false);
    }
    let purpose = Purpose::SignIn;
    let made = store::account::links::count_made_after(tx, account, purpose, now - WINDOW).await?;
    if made < ADDRESS_MOST {
        return Ok(true);
    }
    let one_works = store::account::links::works_at(tx, account, purpose, now + TOO_SHORT).await?;
    if one_works {
        tracing::warn!(
            account.id = %account,
            "Sent no sign-in link: {made} were sent within half an hour, and one still works"
        );
    }
    Ok(!one_works)
}

async fn send_link(
    registry: &Registry,
    tx: &Tx,
    account: AccountId,
    next: Option<&str>,
) -> Result<(), StoreError> {
    let now = registry.now();
    // Write to the address as the account spells it, because another spelling may be another person's mailbox.
    let Some(to) = store::account::contact(tx, account)
        .await?
        .and_then(|contact| contact.email)
    else {
        return Ok(());
    };
    let lasts = sign_in::lasts_for(tx, account).await?;
    let token = sign_in::new_token(registry);
    let link = NewLink {
        token: &token,
        account,
        purpose: Purpose::SignIn,
        bike: None,
        next,
        expires_at: now + lasts,
    };
    store::account::links::insert(tx, &link, now).await?;
    let letter = letters::sign_in(&to, &sign_in::address_of(registry, &token), lasts);
    store::mail::queue_first(tx, &letter, now).await?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::account::sign_in::{SIGN_IN_LASTS, SpendLinkError, peek_link, spend_link};
    use crate::testing::{a_bike_of, email, fresh, mail, token_in};
    use store::mail::Letter;

    const ADA: &str = "ada@example.org";

    async fn ask(registry: &Registry, address: &str, asker: &str) -> Asked {
        ask_for_link(registry, &email(address), asker.as_bytes(), None)
            .await
            .unwrap()
    }

    async fn answers(registry: &Registry) -> Vec<Letter> {
        answer_requests(registry).await.unwrap();
        mail(registry).await
    }

    testkit::on_each_database! {
        async fn only_an_account_is_sent_a_link_and_each_works_until_it_is_used(db: testkit::Database) {
            let (registry, clock) = fresh(&db).await;
            a_bike_of(&registry, ADA).await;
            let confirmation = token_in(&mail(&registry).await[0]);
            assert_eq!(ask(&registry, "nobody@example.org", "b1").await, Asked::Taken);
            assert_eq!(answers(&registry).await, []);

            ask(&registry, "ADA@example.org", "b1").await;
            ask(&registry, ADA, "b2").await;
            let sent = answers(&registry).await;
            assert!(sent.iter().all(|letter| letter.to == email(ADA)), "as the account has it");
            let (first, second) = (token_in(&sent[0]), token_in(&sent[1]));
            assert!(spend_link(&registry, &second).await.is_ok());
            assert!(spend_link(&registry, &first).await.is_ok(), "a second link does not end the first");
            assert!(matches!(spend_link(&registry, &first).await, Err(SpendLinkError::AlreadySpent)));

            ask(&registry, ADA, "b1").await;
            let late = token_in(&answers(&registry).await[0]);
            clock.advance(SIGN_IN_LASTS);
            assert!(matches!(spend_link(&registry, &late).await, Err(SpendLinkError::Expired)));
            assert!(peek_link(&registry, &confirmation).await.is_ok(), "another purpose, a longer time");
        }

        async fn who_asks_too_often_spoils_nothing_for_others(db: testkit::Database) {
            let (registry, clock) = fresh(&db).await;
            a_bike_of(&registry, ADA).await;
            mail(&registry).await;
            let until = registry.now() + WINDOW;
            for address in [ADA, "nobody@example.org"] {
                let mut said = Vec::new();
                for _ in 0..8 {
                    said.push(ask(&registry, address, "stranger").await);
                }
                let taken = said.iter().filter(|asked| **asked == Asked::Taken).count();
                assert_eq!(taken, 5, "{address}");
                assert!(said[5..].iter().all(|asked| *asked == Asked::EnoughUntil(until)));
            }
            let theirs = answers(&registry).await;
            assert_eq!(theirs.len(), 5);
            assert_eq!(ask(&registry, ADA, "ada's own").await, Asked::Taken);
            let own = answers(&registry).await;
            assert_eq!(own.len(), 1);
            assert!(peek_link(&registry, &token_in(&own[0])).await.is_ok());
            assert!(peek_link(&registry, &token_in(&theirs[0])).await.is_ok());
            clock.advance(WINDOW);
            assert_eq!(ask(&registry, ADA, "stranger").await, Asked::Taken);
            assert_eq!(answers(&registry).await.len(), 1);
        }

        async fn a_flood_fills_no_mailbox_and_locks_nobody_out(db: testkit::Database) {
            let (registry, _) = fresh(&db).await;
            a_bike_of(&registry, ADA).await;
            mail(&registry).await;
            for stranger in 0..30 {
                for address in [ADA, "nobody@example.org"] {
                    let asked = ask(&registry, address, &format!("stranger {stranger}")).await;
                    assert_eq!(asked == Asked::Taken, stranger < 10, "{address} {stranger}");
                }
            }
            let sent = answers(&registry).await;
            assert_eq!(sent.len(), 10);
            // Each link that was sent works. When the last one has been used, another is sent.
            for letter in &sent {
                assert!(spend_link(&registry, &token_in(letter)).await.is_ok());
            }
            assert!(matches!(ask(&registry, ADA, "ada's own").await, Asked::EnoughUntil(_)));
            let own = answers(&registry).await;
            assert_eq!(own.len(), 1);
            assert!(spend_link(&registry, &token_in(&own[0])).await.is_ok());
        }

        async fn of_many_who_ask_at_once_five_get_a_link(db: testkit::Database) {
            let (registry, _) = fresh(&db).await;
            a_bike_of(&registry, ADA).await;
            mail(&registry).await;
            let asking = (0..15).map(|_| {
                let registry = registry.clone();
                tokio::spawn(async move { ask(&registry, ADA, "one").await })
            });
            for asked in asking.collect::<Vec<_>>() {
                asked.await.unwrap();
            }
            let (one, two) = tokio::join!(answer_requests(&registry), answer_requests(&registry));
            one.unwrap();
            two.unwrap();
            assert_eq!(answers(&registry).await.len(), 5);
        }

        async fn a_link_knows_where_to_lead_and_old_requests_are_left(db: testkit::Database) {
            let (registry, clock) = fresh(&db).await;
            a_bike_of(&registry, ADA).await;
            mail(&registry).await;
            let next = Some("/account/bikes/1/report-stolen");
            ask_for_link(&registry, &email(ADA), b"one", next).await.unwrap();
            let link = token_in(&answers(&registry).await[0]);
            assert_eq!(spend_link(&registry, &link).await.unwrap().next.as_deref(), next);
            ask(&registry, ADA, "one").await;
            clock.advance(STALE + SignedDuration::from_mins(1));
            assert_eq!(answers(&registry).await, [], "nobody waits for it any more");
            assert_eq!(answer_requests(&registry).await.unwrap(), 0);
        }
    }
}
