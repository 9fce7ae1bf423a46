//! Seals words that an earlier version wrote unsealed. Each transaction seals a few rows, so that nobody has to wait
//! long to write. If the work is cut off, it goes on later from the same place.

use super::{NO_LIST, NO_QUERY, NO_REASON, column, crime_hash, property_hash, stand_in};
use crate::connection::sealed::Source as _;
use crate::entity::{printer, recovery};
use crate::log::{Kind, wait};
use crate::{Keyring, Store, StoreError, Tx, settings};
use domain::recovery::property_key;
use sea_orm::ActiveValue::Set;
use sea_orm::{ColumnTrait, ConnectionTrait, DbBackend, EntityTrait, Statement, Value};
use sea_orm::{QueryFilter, QueryOrder, QuerySelect};

/// The setting that says whether remains of sealed words may be left in SQLite's file.
const TO_WIPE: &str = "words-to-wipe";
const YES: &str = "yes";
const NO: &str = "no";

/// The number of rows in one transaction.
const ROWS: u64 = 500;

/// A table that may have unsealed rows.
struct Table {
    name: &'static str,
    key: &'static str,
    /// The condition that a row is unsealed. It is the same as in the index that finds such rows.
    is_clear: &'static str,
    columns: &'static [Column],
    /// The kind of its rows in the log, if they are logged. A row that is sealed later gets another link.
    logged: Option<Kind>,
}

/// A column that an earlier version wrote unsealed.
struct Column {
    name: &'static str,
    /// The column where the sealed words go, and the name under which the keyring seals them.
    sealed: &'static str,
    words: &'static str,
    /// The value that replaces the words.
    stands_there: Option<&'static str>,
    /// The column for a hash of its words, and the function that makes the hash.
    hash: Option<(&'static str, Hashing)>,
}

/// Makes the hash of some words.
type Hashing = fn(&Keyring, &str) -> Value;

impl Column {
    const fn new(name: &'static str, sealed: &'static str, words: &'static str) -> Self {
        Self {
            name,
            sealed,
            words,
            stands_there: None,
            hash: None,
        }
    }

    const fn leaving(mut self, stands_there: &'static str) -> Self {
        self.stands_there = Some(stands_there);
        self
    }

    const fn hashed(mut self, column: &'static str, hash: Hashing) -> Self {
        self.hash = Some((column, hash));
        self
    }

