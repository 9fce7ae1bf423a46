//! The list of the property store, which can be searched and sorted.

use super::super::{describe, likely};
use crate::shared::guard::Officer;
use crate::shared::london;
use crate::shared::{App, HttpError, Page, Pagination, Visit, html};
use askama::Template;
use axum::extract::{Query, State};
use axum::response::Response;
use domain::id::RecoveryId;
use domain::recovery::{NumberRead, Recovery, RecoveryStatus};
use registry::recovery::{self, BestMatch, Listing, Sorting};
use serde::Deserialize;

const PER_PAGE: usize = 25;
/// The most characters in a search.
const MOST_SEARCH: usize = 100;
/// The last page. No property store is this large; the limit is for mistyped addresses.
const LAST_PAGE: usize = 10_000;

#[derive(Template)]
#[template(path = "police/recoveries/list.html")]
struct ListPage {
    page: Page,
    rows: Vec<Row>,
    statuses: Vec<StatusLink>,
    columns: Vec<Column>,
    status: &'static str,
    search: String,
    pages: Pagination,
}

/// One recovered bike.
struct Row {
    id: RecoveryId,
    property_ref: String,
    read: String,
    looks: String,
    found: String,
    recorded: String,
    best: String,
    /// Whether to show a button for finding the bike's owner.
    can_look: bool,
    place: String,
    status: &'static str,
    colour: &'static str,
}

/// A link to a list.
struct StatusLink {
    text: &'static str,
    href: String,
    here: bool,
}

/// The list, its order, and the page.
#[derive(Clone, Default, Deserialize)]
#[serde(default)]
pub(super) struct Asked {
    status: String,
    q: String,
    sort: String,
    order: String,
    page: String,
}

/// A column for sorting the list.
struct Column {
    text: &'static str,
    href: String,
    /// The value of `aria-sort`.
    sorted: &'static str,
}

/// The columns to sort by, their names, and whether they start with the last or highest.
const COLUMNS: [(&str, &str, Sorting, bool); 5] = [
    ("reference", "Property reference", Sorting::PropertyRef, false),
    ("status", "Status", Sorting::Status, false),
    ("best", "Best match", Sorting::Best, true),
    ("found", "Found on", Sorting::Found, true),
    ("recorded", "Recorded", Sorting::Recorded, true),
];

impl Asked {
    fn status(&self) -> Option<RecoveryStatus> {
        RecoveryStatus::parse(&self.status)
    }

    /// The column, and whether the last or highest comes first. By default, the last recorded comes first.
    fn sorting(&self) -> (&'static str, Sorting, bool) {
        let known = COLUMNS.iter().find(|(word, ..)| *word == self.sort);
        let (word, _, sorting, descending) = known.copied().unwrap_or(COLUMNS[4]);
        let descending = match self.order.as_str() {
            "asc" => false,
            "desc" => true,
            _ => descending,
        };
        (word, sorting, descending)
    }

    fn columns(&self) -> Vec<Column> {
        let (here, _, down) = self.sorting();
        let column = |(word, text, _, at_first): &(&'static str, &'static str, Sorting, bool)| {
            let is_here = *word == here;
            let next = if is_here { !down } else { *at_first };
            let mut other = self.clone();
            other.sort = (*word).to_owned();
            other.order = if next { "desc" } else { "asc" }.to_owned();
            Column {
                text,
                href: other.address(),
                sorted: match (is_here, down) {
                    (false, _) => "none",
                    (true, true) => "descending",
                    (true, false) => "ascending",
                },
            }
        };
        COLUMNS.iter().map(column).collect()
    }

    /// The address of the first page of this list.
    fn address(&self) -> String {
        let status = self.status().map(RecoveryStatus::slug).unwrap_or_default();
        let search: String = self.q.trim().chars().take(MOST_SEARCH).collect();
        let pairs = [
            ("status", status),
            ("q", &search),
            ("sort", &self.sort),
            ("order", &self.order),
        ];
        let pairs: Vec<_> = pairs.iter().filter(|(_, value)| !value.is_empty()).collect();
        match serde_urlencoded::to_string(pairs) {
            Ok(query) if !query.is_empty() => format!("/police/recoveries?{query}"),
            _ => "/police/recoveries".to_owned(),
        }
    }
}

