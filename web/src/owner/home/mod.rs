//! How owners get back a bike that the police hold: they show that it is theirs, choose a time and collect it.

mod calendar;
mod insurer;
mod proof;
mod somebody;
mod time;

use super::words;
use crate::shared::guard::Account;
use crate::shared::{App, HttpError, Notice, Page, Visit, html, london};
use askama::Template;
use axum::Router;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::{get, post};
use domain::bike::Bike;
use domain::id::BikeId;
use domain::recovery::home::{Next, Proof};
use registry::bike::own;
use registry::recovery::RecoveryError;
use registry::recovery::home::{self, HomeError, MyHomecoming};

/// `/account/bikes/{bike}/home` and the pages below it.
pub(super) fn routes() -> Router<App> {
    Router::new()
        .route("/account/bikes/{bike}/home", get(show))
        .route(
            "/account/bikes/{bike}/home/proof",
            get(proof::ask).post(proof::send),
        )
        .route("/account/bikes/{bike}/home/time", get(time::ask).post(time::send))
        .route("/account/bikes/{bike}/home/time/cancel", post(time::cancel))
        .route(
            "/account/bikes/{bike}/home/collection.ics",
            get(calendar::collection),
        )
        .route(
            "/account/bikes/{bike}/home/somebody-else",
            get(somebody::ask).post(somebody::send),
        )
        .route(
            "/account/bikes/{bike}/home/insurer",
            get(insurer::ask).post(insurer::send),
        )
}

/// An owner's bike and its homecoming.
struct Mine {
    bike: Bike,
    way: MyHomecoming,
    base: String,
    name: String,
}

impl Mine {
    async fn of(app: &App, account: Account, bike: &str) -> Result<Self, Turned> {
        let id: BikeId = bike.parse().map_err(|_| HttpError::NotFound)?;
        let way = home::mine(&app.registry, account.0, id)
            .await
            .map_err(|error| turned(id, error))?;
        let found = own::bike(&app.registry, account.0, id)
            .await
            .map_err(HttpError::from)?;
        let bike = found.map_err(|_| HttpError::NotFound)?;
        Ok(Self {
            base: format!("/account/bikes/{id}"),
            name: words::name(&bike.description),
            bike,
            way,
        })
    }
}

/// Why a page about a homecoming is not shown.
enum Turned {
    /// The police no longer hold the bike. Its own page shows its standing.
    Away(BikeId),
    /// Something else is wrong.
    Wrong(HttpError),
}

impl From<HttpError> for Turned {
    fn from(error: HttpError) -> Self {
        Self::Wrong(error)
    }
}

impl IntoResponse for Turned {
    fn into_response(self) -> Response {
        match self {
            Self::Away(bike) => Redirect::to(&format!("/account/bikes/{bike}")).into_response(),
            Self::Wrong(error) => error.into_response(),
        }
    }
}

/// Turns an error into an answer. If the owner could not have caused the error, it is an internal one.
fn turned(bike: BikeId, error: HomeError) -> Turned {
    Turned::Wrong(match error {
        HomeError::NotHeld => return Turned::Away(bike),
        HomeError::NotYours(_) => HttpError::NotFound,
        HomeError::Store(error) | HomeError::Recovery(RecoveryError::Store(error)) => error.into(),
        other => HttpError::internal(other),
    })
}

/// Leads back to the homecoming's page and says what happened.
async fn back(visit: &Visit, bike: BikeId, done: Result<&str, HomeError>) -> Result<Response, Turned> {
    let notice = match done {
        Ok(said) => Notice::success(said),
        Err(
            error @ (HomeError::NotYours(_)
            | HomeError::NotHeld
            | HomeError::Store(_)
            | HomeError::Recovery(_)),
        ) => return Err(turned(bike, error)),
        Err(error) => Notice::important(error.to_string()),
    };
    visit.notice(notice).await?;
    Ok(Redirect::to(&format!("/account/bikes/{bike}/home")).into_response())
}

/// One thing that was sent as proof.
struct ProofView {
    what: &'static str,
    words: String,
    photo: Option<String>,
    sent: String,
    tag: &'static str,
    colour: &'static str,
    said: String,
}

impl ProofView {
    fn of(proof: &Proof, base: &str) -> Self {
        let (tag, colour) = match &proof.checked {
            None => ("Not looked at yet", "grey"),
            Some(checked) if checked.holds && checked.public => ("Not enough by itself", "yellow"),
            Some(checked) if checked.holds => ("Accepted", "green"),
            Some(_) => ("Not accepted", "red"),
        };
        let said = proof.checked.as_ref().and_then(|checked| checked.why.clone());
        Self {
            what: proof.kind.label(),
            words: proof.words.clone().unwrap_or_default(),
            photo: proof.photo.map(|photo| format!("{base}/photos/{photo}")),
            sent: london::day_and_time(proof.at),
            tag,
            colour,
            said: said.unwrap_or_default(),
        }
    }
}

#[derive(Template)]
#[template(path = "owner/home/page.html")]
struct Home {
    page: Page,
    base: String,
    name: String,
    force: String,
    property_ref: String,
    next: Next,
    on_hold: bool,
    proofs: Vec<ProofView>,
    is_proven: bool,
    /// When the owner will collect it.
    when: Option<String>,
    place: String,
    phone: Option<String>,
    /// Whether times can be booked on the web.
    books: bool,
    code: Option<String>,
    qr: Option<(String, usize)>,
    collector: Option<String>,
    insurance: String,
    until: Option<String>,
}

async fn show(
    account: Account,
    State(app): State<App>,
    Path(bike): Path<String>,
    visit: Visit,
) -> Result<Response, Turned> {
    let mine = Mine::of(&app, account, &bike).await?;
    let MyHomecoming {
        home,
        next,
        force,
        property_ref,
        store,
        on_hold,
    } = mine.way;
    let slot = home.slot.filter(|_| next == Next::Collect);
    let code = home.said.code.as_ref().filter(|_| slot.is_some());
    Ok(html(&Home {
        page: visit.form_page("Get your bike back").await?,
        proofs: home
            .said
            .proofs
            .iter()
            .map(|proof| ProofView::of(proof, &mine.base))
            .collect(),
        base: mine.base,
        name: mine.name,
        force,
        property_ref,
        next,
        on_hold,
        is_proven: home.is_proven(),
        when: slot.map(in_words),
        books: store.is_open(),
        place: store.place,
        phone: store.phone,
        qr: code.and_then(|code| home::picture(&app.registry, code)),
        code: code.map(ToString::to_string),
        until: home.insurance_until.map(london::day),
        insurance: insurer::in_words(&home.said.insurance),
        collector: home.said.collector,
    })?)
}

/// "Tuesday 1 December 2026, 10am".
fn in_words(slot: jiff::Timestamp) -> String {
    format!("{}, {}", london::named_day(slot), london::clock_at(slot))
}
