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
    #[error("the search index is being written by another process")]
    Busy,
    /// A thread panicked while it held the index.
    #[error("the search index was left by a thread that panicked; open it again")]
    Poisoned,
    /// The position that the index carries cannot be written.
    #[error("the search index's position cannot be written")]
    Position(#[from] serde_json::Error),
}
