use super::{Field, Opened, PlanForm, Typed, agency_choices, optional_agency, seen};
use crate::shared::{Choice, Errors};
use domain::plan::{Edit, EditError, Evaluation, Priority, PriorityKind, PriorityText, Verdict};

const MOST: usize = 2_000;

/// A new priority.
pub(crate) struct AddPriority;

/// Changes to a priority.
pub(crate) struct ChangePriority(Priority);

/// The removal of a priority that has no objectives.
pub(crate) struct RemovePriority(Priority);

/// The evaluation of a priority.
pub(crate) struct Evaluate(Priority);

fn fields(opened: &Opened, typed: &Typed) -> Vec<Field> {
    let kinds = PriorityKind::ALL.map(|kind| (kind.slug(), kind.to_string()));
    let mut fields = vec![
        Field::hidden("seen", typed),
        Field::line("title", "Title", typed).hint("For example, Reducing violence in our city centre"),
        Field::radios(
            "kind",
            "What kind of priority is it?",
            Choice::list(typed.get("kind"), kinds),
        ),
        Field::line("topic", "Topic", typed)
            .hint("In your own words, such as violence, scams or fire safety"),
        Field::select(
            "owner",
            "Which agency leads on it? (optional)",
            agency_choices(opened, typed.get("owner"), Some("None")),
        ),
    ];
    if !opened.kept.plan.areas.is_empty() {
        let areas = opened.kept.plan.areas.iter().enumerate();
        let areas = areas.map(|(at, area)| (at.to_string(), area.clone()));
        let chosen = typed.all("area");
        let choices = Choice::list_of_many(&chosen, areas);
        fields.push(Field::checkboxes("area", "Areas of focus (optional)", choices));
    }
    fields.push(Field::prose("why", "Why was it chosen? (optional)", MOST, typed));
    fields
}

fn filled(priority: &Priority, areas: &[String]) -> Typed {
    let text = &priority.text;
    let chosen = areas
        .iter()
        .enumerate()
        .filter(|(_, area)| text.areas.contains(area));
    Typed::default()
        .with("seen", priority.version.to_string())
        .with("title", &*text.title)
        .with("kind", text.kind.slug())
        .with("topic", &*text.topic)
        .with(
            "owner",
            text.lead.map(|lead| lead.to_string()).unwrap_or_default(),
        )
        .with_all("area", chosen.map(|(at, _)| at.to_string()))
        .with("why", text.why.clone().unwrap_or_default())
}

/// Reads a priority. Its areas are still numbers: their places in the plan's list.
fn read(typed: &Typed) -> Result<PriorityText, Errors> {
    let mut errors = Errors::default();
    let title = errors.line("title", "The title", "Enter a title", typed.get("title"), 200);
    let kind = PriorityKind::parse(typed.get("kind")).ok_or("Choose what kind of priority it is");
    let kind = errors.keep("kind", kind);
    let topic = errors.line("topic", "The topic", "Enter the topic", typed.get("topic"), 80);
    let lead = optional_agency(&mut errors, "owner", typed.get("owner"));
    let why = errors.optional_prose("why", "The reason", typed.get("why"), MOST);
    let parsed = (|| {
        Some(PriorityText {
            kind: kind?,
            title: title?,
            topic: topic?,
            areas: typed.all("area"),
            why: why?,
            lead: lead?,
        })
    })();
    errors.finish(parsed)
}

/// Replaces the numbers of the areas with their names.
fn named(text: PriorityText, areas: &[String]) -> PriorityText {
    let chosen = text
        .areas
        .iter()
        .filter_map(|at| areas.get(at.parse::<usize>().ok()?));
    PriorityText {
        areas: chosen.cloned().collect(),
        ..text
    }
}

/// A form for priorities, with the plan's areas of focus.
pub(crate) struct WithAreas<T> {
    form: T,
    areas: Vec<String>,
}

impl PlanForm for WithAreas<AddPriority> {
    const TITLE: &'static str = "Add a priority";
    const DONE: &'static str = "Priority added";

    fn of(opened: &Opened, _: u32) -> Option<Self> {
        Some(Self {
            form: AddPriority,
            areas: opened.kept.plan.areas.clone(),
        })
    }

    fn caption(&self) -> String {
        String::new()
    }

    fn addresses(&self) -> (String, String) {
        ("/priorities/new".to_owned(), String::new())
    }

    fn filled(&self) -> Typed {
        Typed::default().with("kind", PriorityKind::Priority.slug())
    }

    fn fields(&self, opened: &Opened, typed: &Typed) -> Vec<Field> {
        fields(opened, typed)
    }

    fn edit(&self, typed: &Typed) -> Result<Edit, Errors> {
        let AddPriority = self.form;
        Ok(Edit::AddPriority(named(read(typed)?, &self.areas)))
    }

    fn field_of(_: &EditError) -> &'static str {
        "title"
    }
}

impl PlanForm for WithAreas<ChangePriority> {
    const TITLE: &'static str = "Change a priority";
    const DONE: &'static str = "Priority saved";

