//! The page of one recovered bike: what was read, which bikes it may be, and what has happened.

use super::super::describe;
use super::super::likely::{self, Fact, LikelyView, StandingView};
use super::super::photos as bike_photos;
use super::photos::{self, PhotoView};
use super::{custody, list, news};
use crate::shared::guard::Officer;
use crate::shared::london;
use crate::shared::{App, Errors, HttpError, Page, Visit, html, html_again};
use askama::Template;
use axum::extract::{Path, State};
use axum::response::Response;
use domain::bike::BikeReference;
use domain::id::{BikeId, LookUpId, RecoveryId};
use domain::place::PlaceGiven;
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
    stands: &'static str,
    status_colour: &'static str,
    version: i64,
    /// When it may be disposed of, in words.
    custody: String,
    /// Whether it left the property store while nobody knew its owner.
    gone: bool,
    read: Vec<Fact>,
    /// Its photos. Each thumbnail leads to the whole photo.
    photos: Vec<PhotoView>,
    /// The last look-up for its owner.
    looked: Option<LookedView>,
    /// True if nothing was recorded that we could look for.
    nothing: bool,
    bikes: Vec<LikelyView>,
    /// What has changed since the look-up, apart from the bikes that it showed.
    since: Vec<String>,
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

/// The registered bike to which this one was matched.
struct TiedView {
    bike: BikeId,
    title: String,
    reference: BikeReference,
    standing: StandingView,
    facts: Vec<Fact>,
    photos: Vec<String>,
    /// The page with the large photos.
    gallery: String,
    /// The look-up through which the officer can open the owner's details.
    owner: Option<LookUpId>,
    /// Whether the force took the report of its theft from a caller.
    can_be_changed: bool,
}

struct HappeningView {
    title: String,
    /// What a correction changed, one line for each change.
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

/// Shows the case, with status 422 if something could not be done.
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
    let (bikes, since) = likely_bikes(app, officer, &recovery, answer.as_ref()).await?;
    let failed = !errors.is_empty();
    let view = CasePage {
        page: visit
            .form_page(format!("Recovered bike {}", recovery.recovery.property_ref))
            .await?
            .with_errors(errors),
        id,
        status: recovery.status,
        stands: recovery.stands(),
        status_colour: list::colour(recovery.status),
        version: recovery.version,
        custody: custody::in_words(app, &recovery).await?,
        gone: RecoveryStatus::ENDED_WITHOUT_OWNER.contains(&recovery.status),
        read: read(&recovery),
        photos: photos::of_case(app, officer, id).await.map_err(http)?,
        looked: answer.as_ref().map(LookedView::of),
        nothing: list::is_nothing(&recovery),
        bikes,
        since,
        tied: tied(app, officer, &recovery, answer.as_ref()).await?,
        happened: case_file::history(&app.registry, officer, id)
            .await
            .map_err(http)?
            .into_iter()
            .map(|happening| HappeningView::of(happening, &recovery))
            .collect(),
    };
    if failed { html_again(&view) } else { html(&view) }
}

/// Turns an error that does not belong to a field into an answer.
pub(super) fn http(error: RecoveryError) -> HttpError {
    match error {
        RecoveryError::NotFound => HttpError::NotFound,
        RecoveryError::Store(error) | RecoveryError::LookUp(LookUpError::Match(MatchError::Store(error))) => {
            error.into()
        }
        other => HttpError::internal(other),
    }
}

async fn likely_bikes(
    app: &App,
    officer: OfficerOf,
    recovery: &Recovery,
    answer: Option<&Answer>,
) -> Result<(Vec<LikelyView>, Vec<String>), HttpError> {
    let (RecoveryStatus::Open, Some(answer)) = (recovery.status, answer) else {
        return Ok((Vec::new(), Vec::new()));
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
    let mut views = LikelyView::all(shown, &files, OpenedFrom::Recovery(recovery.id));
    let since = recovery::since(&app.registry, recovery, answer, &files)
        .await
        .map_err(http)?;
    for view in &mut views {
        view.since = news::of_bike(&since, view.bike);
    }
    Ok((views, news::of_case(&since)))
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
        standing: StandingView::of_bike(&file.bike),
        facts: likely::facts(&file.bike, Some(&file)),
        photos: likely::thumbnails(&file, from),
        gallery: bike_photos::gallery(from, bike),
        owner: found.map(|answer| answer.id),
        can_be_changed: file.theft_taken_here && recovery.status == RecoveryStatus::Tied,
    }))
}

/// Lists what was recorded about a bike.
pub(in crate::police) fn read(recovery: &Recovery) -> Vec<Fact> {
    let new = &recovery.recovery;
    let mut read = vec![match &new.read {
        Some(number) => Fact::code("Number as read", number.as_str()),
        None => Fact::words("Number as read", "Nothing"),
    }];
    let others = new.identifiers.iter();
    read.extend(others.map(|other| Fact::code(other.kind.label(), other.as_written())));
    read.extend(new.make.clone().map(|make| Fact::words("Make", make)));
    read.extend(new.model.clone().map(|model| Fact::words("Model", model)));
    if !new.colours.is_empty() {
        read.push(Fact::words("Colour", describe::colour_words(&new.colours)));
    }
    read.extend(new.kind.map(|kind| Fact::words("Kind", kind.label())));
    read.push(Fact::words("Found", found(new.found_at)));
    let given = new.given.as_ref().map(PlaceGiven::said);
    let places: Vec<String> = [given, new.place.clone()].into_iter().flatten().collect();
    if !places.is_empty() {
        read.push(Fact::words("Where", places.join(". ")));
    }
    let found_by = new.found_by.as_deref();
    read.extend(found_by.map(|found_by| Fact::words("Found by", found_by)));
    read
}

/// When it was found. Midnight means that nobody knows the time, so the time is left out.
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
    fn of(happening: Happening, recovery: &Recovery) -> Self {
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
                let to = if recovery.is_insurers() {
                    "handed to the insurer"
                } else {
                    "returned to its owner"
                };
                let title = format!("{} {to}", BikeReference::of(bike));
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
