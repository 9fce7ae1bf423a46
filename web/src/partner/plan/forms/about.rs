use super::super::list::areas;
use super::{Field, Opened, PlanForm, Typed, seen};
use crate::shared::Errors;
use domain::plan::{Edit, EditError, Plan};

/// Title, summary and areas of focus.
pub(crate) struct About(Plan);

impl PlanForm for About {
    const TITLE: &'static str = "Title, summary and areas of focus";
    const DONE: &'static str = "Plan saved";

    fn of(opened: &Opened, _: u32) -> Option<Self> {
        Some(Self(opened.kept.plan.clone()))
    }

    fn caption(&self) -> String {
        self.0.title.clone()
    }

    fn addresses(&self) -> (String, String) {
        ("/about".to_owned(), String::new())
    }

    fn filled(&self) -> Typed {
        Typed::default()
            .with("seen", self.0.version.to_string())
            .with("title", &*self.0.title)
            .with("summary", self.0.summary.clone().unwrap_or_default())
            .with("areas", self.0.areas.join("\n"))
    }

    fn fields(&self, _: &Opened, typed: &Typed) -> Vec<Field> {
        vec![
            Field::hidden("seen", typed),
            Field::line("title", "Title", typed),
            Field::prose("summary", "Summary (optional)", 3_000, typed)
                .hint("What the partnership wants to achieve this year, for the public"),
            Field::prose("areas", "Areas of focus (optional)", 0, typed)
                .hint("One on each line. You can then choose some of them for each priority."),
        ]
    }

    fn edit(&self, typed: &Typed) -> Result<Edit, Errors> {
        let mut errors = Errors::default();
        let title = errors.line("title", "The title", "Enter a title", typed.get("title"), 120);
        let summary = errors.optional_prose("summary", "The summary", typed.get("summary"), 3_000);
        let areas = areas(&mut errors, typed);
        let parsed = (|| {
            Some(Edit::About {
                seen: seen(typed),
                title: title?,
                summary: summary?,
                areas: areas?,
            })
        })();
        errors.finish(parsed)
    }

    fn field_of(_: &EditError) -> &'static str {
        "title"
    }
}
