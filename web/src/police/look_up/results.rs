//! The answer to a look-up: at most ten at first, each with what speaks for and against it.

use super::super::describe;
use super::super::hit::HitView;
use super::super::photos::Origin;
use super::filter::{Chosen, Filter, STEP, area_label};
use crate::shared::guard::Officer;
use crate::shared::london;
use crate::shared::{App, Choice, DateTyped, HttpError, Page, Visit, html, html_again};
use askama::Template;
use axum::extract::{Path, RawQuery, State};
use axum::response::Response;
use domain::id::LookUpId;
use registry::look_up::{self, Answer, LookUp, MOST_RESULTS};
use registry::recovery::case_file;

#[derive(Template)]
#[template(path = "police/look_up/results.html")]
struct ResultsPage {
    page: Page,
    id: LookUpId,
    asked: AskedView,
    /// Where it is written down as a recovery.
    record: String,
    summary: String,
    hits: Vec<HitView>,
    /// Those that come near and no more, after the others.
    unlikely: Vec<HitView>,
    unlikely_summary: String,
    found_any: bool,
    /// The page without any filter, when a filter leaves nothing.
    all: Option<String>,
    /// Whether there is anything to filter.
    narrowable: bool,
    more: Option<String>,
    chosen: Vec<Chosen>,
    standings: Vec<Choice>,
    areas: Vec<Choice>,
    kinds: Vec<Choice>,
    from: DateTyped,
    to: DateTyped,
}

/// What was looked for, when and why.
pub(super) struct AskedView {
    /// What was typed, each box by itself.
    pub(super) numbers: Vec<String>,
    /// The look of it, in words.
    pub(super) looks: String,
    pub(super) reason: String,
    pub(super) at: String,
}

impl AskedView {
    fn of(answer: &Answer) -> Self {
        Self {
            numbers: answer.look_up.boxes().into_iter().map(str::to_owned).collect(),
            looks: looks(&answer.look_up),
            reason: answer.reason.to_string(),
            at: london::day_and_time(answer.at),
        }
    }
}

/// The look of what was looked for: "Trek FX 2, black, road, found 3 November 2026".
fn looks(look_up: &LookUp) -> String {
    let mut words: Vec<String> = Vec::new();
    let name: Vec<&str> = look_up
        .make
        .iter()
        .chain(&look_up.model)
        .map(String::as_str)
        .collect();
    words.push(name.join(" "));
    words.push(describe::colour_words(&look_up.colours));
    words.extend(look_up.kind.map(|kind| kind.label().to_lowercase()));
    words.extend(look_up.found_at.map(|at| format!("found {}", london::day(at))));
    words.retain(|word| !word.is_empty());
    words.join(", ")
}

