//! Runs the program itself as a separate process that serves the invented register and can be killed.

use anyhow::{Context, Result, bail};
use std::fs::File;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

/// The running server; it is killed when dropped.
pub struct Server {
    data: PathBuf,
    child: Child,
}

impl Server {
    /// Starts this program on a data folder.
    pub fn start(data: &Path) -> Result<Self> {
        Ok(Self {
            data: data.to_owned(),
            child: spawn(data)?,
        })
    }

    /// Kills the server while it works, as a power cut would, and starts it again.
    pub fn kill_and_start(&mut self) -> Result<()> {
        self.kill();
        self.child = spawn(&self.data)?;
        Ok(())
    }

    /// Makes sure that the server is still running.
    pub fn must_run(&mut self) -> Result<()> {
        if let Some(status) = self.child.try_wait()? {
            let said = std::fs::read_to_string(log(&self.data)).unwrap_or_default();
            let last: Vec<&str> = said.lines().rev().take(5).collect();
            bail!(
                "the server ended with {status}. Its last lines, newest first:\n{}",
                last.join("\n")
            );
        }
        Ok(())
    }

    fn kill(&mut self) {
        // The server may have ended by itself. Either way, it has ended after `wait`.
        let killed = self.child.kill();
        if let Err(error) = killed.and(self.child.wait().map(drop)) {
            tracing::warn!(%error, "The benchmark's server could not be killed");
        }
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.kill();
    }
}

fn log(data: &Path) -> PathBuf {
    data.join("server.log")
}

fn spawn(data: &Path) -> Result<Child> {
    let program = std::env::current_exe().context("cannot find this program")?;
    let mut command = Command::new(&program);
    for (name, _) in std::env::vars_os() {
        if name.to_string_lossy().starts_with("FRAMEMARK_") {
            command.env_remove(name);
        }
    }
    let log = File::options().create(true).append(true).open(log(data))?;
    command
        .arg("--data")
        .arg(data)
        .args(["serve", "--listen", "127.0.0.1:0"])
        .stdin(Stdio::null())
        .stdout(log.try_clone()?)
        .stderr(log)
        .spawn()
        .with_context(|| format!("cannot start {}", program.display()))
}
