//! The files of a campaign: added, opened and removed.

use super::{LIMITS, Opened, kept, no_form, on, opened, said};
use crate::public::paper_answer;
use crate::shared::form::FormPage;
use crate::shared::guard::{Partner, Planner};
use crate::shared::upload::{self, Place, Upload};
use crate::shared::{App, Errors, HttpError, Notice, Page, Visit, html_again, html_form};
use askama::Template;
use axum::extract::{Multipart, Path, State};
use axum::response::Response;
use domain::id::CampaignPaperId;
use registry::campaign::{CampaignError, KeptPaper, add_paper, open_paper, remove_paper};
use registry::paper::PdfError;

const MOST_TITLE: usize = 120;
/// The file field's id.
const FIELD: &str = "paper";

#[derive(Template)]
#[template(path = "partner/campaigns/paper.html")]
struct PaperPage {
    page: Page,
    back: String,
    campaign: String,
    action: String,
    title: String,
}

pub(super) async fn new(
    Planner(_): Planner,
    Partner(partner): Partner,
    State(app): State<App>,
    visit: Visit,
    Path(campaign): Path<String>,
) -> Result<Response, HttpError> {
    let opened = kept(&app, partner, &campaign).await?;
    html_form(&page(&visit, &opened, "", Errors::default()).await?)
}

pub(super) async fn add(
    Planner(planner): Planner,
    Partner(partner): Partner,
    State(app): State<App>,
    visit: Visit,
    Path(campaign): Path<String>,
    place: Place,
    form: Multipart,
) -> Result<Response, HttpError> {
    // First, so that nothing is read for somebody who may not send it.
    let opened = kept(&app, partner, &campaign).await?;
    let mut parts = upload::read(&place, form, LIMITS).await?;
    let typed = parts.text("title").to_owned();
    let mut errors = Errors::default();
    let title = errors.line("title", "The title", "Enter the file’s title", &typed, MOST_TITLE);
    let file = match parts.files.pop() {
        _ if parts.too_many => Err("Choose one file at a time".to_owned()),
        None => Err("Choose a file".to_owned()),
        Some((_, Upload::TooLarge { .. })) => Err(PdfError::TooLarge.to_string()),
        Some((_, Upload::Given { file, .. })) => Ok(file),
    };
    let file = errors.keep(FIELD, file);
    let (title, file) = match errors.finish(title.zip(file)) {
        Ok(read) => read,
        Err(errors) => return html_again(&page(&visit, &opened, &typed, errors).await?),
    };
    let added = add_paper(&app.registry, &planner, opened.of.kept.id, title, file).await;
    drop(place);
    match added {
        Ok(()) => {
            let address = format!("{}#files", opened.address());
            on(&visit, &address, Notice::success("File added")).await
        }
        Err(error) => {
            let field = match &error {
                CampaignError::SameTitle(_) => "title",
                _ => FIELD,
            };
            let mut errors = Errors::default();
            errors.add(field, said(error)?);
            html_again(&page(&visit, &opened, &typed, errors).await?)
        }
    }
}

async fn page(visit: &Visit, opened: &Opened, typed: &str, errors: Errors) -> Result<PaperPage, HttpError> {
    Ok(PaperPage {
        page: visit.form_page("Add a file").await?.with_errors(errors),
        back: opened.address(),
        campaign: opened.title(),
        action: format!("{}/papers", opened.address()),
        title: typed.to_owned(),
    })
}

/// Opens a file for those who take part, even while the campaign is not public.
pub(super) async fn open(
    Partner(partner): Partner,
    State(app): State<App>,
    Path((campaign, part)): Path<(String, String)>,
) -> Result<Response, HttpError> {
    let opened = opened(&app, partner, &campaign).await?;
    let paper: CampaignPaperId = part.parse().map_err(|_| HttpError::NotFound)?;
    let file = open_paper(&app.registry, &opened.partner, opened.of.kept.id, paper).await;
    Ok(paper_answer(file.map_err(no_form)?))
}

fn paper<'a>(opened: &'a Opened, part: &str) -> Result<&'a KeptPaper, HttpError> {
    let id: CampaignPaperId = part.parse().map_err(|_| HttpError::NotFound)?;
    let found = opened.of.papers.iter().find(|kept| kept.id == id);
    found.ok_or(HttpError::NotFound)
}

pub(super) async fn ask_remove(
    Planner(_): Planner,
    Partner(partner): Partner,
    State(app): State<App>,
    visit: Visit,
    Path((campaign, part)): Path<(String, String)>,
) -> Result<Response, HttpError> {
    let opened = kept(&app, partner, &campaign).await?;
    let paper = paper(&opened, &part)?;
    html_form(&FormPage {
        page: visit.form_page("Remove this file?").await?,
        back: (opened.address(), "Back".to_owned()),
        caption: paper.paper.title.clone(),
        action: format!("{}/papers/{}/remove", opened.address(), paper.id),
        before: vec!["You cannot undo this. To replace a file, remove it and add the new one.".to_owned()],
        fields: Vec::new(),
        button: "Remove the file".to_owned(),
        is_warning: true,
    })
}

pub(super) async fn remove(
    Planner(planner): Planner,
    Partner(partner): Partner,
    State(app): State<App>,
    visit: Visit,
    Path((campaign, part)): Path<(String, String)>,
) -> Result<Response, HttpError> {
    let opened = kept(&app, partner, &campaign).await?;
    let paper = paper(&opened, &part)?;
    let removed = remove_paper(&app.registry, &planner, opened.of.kept.id, paper.id).await;
    removed.map_err(no_form)?;
    on(&visit, &opened.address(), Notice::success("File removed")).await
}
