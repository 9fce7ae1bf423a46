//! What the public may see of a partnership's meetings.

use super::papers::{is_out, read};
use super::{Days, KeptMeeting, KeptPaper, MOST, MeetingError};
use crate::Registry;
use crate::paper::PaperFile;
use domain::agency::Group;
use domain::id::{MeetingId, MeetingPaperId, PartnershipId};
use domain::london;
use domain::meeting::{Meeting, Outcome};
use figures::period::listed_until;
use jiff::{SignedDuration, Timestamp};
use store::StoreError;
use store::meeting::papers::{find, of_meeting};

/// No meeting is listed for longer than this.
const LONGEST: SignedDuration = SignedDuration::from_hours(24 * 740);

/// A public meeting.
#[derive(Clone, Debug)]
pub struct PublicMeeting {
    /// The meeting as the public sees it.
    pub kept: KeptMeeting,
    /// The group that meets.
    pub group: Group,
    /// The papers that are out.
    pub papers: Vec<PublicPaper>,
    /// How many papers will come out for each item, by its number.
    pub to_come: Vec<u32>,
    /// The days around it.
    pub days: Days,
    /// Whether it is still shown. It is, until the same date two years later.
    pub is_listed: bool,
    /// The questions that were answered for everybody to read, in the order in which they were sent.
    pub answers: Vec<PublicAnswer>,
}

/// A question from the public with its answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PublicAnswer {
    /// The question, as it is published.
    pub question: String,
    /// Who asked, if they agreed that the public reads it.
    pub name: Option<String>,
    /// The answer.
    pub answer: String,
    /// When it was last written.
    pub at: Timestamp,
}

/// A paper that is out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PublicPaper {
    /// Its identity.
    pub id: MeetingPaperId,
    /// The number of its item.
    pub item: u32,
    /// Its title.
    pub title: String,
    /// The size of the file.
    pub bytes: u64,
    /// When it came out.
    pub out_at: Timestamp,
    /// Why it was late, if it was.
    pub why_late: Option<String>,
    /// Whether it came out after the papers were due.
    pub is_late: bool,
}

impl PublicMeeting {
    /// Tells whether it takes questions now.
    pub fn takes_questions(&self, now: Timestamp) -> bool {
        self.kept.meeting.cancelled.is_none() && now < self.days.questions_by
    }
}

/// Reads the public meetings of a partnership that are shown, latest first.
///
/// # Errors
/// [`StoreError`] when the store fails.
#[tracing::instrument(level = "debug", skip_all, fields(partnership = partnership.0))]
pub async fn public_meetings(
    registry: &Registry,
    partnership: PartnershipId,
) -> Result<Vec<KeptMeeting>, StoreError> {
    let since = registry.now() - LONGEST;
    let mut all = store::meeting::of_partnership(&registry.store, partnership, since, MOST).await?;
    all.retain(|kept| kept.meeting.details.is_public && is_listed(registry, &kept.meeting));
    for kept in &mut all {
        kept.meeting = kept.meeting.for_public();
    }
    Ok(all)
}

/// Finds a public meeting of a partnership, including one that is no longer shown.
///
/// # Errors
/// [`StoreError`] when the store fails.
#[tracing::instrument(level = "debug", skip_all, fields(meeting = id.0))]
pub async fn public_meeting(
    registry: &Registry,
    partnership: PartnershipId,
    id: MeetingId,
) -> Result<Option<PublicMeeting>, StoreError> {
    let Some(mut kept) = found(registry, partnership, id).await? else {
        return Ok(None);
    };
    let Some(group) = store::agency::groups::find(&registry.store, kept.meeting.group()).await? else {
        return Ok(None);
    };
    let days = Days::of(&kept.meeting);
    let is_listed = is_listed(registry, &kept.meeting);
    let all = of_meeting(&registry.store, id).await?;
    let (out, waiting): (Vec<_>, Vec<_>) = all
        .into_iter()
        .filter(|paper| kept.meeting.is_open(paper.paper.item))
        .partition(|paper| is_out(registry, &kept, &paper.paper));
    let waits = |paper: &KeptPaper| paper.paper.ready.is_some() && kept.meeting.cancelled.is_none();
    let to_come = waiting.iter().filter(|paper| waits(paper));
    let to_come = to_come.map(|paper| paper.paper.item).collect();
    let out = out.into_iter().filter_map(|paper| public(paper, days.papers_at));
    let papers = out.collect();
    kept.meeting = kept.meeting.for_public();
    Ok(Some(PublicMeeting {
        kept,
        group,
        papers,
        to_come,
        days,
        is_listed,
        answers: answers(registry, id).await?,
    }))
}

/// Opens a paper for the public. Before its time, and while its item or meeting is not public, there is no such paper.
///
/// # Errors
/// [`MeetingError::NotThere`], or an error of the store or disk.
#[tracing::instrument(level = "debug", skip_all, fields(paper = id.0))]
pub async fn public_paper(
    registry: &Registry,
    partnership: PartnershipId,
    meeting: MeetingId,
    id: MeetingPaperId,
) -> Result<PaperFile, MeetingError> {
    let of = found(registry, partnership, meeting).await?;
    let of = of.ok_or(MeetingError::NotThere)?;
    let kept = find(&registry.store, id).await?;
    let kept = kept.filter(|kept| kept.meeting == meeting && is_out(registry, &of, &kept.paper));
    let kept = kept.filter(|_| is_listed(registry, &of.meeting));
    read(registry, kept.ok_or(MeetingError::NotThere)?).await
}

/// Reads the published questions of a meeting.
async fn answers(registry: &Registry, id: MeetingId) -> Result<Vec<PublicAnswer>, StoreError> {
    let all = store::meeting::questions::of_meeting(&registry.store, id).await?;
    let published = all.into_iter().filter_map(|kept| {
        let name = kept.question.public_name().map(str::to_owned);
        let reply = kept.reply?;
        match reply.outcome {
            Outcome::Published { question, answer } => Some(PublicAnswer {
                question,
                name,
                answer,
                at: reply.at,
            }),
            Outcome::NotPublished { .. } | Outcome::Withdrawn { .. } => None,
        }
    });
    Ok(published.collect())
}

async fn found(
    registry: &Registry,
    partnership: PartnershipId,
    id: MeetingId,
) -> Result<Option<KeptMeeting>, StoreError> {
    let kept = store::meeting::find(&registry.store, id).await?;
    Ok(kept.filter(|kept| kept.partnership == partnership && kept.meeting.details.is_public))
}

fn public(kept: KeptPaper, due: Timestamp) -> Option<PublicPaper> {
    let paper = kept.paper;
    Some(PublicPaper {
        id: kept.id,
        item: paper.item,
        bytes: kept.bytes,
        out_at: paper.comes_out_at(due)?,
        is_late: paper.is_late(due),
        why_late: paper.ready.and_then(|ready| ready.why_late),
        title: paper.title,
    })
}

/// Tells whether a meeting is still shown. It is, until the same date two years later.
fn is_listed(registry: &Registry, meeting: &Meeting) -> bool {
    london::date_of(registry.now()) <= listed_until(meeting.day())
}
