//! Shows all answers on one page, and then reports the bike stolen or changes the report.

use super::meanwhile::Meanwhile;
use super::part::Part;
use super::telling::Tell;
use crate::shared::{Errors, HttpError, Notice, Page, html, html_again, london, looks};
use askama::Template;
use axum::response::{IntoResponse, Redirect, Response};
use axum_extra::extract::Form;
use domain::id::BikeId;
use domain::theft::TheftReport;
use registry::theft::Teller;
use registry::theft::change::{change_report, version};
use registry::theft::report::{ReportTheftError, report_thefts};
use registry::version::Version;
use serde::Deserialize;

/// One answer, and the address for changing it.
struct Row {
    what: &'static str,
    said: String,
    change: String,
}

#[derive(Template)]
#[template(path = "shared/theft/check/page.html")]
struct Check {
    page: Page,
    back: String,
    caption: String,
    title: &'static str,
    button: &'static str,
    /// The bikes, each with its reference.
    bikes: Vec<(String, String)>,
    rows: Vec<Row>,
    /// The day on which the bike was registered, if it was gone before that day.
    registered_later: Option<String>,
    is_change: bool,
    /// What somebody else has changed since this person began.
    meanwhile: Vec<Meanwhile>,
    /// The version of the report that the page shows.
    version: Version,
    action: String,
}

/// The version of the report that the form was made from.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Typed {
    version: String,
}

/// The question behind each line of [`domain::theft::NewTheftReport::in_words`].
const ASKED_BY: [Part; 13] = [
    Part::Seen,
    Part::Gone,
    Part::Where,
    Part::Where,
    Part::Lock,
    Part::How,
    Part::How,
    Part::Camera,
    Part::Camera,
    Part::Taken,
    Part::Insurer,
    Part::Police,
    Part::Public,
];

pub(crate) async fn ask(tell: Tell) -> Result<Response, HttpError> {
    page(&tell, Errors::default()).await
}

async fn page(tell: &Tell, errors: Errors) -> Result<Response, HttpError> {
    let is_change = tell.subject.open.is_some();
    let (title, button) = match (is_change, tell.subject.is_for_caller()) {
        (true, true) => ("Check the report", "Save"),
        (true, false) => ("Check your report", "Save"),
        (false, true) => ("Check what the caller told you", "Report it stolen"),
        (false, false) => ("Check what you told us", "Report it stolen"),
    };
    let report = tell
        .answers
        .report(tell.app.registry.now())
        .ok_or(HttpError::NotFound)?;
    let rows = report.in_words().into_iter().zip(ASKED_BY);
    let rows = rows.map(|((what, said), part)| Row {
        what,
        said,
        change: tell.address_from(part, Part::Check),
    });
    let bike = &tell.subject.bike;
    let gone = report.window.to();
    let view = Check {
        page: tell.page(title, errors).await?,
        back: if is_change {
            crate::shared::questions::Subject::start(&tell.subject)
        } else {
            tell.address(Part::Public)
        },
        caption: crate::shared::questions::Subject::caption(&tell.subject),
        title,
        button,
        bikes: bikes(tell).await?,
        rows: rows.collect(),
        registered_later: (gone < bike.registered_at).then(|| london::day(bike.registered_at)),
        is_change,
        meanwhile: tell.subject.meanwhile.clone(),
        version: tell.subject.open.as_ref().map(shown).unwrap_or_default(),
        action: tell.address(Part::Check),
    };
    if view.page.errors.is_empty() {
        html(&view)
    } else {
        html_again(&view)
    }
}

/// The version of a report.
fn shown(open: &TheftReport) -> Version {
    version(&open.report)
}

/// Lists the names and references of the report's bikes. It leaves out any bike that has since left the account.
async fn bikes(tell: &Tell) -> Result<Vec<(String, String)>, HttpError> {
    let mut bikes = vec![tell.subject.bike.clone()];
    if let (Teller::Owner(owner), false) = (tell.subject.teller, tell.answers.others.is_empty()) {
        let all = registry::bike::own::list(&tell.app.registry, owner).await?;
        bikes.extend(
            all.into_iter()
                .filter(|bike| tell.answers.others.contains(&bike.id)),
        );
    }
    let named = bikes
        .iter()
        .map(|bike| (looks::name(&bike.description), bike.reference().to_string()));
    Ok(named.collect())
}

pub(crate) async fn send(tell: Tell, Form(typed): Form<Typed>) -> Result<Response, HttpError> {
    let Some(report) = tell.answers.report(tell.app.registry.now()) else {
        return Err(HttpError::NotFound);
    };
    let (registry, teller, bike) = (&tell.app.registry, tell.subject.teller, tell.subject.bike.id);
    let done = tell.subject.done();
    if tell.subject.open.is_some() {
        let seen = Version::sent(&typed.version);
        return match change_report(registry, teller, bike, (&report, Some(&seen))).await {
            Ok(true) => {
                let said = if tell.subject.is_for_caller() {
                    format!(
                        "We have changed the theft report for {}",
                        tell.subject.bike.reference()
                    )
                } else {
                    "We have changed your report, and sent you an e-mail about it".to_owned()
                };
                tell.visit.notice(Notice::success(said)).await?;
                let back = crate::shared::questions::Subject::start(&tell.subject);
                Ok(Redirect::to(&back).into_response())
            }
            Err(error @ ReportTheftError::Changed) => {
                let mut errors = Errors::default();
                let anchor = if tell.subject.meanwhile.is_empty() {
                    "main-content"
                } else {
                    "meanwhile"
                };
                errors.add(anchor, error.to_string());
                page(&tell, errors).await
            }
            // Nothing has changed, because the form was sent again.
            Ok(false) => Ok(Redirect::to(&done).into_response()),
            Err(error) => refused(error, &done),
        };
    }
    let bikes: Vec<BikeId> = std::iter::once(bike)
        .chain(tell.answers.others.iter().copied())
        .collect();
    match report_thefts(registry, teller, &bikes, &report).await {
        Ok(()) if matches!(teller, Teller::Officer(_)) => {
            let said = format!("{} is reported stolen", tell.subject.bike.reference());
            tell.visit.notice(Notice::success(said)).await?;
            Ok(Redirect::to("/police/look-up").into_response())
        }
        Ok(()) => Ok(Redirect::to(&done).into_response()),
        Err(error) => refused(error, &done),
    }
}

fn refused(error: ReportTheftError, done: &str) -> Result<Response, HttpError> {
    match error {
        // The form was sent twice at once. The bike is reported, as they wanted.
        ReportTheftError::AlreadyReported => Ok(Redirect::to(done).into_response()),
        ReportTheftError::NotYours(_)
        | ReportTheftError::NotReported
        | ReportTheftError::NotConfirmed
        | ReportTheftError::Changed
        | ReportTheftError::NotTakenHere => Err(HttpError::NotFound),
        ReportTheftError::Store(error) => Err(error.into()),
    }
}
