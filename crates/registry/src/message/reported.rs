//! Lets officers read conversations that somebody reported, and say when they have dealt with them. Each reading is
//! logged.

use crate::Registry;
use crate::account::permits::OfficerOf;
use domain::bike::BikeReference;
use domain::id::{BikeId, ThreadId};
use domain::message::Side;
use jiff::Timestamp;
use store::StoreError;
use store::look_up::audit::{self, Action, AuditEntry};
use store::message::threads::{self, Report, Thread};

/// The most conversations that are listed.
const MOST: u64 = 100;

/// A reported conversation in the list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reported {
    /// The id of the conversation.
    pub thread: ThreadId,
    /// The bike that it is about.
    pub bike: BikeId,
    /// When it was reported.
    pub at: Timestamp,
    /// Who reported the other side.
    pub by: Side,
}

/// A reported conversation with what was written, oldest first.
#[derive(Clone, Debug)]
pub struct Opened {
    /// The reference of the bike that it is about.
    pub reference: BikeReference,
    /// Who reported it, when and why.
    pub report: Report,
    /// Who wrote, when, and what they wrote.
    pub said: Vec<(Side, Timestamp, String)>,
}

/// Lists the reported conversations that nobody has dealt with, in the order in which they were reported.
///
/// # Errors
/// [`StoreError`] when the store fails.
#[tracing::instrument(level = "debug", skip_all)]
pub async fn list(registry: &Registry, _officer: OfficerOf) -> Result<Vec<Reported>, StoreError> {
    let threads = threads::reported(&registry.store, MOST).await?;
    let listed = threads.into_iter().filter_map(|thread| {
        let report = thread.report?;
        Some(Reported {
            thread: thread.id,
            bike: thread.bike,
            at: report.at,
            by: report.by,
        })
    });
    Ok(listed.collect())
}

/// Opens a reported conversation. The log entry is committed before anything is shown. Returns `None` if it is not
/// reported, or somebody has dealt with it.
///
/// # Errors
/// [`StoreError`] when the store fails; then nothing was opened.
#[tracing::instrument(level = "debug", skip_all, fields(thread = id.0))]
pub async fn open(
    registry: &Registry,
    officer: OfficerOf,
    id: ThreadId,
) -> Result<Option<Opened>, StoreError> {
    let Some((thread, report)) = waiting(registry, id).await? else {
        return Ok(None);
    };
    let tx = registry.store.begin().await?;
    let entry = AuditEntry {
        actor: Some(officer.account),
        organisation: Some(officer.organisation),
        bike: Some(thread.bike),
        ..AuditEntry::of(Action::MessagesOpened)
    };
    audit::record(&tx, &entry, registry.now()).await?;
    tx.commit().await?;
    tracing::info!(thread.id = %id, "Opened a reported conversation");
    let messages = store::message::of_thread(&registry.store, id).await?;
    Ok(Some(Opened {
        reference: BikeReference::of(thread.bike),
        report,
        said: messages
            .into_iter()
            .map(|message| (message.from, message.sent_at, message.body.text))
            .collect(),
    }))
}

/// Notes that the police have dealt with a report. From then on, the conversation is deleted after the usual time.
///
/// # Errors
/// [`StoreError`] when the store fails.
#[tracing::instrument(level = "debug", skip_all, fields(thread = id.0))]
pub async fn settle(registry: &Registry, officer: OfficerOf, id: ThreadId) -> Result<(), StoreError> {
    if waiting(registry, id).await?.is_none() {
        return Ok(());
    }
    let tx = registry.store.begin().await?;
    threads::settle(&tx, id, registry.now()).await?;
    tx.commit().await?;
    tracing::info!(thread.id = %id, officer = %officer.account, "Dealt with a reported conversation");
    Ok(())
}

async fn waiting(registry: &Registry, id: ThreadId) -> Result<Option<(Thread, Report)>, StoreError> {
    let thread = threads::find(&registry.store, id).await?;
    let open = thread.and_then(|thread| {
        let report = thread
            .report
            .clone()
            .filter(|report| report.settled_at.is_none())?;
        Some((thread, report))
    });
    Ok(open)
}