pub(super) async fn show(
    Officer(officer): Officer,
    State(app): State<App>,
    visit: Visit,
    Path(id): Path<LookUpId>,
    RawQuery(query): RawQuery,
) -> Result<Response, HttpError> {
    let (filter, errors) = Filter::read(query.as_deref().unwrap_or_default());
    let limit = if filter.is_on() && errors.is_empty() {
        MOST_RESULTS
    } else {
        filter.show
    };
    let answer = look_up::again(&app.registry, officer, id, limit)
        .await
        .map_err(super::http)?;
    let partnerships = &answer.areas.partnerships;
    let filter = filter.among(partnerships);
    let narrowed = filter.is_on() && errors.is_empty();

    let passing = answer.hits.iter().enumerate().map(|(at, hit)| (at + 1, hit));
    let passing: Vec<_> = passing
        .filter(|(_, hit)| !narrowed || filter.lets_pass(hit, &answer.areas))
        .collect();
    let shown: Vec<_> = passing.iter().copied().take(filter.show).collect();
    let bikes: Vec<_> = shown.iter().map(|(_, hit)| hit.found.bike.id).collect();
    let files = case_file::of_bikes(&app.registry, officer, &bikes).await?;
    let mut hits = HitView::all(shown.iter().copied(), &files, Origin::look_up(id));
    for hit in &mut hits {
        let areas: Vec<&str> = answer.areas.of(hit.bike).map(area_label).collect();
        if !areas.is_empty() {
            hit.facts.push(("Area", areas.join(", ")));
        }
    }

    let (unlikely, hits): (Vec<_>, Vec<_>) = hits.into_iter().partition(|hit| hit.unlikely);

    let path = format!("/police/look-up/{id}");
    let is_more = passing.len() > shown.len() || (!narrowed && answer.more);
    let summary = summary(
        hits.len(),
        is_more && unlikely.is_empty(),
        narrowed.then_some(answer.hits.len()),
        !unlikely.is_empty(),
    );
    let errors_shown = !errors.is_empty();
    let view = ResultsPage {
        page: visit.page(format!("Look-up {id}")).await?.with_errors(errors),
        id,
        asked: AskedView::of(&answer),
        record: format!("/police/recoveries/new?look_up={id}"),
        summary,
        unlikely_summary: unlikely_summary(unlikely.len(), !hits.is_empty()),
        found_any: !hits.is_empty() || narrowed && !answer.hits.is_empty(),
        narrowable: answer.hits.len() > 1 || filter.is_on() || errors_shown,
        all: (narrowed && hits.is_empty()).then(|| path.clone()),
        hits,
        unlikely,
        more: (is_more && filter.show + STEP <= MOST_RESULTS).then(|| filter.more(&path)),
        chosen: if narrowed {
            filter.chosen(&path, partnerships)
        } else {
            Vec::new()
        },
        standings: filter.standing_choices(),
        areas: filter.area_choices(partnerships),
        kinds: describe::kinds(filter.kind_slug(), "Any kind"),
        from: filter.from().clone(),
        to: filter.to().clone(),
    };
    if errors_shown {
        html_again(&view)
    } else {
        html(&view)
    }
}

/// Says how many there are: "10 bikes, best first. There are more below these."
fn summary(shown: usize, more: bool, narrowed_from: Option<usize>, unlikely: bool) -> String {
    let bikes = match shown {
        0 => {
            let said = match (narrowed_from, unlikely) {
                (None, _) => "No bike found",
                (Some(_), false) => "None of the results fits the filter",
                (Some(_), true) => "None of the likelier results fits the filter",
            };
            return said.to_owned();
        }
        1 => "1 bike".to_owned(),
        many => format!("{many} bikes, best first"),
    };
    match (narrowed_from, more) {
        (Some(all), _) => format!("{bikes}, of the {all} likeliest"),
        (None, true) => format!("The {shown} likeliest bikes, best first"),
        (None, false) => bikes,
    }
}

/// Says what is folded away: "Show 4 more bikes that are unlikely".
fn unlikely_summary(unlikely: usize, after_others: bool) -> String {
    let more = if after_others { " more" } else { "" };
    match unlikely {
        1 => format!("Show 1{more} bike that comes near but is unlikely"),
        many => format!("Show {many}{more} bikes that come near but are unlikely"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_said_of_how_many() {
        for (shown, more, narrowed, unlikely, said) in [
            (0, false, None, false, "No bike found"),
            (0, false, None, true, "No bike found"),
            (0, false, Some(9), false, "None of the results fits the filter"),
            (
                0,
                false,
                Some(9),
                true,
                "None of the likelier results fits the filter",
            ),
            (1, false, None, true, "1 bike"),
            (3, false, None, false, "3 bikes, best first"),
            (10, true, None, false, "The 10 likeliest bikes, best first"),
            (
                2,
                false,
                Some(40),
                true,
                "2 bikes, best first, of the 40 likeliest",
            ),
        ] {
            assert_eq!(summary(shown, more, narrowed, unlikely), said);
        }
    }

    #[test]
    fn what_is_said_of_what_is_folded_away() {
        for (unlikely, after_others, said) in [
            (1, true, "Show 1 more bike that comes near but is unlikely"),
            (1, false, "Show 1 bike that comes near but is unlikely"),
            (4, true, "Show 4 more bikes that come near but are unlikely"),
            (9, false, "Show 9 bikes that come near but are unlikely"),
        ] {
            assert_eq!(unlikely_summary(unlikely, after_others), said);
        }
    }
}
