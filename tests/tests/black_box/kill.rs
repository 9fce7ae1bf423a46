//! The power is cut while people register: everybody who saw the last page has a bike on the register.

use std::collections::BTreeSet;

use crate::people::Telling;
use crate::serve::program;
use reqwest::Method;
use reqwest::multipart::Form as Multipart;
use tests::wait::{PATIENCE, eventually};
use tests::{Browser, Page, Server};
use tokio::sync::{mpsc, watch};

const PEOPLE: usize = 6;
const BIKES_EACH: usize = 50;
const KILLS: usize = 5;

/// Somebody who registers bikes, and tries again whenever the server is gone, as people do.
struct Person {
    browser: Browser,
    address: watch::Receiver<String>,
}

impl Person {
    /// Sends a request until it is answered.
    async fn ask(&mut self, method: Method, path: &str, form: Option<&[(&str, &str)]>) -> Page {
        loop {
            let address = self.address.borrow().clone();
            let browser = self.browser.clone().moved_to(&address);
            let mut request = browser.request(method.clone(), path);
            request = match form {
                Some(form) if path.ends_with("/photos") => {
                    let parts = form.iter().fold(Multipart::new(), |parts, (name, value)| {
                        parts.text((*name).to_owned(), (*value).to_owned())
                    });
                    request.multipart(parts)
                }
                Some(form) => request.form(form),
                None => request,
            };
            match browser.try_send(request).await {
                Ok(page) => {
                    assert!(
                        page.status() < 500,
                        "{path} answers {}: {}",
                        page.status(),
                        page.text("main")
                    );
                    return page;
                }
                Err(error) => {
                    let back = self.address.wait_for(|now| *now != address);
                    let came_back = tokio::time::timeout(PATIENCE, back).await;
                    assert!(
                        came_back.is_ok(),
                        "{path}: {error:?}, and nobody had killed the server"
                    );
                }
            }
        }
    }

    /// Registers a bike and returns the reference on the last page.
    async fn register(&mut self, telling: &Telling) -> String {
        let first = self.ask(Method::GET, "/register/email", None).await.expect(200);
        let token = first.form().value("csrf").expect("a token").to_owned();
        for (question, answers) in telling.answers() {
            let path = format!("/register/{question}");
            let mut form = vec![("csrf", token.as_str())];
            form.extend(answers);
            self.ask(Method::POST, &path, Some(&form)).await.expect(303);
        }
        let sent = self
            .ask(Method::POST, "/register/check", Some(&[("csrf", &token)]))
            .await
            .expect(303);
        assert_eq!(sent.header("location"), Some("/register/done"));
        self.ask(Method::GET, "/register/done", None)
            .await
            .expect(200)
            .text(".fm-reference")
    }
}

fn frame_number(person: usize, bike: usize) -> String {
    // The numbers differ so much that no look-alike can turn one into another.
    format!(
        "K{person}{:04}W{:04}",
        bike * 37 + 1_111,
        bike * 113 + person * 17 + 2_222
    )
}

#[tokio::test]
async fn an_owner_who_saw_the_last_page_is_on_the_register_once() {
    let mut server = Server::start(program()).await;
    let (tell_address, address) = watch::channel(server.address().to_owned());
    let (acknowledge, mut acknowledged) = mpsc::unbounded_channel();
    for person in 0..PEOPLE {
        let (address, acknowledge) = (address.clone(), acknowledge.clone());
        let browser = server.browser();
        tokio::spawn(async move {
            let mut someone = Person { browser, address };
            for bike in 0..BIKES_EACH {
                let number = frame_number(person, bike);
                let telling = Telling::of(&number, &format!("owner{person}-{bike}@example.org"));
                let reference = someone.register(&telling).await;
                // Nobody is listening any more if the test has already failed.
                let _ = acknowledge.send((number, reference));
            }
        });
    }
    drop(acknowledge);

    let mut done = Vec::new();
    let mut kills = 0;
    while let Some(one) = acknowledged.recv().await {
        done.push(one);
        if kills < KILLS && done.len() >= (kills + 1) * 45 {
            server.kill9();
            kills += 1;
            server.restart().await;
            tell_address
                .send(server.address().to_owned())
                .expect("people are still registering");
        }
    }
    assert_eq!(
        (done.len(), kills),
        (PEOPLE * BIKES_EACH, KILLS),
        "somebody gave up"
    );
    let references: BTreeSet<&String> = done.iter().map(|(_, reference)| reference).collect();
    assert_eq!(references.len(), done.len(), "two bikes have one reference");

    server.restart().await;
    // Nobody has confirmed these bikes, so the public hears nothing about them, and we read the register's own list.
    let listed = server.command(["export"]);
    assert!(
        listed.status.success(),
        "{}",
        String::from_utf8_lossy(&listed.stderr)
    );
    let listed = String::from_utf8_lossy(&listed.stdout);
    for (number, _) in &done {
        assert_eq!(listed.matches(number.as_str()).count(), 1, "{number}");
    }
    for (number, reference) in done.iter().step_by(29) {
        // One character is unreadable, so only the index can answer. It has survived the kills too.
        let read = format!("{}?{}", &number[..3], &number[4..]);
        eventually(&format!("look-up that finds {number}"), async || {
            let found = server.command(["look-up", &read, "--json"]);
            let said = String::from_utf8_lossy(&found.stdout).into_owned();
            (found.status.success() && said.contains(number.as_str())).then_some(said)
        })
        .await;
        assert!(!reference.is_empty());
    }
    let exported = server.command(["export"]);
    assert!(
        exported.status.success(),
        "{}",
        String::from_utf8_lossy(&exported.stderr)
    );
    let list = String::from_utf8(exported.stdout).expect("text");
    assert_eq!(
        list.lines().count(),
        done.len() + 1,
        "a line a bike and the header"
    );
    for (number, _) in &done {
        assert_eq!(
            list.matches(number.as_str()).count(),
            1,
            "{number} is not on the register once"
        );
    }
    for person in 0..PEOPLE {
        let address = format!("owner{person}-0@example.org");
        server.next_mail_to(&address).await;
        let letters = server
            .mail()
            .iter()
            .filter(|mail| mail.to.contains(&address))
            .count();
        assert_eq!(letters, 1, "{address} was written to {letters} times");
    }
}
