//! One line in the log for each request: method, route, status and time, never an address with a query.

use axum::extract::MatchedPath;
use axum::http::Request;
use tower_http::classify::{ServerErrorsAsFailures, SharedClassifier};
use tower_http::trace::{DefaultOnFailure, DefaultOnRequest, DefaultOnResponse, MakeSpan, TraceLayer};
use tracing::{Level, Span};

/// Names a request by its route, since a path can hold a code and a query a number.
#[derive(Clone, Copy, Debug)]
pub struct ByRoute;

impl<B> MakeSpan<B> for ByRoute {
    fn make_span(&mut self, request: &Request<B>) -> Span {
        let route = request
            .extensions()
            .get::<MatchedPath>()
            .map_or("-", MatchedPath::as_str);
        tracing::info_span!("request", method = %request.method(), route)
    }
}

/// Makes the layer.
pub fn layer() -> TraceLayer<SharedClassifier<ServerErrorsAsFailures>, ByRoute> {
    TraceLayer::new_for_http()
        .make_span_with(ByRoute)
        .on_request(DefaultOnRequest::new().level(Level::TRACE))
        .on_response(DefaultOnResponse::new().level(Level::DEBUG))
        .on_failure(DefaultOnFailure::new().level(Level::WARN))
}
