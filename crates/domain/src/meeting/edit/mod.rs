//! Changes to a meeting.

mod record;

use super::{
    Agreed, Apart, Cancelled, Details, DetailsError, Item, MOST_ITEMS, MOST_POINTS, Meeting, NewItem,
    NewPoint,
};
use crate::id::{AgencyId, MeetingId};
use jiff::Timestamp;
use jiff::civil::Date;
use thiserror::Error;

/// A change to a meeting. `seen` is how many times the part had been changed when its form was opened.
#[derive(Clone, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "the fields are named after what they change")]
pub enum Edit {
    /// Changes when and where it is, and for whom. The group stays.
    Details { seen: u32, details: Details },
    /// Cancels it.
    Cancel { why: String },
    /// Adds an item to the agenda, before the item that is now at this place, counted from 0.
    AddItem { item: NewItem, place: usize },
    /// Changes an item and moves it to this place on the agenda, counted from 0.
    ChangeItem {
        id: u32,
        seen: u32,
        item: NewItem,
        place: usize,
    },
    /// Removes an item.
    RemoveItem { id: u32 },
    /// Writes down what was decided.
    Decide {
        item: u32,
        seen: u32,
        decision: Option<String>,
    },
    /// Writes the minutes and the decision of an item that is not open to the public.
    WriteApart {
        item: u32,
        seen: u32,
        minutes: Option<String>,
        decision: Option<String>,
    },
    /// Writes down who came, and which of them sent a senior person.
    Attend {
        seen: u32,
        came: Vec<AgencyId>,
        senior: Vec<AgencyId>,
    },
    /// Adds an action point.
    AddPoint(NewPoint),
    /// Changes an action point.
    ChangePoint {
        id: u32,
        seen: u32,
        point: NewPoint,
        done_on: Option<Date>,
    },
    /// Writes the minutes, and says whether the public sees them as a draft.
    WriteMinutes { seen: u32, text: String, is_shown: bool },
    /// Notes that a later meeting agreed the minutes.
    AgreeMinutes { seen: u32, at: MeetingId, on: Date },
}

/// Why a meeting was not changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum EditError {
    /// The part does not exist.
    #[error("This part of the meeting no longer exists. Open the meeting again")]
    NotThere,
    /// Somebody has changed the part in the meantime.
    #[error(
        "Somebody has changed this since you opened the page. It now shows what they entered. Make your change again"
    )]
    ChangedMeanwhile,
    /// The meeting was cancelled.
    #[error("This meeting is cancelled. Add a new one if it will take place after all")]
    Cancelled,
    /// There is no room for another part.
    #[error(
        "A meeting has room for {} items and {} action points",
        MOST_ITEMS,
        MOST_POINTS
    )]
    Full,
    /// The meeting has not begun.
    #[error("The meeting has not begun yet. Come back when it has")]
    NotBegun,
    /// An agency that did not come cannot have sent anybody.
    #[error(
        "An agency that did not come cannot have sent a senior person. Tick it in both lists or in neither"
    )]
    SeniorButAway,
    /// An action point is due before the meeting.
    #[error("The due date must be on or after the day of the meeting")]
    DueTooEarly,
    /// The day on which something was done is in the future.
    #[error("The day on which it was done must be today or earlier")]
    DoneInFuture,
    /// The item is open, so what is written about it is in the minutes.
    #[error("This item is open to the public. Write what was said into the minutes of the meeting")]
    IsOpen,
    /// There are no minutes.
    #[error("There are no minutes to agree yet. Write them first")]
    NoMinutes,
    /// The minutes were agreed.
    #[error("The minutes are agreed, so they cannot be changed")]
    Agreed,
    /// The details are not valid.
    #[error(transparent)]
    Details(#[from] DetailsError),
}

/// A meeting after an edit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Edited {
    /// The meeting.
    pub meeting: Meeting,
    /// What was done, in a sentence.
    pub said: String,
    /// Why.
    pub why: Option<String>,
    /// Whether the log of the whole register records it as well.
    pub is_logged: bool,
}

impl Edited {
    fn of(meeting: Meeting, said: impl Into<String>) -> Self {
        Self {
            meeting,
            said: said.into(),
            why: None,
            is_logged: false,
        }
    }

    fn logged(mut self) -> Self {
        self.is_logged = true;
        self
    }
}

