//! Asks the owner and the insurer who keeps a bike that the insurer has paid for. The register does not take sides:
//! hand-over and disposal wait until both have answered or a set time has passed, and officers see both answers.

use super::{HomeError, mine_to_change, theirs_to_change};
use crate::Registry;
use crate::account::permits::OfficerOf;
use crate::recovery::letters;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use domain::id::{AccountId, BikeId, RecoveryId};
use domain::recovery::home::{Homecoming, Insurance, InsuranceAnswer, Insurer};
use jiff::{SignedDuration, Timestamp};
use store::recovery::home as rows;
use store::{StoreError, Tx};

/// How long hand-over and disposal wait for the answers.
const WAIT: SignedDuration = SignedDuration::from_hours(28 * 24);

/// What an insurer is asked.
#[derive(Clone, Debug)]
pub struct InsurerAsked {
    /// The insurer, and its own reference for the claim.
    pub insurer: Insurer,
    /// What it has answered.
    pub answer: Option<InsuranceAnswer>,
    /// The bike: make, model and colours.
    pub looks: domain::bike::Description,
    /// The time until which we wait for the answer.
    pub until: Timestamp,
}

/// Takes what the owner says about an insurer: that no insurer has paid, or which insurer has paid and who keeps the
/// bike.
///
/// # Errors
/// [`HomeError`]; then nothing was changed.
#[tracing::instrument(level = "debug", skip_all, fields(owner = owner.0, bike = bike.0))]
pub async fn say(
    registry: &Registry,
    owner: AccountId,
    bike: BikeId,
    paid: Option<(Insurer, InsuranceAnswer)>,
) -> Result<(), HomeError> {
    let now = registry.now();
    let tx = registry.store.begin().await?;
    if registry.made_before::<()>(&tx).await?.is_some() {
        return Ok(());
    }
    let mut home = mine_to_change(&tx, owner, bike).await?;
    let before = std::mem::take(&mut home.said.insurance);
    let same = |insurer: &Insurer| before.insurer.as_ref() == Some(insurer);
    let ask = match paid {
        None => {
            home.insurance_until = None;
            home.said.insurance.paid = Some(false);
            None
        }
        Some((insurer, answer)) => {
            let is_same = same(&insurer);
            home.insurance_until = home.insurance_until.or(Some(now + WAIT));
            home.said.insurance = Insurance {
                paid: Some(true),
                insurer: Some(insurer.clone()),
                owner: Some(answer),
                by_insurer: before.by_insurer.filter(|_| is_same),
            };
            (!is_same).then_some(insurer)
        }
    };
    let home = home.moved(now);
    rows::keep(&tx, &home).await?;
    if let Some(insurer) = ask {
        ask_insurer(registry, &tx, &home, &insurer, now).await?;
    }
    registry.made(&tx, &()).await?;
    tx.commit().await?;
    registry.mail_waits();
    tracing::info!(recovery.id = %home.recovery, "An owner answered the question about an insurer");
    Ok(())
}

/// Writes to the insurer, if its address is known. The letter names the claim, but no person.
async fn ask_insurer(
    registry: &Registry,
    tx: &Tx,
    home: &Homecoming,
    insurer: &Insurer,
    now: Timestamp,
) -> Result<(), StoreError> {
    let token: [u8; 16] = registry.token();
    rows::ask_insurer(tx, home.recovery, &token).await?;
    let Some(email) = &insurer.email else {
        return Ok(());
    };
    let link = format!(
        "{}/insurer/{}",
        registry.public_url(),
        URL_SAFE_NO_PAD.encode(token)
    );
    let until = home.insurance_until.unwrap_or(now);
    let letter = letters::ask_insurer(email, &insurer.claim, until, &link);
    store::mail::queue(tx, &letter, now).await?;
    Ok(())
}

/// Reads what an insurer is asked, by the secret of its link. Returns `None` if there is nothing to ask any more.
///
/// # Errors
/// [`StoreError`] when the store fails.
#[tracing::instrument(level = "debug", skip_all)]
pub async fn asked_of(registry: &Registry, token: &str) -> Result<Option<InsurerAsked>, StoreError> {
    let Ok(token) = URL_SAFE_NO_PAD.decode(token) else {
        return Ok(None);
    };
    let source = &registry.store;
    let home = rows::by_insurer(source, &token).await?;
    let Some(home) = home.filter(|home| home.ended_at.is_none()) else {
        return Ok(None);
    };
    let bike = store::bike::find(source, home.bike).await?;
    let Some((bike, insurer)) = bike.zip(home.said.insurance.insurer) else {
        return Ok(None);
    };
    Ok(Some(InsurerAsked {
        insurer,
        answer: home.said.insurance.by_insurer,
        looks: bike.description,
        until: home.insurance_until.unwrap_or(home.begun_at),
    }))
}

/// Takes an insurer's answer by the secret of its link.
///
/// # Errors
/// [`HomeError::NotAsked`] when there is nothing to answer; [`HomeError::Store`].
#[tracing::instrument(level = "debug", skip_all)]
pub async fn answer_by_token(
    registry: &Registry,
    token: &str,
    answer: InsuranceAnswer,
) -> Result<(), HomeError> {
    let token = URL_SAFE_NO_PAD.decode(token).map_err(|_| HomeError::NotAsked)?;
    let tx = registry.store.begin().await?;
    let found = rows::by_insurer(&tx, &token).await?.ok_or(HomeError::NotAsked)?;
    let home = rows::find_to_change(&tx, found.recovery).await?;
    let home = home.filter(|home| home.ended_at.is_none() && home.said.insurance.insurer.is_some());
    keep_answer(registry, &tx, home.ok_or(HomeError::NotAsked)?, answer).await?;
    tx.commit().await?;
    Ok(())
}

/// Notes what an insurer told an officer.
///
/// # Errors
/// [`HomeError`]; then nothing was changed.
#[tracing::instrument(level = "debug", skip_all, fields(recovery = id.0))]
pub async fn note_insurer(
    registry: &Registry,
    officer: OfficerOf,
    id: RecoveryId,
    answer: InsuranceAnswer,
) -> Result<(), HomeError> {
    let tx = registry.store.begin().await?;
    let (_, home) = theirs_to_change(&tx, officer, id).await?;
    if home.said.insurance.paid != Some(true) {
        return Err(HomeError::NotAsked);
    }
    keep_answer(registry, &tx, home, answer).await?;
    tx.commit().await?;
    Ok(())
}

async fn keep_answer(
    registry: &Registry,
    tx: &Tx,
    mut home: Homecoming,
    answer: InsuranceAnswer,
) -> Result<(), StoreError> {
    home.said.insurance.by_insurer = Some(answer);
    let home = home.moved(registry.now());
    rows::keep(tx, &home).await?;
    tracing::info!(recovery.id = %home.recovery, "An insurer answered the question about a bike");
    Ok(())
}
