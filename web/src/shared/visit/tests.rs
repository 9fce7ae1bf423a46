use super::*;
use crate::shared::session::{self, in_memory::InMemory};
use axum::body::Body;
use axum::http::{Request, header};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use axum::{Extension, Router};
use tower::ServiceExt;

/// Answers with what the page has: its path, whether it has a token, and its notice.
async fn told(page: Result<Page, HttpError>) -> Response {
    let page = page.unwrap();
    let notice = page
        .notice
        .map_or_else(|| "none".to_owned(), |notice| notice.text);
    format!("{} token={} notice={notice}", page.path, page.csrf.is_some()).into_response()
}

fn app() -> Router {
    let site = Site {
        partnership: "Fen".into(),
        source: None,
        public_url: String::new(),
        contact: crate::shared::page::Contact::default(),
    };
    let rooms = Router::new()
        .route(
            "/page",
            get(|visit: Visit| async move { told(visit.page("A").await).await }),
        )
        .route(
            "/form",
            get(|visit: Visit| async move { told(visit.form_page("B").await).await }),
        )
        .route(
            "/done",
            get(|visit: Visit| async move { visit.notice(Notice::success("Done")).await }),
        );
    Router::new()
        .nest("/room", rooms)
        .layer(axum::middleware::from_fn(csrf::check))
        .layer(Extension(Arc::new(site)))
        .layer(session::layer(Arc::new(InMemory::default()), false))
}

/// Returns the answer and the cookie that came with it.
async fn ask(app: &Router, path: &str, cookie: &str) -> (String, Option<String>) {
    let request = Request::get(path)
        .header(header::COOKIE, cookie)
        .body(Body::empty())
        .unwrap();
    let response = app.clone().oneshot(request).await.unwrap();
    let cookie = response
        .headers()
        .get(header::SET_COOKIE)
        .map(|cookie| cookie.to_str().unwrap().to_owned());
    let body = axum::body::to_bytes(response.into_body(), 1 << 16).await.unwrap();
    (
        String::from_utf8(body.to_vec()).unwrap(),
        cookie.map(|c| c.split(';').next().unwrap().to_owned()),
    )
}

#[tokio::test]
async fn only_a_form_gets_a_cookie() {
    let app = app();
    assert_eq!(
        ask(&app, "/room/page", "").await,
        ("/room/page token=false notice=none".into(), None)
    );
    let (told, cookie) = ask(&app, "/room/form", "").await;
    assert_eq!(told, "/room/form token=true notice=none");
    let cookie = cookie.unwrap();
    assert!(cookie.starts_with("framemark-form="), "no session: {cookie}");
    assert_eq!(
        ask(&app, "/room/page", &cookie).await.0,
        "/room/page token=true notice=none"
    );
}

#[tokio::test]
async fn a_notice_is_shown_once() {
    let app = app();
    let (_, cookie) = ask(&app, "/room/done", "").await;
    let cookie = cookie.unwrap();
    assert_eq!(
        ask(&app, "/room/page", &cookie).await.0,
        "/room/page token=false notice=Done"
    );
    assert_eq!(
        ask(&app, "/room/page", &cookie).await.0,
        "/room/page token=false notice=none"
    );
}
