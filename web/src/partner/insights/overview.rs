//! The first page: sentences, what changed, where, when, kinds and locks, what came back, and how certain it all is.

use super::filter::{self, ChoiceForm};
use super::view::TableView;
use super::{charts, maps};
use crate::shared::Page;
use crate::shared::chart::{Chart, Shape};
use crate::shared::wards::Shade;
use askama::Template;
use domain::figure::release::{Days, Release};
use registry::figure::insights::{self, Changed, Insights, Live, Sentence, Sureness};

/// A share with its interval, all from 0 to 1.
pub(super) struct Share {
    pub(super) label: &'static str,
    pub(super) value: f64,
    pub(super) low: f64,
    pub(super) high: f64,
}

/// How well the previous list of hot places did, in words.
pub(super) struct Tested {
    text: String,
}

#[derive(Template)]
#[template(path = "partner/insights/overview.html")]
pub(super) struct Overview {
    page: Page,
    of: String,
    /// Whether the reader writes or publishes assessments.
    assesses: bool,
    others: Vec<(String, String)>,
    live: Option<Live>,
    shown: Option<Shown>,
}

/// What a release shows.
struct Shown {
    sentences: Vec<Sentence>,
    forms: Vec<ChoiceForm>,
    changes: Vec<Changed>,
    months_chart: Option<Chart>,
    months: Option<TableView>,
    ward_map: Option<maps::Drawn>,
    wards: Option<TableView>,
    groups: Option<TableView>,
    place_map: Option<maps::Drawn>,
    places: Option<TableView>,
    /// Where to open a case at each hot place.
    cases: Vec<(usize, String)>,
    tested: Option<Tested>,
    blocks_chart: Option<Chart>,
    blocks: Option<TableView>,
    week_chart: Option<Chart>,
    week: Option<TableView>,
    kinds: Option<TableView>,
    locks: Option<TableView>,
    back_chart: Option<Chart>,
    year: Option<TableView>,
    days: Vec<String>,
    events: Option<TableView>,
    sureness: Vec<Sureness>,
    days_since: i32,
    wards_of: i16,
    left_out: Vec<&'static str>,
    hash: String,
}

impl Overview {
    pub(super) fn of(page: Page, insights: &Insights, assesses: bool) -> Self {
        let own = &insights.partnership.slug;
        let others = insights.readable.iter().filter(|one| one.slug != *own);
        Self {
            page,
            of: filter::said_of(insights),
            assesses,
            others: others.map(|one| (one.slug.clone(), one.name.clone())).collect(),
            live: insights.live.clone(),
            shown: insights
                .release
                .as_ref()
                .map(|release| Shown::of(insights, release)),
        }
    }
}

impl Shown {
    fn of(insights: &Insights, release: &Release) -> Self {
        let slug = &insights.partnership.slug;
        let file = |id: &str| Some(format!("/partner/insights/tables/{id}.csv?partnership={slug}"));
        let table = |id: &str, caption: &str| {
            release
                .table(id)
                .filter(|table| table.rows.len() > 1)
                .map(|table| TableView::of(table, caption, file(id)))
        };
        let shares = shares(release);
        let places = TableView::of_places(&release.places, file("places"));
        Self {
            sentences: insights::sentences(release),
            forms: filter::forms(insights, None),
            changes: insights::changes(release),
            months_chart: charts::months(release),
            months: table("months", "Thefts and recoveries by month"),
            ward_map: maps::by_ward(release),
            wards: table("wards", "Thefts by ward and financial year"),
            groups: table("groups", "Thefts by group of wards and quarter"),
            place_map: maps::of_places(release),
            places: (!release.places.is_empty()).then_some(places),
            cases: cases(insights, release),
            tested: tested(release),
            blocks_chart: charts::blocks(&release.hours),
            blocks: TableView::of_hours(&release.hours, file("hours")),
            week_chart: charts::week(&release.hours),
            week: TableView::of_week(&release.hours, file("week")),
            kinds: table("kinds", "Thefts by kind of bike and financial year"),
            locks: table("locks", "Thefts by lock and financial year"),
            back_chart: charts::back(release, &shares),
            year: table("year", "The last twelve months and the twelve before"),
            days: days(release),
            events: table("events", "Marking events and marks by quarter"),
            sureness: insights::sureness(release),
            days_since: insights.days_since,
            wards_of: release.wards_of,
            left_out: release.left_out.iter().map(|table| left_out(table)).collect(),
            hash: insights.hash.clone(),
        }
    }
}

/// Returns the addresses at which a case is opened at each hot place, with the number of the place.
fn cases(insights: &Insights, release: &Release) -> Vec<(usize, String)> {
    let (partnership, quarter, revision) = (insights.partnership.id, release.quarter, release.revision);
    let address = |number| {
        format!("/partner/problems/new?partnership={partnership}&where=hot-{quarter}-{revision}-{number}")
    };
    (1..=release.places.len())
        .map(|number| (number, address(number)))
        .collect()
}

/// Names a table that is left out.
fn left_out(table: &str) -> &'static str {
    match table {
        "places" => "hot places",
        "wards" => "thefts by ward",
        "groups" => "thefts by group of wards",
        "kinds" => "thefts by kind of bike",
        _ => "thefts by lock",
    }
}

/// Works out shares of recovered bikes, if there are twenty bikes or more.
fn shares(release: &Release) -> Vec<Share> {
    let rows = [
        ("named", "Matched within 90 days"),
        ("home", "Home within 90 days"),
    ];
    let shares = rows.into_iter().filter_map(|(row, label)| {
        let (value, low, high) = insights::share_of(release, row, "recovered")?;
        Some(Share {
            label,
            value,
            low,
            high,
        })
    });
    shares.collect()
}

fn days(release: &Release) -> Vec<String> {
    let said = |what: &str, days: Option<Days>| match days {
        Some(days) => format!(
            "From when a bike was found until it was {what}, the median was {} days (between {} and {}).",
            days.median, days.low, days.high
        ),
        None => format!("Fewer than 10 bikes were {what}, so we do not show how many days it took [c]."),
    };
    vec![
        said("matched", release.days_tied),
        said("home", release.days_returned),
    ]
}

fn tested(release: &Release) -> Option<Tested> {
    let one = release.accuracy?;
    let text = match (one.hit, one.pai, one.pei_star, one.plain_hit) {
        (Some(hit), Some(pai), Some(pei), Some(plain)) => {
            let beside = if one.plain_as_well {
                format!("A plain list of the squares with the most thefts did as well: {plain} in every 100.")
            } else {
                format!("In a plain list of the squares with the most thefts, it was {plain} in every 100.")
            };
            format!(
                "The list in the previous release had {} of the area’s {} squares, and {hit} in every 100 of this \
                 quarter’s thefts happened there. That is {pai} times as many as in squares picked at random (PAI), \
                 and {pei} of what the best possible list would have had (PEI*). {beside}",
                one.squares, one.of_squares
            )
        }
        _ if one.plain_as_well => {
            "There were too few thefts to say how well the list in the previous release did. A plain list \
             of the squares with the most thefts did as well."
                .to_owned()
        }
        _ => "There were too few thefts to say how well the list in the previous release did.".to_owned(),
    };
    Some(Tested { text })
}
