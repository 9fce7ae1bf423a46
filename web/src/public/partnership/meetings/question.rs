//! The form with which anybody can send a question to a public meeting.

use super::{public, title};
use crate::shared::form::{Field, FormPage, Typed};
use crate::shared::limits::Action;
use crate::shared::limits::Client;
use crate::shared::{App, Choice, Errors, HttpError, Once, Page, Visit, html, html_again, html_form, london};
use askama::Template;
use axum::extract::{Form, Path, RawQuery, State};
use axum::response::{IntoResponse, Redirect, Response};
use domain::account::Partnership;
use domain::account::contact::EmailAddress;
use domain::meeting::Question;
use registry::meeting::{MeetingError, PublicMeeting, ask};

const MOST_QUESTION: usize = 1_000;
const MOST_NAME: usize = 100;

#[derive(Template)]
#[template(path = "public/partnership/meetings/question.html")]
struct Told {
    page: Page,
    address: String,
    meeting: String,
    /// Whether the question was sent; otherwise the time for questions is over.
    is_sent: bool,
}

pub(super) async fn show(
    State(app): State<App>,
    visit: Visit,
    Path((slug, meeting)): Path<(String, String)>,
    RawQuery(query): RawQuery,
) -> Result<Response, HttpError> {
    let (of, meeting) = public(&app, &slug, &meeting).await?;
    if query.as_deref() == Some("sent") {
        return told(&visit, &of, &meeting, true).await;
    }
    if !meeting.takes_questions(app.registry.now()) {
        return told(&visit, &of, &meeting, false).await;
    }
    html_form(&page(&visit, &of, &meeting, &Typed::default(), Errors::default()).await?)
}

pub(super) async fn send(
    State(app): State<App>,
    visit: Visit,
    client: Client,
    once: Once,
    Path((slug, meeting)): Path<(String, String)>,
    Form(typed): Form<Typed>,
) -> Result<Response, HttpError> {
    let (of, meeting) = public(&app, &slug, &meeting).await?;
    if !meeting.takes_questions(app.registry.now()) {
        return told(&visit, &of, &meeting, false).await;
    }
    let question = match parse(&typed) {
        Ok(question) => question,
        Err(errors) => return html_again(&page(&visit, &of, &meeting, &typed, errors).await?),
    };
    app.limits
        .about(Action::Message, ("meeting", meeting.kept.id, client))?;
    match ask(&once.on(&app), of.id, meeting.kept.id, &question).await {
        Ok(()) => Ok(Redirect::to(&format!("{}/question?sent", address(&of, &meeting))).into_response()),
        Err(MeetingError::Store(error)) => Err(error.into()),
        Err(error @ (MeetingError::QuestionsClosed | MeetingError::QuestionsFull)) => {
            let mut errors = Errors::default();
            errors.add("question", error.to_string());
            html_again(&page(&visit, &of, &meeting, &typed, errors).await?)
        }
        Err(_) => Err(HttpError::NotFound),
    }
}

fn parse(typed: &Typed) -> Result<Question, Errors> {
    let mut errors = Errors::default();
    let text = errors.prose(
        "question",
        "Your question",
        "Enter your question",
        typed.get("question"),
        MOST_QUESTION,
    );
    let name = errors.optional_line("name", "Your name", typed.get("name"), MOST_NAME);
    let email = match typed.get("email").trim() {
        "" => Some(None),
        raw => errors.keep("email", EmailAddress::parse(raw).map(Some)),
    };
    let shows_name = typed.all("shown").iter().any(|shown| shown == "yes");
    if shows_name && name == Some(None) {
        errors.add("name", "Enter your name, or do not ask us to show it");
    }
    let parsed = (|| {
        Some(Question {
            text: text?,
            name: name?,
            email: email?,
            shows_name,
        })
    })();
    errors.finish(parsed)
}

fn address(of: &Partnership, meeting: &PublicMeeting) -> String {
    format!("/partnership/{}/meetings/{}", of.slug, meeting.kept.id)
}

async fn page(
    visit: &Visit,
    of: &Partnership,
    meeting: &PublicMeeting,
    typed: &Typed,
    errors: Errors,
) -> Result<FormPage, HttpError> {
    let by = london::day_and_time(meeting.days.questions_by);
    let address = address(of, meeting);
    Ok(FormPage {
        page: visit.form_page("Send a question").await?.with_errors(errors),
        action: format!("{address}/question"),
        back: (address, "Back".to_owned()),
        caption: title(meeting),
        before: vec![
            format!(
                "Send it by {by}. The people who organise the meeting will read it. It may be read out at the meeting, and we may publish it with our answer on the page of the meeting. We will not read out or publish your name unless you tick the box below. We never publish your e-mail address."
            ),
            "Do not write about a crime that is happening now. Ring 999 for that.".to_owned(),
        ],
        fields: vec![
            Field::prose("question", "Your question", MOST_QUESTION, typed),
            Field::line("name", "Your name (optional)", typed),
            Field::checkboxes(
                "shown",
                "May people know that you asked? (optional)",
                Choice::list_of_many(&typed.all("shown"), [("yes", "Show my name with my question")]),
            ),
            Field::line("email", "Your e-mail address (optional)", typed)
                .hint("Only if you would like an answer by e-mail. We delete it after a year."),
        ],
        button: "Send the question".to_owned(),
        is_warning: false,
    })
}

async fn told(
    visit: &Visit,
    of: &Partnership,
    meeting: &PublicMeeting,
    is_sent: bool,
) -> Result<Response, HttpError> {
    let title_of_page = match is_sent {
        true => "Question sent",
        false => "The time for questions is over",
    };
    html(&Told {
        page: visit.page(title_of_page).await?,
        address: address(of, meeting),
        meeting: title(meeting),
        is_sent,
    })
}
