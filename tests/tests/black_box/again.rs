//! Forms that are sent twice, from two tabs, too late, or by somebody who was signed out meanwhile: nothing is lost,
//! and nothing is made twice.

use crate::people::{Telling, an_owner, at, blank_marks, signed_in, told_until_check};
use crate::serve::program;
use tests::{Browser, Form, Page, Server};

const ADA: &str = "ada@example.org";

/// Answers the question on a page and returns the next page.
async fn answered(page: &Page, telling: &Telling) -> Page {
    let question = page.path().trim_start_matches("/register/").to_owned();
    let all = telling.answers();
    let (_, answers) = all
        .iter()
        .find(|(name, _)| *name == question)
        .unwrap_or_else(|| panic!("{question} is not a question: {}", page.text("main")));
    let form = answers
        .iter()
        .fold(page.form(), |form, (name, value)| form.fill(name, value));
    form.submit().await.expect(200)
}

/// Fills in two registrations in turn, one question of each at a time, and returns both references.
async fn in_turn(mut one: Page, mut two: Page) -> (String, String) {
    let (trek, giant) = (Telling::of("WTU316C2137N", ADA), Telling::of("GT99887766", ADA));
    while one.path() != "/register/check" || two.path() != "/register/check" {
        if one.path() != "/register/check" {
            one = answered(&one, &trek).await;
        }
        if two.path() != "/register/check" {
            two = answered(&two, &giant).await;
        }
    }
    assert!(one.text("main").contains("WTU316C2137N"), "{}", one.text("main"));
    assert!(two.text("main").contains("GT99887766"), "{}", two.text("main"));
    let (one, two) = (one.form().submit().await, two.form().submit().await);
    let reference = |page: Page| page.expect(200).text(".fm-reference");
    (reference(one), reference(two))
}

#[tokio::test]
async fn two_tabs_register_two_bikes() {
    let server = Server::start(program()).await;
    let browser = server.browser();
    let tab = || async { browser.open("/register/email").await.expect(200) };
    let (one, two) = in_turn(tab().await, tab().await).await;
    assert!(
        one.starts_with("FM-") && two.starts_with("FM-") && one != two,
        "{one} {two}"
    );
}

#[tokio::test]
async fn a_tab_that_starts_again_leaves_the_other_alone() {
    let server = Server::start(program()).await;
    let browser = server.browser();
    let first = browser.open("/register/email").await.expect(200);
    let first = answered(&first, &Telling::of("WTU316C2137N", ADA)).await;
    let start = browser.open("/register").await.expect(200);
    let start = start.form_to("/register/start-again").submit().await.expect(200);
    let second = start.follow("Start now").await.expect(200);
    let (one, two) = in_turn(first, second).await;
    assert_ne!(one, two);

    // Both unfinished registrations are offered.
    let telling = Telling::of("AB12345", ADA);
    for _ in 0..2 {
        let page = browser.open("/register/email").await.expect(200);
        answered(&page, &telling).await;
    }
    let start = browser.open("/register").await.expect(200);
    assert!(start.text("main").contains("2 bikes"), "{}", start.text("main"));
}

#[tokio::test]
async fn what_was_told_of_a_theft_outlives_the_session() {
    let server = Server::start(program()).await;
    let (owner, bike) = an_owner(&server, &Telling::of("WTU316C2137N", ADA)).await;
    let asked = owner.open(&format!("{bike}/report-stolen")).await.expect(200);
    let filled = |form: Form, day, clock| {
        let told = at(day, clock);
        told.iter()
            .fold(form, |form, (name, value)| form.fill(name, value))
    };
    let gone = filled(asked.form(), "2025-11-20", "6pm")
        .submit()
        .await
        .expect(200);
    filled(gone.form(), "2025-11-21", "8:15am")
        .submit()
        .await
        .expect(200);

    let elsewhere = signed_in(&server, ADA).await;
    let place = elsewhere
        .open(&format!("{bike}/report-stolen/check"))
        .await
        .expect(200);
    assert_eq!(
        place.path(),
        format!("{bike}/report-stolen/where"),
        "the first that is open"
    );
    let when = elsewhere.open(&format!("{bike}/report-stolen")).await.expect(200);
    assert_eq!(when.form().value("time"), Some("6pm"));
    let shed: &[(&str, &str)] = &[("where_by", "unknown"), ("place", "The shed")];
    let check = told_until_check(place, &[("where", shed)]).await;
    let form = check.form();
    let (first, second) = tokio::join!(form.submit(), form.submit());
    for sent in [first, second, form.submit().await] {
        assert_eq!(sent.expect(200).heading(), "Bike reported stolen");
    }
    let page = owner.open(&bike).await.expect(200);
    assert_eq!(page.texts(".fm-timeline__item").len(), 1, "{}", page.text("main"));
}

