//! A PostgreSQL database with the register's tables, which is made once in each cluster and then copied.

use super::{connect, on_its_own_thread, with_database};
use migrations::{Migrator, MigratorTrait};
use sea_orm_migration::sea_orm::{ConnectionTrait, DatabaseConnection, DbBackend, DbErr, Statement};
use std::hash::{DefaultHasher, Hash, Hasher};

/// Only one process makes the template. The others wait for this lock, whose number means nothing.
const LOCK: i64 = 7_306_021;

/// Returns the name of the template of this test program, and makes it if the cluster does not have it yet.
pub(super) fn of(cluster: &str) -> Result<String, DbErr> {
    let name = name();
    on_its_own_thread(async {
        // This is the pool's only connection, so the lock is held until it is closed.
        let connection = connect(cluster).await?;
        connection
            .execute_unprepared(&format!("SELECT pg_advisory_lock({LOCK})"))
            .await?;
        if !is_there(&connection, &name).await? {
            make(&connection, cluster, &name).await?;
        }
        connection.close().await
    })?;
    Ok(name)
}

/// Another build may have other migrations, so each program has a template of its own.
fn name() -> String {
    let mut hasher = DefaultHasher::new();
    if let Ok(program) = std::env::current_exe() {
        program.hash(&mut hasher);
        let written = program.metadata().and_then(|file| file.modified());
        written.ok().hash(&mut hasher);
    }
    format!("fm_template_{:x}", hasher.finish())
}

async fn is_there(connection: &DatabaseConnection, name: &str) -> Result<bool, DbErr> {
    let ask = Statement::from_sql_and_values(
        DbBackend::Postgres,
        "SELECT datname FROM pg_database WHERE datname = $1",
        [name.into()],
    );
    Ok(connection.query_one_raw(ask).await?.is_some())
}

/// The template gets its name last, so that one that was cut off is not taken for a whole one.
async fn make(connection: &DatabaseConnection, cluster: &str, name: &str) -> Result<(), DbErr> {
    let making = format!("{name}_making");
    for statement in [
        format!("DROP DATABASE IF EXISTS {making} WITH (FORCE)"),
        format!("CREATE DATABASE {making}"),
    ] {
        connection.execute_unprepared(&statement).await?;
    }
    migrate(&with_database(cluster, &making)).await?;
    let rename = format!("ALTER DATABASE {making} RENAME TO {name}");
    connection.execute_unprepared(&rename).await.map(|_| ())
}

/// Makes all tables of the register in a database.
pub(super) async fn migrate(url: &str) -> Result<(), DbErr> {
    let connection = connect(url).await?;
    Migrator::up(&connection, None).await?;
    connection.close().await
}
