//! The index on disk: opened or rebuilt, fed from the change feed, and searched.

mod schema;
mod snapshot;
mod vocabulary;

use std::{
    fs, io,
    path::{Path, PathBuf},
    sync::{Arc, Mutex, MutexGuard, RwLock},
};

use domain::{feed::FeedPosition, id::BikeId, look_up::BikeEntry};
use serde::{Deserialize, Serialize};
use tantivy::{
    Directory, IndexReader, IndexWriter, ReloadPolicy, TantivyError,
    directory::{INDEX_WRITER_LOCK, MmapDirectory},
    indexer::LogMergePolicy,
};

pub(crate) use schema::{
    STOLEN, Trait, area_term, day_number, days_of, look, organisation_term, readings, standing_term,
    trait_term, unpack_stolen, whole_or_piece,
};
pub(crate) use snapshot::{Segment, Slot, Snapshot};

use crate::{SearchError, model::Statistics};
use schema::Fields;

/// What happened to a bike.
#[expect(
    clippy::large_enum_variant,
    reason = "nearly every change is an upsert, so a box would cost an allocation for each and save nothing"
)]
#[derive(Clone, Debug, PartialEq)]
pub enum Change {
    /// It was added to the register, or something about it changed.
    Upsert(BikeEntry),
    /// It is no longer on the register.
    Delete(BikeId),
}

/// The index, with one document for each bike.
///
/// Many threads can search it while one feeds it. Changes can be seen after the next [`commit`](Index::commit). Changes
/// that were not committed are lost in a crash.
pub struct Index {
    index: tantivy::Index,
    fields: Fields,
    reader: IndexReader,
    writer: Mutex<Writer>,
    snapshot: RwLock<Arc<Snapshot>>,
}

/// The writer. It takes the folder's lock when the first change is applied.
struct Writer {
    inner: Option<IndexWriter>,
    /// The highest bike that may have a document. Higher ones do not need to be deleted first.
    highest: Option<u64>,
    position: Option<FeedPosition>,
}

/// What a commit contains besides the documents.
#[derive(Serialize, Deserialize)]
struct Payload {
    version: u32,
    position: Option<FeedPosition>,
}

/// How many bytes of documents are collected before a segment is written.
const ARENA: usize = 64 << 20;

impl Index {
    /// Opens the index in a folder, or makes an empty one.
    ///
    /// An index of another schema version, or a damaged one, is removed and rebuilt. Its [`position`](Index::position)
    /// is then `None`, and the caller feeds it from the start.
    ///
    /// # Errors
    /// When the folder cannot be read or written, or must be rebuilt while another process writes there.
    pub fn open(dir: &Path) -> Result<Self, SearchError> {
        fs::create_dir_all(dir)?;
        for attempt in 0.. {
            match Self::open_existing(dir) {
                Ok(Some(index)) => return Ok(index),
                Ok(None) => {}
                // Another process may remove files when it merges segments. A second look finds the new ones.
                Err(error) if attempt < 3 => {
                    tracing::debug!(%error, "The search index could not be opened; trying again");
                    continue;
                }
                Err(error) => tracing::warn!(%error, "The search index cannot be used, so it is rebuilt"),
            }
            break;
        }
        Self::create(dir)
    }

    /// The index in a folder, if there is one of this version.
    fn open_existing(dir: &Path) -> Result<Option<Self>, SearchError> {
        if !dir.join("meta.json").exists() {
            return Ok(None);
        }
        let index = tantivy::Index::open_in_dir(dir)?;
        let payload = index.load_metas()?.payload;
        let payload: Option<Payload> = payload.as_deref().map(serde_json::from_str).transpose()?;
        let (schema, fields) = schema::schema();
        let Some(payload) = payload.filter(|payload| payload.version == schema::VERSION) else {
            tracing::info!("The search index is from another version, so it is rebuilt");
            return Ok(None);
        };
        let damaged: Vec<PathBuf> = index.validate_checksum()?.into_iter().collect();
        if index.schema() != schema || !damaged.is_empty() {
            tracing::warn!(?damaged, "The search index is damaged, so it is rebuilt");
            return Ok(None);
        }
        Self::over(index, fields, payload.position).map(Some)
    }

