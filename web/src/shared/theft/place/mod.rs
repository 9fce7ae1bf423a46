//! Where the bike was.

use super::part::Answers;
use super::telling::Tell;
use crate::shared::place::{Answer, PlaceQuestion, PlaceTyped};
use crate::shared::questions::{Ask, shown};
use crate::shared::{Errors, HttpError, Page};
use askama::Template;
use axum::response::Response;
use axum_extra::extract::Form;
use domain::place::PlaceGiven;
use domain::place::named::NamedPlace;
use registry::place::named_places;
use serde::Deserialize;

const MOST: usize = 300;

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Typed {
    #[serde(flatten)]
    given: PlaceTyped,
    place: String,
}

#[derive(Template)]
#[template(path = "shared/theft/place/page.html")]
struct Question {
    page: Page,
    ask: Ask,
    place: PlaceQuestion,
    words: String,
}

pub(crate) async fn ask(tell: Tell) -> Result<Response, HttpError> {
    let typed = Typed {
        given: PlaceTyped::of(tell.answers.given.as_ref(), tell.is_answered()),
        place: tell.answers.place.clone().unwrap_or_default(),
    };
    question(&tell, typed, Errors::default()).await
}

pub(crate) async fn answer(tell: Tell, Form(typed): Form<Typed>) -> Result<Response, HttpError> {
    let places = named_places(&tell.app.registry).await?;
    match typed.parse(&places) {
        Ok((given, place)) => {
            let keep = |answers: &mut Answers| {
                answers.given = given;
                answers.place = place;
            };
            tell.answered(keep).await
        }
        Err(errors) => question(&tell, typed, errors).await,
    }
}

impl Typed {
    fn parse(&self, places: &[NamedPlace]) -> Result<(Option<PlaceGiven>, Option<String>), Errors> {
        let mut errors = Errors::default();
        let given = self.given.read(&mut errors, places, Answer::Must);
        let place = errors.optional_prose("place", "What you say about the place", &self.place, MOST);
        errors.finish(given.zip(place))
    }
}

async fn question(tell: &Tell, typed: Typed, errors: Errors) -> Result<Response, HttpError> {
    let page = tell.page("Where was it?", errors).await?;
    let places = named_places(&tell.app.registry).await?;
    let question = Question {
        page,
        ask: tell.ask(),
        place: typed.given.question(&places),
        words: typed.place,
    };
    shown(&question, &question.page)
}
