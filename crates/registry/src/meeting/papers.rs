//! The papers of a meeting. They publish themselves: at each request, the clock decides which of them are out.

use super::edit::tell;
use super::{Days, KeptMeeting, KeptPaper, MeetingError, held, of_planner};
use crate::Registry;
use crate::account::permits::{PartnerOf, PlannerOf};
use crate::bike::unconfirmed::forget_files;
use crate::paper::upload::{self, PaperFile};
use domain::id::{MeetingId, MeetingPaperId};
use domain::london;
use domain::meeting::{EditError, MOST_PAPERS, Paper, Ready};
use std::fs::File;
use store::Tx;
use store::bike::photos::FileName;
use store::meeting::history::MeetingChange;
use store::meeting::papers;

/// A paper as it was sent.
#[derive(Debug)]
pub struct PaperUpload {
    /// The item of the agenda.
    pub item: u32,
    /// Its title.
    pub title: String,
    /// Its content, as it was written to the disk when it arrived.
    pub file: File,
}

/// Adds a paper to an item. It is not published until somebody says that it is ready.
///
/// # Errors
/// [`MeetingError`] with what to do instead; then nothing was added.
#[tracing::instrument(level = "debug", skip_all, fields(meeting = id.0))]
pub async fn add_paper(
    registry: &Registry,
    planner: &PlannerOf,
    id: MeetingId,
    sent: PaperUpload,
) -> Result<(), MeetingError> {
    // First, so that no work is done for somebody who may not add one.
    fits(&of_planner(&registry.store, planner, id).await?, sent.item)?;
    let content = upload::cleaned(sent.file).await?;
    let bytes = content.len() as u64;
    let paper = Paper {
        item: sent.item,
        title: sent.title,
        added_at: registry.now(),
        ready: None,
        kept_out_at: None,
    };
    let hold = registry.photos.hold().await;
    let file = upload::keep(registry, content).await?;
    let added = add(registry, planner, id, (&file, bytes), &paper).await;
    if added.is_err() {
        forget_files(registry, &[file]).await?;
    }
    drop(hold);
    added
}

async fn add(
    registry: &Registry,
    planner: &PlannerOf,
    id: MeetingId,
    (file, bytes): (&FileName, u64),
    paper: &Paper,
) -> Result<(), MeetingError> {
    let tx = registry.store.begin().await?;
    fits(&held(&tx, planner, id).await?, paper.item)?;
    let known = papers::of_meeting(&tx, id).await?;
    let title = paper.title.to_lowercase();
    if let Some(same) = known.iter().find(|kept| kept.paper.title.to_lowercase() == title) {
        // The form was sent twice.
        if same.file == *file && same.paper.item == paper.item {
            return Ok(());
        }
        return Err(MeetingError::SameTitle(same.paper.title.clone()));
    }
    if known.len() >= MOST_PAPERS {
        return Err(MeetingError::TooManyPapers);
    }
    papers::add(&tx, id, file, bytes, paper).await?;
    let said = format!("Added the paper “{}”", paper.title);
    note(&tx, registry, planner, id, (said, None), false).await?;
    tx.commit().await?;
    tracing::info!(meeting = id.0, "Added a paper to a meeting");
    Ok(())
}

/// Says that a paper may be published. It comes out on the day on which papers are due, or at once with a reason if that
/// has passed.
///
/// # Errors
/// [`MeetingError`]; then nothing was changed.
#[tracing::instrument(level = "debug", skip_all, fields(paper = id.0))]
pub async fn make_ready(
    registry: &Registry,
    planner: &PlannerOf,
    id: MeetingPaperId,
    why_late: Option<String>,
) -> Result<(), MeetingError> {
    let tx = registry.store.begin().await?;
    let (meeting, kept) = found(&tx, planner, id).await?;
    if meeting.meeting.cancelled.is_some() {
        return Err(EditError::Cancelled.into());
    }
    if kept.paper.ready.is_some() {
        return Ok(());
    }
    let now = registry.now();
    let due = Days::of(&meeting.meeting).papers_at;
    let is_late = now > due;
    if is_late && why_late.is_none() {
        return Err(MeetingError::Late(london::day_and_time(due)));
    }
    let why_late = why_late.filter(|_| is_late);
    let paper = Paper {
        ready: Some(Ready {
            at: now,
            why_late: why_late.clone(),
        }),
        ..kept.paper
    };
    papers::write(&tx, id, &paper).await?;
    let said = match is_late {
        true => format!("Published the paper “{}” late", paper.title),
        false => format!("Said that the paper “{}” is ready", paper.title),
    };
    note(&tx, registry, planner, meeting.id, (said, why_late), true).await?;
    tx.commit().await?;
    tracing::info!(paper = id.0, "A paper for a meeting is ready");
    Ok(())
}

