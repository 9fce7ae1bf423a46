use super::MOST_CHOICES;
use serde::{Deserialize, Serialize};

/// How the answers went for one issue. The counts are not for the public: small ones are withheld first.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct IssueTally {
    /// How many answers chose it.
    pub chosen: u64,
    /// How many of those were the first of their source.
    pub of_first: u64,
    /// Three points for each first choice, two for each second and one for each third, from all answers.
    pub points: u64,
}

/// How the answers went. Of each source, one answer is the first; the others share it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tally {
    /// How many answers there are.
    pub answers: u64,
    /// How many of those are the first of their source.
    pub of_first: u64,
    /// Each issue, in the order of the consultation.
    pub issues: Vec<IssueTally>,
}

impl Tally {
    /// Makes the tally of a consultation with so many issues and no answers.
    pub fn empty(issues: usize) -> Self {
        Self {
            issues: vec![IssueTally::default(); issues],
            ..Self::default()
        }
    }

    /// Adds answers with the same choices, the most important first.
    pub fn add(&mut self, choices: [Option<usize>; MOST_CHOICES], is_first: bool, answers: u64) {
        let of_first = if is_first { answers } else { 0 };
        self.answers += answers;
        self.of_first += of_first;
        for (choice, points) in choices.into_iter().zip([3, 2, 1]) {
            let Some(issue) = choice.and_then(|choice| self.issues.get_mut(choice)) else {
                continue;
            };
            issue.chosen += answers;
            issue.of_first += of_first;
            issue.points += points * answers;
        }
    }

    /// Returns the numbers of the issues, the one with the most points first.
    pub fn order(&self) -> Vec<usize> {
        let mut order: Vec<usize> = (0..self.issues.len()).collect();
        let points = |issue: &usize| self.issues.get(*issue).map_or(0, |issue| issue.points);
        order.sort_by_key(|issue| (std::cmp::Reverse(points(issue)), *issue));
        order
    }
}
