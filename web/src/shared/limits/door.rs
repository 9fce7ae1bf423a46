//! Runs before every route and counts the requests that have a limit.

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

/// Pages put this into a response's extensions if somebody asked for a whole mark code that is not one of ours.
#[derive(Clone, Copy, Debug)]
pub struct UnknownMark;

/// Counts a request and lets it pass, or answers that there are too many. Use it inside the layer that finds out who is
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
        tracing::info!(?what, "Refused a request: too many in a short time");
        return refused(what, HttpError::TooMany(wait));
    }
    let response = next.run(request).await;
    if response.extensions().get::<UnknownMark>().is_some() {
        limits.unknown_mark(client);
    }
    response
}

/// The app on a phone gets JSON, and people get a page.
fn refused(what: Action, error: HttpError) -> Response {
    if what != Action::Desk {
        return error.into_response();
    }
    let seconds = error.retry_after();
    let (parts, _) = error.into_response().into_parts();
    let body = json!({
        "error": "Too many requests. Everything is still on the phone. Send it again later",
        "retry_after": seconds,
    });
    let mut response = Json(body).into_response();
    *response.status_mut() = parts.status;
    response.headers_mut().extend(parts.headers);
    response
}

/// Returns which limit a request counts for. Most requests do not count.
fn counted(request: &Request) -> Option<Action> {
    let route = request.extensions().get::<MatchedPath>()?.as_str();
    let reads = matches!(*request.method(), Method::GET | Method::HEAD);
    let query = request.uri().query().unwrap_or_default();
    // Any query counts, because a field's name can be written in many ways.
    let asks = !query.is_empty();
    match (reads, route) {
        (true, "/check" | "/check/tell") => asks.then_some(Action::Check),
        (true, "/m" | "/M") => asks.then_some(Action::Mark),
        (true, "/m/{code}" | "/M/{code}") => Some(Action::Mark),
        (true, "/desk/events/{id}/kit.json") => Some(Action::Desk),
        (true, _) => None,
        (
            _,
            "/m/{code}"
            | "/check/tell"
            | "/messages/{token}"
            | "/messages/{token}/report"
            | "/partnership/{slug}/meetings/{meeting}/question"
            | "/account/bikes/{bike}/messages/{thread}"
            | "/account/bikes/{bike}/messages/{thread}/report",
        ) => Some(Action::Message),
        (_, "/partnership/{slug}/have-your-say/{consultation}/answer") => Some(Action::Answer),
        (_, "/register/mark" | "/account/bikes/{bike}/change/mark") => Some(Action::Mark),
        (_, "/register/start" | "/register/email") => Some(Action::Draft),
        (
            _,
            "/register/check"
            | "/account/bikes/{bike}/transfer"
            | "/account/details/e-mail"
            | "/stolen/hot-sheet",
        ) => Some(Action::Registration),
        (
            _,
            "/register/photos"
            | "/account/bikes/{bike}/photos"
            | "/messages/{token}/photo"
            | "/partner/meetings/{meeting}/items/{part}/papers"
            | "/partner/campaigns/{campaign}/papers"
            | "/account/bikes/{bike}/messages/{thread}/photo",
        ) => Some(Action::Upload),
        (_, "/sign-in") => Some(Action::SignIn),
        (_, "/events/{id}/book") => Some(Action::Booking),
        (_, "/desk/sync") => Some(Action::Desk),
        (_, route) => route.starts_with("/police/").then_some(Action::LookUp),
    }
}
