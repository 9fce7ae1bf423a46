mod parts;

use super::{
    ActionError, By, Evaluation, MOST_EVENTS, MOST_PARTS, MOST_PRIORITIES, MeasureError, MeasureStatus,
    MeasuredValue, NewAction, NewMeasure, Objective, Plan, Priority, PriorityText, Progress, Term, What,
};
use crate::id::EventId;
use crate::london;
use jiff::Timestamp;
use jiff::civil::Date;
use thiserror::Error;

/// A change to a plan. `seen` is how many times the part had been changed when somebody opened its form. If the part
/// has been changed since then, the edit is refused.
#[derive(Clone, Debug, PartialEq)]
#[expect(missing_docs, reason = "each field is the part that it names")]
pub enum Edit {
    /// Changes the title, summary and areas of focus.
    About {
        seen: u32,
        title: String,
        summary: Option<String>,
        areas: Vec<String>,
    },
    /// Adds a priority.
    AddPriority(PriorityText),
    /// Changes a priority.
    ChangePriority { id: u32, seen: u32, text: PriorityText },
    /// Removes a priority that has nothing under it.
    RemovePriority { id: u32 },
    /// Adds an objective to a priority.
    AddObjective { priority: u32, text: String, term: Term },
    /// Changes an objective.
    ChangeObjective {
        id: u32,
        seen: u32,
        text: String,
        term: Term,
    },
    /// Adds a measure to an objective.
    AddMeasure { objective: u32, measure: NewMeasure },
    /// Changes a measure. A change to the baseline, target or tolerance needs a reason.
    ChangeMeasure {
        id: u32,
        seen: u32,
        measure: NewMeasure,
        why: Option<String>,
    },
    /// Records a value.
    Record { measure: u32, value: MeasuredValue },
    /// Sets a status by hand, or goes back to the computed one.
    Overrule {
        measure: u32,
        status: Option<MeasureStatus>,
        why: String,
    },
    /// Adds an action to an objective.
    AddAction { objective: u32, action: NewAction },
    /// Changes an action's title, owner, helpers and start. A change of owner needs a reason.
    ChangeAction {
        id: u32,
        seen: u32,
        action: NewAction,
        why: Option<String>,
    },
    /// Moves a due date.
    MoveDue {
        action: u32,
        seen: u32,
        due: Date,
        why: String,
    },
    /// Says which marking events count towards an action.
    LinkEvents {
        action: u32,
        seen: u32,
        events: Vec<EventId>,
    },
    /// Records how far an action has got. It replaces the notes that the same body has made since `replaces`.
    Progress {
        action: u32,
        seen: Option<u32>,
        progress: Progress,
        replaces: Option<Timestamp>,
    },
    /// Evaluates a priority.
    Evaluate {
        priority: u32,
        seen: u32,
        evaluation: Evaluation,
    },
}

