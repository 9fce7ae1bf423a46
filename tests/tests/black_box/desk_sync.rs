//! Phones at a desk send their queues: sealed, in any order, more than once, and to a server that dies.

use std::collections::{BTreeMap, BTreeSet};

use crate::people::{blank_marks, signed_in};
use crate::serve::program;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use domain::MarkCode;
use reqwest::Method;
use serde_json::{Value, json};
use tests::wait::PATIENCE;
use tests::{Browser, Page, Server};

/// A phone that has opened its desk at today's event of the demonstration.
pub struct Phone {
    pub browser: Browser,
    pub csrf: String,
    pub event: i64,
    pub key: String,
    pub public: Vec<u8>,
}

impl Phone {
    pub async fn open(server: &Server, email: &str) -> Self {
        Self::of(signed_in(server, email).await).await
    }

    pub async fn of(browser: Browser) -> Self {
        let here = browser.open("/desk/here.json").await.expect(200).json();
        let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
        Self {
            csrf: text(&here["csrf"]),
            event: here["events"][0]["id"].as_i64().unwrap_or(0),
            key: text(&here["key"]["id"]),
            public: STANDARD.decode(text(&here["key"]["public"])).unwrap(),
            browser,
        }
    }

    /// Seals what was typed about a bike, as the phone does when it is saved.
    pub fn entry(&self, number: u32, words: &Value) -> Value {
        let id = entry_id(number);
        let beside = format!("{id}\n{}\nDesk 1", self.event);
        let (enc, sealed) = testkit::phone::seal(
            &self.public,
            words.to_string().as_bytes(),
            beside.as_bytes(),
            u64::from(number),
        );
        json!({
            "id": id, "event": self.event, "desk": "Desk 1", "key": self.key,
            "enc": STANDARD.encode(enc), "sealed": STANDARD.encode(sealed),
        })
    }

    pub fn request(&self, entries: &[Value]) -> reqwest::RequestBuilder {
        self.browser
            .request(Method::POST, "/desk/sync")
            .header("x-csrf-token", &self.csrf)
            .json(&json!({ "entries": entries }))
    }

    pub async fn send(&self, entries: &[Value]) -> Page {
        self.browser.send(self.request(entries)).await
    }

    /// Sends entries and returns the state of each.
    pub async fn states(&self, entries: &[Value]) -> Vec<String> {
        let said = self.send(entries).await.expect(200).json();
        said["results"]
            .as_array()
            .unwrap()
            .iter()
            .map(|one| match one["reason"].as_str() {
                Some(reason) => format!("{}: {reason}", one["state"].as_str().unwrap()),
                None => one["state"].as_str().unwrap().to_owned(),
            })
            .collect()
    }
}

pub fn entry_id(number: u32) -> String {
    format!("019ab3c4-5d6e-7f80-9a1b-{number:012x}")
}

pub fn words(code: MarkCode, number: u32) -> Value {
    json!({
        "code": code.to_string(), "frame_number": format!("DSK{number:05}Q"), "make": "Trek", "colour": "red",
        "email": format!("rider{number}@example.org"), "consent": "yes", "seconds": 45,
    })
}

/// Leaves one entry of the demonstration's event waiting for its coordinator. Returns the event and the entry.
pub async fn one_that_waits(server: &Server) -> (String, String) {
    let phone = Phone::open(server, "volunteer@example.org").await;
    let unknown = MarkCode::from_data([9, 9, 9, 9, 9, 9, 9, 9]);
    let states = phone.states(&[phone.entry(77, &words(unknown, 77))]).await;
    assert_eq!(states, ["needs-person: unknown-mark"]);
    (phone.event.to_string(), entry_id(77))
}

/// The work list of an event.
async fn work_list(coordinator: &Browser, event: i64) -> Page {
    coordinator
        .open(&format!("/desk/work-list/events/{event}"))
        .await
        .expect(200)
}

