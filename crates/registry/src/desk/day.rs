//! Lists what was marked on an event's day, bike by bike and without the owners.

use crate::Registry;
use crate::account::permits::CoordinatorOf;
use domain::MarkCode;
use domain::bike::Description;
use domain::id::{BikeId, EventId};
use jiff::Timestamp;
use std::collections::{HashMap, HashSet};
use store::StoreError;
use store::desk::entries::{Entry, EntryState};

/// What has become of a bike that was brought to a desk.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Became {
    /// It is on the register.
    Registered,
    /// A person has to decide.
    ToSortOut,
    /// A person has put it aside.
    PutAside,
    /// The desk has withdrawn it.
    Withdrawn,
}

impl Became {
    /// Returns the words for a list.
    pub fn label(self) -> &'static str {
        match self {
            Self::Registered => "on the register",
            Self::ToSortOut => "to sort out",
            Self::PutAside => "put aside",
            Self::Withdrawn => "withdrawn",
        }
    }

    fn of(entry: &Entry) -> Self {
        match entry.state {
            _ if entry.withdrawn_at.is_some() => Self::Withdrawn,
            EntryState::Marked | EntryState::Settled => Self::Registered,
            EntryState::Waiting => Self::ToSortOut,
            EntryState::PutAside => Self::PutAside,
        }
    }
}

/// A bike that was brought to a desk.
#[derive(Clone, Debug, PartialEq)]
pub struct DayBike {
    /// What the desk is called, or `None` for a bike that was marked with the form that needs a signal.
    pub desk: Option<String>,
    /// When it was saved.
    pub at: Option<Timestamp>,
    /// The label that was fixed, if one was read.
    pub mark: Option<MarkCode>,
    /// What has become of it.
    pub became: Became,
    /// What it looks like, or `None` if it is not on the register.
    pub description: Option<Description>,
}

/// Reads what was marked at an event that the account manages, by desk and by time. Returns `None` if there is no such
/// event.
///
/// # Errors
/// [`StoreError`] when the store fails.
#[tracing::instrument(level = "debug", skip_all, fields(event = event.0))]
pub async fn of_event(
    registry: &Registry,
    coordinator: &CoordinatorOf,
    event: EventId,
) -> Result<Option<Vec<DayBike>>, StoreError> {
    let store = &registry.store;
    let found = store::event::find(store, event).await?;
    if !found.is_some_and(|found| coordinator.keeps(found.event.organisation)) {
        return Ok(None);
    }
    let entries = store::desk::entries::of_event(store, event, Timestamp::MIN, Timestamp::MAX).await?;
    let fixed = store::mark::batches::on_bikes_at(store, event).await?;
    let told: HashSet<MarkCode> = entries.iter().filter_map(|entry| entry.new.mark).collect();
    let bikes = entries.into_iter().filter(|entry| entry.new.withdraws.is_none());
    let of_desks = bikes.map(|entry| {
        let became = Became::of(&entry);
        let row = DayBike {
            at: Some(entry.new.made_at),
            mark: entry.new.mark,
            became,
            description: None,
            desk: Some(entry.new.desk),
        };
        (row, entry.bike)
    });
    let by_form = fixed.into_iter().filter(|mark| !told.contains(&mark.code));
    let by_form = by_form.map(|mark| {
        let row = DayBike {
            at: mark.issued_at,
            mark: Some(mark.code),
            became: Became::Registered,
            description: None,
            desk: None,
        };
        (row, mark.bike)
    });
    let rows: Vec<(DayBike, Option<BikeId>)> = of_desks.chain(by_form).collect();
    described(registry, rows).await.map(Some)
}

/// Adds what each bike looks like, and puts the bikes in order: those of a desk together.
async fn described(
    registry: &Registry,
    rows: Vec<(DayBike, Option<BikeId>)>,
) -> Result<Vec<DayBike>, StoreError> {
    let ids: Vec<BikeId> = rows.iter().filter_map(|(_, bike)| *bike).collect();
    let (bikes, _) = store::bike::load_readable(&registry.store, &ids).await?;
    let mut looks: HashMap<BikeId, Description> = bikes
        .into_iter()
        .map(|(bike, _)| (bike.id, bike.description))
        .collect();
    let mut rows: Vec<DayBike> = rows
        .into_iter()
        .map(|(row, bike)| DayBike {
            description: bike.and_then(|bike| looks.remove(&bike)),
            ..row
        })
        .collect();
    rows.sort_by(|a, b| (a.desk.is_none(), &a.desk, a.at).cmp(&(b.desk.is_none(), &b.desk, b.at)));
    Ok(rows)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::desk::issue_mark;
    use crate::testing::{a_coordinator, a_kit_for, a_new_bike, an_event, fresh};
    use domain::account::contact::Contact;
    use domain::desk::{EntryId, NeedsPerson};
    use store::desk::entries::{self, Body, NewEntry};

    testkit::on_each_database! {
        async fn bikes_of_the_day_are_listed_by_desk(db: testkit::Database) {
            let (registry, _) = fresh(&db).await;
            let (event, _, desk) = an_event(&registry, "camcycle").await;
            let (_, _, stranger) = an_event(&registry, "ely").await;
            let codes = a_kit_for(&registry, &desk, Some(event), 3).await;
            let mut bikes = Vec::new();
            for (code, number) in codes.iter().zip(["AB11111", "AB22222"]) {
                let bike = a_new_bike(number);
                let marked = issue_mark(&registry, &desk, *code, &bike, &Contact::default()).await.unwrap();
                bikes.push(marked.bike);
            }
            let now = registry.now();
            let entry = |number: u32, name: &str, mark| NewEntry {
                id: EntryId::parse(&format!("019ab3c4-5d6e-7f80-9a1b-{number:012x}")).unwrap(),
                event,
                desk: name.to_owned(),
                sent_by: desk.volunteer,
                made_at: now,
                seconds: None,
                mark,
                withdraws: None,
            };
            let tx = registry.store.begin().await.unwrap();
            let second = entry(1, "Desk 2", Some(codes[0]));
            assert!(entries::claim(&tx, &second, now).await.unwrap());
            entries::marked(&tx, &second.id, bikes[0]).await.unwrap();
            let waits = entry(2, "Desk 1", Some(codes[2]));
            let body = Body::Opened("{}".to_owned());
            assert!(entries::keep(&tx, &waits, NeedsPerson::Invalid, &body, now).await.unwrap());
            tx.commit().await.unwrap();

            let theirs = CoordinatorOf::of(&a_coordinator(&registry, &desk).await).unwrap();
            let day = of_event(&registry, &theirs, event).await.unwrap().unwrap();
            let told: Vec<_> = day
                .iter()
                .map(|one| (one.desk.as_deref(), one.mark.unwrap(), one.became, one.description.is_some()))
                .collect();
            let expected = [
                (Some("Desk 1"), codes[2], Became::ToSortOut, false),
                (Some("Desk 2"), codes[0], Became::Registered, true),
                (None, codes[1], Became::Registered, true),
            ];
            assert_eq!(told, expected);
            let other = CoordinatorOf::of(&a_coordinator(&registry, &stranger).await).unwrap();
            assert_eq!(of_event(&registry, &other, event).await.unwrap(), None);
        }
    }
}
