//! What it was locked with, and how it was taken.

use super::part::Answers;
use super::telling::Tell;
use crate::shared::questions::{Ask, shown};
use crate::shared::{App, Choice, Errors, HttpError, Page};
use askama::Template;
use axum::Router;
use axum::response::Response;
use axum::routing::get;
use axum_extra::extract::Form;
use serde::Deserialize;

const MOST: usize = 500;

/// What a bike can be locked with; the report keeps the words.
const LOCKS: [(&str, &str); 8] = [
    ("d-lock", "D-lock"),
    ("chain", "Chain"),
    ("cable", "Cable"),
    ("folding-lock", "Folding lock"),
    ("frame-lock", "Frame lock on the back wheel"),
    ("more-than-one", "More than one lock"),
    ("not-locked", "It was not locked"),
    ("other", "Something else, or I don’t know"),
];

pub(super) fn routes() -> Router<App> {
    Router::new().route("/account/bikes/{bike}/report-stolen/how", get(ask).post(answer))
}

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
struct Typed {
    lock: String,
    how: String,
}

#[derive(Template)]
#[template(path = "owner/report_stolen/how/page.html")]
struct Question {
    page: Page,
    ask: Ask,
    locks: Vec<Choice>,
    how: String,
}

async fn ask(tell: Tell) -> Result<Response, HttpError> {
    let told = &tell.answers;
    let lock = LOCKS
        .iter()
        .find(|lock| told.lock.as_deref() == Some(lock.1))
        .map_or("", |lock| lock.0);
    let typed = Typed {
        lock: lock.to_owned(),
        how: told.how.clone().unwrap_or_default(),
    };
    question(&tell, typed, Errors::default()).await
}

async fn answer(tell: Tell, Form(typed): Form<Typed>) -> Result<Response, HttpError> {
    match typed.parse() {
        Ok((lock, how)) => {
            let keep = |answers: &mut Answers| {
                answers.lock = Some(lock);
                answers.how = how;
            };
            tell.answered(keep).await
        }
        Err(errors) => question(&tell, typed, errors).await,
    }
}

impl Typed {
    fn parse(&self) -> Result<(String, Option<String>), Errors> {
        let mut errors = Errors::default();
        let lock = LOCKS.iter().find(|lock| lock.0 == self.lock);
        if lock.is_none() {
            errors.add("lock", "Choose what it was locked with");
        }
        let how = errors.optional_prose("how", "How it was taken", &self.how, MOST);
        errors.finish(lock.map(|lock| lock.1.to_owned()).zip(how))
    }
}

async fn question(tell: &Tell, typed: Typed, errors: Errors) -> Result<Response, HttpError> {
    let page = tell.page("How was it taken?", errors).await?;
    let question = Question {
        page,
        ask: tell.ask(),
        locks: Choice::list(&typed.lock, LOCKS),
        how: typed.how,
    };
    shown(&question, &question.page)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_lock_is_chosen_and_the_rest_is_optional() {
        for (lock, how, wrong) in [
            ("d-lock", "", &[][..]),
            ("not-locked", "From the shed 🚲 <b>", &[]),
            ("", "", &["lock"]),
            ("string", "a\u{0}b", &["lock", "how"]),
        ] {
            let errors = Typed {
                lock: lock.into(),
                how: how.into(),
            }
            .parse()
            .err()
            .unwrap_or_default();
            let found: Vec<&str> = errors.list().iter().map(|(id, _)| id.as_str()).collect();
            assert_eq!(found, wrong, "{lock:?} {how:?}");
        }
        let (lock, _) = Typed {
            lock: "chain".into(),
            how: String::new(),
        }
        .parse()
        .unwrap();
        assert_eq!(lock, "Chain");
    }
}
