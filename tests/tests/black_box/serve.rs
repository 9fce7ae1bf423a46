//! Starting, stopping, dying and coming back.

use std::process::{Command, Stdio};
use tests::{Server, ServerOptions};

/// A database outside the data folder needs a key from the environment.
const KEY: &str = "BwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwc=";

/// Returns how to start the program of this build, with high limits: everybody in a test asks from one address, and
/// faster than people do.
pub fn program() -> ServerOptions {
    with_usual_limits().variable("FRAMEMARK_LIMITS", "100")
}

/// Returns the options that start the server with its usual limits.
pub fn with_usual_limits() -> ServerOptions {
    ServerOptions::new(env!("CARGO_BIN_EXE_framemark_under_test"))
}

testkit::on_each_database! {
    empty async fn says_that_it_is_well_and_stops_when_asked(db: testkit::Database) {
        let mut server = Server::start(program().database(db.url()).variable("FRAMEMARK_KEY", KEY)).await;
        let browser = server.browser();
        browser.open("/healthz").await.expect(200);
        browser.open("/readyz").await.expect(200);
        assert!(!browser.open("/").await.expect(200).heading().is_empty());
        browser.open("/nothing-here").await.expect(404);
        let ended = server.stop().await;
        assert!(ended.success(), "{ended}:\n{}", server.log());
    }
}

testkit::on_each_database! {
    empty async fn comes_back_after_being_killed(db: testkit::Database) {
        let mut server = Server::start(program().database(db.url()).variable("FRAMEMARK_KEY", KEY)).await;
        for _ in 0..3 {
            server.kill9();
            server.restart().await;
            server.browser().open("/check").await.expect(200);
        }
    }
}

#[tokio::test]
async fn the_embedded_database_is_in_the_data_folder() {
    let server = Server::start(program()).await;
    let database = server.data().join("framemark.db");
    assert!(database.is_file(), "{} is missing", database.display());
}

/// A separate folder in which commands run, so that the default data folder is in it too.
struct Place(tempfile::TempDir);

impl Place {
    fn new() -> Self {
        Self(tempfile::tempdir().expect("a folder"))
    }

    fn run(&self, arguments: &[&str]) -> (i32, String, String) {
        let done = Command::new(env!("CARGO_BIN_EXE_framemark_under_test"))
            .args(arguments)
            .current_dir(self.0.path())
            .env_remove("FRAMEMARK_DATA")
            .env_remove("FRAMEMARK_DATABASE_URL")
            .env_remove("FRAMEMARK_KEY")
            .stdin(Stdio::null())
            .output()
            .expect("the program runs");
        let text = |bytes: Vec<u8>| String::from_utf8(bytes).expect("UTF-8");
        (
            done.status.code().expect("an exit code"),
            text(done.stdout),
            text(done.stderr),
        )
    }
}

#[test]
fn a_mistyped_folder_makes_no_register() {
    let place = Place::new();
    for arguments in [
        vec!["look-up", "ABC123"],
        vec!["export"],
        vec!["reindex"],
        vec![
            "org", "add", "camcycle", "--name", "Camcycle", "--kind", "campaign",
        ],
        vec!["user", "sign-in-link", "ada@example.org"],
        vec!["marks", "check", "7KQ4M-2X9TD"],
        vec!["serve", "--listen", "127.0.0.1:0"],
    ] {
        let (code, out, err) = place.run(&[&["--data", "typo"], arguments.as_slice()].concat());
        assert_eq!((code, out.as_str()), (2, ""), "{arguments:?}: {err}");
        assert!(
            err.contains("there is no register in typo") && err.contains("framemark migrate"),
            "{err}"
        );
        assert!(
            !place.0.path().join("typo").exists(),
            "{arguments:?} made a folder"
        );
    }
}

#[test]
fn only_migrate_makes_a_key_and_says_where_it_is() {
    let place = Place::new();
    let (code, out, err) = place.run(&["--data", "here", "migrate"]);
    assert_eq!(code, 0, "{err}");
    let last = out.lines().last().unwrap_or_default();
    assert!(
        last.contains("here/framemark.key") && last.contains("Keep a copy"),
        "{out}"
    );
    let mode = |name: &str| {
        let about = place
            .0
            .path()
            .join("here")
            .join(name)
            .metadata()
            .expect("it is there");
        std::os::unix::fs::PermissionsExt::mode(&about.permissions()) & 0o777
    };
    assert_eq!(
        (mode(""), mode("framemark.key"), mode("framemark.db")),
        (0o700, 0o600, 0o600)
    );
    let (code, out, _) = place.run(&["--data", "here", "migrate"]);
    assert_eq!((code, out.as_str()), (0, "The database is up to date.\n"));

    std::fs::set_permissions(
        place.0.path().join("here/framemark.key"),
        std::os::unix::fs::PermissionsExt::from_mode(0o644),
    )
    .expect("the key is ours");
    let (code, _, err) = place.run(&["--data", "here", "export"]);
    assert!(code == 2 && err.contains("chmod 600"), "{code}: {err}");
}

#[test]
fn a_demonstration_leaves_a_real_register_alone() {
    let place = Place::new();
    assert_eq!(place.run(&["--data", "real", "migrate"]).0, 0);
    let add = [
        "org", "add", "camcycle", "--name", "Camcycle", "--kind", "campaign",
    ];
    assert_eq!(place.run(&[&["--data", "real"], add.as_slice()].concat()).0, 0);
    let (code, _, err) = place.run(&["--data", "real", "serve", "--demo", "--listen", "127.0.0.1:0"]);
    assert!(
        code == 2 && err.contains("a real register, not a demonstration"),
        "{code}: {err}"
    );
    let (_, out, _) = place.run(&["--data", "real", "export"]);
    assert_eq!(out.lines().count(), 1, "no invented bike was loaded: {out}");
}

#[test]
fn settings_that_mean_nothing_are_refused() {
    for (name, value, says) in [
        ("FRAMEMARK_LOG", "loud", "off, error, warn, info, debug, trace"),
        ("FRAMEMARK_LOG_FORMAT", "xml", "text or json"),
        (
            "FRAMEMARK_PUBLIC_URL",
            "https://bikes.example.org/sub",
            "under a path",
        ),
    ] {
        let place = Place::new();
        let done = Command::new(env!("CARGO_BIN_EXE_framemark_under_test"))
            .args(["--data", "x", "migrate"])
            .current_dir(place.0.path())
            .env(name, value)
            .output()
            .expect("the program runs");
        let err = String::from_utf8_lossy(&done.stderr).into_owned();
        assert!(
            done.status.code() == Some(2) && err.contains(says),
            "{name}={value}: {err}"
        );
        assert!(!place.0.path().join("x").exists(), "{name}={value} made a folder");
    }
}
