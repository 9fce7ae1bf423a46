use super::{KeptMeeting, Reads};
use crate::Registry;
use domain::id::MeetingId;
use domain::meeting::ActionPoint;
use jiff::civil::Date;
use store::StoreError;

/// How many meetings of the group are looked through.
const MOST_EARLIER: u64 = 60;

/// An action point of an earlier meeting of the group.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EarlierPoint {
    /// The meeting that it comes from.
    pub meeting: MeetingId,
    /// The day of that meeting.
    pub day: Date,
    /// The point.
    pub point: ActionPoint,
}

/// Reads the action points that come up at a meeting: those of earlier meetings of its group that are still to be done,
/// or were when it began. Points that the reader may not see are left out.
///
/// # Errors
/// [`StoreError`] when the store fails.
#[tracing::instrument(level = "debug", skip_all)]
pub async fn earlier_points(
    registry: &Registry,
    kept: &KeptMeeting,
    reads: Reads,
) -> Result<Vec<EarlierPoint>, StoreError> {
    let group = kept.meeting.group();
    let all = store::meeting::of_group(&registry.store, group, MOST_EARLIER).await?;
    let begins = kept.meeting.details.starts_at;
    let day = kept.meeting.day();
    let mut points = Vec::new();
    for earlier in all.into_iter().rev() {
        let meeting = &earlier.meeting;
        let is_hidden = reads == Reads::Public && !meeting.details.is_public;
        if meeting.details.starts_at >= begins || is_hidden {
            continue;
        }
        let points_of = reads.of(meeting).points.into_iter();
        let open = points_of.filter(|point| point.is_open_on(day));
        points.extend(open.map(|point| EarlierPoint {
            meeting: earlier.id,
            day: meeting.day(),
            point,
        }));
    }
    Ok(points)
}
