//! Row numbers with types, so that nobody can pass a bike's number where an account's is needed.

use serde::{Deserialize, Serialize};
use std::fmt;
use std::str::FromStr;

macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident),+ $(,)?) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(pub i64);

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.fmt(f)
            }
        }

        impl FromStr for $name {
            type Err = std::num::ParseIntError;

            fn from_str(s: &str) -> Result<Self, Self::Err> {
                s.parse().map(Self)
            }
        }
    )+};
}

ids! {
    /// Identifies one bike on the register.
    BikeId,
    /// Identifies one person who owns a bike or signs in.
    AccountId,
    /// Identifies one organisation.
    OrganisationId,
    /// Identifies one community safety partnership.
    PartnershipId,
    /// Identifies one marking event.
    EventId,
    /// Identifies one booking at a marking event, with a place or on the waiting list.
    BookingId,
    /// Identifies one batch of blank marks.
    BatchId,
    /// Identifies one theft report.
    TheftReportId,
    /// Identifies one recovered bike's record.
    RecoveryId,
    /// Identifies one list of recovered bikes.
    PropertyListId,
    /// Identifies one row of a list of recovered bikes.
    PropertyRowId,
    /// Identifies one pairing of a recovery with a bike.
    MatchId,
    /// Identifies one logged police look-up.
    LookUpId,
    /// Identifies one weekly sample of look-ups.
    SampleId,
    /// Identifies one look-up in a weekly sample.
    SampledId,
    /// Identifies one message to or from an owner.
    MessageId,
    /// Identifies one conversation between an owner and a finder.
    ThreadId,
    /// Identifies one stored photo.
    PhotoId,
    /// Identifies one registration that is being filled in.
    DraftId,
    /// Identifies one agency of a partnership.
    AgencyId,
    /// Identifies one group of a partnership.
    GroupId,
    /// Identifies one plan of a partnership.
    PlanId,
    /// Identifies one monitoring report of a plan.
    ReportId,
    /// Identifies one edition of an assessment.
    AssessmentId,
    /// Identifies one priority matrix of a partnership.
    MatrixId,
    /// Identifies one meeting of a group.
    MeetingId,
    /// Identifies one paper of a meeting.
    MeetingPaperId,
    /// Identifies one question that somebody sent to a meeting.
    MeetingQuestionId,
    /// Identifies one problem case.
    ProblemId,
    /// Identifies one campaign.
    CampaignId,
    /// Identifies one paper of a campaign.
    CampaignPaperId,
    /// Identifies one consultation.
    ConsultationId,
    /// Identifies one answer to a consultation.
    AnswerId,
}
