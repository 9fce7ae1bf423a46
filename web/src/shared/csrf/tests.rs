use super::*;
use crate::shared::page::Site;
use crate::shared::session::{self, in_memory::InMemory};
use axum::Router;
use axum::body::to_bytes;
use axum::extract::{Extension, Form, Multipart};
use axum::http::StatusCode;
use axum::middleware::from_fn;
use axum::routing::get;
use std::sync::Arc;
use tower::ServiceExt;

struct Browser {
    app: Router,
    cookie: String,
    token: String,
}

async fn text_of(response: Response) -> String {
    let body = to_bytes(response.into_body(), 32 << 20).await.unwrap();
    String::from_utf8(body.to_vec()).unwrap()
}

/// Opens a page with a form, as a browser does before it sends one.
#[expect(
    clippy::too_many_lines,
    reason = "a site with one form, and a browser that sends it"
)]
async fn browser() -> Browser {
    async fn take_form(Form(fields): Form<Vec<(String, String)>>) -> String {
        format!("took {}", fields.len())
    }
    async fn take_files(mut parts: Multipart) -> String {
        let mut bytes = 0;
        while let Some(part) = parts.next_field().await.unwrap() {
            bytes += part.bytes().await.unwrap().len();
        }
        format!("took {bytes} bytes")
    }
    let app = Router::new()
        .route(
            "/form",
            get(
                |session: Session, Extension(visitor): Extension<Visitor>| async move {
                    token(&session, &visitor).await.unwrap()
                },
            )
            .post(take_form),
        )
        .route("/files", axum::routing::post(take_files))
        .route(
            "/script",
            axum::routing::put(|| async { "took" }).delete(|| async { "took" }),
        )
        .layer(axum::extract::DefaultBodyLimit::disable())
        .layer(from_fn(check))
        .layer(session::layer(Arc::new(InMemory::default()), true))
        .layer(Extension(Arc::new(Site {
            partnership: "Fen".into(),
            source: None,
            public_url: "https://bikes.example.org".into(),
            contact: crate::shared::page::Contact::default(),
        })));
    let response = app
        .clone()
        .oneshot(Request::get("/form").body(Body::empty()).unwrap())
        .await
        .unwrap();
    let cookie = response.headers()[header::SET_COOKIE]
        .to_str()
        .unwrap()
        .to_owned();
    for part in [
        "__Host-framemark-form=",
        "HttpOnly",
        "SameSite=Lax",
        "Secure",
        "Path=/",
        "Max-Age=",
    ] {
        assert!(cookie.contains(part), "{cookie} has no {part}");
    }
    let cookie = cookie.split(';').next().unwrap().to_owned();
    Browser {
        app,
        cookie,
        token: text_of(response).await,
    }
}

impl Browser {
    async fn send(
        &self,
        method: Method,
        path: &str,
        headers: &[(&str, &str)],
        body: Vec<u8>,
    ) -> (StatusCode, String) {
        let mut request = Request::builder()
            .method(method)
            .uri(path)
            .header(header::COOKIE, &self.cookie);
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let response = self
            .app
            .clone()
            .oneshot(request.body(Body::from(body)).unwrap())
            .await
            .unwrap();
        (response.status(), text_of(response).await)
    }
}

const FORM: (&str, &str) = ("content-type", "application/x-www-form-urlencoded");
const FILES: (&str, &str) = ("content-type", "multipart/form-data; boundary=----line");

fn part(name: &str, value: &[u8]) -> Vec<u8> {
    let head = format!("------line\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n");
    [head.as_bytes(), value, b"\r\n"].concat()
}

fn parts(all: &[(&str, &[u8])]) -> Vec<u8> {
    let mut body: Vec<u8> = all.iter().flat_map(|(name, value)| part(name, value)).collect();
    body.extend_from_slice(b"------line--\r\n");
    body
}

