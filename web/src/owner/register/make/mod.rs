//! The make. It can be any name; known makes are suggested while somebody types.

use super::AboutBike;
use super::registering::Registering;
use super::step::Step;
use crate::owner::change::Changing;
use crate::shared::questions::{Ask, Asking, shown};
use crate::shared::{App, Errors, HttpError, Page};
use askama::Template;
use axum::http::header;
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use axum::{Json, Router};
use axum_extra::extract::Form;
use domain::catalogue;
use serde::Deserialize;

const MOST: usize = 60;

pub(super) fn routes() -> Router<App> {
    Router::new()
        .route(
            "/register/make",
            get(ask::<Registering>).post(answer::<Registering>),
        )
        .route(
            "/account/bikes/{bike}/change/make",
            get(ask::<Changing>).post(answer::<Changing>),
        )
        .route("/register/makes.json", get(makes))
}

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
struct Typed {
    make: String,
    unknown: String,
}

#[derive(Template)]
#[template(path = "owner/register/make/page.html")]
struct Question {
    page: Page,
    ask: Ask,
    typed: Typed,
    hint: Option<String>,
    /// The address of the question about the frame number.
    frame_number: String,
}

async fn ask<S: AboutBike>(flow: Asking<S>) -> Result<Response, HttpError> {
    let answered = flow.is_answered();
    let make = flow.answers.looks.make.clone();
    let unknown = if answered && make.is_none() { "yes" } else { "" };
    let typed = Typed {
        make: make.unwrap_or_default(),
        unknown: unknown.into(),
    };
    question(&flow, typed, Errors::default()).await
}

async fn answer<S: AboutBike>(flow: Asking<S>, Form(typed): Form<Typed>) -> Result<Response, HttpError> {
    match typed.parse() {
        Ok(make) => flow.answered(|answers| answers.looks.make = make).await,
        Err(errors) => question(&flow, typed, errors).await,
    }
}

/// The makes of frames, for the suggestions. The list is the same for everybody and rarely changes.
async fn makes() -> impl IntoResponse {
    let names: Vec<&str> = catalogue::makes()
        .iter()
        .filter(|make| make.makes_frames)
        .map(|make| make.name.as_str())
        .collect();
    ([(header::CACHE_CONTROL, "public, max-age=86400")], Json(names))
}

impl Typed {
    /// The known spelling of the make, or `None` if the person does not know the make.
    fn parse(&self) -> Result<Option<String>, Errors> {
        let mut errors = Errors::default();
        if self.unknown == "yes" && self.make.trim().is_empty() {
            return Ok(None);
        }
        let missing = "Enter the make, or tick “I do not know”";
        let make = errors.line("make", "The make", missing, &self.make, MOST);
        errors.finish(make.map(|make| Some(catalogue::canonical_make(&make).into_owned())))
    }
}

async fn question<S: AboutBike>(
    flow: &Asking<S>,
    typed: Typed,
    errors: Errors,
) -> Result<Response, HttpError> {
    let page = flow
        .page("What make is it?", errors)
        .await?
        .with_island("src/owner/register/make/island.ts");
    let hint = flow.answers.hint();
    let question = Question {
        page,
        ask: flow.ask(),
        typed,
        hint,
        frame_number: flow.address_from(Step::FrameNumber, Step::Make),
    };
    shown(&question, &question.page)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn any_make_is_taken_and_a_known_one_gets_its_spelling() {
        for (make, unknown, expected) in [
            ("brompton bicycle", "", Ok(Some("Brompton"))),
            ("  My own  welds ", "", Ok(Some("My own welds"))),
            (
                "<b>🚲</b>'; DROP TABLE bike",
                "",
                Ok(Some("<b>🚲</b>'; DROP TABLE bike")),
            ),
            ("", "yes", Ok(None)),
            ("Giant", "yes", Ok(Some("Giant"))),
            ("", "", Err("Enter the make, or tick “I do not know”")),
            (
                "Gi\u{7}ant",
                "",
                Err("The make must not contain hidden characters"),
            ),
        ] {
            let typed = Typed {
                make: make.into(),
                unknown: unknown.into(),
            };
            let parsed = typed.parse().map_err(|errors| errors.list()[0].1.clone());
            assert_eq!(
                parsed,
                expected
                    .map(|make| make.map(str::to_owned))
                    .map_err(str::to_owned),
                "{make:?}"
            );
        }
        let long = Typed {
            make: "x".repeat(10_000_000),
            unknown: String::new(),
        };
        assert_eq!(
            long.parse().unwrap_err().of("make"),
            Some("The make must be 60 characters or fewer")
        );
    }
}
