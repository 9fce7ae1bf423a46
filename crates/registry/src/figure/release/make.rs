//! Makes a release from what was counted: values in, a document out.

use super::columns::Draft;
use super::counted::{Case, Counted};
use super::model::{Kept, Model, ModelError, Protected};
use super::places::{self, Places};
use super::quarters;
use super::tables::{self, Keeps};
use super::{number_of, periods};
use domain::feed::FeedPosition;
use domain::figure::release::{Coverage, Days, HotPlace, Hours, ProblemThefts, Release, Table};
use domain::place::wards;
use figures::definition::DEFINITIONS;
use figures::hours::{Block, Part, Week};
use figures::interval::Median;
use figures::recovery::days_until;
use figures::withheld::WithheldError;
use jiff::civil::Date;

/// The tables that are left out, one after another, until the rest can be protected.
const COARSER: [&str; 5] = ["places", "wards", "groups", "kinds", "locks"];

/// How often a release is tried with fewer and fewer cases, before all are left out.
const MOST_TRIES: usize = 3;

/// A release and the counts behind it.
pub(super) struct Made {
    pub(super) release: Release,
    pub(super) kept: Kept,
}

/// What a release is made from besides the counts.
pub(super) struct Beside<'a> {
    /// The releases before it, newest first.
    pub(super) before: &'a [Release],
    /// The counts behind them, oldest first.
    pub(super) earlier: &'a [Kept],
    /// The number of the release, which is the seed for random draws.
    pub(super) seed: u64,
    /// 0 for the first release, or the number of the correction.
    pub(super) revision: i32,
    /// How far the facts follow the feed.
    pub(super) feed: FeedPosition,
}

/// Makes the most detailed release that can be protected. Cases whose bands cannot be protected are left out first.
pub(super) fn make(counted: &Counted, beside: &Beside<'_>) -> Result<Made, WithheldError> {
    let mut cases = counted.problems.clone();
    for _ in 0..MOST_TRIES {
        if cases.is_empty() {
            break;
        }
        match attempt(counted, beside, &[], &cases) {
            Err(WithheldError::TooFine { cell }) => {
                let before = cases.len();
                cases.retain(|(id, _)| cell != places::key_of_case(*id, counted));
                if cases.len() == before {
                    break;
                }
            }
            done => return done,
        }
    }
    let mut last = None;
    for left_out in 0..=COARSER.len() {
        let left_out = COARSER.get(..left_out).unwrap_or_default();
        match attempt(counted, beside, left_out, &[]) {
            Err(error @ WithheldError::TooFine { .. }) => last = Some(error),
            done => return done,
        }
    }
    Err(last.unwrap_or(WithheldError::Unsolved {
        cell: format!("the release of {}", counted.quarter),
        why: "nothing was tried".to_owned(),
    }))
}

/// Makes a release without some tables, and with the bands of these cases.
fn attempt(
    counted: &Counted,
    beside: &Beside<'_>,
    left_out: &[&str],
    cases: &[Case],
) -> Result<Made, WithheldError> {
    let (model, drafts, places) = draft(counted, beside, left_out, cases);
    match model.protect(beside.earlier) {
        Ok(protected) => Ok(finish(counted, beside, left_out, (protected, drafts, places))),
        Err(ModelError::Withheld(error)) => Err(error),
        Err(ModelError::Tables(error)) => Err(WithheldError::Unsolved {
            cell: format!("the release of {}", counted.quarter),
            why: error.to_string(),
        }),
    }
}