#[tokio::test]
async fn an_entry_is_taken_in_once_and_what_cannot_be_waits_for_its_coordinator() {
    let server = Server::start(program().demo()).await;
    let kit = blank_marks("cycle-campaign");
    let phone = Phone::open(&server, "volunteer@example.org").await;
    let hints = phone
        .browser
        .open(&format!("/desk/events/{}/kit.json", phone.event))
        .await
        .expect(200);
    let hints = hints.json();
    assert!(
        !hints.to_string().contains(&kit[0].compact()),
        "a phone holds no codes"
    );
    assert!(hints["makes"].as_array().unwrap().len() > 100);
    let values = STANDARD
        .decode(hints["hints"]["values"].as_str().unwrap())
        .unwrap();
    assert!(
        values.len() >= 2 * kit.len() && hints["marks"] == "",
        "two bytes for each label"
    );
    assert_eq!(
        STANDARD
            .decode(hints["hints"]["key"].as_str().unwrap())
            .unwrap()
            .len(),
        32
    );
    // Nobody gets the kit of an event on another day, but its volunteers may still send what they have.
    let list = phone.browser.open("/desk/here.json").await.json();
    for event in 1..10 {
        let open = list["events"]
            .as_array()
            .unwrap()
            .iter()
            .any(|one| one["id"] == event);
        if !open {
            phone
                .browser
                .open(&format!("/desk/events/{event}/kit.json"))
                .await
                .expect(404);
        }
    }

    let entries = [
        phone.entry(1, &words(kit[0], 1)),
        phone.entry(2, &words(kit[0], 2)),
        phone.entry(
            3,
            &json!({ "code": kit[1].to_string(), "make": "Trek", "email": "rider3@example.org" }),
        ),
        json!({ "id": entry_id(4), "event": phone.event, "desk": "Desk 1", "key": phone.key, "enc": "AAAA", "sealed": "AAAA" }),
        json!({ "id": "not an id", "event": phone.event }),
    ];
    let first = phone.states(&entries).await;
    assert_eq!(
        first,
        [
            "accepted",
            "needs-person: on-a-bike",
            "needs-person: invalid",
            "needs-person: unopened",
            "unreadable"
        ]
    );
    let mut again = entries.to_vec();
    again.reverse();
    let mut second = phone.states(&again).await;
    second.reverse();
    assert_eq!(second[0], "already");
    assert_eq!(
        second[1..],
        first[1..],
        "what waits is told as often as it is asked"
    );
    assert!(
        server
            .next_mail_to("rider1@example.org")
            .await
            .text
            .contains(&kit[0].to_string())
    );

    // Entries that are malformed, unreadable or too large get clear answers, and none of them is stored.
    let one = [phone.entry(9, &words(kit[2], 9))];
    let forged = phone
        .browser
        .request(Method::POST, "/desk/sync")
        .header("x-csrf-token", "somebody else's")
        .json(&json!({ "entries": one }));
    phone.browser.send(forged).await.expect(403);
    let broken = phone
        .browser
        .request(Method::POST, "/desk/sync")
        .header("x-csrf-token", &phone.csrf)
        .header("content-type", "application/json")
        .body("{");
    let broken = phone.browser.send(broken).await.expect(400).json();
    assert!(broken["error"].as_str().is_some_and(|why| !why.is_empty()));
    let many: Vec<Value> = (0..51).map(|_| one[0].clone()).collect();
    phone.send(&many).await.expect(413);

    // A volunteer of another organisation cannot send this entry, but a colleague of the same volunteer can.
    let ely = Phone::open(&server, "ely-volunteer@example.org").await;
    assert_eq!(ely.states(&one).await, ["not-yours"]);
    let signed_out = server.browser();
    let form = signed_out.open("/register/email").await.expect(200).form();
    let token = form.value("csrf").unwrap_or_default().to_owned();
    let answer = signed_out
        .request(Method::POST, "/desk/sync")
        .header("x-csrf-token", token)
        .json(&json!({ "entries": one }));
    signed_out.send(answer).await.expect(303);
    let colleague = Phone::open(&server, "coordinator@example.org").await;
    assert_eq!(colleague.states(&one).await, ["accepted"]);

    // Only the coordinator can see the work list, and can deal with each entry only once.
    for stranger in ["university@example.org", "ely-coordinator@example.org"] {
        let stranger = signed_in(&server, stranger).await;
        stranger
            .open(&format!("/desk/work-list/{}", entry_id(2)))
            .await
            .expect(404);
        let none = stranger.open("/desk/work-list").await.expect(200);
        assert!(!none.body().contains("Market Square"));
    }
    let cora = colleague.browser.clone();
    let list = work_list(&cora, phone.event).await;
    assert_eq!(
        list.attributes("tbody a", "href").len(),
        3,
        "{}",
        list.text("main")
    );
    let page = cora
        .open(&format!("/desk/work-list/{}", entry_id(2)))
        .await
        .expect(200);
    assert!(page.text("main").contains("On bike "), "{}", page.text("main"));
    let form = page.form_to(&format!("/desk/work-list/{}", entry_id(2)));
    let same = form.submit().await.expect(422);
    assert!(
        same.errors()[0].contains("already on a bike"),
        "{:?}",
        same.errors()
    );
    let cleared = same
        .form_to(&format!("/desk/work-list/{}", entry_id(2)))
        .fill("code", &kit[3].to_string())
        .submit()
        .await
        .expect(200);
    assert!(
        cleared.text("main").contains("is on the register"),
        "{}",
        cleared.text("main")
    );
    cora.open(&format!("/desk/work-list/{}", entry_id(2)))
        .await
        .expect(404);
    let put_aside = format!("/desk/work-list/{}/put-aside", entry_id(4));
    let page = cora
        .open(&format!("/desk/work-list/{}", entry_id(4)))
        .await
        .expect(200);
    let unsaid = page.form_to(&put_aside).submit().await.expect(422);
    let done = unsaid
        .form_to(&put_aside)
        .fill("why_aside", "The owner came back and was registered again")
        .submit()
        .await
        .expect(200);
    assert!(done.text("main").contains("set aside"));
    assert_eq!(
        work_list(&cora, phone.event)
            .await
            .attributes("tbody a", "href")
            .len(),
        1
    );
    assert_eq!(phone.states(&entries[1..2]).await, ["already"]);
    assert!(!server.log().contains("rider"), "no address is logged");
}

