use crate::Registry;
use crate::account::permits::InspectorOf;
use domain::account::Organisation;
use domain::account::contact::EmailAddress;
use domain::id::{AccountId, OrganisationId};
use std::collections::HashMap;
use store::StoreError;

/// The names that a reader of the log may see: those of people who have a role in the inspected organisations, and of
/// those who had one.
#[derive(Clone, Debug, Default)]
pub struct People {
    names: HashMap<AccountId, String>,
    organisations: Vec<Organisation>,
}

impl People {
    /// Reads the names.
    pub(in crate::look_up) async fn of(
        registry: &Registry,
        inspector: &InspectorOf,
    ) -> Result<Self, StoreError> {
        let source = &registry.store;
        let mut organisations = store::account::organisations::all(source).await?;
        organisations.retain(|one| inspector.of_all || inspector.own.contains(&one.id));
        let ids: Vec<OrganisationId> = organisations.iter().map(|one| one.id).collect();
        let members = store::account::organisations::members(source).await?;
        let own = members
            .into_iter()
            .filter(|member| ids.contains(&member.membership.organisation.id));
        let mut accounts: Vec<AccountId> = own.map(|member| member.account).collect();
        accounts.extend(store::look_up::pages::left(source, &ids).await?);
        accounts.sort_unstable();
        accounts.dedup();
        let contacts = store::account::contacts(source, &accounts).await?;
        let names = contacts.into_iter().map(|(account, contact)| {
            let email = contact.email.as_ref().map(EmailAddress::as_str);
            let name = contact.name.as_deref().or(email).unwrap_or("No name");
            (account, name.to_owned())
        });
        Ok(Self {
            names: names.collect(),
            organisations,
        })
    }

    /// Tells whether somebody has or had a role in the inspected organisations.
    pub fn has(&self, account: AccountId) -> bool {
        self.names.contains_key(&account)
    }

    /// Returns the name of somebody with a role.
    pub fn name(&self, account: AccountId) -> Option<&str> {
        self.names.get(&account).map(String::as_str)
    }

    /// Returns the name of an organisation.
    pub fn organisation(&self, id: OrganisationId) -> Option<&str> {
        let found = self.organisations.iter().find(|one| one.id == id);
        found.map(|one| one.name.as_str())
    }

    /// Lists everybody, by name.
    pub fn list(&self) -> Vec<(AccountId, &str)> {
        let mut all: Vec<_> = self.names.iter().map(|(id, name)| (*id, name.as_str())).collect();
        all.sort_by_key(|(id, name)| (name.to_lowercase(), *id));
        all
    }
}
