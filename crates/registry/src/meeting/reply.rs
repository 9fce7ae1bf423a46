use super::edit::tell;
use super::letters::{Answered, answer};
use super::{KeptMeeting, KeptQuestion, MeetingError, held};
use crate::Registry;
use crate::account::permits::PlannerOf;
use domain::id::{MeetingId, MeetingQuestionId};
use domain::london;
use domain::meeting::{EditError, Outcome, Reply};
use store::meeting::history::MeetingChange;
use store::{StoreError, Tx, mail};

/// Writes what came of a question. If there is a new answer, the person who asked gets it by e-mail, if they left an
/// address. `seen` is how many times somebody had written about the question when the form was opened.
///
/// # Errors
/// [`MeetingError`]; then nothing was changed and no letter is sent.
#[tracing::instrument(level = "debug", skip_all, fields(meeting = meeting.0, question = id.0))]
pub async fn reply(
    registry: &Registry,
    planner: &PlannerOf,
    (meeting, id): (MeetingId, MeetingQuestionId),
    seen: u32,
    outcome: Outcome,
) -> Result<(), MeetingError> {
    let tx = registry.store.begin().await?;
    if registry.made_before::<()>(&tx).await?.is_some() {
        return Ok(());
    }
    let of = held(&tx, planner, meeting).await?;
    let kept = store::meeting::questions::hold(&tx, meeting, id).await?;
    let kept = kept.ok_or(MeetingError::NotThere)?;
    let before = kept.reply.as_ref();
    if before.map_or(0, |reply| reply.version) != seen {
        return Err(EditError::ChangedMeanwhile.into());
    }
    let now = registry.now();
    let reply = Reply {
        version: seen.saturating_add(1),
        at: now,
        outcome,
    };
    store::meeting::questions::reply(&tx, &kept, &reply).await?;
    let is_sent = write_to_asker(&tx, registry, (&of, &kept), &reply.outcome).await?;
    let change = MeetingChange {
        at: now,
        by: Some(planner.account),
        said: said(before, &reply.outcome).to_owned(),
        why: reply.outcome.why().map(str::to_owned),
    };
    tell(&tx, meeting, &change, true).await?;
    registry.made(&tx, &()).await?;
    tx.commit().await?;
    if is_sent {
        registry.mail_waits();
    }
    tracing::info!(meeting = meeting.0, question = id.0, "Replied to a question");
    Ok(())
}

/// Says what was done, without the words of the question.
fn said(before: Option<&Reply>, outcome: &Outcome) -> &'static str {
    let was_published = before.is_some_and(|reply| reply.outcome.is_published());
    match outcome {
        Outcome::Published { .. } if was_published => "Changed the published answer to a question",
        Outcome::Published { .. } => "Published a question and its answer",
        Outcome::NotPublished { .. } if was_published => "Took a question off the public page",
        Outcome::NotPublished { answer: Some(_), .. } => "Answered a question without publishing it",
        Outcome::NotPublished { answer: None, .. } => "Decided not to publish a question",
        Outcome::Withdrawn { .. } => "Noted that a question was withdrawn",
    }
}

/// Queues the letter with the answer, unless there is no address or the person has read this answer already.
async fn write_to_asker(
    tx: &Tx,
    registry: &Registry,
    (of, kept): (&KeptMeeting, &KeptQuestion),
    outcome: &Outcome,
) -> Result<bool, StoreError> {
    let before = kept.reply.as_ref().and_then(|reply| reply.outcome.answer());
    let (Some(to), Some(text)) = (&kept.question.email, outcome.answer()) else {
        return Ok(false);
    };
    if before == Some(text) {
        return Ok(false);
    }
    let group = store::agency::groups::find(tx, of.meeting.group()).await?;
    let name = group.map_or_else(|| "group".to_owned(), |group| group.group.name);
    let all = store::account::organisations::partnerships(tx).await?;
    let here = all.into_iter().find(|one| one.id == of.partnership);
    let is_read = outcome.is_published() && of.meeting.details.is_public;
    let page = here.filter(|_| is_read).map(|here| {
        let site = registry.public_url();
        format!("{site}/partnership/{}/meetings/{}", here.slug, of.id)
    });
    let said = Answered {
        meeting: &format!("{name} meeting, {}", london::date(of.meeting.day())),
        question: &kept.question.text,
        answer: text,
        is_changed: before.is_some(),
        page: page.as_deref(),
    };
    mail::queue(tx, &answer(to, &said), registry.now()).await?;
    Ok(true)
}
