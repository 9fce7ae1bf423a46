use super::*;
use axum::body::{Body, to_bytes};
use axum::middleware::from_fn_with_state;
use axum::routing::get;
use axum::{Extension, Json, Router};

use tower::ServiceExt;

async fn get_page(path: &str) -> (StatusCode, HeaderMap, String) {
    let site = Arc::new(Site {
        partnership: "Fen Cycle Partnership".into(),
        source: None,
        public_url: "http://127.0.0.1:8080".into(),
        contact: crate::shared::page::Contact::default(),
    });
    let app: Router = Router::new()
        .route("/stale", get(|| async { HttpError::StaleForm }))
        .route("/forbidden", get(|| async { HttpError::Forbidden }))
        .route(
            "/unreadable",
            get(|| async { HttpError::Unreadable("line 1 of secret.rs".into()) }),
        )
        .route("/large", get(|| async { HttpError::TooLarge }))
        .route(
            "/broken",
            get(|| async { HttpError::internal("table owners has no column x") }),
        )
        .route("/away", get(|| async { HttpError::Unavailable("mail".into()) }))
        .route(
            "/form",
            get(|| async { (StatusCode::UNPROCESSABLE_ENTITY, Html("the form again")) }),
        )
        .route("/json", get(|| async { (StatusCode::CONFLICT, Json(1)) }))
        .route("/api/v1/bikes", get(|| async { HttpError::NotFound }))
        .route(
            "/officer",
            get(|| async {
                let who = SignedIn {
                    label: "PC 7".into(),
                    roles: vec![domain::account::Role::Officer],
                    takes_part: false,
                    has_cases: false,
                    matches: 0,
                };
                (Extension(who), HttpError::NotFound).into_response()
            }),
        )
        .layer(from_fn_with_state(site, pages));
    let response = app
        .oneshot(Request::get(path).body(Body::empty()).unwrap())
        .await
        .unwrap();
    let (status, headers) = (response.status(), response.headers().clone());
    let body = to_bytes(response.into_body(), 1 << 20).await.unwrap();
    (status, headers, String::from_utf8(body.to_vec()).unwrap())
}

#[tokio::test]
async fn each_says_what_to_do_and_shows_no_internals() {
    for (path, status, title, says) in [
        ("/nothing", 404, "Page not found", "check that it is correct"),
        (
            "/stale",
            403,
            "Send the form again",
            "Go back, reload the page and send it again",
        ),
        (
            "/forbidden",
            403,
            "You cannot use this page",
            "ask your organisation’s administrator",
        ),
        (
            "/unreadable",
            422,
            "We could not read that",
            "check what you entered",
        ),
        ("/large", 413, "That is too large", "up to 40 MB"),
        ("/broken", 500, "Sorry, something went wrong", "This is our fault"),
        (
            "/away",
            503,
            "Sorry, we cannot answer just now",
            "Try again in a few minutes",
        ),
    ] {
        let (found, headers, html) = get_page(path).await;
        assert_eq!(found.as_u16(), status, "{path}");
        assert_eq!(
            headers[header::CONTENT_TYPE],
            "text/html; charset=utf-8",
            "{path}"
        );
        assert!(
            html.contains(&format!("<h1 class=\"govuk-heading-l\">{title}</h1>")),
            "{path}: {html}"
        );
        assert!(html.contains(says), "{path}: {html}");
        for internal in ["secret.rs", "table owners", "mail</p>"] {
            assert!(!html.contains(internal), "{path} shows {internal}");
        }
    }
}

#[tokio::test]
async fn what_brings_its_own_answer_keeps_it() {
    for (path, body) in [("/form", "the form again"), ("/json", "1"), ("/api/v1/bikes", "")] {
        assert_eq!(get_page(path).await.2, body, "{path}");
    }
}

#[tokio::test]
async fn a_refused_officer_keeps_the_police_navigation() {
    let (_, _, html) = get_page("/officer").await;
    assert!(html.contains("href=\"/police/look-up\""), "{html}");
    assert!(!html.contains("href=\"/sign-in\""), "{html}");
}
