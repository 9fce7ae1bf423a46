//! The log, on standard error. `FRAMEMARK_LOG` sets how much is logged.

use crate::args::Command;
use crate::config::settings::{self, LogFormat};
use anyhow::Result;
use tracing_subscriber::EnvFilter;
use tracing_subscriber::filter::LevelFilter;
use tracing_subscriber::fmt::format::FmtSpan;

/// Starts the log: `info` for the server, and only problems for a command that somebody watches.
///
/// # Errors
/// When `FRAMEMARK_LOG` or `FRAMEMARK_LOG_FORMAT` has an invalid value.
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
    // At `debug`, each verb and each function of the store says when it ends and how long it took.
    let debug = filter
        .max_level_hint()
        .is_some_and(|most| most >= LevelFilter::DEBUG);
    let ends = if debug { FmtSpan::CLOSE } else { FmtSpan::NONE };
    let lines = tracing_subscriber::fmt()
        .with_span_events(ends)
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
