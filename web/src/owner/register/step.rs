//! The questions of a registration, in order.

use crate::shared::questions;
use serde::{Deserialize, Serialize};

/// One question, on its own page.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(in crate::owner) enum Step {
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

impl questions::Step for Step {
    const ORDER: &'static [(Self, &'static str)] = &[
        (Self::Email, "email"),
        (Self::FrameNumber, "frame-number"),
        (Self::Make, "make"),
        (Self::Model, "model"),
        (Self::Colours, "colours"),
        (Self::Kind, "kind"),
        (Self::OtherNumbers, "other-numbers"),
        (Self::Features, "features"),
        (Self::Photos, "photos"),
        (Self::Mark, "mark"),
        (Self::You, "you"),
        (Self::Check, "check"),
    ];
    const CHECK: Self = Self::Check;
}

impl Step {
    /// Finds the question that an address is about: `/register/photos/7` is about photos.
    pub(in crate::owner) fn of_path(path: &str) -> Option<Self> {
        questions::Step::parse(path.strip_prefix("/register/")?.split('/').next()?)
    }

    /// Returns the address of the question.
    pub(in crate::owner) fn path(self) -> String {
        format!("/register/{}", questions::Step::slug(self))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use questions::Step as _;

    #[test]
    fn the_table_is_in_the_order_of_the_questions() {
        for (place, (step, slug)) in Step::ORDER.iter().copied().enumerate() {
            assert_eq!(step as usize, place);
            assert_eq!((step.place(), step.slug()), (place, slug));
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
}
