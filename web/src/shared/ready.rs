//! `/readyz`: whether the server is ready for requests, and the program's health.

use super::App;
use axum::Json;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use registry::Registry;
use registry::upkeep::health::{Disk, Health, health};
use serde::Serialize;
use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::PathBuf;
use std::time::{Duration, Instant};
use tokio::sync::Mutex;

/// How long the same answer is used, so that nobody can keep the database busy by asking.
const FRESH: Duration = Duration::from_millis(500);

/// The program's health when it was last checked.
#[derive(Debug)]
pub struct Readiness {
    data: PathBuf,
    last: Mutex<Option<(Instant, Health)>>,
}

impl Readiness {
    /// Prepares to check the register and the disk of this data folder.
    pub fn of(data: PathBuf) -> Self {
        Self {
            data,
            last: Mutex::new(None),
        }
    }

    async fn look(&self, registry: &Registry) -> Health {
        let mut last = self.last.lock().await;
        if let Some((at, health)) = last.as_ref()
            && at.elapsed() < FRESH
        {
            return health.clone();
        }
        let health = health(registry, &self.data).await;
        *last = Some((Instant::now(), health.clone()));
        health
    }
}

/// Answers in text for people, or in JSON for programs that ask for it.
pub async fn answer(State(app): State<App>, headers: HeaderMap) -> Response {
    let health = app.readiness.look(&app.registry).await;
    let wants_json = headers
        .get(header::ACCEPT)
        .and_then(|accept| accept.to_str().ok())
        .is_some_and(|accept| accept.contains("application/json"));
    let status = match health.why_not_ready() {
        None => StatusCode::OK,
        Some(_) => StatusCode::SERVICE_UNAVAILABLE,
    };
    let not_kept = [(header::CACHE_CONTROL, "no-store")];
    if wants_json {
        (status, not_kept, Json(Told::of(&health))).into_response()
    } else {
        (status, not_kept, in_words(&health)).into_response()
    }
}

#[derive(Serialize)]
struct Told {
    ready: bool,
    reason: Option<&'static str>,
    database: bool,
    disk_free_bytes: Option<u64>,
    index_behind: Option<u64>,
    mail_waiting: Option<u64>,
    mail_given_up: Option<u64>,
    workers: BTreeMap<&'static str, ToldOfWorker>,
}

#[derive(Serialize)]
struct ToldOfWorker {
    restarts: u64,
    deaths_in_a_row: u32,
    last_good_round: Option<String>,
}

impl Told {
    fn of(health: &Health) -> Self {
        let waiting = health.waiting;
        let workers = health.workers.iter().map(|(name, worker)| {
            let told = ToldOfWorker {
                restarts: worker.restarts,
                deaths_in_a_row: worker.in_a_row,
                last_good_round: worker.last_good_round.map(|at| at.to_string()),
            };
            (*name, told)
        });
        Self {
            ready: health.why_not_ready().is_none(),
            reason: health.why_not_ready(),
            database: health.database,
            disk_free_bytes: match health.disk {
                Disk::Free(bytes) | Disk::Full(bytes) => Some(bytes),
                Disk::CannotWrite => None,
            },
            index_behind: waiting.map(|waiting| waiting.index),
            mail_waiting: waiting.map(|waiting| waiting.mail),
            mail_given_up: waiting.map(|waiting| waiting.mail_given_up),
            workers: workers.collect(),
        }
    }
}

/// The first line says whether the server is ready. The others give details.
fn in_words(health: &Health) -> String {
    let mut words = health
        .why_not_ready()
        .map_or_else(|| "ready\n".to_owned(), |why| format!("not ready: {why}\n"));
    let database = if health.database {
        "answers"
    } else {
        "does not answer"
    };
    let disk = match health.disk {
        Disk::Free(bytes) => format!("{} MB free", bytes / 1_000_000),
        Disk::Full(bytes) => format!("full, {} MB free", bytes / 1_000_000),
        Disk::CannotWrite => "cannot be written to".to_owned(),
    };
    // Writing to a String cannot fail.
    let _ = write!(words, "database: {database}\ndisk: {disk}\n");
    match health.waiting {
        Some(waiting) => {
            let _ = write!(
                words,
                "index: {} behind\nmail: {} waiting, {} given up\n",
                waiting.index, waiting.mail, waiting.mail_given_up
            );
        }
        None => words.push_str("index and mail: not known\n"),
    }
    for (name, worker) in &health.workers {
        let last = worker
            .last_good_round
            .map_or_else(|| "none yet".to_owned(), |at| at.to_string());
        let _ = writeln!(
            words,
            "worker {name}: {} restarts, last good round {last}",
            worker.restarts
        );
    }
    words
}

#[cfg(test)]
mod tests {
    use super::*;
    use registry::upkeep::health::Waiting;
    use registry::workers::Worker;

    fn a_health(database: bool, disk: Disk) -> Health {
        let worker = Worker {
            restarts: 2,
            in_a_row: 1,
            last_good_round: "2026-06-20T11:00:00Z".parse().ok(),
        };
        Health {
            database,
            disk,
            waiting: database.then_some(Waiting {
                index: 3,
                mail: 4,
                mail_given_up: 1,
            }),
            workers: BTreeMap::from([("index", Worker::default()), ("mail", worker)]),
        }
    }

    #[test]
    fn people_read_lines() {
        let well = in_words(&a_health(true, Disk::Free(12_345_678_901)));
        assert_eq!(
            well,
            "ready\ndatabase: answers\ndisk: 12345 MB free\nindex: 3 behind\nmail: 4 waiting, 1 given up\n\
             worker index: 0 restarts, last good round none yet\n\
             worker mail: 2 restarts, last good round 2026-06-20T11:00:00Z\n"
        );
        let down = in_words(&a_health(false, Disk::CannotWrite));
        assert!(
            down.starts_with("not ready: the database does not answer\n") && down.contains("not known"),
            "{down}"
        );
    }

    #[test]
    fn programs_read_json() {
        let told = serde_json::to_value(Told::of(&a_health(true, Disk::Full(7)))).unwrap();
        assert_eq!(told["ready"], false);
        assert_eq!(told["reason"], "the disk is full");
        assert_eq!(told["disk_free_bytes"], 7);
        assert_eq!(
            (&told["index_behind"], &told["mail_given_up"]),
            (&3.into(), &1.into())
        );
        assert_eq!(told["workers"]["mail"]["restarts"], 2);
    }
}
