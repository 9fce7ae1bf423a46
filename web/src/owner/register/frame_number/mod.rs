//! The number that is stamped on the frame, or why there is none.

use super::AboutBike;
use super::registering::Registering;
use crate::owner::change::Changing;
use crate::owner::words;
use crate::shared::guard::Account;
use crate::shared::questions::{Ask, Asking, shown};
use crate::shared::{App, Choice, Errors, HttpError, Page, html};
use askama::Template;
use axum::Router;
use axum::response::Response;
use axum::routing::get;
use axum_extra::extract::Form;
use domain::number::{Frame, FrameNumber};
use registry::bike::own;
use serde::Deserialize;

pub(super) fn routes() -> Router<App> {
    Router::new()
        .route("/register/frame-number", get(ask::<Registering>).post(answer_new))
        .route(
            "/account/bikes/{bike}/change/frame-number",
            get(ask::<Changing>).post(answer::<Changing>),
        )
}

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
struct Typed {
    known: String,
    frame_number: String,
    /// The number that we have asked about, because it may not be a real one.
    asked: String,
    /// "yes" if they already have a bike with this number and say that this is another one.
    another: String,
}

#[derive(Template)]
#[template(path = "owner/register/frame_number/own.html")]
struct Own {
    page: Page,
    ask: Ask,
    name: String,
    reference: String,
    href: String,
    typed: Typed,
}

#[derive(Template)]
#[template(path = "owner/register/frame_number/page.html")]
struct Question {
    page: Page,
    ask: Ask,
    typed: Typed,
    choices: Vec<Choice>,
    again: Option<String>,
}

async fn ask<S: AboutBike>(flow: Asking<S>) -> Result<Response, HttpError> {
    let typed = flow.answers.frame.as_ref().map(Typed::of).unwrap_or_default();
    question(&flow, typed, Errors::default()).await
}

async fn answer<S: AboutBike>(flow: Asking<S>, Form(typed): Form<Typed>) -> Result<Response, HttpError> {
    keep(flow, typed).await
}

/// Asks a signed-in owner who already has a bike with this number whether this is another one.
async fn answer_new(
    account: Option<Account>,
    flow: Asking<Registering>,
    Form(typed): Form<Typed>,
) -> Result<Response, HttpError> {
    let frame = typed.parse().ok();
    let number = frame.as_ref().and_then(Frame::number);
    if let (Some(Account(account)), Some(number)) = (account, number)
        && typed.another != "yes"
        && let Some(bike) = own::with_number(&flow.app.registry, account, number).await?
    {
        let page = flow.page("Is this another bike?", Errors::default()).await?;
        return html(&Own {
            page,
            ask: flow.ask(),
            name: words::name(&bike.description),
            reference: bike.reference().to_string(),
            href: format!("/account/bikes/{}", bike.id),
            typed,
        });
    }
    keep(flow, typed).await
}

async fn keep<S: AboutBike>(flow: Asking<S>, typed: Typed) -> Result<Response, HttpError> {
    match typed.parse() {
        Ok(frame) => flow.answered(|answers| answers.frame = Some(frame)).await,
        Err(errors) => question(&flow, typed, errors).await,
    }
}

impl Typed {
    fn of(frame: &Frame) -> Self {
        let (known, number) = match frame {
            Frame::Numbered(number) => ("yes", number.as_written()),
            Frame::Unknown => ("no", ""),
            Frame::Unnumbered => ("none", ""),
        };
        Self {
            known: known.into(),
            frame_number: number.into(),
            asked: number.into(),
            another: String::new(),
        }
    }

    /// Whether the number looks like a filler. If it is sent again without a change, it is accepted.
    fn is_filler(&self) -> bool {
        FrameNumber::parse(&self.frame_number).is_ok_and(|number| number.is_filler())
    }

