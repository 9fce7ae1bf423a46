//! Phones with an app that is older than the server, and a server that cannot store one entry.

use std::collections::BTreeSet;
use std::fs;

use crate::desk_sync::{Phone, entry_id, words};
use crate::people::blank_marks;
use crate::serve::program;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use reqwest::Method;
use serde_json::{Value, json};
use tests::{Page, Server};

/// What an earlier app asks for and understands.
fn earlier_shell() -> Value {
    serde_json::from_str(include_str!("../../../fixtures/desk_shell.json")).unwrap()
}

fn strings(value: &Value) -> Vec<&str> {
    value
        .as_array()
        .unwrap()
        .iter()
        .map(|one| one.as_str().unwrap())
        .collect()
}

/// Fails unless the answer has every field that the earlier app reads.
fn has_all(answer: &Value, what: &str) {
    let shell = earlier_shell();
    for field in strings(&shell["reads"][what]) {
        assert!(answer.get(field).is_some(), "{what} has no {field}: {answer}");
    }
}

/// Sends a queue as the earlier app does, and returns what stays on the phone.
async fn hand_in(phone: &Phone, queue: &[Value]) -> Vec<Value> {
    let shell = earlier_shell();
    let sends = strings(&shell["sends"]);
    for entry in queue {
        let mut fields: Vec<&str> = entry.as_object().unwrap().keys().map(String::as_str).collect();
        fields.sort_unstable();
        let mut known = sends.clone();
        known.sort_unstable();
        assert_eq!(fields, known, "the phone of these tests is not the earlier one");
    }
    let said = phone.send(queue).await.expect(200).json();
    has_all(&said, "sync");
    has_all(&said["key"], "key");
    let gone: BTreeSet<&str> = said["results"]
        .as_array()
        .unwrap()
        .iter()
        .inspect(|one| {
            has_all(one, "result");
            let state = one["state"].as_str().unwrap();
            assert!(
                strings(&shell["states"]).contains(&state),
                "an unknown state: {one}"
            );
        })
        .filter(|one| !strings(&shell["stays"]).contains(&one["state"].as_str().unwrap()))
        .map(|one| one["id"].as_str().unwrap())
        .collect();
    let stays = |entry: &&Value| !gone.contains(entry["id"].as_str().unwrap());
    queue.iter().filter(stays).cloned().collect()
}

/// Sends entries as today's app does.
async fn send_today(phone: &Phone, entries: &[Value]) -> Page {
    let request = phone
        .browser
        .request(Method::POST, "/desk/sync")
        .header("x-csrf-token", &phone.csrf)
        .json(&json!({ "understands": ["failed"], "entries": entries }));
    phone.browser.send(request).await
}

/// Puts a file where the folder of photos should be, so that no photo can be written, even if root runs the test.
fn block_photos(server: &Server) {
    let photos = server.data().join("photos");
    fs::rename(&photos, server.data().join("photos-away")).unwrap();
    fs::write(&photos, "").unwrap();
}

fn unblock_photos(server: &Server) {
    let photos = server.data().join("photos");
    fs::remove_file(&photos).unwrap();
    fs::rename(server.data().join("photos-away"), &photos).unwrap();
}

#[tokio::test]
async fn an_entry_that_cannot_be_taken_in_stops_none_behind_it() {
    let server = Server::start(program().demo()).await;
    let kit = blank_marks("cycle-campaign");
    let phone = Phone::open(&server, "volunteer@example.org").await;
    let mut with_photo = words(kit[1], 2);
    with_photo["photo"] = STANDARD.encode(crate::privacy::photo()).into();
    let mut another = words(kit[3], 4);
    another["photo"] = with_photo["photo"].clone();
    let queue = [
        phone.entry(1, &words(kit[0], 1)),
        phone.entry(2, &with_photo),
        phone.entry(3, &words(kit[2], 3)),
        phone.entry(4, &another),
        phone.entry(5, &words(kit[4], 5)),
    ];
    block_photos(&server);
    let said = send_today(&phone, &queue).await.expect(200).json();
    let states: Vec<&str> = said["results"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| one["state"].as_str().unwrap())
        .collect();
    assert_eq!(states, ["accepted", "failed", "accepted", "failed", "accepted"]);

    // The earlier app would delete an entry after an answer that it does not know, so it gets no answer.
    let left = hand_in(&phone, &queue).await;
    let ids: Vec<&str> = left.iter().map(|entry| entry["id"].as_str().unwrap()).collect();
    assert_eq!(ids, [entry_id(2), entry_id(4)]);

    // Once the folder can be written, what stayed arrives with its photo.
    unblock_photos(&server);
    assert_eq!(phone.states(&left).await, ["accepted", "accepted"]);
    assert!(hand_in(&phone, &queue).await.is_empty());
}

#[tokio::test]
async fn an_earlier_application_reads_what_this_server_says() {
    let server = Server::start(program().demo()).await;
    let kit = blank_marks("cycle-campaign");
    let phone = Phone::open(&server, "volunteer@example.org").await;
    let here = phone.browser.open("/desk/here.json").await.expect(200).json();
    has_all(&here, "here");
    has_all(&here["key"], "key");
    has_all(&here["events"][0], "event");
    let address = |file: &str| format!("/desk/events/{}/{file}", phone.event);
    let taken = phone.browser.open(&address("kit.json")).await.expect(200).json();
    has_all(&taken, "kit");
    has_all(&taken["event"], "event");
    has_all(&taken["formats"][0], "format");

    let other = Phone::open(&server, "ely-volunteer@example.org").await;
    let queue = [
        phone.entry(1, &words(kit[0], 1)),
        phone.entry(2, &words(kit[0], 2)),
        phone.entry(3, &json!({ "code": kit[1].to_string() })),
    ];
    assert_eq!(
        hand_in(&other, &queue).await.len(),
        3,
        "not theirs to hand in: all stay"
    );
    assert!(hand_in(&phone, &queue).await.is_empty());
    assert!(
        hand_in(&phone, &queue).await.is_empty(),
        "sent again after a lost answer"
    );
    let unreadable =
        [json!({ "id": "?", "event": phone.event, "desk": "Desk 1", "key": "k", "enc": "", "sealed": "" })];
    assert_eq!(hand_in(&phone, &unreadable).await.len(), 1);

    let progress = phone
        .browser
        .open(&address("progress.json"))
        .await
        .expect(200)
        .json();
    has_all(&progress, "progress");
    has_all(&progress["desks"][0], "desk");
}
