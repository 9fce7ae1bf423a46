//! What a consultation asks, when, and by which rule its answers are counted.

use super::{ConsultationForm, Field, Opened, Typed, seen};
use crate::shared::{Choice, Errors, london};
use domain::consultation::{Consultation, Details, DetailsError, Edit, EditError, MOST_ISSUES, Sharing};
use domain::london::{TimeError, Twice};
use domain::text;
use jiff::Timestamp;

const MOST_TITLE: usize = 120;
const MOST_QUESTION: usize = 200;
const MOST_BACKGROUND: usize = 2_000;
const MOST_ISSUE: usize = 100;
const MOST_ASKED: usize = 600;

/// Changes to what a consultation asks.
pub(crate) struct Change(Consultation, Timestamp);

/// The fields of a new consultation and of a change.
pub(crate) fn fields(typed: &Typed) -> Vec<Field> {
    let rules = [
        (Sharing::Browser, "The same browser"),
        (
            Sharing::Connection,
            "The same browser or the same internet connection",
        ),
    ]
    .map(|(rule, label)| (rule.slug(), label));
    vec![
        Field::line("title", "Title", typed).hint("For example, Priorities for next year"),
        Field::line("question", "Question", typed).hint("For example, What should we work on first?"),
        Field::prose(
            "background",
            "What should people know before they answer? (optional)",
            MOST_BACKGROUND,
            typed,
        ),
        Field::prose("issues", "Issues to choose from", MOST_ISSUES * MOST_ISSUE, typed)
            .hint("One on each line, 2 to 10. People choose up to three of them."),
        Field::line("asks", "Question to answer in their own words (optional)", typed)
            .hint("For example, What else should we know?"),
        Field::date("opens", "Day on which it opens", typed).hint("For example, 1 12 2026"),
        Field::line("opens_time", "Time at which it opens", typed)
            .hint("For example, 9am")
            .narrow("10"),
        Field::date("closes", "Day on which it closes", typed),
        Field::line("closes_time", "Time at which it closes", typed)
            .hint("For example, 5pm")
            .narrow("10"),
        Field::prose("asked", "Who is asked, and how?", MOST_ASKED, typed)
            .hint("The law asks for the views of groups that are likely to be affected. The public will read this."),
        Field::radios(
            "sharing",
            "Which answers come from one source?",
            Choice::list(typed.get("sharing"), rules),
        )
        .hint(
            "All answers count. The result is also shown with only one from each source. A tablet that many people use at a stand is one source.",
        ),
    ]
}

/// Reads the fields.
pub(crate) fn read(typed: &Typed) -> Result<Details, Errors> {
    let mut errors = Errors::default();
    let title = errors.line(
        "title",
        "The title",
        "Enter a title",
        typed.get("title"),
        MOST_TITLE,
    );
    let question = errors.line(
        "question",
        "The question",
        "Enter the question",
        typed.get("question"),
        MOST_QUESTION,
    );
    let background =
        errors.optional_prose("background", "The text", typed.get("background"), MOST_BACKGROUND);
    let issues = issues(&mut errors, typed.get("issues"));
    let asks = errors.optional_line("asks", "The question", typed.get("asks"), MOST_QUESTION);
    let opens_at = moment(&mut errors, typed, "opens");
    let closes_at = moment(&mut errors, typed, "closes");
    let asked = errors.prose(
        "asked",
        "The text",
        "Say who is asked and how",
        typed.get("asked"),
        MOST_ASKED,
    );
    let sharing = Sharing::parse(typed.get("sharing"));
    let sharing = errors.keep(
        "sharing",
        sharing.ok_or("Choose which answers come from one source"),
    );
    let parsed = (|| {
        Some(Details {
            title: title?,
            question: question?,
            background: background?,
            opens_at: opens_at?,
            closes_at: closes_at?,
            issues: issues?,
            asks: asks?,
            asked: asked?,
            sharing: sharing?,
        })
    })();
    if let Some(Err(error)) = parsed.as_ref().map(Details::check) {
        errors.add(field_of(error), error.to_string());
    }
    errors.finish(parsed)
}

