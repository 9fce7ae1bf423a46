//! A day at the desks: a stolen bike that is marked, a bike that is taken back, phones that share a desk, and the slip
//! that an owner takes home.

use std::process::Command;

use crate::desk_sync::{Phone, entry_id, words};
use crate::people::{blank_marks, signed_in};
use crate::serve::program;
use domain::MarkCode;
use reqwest::Method;
use serde_json::{Value, json};
use tests::{Browser, Page, Server};

/// The frame number of a bike on the demonstration register that is reported stolen.
fn stolen_number(server: &Server) -> String {
    let list = String::from_utf8(server.command(["export"]).stdout).unwrap();
    let mut lines = list.lines().filter(|line| !line.contains('"'));
    let header: Vec<&str> = lines.next().unwrap().split(',').collect();
    let column = |name: &str| header.iter().position(|one| *one == name).unwrap();
    let (number, stolen, ended) = (column("frame_number"), column("stolen_from"), column("mark"));
    lines
        .map(|line| line.split(',').collect::<Vec<_>>())
        .find(|cells| {
            cells.len() == header.len()
                && cells[number].len() > 6
                && !cells[stolen].is_empty()
                && cells[ended].is_empty()
        })
        .map(|cells| cells[number].to_owned())
        .expect("a stolen bike with a number")
}

fn mark_page(code: MarkCode) -> String {
    format!("/m/{}", code.compact())
}

#[tokio::test]
async fn a_stolen_number_is_marked_without_a_word_and_the_police_are_told() {
    let server = Server::start(program().demo()).await;
    let kit = blank_marks("cycle-campaign");
    let number = stolen_number(&server);
    let phone = Phone::open(&server, "volunteer@example.org").await;
    let mut stolen = words(kit[0], 1);
    stolen["frame_number"] = number.clone().into();
    let said = phone.send(&[phone.entry(1, &stolen)]).await.expect(200).json();
    assert_eq!(said["results"][0]["state"], "accepted");
    assert!(!said.to_string().contains("stolen"), "{said}");
    let seen = server.browser().open(&mark_page(kit[0])).await.expect(200);
    let main = seen.text("main");
    assert!(
        main.contains("Ask the police") && !main.contains("not reported stolen"),
        "{main}"
    );

    let letter = server.next_mail_to("officer@example.org").await;
    assert!(letter.text.contains("/police/doubles"), "{}", letter.text);
    assert!(
        !letter.text.contains(&number) && !letter.text.contains("FM-"),
        "no detail: {}",
        letter.text
    );
    let officer = signed_in(&server, "officer@example.org").await;
    let list = officer.open("/police/doubles").await.expect(200);
    assert!(list.text("main").contains(&number), "{}", list.text("main"));
    assert!(!list.text("main").contains("rider1@"), "no owner's details");
    let is_one = |href: &String| href.starts_with("/police/doubles/");
    let before: Vec<String> = list
        .attributes("main a", "href")
        .into_iter()
        .filter(is_one)
        .collect();
    let bike = before.first().expect("a bike to deal with");
    let page = officer.open(bike).await.expect(200);
    assert!(!page.text("main").contains("rider1@"), "no owner's details");
    let form = page.form_to(bike);
    assert_eq!(form.submit().await.expect(422).errors().len(), 2);
    let decided = form
        .fill("outcome", "both")
        .fill("reason", "Two bikes, both seen");
    let after = decided.submit().await.expect(200);
    assert_eq!(after.path(), "/police/doubles");
    let left = after
        .attributes("main a", "href")
        .into_iter()
        .filter(is_one)
        .count();
    assert_eq!(left, before.len() - 1);
    let seen = server.browser().open(&mark_page(kit[0])).await.expect(200);
    assert!(seen.text("main").contains("Registered, not reported stolen"));
}

