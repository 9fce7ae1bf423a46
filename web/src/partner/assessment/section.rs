//! One section: its text, how it reads now, and the frozen figures with their tokens beside it.

use super::{Opened, on, opened, said};
use crate::shared::form::Typed;
use crate::shared::guard::Assessor;
use crate::shared::{App, Errors, HttpError, Page, Visit, html_again, html_form};
use askama::Template;
use axum::extract::{Form, Path, State};
use axum::response::Response;
use domain::assessment::{
    Assessment, Block, Edit, EditError, Hint, MOST_TEXT, Section, SectionKind, Token, hints, problems,
    written,
};
use registry::assessment::{AssessmentError, edit_assessment};

/// A frozen block beside the text.
struct BlockView {
    caption: String,
    filter: String,
    inside: bool,
    left_out: bool,
    definitions: String,
    withheld: usize,
    /// The tokens and what stands in their place.
    tokens: Vec<(String, String)>,
}

#[derive(Template)]
#[template(path = "partner/assessment/section.html")]
struct SectionPage {
    page: Page,
    caption: String,
    back: String,
    action: String,
    hint: &'static str,
    text: String,
    seen: u32,
    /// What somebody else has saved since the form was opened.
    theirs: Option<String>,
    reads: Vec<String>,
    hints: Vec<Hint>,
    problems: Vec<String>,
    release: String,
    /// The blocks that stand in this section, then all others.
    groups: Vec<(&'static str, Vec<BlockView>)>,
    next: Option<(String, &'static str)>,
}

/// The section in an address.
fn found<'a>(opened: &'a Opened, section: &str) -> Result<&'a Section, HttpError> {
    let kind = SectionKind::parse(section).ok_or(HttpError::NotFound)?;
    opened.kept.assessment.section(kind).ok_or(HttpError::NotFound)
}

fn may_write(opened: &Opened) -> Result<(), HttpError> {
    if !opened.writes() {
        return Err(HttpError::Forbidden);
    }
    if !opened.is_draft() {
        let state = opened.kept.state.to_string().to_lowercase();
        return Err(HttpError::Unreadable(format!(
            "This edition is {state}, so its text is locked. Send it back to change it"
        )));
    }
    Ok(())
}

pub(super) async fn show(
    Assessor(assessor): Assessor,
    State(app): State<App>,
    visit: Visit,
    Path((id, section)): Path<(String, String)>,
) -> Result<Response, HttpError> {
    let opened = opened(&app, assessor, &id).await?;
    let section = found(&opened, &section)?;
    may_write(&opened)?;
    let text = section.text.clone();
    html_form(&page(&visit, &opened, section, text, None, Errors::default()).await?)
}

pub(super) async fn save(
    Assessor(assessor): Assessor,
    State(app): State<App>,
    visit: Visit,
    Path((id, section)): Path<(String, String)>,
    Form(typed): Form<Typed>,
) -> Result<Response, HttpError> {
    let opened = opened(&app, assessor, &id).await?;
    let known = found(&opened, &section)?;
    may_write(&opened)?;
    let raw = typed.get("text").to_owned();
    let mut errors = Errors::default();
    let text = errors.optional_prose("text", "The text", &raw, MOST_TEXT);
    let text = match errors.finish(text) {
        Ok(text) => text.unwrap_or_default(),
        Err(errors) => return html_again(&page(&visit, &opened, known, raw, None, errors).await?),
    };
    let edit = Edit::Text {
        section: known.kind,
        seen: typed.get("seen").parse().ok(),
        text,
    };
    match edit_assessment(&app.registry, &opened.assessor, opened.kept.id, edit).await {
        Ok(()) => {
            let address = format!("{}/sections/{}", opened.address(), known.kind.slug());
            on(&visit, &address, Ok("Section saved".to_owned())).await
        }
        Err(error) => {
            let is_old = matches!(error, AssessmentError::Edit(EditError::ChangedMeanwhile));
            let mut errors = Errors::default();
            errors.add("text", said(error)?);
            // Shows what the other person saved, and keeps what was typed.
            let opened = super::opened(&app, opened.assessor, &id).await?;
            let known = found(&opened, &section)?;
            let theirs = is_old.then(|| known.text.clone());
            html_again(&page(&visit, &opened, known, raw, theirs, errors).await?)
        }
    }
}

async fn page(
    visit: &Visit,
    opened: &Opened,
    section: &Section,
    text: String,
    theirs: Option<String>,
    errors: Errors,
) -> Result<SectionPage, HttpError> {
    let kind = section.kind;
    let now = Section {
        text: text.clone(),
        ..section.clone()
    };
    let alone = Assessment {
        sections: vec![now],
        ..opened.kept.assessment.clone()
    };
    let wrong = problems(&alone, &opened.blocks)
        .into_iter()
        .map(|problem| problem.text);
    let reads = written(&text, &opened.blocks);
    let lines = reads.lines().filter(|line| !line.trim().is_empty());
    let at = SectionKind::ALL.iter().position(|one| *one == kind);
    let next = at.and_then(|at| SectionKind::ALL.get(at + 1));
    let address = opened.address();
    Ok(SectionPage {
        page: visit.form_page(kind.heading()).await?.with_errors(errors),
        caption: opened.kept.assessment.title.clone(),
        action: format!("{address}/sections/{}", kind.slug()),
        hint: kind.hint(),
        seen: section.version,
        theirs,
        reads: lines.map(str::to_owned).collect(),
        hints: hints(&text, &opened.blocks),
        problems: wrong.collect(),
        release: opened
            .blocks
            .first()
            .map(|block| block.cited.quarter.clone())
            .unwrap_or_default(),
        groups: groups(kind, &opened.blocks),
        next: next.map(|next| (format!("{address}/sections/{}", next.slug()), next.heading())),
        back: address,
        text,
    })
}

/// The blocks that stand in a section, then all others.
fn groups(kind: SectionKind, blocks: &[Block]) -> Vec<(&'static str, Vec<BlockView>)> {
    let is_own = |block: &&Block| kind.blocks().contains(&block.id.as_str());
    let (own, others): (Vec<&Block>, Vec<&Block>) = blocks.iter().partition(is_own);
    let group = |heading, blocks: Vec<&Block>| (heading, blocks.into_iter().map(view).collect());
    let groups = [group("In this section", own), group("Other figures", others)];
    let groups: [(&'static str, Vec<BlockView>); 2] = groups;
    groups
        .into_iter()
        .filter(|(_, blocks)| !blocks.is_empty())
        .collect()
}

fn view(block: &Block) -> BlockView {
    let named = block.tokens.iter().map(|token| {
        let Token { name, value } = token;
        let value = value
            .clone()
            .unwrap_or_else(|| "no value: do not use it".to_owned());
        (name.clone(), value)
    });
    let cells = block
        .cells()
        .map(|(name, cell)| (format!("{}.{name}", block.id), cell.marked()));
    let definitions: Vec<String> = block
        .definitions
        .iter()
        .map(|(id, version)| format!("{id} (version {version})"))
        .collect();
    BlockView {
        caption: block.caption.clone(),
        filter: block.filter.clone(),
        inside: block.inside,
        left_out: block.grid.is_none(),
        definitions: definitions.join(", "),
        withheld: block.mask().len(),
        tokens: named.chain(cells).collect(),
    }
}
