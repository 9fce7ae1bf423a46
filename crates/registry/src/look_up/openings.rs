//! Shows an owner who opened their details, and when. It names the organisation, not the person who works there.

use super::acts::Action;
use crate::Registry;
use domain::bike::BikeReference;
use domain::id::AccountId;
use jiff::Timestamp;
use store::StoreError;

/// The most openings that a page shows.
const MOST: u64 = 200;

/// An opening of an owner's details.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OpenedDetails {
    /// When they were opened.
    pub at: Timestamp,
    /// The organisation whose officer opened them, or `None` if it was somebody who runs the register.
    pub by: Option<String>,
    /// The bike through which they were opened.
    pub bike: Option<BikeReference>,
}

/// Reads who opened an owner's details, newest first, without what the owner may not see yet.
///
/// # Errors
/// [`StoreError`] when the store fails.
#[tracing::instrument(level = "debug", skip_all, fields(account = account.0))]
pub async fn of_owner(registry: &Registry, account: AccountId) -> Result<Vec<OpenedDetails>, StoreError> {
    let source = &registry.store;
    let entries = store::look_up::openings::of_owner(source, account, registry.now(), MOST).await?;
    let organisations = store::account::organisations::all(source).await?;
    let openings = entries.into_iter().map(|(at, entry)| {
        let by = organisations
            .iter()
            .find(|organisation| Some(organisation.id) == entry.organisation);
        let is_officer = entry.action == Action::OwnerDetailsOpened;
        OpenedDetails {
            at,
            by: by
                .filter(|_| is_officer)
                .map(|organisation| organisation.name.clone()),
            bike: entry.bike.map(BikeReference::of),
        }
    });
    Ok(openings.collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::look_up::owner_details::open_owner_details;
    use crate::testing::{a_new_bike, an_account, an_officer, fresh, registered};
    use domain::london;
    use domain::look_up::Reason;
    use jiff::SignedDuration;

    testkit::on_each_database! {
        async fn an_owner_sees_which_force_opened_their_details_and_later_what_was_hidden(db: testkit::Database) {
            let (registry, clock) = fresh(&db).await;
            let officer = an_officer(&registry, "police").await;
            let bike = registered(&registry, "ada@example.org", a_new_bike("WTU 123 K")).await;
            let owner = an_account(&registry, "ada@example.org").await;
            let reason = Reason::parse("PS/2026/118").unwrap();
            let tomorrow = london::date_of(registry.now()).tomorrow().unwrap();
            for hidden_until in [None, Some(tomorrow)] {
                let opened = open_owner_details(&registry, officer, bike, None, &reason, hidden_until).await;
                opened.unwrap();
            }
            let seen = of_owner(&registry, owner).await.unwrap();
            let bike = Some(BikeReference::of(bike));
            let one = OpenedDetails { at: registry.now(), by: Some("police".into()), bike };
            assert_eq!(seen, [one]);
            clock.advance(SignedDuration::from_hours(24));
            assert_eq!(of_owner(&registry, owner).await.unwrap().len(), 2);
        }
    }
}
