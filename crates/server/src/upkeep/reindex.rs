use crate::config::Config;
use crate::lists::progress::{Progress, grouped};
use anyhow::{Context, Result};
use registry::{Tuning, feed};
use std::process::ExitCode;

/// Rebuilds the search index from the register.
#[expect(clippy::print_stdout, reason = "the answer of a command")]
pub async fn run(config: &Config) -> Result<ExitCode> {
    crate::open::with(config, Tuning::Bulk, async |registry| {
        let waiting = store::bike::total(registry.store()).await?;
        let progress = Progress::start("Indexing", Some(waiting));
        feed::rebuild(registry, |applied| {
            let applied = applied as u64;
            progress.set(applied, Some(waiting), &format!("{} bikes", grouped(applied)));
        })
        .await
        .context("cannot build the index. Is a server using this data folder? A running server keeps its own index up to date")?;
        drop(progress);
        println!(
            "Indexed {}.",
            domain::text::counted(registry.index().len()?, "bike", "bikes")
        );
        Ok(ExitCode::SUCCESS)
    })
    .await
}
