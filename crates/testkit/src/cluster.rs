//! A second PostgreSQL cluster, for tests that move a register.

use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use tempfile::TempDir;

/// A cluster for one test. It is deleted when this value is dropped.
#[derive(Debug)]
pub struct Cluster {
    script: Child,
    url: String,
    // The cluster runs as long as this folder exists.
    wanted: Option<TempDir>,
}

/// Prints the address, then waits until its folder is deleted or the test ends.
const UNTIL_DROPPED: &str = "echo \"$FRAMEMARK_TEST_POSTGRES\"; while [ -d \"$2\" ] && kill -0 \"$1\" 2>/dev/null; do sleep 0.1; done";

impl Cluster {
    /// Starts a cluster with nothing in it.
    ///
    /// # Panics
    ///
    /// When it does not start.
    #[must_use]
    pub fn start() -> Self {
        let wanted = tempfile::tempdir().unwrap_or_else(|error| panic!("no folder for the cluster: {error}"));
        let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../scripts/with-postgres");
        let test = std::process::id().to_string();
        let mut script = Command::new(script)
            .args(["sh", "-c", UNTIL_DROPPED, "sh", &test])
            .arg(wanted.path())
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap_or_else(|error| panic!("scripts/with-postgres does not start: {error}"));
        let mut url = String::new();
        let said = script
            .stdout
            .take()
            .map(|out| BufReader::new(out).read_line(&mut url));
        assert!(
            matches!(said, Some(Ok(_))) && url.starts_with("postgres://"),
            "scripts/with-postgres did not start a second cluster: {url:?}"
        );
        Self {
            script,
            url: url.trim_end().to_owned(),
            wanted: Some(wanted),
        }
    }

    /// Returns the address of its first database.
    #[must_use]
    pub fn url(&self) -> &str {
        &self.url
    }
}

impl Drop for Cluster {
    fn drop(&mut self) {
        drop(self.wanted.take());
        // The folder will be deleted anyway, by this run or by the next one.
        let _ended = self.script.wait();
    }
}