    /// Makes an empty index in a folder, whatever was there before, unless another process writes there.
    fn create(dir: &Path) -> Result<Self, SearchError> {
        let directory = MmapDirectory::open(dir).map_err(TantivyError::from)?;
        let lock = directory
            .acquire_lock(&INDEX_WRITER_LOCK)
            .map_err(|_| SearchError::Busy)?;
        for entry in fs::read_dir(dir)? {
            let path = entry?.path();
            if path.is_dir() || path.extension().is_some_and(|extension| extension == "lock") {
                continue;
            }
            match fs::remove_file(&path) {
                Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error.into()),
                _ => {}
            }
        }
        let (schema, fields) = schema::schema();
        let index = tantivy::Index::create_in_dir(dir, schema)?;
        drop(lock);
        let made = Self::over(index, fields, None)?;
        // Even an index that was never fed must carry its version.
        made.write(None)?;
        Ok(made)
    }

    fn over(
        index: tantivy::Index,
        fields: Fields,
        position: Option<FeedPosition>,
    ) -> Result<Self, SearchError> {
        let reader = index
            .reader_builder()
            .reload_policy(ReloadPolicy::Manual)
            .try_into()?;
        let snapshot = Snapshot::of(&reader.searcher(), fields, None)?;
        let writer = Writer {
            inner: None,
            highest: snapshot.highest_bike(),
            position,
        };
        Ok(Self {
            index,
            fields,
            reader,
            writer: Mutex::new(writer),
            snapshot: RwLock::new(Arc::new(snapshot)),
        })
    }

    /// Applies changes in order. They can be seen after the next [`commit`](Index::commit).
    ///
    /// # Errors
    /// When the index cannot be written, or another process is writing it.
    pub fn apply(&self, changes: &[Change]) -> Result<(), SearchError> {
        let mut writer = self.lock()?;
        let Writer { inner, highest, .. } = &mut *writer;
        let inner = self.opened(inner)?;
        for change in changes {
            let bike = match change {
                Change::Upsert(entry) => entry.id,
                Change::Delete(bike) => *bike,
            };
            let number = bike.0.cast_unsigned();
            if highest.is_some_and(|highest| number <= highest) {
                inner.delete_term(self.fields.bike_term(bike.0));
            }
            if let Change::Upsert(entry) = change {
                *highest = Some(highest.map_or(number, |highest| highest.max(number)));
                inner.add_document(self.fields.document(entry))?;
            }
        }
        Ok(())
    }

    /// Makes all applied changes permanent and visible, together with the position in the feed.
    ///
    /// # Errors
    /// When the index cannot be written. The changes since the last commit are then lost.
    pub fn commit(&self, position: FeedPosition) -> Result<(), SearchError> {
        self.write(Some(position))?;
        self.refresh()
    }

    fn write(&self, position: Option<FeedPosition>) -> Result<(), SearchError> {
        let mut writer = self.lock()?;
        let payload = serde_json::to_string(&Payload {
            version: schema::VERSION,
            position,
        })?;
        let inner = self.opened(&mut writer.inner)?;
        let mut prepared = inner.prepare_commit()?;
        prepared.set_payload(&payload);
        prepared.commit()?;
        writer.position = position;
        Ok(())
    }

    /// Removes every bike, so that the feed can be read again from the start. Until the next [`commit`](Index::commit),
    /// look-ups still use what was committed before, even after a crash.
    ///
    /// # Errors
    /// When the index cannot be written.
    pub fn begin_anew(&self) -> Result<(), SearchError> {
        let mut writer = self.lock()?;
        let inner = self.opened(&mut writer.inner)?;
        inner.rollback()?;
        inner.delete_all_documents()?;
        writer.highest = None;
        Ok(())
    }

    /// Merges the segments into one, which makes look-ups faster after a large load.
    ///
    /// # Errors
    /// When the index cannot be written.
    pub fn settle(&self) -> Result<(), SearchError> {
        {
            let mut writer = self.lock()?;
            if let Some(inner) = writer.inner.take() {
                inner.wait_merging_threads()?;
            }
            let segments = self.index.searchable_segment_ids()?;
            if segments.len() > 1 {
                let inner = self.opened(&mut writer.inner)?;
                inner.merge(&segments).wait()?;
            }
        }
        self.refresh()
    }

    /// Picks up what was committed last, by this or another process.
    ///
    /// # Errors
    /// When the index cannot be read.
    pub fn refresh(&self) -> Result<(), SearchError> {
        self.reader.reload()?;
        let before = self.snapshot()?;
        let after = Arc::new(Snapshot::of(&self.reader.searcher(), self.fields, Some(&before))?);
        *self.snapshot.write().map_err(|_| SearchError::Poisoned)? = after;
        Ok(())
    }

    /// The position in the feed that has been committed, or `None` for the start.
    ///
    /// # Errors
    /// [`SearchError`] when a thread panicked while it held the index.
    pub fn position(&self) -> Result<Option<FeedPosition>, SearchError> {
        Ok(self.lock()?.position)
    }

    /// How many bikes are in it.
    ///
    /// # Errors
    /// [`SearchError`] when a thread panicked while it held the index.
    pub fn len(&self) -> Result<u64, SearchError> {
        Ok(self.snapshot()?.statistics.bikes)
    }

    /// True if there are no bikes in it.
    ///
    /// # Errors
    /// [`SearchError`] when a thread panicked while it held the index.
    pub fn is_empty(&self) -> Result<bool, SearchError> {
        Ok(self.len()? == 0)
    }

    /// Statistics of the whole register.
    ///
    /// # Errors
    /// [`SearchError`] when a thread panicked while it held the index.
    pub fn statistics(&self) -> Result<Arc<Statistics>, SearchError> {
        Ok(Arc::clone(&self.snapshot()?.statistics))
    }

    /// The committed state of the index.
    pub(crate) fn snapshot(&self) -> Result<Arc<Snapshot>, SearchError> {
        Ok(Arc::clone(
            &*self.snapshot.read().map_err(|_| SearchError::Poisoned)?,
        ))
    }

    fn lock(&self) -> Result<MutexGuard<'_, Writer>, SearchError> {
        self.writer.lock().map_err(|_| SearchError::Poisoned)
    }

    fn opened<'w>(&self, writer: &'w mut Option<IndexWriter>) -> Result<&'w mut IndexWriter, SearchError> {
        if writer.is_none() {
            let opened: IndexWriter = match self.index.writer_with_num_threads(2, ARENA) {
                Err(TantivyError::LockFailure(..)) => return Err(SearchError::Busy),
                other => other?,
            };
            let mut policy = LogMergePolicy::default();
            // Every segment slows each look-up a little, so we merge four of about the same size. The default is eight.
            policy.set_min_num_segments(4);
            opened.set_merge_policy(Box::new(policy));
            *writer = Some(opened);
        }
        match writer {
            Some(writer) => Ok(writer),
            None => Err(SearchError::Poisoned),
        }
    }
}
