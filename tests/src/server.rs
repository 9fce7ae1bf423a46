//! The program as a separate process with its own data folder.

use std::ffi::OsStr;
use std::io::{BufRead, BufReader, Read};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Output, Stdio};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use jiff::Timestamp;
use tempfile::TempDir;
use tokio::sync::oneshot;

use crate::mail::Mailbox;
use crate::wait::{PATIENCE, eventually};
use crate::{Browser, Mail};

/// What the program prints before its address, once it listens.
const LISTENING: &str = "Listening on ";

/// The variable that sets by how many seconds the clock of the program under test is ahead of the real time.
pub const AHEAD: &str = "FRAMEMARK_TEST_AHEAD_SECONDS";

/// How to start a server.
#[derive(Clone, Debug)]
pub struct ServerOptions {
    program: PathBuf,
    arguments: Vec<String>,
    variables: Vec<(String, String)>,
    parent: Option<PathBuf>,
}

impl ServerOptions {
    /// Makes the options from the program's path, which is `env!("CARGO_BIN_EXE_framemark_under_test")` in a test.
    #[must_use]
    pub fn new(program: impl Into<PathBuf>) -> Self {
        Self {
            program: program.into(),
            arguments: Vec::new(),
            variables: Vec::new(),
            parent: None,
        }
    }

    /// Loads the demo register first.
    #[must_use]
    pub fn demo(mut self) -> Self {
        self.arguments.push("--demo".to_owned());
        self
    }

    /// Keeps the register in this database instead of the embedded one.
    #[must_use]
    pub fn database(self, url: &str) -> Self {
        self.variable("FRAMEMARK_DATABASE_URL", url)
    }

    /// Puts the data folder into this one.
    #[must_use]
    pub fn inside(mut self, parent: &Path) -> Self {
        self.parent = Some(parent.to_owned());
        self
    }

    /// Sets an environment variable for every command on this data folder.
    #[must_use]
    pub fn variable(mut self, name: &str, value: &str) -> Self {
        self.variables.push((name.to_owned(), value.to_owned()));
        self
    }

    /// Returns a command that runs the program on a data folder, without any settings of the person who runs the tests.
    pub(crate) fn program(&self, data: &Path) -> Command {
        let mut command = Command::new(&self.program);
        for (name, _) in std::env::vars_os() {
            if name.to_string_lossy().starts_with("FRAMEMARK_") {
                command.env_remove(name);
            }
        }
        if !self
            .variables
            .iter()
            .any(|(name, _)| name == "FRAMEMARK_SMTP_URL")
        {
            command.env("FRAMEMARK_MAIL_FOLDER", data.join("mail"));
        }
        command.envs(self.variables.iter().map(|(name, value)| (name, value)));
        command.arg("--data").arg(data);
        command
    }
}

/// A running server. When dropped, it is killed and its data folder is deleted.
#[derive(Debug)]
pub struct Server {
    options: ServerOptions,
    folder: TempDir,
    running: Option<Running>,
    log: Log,
    mailbox: Mailbox,
}

#[derive(Debug)]
struct Running {
    child: Child,
    address: String,
}

type Log = Arc<Mutex<Vec<String>>>;

impl Server {
    /// Starts the program on an empty data folder and waits until it says that it is ready.
    ///
    /// # Panics
    ///
    /// When the program ends first, or is not ready in time. The message contains what it printed.
    pub async fn start(options: ServerOptions) -> Self {
        let parent = options.parent.clone().unwrap_or_else(std::env::temp_dir);
        let folder = tempfile::Builder::new()
            .prefix("framemark-server-")
            .tempdir_in(parent)
            .unwrap_or_else(|error| panic!("no data folder: {error}"));
        Self::start_in(options, folder).await
    }

    /// Starts the program on an existing data folder, and waits until it says that it is ready.
    ///
    /// # Panics
    ///
    /// When the program ends first, or is not ready in time. The message contains what it printed.
    pub async fn start_in(options: ServerOptions, folder: TempDir) -> Self {
        let mailbox = Mailbox::new(folder.path().join("mail"));
        let mut server = Self {
            options,
            folder,
            running: None,
            log: Log::default(),
            mailbox,
        };
        if !server.is_demo() {
            let made = server.command(["migrate"]);
            assert!(made.status.success(), "{}", String::from_utf8_lossy(&made.stderr));
        }
        server.launch().await;
        server
    }

