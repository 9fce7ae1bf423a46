//! Shows all answers on one page, where each can be changed, and then registers the bike.

use super::answers::Answers;
use super::mark;
use super::registering::Flow;
use super::step::Step;
use crate::owner::photos::{self, ShownPhotos};
use crate::owner::words;
use crate::shared::limits::Action;
use crate::shared::questions::{Ask, Subject, address, shown};
use crate::shared::{App, Choice, Errors, HttpError, Page};
use askama::Template;
use axum::Router;
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::get;
use axum_extra::extract::Form;
use domain::id::PhotoId;
use domain::number::Frame;
use registry::bike::photos::Album;
use registry::bike::register::{RegisterBikeError, Registration, register_bike};
use serde::Deserialize;

pub(super) fn routes() -> Router<App> {
    Router::new().route("/register/check", get(ask).post(register))
}

#[derive(Template)]
#[template(path = "owner/register/check/page.html")]
struct Check {
    page: Page,
    number: Option<String>,
    without: &'static str,
    hint: Option<String>,
    colours: String,
    kind: &'static str,
    album: ShownPhotos,
    answers: Answers,
    ask: Ask,
    /// The query in every address of this registration.
    query: String,
    stolen: Vec<Choice>,
}

impl Check {
    /// The address at which an answer can be changed.
    fn change(&self, question: &str) -> String {
        address(
            &format!("/register/{question}"),
            [self.query.as_str(), "from=check"],
        )
    }

    /// The address of a photo's thumbnail.
    fn thumbnail(&self, photo: &PhotoId) -> String {
        address(&format!("/register/photos/{photo}"), ["small", &self.query])
    }
}

async fn ask(flow: Flow) -> Result<Response, HttpError> {
    let page = flow.page("Check your answers", Errors::default()).await?;
    let album = photos::album(&flow.app.registry, Album::Draft(flow.subject.key()?)).await?;
    let (ask, query) = (flow.ask(), flow.subject.query());
    let answers = flow.answers;
    let check = Check {
        page,
        number: answers
            .frame
            .as_ref()
            .and_then(Frame::number)
            .map(|number| number.as_written().to_owned()),
        without: words::without_number(answers.frame.as_ref()),
        hint: answers.hint(),
        colours: words::colours(&answers.looks.colours),
        kind: answers.looks.kind.map_or("", |kind| kind.label()),
        album,
        answers,
        ask,
        query,
        stolen: Choice::list("", [("yes", "Yes, it was stolen. I want to report it next")]),
    };
    shown(&check, &check.page)
}

/// What is ticked beside the button.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
struct Ticked {
    stolen: String,
}

async fn register(flow: Flow, Form(ticked): Form<Ticked>) -> Result<Response, HttpError> {
    let (Some(id), Some(bike)) = (flow.subject.id, flow.answers.bike()) else {
        return Err(HttpError::NotFound);
    };
    let owner = flow.answers.owner.clone();
    // Anybody can type any address. This stops strangers from filling somebody's mailbox.
    if let (None, Some(email)) = (&flow.visit.signed_in, &owner.email) {
        let mailbox = email.as_str().to_lowercase();
        flow.app.limits.about(Action::Registration, mailbox)?;
    }
    let registration = Registration {
        id,
        bike,
        owner,
        mark: flow.answers.mark,
        stolen: ticked.stolen == "yes",
    };
    match register_bike(&flow.app.registry, &registration).await {
        Ok(_) => Ok(Redirect::to(&flow.subject.done()).into_response()),
        Err(RegisterBikeError::NoEmail) => {
            Ok(Redirect::to(&flow.address_from(Step::Email, Step::Check)).into_response())
        }
        Err(error @ (RegisterBikeError::UnknownMark | RegisterBikeError::Mark(_))) => {
            mark::refused(&flow, &error.to_string()).await
        }
        Err(RegisterBikeError::Store(error)) => Err(error.into()),
    }
}
