//! What an officer looked up last week, so that there is a log to read and a sample to ask about.

use anyhow::{Context, Result};
use domain::account::contact::EmailAddress;
use domain::id::{AccountId, BikeId, OrganisationId};
use domain::london;
use domain::look_up::Reason;
use jiff::{SignedDuration, Timestamp};
use serde_json::json;
use store::Tx;
use store::bike::ownerships;
use store::look_up::audit::{self, Action, AuditEntry};
use store::look_up::{Entry, log};

const OFFICER: &str = "officer2@example.org";

/// The day of the week from Monday, the hour, what was looked for, why, and the place of the bike whose owner's details were
/// opened.
const LOOK_UPS: [(i64, i64, &str, &str, Option<usize>); 14] = [
    (0, 9, "WTU 118", "Found in Mill Road, property 2201", None),
    (0, 10, "WTU 118 B", "Property 2201", Some(40)),
    (
        0,
        14,
        "GS 88?1",
        "Stopped in Hills Road, rider could not say whose",
        None,
    ),
    (1, 9, "7719 Q", "Property 2204", None),
    (1, 11, "AB12*", "Property 2205, frame filed down", None),
    (1, 15, "K 4402", "Seen on a selling site", None),
    (2, 10, "TR 5510", "Crime 35/10211", None),
    (2, 16, "TR 55?0", "Crime 35/10211", None),
    (3, 2, "M 90210", "Call at night", Some(41)),
    (3, 11, "GT 3310", "Property 2209", None),
    (4, 9, "SP 77120", "Property 2210", None),
    (4, 13, "CB 1 4410", "Found by a student", Some(41)),
    (5, 23, "M 90210", "Check again", Some(41)),
    (6, 12, "RL 6001", "Property 2214", None),
];

/// Writes them.
pub(super) async fn write(tx: &Tx, force: OrganisationId, bikes: &[BikeId], now: Timestamp) -> Result<()> {
    let email = EmailAddress::parse(OFFICER).context("cannot read an address of the demonstration")?;
    let officer = store::account::find_by_email(tx, &email).await?;
    let officer = officer.with_context(|| format!("nobody has the address {OFFICER}"))?;
    let week = last_week(now);
    for (day, hour, number, why, opened) in LOOK_UPS {
        let at = week + SignedDuration::from_hours(24 * day + hour);
        let reason = Reason::parse(why).context("cannot read a reason of the demonstration")?;
        let entry = Entry {
            account: Some(officer),
            organisation: Some(force),
            reason: &reason,
            query: &json!({ "number": number }),
        };
        let look_up = log(tx, entry, Some(u32::from(opened.is_some())), at).await?;
        let Some(bike) = opened.and_then(|place| bikes.get(place)) else {
            continue;
        };
        let entry = AuditEntry {
            actor: Some(officer),
            organisation: Some(force),
            subject_account: owner(tx, *bike).await?,
            bike: Some(*bike),
            look_up: Some(look_up),
            reason: Some(reason),
            ..AuditEntry::of(Action::OwnerDetailsOpened)
        };
        audit::record(tx, &entry, at + SignedDuration::from_mins(1)).await?;
    }
    Ok(())
}

async fn owner(tx: &Tx, bike: BikeId) -> Result<Option<AccountId>> {
    Ok(ownerships::owner_of(tx, bike).await?.map(|owner| owner.account))
}

/// Returns about when the last whole week began.
fn last_week(now: Timestamp) -> Timestamp {
    let midnight = london::day_around(now).0;
    let since_monday = i64::from(london::date_of(now).weekday().to_monday_zero_offset());
    midnight - SignedDuration::from_hours(24 * (since_monday + 7))
}
