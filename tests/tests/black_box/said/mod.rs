//! What people read: the words of the main pages, of the errors in forms, and of the command line. If a sentence
//! changes, the person who reviews the change will see it.

mod bike;
mod booking;
mod check;
mod commands;
mod desk;
mod label;
mod look_up;
mod matches;
mod pages;
mod partner;
mod recovery;
mod refused;
mod register;
mod theft;
mod transfer;

use crate::people::signed_in;
use crate::serve::program;
use jiff::Timestamp;
use std::ffi::OsStr;
use tests::{Browser, Form, Page, Server, ServerOptions};

/// The program at noon on a day in the future, so that every date on a page is the same whenever the test runs.
#[expect(
    clippy::disallowed_methods,
    reason = "the program's clock starts from the wall clock"
)]
fn at_noon() -> ServerOptions {
    let noon: Timestamp = "2031-06-04T11:00:00Z".parse().unwrap();
    // Rounded up, because a page would say 11:59am if the clock were a second slow.
    let ahead = noon.duration_since(Timestamp::now()).as_secs() + 1;
    program().variable(tests::AHEAD, &ahead.to_string())
}

/// The demonstration register at noon, with the browser of one of its staff, such as `officer`.
async fn demo_for(role: &str) -> (Server, Browser) {
    let server = Server::start(at_noon().demo()).await;
    let browser = signed_in(&server, &format!("{role}@example.org")).await;
    (server, browser)
}

/// What a page says, without the port that the server happens to listen on.
fn said(server: &Server, page: &Page) -> String {
    let said = page.said().replace(server.address(), "https://SITE");
    // The address of a conversation contains a secret.
    let mut parts = said.split("/messages/");
    let first = parts.next().unwrap_or_default().to_owned();
    parts.fold(first, |said, part| {
        let rest = part.trim_start_matches(|sign: char| sign.is_ascii_alphanumeric() || "-_".contains(sign));
        format!("{said}/messages/TOKEN{rest}")
    })
}

/// Opens a page and returns what it says.
async fn read(server: &Server, browser: &Browser, path: &str) -> String {
    said(server, &browser.open(path).await.expect(200))
}

/// Fills in a page with one form, and returns the next page.
async fn answer(page: &Page, typed: &[(&str, &str)]) -> Page {
    filled(&page.form(), typed).submit().await.expect(200)
}

fn filled(form: &Form, typed: &[(&str, &str)]) -> Form {
    typed
        .iter()
        .fold(form.clone(), |form, (name, value)| form.fill(name, value))
}

/// Puts bikes on the register. The lines are a list for `import`, and the first line names the columns.
fn imported(server: &Server, list: &str) {
    let file = server.data().join("list.csv");
    std::fs::write(&file, list).unwrap();
    let done = server.command([OsStr::new("import"), file.as_os_str()]);
    assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
}

/// Sends a form with mistakes, and returns what the page says at each field.
async fn wrong(form: &Form, typed: &[(&str, &str)]) -> String {
    filled(form, typed).submit().await.expect(422).errors().join("\n")
}
