//! The answers that a question offers.

/// One answer of a radio group, a group of tick boxes or a list.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Choice {
    /// What is sent; also part of an element's id, so letters, digits and hyphens.
    pub value: String,
    /// What it says.
    pub label: String,
    /// More about it, or nothing.
    pub hint: String,
    /// Whether it is chosen.
    pub chosen: bool,
    /// Whether it opens more fields below it.
    pub reveals: bool,
    /// Whether choosing it clears the others ("None of these").
    pub alone: bool,
    /// What stands before it, such as "or"; usually nothing.
    pub after: String,
}

impl Choice {
    /// Makes an answer that is not chosen.
    pub fn new(value: impl Into<String>, label: impl Into<String>) -> Self {
        Self {
            value: value.into(),
            label: label.into(),
            ..Self::default()
        }
    }

    /// Makes a list from values with labels, the one that was sent chosen.
    pub fn list<V, L>(chosen: &str, all: impl IntoIterator<Item = (V, L)>) -> Vec<Self>
    where
        V: Into<String>,
        L: Into<String>,
    {
        Self::list_of_many(&[chosen], all)
    }

    /// Makes a list from values with labels, those that were sent chosen.
    pub fn list_of_many<V, L>(chosen: &[impl AsRef<str>], all: impl IntoIterator<Item = (V, L)>) -> Vec<Self>
    where
        V: Into<String>,
        L: Into<String>,
    {
        all.into_iter()
            .map(|(value, label)| {
                let choice = Self::new(value, label);
                let is_chosen = chosen.iter().any(|one| one.as_ref() == choice.value);
                choice.chosen_if(is_chosen)
            })
            .collect()
    }

    /// Says more about it.
    #[must_use]
    pub fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = hint.into();
        self
    }

    /// Chooses it, or not.
    #[must_use]
    pub fn chosen_if(mut self, chosen: bool) -> Self {
        self.chosen = chosen;
        self
    }

    /// Has it open the fields that the template gives for it.
    #[must_use]
    pub fn revealing(mut self) -> Self {
        self.reveals = true;
        self
    }

    /// Has it clear the others when chosen, with "or" before it.
    #[must_use]
    pub fn alone(mut self) -> Self {
        self.alone = true;
        self.after = "or".into();
        self
    }
}
