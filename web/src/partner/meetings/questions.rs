//! What came of a question from the public: an answer, for everybody or only for the person who asked, or none.

use super::{Opened, kept, on, said};
use crate::shared::form::{Field, FormPage, Typed};
use crate::shared::guard::{Partner, Planner};
use crate::shared::{App, Choice, Errors, HttpError, Notice, Once, Visit, html_again, html_form, london};
use axum::extract::{Form, Path, State};
use axum::response::Response;
use domain::meeting::{EditError, Outcome};
use registry::account::permits::PlannerOf;
use registry::meeting::{KeptQuestion, MeetingError, questions, reply};

const MOST_QUESTION: usize = 1_000;
const MOST_ANSWER: usize = 4_000;
const MOST_WHY: usize = 300;

/// What can come of a question.
const OUTCOMES: [(&str, &str, &str); 3] = [
    (
        "publish",
        "Publish the question and the answer",
        "Everybody can read both on the page of the meeting",
    ),
    (
        "keep",
        "Do not publish it",
        "If you write an answer, only the person who asked gets it",
    ),
    (
        "withdrawn",
        "The person who asked has withdrawn it",
        "Leave the answer empty",
    ),
];

/// Puts the questions of a meeting into two lists: those to answer, and those that somebody has dealt with.
pub(super) fn lists(asked: Vec<KeptQuestion>) -> (Vec<QuestionRow>, Vec<QuestionRow>) {
    let (open, done): (Vec<_>, Vec<_>) = asked.into_iter().partition(|kept| kept.reply.is_none());
    let rows = |all: Vec<KeptQuestion>| all.into_iter().map(row).collect();
    (rows(open), rows(done))
}

/// A question, as those who keep the meeting see it.
pub(super) struct QuestionRow {
    pub(super) id: String,
    pub(super) text: String,
    pub(super) name: String,
    pub(super) email: Option<String>,
    pub(super) when: String,
    /// What came of it, and when.
    pub(super) came_of_it: Option<String>,
    pub(super) why: Option<String>,
    pub(super) answer: Option<String>,
}

fn row(kept: KeptQuestion) -> QuestionRow {
    let reply = kept.reply.as_ref();
    let name = match (kept.question.name, kept.question.shows_name) {
        (Some(name), true) => format!("{name} (the public may read this name)"),
        (Some(name), false) => name,
        (None, _) => "No name given".to_owned(),
    };
    QuestionRow {
        id: kept.id.to_string(),
        text: kept.question.text,
        name,
        email: kept.question.email.map(String::from),
        when: london::day_and_time(kept.asked_at),
        came_of_it: reply.map(|reply| {
            let what = match &reply.outcome {
                Outcome::Published { .. } => "Answered and published",
                Outcome::NotPublished { answer: Some(_), .. } => "Answered, not published",
                Outcome::NotPublished { answer: None, .. } => "Not published",
                Outcome::Withdrawn { .. } => "Withdrawn",
            };
            format!("{what} on {}", london::day(reply.at))
        }),
        why: reply.and_then(|reply| reply.outcome.why()).map(str::to_owned),
        answer: reply.and_then(|reply| reply.outcome.answer()).map(str::to_owned),
    }
}

pub(super) async fn ask(
    Planner(planner): Planner,
    Partner(partner): Partner,
    State(app): State<App>,
    visit: Visit,
    Path((meeting, part)): Path<(String, String)>,
) -> Result<Response, HttpError> {
    let opened = kept(&app, partner, &meeting).await?;
    let asked = found(&app, &planner, &opened, &part).await?;
    html_form(&page(&visit, &opened, &asked, &filled(&asked), Errors::default()).await?)
}

pub(super) async fn send(
    Planner(planner): Planner,
    Partner(partner): Partner,
    State(app): State<App>,
    visit: Visit,
    Path((meeting, part)): Path<(String, String)>,
    once: Once,
    Form(typed): Form<Typed>,
) -> Result<Response, HttpError> {
    let opened = kept(&app, partner, &meeting).await?;
    let asked = found(&app, &planner, &opened, &part).await?;
    let outcome = match parse(&typed) {
        Ok(outcome) => outcome,
        Err(errors) => return html_again(&page(&visit, &opened, &asked, &typed, errors).await?),
    };
    let seen = typed.get("seen").parse().unwrap_or(u32::MAX);
    let ids = (opened.of.kept.id, asked.id);
    match reply(&once.on(&app), &planner, ids, seen, outcome).await {
        Ok(()) => {
            let address = format!("{}#questions", opened.address());
            on(&visit, &address, Notice::success("Saved")).await
        }
        Err(error) => {
            let is_old = matches!(error, MeetingError::Edit(EditError::ChangedMeanwhile));
            let mut errors = Errors::default();
            errors.add("outcome", said(error)?);
            // If somebody else was first, shows what they wrote.
            let asked = found(&app, &planner, &opened, &part).await?;
            let typed = if is_old { filled(&asked) } else { typed };
            html_again(&page(&visit, &opened, &asked, &typed, errors).await?)
        }
    }
}