    fn of(opened: &Opened, part: u32) -> Option<Self> {
        Some(Self {
            form: ChangePriority(opened.kept.plan.priority(part)?.clone()),
            areas: opened.kept.plan.areas.clone(),
        })
    }

    fn caption(&self) -> String {
        self.form.0.text.title.clone()
    }

    fn addresses(&self) -> (String, String) {
        let id = self.form.0.id;
        (format!("/priorities/{id}"), format!("#priority-{id}"))
    }

    fn filled(&self) -> Typed {
        filled(&self.form.0, &self.areas)
    }

    fn fields(&self, opened: &Opened, typed: &Typed) -> Vec<Field> {
        fields(opened, typed)
    }

    fn edit(&self, typed: &Typed) -> Result<Edit, Errors> {
        Ok(Edit::ChangePriority {
            id: self.form.0.id,
            seen: seen(typed),
            text: named(read(typed)?, &self.areas),
        })
    }

    fn field_of(_: &EditError) -> &'static str {
        "title"
    }
}

impl PlanForm for RemovePriority {
    const TITLE: &'static str = "Remove this priority?";
    const BUTTON: &'static str = "Remove the priority";
    const DONE: &'static str = "Priority removed";

    fn of(opened: &Opened, part: u32) -> Option<Self> {
        opened.kept.plan.priority(part).cloned().map(Self)
    }

    fn caption(&self) -> String {
        self.0.text.title.clone()
    }

    fn addresses(&self) -> (String, String) {
        (format!("/priorities/{}/remove", self.0.id), String::new())
    }

    fn filled(&self) -> Typed {
        Typed::default()
    }

    fn fields(&self, _: &Opened, _: &Typed) -> Vec<Field> {
        Vec::new()
    }

    fn edit(&self, _: &Typed) -> Result<Edit, Errors> {
        Ok(Edit::RemovePriority { id: self.0.id })
    }

    fn field_of(_: &EditError) -> &'static str {
        "main-content"
    }
}

impl PlanForm for Evaluate {
    const TITLE: &'static str = "Evaluate this priority";
    const DONE: &'static str = "Evaluation saved";

    fn of(opened: &Opened, part: u32) -> Option<Self> {
        opened.kept.plan.priority(part).cloned().map(Self)
    }

    fn caption(&self) -> String {
        self.0.text.title.clone()
    }

    fn addresses(&self) -> (String, String) {
        let id = self.0.id;
        (format!("/priorities/{id}/evaluation"), format!("#priority-{id}"))
    }

    fn filled(&self) -> Typed {
        let Some(known) = &self.0.evaluation else {
            return Typed::default().with("seen", "0");
        };
        Typed::default()
            .with("seen", known.version.to_string())
            .with("done", &*known.done)
            .with("changed", &*known.changed)
            .with("else_explains", &*known.else_explains)
            .with("cost", known.cost.clone().unwrap_or_default())
            .with("verdict", known.verdict.slug())
    }

    fn fields(&self, _: &Opened, typed: &Typed) -> Vec<Field> {
        let verdicts = Verdict::ALL.map(|verdict| (verdict.slug(), verdict.to_string()));
        vec![
            Field::hidden("seen", typed),
            Field::prose("done", "What was done?", MOST, typed),
            Field::prose("changed", "What changed, and compared with what?", MOST, typed)
                .hint("Give both numbers and both periods"),
            Field::prose("else_explains", "What else may explain it?", MOST, typed)
                .hint("For example, a new way of recording, the weather, or work by others"),
            Field::prose("cost", "What did it cost? (optional)", 500, typed),
            Field::radios(
                "verdict",
                "What happens to it next?",
                Choice::list(typed.get("verdict"), verdicts),
            )
            .hint("A priority that stops will not carry over into next year’s plan"),
        ]
    }

    fn edit(&self, typed: &Typed) -> Result<Edit, Errors> {
        let mut errors = Errors::default();
        let mut prose =
            |id: &str, what: &str, missing: &str| errors.prose(id, what, missing, typed.get(id), MOST);
        let done = prose("done", "What was done", "Enter what was done");
        let changed = prose("changed", "What changed", "Enter what changed");
        let else_explains = prose(
            "else_explains",
            "What else may explain it",
            "Enter what else may explain it, or that you found nothing",
        );
        let cost = errors.optional_prose("cost", "The cost", typed.get("cost"), 500);
        let verdict = Verdict::parse(typed.get("verdict")).ok_or("Choose what happens to it next");
        let verdict = errors.keep("verdict", verdict);
        let parsed = (|| {
            Some(Edit::Evaluate {
                priority: self.0.id,
                seen: seen(typed),
                evaluation: Evaluation {
                    done: done?,
                    changed: changed?,
                    else_explains: else_explains?,
                    cost: cost?,
                    verdict: verdict?,
                    version: 0,
                },
            })
        })();
        errors.finish(parsed)
    }

    fn field_of(_: &EditError) -> &'static str {
        "done"
    }
}
