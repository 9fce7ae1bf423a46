//! The label with a QR code, if there is already one on the bike.

use super::AboutBike;
use super::registering::Registering;
use super::step::Step;
use crate::owner::change::Changing;
use crate::shared::limits::UnknownMark;
use crate::shared::questions::{Ask, Asking, shown};
use crate::shared::{App, Errors, HttpError, Page};
use askama::Template;
use axum::Router;
use axum::extract::Extension;
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use axum_extra::extract::Form;
use domain::MarkCode;
use domain::mark::code::{NotAMark, Reading};
use registry::mark::scan::{Scanned, scan};
use serde::Deserialize;

pub(super) fn routes() -> Router<App> {
    Router::new()
        .route(
            "/register/mark",
            get(ask::<Registering>).post(answer::<Registering>),
        )
        .route(
            "/account/bikes/{bike}/change/mark",
            get(ask::<Changing>).post(answer::<Changing>),
        )
}

#[derive(Clone, Debug, Default, Deserialize)]
struct Typed {
    #[serde(default)]
    mark: String,
}

#[derive(Template)]
#[template(path = "owner/register/mark/page.html")]
struct Question {
    page: Page,
    ask: Ask,
    typed: Typed,
}

async fn ask<S: AboutBike>(flow: Asking<S>) -> Result<Response, HttpError> {
    let typed = Typed {
        mark: flow.answers.mark.map(|code| code.to_string()).unwrap_or_default(),
    };
    question(&flow, typed, Errors::default()).await
}

async fn answer<S: AboutBike>(flow: Asking<S>, Form(typed): Form<Typed>) -> Result<Response, HttpError> {
    let mark = match typed.parse() {
        Ok(mark) => mark,
        Err(errors) => return question(&flow, typed, errors).await,
    };
    if let Some(code) = mark {
        let scanned = scan(&flow.app.registry, code).await?;
        if let Some(message) = why_not(scanned) {
            let mut errors = Errors::default();
            errors.add("mark", message);
            let again = question(&flow, typed, errors).await?;
            return Ok(match scanned {
                Scanned::NotOurs => (Extension(UnknownMark), again).into_response(),
                _ => again,
            });
        }
    }
    flow.answered(|answers| answers.mark = mark).await
}

/// Shows the question again with what the register says about the mark.
pub(super) async fn refused(flow: &Asking<Registering>, message: &str) -> Result<Response, HttpError> {
    let mut errors = Errors::default();
    errors.add("mark", message);
    let typed = Typed {
        mark: flow.answers.mark.map(|code| code.to_string()).unwrap_or_default(),
    };
    let page = flow.page("Is there a Framemark label on it?", errors).await?;
    let ask = Ask {
        back: flow.address(Step::Check),
        action: flow.address_from(Step::Mark, Step::Check),
        ..flow.ask()
    };
    let question = Question { page, ask, typed };
    shown(&question, &question.page)
}

/// Says at once why a label cannot be used. It is checked again when the bike is registered.
fn why_not(scanned: Scanned) -> Option<&'static str> {
    match scanned {
        Scanned::Blank => None,
        Scanned::OnABike(_) | Scanned::NotConfirmed | Scanned::Doubtful | Scanned::NoLongerKept => {
            Some("This label is already on a bike. Check the code, or leave it empty")
        }
        Scanned::Ended => Some("This label can no longer be used. Leave it empty, and ask for a new one"),
        Scanned::NotOurs => Some("This is not one of our codes. Check it, or leave it empty"),
    }
}

impl Typed {
    /// Reads a whole code. If it had to be corrected, the page asks about it.
    fn parse(&self) -> Result<Option<MarkCode>, Errors> {
        let mut errors = Errors::default();
        if self.mark.trim().is_empty() {
            return Ok(None);
        }
        // A scanned address is longer than a code, but not by much.
        if self.mark.len() > 300 {
            errors.add("mark", NotAMark::TooLong.to_string());
            return errors.finish(None);
        }
        let code = match MarkCode::read(&self.mark) {
            Reading::Exact(code) => Some(code),
            Reading::Corrected { code, .. } | Reading::Restored { code, .. } => {
                errors.add(
                    "mark",
                    format!("Look at the label again: could the code be {code}?"),
                );
                None
            }
            Reading::Unresolved { .. } => {
                errors.add("mark", "Enter all ten characters of the code");
                None
            }
            Reading::NotAMark(why) => {
                errors.add("mark", why.to_string());
                None
            }
        };
        errors.finish(code.map(Some))
    }
}

async fn question<S: AboutBike>(
    flow: &Asking<S>,
    typed: Typed,
    errors: Errors,
) -> Result<Response, HttpError> {
    let page = flow.page("Is there a Framemark label on it?", errors).await?;
    let question = Question {
        page,
        ask: flow.ask(),
        typed,
    };
    shown(&question, &question.page)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_is_taken_whole_and_asked_about_when_put_right() {
        let code = MarkCode::from_data([7, 2, 20, 4, 20, 2, 29, 9]);
        let compact = code.compact();
        let parse = |typed: &str| {
            Typed { mark: typed.into() }
                .parse()
                .map_err(|errors| errors.list()[0].1.clone())
        };
        assert_eq!(parse("  "), Ok(None));
        assert_eq!(parse(&code.to_string().to_lowercase()), Ok(Some(code)));
        assert_eq!(
            parse(&format!("HTTPS://BIKES.EXAMPLE.ORG/M/{compact}")),
            Ok(Some(code))
        );
        let wrong = format!(
            "{}{}",
            if compact.starts_with('0') { '1' } else { '0' },
            &compact[1..]
        );
        for worn in [wrong, format!("??{}", &compact[2..])] {
            assert!(parse(&worn).unwrap_err().contains(&code.to_string()), "{worn}");
        }
        for none in [
            "ABC",
            "🚲🚲🚲🚲🚲🚲🚲🚲🚲🚲",
            "<b>",
            &"A".repeat(10_000_000),
            &format!("????{}", &compact[4..]),
        ] {
            assert!(parse(none).is_err());
        }
    }
}
