//! The names of people who did something, as those who work with them know them.

use crate::Registry;
use domain::id::AccountId;
use std::collections::HashMap;
use store::StoreError;

const NAMELESS: &str = "Somebody who has not given a name";

/// The names of some people, by account.
#[derive(Clone, Debug, Default)]
pub struct Names(HashMap<AccountId, String>);

impl Names {
    /// Reads the names of these accounts.
    ///
    /// # Errors
    /// [`StoreError`] when the store fails.
    #[tracing::instrument(level = "debug", skip_all)]
    pub async fn read(
        registry: &Registry,
        accounts: impl IntoIterator<Item = AccountId> + Send,
    ) -> Result<Self, StoreError> {
        let accounts: Vec<AccountId> = accounts.into_iter().collect();
        let people = store::account::contacts(&registry.store, &accounts).await?;
        let named = people
            .into_iter()
            .filter_map(|(id, contact)| Some((id, contact.name?)));
        Ok(Self(named.collect()))
    }

    /// Returns the name of a person, or words for somebody without one.
    pub fn of(&self, who: Option<AccountId>) -> String {
        let known = who.and_then(|account| self.0.get(&account));
        known.map_or_else(|| NAMELESS.to_owned(), Clone::clone)
    }

    /// Returns the name of whoever made a change. The register itself makes some, for nobody.
    pub fn of_change(&self, by: Option<AccountId>) -> String {
        match by {
            Some(_) => self.of(by),
            None => "The register".to_owned(),
        }
    }
}
