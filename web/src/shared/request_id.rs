//! The id of a request. It is in every line of the log that belongs to the request, in the answer, and on error pages.
//!
//! `tower-http` has layers for this, but they accept any text from a client, which could then write into our log, and
//! they do not give the id to the error pages.

use super::App;
use axum::extract::{Request, State};
use axum::http::{HeaderName, HeaderValue};
use axum::middleware::Next;
use axum::response::Response;
use std::fmt;

const HEADER: HeaderName = HeaderName::from_static("x-request-id");
/// The longest id that we accept from a proxy.
const LONGEST: usize = 64;

/// The id of one request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RequestId(String);

impl RequestId {
    /// Accepts an id from a proxy: 8 to 64 letters, digits, hyphens, dots and underscores.
    fn given(header: &HeaderValue) -> Option<Self> {
        let text = header.to_str().ok()?;
        let plain = text
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || b"-._".contains(&byte));
        (plain && (8..=LONGEST).contains(&text.len())).then(|| Self(text.to_owned()))
    }
}

impl fmt::Display for RequestId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Gives the request an id, and its answer the same id. Use it with [`axum::middleware::from_fn_with_state`],
/// outermost.
pub async fn give(State(app): State<App>, mut request: Request, next: Next) -> Response {
    let given = request.headers().get(&HEADER).and_then(RequestId::given);
    let id = given.unwrap_or_else(|| RequestId(app.registry.random_id()));
    let header = HeaderValue::from_str(&id.0);
    request.extensions_mut().insert(id);
    let mut response = next.run(request).await;
    if let Ok(header) = header {
        response.headers_mut().insert(HEADER, header);
    }
    response
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_plain_ids_are_taken_over() {
        for good in ["0a1b2c3d", "7f3c-11ee_be56.0242", &"a".repeat(64)] {
            let id = RequestId::given(&HeaderValue::from_str(good).unwrap());
            assert_eq!(id.map(|id| id.to_string()).as_deref(), Some(good));
        }
        for bad in [
            "",
            "short",
            "a b c d e f g",
            "0a1b2c3d\tx",
            "<script>alert",
            &"a".repeat(65),
        ] {
            assert_eq!(
                RequestId::given(&HeaderValue::from_str(bad).unwrap()),
                None,
                "{bad:?}"
            );
        }
        assert_eq!(
            RequestId::given(&HeaderValue::from_bytes(b"0a1b2c3d\xff").unwrap()),
            None
        );
    }
}
