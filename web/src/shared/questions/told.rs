//! The answers so far.

use super::Step;
use crate::shared::HttpError;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// Answers, and which questions have been answered.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(bound(
    serialize = "Q: Step, A: Serialize",
    deserialize = "Q: Step, A: DeserializeOwned"
))]
pub struct Told<Q: Ord, A> {
    /// The questions that were answered, even if the answer was empty.
    #[serde(default)]
    pub answered: BTreeSet<Q>,
    /// The answers.
    #[serde(flatten)]
    pub answers: A,
}

impl<Q: Step, A: Default> Default for Told<Q, A> {
    fn default() -> Self {
        Self {
            answered: BTreeSet::new(),
            answers: A::default(),
        }
    }
}

impl<Q: Step, A: Default + Serialize + DeserializeOwned> Told<Q, A> {
    /// Reads stored answers. If another version wrote them and this one cannot read them, there are none, and the
    /// person starts again.
    pub fn read(json: &[u8]) -> Self {
        serde_json::from_slice(json).unwrap_or_else(|error| {
            tracing::warn!(%error, "Saved answers cannot be read, so the person has to start again");
            Self::default()
        })
    }

    /// Writes answers as JSON.
    ///
    /// # Errors
    /// [`HttpError::Internal`] when they cannot be written as JSON.
    pub fn write(&self) -> Result<Vec<u8>, HttpError> {
        serde_json::to_vec(self).map_err(HttpError::internal)
    }

    /// Returns the first unanswered question, or the last question if all were answered.
    pub fn first_unanswered(&self) -> Q {
        let open = Q::ORDER.iter().find(|row| !self.answered.contains(&row.0));
        open.map_or(Q::CHECK, |row| row.0)
    }

    /// Returns whether everything before a question was answered.
    pub fn reach(&self, step: Q) -> bool {
        step <= self.first_unanswered()
    }
}
