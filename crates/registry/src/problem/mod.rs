//! Problem cases: opened at a place, worked on by the agencies in them, with the thefts in their squares.

mod edit;
mod figures;
mod history;
mod links;
mod moved;
mod open;
mod places;
mod summary;

pub use edit::edit_problem;
pub use figures::{PlaceThefts, next_figures, place_thefts};
pub use history::{Told, history, writers};
pub use links::{Offered, cases_of_action, cases_of_campaign, has_cases, note_agencies, offered_links};
pub use moved::moved;
pub use open::{NewCase, open_problem, raisers};
pub use places::{OfferedPlace, offered_places, squares_at, wards_of};
pub use store::problem::KeptProblem;
pub use store::problem::summaries::PublishedSummary;
pub use summary::{public_summaries, public_summary, publish_summary, withdraw_summary};

use crate::Registry;
use crate::account::permits::SolverOf;
use domain::id::{AgencyId, OrganisationId, PartnershipId, ProblemId};
use domain::problem::EditError;
use store::{Source, StoreError};
use thiserror::Error;

/// The most cases that a list shows.
const MOST: u64 = 500;

/// Why a case was not changed or shown.
#[derive(Debug, Error)]
pub enum ProblemError {
    /// There is no such case, or none of the reader's agencies is in it.
    #[error("We cannot find this case. Your agency may not be in it")]
    NotThere,
    /// The agency is another partnership's, or not one of the person's own.
    #[error("Choose an agency that you work for")]
    OtherAgency,
    /// The agency does not take part in the partnership.
    #[error("{0} does not take part in this partnership now. Choose another agency")]
    AgencyLeft(String),
    /// The writer is not in the agency that leads the case.
    #[error(
        "Only the agency that raised the case and the partnership’s coordinators write its public summary"
    )]
    NotLead,
    /// An action or a campaign is another partnership's.
    #[error("Choose actions and campaigns of this partnership")]
    OtherLink,
    /// The place is not on the list.
    #[error("This place is no longer on the list. Choose a place from it")]
    NoPlace,
    /// Another open case, which the person may see, has one of the squares.
    #[error("Part of this place is in the open case “{0}”. Go on with that case, or choose another place")]
    Taken(String),
    /// Another open case, which the person may not see, has one of the squares.
    #[error(
        "Part of this place is in another open case that your agency is not in. Ask the partnership’s coordinator, or choose another place"
    )]
    TakenElsewhere,
    /// The case cannot be changed in this way.
    #[error(transparent)]
    Edit(#[from] EditError),
    /// The store failed; nothing was changed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// What somebody may see: every case of a partnership that they coordinate as a whole, and those that one of their
/// agencies is in.
struct Sight<'a> {
    solver: &'a SolverOf,
    own: Vec<AgencyId>,
}

impl<'a> Sight<'a> {
    async fn of(source: &impl Source, solver: &'a SolverOf) -> Result<Self, StoreError> {
        let organisations = solver.partner.organisations.iter();
        let ids: Vec<OrganisationId> = organisations.map(|one| one.id).collect();
        let own = store::agency::of_organisations(source, &ids).await?;
        Ok(Self {
            solver,
            own: own.into_iter().map(|agency| agency.id).collect(),
        })
    }

    fn sees(&self, kept: &KeptProblem) -> bool {
        self.solver.sees_all(kept.partnership) || self.own.iter().any(|agency| kept.problem.has(*agency))
    }

    /// Tells whether they lead a case: their agency raised it, or they coordinate the whole partnership.
    fn leads(&self, kept: &KeptProblem) -> bool {
        let raised_by = kept.problem.raised_by;
        self.solver.sees_all(kept.partnership)
            || (self.own.contains(&raised_by) && kept.problem.has(raised_by))
    }

    /// Returns a case if they may see it.
    fn seen(&self, kept: Option<KeptProblem>) -> Result<KeptProblem, ProblemError> {
        kept.filter(|kept| self.sees(kept)).ok_or(ProblemError::NotThere)
    }
}

/// Reads the cases of a partnership that somebody may see, newest first.
///
/// # Errors
/// [`StoreError`] when the store fails.
#[tracing::instrument(level = "debug", skip_all, fields(partnership = partnership.0))]
pub async fn problems(
    registry: &Registry,
    solver: &SolverOf,
    partnership: PartnershipId,
) -> Result<Vec<KeptProblem>, StoreError> {
    let sight = Sight::of(&registry.store, solver).await?;
    let mut all = store::problem::of_partnership(&registry.store, partnership, MOST).await?;
    all.retain(|kept| sight.sees(kept));
    Ok(all)
}

/// Opens a case for somebody who may see it.
///
/// # Errors
/// [`ProblemError::NotThere`] for a case that they may not see, or an error of the store.
#[tracing::instrument(level = "debug", skip_all, fields(problem = id.0))]
pub async fn problem(
    registry: &Registry,
    solver: &SolverOf,
    id: ProblemId,
) -> Result<KeptProblem, ProblemError> {
    let sight = Sight::of(&registry.store, solver).await?;
    sight.seen(store::problem::find(&registry.store, id).await?)
}

/// Tells whether somebody may write the public summary of a case.
///
/// # Errors
/// [`StoreError`] when the store fails.
#[tracing::instrument(level = "debug", skip_all)]
pub async fn leads(registry: &Registry, solver: &SolverOf, kept: &KeptProblem) -> Result<bool, StoreError> {
    Ok(Sight::of(&registry.store, solver).await?.leads(kept))
}

#[cfg(test)]
mod tests;
