//! The results of a look-up: at most ten at first, each with the evidence for and against it.

use super::super::describe;
use super::super::likely::{Fact, LikelyView};
use super::filter::{Chosen, Filter, area_label};
use super::view;
use crate::shared::guard::Officer;
use crate::shared::london;
use crate::shared::{App, Choice, DateTyped, Errors, HttpError, Page, Visit, html, html_again};
use askama::Template;
use axum::extract::{Path, State};
use axum::response::Response;
use domain::catalogue::Features;
use domain::id::LookUpId;
use domain::recovery::Recovery;
use registry::account::permits::OfficerOf;
use registry::look_up::{self, Answer, LookUp, MOST_SHOWN, Total, notices};
use registry::recovery::{OpenedFrom, case_file};

#[derive(Template)]
#[template(path = "police/look_up/results.html")]
struct ResultsPage {
    page: Page,
    id: LookUpId,
    asked: AskedView,
    /// The address at which to record the bike as a recovery.
    record: String,
    summary: String,
    bikes: Vec<LikelyView>,
    /// Similar but unlikely bikes, which come after the others.
    unlikely: Vec<LikelyView>,
    unlikely_summary: String,
    found_any: bool,
    /// Whether the results are still kept.
    kept: bool,
    /// Whether each bike is shown as one line that opens.
    lines: bool,
    /// The force's recoveries whose reference was typed, with links.
    recoveries: Vec<(String, String)>,
    /// Notes about what was typed, above the results.
    notices: Vec<String>,
    /// The page that looks up several bikes in one go, if these numbers belong to several.
    as_list: Option<String>,
    /// The likely spelling of the make and the model.
    spelling: Option<String>,
    /// The look-up without filters, if this one has any.
    all: Option<String>,
    /// Whether there is anything to filter.
    narrowable: bool,
    more: bool,
    /// Whether there are more results than the page can show.
    ended: bool,
    chosen: Vec<Chosen>,
    standings: Vec<Choice>,
    areas: Vec<Choice>,
    kinds: Vec<Choice>,
    from: DateTyped,
    to: DateTyped,
}

/// The query, its time and its reason.
pub(super) struct AskedView {
    /// What was typed in each box.
    pub(super) numbers: Vec<String>,
    /// What the bike looks like, in words.
    pub(super) looks: String,
    pub(super) reason: String,
    pub(super) at: String,
    /// Whether a colleague made the look-up.
    pub(super) by_colleague: bool,
}

impl AskedView {
    fn of(answer: &Answer, officer: OfficerOf) -> Self {
        Self {
            by_colleague: answer.by != Some(officer.account),
            numbers: answer.look_up.boxes().into_iter().map(str::to_owned).collect(),
            looks: looks(&answer.look_up),
            reason: answer.reason.to_string(),
            at: london::day_and_time(answer.at),
        }
    }
}

/// What the bike looks like: "Trek FX 2, black, road, found 3 November 2026".
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
    words.extend(look_up.features.as_deref().map(features));
    words.extend(look_up.found_at.map(|at| format!("found {}", london::day(at))));
    words.retain(|word| !word.is_empty());
    words.join(", ")
}

/// The features as they were typed, and which of them were compared.
fn features(typed: &str) -> String {
    match Features::of(typed).words() {
        words if words.is_empty() => format!("{typed} (not compared: we know none of these words)"),
        words if words == typed.to_lowercase() => words,
        words => format!("{typed} (compared: {words})"),
    }
}

pub(super) async fn show(
    Officer(officer): Officer,
    State(app): State<App>,
    visit: Visit,
    Path(id): Path<LookUpId>,
) -> Result<Response, HttpError> {
    let answer = look_up::read_back(&app.registry, officer, id)
        .await
        .map_err(super::http)?;
    let filter = Filter::of(&answer.look_up.narrowing);
    page(&app, officer, &visit, answer, filter, Errors::default()).await
}

/// Shows the results, with status 422 if the filters could not be read.
pub(super) async fn page(
    app: &App,
    officer: OfficerOf,
    visit: &Visit,
    answer: Answer,
    filter: Filter,
    errors: Errors,
) -> Result<Response, HttpError> {
    let id = answer.id;
    let (bikes, unlikely) = views(app, officer, &answer).await?;
    let narrowed = !answer.look_up.narrowing.is_none();
    let summary = summary(bikes.len(), answer.total, narrowed, !unlikely.is_empty());
    let partnerships = &answer.areas.partnerships;
    let all_shown = answer.bikes.len() >= MOST_SHOWN;
    let errors_shown = !errors.is_empty();
    let view = ResultsPage {
        page: visit
            .form_page(format!("Look-up {id}"))
            .await?
            .with_errors(errors),
        id,
        asked: AskedView::of(&answer, officer),
        record: format!("/police/recoveries/new?look_up={id}"),
        summary,
        unlikely_summary: unlikely_summary(unlikely.len(), !bikes.is_empty()),
        found_any: !bikes.is_empty() || narrowed,
        kept: answer.kept,
        lines: view::is_lines(&visit.session).await?,
        notices: notices::of_numbers(answer.different_bikes, &answer.of_no_bike, &answer.unfixed),
        as_list: (answer.different_bikes || !answer.of_no_bike.is_empty())
            .then(|| format!("/police/property-store?look_up={id}")),
        spelling: notices::as_spelt(&answer.spelling, &answer.look_up),
        recoveries: answer.recoveries.iter().map(recovery_link).collect(),
        narrowable: answer.bikes.len() > 1 || narrowed || errors_shown,
        all: answer.look_up.narrows.map(super::address),
        bikes,
        unlikely,
        more: answer.more && !all_shown,
        ended: answer.more && all_shown,
        chosen: Filter::of(&answer.look_up.narrowing).chosen(partnerships),
        standings: filter.standing_choices(),
        areas: filter.area_choices(partnerships),
        kinds: describe::kinds(filter.kind_slug(), "Any kind"),
        from: filter.from,
        to: filter.to,
    };
    if errors_shown {
        html_again(&view)
    } else {
        html(&view)
    }
}

