//! The owner names somebody else to collect the bike, or changes their mind.

use super::{Mine, Turned, back};
use crate::shared::guard::Account;
use crate::shared::{App, Errors, HttpError, Page, Visit, html_again, html_form};
use askama::Template;
use axum::extract::{Path, State};
use axum::response::Response;
use axum_extra::extract::Form;
use registry::recovery::home;
use serde::Deserialize;

const MOST: usize = 100;

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Typed {
    name: String,
    then: String,
}

#[derive(Template)]
#[template(path = "owner/home/somebody.html")]
struct Ask {
    page: Page,
    base: String,
    name: String,
    typed: Typed,
    named: bool,
}

pub(super) async fn ask(
    account: Account,
    State(app): State<App>,
    Path(bike): Path<String>,
    visit: Visit,
) -> Result<Response, Turned> {
    let mine = Mine::of(&app, account, &bike).await?;
    let typed = Typed {
        name: mine.way.home.said.collector.clone().unwrap_or_default(),
        then: String::new(),
    };
    Ok(html_form(&page(&visit, mine, typed, Errors::default()).await?)?)
}

pub(super) async fn send(
    account: Account,
    State(app): State<App>,
    Path(bike): Path<String>,
    visit: Visit,
    Form(typed): Form<Typed>,
) -> Result<Response, Turned> {
    let mine = Mine::of(&app, account, &bike).await?;
    let id = mine.bike.id;
    let ends = typed.then == "end";
    let name = if ends {
        None
    } else {
        let mut errors = Errors::default();
        let missing = "Enter the name of the person who will collect the bike";
        match errors.line("name", "The name", missing, &typed.name, MOST) {
            Some(name) => Some(name),
            None => return Ok(html_again(&page(&visit, mine, typed, errors).await?)?),
        }
    };
    let done = home::name_collector(&app.registry, account.0, id, name).await;
    let said = if ends {
        "Only you may collect the bike"
    } else {
        "The police can now see who else may collect the bike"
    };
    back(&visit, id, done.map(|()| said)).await
}

async fn page(visit: &Visit, mine: Mine, typed: Typed, errors: Errors) -> Result<Ask, HttpError> {
    Ok(Ask {
        page: visit
            .form_page("Who else may collect the bike?")
            .await?
            .with_errors(errors),
        named: mine.way.home.said.collector.is_some(),
        base: mine.base,
        name: mine.name,
        typed,
    })
}
