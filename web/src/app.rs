//! The whole site: each kind of user has their own rooms, which nobody else may enter. All rooms share the outer
//! layers.

use crate::shared::{
    self, App, HttpError, assets, csrf, error, guard, headers, limits, ready, request_id, resend, seen,
    session,
};
use crate::{admin, desk, owner, partner, police, public};
use axum::extract::{DefaultBodyLimit, State};
use axum::http::{StatusCode, header};
use axum::middleware::{from_fn, from_fn_with_state};
use axum::response::IntoResponse;
use axum::routing::get;
use axum::{Extension, Router};
use std::sync::Arc;
use std::time::Duration;
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::compression::CompressionLayer;
use tower_http::timeout::TimeoutLayer;

/// The largest form. Forms are small; those with photos raise this limit for themselves.
const MOST_BYTES: usize = 64 * 1024;
/// The longest that a page may take. No page needs this long unless something is stuck.
const LONGEST: Duration = Duration::from_secs(60);

/// Puts the site together.
pub fn router(app: App) -> Router {
    let rows = Arc::new(session::InRegistry::new(app.registry.clone()));
    let secure = app.site.is_secure();
    let mut rooms = Router::new()
        .merge(public::routes())
        .merge(owner::routes())
        .merge(resend::routes())
        .nest("/desk", desk::routes())
        .nest("/police", police::routes())
        .nest("/partner", partner::routes())
        .nest("/admin", admin::routes());
    if app.dev_mail.is_some() {
        rooms = rooms.merge(crate::dev_mail::routes());
    }
    rooms
        .fallback(|| async { HttpError::NotFound })
        .layer(DefaultBodyLimit::max(MOST_BYTES))
        .layer(from_fn_with_state(app.clone(), resend::keep_for_sign_in))
        .layer(from_fn(csrf::check))
        .layer(from_fn_with_state(app.clone(), seen::note))
        .layer(from_fn_with_state(app.clone(), limits::guard))
        .layer(from_fn_with_state(app.clone(), guard::find_out_who))
        .layer(session::layer(rows, secure))
        .layer(Extension(Arc::clone(&app.site)))
        .route("/assets/{*path}", get(assets::serve))
        .route("/print.css", get(print_style))
        .route("/favicon.ico", get(assets::favicon))
        .route("/healthz", get(|| async { "alive\n" }))
        .route("/readyz", get(ready::answer))
        // This layer is inside the error pages, so that a panic or a time-out gets one too.
        .layer(CatchPanicLayer::new())
        .layer(TimeoutLayer::with_status_code(
            StatusCode::SERVICE_UNAVAILABLE,
            LONGEST,
        ))
        .layer(from_fn_with_state(Arc::clone(&app.site), error::pages))
        .layer(from_fn(shared::to_plain_address))
        .layer(from_fn_with_state(headers::OverTls(secure), headers::secure))
        .layer(CompressionLayer::new())
        .layer(shared::trace::layer())
        .layer(from_fn_with_state(app.clone(), request_id::give))
        .with_state(app)
}

/// Returns the style that prints the whole address after each link. It has its own style sheet, because only the
/// running program knows its public address.
async fn print_style(State(app): State<App>) -> impl IntoResponse {
    let site = app.site.public_url.replace(['"', '\\', '<', '\n'], "");
    let css = format!(
        "@media print{{main a[href^=\"/\"]::after{{content:\" ({site}\" attr(href) \")\";overflow-wrap:anywhere}}}}\n"
    );
    let kept = [
        (header::CONTENT_TYPE, "text/css; charset=utf-8"),
        (header::CACHE_CONTROL, "public, max-age=3600"),
    ];
    (kept, css)
}
