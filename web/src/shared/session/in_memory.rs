//! Sessions without a database, for tests.

use super::{RowError, SessionRows};
use async_trait::async_trait;
use jiff::Timestamp;
use std::collections::HashMap;
use std::sync::Mutex;

/// Sessions of one test, in its memory.
#[derive(Default)]
pub(crate) struct InMemory(Mutex<HashMap<[u8; 16], Row>>);

type Row = (Vec<u8>, Timestamp);

#[async_trait]
impl SessionRows for InMemory {
    async fn create(&self, key: [u8; 16], data: &[u8], expires: Timestamp) -> Result<bool, RowError> {
        let mut rows = self.0.lock().unwrap();
        Ok(!rows.contains_key(&key) && rows.insert(key, (data.to_vec(), expires)).is_none())
    }
    async fn save(&self, key: [u8; 16], data: &[u8], expires: Timestamp) -> Result<bool, RowError> {
        let mut rows = self.0.lock().unwrap();
        let there = rows.get_mut(&key).map(|row| *row = (data.to_vec(), expires));
        Ok(there.is_some())
    }
    async fn load(&self, key: [u8; 16]) -> Result<Option<(Vec<u8>, Timestamp)>, RowError> {
        Ok(self.0.lock().unwrap().get(&key).cloned())
    }
    async fn delete(&self, key: [u8; 16]) -> Result<(), RowError> {
        self.0.lock().unwrap().remove(&key);
        Ok(())
    }
}
