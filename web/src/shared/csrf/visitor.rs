//! The secret of a browser that has no session. It is in its own cookie, so that a page with a form does not need a row
//! in the database. A form must have the same secret as the cookie, which another site can neither read nor set.

use crate::shared::page::Site;
use axum::extract::Request;
use axum::http::{HeaderMap, HeaderValue, header};
use axum::response::Response;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use time::Duration;
use tower_sessions::cookie::{Cookie, SameSite};
use tower_sessions::session::Id;

/// The cookie's name over plain HTTP.
const PLAIN: &str = "framemark-form";
/// The cookie's name over TLS. The prefix stops other hosts of the domain from setting it.
const SECURE: &str = "__Host-framemark-form";
/// How long a form can stay open.
const LASTS: Duration = Duration::days(30);

/// The secret in a browser's forms while it has no session with a token.
#[derive(Clone, Debug)]
pub struct Visitor(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    secret: String,
    came_along: bool,
    secure: bool,
    used: AtomicBool,
}

impl Visitor {
    /// Reads the secret in the request, or makes one in case a form needs it.
    pub(super) fn of(request: &Request) -> Self {
        let site = request.extensions().get::<Arc<Site>>();
        let secure = site.is_some_and(|site| site.is_secure());
        let sent = sent(request.headers(), if secure { SECURE } else { PLAIN });
        Self(Arc::new(Inner {
            came_along: sent.is_some(),
            secret: sent.unwrap_or_default().to_string(),
            secure,
            used: AtomicBool::new(false),
        }))
    }

    /// Returns the secret for a form. The answer will then set the cookie.
    pub(super) fn for_form(&self) -> &str {
        self.0.used.store(true, Ordering::Relaxed);
        &self.0.secret
    }

    /// Returns the secret that the browser has sent, if it has one.
    pub fn sent(&self) -> Option<&str> {
        self.0.came_along.then_some(self.0.secret.as_str())
    }

    /// Adds the cookie to an answer with a form. It is sent again each time, so that it lasts longer than the form.
    pub(super) fn go_along(&self, response: &mut Response) {
        if !self.0.used.load(Ordering::Relaxed) {
            return;
        }
        let name = if self.0.secure { SECURE } else { PLAIN };
        let cookie = Cookie::build((name, self.0.secret.as_str()))
            .http_only(true)
            .same_site(SameSite::Lax)
            .secure(self.0.secure)
            .path("/")
            .max_age(LASTS)
            .build();
        // The secret is letters and digits, so this is a header.
        if let Ok(cookie) = HeaderValue::from_str(&cookie.to_string()) {
            response.headers_mut().append(header::SET_COOKIE, cookie);
        }
    }
}

fn sent(headers: &HeaderMap, name: &str) -> Option<Id> {
    headers
        .get_all(header::COOKIE)
        .iter()
        .filter_map(|line| line.to_str().ok())
        .flat_map(|line| Cookie::split_parse(line).flatten())
        .find(|cookie| cookie.name() == name)
        .and_then(|cookie| cookie.value().parse().ok())
}
