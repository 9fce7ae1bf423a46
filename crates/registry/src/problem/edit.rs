use super::links::fit;
use super::open::{are_free, taken};
use super::{KeptProblem, ProblemError, Sight};
use crate::Registry;
use crate::account::permits::SolverOf;
use domain::id::{AccountId, AgencyId, ProblemId};
use domain::london;
use domain::look_up::Reason;
use domain::problem::{Edit, Edited};
use store::look_up::audit::{Action, AuditEntry, record};
use store::problem::history::{self, ProblemChange};
use store::{StoreError, Tx};

/// Changes a case. When it opens again, its squares must still be in no other open case.
///
/// # Errors
/// [`ProblemError`]; then nothing was changed.
#[tracing::instrument(level = "debug", skip_all, fields(problem = id.0))]
pub async fn edit_problem(
    registry: &Registry,
    solver: &SolverOf,
    id: ProblemId,
    edit: Edit,
) -> Result<(), ProblemError> {
    let account = solver.partner.account;
    let tx = registry.store.begin().await?;
    if registry.made_before::<()>(&tx).await?.is_some() {
        return Ok(());
    }
    let sight = Sight::of(&tx, solver).await?;
    let kept = sight.seen(store::problem::hold(&tx, id).await?)?;
    match &edit {
        Edit::Join { agency, .. } => takes_part(&tx, registry, &kept, *agency).await?,
        Edit::Summarise { .. } if !sight.leads(&kept) => return Err(ProblemError::NotLead),
        // These need another permit.
        Edit::Publish { .. } | Edit::Withdraw { .. } => return Err(ProblemError::NotThere),
        Edit::Link {
            actions, campaigns, ..
        } => fit(&tx, &kept, actions, campaigns).await?,
        _ => {}
    }
    let now = registry.now();
    let edited = kept.problem.edited(edit, Some(account), now)?;
    if kept.problem.closed.is_some() && edited.problem.closed.is_none() {
        are_free(&tx, &sight, &kept.problem.squares).await?;
    }
    let written = store::problem::write(&tx, &kept, &edited.problem, account, now).await;
    written.map_err(taken)?;
    tell(&tx, registry, account, (id, edited)).await?;
    registry.made(&tx, &()).await?;
    tx.commit().await?;
    tracing::info!(problem = id.0, "Changed a case");
    Ok(())
}

/// Makes sure that an agency takes part in the case's partnership today.
async fn takes_part(
    tx: &Tx,
    registry: &Registry,
    kept: &KeptProblem,
    agency: AgencyId,
) -> Result<(), ProblemError> {
    let found = store::agency::find(tx, agency).await?;
    let found = found.filter(|found| found.agency.partnership == kept.partnership);
    let found = found.ok_or(ProblemError::OtherAgency)?;
    if found.takes_part_on(london::date_of(registry.now())) {
        Ok(())
    } else {
        Err(ProblemError::AgencyLeft(found.agency.name))
    }
}

/// Writes an entry into a case's history, and into the log if the log records such changes.
pub(super) async fn tell(
    tx: &Tx,
    registry: &Registry,
    account: AccountId,
    (id, edited): (ProblemId, Edited),
) -> Result<(), StoreError> {
    let by = Some(account);
    let change = ProblemChange {
        at: registry.now(),
        by,
        said: edited.said,
        why: edited.why,
    };
    history::add(tx, id, &change).await?;
    let Some(logged) = edited.logged else {
        return Ok(());
    };
    let entry = AuditEntry {
        actor: by,
        reason: Some(Reason::noted(&format!("Problem {id}: {logged}"))),
        ..AuditEntry::of(Action::PartnershipWork)
    };
    record(tx, &entry, change.at).await
}
