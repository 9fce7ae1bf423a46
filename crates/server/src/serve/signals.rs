//! Ctrl-C and SIGTERM.

use anyhow::{Context, Result};
use std::io;
use std::sync::mpsc;
use std::time::Duration;
use tokio::signal::unix::{SignalKind, signal};
use tokio_util::sync::CancellationToken;

/// Whatever hangs, the process has ended this long after it was told to.
const LONGEST: Duration = Duration::from_secs(28);

/// Watches for signals on a thread of its own, which no work of the server can hold up: the first one cancels `stop`,
/// the second one ends the process at once.
///
/// # Errors
/// When the operating system gives no thread or no signals.
pub fn watch(stop: CancellationToken) -> Result<()> {
    let (told, is_watching) = mpsc::channel();
    std::thread::Builder::new()
        .name("signals".to_owned())
        .spawn(move || {
            let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
            match runtime {
                Ok(runtime) => runtime.block_on(wait(stop, told)),
                // The other side may have given up; then nobody needs to know.
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
            tracing::error!("Something did not end within {} seconds and is cut off", LONGEST.as_secs());
        }
    }
    // What was acknowledged is in the database, which is made for being cut off.
    std::process::exit(1);
}
