//! How the bike was taken.

use super::part::Answers;
use super::telling::Tell;
use crate::shared::questions::{Ask, shown};
use crate::shared::{Choice, Errors, HttpError, Page};
use askama::Template;
use axum::response::Response;
use axum_extra::extract::Form;
use domain::theft::Beaten;
use serde::Deserialize;

const MOST: usize = 500;

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Typed {
    beaten: String,
    how: String,
}

#[derive(Template)]
#[template(path = "shared/theft/how/page.html")]
struct Question {
    page: Page,
    ask: Ask,
    ways: Vec<Choice>,
    how: String,
}

pub(crate) async fn ask(tell: Tell) -> Result<Response, HttpError> {
    let told = &tell.answers;
    let typed = Typed {
        beaten: told.details.beaten.map_or("", Beaten::slug).to_owned(),
        how: told.how.clone().unwrap_or_default(),
    };
    question(&tell, typed, Errors::default()).await
}

pub(crate) async fn answer(tell: Tell, Form(typed): Form<Typed>) -> Result<Response, HttpError> {
    match typed.parse() {
        Ok((beaten, how)) => {
            let keep = |answers: &mut Answers| {
                answers.details.beaten = Some(beaten);
                answers.how = how;
            };
            tell.answered(keep).await
        }
        Err(errors) => question(&tell, typed, errors).await,
    }
}

impl Typed {
    fn parse(&self) -> Result<(Beaten, Option<String>), Errors> {
        let mut errors = Errors::default();
        let beaten = Beaten::parse(&self.beaten);
        if beaten.is_none() {
            errors.add("beaten", "Choose how it was taken, or “Not known”");
        }
        let how = errors.optional_prose("how", "How it was taken", &self.how, MOST);
        errors.finish(beaten.zip(how))
    }
}

async fn question(tell: &Tell, typed: Typed, errors: Errors) -> Result<Response, HttpError> {
    let ways = Beaten::ALL.iter().map(|way| (way.slug(), way.label()));
    let question = Question {
        page: tell.page("How was it taken?", errors).await?,
        ask: tell.ask(),
        ways: Choice::list(&typed.beaten, ways),
        how: typed.how,
    };
    shown(&question, &question.page)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_way_is_chosen_and_the_rest_is_optional() {
        for (beaten, how, wrong) in [
            ("opened", "", &[][..]),
            ("not-known", "From the shed 🚲 <b>", &[]),
            ("", "", &["beaten"]),
            ("magic", "a\u{0}b", &["beaten", "how"]),
        ] {
            let typed = Typed {
                beaten: beaten.into(),
                how: how.into(),
            };
            let errors = typed.parse().err().unwrap_or_default();
            let found: Vec<&str> = errors.list().iter().map(|(id, _)| id.as_str()).collect();
            assert_eq!(found, wrong, "{beaten:?} {how:?}");
        }
    }
}
