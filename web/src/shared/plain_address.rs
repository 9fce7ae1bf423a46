//! Each page has one address, in small letters and without a slash at the end. Other spellings redirect to it.

use axum::extract::Request;
use axum::http::{Method, Uri};
use axum::middleware::Next;
use axum::response::{IntoResponse, Redirect, Response};

/// Redirects a page that is asked for with a slash at its end or with capital letters to its plain address.
///
/// It only does this for GET and HEAD, because a form would lose what was typed. It never does it if a part of the
/// address is a code or a secret, because capitals matter there.
pub(crate) async fn to_plain_address(request: Request, next: Next) -> Response {
    let asked = matches!(*request.method(), Method::GET | Method::HEAD);
    match plain(request.uri()).filter(|_| asked) {
        Some(address) => Redirect::permanent(&address).into_response(),
        None => next.run(request).await,
    }
}

/// Returns the plain address of a page that was asked for at a different one.
fn plain(uri: &Uri) -> Option<String> {
    let path = uri.path();
    let lower = path.to_ascii_lowercase();
    let trimmed = lower.trim_end_matches('/');
    let trimmed = if trimmed.is_empty() { "/" } else { trimmed };
    // Two slashes at the start would lead to another host.
    if trimmed == path || path.starts_with("//") || holds_a_secret(&lower) {
        return None;
    }
    Some(match uri.query() {
        Some(query) => format!("{trimmed}?{query}"),
        None => trimmed.to_owned(),
    })
}

/// Tells whether a path has a part that is not one of our words: a mark's code, a link's secret, a file's name.
fn holds_a_secret(lower: &str) -> bool {
    const BEFORE_SECRETS: [&str; 13] = [
        "/m/",
        "/marks/",
        "/sign-in/",
        "/progress/",
        "/insurer/",
        "/transfer/",
        "/messages/",
        "/stolen/hot-sheet/",
        "/account/e-mail/",
        "/events/bookings/",
        "/assets/",
        "/api/",
        "/dev/",
    ];
    BEFORE_SECRETS.iter().any(|before| lower.contains(before))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_that_lead_to_the_plain_one() {
        for (asked, plain_one) in [
            ("/check/", Some("/check")),
            ("/Check", Some("/check")),
            ("/CHECK/?number=AB12345", Some("/check?number=AB12345")),
            ("/events/2/", Some("/events/2")),
            ("/check", None),
            ("/", None),
            ("/check?number=AB12345", None),
            ("/m/7KQ4M2X9TD", None),
            ("/M/7KQ4M2X9TD", None),
            ("/m/7KQ4M2X9TD/", None),
            ("/partner/batches/6/marks/QZN1P-NBT7M", None),
            ("/sign-in/aBcDeF", None),
            ("/messages/aBcDeF/report", None),
            ("/stolen/hot-sheet/aBcDeF", None),
            ("/transfer/aBcDeF", None),
            ("/account/e-mail/aBcDeF", None),
            ("/account/e-mail/aBcDeF/stop", None),
            ("/events/bookings/aBcDeF", None),
            ("/assets/hashed/Main-X.css", None),
            ("//example.org/Check/", None),
        ] {
            let uri: Uri = asked.parse().unwrap();
            assert_eq!(plain(&uri).as_deref(), plain_one, "{asked}");
        }
    }
}
