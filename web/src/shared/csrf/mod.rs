//! Proof that a form that changes something was ours: a token sent back by the form. Of a session that is signed in
//! it is kept in the session; of a browser that has none, in a cookie, see [`Visitor`].
//!
//! [`check`] stands before every route, so that none can forget it. A form has the token in a hidden field
//! named `csrf`, which in a form with files comes first, so that files need not be held in memory to
//! find it; a script sends it in the header `x-csrf-token`. On pages it stands under a mask.

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
/// The most bytes that are read of a form which is too large, before the connection is cut.
const SWALLOWED: usize = 64 << 20;

const KEY: &str = "csrf";

/// Returns the token of a page without a form of its own, if the browser has one already; under a mask.
///
/// # Errors
/// [`HttpError::Internal`] when the session cannot be read.
pub async fn existing(session: &Session, visitor: &Visitor) -> Result<Option<String>, HttpError> {
    let kept = kept(session).await?;
    Ok(kept.as_deref().or_else(|| visitor.sent()).map(mask::masked))
}

/// Returns the token of a page with a form, under a mask. Starts no session: a browser without one gets a cookie.
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

/// Gives the session a new token when somebody signs in, so that anybody who knew the old session cannot use
/// it. It is made at once and not by the next page: of two pages that are asked for together, each would make
/// its own, and the form on one of them would be taken for a stale one.
///
/// # Errors
/// [`HttpError::Internal`] when the session cannot be written.
pub async fn renew(session: &Session) -> Result<(), HttpError> {
    make(session).await.map(drop)
}

/// Passes safe methods, and requests that carry the token. Of the others a form from a page of ours comes back with what
/// was typed, and the rest get [`HttpError::StaleForm`]. Use inside the sessions' layer.
pub async fn check(session: Session, mut request: Request, next: Next) -> Response {
    let visitor = Visitor::of(&request);
    request.extensions_mut().insert(visitor.clone());
    let reads = matches!(*request.method(), Method::GET | Method::HEAD | Method::OPTIONS);
    let mut response = if reads {
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

/// Why a request does not pass.
enum Unproven {
    /// It cannot be read, or proves nothing and is not to come back.
    Failed(HttpError),
    /// A form whose token is missing or old.
    Stale(Box<Parts>, SentForm),
}

impl From<HttpError> for Unproven {
    fn from(error: HttpError) -> Self {
        Self::Failed(error)
    }
}

/// The token that a form has to carry.
enum Expected<'a> {
    /// The session's. A form that was opened before tokens had masks carries it bare.
    Kept(String),
    /// The one in the cookie.
    Visitors(&'a str),
    /// The browser has none.
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
    // A browser says when another site sent the form; a token would have had to leak as well.
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

/// Reads a form to its end. What is too large is read on and thrown away: a browser that is cut off while it
/// sends shows a broken connection instead of the page that says what to do.
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
