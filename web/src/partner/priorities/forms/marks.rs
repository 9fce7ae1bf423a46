use super::{Field, MatrixForm, Opened, Typed};
use crate::shared::{Choice, Errors};
use domain::matrix::{Adds, Edit, EditError, Factor, Issue, Mark, NewMarks, Origin};
use std::collections::BTreeMap;

const MOST: usize = 2_000;
const MOST_WHY: usize = 500;
/// The answer that leaves a mark to the figures.
const FIGURES: &str = "figures";

/// The marks of an issue.
pub(crate) struct Marks(Issue);

impl Marks {
    /// Returns the mark that the figures give for a factor.
    fn figures(&self, factor: Factor) -> Option<Mark> {
        self.0.counted.as_ref()?.mark(factor)
    }

    /// Asks for the mark of a factor.
    fn field(&self, factor: Factor, typed: &Typed) -> Field {
        let by_hand = Mark::ALL.map(|mark| (mark.to_string(), format!("{mark}. {}", factor.meaning(mark))));
        let figures = self.figures(factor).map(|mark| {
            let label = format!("{mark}, as the figures say. {}", factor.meaning(mark));
            (FIGURES.to_owned(), label)
        });
        let all = figures.into_iter().chain(by_hand);
        let options = Choice::list(typed.get(factor.slug()), all);
        let field = Field::radios(factor.slug(), factor.question(), options);
        match &self.0.counted {
            Some(counted) if factor.is_counted() && self.figures(factor).is_none() => {
                field.hint(&format!("The figures do not give this mark. {}", counted.said))
            }
            Some(counted) if factor == Factor::Often => field.hint(&counted.said),
            _ => field,
        }
    }

    /// Reads the mark of a factor. An inner `None` leaves it to the figures.
    fn read(&self, errors: &mut Errors, factor: Factor, typed: &Typed) -> Option<Option<Mark>> {
        match typed.get(factor.slug()) {
            FIGURES if self.figures(factor).is_some() => Some(None),
            "" => {
                let what = factor.to_string().to_lowercase();
                errors.add(factor.slug(), format!("Choose a mark from 1 to 4 for: {what}"));
                None
            }
            raw => errors.keep(factor.slug(), Mark::parse(raw)).map(Some),
        }
    }
}

impl MatrixForm for Marks {
    const TITLE: &'static str = "Mark this issue";
    const BUTTON: &'static str = "Save the marks";
    const DONE: &'static str = "Marks saved";

    fn of(opened: &Opened, issue: u32) -> Option<Self> {
        opened.matrix().issue(issue).cloned().map(Self)
    }

    fn caption(&self) -> String {
        self.0.issue.title.clone()
    }

    fn addresses(&self) -> (String, String) {
        let id = self.0.id;
        (format!("/issues/{id}/marks"), format!("#issue-{id}"))
    }

    fn version(&self) -> u32 {
        self.0.version
    }

    fn filled(&self) -> Typed {
        let mut typed = Typed::default();
        let mut why = None;
        for factor in Factor::ALL {
            let value = match self.0.given(factor) {
                None => continue,
                Some((_, Origin::Figures(_))) => FIGURES.to_owned(),
                Some((mark, Origin::Hand(_))) => mark.to_string(),
                Some((mark, Origin::Overruled(hand, _))) => {
                    why = hand.why.clone();
                    mark.to_string()
                }
            };
            typed = typed.with(factor.slug(), value);
        }
        typed
            .with("overrules", why.unwrap_or_default())
            .with("adds", self.0.adds.map(Adds::slug).unwrap_or_default())
            .with("evidence", self.0.evidence.clone().unwrap_or_default())
            .with("reason", self.0.reason.clone().unwrap_or_default())
    }

    fn saved(&self) -> String {
        let marks = Factor::ALL.map(|factor| {
            let mark = self
                .0
                .mark(factor)
                .map_or_else(|| "none".to_owned(), |mark| mark.to_string());
            format!("{}: {mark}", factor.to_string().to_lowercase())
        });
        let said = |what: &str, text: &Option<String>| {
            text.as_ref()
                .map_or_else(String::new, |text| format!(" {what}: {text}."))
        };
        format!(
            "{}.{}{}",
            marks.join(", "),
            said("Evidence", &self.0.evidence),
            said("Reason", &self.0.reason)
        )
    }

    fn fields(&self, typed: &Typed) -> Vec<Field> {
        let mut fields: Vec<Field> = Factor::ALL
            .iter()
            .map(|factor| self.field(*factor, typed))
            .collect();
        if self.0.counted.is_some() {
            fields.push(
                Field::prose(
                    "overrules",
                    "Why are you marking it differently from the figures?",
                    MOST_WHY,
                    typed,
                )
                .hint("Only if you do. The page and the history show this"),
            );
        }
        let adds = Adds::ALL.map(|adds| (adds.slug(), adds.to_string()));
        fields.push(
            Field::radios(
                "adds",
                "Can we add to what agencies do alone?",
                Choice::list(typed.get("adds"), adds),
            )
            .hint("If not, it comes behind all issues to which we can add something"),
        );
        fields.push(
            Field::prose("evidence", "What do the marks rest on?", MOST, typed).hint(
                "Figures, surveys and reports, each with its period. Name agencies and roles, not people",
            ),
        );
        fields.push(Field::prose("reason", "Why these marks?", MOST, typed));
        fields
    }

    fn edit(&self, typed: &Typed, seen: u32) -> Result<Edit, Errors> {
        let mut errors = Errors::default();
        let mut marks = BTreeMap::new();
        for factor in Factor::ALL {
            if let Some(Some(mark)) = self.read(&mut errors, factor, typed) {
                marks.insert(factor, mark);
            }
        }
        let overrules = errors.optional_prose("overrules", "The reason", typed.get("overrules"), MOST_WHY);
        let adds = Adds::parse(typed.get("adds"));
        let adds = errors.keep("adds", adds.ok_or("Say whether we can add something"));
        let evidence = errors.prose(
            "evidence",
            "The evidence",
            "Enter what the marks rest on",
            typed.get("evidence"),
            MOST,
        );
        let reason = errors.prose(
            "reason",
            "The reason",
            "Enter why it has these marks",
            typed.get("reason"),
            MOST,
        );
        let parsed = (|| {
            Some(Edit::Mark {
                id: self.0.id,
                seen,
                marks: NewMarks {
                    marks,
                    overrules: overrules?,
                    adds: adds?,
                    evidence: evidence?,
                    reason: reason?,
                },
            })
        })();
        errors.finish(parsed)
    }

    fn field_of(error: &EditError) -> &'static str {
        match error {
            EditError::NoMark(factor) => factor.slug(),
            EditError::NoReasonToOverrule(_) => "overrules",
            _ => "harm",
        }
    }
}