/// Removes a paper. One that the public has seen can only be removed if somebody says why.
///
/// # Errors
/// [`MeetingError`]; then nothing was removed.
#[tracing::instrument(level = "debug", skip_all, fields(paper = id.0))]
pub async fn remove_paper(
    registry: &Registry,
    planner: &PlannerOf,
    id: MeetingPaperId,
    why: Option<String>,
) -> Result<(), MeetingError> {
    let hold = registry.photos.hold().await;
    let tx = registry.store.begin().await?;
    let (meeting, kept) = found(&tx, planner, id).await?;
    let was_out = is_out(registry, &meeting, &kept.paper);
    if was_out && why.is_none() {
        return Err(MeetingError::NoReason);
    }
    papers::remove(&tx, id).await?;
    let said = format!("Removed the paper “{}”", kept.paper.title);
    note(&tx, registry, planner, meeting.id, (said, why), was_out).await?;
    tx.commit().await?;
    forget_files(registry, &[kept.file]).await?;
    drop(hold);
    tracing::info!(paper = id.0, "Removed a paper from a meeting");
    Ok(())
}

/// Opens a paper for somebody who takes part in the partnership. A paper of an item that is not open to the public is
/// only for those who may read the item.
///
/// # Errors
/// [`MeetingError::NotThere`] when they may not read it, or an error of the store or disk.
#[tracing::instrument(level = "debug", skip_all, fields(paper = id.0))]
pub async fn open_paper(
    registry: &Registry,
    partner: &PartnerOf,
    meeting: MeetingId,
    id: MeetingPaperId,
) -> Result<PaperFile, MeetingError> {
    let opened = super::meeting(registry, partner, meeting).await?;
    let kept = opened.papers.into_iter().find(|kept| kept.id == id);
    read(registry, kept.ok_or(MeetingError::NotThere)?).await
}

/// Tells whether the public can read a paper now: its meeting is public, its item is open, and its time has come.
pub(super) fn is_out(registry: &Registry, meeting: &KeptMeeting, paper: &Paper) -> bool {
    let of = &meeting.meeting;
    let due = Days::of(of).papers_at;
    let cancelled = of.cancelled.is_some();
    of.details.is_public && of.is_open(paper.item) && paper.out_at(due, cancelled, registry.now()).is_some()
}

/// Reads the file of a paper. The caller has asked whether the reader may see it.
pub(super) async fn read(registry: &Registry, kept: KeptPaper) -> Result<PaperFile, MeetingError> {
    let file = upload::read(registry, kept.file, kept.paper.title).await?;
    file.ok_or(MeetingError::NotThere)
}

/// Makes sure that a paper can be added to an item.
fn fits(kept: &KeptMeeting, item: u32) -> Result<(), MeetingError> {
    if kept.meeting.cancelled.is_some() {
        return Err(EditError::Cancelled.into());
    }
    match kept.meeting.item(item) {
        Some(_) => Ok(()),
        None => Err(MeetingError::NotThere),
    }
}

async fn found(
    tx: &Tx,
    planner: &PlannerOf,
    id: MeetingPaperId,
) -> Result<(KeptMeeting, KeptPaper), MeetingError> {
    let kept = papers::find(tx, id).await?.ok_or(MeetingError::NotThere)?;
    let meeting = held(tx, planner, kept.meeting).await?;
    Ok((meeting, kept))
}

async fn note(
    tx: &Tx,
    registry: &Registry,
    planner: &PlannerOf,
    id: MeetingId,
    (said, why): (String, Option<String>),
    is_logged: bool,
) -> Result<(), MeetingError> {
    let change = MeetingChange {
        at: registry.now(),
        by: Some(planner.account),
        said,
        why,
    };
    Ok(tell(tx, id, &change, is_logged).await?)
}
