//! What an error page says: what happened, then what to do.

use axum::http::StatusCode;

/// The title and the sentences of an error page.
#[derive(Clone, Debug)]
pub(super) struct Words {
    pub(super) title: &'static str,
    pub(super) lines: &'static [&'static str],
}

impl Words {
    pub(super) fn of(status: StatusCode, stale_form: bool) -> Self {
        let (title, lines): (_, &[_]) = match status {
            StatusCode::NOT_FOUND | StatusCode::METHOD_NOT_ALLOWED | StatusCode::GONE => (
                "Page not found",
                &[
                    "If you typed the web address, check that it is correct.",
                    "If you pasted it, check that you copied all of it.",
                    "If you followed a link from us, you may need to sign in first.",
                ],
            ),
            StatusCode::FORBIDDEN if stale_form => (
                "Send the form again",
                &[
                    "The form was open for too long, or you signed in or out after you opened it.",
                    "Go back, reload the page and send it again. Nothing was saved.",
                ],
            ),
            StatusCode::FORBIDDEN | StatusCode::UNAUTHORIZED => (
                "You cannot use this page",
                &[
                    "Your account does not have the role that this page is for.",
                    "If you need it, ask your organisation’s administrator.",
                ],
            ),
            StatusCode::PAYLOAD_TOO_LARGE => (
                "That is too large",
                &[
                    "Go back and send less: shorter text, or a smaller photo. A photo can be up to 15 MB.",
                    "Nothing was saved.",
                ],
            ),
            StatusCode::TOO_MANY_REQUESTS => (
                "Wait a moment",
                &["We have had too many requests from your connection. Wait a minute, then try again."],
            ),
            StatusCode::REQUEST_TIMEOUT | StatusCode::SERVICE_UNAVAILABLE | StatusCode::GATEWAY_TIMEOUT => (
                "Sorry, we cannot answer just now",
                &["Try again in a few minutes. What you sent was not saved."],
            ),
            _ if status.is_client_error() => (
                "We could not read that",
                &[
                    "Go back, check what you entered and send it again. Nothing was saved.",
                    "If it happens again, type the text instead of pasting it.",
                ],
            ),
            _ => (
                "Sorry, something went wrong",
                &[
                    "This is our fault, and we have recorded it.",
                    "Go back and try again. If it happens again, try later.",
                ],
            ),
        };
        Self { title, lines }
    }
}
