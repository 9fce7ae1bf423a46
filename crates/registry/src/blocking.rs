//! Runs slow work, such as reading from the disk, where it does not hold up other requests.

/// Runs `work` on a thread where blocking is allowed, and returns its value.
///
/// # Panics
/// When `work` panics, with the same message.
pub(crate) async fn blocking<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> T {
    match tokio::task::spawn_blocking(work).await {
        Ok(value) => value,
        Err(stopped) => std::panic::resume_unwind(stopped.into_panic()),
    }
}
