//! The second factor: a code from an app on a phone, which staff type after they have followed the link in an e-mail.

mod recovery_code;
mod rule;
mod secret;
mod standing;
mod tries;

pub use recovery_code::{RECOVERY_CODES, RecoveryCode};
pub use rule::FactorRule;
pub use secret::{Code, Secret};
pub use standing::{Door, FactorStanding, StepUp};
pub use tries::Tries;

use jiff::SignedDuration;

/// How long staff may work without a second factor after their first sign-in, if their organisation allows it.
pub const GRACE: SignedDuration = SignedDuration::from_hours(7 * 24);

/// How old a code may be before an owner's details, exports and publishing.
pub const FRESH: SignedDuration = SignedDuration::from_mins(15);

/// How long a reset waits, so that the reader of the account's e-mail can stop it.
pub const RESET_WAITS: SignedDuration = SignedDuration::from_hours(24);
