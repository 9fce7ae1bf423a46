//! The kinds of columns that all tables use.
//!
//! Times are `BIGINT` milliseconds since 1970 (UTC): they sort and compare in the same way on both engines. Sealed
//! columns are bytes that only the keyring can open.

use sea_orm_migration::prelude::*;

/// A 64-bit id that counts up.
pub fn id<T: IntoIden>(name: T) -> ColumnDef {
    ColumnDef::new(name)
        .big_integer()
        .not_null()
        .auto_increment()
        .primary_key()
        .to_owned()
}

/// A reference to the id of another table.
pub fn reference<T: IntoIden>(name: T) -> ColumnDef {
    ColumnDef::new(name).big_integer().not_null().to_owned()
}

/// A reference that may be empty.
pub fn optional_reference<T: IntoIden>(name: T) -> ColumnDef {
    ColumnDef::new(name).big_integer().null().to_owned()
}

/// A time.
pub fn instant<T: IntoIden>(name: T) -> ColumnDef {
    ColumnDef::new(name).big_integer().not_null().to_owned()
}

/// A time that may be empty.
pub fn optional_instant<T: IntoIden>(name: T) -> ColumnDef {
    ColumnDef::new(name).big_integer().null().to_owned()
}

/// Text that is not sealed.
pub fn text<T: IntoIden>(name: T) -> ColumnDef {
    ColumnDef::new(name).text().not_null().to_owned()
}

/// Text that is not sealed and may be empty.
pub fn optional_text<T: IntoIden>(name: T) -> ColumnDef {
    ColumnDef::new(name).text().null().to_owned()
}

/// Bytes: a keyed hash or a digest.
pub fn bytes<T: IntoIden>(name: T) -> ColumnDef {
    ColumnDef::new(name).binary().not_null().to_owned()
}

/// Bytes that may be empty.
pub fn optional_bytes<T: IntoIden>(name: T) -> ColumnDef {
    ColumnDef::new(name).binary().null().to_owned()
}

/// A sealed personal detail.
pub fn sealed<T: IntoIden>(name: T) -> ColumnDef {
    bytes(name)
}

/// A sealed personal detail that may be empty.
pub fn optional_sealed<T: IntoIden>(name: T) -> ColumnDef {
    optional_bytes(name)
}

/// A foreign key from `(table, column)` to `target`'s `id`.
pub fn points_to(
    table: &'static str,
    column: &'static str,
    target: &'static str,
) -> ForeignKeyCreateStatement {
    ForeignKey::create()
        .from(Alias::new(table), Alias::new(column))
        .to(Alias::new(target), Alias::new("id"))
        .to_owned()
}

/// Runs statements as they are written. Partial indexes need this, because the builder cannot write them for both
/// engines.
pub async fn run(manager: &SchemaManager<'_>, statements: &[&str]) -> Result<(), DbErr> {
    for statement in statements {
        manager.get_connection().execute_unprepared(statement).await?;
    }
    Ok(())
}
