//! Stands before every route and counts the requests that have a limit.

use super::{Action, Limits};
use crate::shared::App;
use crate::shared::error::HttpError;
use axum::Json;
use axum::extract::{MatchedPath, Request, State};
use axum::http::Method;
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use domain::account::Viewer;
use serde_json::json;

/// Put into a response's extensions by pages that were asked for a whole mark code which is none of ours.
#[derive(Clone, Copy, Debug)]
pub struct UnknownMark;

/// Counts a request and lets it pass, or answers that it is one too many. Use inside of the layer that finds out who is
/// signed in.
pub async fn guard(State(app): State<App>, mut request: Request, next: Next) -> Response {
    let limits: &Limits = &app.limits;
    let client = limits.client_of(&request);
    request.extensions_mut().insert(client);
    let Some(what) = counted(&request) else {
        return next.run(request).await;
    };
    let account = request.extensions().get::<Viewer>().map(|viewer| viewer.account);
    if let Err(wait) = limits.admit(what, client, account) {
        tracing::info!(?what, "Refused a request for now: too many");
        return refused(what, HttpError::TooMany(wait));
    }
    let response = next.run(request).await;
    if response.extensions().get::<UnknownMark>().is_some() {
        limits.unknown_mark(client);
    }
    response
}

/// The application on a phone reads JSON; people get a page.
fn refused(what: Action, error: HttpError) -> Response {
    if what != Action::Desk {
        return error.into_response();
    }
    let seconds = error.retry_after();
    let (parts, _) = error.into_response().into_parts();
    let body = json!({
        "error": "Too many requests. What is on the phone stays there; send it again later",
        "retry_after": seconds,
    });
    let mut response = Json(body).into_response();
    *response.status_mut() = parts.status;
    response.headers_mut().extend(parts.headers);
    response
}

/// Tells what a request counts as; most count as nothing.
fn counted(request: &Request) -> Option<Action> {
    let route = request.extensions().get::<MatchedPath>()?.as_str();
    let reads = matches!(*request.method(), Method::GET | Method::HEAD);
    let query = request.uri().query().unwrap_or_default();
    // Whatever is asked: a field's name can be written in many ways.
    let asks = !query.is_empty();
    match (reads, route) {
        (true, "/check") => asks.then_some(Action::Check),
        (true, "/m" | "/M") => asks.then_some(Action::Mark),
        (true, "/m/{code}" | "/M/{code}" | "/m/{code}/sent") => Some(Action::Mark),
        (true, "/desk/events/{id}/kit.json") => Some(Action::Desk),
        (true, _) => None,
        (_, "/m/{code}") => Some(Action::Message),
        (_, "/register/mark") => Some(Action::Mark),
        (_, "/register/start" | "/register/email") => Some(Action::Draft),
        (_, "/register/check") => Some(Action::Registration),
        (_, "/register/photos" | "/account/bikes/{bike}/photos") => Some(Action::Upload),
        (_, "/sign-in") => Some(Action::SignIn),
        (_, "/events/{id}/book") => Some(Action::Booking),
        (_, "/desk/sync") => Some(Action::Desk),
        (_, route) => route.starts_with("/police/").then_some(Action::LookUp),
    }
}
