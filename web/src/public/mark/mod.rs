//! What everybody sees when they scan a mark, and the form for a message to the owner.

mod form;

#[cfg(test)]
mod tests;

use crate::shared::limits::{Action, Client, UnknownMark};
use crate::shared::proposal::Proposal;
use crate::shared::tell::{self, TellTyped, TellView};
use crate::shared::{App, Errors, HttpError, Once, Page, Visit, html, html_again, html_form};
use askama::Template;
use axum::Router;
use axum::extract::{Extension, Form, Path, Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::get;
use domain::MarkCode;
use domain::account::Permission;
use domain::bike::PublicStatus;
use domain::mark::code::Reading;
use domain::place::named::NamedPlace;
use form::{TypedCode, unreadable};
use registry::mark::scan::Scanned;
use registry::message::send::About;

/// The addresses of marks. Labels have them in capitals, to keep the QR code small.
pub(super) fn routes() -> Router<App> {
    Router::new()
        .route("/m", get(type_in))
        .route("/M", get(type_in))
        .route("/m/{code}", get(show).post(tell))
        .route("/M/{code}", get(show))
}

#[derive(Template)]
#[template(path = "public/mark/type_in.html")]
struct TypeInPage {
    page: Page,
    typed: String,
    /// Whether the code is valid but not one of ours.
    not_ours: bool,
    proposal: Option<Proposal>,
}

#[derive(Template)]
#[template(path = "public/mark/on_a_bike.html")]
struct OnABikePage {
    page: Page,
    code: MarkCode,
    stolen: bool,
    tell: TellView,
}

#[derive(Template)]
#[template(path = "public/mark/not_confirmed.html")]
struct NotConfirmedPage {
    page: Page,
    code: MarkCode,
    tell: TellView,
}

#[derive(Template)]
#[template(path = "public/mark/doubtful.html")]
struct DoubtfulPage {
    page: Page,
    code: MarkCode,
}

#[derive(Template)]
#[template(path = "public/mark/no_bike.html")]
struct NoBikePage {
    page: Page,
    code: MarkCode,
    /// Whether the mark is still blank.
    is_blank: bool,
    /// Whether it is on a bike that its owner no longer keeps.
    given_up: bool,
    at_desk: bool,
}

async fn type_in(
    State(app): State<App>,
    visit: Visit,
    Query(form): Query<TypedCode>,
) -> Result<Response, HttpError> {
    let Some(typed) = form.code else {
        let page = visit.page("Enter the code on a label").await?.for_search_engines("Type the code on a bike’s label to see if the bike is registered, or to send its owner a message.");
        return html(&TypeInPage {
            page,
            typed: String::new(),
            not_ours: false,
            proposal: None,
        });
    };
    match MarkCode::read(&typed) {
        Reading::Exact(code) => Ok(Redirect::to(&address(code)).into_response()),
        reading => put_right(&app, &visit, &typed, &reading, StatusCode::UNPROCESSABLE_ENTITY).await,
    }
}

async fn show(
    State(app): State<App>,
    visit: Visit,
    Path(typed): Path<String>,
) -> Result<Response, HttpError> {
    let code = match MarkCode::read(&typed) {
        Reading::Exact(code) => code,
        reading => return put_right(&app, &visit, &typed, &reading, StatusCode::NOT_FOUND).await,
    };
    if visit.path != address(code) {
        return Ok(Redirect::permanent(&address(code)).into_response());
    }
    let mut given_up = false;
    let is_blank = match registry::mark::scan::scan(&app.registry, code).await? {
        Scanned::OnABike(status) => {
            let (typed, places) = (TellTyped::default(), places(&app).await?);
            return html_form(&on_a_bike(&visit, code, status, &typed, &places, Errors::default()).await?);
        }
        Scanned::NotConfirmed => {
            let (typed, places) = (TellTyped::default(), places(&app).await?);
            return html_form(&not_confirmed(&visit, code, &typed, &places, Errors::default()).await?);
        }
        Scanned::Doubtful => {
            let page = visit.page(format!("Bike with label {code}")).await?;
            return html(&DoubtfulPage { page, code });
        }
        Scanned::Blank => true,
        Scanned::Ended => false,
        Scanned::NoLongerKept => {
            given_up = true;
            false
        }
        Scanned::NotOurs => return not_ours(&visit, &typed).await,
    };
    let title = if is_blank {
        "This label is not on a bike yet"
    } else if given_up {
        "The owner no longer has this bike"
    } else {
        "This label is no longer used"
    };
    let page = visit.page(title).await?;
    let at_desk = visit
        .signed_in
        .as_ref()
        .is_some_and(|who| who.roles.iter().any(|role| role.may(Permission::UseDesk)));
    html(&NoBikePage {
        page,
        code,
        is_blank,
        given_up,
        at_desk,
    })
}

async fn tell(
    State(app): State<App>,
    visit: Visit,
    client: Client,
    once: Once,
    Path(typed): Path<String>,
    Form(typed_words): Form<TellTyped>,
) -> Result<Response, HttpError> {
    let code = MarkCode::parse(&typed).map_err(|_| HttpError::NotFound)?;
    let status = match registry::mark::scan::scan(&app.registry, code).await? {
        Scanned::OnABike(status) => Some(status),
        Scanned::NotConfirmed => None,
        _ => return Ok(on_no_bike()),
    };
    let places = places(&app).await?;
    let errors = match typed_words.parse(&places, app.registry.now()) {
        Ok(_)
            if app
                .limits
                .about(Action::Message, (client, code.compact()))
                .is_err() =>
        {
            tell::enough()
        }
        Ok(words) => match registry::message_owner(&once.on(&app), &About::Mark(code), &words).await {
            Ok(token) => return Ok(Redirect::to(&format!("/messages/{token}?sent")).into_response()),
            Err(error) => tell::refused(error)?,
        },
        Err(errors) => errors,
    };
    match status {
        None => html_again(&not_confirmed(&visit, code, &typed_words, &places, errors).await?),
        Some(status) => html_again(&on_a_bike(&visit, code, status, &typed_words, &places, errors).await?),
    }
}

async fn places(app: &App) -> Result<Vec<NamedPlace>, HttpError> {
    Ok(registry::place::named_places(&app.registry).await?)
}

async fn on_a_bike(
    visit: &Visit,
    code: MarkCode,
    status: PublicStatus,
    typed: &TellTyped,
    places: &[NamedPlace],
    errors: Errors,
) -> Result<OnABikePage, HttpError> {
    let page = visit.form_page(format!("Bike with label {code}")).await?;
    Ok(OnABikePage {
        page: page.with_errors(errors),
        code,
        stolen: is_stolen(status),
        tell: typed.view(places),
    })
}

async fn not_confirmed(
    visit: &Visit,
    code: MarkCode,
    typed: &TellTyped,
    places: &[NamedPlace],
    errors: Errors,
) -> Result<NotConfirmedPage, HttpError> {
    let page = visit.form_page("This label is not confirmed yet").await?;
    Ok(NotConfirmedPage {
        page: page.with_errors(errors),
        code,
        tell: typed.view(places),
    })
}

/// Answers "not found" and counts it, because somebody may be trying codes.
fn on_no_bike() -> Response {
    (Extension(UnknownMark), HttpError::NotFound).into_response()
}

/// Asks whether a corrected code is the one on the label, or says why the text is not a code.
async fn put_right(
    app: &App,
    visit: &Visit,
    typed: &str,
    reading: &Reading,
    otherwise: StatusCode,
) -> Result<Response, HttpError> {
    let Some(proposal) = Proposal::of(reading) else {
        let mut errors = Errors::default();
        errors.add("code", unreadable(reading));
        let page = visit.page("Enter the code on a label").await?.with_errors(errors);
        return with_status(
            otherwise,
            &TypeInPage {
                page,
                typed: shown(typed),
                not_ours: false,
                proposal: None,
            },
        );
    };
    // Two wrong characters can look like one wrong character, so only propose a mark that exists.
    if registry::mark::scan::scan(&app.registry, proposal.code).await? == Scanned::NotOurs {
        return not_ours(visit, typed).await;
    }
    let page = visit.page("Is this the code on the label?").await?;
    html(&TypeInPage {
        page,
        typed: shown(typed),
        not_ours: false,
        proposal: Some(proposal),
    })
}

async fn not_ours(visit: &Visit, typed: &str) -> Result<Response, HttpError> {
    let page = visit.page("This is not one of our codes").await?;
    let answer = with_status(
        StatusCode::NOT_FOUND,
        &TypeInPage {
            page,
            typed: shown(typed),
            not_ours: true,
            proposal: None,
        },
    )?;
    Ok((Extension(UnknownMark), answer).into_response())
}

fn with_status(status: StatusCode, page: &impl Template) -> Result<Response, HttpError> {
    let mut response = html(page)?;
    *response.status_mut() = status;
    Ok(response)
}

fn address(code: MarkCode) -> String {
    format!("/m/{}", code.compact())
}

fn is_stolen(status: PublicStatus) -> bool {
    status == PublicStatus::ReportedStolen
}

/// Shortens what was typed, so that the page does not repeat a very long text.
fn shown(typed: &str) -> String {
    typed.chars().take(100).collect()
}
