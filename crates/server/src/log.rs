//! What the program says of itself: lines on standard error, `FRAMEMARK_LOG` says how many and in what form.

use crate::args::Command;
use crate::config::settings::{self, LogFormat};
use anyhow::Result;
use tracing_subscriber::EnvFilter;

/// Starts the log: `info` for the server, only what is wrong for a command that somebody watches.
///
/// # Errors
/// When `FRAMEMARK_LOG` or `FRAMEMARK_LOG_FORMAT` has a value that means nothing.
pub fn start(command: &Command) -> Result<()> {
    let usual = if matches!(command, Command::Serve(_)) {
        "info"
    } else {
        "warn"
    };
    let usual = format!("{usual},tantivy=warn,sea_orm_migration=warn,sqlx=warn");
    let filter = match std::env::var("FRAMEMARK_LOG") {
        Ok(text) => settings::log_filter(&text)?,
        Err(_) => EnvFilter::new(usual),
    };
    let format = settings::log_format(&std::env::var("FRAMEMARK_LOG_FORMAT").unwrap_or_default())?;
    let lines = tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_writer(std::io::stderr)
        .with_target(false);
    match format {
        LogFormat::Json => lines.json().init(),
        LogFormat::Text => lines
            .with_ansi(std::io::IsTerminal::is_terminal(&std::io::stderr()))
            .init(),
    }
    Ok(())
}
