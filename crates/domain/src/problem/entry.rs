use super::Stage;
use crate::id::AccountId;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// A question that the agencies answer at a stage.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[expect(missing_docs, reason = "each is described by its label")]
pub enum Question {
    Repeats,
    Harm,
    WhyUs,
    NotTwice,
    Offenders,
    Handlers,
    Targets,
    Guardians,
    Place,
    Managers,
    When,
    How,
    Hypothesis,
    ShownWrong,
    Control,
    CarriedOut,
    Changed,
    Otherwise,
    Decision,
}

impl Question {
    /// Every question, in the order of the stages.
    pub const ALL: [Self; 19] = [
        Self::Repeats,
        Self::Harm,
        Self::WhyUs,
        Self::NotTwice,
        Self::Offenders,
        Self::Handlers,
        Self::Targets,
        Self::Guardians,
        Self::Place,
        Self::Managers,
        Self::When,
        Self::How,
        Self::Hypothesis,
        Self::ShownWrong,
        Self::Control,
        Self::CarriedOut,
        Self::Changed,
        Self::Otherwise,
        Self::Decision,
    ];

    /// Returns the questions of a stage, in order.
    pub fn of(stage: Stage) -> impl Iterator<Item = Self> {
        Self::ALL
            .into_iter()
            .filter(move |question| question.stage() == stage)
    }

    /// Returns the stage at which it is asked.
    pub fn stage(self) -> Stage {
        match self {
            Self::Repeats | Self::Harm | Self::WhyUs | Self::NotTwice => Stage::Scanning,
            Self::CarriedOut | Self::Changed | Self::Otherwise | Self::Decision => Stage::Assessment,
            _ => Stage::Analysis,
        }
    }

    /// Returns the name of its field.
    pub fn slug(self) -> &'static str {
        match self {
            Self::Repeats => "repeats",
            Self::Harm => "harm",
            Self::WhyUs => "why-us",
            Self::NotTwice => "not-twice",
            Self::Offenders => "offenders",
            Self::Handlers => "handlers",
            Self::Targets => "targets",
            Self::Guardians => "guardians",
            Self::Place => "place",
            Self::Managers => "managers",
            Self::When => "when",
            Self::How => "how",
            Self::Hypothesis => "hypothesis",
            Self::ShownWrong => "shown-wrong",
            Self::Control => "control",
            Self::CarriedOut => "carried-out",
            Self::Changed => "changed",
            Self::Otherwise => "otherwise",
            Self::Decision => "decision",
        }
    }

    /// Reads a slug.
    pub fn parse(raw: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|question| question.slug() == raw)
    }

    /// Returns the question as a page asks it.
    pub fn label(self) -> &'static str {
        match self {
            Self::Repeats => "What keeps happening?",
            Self::Harm => "What harm does it do?",
            Self::WhyUs => "Why is it for the partnership to solve?",
            Self::NotTwice => "How do we know that nothing is counted twice?",
            Self::Offenders => "Offenders: what makes it easy for them?",
            Self::Handlers => "Handlers: who could influence offenders?",
            Self::Targets => "Targets: what is taken, and why that?",
            Self::Guardians => "Guardians: who watches over the targets?",
            Self::Place => "Place: what is it like?",
            Self::Managers => "Managers: who looks after the place?",
            Self::When => "When does it happen?",
            Self::How => "How is it done?",
            Self::Hypothesis => "A hypothesis: why does it happen here?",
            Self::ShownWrong => "What would show that hypothesis wrong?",
            Self::Control => "Which similar place will we compare with?",
            Self::CarriedOut => "Was each response carried out as planned?",
            Self::Changed => "What has changed since?",
            Self::Otherwise => "What else may explain it?",
            Self::Decision => "What was decided?",
        }
    }

    /// Returns a hint, or nothing.
    pub fn hint(self) -> &'static str {
        match self {
            Self::Control => {
                "Choose one where nothing is done, and write it down before the day on which the first response begins"
            }
            Self::Handlers | Self::Guardians | Self::Managers => "Name agencies and roles, not people",
            _ => "",
        }
    }
}

/// An answer to a question.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Answer {
    /// The question.
    pub question: Question,
    /// The answer.
    pub text: String,
}

/// The counts of a place in two equally long periods, before and after.
pub type BeforeAfter = (u32, u32);

/// Counts with which a case is assessed. Somebody types them, such as from the police’s own records.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Counts {
    /// Where they come from.
    pub source: String,
    /// How many months each of both periods has.
    pub months: u8,
    /// The place of the case.
    pub action: BeforeAfter,
    /// The places to compare with, if there are any.
    pub control: Option<ControlCounts>,
}

/// The counts of the places around, and of those to compare with.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ControlCounts {
    /// A similar place where nothing was done.
    pub control: BeforeAfter,
    /// The ring around the place of the case.
    pub buffer: BeforeAfter,
    /// A place to compare the ring with.
    pub buffer_control: BeforeAfter,
}

/// What somebody wrote at a stage. It is never changed; a later entry may correct it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Entry {
    /// Its number in the case.
    pub id: u32,
    /// When it was written.
    pub at: Timestamp,
    /// Who wrote it.
    pub by: Option<AccountId>,
    /// The stage that it is about.
    pub stage: Stage,
    /// The questions that it answers.
    pub answers: Vec<Answer>,
    /// Counts, for the assessment.
    pub counts: Option<Counts>,
}
