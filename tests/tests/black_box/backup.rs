//! A register is copied while its server runs, and restored from the copy: either just as it was, or not at all.

use crate::people::{Telling, an_owner, registered};
use crate::privacy::{a_day_at_the_register, photo};
use crate::serve::program;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};
use std::time::Duration;
use tempfile::TempDir;
use testkit::{Database, Engine};
use tests::{Folder, Server, ServerOptions, eventually};

const KEY: &str = "BwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwc=";
const OTHER_KEY: &str = "CAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAg=";

/// What somebody might read off a bike, some of it on the demonstration register and some not.
const READ: [&str; 6] = ["WTU1?3", "WTU173", "PRV20001?", "M?0", "SERIAL", "0O0"];

fn options(db: &Database, key: &str) -> ServerOptions {
    let program = program().variable("FRAMEMARK_KEY", key);
    match db.engine() {
        Engine::Postgres => program.database(db.url()),
        Engine::Sqlite => program,
    }
}

/// An empty database of the same kind.
fn another(db: &Database) -> Database {
    match db.engine() {
        Engine::Postgres => Database::postgres(),
        Engine::Sqlite => Database::sqlite(),
    }
}

fn out(done: &Output) -> String {
    assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
    String::from_utf8(done.stdout.clone()).unwrap()
}

fn refused(done: &Output) -> String {
    let said = String::from_utf8(done.stderr.clone()).unwrap();
    assert!(!done.status.success(), "it was not refused: {said}");
    said
}

/// What the register answers: its whole list, and look-ups.
fn answers(run: impl Fn(&[&str]) -> Output) -> Vec<String> {
    let mut all = vec![out(&run(&["export"]))];
    for read in READ {
        let found = run(&["look-up", read, "--json"]);
        assert_ne!(
            found.status.code(),
            Some(2),
            "{}",
            String::from_utf8_lossy(&found.stderr)
        );
        all.push(String::from_utf8(found.stdout).unwrap());
    }
    all
}

fn files(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(files(&path));
        } else {
            found.push(path);
        }
    }
    found.sort();
    found
}

testkit::on_each_database! {
    empty async fn is_made_while_serving_and_gives_the_same_register_again(db: Database) {
        let server = Server::start(options(&db, KEY).demo()).await;
        let telling = Telling::of("PRV 20001 Q", "rowan@example.org");
        let (owner, bike) = an_owner(&server, &telling).await;
        let album = owner.open(&format!("{bike}/photos")).await.expect(200);
        let form = album.form_to(&format!("{bike}/photos"));
        form.attach("photo", "bike.png", "image/png", photo()).submit().await.expect(200);
        let home = tempfile::tempdir().unwrap();
        let backup = home.path().join("monday");
        let to = backup.to_str().unwrap();
        let browser = server.browser();
        let writing = tokio::spawn(async move {
            for more in 0..6 {
                registered(&browser, &Telling::of(&format!("PRV 3000{more} Q"), "more@example.org")).await;
            }
        });
        let said = out(&tokio::task::block_in_place(|| server.command(["backup", to])));
        writing.await.unwrap();
        assert!(said.contains("The key is not in the backup"), "{said}");
        let again = home.path().join("tuesday");
        out(&server.command(["backup", again.to_str().unwrap()]));
        let there = refused(&server.command(["backup", to]));
        assert!(there.contains("already exists"), "{there}");
        for file in files(&backup) {
            let bytes = fs::read(&file).unwrap();
            assert!(!bytes.windows(KEY.len()).any(|some| some == KEY.as_bytes()), "{} holds the key", file.display());
            let clear = String::from_utf8_lossy(&bytes).contains("rowan@example.org");
            assert!(!clear, "{} holds an address in the clear", file.display());
        }
        let before = answers(|arguments| server.command(arguments));

        let new = another(&db);
        let folder = Folder::new(options(&new, KEY));
        let tuesday = again.to_str().unwrap();
        let said = out(&folder.command(["restore", tuesday]));
        assert!(said.contains("Everybody has to sign in again"), "{said}");
        assert_eq!(answers(|arguments| folder.command(arguments)), before);
        assert_eq!(files(&folder.path().join("data/photos")).len(), 8, "the photo, its thumbnail, and six papers");
        assert!(!folder.path().join("data/restoring").exists());
        let full = refused(&folder.command(["restore", tuesday]));
        assert!(full.contains("never writes over"), "{full}");
    }
}

testkit::on_each_database! {
    empty async fn takes_every_kind_of_write_after_a_restore(db: Database) {
        let server = Server::start(options(&db, KEY).demo()).await;
        let owner = an_owner(&server, &Telling::of("PRV 20002 Q", "rowan@example.org")).await.0;
        let home = tempfile::tempdir().unwrap();
        let backup = home.path().join("backup");
        let to = backup.to_str().unwrap();
        out(&server.command(["backup", to]));

        let new = another(&db);
        let made = Folder::new(options(&new, KEY));
        out(&made.command(["restore", to]));
        let data = TempDir::with_prefix("framemark-restored-").unwrap();
        for entry in fs::read_dir(made.path().join("data")).unwrap() {
            let entry = entry.unwrap();
            fs::rename(entry.path(), data.path().join(entry.file_name())).unwrap();
        }
        let restored = Server::start_in(options(&new, KEY), data).await;
        let page = owner.moved_to(restored.address()).open("/account").await.expect(200);
        assert_eq!(page.path(), "/sign-in", "an earlier sign-in may have been ended since, so it is not restored");
        a_day_at_the_register(&restored).await;
        eventually("look-up of a new bike by a misread number", async || {
            let found = restored.command(["look-up", "PRV1000?Q", "--json"]);
            String::from_utf8(found.stdout).unwrap().contains("PRV 10001 Q").then_some(())
        })
        .await;
    }
}

