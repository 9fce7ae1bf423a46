//! Makes sure that a form that changes something came from us: the form sends back a token. If somebody is signed in,
//! the token is in the session. If a browser has no session, it is in a cookie; see [`Visitor`].
//!
//! [`check`] runs before every route, so that none can forget it. A form has the token in a hidden field named `csrf`.
//! In a form with files this field comes first, so that we find it without keeping the files in memory. A script sends
//! the token in the header `x-csrf-token`. On pages the token is masked.

mod mask;
mod peek;
mod visitor;

pub use visitor::Visitor;

use super::error::HttpError;
use super::once;
use super::resend::{self, SentForm};
use axum::body::{Body, Bytes};
use axum::extract::Request;
use axum::http::request::Parts;
use axum::http::{HeaderMap, Method, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use futures_util::StreamExt;
use tower_sessions::Session;
use tower_sessions::session::Id;

/// The hidden field's name.
pub const FIELD: &str = "csrf";
/// The header that scripts use.
pub const HEADER: &str = "x-csrf-token";
/// The most bytes that a form without files may have.
pub const FORM_LIMIT: usize = 1 << 20;
/// The most bytes that we read of a form that is too large before we cut the connection.
const SWALLOWED: usize = 64 << 20;

const KEY: &str = "csrf";

/// Returns the masked token for a page without a form, if the browser already has one.
///
/// # Errors
/// [`HttpError::Internal`] when the session cannot be read.
pub async fn existing(session: &Session, visitor: &Visitor) -> Result<Option<String>, HttpError> {
    let kept = kept(session).await?;
    Ok(kept.as_deref().or_else(|| visitor.sent()).map(mask::masked))
}

/// Returns the masked token for a page with a form. It does not start a session: a browser without one gets a cookie.
///
/// # Errors
/// [`HttpError::Internal`] when the session cannot be read.
pub async fn token(session: &Session, visitor: &Visitor) -> Result<String, HttpError> {
    Ok(match kept(session).await? {
        Some(token) => mask::masked(&token),
        None => mask::masked(visitor.for_form()),
    })
}

async fn kept(session: &Session) -> Result<Option<String>, HttpError> {
    session.get::<String>(KEY).await.map_err(HttpError::internal)
}

async fn make(session: &Session) -> Result<String, HttpError> {
    // As random as the session's own id: 128 bits from the operating system's generator.
    let token = Id::default().to_string();
    session.insert(KEY, &token).await.map_err(HttpError::internal)?;
    Ok(token)
}

/// Gives the session a new token when somebody signs in, so that anybody who knew the old session cannot use it. It is
/// made at once and not by the next page. Otherwise two pages that load at the same time would each make their own, and
/// the form on one of them would be refused.
///
/// # Errors
/// [`HttpError::Internal`] when the session cannot be written.
pub async fn renew(session: &Session) -> Result<(), HttpError> {
    make(session).await.map(drop)
}

/// Lets through safe methods, and requests with the token. If a form from one of our pages has no valid token, it comes
/// back with what was typed. All other requests get [`HttpError::StaleForm`]. Use this inside the sessions' layer.
pub async fn check(session: Session, mut request: Request, next: Next) -> Response {
    let visitor = Visitor::of(&request);
    request.extensions_mut().insert(visitor.clone());
    let reads = matches!(*request.method(), Method::GET | Method::HEAD | Method::OPTIONS);
    let mut response = if reads || is_pressed_by_mail_programs(request.uri().path()) {
        next.run(request).await
    } else {
        match proven(&session, &visitor, request).await {
            Ok(request) => next.run(request).await,
            Err(Unproven::Failed(error)) => error.into_response(),
            Err(Unproven::Stale(parts, form)) => resend::stale(*parts, form)
                .await
                .unwrap_or_else(IntoResponse::into_response),
        }
    };
    visitor.go_along(&mut response);
    response
}

/// Whether a form is sent by mail programs for their readers, without our page (RFC 8058). The secret in its address takes
/// the place of the token: another site does not know it.
fn is_pressed_by_mail_programs(path: &str) -> bool {
    let inside = path.strip_prefix("/stolen/hot-sheet/");
    inside.is_some_and(|inside| inside.ends_with("/stop"))
}

/// Why a request is refused.
enum Unproven {
    /// It cannot be read, or it has no valid token and does not come from our pages.
    Failed(HttpError),
    /// A form with a missing or old token.
    Stale(Box<Parts>, SentForm),
}

impl From<HttpError> for Unproven {
    fn from(error: HttpError) -> Self {
        Self::Failed(error)
    }
}

/// The token that a form must have.
enum Expected<'a> {
    /// The session's token. A form that was opened before tokens had masks has it without a mask.
    Kept(String),
    /// The token in the cookie.
    Visitors(&'a str),
    /// The browser has no token.
    Nothing,
}

impl Expected<'_> {
    fn is(&self, sent: &[u8]) -> bool {
        match self {
            Self::Kept(token) => mask::hides(sent, token) || mask::same(sent, token.as_bytes()),
            Self::Visitors(token) => mask::hides(sent, token),
            Self::Nothing => false,
        }
    }
}

