use super::{Days, KeptMeeting, MeetingError, held};
use crate::Registry;
use crate::account::permits::PlannerOf;
use domain::id::{AgencyId, MeetingId, PartnershipId};
use domain::london;
use domain::look_up::Reason;
use domain::meeting::{Details, Edit, Edited, Meeting};
use jiff::Timestamp;
use store::look_up::audit::{Action, AuditEntry, record};
use store::meeting::history::{self, MeetingChange};
use store::{StoreError, Tx};

/// Adds a meeting of a group.
///
/// # Errors
/// [`MeetingError`]; then nothing was changed.
#[tracing::instrument(level = "debug", skip_all, fields(partnership = partnership.0))]
pub async fn add_meeting(
    registry: &Registry,
    planner: &PlannerOf,
    partnership: PartnershipId,
    details: Details,
) -> Result<MeetingId, MeetingError> {
    if !planner.keeps(partnership) {
        return Err(MeetingError::NotThere);
    }
    details.check().map_err(domain::meeting::EditError::from)?;
    let tx = registry.store.begin().await?;
    if let Some(id) = registry.made_before(&tx).await? {
        return Ok(MeetingId(id));
    }
    let group = store::agency::groups::find(&tx, details.group).await?;
    if group.is_none_or(|group| group.group.partnership != partnership) {
        return Err(MeetingError::OtherGroup);
    }
    let now = registry.now();
    let meeting = Meeting::new(details);
    let id = store::meeting::add(&tx, partnership, &meeting, Some(planner.account), now).await?;
    let change = MeetingChange {
        at: now,
        by: Some(planner.account),
        said: "Added the meeting".to_owned(),
        why: None,
    };
    tell(&tx, id, &change, meeting.details.is_public).await?;
    registry.made(&tx, &id.0).await?;
    tx.commit().await?;
    tracing::info!(meeting = id.0, partnership = partnership.0, "Added a meeting");
    Ok(id)
}

/// Changes a meeting. If it moves or is cancelled, its papers that are out stay out.
///
/// # Errors
/// [`MeetingError`]; then nothing was changed.
#[tracing::instrument(level = "debug", skip_all, fields(meeting = id.0))]
pub async fn edit_meeting(
    registry: &Registry,
    planner: &PlannerOf,
    id: MeetingId,
    edit: Edit,
) -> Result<(), MeetingError> {
    let tx = registry.store.begin().await?;
    if registry.made_before::<()>(&tx).await?.is_some() {
        return Ok(());
    }
    let kept = held(&tx, planner, id).await?;
    agencies_fit(&tx, registry, &kept, &edit).await?;
    if let Edit::RemoveItem { id: item } = &edit {
        let papers = store::meeting::papers::of_meeting(&tx, id).await?;
        if papers.iter().any(|paper| paper.paper.item == *item) {
            return Err(MeetingError::HasPapers);
        }
    }
    let edited = kept.meeting.edited(edit, registry.now())?;
    write(&tx, registry, planner, &kept, &edited).await?;
    registry.made(&tx, &()).await?;
    tx.commit().await?;
    tracing::info!(meeting = id.0, "Changed a meeting");
    Ok(())
}

/// Notes that a later meeting of the group agreed the minutes of this one.
///
/// # Errors
/// [`MeetingError`]; then nothing was changed.
#[tracing::instrument(level = "debug", skip_all, fields(meeting = id.0))]
pub async fn agree_minutes(
    registry: &Registry,
    planner: &PlannerOf,
    id: MeetingId,
    seen: u32,
    at: MeetingId,
) -> Result<(), MeetingError> {
    let later = super::of_planner(&registry.store, planner, at).await;
    let later = later.map_err(|error| match error {
        MeetingError::NotThere => MeetingError::NoLaterMeeting,
        other => other,
    })?;
    let kept = super::of_planner(&registry.store, planner, id).await?;
    let meeting = &later.meeting;
    let follows = meeting.group() == kept.meeting.group()
        && meeting.details.starts_at > kept.meeting.details.starts_at
        && meeting.cancelled.is_none()
        && meeting.has_begun(registry.now());
    if !follows {
        return Err(MeetingError::NoLaterMeeting);
    }
    let on = meeting.day();
    edit_meeting(registry, planner, id, Edit::AgreeMinutes { seen, at, on }).await
}

