//! The daily e-mail about stolen bikes. People ask for it, confirm it with a button, and stop it with one press.

mod stop;

use crate::shared::limits::Action;
use crate::shared::{App, Choice, Errors, HttpError, Once, Page, Visit, html, html_again, html_form};
use askama::Template;
use axum::Router;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::get;
use axum_extra::extract::Form;
use domain::account::contact::EmailAddress;
use domain::bike::BikeKind;
use domain::place::groups::WardGroup;
use registry::hot_sheet::{self, Reading, State as Stands, Wanted};
use serde::Deserialize;

pub(super) fn routes() -> Router<App> {
    Router::new()
        .route("/stolen/hot-sheet", get(ask).post(send))
        .route("/stolen/hot-sheet/asked", get(asked))
        .route("/stolen/hot-sheet/{token}", get(show).post(confirm))
        .merge(stop::routes())
}

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
struct Typed {
    areas: Vec<String>,
    kinds: Vec<String>,
    email: String,
}

impl Typed {
    fn parse(&self) -> Result<(EmailAddress, Wanted), Errors> {
        let mut errors = Errors::default();
        let areas = self.areas.iter().map(String::as_str);
        let kinds = self.kinds.iter().map(String::as_str);
        let wanted = Wanted::parse(areas, kinds).ok_or("Choose at least one area");
        let wanted = errors.keep("areas", wanted);
        let email = errors.keep("email", EmailAddress::parse(&self.email));
        errors.finish(email.zip(wanted))
    }
}

#[derive(Template)]
#[template(path = "public/stolen/hot_sheet/ask.html")]
struct Ask {
    page: Page,
    areas: Vec<Choice>,
    kinds: Vec<Choice>,
    email: String,
}

#[derive(Template)]
#[template(path = "public/stolen/hot_sheet/asked.html")]
struct Asked {
    page: Page,
}

#[derive(Template)]
#[template(path = "public/stolen/hot_sheet/page.html")]
struct Show {
    page: Page,
    action: String,
    areas: Vec<&'static str>,
    kinds: Vec<&'static str>,
    stands: Stands,
}

impl Show {
    fn gets(&self) -> bool {
        self.stands == Stands::Gets
    }

    fn has_stopped(&self) -> bool {
        self.stands == Stands::Stopped
    }
}

#[derive(Template)]
#[template(path = "public/stolen/hot_sheet/useless.html")]
struct Useless {
    page: Page,
}

async fn ask(visit: Visit) -> Result<Response, HttpError> {
    html_form(&form(&visit, &Typed::default(), Errors::default()).await?)
}

async fn send(
    State(app): State<App>,
    visit: Visit,
    once: Once,
    Form(typed): Form<Typed>,
) -> Result<Response, HttpError> {
    let (email, wanted) = match typed.parse() {
        Ok(parsed) => parsed,
        Err(errors) => return html_again(&form(&visit, &typed, errors).await?),
    };
    // Strangers must not fill somebody's mailbox.
    app.limits
        .about(Action::Registration, email.as_str().to_lowercase())?;
    hot_sheet::ask(&once.on(&app), &email, &wanted).await?;
    Ok(Redirect::to("/stolen/hot-sheet/asked").into_response())
}

async fn asked(visit: Visit) -> Result<Response, HttpError> {
    let page = visit.page("Check your e-mail").await?;
    html(&Asked { page })
}

async fn show(
    State(app): State<App>,
    visit: Visit,
    Path(token): Path<String>,
) -> Result<Response, HttpError> {
    match hot_sheet::reading(&app.registry, &token).await? {
        Some(reading) => html_form(&page(&visit, &token, reading).await?),
        None => useless(&visit).await,
    }
}

async fn confirm(
    State(app): State<App>,
    visit: Visit,
    Path(token): Path<String>,
) -> Result<Response, HttpError> {
    if !hot_sheet::confirm(&app.registry, &token).await? {
        return useless(&visit).await;
    }
    Ok(Redirect::to(&format!("/stolen/hot-sheet/{token}")).into_response())
}

async fn useless(visit: &Visit) -> Result<Response, HttpError> {
    let page = visit.page("This link no longer works").await?;
    Ok((StatusCode::GONE, html(&Useless { page })?).into_response())
}

async fn page(visit: &Visit, token: &str, reading: Reading) -> Result<Show, HttpError> {
    let title = match reading.state {
        Stands::Asked => "Do you want these e-mails?",
        Stands::Gets => "You get e-mails about stolen bikes",
        Stands::Stopped => "You have stopped these e-mails",
    };
    Ok(Show {
        page: visit.form_page(title).await?,
        action: format!("/stolen/hot-sheet/{token}"),
        areas: reading.wanted.areas(),
        kinds: reading.wanted.kinds(),
        stands: reading.state,
    })
}

async fn form(visit: &Visit, typed: &Typed, errors: Errors) -> Result<Ask, HttpError> {
    let page = visit
        .form_page("Get an e-mail when a bike is stolen near you")
        .await?
        .with_errors(errors);
    let areas = WardGroup::all().map(|group| (group.slug, group.name));
    let kinds = BikeKind::all().map(|kind| (kind.slug(), kind.label()));
    Ok(Ask {
        page,
        areas: Choice::list_of_many(&typed.areas, areas),
        kinds: Choice::list_of_many(&typed.kinds, kinds),
        email: typed.email.clone(),
    })
}
