//! Issues are marked.

use super::{Done, EditError, NewMarks, bump};
use crate::id::AccountId;
use crate::matrix::{Factor, HandMark, Issue, Matrix};
use jiff::Timestamp;
use std::collections::BTreeMap;

impl Matrix {
    pub(super) fn mark(
        &mut self,
        (id, seen): (u32, u32),
        marks: NewMarks,
        (by, now): (AccountId, Timestamp),
    ) -> Result<Done, EditError> {
        let issue = self.issue_mut(id)?;
        bump(&mut issue.version, seen)?;
        let mut hand = BTreeMap::new();
        let mut overruled = Vec::new();
        for factor in Factor::ALL {
            let figures = issue.counted.as_ref().and_then(|counted| counted.mark(factor));
            let why = match (marks.marks.get(&factor), figures) {
                (None, None) => return Err(EditError::NoMark(factor)),
                (None, Some(_)) => continue,
                (Some(mark), Some(figures)) if *mark == figures => continue,
                (Some(_), Some(figures)) => {
                    let why = marks.overrules.clone();
                    Some(why.ok_or(EditError::NoReasonToOverrule(figures))?)
                }
                (Some(_), None) => None,
            };
            let Some(mark) = marks.marks.get(&factor).copied() else {
                continue;
            };
            let new = HandMark {
                mark,
                why,
                by,
                at: now,
            };
            let known = issue.hand.remove(&factor);
            let known = known.filter(|known| (known.mark, &known.why) == (new.mark, &new.why));
            if known.is_none() && new.why.is_some() {
                overruled.push(factor);
            }
            hand.insert(factor, known.unwrap_or(new));
        }
        issue.hand = hand;
        issue.adds = Some(marks.adds);
        (issue.evidence, issue.reason) = (Some(marks.evidence), Some(marks.reason));
        Ok(issue.told_marks(&overruled, marks.overrules))
    }
}

impl Issue {
    /// Says which marks the issue now has.
    fn told_marks(&self, overruled: &[Factor], why: Option<String>) -> Done {
        let marks = Factor::ALL.map(|factor| {
            let mark = self
                .mark(factor)
                .map_or_else(|| "none".to_owned(), |mark| mark.to_string());
            format!("{} {mark}", factor.to_string().to_lowercase())
        });
        let said = format!("Marked “{}”: {}", self.issue.title, marks.join(", "));
        match overruled {
            [] => (said, None, false),
            _ => (format!("{said}. The figures were overruled"), why, true),
        }
    }
}
