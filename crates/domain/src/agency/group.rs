use crate::id::{AgencyId, GroupId, PartnershipId};
use jiff::civil::Date;
use std::fmt;
use thiserror::Error;

/// What kind of group it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum GroupKind {
    /// Decides for the whole partnership.
    Board,
    /// Works on one subject for as long as it is needed.
    Working,
    /// Carries out the plan.
    Delivery,
    /// Has one task, and an end.
    TaskAndFinish,
}

impl GroupKind {
    /// Every kind, in the order in which a page lists them.
    pub const ALL: [Self; 4] = [Self::Board, Self::Working, Self::Delivery, Self::TaskAndFinish];

    /// Returns the short word that is stored.
    pub fn slug(self) -> &'static str {
        match self {
            Self::Board => "board",
            Self::Working => "working",
            Self::Delivery => "delivery",
            Self::TaskAndFinish => "task-and-finish",
        }
    }

    /// Returns the kind that a slug stands for; `None` if there is no such kind.
    pub fn parse(raw: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.slug() == raw)
    }
}

impl fmt::Display for GroupKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Board => "Board",
            Self::Working => "Working group",
            Self::Delivery => "Delivery group",
            Self::TaskAndFinish => "Task-and-finish group",
        })
    }
}

/// The details of a group, as somebody enters them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewGroup {
    /// The partnership that it belongs to.
    pub partnership: PartnershipId,
    /// Its name.
    pub name: String,
    /// What kind of group it is.
    pub kind: GroupKind,
    /// The agency that chairs it.
    pub chair: Option<AgencyId>,
    /// The agencies in it.
    pub members: Vec<AgencyId>,
    /// What it is for.
    pub purpose: Option<String>,
    /// The day on which its task ends.
    pub ends_on: Option<Date>,
}

/// Why the details of a task-and-finish group are not valid.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum PurposeError {
    /// It has no task.
    #[error("Enter what the task-and-finish group is for")]
    NoPurpose,
    /// It has no end.
    #[error("Enter the date on which the task-and-finish group ends")]
    NoEnd,
    /// It would end before it begins.
    #[error("The group must end after today")]
    Ended,
}

impl NewGroup {
    /// Checks that a task-and-finish group has a task, and that it ends after the day on which it is set up.
    ///
    /// # Errors
    /// [`PurposeError`], which says what is wrong.
    pub fn check(&self, set_up_on: Date) -> Result<(), PurposeError> {
        if self.kind != GroupKind::TaskAndFinish {
            return Ok(());
        }
        if self.purpose.is_none() {
            return Err(PurposeError::NoPurpose);
        }
        match self.ends_on {
            None => Err(PurposeError::NoEnd),
            Some(end) if end <= set_up_on => Err(PurposeError::Ended),
            Some(_) => Ok(()),
        }
    }
}

/// A group of a partnership.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Group {
    /// Its id.
    pub id: GroupId,
    /// What was entered.
    pub group: NewGroup,
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn a_task_and_finish_group_has_a_task_and_an_end() {
        let today = date(2026, 11, 29);
        let check = |kind, purpose: Option<&str>, ends_on| {
            let group = NewGroup {
                partnership: PartnershipId(1),
                name: "One".into(),
                kind,
                chair: None,
                members: Vec::new(),
                purpose: purpose.map(str::to_owned),
                ends_on,
            };
            group.check(today)
        };
        use GroupKind::{Board, TaskAndFinish};
        let later = Some(date(2027, 3, 31));
        for (kind, purpose, ends_on, want) in [
            (Board, None, None, Ok(())),
            (TaskAndFinish, None, later, Err(PurposeError::NoPurpose)),
            (TaskAndFinish, Some("Locks"), None, Err(PurposeError::NoEnd)),
            (
                TaskAndFinish,
                Some("Locks"),
                Some(today),
                Err(PurposeError::Ended),
            ),
            (
                TaskAndFinish,
                Some("Locks"),
                Some(date(2025, 1, 1)),
                Err(PurposeError::Ended),
            ),
            (TaskAndFinish, Some("Locks"), later, Ok(())),
        ] {
            assert_eq!(
                check(kind, purpose, ends_on),
                want,
                "{kind} {purpose:?} {ends_on:?}"
            );
        }
        for kind in GroupKind::ALL {
            assert_eq!(GroupKind::parse(kind.slug()), Some(kind));
        }
    }
}
