use super::places::offered_places;
use super::{ProblemError, Sight};
use crate::Registry;
use crate::account::permits::SolverOf;
use domain::account::Partnership;
use domain::agency::Agency;
use domain::id::{AgencyId, ProblemId};
use domain::london;
use domain::problem::{Answer, NewProblem, NextStep, Problem, Square};
use store::problem::history::{self, ProblemChange};
use store::{StoreError, Tx};

/// A case that somebody wants to open.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewCase {
    /// What it is called.
    pub title: String,
    /// The agency that raises it.
    pub raised_by: AgencyId,
    /// The key of its place.
    pub place: String,
    /// Whether it is about the squares around the place too.
    pub with_those_around: bool,
    /// What the agency knows already.
    pub answers: Vec<Answer>,
    /// What has to be done next.
    pub next_step: Option<NextStep>,
}

/// Reads the agencies for which somebody may open a case: their own, or all if they coordinate the whole partnership.
///
/// # Errors
/// [`StoreError`] when the store fails.
#[tracing::instrument(level = "debug", skip_all)]
pub async fn raisers(
    registry: &Registry,
    solver: &SolverOf,
    partnership: &Partnership,
) -> Result<Vec<Agency>, StoreError> {
    let today = london::date_of(registry.now());
    let mut all = crate::agency::agencies(registry, partnership.id).await?;
    all.retain(|agency| agency.takes_part_on(today));
    if !solver.sees_all(partnership.id) {
        let own = crate::agency::own_agencies(registry, &solver.partner, partnership.id).await?;
        all.retain(|agency| own.contains(&agency.id));
    }
    Ok(all)
}

/// Opens a case. Its squares must be in no other open case.
///
/// # Errors
/// [`ProblemError`]; then nothing was changed.
#[tracing::instrument(level = "debug", skip_all)]
pub async fn open_problem(
    registry: &Registry,
    solver: &SolverOf,
    partnership: &Partnership,
    new: NewCase,
) -> Result<ProblemId, ProblemError> {
    let may = raisers(registry, solver, partnership).await?;
    if !may.iter().any(|agency| agency.id == new.raised_by) {
        return Err(ProblemError::OtherAgency);
    }
    let places = offered_places(registry, partnership).await?;
    let tx = registry.store.begin().await?;
    if let Some(id) = registry.made_before(&tx).await? {
        return Ok(ProblemId(id));
    }
    let place = places.into_iter().find(|place| place.key == new.place);
    let place = place.ok_or(ProblemError::NoPlace)?;
    let (account, now) = (solver.partner.account, registry.now());
    let new = NewProblem {
        title: new.title,
        raised_by: new.raised_by,
        squares: place.squares(new.with_those_around),
        place: match new.with_those_around {
            true => format!("{} and the squares around it", place.name),
            false => place.name,
        },
        answers: new.answers,
        next_step: new.next_step,
    };
    let problem = Problem::new(new, Some(account), now)?;
    are_free(&tx, &Sight::of(&tx, solver).await?, &problem.squares).await?;
    let added = store::problem::add(&tx, partnership.id, &problem, Some(account), now).await;
    let id = added.map_err(taken)?;
    let change = ProblemChange {
        at: now,
        by: Some(account),
        said: "Opened the case".to_owned(),
        why: None,
    };
    history::add(&tx, id, &change).await?;
    registry.made(&tx, &id.0).await?;
    tx.commit().await?;
    tracing::info!(problem = id.0, partnership = partnership.id.0, "Opened a case");
    Ok(id)
}

/// Makes sure that no open case has one of these squares. The error names the case only to those who may see it.
pub(super) async fn are_free(tx: &Tx, sight: &Sight<'_>, squares: &[Square]) -> Result<(), ProblemError> {
    let holders = store::problem::squares::holding(tx, squares).await?;
    let mut is_taken = false;
    for id in holders {
        match store::problem::find(tx, id).await? {
            Some(kept) if sight.sees(&kept) => return Err(ProblemError::Taken(kept.problem.title)),
            _ => is_taken = true,
        }
    }
    if is_taken {
        return Err(ProblemError::TakenElsewhere);
    }
    Ok(())
}

/// Two people may take a square at once; then the database refuses the second.
pub(super) fn taken(error: StoreError) -> ProblemError {
    match error {
        StoreError::Taken(_) => ProblemError::TakenElsewhere,
        other => other.into(),
    }
}
