//! The custody log of one recovered bike, and the bikes due for disposal.

use super::{case, list};
use crate::shared::guard::Officer;
use crate::shared::{
    App, Choice, DateTyped, Errors, HttpError, Notice, Once, Page, Visit, html, html_again, london,
};
use askama::Template;
use axum::extract::{Form, Path, State};
use axum::response::{IntoResponse, Redirect, Response};
use domain::id::RecoveryId;
use domain::recovery::{Custody, CustodyKind, Recovery, RecoveryStatus};
use jiff::civil::Time;
use jiff::{SignedDuration, Timestamp};
use registry::account::permits::OfficerOf;
use registry::recovery::custody::{self, CustodyError, Disposal, Logged};
use registry::recovery::{self, RecoveryError};
use serde::Deserialize;

const MOST_PLACE: usize = 200;
const MOST_REASON: usize = 500;
/// How far ahead the list of bikes due for disposal looks.
const AHEAD: SignedDuration = SignedDuration::from_hours(24 * 14);

#[derive(Template)]
#[template(path = "police/recoveries/custody.html")]
struct LogPage {
    page: Page,
    id: RecoveryId,
    property_ref: String,
    status: &'static str,
    colour: &'static str,
    standing: String,
    /// Whether officers can add entries.
    open: bool,
    version: i64,
    kinds: Vec<Choice>,
    form: CustodyForm,
    happened: DateTyped,
    entries: Vec<EntryView>,
}

/// One entry, as the page shows it.
struct EntryView {
    what: &'static str,
    date: String,
    stamp: String,
    by: String,
    place: String,
    reason: String,
    /// When it was recorded, if that was later than it happened.
    noted: String,
}

/// A new entry, as it was typed.
#[derive(Clone, Default, Deserialize)]
#[serde(default)]
pub(super) struct CustodyForm {
    version: String,
    what: String,
    happened_day: String,
    happened_month: String,
    happened_year: String,
    happened_time: String,
    place: String,
    reason: String,
}

impl CustodyForm {
    fn happened(&self) -> DateTyped {
        DateTyped::new(&*self.happened_day, &*self.happened_month, &*self.happened_year)
    }

    fn at(now: Timestamp) -> Self {
        let date = DateTyped::of(london::date_of(now));
        Self {
            happened_day: date.day,
            happened_month: date.month,
            happened_year: date.year,
            happened_time: london::time_of(now).strftime("%H:%M").to_string(),
            ..Self::default()
        }
    }

    /// Reads the form.
    fn parse(&self, now: Timestamp) -> Result<Custody, Errors> {
        let mut errors = Errors::default();
        let offered = CustodyKind::parse(&self.what).filter(|kind| CustodyKind::ADDED.contains(kind));
        let what = errors.keep("what", offered.ok_or("Choose what happened"));
        let at = self.happened_at(now, &mut errors);
        let place = errors.optional_line("place", "Where the bike is now", &self.place, MOST_PLACE);
        let reason = errors.optional_line("reason", "Why", &self.reason, MOST_REASON);
        let parsed = what.zip(at).zip(place).zip(reason);
        errors.finish(parsed.map(|(((what, at), place), reason)| Custody {
            what,
            at,
            place,
            reason,
        }))
    }

    fn happened_at(&self, now: Timestamp, errors: &mut Errors) -> Option<Timestamp> {
        let (what, missing) = ("The day it happened", "Enter the day it happened");
        let date = self.happened().read(errors, "happened", what, missing);
        let time = match self.happened_time.trim() {
            "" => Some(Time::midnight()),
            typed => errors.keep("happened_time", london::time_of_day(typed)),
        };
        let (date, time) = (date?, time?);
        let at = errors.keep(
            "happened_time",
            london::instant(date, time, london::Twice::Earlier),
        )?;
        // The box shows only the minute, so the current minute stands for now.
        if at > now {
            errors.add("happened_time", "It must have happened in the past");
            return None;
        }
        let this_minute = now.duration_since(at) < SignedDuration::from_secs(60);
        Some(if this_minute { now } else { at })
    }
}

