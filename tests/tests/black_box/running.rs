//! A running server has its folder to itself, says whether it is well, and stops in the time that it is given.

use crate::serve::program;
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::time::{Duration, Instant};
use tempfile::TempDir;
use tests::{Server, eventually};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream, UnixStream};
use tokio::sync::watch;

const KEY: &str = "BwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwc=";

fn command(data: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_framemark_under_test"));
    for (name, _) in std::env::vars_os() {
        if name.to_string_lossy().starts_with("FRAMEMARK_") {
            command.env_remove(name);
        }
    }
    command.arg("--data").arg(data).stdin(Stdio::null());
    command
}

fn ran(command: &mut Command) -> (i32, String, String) {
    let done = command.output().expect("the program runs");
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).expect("UTF-8");
    (
        done.status.code().unwrap_or(-1),
        text(done.stdout),
        text(done.stderr),
    )
}

fn migrated() -> (TempDir, PathBuf) {
    let home = tempfile::tempdir().expect("a folder");
    let data = home.path().join("data");
    let (code, _, err) = ran(command(&data).arg("migrate"));
    assert_eq!(code, 0, "{err}");
    (home, data)
}

/// A server that this test started. It is killed when dropped.
struct Serving {
    child: Child,
    at: String,
}

impl Serving {
    fn start(command: &mut Command) -> Self {
        let mut child = command
            .args(["serve", "--listen", "127.0.0.1:0"])
            .stdout(Stdio::piped())
            .stderr(Stdio::inherit())
            .spawn()
            .expect("the program starts");
        let mut first = String::new();
        let out = child.stdout.as_mut().expect("an output");
        BufReader::new(out).read_line(&mut first).expect("a line");
        let at = first
            .trim()
            .rsplit("http://")
            .next()
            .expect("an address")
            .to_owned();
        Self { child, at }
    }

    fn signal(&self, name: &str) {
        let done = Command::new("sh")
            .args(["-c", &format!("kill -{name} {}", self.child.id())])
            .status();
        assert!(done.is_ok_and(|status| status.success()), "kill -{name}");
    }

    async fn ended(&mut self) -> ExitStatus {
        eventually("end of the server", async || {
            self.child.try_wait().expect("a child")
        })
        .await
    }

    async fn ready(&self) -> (u16, String) {
        let answer = reqwest::get(format!("http://{}/readyz", self.at))
            .await
            .expect("an answer");
        (answer.status().as_u16(), answer.text().await.expect("text"))
    }
}

