//! Who is signed in: links, sessions, roles, and how each ends.

use crate::people::{self, Telling, an_owner, signed_in};
use crate::serve::program;
use reqwest::Method;
use tests::{Browser, Page, Server};

const ADA: &str = "ada@example.org";

async fn ask(browser: &Browser, email: &str, next: &str) -> Page {
    let page = browser.open(&format!("/sign-in?next={next}")).await.expect(200);
    page.form().fill("email", email).submit().await.expect(200)
}

/// Presses a button and stays at the answer.
async fn press(browser: &Browser, on: &str, path: &str) -> Page {
    let form = browser.open(on).await.expect(200).form_to(path);
    let token = form.value("csrf").expect("a token").to_owned();
    let request = browser.request(Method::POST, path).form(&[("csrf", token)]);
    browser.send(request).await
}

fn said(server: &Server, arguments: &[&str]) -> String {
    let done = server.command(arguments);
    assert!(
        done.status.success(),
        "{arguments:?}: {}",
        String::from_utf8_lossy(&done.stderr)
    );
    String::from_utf8(done.stdout).unwrap().trim().to_owned()
}

fn refused(server: &Server, arguments: &[&str]) -> String {
    let done = server.command(arguments);
    assert_eq!(done.status.code(), Some(2), "{arguments:?}");
    String::from_utf8(done.stderr).unwrap().trim().to_owned()
}

#[expect(
    clippy::disallowed_methods,
    reason = "the program's clock starts from the wall clock"
)]
fn now() -> jiff::Timestamp {
    jiff::Timestamp::now()
}

/// Returns the path of a link from the command line.
fn link_for(server: &Server, email: &str) -> String {
    let link = said(
        server,
        &[
            "--public-url",
            "https://bikes.example.org",
            "user",
            "sign-in-link",
            email,
        ],
    );
    format!("/sign-in/{}", link.rsplit('/').next().unwrap())
}

async fn is_signed_in(browser: &Browser) -> bool {
    browser.open("/account").await.expect(200).path() == "/account"
}

#[tokio::test]
async fn signing_out_everywhere_ends_every_browser() {
    let server = Server::start(program()).await;
    let (phone, _) = an_owner(&server, &Telling::of("WTU316C2137N", ADA)).await;
    let (laptop, lent) = (signed_in(&server, ADA).await, signed_in(&server, ADA).await);
    let out = press(&lent, "/account", "/sign-out").await.expect(303);
    assert_eq!(out.header("clear-site-data"), Some("\"cache\""));
    assert!(!is_signed_in(&lent).await);
    assert!(is_signed_in(&phone).await && is_signed_in(&laptop).await);

    let out = press(&laptop, "/account", "/account/sign-out-everywhere")
        .await
        .expect(303);
    assert_eq!(out.header("clear-site-data"), Some("\"cache\""));
    assert!(!is_signed_in(&laptop).await && !is_signed_in(&phone).await);
    let again = signed_in(&server, ADA).await;
    assert!(is_signed_in(&again).await);
    assert_eq!(
        said(&server, &["user", "sign-out", ADA]),
        "Signed out on every device."
    );
    assert!(!is_signed_in(&again).await);
    assert!(refused(&server, &["user", "sign-out", "nobody@example.org"]).contains("no account"));
}

#[tokio::test]
async fn a_second_link_leaves_the_first_and_leads_on_in_any_browser() {
    let server = Server::start(program()).await;
    let (_, bike) = an_owner(&server, &Telling::of("WTU316C2137N", ADA)).await;
    let next = format!("{bike}/report-stolen");
    let (desk, phone) = (server.browser(), server.browser());
    ask(&desk, ADA, &next).await;
    let first = server.next_mail_to(ADA).await.link("/sign-in/");
    ask(&server.browser(), ADA, "/account").await;
    server.next_mail_to(ADA).await;
    let there = phone
        .open(&first)
        .await
        .expect(200)
        .form()
        .submit()
        .await
        .expect(200);
    assert_eq!(there.path(), next, "in a browser that did not ask");

    let again = phone.open(&first).await.expect(200);
    assert_eq!(again.heading(), "You are already signed in");
    assert_eq!(again.attributes("main a", "href"), ["/account"]);
    let other = signed_in(&server, ADA).await;
    assert_eq!(
        other.open(&first).await.expect(200).heading(),
        "You are already signed in"
    );
    let stranger = desk.open(&first).await.expect(410);
    assert_eq!(stranger.heading(), "This link does not work");
}

