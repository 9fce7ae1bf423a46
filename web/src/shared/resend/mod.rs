//! If a form is refused because its session or token has expired, it comes back with everything that was typed and one
//! button that sends it again.
//!
//! This only works for forms from our own pages, never for forms from other sites.

use super::csrf;
use super::error::HttpError;
use super::guard::{Account, SignInFirst};
use super::page::{Page, Site};
use super::visit::Visit;
use super::{App, html_form};
use askama::Template;
use axum::extract::{FromRequestParts, Request, State};
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderValue, StatusCode, Uri, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::get;
use axum::{Extension, Router};
use registry::account::kept_forms::{self, FORMS_LAST};
use serde::{Deserialize, Serialize};
use std::sync::Arc;

/// The page of a form that waited while a person signed in.
pub const PATH: &str = "/send-again";

/// The cookie for the waiting form. The session's cookie changes when somebody signs in.
const COOKIE: &str = "framemark-waiting";

/// The largest form that comes back. None of our forms is larger.
pub(super) const MOST_BYTES: usize = 64 * 1024;

/// A form without files, as it was sent, without the token.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SentForm {
    /// Where it was sent.
    pub action: String,
    /// Its fields, in order.
    pub fields: Vec<(String, String)>,
}

#[derive(Template)]
#[template(path = "shared/resend/page.html")]
struct SendAgain {
    page: Page,
    form: SentForm,
    /// True if the form only waited while the person signed in, and nothing is wrong.
    waited: bool,
}

/// The page of a form that waited.
pub fn routes() -> Router<App> {
    Router::new().route("/send-again", get(show))
}

/// Returns whether a form was sent from one of our pages, according to the browser.
pub fn is_from_here(headers: &HeaderMap, site: &Site) -> bool {
    let text = |name: &str| headers.get(name).and_then(|value| value.to_str().ok());
    if let Some(from) = text("sec-fetch-site") {
        return matches!(from, "same-origin" | "none");
    }
    let Some(origin) = text("origin") else {
        // If a form comes from another site, every browser sends at least one of the two.
        return true;
    };
    let host = origin.split_once("://").map(|(_, host)| host);
    origin == site.public_url || (host.is_some() && host == text("host"))
}

/// Answers a form whose token was refused: 403, with the form again and a new token.
///
/// # Errors
/// [`HttpError::StaleForm`] for a form that did not come from our pages; [`HttpError`] when the page cannot be made.
pub async fn stale(mut parts: Parts, form: SentForm) -> Result<Response, HttpError> {
    let site = parts.extensions.get::<Arc<Site>>().cloned();
    if !site.is_some_and(|site| is_from_here(&parts.headers, &site)) {
        return Err(HttpError::StaleForm);
    }
    let visit = Visit::from_request_parts(&mut parts, &()).await?;
    let page = visit.form_page("Send the form again").await?;
    let mut response = html_form(&SendAgain {
        page,
        form,
        waited: false,
    })?;
    *response.status_mut() = StatusCode::FORBIDDEN;
    Ok(response)
}

/// Stores a form for a person who has to sign in or type a code first. Use it inside the layer that checks tokens.
pub async fn keep_for_sign_in(
    State(app): State<App>,
    form: Option<Extension<SentForm>>,
    request: Request,
    next: Next,
) -> Response {
    let response = next.run(request).await;
    let first = response.extensions().get::<SignInFirst>().copied();
    match (form, first) {
        (Some(Extension(form)), Some(SignInFirst(page))) => match kept(&app, &form, page).await {
            Ok(redirect) => redirect,
            Err(error) => error.into_response(),
        },
        _ => response,
    }
}

