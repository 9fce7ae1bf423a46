use super::{Edit, EditError, Edited, Problem, bump};
use crate::id::{AccountId, CampaignId};
use crate::plan::PlanAction;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// The most actions, and the most campaigns, that a case can be linked to.
pub const MOST_LINKS: usize = 40;

/// What the public may read about a case. Nothing else of a case is ever published.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SummaryText {
    /// What the case is called in public.
    pub title: String,
    /// Where the problem is or was, in words.
    pub place: String,
    /// What the problem is or was.
    pub problem: String,
    /// What was done about it.
    pub done: String,
    /// What came of that.
    pub came: String,
}

/// The public summary of a case, as it is written now. The public reads the text that was published last.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Summary {
    /// How many times it has been written.
    pub version: u32,
    /// The text.
    pub text: SummaryText,
    /// Who wrote it last.
    pub by: Option<AccountId>,
    /// When it was written last.
    pub at: Timestamp,
    /// The version that the public reads, and since when.
    pub published: Option<(u32, Timestamp)>,
}

/// The actions of plans, and the campaigns, that a case belongs with.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Links {
    /// How many times they have been changed.
    pub version: u32,
    /// The actions.
    pub actions: Vec<PlanAction>,
    /// The campaigns.
    pub campaigns: Vec<CampaignId>,
}

impl Edit {
    /// Tells whether it can be made while a case is closed.
    pub(super) fn fits_closed(&self) -> bool {
        matches!(
            self,
            Self::Reopen { .. }
                | Self::Summarise { .. }
                | Self::Publish { .. }
                | Self::Withdraw { .. }
                | Self::Link { .. }
        )
    }
}

impl Problem {
    pub(super) fn summarise(
        mut self,
        seen: u32,
        text: SummaryText,
        (by, at): (Option<AccountId>, Timestamp),
    ) -> Result<Edited, EditError> {
        let mut version = self.summary.as_ref().map_or(0, |summary| summary.version);
        bump(&mut version, seen)?;
        let published = self.summary.as_ref().and_then(|summary| summary.published);
        self.summary = Some(Summary {
            version,
            text,
            by,
            at,
            published,
        });
        Ok(Edited::of(self, "Wrote the public summary"))
    }

    /// Publishes the summary as it was seen. Somebody else must have written it.
    pub(super) fn publish(
        mut self,
        seen: u32,
        (by, at): (Option<AccountId>, Timestamp),
    ) -> Result<Edited, EditError> {
        let summary = self.summary.as_mut().ok_or(EditError::NoSummary)?;
        if summary.version != seen {
            return Err(EditError::ChangedMeanwhile);
        }
        if summary.by.is_some() && summary.by == by {
            return Err(EditError::OwnSummary);
        }
        if summary.published.is_some_and(|(version, _)| version == seen) {
            return Err(EditError::IsPublished);
        }
        summary.published = Some((seen, at));
        Ok(Edited::of(self, "Published the public summary").logged("Published the public summary", None))
    }

    pub(super) fn withdraw(mut self, why: String) -> Result<Edited, EditError> {
        let summary = self.summary.as_mut().ok_or(EditError::NoSummary)?;
        if summary.published.take().is_none() {
            return Err(EditError::NotPublished);
        }
        Ok(Edited::of(self, "Withdrew the public summary").logged("Withdrew the public summary", Some(why)))
    }

    pub(super) fn link(
        mut self,
        seen: u32,
        actions: Vec<PlanAction>,
        campaigns: Vec<CampaignId>,
    ) -> Result<Edited, EditError> {
        if actions.len() > MOST_LINKS || campaigns.len() > MOST_LINKS {
            return Err(EditError::TooManyLinks);
        }
        bump(&mut self.links.version, seen)?;
        (self.links.actions, self.links.campaigns) = (actions, campaigns);
        Ok(Edited::of(self, "Chose actions and campaigns"))
    }
}