#[tokio::test]
async fn a_form_passes_with_its_own_token_only() {
    let us = browser().await;
    let other = browser().await;
    for (body, status) in [
        (format!("csrf={}&name=Robin", us.token), 200),
        (format!("name=Robin&csrf={}", us.token), 200),
        (format!("csrf={}&name=Robin", other.token), 403),
        ("name=Robin".to_owned(), 403),
        ("csrf=&name=Robin".to_owned(), 403),
        (format!("csrf={}x", us.token), 403),
        (format!("csrf={}", &us.token[1..]), 403),
        (String::new(), 403),
    ] {
        let (found, _) = us
            .send(Method::POST, "/form", &[FORM], body.clone().into_bytes())
            .await;
        assert_eq!(found.as_u16(), status, "{body}");
    }
}

#[tokio::test]
async fn nobody_without_the_cookie_passes() {
    let mut stranger = browser().await;
    let body = format!("csrf={}", stranger.token);
    for cookie in [
        "framemark=AAAAAAAAAAAAAAAAAAAAAA",
        "__Host-framemark-form=AAAAAAAAAAAAAAAAAAAAAA",
        "__Host-framemark-form=",
        "framemark-form=AAAAAAAAAAAAAAAAAAAAAA",
    ] {
        stranger.cookie = cookie.into();
        let (status, _) = stranger
            .send(Method::POST, "/form", &[FORM], body.clone().into())
            .await;
        assert_eq!(status, StatusCode::FORBIDDEN, "{cookie}");
    }
}

#[tokio::test]
async fn files_arrive_whole_after_the_token() {
    let us = browser().await;
    let photo: Vec<u8> = (0..3_000_000_u32).map(|n| n.to_le_bytes()[0]).collect();
    let body = parts(&[("csrf", us.token.as_bytes()), ("photo", &photo)]);
    let (status, answer) = us.send(Method::POST, "/files", &[FILES], body).await;
    assert_eq!(
        (status, answer),
        (
            StatusCode::OK,
            format!("took {} bytes", photo.len() + us.token.len())
        )
    );
}

#[tokio::test]
async fn files_are_refused_without_the_token_in_front() {
    let us = browser().await;
    let token = us.token.as_bytes();
    for body in [
        parts(&[("photo", b"x"), ("csrf", token)]),
        parts(&[("csrf", b"made-up")]),
        parts(&[("csrfx", token)]),
        parts(&[]),
        part("csrf", token),
        vec![b'x'; 100_000],
        Vec::new(),
    ] {
        let (status, _) = us.send(Method::POST, "/files", &[FILES], body.clone()).await;
        assert_eq!(
            status,
            StatusCode::FORBIDDEN,
            "{}",
            String::from_utf8_lossy(&body[..body.len().min(200)])
        );
    }
}

#[tokio::test]
async fn a_script_sends_it_in_a_header() {
    let us = browser().await;
    for method in [Method::PUT, Method::DELETE] {
        let with = us
            .send(method.clone(), "/script", &[(HEADER, &us.token)], Vec::new())
            .await;
        assert_eq!(with.0, StatusCode::OK, "{method}");
        let without = us.send(method.clone(), "/script", &[], Vec::new()).await;
        assert_eq!(without.0, StatusCode::FORBIDDEN, "{method}");
    }
}

#[tokio::test]
async fn a_form_from_another_site_is_refused_even_with_the_token() {
    let us = browser().await;
    let body = format!("csrf={}", us.token);
    for (from, status) in [("cross-site", 403), ("same-origin", 200), ("none", 200)] {
        let headers = [FORM, ("sec-fetch-site", from)];
        assert_eq!(
            us.send(Method::POST, "/form", &headers, body.clone().into())
                .await
                .0
                .as_u16(),
            status,
            "{from}"
        );
    }
}

