//! The numbers: what may be asked for how often. `docs/threat-model.md` has the same table; a test compares the two.

use std::time::Duration;

/// What is counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Action {
    /// A number typed at `/check`.
    Check,
    /// The page of a mark, or its code typed while registering.
    Mark,
    /// A whole mark code that is none of ours.
    UnknownMark,
    /// A letter with a sign-in link.
    SignIn,
    /// A registration that is begun.
    Draft,
    /// A registration that is sent, with its letter.
    Registration,
    /// A place at an event.
    Booking,
    /// A message to the owner of a bike.
    Message,
    /// A form with photos.
    Upload,
    /// A form of the police: a look-up, a filter, owner details, a recovery.
    LookUp,
    /// A request of the application on a desk's phone.
    Desk,
}

/// Who is counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum By {
    /// The client's address; of IPv6 the first 64 bits, because a household has all that follow.
    Address,
    /// The account that is signed in.
    Account,
    /// What it is about: the mailbox of a letter, or a bike together with the address of its finder.
    Subject,
}

/// A limit: so many at once, and so many more in each period.
#[derive(Clone, Copy, Debug)]
pub(super) struct Limit {
    pub(super) what: Action,
    pub(super) by: By,
    pub(super) at_once: u32,
    pub(super) again: u32,
    pub(super) period: Period,
}

/// The period in which what was used comes back, bit by bit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Period {
    Minute,
    Hour,
    Day,
}

impl Period {
    pub(super) fn lasts(self) -> Duration {
        Duration::from_secs(match self {
            Self::Minute => 60,
            Self::Hour => 60 * 60,
            Self::Day => 24 * 60 * 60,
        })
    }
}

/// All limits. They are roomy for a household or an office behind one address, and stop somebody who walks.
pub(super) const LIMITS: [Limit; 16] = [
    limit(Action::Check, By::Address, 120, 60, Period::Minute),
    limit(Action::Mark, By::Address, 120, 60, Period::Minute),
    limit(Action::UnknownMark, By::Address, 20, 20, Period::Hour),
    limit(Action::SignIn, By::Address, 60, 60, Period::Hour),
    limit(Action::Draft, By::Address, 120, 120, Period::Hour),
    limit(Action::Registration, By::Address, 60, 60, Period::Hour),
    limit(Action::Registration, By::Subject, 10, 10, Period::Day),
    limit(Action::Booking, By::Address, 60, 60, Period::Hour),
    limit(Action::Booking, By::Subject, 12, 12, Period::Day),
    limit(Action::Message, By::Address, 20, 20, Period::Hour),
    limit(Action::Message, By::Subject, 5, 5, Period::Hour),
    limit(Action::Upload, By::Address, 120, 120, Period::Hour),
    limit(Action::LookUp, By::Account, 240, 120, Period::Minute),
    limit(Action::LookUp, By::Address, 1_200, 600, Period::Minute),
    limit(Action::Desk, By::Account, 240, 120, Period::Minute),
    limit(Action::Desk, By::Address, 1_200, 600, Period::Minute),
];

/// When so many unknown mark codes came within an hour, from all addresses together, the log has an alarm; and again
/// each time that number doubles.
pub(super) const ALARM: u64 = 50;

/// The most addresses, accounts and subjects that one limit remembers; more share what is left.
pub(super) const MOST_REMEMBERED: usize = 50_000;

const fn limit(what: Action, by: By, at_once: u32, again: u32, period: Period) -> Limit {
    Limit {
        what,
        by,
        at_once,
        again,
        period,
    }
}
