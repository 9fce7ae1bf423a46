//! The owner books, changes or cancels a time to collect the bike.

use super::{Mine, Turned, back, in_words, turned};
use crate::shared::guard::Account;
use crate::shared::{App, Choice, Errors, HttpError, Once, Page, Visit, html_again, html_form};
use askama::Template;
use axum::extract::{Path, State};
use axum::response::Response;
use axum_extra::extract::Form;
use domain::id::BikeId;
use jiff::Timestamp;
use registry::recovery::home::{self, HomeError};
use serde::Deserialize;

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Typed {
    time: String,
}

#[derive(Template)]
#[template(path = "owner/home/time.html")]
struct Ask {
    page: Page,
    base: String,
    name: String,
    place: String,
    times: Vec<Choice>,
    booked: Option<String>,
}

pub(super) async fn ask(
    account: Account,
    State(app): State<App>,
    Path(bike): Path<String>,
    visit: Visit,
) -> Result<Response, Turned> {
    let mine = Mine::of(&app, account, &bike).await?;
    Ok(html_form(
        &page(&app, &visit, mine, &Typed::default(), Errors::default()).await?,
    )?)
}

pub(super) async fn send(
    account: Account,
    State(app): State<App>,
    Path(bike): Path<String>,
    visit: Visit,
    once: Once,
    Form(typed): Form<Typed>,
) -> Result<Response, Turned> {
    let mine = Mine::of(&app, account, &bike).await?;
    let id = mine.bike.id;
    let booked = match typed.time.parse::<Timestamp>() {
        Ok(slot) => home::book(&once.on(&app), account.0, id, slot).await,
        Err(_) => Err(HomeError::NoSuchTime),
    };
    match booked {
        Ok(()) => back(&visit, id, Ok("Your time is booked. We have sent you an e-mail")).await,
        Err(error @ (HomeError::NoSuchTime | HomeError::Full)) => {
            let mut errors = Errors::default();
            errors.add("time", error.to_string());
            Ok(html_again(&page(&app, &visit, mine, &typed, errors).await?)?)
        }
        Err(error @ HomeError::TooEarly) => back(&visit, id, Err(error)).await,
        Err(error) => Err(turned(id, error)),
    }
}

pub(super) async fn cancel(
    account: Account,
    State(app): State<App>,
    Path(bike): Path<String>,
    visit: Visit,
) -> Result<Response, Turned> {
    let id: BikeId = bike.parse().map_err(|_| HttpError::NotFound)?;
    let done = home::cancel(&app.registry, account.0, id).await;
    back(&visit, id, done.map(|()| "You have cancelled the time")).await
}

async fn page(app: &App, visit: &Visit, mine: Mine, typed: &Typed, errors: Errors) -> Result<Ask, HttpError> {
    let home = &mine.way.home;
    let free = home::slots(&app.registry, home).await?;
    let free = free
        .iter()
        .filter(|slot| slot.free > 0 && home.slot != Some(slot.at));
    let times = std::iter::once((String::new(), "Choose a time".to_owned()))
        .chain(free.map(|slot| (slot.at.to_string(), in_words(slot.at))));
    Ok(Ask {
        page: visit
            .form_page("When will you collect your bike?")
            .await?
            .with_errors(errors),
        times: Choice::list(&typed.time, times),
        booked: home.slot.map(in_words),
        place: mine.way.store.place,
        base: mine.base,
        name: mine.name,
    })
}
