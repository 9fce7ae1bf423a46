//! An owner's bikes: the list, everything that is held about one, its photos.

mod photos;

use super::words;
use crate::owner::photos::{Shown, ShownPhotos};
use crate::shared::guard::Account;
use crate::shared::{App, HttpError, Page, Visit, html, london};
use askama::Template;
use axum::Router;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::{get, post};
use domain::bike::{Bike, Standing};
use domain::id::BikeId;
use domain::theft::{TheftOutcome, TheftReport};
use registry::bike::own::{self, MyBike};

/// `/account` and what is below a bike, but for thefts.
pub(super) fn routes() -> Router<App> {
    Router::new()
        .route("/account", get(list))
        .route("/account/bikes", get(|| async { Redirect::to("/account") }))
        .route("/account/bikes/{bike}", get(show))
        .route("/account/bikes/{bike}/messages/read", post(read))
        .merge(photos::routes())
}

/// Reads the bike that an address names, if it is this account's; other bikes are not there.
///
/// # Errors
/// [`HttpError::NotFound`] when the address names no bike of theirs.
pub(super) async fn own(app: &App, account: Account, bike: &str) -> Result<MyBike, HttpError> {
    let bike: BikeId = bike.parse().map_err(|_| HttpError::NotFound)?;
    own::find(&app.registry, account.0, bike)
        .await?
        .map_err(|_| HttpError::NotFound)
}

/// A bike in the list.
struct Row {
    href: String,
    name: String,
    colours: String,
    reference: String,
    standing: &'static str,
    tag: &'static str,
}

impl Row {
    fn of(bike: &Bike) -> Self {
        Self {
            href: format!("/account/bikes/{}", bike.id),
            name: words::name(&bike.description),
            colours: words::colours(&bike.description.colours),
            reference: bike.reference().to_string(),
            standing: words::standing(bike),
            tag: words::tag(bike),
        }
    }
}

#[derive(Template)]
#[template(path = "owner/bikes/list.html")]
struct List {
    page: Page,
    bikes: Vec<Row>,
}

async fn list(account: Account, State(app): State<App>, visit: Visit) -> Result<Response, HttpError> {
    let bikes = own::list(&app.registry, account.0).await?;
    let page = visit.page("Your bikes").await?;
    html(&List {
        page,
        bikes: bikes.iter().map(Row::of).collect(),
    })
}

/// A theft report as its owner reads it.
struct Report {
    reported: String,
    stamp: String,
    from: String,
    to: String,
    ended: Option<String>,
    report: TheftReport,
}

impl Report {
    fn of(report: TheftReport) -> Self {
        let window = report.report.window;
        let ended = report.closed.map(|(at, outcome)| {
            let what = match outcome {
                TheftOutcome::Returned => "You got it back",
                TheftOutcome::Mistaken => "It was not stolen",
            };
            format!("{what} on {}", london::day(at))
        });
        Self {
            reported: london::day_and_time(report.reported_at),
            stamp: report.reported_at.to_string(),
            from: london::day_and_time(window.from()),
            to: london::day_and_time(window.to()),
            ended,
            report,
        }
    }
}

/// A message as its owner reads it.
struct Letter {
    sent: String,
    stamp: String,
    text: String,
    reply_to: Option<String>,
    is_new: bool,
}

#[derive(Template)]
#[template(path = "owner/bikes/page.html")]
struct Show {
    page: Page,
    bike: Bike,
    base: String,
    name: String,
    tag: &'static str,
    standing: &'static str,
    colours: String,
    without: &'static str,
    registered: String,
    confirmed: Option<String>,
    album: ShownPhotos,
    reports: Vec<Report>,
    letters: Vec<Letter>,
    has_new: bool,
}

impl Show {
    fn of(page: Page, mine: MyBike) -> Self {
        let bike = mine.bike;
        let letters: Vec<Letter> = mine
            .messages
            .into_iter()
            .map(|message| Letter {
                sent: london::day_and_time(message.sent_at),
                stamp: message.sent_at.to_string(),
                text: message.body.text,
                reply_to: message.body.reply_to.map(String::from),
                is_new: message.read_at.is_none(),
            })
            .collect();
        let photos = mine
            .photos
            .iter()
            .map(|photo| Shown::of(photo.id, photo.stored.width, photo.stored.height));
        Self {
            page,
            base: format!("/account/bikes/{}", bike.id),
            name: words::name(&bike.description),
            tag: words::tag(&bike),
            standing: words::standing(&bike),
            colours: words::colours(&bike.description.colours),
            without: words::without_number(Some(&bike.frame)),
            registered: london::day(bike.registered_at),
            confirmed: mine.confirmed_at.map(london::day),
            album: ShownPhotos(photos.collect()),
            reports: mine.reports.into_iter().map(Report::of).collect(),
            has_new: letters.iter().any(|letter| letter.is_new),
            letters,
            bike,
        }
    }
}

async fn show(
    account: Account,
    State(app): State<App>,
    Path(bike): Path<String>,
    visit: Visit,
) -> Result<Response, HttpError> {
    let mine = own(&app, account, &bike).await?;
    let title = format!(
        "{}, {}",
        words::name(&mine.bike.description),
        mine.bike.reference()
    );
    html(&Show::of(visit.page(title).await?, mine))
}

async fn read(
    account: Account,
    State(app): State<App>,
    Path(bike): Path<String>,
) -> Result<Response, HttpError> {
    let bike: BikeId = bike.parse().map_err(|_| HttpError::NotFound)?;
    let read = registry::message::read::read_messages(&app.registry, account.0, bike).await?;
    read.map_err(|_| HttpError::NotFound)?;
    Ok(Redirect::to(&format!("/account/bikes/{bike}")).into_response())
}