testkit::on_each_database! {
    empty async fn of_another_key_cut_or_changed_is_refused_with_the_reason(db: Database) {
        let server = Server::start(options(&db, KEY)).await;
        let telling = Telling::of("PRV 20001 Q", "rowan@example.org");
        let (owner, bike) = an_owner(&server, &telling).await;
        let album = owner.open(&format!("{bike}/photos")).await.expect(200);
        let form = album.form_to(&format!("{bike}/photos"));
        form.attach("photo", "bike.png", "image/png", photo()).submit().await.expect(200);
        let home = tempfile::tempdir().unwrap();
        let backup = home.path().join("backup");
        let from = backup.to_str().unwrap();
        out(&server.command(["backup", from]));

        let new = another(&db);
        let folder = Folder::new(options(&new, KEY));
        let restore = || folder.command(["restore", from]);
        out(&folder.command(["restore", from, "--check"]));
        let stranger = Folder::new(options(&new, OTHER_KEY));
        let said = refused(&stranger.command(["restore", from]));
        assert!(said.contains("belongs to the key with the fingerprint"), "{said}");
        let said = refused(&folder.command(["restore", home.path().to_str().unwrap()]));
        assert!(said.contains("does not hold a whole backup"), "{said}");
        for file in files(&backup) {
            let whole = fs::read(&file).unwrap();
            if whole.is_empty() {
                continue;
            }
            let shown = file.display();
            fs::write(&file, &whole[..whole.len() - 2]).unwrap();
            let said = refused(&restore());
            let reasons = ["bytes long, but it was", "been changed", "cannot be read"];
            assert!(reasons.iter().any(|reason| said.contains(reason)), "{shown}: {said}");
            let mut changed = whole.clone();
            let middle = changed.len() / 2;
            changed[middle] ^= 1;
            fs::write(&file, &changed).unwrap();
            let said = refused(&restore());
            let reasons = ["been changed", "cannot be read", "belongs to the key", "is not a name", "newer version"];
            assert!(reasons.iter().any(|reason| said.contains(reason)), "{shown}: {said}");
            fs::remove_file(&file).unwrap();
            let said = refused(&restore());
            assert!(["is missing", "a whole backup"].iter().any(|reason| said.contains(reason)), "{shown}: {said}");
            fs::write(&file, &whole).unwrap();
        }
        assert!(!folder.path().join("data/framemark.db").exists());
        out(&restore());
    }
}

/// Starts a command and ends it after a while, as a power cut would.
fn killed_after(data: &Path, db: &Database, arguments: &[&str], wait: Duration) {
    let mut command = Command::new(env!("CARGO_BIN_EXE_framemark_under_test"));
    command
        .env_remove("FRAMEMARK_DATABASE_URL")
        .env("FRAMEMARK_KEY", KEY);
    if db.engine() == Engine::Postgres {
        command.env("FRAMEMARK_DATABASE_URL", db.url());
    }
    command.arg("--data").arg(data).args(arguments);
    let mut child: Child = command
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    std::thread::sleep(wait);
    // It may have ended by itself.
    let _ = child.kill();
    child.wait().unwrap();
}

testkit::on_each_database! {
    empty async fn killed_in_the_middle_leaves_nothing_or_all(db: Database) {
        let server = Server::start(options(&db, KEY).demo()).await;
        let before = answers(|arguments| server.command(arguments));
        let home = tempfile::tempdir().unwrap();
        let mut whole = None;
        for step in 0..8 {
            let to = home.path().join(format!("backup-{step}"));
            let arguments = ["backup", to.to_str().unwrap()];
            killed_after(server.data(), &db, &arguments, Duration::from_millis(20 * step * step));
            let check = ["restore", to.to_str().unwrap(), "--check"];
            assert_eq!(server.command(check).status.success(), to.exists(), "step {step}");
            if to.exists() {
                continue;
            }
            // What was left behind does not stop the next backup.
            out(&server.command(arguments));
            whole = Some(to);
        }
        let whole = whole.expect("a backup that was ended before it was whole");
        let from = whole.to_str().unwrap();

        for step in 1..7 {
            let new = another(&db);
            let folder = Folder::new(options(&new, KEY));
            let data = folder.path().join("data");
            killed_after(&data, &new, &["restore", from], Duration::from_millis(40 * step * step));
            let half = folder.command(["export"]);
            if half.status.success() {
                assert_eq!(out(&half), before[0], "step {step}: half a register");
                out(&folder.command(["reindex"]));
            } else {
                out(&folder.command(["restore", from]));
            }
            assert_eq!(answers(|arguments| folder.command(arguments)), before, "step {step}");
        }
    }
}
