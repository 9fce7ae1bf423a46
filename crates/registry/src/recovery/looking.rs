//! The look-up of a recovery: made when an officer asks for it, kept, and read by everybody of the force.

use super::{RecoveryError, find};
use crate::Registry;
use crate::account::permits::OfficerOf;
use crate::look_up::{self, Answer, LookUp, LookUpError};
use domain::id::{LookUpId, RecoveryId};
use domain::look_up::Reason;
use domain::number::{FrameNumber, FramePattern};
use domain::recovery::Recovery;

/// The most bikes that the look-up of a recovery shows.
const SHOWN: usize = 10;

/// Searches the current register for the bike of a recovery. Returns `None` if there is nothing to search
/// for.
///
/// # Errors
/// [`RecoveryError`]; then nothing was noted, but a search that failed is in the log.
pub async fn look(
    registry: &Registry,
    officer: OfficerOf,
    id: RecoveryId,
) -> Result<Option<LookUpId>, RecoveryError> {
    let recovery = find(registry, officer, id).await?;
    let reason = Reason::parse(&format!("Property reference {}", recovery.recovery.property_ref))
        .map_err(|_| RecoveryError::NoReason)?;
    let wanted = wanted(&recovery);
    let ranked = match look_up::searched(registry, Some(officer), &reason, &wanted, SHOWN).await {
        Err(LookUpError::Nothing) => return Ok(None),
        found => found?,
    };
    let tx = registry.store.begin().await?;
    let made = look_up::keep(&tx, Some(officer), &reason, &wanted, &ranked, registry.now()).await?;
    store::recovery::note_look_up(&tx, id, made).await?;
    tx.commit().await?;
    Ok(Some(made))
}

/// Reads what the last look-up of a recovery showed; none when there was none. Nothing is searched.
///
/// # Errors
/// [`RecoveryError::Store`] when the store fails.
pub async fn candidates(
    registry: &Registry,
    officer: OfficerOf,
    recovery: &Recovery,
) -> Result<Option<Answer>, RecoveryError> {
    let Some(id) = recovery.look_up else {
        return Ok(None);
    };
    match look_up::of_recovery(registry, officer, id).await {
        Err(LookUpError::NotFound) => Ok(None),
        answer => Ok(Some(answer?)),
    }
}

/// What was written down, as a look-up.
fn wanted(recovery: &Recovery) -> LookUp {
    let read = &recovery.recovery;
    LookUp {
        number: read.read.clone(),
        others: read
            .identifiers
            .iter()
            .map(|other| as_one(&other.number))
            .collect(),
        make: read.make.clone(),
        model: read.model.clone(),
        colours: read.colours.clone(),
        kind: read.kind,
        found_at: Some(read.found_at),
        place: read.point,
        ..LookUp::default()
    }
}

/// Writes a number as the text of one box. If a box would read it as several numbers or as an invalid
/// pattern, keeps only its letters and digits.
fn as_one(number: &FrameNumber) -> String {
    let written = number.as_written();
    if written.contains([',', ';', '|']) || FramePattern::parse(written).is_err() {
        number.key().to_owned()
    } else {
        written.to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_number_is_one_box() {
        for (written, looked_for) in [
            ("BAT-77 120", "BAT-77 120"),
            ("BAT;77120", "BAT77120"),
            ("M7,7|8", "M778"),
            ("L[8", "L8"),
            ("L?8", "L?8"),
        ] {
            assert_eq!(
                as_one(&FrameNumber::parse(written).unwrap()),
                looked_for,
                "{written}"
            );
        }
    }
}
