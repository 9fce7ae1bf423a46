//! Changes to a consultation.

use super::{
    Consultation, Details, DetailsError, MOST_STANDS, NewStandCount, PublishedResult, StandCount, StandError,
    Tally,
};
use crate::london;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use thiserror::Error;

/// What came of a consultation, in words that a person writes.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Outcome {
    /// How many times it has been changed.
    pub version: u32,
    /// Whom it reached and whom it did not.
    pub reached: Option<String>,
    /// What people said in their own words, in themes.
    pub themes: Option<String>,
    /// What changed because of it.
    pub changed: Option<String>,
}

/// A change to a consultation. `seen` is how often the part had been changed when its form was opened.
#[derive(Clone, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "the fields are named after what they change")]
pub enum Edit {
    /// Changes what it asks and when. Once it has opened, only its close can move, and only to a later time.
    Details { seen: u32, details: Details },
    /// Shows it to the public, or takes it off the public pages.
    Show {
        seen: u32,
        is_public: bool,
        why: Option<String>,
    },
    /// Adds a count from a stand.
    AddStand(NewStandCount),
    /// Changes a count from a stand.
    ChangeStand {
        id: u32,
        seen: u32,
        stand: NewStandCount,
    },
    /// Removes a count from a stand.
    RemoveStand { id: u32 },
    /// Writes what came of it.
    Write {
        seen: u32,
        reached: Option<String>,
        themes: Option<String>,
        changed: Option<String>,
    },
    /// Publishes the result, as the answers are counted now.
    Publish { seen: u32, tally: Tally },
    /// Takes the result off the public pages.
    Withdraw { why: String },
}

/// Why a consultation was not changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum EditError {
    /// The part does not exist.
    #[error("This part of the consultation no longer exists. Open the consultation again")]
    NotThere,
    /// Somebody has changed the part in the meantime.
    #[error(
        "Somebody has changed this since you opened the page. It now shows what they entered. Make your change again"
    )]
    ChangedMeanwhile,
    /// People may have answered it.
    #[error(
        "The consultation has opened, so its question, its issues and its rule stay as they are. You can still move its close to a later time"
    )]
    HasOpened,
    /// It would close earlier than people were told.
    #[error("People were told that it is open for longer. Choose a later time to close, or leave it")]
    ClosesEarlier,
    /// Its time for answers is over.
    #[error("The consultation has closed. Enter a new one to ask again")]
    HasClosed,
    /// It has not opened.
    #[error("The consultation has not opened yet. Come back when it has")]
    NotOpened,
    /// It is still open.
    #[error("The consultation is still open. Publish the result when it has closed")]
    StillOpen,
    /// There is no room for another part.
    #[error("A consultation has room for {} counts from stands", MOST_STANDS)]
    Full,
    /// It is taken off the public pages without a reason.
    #[error("Say why you are taking it off the public pages")]
    NoReason,
    /// The public sees the result.
    #[error("The result is published, so this stays as it is. Withdraw the result first")]
    Published,
    /// The public does not see the result.
    #[error("The result is not published")]
    NotPublished,
    /// Nobody has written what changed.
    #[error("Write what people said and what changed because of it before you publish the result")]
    NoOutcome,
    /// The details are not valid.
    #[error(transparent)]
    Details(#[from] DetailsError),
    /// The count from a stand is not valid.
    #[error(transparent)]
    Stand(#[from] StandError),
}

/// A consultation after an edit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Edited {
    /// The consultation.
    pub consultation: Consultation,
    /// What was done, in a sentence.
    pub said: String,
    /// Why.
    pub why: Option<String>,
    /// Whether the log of the whole register records it as well.
    pub is_logged: bool,
}

impl Edited {
    fn of(consultation: Consultation, said: impl Into<String>) -> Self {
        Self {
            consultation,
            said: said.into(),
            why: None,
            is_logged: false,
        }
    }

    fn logged(self, why: Option<String>) -> Self {
        Self {
            why,
            is_logged: true,
            ..self
        }
    }
}

impl Consultation {
    /// Makes an edit at an instant.
    ///
    /// # Errors
    /// [`EditError`], which says why it is not possible.
    pub fn edited(&self, edit: Edit, now: Timestamp) -> Result<Edited, EditError> {
        let kept = self.clone();
        match edit {
            Edit::Details { seen, details } => kept.change_details(seen, details, now),
            Edit::Show { seen, is_public, why } => kept.show(seen, is_public, why, now),
            Edit::AddStand(stand) => kept.add_stand(stand, now),
            Edit::ChangeStand { id, seen, stand } => kept.change_stand(id, seen, stand, now),
            Edit::RemoveStand { id } => kept.remove_stand(id),
            Edit::Write {
                seen,
                reached,
                themes,
                changed,
            } => kept.write_outcome(seen, reached, themes, changed),
            Edit::Publish { seen, tally } => kept.publish(seen, tally, now),
            Edit::Withdraw { why } => kept.withdraw(why),
        }
    }

    fn change_details(mut self, seen: u32, details: Details, now: Timestamp) -> Result<Edited, EditError> {
        if self.has_opened(now) {
            return self.close_later(seen, &details, now);
        }
        bump(&mut self.version, seen)?;
        details.check()?;
        self.details = details;
        Ok(Edited::of(self, "Changed the consultation"))
    }

