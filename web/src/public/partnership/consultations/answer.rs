//! The form with which anybody can answer a consultation. It asks for no name and needs no account.

use super::{address_of, public};
use crate::shared::form::{Field, FormPage, Typed};
use crate::shared::limits::Client;
use crate::shared::{App, Choice, Errors, HttpError, Once, Page, Visit, html, html_again, html_form, london};
use askama::Template;
use axum::extract::{Form, Path, RawQuery, State};
use axum::response::{IntoResponse, Redirect, Response};
use domain::account::Partnership;
use domain::consultation::{Answer, Choices, MOST_CHOICES, Stage};
use registry::consultation::{ConsultationError, KeptConsultation, Sender, answer};

const MOST_WORDS: usize = 1_000;

/// The fields of the choices.
const FIELDS: [(&str, &str); MOST_CHOICES] = [
    ("first", "What matters most to you?"),
    ("second", "What comes second? (optional)"),
    ("third", "What comes third? (optional)"),
];

#[derive(Template)]
#[template(path = "public/partnership/consultations/told.html")]
struct Told {
    page: Page,
    address: String,
    consultation: String,
    /// Whether the answer was sent; otherwise the consultation is not open.
    is_sent: bool,
    opens: Option<String>,
}

pub(super) async fn show(
    State(app): State<App>,
    visit: Visit,
    Path((slug, consultation)): Path<(String, String)>,
    RawQuery(query): RawQuery,
) -> Result<Response, HttpError> {
    let (of, kept, _) = public(&app, &slug, &consultation).await?;
    if query.as_deref() == Some("sent") {
        return told(&app, &visit, &of, &kept, true).await;
    }
    if kept.consultation.stage(app.registry.now()) != Stage::Open {
        return told(&app, &visit, &of, &kept, false).await;
    }
    html_form(&page(&visit, &of, &kept, &Typed::default(), Errors::default()).await?)
}

pub(super) async fn send(
    State(app): State<App>,
    visit: Visit,
    client: Client,
    once: Once,
    Path((slug, consultation)): Path<(String, String)>,
    Form(typed): Form<Typed>,
) -> Result<Response, HttpError> {
    let (of, kept, _) = public(&app, &slug, &consultation).await?;
    if kept.consultation.stage(app.registry.now()) != Stage::Open {
        return told(&app, &visit, &of, &kept, false).await;
    }
    let given = match parse(&typed, &kept) {
        Ok(given) => given,
        Err(errors) => return html_again(&page(&visit, &of, &kept, &typed, errors).await?),
    };
    let browser = visit.browser();
    let from = Sender {
        browser: browser.as_deref(),
        address: client.address(),
    };
    match answer(&once.on(&app), of.id, kept.id, &given, from).await {
        Ok(()) => Ok(Redirect::to(&format!("{}/answer?sent", address_of(&of, &kept))).into_response()),
        Err(ConsultationError::Store(error)) => Err(error.into()),
        Err(ConsultationError::NotThere) => Err(HttpError::NotFound),
        Err(error) => {
            let mut errors = Errors::default();
            errors.add("first", error.to_string());
            html_again(&page(&visit, &of, &kept, &typed, errors).await?)
        }
    }
}

fn parse(typed: &Typed, kept: &KeptConsultation) -> Result<Answer, Errors> {
    let details = &kept.consultation.details;
    let mut errors = Errors::default();
    let chosen = FIELDS.map(|(id, _)| match typed.get(id) {
        "" => None,
        // A value that is no number stands for an issue that does not exist.
        raw => Some(raw.parse().unwrap_or(usize::MAX)),
    });
    let choices = match Choices::new(chosen, details.issues.len()) {
        Ok(choices) => Some(choices),
        Err((place, error)) => {
            let id = FIELDS.get(place).map_or("first", |(id, _)| *id);
            errors.add(id, error.to_string());
            None
        }
    };
    let words = match details.asks {
        Some(_) => errors.optional_prose("words", "Your answer", typed.get("words"), MOST_WORDS),
        None => Some(None),
    };
    let parsed = choices.zip(words);
    errors.finish(parsed.map(|(choices, words)| Answer { choices, words }))
}

async fn page(
    visit: &Visit,
    of: &Partnership,
    kept: &KeptConsultation,
    typed: &Typed,
    errors: Errors,
) -> Result<FormPage, HttpError> {
    let details = &kept.consultation.details;
    let address = address_of(of, kept);
    let mut fields: Vec<Field> = FIELDS
        .iter()
        .map(|(id, label)| {
            let none = std::iter::once((String::new(), "Choose an issue".to_owned()));
            let each = details.issues.iter().enumerate();
            let each = each.map(|(at, issue)| (at.to_string(), issue.clone()));
            Field::select(id, label, Choice::list(typed.get(id), none.chain(each)))
        })
        .collect();
    if let Some(asks) = &details.asks {
        fields.push(
            Field::prose("words", &format!("{asks} (optional)"), MOST_WORDS, typed)
                .hint("Do not name anybody. We delete what you write a year after the consultation closes."),
        );
    }
    Ok(FormPage {
        page: visit.form_page(details.question.clone()).await?.with_errors(errors),
        action: format!("{address}/answer"),
        back: (address, "Back".to_owned()),
        caption: details.title.clone(),
        before: vec![
            format!(
                "This is not a vote. It helps the {} to see what matters to people. You can answer until {}.",
                of.name,
                london::day_and_time(details.closes_at)
            ),
            "We do not ask who you are. To notice if somebody answers again and again, we keep a code that is made from your browser and your internet connection, and delete it 90 days after the consultation closes.".to_owned(),
        ],
        fields,
        button: "Send my answer".to_owned(),
        is_warning: false,
    })
}

async fn told(
    app: &App,
    visit: &Visit,
    of: &Partnership,
    kept: &KeptConsultation,
    is_sent: bool,
) -> Result<Response, HttpError> {
    let is_coming = kept.consultation.stage(app.registry.now()) == Stage::Coming;
    let title = match (is_sent, is_coming) {
        (true, _) => "Thank you for your answer",
        (false, true) => "This consultation is not open yet",
        (false, false) => "This consultation has closed",
    };
    html(&Told {
        page: visit.page(title).await?,
        address: address_of(of, kept),
        consultation: kept.consultation.details.title.clone(),
        is_sent,
        opens: is_coming.then(|| london::day_and_time(kept.consultation.details.opens_at)),
    })
}
