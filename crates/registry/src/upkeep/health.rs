//! The health of the running program, for a load balancer and for the person on call.

use crate::blocking::blocking;
use crate::workers::Worker;
use crate::{Registry, feed};
use std::collections::BTreeMap;
use std::io::ErrorKind;
use std::path::Path;
use std::time::Duration;
use store::space;

/// How long to wait for an answer. Anything that does not answer in this time counts as down.
const PATIENCE: Duration = Duration::from_millis(800);
/// If less than this is free on the disk, the program will soon fail.
const LEAST_SPACE: u64 = 32 * 1024 * 1024;

/// What is waiting to be done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Waiting {
    /// Changes that the search index has not seen, or bikes if it is being built.
    pub index: u64,
    /// E-mails that have not been sent yet.
    pub mail: u64,
    /// E-mails that we gave up sending within the last month.
    pub mail_given_up: u64,
}

/// The disk under the data folder.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Disk {
    /// Files can be written, and this many bytes are free.
    Free(u64),
    /// There is hardly any free space.
    Full(u64),
    /// No file can be written: it is read-only, gone, or does not answer.
    CannotWrite,
}

/// The health of the program.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Health {
    /// True if the database answers.
    pub database: bool,
    /// The disk under the data folder.
    pub disk: Disk,
    /// What is waiting to be done, if we could find out in time.
    pub waiting: Option<Waiting>,
    /// The workers by name.
    pub workers: BTreeMap<&'static str, Worker>,
}

impl Health {
    /// Returns why no requests should be sent here, or `None` if everything is fine.
    pub fn why_not_ready(&self) -> Option<&'static str> {
        match (self.database, self.disk) {
            (false, _) => Some("the database does not answer"),
            (_, Disk::Full(_)) => Some("the disk is full"),
            (_, Disk::CannotWrite) => Some("the data folder cannot be written to"),
            (true, Disk::Free(_)) => None,
        }
    }
}

/// Checks the program's health. It takes a second at most, even if something hangs.
#[tracing::instrument(level = "debug", skip_all)]
pub async fn health(registry: &Registry, data: &Path) -> Health {
    let folder = data.to_owned();
    let (database, waiting, disk) = tokio::join!(
        tokio::time::timeout(PATIENCE, registry.store.ping()),
        tokio::time::timeout(PATIENCE, waiting(registry)),
        tokio::time::timeout(PATIENCE, blocking(move || space::left(&folder))),
    );
    let database = match database {
        Ok(Ok(())) => true,
        Ok(Err(error)) => {
            tracing::warn!(%error, "Not ready: the database does not answer");
            false
        }
        Err(_) => {
            tracing::warn!("Not ready: the database does not answer in time");
            false
        }
    };
    let disk = match disk {
        Ok(Ok(free)) if free < LEAST_SPACE => Disk::Full(free),
        Ok(Ok(free)) => Disk::Free(free),
        Ok(Err(error)) if matches!(error.kind(), ErrorKind::StorageFull | ErrorKind::QuotaExceeded) => {
            tracing::error!("Not ready: the disk under {} is full", data.display());
            Disk::Full(0)
        }
        Ok(Err(error)) => {
            tracing::error!(%error, "Not ready: the data folder {} cannot be written to", data.display());
            Disk::CannotWrite
        }
        Err(_) => {
            tracing::error!("Not ready: the disk under {} does not answer", data.display());
            Disk::CannotWrite
        }
    };
    Health {
        database,
        disk,
        waiting: waiting.ok().flatten(),
        workers: registry.workers().all(),
    }
}

async fn waiting(registry: &Registry) -> Option<Waiting> {
    let store = &registry.store;
    let found = tokio::try_join!(
        async { feed::behind(registry).await.map_err(|error| error.to_string()) },
        async {
            store::mail::waiting(store)
                .await
                .map_err(|error| error.to_string())
        },
        async {
            store::mail::given_up(store)
                .await
                .map_err(|error| error.to_string())
        },
    );
    match found {
        Ok((index, mail, mail_given_up)) => Some(Waiting {
            index,
            mail,
            mail_given_up,
        }),
        Err(error) => {
            tracing::warn!(%error, "Could not find out what is waiting to be done");
            None
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{a_bike_of, fresh};

    testkit::on_each_database! {
        async fn what_waits_and_what_is_down_is_told(db: testkit::Database) {
            let (registry, _) = fresh(&db).await;
            a_bike_of(&registry, "ada@example.org").await;
            let well = health(&registry, db.folder()).await;
            assert_eq!(well.why_not_ready(), None);
            let waits = Waiting { index: 1, mail: 1, mail_given_up: 0 };
            assert_eq!(well.waiting, Some(waits));
            assert!(matches!(well.disk, Disk::Free(free) if free > LEAST_SPACE), "{:?}", well.disk);

            let gone = health(&registry, &db.folder().join("gone")).await;
            assert_eq!((gone.disk, gone.database), (Disk::CannotWrite, true));
            assert_eq!(gone.why_not_ready(), Some("the data folder cannot be written to"));

            registry.store.clone().close().await.unwrap();
            let down = health(&registry, db.folder()).await;
            assert_eq!((down.database, down.waiting), (false, None));
            assert_eq!(down.why_not_ready(), Some("the database does not answer"));
        }
    }

    #[test]
    fn a_full_disk_is_a_reason() {
        let health = Health {
            database: true,
            disk: Disk::Full(5),
            waiting: None,
            workers: BTreeMap::new(),
        };
        assert_eq!(health.why_not_ready(), Some("the disk is full"));
    }
}