impl Meeting {
    /// Returns the meeting after an edit that is made at `now`.
    ///
    /// # Errors
    /// [`EditError`], which says why it is not possible.
    pub fn edited(&self, edit: Edit, now: Timestamp) -> Result<Edited, EditError> {
        let meeting = self.clone();
        match edit {
            Edit::Details { seen, details } => meeting.change_details(seen, details),
            Edit::Cancel { why } => meeting.cancel(why, now),
            Edit::AddItem { item, place } => meeting.add_item(item, place),
            Edit::ChangeItem {
                id,
                seen,
                item,
                place,
            } => meeting.change_item(id, seen, item, place),
            Edit::RemoveItem { id } => meeting.remove_item(id),
            Edit::Decide { item, seen, decision } => meeting.decide(item, seen, decision, now),
            Edit::WriteApart {
                item,
                seen,
                minutes,
                decision,
            } => meeting.write_apart((item, seen), minutes, decision, now),
            Edit::Attend { seen, came, senior } => meeting.attend(seen, &came, &senior, now),
            Edit::AddPoint(point) => meeting.add_point(point),
            Edit::ChangePoint {
                id,
                seen,
                point,
                done_on,
            } => meeting.change_point((id, seen), point, done_on, now),
            Edit::WriteMinutes { seen, text, is_shown } => meeting.write_minutes(seen, text, is_shown, now),
            Edit::AgreeMinutes { seen, at, on } => meeting.agree_minutes(seen, Agreed { at, on }),
        }
    }

    fn change_details(mut self, seen: u32, details: Details) -> Result<Edited, EditError> {
        self.still_on()?;
        bump(&mut self.version, seen)?;
        let details = Details {
            group: self.details.group,
            ..details
        };
        details.check()?;
        let moved = details.moves_from(&self.details);
        let opened = details.is_public != self.details.is_public;
        if moved {
            self.revision = self.revision.saturating_add(1);
        }
        let said = match (opened, details.is_public) {
            (true, true) => "Opened the meeting to the public",
            (true, false) => "Closed the meeting to the public",
            (false, _) if moved => "Moved the meeting to another time or place",
            (false, _) => "Changed the details of the meeting",
        };
        self.details = details;
        let done = Edited::of(self, said);
        Ok(if moved { done.logged() } else { done })
    }

    fn cancel(mut self, why: String, now: Timestamp) -> Result<Edited, EditError> {
        self.still_on()?;
        self.revision = self.revision.saturating_add(1);
        self.cancelled = Some(Cancelled {
            at: now,
            why: why.clone(),
        });
        let done = Edited::of(self, "Cancelled the meeting").logged();
        Ok(Edited {
            why: Some(why),
            ..done
        })
    }

    fn add_item(mut self, item: NewItem, place: usize) -> Result<Edited, EditError> {
        self.still_on()?;
        if self.items.len() >= MOST_ITEMS {
            return Err(EditError::Full);
        }
        let said = format!("Added “{}” to the agenda", item.title);
        let item = Item {
            id: self.number(),
            version: 0,
            item,
            decision: None,
            apart: Apart::default(),
        };
        let place = place.min(self.items.len());
        self.items.insert(place, item);
        Ok(Edited::of(self, said))
    }

    fn change_item(mut self, id: u32, seen: u32, item: NewItem, place: usize) -> Result<Edited, EditError> {
        let at = self.items.iter().position(|item| item.id == id);
        let mut changed = self.items.remove(at.ok_or(EditError::NotThere)?);
        bump(&mut changed.version, seen)?;
        let opened = changed.item.not_public.is_some() != item.not_public.is_some();
        let said = match (opened, item.not_public.is_some()) {
            (true, true) => format!("Closed the item “{}” to the public", item.title),
            (true, false) => format!("Opened the item “{}” to the public", item.title),
            (false, _) => format!("Changed the item “{}”", item.title),
        };
        let why = item.not_public.clone().filter(|_| opened);
        if opened && item.not_public.is_none() {
            changed.keep_decision_apart();
        }
        changed.item = item;
        let place = place.min(self.items.len());
        self.items.insert(place, changed);
        let done = Edited::of(self, said);
        let done = if opened { done.logged() } else { done };
        Ok(Edited { why, ..done })
    }

    fn remove_item(mut self, id: u32) -> Result<Edited, EditError> {
        let item = self.item(id).ok_or(EditError::NotThere)?;
        let said = format!("Took “{}” off the agenda", item.item.title);
        // The points of an open item stay for everybody to read. Those of a closed item stay closed without it.
        if item.item.not_public.is_none() {
            let own = self
                .points
                .iter_mut()
                .filter(|point| point.point.item == Some(id));
            own.for_each(|point| point.point.item = None);
        }
        self.items.retain(|item| item.id != id);
        Ok(Edited::of(self, said))
    }

    fn still_on(&self) -> Result<(), EditError> {
        match self.cancelled {
            Some(_) => Err(EditError::Cancelled),
            None => Ok(()),
        }
    }

    fn begun(&self, now: Timestamp) -> Result<(), EditError> {
        self.still_on()?;
        if self.has_begun(now) {
            Ok(())
        } else {
            Err(EditError::NotBegun)
        }
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
