//! One question a page: the machine behind registering a bike, reporting a theft, and whatever else is asked so.
//!
//! A feature names its questions ([`Step`]), what is answered ([`Subject::Answers`]), and where that is kept
//! ([`Subject::find`] and [`Subject::change`]): sealed in the database, never in the session. Each question has a
//! handler that takes [`Asking`] first: it is only run when the question may be asked now. A question's template
//! extends `shared/questions/question.html` and has fields `page` and `ask`.

mod asking;
mod told;

pub use asking::{Ask, Asking, NotNow, shown};
pub use told::Told;

use super::{App, HttpError, Visit};
use axum::http::request::Parts;
use serde::Serialize;
use serde::de::DeserializeOwned;

/// The questions of a feature, in their order; the last one is to check the answers.
pub trait Step: Copy + Ord + Serialize + DeserializeOwned + Send + Sync + 'static {
    /// Every question with the word that stands for it in an address, sorted.
    const ORDER: &'static [(Self, &'static str)];

    /// The last question: to check the answers.
    const CHECK: Self;

    /// Reads the word that stands for a question in an address.
    fn parse(slug: &str) -> Option<Self> {
        Self::ORDER.iter().find(|row| row.1 == slug).map(|row| row.0)
    }

    /// Returns its place in the order, from 0.
    fn place(self) -> usize {
        Self::ORDER.partition_point(|row| row.0 < self)
    }

    /// Returns the word that stands for it in an address.
    fn slug(self) -> &'static str {
        Self::ORDER.get(self.place()).map_or("", |row| row.1)
    }

    /// Returns the question after it.
    fn next(self) -> Self {
        Self::ORDER.get(self.place() + 1).map_or(Self::CHECK, |row| row.0)
    }

    /// Returns the question before it.
    fn previous(self) -> Option<Self> {
        let before = self.place().checked_sub(1)?;
        Self::ORDER.get(before).map(|row| row.0)
    }

    /// Returns how many questions there are before the answers are checked.
    fn questions() -> usize {
        Self::ORDER.len().saturating_sub(1)
    }
}

/// What the questions are about: one registration, one bike's theft.
pub trait Subject: Sized + Send + Sync + 'static {
    /// Its questions.
    type Step: Step;
    /// What is answered; every value has been parsed.
    type Answers: Clone + Default + Serialize + DeserializeOwned + Send + Sync + 'static;

    /// Finds what a request is about, with what was answered so far.
    fn find(
        parts: &mut Parts,
        app: &App,
        visit: &Visit,
    ) -> impl Future<Output = Result<Found<Self>, NotNow>> + Send;

    /// Keeps changed answers, and tells whether they could still be changed. `change` gets what is kept now, as JSON, and
    /// gives what to keep.
    fn change<F>(&self, app: &App, change: F) -> impl Future<Output = Result<bool, HttpError>> + Send
    where
        F: FnOnce(&[u8]) -> Result<Vec<u8>, HttpError> + Send;

    /// Returns the address of a question, without a query.
    fn path(&self, step: Self::Step) -> String;

    /// Returns what every address of it has in its query, such as `draft=x7`; usually nothing.
    fn query(&self) -> String {
        String::new()
    }

    /// Returns the page before the first question, where "Back" leads from it.
    fn start(&self) -> String;

    /// Returns where a person is sent who has not answered the first question.
    fn begin(&self) -> String {
        let first = Self::Step::ORDER.first().map_or(Self::Step::CHECK, |row| row.0);
        address(&self.path(first), [self.query().as_str()])
    }

    /// Returns what stands above each question, such as "Report your Brompton stolen".
    fn caption(&self) -> String;

    /// What the titles of its pages end in.
    const TITLE: &'static str;
}

/// What a request is about.
pub struct Found<S: Subject> {
    /// What the questions are about.
    pub subject: S,
    /// The question that was asked for.
    pub step: S::Step,
    /// What was answered so far.
    pub told: Told<S::Step, S::Answers>,
}

/// Puts together an address from a path and the parts of its query, empty ones left out.
pub fn address<'p>(path: &str, query: impl IntoIterator<Item = &'p str>) -> String {
    let parts: Vec<&str> = query.into_iter().filter(|part| !part.is_empty()).collect();
    if parts.is_empty() {
        path.to_owned()
    } else {
        format!("{path}?{}", parts.join("&"))
    }
}

#[cfg(test)]
mod tests;
