//! The lists of pairs, each pair with the recovered bike beside the one on the register.

use super::super::likely::{Fact, LikelyView};
use super::super::recoveries;
use super::decide::Typed;
use crate::shared::guard::Officer;
use crate::shared::{App, Choice, Errors, HttpError, Page, Pagination, Visit, html, html_again, london};
use askama::Template;
use axum::extract::{Query, State};
use axum::response::Response;
use domain::id::{MatchId, RecoveryId};
use domain::recovery::PairStatus;
use jiff::civil::Time;
use jiff::{SignedDuration, Timestamp};
use registry::account::permits::OfficerOf;
use registry::recovery::OpenedFrom;
use registry::recovery::case_file;
use registry::recovery::matches::{self, Pair};
use serde::Deserialize;

/// How many pairs a page shows: only a few, because each pair is as tall as a screen.
const PER_PAGE: usize = 10;
/// The last page. Nobody works through this many; the limit is for mistyped addresses.
const LAST_PAGE: usize = 1_000;
/// The days for which a pair can be put aside, with the words for them.
const ASIDE: [(i64, &str); 5] = [
    (1, "tomorrow"),
    (7, "in a week"),
    (14, "in two weeks"),
    (28, "in four weeks"),
    (91, "in three months"),
];
/// The lists, with the words for them.
const LISTS: [(PairStatus, &str); 4] = [
    (PairStatus::Waiting, "To decide"),
    (PairStatus::Parked, "Put aside"),
    (PairStatus::Rejected, "Not the bike"),
    (PairStatus::Confirmed, "Confirmed"),
];

#[derive(Template)]
#[template(path = "police/matches/page.html")]
struct ListPage {
    page: Page,
    lists: Vec<ListLink>,
    pairs: Vec<PairView>,
    empty: &'static str,
    pages: Pagination,
}

/// A link to one of the lists.
struct ListLink {
    text: &'static str,
    href: String,
    here: bool,
}

/// A pair, as the page shows it.
struct PairView {
    id: MatchId,
    /// The ids of the elements that can show an error: the pair, and its fields.
    pair_id: String,
    why_id: String,
    why_not_id: String,
    until_id: String,
    version: i64,
    recovery: RecoveryId,
    property_ref: String,
    recovered: Vec<Fact>,
    likely: LikelyView,
    found: String,
    /// What was decided, in words. Empty if the pair is still waiting for a decision.
    said: String,
    /// Whether an officer can still decide.
    open: bool,
    /// Whether the bike has left the property store.
    gone: bool,
    /// Contradictions for which the officer must give a reason.
    against: Vec<String>,
    days: Vec<Choice>,
    /// What was typed into a form that was refused.
    typed: Typed,
}

/// Which list, and which page of it.
#[derive(Clone, Default, Deserialize)]
#[serde(default)]
pub(super) struct Asked {
    list: String,
    page: String,
}

impl Asked {
    fn status(&self) -> PairStatus {
        let chosen = PairStatus::parse(&self.list);
        let known = chosen.filter(|status| LISTS.iter().any(|(of, _)| of == status));
        known.unwrap_or(PairStatus::Waiting)
    }
}

pub(super) async fn show(
    Officer(officer): Officer,
    State(app): State<App>,
    visit: Visit,
    Query(asked): Query<Asked>,
) -> Result<Response, HttpError> {
    html(&page(&app, officer, &visit, &asked, Errors::default(), None).await?)
}

/// Shows the list again with the error and what was typed.
pub(super) async fn again(
    app: &App,
    officer: OfficerOf,
    visit: &Visit,
    errors: Errors,
    typed: (MatchId, Typed),
) -> Result<Response, HttpError> {
    html_again(&page(app, officer, visit, &Asked::default(), errors, Some(typed)).await?)
}

async fn page(
    app: &App,
    officer: OfficerOf,
    visit: &Visit,
    asked: &Asked,
    errors: Errors,
    typed: Option<(MatchId, Typed)>,
) -> Result<ListPage, HttpError> {
    let number = asked.page.parse::<usize>().unwrap_or(1).clamp(1, LAST_PAGE);
    let skip = (number - 1) * PER_PAGE;
    let status = asked.status();
    // Reading one more pair would log it as shown, so we use the count to find out whether there is a next page.
    let part = (skip as u64, PER_PAGE as u64);
    let found = matches::list(&app.registry, officer, status, part).await?;
    let total = matches::count(&app.registry, officer, status).await?;
    let total = usize::try_from(total).unwrap_or(usize::MAX);
    let now = app.registry.now();
    let mut pairs = Vec::with_capacity(found.len());
    for (at, pair) in found.into_iter().enumerate() {
        let of_this = typed.as_ref().filter(|(id, _)| *id == pair.id);
        let typed = of_this.map(|(_, typed)| typed.clone()).unwrap_or_default();
        pairs.push(PairView::of(app, officer, (skip + at + 1, pair), typed, now).await?);
    }
    let address = format!("/police/matches?list={}", status.slug());
    Ok(ListPage {
        page: visit.form_page("Possible matches").await?.with_errors(errors),
        lists: links(status),
        pairs,
        empty: empty(status),
        pages: Pagination::new(address, number, total, PER_PAGE),
    })
}

