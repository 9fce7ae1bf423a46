//! A full disk and a read-only disk, on real mounts. If the user may not mount anything, these tests are skipped, and
//! say so.

use crate::people::Telling;
use crate::serve::program;
use reqwest::Method;
use reqwest::multipart::Form as Multipart;
use std::fs::{self, OpenOptions};
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use tests::wait::eventually;
use tests::{Browser, Page, Server};

/// Enough for a small register and for the free space that readiness asks for.
const SIZE: &str = "size=96m";
/// Many times as many posts as the write-ahead log can hold before it starts again.
const MOST_POSTS: usize = 3_000;

/// A disk in memory. It is unmounted when dropped.
struct Mount {
    folder: tempfile::TempDir,
}

impl Mount {
    /// Mounts a disk. If this user may not, prints the reason and returns `None`.
    #[expect(clippy::print_stderr, reason = "a test that is skipped says so")]
    fn new() -> Option<Self> {
        let folder = tempfile::tempdir().unwrap();
        let done = mount(&["-t", "tmpfs", "-o", SIZE, "tmpfs"], folder.path());
        if done.status.success() {
            return Some(Self { folder });
        }
        eprintln!("skipped: {}", String::from_utf8_lossy(&done.stderr).trim());
        None
    }

    fn path(&self) -> &Path {
        self.folder.path()
    }

    /// Makes the disk read-only, or writable again.
    fn remount(&self, how: &str) {
        let done = mount(&["-o", &format!("remount,{how}")], self.path());
        assert!(
            done.status.success(),
            "{how}: {}",
            String::from_utf8_lossy(&done.stderr)
        );
    }

    /// Fills the disk to the last byte. Returns the file to delete to make room again.
    fn fill(&self) -> PathBuf {
        let path = self.path().join("ballast");
        let mut file = OpenOptions::new().create(true).append(true).open(&path).unwrap();
        for size in [1 << 20, 1 << 12, 1] {
            let bytes = vec![7; size];
            while file.write_all(&bytes).is_ok() {}
        }
        path
    }
}

impl Drop for Mount {
    fn drop(&mut self) {
        // If the disk cannot be unmounted, its folder stays behind. The test has its result anyway.
        let _ = Command::new("umount").arg("--lazy").arg(self.path()).status();
    }
}

fn mount(arguments: &[&str], folder: &Path) -> Output {
    let done = Command::new("mount").args(arguments).arg(folder).output();
    done.unwrap_or_else(|error| panic!("no program to mount with: {error}"))
}

/// Answers a question of a registration.
async fn answer(browser: &Browser, token: &str, typed: &str) -> Page {
    let form = [("csrf", token), ("features", typed)];
    let request = browser.request(Method::POST, "/register/features").form(&form);
    browser.send(request).await
}

/// Answers the question again and again until an answer cannot be stored. Returns the last one that was stored.
async fn until_it_is_refused(browser: &Browser, token: &str, mut kept: String) -> String {
    for time in 0..MOST_POSTS {
        let typed = format!("Scratch {time} {}", "on the left side ".repeat(20));
        let page = answer(browser, token, &typed).await;
        if page.status() == 303 {
            kept = typed.trim().to_owned();
            continue;
        }
        assert_eq!(page.status(), 503, "{}", page.text("main"));
        assert!(
            page.text("main").contains("was not saved"),
            "{}",
            page.text("main")
        );
        return kept;
    }
    panic!("the disk took {MOST_POSTS} answers after it was full");
}

#[tokio::test]
async fn a_full_disk_is_said_and_nothing_is_lost_when_there_is_space_again() {
    let Some(disk) = Mount::new() else { return };
    let server = Server::start(program().inside(disk.path())).await;
    let browser = server.browser();
    let telling = Telling::of("KWD77345W", "ada@example.org");
    let first = browser.open("/register/email").await.expect(200);
    let token = first.form().value("csrf").unwrap().to_owned();
    for (question, answers) in telling.answers() {
        let mut form = vec![("csrf", token.as_str())];
        form.extend(answers);
        let request = browser.request(Method::POST, &format!("/register/{question}"));
        let request = match question {
            "photos" => request.multipart(Multipart::new().text("csrf", token.clone())),
            _ => request.form(&form),
        };
        browser.send(request).await.expect(303);
    }

    let kept = "A scratch on the left side";
    answer(&browser, &token, kept).await.expect(303);

    let ballast = disk.fill();
    let kept = until_it_is_refused(&browser, &token, kept.to_owned()).await;
    let ready = format!("{}/readyz", server.address());
    eventually("an answer that the disk is full", async || {
        let answer = reqwest::get(&ready).await.ok()?;
        let status = answer.status().as_u16();
        let text = answer.text().await.ok()?;
        (status == 503 && text.starts_with("not ready: the disk is full")).then_some(())
    })
    .await;
    let refused = server.command(["look-up", "KWD77345W"]);
    let said = String::from_utf8_lossy(&refused.stderr).into_owned();
    assert!(
        !refused.status.success() && said.contains("its disk is full"),
        "{said}"
    );
    assert!(said.contains(&*server.data().to_string_lossy()), "{said}");
    browser.open("/check").await.expect(200);

    fs::remove_file(ballast).unwrap();
    eventually("an answer that it is ready", async || {
        let answer = reqwest::get(&ready).await.ok()?;
        answer.status().is_success().then_some(())
    })
    .await;
    let page = browser.open("/register/features").await.expect(200);
    assert_eq!(page.form().value("features").map(str::trim), Some(kept.as_str()));
    let sent = browser
        .open("/register/check")
        .await
        .expect(200)
        .form()
        .submit()
        .await;
    assert_eq!(sent.path(), "/register/done", "{}", sent.text("main"));
    server.next_mail_to("ada@example.org").await;
    // The index works again too: only the index can find a number with an unreadable character.
    eventually("a look-up that finds the bike", async || {
        let found = server.command(["look-up", "KWD7?345W", "--json"]);
        let said = String::from_utf8_lossy(&found.stdout).into_owned();
        (found.status.success() && said.contains("KWD77345W")).then_some(())
    })
    .await;
    let database = format!("sqlite:{}", server.data().join("framemark.db").display());
    assert_eq!(testkit::texts_of(&database, "PRAGMA integrity_check"), ["ok"]);
    assert_eq!(testkit::texts_of(&database, "PRAGMA foreign_key_check"), [""; 0]);
}

#[tokio::test]
async fn a_read_only_folder_is_named_and_left_as_it_was() {
    let Some(disk) = Mount::new() else { return };
    let server = {
        let mut server = Server::start(program().inside(disk.path())).await;
        assert!(server.stop().await.success());
        server
    };
    disk.remount("ro");
    let folder = server.data().display().to_string();
    for command in [
        &["serve", "--listen", "127.0.0.1:0"][..],
        &["look-up", "X123"],
        &["migrate"],
    ] {
        let refused = server.command(command);
        let said = String::from_utf8_lossy(&refused.stderr).into_owned();
        assert!(!refused.status.success(), "{command:?}");
        for words in [
            "cannot write in the data folder",
            &folder,
            "it is read-only",
            "--data",
        ] {
            assert!(said.contains(words), "{command:?}, {words}: {said}");
        }
    }
    disk.remount("rw");
    let mut server = server;
    server.restart().await;
    server.browser().open("/check").await.expect(200);
}
