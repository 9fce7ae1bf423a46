//! Photos of a registered bike, which its owner can look at, add and remove.

use super::own;
use crate::owner::photos::{self, Fate, LIMITS, ShownPhotos};
use crate::owner::words;
use crate::shared::guard::Account;
use crate::shared::upload::Place;
use crate::shared::{App, Errors, HttpError, Notice, Page, Visit, html, html_again};
use askama::Template;
use axum::Router;
use axum::extract::{DefaultBodyLimit, Multipart, Path, RawQuery, State};
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::{get, post};
use domain::id::BikeId;
use registry::bike::photos::Album;

/// Says that the owner is adding photos to prove that the bike is theirs.
const PROOF: &str = "proof";

pub(super) fn routes() -> Router<App> {
    let photos = "/account/bikes/{bike}/photos";
    Router::new()
        .route(
            photos,
            get(list).post(add).layer(DefaultBodyLimit::max(LIMITS.body())),
        )
        .route("/account/bikes/{bike}/photos/{photo}", get(show))
        .route("/account/bikes/{bike}/photos/{photo}/remove", post(remove))
}

#[derive(Template)]
#[template(path = "owner/bikes/photos/page.html")]
struct Photos {
    page: Page,
    base: String,
    name: String,
    album: ShownPhotos,
    fates: Vec<Fate>,
    /// What the owner was about to send, so that they can go back to it. Empty if there is nothing to send.
    then: String,
}

async fn list(
    account: Account,
    State(app): State<App>,
    Path(bike): Path<String>,
    visit: Visit,
) -> Result<Response, HttpError> {
    html(&photos_of(&app, account, &bike, &visit, Errors::default()).await?)
}

async fn add(
    account: Account,
    State(app): State<App>,
    Path(bike): Path<String>,
    visit: Visit,
    place: Place,
    form: Multipart,
) -> Result<Response, HttpError> {
    let whose = whose(account, &bike)?;
    let mut taken = photos::take(&app.registry, whose, &place, form).await?;
    drop(place);
    if taken.sent == 0 {
        taken.errors.add("photo", "Choose a photo");
    }
    if !taken.errors.is_empty() {
        let page = photos_of(&app, account, &bike, &visit, taken.errors).await?;
        let (fates, then) = (taken.fates, taken.then);
        return html_again(&Photos { fates, then, ..page });
    }
    let said = if taken.sent == 1 {
        "Photo added"
    } else {
        "Photos added"
    };
    visit.notice(Notice::success(said)).await?;
    if taken.then == PROOF {
        return Ok(Redirect::to(&format!("/account/bikes/{bike}/home/proof")).into_response());
    }
    Ok(back(&bike))
}

async fn show(
    account: Account,
    State(app): State<App>,
    Path((bike, photo)): Path<(String, String)>,
    RawQuery(query): RawQuery,
) -> Result<Response, HttpError> {
    photos::answer(&app.registry, whose(account, &bike)?, &photo, query.as_deref()).await
}

async fn remove(
    account: Account,
    State(app): State<App>,
    Path((bike, photo)): Path<(String, String)>,
    visit: Visit,
) -> Result<Response, HttpError> {
    photos::remove(&app.registry, whose(account, &bike)?, &photo).await?;
    visit.notice(Notice::success("Photo removed")).await?;
    Ok(back(&bike))
}

fn whose(account: Account, bike: &str) -> Result<Album<'static>, HttpError> {
    let bike: BikeId = bike.parse().map_err(|_| HttpError::NotFound)?;
    Ok(Album::Bike(account.0, bike))
}

fn back(bike: &str) -> Response {
    Redirect::to(&format!("/account/bikes/{bike}/photos")).into_response()
}

async fn photos_of(
    app: &App,
    account: Account,
    bike: &str,
    visit: &Visit,
    errors: Errors,
) -> Result<Photos, HttpError> {
    let mine = own(app, account, bike).await?;
    let album = photos::album(&app.registry, whose(account, bike)?).await?;
    let name = words::name(&mine.bike.description);
    let page = visit
        .page(format!("Photos of your {name}"))
        .await?
        .with_errors(errors);
    Ok(Photos {
        page,
        base: format!("/account/bikes/{}", mine.bike.id),
        name,
        album,
        fates: Vec::new(),
        then: String::new(),
    })
}