fn links(here: PairStatus) -> Vec<ListLink> {
    let link = |(status, text): &(PairStatus, &'static str)| ListLink {
        text,
        href: format!("/police/matches?list={}", status.slug()),
        here: *status == here,
    };
    LISTS.iter().map(link).collect()
}

fn empty(status: PairStatus) -> &'static str {
    match status {
        PairStatus::Parked => "No matches are put aside.",
        PairStatus::Rejected => "No matches have been rejected.",
        PairStatus::Confirmed => "No matches have been confirmed.",
        PairStatus::Waiting | PairStatus::Lapsed => {
            "There is nothing to decide. We compare every new bike, theft report and recovered bike, and e-mail you when we find a possible match."
        }
    }
}

impl PairView {
    async fn of(
        app: &App,
        officer: OfficerOf,
        (rank, pair): (usize, Pair),
        typed: Typed,
        now: Timestamp,
    ) -> Result<Self, HttpError> {
        let bike = pair.likely.found.bike.clone();
        let files = case_file::of_loaded(&app.registry, officer, vec![bike]).await?;
        let from = OpenedFrom::Recovery(pair.recovery.id);
        let mut views = LikelyView::all(std::iter::once((rank, &pair.likely)), &files, from);
        let likely = views
            .pop()
            .ok_or_else(|| HttpError::internal("a pair has no bike"))?;
        let open = pair.status.is_open();
        let against = matches::contradictions(&pair.likely.found.scored);
        Ok(Self {
            id: pair.id,
            pair_id: format!("pair-{}", pair.id),
            why_id: format!("why-{}", pair.id),
            why_not_id: format!("why_not-{}", pair.id),
            until_id: format!("until-{}", pair.id),
            version: pair.version,
            recovery: pair.recovery.id,
            property_ref: pair.recovery.recovery.property_ref.clone(),
            recovered: recoveries::read(&pair.recovery),
            likely,
            found: london::day_and_time(pair.found_at),
            said: said(&pair),
            open,
            gone: pair.recovery.ended_at.is_some(),
            against: against.into_iter().map(str::to_owned).collect(),
            days: days(now, &typed.until),
            typed,
        })
    }
}

/// Says what was decided about a pair.
fn said(pair: &Pair) -> String {
    let on = pair.decided_at.map(london::day).unwrap_or_default();
    match pair.status {
        PairStatus::Parked => {
            let until = pair.parked_until.map(london::named_day).unwrap_or_default();
            format!("Put aside until {until}")
        }
        PairStatus::Rejected => match &pair.reason {
            Some(reason) => format!("Rejected on {on}: {reason}"),
            None => format!("The match was undone on {on}"),
        },
        PairStatus::Confirmed => format!("Confirmed on {on}"),
        PairStatus::Waiting | PairStatus::Lapsed => String::new(),
    }
}

/// The days until which a pair can be put aside.
fn days(now: Timestamp, chosen: &str) -> Vec<Choice> {
    let day = |(days, words): &(i64, &str)| {
        let at = now + SignedDuration::from_hours(24 * days);
        (days.to_string(), format!("{words} ({})", london::named_day(at)))
    };
    let chosen = if chosen.is_empty() { "7" } else { chosen };
    Choice::list(chosen, ASIDE.iter().map(day))
}

/// The beginning of the day that was chosen.
pub(super) fn day_chosen(now: Timestamp, chosen: &str) -> Option<Timestamp> {
    let (days, _) = ASIDE.iter().find(|(days, _)| days.to_string() == chosen)?;
    let date = london::date_of(now + SignedDuration::from_hours(24 * days));
    london::instant(date, Time::midnight(), london::Twice::Earlier).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pair_is_put_aside_until_the_day_begins() {
        let now: Timestamp = "2026-11-29T15:00:00Z".parse().unwrap();
        for (chosen, until) in [
            ("1", Some("2026-11-30T00:00:00Z")),
            ("28", Some("2026-12-27T00:00:00Z")),
            ("2", None),
            ("", None),
        ] {
            let until: Option<Timestamp> = until.map(|until| until.parse().unwrap());
            assert_eq!(day_chosen(now, chosen), until, "{chosen}");
        }
        let chosen: Vec<String> = days(now, "")
            .into_iter()
            .filter(|day| day.chosen)
            .map(|day| day.value)
            .collect();
        assert_eq!(chosen, ["7"]);
    }
}
