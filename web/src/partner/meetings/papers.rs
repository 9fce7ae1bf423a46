//! The papers of an item: added, said to be ready, opened and removed.

use super::{LIMITS, Opened, kept, no_form, on, opened, said};
use crate::public::paper_answer;
use crate::shared::form::{Field, FormPage, Typed};
use crate::shared::guard::{Partner, Planner};
use crate::shared::upload::{self, Place, Upload};
use crate::shared::{App, Errors, HttpError, Notice, Page, Visit, html_again, html_form, london};
use askama::Template;
use axum::extract::{Form, Multipart, Path, State};
use axum::response::Response;
use domain::id::MeetingPaperId;
use registry::meeting::{
    KeptPaper, MeetingError, PaperUpload, add_paper, make_ready, open_paper, remove_paper,
};
use registry::paper::PdfError;

const MOST_TITLE: usize = 120;
const MOST_WHY: usize = 200;
/// The file field's id.
const FIELD: &str = "paper";

#[derive(Template)]
#[template(path = "partner/meetings/paper.html")]
struct PaperPage {
    page: Page,
    back: String,
    item: String,
    action: String,
    papers_at: String,
    title: String,
}

pub(super) async fn new(
    Planner(_): Planner,
    Partner(partner): Partner,
    State(app): State<App>,
    visit: Visit,
    Path((meeting, part)): Path<(String, String)>,
) -> Result<Response, HttpError> {
    let opened = kept(&app, partner, &meeting).await?;
    html_form(&page(&visit, &opened, &part, "", Errors::default()).await?)
}

pub(super) async fn add(
    Planner(planner): Planner,
    Partner(partner): Partner,
    State(app): State<App>,
    visit: Visit,
    Path((meeting, part)): Path<(String, String)>,
    place: Place,
    form: Multipart,
) -> Result<Response, HttpError> {
    // This check comes first, so that we read nothing from somebody who is not allowed to send papers.
    let opened = kept(&app, partner, &meeting).await?;
    let item = item(&opened, &part)?;
    let mut parts = upload::read(&place, form, LIMITS).await?;
    let typed = parts.text("title").to_owned();
    let mut errors = Errors::default();
    let title = errors.line(
        "title",
        "The title",
        "Enter the paper’s title",
        &typed,
        MOST_TITLE,
    );
    let file = match parts.files.pop() {
        _ if parts.too_many => Err("Choose one file at a time".to_owned()),
        None => Err("Choose the paper’s file".to_owned()),
        Some((_, Upload::TooLarge { .. })) => Err(PdfError::TooLarge.to_string()),
        Some((_, Upload::Given { file, .. })) => Ok(file),
    };
    let file = errors.keep(FIELD, file);
    let (title, file) = match errors.finish(title.zip(file)) {
        Ok(read) => read,
        Err(errors) => return html_again(&page(&visit, &opened, &part, &typed, errors).await?),
    };
    let upload = PaperUpload { item, title, file };
    let added = add_paper(&app.registry, &planner, opened.of.kept.id, upload).await;
    drop(place);
    match added {
        Ok(()) => {
            let notice = Notice::success("Paper added. When it may be published, say that it is ready");
            on(&visit, &format!("{}#item-{item}", opened.address()), notice).await
        }
        Err(error) => {
            let field = match &error {
                MeetingError::SameTitle(_) => "title",
                _ => FIELD,
            };
            let mut errors = Errors::default();
            errors.add(field, said(error)?);
            html_again(&page(&visit, &opened, &part, &typed, errors).await?)
        }
    }
}

fn item(opened: &Opened, part: &str) -> Result<u32, HttpError> {
    let id = part.parse().map_err(|_| HttpError::NotFound)?;
    let item = opened.of.kept.meeting.item(id);
    Ok(item.ok_or(HttpError::NotFound)?.id)
}

async fn page(
    visit: &Visit,
    opened: &Opened,
    part: &str,
    typed: &str,
    errors: Errors,
) -> Result<PaperPage, HttpError> {
    let id = item(opened, part)?;
    let of = opened.of.kept.meeting.item(id);
    Ok(PaperPage {
        page: visit.form_page("Add a paper").await?.with_errors(errors),
        back: opened.address(),
        item: of.map(|item| item.item.title.clone()).unwrap_or_default(),
        action: format!("{}/items/{id}/papers", opened.address()),
        papers_at: london::day_and_time(opened.of.days.papers_at),
        title: typed.to_owned(),
    })
}

/// Opens a paper for those who take part, even before it is published.
pub(super) async fn open(
    Partner(partner): Partner,
    State(app): State<App>,
    Path((meeting, part)): Path<(String, String)>,
) -> Result<Response, HttpError> {
    let opened = opened(&app, partner, &meeting).await?;
    let paper: MeetingPaperId = part.parse().map_err(|_| HttpError::NotFound)?;
    let file = open_paper(&app.registry, &opened.partner, opened.of.kept.id, paper).await;
    Ok(paper_answer(file.map_err(no_form)?))
}

fn paper<'a>(opened: &'a Opened, part: &str) -> Result<&'a KeptPaper, HttpError> {
    let id: MeetingPaperId = part.parse().map_err(|_| HttpError::NotFound)?;
    let found = opened.of.papers.iter().find(|kept| kept.id == id);
    found.ok_or(HttpError::NotFound)
}

