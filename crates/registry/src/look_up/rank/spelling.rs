//! Suggests spellings for a make and a model that are not on the register.

use crate::Registry;
use domain::catalogue::spelling_of_make;
use domain::look_up::Query;
use search::SearchError;
use serde::{Deserialize, Serialize};

/// Suggestions for what was typed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Spelling {
    /// The suggested make.
    #[serde(rename = "k", default, skip_serializing_if = "Option::is_none")]
    pub make: Option<String>,
    /// The suggested model.
    #[serde(rename = "l", default, skip_serializing_if = "Option::is_none")]
    pub model: Option<String>,
}

impl Spelling {
    /// Suggests the closest spellings to those in a query.
    pub(super) fn of(registry: &Registry, query: &Query) -> Result<Self, SearchError> {
        let make = query.make.as_deref().and_then(spelling_of_make);
        let model = query.model.as_deref();
        Ok(Self {
            make: make.map(|make| make.name.clone()),
            model: match model {
                Some(model) => registry.index.spelling_of_model(model)?,
                None => None,
            },
        })
    }

    /// Returns true if there are no suggestions.
    pub fn is_none(&self) -> bool {
        self.make.is_none() && self.model.is_none()
    }
}