#[tokio::test]
async fn a_desk_takes_a_bike_back_and_its_coordinator_sees_it() {
    let server = Server::start(program().demo()).await;
    let kit = blank_marks("cycle-campaign");
    let phone = Phone::open(&server, "volunteer@example.org").await;
    let withdrawal = |of: u32| json!({ "withdraws": entry_id(of) });
    assert_eq!(
        phone.states(&[phone.entry(1, &words(kit[0], 1))]).await,
        ["accepted"]
    );
    let back = phone.entry(2, &withdrawal(1));
    assert_eq!(phone.states(std::slice::from_ref(&back)).await, ["accepted"]);
    assert_eq!(phone.states(&[back]).await, ["already"]);
    let seen = server.browser().open(&mark_page(kit[0])).await.expect(200);
    assert!(seen.heading().contains("not on a bike yet"), "{}", seen.heading());
    assert_eq!(
        phone.states(&[phone.entry(3, &words(kit[0], 1))]).await,
        ["accepted"],
        "put right"
    );

    let cora = signed_in(&server, "coordinator@example.org").await;
    let list = cora
        .open(&format!("/desk/work-list/events/{}", phone.event))
        .await
        .expect(200);
    assert!(
        list.text("main").contains("Withdrawn by the desks"),
        "{}",
        list.text("main")
    );

    // If the coordinator has put a bike on the register, only the coordinator can take it off.
    let unknown = MarkCode::from_data([9; 8]);
    let states = phone.states(&[phone.entry(5, &words(unknown, 5))]).await;
    assert_eq!(states, ["needs-person: unknown-mark"]);
    let address = format!("/desk/work-list/{}", entry_id(5));
    let form = cora.open(&address).await.expect(200).form_to(&address);
    form.fill("code", &kit[1].to_string()).submit().await.expect(200);
    let states = phone.states(&[phone.entry(6, &withdrawal(5))]).await;
    assert_eq!(states, ["needs-person: withdrawal"]);
    let address = format!("/desk/work-list/{}", entry_id(6));
    let page = cora.open(&address).await.expect(200);
    let done = page
        .form_to(&format!("{address}/withdraw"))
        .submit()
        .await
        .expect(200);
    assert!(
        done.text("main").contains("off the register"),
        "{}",
        done.text("main")
    );
    let seen = server.browser().open(&mark_page(kit[1])).await.expect(200);
    assert!(seen.heading().contains("not on a bike yet"), "{}", seen.heading());
}

#[tokio::test]
async fn one_number_at_two_desks_goes_to_the_work_list() {
    let server = Server::start(program().demo()).await;
    let kit = blank_marks("cycle-campaign");
    let phone = Phone::open(&server, "volunteer@example.org").await;
    let mut same = words(kit[1], 2);
    same["frame_number"] = words(kit[0], 1)["frame_number"].clone();
    let entries = [phone.entry(1, &words(kit[0], 1)), phone.entry(2, &same)];
    assert_eq!(
        phone.states(&entries).await,
        ["accepted", "needs-person: same-number"]
    );
    let cora = signed_in(&server, "coordinator@example.org").await;
    let address = format!("/desk/work-list/{}", entry_id(2));
    let page = cora.open(&address).await.expect(200);
    let done = page.form_to(&address).submit().await.expect(200);
    assert!(
        done.text("main").contains("is on the register"),
        "{}",
        done.text("main")
    );
}

async fn tell(phone: &Phone, words: &Value) -> Page {
    let request = phone
        .browser
        .request(Method::POST, &format!("/desk/events/{}/phone", phone.event))
        .header("x-csrf-token", &phone.csrf)
        .json(words);
    phone.browser.send(request).await
}

#[tokio::test]
async fn two_phones_at_one_desk_are_told_and_the_coordinator_sees_what_waits() {
    let server = Server::start(program().demo()).await;
    let one = Phone::open(&server, "volunteer@example.org").await;
    let two = Phone::open(&server, "coordinator@example.org").await;
    let said = tell(&one, &json!({ "phone": "one", "desk": "Desk 1", "waiting": 3 }))
        .await
        .expect(200)
        .json();
    assert_eq!(
        (said["stage"].as_str(), said["others"].as_array().map(Vec::len)),
        (Some("published"), Some(0))
    );
    let said = tell(&two, &json!({ "phone": "two", "desk": "Desk 1", "waiting": 0 }))
        .await
        .expect(200)
        .json();
    assert_eq!(said["others"].as_array().map(Vec::len), Some(1));
    for bad in [
        json!({}),
        json!({ "phone": "", "desk": "Desk 1" }),
        json!({ "phone": "x", "desk": "D".repeat(99) }),
    ] {
        tell(&one, &bad).await.expect(422);
    }
    let list = two
        .browser
        .open(&format!("/desk/work-list/events/{}", two.event))
        .await
        .expect(200);
    assert!(
        list.text("main").contains("Bikes waiting on it"),
        "{}",
        list.text("main")
    );
    let elsewhere = Phone::open(&server, "ely-volunteer@example.org").await;
    let theirs = Phone {
        event: one.event,
        ..elsewhere
    };
    tell(&theirs, &json!({ "phone": "x", "desk": "Desk 1" }))
        .await
        .expect(404);
}

