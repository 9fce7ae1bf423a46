use super::{Field, Opened, PlanForm, Typed, agencies, agency_choices, seen};
use crate::shared::{Choice, Errors, london};
use domain::id::AgencyId;
use domain::plan::{Action, ActionError, Edit, EditError, NewAction, Objective};
use jiff::civil::Date;

/// A new action for an objective.
pub(crate) struct AddAction(Objective);

/// Changes to an action.
pub(crate) struct ChangeAction(Action);

/// A new due date for an action.
pub(crate) struct MoveDue(Action);

fn fields(opened: &Opened, typed: &Typed, is_new: bool) -> Vec<Field> {
    let chosen = typed.all("other");
    let today = london::date_of(opened.opened_at);
    let others = Choice::list_of_many(&chosen, agencies(opened, &chosen, today));
    let owner = agency_choices(opened, typed.get("owner"), Some("Choose an agency"));
    let mut fields = vec![
        Field::hidden("seen", typed),
        Field::line("title", "What will be done?", typed)
            .hint("For example, More taxi marshals to help people get home safely"),
        Field::select("owner", "Which agency is responsible for it?", owner),
        Field::checkboxes("other", "Which agencies help? (optional)", others),
        Field::date("start", "When does it begin? (optional)", typed),
    ];
    if is_new {
        fields.push(Field::date("due", "When is it due?", typed));
    } else {
        fields.push(
            Field::line("why", "If you are changing the responsible agency, why?", typed)
                .hint("The history and the log will show this"),
        );
    }
    fields
}

fn read(typed: &Typed, due: Option<Date>) -> Result<NewAction, Errors> {
    let mut errors = Errors::default();
    let title = errors.line(
        "title",
        "What will be done",
        "Enter what will be done",
        typed.get("title"),
        300,
    );
    let owner = typed
        .get("owner")
        .parse()
        .map(AgencyId)
        .map_err(|_| "Choose which agency is responsible for it");
    let owner = errors.keep("owner", owner);
    let others: Result<Vec<AgencyId>, _> = typed
        .all("other")
        .iter()
        .map(|raw| raw.parse().map(AgencyId))
        .collect();
    let others = errors.keep("other", others.map_err(|_| "Choose agencies from the list"));
    let start = typed.read_optional_date(&mut errors, "start", "The start date");
    let due = match due {
        Some(due) => Some(due),
        None => typed.read_date(&mut errors, "due", "The due date", "Enter the due date"),
    };
    let parsed = (|| {
        let owner = owner?;
        let mut others = others?;
        others.retain(|other| *other != owner);
        Some(NewAction {
            title: title?,
            owner,
            others,
            start: start?,
            due: due?,
        })
    })();
    errors.finish(parsed)
}

impl PlanForm for AddAction {
    const TITLE: &'static str = "Add an action";
    const DONE: &'static str = "Action added";

    fn of(opened: &Opened, part: u32) -> Option<Self> {
        opened.kept.plan.objective(part).cloned().map(Self)
    }

    fn caption(&self) -> String {
        self.0.text.clone()
    }

    fn addresses(&self) -> (String, String) {
        (format!("/objectives/{}/actions", self.0.id), String::new())
    }

    fn filled(&self) -> Typed {
        Typed::default()
    }

    fn fields(&self, opened: &Opened, typed: &Typed) -> Vec<Field> {
        fields(opened, typed, true)
    }

    fn edit(&self, typed: &Typed) -> Result<Edit, Errors> {
        Ok(Edit::AddAction {
            objective: self.0.id,
            action: read(typed, None)?,
        })
    }

    fn field_of(error: &EditError) -> &'static str {
        match error {
            EditError::Action(_) => "due_day",
            _ => "title",
        }
    }
}

impl PlanForm for ChangeAction {
    const TITLE: &'static str = "Change an action";
    const DONE: &'static str = "Action saved";

    fn of(opened: &Opened, part: u32) -> Option<Self> {
        opened.kept.plan.action(part).cloned().map(Self)
    }

    fn caption(&self) -> String {
        self.0.action.title.clone()
    }

    fn addresses(&self) -> (String, String) {
        let id = self.0.id;
        (format!("/actions/{id}/edit"), format!("/actions/{id}"))
    }

    fn filled(&self) -> Typed {
        let action = &self.0.action;
        Typed::default()
            .with("seen", self.0.version.to_string())
            .with("title", &*action.title)
            .with("owner", action.owner.to_string())
            .with_all("other", action.others.iter().map(AgencyId::to_string))
            .with_date("start", action.start)
    }

    fn fields(&self, opened: &Opened, typed: &Typed) -> Vec<Field> {
        fields(opened, typed, false)
    }

    fn edit(&self, typed: &Typed) -> Result<Edit, Errors> {
        let action = read(typed, Some(self.0.action.due))?;
        let mut errors = Errors::default();
        let why = errors.optional_line("why", "The reason", typed.get("why"), 200);
        let why = errors.finish(why)?;
        Ok(Edit::ChangeAction {
            id: self.0.id,
            seen: seen(typed),
            action,
            why,
        })
    }

    fn field_of(error: &EditError) -> &'static str {
        match error {
            EditError::NoReason => "why",
            EditError::Action(_) => "start_day",
            _ => "title",
        }
    }
}

impl PlanForm for MoveDue {
    const TITLE: &'static str = "Move the due date";
    const BUTTON: &'static str = "Move the due date";
    const DONE: &'static str = "Due date moved";

    fn of(opened: &Opened, part: u32) -> Option<Self> {
        opened.kept.plan.action(part).cloned().map(Self)
    }

    fn caption(&self) -> String {
        format!("{}, due {}", self.0.action.title, london::date(self.0.action.due))
    }

    fn addresses(&self) -> (String, String) {
        let id = self.0.id;
        (format!("/actions/{id}/due"), format!("/actions/{id}"))
    }

    fn filled(&self) -> Typed {
        Typed::default().with("seen", self.0.version.to_string())
    }

    fn fields(&self, _: &Opened, typed: &Typed) -> Vec<Field> {
        vec![
            Field::hidden("seen", typed),
            Field::date("due", "New due date", typed),
            Field::line("why", "Why are you moving it?", typed)
                .hint("Pages will still show the first due date, and say how often it has been moved"),
        ]
    }

    fn edit(&self, typed: &Typed) -> Result<Edit, Errors> {
        let mut errors = Errors::default();
        let due = typed.read_date(&mut errors, "due", "The due date", "Enter the new due date");
        let why = errors.line(
            "why",
            "The reason",
            "Say why you are moving it",
            typed.get("why"),
            200,
        );
        let parsed = (|| {
            Some(Edit::MoveDue {
                action: self.0.id,
                seen: seen(typed),
                due: due?,
                why: why?,
            })
        })();
        errors.finish(parsed)
    }

    fn field_of(error: &EditError) -> &'static str {
        match error {
            EditError::Action(ActionError::Nothing) => "why",
            _ => "due_day",
        }
    }
}
