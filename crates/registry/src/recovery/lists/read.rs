//! Reads what an officer sent, whatever kind of file it is.

use super::{Book, BookError};
use crate::blocking::blocking;
use std::fs::File;
use std::io::Cursor;
use tokio::sync::Semaphore;

/// How many lists are read at once. Each may take some memory.
static READERS: Semaphore = Semaphore::const_new(2);

/// What an officer sent.
#[derive(Debug)]
pub enum Sent {
    /// A file, on the disk.
    File(File),
    /// Pasted text.
    Text(String),
    /// A list that the previous page carried in its form.
    Carried(String),
}

/// Reads a list, and does not keep it.
///
/// # Errors
/// [`BookError`] with what to do about it.
#[tracing::instrument(level = "debug", skip_all)]
pub async fn read(sent: Sent) -> Result<Book, BookError> {
    let turn = READERS.acquire().await;
    let book = blocking(move || match sent {
        Sent::File(file) => Book::read(file),
        Sent::Text(text) => Book::read(Cursor::new(text.into_bytes())),
        Sent::Carried(text) => Book::carried(&text),
    });
    let book = book.await;
    drop(turn);
    book
}
