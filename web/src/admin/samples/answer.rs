use super::{results, title, week};
use crate::shared::form::{Field, FormPage, Typed};
use crate::shared::guard::Inspector;
use crate::shared::{App, Choice, Errors, HttpError, Notice, Once, Visit, html_again, html_form};
use axum::extract::{Form, Path, State};
use axum::response::{IntoResponse, Redirect, Response};
use domain::id::{SampleId, SampledId};
use registry::account::permits::InspectorOf;
use registry::look_up::samples::{self, AnswerError, Finding, MOST_NOTED, ShownItem};
use registry::version::Version;

/// A look-up of a sample, opened by its address.
struct Opened {
    sample: SampleId,
    week: String,
    item: ShownItem,
}

async fn opened(
    app: &App,
    inspector: &InspectorOf,
    (sample, item): (String, String),
) -> Result<Opened, HttpError> {
    let sample: SampleId = sample.parse().map_err(|_| HttpError::NotFound)?;
    let item: SampledId = item.parse().map_err(|_| HttpError::NotFound)?;
    let found = samples::show(&app.registry, inspector, sample).await?;
    let found = found.ok_or(HttpError::NotFound)?;
    let week = week(found.sample.week);
    let item = found.items.into_iter().find(|one| one.id == item && !one.is_own);
    Ok(Opened {
        sample,
        week,
        item: item.ok_or(HttpError::NotFound)?,
    })
}

pub(super) async fn ask(
    Inspector(inspector): Inspector,
    State(app): State<App>,
    visit: Visit,
    Path(path): Path<(String, String)>,
) -> Result<Response, HttpError> {
    let opened = opened(&app, &inspector, path).await?;
    let typed = Typed::default().with("seen", opened.item.version.to_string());
    html_form(&page(&visit, &opened, &typed, Errors::default()).await?)
}

pub(super) async fn save(
    Inspector(inspector): Inspector,
    State(app): State<App>,
    visit: Visit,
    Path(path): Path<(String, String)>,
    once: Once,
    Form(typed): Form<Typed>,
) -> Result<Response, HttpError> {
    let opened = opened(&app, &inspector, path).await?;
    let mut errors = Errors::default();
    let finding = match Finding::parse(typed.get("finding"), typed.get("note")) {
        Ok(finding) => finding,
        Err(error) => {
            let field = if error == samples::FindingError::NotChosen {
                "finding"
            } else {
                "note"
            };
            errors.add(field, error.to_string());
            return html_again(&page(&visit, &opened, &typed, errors).await?);
        }
    };
    let seen = Version::sent(typed.get("seen"));
    match samples::answer(&once.on(&app), &inspector, opened.item.id, &seen, &finding).await {
        Ok(()) => {
            visit.notice(Notice::success("Your note is saved")).await?;
            let to = format!("/admin/log/samples/{}#look-up-{}", opened.sample, opened.item.id);
            Ok(Redirect::to(&to).into_response())
        }
        Err(AnswerError::Store(error)) => Err(error.into()),
        Err(AnswerError::NotFound) => Err(HttpError::NotFound),
        Err(error @ (AnswerError::Own | AnswerError::Changed)) => {
            errors.add("finding", error.to_string());
            // If the form is sent again, the other note has been read.
            let typed = Typed::default()
                .with("seen", opened.item.version.to_string())
                .with("finding", typed.get("finding"))
                .with("note", typed.get("note"));
            html_again(&page(&visit, &opened, &typed, errors).await?)
        }
    }
}

async fn page(visit: &Visit, opened: &Opened, typed: &Typed, errors: Errors) -> Result<FormPage, HttpError> {
    let item = &opened.item;
    let mut before = vec![
        format!("Looked for: {}", item.asked),
        format!("Reason: {}", item.reason),
        format!("Shown: {}", results(item.results)),
    ];
    before.extend(
        item.why
            .iter()
            .map(|why| format!("Why it is here: {}", why.words())),
    );
    before.extend(item.notes.iter().map(|note| {
        let said = note.finding.note().map(|note| format!(": {note}"));
        format!(
            "{} noted “{}”{}",
            note.by,
            note.finding.words(),
            said.unwrap_or_default()
        )
    }));
    let choices = Choice::list(typed.get("finding"), Finding::WORDS);
    Ok(FormPage {
        page: visit.form_page(title(item)).await?.with_errors(errors),
        back: (
            format!("/admin/log/samples/{}", opened.sample),
            "The sample".to_owned(),
        ),
        caption: format!("Look-ups from {}", opened.week),
        action: format!("/admin/log/samples/{}/{}", opened.sample, item.id),
        before,
        fields: vec![
            Field::hidden("seen", typed),
            Field::radios("finding", "Did you ask about this look-up?", choices),
            Field::prose("note", "Note", MOST_NOTED, typed)
                .hint("What you asked and what the officer answered. It is kept encrypted, with your name."),
        ],
        button: "Save".to_owned(),
        is_warning: false,
    })
}
