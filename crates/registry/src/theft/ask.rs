//! Asks owners once a year whether a bike that is reported stolen is still missing. A report never ends by itself, because
//! then a stolen bike would look honest.

use super::letters;
use super::report::address;
use crate::Registry;
use domain::bike::BikeReference;
use jiff::SignedDuration;
use store::StoreError;
use store::theft::ask::{ask_next, to_ask};

/// How long we wait before we ask, and before we ask again.
pub const ASK_EACH: SignedDuration = SignedDuration::from_hours(365 * 24);

/// How many owners are asked at a time, so that e-mails that somebody waits for are not held up.
const AT_A_TIME: u64 = 200;

/// Asks the owners of bikes that were reported stolen a year ago, or about which we asked a year ago. Returns how many were
/// asked.
///
/// # Errors
/// [`StoreError`] when the store fails; those who were asked before that stay asked.
#[tracing::instrument(level = "debug", skip_all)]
pub async fn ask_owners(registry: &Registry) -> Result<u64, StoreError> {
    let now = registry.now();
    let mut asked = 0;
    for due in to_ask(&registry.store, now, AT_A_TIME).await? {
        let tx = registry.store.begin().await?;
        if !ask_next(&tx, due.report, now + ASK_EACH, now).await? {
            continue;
        }
        if let Some(to) = address(&tx, due.bike).await? {
            let account = format!("{}/account/bikes/{}", registry.public_url, due.bike);
            let reference = BikeReference::of(due.bike);
            let letter = letters::still_missing(&to, reference, due.reported_at, &account);
            store::mail::queue_about(&tx, &letter, due.bike, now).await?;
            asked += 1;
        }
        tx.commit().await?;
    }
    if asked > 0 {
        registry.mail_waits();
        tracing::info!(
            owners = asked,
            "Asked owners whether their bikes are still missing"
        );
    }
    Ok(asked)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{a_new_bike, a_theft, an_account, fresh, mail, registered};
    use crate::theft::report::{found_it, report_theft};
    use domain::theft::TheftOutcome;

    testkit::on_each_database! {
        async fn an_owner_is_asked_once_a_year_until_the_report_ends(db: testkit::Database) {
            let (registry, clock) = fresh(&db).await;
            let ada = an_account(&registry, "ada@example.org").await;
            let bike = registered(&registry, "ada@example.org", a_new_bike("WTU123056K")).await;
            report_theft(&registry, ada, bike, a_theft(&registry)).await.unwrap();
            mail(&registry).await;
            for (days, letters) in [(364, 0), (1, 1), (0, 0), (364, 0), (2, 1)] {
                clock.advance(SignedDuration::from_hours(24 * days));
                assert_eq!(ask_owners(&registry).await.unwrap(), letters, "{days} days later");
                let sent = mail(&registry).await;
                assert_eq!(sent.len() as u64, letters);
                for letter in sent {
                    assert_eq!((letter.to.as_str(), &*letter.subject), ("ada@example.org", "Is your bike still missing?"));
                }
            }
            let own = crate::bike::own::find(&registry, ada, bike).await.unwrap().unwrap();
            assert!(own.reports[0].closed.is_none(), "it never ends by itself");
            found_it(&registry, ada, bike, TheftOutcome::Returned).await.unwrap();
            mail(&registry).await;
            clock.advance(SignedDuration::from_hours(24 * 400));
            assert_eq!(ask_owners(&registry).await.unwrap(), 0);
        }
    }
}