async fn kept(app: &App, form: &SentForm, first: &str) -> Result<Response, HttpError> {
    let json = serde_json::to_vec(form).map_err(HttpError::internal)?;
    let secret = kept_forms::keep(&app.registry, &json).await?;
    let secure = if app.site.is_secure() { "; Secure" } else { "" };
    let lasts = FORMS_LAST.as_secs();
    let cookie = format!("{COOKIE}={secret}; HttpOnly; SameSite=Lax; Path={PATH}; Max-Age={lasts}{secure}");
    let cookie = HeaderValue::from_str(&cookie).map_err(HttpError::internal)?;
    let to = Redirect::to(&format!("{first}?next={PATH}"));
    Ok(([(header::SET_COOKIE, cookie)], to).into_response())
}

/// Shows the form that waited, to the browser that sent it.
async fn show(
    _: Account,
    State(app): State<App>,
    headers: HeaderMap,
    visit: Visit,
) -> Result<Response, HttpError> {
    let kept = match cookie(&headers) {
        Some(secret) => kept_forms::load(&app.registry, secret).await?,
        None => None,
    };
    let Some(json) = kept else {
        return Ok(Redirect::to("/account").into_response());
    };
    let form = serde_json::from_slice(&json).map_err(HttpError::internal)?;
    let page = visit.form_page("Send what you typed").await?;
    html_form(&SendAgain {
        page,
        form,
        waited: true,
    })
}

fn cookie(headers: &HeaderMap) -> Option<&str> {
    let all = headers.get_all(header::COOKIE).into_iter();
    all.filter_map(|line| line.to_str().ok())
        .flat_map(|line| line.split(';'))
        .find_map(|pair| pair.trim().strip_prefix(COOKIE)?.strip_prefix('='))
}

impl SentForm {
    /// Returns the fields of a form without the token.
    pub fn of(sent_to: &Uri, fields: Vec<(String, String)>) -> Self {
        // Two slashes at the start would name another site.
        let action = sent_to
            .path_and_query()
            .map(|to| to.as_str())
            .filter(|to| !to.starts_with("//"))
            .unwrap_or("/")
            .to_owned();
        let fields = fields
            .into_iter()
            .filter(|(name, _)| name != csrf::FIELD)
            .collect();
        Self { action, fields }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_our_own_pages_get_a_form_back() {
        let site = Site {
            partnership: "Fen".into(),
            source: None,
            public_url: "https://bikes.example.org".into(),
            contact: crate::shared::page::Contact::default(),
        };
        for (sent, ours) in [
            (&[][..], true),
            (&[("sec-fetch-site", "same-origin")], true),
            (&[("sec-fetch-site", "none")], true),
            (&[("sec-fetch-site", "same-site")], false),
            (&[("sec-fetch-site", "cross-site")], false),
            (
                &[
                    ("sec-fetch-site", "cross-site"),
                    ("origin", "https://bikes.example.org"),
                ],
                false,
            ),
            (&[("origin", "https://bikes.example.org")], true),
            (&[("origin", "http://localhost:1"), ("host", "localhost:1")], true),
            (
                &[("origin", "https://example.org"), ("host", "bikes.example.org")],
                false,
            ),
            (&[("origin", "https://bikes.example.org.evil.example")], false),
            (&[("origin", "null")], false),
            (&[("origin", "")], false),
        ] {
            let mut headers = HeaderMap::new();
            for (name, value) in sent {
                headers.insert(*name, HeaderValue::from_static(value));
            }
            assert_eq!(is_from_here(&headers, &site), ours, "{sent:?}");
        }
    }

    #[test]
    fn the_cookie_is_found_among_others() {
        let of = |line: &'static str| {
            let mut headers = HeaderMap::new();
            headers.insert(header::COOKIE, HeaderValue::from_static(line));
            cookie(&headers).map(str::to_owned)
        };
        assert_eq!(of("framemark=a; framemark-waiting=b").as_deref(), Some("b"));
        assert_eq!(of("framemark-waiting=b;framemark=a").as_deref(), Some("b"));
        assert_eq!(of("framemark=framemark-waiting=b"), None);
        assert_eq!(of("framemark-waitings=b"), None);
    }
}
