//! Names batches, and finds them by name, by a mark, or by the receipt of a bike.

use super::theirs;
use crate::Registry;
use crate::account::permits::CoordinatorOf;
use domain::MarkCode;
use domain::id::BatchId;
use jiff::Timestamp;
use std::collections::HashMap;
use store::StoreError;
use store::mark::batches::Batch;
use thiserror::Error;

/// The most characters that a batch's name can have.
pub const LONGEST_NAME: usize = 60;
/// The most results that a search shows.
const MOST_FOUND: usize = 50;

/// There is no such batch, or it belongs to somebody else.
#[derive(Debug, Error)]
pub enum NoBatch {
    /// The coordinator has no such batch.
    #[error("There is no such batch")]
    NoBatch,
    /// The store failed; nothing was written.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// What a search found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Found {
    /// The batch that was found.
    pub batch: Batch,
    /// The mark, if the search found a mark.
    pub mark: Option<MarkCode>,
}

/// Gives a batch a name, or removes its name.
///
/// # Errors
/// [`NoBatch`]; then nothing was written.
#[tracing::instrument(level = "debug", skip_all, fields(batch = id.0))]
pub async fn rename(
    registry: &Registry,
    coordinator: &CoordinatorOf,
    id: BatchId,
    name: Option<&str>,
) -> Result<(), NoBatch> {
    let tx = registry.store.begin().await?;
    let batch = theirs(&tx, coordinator, id).await?.ok_or(NoBatch::NoBatch)?;
    store::mark::batches::rename(&tx, batch.id, name).await?;
    tx.commit().await?;
    tracing::info!(batch = %id, account.id = %coordinator.account, "Named a batch of marks");
    Ok(())
}

/// Looks among the coordinator's batches for a mark code, the receipt that an owner was given, the number of a batch or
/// words of its name.
///
/// # Errors
/// [`StoreError`] when the store fails.
#[tracing::instrument(level = "debug", skip_all)]
pub async fn find_marks(
    registry: &Registry,
    coordinator: &CoordinatorOf,
    typed: &str,
) -> Result<Vec<Found>, StoreError> {
    let store = &registry.store;
    let typed = typed.trim();
    if typed.is_empty() {
        return Ok(Vec::new());
    }
    let mut codes: Vec<MarkCode> = MarkCode::read(typed).code().into_iter().collect();
    if let Some(slip) = receipt(typed) {
        codes.extend(store::mark::batches::with_slip(store, &slip, MOST_FOUND as u64).await?);
    }
    let mut found: Vec<Found> = Vec::new();
    for code in codes {
        let batch = store::mark::batches::with_mark(store, code).await?;
        let batch = batch.filter(|batch| coordinator.keeps_batch(batch));
        let mark = Some(code);
        found.extend(batch.map(|batch| Found { batch, mark }));
    }
    let number = typed.to_lowercase();
    let number = number.strip_prefix("batch").unwrap_or(&number).trim();
    let by_number = match number.parse() {
        Ok(id) => theirs(store, coordinator, BatchId(id)).await?,
        Err(_) => None,
    };
    let by_name = store::mark::batches::named_like(store, &coordinator.reach, typed, MOST_FOUND).await?;
    for batch in by_number.into_iter().chain(by_name) {
        if found.iter().all(|one| one.batch.id != batch.id) {
            found.push(Found { batch, mark: None });
        }
    }
    Ok(found)
}

/// Reads eight hexadecimal digits, with or without the hyphen between them.
fn receipt(typed: &str) -> Option<String> {
    let digits: String = typed.chars().filter(|c| !matches!(c, '-' | ' ')).collect();
    let is_receipt = digits.len() == 8 && digits.bytes().all(|digit| digit.is_ascii_hexdigit());
    is_receipt.then(|| digits.to_lowercase())
}

/// Returns when the labels of some batches were last printed, and by whom. Batches that were not printed are left out.
///
/// # Errors
/// [`StoreError`] when the store fails.
#[tracing::instrument(level = "debug", skip_all)]
pub async fn printed_by<'b>(
    registry: &Registry,
    batches: impl IntoIterator<Item = &'b Batch>,
) -> Result<HashMap<BatchId, (Timestamp, String)>, StoreError> {
    let printed: Vec<_> = batches
        .into_iter()
        .filter_map(|batch| batch.printed.map(|(at, by)| (batch.id, at, by)))
        .collect();
    let ids: Vec<_> = printed.iter().filter_map(|(.., by)| *by).collect();
    let contacts = store::account::contacts(&registry.store, &ids).await?;
    let name = |by: Option<_>| {
        let Some(account) = by else {
            return "the command line".to_owned();
        };
        let contact = contacts.get(&account).cloned().unwrap_or_default();
        let address = contact.email.map(String::from);
        contact
            .name
            .or(address)
            .unwrap_or_else(|| format!("account {account}"))
    };
    Ok(printed
        .into_iter()
        .map(|(id, at, by)| (id, (at, name(by))))
        .collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_receipt_is_eight_digits() {
        for (typed, read) in [
            ("9B38-699D", Some("9b38699d")),
            ("9b38699d", Some("9b38699d")),
            ("9b38 699d", Some("9b38699d")),
            ("9b38699", None),
            ("9b38-699x", None),
            ("", None),
        ] {
            assert_eq!(receipt(typed).as_deref(), read, "{typed}");
        }
    }
}
