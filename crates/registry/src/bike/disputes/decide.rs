//! Lets an officer look at both sides and decide, and tells both owners.

use super::address;
use crate::Registry;
use crate::account::permits::OfficerOf;
use crate::bike::letters;
use domain::bike::{Bike, BikeReference, DisputeOutcome, Retirement, SoldAnswer, Standing};
use domain::id::BikeId;
use domain::look_up::Reason;
use jiff::Timestamp;
use store::bike::flags::{self, Flag};
use store::bike::statements::{self, Statement};
use store::look_up::audit::{Action, AuditEntry};
use store::{StoreError, Tx};
use thiserror::Error;

/// One of the bikes, as an officer sees it.
#[derive(Clone, Debug)]
pub struct Side {
    /// The bike that this side registered.
    pub bike: Bike,
    /// What its owner answered when asked whether they sold it; only the first owners are asked.
    pub answer: Option<SoldAnswer>,
    /// What its owner said about how they got it, and when.
    pub statements: Vec<(Timestamp, String)>,
}

/// A bike whose number was already on other bikes.
#[derive(Clone, Debug)]
pub struct Dispute {
    /// The one that was registered later.
    pub later: Side,
    /// Those that were registered first.
    pub first: Vec<Side>,
    /// When it was noticed.
    pub since: Timestamp,
}

/// Why nothing was decided.
#[derive(Debug, Error)]
pub enum DecideError {
    /// There is nothing to decide about this bike.
    #[error("This bike is not on the list. Another officer may have dealt with it")]
    NotOpen,
    /// The first registration cannot end.
    #[error(
        "The first bike is reported stolen or held by the police, so its registration cannot end yet. Its owner must say that it was not stolen, or the police must return it first"
    )]
    FirstIsGone,
    /// The store failed; nothing was decided.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Opens what we know about a disputed bike. The log entry is committed before anything is shown, because what people
/// said may name them.
///
/// # Errors
/// [`DecideError::NotOpen`] when there is nothing to decide about the bike.
#[tracing::instrument(level = "debug", skip_all, fields(bike = bike.0))]
pub async fn open(registry: &Registry, officer: OfficerOf, bike: BikeId) -> Result<Dispute, DecideError> {
    let source = &registry.store;
    let flags = open_flags(flags::for_bikes(source, &[bike]).await?);
    let since = flags.first().ok_or(DecideError::NotOpen)?.raised_at;
    let mut ids: Vec<BikeId> = flags.iter().map(|flag| flag.other).collect();
    ids.dedup();
    ids.insert(0, bike);
    let bikes = store::bike::load(source, &ids).await?;
    let said = statements::of_bikes(source, &ids).await?;
    let tx = registry.store.begin().await?;
    let entry = AuditEntry {
        actor: Some(officer.account),
        organisation: Some(officer.organisation),
        bike: Some(bike),
        ..AuditEntry::of(Action::DisputeOpened)
    };
    store::look_up::audit::record(&tx, &entry, registry.now()).await?;
    tx.commit().await?;
    let mut sides = bikes.into_iter().map(|bike| side(bike, &flags, &said));
    let later = sides.next().ok_or(DecideError::NotOpen)?;
    Ok(Dispute {
        later,
        first: sides.collect(),
        since,
    })
}

/// Decides who owns a bike, and tells both owners. The log keeps who decided and why.
///
/// # Errors
/// [`DecideError`]; then nothing was decided.
#[tracing::instrument(level = "debug", skip_all, fields(bike = bike.0))]
pub async fn decide(
    registry: &Registry,
    officer: OfficerOf,
    bike: BikeId,
    outcome: DisputeOutcome,
    reason: &Reason,
) -> Result<(), DecideError> {
    let now = registry.now();
    let tx = registry.store.begin().await?;
    store::bike::changes::hold(&tx, bike).await?;
    let flags = open_flags(flags::for_bikes(&tx, &[bike]).await?);
    if flags.is_empty() {
        return Err(DecideError::NotOpen);
    }
    let mut first: Vec<BikeId> = flags.iter().map(|flag| flag.other).collect();
    first.dedup();
    match outcome {
        DisputeOutcome::Both | DisputeOutcome::PassedOn => store::bike::noted(&tx, bike, now).await?,
        DisputeOutcome::First => end_registration(&tx, bike, Retirement::Refused, now).await?,
        DisputeOutcome::Second => {
            for other in store::bike::load(&tx, &first).await? {
                if matches!(other.standing, Standing::ReportedStolen | Standing::HeldByPolice) {
                    return Err(DecideError::FirstIsGone);
                }
                store::bike::retire(&tx, other.id, Retirement::PassedOn, now).await?;
            }
        }
    }
    flags::settle(&tx, bike, Some(officer.account), outcome, now).await?;
    let entry = AuditEntry {
        actor: Some(officer.account),
        organisation: Some(officer.organisation),
        bike: Some(bike),
        reason: Some(reason.clone()),
        ..AuditEntry::of(Action::DisputeDecided)
    };
    store::look_up::audit::record(&tx, &entry, now).await?;
    tell(&tx, bike, said_to_later(outcome), now).await?;
    for other in flags.iter().filter(|flag| flag.asked_at.is_some()) {
        tell(&tx, other.other, said_to_first(outcome), now).await?;
    }
    tx.commit().await?;
    registry.bikes_changed();
    registry.mail_waits();
    tracing::info!(bike.id = %bike, account.id = %officer.account, "Decided who owns a bike: {}", outcome.slug());
    Ok(())
}

/// Ends a registration, and makes its label void so that it proves nothing.
async fn end_registration(tx: &Tx, bike: BikeId, why: Retirement, now: Timestamp) -> Result<(), StoreError> {
    if let Some(mark) = store::mark::live_on(tx, bike).await? {
        store::mark::void(tx, mark.code, now).await?;
    }
    store::bike::retire(tx, bike, why, now).await
}

async fn tell(tx: &Tx, bike: BikeId, said: &str, now: Timestamp) -> Result<(), StoreError> {
    let Some(owner) = store::bike::ownerships::owner_of(tx, bike).await? else {
        return Ok(());
    };
    if let Some(email) = address(tx, owner.account).await?
        && owner.is_answered_for()
    {
        let letter = letters::registration_was_checked(&email, BikeReference::of(bike), said);
        store::mail::queue_about(tx, &letter, bike, now).await?;
    }
    Ok(())
}

fn said_to_later(outcome: DisputeOutcome) -> &'static str {
    match outcome {
        DisputeOutcome::First => {
            "The registration has ended, because the bike is registered to somebody else."
        }
        _ => "Your registration is complete. You do not need to do anything.",
    }
}

fn said_to_first(outcome: DisputeOutcome) -> &'static str {
    match outcome {
        DisputeOutcome::Second => {
            "Your registration of this bike has ended, because the bike belongs to somebody else now."
        }
        _ => "Your registration stays as it was. You do not need to do anything.",
    }
}

fn open_flags(flags: Vec<Flag>) -> Vec<Flag> {
    let mut open: Vec<Flag> = flags.into_iter().filter(Flag::is_open).collect();
    open.sort_by_key(|flag| (flag.other, flag.raised_at));
    open
}

fn side(bike: Bike, flags: &[Flag], said: &[Statement]) -> Side {
    let answer = flags.iter().filter(|flag| flag.other == bike.id);
    let of_bike = said.iter().filter(|one| one.bike == bike.id);
    Side {
        answer: answer.filter_map(|flag| flag.answer).next_back(),
        statements: of_bike.map(|one| (one.at, one.words.clone())).collect(),
        bike,
    }
}
