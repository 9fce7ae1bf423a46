//! What was done to people's details and rights, by whom and why. Only ever added to.

use crate::connection::{Source, sealed::Source as _};
use crate::entity::audit_entry;
use crate::time::{instant, millis};
use crate::{StoreError, Tx};
use domain::id::{AccountId, BikeId, LookUpId, OrganisationId};
use domain::look_up::Reason;
use jiff::Timestamp;
use sea_orm::ActiveValue::{NotSet, Set};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};

/// What was done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Action {
    /// An officer opened the contact details of a bike's owner.
    OwnerDetailsOpened,
    /// An officer opened a colleague's look-up.
    LookUpOpened,
    /// An officer opened the photos of a bike.
    PhotosOpened,
    /// An account was given a role.
    RoleGiven,
    /// A role was taken from an account.
    RoleTaken,
    /// Somebody at the command line made a sign-in link for an account.
    SignInLinkMade,
    /// An account signed in.
    SignedIn,
    /// An account signed out.
    SignedOut,
    /// Every sign-in of an account was ended.
    SignedOutEverywhere,
    /// Somebody at the command line read who has accounts with roles, or what is held about one account.
    AccountsRead,
    /// An officer tied a recovered bike to one on the register.
    RecoveryTied,
    /// An officer took such a tie back.
    RecoveryUntied,
    /// An officer gave a recovered bike back to its owner.
    RecoveryReturned,
    /// An officer reported a bike stolen, or closed a report.
    TheftReportChanged,
    /// Somebody at the command line wrote the register, owner details included, to a file.
    RegisterExported,
    /// Blank marks were made.
    MarksMade,
    /// Sheets of marks were printed, for the first time or again.
    MarksPrinted,
    /// Blank marks went out to an event or came back.
    MarksMoved,
    /// Blank marks were made void.
    MarksVoided,
    /// Blank marks without an organisation were assigned to one.
    MarksHandedOver,
    /// The owner of an e-mail address said that a registration made with it is not theirs.
    RegistrationRefused,
}

impl Action {
    const ALL: [Self; 21] = [
        Self::OwnerDetailsOpened,
        Self::LookUpOpened,
        Self::PhotosOpened,
        Self::RoleGiven,
        Self::RoleTaken,
        Self::SignInLinkMade,
        Self::SignedIn,
        Self::SignedOut,
        Self::SignedOutEverywhere,
        Self::AccountsRead,
        Self::RecoveryTied,
        Self::RecoveryUntied,
        Self::RecoveryReturned,
        Self::TheftReportChanged,
        Self::RegisterExported,
        Self::MarksMade,
        Self::MarksPrinted,
        Self::MarksMoved,
        Self::MarksVoided,
        Self::MarksHandedOver,
        Self::RegistrationRefused,
    ];

    /// What happens to an account itself.
    const OF_ACCOUNTS: [Self; 6] = [
        Self::RoleGiven,
        Self::RoleTaken,
        Self::SignInLinkMade,
        Self::SignedIn,
        Self::SignedOut,
        Self::SignedOutEverywhere,
    ];

    /// Returns the short word that the table keeps.
    pub fn slug(self) -> &'static str {
        match self {
            Self::OwnerDetailsOpened => "owner-details-opened",
            Self::LookUpOpened => "look-up-opened",
            Self::PhotosOpened => "photos-opened",
            Self::RoleGiven => "role-given",
            Self::RoleTaken => "role-taken",
            Self::SignInLinkMade => "sign-in-link-made",
            Self::SignedIn => "signed-in",
            Self::SignedOut => "signed-out",
            Self::SignedOutEverywhere => "signed-out-everywhere",
            Self::AccountsRead => "accounts-read",
            Self::RecoveryTied => "recovery-tied",
            Self::RecoveryUntied => "recovery-untied",
            Self::RecoveryReturned => "recovery-returned",
            Self::TheftReportChanged => "theft-report-changed",
            Self::RegisterExported => "register-exported",
            Self::MarksMade => "marks-made",
            Self::MarksPrinted => "marks-printed",
            Self::MarksMoved => "marks-moved",
            Self::MarksVoided => "marks-voided",
            Self::MarksHandedOver => "marks-handed-over",
            Self::RegistrationRefused => "registration-refused",
        }
    }

    fn parse(raw: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|action| action.slug() == raw)
    }
}

/// What is written down of an action.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AuditEntry {
    /// What was done.
    pub action: Action,
    /// Who did it; none for the command line.
    pub actor: Option<AccountId>,
    /// For which organisation.
    pub organisation: Option<OrganisationId>,
    /// To whom.
    pub subject_account: Option<AccountId>,
    /// To which bike.
    pub bike: Option<BikeId>,
    /// After which look-up.
    pub look_up: Option<LookUpId>,
    /// Why.
    pub reason: Option<Reason>,
}

impl AuditEntry {
    /// Makes an entry that says only what was done; the rest is filled in by field.
    pub fn of(action: Action) -> Self {
        Self {
            action,
            actor: None,
            organisation: None,
            subject_account: None,
            bike: None,
            look_up: None,
            reason: None,
        }
    }
}

