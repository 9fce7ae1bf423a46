use super::{Field, Opened, PlanForm, Typed};
use crate::shared::{Choice, Errors};
use domain::plan::{Edit, EditError, Measure, MeasureStatus};

/// The status of a measure, set by hand.
pub(crate) struct Overrule(Measure);

impl PlanForm for Overrule {
    const TITLE: &'static str = "Set the status by hand";
    const DONE: &'static str = "Status saved";

    fn of(opened: &Opened, part: u32) -> Option<Self> {
        opened.kept.plan.measure(part).cloned().map(Self)
    }

    fn caption(&self) -> String {
        self.0.measure.name.clone()
    }

    fn addresses(&self) -> (String, String) {
        let id = self.0.id;
        (format!("/measures/{id}/status"), format!("/measures/{id}"))
    }

    fn filled(&self) -> Typed {
        let status = self.0.overruled.as_ref().map(|overruled| overruled.status.slug());
        Typed::default().with("status", status.unwrap_or("computed"))
    }

    fn fields(&self, _: &Opened, typed: &Typed) -> Vec<Field> {
        let computed = ("computed", "The one that we work out from its values".to_owned());
        let by_hand = MeasureStatus::ALL.map(|status| (status.slug(), status.to_string()));
        let statuses = Choice::list(typed.get("status"), std::iter::once(computed).chain(by_hand));
        vec![
            Field::radios("status", "Which status should be shown?", statuses),
            Field::line("why", "Why?", typed).hint("Everybody who sees the status will also see this reason"),
        ]
    }

    fn edit(&self, typed: &Typed) -> Result<Edit, Errors> {
        let mut errors = Errors::default();
        let status = match typed.get("status") {
            "computed" => Some(None),
            raw => errors.keep(
                "status",
                MeasureStatus::parse(raw).map(Some).ok_or("Choose a status"),
            ),
        };
        let why = errors.line("why", "The reason", "Say why", typed.get("why"), 200);
        let parsed = (|| {
            Some(Edit::Overrule {
                measure: self.0.id,
                status: status?,
                why: why?,
            })
        })();
        errors.finish(parsed)
    }

    fn field_of(_: &EditError) -> &'static str {
        "status"
    }
}
