//! One request for a question: the earlier answers, and where to go next.

use super::{Found, Step, Subject, Told, address};
use crate::shared::guard::Refused;
use crate::shared::headers::scanning;
use crate::shared::{App, Errors, HttpError, Page, Visit, html_again, html_form};
use askama::Template;
use axum::extract::{FromRequestParts, Query};
use axum::http::request::Parts;
use axum::response::{IntoResponse, Redirect, Response};
use serde::Deserialize;
use std::collections::BTreeSet;

/// The page that somebody came from to change an answer. They go back there.
#[derive(Debug, Default, Deserialize)]
struct CameFrom {
    #[serde(default)]
    from: String,
}

/// A question that may be asked now, with the answers so far. If it is too early for a question, the person is sent to
/// the first unanswered one.
pub struct Asking<S: Subject> {
    /// What every handler can use.
    pub app: App,
    /// The visit.
    pub visit: Visit,
    /// What the questions are about.
    pub subject: S,
    /// The answers so far.
    pub answers: S::Answers,
    answered: BTreeSet<S::Step>,
    step: S::Step,
    from: Option<S::Step>,
}

/// What every question's page shows. Each page has it as `ask`.
#[derive(Clone, Debug)]
pub struct Ask {
    /// Where "Back" leads.
    pub back: String,
    /// Where the form is sent.
    pub action: String,
    /// The caption, with "question 3 of 11".
    pub caption: String,
    /// What the button says.
    pub button: &'static str,
}

/// Why a question cannot be asked now.
#[derive(Debug)]
pub enum NotNow {
    /// Another page comes first.
    Elsewhere(String),
    /// Nobody is signed in.
    Refused(Refused),
    /// The answers so far could not be read.
    Failed(HttpError),
}

impl IntoResponse for NotNow {
    fn into_response(self) -> Response {
        match self {
            Self::Elsewhere(to) => Redirect::to(&to).into_response(),
            Self::Refused(refused) => refused.into_response(),
            Self::Failed(error) => error.into_response(),
        }
    }
}

impl From<HttpError> for NotNow {
    fn from(error: HttpError) -> Self {
        Self::Failed(error)
    }
}

impl<S: Subject> FromRequestParts<App> for Asking<S> {
    type Rejection = NotNow;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, NotNow> {
        let visit = Visit::from_request_parts(parts, app).await?;
        let Found { subject, step, told } = S::find(parts, app, &visit).await?;
        let from = Query::<CameFrom>::try_from_uri(&parts.uri)
            .ok()
            .and_then(|Query(came)| S::Step::parse(&came.from))
            .filter(|from| *from > step);
        if !told.reach(step) {
            let first = told.first_unanswered();
            return Err(NotNow::Elsewhere(if first.place() == 0 {
                subject.begin()
            } else {
                address_of(&subject, first)
            }));
        }
        Ok(Self {
            app: app.clone(),
            visit,
            subject,
            answers: told.answers,
            answered: told.answered,
            step,
            from,
        })
    }
}

impl<S: Subject> Asking<S> {
    /// Returns the frame of this question's page.
    pub fn ask(&self) -> Ask {
        if self.subject.stands_alone() {
            return Ask {
                back: self.subject.start(),
                action: self.here(),
                caption: self.subject.caption(),
                button: "Save",
            };
        }
        let back = match (self.from, self.step.previous()) {
            (Some(from), _) => self.address(from),
            (None, Some(previous)) => self.address(previous),
            (None, None) => self.subject.start(),
        };
        let caption = format!(
            "{}: question {} of {}",
            self.subject.caption(),
            self.step.place() + 1,
            S::Step::questions()
        );
        Ask {
            back,
            action: self.here(),
            caption,
            button: "Continue",
        }
    }

    /// Returns the address of this question, with the page to go back to.
    pub fn here(&self) -> String {
        match self.from {
            Some(from) => self.address_from(self.step, from),
            None => self.address(self.step),
        }
    }

    /// Returns the address of a question.
    pub fn address(&self, step: S::Step) -> String {
        address_of(&self.subject, step)
    }

    /// Returns the address of a question, with `from` as the page to go back to.
    pub fn address_from(&self, step: S::Step, from: S::Step) -> String {
        let from = format!("from={}", from.slug());
        address(&self.subject.path(step), [self.subject.query().as_str(), &from])
    }

    /// Returns whether this question was answered before.
    pub fn is_answered(&self) -> bool {
        self.answered.contains(&self.step)
    }

    /// Makes the page for this question.
    ///
    /// # Errors
    /// [`HttpError::Internal`] when the session cannot be read or written.
    pub async fn page(&self, question: &str, errors: Errors) -> Result<Page, HttpError> {
        let title = format!("{question} – {}", S::TITLE);
        Ok(self.visit.form_page(title).await?.with_errors(errors))
    }

    /// Stores this question's answer, and goes on to the next question or back to where they came from.
    ///
    /// # Errors
    /// [`HttpError`] when the answer cannot be kept.
    pub async fn answered(self, answer: impl FnOnce(&mut S::Answers) + Send) -> Result<Response, HttpError> {
        let step = self.step;
        let mut first_unanswered = step;
        let open = self
            .subject
            .change(&self.app, |json| {
                let mut told = Told::<S::Step, S::Answers>::read(json);
                answer(&mut told.answers);
                told.answered.insert(step);
                first_unanswered = told.first_unanswered();
                told.write()
            })
            .await?;
        if !open {
            // The answers were sent from another tab, or cannot be changed any more. The question's page says so.
            return Ok(Redirect::to(&self.here()).into_response());
        }
        if self.subject.stands_alone() {
            return Ok(Redirect::to(&self.subject.start()).into_response());
        }
        let wanted = self.from.unwrap_or_else(|| step.next());
        let next = wanted.min(first_unanswered);
        Ok(Redirect::to(&self.address(next)).into_response())
    }
}

fn address_of<S: Subject>(subject: &S, step: S::Step) -> String {
    address(&subject.path(step), [subject.query().as_str()])
}

/// Answers with a question's page, with status 422 if there are errors. "Back" shows it with what was typed.
///
/// # Errors
/// [`HttpError::Internal`] when the template fails.
pub fn shown(template: &impl Template, page: &Page) -> Result<Response, HttpError> {
    let answer = if page.errors.is_empty() {
        html_form(template)?
    } else {
        html_again(template)?
    };
    Ok(scanning(page, answer))
}
