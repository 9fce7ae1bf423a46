//! Phones report from time to time that they are a desk. Two phones that share a desk are told about each other, and
//! the coordinator sees which phones still have bikes to send.

use super::rota::desk_at;
use crate::Registry;
use domain::account::Viewer;
use domain::event::Stage;
use domain::id::EventId;
use jiff::{SignedDuration, Timestamp};
use store::StoreError;
pub use store::desk::phones::Phone;

/// If we have not heard from a phone for this long, its volunteer may have gone home.
const STILL_HERE: SignedDuration = SignedDuration::from_hours(3);
/// The most phones that one event can have. No real event has more. With more, somebody is misusing the register.
const MOST: usize = 100;

/// What a phone reports.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Said {
    /// What identifies the phone.
    pub phone: String,
    /// What the desk is called.
    pub desk: String,
    /// How many entries are waiting on it.
    pub waiting: u32,
    /// True if it has stopped being a desk.
    pub closed: bool,
}

/// What we tell a phone.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Told {
    /// The stage of the event.
    pub stage: Stage,
    /// When other phones opened the same desk.
    pub others: Vec<Timestamp>,
}

/// Records a phone's report. Returns `None` if the account may not work at the event.
///
/// # Errors
/// [`StoreError`] when the store fails.
#[tracing::instrument(level = "debug", skip_all, fields(event = event.0))]
pub async fn present(
    registry: &Registry,
    viewer: &Viewer,
    event: EventId,
    said: &Said,
) -> Result<Option<Told>, StoreError> {
    let Some((desk, event)) = desk_at(registry, viewer, event).await? else {
        return Ok(None);
    };
    let now = registry.now();
    let known = store::desk::phones::of_event(&registry.store, event.id).await?;
    let is_known = known.iter().any(|phone| phone.phone == said.phone);
    let tx = registry.store.begin().await?;
    if said.closed {
        store::desk::phones::closed(&tx, event.id, &said.phone).await?;
    } else if is_known || known.len() < MOST {
        let phone = Phone {
            desk: said.desk.clone(),
            phone: said.phone.clone(),
            account: desk.volunteer,
            opened_at: now,
            seen_at: now,
            waiting: said.waiting,
        };
        store::desk::phones::seen(&tx, event.id, &phone).await?;
    }
    tx.commit().await?;
    let others = known
        .into_iter()
        .filter(|phone| phone.desk == said.desk && phone.phone != said.phone)
        .filter(|phone| phone.seen_at > now - STILL_HERE)
        .map(|phone| phone.opened_at)
        .collect();
    Ok(Some(Told {
        stage: event.stage,
        others,
    }))
}

/// Lists the phones that are or were desks of an event. Callers only show them to its coordinator.
///
/// # Errors
/// [`StoreError`] when the store fails.
#[tracing::instrument(level = "debug", skip_all, fields(event = event.0))]
pub async fn of_event(registry: &Registry, event: EventId) -> Result<Vec<Phone>, StoreError> {
    store::desk::phones::of_event(&registry.store, event).await
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{an_event, fresh};

    fn said(phone: &str, desk: &str, waiting: u32) -> Said {
        Said {
            phone: phone.into(),
            desk: desk.into(),
            waiting,
            closed: false,
        }
    }

    testkit::on_each_database! {
        async fn two_phones_at_one_desk_are_told_of_each_other(db: testkit::Database) {
            let (registry, clock) = fresh(&db).await;
            let (event, volunteer, _) = an_event(&registry, "camcycle").await;
            let (_, stranger, _) = an_event(&registry, "ely").await;
            let told = async |words: Said| present(&registry, &volunteer, event, &words).await.unwrap().unwrap();
            let opened = registry.now();
            assert_eq!(told(said("one", "Desk 1", 0)).await, Told { stage: Stage::Published, others: vec![] });
            assert_eq!(told(said("two", "Desk 2", 4)).await.others, []);
            clock.advance(SignedDuration::from_mins(10));
            assert_eq!(told(said("two", "Desk 1", 4)).await.others, [opened], "it chose the same desk");
            assert_eq!(told(said("one", "Desk 1", 2)).await.others.len(), 1);
            let phones = of_event(&registry, event).await.unwrap();
            let listed: Vec<_> = phones.iter().map(|phone| (phone.phone.as_str(), phone.waiting)).collect();
            assert_eq!(listed, [("one", 2), ("two", 4)]);

            told(Said { closed: true, ..said("two", "Desk 1", 0) }).await;
            assert_eq!(told(said("one", "Desk 1", 0)).await.others, []);
            told(said("two", "Desk 1", 0)).await;
            clock.advance(SignedDuration::from_hours(4));
            assert_eq!(told(said("one", "Desk 1", 0)).await.others, [], "it went home");
            assert_eq!(present(&registry, &stranger, event, &said("x", "Desk 1", 0)).await.unwrap(), None);
        }
    }
}
