use super::{Field, Opened, PlanForm, Typed, figure, seen};
use crate::shared::{Choice, Errors};
use domain::plan::{
    Baseline, Direction, Edit, EditError, Measure, MeasureError, MeasuredFigure, NewMeasure, Objective,
    Target, USUAL_TOLERANCE, Unit,
};

/// A new measure for an objective.
pub(crate) struct AddMeasure(Objective);

/// Changes to a measure.
pub(crate) struct ChangeMeasure(Measure);

const UNITS: [(&str, &str); 4] = [
    ("incidents", "A number of incidents, such as crimes or fires"),
    (
        "count",
        "A number of things that somebody does, such as sessions held",
    ),
    ("share", "A percentage"),
    ("other", "Something else"),
];

fn fields(typed: &Typed, is_new: bool) -> Vec<Field> {
    let directions = Direction::ALL.map(|direction| (direction.slug(), direction.to_string()));
    let mut fields = vec![
        Field::hidden("seen", typed),
        Field::line("name", "What is measured?", typed).hint("For example, Violence with injury in the city centre, by quarter"),
        Field::radios("unit", "What kind of number is it?", Choice::list(typed.get("unit"), UNITS))
            .hint("Small numbers of incidents go up and down by chance. The measure's page says so when chance may explain a change"),
        Field::line("words", "Unit, if it is something else (optional)", typed)
            .hint("For example, minutes")
            .narrow("20"),
        figure::field(typed),
        Field::radios("direction", "Which way should it go?", Choice::list(typed.get("direction"), directions)),
        Field::Heading("Baseline".to_owned()),
        Field::line("baseline", "Baseline", typed)
            .hint("The number that you start from, such as 1,214 or 12%")
            .narrow("10"),
        Field::date("baseline_on", "Which day is the baseline for?", typed),
        Field::line("because", "If there is no baseline yet, why?", typed)
            .hint("For example, The survey begins in May"),
        Field::Heading("Target".to_owned()),
        Field::line("target", "Target (optional)", typed).narrow("10"),
        Field::date("target_on", "When should it be reached? (optional)", typed),
        Field::line("tolerance", "Tolerance", typed)
            .hint("How far behind it can be and still be “at risk”, not “off track”. 0.1 is a tenth of the way to the target. If the measure should stay where it is, enter an amount in its own unit.")
            .narrow("5"),
    ];
    if !is_new {
        fields.push(
            Field::line(
                "why",
                "Why are you changing the baseline, target, tolerance or where its values come from?",
                typed,
            )
            .hint(
                "The history and the log will show this. Leave it empty if you are only changing the name.",
            ),
        );
    }
    fields
}

fn read(typed: &Typed) -> Result<NewMeasure, Errors> {
    let mut errors = Errors::default();
    let name = errors.line(
        "name",
        "What is measured",
        "Enter what is measured",
        typed.get("name"),
        200,
    );
    let unit = unit(&mut errors, typed);
    let direction = Direction::parse(typed.get("direction")).ok_or("Choose which way it should go");
    let direction = errors.keep("direction", direction);
    let figure = figure::read(&mut errors, typed);
    let of = unit.clone().unwrap_or(Unit::Other(String::new()));
    let baseline = baseline(&mut errors, typed, &of);
    let target = target(&mut errors, typed, &of);
    let tolerance = match typed.get("tolerance").trim() {
        "" => Some(USUAL_TOLERANCE),
        raw => errors.keep("tolerance", Unit::Other(String::new()).read(raw)),
    };
    let parsed = (|| {
        Some(NewMeasure {
            name: name?,
            unit: unit?,
            direction: direction?,
            baseline: baseline?,
            target: target?,
            tolerance: tolerance?,
            figure: figure?,
        })
    })();
    let measure = errors.finish(parsed)?;
    measure.check().map_err(|error| {
        let mut errors = Errors::default();
        errors.add(field_of(error), error.to_string());
        errors
    })?;
    Ok(measure)
}

fn unit(errors: &mut Errors, typed: &Typed) -> Option<Unit> {
    match typed.get("unit") {
        "incidents" => Some(Unit::Incidents),
        "count" => Some(Unit::Count),
        "share" => Some(Unit::Share),
        "other" => {
            let missing = "Enter the unit, such as minutes";
            let words = errors.line("words", "The unit", missing, typed.get("words"), 30);
            words.map(Unit::Other)
        }
        _ => {
            errors.add("unit", "Choose what kind of number it is");
            None
        }
    }
}

