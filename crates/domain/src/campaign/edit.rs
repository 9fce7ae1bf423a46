//! Changes to a campaign.

use super::{Campaign, Count, Details, DetailsError, MOST_COUNTS, MOST_LINKS, NewCount, PlanAction};
use crate::id::EventId;
use crate::london;
use jiff::Timestamp;
use thiserror::Error;

/// A change to a campaign. `seen` is how often the part had been changed when its form was opened.
#[derive(Clone, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "the fields are named after what they change")]
pub enum Edit {
    /// Changes what it is.
    Details { seen: u32, details: Details },
    /// Shows it to the public, or takes it off the public pages.
    Show {
        seen: u32,
        is_public: bool,
        why: Option<String>,
    },
    /// Changes its events and actions.
    Link {
        seen: u32,
        events: Vec<EventId>,
        actions: Vec<PlanAction>,
    },
    /// Adds a count.
    AddCount(NewCount),
    /// Changes a count.
    ChangeCount { id: u32, seen: u32, count: NewCount },
    /// Removes a count.
    RemoveCount { id: u32 },
}

/// Why a campaign was not changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum EditError {
    /// The part does not exist.
    #[error("This part of the campaign no longer exists. Open the campaign again")]
    NotThere,
    /// Somebody has changed the part in the meantime.
    #[error(
        "Somebody has changed this since you opened the page. It now shows what they entered. Make your change again"
    )]
    ChangedMeanwhile,
    /// There is no room for another part.
    #[error(
        "A campaign has room for {} counts, {} events and {} actions",
        MOST_COUNTS,
        MOST_LINKS,
        MOST_LINKS
    )]
    Full,
    /// Something was counted in the future.
    #[error("The day of the count must be today or earlier")]
    CountedInFuture,
    /// It is taken off the public pages without a reason.
    #[error("Say why you are taking it off the public pages")]
    NoReason,
    /// The details are not valid.
    #[error(transparent)]
    Details(#[from] DetailsError),
}

/// A campaign after an edit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Edited {
    /// The campaign.
    pub campaign: Campaign,
    /// What was done, in a sentence.
    pub said: String,
    /// Why.
    pub why: Option<String>,
    /// Whether the log of the whole register records it as well.
    pub is_logged: bool,
}

impl Edited {
    fn of(campaign: Campaign, said: impl Into<String>) -> Self {
        Self {
            campaign,
            said: said.into(),
            why: None,
            is_logged: false,
        }
    }
}

impl Campaign {
    /// Makes an edit at an instant.
    ///
    /// # Errors
    /// [`EditError`], which says why it is not possible.
    pub fn edited(&self, edit: Edit, now: Timestamp) -> Result<Edited, EditError> {
        let campaign = self.clone();
        match edit {
            Edit::Details { seen, details } => campaign.change_details(seen, details),
            Edit::Show { seen, is_public, why } => campaign.show(seen, is_public, why),
            Edit::Link {
                seen,
                events,
                actions,
            } => campaign.link(seen, events, actions),
            Edit::AddCount(count) => campaign.add_count(count, now),
            Edit::ChangeCount { id, seen, count } => campaign.change_count(id, seen, count, now),
            Edit::RemoveCount { id } => campaign.remove_count(id),
        }
    }

    fn change_details(mut self, seen: u32, details: Details) -> Result<Edited, EditError> {
        bump(&mut self.version, seen)?;
        details.check()?;
        self.details = details;
        Ok(Edited::of(self, "Changed the details of the campaign"))
    }

    fn show(mut self, seen: u32, is_public: bool, why: Option<String>) -> Result<Edited, EditError> {
        bump(&mut self.version, seen)?;
        if self.is_public && !is_public && why.is_none() {
            return Err(EditError::NoReason);
        }
        self.is_public = is_public;
        let said = if is_public {
            "Published the campaign"
        } else {
            "Took the campaign off the public pages"
        };
        let done = Edited::of(self, said);
        Ok(Edited {
            why,
            is_logged: true,
            ..done
        })
    }

    fn link(
        mut self,
        seen: u32,
        events: Vec<EventId>,
        actions: Vec<PlanAction>,
    ) -> Result<Edited, EditError> {
        bump(&mut self.links.version, seen)?;
        if events.len() > MOST_LINKS || actions.len() > MOST_LINKS {
            return Err(EditError::Full);
        }
        (self.links.events, self.links.actions) = (events, actions);
        Ok(Edited::of(self, "Changed the events and actions of the campaign"))
    }

    fn add_count(mut self, count: NewCount, now: Timestamp) -> Result<Edited, EditError> {
        if self.counts.len() >= MOST_COUNTS {
            return Err(EditError::Full);
        }
        in_the_past(&count, now)?;
        let said = format!("Added a count: {}", told(&count));
        let id = self.next;
        self.next = self.next.saturating_add(1);
        self.counts.push(Count {
            id,
            version: 0,
            count,
        });
        Ok(Edited::of(self, said))
    }

    fn change_count(
        mut self,
        id: u32,
        seen: u32,
        count: NewCount,
        now: Timestamp,
    ) -> Result<Edited, EditError> {
        in_the_past(&count, now)?;
        let known = self.counts.iter_mut().find(|count| count.id == id);
        let known = known.ok_or(EditError::NotThere)?;
        bump(&mut known.version, seen)?;
        let said = format!(
            "Changed a count from “{}” to “{}”",
            told(&known.count),
            told(&count)
        );
        known.count = count;
        Ok(Edited::of(self, said))
    }

    fn remove_count(mut self, id: u32) -> Result<Edited, EditError> {
        let known = self.count(id).ok_or(EditError::NotThere)?;
        let said = format!("Removed a count: {}", told(&known.count));
        self.counts.retain(|count| count.id != id);
        Ok(Edited::of(self, said))
    }
}

fn told(count: &NewCount) -> String {
    let what = count.what.to_string().to_lowercase();
    format!("{what}, {} on {}", count.number, london::date(count.on))
}

fn in_the_past(count: &NewCount, now: Timestamp) -> Result<(), EditError> {
    if count.on > london::date_of(now) {
        return Err(EditError::CountedInFuture);
    }
    Ok(())
}

/// Counts a change, if nobody has changed the part since it was seen.
fn bump(version: &mut u32, seen: u32) -> Result<(), EditError> {
    if *version != seen {
        return Err(EditError::ChangedMeanwhile);
    }
    *version = version.saturating_add(1);
    Ok(())
}
