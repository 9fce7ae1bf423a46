//! Shows an officer what they looked up themselves, why, and what it led to.

use super::acts::{self, Action};
use crate::Registry;
use crate::account::permits::OfficerOf;
use domain::id::{LookUpId, RecoveryId};
use domain::look_up::Reason;
use jiff::Timestamp;
use store::StoreError;
use store::look_up::audit;
use store::look_up::pages::{self, Place};

/// How many look-ups a page has.
pub const EACH: usize = 25;

/// Something that a look-up led to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LedTo {
    /// The officer did something.
    Act(Action),
    /// It belongs to a recovered bike.
    Recovery(RecoveryId),
}

/// A look-up by the officer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OwnLookUp {
    /// Its id.
    pub id: LookUpId,
    /// When it was made.
    pub at: Timestamp,
    /// What was looked for, in words.
    pub asked: String,
    /// Why.
    pub reason: Reason,
    /// How many bikes were shown, or `None` if the search did not finish.
    pub results: Option<u32>,
    /// What it led to, oldest first.
    pub led_to: Vec<(Timestamp, LedTo)>,
}

/// Reads a page of the officer's own look-ups, newest first, and where the next page begins if there are more.
///
/// # Errors
/// [`StoreError`] when the store fails.
#[tracing::instrument(level = "debug", skip_all)]
pub async fn own(
    registry: &Registry,
    officer: OfficerOf,
    before: Option<Place>,
) -> Result<(Vec<OwnLookUp>, Option<Place>), StoreError> {
    let source = &registry.store;
    let mut look_ups = pages::own(source, officer.account, before, EACH as u64 + 1).await?;
    let more = look_ups.len() > EACH;
    look_ups.truncate(EACH);
    let older = look_ups.last().filter(|_| more).map(|last| last.place());
    let ids: Vec<LookUpId> = look_ups.iter().map(|look_up| look_up.id).collect();
    let done = audit::for_look_ups(source, &ids).await?;
    let recoveries = store::recovery::from_look_ups(source, &ids).await?;
    let own = look_ups.into_iter().map(|look_up| {
        let acts = done.iter().filter(|(_, entry)| {
            let is_own = entry.actor == Some(officer.account);
            is_own && entry.look_up == Some(look_up.id) && entry.action != Action::LookUpOpened
        });
        let acts = acts.map(|(at, entry)| (*at, LedTo::Act(entry.action)));
        let recoveries = recoveries.iter().filter(|(from, ..)| *from == look_up.id);
        let recoveries = recoveries.map(|(_, recovery, at)| (*at, LedTo::Recovery(*recovery)));
        let mut led_to: Vec<_> = acts.chain(recoveries).collect();
        led_to.sort_by_key(|(at, _)| *at);
        OwnLookUp {
            id: look_up.id,
            at: look_up.at,
            asked: acts::asked(look_up.query),
            reason: look_up.reason,
            results: look_up.results,
            led_to,
        }
    });
    Ok((own.collect(), older))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::look_up::owner_details::open_owner_details;
    use crate::look_up::{LookUp, look_up, read_back};
    use crate::testing::{a_new_bike, an_account, an_officer, fresh, registered};
    use jiff::SignedDuration;

    testkit::on_each_database! {
        async fn officers_see_their_own_look_ups_and_what_came_of_them(db: testkit::Database) {
            let (registry, clock) = fresh(&db).await;
            let officer = an_officer(&registry, "police").await;
            let bike = registered(&registry, "ada@example.org", a_new_bike("WTU 123 K")).await;
            let reason = Reason::parse("PS/2026/118").unwrap();
            let mut ids = Vec::new();
            for number in 0..=EACH {
                clock.advance(SignedDuration::from_mins(1));
                let query = LookUp { number: Some(format!("WTU{number}")), ..LookUp::default() };
                ids.push(look_up(&registry, officer, &reason, &query, 9).await.unwrap());
            }
            let last = ids[EACH];
            let opened = open_owner_details(&registry, officer, bike, Some(last), &reason, None).await;
            opened.unwrap();
            let other = an_account(&registry, "two@example.org").await;
            let colleague = OfficerOf { account: other, ..officer };
            read_back(&registry, colleague, last).await.unwrap();

            let (first, older) = own(&registry, officer, None).await.unwrap();
            assert_eq!((first.len(), first[0].id, first[0].asked.as_str()), (EACH, last, "WTU25"));
            let acts: Vec<LedTo> = first[0].led_to.iter().map(|(_, led_to)| *led_to).collect();
            assert_eq!(acts, [LedTo::Act(Action::OwnerDetailsOpened)], "a colleague's reading is not theirs");
            let (rest, none) = own(&registry, officer, older).await.unwrap();
            assert_eq!((rest.len(), rest[0].id, none), (1, ids[0], None));
            assert_eq!(own(&registry, colleague, None).await.unwrap().0, []);
        }
    }
}