pub(super) async fn show(
    Officer(officer): Officer,
    State(app): State<App>,
    visit: Visit,
    Query(asked): Query<Asked>,
) -> Result<Response, HttpError> {
    let number = asked.page.parse::<usize>().unwrap_or(1).clamp(1, LAST_PAGE);
    let skip = (number - 1) * PER_PAGE;
    let (_, sorting, descending) = asked.sorting();
    let listing = Listing {
        status: asked.status(),
        search: asked.q.chars().take(MOST_SEARCH).collect(),
        sorting,
        descending,
        offset: skip as u64,
        // We read one row more than the page shows, to find out whether there is a next page.
        limit: PER_PAGE as u64 + 1,
    };
    let found = recovery::list(&app.registry, officer, &listing).await?;
    let pages = Pagination::new(asked.address(), number, skip + found.len(), PER_PAGE);
    html(&ListPage {
        page: visit.form_page("Recovered bikes").await?,
        rows: found.into_iter().take(PER_PAGE).map(Row::of).collect(),
        statuses: statuses(&asked),
        columns: asked.columns(),
        status: listing.status.map(RecoveryStatus::slug).unwrap_or_default(),
        search: listing.search,
        pages,
    })
}

fn statuses(asked: &Asked) -> Vec<StatusLink> {
    let all = [
        None,
        Some(RecoveryStatus::Open),
        Some(RecoveryStatus::Tied),
        Some(RecoveryStatus::Returned),
        Some(RecoveryStatus::Released),
        Some(RecoveryStatus::Disposed),
    ];
    let link = |status: Option<RecoveryStatus>| {
        let mut other = asked.clone();
        other.status = status.map(RecoveryStatus::slug).unwrap_or_default().to_owned();
        StatusLink {
            text: status.map_or("All", RecoveryStatus::label),
            href: other.address(),
            here: status == asked.status(),
        }
    };
    all.into_iter().map(link).collect()
}

/// The colour of a status's tag.
pub(super) fn colour(status: RecoveryStatus) -> &'static str {
    match status {
        RecoveryStatus::Open => "yellow",
        RecoveryStatus::Tied => "blue",
        RecoveryStatus::Returned => "green",
        RecoveryStatus::Released | RecoveryStatus::Disposed => "grey",
    }
}

/// True if neither a number nor a description is recorded.
pub(super) fn is_nothing(recovery: &Recovery) -> bool {
    let new = &recovery.recovery;
    new.read.is_none()
        && new.identifiers.is_empty()
        && new.make.is_none()
        && new.model.is_none()
        && new.colours.is_empty()
        && new.kind.is_none()
}

/// Whether a recovered bike still has to be looked up.
fn is_waiting(recovery: &Recovery, best: BestMatch) -> bool {
    best == BestMatch::NotLookedUp && recovery.status == RecoveryStatus::Open && !is_nothing(recovery)
}

impl Row {
    fn of((recovery, best): (Recovery, BestMatch)) -> Self {
        let can_look = is_waiting(&recovery, best);
        let best = match best {
            BestMatch::NotLookedUp if is_nothing(&recovery) => "Nothing to look for".to_owned(),
            BestMatch::NotLookedUp if can_look => "Not looked up yet".to_owned(),
            BestMatch::NotLookedUp => "Not looked up".to_owned(),
            BestMatch::NotKept => "No longer kept".to_owned(),
            BestMatch::None => "No bike".to_owned(),
            BestMatch::Likely(likelihood) => likely::likely(likelihood),
        };
        let status = recovery.stands();
        let new = recovery.recovery;
        let description = domain::bike::Description {
            make: new.make,
            model: new.model,
            colours: new.colours,
            kind: new.kind,
            features: None,
        };
        let others = new.identifiers.iter().map(NumberRead::as_written);
        let read: Vec<&str> = new.read.iter().map(String::as_str).chain(others).collect();
        Self {
            id: recovery.id,
            property_ref: new.property_ref,
            read: read.join(", "),
            looks: describe::title(&description),
            found: london::day(new.found_at),
            recorded: london::day(recovery.recorded_at),
            best,
            can_look,
            place: new.place.unwrap_or_default(),
            status,
            colour: colour(recovery.status),
        }
    }
}
