//! The papers of a campaign: posters, leaflets and other PDFs. The public can read them while the campaign is public.

use super::edit::tell;
use super::{CampaignError, KeptCampaign, KeptPaper, held};
use crate::Registry;
use crate::account::permits::{PartnerOf, PlannerOf};
use crate::bike::unconfirmed::forget_files;
use crate::paper::upload::{self, PaperFile};
use domain::campaign::{MOST_PAPERS, Paper};
use domain::id::{CampaignId, CampaignPaperId};
use std::fs::File;
use store::Tx;
use store::bike::photos::FileName;
use store::campaign::history::CampaignChange;
use store::campaign::papers;

/// Adds a paper. If the campaign is public, the public can read it at once.
///
/// # Errors
/// [`CampaignError`] with what to do instead; then nothing was added.
#[tracing::instrument(level = "debug", skip_all, fields(campaign = id.0))]
pub async fn add_paper(
    registry: &Registry,
    planner: &PlannerOf,
    id: CampaignId,
    title: String,
    file: File,
) -> Result<(), CampaignError> {
    // First, so that no work is done for somebody who may not add one.
    let kept = store::campaign::find(&registry.store, id).await?;
    let kept = kept.filter(|kept| planner.keeps(kept.partnership));
    kept.ok_or(CampaignError::NotThere)?;
    let content = upload::cleaned(file).await?;
    let bytes = content.len() as u64;
    let paper = Paper {
        title,
        added_at: registry.now(),
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
    id: CampaignId,
    (file, bytes): (&FileName, u64),
    paper: &Paper,
) -> Result<(), CampaignError> {
    let tx = registry.store.begin().await?;
    let kept = held(&tx, planner, id).await?;
    let known = papers::of_campaign(&tx, id).await?;
    let title = paper.title.to_lowercase();
    if let Some(same) = known.iter().find(|kept| kept.paper.title.to_lowercase() == title) {
        // The form was sent twice.
        if same.file == *file {
            return Ok(());
        }
        return Err(CampaignError::SameTitle(same.paper.title.clone()));
    }
    if known.len() >= MOST_PAPERS {
        return Err(CampaignError::TooManyPapers);
    }
    papers::add(&tx, id, file, bytes, paper).await?;
    note(
        &tx,
        registry,
        planner,
        &kept,
        format!("Added the file “{}”", paper.title),
    )
    .await?;
    tx.commit().await?;
    tracing::info!(campaign = id.0, "Added a paper to a campaign");
    Ok(())
}

/// Removes a paper.
///
/// # Errors
/// [`CampaignError`]; then nothing was removed.
#[tracing::instrument(level = "debug", skip_all, fields(campaign = campaign.0, paper = id.0))]
pub async fn remove_paper(
    registry: &Registry,
    planner: &PlannerOf,
    campaign: CampaignId,
    id: CampaignPaperId,
) -> Result<(), CampaignError> {
    let hold = registry.photos.hold().await;
    let tx = registry.store.begin().await?;
    let kept = held(&tx, planner, campaign).await?;
    let paper = papers::find(&tx, id).await?;
    let paper = paper.filter(|paper| paper.campaign == campaign);
    let paper = paper.ok_or(CampaignError::NotThere)?;
    papers::remove(&tx, id).await?;
    let said = format!("Removed the file “{}”", paper.paper.title);
    note(&tx, registry, planner, &kept, said).await?;
    tx.commit().await?;
    forget_files(registry, &[paper.file]).await?;
    drop(hold);
    tracing::info!(paper = id.0, "Removed a paper of a campaign");
    Ok(())
}

/// Opens a paper for somebody who takes part in the partnership.
///
/// # Errors
/// [`CampaignError::NotThere`] when they may not read it, or an error of the store or disk.
#[tracing::instrument(level = "debug", skip_all, fields(paper = id.0))]
pub async fn open_paper(
    registry: &Registry,
    partner: &PartnerOf,
    campaign: CampaignId,
    id: CampaignPaperId,
) -> Result<PaperFile, CampaignError> {
    let opened = super::campaign(registry, partner, campaign).await?;
    let kept = opened.papers.into_iter().find(|kept| kept.id == id);
    read(registry, kept.ok_or(CampaignError::NotThere)?).await
}

/// Reads the file of a paper. The caller has asked whether the reader may see it.
pub(super) async fn read(registry: &Registry, kept: KeptPaper) -> Result<PaperFile, CampaignError> {
    let file = upload::read(registry, kept.file, kept.paper.title).await?;
    file.ok_or(CampaignError::NotThere)
}

async fn note(
    tx: &Tx,
    registry: &Registry,
    planner: &PlannerOf,
    kept: &KeptCampaign,
    said: String,
) -> Result<(), CampaignError> {
    let change = CampaignChange {
        at: registry.now(),
        by: Some(planner.account),
        said,
        why: None,
    };
    Ok(tell(tx, kept, &change, kept.campaign.is_public).await?)
}