#[tokio::test]
async fn ten_megabytes_of_form_are_too_much() {
    let us = browser().await;
    let body = format!("csrf={}&name={}", us.token, "x".repeat(10 << 20));
    assert_eq!(
        us.send(Method::POST, "/form", &[FORM], body.into()).await.0,
        StatusCode::PAYLOAD_TOO_LARGE
    );
}

#[tokio::test]
async fn each_page_has_the_token_under_another_mask_and_all_of_them_pass() {
    let us = browser().await;
    let (_, again) = us.send(Method::GET, "/form", &[], Vec::new()).await;
    assert_ne!(again, us.token);
    for token in [&us.token, &again] {
        let body = format!("csrf={token}");
        assert_eq!(
            us.send(Method::POST, "/form", &[FORM], body.into()).await.0,
            StatusCode::OK
        );
    }
    let bare = us.cookie.split_once('=').unwrap().1;
    let (status, _) = us
        .send(Method::POST, "/form", &[FORM], format!("csrf={bare}").into())
        .await;
    assert_eq!(status, StatusCode::FORBIDDEN, "no page shows the bare secret");
}

#[tokio::test]
async fn a_form_from_before_there_were_masks_passes_in_its_session() {
    let app = Router::new()
        .route(
            "/begun",
            get(|session: Session| async move {
                let bare = Id::default().to_string();
                session.insert(KEY, &bare).await.unwrap();
                bare
            }),
        )
        .route("/form", axum::routing::post(|| async { "took" }))
        .layer(from_fn(check))
        .layer(session::layer(Arc::new(InMemory::default()), true));
    let begun = app
        .clone()
        .oneshot(Request::get("/begun").body(Body::empty()).unwrap())
        .await
        .unwrap();
    let cookie = begun.headers()[header::SET_COOKIE].to_str().unwrap().to_owned();
    let cookie = cookie.split(';').next().unwrap().to_owned();
    let us = Browser {
        app,
        cookie,
        token: text_of(begun).await,
    };
    for (token, status) in [
        (us.token.clone(), 200),
        (mask::masked(&us.token), 200),
        (us.token[1..].to_owned(), 403),
    ] {
        let (found, _) = us
            .send(Method::POST, "/form", &[FORM], format!("csrf={token}").into())
            .await;
        assert_eq!(found.as_u16(), status, "{token}");
    }
}

#[tokio::test]
async fn two_pages_that_are_asked_for_together_after_a_sign_in_have_one_token() {
    let store = session::layer(Arc::new(InMemory::default()), true);
    let app = Router::new()
        .route(
            "/form",
            get(|session: Session| async move { kept(&session).await.unwrap().unwrap() }),
        )
        .route(
            "/sign-in",
            get(|session: Session| async move {
                let before = Id::default().to_string();
                session.insert(KEY, &before).await.unwrap();
                session.cycle_id().await.unwrap();
                renew(&session).await.unwrap();
                before
            }),
        )
        // Each request reads its session at the start and writes it at the end, so two at once overlap.
        .route(
            "/slow",
            get(|session: Session| async move {
                let mine = kept(&session).await.unwrap().unwrap();
                tokio::task::yield_now().await;
                mine
            }),
        )
        .layer(store);
    let ask = |path: &'static str, cookie: String| {
        let request = Request::get(path).header(header::COOKIE, cookie);
        app.clone().oneshot(request.body(Body::empty()).unwrap())
    };
    let signed_in = ask("/sign-in", String::new()).await.unwrap();
    let cookie = signed_in.headers()[header::SET_COOKIE].to_str().unwrap();
    let cookie = cookie.split(';').next().unwrap().to_owned();
    let before = text_of(signed_in).await;
    let (one, other) = tokio::join!(ask("/slow", cookie.clone()), ask("/slow", cookie.clone()));
    let (one, other) = (text_of(one.unwrap()).await, text_of(other.unwrap()).await);
    assert_eq!(one, other);
    assert_ne!(one, before, "the old token is not the new one");
    assert_eq!(text_of(ask("/form", cookie).await.unwrap()).await, one);
}