pub(super) async fn show(
    Officer(officer): Officer,
    State(app): State<App>,
    visit: Visit,
    Path(id): Path<RecoveryId>,
) -> Result<Response, HttpError> {
    let form = CustodyForm::at(app.registry.now());
    html(&page(&app, officer, &visit, id, form, Errors::default()).await?)
}

pub(super) async fn send(
    Officer(officer): Officer,
    State(app): State<App>,
    visit: Visit,
    once: Once,
    Path(id): Path<RecoveryId>,
    Form(form): Form<CustodyForm>,
) -> Result<Response, HttpError> {
    let new = match form.parse(app.registry.now()) {
        Ok(new) => new,
        Err(errors) => return html_again(&page(&app, officer, &visit, id, form, errors).await?),
    };
    // A missing version becomes 0, which no recovery has.
    let seen = (id, form.version.parse().unwrap_or_default());
    match custody::add(&once.on(&app), officer, seen, &new).await {
        Ok(()) => {
            let said = format!("Added to the log: {}", new.what.label());
            visit.notice(Notice::success(said)).await?;
            Ok(Redirect::to(&format!("/police/recoveries/{id}/custody")).into_response())
        }
        Err(error) => {
            let mut errors = Errors::default();
            errors.add(field_of(&error), error.to_string());
            match error {
                CustodyError::Recovery(error @ (RecoveryError::NotFound | RecoveryError::Store(_))) => {
                    Err(case::http(error))
                }
                _ => html_again(&page(&app, officer, &visit, id, form, errors).await?),
            }
        }
    }
}

/// Returns the field that shows an error.
fn field_of(error: &CustodyError) -> &'static str {
    match error {
        CustodyError::When => "happened_time",
        CustodyError::Where => "place",
        CustodyError::Why => "reason",
        _ => "what",
    }
}

async fn page(
    app: &App,
    officer: OfficerOf,
    visit: &Visit,
    id: RecoveryId,
    form: CustodyForm,
    errors: Errors,
) -> Result<LogPage, HttpError> {
    let recovery = recovery::find(&app.registry, officer, id)
        .await
        .map_err(case::http)?;
    let log = custody::log(&app.registry, officer, id)
        .await
        .map_err(case::http)?;
    let property_ref = recovery.recovery.property_ref.clone();
    let silent = matches!(
        custody::of_recovery(&app.registry, &recovery).await?,
        Disposal::Unanswered(_)
    );
    Ok(LogPage {
        page: visit
            .form_page(format!("Custody log for {property_ref}"))
            .await?
            .with_errors(errors),
        id,
        property_ref,
        status: recovery.stands(),
        colour: list::colour(recovery.status),
        standing: in_words(app, &recovery).await?,
        open: matches!(recovery.status, RecoveryStatus::Open | RecoveryStatus::Tied),
        version: recovery.version,
        kinds: kinds(&recovery, silent, &form.what),
        happened: form.happened(),
        form,
        entries: log
            .into_iter()
            .map(|entry| EntryView::of(entry, &recovery))
            .collect(),
    })
}

/// The kinds of entry that can be added now. If the owner is known and answers, the bike can only leave by being
/// returned.
fn kinds(recovery: &Recovery, silent: bool, chosen: &str) -> Vec<Choice> {
    let can = |kind: &CustodyKind| match kind {
        CustodyKind::Held => recovery.held_at.is_none(),
        CustodyKind::HoldEnded => recovery.held_at.is_some(),
        CustodyKind::Released | CustodyKind::Disposed => {
            recovery.held_at.is_none() && (silent || recovery.status == RecoveryStatus::Open)
        }
        _ => true,
    };
    let all = CustodyKind::ADDED.iter().filter(|kind| can(kind));
    Choice::list(chosen, all.map(|kind| (kind.slug(), kind.label())))
}

/// Says whether and when a bike can be disposed of.
pub(super) async fn in_words(app: &App, recovery: &Recovery) -> Result<String, HttpError> {
    Ok(match custody::of_recovery(&app.registry, recovery).await? {
        Disposal::From(at) => format!("It can be disposed of from {}.", london::day(at)),
        Disposal::OnHold(since) => {
            format!(
                "It has been held as an exhibit since {}, so it cannot be disposed of.",
                london::day(since)
            )
        }
        Disposal::OpenMatch => {
            "A possible owner has been found, so the bike cannot be disposed of.".to_owned()
        }
        Disposal::HasOwner => "It is being kept for its owner.".to_owned(),
        Disposal::Unanswered(from) => format!(
            "Its owner has not answered. It can be disposed of from {}.",
            london::day(from)
        ),
        Disposal::Gone => match recovery.ended_at {
            Some(at) => format!("It left the property store on {}.", london::day(at)),
            None => "It has left the property store.".to_owned(),
        },
    })
}