fn draft(
    counted: &Counted,
    beside: &Beside<'_>,
    left_out: &[&str],
    cases: &[Case],
) -> (Model, Vec<Draft>, Option<Places>) {
    let mut model = Model::default();
    let newest = beside.earlier.last();
    let is_first = beside.revision == 0;
    let keeps = Keeps {
        years: is_first && counted.quarter.number() != 4,
        quarters: is_first,
    };
    let mut drafts = vec![
        tables::months(&mut model, counted),
        tables::year(&mut model, counted),
    ];
    let shows = |table: &str| !left_out.contains(&table);
    if shows("wards") {
        drafts.push(tables::wards(&mut model, counted, keeps, newest));
    }
    if shows("groups") {
        drafts.push(quarters::groups(&mut model, counted, keeps, newest));
    }
    if shows("kinds") {
        drafts.push(tables::kinds(&mut model, counted, keeps, newest));
    }
    if shows("locks") {
        drafts.push(tables::locks(&mut model, counted, keeps, newest));
    }
    drafts.push(quarters::events(&mut model, counted));
    let seen = (beside.seed, beside.before);
    let places = shows("places").then(|| places::find(&mut model, counted, cases, seen));
    (model, drafts, places)
}

fn finish(
    counted: &Counted,
    beside: &Beside<'_>,
    left_out: &[&str],
    (protected, drafts, places): (Protected, Vec<Draft>, Option<Places>),
) -> Made {
    let before = beside.before.first();
    let tables: Vec<Table> = drafts
        .into_iter()
        .map(|draft| draft.finish(&protected, before))
        .collect();
    let accuracy = places.as_ref().and_then(|places| places.accuracy);
    let (places, problems) = places.map_or_else(Default::default, |places| (places.found, places.problems));
    let places = places.into_iter().map(|(place, cell)| HotPlace {
        thefts: protected.shown(cell),
        ..place
    });
    let problems = problems.into_iter().map(|(problem, cell)| ProblemThefts {
        problem,
        thefts: protected.shown(cell),
    });
    let recent = periods::days(&periods::twelve(counted.quarter));
    let days = |later: fn(&figures::recovery::Recovery) -> Option<Date>| {
        let found = counted
            .recoveries()
            .into_iter()
            .filter(|one| (recent.0..=recent.1).contains(&one.found));
        days_until(&found.collect::<Vec<_>>(), later).map(said)
    };
    let release = Release {
        partnership: counted.area.clone(),
        quarter: number_of(counted.quarter),
        revision: beside.revision,
        made_on: counted.as_at,
        feed: (beside.feed.transaction, beside.feed.position),
        definitions: DEFINITIONS
            .iter()
            .map(|one| (one.id.to_owned(), one.version))
            .collect(),
        wards_of: wards::YEAR,
        hours: hours(&Week::of(counted.between(recent).map(|theft| theft.window))),
        places: places.collect(),
        problems: problems.collect(),
        accuracy,
        days_tied: days(|one| one.tied),
        days_returned: days(|one| one.returned),
        coverage: coverage(counted, &tables),
        left_out: left_out.iter().map(|table| (*table).to_owned()).collect(),
        tables,
    };
    Made {
        release,
        kept: protected.kept,
    }
}

fn coverage(counted: &Counted, tables: &[Table]) -> Option<Coverage> {
    let recorded = counted.recorded.as_ref()?;
    let year = tables.iter().find(|table| table.id == "year")?;
    Some(Coverage {
        months: recorded.months.iter().map(ToString::to_string).collect(),
        forces: recorded.forces.clone(),
        thefts: year.cell("covered", &periods::key(counted.quarter))?.value,
        recorded: recorded.thefts,
    })
}

fn said(median: Median) -> Days {
    Days {
        median: median.value,
        low: median.low,
        high: median.high,
    }
}

fn hours(week: &Week) -> Hours {
    let blocks = week.blocks();
    let of = |part: Part| {
        let blocks: &[Block] = blocks.as_deref()?;
        let mut shares = blocks.iter().filter(|block| block.part == part);
        Some(std::array::from_fn(|_| {
            shares.next().and_then(|block| block.per_cent)
        }))
    };
    Hours {
        weekdays: of(Part::Weekday),
        weekends: of(Part::Weekend),
        by_day: week
            .hours()
            .map(|days| days.iter().map(|hours| hours.to_vec()).collect()),
    }
}
