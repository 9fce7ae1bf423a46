//! Sessions on the server. [`SessionRows`] stores them; the browser only has a random id.

use async_trait::async_trait;
use jiff::Timestamp;
use registry::Registry;
use std::collections::HashMap;
use std::error::Error;
use std::fmt;
use std::sync::Arc;
use time::OffsetDateTime;
use tower_sessions::cookie::SameSite;
use tower_sessions::session::{Id, Record};
use tower_sessions::{Expiry, SessionManagerLayer, SessionStore, session_store};

/// The cookie's name.
pub const COOKIE: &str = "framemark";
/// How many days a session lives after its last change if nobody is signed in.
pub const INACTIVE_DAYS: i64 = 30;

/// Where sessions are stored. The implementation must seal their content, and hash their keys, which are as good as
/// passwords.
#[async_trait]
pub trait SessionRows: Send + Sync + 'static {
    /// Stores a new session. Returns false, and changes nothing, if there is one with this key.
    ///
    /// # Errors
    /// The error of the storage.
    async fn create(&self, key: [u8; 16], data: &[u8], expires: Timestamp) -> Result<bool, RowError>;

    /// Replaces the session that has this key. Returns false, and changes nothing, if there is none.
    ///
    /// # Errors
    /// The error of the storage.
    async fn save(&self, key: [u8; 16], data: &[u8], expires: Timestamp) -> Result<bool, RowError>;

    /// Returns a session with its expiry time, unless it has expired.
    ///
    /// # Errors
    /// The error of the storage.
    async fn load(&self, key: [u8; 16]) -> Result<Option<(Vec<u8>, Timestamp)>, RowError>;

    /// Forgets a session, if there is one.
    ///
    /// # Errors
    /// The error of the storage.
    async fn delete(&self, key: [u8; 16]) -> Result<(), RowError>;
}

/// Sessions kept in the register's own database, sealed and under a hash of their key.
#[derive(Clone)]
pub struct InRegistry(Registry);

impl InRegistry {
    /// Keeps sessions in this register.
    pub fn new(registry: Registry) -> Self {
        Self(registry)
    }
}

#[async_trait]
impl SessionRows for InRegistry {
    async fn create(&self, key: [u8; 16], data: &[u8], expires: Timestamp) -> Result<bool, RowError> {
        Ok(registry::account::session::create(&self.0, &key, data, expires).await?)
    }

    async fn save(&self, key: [u8; 16], data: &[u8], expires: Timestamp) -> Result<bool, RowError> {
        Ok(registry::account::session::save(&self.0, &key, data, expires).await?)
    }

    async fn load(&self, key: [u8; 16]) -> Result<Option<(Vec<u8>, Timestamp)>, RowError> {
        Ok(registry::account::session::load(&self.0, &key).await?)
    }

    async fn delete(&self, key: [u8; 16]) -> Result<(), RowError> {
        Ok(registry::account::session::delete(&self.0, &key).await?)
    }
}

/// Why a session could not be kept or read.
pub type RowError = Box<dyn Error + Send + Sync>;

/// Connects [`SessionRows`] to the sessions' layer.
#[derive(Clone)]
pub struct Sessions(Arc<dyn SessionRows>);

impl fmt::Debug for Sessions {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Sessions")
    }
}

/// Makes the layer that gives every request its session. With `secure`, the cookie is not sent over plain HTTP.
pub fn layer(rows: Arc<dyn SessionRows>, secure: bool) -> SessionManagerLayer<Sessions> {
    SessionManagerLayer::new(Sessions(rows))
        .with_name(COOKIE)
        .with_http_only(true)
        .with_same_site(SameSite::Lax)
        .with_secure(secure)
        .with_path("/")
        .with_expiry(Expiry::OnInactivity(time::Duration::days(INACTIVE_DAYS)))
}

#[async_trait]
impl SessionStore for Sessions {
    async fn create(&self, record: &mut Record) -> session_store::Result<()> {
        loop {
            let (data, expires) = packed(record)?;
            if self
                .0
                .create(key(record.id), &data, expires)
                .await
                .map_err(backend)?
            {
                return Ok(());
            }
            record.id = Id::default();
        }
    }

    async fn save(&self, record: &Record) -> session_store::Result<()> {
        let (data, expires) = packed(record)?;
        let there = self
            .0
            .save(key(record.id), &data, expires)
            .await
            .map_err(backend)?;
        if !there {
            // The session ended while this request was under way, and stays ended.
            tracing::debug!("Did not save a session that has ended");
        }
        Ok(())
    }

    async fn load(&self, id: &Id) -> session_store::Result<Option<Record>> {
        let Some((data, expires)) = self.0.load(key(*id)).await.map_err(backend)? else {
            return Ok(None);
        };
        let data: HashMap<String, serde_json::Value> = serde_json::from_slice(&data).map_err(decode)?;
        let expiry_date =
            OffsetDateTime::from_unix_timestamp_nanos(expires.as_nanosecond()).map_err(decode)?;
        Ok(Some(Record {
            id: *id,
            data,
            expiry_date,
        }))
    }

    async fn delete(&self, id: &Id) -> session_store::Result<()> {
        self.0.delete(key(*id)).await.map_err(backend)
    }
}

fn key(id: Id) -> [u8; 16] {
    id.0.to_be_bytes()
}

fn packed(record: &Record) -> session_store::Result<(Vec<u8>, Timestamp)> {
    let data =
        serde_json::to_vec(&record.data).map_err(|error| session_store::Error::Encode(error.to_string()))?;
    let expires = Timestamp::from_nanosecond(record.expiry_date.unix_timestamp_nanos())
        .map_err(|error| session_store::Error::Encode(error.to_string()))?;
    Ok((data, expires))
}

fn backend(error: RowError) -> session_store::Error {
    session_store::Error::Backend(error.to_string())
}

fn decode(error: impl fmt::Display) -> session_store::Error {
    session_store::Error::Decode(error.to_string())
}

#[cfg(test)]
pub(crate) mod in_memory;