impl Drop for Serving {
    fn drop(&mut self) {
        // It may have ended by itself.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

#[tokio::test]
async fn a_second_server_on_one_folder_refuses_to_start() {
    let (_home, data) = migrated();
    let first = Serving::start(&mut command(&data));
    let (code, out, err) = ran(command(&data).args(["serve", "--listen", "127.0.0.1:0"]));
    assert_eq!((code, out.as_str()), (2, ""), "{err}");
    assert!(
        err.contains("another server") && err.contains(&format!("process {}", first.child.id())),
        "{err}"
    );
    let (code, out, err) = ran(command(&data).arg("export"));
    assert!(
        code == 0 && out.starts_with("external_ref,"),
        "other commands go on: {err}"
    );
}

#[tokio::test]
async fn the_second_signal_ends_it_at_once_and_the_first_one_soon() {
    let (_home, data) = migrated();
    for (name, twice) in [("TERM", true), ("INT", true), ("TERM", false)] {
        let mut server = Serving::start(&mut command(&data));
        // A form whose end never comes.
        let form = reqwest::get(format!("http://{}/sign-in", server.at))
            .await
            .unwrap();
        let cookie = form.headers()["set-cookie"]
            .to_str()
            .unwrap()
            .split(';')
            .next()
            .unwrap()
            .to_owned();
        let mut stuck = TcpStream::connect(&server.at).await.unwrap();
        let half = format!(
            "POST /sign-in HTTP/1.1\r\nHost: x\r\nCookie: {cookie}\r\nContent-Length: 99\r\n\
             Content-Type: application/x-www-form-urlencoded\r\n\r\ncsrf="
        );
        stuck.write_all(half.as_bytes()).await.unwrap();
        tokio::time::sleep(Duration::from_millis(300)).await;
        let begun = Instant::now();
        server.signal(name);
        if twice {
            tokio::time::sleep(Duration::from_millis(500)).await;
            assert!(
                server.child.try_wait().unwrap().is_none(),
                "it waits for what is under way"
            );
            server.signal(name);
            server.ended().await;
            assert!(begun.elapsed() < Duration::from_secs(4), "{:?}", begun.elapsed());
        } else {
            let ended = server.ended().await;
            assert!(ended.success(), "{ended}");
            assert!(begun.elapsed() < Duration::from_secs(25), "{:?}", begun.elapsed());
        }
    }
}

#[tokio::test]
async fn a_client_that_sends_half_its_headers_is_cut_off() {
    let server = Server::start(program()).await;
    let at = server.address().trim_start_matches("http://");
    let mut halves = Vec::new();
    for _ in 0..300 {
        let mut half = TcpStream::connect(at).await.unwrap();
        half.write_all(b"GET / HTTP/1.1\r\nHost: x\r\nX-Slow: ")
            .await
            .unwrap();
        halves.push(half);
    }
    server.browser().open("/").await.expect(200);
    let all = async {
        for half in &mut halves {
            let mut rest = Vec::new();
            // A reset also counts as an end.
            let _ = half.read_to_end(&mut rest).await;
        }
    };
    assert!(
        tokio::time::timeout(Duration::from_secs(29), all).await.is_ok(),
        "some are open still"
    );
}

#[tokio::test]
async fn readiness_tells_of_workers_disk_and_what_waits() {
    let server = Server::start(program().demo()).await;
    let page = server.browser().open("/readyz").await.expect(200);
    let said = page.body();
    for words in [
        "ready\n",
        "database: answers",
        " MB free",
        " behind",
        "mail: ",
        "worker index: 0 restarts",
    ] {
        assert!(said.contains(words), "{words}: {said}");
    }
    let client = reqwest::Client::new();
    let url = format!("{}/readyz", server.address());
    let told = eventually("a good round of every worker", async || {
        let answer = client
            .get(&url)
            .header("accept", "application/json")
            .send()
            .await
            .ok()?;
        let told: serde_json::Value = answer.json().await.ok()?;
        let well = ["index", "mail", "remind", "seal", "tidy"]
            .iter()
            .all(|name| told["workers"][name]["last_good_round"].is_string());
        well.then_some(told)
    })
    .await;
    assert_eq!(told["ready"], true);
    assert!(told["disk_free_bytes"].as_u64() > Some(0), "{told}");
    assert!(
        told["index_behind"].is_u64() && told["mail_given_up"].is_u64(),
        "{told}"
    );
    // If the data folder cannot be written to any more, the answer says that too.
    std::fs::rename(server.data(), server.data().with_extension("away")).unwrap();
    eventually("an answer that it is not ready", async || {
        let answer = reqwest::get(&url).await.ok()?;
        let status = answer.status().as_u16();
        let text = answer.text().await.ok()?;
        (status == 503 && text.contains("cannot be written to")).then_some(())
    })
    .await;
    std::fs::rename(server.data().with_extension("away"), server.data()).unwrap();
}

/// Stands between the server and a PostgreSQL that listens on a socket, and can hold up what they say.
async fn a_door(listener: TcpListener, socket: PathBuf, held: watch::Receiver<bool>) {
    while let Ok((outside, _)) = listener.accept().await {
        let inside = UnixStream::connect(&socket).await.unwrap();
        let (from_out, to_out) = outside.into_split();
        let (from_in, to_in) = inside.into_split();
        tokio::spawn(pass(from_out, to_in, held.clone()));
        tokio::spawn(pass(from_in, to_out, held.clone()));
    }
}

async fn pass(
    mut from: impl AsyncReadExt + Unpin,
    mut to: impl AsyncWriteExt + Unpin,
    mut held: watch::Receiver<bool>,
) {
    let mut bytes = [0; 8_192];
    while let Ok(read @ 1..) = from.read(&mut bytes).await {
        let opened = held.wait_for(|held| !held).await.is_ok();
        if !opened || to.write_all(&bytes[..read]).await.is_err() {
            return;
        }
    }
}

#[tokio::test]
async fn a_database_that_is_away_is_waited_for_and_said_at_once() {
    let database = testkit::Database::postgres();
    let home = tempfile::tempdir().unwrap();
    let data = home.path().join("data");
    let (code, _, err) = ran(command(&data)
        .env("FRAMEMARK_DATABASE_URL", database.url())
        .env("FRAMEMARK_KEY", KEY)
        .arg("migrate"));
    assert_eq!(code, 0, "{err}");
    let (address, options) = database.url().split_once('?').unwrap();
    let name = address.rsplit('/').next().unwrap();
    let socket = options
        .split('&')
        .find_map(|option| option.strip_prefix("host="))
        .map(|folder| Path::new(folder).join(".s.PGSQL.5432"))
        .unwrap();
    let port = std::net::TcpListener::bind("127.0.0.1:0")
        .unwrap()
        .local_addr()
        .unwrap()
        .port();
    let mut serve = command(&data);
    serve
        .env(
            "FRAMEMARK_DATABASE_URL",
            format!("postgres://framemark@127.0.0.1:{port}/{name}"),
        )
        .env("FRAMEMARK_KEY", KEY);

    let begun = Instant::now();
    let mut server = Serving::start(&mut serve);
    assert!(begun.elapsed() < Duration::from_secs(8), "{:?}", begun.elapsed());
    assert_eq!(server.ready().await.0, 503);
    let alive = reqwest::get(format!("http://{}/healthz", server.at))
        .await
        .unwrap();
    assert_eq!(alive.status().as_u16(), 200);

    let (hold, held) = watch::channel(false);
    let listener = TcpListener::bind(("127.0.0.1", port)).await.unwrap();
    tokio::spawn(a_door(listener, socket, held));
    eventually("a ready server", async || {
        (server.ready().await.0 == 200).then_some(())
    })
    .await;

    hold.send_replace(true);
    eventually("an answer that it is not ready", async || {
        let asked = Instant::now();
        let (status, said) = server.ready().await;
        assert!(
            asked.elapsed() < Duration::from_millis(1_500),
            "{:?}",
            asked.elapsed()
        );
        (status == 503 && said.contains("the database does not answer")).then_some(())
    })
    .await;
    let begun = Instant::now();
    server.signal("TERM");
    server.ended().await;
    assert!(begun.elapsed() < Duration::from_secs(30), "{:?}", begun.elapsed());
}

#[tokio::test]
async fn other_commands_do_not_wait_for_a_database_that_is_away() {
    let home = tempfile::tempdir().unwrap();
    let begun = Instant::now();
    let (code, _, err) = ran(command(&home.path().join("data"))
        .env("FRAMEMARK_DATABASE_URL", "postgres://framemark@127.0.0.1:1/x")
        .env("FRAMEMARK_KEY", KEY)
        .arg("export"));
    assert!(code == 2 && err.contains("does not answer"), "{err}");
    assert!(begun.elapsed() < Duration::from_secs(8), "{:?}", begun.elapsed());
}

#[test]
fn what_leaves_with_the_public_address_needs_one() {
    let (home, data) = migrated();
    let pdf = home.path().join("sheet.pdf");
    let add = ["org", "add", "cambs", "--name", "Cambs", "--kind", "campaign"];
    assert_eq!(ran(command(&data).args(add)).0, 0);
    let user = [
        "user",
        "add",
        "ada@example.org",
        "--org",
        "cambs",
        "--role",
        "coordinator",
    ];
    assert_eq!(ran(command(&data).args(user)).0, 0);
    let labels = ["labels", "--count", "3", "--out", pdf.to_str().unwrap()];
    for arguments in [&labels[..], &["user", "sign-in-link", "ada@example.org"]] {
        let (code, out, err) = ran(command(&data).args(arguments));
        assert_eq!((code, out.as_str()), (2, ""), "{err}");
        assert!(
            err.contains("public address") && err.contains("--public-url"),
            "{arguments:?}: {err}"
        );
        assert!(!pdf.exists(), "no label was made");
        let known = ["--public-url", "https://bikes.example.org"];
        let (code, _, err) = ran(command(&data).args(known).args(arguments));
        assert_eq!(code, 0, "{err}");
        if pdf.exists() {
            std::fs::remove_file(&pdf).unwrap();
        }
    }
}
