/// What was done to a plan, for its history.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum What {
    /// It was started.
    Begun,
    /// The title, summary or areas of focus were changed.
    About,
    /// A priority was added, changed or removed.
    Priority,
    /// An objective was added, changed or removed.
    Objective,
    /// A measure was added or its name changed.
    Measure,
    /// A baseline, target or tolerance was changed.
    Target,
    /// A value was recorded.
    Value,
    /// A status was set by hand, or went back to the computed one.
    StatusByHand,
    /// An action was added, changed or removed.
    Action,
    /// Another agency became responsible for an action.
    Owner,
    /// A due date was moved.
    DueDate,
    /// An agency reported progress on an action.
    Progress,
    /// A priority was evaluated.
    Evaluation,
    /// It was published.
    Published,
    /// It was withdrawn from the public.
    Withdrawn,
    /// A quarter's monitoring report was drafted.
    ReportDrafted,
    /// The agencies were asked for a quarter's progress.
    Asked,
    /// A quarter's monitoring report was closed.
    ReportClosed,
    /// A quarter's monitoring report was published.
    ReportPublished,
}

impl What {
    /// Everything that can be done.
    pub const ALL: [Self; 19] = [
        Self::Begun,
        Self::About,
        Self::Priority,
        Self::Objective,
        Self::Measure,
        Self::Target,
        Self::Value,
        Self::StatusByHand,
        Self::Action,
        Self::Owner,
        Self::DueDate,
        Self::Progress,
        Self::Evaluation,
        Self::Published,
        Self::Withdrawn,
        Self::ReportDrafted,
        Self::Asked,
        Self::ReportClosed,
        Self::ReportPublished,
    ];

    /// Returns the short word that is stored.
    pub fn slug(self) -> &'static str {
        match self {
            Self::Begun => "begun",
            Self::About => "about",
            Self::Priority => "priority",
            Self::Objective => "objective",
            Self::Measure => "measure",
            Self::Target => "target",
            Self::Value => "value",
            Self::StatusByHand => "status-by-hand",
            Self::Action => "action",
            Self::Owner => "owner",
            Self::DueDate => "due-date",
            Self::Progress => "progress",
            Self::Evaluation => "evaluation",
            Self::Published => "published",
            Self::Withdrawn => "withdrawn",
            Self::ReportDrafted => "report-drafted",
            Self::Asked => "asked",
            Self::ReportClosed => "report-closed",
            Self::ReportPublished => "report-published",
        }
    }

    /// Returns the thing that a slug stands for; `None` if there is no such thing.
    pub fn parse(raw: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|what| what.slug() == raw)
    }

    /// Tells whether the log of the whole register records it as well.
    pub fn is_logged(self) -> bool {
        matches!(
            self,
            Self::Target
                | Self::StatusByHand
                | Self::Owner
                | Self::DueDate
                | Self::Published
                | Self::Withdrawn
                | Self::ReportPublished
        )
    }
}
