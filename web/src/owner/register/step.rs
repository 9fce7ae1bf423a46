//! The questions of a registration, in their order.

use serde::{Deserialize, Serialize};

/// One question, each on a page of its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(super) enum Step {
    Email,
    FrameNumber,
    Make,
    Model,
    Colours,
    Kind,
    OtherNumbers,
    Features,
    Photos,
    Mark,
    You,
    Check,
}

const STEPS: [(Step, &str); 12] = [
    (Step::Email, "email"),
    (Step::FrameNumber, "frame-number"),
    (Step::Make, "make"),
    (Step::Model, "model"),
    (Step::Colours, "colours"),
    (Step::Kind, "kind"),
    (Step::OtherNumbers, "other-numbers"),
    (Step::Features, "features"),
    (Step::Photos, "photos"),
    (Step::Mark, "mark"),
    (Step::You, "you"),
    (Step::Check, "check"),
];

impl Step {
    /// Every question, the last one being to check the answers.
    pub(super) fn all() -> impl Iterator<Item = Self> {
        STEPS.iter().map(|row| row.0)
    }

    /// How many questions there are before the answers are checked.
    pub(super) fn questions() -> usize {
        STEPS.len() - 1
    }

    /// Reads the word that stands for it in an address.
    pub(super) fn parse(slug: &str) -> Option<Self> {
        STEPS.iter().find(|row| row.1 == slug).map(|row| row.0)
    }

    /// Finds the question that an address is about: `/register/photos/7` is about photos.
    pub(super) fn of_path(path: &str) -> Option<Self> {
        Self::parse(path.strip_prefix("/register/")?.split('/').next()?)
    }

    /// The word that stands for it in an address.
    pub(super) fn slug(self) -> &'static str {
        STEPS[self.place()].1
    }

    /// Where it is asked.
    pub(super) fn path(self) -> String {
        format!("/register/{}", self.slug())
    }

    /// Its place in the order, from 0.
    pub(super) fn place(self) -> usize {
        self as usize
    }

    /// The question after it.
    pub(super) fn next(self) -> Self {
        STEPS.get(self.place() + 1).map_or(Self::Check, |row| row.0)
    }

    /// The question before it.
    pub(super) fn previous(self) -> Option<Self> {
        self.place().checked_sub(1).map(|place| STEPS[place].0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_is_in_the_order_of_the_questions() {
        for (place, (step, slug)) in STEPS.into_iter().enumerate() {
            assert_eq!(step.place(), place);
            assert_eq!(step.slug(), slug);
            assert_eq!(Step::of_path(&step.path()), Some(step));
            assert_eq!(serde_json::to_value(step).unwrap(), slug);
        }
    }

    #[test]
    fn addresses_below_a_question_are_about_it() {
        assert_eq!(Step::of_path("/register/photos/7/remove"), Some(Step::Photos));
        for other in ["/register", "/register/", "/register/nothing", "/account/photos"] {
            assert_eq!(Step::of_path(other), None, "{other}");
        }
    }

    #[test]
    fn next_and_previous_walk_the_questions() {
        assert_eq!(Step::Email.previous(), None);
        assert_eq!(Step::Email.next().previous(), Some(Step::Email));
        assert_eq!(Step::You.next(), Step::Check);
        assert_eq!(Step::Check.next(), Step::Check);
    }
}
