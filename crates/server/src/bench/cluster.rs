//! A PostgreSQL cluster for one measurement.

use anyhow::{Context, Result, bail};
use std::ffi::OsStr;
use std::fs;
use std::os::unix::fs::{DirBuilderExt, chown};
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// Memory for pages and for making indexes: enough that everything measured stays in memory.
const SETTINGS: &str = "-c listen_addresses='' -c port=5432 -c max_connections=10 -c shared_buffers=1GB \
    -c maintenance_work_mem=512MB -c fsync=off -c synchronous_commit=off -c full_page_writes=off \
    -c autovacuum=off -c wal_level=minimal -c max_wal_senders=0 -c max_wal_size=4GB -c random_page_cost=1.1";

/// Where Debian and others keep the server's programs, which are not on the path.
const FOLDERS: [&str; 2] = ["/usr/lib/postgresql", "/usr"];

/// A running cluster, which is stopped and removed when dropped.
#[derive(Debug)]
pub struct Cluster {
    home: PathBuf,
    programs: Programs,
}

/// The server's programs, and the account that runs them.
#[derive(Clone, Debug)]
pub struct Programs {
    folder: PathBuf,
    /// The ids of the account and its group. The server refuses to run as root.
    account: Option<(u32, u32)>,
}

impl Programs {
    /// Finds the newest `initdb` on this machine, or says why a cluster cannot be made.
    pub fn find() -> Result<Self> {
        let Some(folder) = newest() else {
            bail!(
                "PostgreSQL's server programs (initdb, pg_ctl) are not installed; on Debian and Ubuntu: \
                 apt-get install postgresql"
            );
        };
        let account = if rustix::process::geteuid().is_root() {
            let account = ["postgres", "nobody"].into_iter().find_map(account);
            Some(account.context(
                "PostgreSQL does not run as root, and there is no account called postgres or nobody",
            )?)
        } else {
            None
        };
        Ok(Self { folder, account })
    }

    /// Runs one of the programs and waits for it.
    fn run<A: AsRef<OsStr>>(&self, program: &str, arguments: impl IntoIterator<Item = A>) -> Result<()> {
        let mut command = Command::new(self.folder.join(program));
        command
            .args(arguments)
            .env("LC_ALL", "C")
            // The account may not enter the folder that we were started in.
            .current_dir("/")
            .stdin(Stdio::null());
        if let Some((user, group)) = self.account {
            command.uid(user).gid(group);
        }
        let output = command
            .output()
            .with_context(|| format!("cannot run {program} in {}", self.folder.display()))?;
        if !output.status.success() {
            let said = String::from_utf8_lossy(&output.stderr);
            bail!("{program} failed: {}", said.trim());
        }
        Ok(())
    }
}

impl Cluster {
    /// Makes and starts a cluster that listens on a socket in its own folder and on no network address.
    ///
    /// The folder has the same name and layout as that of `scripts/with-postgres`, which also removes what a killed
    /// measurement has left behind.
    pub fn start(programs: Programs) -> Result<Self> {
        let home = std::env::temp_dir().join(format!("framemark-postgres.{}", std::process::id()));
        let mut folder = fs::DirBuilder::new();
        folder
            .mode(0o755)
            .create(&home)
            .with_context(|| format!("cannot make the folder {}", home.display()))?;
        let cluster = Self { home, programs };
        for name in ["data", "socket"] {
            let path = cluster.home.join(name);
            fs::DirBuilder::new().mode(0o755).create(&path)?;
            if let Some((user, group)) = cluster.programs.account {
                chown(&path, Some(user), Some(group))?;
            }
        }
        let data = cluster.home.join("data");
        cluster.programs.run(
            "initdb",
            [OsStr::new("-D"), data.as_os_str()].into_iter().chain(
                [
                    "-U",
                    "framemark",
                    "-A",
                    "trust",
                    "-E",
                    "UTF8",
                    "--locale=C",
                    "--no-sync",
                ]
                .map(OsStr::new),
            ),
        )?;
        let log = data.join("server.log");
        let settings = format!("-k {} {SETTINGS}", cluster.home.join("socket").display());
        let arguments: [&OsStr; 9] = [
            OsStr::new("start"),
            OsStr::new("-D"),
            data.as_os_str(),
            OsStr::new("-l"),
            log.as_os_str(),
            OsStr::new("-w"),
            OsStr::new("-t60"),
            OsStr::new("-o"),
            OsStr::new(&settings),
        ];
        cluster.programs.run("pg_ctl", arguments).map_err(|error| {
            let said = fs::read_to_string(&log).unwrap_or_default();
            error.context(format!("PostgreSQL does not start: {}", said.trim()))
        })?;
        Ok(cluster)
    }

    /// Returns the address of its first database.
    pub fn url(&self) -> String {
        let socket = self.home.join("socket");
        format!(
            "postgres://framemark@localhost/postgres?host={}&port=5432",
            socket.display()
        )
    }

    /// Returns a folder that the server can read.
    pub fn folder(&self) -> &Path {
        &self.home
    }
}

impl Drop for Cluster {
    fn drop(&mut self) {
        let data = self.home.join("data");
        if data.join("postmaster.pid").exists() {
            let arguments: [&OsStr; 7] = [
                OsStr::new("stop"),
                OsStr::new("-D"),
                data.as_os_str(),
                OsStr::new("-m"),
                OsStr::new("immediate"),
                OsStr::new("-w"),
                OsStr::new("-t20"),
            ];
            if let Err(error) = self.programs.run("pg_ctl", arguments) {
                tracing::warn!(
                    "The benchmark's cluster in {} was not stopped: {error:#}",
                    data.display()
                );
                return;
            }
        }
        if let Err(error) = fs::remove_dir_all(&self.home) {
            tracing::warn!("{} was not removed: {error}", self.home.display());
        }
    }
}

/// Finds the folder of the newest version that has both programs.
fn newest() -> Option<PathBuf> {
    let mut found: Vec<(u32, PathBuf)> = Vec::new();
    for folder in FOLDERS {
        for entry in fs::read_dir(folder).into_iter().flatten().filter_map(Result::ok) {
            let name = entry.file_name();
            let version = name.to_string_lossy();
            let version = version.strip_prefix("pgsql-").unwrap_or(&version).parse();
            if let Ok(version) = version {
                found.push((version, entry.path().join("bin")));
            }
        }
    }
    found.sort_by_key(|(version, _)| std::cmp::Reverse(*version));
    let on_path = std::env::var_os("PATH").unwrap_or_default();
    let on_path = std::env::split_paths(&on_path).collect::<Vec<_>>();
    let mut folders = found.into_iter().map(|(_, folder)| folder).chain(on_path);
    folders.find(|folder| folder.join("initdb").is_file() && folder.join("pg_ctl").is_file())
}

/// Finds the ids of an account and its group.
fn account(name: &str) -> Option<(u32, u32)> {
    let accounts = fs::read_to_string("/etc/passwd").ok()?;
    accounts.lines().find_map(|line| {
        let cells: Vec<&str> = line.split(':').collect();
        match cells.as_slice() {
            [found, _, user, group, ..] if *found == name => Some((user.parse().ok()?, group.parse().ok()?)),
            _ => None,
        }
    })
}
