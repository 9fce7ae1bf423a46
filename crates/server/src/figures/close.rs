//! Closes quarters by hand.

use anyhow::Result;
use registry::Registry;
use registry::figure::{facts, release};

/// Closes the quarters that are due, or corrects a partnership's last release.
pub async fn run(registry: &Registry, again: Option<&str>) -> Result<String> {
    let holder = registry.random_id();
    facts::catch_up(registry, &holder).await?;
    let closed = match again {
        Some(slug) => vec![release::revise(registry, slug, &holder).await?],
        None => release::close_due(registry, &holder).await?,
    };
    facts::let_go(registry, &holder).await?;
    if closed.is_empty() {
        return Ok("Nothing to do: no quarter is due, or a running server is closing it.".to_owned());
    }
    let lines = closed.into_iter().map(|one| match one.revision {
        0 => format!("Closed {} for {}.", one.quarter, one.partnership),
        number => format!(
            "Made correction {number} of {} for {}.",
            one.quarter, one.partnership
        ),
    });
    Ok(lines.collect::<Vec<_>>().join("\n"))
}
