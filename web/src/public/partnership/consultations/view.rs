//! A consultation in words, for the public page and for the people who work on it.

use crate::shared::{HttpError, london};
use axum::http::header;
use axum::response::{IntoResponse, Response};
use csv::Writer;
use domain::consultation::{Consultation, Stage};
use domain::id::ConsultationId;
use domain::text::for_spreadsheet;
use jiff::Timestamp;
use registry::consultation::{KeptConsultation, ShownResult, shown};

/// Spreadsheets read a file as UTF-8 if it begins with this.
const MARK: &str = "\u{feff}";

/// A line of a list of consultations.
pub(crate) struct ConsultationLine {
    pub(crate) id: ConsultationId,
    pub(crate) title: String,
    pub(crate) opens: String,
    pub(crate) closes: String,
    pub(crate) stage: &'static str,
    pub(crate) is_open: bool,
    pub(crate) is_closed: bool,
    pub(crate) has_result: bool,
}

impl ConsultationLine {
    pub(crate) fn of(kept: &KeptConsultation, now: Timestamp) -> Self {
        let consultation = &kept.consultation;
        let stage = consultation.stage(now);
        Self {
            id: kept.id,
            title: consultation.details.title.clone(),
            opens: london::day_and_time(consultation.details.opens_at),
            closes: london::day_and_time(consultation.details.closes_at),
            stage: in_words(stage),
            is_open: stage == Stage::Open,
            is_closed: stage == Stage::Closed,
            has_result: consultation.result.is_some(),
        }
    }
}

/// A consultation, as its pages show it.
pub(crate) struct ConsultationView {
    pub(crate) question: String,
    pub(crate) background: Option<String>,
    pub(crate) opens: String,
    pub(crate) closes: String,
    pub(crate) stage: &'static str,
    pub(crate) is_coming: bool,
    pub(crate) is_open: bool,
    pub(crate) issues: Vec<String>,
    pub(crate) asks: Option<String>,
    pub(crate) asked: String,
    pub(crate) rule: String,
    pub(crate) reached: Option<String>,
    pub(crate) themes: Option<String>,
    pub(crate) changed: Option<String>,
}

impl ConsultationView {
    /// Puts a consultation into words, as it stands at an instant.
    pub(crate) fn of(consultation: &Consultation, now: Timestamp) -> Self {
        let details = &consultation.details;
        let stage = consultation.stage(now);
        Self {
            question: details.question.clone(),
            background: details.background.clone(),
            opens: london::day_and_time(details.opens_at),
            closes: london::day_and_time(details.closes_at),
            stage: in_words(stage),
            is_coming: stage == Stage::Coming,
            is_open: stage == Stage::Open,
            issues: details.issues.clone(),
            asks: details.asks.clone(),
            asked: details.asked.clone(),
            rule: details.sharing.to_string(),
            reached: consultation.outcome.reached.clone(),
            themes: consultation.outcome.themes.clone(),
            changed: consultation.outcome.changed.clone(),
        }
    }

    /// Returns it without what came of it, for the public before the result is published.
    #[must_use]
    pub(crate) fn without_outcome(self) -> Self {
        Self {
            reached: None,
            themes: None,
            changed: None,
            ..self
        }
    }
}

/// A published result, as its pages show it.
pub(crate) struct ResultView {
    pub(crate) published: String,
    pub(crate) shown: ShownResult,
    pub(crate) rule: String,
    pub(crate) has_stands: bool,
    /// Whether a number is withheld, so that the page says what that means.
    pub(crate) withholds: bool,
}

impl ResultView {
    /// Puts the published result into words; `None` if there is none.
    pub(crate) fn of(consultation: &Consultation) -> Option<Self> {
        let result = consultation.result.as_ref()?;
        let shown = shown(consultation, &result.tally);
        Some(Self {
            published: london::day(result.at),
            rule: consultation.details.sharing.to_string(),
            has_stands: !consultation.stands.is_empty(),
            withholds: shown.withholds(),
            shown,
        })
    }
}

fn in_words(stage: Stage) -> &'static str {
    match stage {
        Stage::Draft => "Not published",
        Stage::Coming => "Not open yet",
        Stage::Open => "Open",
        Stage::Closed => "Closed",
    }
}

/// Answers with a result as a table for spreadsheets. Nothing in it is a formula.
pub(crate) fn result_file(
    id: ConsultationId,
    result: &ShownResult,
    kept: &'static str,
) -> Result<Response, HttpError> {
    let mut out = Writer::from_writer(MARK.as_bytes().to_vec());
    let mut write = |cells: [String; 4]| {
        let cells = cells.iter().map(|cell| for_spreadsheet(cell).into_owned());
        out.write_record(cells).map_err(HttpError::internal)
    };
    write([
        "Issue".to_owned(),
        "Chosen by (answers)".to_owned(),
        "Chosen by (one answer from each source)".to_owned(),
        "Named at stands (people)".to_owned(),
    ])?;
    for row in &result.rows {
        write([
            row.issue.clone(),
            row.chosen.to_string(),
            row.of_first.to_string(),
            row.at_stands.to_string(),
        ])?;
    }
    write([
        "All answers".to_owned(),
        result.answers.to_string(),
        result.of_first.to_string(),
        result.people_at_stands.to_string(),
    ])?;
    let bytes = out
        .into_inner()
        .map_err(|error| HttpError::internal(error.to_string()))?;
    let headers = [
        (header::CONTENT_TYPE, "text/csv; charset=utf-8".to_owned()),
        (
            header::CONTENT_DISPOSITION,
            format!("attachment; filename=\"framemark-consultation-{id}.csv\""),
        ),
        (header::CACHE_CONTROL, kept.to_owned()),
    ];
    Ok((headers, bytes).into_response())
}
