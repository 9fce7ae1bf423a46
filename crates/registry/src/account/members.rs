//! Staff and their roles, for the command line.

use crate::Registry;
use crate::context::one;
use domain::account::contact::{Contact, EmailAddress};
use domain::account::factor::FactorRule;
use domain::account::{Membership, Organisation, OrganisationKind, Role};
use domain::id::{AccountId, OrganisationId};
use domain::look_up::Reason;
use jiff::Timestamp;
use store::account::Person;
use store::account::organisations::Member;
use store::look_up::audit::{Action, AuditEntry};
use store::{StoreError, Tx};
use thiserror::Error;

/// How many entries of an account's history are shown.
const HISTORY: u64 = 20;

/// Why a role was not given or taken, or an account was not found.
#[derive(Debug, Error)]
pub enum AccountError {
    /// No account has that e-mail address.
    #[error("no account has this e-mail address; add one with `framemark user add`")]
    Unknown,
    /// No organisation has that slug.
    #[error("there is no organisation {slug:?}; {}", listed(.known))]
    NoOrganisation {
        /// The slug that was given.
        slug: String,
        /// The slugs of all organisations, separated by commas.
        known: String,
    },
    /// An organisation that belongs to no partnership cannot lead one.
    #[error("{slug} belongs to no partnership; add it with `framemark org add --partnership`")]
    NoPartnership {
        /// The slug of the organisation that should lead.
        slug: String,
    },
    /// Only a police force has officers.
    #[error(
        "{slug} is not a police organisation, and only a police organisation has officers; give another role, or name another organisation"
    )]
    NotPolice {
        /// The slug of the organisation that was named.
        slug: String,
    },
    /// The store failed; nothing was written.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// An account with a role, as the command line lists it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StaffMember {
    /// The account, its role, and when it got the role.
    pub member: Member,
    /// How to reach the person.
    pub contact: Contact,
}

/// What the command line shows about an account.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ShownAccount {
    /// The account, and how to reach its owner.
    pub person: Person,
    /// Its roles, oldest first.
    pub roles: Vec<Membership>,
    /// How many bikes it owns.
    pub bikes: usize,
    /// Its latest sign-ins, sign-outs and changes of roles, newest first.
    pub history: Vec<(Timestamp, AuditEntry)>,
}

fn listed(known: &str) -> String {
    if known.is_empty() {
        "the register has none yet".to_owned()
    } else {
        format!("the register has: {known}")
    }
}

/// Adds an organisation, and its partnership if one is named. `rule` says what it asks of its staff when they sign in.
/// Returns false, and changes nothing, if the slug is taken.
///
/// # Errors
/// [`StoreError`] when the store fails; then nothing was written.
#[tracing::instrument(level = "debug", skip_all)]
pub async fn add_organisation(
    registry: &Registry,
    slug: &str,
    name: &str,
    kind: OrganisationKind,
    partnership: Option<(&str, &str)>,
    rule: FactorRule,
) -> Result<bool, StoreError> {
    let tx = registry.store.begin().await?;
    if store::account::organisations::find_by_slug(&tx, slug)
        .await?
        .is_some()
    {
        return Ok(false);
    }
    let partnership = match partnership {
        Some((slug, name)) => Some(store::account::organisations::ensure_partnership(&tx, slug, name).await?),
        None => None,
    };
    let made = store::account::organisations::ensure(&tx, slug, name, kind, partnership).await?;
    store::account::organisations::set_factor_rule(&tx, made, rule).await?;
    tx.commit().await?;
    Ok(true)
}

/// Makes an organisation the lead of its partnership. Returns the partnership's slug.
///
/// # Errors
/// [`AccountError`]; then nothing was changed.
#[tracing::instrument(level = "debug", skip_all)]
pub async fn lead(registry: &Registry, slug: &str) -> Result<String, AccountError> {
    let tx = registry.store.begin().await?;
    let found = named(&tx, slug).await?;
    let partnerships = store::account::organisations::partnerships(&tx).await?;
    let led = partnerships
        .into_iter()
        .find(|one| Some(one.id) == found.partnership);
    let led = led.ok_or(AccountError::NoPartnership { slug: found.slug })?;
    store::account::organisations::lead(&tx, found.id, led.id).await?;
    tx.commit().await?;
    tracing::info!(organisation = found.id.0, "Set the lead of a partnership");
    Ok(led.slug)
}

