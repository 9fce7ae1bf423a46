//! The first question: where the link goes that confirms the registration.

use super::flow::{Ask, Flow, shown};
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
struct Typed {
    #[serde(default)]
    email: String,
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
    };
    question(&flow, typed, Errors::default()).await
}

async fn answer(mut flow: Flow, Form(typed): Form<Typed>) -> Result<Response, HttpError> {
    match typed.parse() {
        Ok(email) => {
            flow.answers.owner.email = Some(email);
            flow.answered().await
        }
        Err(errors) => question(&flow, typed, errors).await,
    }
}

impl Typed {
    fn parse(&self) -> Result<EmailAddress, Errors> {
        let mut errors = Errors::default();
        let email = errors.keep("email", EmailAddress::parse(&self.email));
        errors.finish(email)
    }
}

async fn question(flow: &Flow, typed: Typed, errors: Errors) -> Result<Response, HttpError> {
    let page = flow.page("What is your e-mail address?", errors).await?;
    let question = Question {
        page,
        ask: flow.ask(),
        typed,
    };
    shown(&question, &question.page)
}
