//! Rebuilds all facts about thefts.

use anyhow::{Result, bail};
use registry::Registry;
use registry::figure::facts;
use std::time::{Duration, Instant};

/// How long to wait for a running server. If it stopped in the middle, it gives way after a minute.
const LONGEST: Duration = Duration::from_secs(600);

/// Deletes the facts and rebuilds them, or waits until a running server has done so.
pub async fn run(registry: &Registry) -> Result<String> {
    let (holder, began) = (registry.random_id(), Instant::now());
    facts::forget(registry).await?;
    loop {
        facts::catch_up(registry, &holder).await?;
        if facts::position(registry).await?.is_some() {
            facts::let_go(registry, &holder).await?;
            return Ok(format!(
                "Counted all thefts again in {:.1} seconds.",
                began.elapsed().as_secs_f64()
            ));
        }
        if began.elapsed() > LONGEST {
            bail!("a running server is still counting the thefts; it will finish by itself");
        }
        tokio::time::sleep(Duration::from_millis(200)).await;
    }
}