/// Why a plan was not changed.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum EditError {
    /// The part does not exist.
    #[error("This part of the plan no longer exists. Open the plan again")]
    NotThere,
    /// Somebody has changed the part in the meantime.
    #[error(
        "Somebody has changed this since you opened the page. It now shows what they entered. Make your change again"
    )]
    ChangedMeanwhile,
    /// The priority has objectives.
    #[error(
        "A priority with objectives cannot be removed. To leave it out next year, evaluate it as “Stop it”"
    )]
    NotEmpty,
    /// The plan is full.
    #[error(
        "A plan has room for {} priorities and {} objectives, measures and actions",
        MOST_PRIORITIES,
        MOST_PARTS
    )]
    Full,
    /// A change to a baseline, target, tolerance or owner needs a reason.
    #[error("Say why you are changing this")]
    NoReason,
    /// The figures fill the measure.
    #[error("The figures fill in this measure when a quarter closes, so you cannot enter its values")]
    FromFigures,
    /// An action is linked to too many events.
    #[error("An action has room for {} events", MOST_EVENTS)]
    TooManyEvents,
    /// A value's date is in the future.
    #[error("The value’s date must be today or earlier")]
    Future,
    /// The measure, its baseline and its target do not fit together.
    #[error(transparent)]
    Measure(#[from] MeasureError),
    /// An action or its progress is not valid.
    #[error(transparent)]
    Action(#[from] ActionError),
}

/// A plan after an edit.
#[derive(Clone, Debug, PartialEq)]
pub struct Edited {
    /// The plan as it is now.
    pub plan: Plan,
    /// What was done.
    pub what: What,
    /// What was done, in a sentence.
    pub said: String,
    /// Why it was done.
    pub why: Option<String>,
}

impl Plan {
    /// Returns the plan after an edit that is made at `now`.
    ///
    /// # Errors
    /// [`EditError`], which says why it is not possible.
    pub fn edited(&self, edit: Edit, by: By, now: Timestamp) -> Result<Edited, EditError> {
        let mut plan = self.clone();
        let (what, said, why) = plan.apply(edit, by, now)?;
        if plan.priorities.len() > MOST_PRIORITIES || plan.parts() > MOST_PARTS {
            return Err(EditError::Full);
        }
        Ok(Edited {
            plan,
            what,
            said,
            why,
        })
    }

    fn apply(&mut self, edit: Edit, by: By, now: Timestamp) -> Result<Done, EditError> {
        let today = london::date_of(now);
        match edit {
            Edit::About {
                seen,
                title,
                summary,
                areas,
            } => {
                bump(&mut self.version, seen)?;
                (self.title, self.summary, self.areas) = (title, summary, areas);
                done(
                    What::About,
                    "Changed the plan’s title, summary or areas of focus".to_owned(),
                )
            }
            Edit::AddPriority(text) => Ok(self.add_priority(text)),
            Edit::ChangePriority { id, seen, text } => self.change_priority(id, seen, text),
            Edit::RemovePriority { id } => self.remove_priority(id),
            Edit::AddObjective { priority, text, term } => self.add_objective(priority, text, term),
            Edit::ChangeObjective { id, seen, text, term } => self.change_objective(id, seen, text, term),
            Edit::AddMeasure { objective, measure } => self.add_measure(objective, measure),
            Edit::ChangeMeasure {
                id,
                seen,
                measure,
                why,
            } => self.change_measure(id, seen, measure, why),
            Edit::Record { measure, value } => self.record(measure, value, by, today),
            Edit::Overrule { measure, status, why } => self.overrule(measure, status, why, (by, now)),
            Edit::AddAction { objective, action } => self.add_action(objective, action, today),
            Edit::ChangeAction {
                id,
                seen,
                action,
                why,
            } => self.change_action(id, seen, action, why),
            Edit::MoveDue {
                action,
                seen,
                due,
                why,
            } => self.move_due(action, seen, (due, today), why, (by, now)),
            Edit::LinkEvents { action, seen, events } => self.link_events(action, seen, events),
            Edit::Progress {
                action,
                seen,
                progress,
                replaces,
            } => self.progress((action, seen), progress, replaces, (by, now)),
            Edit::Evaluate {
                priority,
                seen,
                evaluation,
            } => self.evaluate(priority, seen, evaluation),
        }
    }

    fn add_priority(&mut self, text: PriorityText) -> Done {
        let id = self.number();
        let said = format!("Added the priority “{}”", text.title);
        self.priorities.push(Priority {
            id,
            version: 0,
            text,
            objectives: Vec::new(),
            evaluation: None,
        });
        (What::Priority, said, None)
    }

    fn change_priority(&mut self, id: u32, seen: u32, text: PriorityText) -> Result<Done, EditError> {
        let priority = self.priority_mut(id).ok_or(EditError::NotThere)?;
        bump(&mut priority.version, seen)?;
        let said = format!("Changed the priority “{}”", text.title);
        priority.text = text;
        done(What::Priority, said)
    }

    fn change_objective(&mut self, id: u32, seen: u32, text: String, term: Term) -> Result<Done, EditError> {
        let objective = self.objective_mut(id).ok_or(EditError::NotThere)?;
        bump(&mut objective.version, seen)?;
        let said = format!("Changed the objective “{text}”");
        (objective.text, objective.term) = (text, term);
        done(What::Objective, said)
    }

    fn remove_priority(&mut self, id: u32) -> Result<Done, EditError> {
        let priority = self.priority(id).ok_or(EditError::NotThere)?;
        if !priority.objectives.is_empty() {
            return Err(EditError::NotEmpty);
        }
        let said = format!("Removed the priority “{}”", priority.text.title);
        self.priorities.retain(|priority| priority.id != id);
        done(What::Priority, said)
    }

    fn add_objective(&mut self, priority: u32, text: String, term: Term) -> Result<Done, EditError> {
        let id = self.number();
        let priority = self.priority_mut(priority).ok_or(EditError::NotThere)?;
        let said = format!("Added the objective “{text}”");
        priority.objectives.push(Objective {
            id,
            version: 0,
            text,
            term,
            measures: Vec::new(),
            actions: Vec::new(),
        });
        done(What::Objective, said)
    }

    fn evaluate(&mut self, id: u32, seen: u32, evaluation: Evaluation) -> Result<Done, EditError> {
        let priority = self.priority_mut(id).ok_or(EditError::NotThere)?;
        let mut version = priority.evaluation.as_ref().map_or(0, |known| known.version);
        bump(&mut version, seen)?;
        let said = format!(
            "Evaluated the priority “{}”: {}",
            priority.text.title, evaluation.verdict
        );
        priority.evaluation = Some(Evaluation {
            version,
            ..evaluation
        });
        done(What::Evaluation, said)
    }
}

type Done = (What, String, Option<String>);

fn done(what: What, said: String) -> Result<Done, EditError> {
    Ok((what, said, None))
}

/// Counts a change, unless somebody else has changed the part since it was seen.
fn bump(version: &mut u32, seen: u32) -> Result<(), EditError> {
    if *version != seen {
        return Err(EditError::ChangedMeanwhile);
    }
    *version = version.saturating_add(1);
    Ok(())
}
