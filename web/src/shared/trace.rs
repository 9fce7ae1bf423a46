//! One line in the log for each request: method, route, status and time, never an address with a query. Every line that
//! is written for a request has its id. `docs/logging.md` says how to read them.

use super::request_id::RequestId;
use axum::extract::MatchedPath;
use axum::http::{Request, Response};
use std::time::Duration;
use tower_http::classify::{ServerErrorsAsFailures, SharedClassifier};
use tower_http::trace::{DefaultOnFailure, DefaultOnRequest, MakeSpan, OnResponse, TraceLayer};
use tracing::{Level, Span};

/// Routes that programs ask for all the time.
const ASKED_OFTEN: [&str; 3] = ["/healthz", "/readyz", "/assets/{*path}"];

/// Names a request by its route, since a path can hold a code and a query a number.
#[derive(Clone, Copy, Debug)]
pub struct ByRoute;

impl<B> MakeSpan<B> for ByRoute {
    fn make_span(&mut self, request: &Request<B>) -> Span {
        let route = request
            .extensions()
            .get::<MatchedPath>()
            .map_or("-", MatchedPath::as_str);
        let id = request.extensions().get::<RequestId>();
        let id = id.map(ToString::to_string).unwrap_or_default();
        let method = request.method();
        if ASKED_OFTEN.contains(&route) {
            tracing::debug_span!("request", id, %method, route)
        } else {
            tracing::info_span!("request", id, %method, route)
        }
    }
}

/// Writes the line.
#[derive(Clone, Copy, Debug)]
pub struct Answered;

impl<B> OnResponse<B> for Answered {
    fn on_response(self, response: &Response<B>, took: Duration, span: &Span) {
        let status = response.status().as_u16();
        let ms = took.as_millis();
        // If programs ask for the route all the time, its span is below the usual level, and so is its line.
        if span.metadata().is_some_and(|span| *span.level() == Level::INFO) {
            tracing::info!(status, ms, "Answered");
        } else {
            tracing::debug!(status, ms, "Answered");
        }
    }
}

/// Makes the layer. [`super::request_id::give`] must be outside it.
pub fn layer() -> TraceLayer<SharedClassifier<ServerErrorsAsFailures>, ByRoute, DefaultOnRequest, Answered> {
    TraceLayer::new_for_http()
        .make_span_with(ByRoute)
        .on_request(DefaultOnRequest::new().level(Level::TRACE))
        .on_response(Answered)
        .on_failure(DefaultOnFailure::new().level(Level::WARN))
}