    fn close_later(mut self, seen: u32, details: &Details, now: Timestamp) -> Result<Edited, EditError> {
        if self.has_closed(now) {
            return Err(EditError::HasClosed);
        }
        bump(&mut self.version, seen)?;
        let same = Details {
            closes_at: self.details.closes_at,
            ..details.clone()
        };
        if same != self.details {
            return Err(EditError::HasOpened);
        }
        if details.closes_at < self.details.closes_at {
            return Err(EditError::ClosesEarlier);
        }
        details.check()?;
        self.details.closes_at = details.closes_at;
        let said = format!("Moved the close to {}", london::day_and_time(details.closes_at));
        Ok(Edited::of(self, said).logged(None))
    }

    fn show(
        mut self,
        seen: u32,
        is_public: bool,
        why: Option<String>,
        now: Timestamp,
    ) -> Result<Edited, EditError> {
        bump(&mut self.version, seen)?;
        if is_public && self.first_shown_at.is_none() && self.has_closed(now) {
            return Err(EditError::HasClosed);
        }
        if self.is_public && !is_public && why.is_none() {
            return Err(EditError::NoReason);
        }
        self.is_public = is_public;
        if is_public {
            self.first_shown_at.get_or_insert(now);
        }
        let said = if is_public {
            "Published the consultation"
        } else {
            "Took the consultation off the public pages"
        };
        Ok(Edited::of(self, said).logged(why))
    }

    fn add_stand(mut self, stand: NewStandCount, now: Timestamp) -> Result<Edited, EditError> {
        self.fits(&stand, now)?;
        if self.stands.len() >= MOST_STANDS {
            return Err(EditError::Full);
        }
        let said = format!("Added a count from a stand: {}", stand.place);
        let id = self.next;
        self.next = self.next.saturating_add(1);
        self.stands.push(StandCount {
            id,
            version: 0,
            stand,
        });
        Ok(Edited::of(self, said))
    }

    fn change_stand(
        mut self,
        id: u32,
        seen: u32,
        stand: NewStandCount,
        now: Timestamp,
    ) -> Result<Edited, EditError> {
        self.fits(&stand, now)?;
        let known = self.stands.iter_mut().find(|known| known.id == id);
        let known = known.ok_or(EditError::NotThere)?;
        bump(&mut known.version, seen)?;
        let said = format!("Changed the count from a stand: {}", stand.place);
        known.stand = stand;
        Ok(Edited::of(self, said))
    }

    fn remove_stand(mut self, id: u32) -> Result<Edited, EditError> {
        self.not_published()?;
        let known = self.stand(id).ok_or(EditError::NotThere)?;
        let said = format!("Removed the count from a stand: {}", known.stand.place);
        self.stands.retain(|stand| stand.id != id);
        Ok(Edited::of(self, said))
    }

    fn write_outcome(
        mut self,
        seen: u32,
        reached: Option<String>,
        themes: Option<String>,
        changed: Option<String>,
    ) -> Result<Edited, EditError> {
        bump(&mut self.outcome.version, seen)?;
        let is_published = self.result.is_some();
        if is_published && (themes.is_none() || changed.is_none()) {
            return Err(EditError::NoOutcome);
        }
        self.outcome = Outcome {
            version: self.outcome.version,
            reached,
            themes,
            changed,
        };
        let done = Edited::of(self, "Wrote what came of the consultation");
        Ok(if is_published { done.logged(None) } else { done })
    }

    fn publish(mut self, seen: u32, tally: Tally, now: Timestamp) -> Result<Edited, EditError> {
        self.not_published()?;
        if !self.has_opened(now) {
            return Err(EditError::NotOpened);
        }
        if !self.has_closed(now) {
            return Err(EditError::StillOpen);
        }
        if self.outcome.version != seen {
            return Err(EditError::ChangedMeanwhile);
        }
        if self.outcome.themes.is_none() || self.outcome.changed.is_none() {
            return Err(EditError::NoOutcome);
        }
        self.result = Some(PublishedResult { at: now, tally });
        Ok(Edited::of(self, "Published the result").logged(None))
    }

    fn withdraw(mut self, why: String) -> Result<Edited, EditError> {
        self.result.take().ok_or(EditError::NotPublished)?;
        Ok(Edited::of(self, "Withdrew the result").logged(Some(why)))
    }

    fn not_published(&self) -> Result<(), EditError> {
        match self.result {
            Some(_) => Err(EditError::Published),
            None => Ok(()),
        }
    }

    /// Makes sure that a count from a stand can be kept.
    fn fits(&self, stand: &NewStandCount, now: Timestamp) -> Result<(), EditError> {
        self.not_published()?;
        if !self.has_opened(now) {
            return Err(EditError::NotOpened);
        }
        let opened_on = london::date_of(self.details.opens_at);
        stand.check(self.details.issues.len(), opened_on, london::date_of(now))?;
        Ok(())
    }
}

/// Counts a change, if nobody has changed the part since it was seen.
fn bump(version: &mut u32, seen: u32) -> Result<(), EditError> {
    if *version != seen {
        return Err(EditError::ChangedMeanwhile);
    }
    *version = version.saturating_add(1);
    Ok(())
}