/// Reads the issues, one on each line.
fn issues(errors: &mut Errors, typed: &str) -> Option<Vec<String>> {
    let lines = typed.lines().filter(|line| !line.trim().is_empty());
    let issues: Result<Vec<String>, _> = lines.map(|line| text::line(line, MOST_ISSUE)).collect();
    errors.keep("issues", issues.map_err(|error| format!("Each issue {error}")))
}

/// Reads the day and the time of day in London at which it `opens` or `closes`.
fn moment(errors: &mut Errors, typed: &Typed, id: &str) -> Option<Timestamp> {
    let day = typed.read_date(errors, id, "The day", &format!("Enter the day on which it {id}"));
    let field = format!("{id}_time");
    let time = london::time_of_day(typed.get(&field)).map_err(|error| match error {
        TimeError::Missing => format!("Enter the time at which it {id}, such as 9am"),
        other => other.to_string(),
    });
    let (day, time) = day.zip(errors.keep(&field, time))?;
    errors.keep(&field, london::instant(day, time, Twice::Earlier))
}

/// The field that shows why details are not valid.
pub(crate) fn field_of(error: DetailsError) -> &'static str {
    match error {
        DetailsError::ClosesBeforeOpening | DetailsError::TooLong => "closes_day",
        DetailsError::HowManyIssues | DetailsError::SameIssue => "issues",
    }
}

impl ConsultationForm for Change {
    const TITLE: &'static str = "Change the consultation";
    const DONE: &'static str = "Consultation saved";

    fn of(opened: &Opened, _: u32) -> Option<Self> {
        Some(Self(opened.of.kept.consultation.clone(), opened.opened_at))
    }

    fn addresses(&self) -> (String, String) {
        ("/edit".to_owned(), String::new())
    }

    fn filled(&self) -> Typed {
        let details = &self.0.details;
        let clock = |at| london::clock(london::time_of(at));
        Typed::default()
            .with("seen", self.0.version.to_string())
            .with("title", &*details.title)
            .with("question", &*details.question)
            .with("background", details.background.clone().unwrap_or_default())
            .with("issues", details.issues.join("\n"))
            .with("asks", details.asks.clone().unwrap_or_default())
            .with_date("opens", Some(london::date_of(details.opens_at)))
            .with("opens_time", clock(details.opens_at))
            .with_date("closes", Some(london::date_of(details.closes_at)))
            .with("closes_time", clock(details.closes_at))
            .with("asked", &*details.asked)
            .with("sharing", details.sharing.slug())
    }

    fn before(&self) -> Vec<String> {
        let said = if self.0.has_opened(self.1) {
            "It has opened, so only the time at which it closes can change, and only to a later one."
        } else {
            "Once it has opened, only the time at which it closes can change, and only to a later one."
        };
        vec![said.to_owned()]
    }

    fn fields(&self, _: &Opened, typed: &Typed) -> Vec<Field> {
        let mut all = vec![Field::hidden("seen", typed)];
        all.extend(fields(typed));
        all
    }

    fn edit(&self, typed: &Typed) -> Result<Edit, Errors> {
        let mut details = read(typed)?;
        // A form has no seconds, and one of the two hours on the night that the clocks go back looks like the other. What
        // was not changed stays as it was.
        let known = &self.0.details;
        for (read, kept) in [
            (&mut details.opens_at, known.opens_at),
            (&mut details.closes_at, known.closes_at),
        ] {
            let shown = |at| (london::date_of(at), london::clock(london::time_of(at)));
            if shown(*read) == shown(kept) {
                *read = kept;
            }
        }
        Ok(Edit::Details {
            seen: seen(typed),
            details,
        })
    }

    fn field_of(error: EditError) -> &'static str {
        match error {
            EditError::Details(error) => field_of(error),
            EditError::ClosesEarlier | EditError::HasClosed => "closes_day",
            _ => "title",
        }
    }
}
