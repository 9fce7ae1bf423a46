//! One request for a question: what was answered before, and where to go from here.

use super::answers::Answers;
use super::draft::{self, Draft};
use super::step::Step;
use crate::shared::{App, Errors, HttpError, Page, Visit, html, html_again};
use askama::Template;
use axum::extract::{FromRequestParts, Query};
use axum::http::request::Parts;
use axum::response::{IntoResponse, Redirect, Response};
use serde::Deserialize;

/// Where somebody came from who changes an answer; they go back there.
#[derive(Debug, Default, Deserialize)]
struct Whence {
    #[serde(default)]
    from: String,
}

/// A question that may be asked now, with what was answered so far. Handed to every handler of a question;
/// whoever is too early is sent to the first question that is open.
pub(super) struct Flow {
    pub(super) app: App,
    pub(super) visit: Visit,
    pub(super) draft: Option<Draft>,
    pub(super) answers: Answers,
    step: Step,
    from: Option<Step>,
}

/// What the frame of a question's page shows; each page has it as `ask`.
#[derive(Clone, Debug)]
pub(super) struct Ask {
    /// Where "Back" leads.
    pub(super) back: String,
    /// Where the form is sent.
    pub(super) action: String,
    /// "Question 3 of 11".
    pub(super) count: String,
}

/// Why a question is not asked now.
pub(super) enum NotNow {
    /// Another one comes first.
    First(Step),
    /// It is done already.
    Done,
    /// The answers so far could not be read.
    Failed(HttpError),
}

impl IntoResponse for NotNow {
    fn into_response(self) -> Response {
        match self {
            // Whoever has not begun sees the start page first.
            Self::First(Step::Email) => Redirect::to("/register").into_response(),
            Self::First(step) => Redirect::to(&step.path()).into_response(),
            Self::Done => Redirect::to("/register/done").into_response(),
            Self::Failed(error) => error.into_response(),
        }
    }
}

impl From<HttpError> for NotNow {
    fn from(error: HttpError) -> Self {
        Self::Failed(error)
    }
}

impl FromRequestParts<App> for Flow {
    type Rejection = NotNow;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, NotNow> {
        let visit = Visit::from_request_parts(parts, app).await?;
        let step = Step::of_path(&visit.path).ok_or(HttpError::NotFound)?;
        let from = Query::<Whence>::try_from_uri(&parts.uri)
            .ok()
            .and_then(|Query(whence)| Step::parse(&whence.from))
            .filter(|from| *from > step);
        let draft = draft::load(&app.registry, &visit.session).await?;
        let draft = match draft {
            // A bike was registered with this one; another begins with the first question.
            Some(done) if done.bike.is_some() && step == Step::Email => None,
            Some(done) if done.bike.is_some() => return Err(NotNow::Done),
            open => open,
        };
        let answers = draft
            .as_ref()
            .map(|draft| draft.answers.clone())
            .unwrap_or_default();
        if !answers.reach(step) {
            return Err(NotNow::First(answers.first_unanswered()));
        }
        Ok(Self {
            app: app.clone(),
            visit,
            draft,
            answers,
            step,
            from,
        })
    }
}

impl Flow {
    /// The frame of this question's page.
    pub(super) fn ask(&self) -> Ask {
        let back = match (self.from, self.step.previous()) {
            (Some(from), _) => from.path(),
            (None, Some(previous)) => previous.path(),
            (None, None) => "/register".to_owned(),
        };
        let action = match self.from {
            Some(from) => format!("{}?from={}", self.step.path(), from.slug()),
            None => self.step.path(),
        };
        let count = format!("Question {} of {}", self.step.place() + 1, Step::questions());
        Ask { back, action, count }
    }

    /// Where this question is asked, coming from where they came from.
    pub(super) fn here(&self) -> String {
        self.ask().action
    }

    /// Makes the page of this question.
    pub(super) async fn page(&self, question: &str, errors: Errors) -> Result<Page, HttpError> {
        let title = format!("{question} – Register a bike");
        Ok(self.visit.form_page(title).await?.with_errors(errors))
    }

    /// Keeps the answers without leaving the question, and begins a registration if there is none yet.
    pub(super) async fn keep(&mut self) -> Result<(), HttpError> {
        draft::keep(
            &self.app.registry,
            &self.visit.session,
            self.draft.as_ref(),
            &self.answers,
        )
        .await
    }

    /// Keeps the answers with this question's, and goes on to the next one or back to where they came from.
    pub(super) async fn answered(mut self) -> Result<Response, HttpError> {
        self.answers.answered.insert(self.step);
        self.keep().await?;
        let wanted = self.from.unwrap_or_else(|| self.step.next());
        let next = wanted.min(self.answers.first_unanswered());
        Ok(Redirect::to(&next.path()).into_response())
    }
}

/// Answers with a question's page: 422 when something is wrong with what was typed.
pub(super) fn shown(template: &impl Template, page: &Page) -> Result<Response, HttpError> {
    if page.errors.is_empty() {
        html(template)
    } else {
        html_again(template)
    }
}
