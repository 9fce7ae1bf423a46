//! The power is cut while an owner sends proof that a bike is theirs: nothing is half-kept, each photo is there whole or not
//! at all, and what was typed can be sent again and counts once.

use crate::home::recorded;
use crate::people::{Telling, an_owner, signed_in};
use crate::power_cuts::{OFFICER, first_node, number};
use reqwest::multipart::{Form as Multipart, Part};
use reqwest::{Method, RequestBuilder};
use std::io::Write;
use std::net::TcpStream;
use testkit::Database;
use tests::wait::PATIENCE;
use tests::{Browser, Page, Server};
use tokio::sync::{mpsc, watch};

/// How many photos an owner adds and offers, each with words of its own.
const PHOTOS: usize = 4;
/// After how many of them the server is killed.
const KILLED_AFTER: [usize; 3] = [1, 2, 3];

/// A bike of this owner is in the store, and nobody has shown yet whose it is.
async fn matched(server: &Server, officer: &Browser) -> (Browser, String, String) {
    let number = number(77);
    let (owner, bike) = an_owner(server, &Telling::of(&number, "owner@example.org")).await;
    let case = recorded(officer, "PS/77", &number, "red").await;
    let id = bike.rsplit('/').next().expect("an id");
    let tie = case.form_to(&format!("{}/bikes/{id}/tie", case.path()));
    tie.submit().await.expect(200);
    (owner, bike, case.path().to_owned())
}

/// An owner at a browser, who tries again while the server is gone.
struct Persistent {
    browser: Browser,
    address: watch::Receiver<String>,
}

impl Persistent {
    async fn until_answered(&self, request: impl Fn(&Browser) -> RequestBuilder) -> Page {
        loop {
            let address = self.address.borrow().clone();
            let browser = self.browser.clone().moved_to(&address);
            match browser.try_send(request(&browser)).await {
                Ok(page) => {
                    assert!(page.status() < 500, "{}", page.text("main"));
                    return page;
                }
                Err(error) => {
                    let mut address_now = self.address.clone();
                    let back = address_now.wait_for(|now| *now != address);
                    let came_back = tokio::time::timeout(PATIENCE, back).await;
                    assert!(came_back.is_ok(), "{error:?}, and nobody had killed the server");
                }
            }
        }
    }

    async fn open(&self, path: &str) -> Page {
        self.until_answered(|browser| browser.request(Method::GET, path))
            .await
            .expect(200)
    }

    /// Adds a photo from the page of proof, and offers it with words. Sends each form twice, like somebody who taps
    /// twice.
    async fn offer(&self, bike: &str, nth: usize) {
        let (proof, album) = (format!("{bike}/home/proof"), format!("{bike}/photos"));
        let page = self.open(&proof).await;
        let token = page.form_to(&album).value("csrf").expect("a token").to_owned();
        for _ in 0..2 {
            let sent = self
                .until_answered(|browser| {
                    let file = Part::bytes(picture(nth)).file_name("proof.png");
                    let form = Multipart::new().text("csrf", token.clone()).text("then", "proof");
                    browser
                        .request(Method::POST, &album)
                        .multipart(form.part("album", file))
                })
                .await;
            assert_eq!(sent.status(), 303, "{}", sent.text("main"));
        }
        let page = self.open(&proof).await;
        let photos = page.attributes("input[name=photo]", "value");
        assert_eq!(photos.len(), nth + 1, "one for each photo, whole or not at all");
        let form = page.form_to(&proof).fill("kind", "photo");
        let form = form
            .fill("photo", &photos[nth])
            .fill("words", &words(nth))
            .pairs();
        for _ in 0..2 {
            let sent = self
                .until_answered(|browser| browser.request(Method::POST, &proof).form(&form))
                .await;
            assert_eq!(sent.status(), 303, "{}", sent.text("main"));
        }
    }
}

fn picture(nth: usize) -> Vec<u8> {
    testkit::dot(u8::try_from(nth * 40).expect("a shade"))
}

fn words(nth: usize) -> String {
    format!("Look at mark number {nth} below the saddle")
}