/// Gives the account with this e-mail address a role in an organisation, and makes the account if there is none.
/// Returns whether the role is new. The audit log records it. It writes the name unless the account has details that
/// its owner agreed to. Details that others have typed with the address do not matter.
///
/// # Errors
/// [`AccountError`]; then nothing was written.
#[tracing::instrument(level = "debug", skip_all)]
pub async fn add_member(
    registry: &Registry,
    contact: &Contact,
    organisation: &str,
    role: Role,
) -> Result<(AccountId, bool), AccountError> {
    let now = registry.now();
    let tx = registry.store.begin().await?;
    let found = named(&tx, organisation).await?;
    if role == Role::Officer && found.kind != OrganisationKind::Police {
        return Err(AccountError::NotPolice { slug: found.slug });
    }
    let account = one(
        store::account::find_or_create(&tx, std::slice::from_ref(contact), now).await?,
        "account",
    )?;
    let person = store::account::known(&tx, account).await?;
    if contact.name.is_some() && person.is_none_or(|person| person.agreed().is_none()) {
        let name = Contact {
            name: contact.name.clone(),
            ..Contact::default()
        };
        store::account::agree(&tx, account, &name, now).await?;
    }
    let new = store::account::organisations::add_member(&tx, account, found.id, role, now).await?;
    if new {
        note(&tx, account, found.id, role, Action::RoleGiven, now).await?;
    }
    tx.commit().await?;
    Ok((account, new))
}

/// Takes roles from the account with this e-mail address: only those in one organisation if one is named, and only one
/// role if one is named. The account and its bikes stay. Returns the roles that were taken. The audit log records each
/// of them.
///
/// # Errors
/// [`AccountError`]; then nothing was written.
#[tracing::instrument(level = "debug", skip_all)]
pub async fn remove_member(
    registry: &Registry,
    email: &EmailAddress,
    organisation: Option<&str>,
    role: Option<Role>,
) -> Result<Vec<Membership>, AccountError> {
    let now = registry.now();
    let tx = registry.store.begin().await?;
    let account = store::account::find_by_email(&tx, email)
        .await?
        .ok_or(AccountError::Unknown)?;
    let organisation = match organisation {
        Some(slug) => Some(named(&tx, slug).await?.id),
        None => None,
    };
    let mut taken = store::account::organisations::memberships_of(&tx, account).await?;
    taken.retain(|held| {
        organisation.is_none_or(|id| held.organisation.id == id) && role.is_none_or(|role| held.role == role)
    });
    for Membership { organisation, role } in &taken {
        store::account::organisations::remove_member(&tx, account, organisation.id, *role).await?;
        note(&tx, account, organisation.id, *role, Action::RoleTaken, now).await?;
    }
    tx.commit().await?;
    Ok(taken)
}

/// Reads the accounts that have roles: only in one organisation if one is named, and only with one role if one is
/// named. The audit log records it.
///
/// # Errors
/// [`AccountError`] when there is no such organisation or the store fails.
#[tracing::instrument(level = "debug", skip_all)]
pub async fn staff(
    registry: &Registry,
    organisation: Option<&str>,
    role: Option<Role>,
) -> Result<Vec<StaffMember>, AccountError> {
    let tx = registry.store.begin().await?;
    let organisation = match organisation {
        Some(slug) => Some(named(&tx, slug).await?.id),
        None => None,
    };
    let mut members = store::account::organisations::members(&tx).await?;
    members.retain(|Member { membership, .. }| {
        organisation.is_none_or(|id| membership.organisation.id == id)
            && role.is_none_or(|role| membership.role == role)
    });
    let mut ids: Vec<AccountId> = members.iter().map(|member| member.account).collect();
    ids.dedup();
    let contacts = store::account::contacts(&tx, &ids).await?;
    let entry = AuditEntry {
        organisation,
        ..AuditEntry::of(Action::AccountsRead)
    };
    store::look_up::audit::record(&tx, &entry, registry.now()).await?;
    tx.commit().await?;
    let staff = members.into_iter().map(|member| StaffMember {
        contact: contacts.get(&member.account).cloned().unwrap_or_default(),
        member,
    });
    Ok(staff.collect())
}

/// Reads what we hold about the account with this e-mail address. The audit log records it.
///
/// # Errors
/// [`AccountError`] when there is no such account or the store fails.
#[tracing::instrument(level = "debug", skip_all)]
pub async fn show(registry: &Registry, email: &EmailAddress) -> Result<ShownAccount, AccountError> {
    let tx = registry.store.begin().await?;
    let account = store::account::find_by_email(&tx, email)
        .await?
        .ok_or(AccountError::Unknown)?;
    let person = store::account::person(&tx, account)
        .await?
        .ok_or(AccountError::Unknown)?;
    let shown = ShownAccount {
        person,
        roles: store::account::organisations::memberships_of(&tx, account).await?,
        bikes: store::bike::ownerships::bikes_of(&tx, account).await?.len(),
        history: store::look_up::audit::of_account(&tx, account, HISTORY).await?,
    };
    let entry = AuditEntry {
        subject_account: Some(account),
        ..AuditEntry::of(Action::AccountsRead)
    };
    store::look_up::audit::record(&tx, &entry, registry.now()).await?;
    tx.commit().await?;
    Ok(shown)
}

/// Finds an organisation by its slug.
pub(super) async fn named(tx: &Tx, slug: &str) -> Result<Organisation, AccountError> {
    if let Some(found) = store::account::organisations::find_by_slug(tx, slug).await? {
        return Ok(found);
    }
    let known = store::account::organisations::all(tx).await?;
    Err(AccountError::NoOrganisation {
        slug: slug.to_owned(),
        known: known.into_iter().map(|o| o.slug).collect::<Vec<_>>().join(", "),
    })
}

