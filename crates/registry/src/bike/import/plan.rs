use super::{Line, LineError, Loaded, of_own_reference};
use crate::Registry;
use domain::MarkCode;
use domain::id::BikeId;
use domain::mark::{Mark, MarkStatus};
use std::collections::HashMap;
use store::bike::DigestOf;
use store::{Source, StoreError};

/// What to do with each line of a batch.
#[derive(Default)]
pub(super) struct Plan<'l> {
    /// Lines whose bike is new.
    pub(super) add: Vec<&'l Line>,
    /// Lines that say something new about a bike.
    pub(super) change: Vec<(BikeId, &'l Line)>,
    /// Marks on these lines that are allotted but not fixed yet. All other marks are new to us, or already on the right
    /// bike.
    pub(super) known_marks: HashMap<MarkCode, Mark>,
    unchanged: u64,
    refused: Vec<(u64, LineError)>,
}

impl Plan<'_> {
    /// Returns the result of carrying out the plan.
    pub(super) fn outcome(self) -> Loaded {
        Loaded {
            added: self.add.len() as u64,
            changed: self.change.len() as u64,
            unchanged: self.unchanged,
            refused: self.refused,
        }
    }
}

/// Compares lines with the register and decides what to do. It writes nothing.
pub(super) async fn plan<'l>(
    registry: &Registry,
    source: &impl Source,
    lines: &'l [Line],
) -> Result<Plan<'l>, StoreError> {
    let references: Vec<&str> = lines.iter().map(|line| line.external_ref.as_str()).collect();
    let mut known = store::bike::digests_of(source, &references).await?;
    for line in lines {
        if let Some(bike) = of_own_reference(registry, &line.external_ref)
            && !known.contains_key(&line.external_ref)
            && let Some(found) = store::bike::find(source, bike)
                .await?
                .filter(|found| found.external_ref.is_none())
        {
            let digest = store::bike::digest_of(source, found.id).await?;
            known.insert(
                line.external_ref.clone(),
                DigestOf {
                    bike: found.id,
                    digest,
                },
            );
        }
    }
    let codes: Vec<MarkCode> = lines.iter().filter_map(|line| line.mark).collect();
    let marks = store::mark::find_many(source, &codes).await?;
    let marks: HashMap<MarkCode, Mark> = marks.into_iter().map(|mark| (mark.code, mark)).collect();
    let mut plan = Plan::default();
    for line in lines {
        let known = known.get(&line.external_ref);
        if known.is_some_and(|known| known.digest.as_deref() == Some(&line.digest[..])) {
            plan.unchanged += 1;
            continue;
        }
        let bike = known.map(|known| known.bike);
        match line
            .mark
            .and_then(|code| marks.get(&code))
            .map_or(Ok(()), |mark| may_be_on(mark, bike))
        {
            Err(error) => plan.refused.push((line.number, error)),
            Ok(()) => match bike {
                Some(bike) => plan.change.push((bike, line)),
                None => plan.add.push(line),
            },
        }
    }
    plan.known_marks = marks;
    Ok(plan)
}

/// Checks that a mark that we know can be on this bike.
fn may_be_on(mark: &Mark, bike: Option<BikeId>) -> Result<(), LineError> {
    match mark.status {
        MarkStatus::Allotted => Ok(()),
        MarkStatus::Issued if mark.bike.is_some() && mark.bike == bike => Ok(()),
        MarkStatus::Issued => Err(LineError::MarkElsewhere(mark.code)),
        status @ (MarkStatus::Printed | MarkStatus::Void | MarkStatus::Replaced) => {
            Err(LineError::MarkUnusable {
                code: mark.code,
                status,
            })
        }
    }
}
