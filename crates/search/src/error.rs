/// What can go wrong in the index.
#[derive(Debug, thiserror::Error)]
pub enum SearchError {
    /// The index could not be read or written.
    #[error("the search index could not be read or written")]
    Tantivy(#[from] tantivy::TantivyError),
    /// A file of the index could not be read or written.
    #[error("a file of the search index could not be read or written")]
    Io(#[from] std::io::Error),
    /// Another process is writing the index.
    #[error("another process is writing the search index")]
    Busy,
    /// A thread panicked while it held the index.
    #[error("a thread panicked while it used the search index; open the index again")]
    Poisoned,
    /// The position in the feed, which the index stores, cannot be written.
    #[error("the search index's position cannot be written")]
    Position(#[from] serde_json::Error),
}
