//! Who reports a theft: the owner, or an officer for somebody who rings.

use crate::Registry;
use crate::account::drafts::DraftOf;
use crate::account::permits::OfficerOf;
use crate::bike::own;
use crate::theft::report::ReportTheftError;
use domain::bike::Bike;
use domain::id::{AccountId, BikeId};
use domain::theft::TheftReport;
use store::look_up::audit::{Action, AuditEntry};
use store::{Source, StoreError};

/// Who reports a theft.
#[derive(Clone, Copy, Debug)]
pub enum Teller {
    /// The owner of the bike.
    Owner(AccountId),
    /// An officer who reports it for the owner.
    Officer(OfficerOf),
}

impl Teller {
    /// Returns the account of the person who reports it.
    pub fn account(self) -> AccountId {
        match self {
            Self::Owner(account) => account,
            Self::Officer(officer) => officer.account,
        }
    }

    /// Returns the key that finds the answers given about a theft so far.
    pub fn draft_of(self, bike: BikeId) -> DraftOf {
        DraftOf {
            account: self.account(),
            kind: "theft",
            subject: bike.0,
        }
    }

    /// Returns true if this person may change a report. The owner may, and so may officers of the force that took it
    /// from a caller.
    pub fn may_change(self, report: &TheftReport) -> bool {
        match self {
            Self::Owner(_) => true,
            Self::Officer(officer) => report.taken_by == Some(officer.organisation),
        }
    }

    /// Reads the bike and the open report of its theft. An owner only sees bikes on their own account.
    ///
    /// # Errors
    /// [`ReportTheftError::NotYours`] when it is not theirs or not there; [`ReportTheftError::Store`].
    #[tracing::instrument(level = "debug", skip_all, fields(bike = bike.0))]
    pub async fn find(
        self,
        registry: &Registry,
        bike: BikeId,
    ) -> Result<(Bike, Option<TheftReport>), ReportTheftError> {
        let source = &registry.store;
        self.owner(source, bike).await?;
        let found = store::bike::find(source, bike).await?.ok_or(own::NotYours)?;
        let open = store::theft::open_reports(source, &[bike]).await?.remove(&bike);
        Ok((found, open))
    }

    /// Returns whose bike it is, if this person may report its theft. Returns `None` if nobody is known to own it.
    pub(super) async fn owner(
        self,
        source: &impl Source,
        bike: BikeId,
    ) -> Result<Option<AccountId>, ReportTheftError> {
        match self {
            Self::Owner(account) => {
                if !own::must_own(source, account, bike).await??.is_answered_for() {
                    return Err(ReportTheftError::NotConfirmed);
                }
                Ok(Some(account))
            }
            Self::Officer(_) => {
                let owner = store::bike::ownerships::owner_of(source, bike).await?;
                Ok(owner.map(|owner| owner.account))
            }
        }
    }

    /// Notes in the log that an officer has reported a theft or changed a report.
    pub(super) async fn log(
        self,
        tx: &store::Tx,
        bike: BikeId,
        now: jiff::Timestamp,
    ) -> Result<(), StoreError> {
        let Self::Officer(officer) = self else {
            return Ok(());
        };
        let entry = AuditEntry {
            actor: Some(officer.account),
            organisation: Some(officer.organisation),
            bike: Some(bike),
            ..AuditEntry::of(Action::TheftReportChanged)
        };
        store::look_up::audit::record(tx, &entry, now).await
    }
}
