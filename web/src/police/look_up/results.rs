//! The answer to a look-up: at most ten at first, each with what speaks for and against it.

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
use domain::id::LookUpId;
use domain::mark::MarkStatus;
use domain::recovery::Recovery;
use registry::account::permits::OfficerOf;
use registry::look_up::{self, Answer, LookUp, MOST_SHOWN, Total, UnfixedMark};
use registry::recovery::{OpenedFrom, case_file};

#[derive(Template)]
#[template(path = "police/look_up/results.html")]
struct ResultsPage {
    page: Page,
    id: LookUpId,
    asked: AskedView,
    /// Where it is written down as a recovery.
    record: String,
    summary: String,
    bikes: Vec<LikelyView>,
    /// Those that come near and no more, after the others.
    unlikely: Vec<LikelyView>,
    unlikely_summary: String,
    found_any: bool,
    /// Whether what was shown is still kept.
    kept: bool,
    /// Whether each bike is one line that opens.
    lines: bool,
    /// Recoveries of the force that what was typed names, with where they are.
    recoveries: Vec<(String, String)>,
    /// What is said of what was typed, before the results.
    notices: Vec<String>,
    /// How the make and the model are probably spelt.
    spelling: Option<String>,
    /// The look-up without any filter, when this one has one.
    all: Option<String>,
    /// Whether there is anything to filter.
    narrowable: bool,
    more: bool,
    /// Said when no more are shown, though there are more.
    ended: bool,
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
    /// Whether a colleague asked.
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
) -> Result<Response, HttpError> {
    let answer = look_up::read_back(&app.registry, officer, id)
        .await
        .map_err(super::http)?;
    let filter = Filter::of(&answer.look_up.narrowing);
    page(&app, officer, &visit, answer, filter, Errors::default()).await
}

/// Shows an answer; with status 422 when its filter could not be read.
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
        notices: notices(&answer),
        spelling: spelling(&answer),
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

/// What an officer is told of what was typed.
fn notices(answer: &Answer) -> Vec<String> {
    let marks = answer
        .unfixed
        .iter()
        .map(|UnfixedMark(code, status)| match status {
            MarkStatus::Void => format!("Label {code} is ours. It was withdrawn, and is on no bike."),
            _ => format!("Label {code} is ours, not fixed to a bike yet."),
        });
    let differ = answer.different_bikes.then(|| {
        "These numbers belong to different bikes. Is one of them on a part from another bike? A look-up is for one bike. \
         If you have several bikes, look them up one at a time."
            .to_owned()
    });
    differ.into_iter().chain(marks).collect()
}

/// The make and the model as they are probably spelt: "Carrera Vengeance".
fn spelling(answer: &Answer) -> Option<String> {
    let (spelt, asked) = (&answer.spelling, &answer.look_up);
    let names = [(&spelt.make, &asked.make), (&spelt.model, &asked.model)];
    let names = names.map(|(spelt, asked)| spelt.as_ref().or(asked.as_ref()));
    let names: Vec<&str> = names.into_iter().flatten().map(String::as_str).collect();
    (!spelt.is_none()).then(|| names.join(" "))
}

fn recovery_link(recovery: &Recovery) -> (String, String) {
    let address = format!("/police/recoveries/{}", recovery.id);
    (recovery.recovery.property_ref.clone(), address)
}

/// Draws what was shown: the likely bikes, and those that come near and no more.
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
        shown if of > shown => format!("The {shown} likeliest of {least}{of} bikes{fit}"),
        shown => format!("{shown} bikes{fit}, best first"),
    }
}

/// Says what is folded away: "Show 4 more bikes that are unlikely".
fn unlikely_summary(unlikely: usize, after_others: bool) -> String {
    let more = if after_others { " more" } else { "" };
    match unlikely {
        1 => format!("Show 1{more} less likely bike"),
        many => format!("Show {many}{more} less likely bikes"),
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
            (1, true, "Show 1 more less likely bike"),
            (1, false, "Show 1 less likely bike"),
            (4, true, "Show 4 more less likely bikes"),
            (9, false, "Show 9 less likely bikes"),
        ] {
            assert_eq!(unlikely_summary(unlikely, after_others), said);
        }
    }
}
