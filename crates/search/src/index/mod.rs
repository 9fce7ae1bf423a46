//! The index on disk: opened or made anew, fed from the change feed, and looked into.

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
    trait_term, unpack_stolen,
};
pub(crate) use snapshot::{Segment, Slot, Snapshot};

use crate::{SearchError, model::Statistics};
use schema::Fields;

/// What happened to a bike.
#[derive(Clone, Debug, PartialEq)]
pub enum Change {
    /// It came on to the register, or anything of it changed.
    Upsert(BikeEntry),
    /// It is no longer on the register.
    Delete(BikeId),
}

/// The index: one document a bike.
///
/// Many threads may look into it while one feeds it. What was applied is seen from the next
/// [`commit`](Index::commit) on; what was not committed is as if it had never been, also after a crash.
pub struct Index {
    index: tantivy::Index,
    fields: Fields,
    reader: IndexReader,
    writer: Mutex<Writer>,
    snapshot: RwLock<Arc<Snapshot>>,
}

/// The writing half; it takes the folder's lock when something is first applied.
struct Writer {
    inner: Option<IndexWriter>,
    /// The highest bike that has, or may have, a document: higher ones need no deleting first.
    highest: Option<u64>,
    position: Option<FeedPosition>,
}

/// What a commit carries beside the documents.
#[derive(Serialize, Deserialize)]
struct Payload {
    version: u32,
    position: Option<FeedPosition>,
}

/// Bytes that documents may fill before they are written out as a segment.
const ARENA: usize = 64 << 20;

impl Index {
    /// Opens the index in a folder, or makes an empty one.
    ///
    /// An index of another schema version, or a damaged one, is removed and made anew; its
    /// [`position`](Index::position) is then none, and the caller feeds it from the start.
    ///
    /// # Errors
    /// When the folder cannot be read or written, or must be made anew while another process writes there.
    pub fn open(dir: &Path) -> Result<Self, SearchError> {
        fs::create_dir_all(dir)?;
        for attempt in 0.. {
            match Self::open_existing(dir) {
                Ok(Some(index)) => return Ok(index),
                Ok(None) => {}
                // Another process that merges takes files away under our eyes; a second look finds the new ones.
                Err(error) if attempt < 3 => {
                    tracing::debug!(%error, "The search index could not be opened; trying again");
                    continue;
                }
                Err(error) => tracing::warn!(%error, "The search index cannot be used and is made anew"),
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
            tracing::info!("The search index is of another version and is made anew");
            return Ok(None);
        };
        let damaged: Vec<PathBuf> = index.validate_checksum()?.into_iter().collect();
        if index.schema() != schema || !damaged.is_empty() {
            tracing::warn!(?damaged, "The search index is damaged and is made anew");
            return Ok(None);
        }
        Self::over(index, fields, payload.position).map(Some)
    }

    /// An empty index in a folder, whatever was there before; never while another process writes there.
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
        // So that an index that was never fed is known by its version too.
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

    /// Takes changes in order; they are seen from the next [`commit`](Index::commit) on.
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

    /// Makes everything that was applied last and seen, together with how far the feed was followed.
    ///
    /// # Errors
    /// When the index cannot be written; then nothing since the commit before is kept.
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

    /// Forgets every bike, for a feed that is read anew. Look-ups go on with what was committed before until the
    /// next [`commit`](Index::commit), and a crash before it leaves that as it was.
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

    /// Merges the segments into one, which makes look-ups quickest after a large load.
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

    /// Sees what was committed last, by this or another process.
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

    /// How far the feed was followed by what is committed; none means from the start.
    ///
    /// # Errors
    /// When a thread panicked while it held the index.
    pub fn position(&self) -> Result<Option<FeedPosition>, SearchError> {
        Ok(self.lock()?.position)
    }

    /// How many bikes are in it.
    ///
    /// # Errors
    /// When a thread panicked while it held the index.
    pub fn len(&self) -> Result<u64, SearchError> {
        Ok(self.snapshot()?.statistics.bikes)
    }

    /// Whether no bike is in it.
    ///
    /// # Errors
    /// When a thread panicked while it held the index.
    pub fn is_empty(&self) -> Result<bool, SearchError> {
        Ok(self.len()? == 0)
    }

    /// What the register looks like as a whole.
    ///
    /// # Errors
    /// When a thread panicked while it held the index.
    pub fn statistics(&self) -> Result<Arc<Statistics>, SearchError> {
        Ok(Arc::clone(&self.snapshot()?.statistics))
    }

    /// What is committed and seen now.
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
            // Every segment costs each look-up a little: fewer than the default eight of a size.
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
