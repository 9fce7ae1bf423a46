//! Room for uploads: so many bytes for everybody together, one upload at a time for each session, and a few for each
//! address. We reserve it before we read the body, according to the length that the request announces.

use crate::shared::error::HttpError;
use crate::shared::limits::Client;
use axum::extract::FromRequestParts;
use axum::http::header;
use axum::http::request::Parts;
use std::collections::HashMap;
use std::fs::File;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;
use tokio::sync::{Notify, OwnedSemaphorePermit, Semaphore};
use tower_sessions::Session;
use tower_sessions::session::Id;

use crate::shared::App;

/// The most kilobytes that all uploads together may have on the disk, or on their way there.
const ON_DISK: u32 = 600_000;
/// The most kilobytes that the queues sent by phones at desks may have in memory.
const IN_MEMORY: u32 = 64_000;
/// The most uploads at once from one address: an office, not a script.
const OF_AN_ADDRESS: u32 = 8;
/// How long an upload waits for the one before it, or for room.
const PATIENCE: Duration = Duration::from_secs(10);
/// How long to wait before trying again if there is no room.
const LATER: Duration = Duration::from_secs(30);

/// The room for uploads, and who is using it.
#[derive(Debug)]
pub struct Uploads {
    folder: PathBuf,
    on_disk: Arc<Semaphore>,
    in_memory: Arc<Semaphore>,
    inside: Arc<Inside>,
    patience: Duration,
}

