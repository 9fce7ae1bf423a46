//! The first question: the e-mail address for the link that confirms the registration.

use super::registering::Flow;
use crate::owner::words;
use crate::shared::questions::{Ask, shown};
use crate::shared::{App, Errors, HttpError, Page};
use askama::Template;
use axum::Router;
use axum::response::Response;
use axum::routing::get;
use axum_extra::extract::Form;
use domain::account::contact::EmailAddress;
use serde::Deserialize;

pub(super) fn routes() -> Router<App> {
    Router::new().route("/register/email", get(ask).post(answer))
}

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
struct Typed {
    email: String,
    /// The address that we have already asked about. If it is sent again without a change, it is accepted.
    asked: String,
}

#[derive(Template)]
#[template(path = "owner/register/email/page.html")]
struct Question {
    page: Page,
    ask: Ask,
    typed: Typed,
}

async fn ask(flow: Flow) -> Result<Response, HttpError> {
    let email = flow.answers.owner.email.as_ref();
    let typed = Typed {
        email: email.map(|email| email.as_str().to_owned()).unwrap_or_default(),
        ..Typed::default()
    };
    question(&flow, typed, Errors::default()).await
}

async fn answer(flow: Flow, Form(typed): Form<Typed>) -> Result<Response, HttpError> {
    match typed.parse() {
        Ok(email) => flow.answered(|answers| answers.owner.email = Some(email)).await,
        Err(errors) => question(&flow, typed, errors).await,
    }
}

impl Typed {
    fn parse(&self) -> Result<EmailAddress, Errors> {
        let mut errors = Errors::default();
        let email = errors.keep("email", EmailAddress::parse(&self.email));
        if self.asked.trim() != self.email.trim()
            && let Some(meant) = email.as_ref().and_then(EmailAddress::likely_meant)
        {
            errors.add("email", words::did_you_mean(&meant));
        }
        errors.finish(email)
    }
}

async fn question(flow: &Flow, mut typed: Typed, errors: Errors) -> Result<Response, HttpError> {
    typed.asked.clone_from(&typed.email);
    let page = flow.page("What is your e-mail address?", errors).await?;
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
    fn a_slip_is_asked_about_once() {
        for (email, asked, fine) in [
            ("ada@example.org", "", true),
            ("ada@gmial.com", "", false),
            ("ada@gmial.com", "ada@gmial.com", true),
            (" ada@gmial.com ", "ada@gmial.com", true),
            ("ada@hotmial.com", "ada@gmial.com", false),
            ("ada", "ada", false),
        ] {
            let typed = Typed {
                email: email.into(),
                asked: asked.into(),
            };
            assert_eq!(typed.parse().is_ok(), fine, "{email} {asked}");
        }
    }
}
