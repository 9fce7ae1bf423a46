//! What people said in their own words, for those who keep the consultation.

use super::{kept, no_form, on};
use crate::shared::form::FormPage;
use crate::shared::guard::{Partner, Planner};
use crate::shared::{App, HttpError, Notice, Page, Visit, html, html_form};
use askama::Template;
use axum::extract::{Path, Query, State};
use axum::response::Response;
use domain::id::AnswerId;
use registry::consultation::{MOST_WORDS, Words, words};
use serde::Deserialize;

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Asked {
    page: u64,
}

#[derive(Template)]
#[template(path = "partner/consultations/words.html")]
struct WordsPage {
    page: Page,
    consultation: String,
    back: String,
    asks: String,
    rows: Vec<Words>,
    older: Option<u64>,
    newer: Option<u64>,
}

pub(super) async fn show(
    Planner(planner): Planner,
    Partner(partner): Partner,
    State(app): State<App>,
    visit: Visit,
    Path(consultation): Path<String>,
    Query(asked): Query<Asked>,
) -> Result<Response, HttpError> {
    let opened = kept(&app, partner, &consultation).await?;
    let at = asked.page.min(10_000);
    let id = opened.of.kept.id;
    let mut rows = words(&app.registry, &planner, id, at * MOST_WORDS)
        .await
        .map_err(no_form)?;
    let more = rows.len() as u64 > MOST_WORDS;
    rows.truncate(MOST_WORDS as usize);
    html(&WordsPage {
        page: visit.page("What people said in their own words").await?,
        consultation: opened.title(),
        back: opened.address(),
        asks: opened
            .of
            .kept
            .consultation
            .details
            .asks
            .clone()
            .unwrap_or_default(),
        rows,
        older: more.then(|| at + 1),
        newer: at.checked_sub(1),
    })
}

pub(super) async fn ask_remove(
    Planner(_): Planner,
    Partner(partner): Partner,
    State(app): State<App>,
    visit: Visit,
    Path((consultation, part)): Path<(String, String)>,
) -> Result<Response, HttpError> {
    let opened = kept(&app, partner, &consultation).await?;
    let answer: AnswerId = part.parse().map_err(|_| HttpError::NotFound)?;
    html_form(&FormPage {
        page: visit.form_page("Delete what this person wrote?").await?,
        back: (format!("{}/words", opened.address()), "Back".to_owned()),
        caption: opened.title(),
        action: format!("{}/words/{answer}/remove", opened.address()),
        before: vec![
            "Delete it if it names somebody or tells of a crime that the police should hear of first. The issues that the person chose still count. You cannot undo this.".to_owned(),
        ],
        fields: Vec::new(),
        button: "Delete the words".to_owned(),
        is_warning: true,
    })
}

pub(super) async fn remove(
    Planner(planner): Planner,
    Partner(partner): Partner,
    State(app): State<App>,
    visit: Visit,
    Path((consultation, part)): Path<(String, String)>,
) -> Result<Response, HttpError> {
    let opened = kept(&app, partner, &consultation).await?;
    let answer: AnswerId = part.parse().map_err(|_| HttpError::NotFound)?;
    let id = opened.of.kept.id;
    let removed = registry::consultation::remove_words(&app.registry, &planner, id, answer).await;
    removed.map_err(no_form)?;
    let address = format!("{}/words", opened.address());
    on(&visit, &address, Notice::success("Words deleted")).await
}
