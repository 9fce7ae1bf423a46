//! The answers that a question offers.

/// One answer of a radio group, a group of tick boxes or a list.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Choice {
    /// The value that is sent. It is also part of an element's id, so it only has letters, digits and hyphens.
    pub value: String,
    /// What it says.
    pub label: String,
    /// A hint, or nothing.
    pub hint: String,
    /// Whether it is chosen.
    pub chosen: bool,
    /// Whether it opens more fields.
    pub reveals: bool,
    /// Whether choosing it clears the others ("None of these").
    pub alone: bool,
    /// A word before it, such as "or"; usually empty.
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

    /// Makes a list from values with labels, and chooses the one that was sent.
    pub fn list<V, L>(chosen: &str, all: impl IntoIterator<Item = (V, L)>) -> Vec<Self>
    where
        V: Into<String>,
        L: Into<String>,
    {
        Self::list_of_many(&[chosen], all)
    }

    /// Makes a list from values with labels, and chooses those that were sent.
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

    /// Adds a hint.
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

    /// Lets this answer open the fields that the template has for it.
    #[must_use]
    pub fn revealing(mut self) -> Self {
        self.reveals = true;
        self
    }

    /// Lets this answer clear the others when it is chosen, and puts "or" before it.
    #[must_use]
    pub fn alone(mut self) -> Self {
        self.alone = true;
        self.after = "or".into();
        self
    }
}