fn baseline(errors: &mut Errors, typed: &Typed, unit: &Unit) -> Option<Baseline> {
    let because = errors.optional_line("because", "The reason", typed.get("because"), 200)?;
    match (typed.get("baseline").trim(), because) {
        ("", Some(because)) => Some(Baseline::NoneYet { because }),
        ("", None) => {
            errors.add("baseline", "Enter the baseline, or say why there is none yet");
            None
        }
        (_, Some(_)) => {
            errors.add(
                "because",
                "Enter a baseline or say why there is none yet, not both",
            );
            None
        }
        (raw, None) => {
            let value = errors.keep("baseline", unit.read(raw));
            let on = typed.read_date(
                errors,
                "baseline_on",
                "The baseline’s date",
                "Enter the day that the baseline is for",
            );
            Some(Baseline::Known {
                value: value?,
                on: on?,
            })
        }
    }
}

/// An outer `None` means that it is not valid.
fn target(errors: &mut Errors, typed: &Typed, unit: &Unit) -> Option<Option<Target>> {
    let dated = !typed.date("target_on").is_empty();
    match typed.get("target").trim() {
        "" if dated => {
            errors.add("target", "Enter the target");
            None
        }
        "" => Some(None),
        raw => {
            let value = errors.keep("target", unit.read(raw));
            let missing = "Enter the day by which you want to reach the target";
            let on = typed.read_date(errors, "target_on", "The target’s date", missing);
            Some(Some(Target {
                value: value?,
                on: on?,
            }))
        }
    }
}

fn field_of(error: MeasureError) -> &'static str {
    match error {
        MeasureError::Backwards => "target_on_day",
        MeasureError::UnitOfFigure => "figure",
        MeasureError::ToleranceOfWay | MeasureError::ToleranceOfLevel => "tolerance",
        MeasureError::NotUp | MeasureError::NotDown | MeasureError::Level | MeasureError::NotLevel => {
            "target"
        }
    }
}

fn filled(measure: &Measure) -> Typed {
    let entered = &measure.measure;
    let typed = Typed::default()
        .with("seen", measure.version.to_string())
        .with("name", &*entered.name)
        .with("unit", entered.unit.slug())
        .with("direction", entered.direction.slug())
        .with(
            "figure",
            entered.figure.map(MeasuredFigure::slug).unwrap_or_default(),
        )
        .with("tolerance", entered.tolerance.to_string());
    let typed = match &entered.unit {
        Unit::Other(words) => typed.with("words", &**words),
        _ => typed,
    };
    let typed = match &entered.baseline {
        Baseline::Known { value, on } => typed
            .with("baseline", entered.unit.typed(*value))
            .with_date("baseline_on", Some(*on)),
        Baseline::NoneYet { because } => typed.with("because", &**because),
    };
    match entered.target {
        Some(target) => typed
            .with("target", entered.unit.typed(target.value))
            .with_date("target_on", Some(target.on)),
        None => typed,
    }
}

impl PlanForm for AddMeasure {
    const TITLE: &'static str = "Add a measure";
    const DONE: &'static str = "Measure added";

    fn of(opened: &Opened, part: u32) -> Option<Self> {
        opened.kept.plan.objective(part).cloned().map(Self)
    }

    fn caption(&self) -> String {
        self.0.text.clone()
    }

    fn addresses(&self) -> (String, String) {
        (format!("/objectives/{}/measures", self.0.id), String::new())
    }

    fn filled(&self) -> Typed {
        Typed::default().with("tolerance", USUAL_TOLERANCE.to_string())
    }

    fn fields(&self, _: &Opened, typed: &Typed) -> Vec<Field> {
        fields(typed, true)
    }

    fn edit(&self, typed: &Typed) -> Result<Edit, Errors> {
        Ok(Edit::AddMeasure {
            objective: self.0.id,
            measure: read(typed)?,
        })
    }

    fn field_of(_: &EditError) -> &'static str {
        "name"
    }
}

impl PlanForm for ChangeMeasure {
    const TITLE: &'static str = "Change a measure";
    const DONE: &'static str = "Measure saved";

    fn of(opened: &Opened, part: u32) -> Option<Self> {
        opened.kept.plan.measure(part).cloned().map(Self)
    }

    fn caption(&self) -> String {
        self.0.measure.name.clone()
    }

    fn addresses(&self) -> (String, String) {
        let id = self.0.id;
        (format!("/measures/{id}/edit"), format!("/measures/{id}"))
    }

    fn filled(&self) -> Typed {
        filled(&self.0)
    }

    fn fields(&self, _: &Opened, typed: &Typed) -> Vec<Field> {
        fields(typed, false)
    }

    fn edit(&self, typed: &Typed) -> Result<Edit, Errors> {
        let measure = read(typed)?;
        let mut errors = Errors::default();
        let why = errors.optional_line("why", "The reason", typed.get("why"), 200);
        let why = errors.finish(why)?;
        Ok(Edit::ChangeMeasure {
            id: self.0.id,
            seen: seen(typed),
            measure,
            why,
        })
    }

    fn field_of(error: &EditError) -> &'static str {
        match error {
            EditError::NoReason => "why",
            _ => "name",
        }
    }
}