pub(super) async fn ask_ready(
    Planner(_): Planner,
    Partner(partner): Partner,
    State(app): State<App>,
    visit: Visit,
    Path((meeting, part)): Path<(String, String)>,
) -> Result<Response, HttpError> {
    let opened = kept(&app, partner, &meeting).await?;
    html_form(&ready_page(&visit, &opened, &part, &Typed::default(), Errors::default()).await?)
}

pub(super) async fn ready(
    Planner(planner): Planner,
    Partner(partner): Partner,
    State(app): State<App>,
    visit: Visit,
    Path((meeting, part)): Path<(String, String)>,
    Form(typed): Form<Typed>,
) -> Result<Response, HttpError> {
    let opened = kept(&app, partner, &meeting).await?;
    let paper = paper(&opened, &part)?;
    let mut errors = Errors::default();
    let why = errors.optional_line("why", "The reason", typed.get("why"), MOST_WHY);
    let made = match errors.finish(why) {
        Ok(why) => make_ready(&app.registry, &planner, paper.id, why).await,
        Err(errors) => return html_again(&ready_page(&visit, &opened, &part, &typed, errors).await?),
    };
    match made {
        Ok(()) => {
            let address = format!("{}#item-{}", opened.address(), paper.paper.item);
            on(&visit, &address, Notice::success("The paper is ready")).await
        }
        Err(error) => {
            let mut errors = Errors::default();
            errors.add("why", said(error)?);
            html_again(&ready_page(&visit, &opened, &part, &typed, errors).await?)
        }
    }
}

async fn ready_page(
    visit: &Visit,
    opened: &Opened,
    part: &str,
    typed: &Typed,
    errors: Errors,
) -> Result<FormPage, HttpError> {
    let paper = paper(opened, part)?;
    let at = london::day_and_time(opened.of.days.papers_at);
    let is_late = opened.opened_at > opened.of.days.papers_at;
    let check = "Check that neither the text nor the file’s properties name anybody. The public will read the paper as \
                 it is.";
    let (when, fields) = match is_late {
        true => (
            format!("Papers were due on {at}. This one will come out at once and be marked as late."),
            vec![Field::line("why", "Why is it late?", typed).hint("The public will read this reason.")],
        ),
        false => (
            format!("It will come out on {at}. Nobody can read it before then."),
            Vec::new(),
        ),
    };
    Ok(FormPage {
        page: visit.form_page("Is this paper ready?").await?.with_errors(errors),
        back: (opened.address(), "Back".to_owned()),
        caption: paper.paper.title.clone(),
        action: format!("{}/papers/{}/ready", opened.address(), paper.id),
        before: vec![when, check.to_owned()],
        fields,
        button: "It is ready".to_owned(),
        is_warning: false,
    })
}

pub(super) async fn ask_remove(
    Planner(_): Planner,
    Partner(partner): Partner,
    State(app): State<App>,
    visit: Visit,
    Path((meeting, part)): Path<(String, String)>,
) -> Result<Response, HttpError> {
    let opened = kept(&app, partner, &meeting).await?;
    html_form(&remove_page(&visit, &opened, &part, &Typed::default(), Errors::default()).await?)
}

pub(super) async fn remove(
    Planner(planner): Planner,
    Partner(partner): Partner,
    State(app): State<App>,
    visit: Visit,
    Path((meeting, part)): Path<(String, String)>,
    Form(typed): Form<Typed>,
) -> Result<Response, HttpError> {
    let opened = kept(&app, partner, &meeting).await?;
    let paper = paper(&opened, &part)?;
    let mut errors = Errors::default();
    let why = errors.optional_line("why", "The reason", typed.get("why"), MOST_WHY);
    let removed = match errors.finish(why) {
        Ok(why) => remove_paper(&app.registry, &planner, paper.id, why).await,
        Err(errors) => return html_again(&remove_page(&visit, &opened, &part, &typed, errors).await?),
    };
    match removed {
        Ok(()) => on(&visit, &opened.address(), Notice::success("Paper removed")).await,
        Err(error) => {
            let mut errors = Errors::default();
            errors.add("why", said(error)?);
            html_again(&remove_page(&visit, &opened, &part, &typed, errors).await?)
        }
    }
}

async fn remove_page(
    visit: &Visit,
    opened: &Opened,
    part: &str,
    typed: &Typed,
    errors: Errors,
) -> Result<FormPage, HttpError> {
    let paper = paper(opened, part)?;
    Ok(FormPage {
        page: visit.form_page("Remove this paper?").await?.with_errors(errors),
        back: (opened.address(), "Back".to_owned()),
        caption: paper.paper.title.clone(),
        action: format!("{}/papers/{}/remove", opened.address(), paper.id),
        before: vec!["You cannot undo this. To replace a paper, remove it and add the new one.".to_owned()],
        fields: vec![
            Field::line("why", "Why? (optional)", typed)
                .hint("If the public has seen the paper, you must give a reason."),
        ],
        button: "Remove the paper".to_owned(),
        is_warning: true,
    })
}
