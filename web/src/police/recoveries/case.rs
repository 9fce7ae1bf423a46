//! One recovered bike: what was read, which bikes it may be, and what has happened.

use super::super::describe;
use super::super::likely::{self, Fact, LikelyView, StandingView};
use super::super::photos;
use super::list;
use crate::shared::guard::Officer;
use crate::shared::london;
use crate::shared::{App, Errors, HttpError, Page, Visit, html, html_again};
use askama::Template;
use axum::extract::{Path, State};
use axum::response::Response;
use domain::bike::BikeReference;
use domain::id::{BikeId, LookUpId, RecoveryId};
use domain::recovery::{Recovery, RecoveryStatus};
use jiff::Timestamp;
use jiff::civil::Time;
use registry::account::permits::OfficerOf;
use registry::look_up::rank::MatchError;
use registry::look_up::{Answer, LookUpError};
use registry::recovery::case_file::{self, Change, Happening, Step};
use registry::recovery::{self, OpenedFrom, RecoveryError};

/// How many candidates are shown.
const SHOWN: usize = 10;

#[derive(Template)]
#[template(path = "police/recoveries/page.html")]
struct CasePage {
    page: Page,
    id: RecoveryId,
    status: RecoveryStatus,
    status_colour: &'static str,
    read: Vec<Fact>,
    /// The last look-up for its owner.
    looked: Option<LookedView>,
    /// Whether nothing is written down to look for.
    nothing: bool,
    bikes: Vec<LikelyView>,
    tied: Option<TiedView>,
    happened: Vec<HappeningView>,
}

/// The last look-up for a recovered bike.
struct LookedView {
    id: LookUpId,
    at: String,
    kept: bool,
}

impl LookedView {
    fn of(answer: &Answer) -> Self {
        Self {
            id: answer.id,
            at: london::day_and_time(answer.at),
            kept: answer.kept,
        }
    }
}

/// The bike that it was tied to.
struct TiedView {
    bike: BikeId,
    title: String,
    reference: BikeReference,
    standing: StandingView,
    facts: Vec<Fact>,
    photos: Vec<String>,
    /// Where all of them are seen large.
    gallery: String,
    /// Where its owner's details can be opened.
    owner: Option<LookUpId>,
}

struct HappeningView {
    title: String,
    /// What a correction changed, a line each.
    changes: Vec<String>,
    date: String,
    stamp: String,
    by: String,
}

pub(super) async fn show(
    Officer(officer): Officer,
    State(app): State<App>,
    visit: Visit,
    Path(id): Path<RecoveryId>,
) -> Result<Response, HttpError> {
    page(&app, officer, &visit, id, Errors::default()).await
}

/// Answers with the case; with status 422 when something could not be done.
pub(super) async fn page(
    app: &App,
    officer: OfficerOf,
    visit: &Visit,
    id: RecoveryId,
    errors: Errors,
) -> Result<Response, HttpError> {
    let recovery = recovery::find(&app.registry, officer, id).await.map_err(http)?;
    let answer = match recovery.status {
        RecoveryStatus::Returned => None,
        _ => recovery::candidates(&app.registry, officer, &recovery)
            .await
            .map_err(http)?,
    };
    let failed = !errors.is_empty();
    let view = CasePage {
        page: visit
            .form_page(format!("Recovered bike {}", recovery.recovery.property_ref))
            .await?
            .with_errors(errors),
        id,
        status: recovery.status,
        status_colour: list::colour(recovery.status),
        read: read(&recovery),
        looked: answer.as_ref().map(LookedView::of),
        nothing: is_nothing(&recovery),
        bikes: likely_bikes(app, officer, &recovery, answer.as_ref()).await?,
        tied: tied(app, officer, &recovery, answer.as_ref()).await?,
        happened: case_file::history(&app.registry, officer, id)
            .await
            .map_err(http)?
            .into_iter()
            .map(HappeningView::of)
            .collect(),
    };
    if failed { html_again(&view) } else { html(&view) }
}

/// What a refusal of the register becomes where it is no field's.
pub(super) fn http(error: RecoveryError) -> HttpError {
    match error {
        RecoveryError::NotFound => HttpError::NotFound,
        RecoveryError::Store(error) | RecoveryError::LookUp(LookUpError::Match(MatchError::Store(error))) => {
            error.into()
        }
        other => HttpError::internal(other),
    }
}

/// Whether neither a number nor what it looks like is written down.
fn is_nothing(recovery: &Recovery) -> bool {
    let new = &recovery.recovery;
    new.read.is_none()
        && new.identifiers.is_empty()
        && new.make.is_none()
        && new.model.is_none()
        && new.colours.is_empty()
        && new.kind.is_none()
}

