//! The meetings of groups: how they are added and changed, their papers, which publish themselves, and what the public
//! sees of them.

mod edit;
mod history;
pub(crate) mod letters;
mod papers;
mod points;
mod public;
mod questions;
mod reply;
mod report;

pub use edit::{add_meeting, agree_minutes, edit_meeting};
pub use history::{Told, history};
pub use papers::{PaperUpload, add_paper, make_ready, open_paper, remove_paper};
pub use points::{EarlierPoint, earlier_points};
pub use public::{PublicAnswer, PublicMeeting, PublicPaper, public_meeting, public_meetings, public_paper};
pub use questions::{ask, questions};
pub use reply::reply;
pub use report::{add_report, coming_meetings};
pub use store::meeting::KeptMeeting;
pub use store::meeting::papers::KeptPaper;
pub use store::meeting::questions::KeptQuestion;

use crate::Registry;
use crate::account::permits::{PartnerOf, PlannerOf};
use crate::paper::UploadError;
use domain::agency::Group;
use domain::id::{MeetingId, PartnershipId};
use domain::london::{self, Twice};
use domain::meeting::{EditError, MOST_PAPERS, MOST_QUESTIONS, Meeting};
use figures::period::MeetingDays;
use jiff::Timestamp;
use jiff::civil::{Date, time};
use store::{Source, StoreError, Tx};
use thiserror::Error;

/// The most meetings that a list shows.
const MOST: u64 = 200;

/// Why a meeting was not changed or shown.
#[derive(Debug, Error)]
pub enum MeetingError {
    /// There is no such meeting, paper or question, or it belongs to another partnership.
    #[error("We cannot find this meeting or paper. It may belong to another partnership")]
    NotThere,
    /// The group is another partnership's, or its task has ended.
    #[error("Choose a group of this partnership")]
    OtherGroup,
    /// An agency does not take part in the partnership.
    #[error("{0} does not take part in this partnership now. Choose another agency")]
    AgencyLeft(String),
    /// The item has papers.
    #[error("This item has papers. Remove them first")]
    HasPapers,
    /// A later meeting of the group has to agree the minutes.
    #[error("Choose the later meeting that agreed the minutes. It must have begun already")]
    NoLaterMeeting,
    /// Another paper of the meeting has this title.
    #[error("This meeting already has a paper called “{0}”. Remove that one first, or use another title")]
    SameTitle(String),
    /// The meeting already has as many papers as it can have.
    #[error(
        "A meeting has room for {} papers. Remove one before you add another",
        MOST_PAPERS
    )]
    TooManyPapers,
    /// A paper is late, and nobody said why.
    #[error("Papers were due on {0}. Say why this one is late: the public will see the reason")]
    Late(String),
    /// A paper that is out can only be removed if somebody says why.
    #[error("The public has seen this paper. Say why you are removing it")]
    NoReason,
    /// The file cannot be kept as a paper, or the disk failed.
    #[error(transparent)]
    File(#[from] UploadError),
    /// The meeting takes no questions now.
    #[error("The time for questions to this meeting is over. Contact us instead")]
    QuestionsClosed,
    /// The meeting has as many questions as it can take.
    #[error(
        "This meeting has {} questions and can take no more. Contact us instead",
        MOST_QUESTIONS
    )]
    QuestionsFull,
    /// The monitoring report is another partnership's.
    #[error("We cannot find this report")]
    NoReport,
    /// The report is on the agenda.
    #[error("The report is already on the agenda of this meeting")]
    ReportTaken,
    /// The meeting cannot be changed in this way.
    #[error(transparent)]
    Edit(#[from] EditError),
    /// The store failed; nothing was changed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// The days around a meeting.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Days {
    /// When its papers publish themselves: 9am in London, seven days before its day.
    pub papers_at: Timestamp,
    /// The time until which it takes questions.
    pub questions_by: Timestamp,
    /// The day on which its draft minutes are due.
    pub minutes_due: Date,
}

impl Days {
    /// Returns the days around a meeting.
    pub fn of(meeting: &Meeting) -> Self {
        let starts_at = meeting.details.starts_at;
        let start = london::date_of(starts_at).to_datetime(london::time_of(starts_at));
        let days = MeetingDays::of(start);
        // The clocks never change at nine or ten in the morning.
        let at = |day, time| london::instant(day, time, Twice::Earlier).unwrap_or(starts_at);
        let usual = at(days.questions_by.date(), days.questions_by.time());
        Self {
            papers_at: at(days.papers_due, time(9, 0, 0, 0)),
            questions_by: meeting.details.questions_by.unwrap_or(usual),
            minutes_due: days.draft_minutes_due,
        }
    }
}