async fn note(
    tx: &Tx,
    account: AccountId,
    organisation: OrganisationId,
    role: Role,
    action: Action,
    now: Timestamp,
) -> Result<(), StoreError> {
    let entry = AuditEntry {
        organisation: Some(organisation),
        subject_account: Some(account),
        reason: Some(Reason::noted(role.slug())),
        ..AuditEntry::of(action)
    };
    store::look_up::audit::record(tx, &entry, now).await
}

/// Returns true if an account has this name.
///
/// # Errors
/// [`StoreError`] when the store fails.
#[tracing::instrument(level = "debug", skip_all, fields(account = account.0))]
pub async fn has_name(registry: &Registry, account: AccountId, name: &str) -> Result<bool, StoreError> {
    let contact = store::account::contact(&registry.store, account).await?;
    Ok(contact.is_some_and(|contact| contact.name.as_deref() == Some(name)))
}

/// Finds the account with this e-mail address.
///
/// # Errors
/// [`StoreError`] when the store fails.
#[tracing::instrument(level = "debug", skip_all)]
pub async fn account_of(registry: &Registry, email: &EmailAddress) -> Result<Option<AccountId>, StoreError> {
    store::account::find_by_email(&registry.store, email).await
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::account::sign_in::viewer;
    use crate::testing::{a_bike_of, an_organisation, email, fresh};

    fn officer() -> Contact {
        Contact {
            email: Some(email("olive@example.org")),
            ..Contact::default()
        }
    }

    async fn given(registry: &Registry, organisation: &str, role: Role) -> AccountId {
        add_member(registry, &officer(), organisation, role)
            .await
            .unwrap()
            .0
    }

    testkit::on_each_database! {
        async fn a_role_ends_and_the_account_stays(db: testkit::Database) {
            let (registry, _) = fresh(&db).await;
            an_organisation(&registry, "force", OrganisationKind::Police).await;
            an_organisation(&registry, "council", OrganisationKind::Council).await;
            a_bike_of(&registry, "olive@example.org").await;
            let account = given(&registry, "force", Role::Officer).await;
            given(&registry, "force", Role::Analyst).await;
            given(&registry, "council", Role::Volunteer).await;
            let olive = email("OLIVE@example.org");
            let analyst = remove_member(&registry, &olive, Some("force"), Some(Role::Analyst)).await.unwrap();
            assert_eq!(analyst.len(), 1);
            let none = remove_member(&registry, &olive, Some("force"), Some(Role::Analyst)).await.unwrap();
            assert_eq!(none, [], "it is already gone");
            assert!(viewer(&registry, account).await.unwrap().has(Role::Officer));
            assert_eq!(remove_member(&registry, &olive, Some("force"), None).await.unwrap().len(), 1);
            assert!(!viewer(&registry, account).await.unwrap().has(Role::Officer));
            assert_eq!(remove_member(&registry, &olive, None, None).await.unwrap().len(), 1);

            let shown = show(&registry, &olive).await.unwrap();
            assert_eq!((shown.person.account, shown.roles.len(), shown.bikes), (account, 0, 1));
            let history: Vec<_> = shown.history.iter().rev().map(|(_, entry)| entry.action).collect();
            let (given, taken) = (Action::RoleGiven, Action::RoleTaken);
            assert_eq!(history, [given, given, given, taken, taken, taken]);

            let unknown = remove_member(&registry, &email("nobody@example.org"), None, None).await;
            assert!(matches!(unknown, Err(AccountError::Unknown)));
            let nowhere = remove_member(&registry, &olive, Some("nowhere"), None).await.unwrap_err();
            assert_eq!(
                nowhere.to_string(),
                r#"there is no organisation "nowhere"; the register has: council, force"#
            );
        }

        async fn only_the_police_have_officers(db: testkit::Database) {
            let (registry, _) = fresh(&db).await;
            for kind in OrganisationKind::ALL {
                an_organisation(&registry, kind.slug(), kind).await;
                let added = add_member(&registry, &officer(), kind.slug(), Role::Officer).await;
                assert_eq!(added.is_ok(), kind == OrganisationKind::Police, "{kind:?}");
            }
        }

        async fn accounts_with_roles_are_listed(db: testkit::Database) {
            let (registry, _) = fresh(&db).await;
            an_organisation(&registry, "force", OrganisationKind::Police).await;
            an_organisation(&registry, "council", OrganisationKind::Council).await;
            a_bike_of(&registry, "owner@example.org").await;
            given(&registry, "force", Role::Officer).await;
            given(&registry, "council", Role::Volunteer).await;
            let all = staff(&registry, None, None).await.unwrap();
            assert_eq!(all.len(), 2, "owners are no staff");
            assert!(all.iter().all(|one| one.contact == officer()));
            let police = staff(&registry, Some("force"), None).await.unwrap();
            assert_eq!(police[0].member.membership.role, Role::Officer);
            assert_eq!(staff(&registry, Some("force"), Some(Role::Analyst)).await.unwrap(), []);
            assert!(staff(&registry, Some("nowhere"), None).await.is_err());
        }
    }
}