/// Sends only the first half of a form with photos, and leaves the connection open.
fn half_sent(server: &Server, owner: &Browser, path: &str, form: &[u8]) -> TcpStream {
    let host = server.address().trim_start_matches("http://");
    let mut stream = TcpStream::connect(host).expect("the server listens");
    write!(
        stream,
        "POST {path} HTTP/1.1\r\nHost: {host}\r\nCookie: {}\r\nContent-Type: multipart/form-data; boundary=cut\r\n\
         Content-Length: {}\r\n\r\n",
        owner.cookies().expect("an owner who is signed in"),
        form.len()
    )
    .expect("the server reads");
    stream
        .write_all(&form[..form.len() / 2])
        .expect("the server reads");
    stream.flush().expect("the server reads");
    stream
}

/// A form with two photos, as a browser writes it.
fn two_photos(token: &str) -> Vec<u8> {
    let mut form = Vec::new();
    for (name, value) in [("csrf", token), ("then", "proof")] {
        let part = format!("--cut\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n");
        form.extend_from_slice(part.as_bytes());
    }
    for nth in 0..2 {
        let head = format!(
            "--cut\r\nContent-Disposition: form-data; name=\"album\"; filename=\"{nth}.png\"\r\n\
             Content-Type: image/png\r\n\r\n"
        );
        form.extend_from_slice(head.as_bytes());
        form.extend_from_slice(&picture(nth));
        form.extend_from_slice(b"\r\n");
    }
    form.extend_from_slice(b"--cut--\r\n");
    form
}

/// How many photos the register names.
fn photos(db: &Database) -> usize {
    db.texts("SELECT file FROM photo").len()
}

testkit::on_each_database! {
    empty async fn proof_that_is_sent_through_power_cuts_is_there_once_and_whole(db: Database) {
        let mut nodes = first_node(&db).await;
        let officer = signed_in(&nodes[0], OFFICER).await;
        let (owner, bike, case) = matched(&nodes[0], &officer).await;

        // Cut in the middle of a form: nothing of it is kept.
        let (proof, album) = (format!("{bike}/home/proof"), format!("{bike}/photos"));
        let page = owner.open(&proof).await.expect(200);
        let form = two_photos(page.form_to(&album).value("csrf").expect("a token"));
        let cut = half_sent(&nodes[0], &owner, &album, &form);
        nodes[0].kill9();
        drop(cut);
        nodes[0].restart().await;
        assert_eq!(photos(&db), 0);
        let owner = owner.moved_to(nodes[0].address());
        let empty = owner.open(&proof).await.expect(200);
        assert!(empty.text("main").contains("There is no photo of this bike yet"));

        let (tell_address, address) = watch::channel(nodes[0].address().to_owned());
        let (acknowledge, mut acknowledged) = mpsc::unbounded_channel();
        let own = bike.clone();
        let sending = tokio::spawn(async move {
            let owner = Persistent { browser: owner, address };
            for nth in 0..PHOTOS {
                owner.offer(&own, nth).await;
                // Nobody is listening any more if the test has already failed.
                let _ = acknowledge.send(nth);
            }
            owner.browser
        });
        let mut done = 0;
        while acknowledged.recv().await.is_some() {
            done += 1;
            if KILLED_AFTER.contains(&done) {
                // By now the next photo is on its way.
                nodes[0].kill9();
                nodes[0].restart().await;
                tell_address.send(nodes[0].address().to_owned()).expect("the owner listens");
            }
        }
        let owner = sending.await.expect("an owner who has sent everything").moved_to(nodes[0].address());
        assert_eq!((done, photos(&db)), (PHOTOS, PHOTOS));

        // The officer sees each once, and each photo can be opened in full.
        let officer = officer.moved_to(nodes[0].address());
        let counter = officer.open(&format!("{case}/home")).await.expect(200);
        for nth in 0..PHOTOS {
            assert_eq!(counter.text("main").matches(&words(nth)).count(), 1, "{nth}");
            assert!(counter.form_to(&format!("{case}/home/proof/{nth}")).is_post());
        }
        let page = owner.open(&proof).await.expect(200);
        for id in page.attributes("input[name=photo]", "value") {
            let photo = owner.open(&format!("{bike}/photos/{id}")).await.expect(200);
            let whole = photo.bytes();
            assert!(whole.starts_with(&[0xFF, 0xD8]) && whole.ends_with(&[0xFF, 0xD9]));
        }
    }
}
