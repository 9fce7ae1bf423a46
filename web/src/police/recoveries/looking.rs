//! The look-up that belongs to a recovery: logged once a session under the property reference, then shown again.

use crate::shared::HttpError;
use domain::id::{LookUpId, RecoveryId};
use domain::look_up::Reason;
use domain::number::{FrameNumber, FramePattern};
use domain::recovery::Recovery;
use registry::Registry;
use registry::account::permits::OfficerOf;
use registry::look_up::rank::MatchError;
use registry::look_up::{self, Answer, LookUp, LookUpError, MOST_RESULTS};
use tower_sessions::Session;

/// Where the session keeps which look-up belongs to which recovery.
const KEY: &str = "police.recoveries";
/// The most that it keeps; the oldest go first and are simply logged anew.
const MOST_KEPT: usize = 30;

/// Looks for the bike of a recovery, on the register as it stands now. None when there is nothing to look for.
pub(super) async fn candidates(
    registry: &Registry,
    officer: OfficerOf,
    session: &Session,
    recovery: &Recovery,
) -> Result<Option<Answer>, HttpError> {
    let mut kept: Vec<(RecoveryId, LookUpId)> = session
        .get(KEY)
        .await
        .map_err(HttpError::internal)?
        .unwrap_or_default();
    if let Some((_, id)) = kept.iter().find(|(of, _)| *of == recovery.id) {
        match look_up::again(registry, officer, *id, MOST_RESULTS).await {
            Ok(answer) => return Ok(Some(answer)),
            // Somebody else has signed in since.
            Err(LookUpError::NotFound) => kept.retain(|(of, _)| *of != recovery.id),
            Err(error) => return Err(http(error)),
        }
    }
    let Ok(reason) = Reason::parse(&format!("Property reference {}", recovery.recovery.property_ref)) else {
        return Err(HttpError::internal("a property reference that is no reason"));
    };
    match look_up::look_up(registry, officer, &reason, &wanted(recovery), MOST_RESULTS).await {
        Ok(answer) => {
            kept.push((recovery.id, answer.id));
            let first = kept.len().saturating_sub(MOST_KEPT);
            session
                .insert(KEY, &kept[first..])
                .await
                .map_err(HttpError::internal)?;
            Ok(Some(answer))
        }
        Err(LookUpError::Nothing) => Ok(None),
        Err(error) => Err(http(error)),
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
    }
}

/// A number as a box of its own. Of one that a box would take for several, or for a pattern that is none, the letters
/// and digits.
fn as_one(number: &FrameNumber) -> String {
    let written = number.as_written();
    if written.contains([',', ';', '|']) || FramePattern::parse(written).is_err() {
        number.key().to_owned()
    } else {
        written.to_owned()
    }
}

fn http(error: LookUpError) -> HttpError {
    match error {
        LookUpError::Store(error) | LookUpError::Match(MatchError::Store(error)) => error.into(),
        other => HttpError::internal(other),
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
