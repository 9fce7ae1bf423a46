//! An owner no longer keeps a bike, takes it back, or deletes a registration that was not confirmed.

use super::bikes::own;
use super::words;
use crate::shared::guard::Account;
use crate::shared::{App, Choice, Errors, HttpError, Notice, Page, Visit, html, html_again};
use askama::Template;
use axum::Router;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::{get, post};
use axum_extra::extract::Form;
use domain::bike::{Retirement, Standing};
use domain::id::BikeId;
use registry::bike::own::MyBike;
use registry::bike::retire::{RetireError, delete_unconfirmed, retire_bike, take_bike_back};
use serde::Deserialize;

/// `/account/bikes/{bike}/retire`, `take-back` and `delete`.
pub(super) fn routes() -> Router<App> {
    Router::new()
        .route("/account/bikes/{bike}/retire", get(ask).post(retire))
        .route("/account/bikes/{bike}/take-back", post(take_back))
        .route("/account/bikes/{bike}/delete", get(ask_to_delete).post(delete))
}

#[derive(Clone, Debug, Default, Deserialize)]
struct Typed {
    #[serde(default)]
    why: String,
}

#[derive(Template)]
#[template(path = "owner/retire/page.html")]
struct Retire {
    page: Page,
    base: String,
    name: String,
    reasons: Vec<Choice>,
}

#[derive(Template)]
#[template(path = "owner/retire/delete.html")]
struct Delete {
    page: Page,
    base: String,
    name: String,
    has_mark: bool,
}

async fn ask(
    account: Account,
    State(app): State<App>,
    Path(bike): Path<String>,
    visit: Visit,
) -> Result<Response, HttpError> {
    let mine = own(&app, account, &bike).await?;
    if let Some(error) = why_not(&mine) {
        return back(&visit, mine.bike.id, Err(error), "").await;
    }
    html(&page(&visit, &mine, "", Errors::default()).await?)
}

async fn retire(
    account: Account,
    State(app): State<App>,
    Path(bike): Path<String>,
    visit: Visit,
    Form(typed): Form<Typed>,
) -> Result<Response, HttpError> {
    let mine = own(&app, account, &bike).await?;
    let why = match typed.parse() {
        Ok(why) => why,
        Err(errors) => return html_again(&page(&visit, &mine, &typed.why, errors).await?),
    };
    let retired = retire_bike(&app.registry, account.0, mine.bike.id, why).await;
    let said = "We have noted that you no longer have this bike";
    back(&visit, mine.bike.id, retired, said).await
}

async fn take_back(
    account: Account,
    State(app): State<App>,
    Path(bike): Path<BikeId>,
    visit: Visit,
) -> Result<Response, HttpError> {
    let taken = take_bike_back(&app.registry, account.0, bike).await;
    back(&visit, bike, taken, "This bike is on the register again").await
}

async fn ask_to_delete(
    account: Account,
    State(app): State<App>,
    Path(bike): Path<String>,
    visit: Visit,
) -> Result<Response, HttpError> {
    let mine = own(&app, account, &bike).await?;
    if mine.bike.confirmed {
        return back(&visit, mine.bike.id, Err(RetireError::Stays), "").await;
    }
    let name = words::name(&mine.bike.description);
    html(&Delete {
        page: visit
            .form_page(format!("Delete the registration of your {name}?"))
            .await?,
        base: format!("/account/bikes/{}", mine.bike.id),
        name,
        has_mark: mine.bike.mark.is_some(),
    })
}

async fn delete(
    account: Account,
    State(app): State<App>,
    Path(bike): Path<BikeId>,
    visit: Visit,
) -> Result<Response, HttpError> {
    match delete_unconfirmed(&app.registry, account.0, bike).await {
        Ok(()) => {
            visit
                .notice(Notice::success("We have deleted the registration"))
                .await?;
            Ok(Redirect::to("/account").into_response())
        }
        refused => back(&visit, bike, refused, "").await,
    }
}

impl Typed {
    fn parse(&self) -> Result<Retirement, Errors> {
        let mut errors = Errors::default();
        let why = Retirement::of_owners()
            .into_iter()
            .find(|why| why.slug() == self.why);
        if why.is_none() {
            errors.add("why", "Choose what happened to the bike");
        }
        errors.finish(why)
    }
}

/// Says why the owner cannot retire the bike, or returns `None` if they can.
fn why_not(mine: &MyBike) -> Option<RetireError> {
    match mine.bike.standing {
        Standing::ReportedStolen => Some(RetireError::Stolen),
        Standing::HeldByPolice => Some(RetireError::Held),
        Standing::Retired => Some(RetireError::Already),
        Standing::WithOwner if !mine.bike.confirmed => Some(RetireError::NotConfirmed),
        Standing::WithOwner => None,
    }
}

/// Leads back to the bike and says what was done, or why it was not.
async fn back(
    visit: &Visit,
    bike: BikeId,
    done: Result<(), RetireError>,
    said: &str,
) -> Result<Response, HttpError> {
    let notice = match done {
        Ok(()) => Notice::success(said),
        Err(RetireError::NotYours(_)) => return Err(HttpError::NotFound),
        Err(RetireError::Store(error)) => return Err(error.into()),
        Err(error) => Notice::important(error.to_string()),
    };
    visit.notice(notice).await?;
    Ok(Redirect::to(&format!("/account/bikes/{bike}")).into_response())
}

async fn page(visit: &Visit, mine: &MyBike, chosen: &str, errors: Errors) -> Result<Retire, HttpError> {
    let name = words::name(&mine.bike.description);
    let page = visit
        .form_page(format!("What happened to your {name}?"))
        .await?
        .with_errors(errors);
    let reasons = Retirement::of_owners().map(|why| (why.slug(), why.label()));
    Ok(Retire {
        page,
        base: format!("/account/bikes/{}", mine.bike.id),
        name,
        reasons: Choice::list(chosen, reasons),
    })
}
