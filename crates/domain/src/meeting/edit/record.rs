//! What is written down at and after a meeting: decisions, who came, action points and minutes.

use super::{EditError, Edited, bump};
use crate::id::AgencyId;
use crate::london;
use crate::meeting::{ActionPoint, Agreed, Attended, MOST_POINTS, Meeting, NewPoint};
use jiff::Timestamp;
use jiff::civil::Date;

impl Meeting {
    pub(super) fn decide(
        mut self,
        id: u32,
        seen: u32,
        decision: Option<String>,
        now: Timestamp,
    ) -> Result<Edited, EditError> {
        self.begun(now)?;
        let item = self.item_mut(id).ok_or(EditError::NotThere)?;
        bump(&mut item.version, seen)?;
        let said = format!("Recorded the decision on “{}”", item.item.title);
        item.decision = decision;
        Ok(Edited::of(self, said))
    }

    pub(super) fn write_apart(
        mut self,
        (id, seen): (u32, u32),
        minutes: Option<String>,
        decision: Option<String>,
        now: Timestamp,
    ) -> Result<Edited, EditError> {
        self.begun(now)?;
        let item = self.item_mut(id).ok_or(EditError::NotThere)?;
        if item.item.not_public.is_none() {
            return Err(EditError::IsOpen);
        }
        bump(&mut item.apart.version, seen)?;
        (item.apart.minutes, item.apart.decision) = (minutes, decision);
        // What was decided before the item had minutes of its own is in the form, and so in what was sent.
        item.decision = None;
        let said = format!("Wrote the minutes of the closed item “{}”", item.item.title);
        Ok(Edited::of(self, said))
    }

    pub(super) fn attend(
        mut self,
        seen: u32,
        came: &[AgencyId],
        senior: &[AgencyId],
        now: Timestamp,
    ) -> Result<Edited, EditError> {
        self.begun(now)?;
        if senior.iter().any(|agency| !came.contains(agency)) {
            return Err(EditError::SeniorButAway);
        }
        bump(&mut self.attendance.version, seen)?;
        let attended = came.iter().map(|agency| Attended {
            agency: *agency,
            senior: senior.contains(agency),
        });
        self.attendance.agencies = attended.collect();
        Ok(Edited::of(self, "Recorded who came"))
    }

    pub(super) fn add_point(mut self, point: NewPoint) -> Result<Edited, EditError> {
        self.still_on()?;
        if self.points.len() >= MOST_POINTS {
            return Err(EditError::Full);
        }
        self.fits(&point)?;
        let said = format!("Added the action point “{}”", point.text);
        let id = self.number();
        self.points.push(ActionPoint {
            id,
            version: 0,
            point,
            done_on: None,
        });
        Ok(Edited::of(self, said))
    }

    pub(super) fn change_point(
        mut self,
        (id, seen): (u32, u32),
        point: NewPoint,
        done_on: Option<Date>,
        now: Timestamp,
    ) -> Result<Edited, EditError> {
        if done_on.is_some_and(|day| day > london::date_of(now)) {
            return Err(EditError::DoneInFuture);
        }
        self.fits(&point)?;
        let known = self.point_mut(id).ok_or(EditError::NotThere)?;
        bump(&mut known.version, seen)?;
        let said = match (known.done_on.is_some(), done_on.is_some()) {
            (false, true) => format!("Noted that “{}” is done", point.text),
            _ => format!("Changed the action point “{}”", point.text),
        };
        let moved = (known.point.owner, known.point.due) != (point.owner, point.due);
        (known.point, known.done_on) = (point, done_on);
        let done = Edited::of(self, said);
        Ok(if moved { done.logged() } else { done })
    }

    pub(super) fn write_minutes(
        mut self,
        seen: u32,
        text: String,
        is_shown: bool,
        now: Timestamp,
    ) -> Result<Edited, EditError> {
        self.begun(now)?;
        if self.minutes.agreed.is_some() {
            return Err(EditError::Agreed);
        }
        bump(&mut self.minutes.version, seen)?;
        let turned = self.minutes.is_shown != is_shown;
        let said = match (turned, is_shown) {
            (true, true) => "Published the draft minutes",
            (true, false) => "Withdrew the draft minutes",
            (false, _) => "Wrote the minutes",
        };
        (self.minutes.text, self.minutes.is_shown) = (Some(text), is_shown);
        let done = Edited::of(self, said);
        Ok(if turned { done.logged() } else { done })
    }

    pub(super) fn agree_minutes(mut self, seen: u32, agreed: Agreed) -> Result<Edited, EditError> {
        if self.minutes.agreed.is_some() {
            return Err(EditError::Agreed);
        }
        if self.minutes.text.is_none() {
            return Err(EditError::NoMinutes);
        }
        bump(&mut self.minutes.version, seen)?;
        self.minutes.agreed = Some(agreed);
        let said = format!(
            "Noted that the meeting on {} agreed the minutes",
            london::date(agreed.on)
        );
        Ok(Edited::of(self, said).logged())
    }

    /// Makes sure that an action point is about an item that exists, and is not due before the meeting.
    fn fits(&self, point: &NewPoint) -> Result<(), EditError> {
        if point.item.is_some_and(|item| self.item(item).is_none()) {
            return Err(EditError::NotThere);
        }
        if point.due < self.day() {
            return Err(EditError::DueTooEarly);
        }
        Ok(())
    }
}
