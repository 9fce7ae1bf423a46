//! What an error page says: what happened, then what to do.

use axum::http::StatusCode;
use std::borrow::Cow;

/// The title and the sentences of an error page.
#[derive(Clone, Debug)]
pub(super) struct Words {
    pub(super) title: &'static str,
    pub(super) lines: Vec<Cow<'static, str>>,
}

impl Words {
    /// Returns the words for a status. `again` is how many seconds to wait before coming back, if the answer says so.
    #[expect(clippy::too_many_lines, reason = "a table")]
    pub(super) fn of(status: StatusCode, stale_form: bool, again: Option<u64>) -> Self {
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
                    "Go back and send less: shorter text, or a smaller photo. A photo can be up to 40 MB.",
                    "Nothing was saved.",
                ],
            ),
            StatusCode::TOO_MANY_REQUESTS => (
                "Wait before you try again",
                &[
                    "We have had too many requests from you, or from other people who share your internet connection.",
                    "If you sent a form, nothing was saved. Wait, then reload this page to send the same form again.",
                ],
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
        let mut lines: Vec<Cow<'static, str>> = lines.iter().copied().map(Cow::Borrowed).collect();
        if status == StatusCode::TOO_MANY_REQUESTS
            && let Some(seconds) = again
        {
            lines.insert(
                1,
                Cow::Owned(format!("You can try again in {}.", duration(seconds))),
            );
        }
        Self { title, lines }
    }
}

/// A waiting time in words.
fn duration(seconds: u64) -> String {
    let (count, unit) = match seconds {
        0..=89 => (seconds, "second"),
        90..=5_399 => (seconds.div_ceil(60), "minute"),
        _ => (seconds.div_ceil(60 * 60), "hour"),
    };
    let s = if count == 1 { "" } else { "s" };
    format!("{count} {unit}{s}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_wait_is_said_in_round_words() {
        for (seconds, said) in [
            (1, "1 second"),
            (42, "42 seconds"),
            (90, "2 minutes"),
            (600, "10 minutes"),
            (5_400, "2 hours"),
        ] {
            assert_eq!(duration(seconds), said);
        }
    }
}
