//! The second factor of staff: setting one up, typing a code, recovery codes, losing the phone, and what organisations ask
//! for.

mod check;
mod reset;
mod rule;
mod set_up;

pub use check::{Accepted, CheckError, Proof, check};
pub use reset::{ResetError, reset_from_command_line, stop_from_command_line};
pub use rule::{set_rule, switched_off};
pub use set_up::{Picture, SetUpError, draw, new_recovery_codes, new_secret, set_up};

use crate::Registry;
use domain::account::Viewer;
use domain::account::factor::{FactorRule, FactorStanding, GRACE};
use domain::id::AccountId;
use jiff::Timestamp;
use store::account::factors;
use store::{StoreError, Tx};

/// What an account's page says about its second factor.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Kept {
    /// When it was set up.
    pub made_at: Timestamp,
    /// How many recovery codes are left.
    pub codes_left: u64,
}

/// Reads what decides whether an account is asked for a code.
///
/// # Errors
/// [`StoreError`] when the store fails.
#[tracing::instrument(level = "debug", skip_all)]
pub async fn standing(registry: &Registry, viewer: &Viewer) -> Result<FactorStanding, StoreError> {
    let asking = viewer.asked_for_second_factor();
    factors::standing(&registry.store, viewer.account, &asking, registry.now()).await
}

/// Reads an account's second factor, if it has one that counts.
///
/// # Errors
/// [`StoreError`] when the store fails.
#[tracing::instrument(level = "debug", skip_all, fields(account = account.0))]
pub async fn kept(registry: &Registry, account: AccountId) -> Result<Option<Kept>, StoreError> {
    let factor = factors::of_account(&registry.store, account).await?;
    let Some(factor) = factor.filter(|factor| !factor.is_reset(registry.now())) else {
        return Ok(None);
    };
    Ok(Some(Kept {
        made_at: factor.made_at,
        codes_left: factors::codes_left(&registry.store, account).await?,
    }))
}

/// Starts the seven days at the first sign-in, if an organisation of the account allows them.
pub(super) async fn begin_grace(tx: &Tx, viewer: &Viewer, now: Timestamp) -> Result<(), StoreError> {
    let asking = viewer.asked_for_second_factor();
    if asking.is_empty() {
        return Ok(());
    }
    match store::account::organisations::strictest_rule(tx, &asking).await? {
        FactorRule::WithinSevenDays => factors::set_due(tx, viewer.account, now + GRACE).await,
        FactorRule::Off | FactorRule::AtOnce => Ok(()),
    }
}

#[cfg(test)]
mod tests;
