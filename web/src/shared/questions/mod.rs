//! Asks one question on each page. This is the engine behind registering a bike, reporting a theft and the like.
//!
//! A feature names its questions ([`Step`]), what is answered ([`Subject::Answers`]), and where that is kept
//! ([`Subject::find`] and [`Subject::change`]): sealed in the database, never in the session. Each question has a
//! handler that takes [`Asking`] first: it only runs if the question may be asked now. A question's template extends
//! `shared/questions/question.html` and has fields `page` and `ask`.

mod asking;
mod told;

pub use asking::{Ask, Asking, NotNow, shown};
pub use told::Told;

use super::{App, HttpError, Visit};
use axum::http::request::Parts;
use serde::Serialize;
use serde::de::DeserializeOwned;

/// The questions of a feature, in order. The last one checks the answers.
pub trait Step: Copy + Ord + Serialize + DeserializeOwned + Send + Sync + 'static {
    /// Every question with its word in an address, sorted.
    const ORDER: &'static [(Self, &'static str)];

    /// The last question, which checks the answers.
    const CHECK: Self;

    /// Reads the word that stands for a question in a web address.
    fn parse(slug: &str) -> Option<Self> {
        Self::ORDER.iter().find(|row| row.1 == slug).map(|row| row.0)
    }

    /// Returns its place in the order, from 0.
    fn place(self) -> usize {
        Self::ORDER.partition_point(|row| row.0 < self)
    }

    /// Returns its word in an address.
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
    /// The type of the answers. Every value has been checked.
    type Answers: Clone + Default + Serialize + DeserializeOwned + Send + Sync + 'static;

    /// Finds what a request is about, with the answers so far.
    fn find(
        parts: &mut Parts,
        app: &App,
        visit: &Visit,
    ) -> impl Future<Output = Result<Found<Self>, NotNow>> + Send;

    /// Stores changed answers, and tells whether they could still be changed. `change` gets the stored answers as JSON,
    /// and returns the new ones.
    fn change<F>(&self, app: &App, change: F) -> impl Future<Output = Result<bool, HttpError>> + Send
    where
        F: FnOnce(&[u8]) -> Result<Vec<u8>, HttpError> + Send;

    /// Returns the address of a question, without a query.
    fn path(&self, step: Self::Step) -> String;

    /// Returns the query for all its addresses, such as `draft=x7`; usually empty.
    fn query(&self) -> String {
        String::new()
    }

    /// Returns the page before the first question, where "Back" leads from it.
    fn start(&self) -> String;

    /// Returns the page for people who have not answered the first question.
    fn begin(&self) -> String {
        let first = Self::Step::ORDER.first().map_or(Self::Step::CHECK, |row| row.0);
        address(&self.path(first), [self.query().as_str()])
    }

    /// Returns whether each question stands alone: it is asked from the page before the first one, and leads back there.
    fn stands_alone(&self) -> bool {
        false
    }

    /// Returns the words above each question, such as "Report your Brompton stolen".
    fn caption(&self) -> String;

    /// The end of its pages' titles.
    const TITLE: &'static str;
}

/// What a request is about.
pub struct Found<S: Subject> {
    /// What the questions are about.
    pub subject: S,
    /// The question that was asked for.
    pub step: S::Step,
    /// The answers so far.
    pub told: Told<S::Step, S::Answers>,
}

/// Joins a path and the parts of a query into an address, without empty parts.
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