/// Sends one phone's queue until all of it is acknowledged, whatever happens to the server.
async fn hand_in(
    mut phone: Phone,
    mut queue: Vec<Value>,
    mut address: tokio::sync::watch::Receiver<String>,
    told: tokio::sync::mpsc::UnboundedSender<(String, String)>,
) {
    while !queue.is_empty() {
        let now = address.borrow().clone();
        phone.browser = phone.browser.clone().moved_to(&now);
        let some: Vec<Value> = queue.iter().take(4).cloned().collect();
        let Ok(answer) = phone.browser.try_send(phone.request(&some)).await else {
            let back = tokio::time::timeout(PATIENCE, address.wait_for(|is| *is != now)).await;
            assert!(back.is_ok(), "the server is gone and nobody had killed it");
            continue;
        };
        for one in answer.expect(200).json()["results"].as_array().unwrap() {
            let id = one["id"].as_str().unwrap().to_owned();
            queue.retain(|entry| entry["id"] != one["id"]);
            // Nobody is listening any more if the test has already failed.
            let _ = told.send((id, one["state"].as_str().unwrap().to_owned()));
        }
    }
}

#[tokio::test]
async fn two_desks_hand_in_everything_once_to_a_server_that_is_killed() {
    let mut server = Server::start(program().demo()).await;
    let kit = blank_marks("cycle-campaign");
    let before = server.command(["export"]);
    let (tell_address, address) = tokio::sync::watch::channel(server.address().to_owned());
    let (told, mut heard) = tokio::sync::mpsc::unbounded_channel();
    let each = 16_u32;
    for (desk, email) in [(0, "volunteer@example.org"), (1, "coordinator@example.org")] {
        let phone = Phone::open(&server, email).await;
        // The last two entries of each desk have the same labels as those of the other desk.
        let queue = (0..each)
            .map(|bike| {
                let number = 1_000 * (desk + 1) + bike;
                let label = if bike >= each - 2 {
                    bike
                } else {
                    bike + desk * each
                };
                phone.entry(number, &words(kit[label as usize], number))
            })
            .collect();
        tokio::spawn(hand_in(phone, queue, address.clone(), told.clone()));
    }
    drop(told);
    let mut states = BTreeMap::new();
    let mut kills = 0;
    while let Some((id, state)) = heard.recv().await {
        states.insert(id, state);
        if kills < 2 && states.len() >= (kills + 1) * 8 {
            server.kill9();
            server.restart().await;
            kills += 1;
            let _ = tell_address.send(server.address().to_owned());
        }
    }
    assert_eq!(kills, 2);
    assert_eq!(states.len(), 2 * each as usize, "every entry was acknowledged");
    assert_eq!(
        states.values().filter(|state| *state == "needs-person").count(),
        2
    );
    let numbers = |list: &[u8]| -> Vec<String> {
        let text = String::from_utf8_lossy(list).into_owned();
        let cells = text.split([',', '\n']).filter(|cell| cell.starts_with("DSK"));
        cells.map(str::to_owned).collect()
    };
    assert!(numbers(&before.stdout).is_empty());
    let after = numbers(&server.command(["export"]).stdout);
    assert_eq!(after.len(), 2 * each as usize - 2, "none lost and none twice");
    assert_eq!(after.iter().collect::<BTreeSet<_>>().len(), after.len());
    let cora = signed_in(&server, "coordinator@example.org").await;
    let event = Phone::of(cora.clone()).await.event;
    assert_eq!(
        work_list(&cora, event).await.attributes("tbody a", "href").len(),
        2
    );
}