/// Writes a meeting after an edit, with its history, and moves its papers with it.
pub(super) async fn write(
    tx: &Tx,
    registry: &Registry,
    planner: &PlannerOf,
    kept: &KeptMeeting,
    edited: &Edited,
) -> Result<(), StoreError> {
    let now = registry.now();
    store::meeting::write(tx, kept.id, &edited.meeting, planner.account, now).await?;
    let when = |meeting: &Meeting| (Days::of(meeting).papers_at, meeting.cancelled.is_some());
    let (from, to) = (when(&kept.meeting), when(&edited.meeting));
    if from != to {
        move_papers(tx, kept.id, from, to, now).await?;
    }
    let change = MeetingChange {
        at: now,
        by: Some(planner.account),
        said: edited.said.clone(),
        why: edited.why.clone(),
    };
    tell(tx, kept.id, &change, edited.is_logged).await
}

async fn move_papers(
    tx: &Tx,
    id: MeetingId,
    from: (Timestamp, bool),
    to: (Timestamp, bool),
    now: Timestamp,
) -> Result<(), StoreError> {
    for kept in store::meeting::papers::of_meeting(tx, id).await? {
        let moved = kept.paper.clone().moved(from, to, now);
        if moved != kept.paper {
            store::meeting::papers::write(tx, kept.id, &moved).await?;
        }
    }
    Ok(())
}

/// Writes an entry into a meeting's history, and into the log if the log records such changes.
pub(super) async fn tell(
    tx: &Tx,
    id: MeetingId,
    change: &MeetingChange,
    is_logged: bool,
) -> Result<(), StoreError> {
    history::add(tx, id, change).await?;
    if !is_logged {
        return Ok(());
    }
    let why = change.why.as_deref().unwrap_or("no reason given");
    let entry = AuditEntry {
        actor: change.by,
        reason: Some(Reason::noted(&format!("Meeting {id}: {}: {why}", change.said))),
        ..AuditEntry::of(Action::PartnershipWork)
    };
    record(tx, &entry, change.at).await
}

/// Makes sure that the agencies that an edit names take part. Those that the meeting names already may stay, and those
/// that have left since the meeting may have come to it.
async fn agencies_fit(
    tx: &Tx,
    registry: &Registry,
    kept: &KeptMeeting,
    edit: &Edit,
) -> Result<(), MeetingError> {
    let meeting = &kept.meeting;
    let (wanted, before, day): (Vec<AgencyId>, Option<AgencyId>, _) = match edit {
        Edit::AddItem { item, .. } => (item.lead.into_iter().collect(), None, None),
        Edit::ChangeItem { id, item, .. } => {
            let before = meeting.item(*id).and_then(|item| item.item.lead);
            (item.lead.into_iter().collect(), before, None)
        }
        Edit::AddPoint(point) => (vec![point.owner], None, None),
        Edit::ChangePoint { id, point, .. } => {
            let before = meeting.point(*id).map(|point| point.point.owner);
            (vec![point.owner], before, None)
        }
        Edit::Attend { came, .. } => (came.clone(), None, Some(meeting.day())),
        _ => return Ok(()),
    };
    let day = day.unwrap_or_else(|| london::date_of(registry.now()));
    let agencies = store::agency::of_partnership(tx, kept.partnership).await?;
    for id in wanted {
        let known = agencies.iter().find(|agency| agency.id == id);
        let fits = known.is_some_and(|agency| agency.takes_part_on(day) || before == Some(id));
        if !fits {
            let name = known.map_or("This agency", |agency| agency.agency.name.as_str());
            return Err(MeetingError::AgencyLeft(name.to_owned()));
        }
    }
    Ok(())
}
