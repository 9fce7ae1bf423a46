//! What the program says of itself: lines on standard error, `FRAMEMARK_LOG` says how many and in what form.

use crate::args::Command;
use tracing_subscriber::EnvFilter;

/// Starts the log: `info` for the server, only what is wrong for a command that somebody watches.
pub fn start(command: &Command) {
    let usual = if matches!(command, Command::Serve(_)) {
        "info"
    } else {
        "warn"
    };
    let usual = format!("{usual},tantivy=warn,sea_orm_migration=warn,sqlx=warn");
    let filter = std::env::var("FRAMEMARK_LOG")
        .ok()
        .and_then(|text| EnvFilter::try_new(text).ok())
        .unwrap_or_else(|| EnvFilter::new(usual));
    let lines = tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_writer(std::io::stderr)
        .with_target(false);
    if std::env::var("FRAMEMARK_LOG_FORMAT").is_ok_and(|form| form == "json") {
        lines.json().init();
    } else {
        lines
            .with_ansi(std::io::IsTerminal::is_terminal(&std::io::stderr()))
            .init();
    }
}
