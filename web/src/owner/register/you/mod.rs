//! Who the owner is and how to reach them.

use super::answers::Answers;
use super::registering::Flow;
use crate::shared::questions::{Ask, shown};
use crate::shared::{App, Errors, HttpError, Page};
use askama::Template;
use axum::Router;
use axum::response::Response;
use axum::routing::get;
use axum_extra::extract::Form;
use domain::account::contact::{Contact, PhoneNumber, Postcode};
use serde::Deserialize;

const MOST: usize = 80;

pub(super) fn routes() -> Router<App> {
    Router::new().route("/register/you", get(ask).post(answer))
}

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
struct Typed {
    name: String,
    phone: String,
    postcode: String,
}

#[derive(Template)]
#[template(path = "owner/register/you/page.html")]
struct Question {
    page: Page,
    ask: Ask,
    typed: Typed,
}

async fn ask(flow: Flow) -> Result<Response, HttpError> {
    let owner = flow.answers.owner.clone();
    let typed = Typed {
        name: owner.name.unwrap_or_default(),
        phone: owner
            .phone
            .map(|phone| phone.as_str().to_owned())
            .unwrap_or_default(),
        postcode: owner
            .postcode
            .map(|postcode| postcode.as_str().to_owned())
            .unwrap_or_default(),
    };
    question(&flow, typed, Errors::default()).await
}

async fn answer(flow: Flow, Form(typed): Form<Typed>) -> Result<Response, HttpError> {
    match typed.parse() {
        Ok(you) => {
            let keep = |answers: &mut Answers| {
                let email = answers.owner.email.take();
                answers.owner = Contact { email, ..you };
            };
            flow.answered(keep).await
        }
        Err(errors) => question(&flow, typed, errors).await,
    }
}

impl Typed {
    fn parse(&self) -> Result<Contact, Errors> {
        let mut errors = Errors::default();
        let name = errors.line("name", "Your name", "Enter your name", &self.name, MOST);
        let phone = match self.phone.trim() {
            "" => None,
            typed => errors.keep("phone", PhoneNumber::parse(typed)),
        };
        let postcode = errors.keep("postcode", Postcode::parse(&self.postcode));
        errors.finish(Some(Contact {
            name,
            email: None,
            phone,
            postcode,
        }))
    }
}

async fn question(flow: &Flow, typed: Typed, errors: Errors) -> Result<Response, HttpError> {
    let page = flow.page("Your details", errors).await?;
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
    fn a_name_and_a_postcode_are_needed_and_a_phone_number_is_not() {
        let long = "x".repeat(10_000_000);
        for (name, phone, postcode, wrong) in [
            ("Robin Fen", "", "cb12ab", &[][..]),
            ("Robin Fen", "07700 900 982", "CB1 2AB", &[]),
            ("<b>O'Fen</b> 🚲", "", "CB1 2AB", &[]),
            ("", "", "", &["name", "postcode"]),
            (
                "Robin\u{1b}[2J",
                "ring me",
                "Cambridge",
                &["name", "phone", "postcode"],
            ),
            (&long, &long, &long, &["name", "phone", "postcode"]),
        ] {
            let typed = Typed {
                name: name.into(),
                phone: phone.into(),
                postcode: postcode.into(),
            };
            let found = typed.parse().err().unwrap_or_default();
            let found: Vec<&str> = found.list().iter().map(|(id, _)| id.as_str()).collect();
            assert_eq!(found, wrong, "{:.40} {phone:.40}", name);
        }
    }
}
