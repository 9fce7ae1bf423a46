//! Lets the owner offer proof that the bike is theirs, and an officer look at it.

use super::{HomeError, mine_to_change, tell, theirs_to_change};
use crate::Registry;
use crate::account::permits::OfficerOf;
use crate::recovery::letters::Telling;
use domain::bike::Bike;
use domain::catalogue::colours;
use domain::id::{AccountId, BikeId, PhotoId, RecoveryId};
use domain::paper::tail;
use domain::place::groups::WardGroup;
use domain::recovery::home::{Checked, Proof, ProofKind, PublicFacts};
use store::look_up::audit::{self, Action, AuditEntry};
use store::paper::PaperKind;
use store::recovery::home as rows;
use store::{Source, StoreError};

/// The most proofs for one bike.
pub const MOST_PROOFS: usize = 12;

/// A proof that an owner offers.
#[derive(Clone, Debug)]
pub struct NewProof {
    /// What kind of proof it is.
    pub kind: ProofKind,
    /// What the owner wrote about it.
    pub words: Option<String>,
    /// One of the bike's photos.
    pub photo: Option<PhotoId>,
}

/// Keeps a proof for an officer to look at.
///
/// # Errors
/// [`HomeError`]; then nothing was kept.
#[tracing::instrument(level = "debug", skip_all, fields(owner = owner.0, bike = bike.0))]
pub async fn offer(
    registry: &Registry,
    owner: AccountId,
    bike: BikeId,
    new: NewProof,
) -> Result<(), HomeError> {
    let now = registry.now();
    let tx = registry.store.begin().await?;
    if registry.made_before::<()>(&tx).await?.is_some() {
        return Ok(());
    }
    let mut home = mine_to_change(&tx, owner, bike).await?;
    if home.said.proofs.len() >= MOST_PROOFS {
        return Err(HomeError::Enough);
    }
    if let Some(photo) = new.photo {
        let photos = store::bike::photos::for_bike(&tx, bike).await?;
        if !photos.iter().any(|own| own.id == photo) {
            return Err(HomeError::NoPhoto);
        }
    }
    let proof = Proof::of(new.kind, new.words, new.photo, now);
    home.said.proofs.push(proof);
    let home = home.moved(now);
    rows::keep(&tx, &home).await?;
    registry.made(&tx, &()).await?;
    tx.commit().await?;
    tracing::info!(recovery.id = %home.recovery, "An owner offered proof");
    Ok(())
}

/// Notes what an officer found about a proof, counted from 0, and tells the owner. A proof that shows only what
/// everybody can see is accepted, but proves nothing by itself. Returns true if this was such a proof.
///
/// # Errors
/// [`HomeError`]; then nothing was changed.
#[tracing::instrument(level = "debug", skip_all, fields(recovery = id.0))]
pub async fn check(
    registry: &Registry,
    officer: OfficerOf,
    id: RecoveryId,
    at: usize,
    (holds, why): (bool, Option<String>),
) -> Result<bool, HomeError> {
    let now = registry.now();
    let tx = registry.store.begin().await?;
    let (_, mut home) = theirs_to_change(&tx, officer, id).await?;
    let was_proven = home.is_proven();
    let facts = public_facts(&tx, home.bike).await?;
    let proof = home.said.proofs.get_mut(at).ok_or(HomeError::Checked)?;
    if proof.checked.is_some() {
        return Err(HomeError::Checked);
    }
    let public = facts.cover(proof);
    proof.checked = Some(Checked {
        at: now,
        holds,
        public,
        why,
    });
    let home = home.moved(now);
    rows::keep(&tx, &home).await?;
    let told = match (home.is_proven(), was_proven) {
        (true, false) => Some(Telling::Proven),
        (false, _) => Some(Telling::MoreProof),
        (true, true) => None,
    };
    if let Some(told) = told {
        tell(registry, &tx, &home, told).await?;
    }
    let entry = AuditEntry {
        actor: Some(officer.account),
        organisation: Some(officer.organisation),
        bike: Some(home.bike),
        ..AuditEntry::of(Action::ProofChecked)
    };
    audit::record(&tx, &entry, now).await?;
    tx.commit().await?;
    registry.mail_waits();
    tracing::info!(recovery.id = %id, holds, public, "Checked what an owner offered as proof");
    Ok(public)
}

/// Reads what everybody can see or find out about a bike.
pub(super) async fn public_facts(source: &impl Source, bike: BikeId) -> Result<PublicFacts, StoreError> {
    let Some(bike) = store::bike::find(source, bike).await? else {
        return Ok(PublicFacts::default());
    };
    let mut texts = public_texts(&bike);
    for told in store::theft::of_bike(source, bike.id).await? {
        let area = told.report.point.and_then(WardGroup::at);
        texts.push(format!(
            "Reported stolen from {}",
            area.map_or("", |area| area.name)
        ));
    }
    let shared = store::paper::of_bike(source, bike.id, PaperKind::Share).await?;
    let photos = shared.into_iter().flat_map(|paper| paper.said.ever).collect();
    Ok(PublicFacts::of(texts.iter().map(String::as_str), photos))
}

fn public_texts(bike: &Bike) -> Vec<String> {
    let looks = &bike.description;
    let mut texts = vec![bike.reference().to_string()];
    texts.extend(looks.make.clone());
    texts.extend(looks.model.clone());
    for slug in &looks.colours {
        texts.push(slug.clone());
        let known = colours().iter().find(|colour| colour.slug == *slug);
        texts.extend(known.map(|colour| colour.label.clone()));
    }
    texts.extend(looks.kind.map(|kind| kind.label().to_owned()));
    texts.extend(bike.mark.map(|mark| mark.to_string()));
    texts.extend(bike.frame.number().and_then(|number| tail(number.as_written())));
    texts
}
