//! Finds the months that the police's files cover.

use crate::Registry;
use domain::figure::Month;
use domain::place::wards;
use std::collections::BTreeSet;
use store::StoreError;
use store::figure::recorded;

/// The category of the police's files that this register is about.
pub const BICYCLE_THEFT: &str = "Bicycle theft";

/// What the police recorded in months for which every force's file was loaded.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Recorded {
    pub(super) months: Vec<Month>,
    pub(super) forces: Vec<String>,
    pub(super) thefts: u64,
}

/// Returns the months, out of these, for which we have a file from every known force, and also the known forces. A
/// force is known if we have ever had a file from it.
pub(super) fn covered(months: &[Month], loaded: &[(Month, String)]) -> (Vec<Month>, Vec<String>) {
    let forces: BTreeSet<&String> = loaded.iter().map(|(_, force)| force).collect();
    let has = |month: &Month, force: &String| loaded.iter().any(|(of, by)| of == month && by == force);
    let covered = months
        .iter()
        .filter(|month| !forces.is_empty() && forces.iter().all(|force| has(month, force)));
    (covered.copied().collect(), forces.into_iter().cloned().collect())
}

/// Reads what the police recorded in an area in the months that are covered. Returns `None` if no month is covered.
#[tracing::instrument(level = "debug", skip_all)]
pub(super) async fn recorded(
    registry: &Registry,
    area: &str,
    months: &[Month],
) -> Result<Option<Recorded>, StoreError> {
    let loaded = recorded::loaded(&registry.store).await?;
    let (covered, forces) = covered(months, &loaded);
    let (Some(first), Some(last)) = (covered.first(), covered.last()) else {
        return Ok(None);
    };
    let codes: Vec<String> = wards::of_partnership(area)
        .map(|ward| ward.code.clone())
        .collect();
    let counts = recorded::in_wards(&registry.store, &codes, (*first, *last)).await?;
    let thefts = counts
        .iter()
        .filter(|one| one.category == BICYCLE_THEFT && covered.contains(&one.month))
        .map(|one| one.count)
        .sum();
    Ok(Some(Recorded {
        months: covered,
        forces,
        thefts,
    }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_month_counts_when_every_force_has_a_file() {
        let month = |raw: &str| Month::parse(raw).unwrap();
        let loaded: Vec<(Month, String)> = [("2024-01", "A"), ("2024-01", "B"), ("2024-02", "A")]
            .map(|(of, force)| (month(of), force.to_owned()))
            .into();
        let months = [month("2024-01"), month("2024-02"), month("2024-03")];
        let both = vec!["A".to_owned(), "B".to_owned()];
        assert_eq!(covered(&months, &loaded), (vec![months[0]], both));
        assert_eq!(covered(&months, &[]), (vec![], vec![]));
    }
}
