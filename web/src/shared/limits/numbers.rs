//! The numbers: how often clients may do each thing. `docs/threat-model.md` has the same table; a test compares the
//! two.

use std::time::Duration;

/// What is counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Action {
    /// A number typed at `/check`.
    Check,
    /// The page of a mark, or its code typed while registering.
    Mark,
    /// A whole mark code that is not one of ours.
    UnknownMark,
    /// An e-mail with a sign-in link.
    SignIn,
    /// A registration that is started.
    Draft,
    /// A registration that is sent, with its e-mail.
    Registration,
    /// A place at an event.
    Booking,
    /// A message to the owner of a bike, or a question to a meeting.
    Message,
    /// An answer to a consultation.
    Answer,
    /// A form with photos or a paper.
    Upload,
    /// A form of the police: a look-up, a filter, owner details, a recovery.
    LookUp,
    /// A request from the app on a desk's phone.
    Desk,
}

/// Who is counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum By {
    /// The client's address. For IPv6 it is the first 64 bits, because a household has all addresses that start with
    /// them.
    Address,
    /// The account that is signed in.
    Account,
    /// The subject: the mailbox of an e-mail, or a bike together with the address of its finder.
    Subject,
}

/// A limit: this many at once, and this many more in each period.
#[derive(Clone, Copy, Debug)]
pub(super) struct Limit {
    pub(super) what: Action,
    pub(super) by: By,
    pub(super) at_once: u32,
    pub(super) again: u32,
    pub(super) period: Period,
}

/// The period after which a used-up limit is free again. It comes back bit by bit.
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

/// All limits. They are generous for a household or an office behind one address, but stop somebody who tries codes one
/// after another.
pub(super) const LIMITS: [Limit; 17] = [
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
    limit(Action::Answer, By::Address, 60, 60, Period::Hour),
    limit(Action::Upload, By::Address, 120, 120, Period::Hour),
    limit(Action::LookUp, By::Account, 240, 120, Period::Minute),
    limit(Action::LookUp, By::Address, 1_200, 600, Period::Minute),
    limit(Action::Desk, By::Account, 240, 120, Period::Minute),
    limit(Action::Desk, By::Address, 1_200, 600, Period::Minute),
];

/// After this many unknown mark codes in an hour, from all addresses together, there is an alarm in the log, and again
/// each time that the number doubles.
pub(super) const ALARM: u64 = 50;

/// The most addresses, accounts and subjects that one limit remembers. Others share what is left.
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
