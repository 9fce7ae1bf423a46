use serde::{Deserialize, Serialize};

/// What visitors to an event can ask about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum AdviceTopic {
    /// Which lock, and how to use it.
    Locks,
    /// Where to leave a bike.
    Parking,
    /// Sheds, garages and shared stores.
    AtHome,
    /// Buying a used bike that is not stolen.
    BuyingUsed,
    /// What to do when a bike is gone.
    AfterTheft,
    /// Batteries, motors and their numbers.
    Electric,
    /// Lights and being seen.
    Lights,
    /// Insurance and proof of ownership.
    Insurance,
}

impl AdviceTopic {
    /// Every topic, in the order in which forms list them.
    pub const ALL: [Self; 8] = [
        Self::Locks,
        Self::Parking,
        Self::AtHome,
        Self::BuyingUsed,
        Self::AfterTheft,
        Self::Electric,
        Self::Lights,
        Self::Insurance,
    ];

    /// Returns the short word that tables and forms use.
    pub fn slug(self) -> &'static str {
        match self {
            Self::Locks => "locks",
            Self::Parking => "parking",
            Self::AtHome => "at-home",
            Self::BuyingUsed => "buying-used",
            Self::AfterTheft => "after-theft",
            Self::Electric => "electric",
            Self::Lights => "lights",
            Self::Insurance => "insurance",
        }
    }

    /// Returns the words that a page shows.
    pub fn label(self) -> &'static str {
        match self {
            Self::Locks => "Locks and how to use them",
            Self::Parking => "Safer places to park",
            Self::AtHome => "Storing a bike at home",
            Self::BuyingUsed => "Buying a used bike",
            Self::AfterTheft => "What to do if a bike is stolen",
            Self::Electric => "Electric bikes and batteries",
            Self::Lights => "Lights and being seen",
            Self::Insurance => "Insurance and proof of ownership",
        }
    }

    /// Returns the topic that a slug stands for; `None` if there is no such topic.
    pub fn parse(raw: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|topic| topic.slug() == raw)
    }
}