#[tokio::test]
async fn asking_for_another_persons_link_does_not_lock_them_out() {
    let server = Server::start(program()).await;
    an_owner(&server, &Telling::of("WTU316C2137N", ADA)).await;
    let stranger = server.browser();
    let mut pages = Vec::new();
    for email in [ADA, "nobody@example.org"] {
        for _ in 0..6 {
            pages.push(ask(&stranger, email, "").await.text("main"));
        }
    }
    assert_eq!(pages[..6], pages[6..], "known and unknown get the same words");
    assert_eq!(pages[0], pages[4]);
    assert!(
        pages[5].contains("so we might not send another one until"),
        "{}",
        pages[5]
    );
    let first = server.next_mail_to(ADA).await.link("/sign-in/");
    for _ in 0..4 {
        server.next_mail_to(ADA).await;
    }
    let own = server.browser();
    assert_eq!(ask(&own, ADA, "").await.text("main"), pages[0]);
    let sixth = server.next_mail_to(ADA).await.link("/sign-in/");
    for link in [sixth, first] {
        let browser = server.browser();
        browser
            .open(&link)
            .await
            .expect(200)
            .form()
            .submit()
            .await
            .expect(200);
        assert!(is_signed_in(&browser).await);
    }
}

#[tokio::test]
async fn sign_in_keeps_nothing_of_the_person_before() {
    let server = Server::start(program()).await;
    an_owner(&server, &Telling::of("WTU316C2137N", "vera@example.org")).await;
    // Somebody leaves a half-filled registration, and then another person signs in.
    let shared = server.browser();
    people::answered(&shared, &Telling::of("AB123456", ADA)).await;
    let link = link_for(&server, "vera@example.org");
    shared
        .open(&link)
        .await
        .expect(200)
        .form()
        .submit()
        .await
        .expect(200);
    let check = shared.open("/register/check").await;
    assert!(!check.body().contains("AB123456"), "{}", check.text("main"));

    // A person who signs in with the registration's address can go on with it.
    let own = server.browser();
    people::answered(&own, &Telling::of("CD123456", "vera@example.org")).await;
    let link = link_for(&server, "vera@example.org");
    own.open(&link)
        .await
        .expect(200)
        .form()
        .submit()
        .await
        .expect(200);
    let check = own.open("/register/check").await.expect(200);
    assert!(check.text("main").contains("CD123456"), "{}", check.text("main"));
}

#[tokio::test]
async fn roles_are_given_listed_and_taken_at_the_command_line() {
    let server = Server::start(program()).await;
    for (slug, kind) in [("force", "police"), ("council", "council")] {
        said(&server, &["org", "add", slug, "--name", slug, "--kind", kind]);
    }
    let olive = "olive@example.org";
    said(
        &server,
        &[
            "user",
            "add",
            olive,
            "--org",
            "force",
            "--role",
            "officer",
            "--name",
            "Olive Oak",
        ],
    );
    let no = refused(
        &server,
        &["user", "add", olive, "--org", "council", "--role", "officer"],
    );
    assert!(no.contains("council is not a police organisation"), "{no}");
    let officer = signed_in(&server, olive).await;
    officer.open("/police/look-up").await.expect(200);

    let list = said(&server, &["user", "list"]);
    assert!(
        list.contains(olive) && list.contains("Olive Oak") && list.contains("officer"),
        "{list}"
    );
    let list: serde_json::Value = serde_json::from_str(&said(&server, &["user", "list", "--json"])).unwrap();
    assert_eq!(
        (&list[0]["email"], &list[0]["role"], &list[0]["organisation"]),
        (&olive.into(), &"officer".into(), &"force".into())
    );
    for (bad, choices) in [
        (
            ["user", "list", "--role", "boss"],
            "choose one of: volunteer, coordinator, officer",
        ),
        (
            ["user", "list", "--org", "nowhere"],
            "the register has: council, force",
        ),
    ] {
        let no = refused(&server, &bad);
        assert!(no.contains(choices), "{no}");
    }
    let orgs: serde_json::Value = serde_json::from_str(&said(&server, &["org", "list", "--json"])).unwrap();
    assert_eq!(
        (&orgs[1]["slug"], &orgs[1]["kind"]),
        (&"force".into(), &"police".into())
    );
    assert!(said(&server, &["org", "list"]).contains("council"));

    let removed = said(
        &server,
        &["user", "remove", olive, "--org", "force", "--role", "officer"],
    );
    assert_eq!(removed, "Removed: officer in force.");
    officer.open("/police/look-up").await.expect(403);
    assert!(is_signed_in(&officer).await, "the account stays");
    let again = said(
        &server,
        &["user", "remove", olive, "--org", "force", "--role", "officer"],
    );
    assert_eq!(again, "Nothing to do: the account does not have such a role.");
    let shown: serde_json::Value =
        serde_json::from_str(&said(&server, &["user", "show", olive, "--json"])).unwrap();
    assert_eq!(
        (&shown["name"], &shown["roles"], &shown["bikes"]),
        (&"Olive Oak".into(), &serde_json::json!([]), &0.into())
    );
    let history: Vec<&str> = shown["history"]
        .as_array()
        .unwrap()
        .iter()
        .filter_map(|one| one["what"].as_str())
        .collect();
    assert_eq!(
        history,
        ["role-taken", "signed-in", "sign-in-link-made", "role-given"]
    );
    assert!(said(&server, &["user", "show", olive]).contains("Roles: none"));
    assert!(refused(&server, &["user", "show", "nobody@example.org"]).contains("no account"));
}

