use super::{Field, Opened, PlanForm, Typed, seen};
use crate::shared::{Choice, Errors};
use domain::plan::{Edit, EditError, Objective, Priority, Term};

/// A new objective for a priority.
pub(crate) struct AddObjective(Priority);

/// Changes to an objective.
pub(crate) struct ChangeObjective(Objective);

fn fields(typed: &Typed) -> Vec<Field> {
    let terms = Term::ALL.map(|term| (term.slug(), term.to_string()));
    vec![
        Field::hidden("seen", typed),
        Field::line("text", "What do you want to achieve?", typed)
            .hint("For example, Fewer people are hurt on a night out"),
        Field::radios(
            "term",
            "When do you want to achieve it?",
            Choice::list(typed.get("term"), terms),
        ),
    ]
}

fn read(typed: &Typed) -> Result<(String, Term), Errors> {
    let mut errors = Errors::default();
    let text = errors.line(
        "text",
        "The objective",
        "Enter what you want to achieve",
        typed.get("text"),
        300,
    );
    let term = Term::parse(typed.get("term")).ok_or("Choose when you want to achieve it");
    let term = errors.keep("term", term);
    errors.finish(text.zip(term))
}

impl PlanForm for AddObjective {
    const TITLE: &'static str = "Add an objective";
    const DONE: &'static str = "Objective added";

    fn of(opened: &Opened, part: u32) -> Option<Self> {
        opened.kept.plan.priority(part).cloned().map(Self)
    }

    fn caption(&self) -> String {
        self.0.text.title.clone()
    }

    fn addresses(&self) -> (String, String) {
        let id = self.0.id;
        (format!("/priorities/{id}/objectives"), format!("#priority-{id}"))
    }

    fn filled(&self) -> Typed {
        Typed::default()
    }

    fn fields(&self, _: &Opened, typed: &Typed) -> Vec<Field> {
        fields(typed)
    }

    fn edit(&self, typed: &Typed) -> Result<Edit, Errors> {
        let (text, term) = read(typed)?;
        Ok(Edit::AddObjective {
            priority: self.0.id,
            text,
            term,
        })
    }

    fn field_of(_: &EditError) -> &'static str {
        "text"
    }
}

impl PlanForm for ChangeObjective {
    const TITLE: &'static str = "Change an objective";
    const DONE: &'static str = "Objective saved";

    fn of(opened: &Opened, part: u32) -> Option<Self> {
        opened.kept.plan.objective(part).cloned().map(Self)
    }

    fn caption(&self) -> String {
        String::new()
    }

    fn addresses(&self) -> (String, String) {
        (format!("/objectives/{}", self.0.id), String::new())
    }

    fn filled(&self) -> Typed {
        Typed::default()
            .with("seen", self.0.version.to_string())
            .with("text", &*self.0.text)
            .with("term", self.0.term.slug())
    }

    fn fields(&self, _: &Opened, typed: &Typed) -> Vec<Field> {
        fields(typed)
    }

    fn edit(&self, typed: &Typed) -> Result<Edit, Errors> {
        let (text, term) = read(typed)?;
        Ok(Edit::ChangeObjective {
            id: self.0.id,
            seen: seen(typed),
            text,
            term,
        })
    }

    fn field_of(_: &EditError) -> &'static str {
        "text"
    }
}
