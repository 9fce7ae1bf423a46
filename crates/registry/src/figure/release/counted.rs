//! Reads everything that a release counts, once.

use super::periods;
use crate::Registry;
use crate::figure::coverage;
use domain::account::Partnership;
use domain::figure::{Month, TheftFact};
use domain::id::{OrganisationId, ProblemId};
use domain::london;
use domain::problem::Square;
use figures::period::Quarter;
use figures::recovery::Recovery;
use jiff::civil::{Date, Time};
use jiff::{Timestamp, ToSpan};
use store::StoreError;
use store::figure::activity::{self, Held, Issued, Span};
use store::figure::facts;

/// A problem case with its squares.
pub(super) type Case = (ProblemId, Vec<Square>);

/// A recovered bike, and whether it went back on a day that nobody wrote down.
#[derive(Clone, Copy, Debug)]
pub(super) struct Back {
    pub(super) recovery: Recovery,
    pub(super) some_day: bool,
}

/// Everything that a release counts.
#[derive(Clone, Debug)]
pub(super) struct Counted {
    /// The slug of the partnership that the release is for.
    pub(super) area: String,
    /// The quarter that the release closes.
    pub(super) quarter: Quarter,
    /// The day on which it was counted.
    pub(super) as_at: Date,
    /// Thefts in the area.
    pub(super) thefts: Vec<TheftFact>,
    /// Thefts of the last twelve months whose area is not known.
    pub(super) nowhere: u64,
    /// The bikes that the police have recovered.
    pub(super) recovered: Vec<Back>,
    /// The marks that were issued.
    pub(super) issued: Vec<Issued>,
    /// The marking events that were held.
    pub(super) held: Vec<Held>,
    /// The open problem cases of the partnership, with their squares.
    pub(super) problems: Vec<Case>,
    /// The months, out of the last twelve, that have a file from every force, and what the police recorded in them.
    pub(super) recorded: Option<coverage::Recorded>,
}

impl Counted {
    /// Reads everything that a release of a quarter counts.
    pub(super) async fn read(
        registry: &Registry,
        partnership: &Partnership,
        quarter: Quarter,
    ) -> Result<Self, StoreError> {
        let store = &registry.store;
        let months = periods::months(quarter);
        let years = periods::years(quarter);
        let first = years.first().map_or(quarter.first_day(), |year| year.first_day());
        let first = periods::days(&months).0.min(first);
        let last = quarter.last_day();
        let twelve = periods::twelve(quarter);
        let ours = organisations(registry, partnership).await?;
        let span = span(first, last)?;
        let recovered = activity::recovered(store, &ours, span).await?;
        Ok(Self {
            area: partnership.slug.clone(),
            quarter,
            as_at: london::date_of(registry.now()),
            thefts: facts::of_area(store, Some(&partnership.slug), (first, last)).await?,
            nowhere: facts::count(store, None, periods::days(&twelve)).await?,
            recovered: recovered.into_iter().map(back).collect(),
            issued: activity::issued(store, &ours, span).await?,
            held: activity::held(store, &ours, span).await?,
            problems: store::problem::squares::open(store, partnership.id).await?,
            recorded: coverage::recorded(registry, &partnership.slug, &twelve).await?,
        })
    }

    /// Returns the thefts from one day to another, including both days.
    pub(super) fn between(&self, (from, to): (Date, Date)) -> impl Iterator<Item = &TheftFact> {
        self.thefts
            .iter()
            .filter(move |theft| (from..=to).contains(&theft.gone))
    }

    /// Returns only the recoveries.
    pub(super) fn recoveries(&self) -> Vec<Recovery> {
        self.recovered.iter().map(|back| back.recovery).collect()
    }
}

/// Finds the organisations whose recoveries, marks and events belong to the partnership.
async fn organisations(
    registry: &Registry,
    partnership: &Partnership,
) -> Result<Vec<OrganisationId>, StoreError> {
    let all = store::account::organisations::all(&registry.store).await?;
    let ours = all
        .into_iter()
        .filter(|organisation| organisation.partnership == Some(partnership.id));
    Ok(ours.map(|organisation| organisation.id).collect())
}

/// A bike that went home was matched by then, even if nobody wrote that down.
fn back(one: activity::Recovered) -> Back {
    let tied = [one.tied_at, one.returned_at, one.insured_at]
        .into_iter()
        .flatten()
        .min();
    Back {
        recovery: Recovery {
            found: london::date_of(one.found_at),
            tied: tied.map(london::date_of),
            returned: one.returned_at.map(london::date_of),
            insured: one.insured_at.map(london::date_of),
        },
        some_day: one.back_some_day,
    }
}

/// Returns the time from the start of one London day to the end of another.
fn span(first: Date, last: Date) -> Result<Span, StoreError> {
    Ok((midnight(first)?, midnight(last.saturating_add(1.day()))?))
}

fn midnight(day: Date) -> Result<Timestamp, StoreError> {
    london::instant(day, Time::midnight(), london::Twice::Earlier).map_err(|_| StoreError::Corrupt {
        table: "theft_fact",
        what: format!("{day}, a day that London does not have"),
    })
}

/// The month in which something happened.
pub(super) fn month_of(at: Timestamp) -> Month {
    Month::of(london::date_of(at))
}