/// A meeting, opened by somebody who takes part in its partnership.
#[derive(Clone, Debug)]
pub struct OpenedMeeting {
    /// The meeting. Items that the reader may not see are closed in it.
    pub kept: KeptMeeting,
    /// The group that meets.
    pub group: Group,
    /// The papers that the reader may see, in the order in which they were added.
    pub papers: Vec<KeptPaper>,
    /// The days around it.
    pub days: Days,
    /// What the reader may see.
    pub reads: Reads,
}

/// What a reader of meetings may see.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reads {
    /// What is public.
    Public,
    /// All but the items that are not open to the public.
    Open,
    /// Everything.
    All,
}

impl Reads {
    /// Returns a meeting as the reader sees it.
    fn of(self, meeting: &Meeting) -> Meeting {
        match self {
            Self::Public => meeting.for_public(),
            Self::Open => meeting.without_closed_items(),
            Self::All => meeting.clone(),
        }
    }
}

/// Reads the meetings of a partnership, latest first.
///
/// # Errors
/// [`StoreError`] when the store fails.
#[tracing::instrument(level = "debug", skip_all, fields(partnership = partnership.0))]
pub async fn meetings(
    registry: &Registry,
    partnership: PartnershipId,
) -> Result<Vec<KeptMeeting>, StoreError> {
    store::meeting::of_partnership(&registry.store, partnership, Timestamp::MIN, MOST).await
}

/// Opens a meeting of a partnership that somebody takes part in.
///
/// # Errors
/// [`MeetingError::NotThere`] for a meeting of another partnership, or an error of the store.
#[tracing::instrument(level = "debug", skip_all, fields(meeting = id.0))]
pub async fn meeting(
    registry: &Registry,
    partner: &PartnerOf,
    id: MeetingId,
) -> Result<OpenedMeeting, MeetingError> {
    let kept = store::meeting::find(&registry.store, id).await?;
    let mut kept = kept.ok_or(MeetingError::NotThere)?;
    if !crate::agency::takes_part(registry, partner, kept.partnership).await? {
        return Err(MeetingError::NotThere);
    }
    let group = store::agency::groups::find(&registry.store, kept.meeting.group()).await?;
    let group = group.ok_or(MeetingError::NotThere)?;
    let mut papers = store::meeting::papers::of_meeting(&registry.store, id).await?;
    let reads = match reads_all(registry, partner, &kept, &group).await? {
        true => Reads::All,
        false => Reads::Open,
    };
    papers.retain(|paper| reads == Reads::All || kept.meeting.is_open(paper.paper.item));
    kept.meeting = reads.of(&kept.meeting);
    Ok(OpenedMeeting {
        days: Days::of(&kept.meeting),
        kept,
        group,
        papers,
        reads,
    })
}

/// Tells whether somebody may read the items that are not open to the public: they keep the partnership's meetings, or
/// their agency is in the group.
async fn reads_all(
    registry: &Registry,
    partner: &PartnerOf,
    kept: &KeptMeeting,
    group: &Group,
) -> Result<bool, StoreError> {
    if partner.keeps(kept.partnership) {
        return Ok(true);
    }
    let own = crate::agency::own_agencies(registry, partner, kept.partnership).await?;
    let mut of_group = group.group.members.iter().chain(&group.group.chair);
    Ok(of_group.any(|agency| own.contains(agency)))
}

/// Reads a meeting that a planner keeps, and locks it.
async fn held(tx: &Tx, planner: &PlannerOf, id: MeetingId) -> Result<KeptMeeting, MeetingError> {
    let kept = store::meeting::hold(tx, id).await?;
    let kept = kept.filter(|kept| planner.keeps(kept.partnership));
    kept.ok_or(MeetingError::NotThere)
}

/// Reads a meeting that a planner keeps.
async fn of_planner(
    source: &impl Source,
    planner: &PlannerOf,
    id: MeetingId,
) -> Result<KeptMeeting, MeetingError> {
    let kept = store::meeting::find(source, id).await?;
    let kept = kept.filter(|kept| planner.keeps(kept.partnership));
    kept.ok_or(MeetingError::NotThere)
}

#[cfg(test)]
mod tests;
