//! An edition: how far it has got, its sections, what moved, and what reviewers said.

use super::{Opened, colour, opened};
use crate::shared::guard::Assessor;
use crate::shared::{App, Choice, Errors, HttpError, Page, Visit, html, html_form, london};
use askama::Template;
use axum::extract::{Path, State};
use axum::response::Response;
use domain::assessment::{Correction, Moved, Problem, SectionKind, edition_number, problems};
use domain::id::AccountId;
use registry::account::names::Names;
use registry::assessment::{Edition, Listed, body, pieces};

/// A section in the list.
struct SectionRow {
    kind: SectionKind,
    says: String,
    problem: Option<String>,
}

struct CommentRow {
    title: String,
    text: String,
    who: String,
    when: String,
    stamp: String,
}

#[derive(Template)]
#[template(path = "partner/assessment/show.html")]
pub(super) struct Show {
    page: Page,
    address: String,
    number: String,
    topic: Option<String>,
    state: String,
    colour: &'static str,
    release: String,
    filed: Vec<FileRow>,
    author: String,
    correction: Option<Correction>,
    sections: Vec<SectionRow>,
    moved: Vec<Moved>,
    comments: Vec<CommentRow>,
    chosen: Vec<Choice>,
    comment: String,
    /// What the reader may do now.
    can: Can,
}

/// A file of a published edition.
pub(super) struct FileRow {
    name: String,
    hash: String,
}

/// What somebody may do with an edition now.
#[derive(Clone, Copy, Debug, Default)]
struct Can {
    write: bool,
    comment: bool,
    approve: bool,
    publish: bool,
    send_back: bool,
    withdraw: bool,
    correct: bool,
}

impl Can {
    fn of(opened: &Opened) -> Self {
        use domain::assessment::State as S;
        let state = opened.kept.state;
        Self {
            write: opened.writes() && state == S::Draft,
            comment: state == S::InReview,
            approve: opened.publishes() && state == S::InReview,
            publish: opened.publishes() && state == S::Approved,
            send_back: matches!(state, S::InReview | S::Approved),
            withdraw: opened.publishes() && state == S::Published,
            correct: opened.writes() && state == S::Published,
        }
    }
}

pub(super) async fn show(
    Assessor(assessor): Assessor,
    State(app): State<App>,
    visit: Visit,
    Path(id): Path<String>,
) -> Result<Response, HttpError> {
    let opened = opened(&app, assessor, &id).await?;
    html_form(&page(&app, &visit, &opened, ("", ""), Errors::default()).await?)
}

/// Makes the page. `typed` is the section and text of a comment that was refused.
pub(super) async fn page(
    app: &App,
    visit: &Visit,
    opened: &Opened,
    typed: (&str, &str),
    errors: Errors,
) -> Result<Show, HttpError> {
    let kept = &opened.kept;
    let wrong = problems(&kept.assessment, &opened.blocks);
    let (author, comments) = people(app, opened).await?;
    let all = (String::new(), "All sections".to_owned());
    let each = SectionKind::ALL.map(|kind| (kind.slug().to_owned(), kind.heading().to_owned()));
    let files = registry::assessment::files(&app.registry, kept.id).await?;
    Ok(Show {
        page: visit
            .form_page(kept.assessment.title.clone())
            .await?
            .with_errors(errors),
        address: opened.address(),
        number: edition_number(kept.edition),
        topic: kept.assessment.topic.clone(),
        state: kept.state.to_string(),
        colour: colour(kept.state),
        release: opened
            .blocks
            .first()
            .map_or_else(|| "none".to_owned(), |block| block.cited.quarter.clone()),
        filed: files.into_iter().map(file_row).collect(),
        author,
        correction: kept.assessment.correction.clone(),
        sections: sections(opened, &wrong),
        moved: registry::assessment::moved_since(&app.registry, kept, &opened.blocks).await?,
        comments,
        chosen: Choice::list(typed.0, std::iter::once(all).chain(each)),
        comment: typed.1.to_owned(),
        can: Can::of(opened),
    })
}

/// Returns who made the last change, and what reviewers said, newest first.
async fn people(app: &App, opened: &Opened) -> Result<(String, Vec<CommentRow>), HttpError> {
    let comments = &opened.kept.assessment.comments;
    let author = opened.kept.changed_by;
    let accounts: Vec<AccountId> = comments.iter().map(|comment| comment.by).chain(author).collect();
    let names = Names::read(&app.registry, accounts).await?;
    let rows = comments.iter().rev().map(|comment| CommentRow {
        title: comment
            .section
            .map_or("All sections", SectionKind::heading)
            .to_owned(),
        text: comment.text.clone(),
        who: names.of(Some(comment.by)),
        when: london::day_and_time(comment.at),
        stamp: comment.at.to_string(),
    });
    Ok((names.of(author), rows.collect()))
}

fn file_row(file: Listed) -> FileRow {
    FileRow {
        name: file.name,
        hash: file.hash.iter().map(|byte| format!("{byte:02x}")).collect(),
    }
}

fn sections(opened: &Opened, wrong: &[Problem]) -> Vec<SectionRow> {
    let sections = opened.kept.assessment.sections.iter();
    let rows = sections.map(|section| SectionRow {
        kind: section.kind,
        says: match section.text.split_whitespace().count() {
            0 => "Empty: left out if it has no table".to_owned(),
            1 => "1 word".to_owned(),
            many => format!("{many} words"),
        },
        problem: wrong
            .iter()
            .find(|problem| problem.section == section.kind)
            .map(|problem| problem.text.clone()),
    });
    rows.collect()
}

#[derive(Template)]
#[template(path = "partner/assessment/preview.html")]
struct Preview {
    page: Page,
    back: String,
    body: String,
}

/// Shows an edition as the public will see it.
pub(super) async fn preview(
    Assessor(assessor): Assessor,
    State(app): State<App>,
    visit: Visit,
    Path(id): Path<String>,
) -> Result<Response, HttpError> {
    let opened = opened(&app, assessor, &id).await?;
    let all = registry::assessment::partnerships(&app.registry, &opened.assessor).await?;
    let partnership = all.into_iter().find(|one| one.id == opened.kept.partnership);
    let moved =
        registry::assessment::moved_since_edition(&app.registry, &opened.kept, &opened.blocks).await?;
    let back = opened.address();
    let edition = Edition {
        partnership: partnership.ok_or(HttpError::NotFound)?.name,
        number: edition_number(opened.kept.edition),
        published: opened.kept.published_at,
        assessment: opened.kept.assessment,
        blocks: opened.blocks,
        moved,
    };
    let body = body(&pieces(&edition)).map_err(HttpError::internal)?;
    html(&Preview {
        page: visit.page(edition.assessment.title).await?,
        back,
        body,
    })
}
