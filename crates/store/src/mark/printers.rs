//! The offsets of an organisation's printers. People give each printer a name.

use crate::connection::{Source, sealed::Source as _};
use crate::entity::printer;
use crate::time::millis;
use crate::words::{self, column};
use crate::{StoreError, Tx};
use domain::id::OrganisationId;
use jiff::Timestamp;
use sea_orm::ActiveValue::{NotSet, Set};
use sea_orm::sea_query::OnConflict;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};

/// A printer and its offsets.
#[derive(Clone, Debug, PartialEq)]
pub struct Printer {
    /// Its name.
    pub name: String,
    /// The offset to the right and down, in millimetres.
    pub offset: (f64, f64),
}

/// Stores the offsets of a printer, replacing earlier ones.
///
/// # Errors
/// [`StoreError`] when the database does not answer or a name cannot be sealed or opened.
#[tracing::instrument(level = "debug", skip_all, fields(organisation = organisation.0))]
pub async fn keep(
    tx: &Tx,
    organisation: OrganisationId,
    printer: &Printer,
    now: Timestamp,
) -> Result<(), StoreError> {
    let keys = tx.keyring();
    let row = printer::ActiveModel {
        id: NotSet,
        organisation_id: Set(organisation.0),
        // The name is sealed. The value in its place makes sure that each name is used only once.
        name: Set(words::stand_in(keys, column::PRINTER_NAME, &printer.name)),
        name_sealed: Set(Some(keys.seal_text(column::PRINTER_NAME, &printer.name)?)),
        offset_x: Set(thousandths(printer.offset.0)),
        offset_y: Set(thousandths(printer.offset.1)),
        kept_at: Set(millis(now)),
    };
    // We delete the row in which an earlier version stored the name unsealed.
    printer::Entity::delete_many()
        .filter(printer::Column::OrganisationId.eq(organisation.0))
        .filter(printer::Column::NameSealed.is_null())
        .filter(printer::Column::Name.eq(printer.name.as_str()))
        .exec(tx.connection())
        .await?;
    let over = OnConflict::columns([printer::Column::OrganisationId, printer::Column::Name])
        .update_columns([
            printer::Column::OffsetX,
            printer::Column::OffsetY,
            printer::Column::KeptAt,
        ])
        .to_owned();
    printer::Entity::insert(row)
        .on_conflict(over)
        .exec_without_returning(tx.connection())
        .await?;
    Ok(())
}

/// Lists the printers of an organisation, the most recently used first.
///
/// # Errors
/// [`StoreError`] when the database does not answer or a name cannot be sealed or opened.
#[tracing::instrument(level = "debug", skip_all, fields(organisation = organisation.0))]
pub async fn of_organisation(
    source: &impl Source,
    organisation: OrganisationId,
    limit: u64,
) -> Result<Vec<Printer>, StoreError> {
    let rows = printer::Entity::find()
        .filter(printer::Column::OrganisationId.eq(organisation.0))
        .order_by_desc(printer::Column::KeptAt)
        .order_by_desc(printer::Column::Id)
        .limit(limit)
        .all(source.connection())
        .await?;
    let millimetres = |thousandths: i32| f64::from(thousandths) / 1_000.0;
    rows.into_iter()
        .map(|row| {
            let sealed = row.name_sealed.as_deref();
            Ok(Printer {
                name: words::open(source.keyring(), column::PRINTER_NAME, sealed, row.name)?,
                offset: (millimetres(row.offset_x), millimetres(row.offset_y)),
            })
        })
        .collect()
}

/// Converts millimetres to thousandths. Offsets are a few millimetres, so this is far from any limit.
fn thousandths(millimetres: f64) -> i32 {
    (millimetres * 1_000.0).round() as i32
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{an_organisation, fresh};
    use testkit::time::{NOON, hours_after_noon};

    testkit::on_each_database! {
        async fn a_printer_is_kept_by_its_name(db: testkit::Database) {
            let store = fresh(&db).await;
            let (ours, theirs) = (an_organisation(&store, "camcycle").await, an_organisation(&store, "ely").await);
            let printer = |name: &str, x: f64| Printer { name: name.into(), offset: (x, -0.25) };
            let tx = store.begin().await.unwrap();
            keep(&tx, ours, &printer("Office", 1.5), NOON).await.unwrap();
            keep(&tx, ours, &printer("Library", 0.5), hours_after_noon(1)).await.unwrap();
            keep(&tx, ours, &printer("Office", -1.0), hours_after_noon(2)).await.unwrap();
            tx.commit().await.unwrap();
            let kept = of_organisation(&store, ours, 9).await.unwrap();
            assert_eq!(kept, [printer("Office", -1.0), printer("Library", 0.5)]);
            assert_eq!(of_organisation(&store, theirs, 9).await.unwrap(), []);
        }
    }
}