#[tokio::test]
async fn staff_are_signed_out_after_twelve_hours_and_owners_after_thirty_days() {
    let mut server = Server::start(program().demo()).await;
    let (owner, bike) = an_owner(&server, &Telling::of("SWP 10001 Q", ADA)).await;
    let officer = signed_in(&server, "officer@example.org").await;
    officer.open("/police/look-up").await.expect(200);
    let form = owner
        .open(&format!("{bike}/photos"))
        .await
        .expect(200)
        .form_to(&format!("{bike}/photos"));
    let album = form.attach("photo", "bike.png", "image/png", crate::privacy::photo());
    let album = album.submit().await.expect(200);
    let photo = album.attributes("main img", "src").remove(0);
    let photo = owner.open(&photo).await.expect(200);
    assert_eq!(
        photo.header("cache-control"),
        Some("private, no-store"),
        "none is kept past the sign-out"
    );

    let now = now();
    for (hours, officer_in, owner_in) in [(11, true, true), (13, false, true), (31 * 24, false, false)] {
        server.stop().await;
        server.set_clock(now + jiff::SignedDuration::from_hours(hours));
        server.restart().await;
        let officer = officer.clone().moved_to(server.address());
        let owner = owner.clone().moved_to(server.address());
        let look_up = officer.open("/police/look-up").await.expect(200);
        assert_eq!(look_up.path() == "/police/look-up", officer_in, "{hours} hours");
        assert_eq!(is_signed_in(&owner).await, owner_in, "{hours} hours");
    }
}

#[tokio::test]
async fn an_address_gets_a_few_confirmations_a_day_and_the_page_says_what_to_do() {
    let server = Server::start(program()).await;
    let browser = server.browser();
    for n in 0..6 {
        let done = people::answered(&browser, &Telling::of(&format!("AB12345{n}"), ADA)).await;
        let done = done.form().submit().await.expect(200);
        let sent = done.text("main").contains("We have sent an e-mail with a link");
        assert_eq!(sent, n < 5, "{n}: {}", done.text("main"));
        // Another bike gets a registration of its own.
        browser.open("/register").await.expect(200);
    }
    let link = server.next_mail_to(ADA).await.link("/sign-in/");
    browser
        .open(&link)
        .await
        .expect(200)
        .form()
        .submit()
        .await
        .expect(200);
    let list = browser.open("/account").await.expect(200);
    let newest = list.attributes("main .fm-bikes a", "href").remove(0);
    let bike = browser.open(&newest).await.expect(200);
    let confirm = bike.follow("Confirm the registration").await.expect(200);
    let confirmed = confirm.form().submit().await.expect(200);
    assert_eq!(confirmed.path(), newest);
    assert!(
        !confirmed.text("main").contains("Confirm the registration"),
        "{}",
        confirmed.text("main")
    );
}
