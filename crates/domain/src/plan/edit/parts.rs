//! Edits to measures and actions.

use super::{Done, EditError, bump, done};
use crate::id::EventId;
use crate::london;
use crate::plan::{
    Action, ActionError, ActionStatus, By, MOST_EVENTS, Measure, MeasureStatus, MeasuredValue, Move,
    NewAction, NewMeasure, OverruledStatus, Plan, Progress, What,
};
use crate::text::counted;
use jiff::Timestamp;
use jiff::civil::Date;

impl Plan {
    pub(super) fn add_measure(&mut self, objective: u32, measure: NewMeasure) -> Result<Done, EditError> {
        measure.check()?;
        let id = self.number();
        let objective = self.objective_mut(objective).ok_or(EditError::NotThere)?;
        let said = format!("Added the measure “{}”", measure.name);
        objective.measures.push(Measure {
            id,
            version: 0,
            measure,
            values: Vec::new(),
            overruled: None,
        });
        done(What::Measure, said)
    }

    pub(super) fn change_measure(
        &mut self,
        id: u32,
        seen: u32,
        new: NewMeasure,
        why: Option<String>,
    ) -> Result<Done, EditError> {
        new.check()?;
        let measure = self.measure_mut(id).ok_or(EditError::NotThere)?;
        let moved = !measure.measure.is_on_the_way_of(&new);
        if moved && why.is_none() {
            return Err(EditError::NoReason);
        }
        bump(&mut measure.version, seen)?;
        let what = if moved { What::Target } else { What::Measure };
        let said = match moved {
            true => format!("Changed the baseline, target or tolerance of “{}”", new.name),
            false => format!("Changed the measure “{}”", new.name),
        };
        measure.measure = new;
        Ok((what, said, why))
    }

    pub(super) fn record(
        &mut self,
        id: u32,
        value: MeasuredValue,
        by: By,
        today: Date,
    ) -> Result<Done, EditError> {
        if value.on > today {
            return Err(EditError::Future);
        }
        let measure = self.measure_mut(id).ok_or(EditError::NotThere)?;
        if measure.measure.figure.is_some() && by != By::Register {
            return Err(EditError::FromFigures);
        }
        let written = measure.measure.unit.written(value.value);
        let said = format!(
            "Recorded {written} for “{}”, {}",
            measure.measure.name,
            london::date(value.on)
        );
        measure.record(value);
        done(What::Value, said)
    }

    pub(super) fn overrule(
        &mut self,
        id: u32,
        status: Option<MeasureStatus>,
        why: String,
        (by, at): (By, Timestamp),
    ) -> Result<Done, EditError> {
        let measure = self.measure_mut(id).ok_or(EditError::NotThere)?;
        let name = &measure.measure.name;
        let said = match status {
            Some(status) => format!("Set the status of “{name}” by hand: {status}"),
            None => format!("Went back to the status that we work out for “{name}”"),
        };
        measure.overruled = status.map(|status| OverruledStatus {
            status,
            reason: why.clone(),
            by,
            at,
        });
        Ok((What::StatusByHand, said, Some(why)))
    }

    pub(super) fn add_action(
        &mut self,
        objective: u32,
        action: NewAction,
        today: Date,
    ) -> Result<Done, EditError> {
        action.check()?;
        if action.due < today {
            return Err(ActionError::Past.into());
        }
        let id = self.number();
        let objective = self.objective_mut(objective).ok_or(EditError::NotThere)?;
        let said = format!(
            "Added the action “{}”, due {}",
            action.title,
            london::date(action.due)
        );
        objective.actions.push(Action {
            id,
            version: 0,
            first_due: action.due,
            action,
            moves: Vec::new(),
            status: ActionStatus::NotStarted,
            evidence: None,
            notes: Vec::new(),
            events: Vec::new(),
        });
        done(What::Action, said)
    }

    pub(super) fn change_action(
        &mut self,
        id: u32,
        seen: u32,
        new: NewAction,
        why: Option<String>,
    ) -> Result<Done, EditError> {
        let action = self.action_mut(id).ok_or(EditError::NotThere)?;
        // Another edit moves the due date, with a reason.
        let new = NewAction {
            due: action.action.due,
            ..new
        };
        new.check()?;
        let other_owner = action.action.owner != new.owner;
        if other_owner && why.is_none() {
            return Err(EditError::NoReason);
        }
        bump(&mut action.version, seen)?;
        let what = if other_owner { What::Owner } else { What::Action };
        let said = match other_owner {
            true => format!("Gave the action “{}” to another agency", new.title),
            false => format!("Changed the action “{}”", new.title),
        };
        action.action = new;
        Ok((what, said, why))
    }

    pub(super) fn link_events(
        &mut self,
        id: u32,
        seen: u32,
        mut events: Vec<EventId>,
    ) -> Result<Done, EditError> {
        events.sort_unstable();
        events.dedup();
        if events.len() > MOST_EVENTS {
            return Err(EditError::TooManyEvents);
        }
        let action = self.action_mut(id).ok_or(EditError::NotThere)?;
        bump(&mut action.version, seen)?;
        let many = counted(events.len(), "marking event", "marking events");
        let said = format!("Linked the action “{}” to {many}", action.action.title);
        action.events = events;
        done(What::Action, said)
    }

    pub(super) fn move_due(
        &mut self,
        id: u32,
        seen: u32,
        (due, today): (Date, Date),
        why: String,
        (by, at): (By, Timestamp),
    ) -> Result<Done, EditError> {
        let action = self.action_mut(id).ok_or(EditError::NotThere)?;
        if due == action.action.due {
            return Err(ActionError::SameDay.into());
        }
        if due < today {
            return Err(ActionError::Past.into());
        }
        NewAction {
            due,
            ..action.action.clone()
        }
        .check()?;
        bump(&mut action.version, seen)?;
        let from = std::mem::replace(&mut action.action.due, due);
        let (title, before, after) = (&action.action.title, london::date(from), london::date(due));
        let said = format!("Moved the due date of “{title}” from {before} to {after}");
        action.moves.push(Move {
            from,
            to: due,
            reason: why.clone(),
            by,
            at,
        });
        Ok((What::DueDate, said, Some(why)))
    }

    pub(super) fn progress(
        &mut self,
        (id, seen): (u32, Option<u32>),
        progress: Progress,
        replaces: Option<Timestamp>,
        (by, at): (By, Timestamp),
    ) -> Result<Done, EditError> {
        let action = self.action_mut(id).ok_or(EditError::NotThere)?;
        let seen = seen.unwrap_or(action.version);
        if seen != action.version {
            return Err(EditError::ChangedMeanwhile);
        }
        let note = progress.note.clone();
        if let Some(since) = replaces {
            action.notes.retain(|note| note.by != by || note.at < since);
        }
        action.progress(progress, by, at)?;
        bump(&mut action.version, seen)?;
        let said = format!("“{}”: {}", action.action.title, action.status);
        Ok((What::Progress, said, note))
    }
}