#[tokio::test]
async fn a_marked_bike_and_a_message_that_are_sent_again_get_the_same_answer() {
    let server = Server::start(program().demo()).await;
    let volunteer = signed_in(&server, "volunteer@example.org").await;
    let blank = blank_marks("cycle-campaign")[0].compact();
    let desk = volunteer
        .open(&format!("/desk/online?code={blank}"))
        .await
        .expect(200);
    let marked = desk
        .form()
        .fill("frame_number", "WTU316C2137N")
        .fill("make", "Trek")
        .fill("colour", "red")
        .fill("name", "Ada Abbott")
        .fill("phone", "07700 900123")
        .fill("consent", "yes");
    let (first, second) = tokio::join!(marked.submit(), marked.submit());
    for done in [first, second, marked.submit().await] {
        assert_eq!(done.expect(200).path(), "/desk/online/done");
    }

    let finder = server.browser();
    let page = finder.open(&format!("/m/{blank}")).await.expect(200);
    let message = page.form().fill("message", "It lies in the ditch\nby the bridge");
    let (first, second) = tokio::join!(message.submit(), message.submit());
    let first = first.expect(200).path().to_owned();
    assert!(first.starts_with("/messages/"), "{first}");
    for sent in [second, message.submit().await] {
        assert_eq!(sent.expect(200).path(), first, "one conversation");
    }
}

#[tokio::test]
async fn what_is_made_twice_is_made_once_with_the_same_answer() {
    let server = Server::start(program().demo()).await;
    let coordinator = signed_in(&server, "coordinator@example.org").await;
    let marks = coordinator.open("/partner/batches/new").await.expect(200);
    let form = marks.form().fill("count", "7");
    let (first, second) = tokio::join!(form.submit(), form.submit());
    let third = form.submit().await.expect(200);
    for page in [first, second] {
        assert_eq!(page.expect(200).path(), third.path());
    }
    // A fresh form makes another batch of the same size.
    let marks = coordinator.open("/partner/batches/new").await.expect(200);
    let another = marks.form().fill("count", "7").submit().await.expect(200);
    assert_ne!(another.path(), third.path());

    let officer = signed_in(&server, "officer@example.org").await;
    let record = officer.open("/police/recoveries/new").await.expect(200);
    let form = record
        .form()
        .fill("property_ref", "PS/2026/991")
        .fill("read", "ZZ99887766")
        .fill("found_day", "1")
        .fill("found_month", "6")
        .fill("found_year", "2025");
    let first = form.submit().await.expect(200);
    assert_eq!(form.submit().await.expect(200).path(), first.path());
}

#[tokio::test]
async fn a_form_whose_session_has_gone_comes_back_with_what_was_typed() {
    let server = Server::start(program()).await;
    let browser = server.browser();
    let page = browser.open("/register/email").await.expect(200);
    let form = page.form().fill("email", "robin+\"bikes\"@example.org");
    // A browser whose session has gone, as if it had never had one.
    let late = server.browser();
    let post = |browser: &Browser| {
        let request = browser.request(reqwest::Method::POST, form.target().as_str());
        request.form(&form.pairs())
    };
    let back = late.send(post(&late)).await.expect(403);
    assert!(
        back.heading().contains("Send the form again"),
        "{}",
        back.text("main")
    );
    let again = back.form();
    assert_eq!(again.value("email"), Some("robin+\"bikes\"@example.org"));
    assert_ne!(again.value("csrf"), form.value("csrf"));
    assert_eq!(again.names().iter().filter(|name| **name == "csrf").count(), 1);

    // Another site gets nothing back, whatever it knows about the form.
    for (name, value) in [
        ("sec-fetch-site", "cross-site"),
        ("sec-fetch-site", "same-site"),
        ("origin", "https://evil.example"),
        ("origin", "null"),
    ] {
        let refused = late.send(post(&late).header(name, value)).await.expect(403);
        assert!(!refused.body().contains("robin+"), "{name}: {value}");
        assert!(refused.forms().iter().all(|form| form.value("email").is_none()));
    }
}

#[tokio::test]
async fn a_form_of_a_person_who_was_signed_out_waits_until_they_sign_in() {
    let server = Server::start(program().demo()).await;
    let coordinator = signed_in(&server, "coordinator@example.org").await;
    let page = coordinator.open("/partner/batches/new").await.expect(200);
    let form = page.form().fill("count", "13");
    coordinator
        .open("/account")
        .await
        .form_to("/sign-out")
        .submit()
        .await;
    let pairs: Vec<(String, String)> = form.pairs();
    let send = coordinator
        .request(reqwest::Method::POST, form.target().as_str())
        .form(&pairs);
    let back = coordinator.send(send).await.expect(403);
    assert_eq!(back.form().value("count"), Some("13"));
    let sign_in = back.form().submit().await.expect(200);
    assert_eq!(sign_in.path(), "/sign-in");
    assert_eq!(sign_in.url().query(), Some("next=/send-again"));
    sign_in
        .form()
        .fill("email", "coordinator@example.org")
        .submit()
        .await
        .expect(200);
    let link = server
        .next_mail_to("coordinator@example.org")
        .await
        .link("/sign-in/");
    let follow = coordinator.open(&link).await.expect(200);
    let waiting = follow.form().submit().await.expect(200);
    assert_eq!(waiting.path(), "/send-again");
    assert_eq!(waiting.form().value("count"), Some("13"));
    let made = waiting.form().submit().await.expect(200);
    assert!(
        made.path().starts_with("/partner/batches/"),
        "{}",
        made.text("main")
    );

    // Another person who signs in elsewhere finds nothing.
    let other = signed_in(&server, "officer@example.org").await;
    assert_eq!(other.open("/send-again").await.expect(200).path(), "/account");
}
