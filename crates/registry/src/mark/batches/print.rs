//! Prints the blank marks of a batch as sheets of labels.

use super::{Batch, theirs};
use crate::Registry;
use crate::account::permits::CoordinatorOf;
use crate::blocking::blocking;
use domain::MarkCode;
use domain::id::{BatchId, OrganisationId};
use domain::look_up::Reason;
use domain::mark::claim::ClaimCode;
use marks::sheet::{self, SheetError};
use marks::{Label, LabelAddress, Stock, picture};
use store::StoreError;
use store::look_up::audit::{Action, AuditEntry};
use thiserror::Error;

/// How sheets are printed.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Sheet {
    /// The label stock to print on.
    pub stock: Stock,
    /// The label on the first sheet to start at, counted from 1.
    pub start: usize,
    /// How far everything is moved to the right and down, in millimetres.
    pub offset: (f64, f64),
    /// True if the calibration page comes first.
    pub calibration: bool,
    /// The first and last place in the batch to print, or `None` for all.
    pub places: Option<(u32, u32)>,
}

impl Default for Sheet {
    fn default() -> Self {
        Self {
            stock: Stock::default(),
            start: 1,
            offset: (0.0, 0.0),
            calibration: false,
            places: None,
        }
    }
}

/// Why nothing was printed.
#[derive(Debug, Error)]
pub enum PrintError {
    /// There is no such batch, or it belongs to somebody else.
    #[error("There is no such batch")]
    NoBatch,
    /// All of these marks are on bikes or void.
    #[error("None of these marks is blank. We never print a mark again once it is on a bike or void")]
    NothingBlank,
    /// The site's address does not fit on a label.
    #[error("{0}. Set FRAMEMARK_PUBLIC_URL to the address that labels should lead to")]
    Address(marks::address::NotALabelAddress),
    /// The sheets cannot be made in this way.
    #[error(transparent)]
    Sheet(#[from] SheetError),
    /// The store failed; nothing was printed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Makes the sheets of a batch's blank marks as a PDF. `by` is `None` at the command line. The audit log records it.
///
/// # Errors
/// [`PrintError`] with what to do instead.
#[tracing::instrument(level = "debug", skip_all, fields(batch = id.0))]
pub async fn print(
    registry: &Registry,
    by: Option<&CoordinatorOf>,
    id: BatchId,
    how: Sheet,
) -> Result<Vec<u8>, PrintError> {
    let (batch, codes) = blank(registry, by, id, how).await?;
    let partnership = named(registry, batch.organisation).await?;
    let title = match &batch.name {
        Some(name) => format!("Marks of batch {id}: {name}"),
        None => format!("Marks of batch {id}"),
    };
    let bytes = make(registry, codes.clone(), partnership, title, how).await?;
    note(registry, by, &batch, (codes.len(), &codes), how).await?;
    Ok(bytes)
}

/// Makes the slips of a batch's blank marks, for owners without an e-mail address, as a PDF for plain paper. `by` is
/// `None` at the command line. The audit log records it.
///
/// # Errors
/// [`PrintError`] with what to do instead.
#[tracing::instrument(level = "debug", skip_all, fields(batch = id.0))]
pub async fn slips(
    registry: &Registry,
    by: Option<&CoordinatorOf>,
    id: BatchId,
    how: Sheet,
) -> Result<Vec<u8>, PrintError> {
    let (batch, codes) = blank(registry, by, id, how).await?;
    let slips: Vec<(MarkCode, ClaimCode)> = codes
        .into_iter()
        .map(|code| (code, store::mark::claims::code_of(&registry.store, code)))
        .collect();
    let count = slips.len();
    let partnership = named(registry, batch.organisation).await?;
    let address = LabelAddress::parse(registry.public_url()).map_err(PrintError::Address)?;
    let bytes = blocking(move || {
        let print = sheet::Print {
            address: &address,
            partnership: &partnership,
            title: &format!("Slips of batch {id}"),
            stock: how.stock,
            start: 1,
            offset: (0.0, 0.0),
            calibration: false,
        };
        sheet::slips::pdf(&slips, &print)
    })
    .await?;
    note(registry, by, &batch, (count, &[]), how).await?;
    Ok(bytes)
}

/// Finds the blank marks of a batch that are to be printed.
async fn blank(
    registry: &Registry,
    by: Option<&CoordinatorOf>,
    id: BatchId,
    how: Sheet,
) -> Result<(Batch, Vec<MarkCode>), PrintError> {
    let found = match by {
        Some(coordinator) => theirs(&registry.store, coordinator, id).await?,
        None => store::mark::batches::find(&registry.store, id).await?,
    };
    let batch = found.ok_or(PrintError::NoBatch)?;
    let wanted = |place: u32| how.places.is_none_or(|(from, to)| (from..=to).contains(&place));
    let codes: Vec<MarkCode> = store::mark::batches::marks(&registry.store, id)
        .await?
        .into_iter()
        .filter(|mark| mark.is_blank() && wanted(mark.position))
        .map(|mark| mark.code)
        .collect();
    if codes.is_empty() {
        return Err(PrintError::NothingBlank);
    }
    Ok((batch, codes))
}

/// The format of a single label.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Picture {
    /// As an SVG drawing.
    Svg,
    /// As a PNG at 600 dots per inch.
    Png,
}

/// Draws the label of one blank mark of a batch, in the size of the default stock.
///
/// # Errors
/// [`PrintError`] with what to do instead.
#[tracing::instrument(level = "debug", skip_all, fields(batch = id.0))]
pub async fn picture(
    registry: &Registry,
    coordinator: &CoordinatorOf,
    id: BatchId,
    code: MarkCode,
    picture: Picture,
) -> Result<Vec<u8>, PrintError> {
    let found = theirs(&registry.store, coordinator, id).await?;
    let batch = found.ok_or(PrintError::NoBatch)?;
    let kit = store::mark::batches::marks(&registry.store, id).await?;
    if !kit.iter().any(|mark| mark.code == code && mark.is_blank()) {
        return Err(PrintError::NothingBlank);
    }
    let partnership = named(registry, batch.organisation).await?;
    let address = LabelAddress::parse(registry.public_url()).map_err(PrintError::Address)?;
    let label = Label {
        code,
        address: &address,
        partnership: &partnership,
    };
    let drawn = match picture {
        Picture::Svg => picture::svg(&label, Stock::default()).map(String::into_bytes),
        Picture::Png => picture::png(&label, Stock::default(), 600),
    };
    Ok(drawn.map_err(SheetError::from)?)
}

/// Makes the calibration page by itself.
///
/// # Errors
/// [`PrintError`] when the page cannot be made as asked.
#[tracing::instrument(level = "debug", skip_all)]
pub async fn calibration_page(registry: &Registry, how: Sheet) -> Result<Vec<u8>, PrintError> {
    let how = Sheet {
        calibration: true,
        start: 1,
        ..how
    };
    let title = format!("Calibration page for {}", how.stock.slug());
    make(registry, Vec::new(), String::new(), title, how).await
}

async fn make(
    registry: &Registry,
    codes: Vec<MarkCode>,
    partnership: String,
    title: String,
    how: Sheet,
) -> Result<Vec<u8>, PrintError> {
    let address = LabelAddress::parse(registry.public_url()).map_err(PrintError::Address)?;
    // Thousands of labels take a second, and this thread has other requests to serve meanwhile.
    let sheet = blocking(move || {
        let print = sheet::Print {
            address: &address,
            partnership: &partnership,
            title: &title,
            stock: how.stock,
            start: how.start,
            offset: how.offset,
            calibration: how.calibration,
        };
        sheet::pdf(&codes, &print)
    });
    Ok(sheet.await?)
}

async fn note(
    registry: &Registry,
    by: Option<&CoordinatorOf>,
    batch: &Batch,
    (count, labels): (usize, &[MarkCode]),
    how: Sheet,
) -> Result<(), StoreError> {
    let tx = registry.store.begin().await?;
    let by = by.map(|by| by.account);
    // A slip is not a label.
    if !labels.is_empty() {
        store::mark::batches::was_printed(&tx, batch.id, labels, by, registry.now()).await?;
    }
    let said = domain::text::counted(count, "label", "labels");
    let text = format!("batch {}: {said} on {}", batch.id, how.stock.slug());
    let entry = AuditEntry {
        actor: by,
        organisation: batch.organisation,
        reason: Some(Reason::noted(&text)),
        ..AuditEntry::of(Action::MarksPrinted)
    };
    store::look_up::audit::record(&tx, &entry, registry.now()).await?;
    tx.commit().await
}

/// Returns the name of the scheme on a label: the partnership of the organisation, or the organisation itself.
async fn named(registry: &Registry, id: Option<OrganisationId>) -> Result<String, StoreError> {
    let unowned = || "Framemark".to_owned();
    let Some(id) = id else { return Ok(unowned()) };
    let Some(organisation) = store::account::organisations::find(&registry.store, id).await? else {
        return Ok(unowned());
    };
    let partnerships = store::account::organisations::partnerships(&registry.store).await?;
    let partnership = partnerships
        .into_iter()
        .find(|partnership| Some(partnership.id) == organisation.partnership)
        .map(|partnership| partnership.name);
    Ok(partnership.unwrap_or(organisation.name))
}
