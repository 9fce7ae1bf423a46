/// What was done to an assessment, for its history.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum What {
    /// A draft was started.
    Begun,
    /// The title or topic was changed.
    About,
    /// The text of a section was changed.
    Text,
    /// What a correction says about itself was changed.
    Correction,
    /// Newer figures were frozen.
    Figures,
    /// It was sent for review.
    Sent,
    /// It was sent back to its writers.
    SentBack,
    /// It was approved.
    Approved,
    /// It was published.
    Published,
    /// It was withdrawn from the public.
    Withdrawn,
}

impl What {
    /// Everything that can be done.
    pub const ALL: [Self; 10] = [
        Self::Begun,
        Self::About,
        Self::Text,
        Self::Correction,
        Self::Figures,
        Self::Sent,
        Self::SentBack,
        Self::Approved,
        Self::Published,
        Self::Withdrawn,
    ];

    /// Returns the short word that is stored.
    pub fn slug(self) -> &'static str {
        match self {
            Self::Begun => "begun",
            Self::About => "about",
            Self::Text => "text",
            Self::Correction => "correction",
            Self::Figures => "figures",
            Self::Sent => "sent",
            Self::SentBack => "sent-back",
            Self::Approved => "approved",
            Self::Published => "published",
            Self::Withdrawn => "withdrawn",
        }
    }

    /// Reads a slug.
    pub fn parse(raw: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|what| what.slug() == raw)
    }

    /// Tells whether the log of the whole register records it as well.
    pub fn is_logged(self) -> bool {
        matches!(self, Self::Approved | Self::Published | Self::Withdrawn)
    }
}