async fn proven(session: &Session, visitor: &Visitor, request: Request) -> Result<Request, Unproven> {
    // The browser tells us if another site sent the form. To do harm, that site would also have to know the token.
    if request
        .headers()
        .get("sec-fetch-site")
        .is_some_and(|from| from == "cross-site")
    {
        return Err(HttpError::StaleForm.into());
    }
    let expected = match kept(session).await? {
        Some(token) => Expected::Kept(token),
        None => visitor.sent().map_or(Expected::Nothing, Expected::Visitors),
    };
    if let Some(sent) = request.headers().get(HEADER) {
        return if expected.is(sent.as_bytes()) {
            Ok(request)
        } else {
            Err(HttpError::StaleForm.into())
        };
    }
    let (mut parts, body) = request.into_parts();
    if content_type(&parts.headers).starts_with("application/x-www-form-urlencoded") {
        let bytes = whole(body).await?;
        let fields = peek::urlencoded(&bytes);
        let proof = fields.iter().find(|(name, _)| name == FIELD);
        let passes = proof.is_some_and(|(_, sent)| expected.is(sent.as_bytes()));
        let form = SentForm::of(&parts.uri, fields);
        if !passes && bytes.len() > resend::MOST_BYTES {
            return Err(HttpError::StaleForm.into());
        }
        if !passes {
            return Err(Unproven::Stale(Box::new(parts), form));
        }
        if let Some(key) = once::key_of(parts.uri.path(), &form.fields) {
            parts.extensions.insert(key);
        }
        if bytes.len() <= resend::MOST_BYTES {
            parts.extensions.insert(form);
        }
        return Ok(Request::from_parts(parts, Body::from(bytes)));
    }
    let Some(boundary) = peek::boundary(content_type(&parts.headers)) else {
        return Err(HttpError::StaleForm.into());
    };
    let (sent, body) = peek::first_field(&boundary, body).await?;
    match sent {
        Some(sent) if expected.is(sent.as_bytes()) => Ok(Request::from_parts(parts, body)),
        _ => Err(HttpError::StaleForm.into()),
    }
}

/// Reads a form to its end. If it is too large, the rest is read and thrown away. If we cut the browser off, it would
/// show a broken connection instead of our page.
async fn whole(body: Body) -> Result<Bytes, HttpError> {
    let mut chunks = body.into_data_stream();
    let (mut kept, mut read) = (Vec::new(), 0);
    while let Some(chunk) = chunks.next().await {
        let chunk = chunk.map_err(|error| HttpError::Unreadable(error.to_string()))?;
        read += chunk.len();
        if read <= FORM_LIMIT {
            kept.extend_from_slice(&chunk);
        } else if read > SWALLOWED {
            break;
        }
    }
    if read > FORM_LIMIT {
        Err(HttpError::TooLarge)
    } else {
        Ok(kept.into())
    }
}

fn content_type(headers: &HeaderMap) -> &str {
    headers
        .get(header::CONTENT_TYPE)
        .and_then(|kind| kind.to_str().ok())
        .unwrap_or("")
}

#[cfg(test)]
mod tests;
