//! Ctrl-C and SIGTERM.

use anyhow::{Context, Result};
use std::io;
use std::sync::mpsc;
use std::time::Duration;
use tokio::signal::unix::{SignalKind, signal};
use tokio_util::sync::CancellationToken;

/// How long the process may take to stop. Then it ends, even if something hangs.
const LONGEST: Duration = Duration::from_secs(28);

/// Watches for signals on its own thread, so that the server's work cannot hold it up: the first one cancels `stop`,
/// the second one ends the process at once.
///
/// # Errors
/// When the thread cannot be started or the signals cannot be watched.
pub fn watch(stop: CancellationToken) -> Result<()> {
    let (told, is_watching) = mpsc::channel();
    std::thread::Builder::new()
        .name("signals".to_owned())
        .spawn(move || {
            let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
            match runtime {
                Ok(runtime) => runtime.block_on(wait(stop, told)),
                // If the other side has given up, nobody needs to know.
                Err(error) => drop(told.send(Err(error))),
            }
        })
        .context("cannot start a thread")?;
    is_watching
        .recv()
        .context("the thread for signals has ended")?
        .context("cannot watch for signals")
}

async fn wait(stop: CancellationToken, told: mpsc::Sender<io::Result<()>>) {
    let both = signal(SignalKind::interrupt()).and_then(|one| Ok((one, signal(SignalKind::terminate())?)));
    let (mut interrupt, mut terminate) = match both {
        Ok(both) => {
            drop(told.send(Ok(())));
            both
        }
        Err(error) => return drop(told.send(Err(error))),
    };
    tokio::select! {
        _ = interrupt.recv() => {}
        _ = terminate.recv() => {}
    }
    tracing::info!("Stopping; a second signal stops at once");
    stop.cancel();
    tokio::select! {
        _ = interrupt.recv() => {}
        _ = terminate.recv() => {}
        () = tokio::time::sleep(LONGEST) => {
            tracing::error!("Something did not stop within {} seconds and was cut off", LONGEST.as_secs());
        }
    }
    // Everything that was acknowledged is in the database, so it is safe to end the process here.
    std::process::exit(1);
}
