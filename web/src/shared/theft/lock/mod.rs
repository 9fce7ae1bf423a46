//! What the bike was locked with.

use super::telling::Tell;
use crate::shared::questions::{Ask, shown};
use crate::shared::{Choice, Errors, HttpError, Page};
use askama::Template;
use axum::response::Response;
use axum_extra::extract::Form;
use domain::theft::Lock;
use serde::Deserialize;

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Typed {
    lock: String,
}

#[derive(Template)]
#[template(path = "shared/theft/lock/page.html")]
struct Question {
    page: Page,
    ask: Ask,
    locks: Vec<Choice>,
}

pub(crate) async fn ask(tell: Tell) -> Result<Response, HttpError> {
    let lock = tell.answers.lock.map_or("", Lock::slug);
    question(&tell, lock, Errors::default()).await
}

pub(crate) async fn answer(tell: Tell, Form(typed): Form<Typed>) -> Result<Response, HttpError> {
    match Lock::parse(&typed.lock) {
        Some(lock) => tell.answered(|answers| answers.lock = Some(lock)).await,
        None => {
            let mut errors = Errors::default();
            errors.add("lock", "Choose what it was locked with");
            question(&tell, &typed.lock, errors).await
        }
    }
}

async fn question(tell: &Tell, chosen: &str, errors: Errors) -> Result<Response, HttpError> {
    let question = Question {
        page: tell.page("What was it locked with?", errors).await?,
        ask: tell.ask(),
        locks: Choice::list(chosen, Lock::ALL.iter().map(|lock| (lock.slug(), lock.label()))),
    };
    shown(&question, &question.page)
}
