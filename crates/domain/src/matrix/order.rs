//! The order that the marks propose. A person decides, and needs a reason to decide differently.

use super::{Adds, Differs, Factor, Issue, Matrix, Outcome};
use std::cmp::Reverse;

/// An issue with its place in the order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Ranked<'m> {
    /// The issue.
    pub issue: &'m Issue,
    /// Its place, from 1, or `None` while it has no total. Issues that the order cannot tell apart share a place.
    pub place: Option<usize>,
}

/// What places an issue: whether the partnership can add something, then the total, then the harm.
type Key = (bool, Reverse<u8>, Reverse<u8>);

impl Issue {
    /// Returns its key in the order, or `None` while it has no total or nobody has said whether we can add something.
    fn key(&self) -> Option<Key> {
        let harm = self.mark(Factor::Harm)?.number();
        Some((self.adds? == Adds::No, Reverse(self.total()?), Reverse(harm)))
    }
}

impl Matrix {
    /// Returns the issues in the order that their marks propose. Issues to which the partnership can add something come
    /// first, then those with the higher total, then those with more harm. Issues without a total come last.
    pub fn in_order(&self) -> Vec<Ranked<'_>> {
        let mut all: Vec<(Option<Key>, &Issue)> =
            self.issues.iter().map(|issue| (issue.key(), issue)).collect();
        all.sort_by_key(|(key, issue)| (key.is_none(), *key, issue.id));
        let place = |key: &Key| {
            1 + all
                .iter()
                .filter(|(other, _)| other.is_some_and(|other| other < *key))
                .count()
        };
        all.iter()
            .map(|(key, issue)| Ranked {
                issue,
                place: key.as_ref().map(place),
            })
            .collect()
    }

    /// Says how a decision about an issue would differ from the order; `None` if it would not.
    pub fn differs(&self, issue: &Issue, outcome: Outcome) -> Option<Differs> {
        let Some(key) = issue.key() else {
            return Some(Differs::NoPlace);
        };
        let is_priority = |other: &Issue| {
            let decision = other.decision.as_ref();
            decision.is_some_and(|decision| decision.outcome == Outcome::Priority)
        };
        let titles = |wanted: &dyn Fn(&Issue, Key) -> bool| -> Vec<String> {
            let others = self.issues.iter().filter(|other| other.id != issue.id);
            let found = others.filter(|other| other.key().is_some_and(|key| wanted(other, key)));
            found.map(|other| other.issue.title.clone()).collect()
        };
        let differs = match outcome {
            Outcome::Priority if issue.adds == Some(Adds::No) => return Some(Differs::CannotAdd),
            Outcome::Priority => {
                Differs::Ahead(titles(&|other, other_key| other_key < key && !is_priority(other)))
            }
            Outcome::BusinessAsUsual | Outcome::NotNow => {
                Differs::Behind(titles(&|other, other_key| other_key > key && is_priority(other)))
            }
        };
        match &differs {
            Differs::Ahead(titles) | Differs::Behind(titles) if titles.is_empty() => None,
            _ => Some(differs),
        }
    }
}
