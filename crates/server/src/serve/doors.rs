//! Answers requests until the register is open, to say that the service is starting.

use axum::Router;
use axum::extract::{Request, State};
use axum::http::{StatusCode, header};
use axum::response::{Html, IntoResponse, Response};
use axum::routing::get;
use std::sync::{Arc, OnceLock};
use tower::Service;

const NOT_YET: &str = "<!doctype html><html lang=\"en-GB\"><meta charset=\"utf-8\">\
    <meta name=\"viewport\" content=\"width=device-width\"><title>Starting – Framemark</title>\
    <h1>The service is starting</h1><p>Try again in a minute. Nothing that you have saved is lost.</p></html>";

/// The site, once it is open.
#[derive(Clone, Default)]
pub struct Doors(Arc<OnceLock<Router>>);

impl Doors {
    /// Lets people in to the site. A second call changes nothing.
    pub fn open(&self, site: Router) {
        self.0.get_or_init(|| site);
    }

    /// Returns a router that answers from the site, or says that the site is not open yet.
    pub fn router(&self) -> Router {
        Router::new().fallback(answer).with_state(self.clone())
    }
}

async fn answer(State(doors): State<Doors>, request: Request) -> Response {
    match doors.0.get() {
        Some(site) => match site.clone().call(request).await {
            Ok(answer) => answer,
        },
        None => not_yet(request).await,
    }
}

async fn not_yet(request: Request) -> Response {
    let mut waiting = Router::new()
        .route("/healthz", get(|| async { "alive\n" }))
        .route(
            "/readyz",
            get(|| async { later("not ready: the register is not open yet\n") }),
        )
        .fallback(|| async { later(Html(NOT_YET)) });
    match waiting.call(request).await {
        Ok(answer) => answer,
    }
}

fn later(words: impl IntoResponse) -> Response {
    let headers = [(header::RETRY_AFTER, "5"), (header::CACHE_CONTROL, "no-store")];
    (StatusCode::SERVICE_UNAVAILABLE, headers, words).into_response()
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::body::Body;

    async fn status(doors: &Doors, path: &str) -> u16 {
        let request = Request::get(path).body(Body::empty()).unwrap();
        doors.router().call(request).await.unwrap().status().as_u16()
    }

    #[tokio::test]
    async fn nobody_is_let_in_before_there_is_a_site() {
        let doors = Doors::default();
        for (path, expected) in [
            ("/healthz", 200),
            ("/readyz", 503),
            ("/", 503),
            ("/check?number=1", 503),
        ] {
            assert_eq!(status(&doors, path).await, expected, "{path}");
        }
        doors.open(Router::new().route("/", get(|| async { "welcome" })));
        assert_eq!(
            (status(&doors, "/").await, status(&doors, "/other").await),
            (200, 404)
        );
    }
}