async fn found(
    app: &App,
    planner: &PlannerOf,
    opened: &Opened,
    part: &str,
) -> Result<KeptQuestion, HttpError> {
    let all = questions(&app.registry, planner, opened.of.kept.id).await;
    let all = all.map_err(super::no_form)?;
    let asked = all.into_iter().find(|kept| kept.id.to_string() == part);
    asked.ok_or(HttpError::NotFound)
}

/// The values of the fields before anybody types.
fn filled(asked: &KeptQuestion) -> Typed {
    let seen = asked.reply.as_ref().map_or(0, |reply| reply.version);
    let typed = Typed::default().with("seen", seen.to_string());
    let Some(reply) = &asked.reply else {
        return typed.with("question", &*asked.question.text);
    };
    let (outcome, question) = match &reply.outcome {
        Outcome::Published { question, .. } => ("publish", question),
        Outcome::NotPublished { .. } => ("keep", &asked.question.text),
        Outcome::Withdrawn { .. } => ("withdrawn", &asked.question.text),
    };
    typed
        .with("outcome", outcome)
        .with("question", &**question)
        .with("answer", reply.outcome.answer().unwrap_or_default())
        .with("why", reply.outcome.why().unwrap_or_default())
}

fn parse(typed: &Typed) -> Result<Outcome, Errors> {
    let mut errors = Errors::default();
    let outcome = OUTCOMES.iter().find(|(slug, ..)| *slug == typed.get("outcome"));
    let outcome = errors.keep("outcome", outcome.ok_or("Choose what comes of the question"));
    let Some((slug, ..)) = outcome else {
        return errors.finish(None);
    };
    let why = |errors: &mut Errors| {
        let missing = "Say why the public does not read it";
        errors.line("why", "The reason", missing, typed.get("why"), MOST_WHY)
    };
    let parsed = match *slug {
        "publish" => {
            let question = errors.prose(
                "question",
                "The question",
                "Enter the question as the public will read it",
                typed.get("question"),
                MOST_QUESTION,
            );
            let missing = "Enter the answer";
            let answer = errors.prose("answer", "The answer", missing, typed.get("answer"), MOST_ANSWER);
            let both = question.zip(answer);
            both.map(|(question, answer)| Outcome::Published { question, answer })
        }
        "keep" => {
            let answer = errors.optional_prose("answer", "The answer", typed.get("answer"), MOST_ANSWER);
            let both = answer.zip(why(&mut errors));
            both.map(|(answer, why)| Outcome::NotPublished { answer, why })
        }
        _ => why(&mut errors).map(|why| Outcome::Withdrawn { why }),
    };
    errors.finish(parsed)
}

async fn page(
    visit: &Visit,
    opened: &Opened,
    asked: &KeptQuestion,
    typed: &Typed,
    errors: Errors,
) -> Result<FormPage, HttpError> {
    let question = &asked.question;
    let outcomes = OUTCOMES.map(|(slug, label, hint)| {
        Choice::new(slug, label)
            .hint(hint)
            .chosen_if(typed.get("outcome") == slug)
    });
    let letter = match &question.email {
        Some(email) => {
            let email = String::from(email.clone());
            format!("When you save an answer, we send it to {email}.")
        }
        None => "The person left no e-mail address, so nobody gets the answer by e-mail.".to_owned(),
    };
    let name = match (question.public_name(), &question.name) {
        (Some(name), _) => format!("The public will read that {name} asked it: they agreed to that."),
        (None, Some(_)) => "The public will not read who asked it.".to_owned(),
        (None, None) => "The person gave no name.".to_owned(),
    };
    Ok(FormPage {
        page: visit.form_page("Answer a question").await?.with_errors(errors),
        back: (format!("{}#questions", opened.address()), "Back".to_owned()),
        caption: opened.title(),
        action: format!("{}/questions/{}", opened.address(), asked.id),
        before: vec![
            format!(
                "They asked on {}: “{}”",
                london::day_and_time(asked.asked_at),
                question.text
            ),
            format!("{letter} {name}"),
        ],
        fields: vec![
            Field::hidden("seen", typed),
            Field::radios("outcome", "What comes of the question?", outcomes.into()),
            Field::prose(
                "question",
                "The question as the public will read it",
                MOST_QUESTION,
                typed,
            )
            .hint("Take out names of people, addresses and anything that shows who asked"),
            Field::prose("answer", "Answer", MOST_ANSWER, typed).hint("Name agencies and roles, not people"),
            Field::line("why", "Why does the public not read it?", typed).hint(
                "Leave this empty if you publish it. Only those who organise the meeting read the reason.",
            ),
        ],
        button: "Save".to_owned(),
        is_warning: false,
    })
}
