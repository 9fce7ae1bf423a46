//! What is written at a stage, and the counts of the assessment.

use super::{Field, Opened, ProblemForm, Typed};
use crate::shared::Errors;
use domain::problem::{
    Answer, BeforeAfter, ControlCounts, Counts, Edit, EditError, FEWEST_MONTHS, Question, Stage,
};

const MOST_ANSWER: usize = 2_000;
const MOST_SOURCE: usize = 200;
const MOST_MONTHS: u8 = 60;

/// The places that are counted: the start of the fields' names, and what they are called.
const COUNTED: [(&str, &str); 4] = [
    ("action", "This place"),
    ("control", "The place to compare with"),
    ("buffer", "The squares around this place"),
    ("buffer-control", "The squares around the other place"),
];

/// A new entry at a stage.
pub(crate) struct Write(Stage);

#[cfg(test)]
impl Write {
    pub(crate) fn at(stage: Stage) -> Self {
        Self(stage)
    }
}

/// The fields for the questions of a stage.
pub(crate) fn question_fields(typed: &Typed, stage: Stage) -> impl Iterator<Item = Field> {
    Question::of(stage).map(|question| {
        Field::prose(
            question.slug(),
            &format!("{} (optional)", question.label()),
            MOST_ANSWER,
            typed,
        )
        .hint(question.hint())
    })
}

/// Reads the answers to the questions of a stage.
pub(crate) fn answers(errors: &mut Errors, typed: &Typed, stage: Stage) -> Option<Vec<Answer>> {
    let mut answers = Some(Vec::new());
    for question in Question::of(stage) {
        let slug = question.slug();
        match errors.optional_prose(slug, "The answer", typed.get(slug), MOST_ANSWER) {
            Some(Some(text)) => {
                if let Some(answers) = &mut answers {
                    answers.push(Answer { question, text });
                }
            }
            Some(None) => {}
            None => answers = None,
        }
    }
    answers
}

fn count_fields(typed: &Typed) -> Vec<Field> {
    let mut fields = vec![
        Field::Heading("Counts before and after (optional)".to_owned()),
        Field::line("source", "Where do the counts come from? (optional)", typed)
            .hint("For example, the police’s own records. The period before must not be the one whose thefts brought this place to your attention"),
        Field::line("months", "How many months long is each period? (optional)", typed)
            .hint("Both periods are equally long: six months or more")
            .narrow("3"),
    ];
    for (id, name) in COUNTED {
        for when in ["before", "after"] {
            fields.push(
                Field::line(
                    &format!("{id}-{when}"),
                    &format!("{name}: {when} (optional)"),
                    typed,
                )
                .narrow("5"),
            );
        }
    }
    fields
}

/// Reads both counts of a place.
fn pair(errors: &mut Errors, typed: &Typed, id: &str) -> Option<BeforeAfter> {
    let mut one = |when: &str| {
        let id = format!("{id}-{when}");
        let read = typed.get(&id).trim().parse::<u32>();
        errors.keep(&id, read.map_err(|_| "Enter a whole number, such as 12"))
    };
    let (before, after) = (one("before"), one("after"));
    before.zip(after)
}

/// Reads the counts, if any were typed. An outer `None` means that they are not valid.
fn counts(errors: &mut Errors, typed: &Typed) -> Option<Option<Counts>> {
    let is_typed = |id: &str| !typed.get(id).trim().is_empty();
    let any_of = |(id, _): &(&str, &str)| {
        ["before", "after"]
            .iter()
            .any(|when| is_typed(&format!("{id}-{when}")))
    };
    if !COUNTED.iter().any(any_of) && !is_typed("source") && !is_typed("months") {
        return Some(None);
    }
    let source = errors.line(
        "source",
        "The source",
        "Say where the counts come from",
        typed.get("source"),
        MOST_SOURCE,
    );
    let months = typed.get("months").trim().parse::<u8>().ok();
    let months = months.filter(|months| (FEWEST_MONTHS..=MOST_MONTHS).contains(months));
    let message = format!("Enter a whole number of months from {FEWEST_MONTHS} to {MOST_MONTHS}");
    let months = errors.keep("months", months.ok_or(message));
    let action = pair(errors, typed, "action");
    let control = if COUNTED.iter().skip(1).any(any_of) {
        let (control, buffer) = (pair(errors, typed, "control"), pair(errors, typed, "buffer"));
        let buffer_control = pair(errors, typed, "buffer-control");
        Some(ControlCounts {
            control: control?,
            buffer: buffer?,
            buffer_control: buffer_control?,
        })
    } else {
        None
    };
    Some(Some(Counts {
        source: source?,
        months: months?,
        action: action?,
        control,
    }))
}

impl ProblemForm for Write {
    const DONE: &'static str = "Entry added";
    const BUTTON: &'static str = "Add the entry";

    fn of(_: &Opened, part: &str) -> Option<Self> {
        // Responses have a form of their own.
        let stage = Stage::parse(part).filter(|stage| *stage != Stage::Response);
        stage.map(Self)
    }

    fn title(&self) -> String {
        format!("Add to {}", self.0.heading().to_lowercase())
    }

    fn addresses(&self) -> (String, String) {
        let slug = self.0.slug();
        (format!("/stages/{slug}"), format!("#{slug}"))
    }

    fn filled(&self) -> Typed {
        Typed::default()
    }

    fn before(&self, _: &Opened) -> Vec<String> {
        vec![
            "Entries stay as they are. To correct one, add another. Do not name anybody, suspects included, and do not say how many people are involved.".to_owned(),
        ]
    }

    fn fields(&self, _: &Opened, typed: &Typed) -> Vec<Field> {
        let mut fields: Vec<Field> = question_fields(typed, self.0).collect();
        if self.0 == Stage::Assessment {
            fields.extend(count_fields(typed));
        }
        fields
    }

    fn edit(&self, typed: &Typed) -> Result<Edit, Errors> {
        let mut errors = Errors::default();
        let answers = answers(&mut errors, typed, self.0);
        let counts = match self.0 {
            Stage::Assessment => counts(&mut errors, typed),
            _ => Some(None),
        };
        let (answers, counts) = errors.finish(answers.zip(counts))?;
        Ok(Edit::Write {
            stage: self.0,
            answers,
            counts,
        })
    }

    fn field_of(&self, error: EditError) -> &'static str {
        match error {
            EditError::NotShownWrong => "shown-wrong",
            EditError::TooShort => "months",
            _ => Question::of(self.0).next().map_or("main-content", Question::slug),
        }
    }
}
