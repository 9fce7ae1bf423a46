//! Whether the police know, and the references that they gave.

mod form;

use super::part::Answers;
use super::telling::Tell;
use crate::shared::questions::{Ask, shown};
use crate::shared::{Choice, Errors, HttpError, Page};
use askama::Template;
use axum::response::Response;
use axum_extra::extract::Form;
use domain::place::{PlaceGiven, area};
use form::Slot;
pub(crate) use form::Typed;

#[derive(Template)]
#[template(path = "shared/theft/police/page.html")]
struct Question {
    page: Page,
    ask: Ask,
    told: Vec<Choice>,
    first: Slot,
    more: Vec<Slot>,
    more_open: bool,
    force: Force,
}

/// The police force that a theft belongs to, and how to reach it.
struct Force {
    name: &'static str,
    site: &'static str,
    call: &'static str,
}

const CAMBRIDGESHIRE: Force = Force {
    name: "Cambridgeshire Constabulary",
    site: "www.cambs.police.uk",
    call: "call 101",
};
const TRANSPORT: Force = Force {
    name: "British Transport Police, who look after stations",
    site: "www.btp.police.uk",
    call: "text 61016, or call 0800 40 50 40",
};
const ANY: Force = Force {
    name: "the police force for the place where it happened",
    site: "www.police.uk",
    call: "call 101",
};

impl Force {
    fn of(answers: &Answers) -> Self {
        match &answers.given {
            Some(PlaceGiven::Named(place)) if place.key.ends_with("-station") => TRANSPORT,
            Some(given) if given.point().and_then(area::partnership_at).is_some() => CAMBRIDGESHIRE,
            _ => ANY,
        }
    }
}

pub(crate) async fn ask(tell: Tell) -> Result<Response, HttpError> {
    let typed = Typed::of(&tell.answers.details.references, tell.is_answered());
    question(&tell, &typed, Errors::default()).await
}

pub(crate) async fn answer(tell: Tell, Form(typed): Form<Typed>) -> Result<Response, HttpError> {
    match typed.parse(tell.app.registry.now()) {
        Ok(references) => {
            tell.answered(|answers| answers.details.references = references)
                .await
        }
        Err(errors) => question(&tell, &typed, errors).await,
    }
}

async fn question(tell: &Tell, typed: &Typed, errors: Errors) -> Result<Response, HttpError> {
    let mut slots = typed.slots().into_iter();
    let first = slots.next().unwrap_or_default();
    let more: Vec<Slot> = slots.collect();
    let question = Question {
        page: tell.page("Have you told the police?", errors).await?,
        ask: tell.ask(),
        told: typed.told(),
        first,
        more_open: more.iter().any(|slot| !slot.reference.is_empty()),
        more,
        force: Force::of(&tell.answers),
    };
    shown(&question, &question.page)
}