/// Reads the codes of labels and of their slips out of a PDF.
fn slips_in(pdf: &[u8]) -> Vec<(String, String)> {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("slips.pdf"), pdf).unwrap();
    let done = Command::new("pdftotext")
        .args(["slips.pdf", "-"])
        .current_dir(folder.path())
        .output()
        .unwrap_or_else(|error| panic!("pdftotext: {error}; scripts/install-test-needs installs it"));
    let text = String::from_utf8_lossy(&done.stdout).into_owned();
    let after = |word: &str| -> Vec<String> {
        text.lines()
            .filter_map(|line| line.trim().strip_prefix(word))
            .map(|code| code.trim().to_owned())
            .collect()
    };
    after("Label ").into_iter().zip(after("Claim ")).collect()
}

async fn claim(browser: &Browser, code: &str, slip: &str, email: &str) -> Page {
    let form = browser.open("/claim").await.expect(200).form();
    form.fill("code", code)
        .fill("claim", slip)
        .fill("email", email)
        .submit()
        .await
}

#[tokio::test]
async fn a_slip_of_a_batch_adds_an_address_once() {
    let server = Server::start(program().demo()).await;
    let cora = signed_in(&server, "coordinator@example.org").await;
    let batch = cora.open("/partner/batches/new").await.expect(200).form();
    let batch = batch.fill("count", "3").submit().await.expect(200);
    let print = cora.open(&format!("{}/print", batch.path())).await.expect(200);
    let pdf = print.form().fill("paper", "slips").submit().await.expect(200);
    let slips = slips_in(pdf.bytes());
    assert_eq!(slips.len(), 3, "{slips:?}");

    let phone = Phone::open(&server, "volunteer@example.org").await;
    let (label, slip) = &slips[0];
    let mut by_phone = words(label.parse().unwrap(), 1);
    by_phone["email"] = "".into();
    by_phone["phone"] = "07700 900123".into();
    assert_eq!(phone.states(&[phone.entry(1, &by_phone)]).await, ["accepted"]);

    let owner = server.browser();
    let wrong = claim(&owner, label, &slips[1].1, "ada.claims@example.org")
        .await
        .expect(422);
    assert!(
        wrong.errors()[0].contains("cannot be used together"),
        "{:?}",
        wrong.errors()
    );
    let unread = claim(&owner, "7KQ4", "12", "ada").await.expect(422);
    assert_eq!(unread.errors().len(), 3, "{:?}", unread.errors());
    let done = claim(&owner, label, slip, "ada.claims@example.org")
        .await
        .expect(200);
    assert_eq!(done.path(), "/claim/done");
    assert!(!done.text("main").contains("Trek"), "it shows nothing");
    let letter = server.next_mail_to("ada.claims@example.org").await;
    assert!(letter.text.contains("/sign-in/"), "{}", letter.text);
    claim(&owner, label, slip, "cy.claims@example.org")
        .await
        .expect(422);

    // Only so many wrong codes are accepted for one label. That does not affect other labels.
    let (label, slip) = &slips[2];
    for _ in 0..5 {
        claim(&owner, label, &slips[1].1, "ada.claims@example.org")
            .await
            .expect(422);
    }
    let enough = claim(&owner, label, slip, "ada.claims@example.org")
        .await
        .expect(422);
    assert!(enough.errors()[0].contains("Too many"), "{:?}", enough.errors());
}

#[tokio::test]
async fn what_was_measured_on_a_printer_is_kept_with_its_name() {
    let server = Server::start(program().demo()).await;
    let cora = signed_in(&server, "coordinator@example.org").await;
    let batch = cora.open("/partner/batches/new").await.expect(200).form();
    let batch = batch.fill("count", "2").submit().await.expect(200);
    let address = format!("{}/print", batch.path());
    let form = cora.open(&address).await.expect(200).form();
    let form = form.fill("offset_x", "1.5").fill("offset_y", "-0.5");
    form.fill("printer", "Office").submit().await.expect(200);
    let again = cora.open(&address).await.expect(200).form();
    let kept =
        ["printer", "offset_x", "offset_y"].map(|name| again.value(name).unwrap_or_default().to_owned());
    assert_eq!(kept, ["Office", "1.5", "-0.5"]);
}