#[derive(Debug, Default)]
struct Inside {
    who: Mutex<HashMap<Key, u32>>,
    left: Notify,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
enum Key {
    Session(Id),
    Address(Client),
}

impl Key {
    fn most(self) -> u32 {
        match self {
            Self::Session(_) => 1,
            Self::Address(_) => OF_AN_ADDRESS,
        }
    }
}

/// A place for one upload. It is released when this value is dropped.
#[derive(Debug)]
pub struct Place {
    folder: PathBuf,
    _bytes: OwnedSemaphorePermit,
    _keys: Entered,
}

/// A place in memory for the queue that a phone at a desk sends.
#[derive(Debug)]
pub struct QueuePlace(#[expect(dead_code, reason = "held until it is dropped")] OwnedSemaphorePermit);

#[derive(Debug)]
struct Entered {
    keys: Vec<Key>,
    inside: Arc<Inside>,
}

impl Drop for Entered {
    fn drop(&mut self) {
        let mut who = self.inside.who();
        for key in &self.keys {
            if let Some(count) = who.get_mut(key) {
                *count -= 1;
                if *count == 0 {
                    who.remove(key);
                }
            }
        }
        drop(who);
        self.inside.left.notify_waiters();
    }
}

impl Inside {
    fn who(&self) -> MutexGuard<'_, HashMap<Key, u32>> {
        self.who.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Adds an upload for somebody, if there is still room for them.
    fn enter(self: &Arc<Self>, keys: &[Key]) -> Option<Entered> {
        let mut who = self.who();
        let full = |key: &Key| who.get(key).is_some_and(|count| *count >= key.most());
        if keys.iter().any(full) {
            return None;
        }
        for key in keys {
            *who.entry(*key).or_default() += 1;
        }
        Some(Entered {
            keys: keys.to_vec(),
            inside: Arc::clone(self),
        })
    }

    async fn entered(self: &Arc<Self>, keys: &[Key]) -> Entered {
        loop {
            let left = self.left.notified();
            if let Some(entered) = self.enter(keys) {
                return entered;
            }
            left.await;
        }
    }
}

impl Uploads {
    /// Makes the room. Files are in this folder without a name for as long as their request lasts.
    pub fn new(folder: PathBuf) -> Self {
        Self {
            folder,
            on_disk: Arc::new(Semaphore::new(ON_DISK as usize)),
            in_memory: Arc::new(Semaphore::new(IN_MEMORY as usize)),
            inside: Arc::default(),
            patience: PATIENCE,
        }
    }

    #[cfg(test)]
    pub(super) async fn place_for_test(&self) -> Place {
        self.place(&[Key::Session(Id(1))], 1).await.unwrap()
    }

    async fn place(&self, keys: &[Key], bytes: usize) -> Result<Place, HttpError> {
        let waited = tokio::time::timeout(self.patience, async {
            let entered = self.inside.entered(keys).await;
            Ok::<_, HttpError>((entered, take(&self.on_disk, bytes, ON_DISK).await?))
        });
        let (entered, bytes) = waited.await.map_err(|_| HttpError::TooMany(LATER))??;
        Ok(Place {
            folder: self.folder.clone(),
            _bytes: bytes,
            _keys: entered,
        })
    }
}

async fn take(room: &Arc<Semaphore>, bytes: usize, all: u32) -> Result<OwnedSemaphorePermit, HttpError> {
    let kilobytes = u32::try_from(bytes.div_ceil(1_000)).unwrap_or(all).clamp(1, all);
    Arc::clone(room)
        .acquire_many_owned(kilobytes)
        .await
        .map_err(HttpError::internal)
}

impl Place {
    /// Makes a file without a name, which only this process can open and which is deleted when it is closed.
    ///
    /// # Errors
    /// [`HttpError::Unavailable`] when the disk is full or the folder cannot be written.
    pub(super) async fn file(&self) -> Result<File, HttpError> {
        let folder = self.folder.clone();
        let made = tokio::task::spawn_blocking(move || {
            std::fs::create_dir_all(&folder)?;
            tempfile::tempfile_in(&folder)
        });
        let made = made.await.map_err(HttpError::internal)?;
        made.map_err(|error| HttpError::Unavailable(format!("the folder for uploads: {error}")))
    }
}

/// The length that a request announces. If it announces none, we assume the largest.
fn announced(parts: &Parts, most: usize) -> usize {
    let length = parts.headers.get(header::CONTENT_LENGTH);
    let length = length.and_then(|length| length.to_str().ok()?.parse().ok());
    length.unwrap_or(most).min(most)
}

impl FromRequestParts<App> for Place {
    type Rejection = HttpError;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, HttpError> {
        let client = Client::from_request_parts(parts, app).await?;
        let session = parts.extensions.get::<Session>().and_then(Session::id);
        let mut keys = vec![Key::Address(client)];
        keys.extend(session.map(Key::Session));
        app.uploads
            .place(&keys, announced(parts, super::MOST_BYTES))
            .await
    }
}

impl FromRequestParts<App> for QueuePlace {
    type Rejection = HttpError;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, HttpError> {
        let bytes = announced(parts, super::MOST_BYTES);
        let waited = tokio::time::timeout(
            app.uploads.patience,
            take(&app.uploads.in_memory, bytes, IN_MEMORY),
        );
        let permit = waited.await.map_err(|_| HttpError::TooMany(LATER))??;
        Ok(Self(permit))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::{Read, Seek, Write};

    fn impatient() -> Uploads {
        Uploads {
            patience: Duration::from_millis(200),
            ..Uploads::new(PathBuf::new())
        }
    }

    #[tokio::test]
    async fn a_session_sends_one_upload_at_a_time() {
        let uploads = impatient();
        let session = [Key::Session(Id(1))];
        let first = uploads.place(&session, 1_000).await.unwrap();
        let refused = uploads.place(&session, 1_000).await.unwrap_err();
        assert!(matches!(refused, HttpError::TooMany(_)), "{refused}");
        let other = uploads.place(&[Key::Session(Id(2))], 1_000).await.unwrap();
        let (second, ()) = tokio::join!(uploads.place(&session, 1_000), async {
            tokio::time::sleep(Duration::from_millis(20)).await;
            drop(first);
        });
        drop((second.unwrap(), other));
        assert!(
            uploads.inside.who().is_empty(),
            "a client that has gone is forgotten"
        );
    }

    #[tokio::test]
    async fn all_uploads_together_have_so_much_room() {
        let uploads = impatient();
        let mut places = Vec::new();
        for n in 0..6 {
            places.push(uploads.place(&[Key::Session(Id(n))], 100_000_000).await.unwrap());
        }
        let refused = uploads.place(&[Key::Session(Id(9))], 1).await.unwrap_err();
        assert!(matches!(refused, HttpError::TooMany(_)), "{refused}");
        places.pop();
        uploads.place(&[Key::Session(Id(9))], 100_000_000).await.unwrap();
    }

    #[tokio::test]
    async fn a_file_has_no_name_and_is_gone_when_it_is_closed() {
        let folder = tempfile::tempdir().unwrap();
        let inside = folder.path().join("uploads");
        let uploads = Uploads::new(inside.clone());
        let place = uploads.place(&[Key::Session(Id(1))], 5).await.unwrap();
        let mut file = place.file().await.unwrap();
        file.write_all(b"photo").unwrap();
        assert_eq!(std::fs::read_dir(&inside).unwrap().count(), 0);
        file.rewind().unwrap();
        let mut read = String::new();
        file.read_to_string(&mut read).unwrap();
        assert_eq!(read, "photo");
    }
}