/// Writes an entry in the transaction that does what it tells of.
///
/// # Errors
/// [`StoreError`] when the database does not answer or a row that it names is not there.
pub async fn record(tx: &Tx, entry: &AuditEntry, now: Timestamp) -> Result<(), StoreError> {
    let row = audit_entry::ActiveModel {
        id: NotSet,
        at: Set(millis(now)),
        action: Set(entry.action.slug().to_owned()),
        actor_id: Set(entry.actor.map(|id| id.0)),
        organisation_id: Set(entry.organisation.map(|id| id.0)),
        subject_account_id: Set(entry.subject_account.map(|id| id.0)),
        bike_id: Set(entry.bike.map(|id| id.0)),
        look_up_id: Set(entry.look_up.map(|id| id.0)),
        reason: Set(entry.reason.as_ref().map(|reason| reason.as_str().to_owned())),
    };
    audit_entry::Entity::insert(row)
        .exec_without_returning(tx.connection())
        .await?;
    Ok(())
}

/// Reads what was done to a bike or its owner's details, oldest first, with when.
///
/// # Errors
/// [`StoreError`] when the database does not answer or an entry is damaged.
pub async fn for_bike(
    source: &impl Source,
    bike: BikeId,
) -> Result<Vec<(Timestamp, AuditEntry)>, StoreError> {
    let rows = audit_entry::Entity::find()
        .filter(audit_entry::Column::BikeId.eq(bike.0))
        .order_by_asc(audit_entry::Column::Id)
        .all(source.connection())
        .await?;
    rows.into_iter().map(read).collect()
}

/// Reads an account's latest sign-ins, sign-outs and changes of roles, newest first, with when.
///
/// # Errors
/// [`StoreError`] when the database does not answer or an entry is damaged.
pub async fn of_account(
    source: &impl Source,
    account: AccountId,
    limit: u64,
) -> Result<Vec<(Timestamp, AuditEntry)>, StoreError> {
    let rows = audit_entry::Entity::find()
        .filter(audit_entry::Column::SubjectAccountId.eq(account.0))
        .filter(audit_entry::Column::Action.is_in(Action::OF_ACCOUNTS.map(Action::slug)))
        .order_by_desc(audit_entry::Column::Id)
        .limit(limit)
        .all(source.connection())
        .await?;
    rows.into_iter().map(read).collect()
}

/// Reads what was opened from a look-up, oldest first, with when.
///
/// # Errors
/// [`StoreError`] when the database does not answer or an entry is damaged.
pub async fn for_look_up(
    source: &impl Source,
    look_up: LookUpId,
) -> Result<Vec<(Timestamp, AuditEntry)>, StoreError> {
    let rows = audit_entry::Entity::find()
        .filter(audit_entry::Column::LookUpId.eq(look_up.0))
        .order_by_asc(audit_entry::Column::Id)
        .all(source.connection())
        .await?;
    rows.into_iter().map(read).collect()
}

fn read(row: audit_entry::Model) -> Result<(Timestamp, AuditEntry), StoreError> {
    let corrupt = |what: String| StoreError::corrupt("audit_entry", what);
    let reason = row
        .reason
        .map(|raw| Reason::parse(&raw).map_err(|_| corrupt("an invalid reason".into())))
        .transpose()?;
    let entry = AuditEntry {
        action: Action::parse(&row.action).ok_or_else(|| corrupt(format!("an action {:?}", row.action)))?,
        actor: row.actor_id.map(AccountId),
        organisation: row.organisation_id.map(OrganisationId),
        subject_account: row.subject_account_id.map(AccountId),
        bike: row.bike_id.map(BikeId),
        look_up: row.look_up_id.map(LookUpId),
        reason,
    };
    Ok((instant("audit_entry", row.at)?, entry))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::look_up;
    use crate::testing::{a_bike, an_account, fresh};
    use testkit::time::{NOON, hours_after_noon};

    testkit::on_each_database! {
        async fn what_was_done_to_a_bike_is_read_back(db: testkit::Database) {
            let store = fresh(&db).await;
            let (bike, other) = (a_bike(&store).await, a_bike(&store).await);
            let officer = an_account(&store, "officer@example.org").await;
            let owner = an_account(&store, "ada@example.org").await;
            let reason = Reason::parse("PS/2026/118").unwrap();
            let tx = store.begin().await.unwrap();
            let query = serde_json::json!({});
            let entry =
                look_up::Entry { account: Some(officer), organisation: None, reason: &reason, query: &query };
            let look_up = look_up::log(&tx, entry, None, NOON).await.unwrap();
            let opened = AuditEntry {
                actor: Some(officer),
                subject_account: Some(owner),
                bike: Some(bike),
                look_up: Some(look_up),
                reason: Some(reason),
                ..AuditEntry::of(Action::OwnerDetailsOpened)
            };
            record(&tx, &opened, NOON).await.unwrap();
            for action in Action::ALL {
                let entry = AuditEntry { bike: Some(other), ..AuditEntry::of(action) };
                record(&tx, &entry, hours_after_noon(1)).await.unwrap();
            }
            tx.commit().await.unwrap();
            assert_eq!(for_bike(&store, bike).await.unwrap(), [(NOON, opened)]);
            let actions: Vec<_> =
                for_bike(&store, other).await.unwrap().into_iter().map(|(_, entry)| entry.action).collect();
            assert_eq!(actions, Action::ALL, "each is read back as what it was");
        }

        async fn what_is_not_committed_is_not_logged_nor_done(db: testkit::Database) {
            let store = fresh(&db).await;
            let bike = a_bike(&store).await;
            let tx = store.begin().await.unwrap();
            let entry = AuditEntry { bike: Some(bike), ..AuditEntry::of(Action::RecoveryTied) };
            record(&tx, &entry, NOON).await.unwrap();
            drop(tx);
            assert_eq!(for_bike(&store, bike).await.unwrap(), []);
        }
    }
}
