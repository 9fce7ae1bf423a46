//! The answers: taken from anybody while a consultation is open, and read by those who keep it.

use super::edit::tell;
use super::{ConsultationError, Words, held, of_planner, public_consultation};
use crate::Registry;
use crate::account::permits::PlannerOf;
use domain::consultation::{Answer, MOST_ANSWERS, Stage};
use domain::id::{AnswerId, ConsultationId, PartnershipId};
use domain::london;
use jiff::civil::Date;
use std::collections::BTreeMap;
use std::net::IpAddr;
use store::consultation::answers::{self, Marks};
use store::consultation::history::ConsultationChange;

/// How many answers in people's own words a page shows.
pub const MOST_WORDS: u64 = 50;

/// Where an answer came from. It is only kept as keyed hashes.
#[derive(Clone, Copy)]
pub struct Sender<'a> {
    /// What the browser is known by.
    pub browser: Option<&'a str>,
    /// The address, or the part of it that a household shares.
    pub address: IpAddr,
}

impl std::fmt::Debug for Sender<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Sender(***)")
    }
}

/// Takes an answer to a consultation that is open. Answers that share a source are all kept and all counted; the result
/// also says how it would be with one from each source.
///
/// # Errors
/// [`ConsultationError`]; then nothing was kept.
#[tracing::instrument(level = "debug", skip_all, fields(consultation = id.0))]
pub async fn answer(
    registry: &Registry,
    partnership: PartnershipId,
    id: ConsultationId,
    answer: &Answer,
    from: Sender<'_>,
) -> Result<(), ConsultationError> {
    let known = public_consultation(registry, partnership, id).await?;
    known.ok_or(ConsultationError::NotThere)?;
    let marks = Marks::of(
        &registry.store,
        id,
        from.browser.map(str::as_bytes),
        from.address.to_string().as_bytes(),
    );
    let tx = registry.store.begin().await?;
    if registry.made_before::<()>(&tx).await?.is_some() {
        return Ok(());
    }
    // Held, so that of two answers that come at once from one source, one is the first.
    let kept = store::consultation::hold(&tx, id).await?;
    let kept = kept.ok_or(ConsultationError::NotThere)?;
    let now = registry.now();
    if kept.consultation.stage(now) != Stage::Open {
        return Err(ConsultationError::NotOpen);
    }
    if answers::count(&tx, id).await? >= MOST_ANSWERS {
        return Err(ConsultationError::Full);
    }
    let rule = kept.consultation.details.sharing;
    let is_first = !answers::shares(&tx, id, &marks, rule).await?;
    answers::add(&tx, id, answer, &marks, is_first, now).await?;
    registry.made(&tx, &()).await?;
    tx.commit().await?;
    tracing::info!(consultation = id.0, "Took an answer to a consultation");
    Ok(())
}

/// Reads what people said in their own words, oldest first, for those who keep the partnership's consultations.
///
/// # Errors
/// [`ConsultationError::NotThere`] for a consultation of another partnership, or an error of the store.
#[tracing::instrument(level = "debug", skip_all, fields(consultation = id.0))]
pub async fn words(
    registry: &Registry,
    planner: &PlannerOf,
    id: ConsultationId,
    skip: u64,
) -> Result<Vec<Words>, ConsultationError> {
    of_planner(&registry.store, planner, id).await?;
    Ok(answers::words(&registry.store, id, skip, MOST_WORDS + 1).await?)
}

/// Deletes what somebody said in their own words, because it names a person. Their choices still count.
///
/// # Errors
/// [`ConsultationError`]; then nothing was deleted.
#[tracing::instrument(level = "debug", skip_all, fields(consultation = id.0, answer = of.0))]
pub async fn remove_words(
    registry: &Registry,
    planner: &PlannerOf,
    id: ConsultationId,
    of: AnswerId,
) -> Result<(), ConsultationError> {
    let tx = registry.store.begin().await?;
    held(&tx, planner, id).await?;
    if !answers::remove_words(&tx, id, of).await? {
        return Err(ConsultationError::NotThere);
    }
    let change = ConsultationChange {
        at: registry.now(),
        by: Some(planner.account),
        said: "Deleted what somebody wrote in their own words".to_owned(),
        why: None,
    };
    tell(&tx, id, &change, true).await?;
    tx.commit().await?;
    tracing::info!(answer = of.0, "Deleted the words of an answer");
    Ok(())
}

/// Counts the answers of each London day, for those who keep the partnership's consultations: a day with very many may
/// be somebody who answers again and again. Show the counts in bands.
///
/// # Errors
/// [`ConsultationError::NotThere`] for a consultation of another partnership, or an error of the store.
#[tracing::instrument(level = "debug", skip_all, fields(consultation = id.0))]
pub async fn days(
    registry: &Registry,
    planner: &PlannerOf,
    id: ConsultationId,
) -> Result<Vec<(Date, u64)>, ConsultationError> {
    of_planner(&registry.store, planner, id).await?;
    let mut days: BTreeMap<Date, u64> = BTreeMap::new();
    for at in answers::times(&registry.store, id, MOST_ANSWERS).await? {
        *days.entry(london::date_of(at)).or_default() += 1;
    }
    Ok(days.into_iter().collect())
}
