use super::{KeptQuestion, MeetingError, public_meeting};
use crate::Registry;
use crate::account::permits::PlannerOf;
use domain::id::{MeetingId, PartnershipId};
use domain::meeting::{MOST_QUESTIONS, Question};

/// Takes a question to a public meeting, until its time for questions is over.
///
/// # Errors
/// [`MeetingError`]; then nothing was kept.
#[tracing::instrument(level = "debug", skip_all, fields(meeting = id.0))]
pub async fn ask(
    registry: &Registry,
    partnership: PartnershipId,
    id: MeetingId,
    question: &Question,
) -> Result<(), MeetingError> {
    let meeting = public_meeting(registry, partnership, id).await?;
    let meeting = meeting.ok_or(MeetingError::NotThere)?;
    let now = registry.now();
    let tx = registry.store.begin().await?;
    if registry.made_before::<()>(&tx).await?.is_some() {
        return Ok(());
    }
    if !meeting.takes_questions(now) {
        return Err(MeetingError::QuestionsClosed);
    }
    if store::meeting::questions::count(&tx, id).await? >= MOST_QUESTIONS as u64 {
        return Err(MeetingError::QuestionsFull);
    }
    store::meeting::questions::add(&tx, id, question, now).await?;
    registry.made(&tx, &()).await?;
    tx.commit().await?;
    tracing::info!(meeting = id.0, "Accepted a question to a meeting");
    Ok(())
}

/// Reads the questions to a meeting, oldest first, for those who keep the partnership's meetings.
///
/// # Errors
/// [`MeetingError::NotThere`] for a meeting of another partnership, or an error of the store.
#[tracing::instrument(level = "debug", skip_all, fields(meeting = id.0))]
pub async fn questions(
    registry: &Registry,
    planner: &PlannerOf,
    id: MeetingId,
) -> Result<Vec<KeptQuestion>, MeetingError> {
    super::of_planner(&registry.store, planner, id).await?;
    Ok(store::meeting::questions::of_meeting(&registry.store, id).await?)
}
