//! What kind of bike it is.

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
use domain::bike::BikeKind;
use serde::Deserialize;

pub(super) fn routes() -> Router<App> {
    Router::new()
        .route(
            "/register/kind",
            get(ask::<Registering>).post(answer::<Registering>),
        )
        .route(
            "/account/bikes/{bike}/change/kind",
            get(ask::<Changing>).post(answer::<Changing>),
        )
}

#[derive(Clone, Debug, Default, Deserialize)]
struct Typed {
    #[serde(default)]
    kind: String,
}

#[derive(Template)]
#[template(path = "owner/register/kind/page.html")]
struct Question {
    page: Page,
    ask: Ask,
    kinds: Vec<Choice>,
}

async fn ask<S: AboutBike>(flow: Asking<S>) -> Result<Response, HttpError> {
    let typed = Typed {
        kind: flow
            .answers
            .looks
            .kind
            .map(BikeKind::slug)
            .unwrap_or_default()
            .into(),
    };
    question(&flow, &typed, Errors::default()).await
}

async fn answer<S: AboutBike>(flow: Asking<S>, Form(typed): Form<Typed>) -> Result<Response, HttpError> {
    match typed.parse() {
        Ok(kind) => flow.answered(|answers| answers.looks.kind = Some(kind)).await,
        Err(errors) => question(&flow, &typed, errors).await,
    }
}

impl Typed {
    fn parse(&self) -> Result<BikeKind, Errors> {
        let mut errors = Errors::default();
        let kind = BikeKind::all().find(|kind| kind.slug() == self.kind);
        if kind.is_none() {
            errors.add("kind", "Choose the kind of bike");
        }
        errors.finish(kind)
    }
}

async fn question<S: AboutBike>(
    flow: &Asking<S>,
    typed: &Typed,
    errors: Errors,
) -> Result<Response, HttpError> {
    let page = flow.page("What kind of bike is it?", errors).await?;
    let kinds = Choice::list(
        &typed.kind,
        BikeKind::all().map(|kind| (kind.slug(), kind.label())),
    );
    let question = Question {
        page,
        ask: flow.ask(),
        kinds,
    };
    shown(&question, &question.page)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_of_the_kinds_has_to_be_chosen() {
        for kind in BikeKind::all() {
            assert_eq!(
                Typed {
                    kind: kind.slug().into()
                }
                .parse(),
                Ok(kind)
            );
        }
        for wrong in ["", "submarine", "<b>"] {
            assert!(Typed { kind: wrong.into() }.parse().is_err(), "{wrong:?}");
        }
    }
}
