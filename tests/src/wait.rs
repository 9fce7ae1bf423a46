//! Waiting for what another process does in its own time.

use std::time::Duration;

/// The longest that we wait for anything. What a killed node had in hand is free again well within this time.
pub const PATIENCE: Duration = Duration::from_secs(90);

/// Asks again and again until there is an answer, and panics if there is none after [`PATIENCE`].
///
/// # Panics
///
/// When the time is up; `what` says what was missing.
pub async fn eventually<T>(what: &str, mut ask: impl AsyncFnMut() -> Option<T>) -> T {
    let mut tick = tokio::time::interval(Duration::from_millis(20));
    let asking = async {
        loop {
            tick.tick().await;
            if let Some(answer) = ask().await {
                return answer;
            }
        }
    };
    match tokio::time::timeout(PATIENCE, asking).await {
        Ok(answer) => answer,
        Err(_) => panic!("after {} s there was still no {what}", PATIENCE.as_secs()),
    }
}