fn recovery_link(recovery: &Recovery) -> (String, String) {
    let address = format!("/police/recoveries/{}", recovery.id);
    (recovery.recovery.property_ref.clone(), address)
}

/// Prepares the results: the likely bikes, and the similar but unlikely ones.
async fn views(
    app: &App,
    officer: OfficerOf,
    answer: &Answer,
) -> Result<(Vec<LikelyView>, Vec<LikelyView>), HttpError> {
    let bikes = answer
        .bikes
        .iter()
        .map(|likely| likely.found.bike.clone())
        .collect();
    let files = case_file::of_loaded(&app.registry, officer, bikes).await?;
    let ranked = answer
        .bikes
        .iter()
        .enumerate()
        .map(|(at, likely)| (at + 1, likely));
    let mut views = LikelyView::all(ranked, &files, OpenedFrom::LookUp(answer.id));
    for view in &mut views {
        let areas: Vec<&str> = answer.areas.of(view.bike).map(area_label).collect();
        if !areas.is_empty() {
            view.facts.push(Fact::words("Area", areas.join(", ")));
        }
    }
    let (unlikely, likely) = views.into_iter().partition(|view| view.unlikely);
    Ok((likely, unlikely))
}

/// Says how many there are: "The 10 likeliest of 277 bikes".
fn summary(shown: usize, total: Total, narrowed: bool, unlikely: bool) -> String {
    let fit = if narrowed { " that match the filter" } else { "" };
    let of = total.count.max(shown);
    let least = if total.at_least { "at least " } else { "" };
    match shown {
        0 if !narrowed => "No bike found".to_owned(),
        0 if unlikely => "No likely bike matches the filter".to_owned(),
        0 => "No bike matches the filter".to_owned(),
        1 if of == 1 && narrowed => "1 bike matches the filter".to_owned(),
        1 if of == 1 => "1 bike".to_owned(),
        1 if of > 1 => format!("The likeliest of {least}{of} bikes{fit}"),
        shown if of > shown => format!("The {shown} likeliest of {least}{of} bikes{fit}"),
        shown => format!("{shown} bikes{fit}, best first"),
    }
}

/// Says what is hidden: "Show 4 more bikes that are less likely".
fn unlikely_summary(unlikely: usize, after_others: bool) -> String {
    let more = if after_others { " more" } else { "" };
    match unlikely {
        1 => format!("Show 1{more} bike that is less likely"),
        many => format!("Show {many}{more} bikes that are less likely"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_said_of_how_many() {
        let all = |count| Total {
            count,
            at_least: false,
        };
        let some = Total {
            count: 2_500,
            at_least: true,
        };
        for (shown, total, narrowed, unlikely, said) in [
            (0, all(0), false, false, "No bike found"),
            (0, all(0), false, true, "No bike found"),
            (0, all(0), true, false, "No bike matches the filter"),
            (0, all(0), true, true, "No likely bike matches the filter"),
            (1, all(1), false, true, "1 bike"),
            (1, all(1), true, false, "1 bike matches the filter"),
            (3, all(3), false, false, "3 bikes, best first"),
            (10, all(277), false, false, "The 10 likeliest of 277 bikes"),
            (10, some, false, false, "The 10 likeliest of at least 2500 bikes"),
            (
                10,
                all(12),
                true,
                false,
                "The 10 likeliest of 12 bikes that match the filter",
            ),
            (2, all(2), true, true, "2 bikes that match the filter, best first"),
        ] {
            assert_eq!(summary(shown, total, narrowed, unlikely), said);
        }
    }

    #[test]
    fn what_is_said_of_what_is_folded_away() {
        for (unlikely, after_others, said) in [
            (1, true, "Show 1 more bike that is less likely"),
            (1, false, "Show 1 bike that is less likely"),
            (4, true, "Show 4 more bikes that are less likely"),
            (9, false, "Show 9 bikes that are less likely"),
        ] {
            assert_eq!(unlikely_summary(unlikely, after_others), said);
        }
    }
}
