//! How the running program does: for a load balancer, and for the person who is called when it does badly.

use crate::blocking::blocking;
use crate::workers::Worker;
use crate::{Registry, feed};
use std::collections::BTreeMap;
use std::path::Path;
use std::time::Duration;
use store::space;

/// Who asks wants an answer, not the truth to come: what does not answer in this time is down.
const PATIENCE: Duration = Duration::from_millis(800);
/// With less than this on the disk the program is about to fail at what it is told.
const LEAST_SPACE: u64 = 32 * 1024 * 1024;

/// What waits to be done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Waiting {
    /// Changes, or bikes while it is built, that the search index has not seen.
    pub index: u64,
    /// Letters to send.
    pub mail: u64,
    /// Letters that were given up within the last month.
    pub mail_given_up: u64,
}

/// The disk under the data folder.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Disk {
    /// Files can be written; so many bytes are free.
    Free(u64),
    /// Hardly anything is free.
    Full(u64),
    /// No file can be written: it is read-only, gone, full to the last byte, or does not answer.
    CannotWrite,
}

/// How the program does.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Health {
    /// Whether the database answers.
    pub database: bool,
    /// The disk under the data folder.
    pub disk: Disk,
    /// What waits to be done, unless that could not be found out in time.
    pub waiting: Option<Waiting>,
    /// The workers by name.
    pub workers: BTreeMap<&'static str, Worker>,
}

impl Health {
    /// Says why no request should be sent here, if none should.
    pub fn why_not_ready(&self) -> Option<&'static str> {
        match (self.database, self.disk) {
            (false, _) => Some("the database does not answer"),
            (_, Disk::Full(_)) => Some("the disk is full"),
            (_, Disk::CannotWrite) => Some("the data folder cannot be written to"),
            (true, Disk::Free(_)) => None,
        }
    }
}

/// Looks how the program does, within a second whatever hangs.
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
            tracing::warn!(%error, "Could not find out what waits to be done");
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