async fn likely_bikes(
    app: &App,
    officer: OfficerOf,
    recovery: &Recovery,
    answer: Option<&Answer>,
) -> Result<Vec<LikelyView>, HttpError> {
    let (RecoveryStatus::Open, Some(answer)) = (recovery.status, answer) else {
        return Ok(Vec::new());
    };
    let shown = answer
        .bikes
        .iter()
        .filter(|likely| !likely.found.unlikely)
        .take(SHOWN)
        .enumerate()
        .map(|(at, likely)| (at + 1, likely));
    let bikes = shown
        .clone()
        .map(|(_, likely)| likely.found.bike.clone())
        .collect();
    let files = case_file::of_loaded(&app.registry, officer, bikes).await?;
    Ok(LikelyView::all(shown, &files, OpenedFrom::Recovery(recovery.id)))
}

async fn tied(
    app: &App,
    officer: OfficerOf,
    recovery: &Recovery,
    answer: Option<&Answer>,
) -> Result<Option<TiedView>, HttpError> {
    let Some(bike) = recovery.bike else {
        return Ok(None);
    };
    let mut files = case_file::of_bikes(&app.registry, officer, &[bike]).await?;
    let from = OpenedFrom::Recovery(recovery.id);
    let found = answer.filter(|answer| answer.bikes.iter().any(|likely| likely.found.bike.id == bike));
    let Some(mut file) = files.remove(&bike) else {
        return Ok(None);
    };
    if recovery.status == RecoveryStatus::Returned {
        file.theft = case_file::last_report(&app.registry, officer, bike).await?;
    }
    Ok(Some(TiedView {
        bike,
        title: describe::title(&file.bike.description),
        reference: file.bike.reference(),
        standing: StandingView::of(file.bike.standing),
        facts: likely::facts(&file.bike, Some(&file)),
        photos: likely::thumbnails(&file.photos, from),
        gallery: photos::gallery(from, bike),
        owner: found.map(|answer| answer.id),
    }))
}

/// What was written down.
fn read(recovery: &Recovery) -> Vec<Fact> {
    let new = &recovery.recovery;
    let mut read = vec![match &new.read {
        Some(number) => Fact::code("Read off it", number.as_str()),
        None => Fact::words("Read off it", "Nothing"),
    }];
    let others = new.identifiers.iter();
    read.extend(others.map(|other| Fact::code(other.kind.label(), other.number.as_written())));
    read.extend(new.make.clone().map(|make| Fact::words("Make", make)));
    read.extend(new.model.clone().map(|model| Fact::words("Model", model)));
    if !new.colours.is_empty() {
        read.push(Fact::words("Colour", describe::colour_words(&new.colours)));
    }
    read.extend(new.kind.map(|kind| Fact::words("Kind", kind.label())));
    read.push(Fact::words("Found", found(new.found_at)));
    read.extend(new.place.clone().map(|place| Fact::words("Where", place)));
    read
}

/// When it was found. Midnight stands for a time that nobody knows and is left out.
fn found(at: Timestamp) -> String {
    if london::time_of(at) == Time::midnight() {
        london::day(at)
    } else {
        london::day_and_time(at)
    }
}

/// One corrected field: "Make: was Trek, now Giant".
fn change(change: &Change) -> String {
    let said = |text: &str| {
        if text.is_empty() {
            "nothing".to_owned()
        } else {
            text.to_owned()
        }
    };
    let (before, after) = (said(&change.before), said(&change.after));
    format!("{}: was {before}, now {after}", change.field)
}

impl HappeningView {
    fn of(happening: Happening) -> Self {
        let (title, changes) = match happening.what {
            Step::Recorded => ("Recorded".to_owned(), Vec::new()),
            Step::Corrected(changes) => ("Corrected".to_owned(), changes),
            Step::Matched(bike, bits) => {
                let score = likely::score(bits);
                let title = format!("Matched to {} (score {score})", BikeReference::of(bike));
                (title, Vec::new())
            }
            Step::Undone(bike) => {
                let title = format!("Match with {} undone", BikeReference::of(bike));
                (title, Vec::new())
            }
            Step::Returned(bike) => {
                let title = format!("{} returned to its owner", BikeReference::of(bike));
                (title, Vec::new())
            }
        };
        Self {
            title,
            changes: changes.iter().map(change).collect(),
            date: london::day_and_time(happening.at),
            stamp: happening.at.to_string(),
            by: happening.by.unwrap_or_default(),
        }
    }
}
