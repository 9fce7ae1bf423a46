//! What the police recorded, by category and month. It is already published, so nothing is withheld.

use super::choice::Options;
use crate::Registry;
use crate::figure::coverage;
use domain::figure::Month;
use domain::figure::release::{Cell, Heading, Table, Value};
use domain::place::groups::WardGroup;
use domain::place::wards;
use std::collections::{BTreeMap, BTreeSet};
use store::StoreError;
use store::figure::recorded;

/// Reads the table for an area and some months. A month without the file of a force is shown as not available, never
/// as 0.
///
/// # Errors
/// [`StoreError`] when the store fails.
#[tracing::instrument(level = "debug", skip_all)]
pub async fn table(
    registry: &Registry,
    partnership: &str,
    options: &Options,
    months: &[Month],
) -> Result<Table, StoreError> {
    let codes: Vec<String> = match options.area.as_str() {
        "all" => wards::of_partnership(partnership)
            .map(|ward| ward.code.clone())
            .collect(),
        area => WardGroup::of_partnership(partnership)
            .find(|group| group.slug == area)
            .map_or_else(
                || vec![area.to_owned()],
                |group| group.wards().iter().map(|code| (*code).to_owned()).collect(),
            ),
    };
    let loaded = recorded::loaded(&registry.store).await?;
    let (covered, _) = coverage::covered(months, &loaded);
    let found = match (months.first(), months.last()) {
        (Some(first), Some(last)) => recorded::in_wards(&registry.store, &codes, (*first, *last)).await?,
        _ => Vec::new(),
    };
    let mut categories: BTreeSet<String> = found.iter().map(|one| one.category.clone()).collect();
    categories.remove(coverage::BICYCLE_THEFT);
    let mut counts: BTreeMap<(String, Month), u64> = BTreeMap::new();
    for one in found {
        *counts.entry((one.category, one.month)).or_default() += one.count;
    }
    // Bicycle theft comes first, because that is why readers come.
    let rows: Vec<String> = std::iter::once(coverage::BICYCLE_THEFT.to_owned())
        .chain(categories)
        .collect();
    let cell = |row: &String, month: &Month| {
        let count = counts.get(&(row.clone(), *month)).copied().unwrap_or_default();
        Cell::of(if covered.contains(month) {
            Value::Count(count)
        } else {
            Value::NotAvailable
        })
    };
    let cells = rows
        .iter()
        .map(|row| months.iter().map(|month| cell(row, month)).collect());
    Ok(Table {
        id: "police".to_owned(),
        cells: cells.collect(),
        rows: rows
            .iter()
            .map(|row| Heading::new(row.clone(), row.clone()))
            .collect(),
        columns: months
            .iter()
            .map(|month| Heading::new(month.to_string(), month.said()))
            .collect(),
    })
}