    /// Returns the changes to a row with these words.
    fn changes(&self, keys: &Keyring, words: &str) -> Result<Changes, StoreError> {
        let mut changes = vec![
            (self.sealed, keys.seal_text(self.words, words)?.into()),
            (self.name, self.stands_there.map(str::to_owned).into()),
        ];
        changes.extend(self.hash.map(|(column, hash)| (column, hash(keys, words))));
        Ok(changes)
    }
}

/// Columns with their new values.
type Changes = Vec<(&'static str, Value)>;

const TABLES: [Table; 7] = [
    Table {
        name: "bike",
        key: "id",
        is_clear: "features IS NOT NULL",
        columns: &[Column::new("features", "features_sealed", column::FEATURES)],
        logged: None,
    },
    Table {
        name: "theft_report",
        key: "id",
        is_clear: "crime_ref IS NOT NULL",
        columns: &[Column::new("crime_ref", "crime_sealed", column::CRIME_REF)
            .hashed("crime_hash", |keys, words| {
                crime_hash(keys, &property_key(words)).into()
            })],
        logged: None,
    },
    Table {
        name: "mark_batch",
        key: "id",
        is_clear: "name IS NOT NULL",
        columns: &[Column::new("name", "name_sealed", column::BATCH_NAME)],
        logged: None,
    },
    Table {
        name: "bike_match",
        key: "id",
        is_clear: "evidence_sealed IS NULL",
        columns: &[Column::new("evidence", "evidence_sealed", column::EVIDENCE).leaving(NO_LIST)],
        logged: None,
    },
    Table {
        name: "audit_entry",
        key: "id",
        is_clear: "reason IS NOT NULL",
        columns: &[Column::new("reason", "reason_sealed", column::AUDIT_REASON)],
        logged: Some(Kind::Entry),
    },
    Table {
        name: "look_up_result",
        key: "look_up_id",
        is_clear: "answer_sealed IS NULL",
        columns: &[Column::new("answer", "answer_sealed", column::ANSWER).leaving(NO_QUERY)],
        logged: Some(Kind::Answer),
    },
    Table {
        name: "look_up",
        key: "id",
        is_clear: "reason_sealed IS NULL",
        columns: &[
            Column::new("reason", "reason_sealed", column::LOOK_UP_REASON).leaving(NO_REASON),
            Column::new("query", "query_sealed", column::LOOK_UP_QUERY).leaving(NO_QUERY),
        ],
        logged: Some(Kind::LookUp),
    },
];

/// Seals some of the rows that are still unsealed, in one transaction, and returns how many; 0 once all are sealed.
///
/// # Errors
/// [`StoreError`] when the database does not answer or something cannot be sealed; if so, the rows are as they were.
#[tracing::instrument(level = "debug", skip_all)]
pub async fn seal_clear(store: &Store) -> Result<u64, StoreError> {
    let tx = store.begin_to_erase().await?;
    let mut sealed = recoveries(&tx).await? + printers(&tx).await?;
    for table in &TABLES {
        if sealed > 0 {
            break;
        }
        sealed = rows(&tx, table).await?;
    }
    if sealed > 0 && tx.connection().get_database_backend() == DbBackend::Sqlite {
        settings::set(&tx, TO_WIPE, YES).await?;
    }
    tx.commit().await?;
    Ok(sealed)
}

/// Rewrites SQLite's file if [`seal_clear`] has sealed rows since the last time, because the file keeps remains of
/// deleted text. This needs as much disk space as the database has, and others have to wait until it is done. Returns
/// true if it was necessary. In PostgreSQL, `VACUUM FULL` does the same.
///
/// # Errors
/// [`StoreError::Database`] when the database does not answer or the disk is full; the rows are sealed anyway.
#[tracing::instrument(level = "debug", skip_all)]
pub async fn wipe(store: &Store) -> Result<bool, StoreError> {
    if settings::get(store, TO_WIPE).await?.as_deref() != Some(YES) {
        return Ok(false);
    }
    store.write_anew().await?;
    let tx = store.begin().await?;
    settings::set(&tx, TO_WIPE, NO).await?;
    tx.commit().await?;
    Ok(true)
}

async fn rows(tx: &Tx, table: &Table) -> Result<u64, StoreError> {
    let Table {
        name,
        key,
        is_clear,
        columns,
        logged,
    } = table;
    let connection = tx.connection();
    let backend = connection.get_database_backend();
    // If two nodes run at once, each takes rows that the other has not taken.
    let lock = match backend {
        DbBackend::Postgres => " FOR UPDATE SKIP LOCKED",
        _ => "",
    };
    let reads = columns
        .iter()
        .map(|column| column.name)
        .collect::<Vec<_>>()
        .join(", ");
    let select = format!(
        "SELECT {key} AS key, {reads} FROM {name} WHERE {is_clear} ORDER BY {key} LIMIT {ROWS}{lock}"
    );
    let found = connection
        .query_all_raw(Statement::from_string(backend, select))
        .await?;
    for row in &found {
        let id: i64 = row.try_get("", "key")?;
        let mut changes = Changes::new();
        for column in *columns {
            let words: String = row.try_get("", column.name)?;
            changes.extend(column.changes(tx.keyring(), &words)?);
        }
        let set: Vec<String> = changes
            .iter()
            .enumerate()
            .map(|(at, (column, _))| format!("{column} = ${}", at + 1))
            .collect();
        let update = format!(
            "UPDATE {name} SET {} WHERE {key} = ${}",
            set.join(", "),
            set.len() + 1
        );
        let values = changes.into_iter().map(|(_, value)| value).chain([id.into()]);
        connection
            .execute_raw(Statement::from_sql_and_values(backend, update, values))
            .await?;
        if let Some(kind) = logged {
            wait(tx, *kind, id).await?;
        }
    }
    Ok(found.len() as u64)
}

/// Seals property references. A reference keeps the form in which it is compared. If references differ only by case or
/// spaces, all but the first get their row number added to them.
async fn recoveries(tx: &Tx) -> Result<u64, StoreError> {
    let found = recovery::Entity::find()
        .filter(recovery::Column::PropertyHash.is_null())
        .order_by_asc(recovery::Column::Id)
        .limit(ROWS)
        .lock_exclusive()
        .all(tx.connection())
        .await?;
    let keys = tx.keyring();
    for row in &found {
        let mut key = row
            .property_key
            .clone()
            .unwrap_or_else(|| property_key(&row.property_ref));
        // An earlier version that runs at the same time does not see the hash. So it may have written the same
        // reference again.
        let same = recovery::Entity::find()
            .select_only()
            .column(recovery::Column::Id)
            .filter(recovery::Column::OrganisationId.eq(row.organisation_id))
            .filter(recovery::Column::PropertyHash.eq(property_hash(keys, &key)))
            .into_tuple::<i64>()
            .one(tx.connection())
            .await?;
        if same.is_some() {
            key = format!("{key}#{}", row.id);
        }
        recovery::Entity::update_many()
            .set(recovery::ActiveModel {
                property_ref: Set(stand_in(keys, column::PROPERTY_REF, &key)),
                property_key: Set(None),
                property_sealed: Set(Some(keys.seal_text(column::PROPERTY_REF, &row.property_ref)?)),
                property_hash: Set(Some(property_hash(keys, &key))),
                ..Default::default()
            })
            .filter(recovery::Column::Id.eq(row.id))
            .exec(tx.connection())
            .await?;
    }
    Ok(found.len() as u64)
}

/// Seals printers' names. An earlier version that runs at the same time does not see sealed names. So if there are two
/// offsets, the one that it wrote is newer.
async fn printers(tx: &Tx) -> Result<u64, StoreError> {
    let found = printer::Entity::find()
        .filter(printer::Column::NameSealed.is_null())
        .order_by_asc(printer::Column::Id)
        .limit(ROWS)
        .lock_exclusive()
        .all(tx.connection())
        .await?;
    let keys = tx.keyring();
    for row in &found {
        let name = stand_in(keys, column::PRINTER_NAME, &row.name);
        printer::Entity::delete_many()
            .filter(printer::Column::OrganisationId.eq(row.organisation_id))
            .filter(printer::Column::Name.eq(name.as_str()))
            .exec(tx.connection())
            .await?;
        printer::Entity::update_many()
            .set(printer::ActiveModel {
                name: Set(name),
                name_sealed: Set(Some(keys.seal_text(column::PRINTER_NAME, &row.name)?)),
                ..Default::default()
            })
            .filter(printer::Column::Id.eq(row.id))
            .exec(tx.connection())
            .await?;
    }
    Ok(found.len() as u64)
}
