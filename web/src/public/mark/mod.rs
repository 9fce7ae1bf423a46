//! What a scan of a mark shows to anyone, and the way to tell the owner.

mod form;

#[cfg(test)]
mod tests;

use crate::shared::limits::{Action, Client, UnknownMark};
use crate::shared::proposal::Proposal;
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
use form::{MessageForm, TypedCode, refused, unreadable};
use registry::mark::scan::Scanned;

/// The addresses of marks. Labels have them in capitals, to keep the QR code small.
pub(super) fn routes() -> Router<App> {
    Router::new()
        .route("/m", get(type_in))
        .route("/M", get(type_in))
        .route("/m/{code}", get(show).post(tell))
        .route("/M/{code}", get(show))
        .route("/m/{code}/sent", get(sent))
}

#[derive(Template)]
#[template(path = "public/mark/type_in.html")]
struct TypeInPage {
    page: Page,
    typed: String,
    /// Whether a code was read that is not one of ours.
    not_ours: bool,
    proposal: Option<Proposal>,
}

#[derive(Template)]
#[template(path = "public/mark/on_a_bike.html")]
struct OnABikePage {
    page: Page,
    code: MarkCode,
    stolen: bool,
    form: MessageForm,
}

#[derive(Template)]
#[template(path = "public/mark/not_confirmed.html")]
struct NotConfirmedPage {
    page: Page,
    code: MarkCode,
    form: MessageForm,
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
    /// Whether it is still to be fixed, or its life is over.
    is_blank: bool,
    at_desk: bool,
}

#[derive(Template)]
#[template(path = "public/mark/sent.html")]
struct SentPage {
    page: Page,
    code: MarkCode,
    stolen: bool,
    /// Whether the message is kept until somebody confirms the label.
    waits: bool,
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
    let is_blank = match registry::mark::scan::scan(&app.registry, code).await? {
        Scanned::OnABike(status) => {
            let page = visit.form_page(format!("Bike with label {code}")).await?;
            return html_form(&OnABikePage {
                page,
                code,
                stolen: is_stolen(status),
                form: MessageForm::default(),
            });
        }
        Scanned::NotConfirmed => {
            return html(&NotConfirmedPage {
                page: visit.form_page("This label is not confirmed yet").await?,
                code,
                form: MessageForm::default(),
            });
        }
        Scanned::Doubtful => {
            let page = visit.page(format!("Bike with label {code}")).await?;
            return html(&DoubtfulPage { page, code });
        }
        Scanned::Blank => true,
        Scanned::Ended => false,
        Scanned::NotOurs => return not_ours(&visit, &typed).await,
    };
    let title = if is_blank {
        "This label is not on a bike yet"
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
        at_desk,
    })
}

async fn tell(
    State(app): State<App>,
    visit: Visit,
    client: Client,
    once: Once,
    Path(typed): Path<String>,
    Form(form): Form<MessageForm>,
) -> Result<Response, HttpError> {
    let code = MarkCode::parse(&typed).map_err(|_| HttpError::NotFound)?;
    let status = match registry::mark::scan::scan(&app.registry, code).await? {
        Scanned::OnABike(status) => Some(status),
        Scanned::NotConfirmed => None,
        _ => return Ok(on_no_bike()),
    };
    let errors = match form.parse() {
        // The form comes back with what was typed, unlike any other answer of the limits.
        Ok(_)
            if app
                .limits
                .about(Action::Message, (client, code.compact()))
                .is_err() =>
        {
            let mut errors = Errors::default();
            errors.add(
                "message",
                "You have sent several messages about this bike. Try again in an hour",
            );
            errors
        }
        Ok(body) => match registry::message::send::message_owner(&once.on(&app), code, &body).await {
            Ok(()) => return Ok(Redirect::to(&format!("{}/sent", address(code))).into_response()),
            Err(error) => refused(error)?,
        },
        Err(errors) => errors,
    };
    let Some(status) = status else {
        let page = visit.form_page("This label is not confirmed yet").await?;
        let page = page.with_errors(errors);
        return html_again(&NotConfirmedPage { page, code, form });
    };
    let page = visit
        .form_page(format!("Bike with label {code}"))
        .await?
        .with_errors(errors);
    html_again(&OnABikePage {
        page,
        code,
        stolen: is_stolen(status),
        form,
    })
}

async fn sent(
    State(app): State<App>,
    visit: Visit,
    Path(typed): Path<String>,
) -> Result<Response, HttpError> {
    let code = MarkCode::parse(&typed).map_err(|_| HttpError::NotFound)?;
    let (title, waits, stolen) = match registry::mark::scan::scan(&app.registry, code).await? {
        Scanned::OnABike(status) => ("Message sent to the owner", false, is_stolen(status)),
        Scanned::NotConfirmed => ("We have kept your message", true, false),
        _ => return Ok(on_no_bike()),
    };
    html(&SentPage {
        page: visit.page(title).await?,
        code,
        stolen,
        waits,
    })
}

/// Says that there is nothing, and has it counted: somebody may be trying codes.
fn on_no_bike() -> Response {
    (Extension(UnknownMark), HttpError::NotFound).into_response()
}

/// Asks whether a code that was put right is the one on the label, or says why none can be made of it.
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
    // Two wrong characters can look like one: only a mark that was made is worth proposing.
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

/// What the box shows again: what was typed, but never a megabyte of it.
fn shown(typed: &str) -> String {
    typed.chars().take(100).collect()
}