    fn is_demo(&self) -> bool {
        self.options.arguments.iter().any(|argument| argument == "--demo")
    }

    /// Returns the address at which the server answers, such as `http://127.0.0.1:40123`.
    ///
    /// # Panics
    ///
    /// When the server has been stopped or killed.
    #[must_use]
    pub fn address(&self) -> &str {
        match &self.running {
            Some(running) => &running.address,
            None => panic!("the server is not running"),
        }
    }

    /// Returns the data folder.
    #[must_use]
    pub fn data(&self) -> &Path {
        self.folder.path()
    }

    /// Returns everything that the server has printed so far, on either stream.
    #[must_use]
    pub fn log(&self) -> String {
        lines(&self.log).join("\n")
    }

    /// Opens a browser with no cookies.
    #[must_use]
    pub fn browser(&self) -> Browser {
        Browser::new(self.address())
    }

    /// Forgets the most memory that the server has used, so that it is measured again from now on.
    ///
    /// # Panics
    ///
    /// When the server is not running, or the system does not measure it.
    pub fn forget_peak(&self) {
        let file = self.of_system("clear_refs");
        if let Err(error) = std::fs::write(&file, "5") {
            panic!("{}: {error}", file.display());
        }
    }

    /// Returns the most memory that the server has used, in megabytes.
    ///
    /// # Panics
    ///
    /// When the server is not running, or the system does not measure it.
    #[must_use]
    pub fn peak_memory(&self) -> u64 {
        let file = self.of_system("status");
        let status =
            std::fs::read_to_string(&file).unwrap_or_else(|error| panic!("{}: {error}", file.display()));
        let peak = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
        let kilobytes = peak.and_then(|peak| peak.split_whitespace().next()?.parse::<u64>().ok());
        kilobytes.unwrap_or_else(|| panic!("{} does not say VmHWM", file.display())) / 1_024
    }

    /// A file in which the system says something about the running server.
    fn of_system(&self, name: &str) -> PathBuf {
        let Some(running) = &self.running else {
            panic!("the server is not running")
        };
        PathBuf::from(format!("/proc/{}/{name}", running.child.id()))
    }

    /// Kills the server as a power cut would, whatever it is doing, and returns when it is gone.
    pub fn kill9(&mut self) {
        if let Some(mut running) = self.running.take() {
            // It may have ended by itself. Either way, it is gone after `wait`.
            let killed = running.child.kill();
            let waited = running.child.wait();
            if let Err(error) = killed.and(waited) {
                panic!("the server could not be killed: {error}");
            }
        }
    }

    /// Asks the server to stop, as Ctrl-C does, and returns how it ended.
    ///
    /// # Panics
    ///
    /// When it is not running or does not stop in time.
    pub async fn stop(&mut self) -> ExitStatus {
        let Some(mut running) = self.running.take() else {
            panic!("the server is not running")
        };
        // We use the shell's own `kill`, because a small machine may not have a program with that name.
        let asked = Command::new("sh")
            .arg("-c")
            .arg(format!("kill -INT {}", running.child.id()))
            .status();
        assert!(
            asked.is_ok_and(|status| status.success()),
            "the server could not be asked to stop"
        );
        eventually("end of the server", async || match running.child.try_wait() {
            Ok(ended) => ended,
            Err(error) => panic!("the server cannot be waited for: {error}"),
        })
        .await
    }

    /// Starts the server again on the same data folder. If it is still running, kills it first.
    pub async fn restart(&mut self) {
        self.kill9();
        self.launch().await;
    }