impl EntryView {
    fn of(logged: Logged, recovery: &Recovery) -> Self {
        let Custody {
            what,
            at,
            place,
            reason,
        } = logged.custody;
        let later = logged.noted_at.duration_since(at) >= SignedDuration::from_mins(60);
        Self {
            what: match what {
                CustodyKind::Returned if recovery.is_insurers() => recovery.stands(),
                other => other.label(),
            },
            date: london::day_and_time(at),
            stamp: at.to_string(),
            by: logged.by.unwrap_or_default(),
            place: place.unwrap_or_default(),
            reason: reason.unwrap_or_default(),
            noted: if later {
                london::day_and_time(logged.noted_at)
            } else {
                String::new()
            },
        }
    }
}

#[derive(Template)]
#[template(path = "police/recoveries/due.html")]
struct DuePage {
    page: Page,
    days: u16,
    rows: Vec<DueRow>,
}

/// One bike due for disposal.
struct DueRow {
    id: RecoveryId,
    property_ref: String,
    read: String,
    received: String,
    from: String,
    /// True from the day on which it may be disposed of.
    now: bool,
}

pub(super) async fn due(
    Officer(officer): Officer,
    State(app): State<App>,
    visit: Visit,
) -> Result<Response, HttpError> {
    let now = app.registry.now();
    let row = |(recovery, from): (Recovery, Timestamp)| DueRow {
        id: recovery.id,
        read: recovery.recovery.read.unwrap_or_default(),
        property_ref: recovery.recovery.property_ref,
        received: london::day(recovery.recorded_at),
        from: london::day(from),
        now: from <= now,
    };
    let due = custody::due(&app.registry, officer, now + AHEAD).await?;
    let rule = custody::rule_of(&app.registry, officer.organisation).await?;
    html(&DuePage {
        page: visit.page("Bikes due for disposal").await?,
        days: rule.as_days(),
        rows: due.into_iter().map(row).collect(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parsed(query: &str) -> Result<Custody, Vec<String>> {
        let form: CustodyForm = serde_urlencoded::from_str(query).unwrap();
        let now = "2026-11-29T15:00:30Z".parse().unwrap();
        let ids = |errors: Errors| errors.list().iter().map(|(id, _)| id.clone()).collect();
        form.parse(now).map_err(ids)
    }

    #[test]
    fn an_entry_is_read_or_says_what_to_enter() {
        const DAY: &str = "happened_day=29&happened_month=11&happened_year=2026";
        for (typed, wrong) in [
            (format!("{DAY}&happened_time=14:00"), vec!["what"]),
            (format!("what=received&{DAY}"), vec!["what"]),
            ("what=moved".to_owned(), vec!["happened_day"]),
            (
                format!("what=moved&{DAY}&happened_time=15:01"),
                vec!["happened_time"],
            ),
            (
                format!("what=moved&{DAY}&happened_time=noonish"),
                vec!["happened_time"],
            ),
            (
                format!("what=moved&{DAY}&place={}", "x".repeat(201)),
                vec!["place"],
            ),
        ] {
            assert_eq!(parsed(&typed).unwrap_err(), wrong, "{typed}");
        }
        let read = parsed(&format!("what=moved&{DAY}&happened_time=2pm&place=Bay+4")).unwrap();
        assert_eq!(read.at, "2026-11-29T14:00:00Z".parse().unwrap());
        assert_eq!(
            (read.what, read.place.as_deref()),
            (CustodyKind::Moved, Some("Bay 4"))
        );
        let now = parsed(&format!("what=examined&{DAY}&happened_time=15:00")).unwrap();
        assert_eq!(
            now.at,
            "2026-11-29T15:00:30Z".parse().unwrap(),
            "this minute is now"
        );
    }
}
