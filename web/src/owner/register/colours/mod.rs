//! The bike's colours, the main one first.

use super::AboutBike;
use super::registering::Registering;
use crate::owner::change::Changing;
use crate::shared::questions::{Ask, Asking, shown};
use crate::shared::{App, Choice, Errors, HttpError, Page};
use askama::Template;
use axum::Router;
use axum::response::Response;
use axum::routing::get;
use axum_extra::extract::Form;
use domain::catalogue;
use serde::Deserialize;

/// How many colours there can be besides the main one. More would not help anybody.
const MOST: usize = 4;

pub(super) fn routes() -> Router<App> {
    Router::new()
        .route(
            "/register/colours",
            get(ask::<Registering>).post(answer::<Registering>),
        )
        .route(
            "/account/bikes/{bike}/change/colours",
            get(ask::<Changing>).post(answer::<Changing>),
        )
}

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
struct Typed {
    colour: String,
    others: Vec<String>,
}

#[derive(Template)]
#[template(path = "owner/register/colours/page.html")]
struct Question {
    page: Page,
    ask: Ask,
    main: Vec<Choice>,
    others: Vec<Choice>,
    open: bool,
}

async fn ask<S: AboutBike>(flow: Asking<S>) -> Result<Response, HttpError> {
    let colours = &flow.answers.looks.colours;
    let typed = Typed {
        colour: colours.first().cloned().unwrap_or_default(),
        others: colours.iter().skip(1).cloned().collect(),
    };
    question(&flow, &typed, Errors::default()).await
}

async fn answer<S: AboutBike>(flow: Asking<S>, Form(typed): Form<Typed>) -> Result<Response, HttpError> {
    match typed.parse() {
        Ok(colours) => flow.answered(|answers| answers.looks.colours = colours).await,
        Err(errors) => question(&flow, &typed, errors).await,
    }
}

impl Typed {
    /// The slugs of the colours, each once, with the main one first.
    fn parse(&self) -> Result<Vec<String>, Errors> {
        let known = |slug: &String| catalogue::colours().iter().any(|colour| colour.slug == *slug);
        let mut errors = Errors::default();
        if !known(&self.colour) {
            errors.add("colour", "Choose the main colour");
        }
        let mut colours = vec![self.colour.clone()];
        for other in self.others.iter().filter(|slug| known(slug)) {
            if !colours.contains(other) {
                colours.push(other.clone());
            }
        }
        if colours.len() > MOST {
            errors.add("others", format!("Choose {} other colours or fewer", MOST - 1));
        }
        errors.finish(Some(colours))
    }
}

async fn question<S: AboutBike>(
    flow: &Asking<S>,
    typed: &Typed,
    errors: Errors,
) -> Result<Response, HttpError> {
    let all = || {
        catalogue::colours()
            .iter()
            .map(|colour| (colour.slug.as_str(), colour.label.as_str()))
    };
    let page = flow.page("What colour is it?", errors).await?;
    let question = Question {
        ask: flow.ask(),
        main: Choice::list(&typed.colour, all()),
        others: Choice::list_of_many(&typed.others, all()),
        open: !typed.others.is_empty() || page.errors.of("others").is_some(),
        page,
    };
    shown(&question, &question.page)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_main_colour_comes_first_and_each_once() {
        let parse = |colour: &str, others: &[&str]| {
            let others = others.iter().map(|other| (*other).to_owned()).collect();
            let typed = Typed {
                colour: colour.into(),
                others,
            };
            typed.parse().map_err(|errors| errors.list()[0].0.clone())
        };
        assert_eq!(
            parse("red", &["black", "red", "black"]).unwrap(),
            ["red", "black"]
        );
        assert_eq!(parse("silver", &["made-up"]).unwrap(), ["silver"]);
        assert_eq!(parse("", &["red"]).unwrap_err(), "colour");
        assert_eq!(parse("<b>", &[]).unwrap_err(), "colour");
        assert_eq!(
            parse("red", &["black", "blue", "green", "pink"]).unwrap_err(),
            "others"
        );
    }
}