    /// A typed number counts even if nothing was chosen.
    fn parse(&self) -> Result<Frame, Errors> {
        let mut errors = Errors::default();
        let typed = self.frame_number.trim();
        let frame = match self.known.as_str() {
            "no" => Some(Frame::Unknown),
            "none" => Some(Frame::Unnumbered),
            "yes" if typed.is_empty() => {
                errors.add(
                    "frame_number",
                    "Enter the frame number, or choose “No, I can’t find it or read it”",
                );
                None
            }
            _ if typed.is_empty() => {
                errors.add("known", "Choose whether you can read the frame number");
                None
            }
            _ if self.is_filler() && self.asked.trim() != typed => {
                errors.add(
                    "frame_number",
                    "Is this really the number? Many people write this when they have none. If it is on the frame, press the button again",
                );
                None
            }
            _ => errors.keep("frame_number", Frame::parse(typed)),
        };
        errors.finish(frame)
    }
}

async fn question<S: AboutBike>(
    flow: &Asking<S>,
    typed: Typed,
    errors: Errors,
) -> Result<Response, HttpError> {
    let chosen = if typed.known.is_empty() && !typed.frame_number.is_empty() {
        "yes"
    } else {
        &typed.known
    };
    let choices = vec![
        Choice::new("yes", "Yes").chosen_if(chosen == "yes").revealing(),
        Choice::new("no", "No, I can’t find it or read it")
            .hint("You can register without it. Photos and other numbers help too")
            .chosen_if(chosen == "no"),
        Choice::new("none", "It has none")
            .hint("Some very old or home-made bikes never had one")
            .chosen_if(chosen == "none"),
    ];
    let page = flow
        .page("Can you read the frame number?", errors)
        .await?
        .with_scanner();
    let again = flow.answers.hint().filter(|_| page.errors.is_empty());
    let question = Question {
        page,
        ask: flow.ask(),
        typed,
        choices,
        again,
    };
    shown(&question, &question.page)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_typed_and_chosen_says_what_is_known() {
        let numbered = |number: &str| Ok(Frame::parse(number).unwrap());
        for (known, number, expected) in [
            ("yes", " wtu 123-o56k ", numbered("wtu 123-o56k")),
            ("", "WTU123O56K", numbered("WTU123O56K")),
            ("no", "", Ok(Frame::Unknown)),
            ("no", "left over in a hidden field", Ok(Frame::Unknown)),
            ("none", "", Ok(Frame::Unnumbered)),
            ("yes", "don't know", Ok(Frame::Unknown)),
            ("yes", "  ", Err("frame_number")),
            ("", "", Err("known")),
            ("yes", "🚲", Err("frame_number")),
            ("yes", "AB\u{0}123", Err("frame_number")),
            ("yes", "123456", Err("frame_number")),
            ("", "0000000", Err("frame_number")),
            ("yes", "see invoice", Ok(Frame::Unknown)),
            ("perhaps", "", Err("known")),
        ] {
            let typed = Typed {
                known: known.into(),
                frame_number: number.into(),
                ..Typed::default()
            };
            let parsed = typed.parse().map_err(|errors| errors.list()[0].0.clone());
            assert_eq!(parsed, expected.map_err(str::to_owned), "{known:?} {number:?}");
        }
        let long = Typed {
            known: "yes".into(),
            frame_number: "A1".repeat(5_000_000),
            ..Typed::default()
        };
        assert!(long.parse().is_err());
    }

    #[test]
    fn a_filler_is_taken_when_it_is_sent_again() {
        let typed = |asked: &str| Typed {
            known: "yes".into(),
            frame_number: "123456".into(),
            asked: asked.into(),
            another: String::new(),
        };
        assert_eq!(typed("123456").parse(), Ok(Frame::parse("123456").unwrap()));
        assert!(typed("654321").parse().is_err());
    }

    #[test]
    fn an_answer_fills_the_form_that_gives_it() {
        for frame in [
            Frame::Unknown,
            Frame::Unnumbered,
            Frame::parse("WTU 123").unwrap(),
            Frame::parse("123456").unwrap(),
        ] {
            assert_eq!(Typed::of(&frame).parse(), Ok(frame));
        }
    }
}