    /// Sets the clock of everything that is started from now on to this instant.
    #[expect(
        clippy::disallowed_methods,
        reason = "the program's clock starts from the wall clock"
    )]
    pub fn set_clock(&mut self, to: Timestamp) {
        let ahead = to.duration_since(Timestamp::now()).as_secs().to_string();
        let variables = &mut self.options.variables;
        variables.retain(|(name, _)| name != AHEAD);
        variables.push((AHEAD.to_owned(), ahead));
    }

    /// Runs another command of the program on this data folder, such as `["look-up", "WTU1?3"]`.
    ///
    /// # Panics
    ///
    /// When the program cannot be run at all. If a command fails, the caller decides what that means.
    #[must_use]
    pub fn command<A: AsRef<OsStr>>(&self, arguments: impl IntoIterator<Item = A>) -> Output {
        self.program()
            .args(arguments)
            .stdin(Stdio::null())
            .output()
            .unwrap_or_else(|error| panic!("{} does not run: {error}", self.options.program.display()))
    }

    /// Waits for the next message to this person and returns it. It returns each message only once.
    pub async fn next_mail_to(&self, person: &str) -> Mail {
        eventually(&format!("mail to {person}"), async || self.mailbox.take(person)).await
    }

    /// Returns every message written so far, oldest first, whether a test has taken it or not.
    #[must_use]
    pub fn mail(&self) -> Vec<Mail> {
        self.mailbox.all()
    }

    fn program(&self) -> Command {
        self.options.program(self.folder.path())
    }

    async fn launch(&mut self) {
        let mut child = self
            .program()
            .args(["serve", "--listen", "127.0.0.1:0"])
            .args(&self.options.arguments)
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap_or_else(|error| panic!("{} does not start: {error}", self.options.program.display()));
        let (said, address) = oneshot::channel();
        keep_lines(child.stdout.take(), &self.log, Some(said));
        keep_lines(child.stderr.take(), &self.log, None);
        // We keep the process from here on, so that a panic below does not leave it behind.
        let running = self.running.insert(Running {
            child,
            address: String::new(),
        });
        let Ok(Ok(address)) = tokio::time::timeout(PATIENCE, address).await else {
            panic!(
                "the server did not say where it listens. It printed:\n{}",
                lines(&self.log).join("\n")
            );
        };
        running.address = address;
        self.until_ready().await;
    }

    async fn until_ready(&mut self) {
        let probe = reqwest::Client::new();
        let ready = format!("{}/readyz", self.address());
        let log = Arc::clone(&self.log);
        let Some(running) = &mut self.running else { return };
        eventually("answer at /readyz", async || {
            if let Ok(Some(status)) = running.child.try_wait() {
                panic!(
                    "the server ended with {status}. It printed:\n{}",
                    lines(&log).join("\n")
                );
            }
            // A refused connection means that the server is not ready yet.
            probe
                .get(&ready)
                .send()
                .await
                .ok()
                .filter(|answer| answer.status().is_success())
        })
        .await;
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        if let Some(running) = &mut self.running {
            // Nothing can be done about a process that will not die, and the test has its result.
            let _ = running.child.kill();
            let _ = running.child.wait();
        }
        if std::thread::panicking() {
            // This is printed next to the failing test's own message, because the reason is often in here.
            let mut error = std::io::stderr().lock();
            let _ = std::io::Write::write_all(
                &mut error,
                format!("the server printed:\n{}\n", self.log()).as_bytes(),
            );
        }
    }
}

/// Reads a stream to its end on a thread, so that the program never blocks on a full pipe.
fn keep_lines(
    stream: Option<impl Read + Send + 'static>,
    log: &Log,
    mut address: Option<oneshot::Sender<String>>,
) {
    let Some(stream) = stream else { return };
    let log = Arc::clone(log);
    std::thread::spawn(move || {
        for line in BufReader::new(stream).split(b'\n').map_while(Result::ok) {
            let line = String::from_utf8_lossy(&line).trim_end().to_owned();
            if let Some((_, after)) = line.split_once(LISTENING)
                && let Some(sender) = address.take()
            {
                // Nobody is listening any more if the test has already failed.
                let _ = sender.send(after.trim().trim_end_matches('/').to_owned());
            }
            lines(&log).push(line);
        }
    });
}

fn lines(log: &Log) -> MutexGuard<'_, Vec<String>> {
    log.lock().unwrap_or_else(PoisonError::into_inner)
}
