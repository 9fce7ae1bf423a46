//! Typed row identities, so that a bike's number cannot be handed in where an account's is wanted.

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
    /// Identifies one booked place, or one that is waited for, at a marking event.
    BookingId,
    /// Identifies one batch of blank marks.
    BatchId,
    /// Identifies one theft report.
    TheftReportId,
    /// Identifies one recovered bike's record.
    RecoveryId,
    /// Identifies one pairing of a recovery with a bike.
    MatchId,
    /// Identifies one logged police look-up.
    LookUpId,
    /// Identifies one message to an owner.
    MessageId,
    /// Identifies one stored photo.
    PhotoId,
    /// Identifies one registration that is being filled in.
    DraftId,
}
