//! A registration waits for the owner of its e-mail address, and only that person decides what it says about them.

use crate::people::{Telling, an_owner, answered, blank_marks, registered, signed_in};
use crate::serve::program;
use tests::{Browser, Page, Server};

const NUMBER: &str = "WTU316C2137N";

async fn check(browser: &Browser, typed: &str) -> String {
    let page = browser.open("/check").await.expect(200);
    let answer = page.form().fill("number", typed).submit().await.expect(200);
    answer.text(".fm-answer__title")
}

/// The page that an officer sees after opening the details for the bike with this number.
async fn details(officer: &Browser, number: &str) -> Page {
    let page = officer.open("/police/look-up").await.expect(200);
    let form = page.form().fill("number", number).fill("reason", "PS/2026/118");
    let found = form.submit().await.expect(200);
    let links = found.attributes("main a", "href");
    let owner = links.iter().find(|href| href.ends_with("/owner")).unwrap();
    let ask = officer.open(owner).await.expect(200);
    let form = ask.form().fill("reason", "Ring the owner");
    form.submit().await.expect(200)
}

#[tokio::test]
async fn nobody_decides_for_somebody_else_whom_the_police_ring() {
    let server = Server::start(program().demo()).await;
    let officer = signed_in(&server, "officer@example.org").await;
    let email = "vera@example.org";
    let mallory = Telling {
        name: "Mallory Thief".into(),
        phone: "07700 900666".into(),
        ..Telling::of("ZHX650P3342G", email)
    };
    registered(&server.browser(), &mallory).await;
    server.next_mail_to(email).await;
    let vera = Telling {
        name: "Vera Fen".into(),
        phone: "07700 900001".into(),
        ..Telling::of(NUMBER, email)
    };
    let (browser, _) = an_owner(&server, &vera).await;
    assert!(browser.open("/").await.expect(200).body().contains("Vera Fen"));
    let hers = details(&officer, NUMBER).await.text("main");
    assert!(hers.contains("Vera Fen") && hers.contains("900001"), "{hers}");
    assert!(
        !hers.contains("Mallory") && !hers.contains("Not confirmed"),
        "{hers}"
    );
    let fake = details(&officer, "ZHX650P3342G").await;
    assert_eq!(
        fake.texts("main h2")[..2],
        [
            "Given with this bike’s registration",
            "Confirmed by the owner of the e-mail address"
        ]
    );
    let both = fake.text("main");
    for said in ["Mallory Thief", "900666", "Not confirmed", "Vera Fen", "900001"] {
        assert!(both.contains(said), "{said} is missing from {both}");
    }
}

#[tokio::test]
async fn a_new_phone_number_is_used_when_its_owner_says_so() {
    let server = Server::start(program().demo()).await;
    let officer = signed_in(&server, "officer@example.org").await;
    let email = "mover@example.org";
    an_owner(&server, &Telling::of("ZHX650P3342G", email)).await;
    let moved = |number: &str| Telling {
        phone: "07700 900002".into(),
        ..Telling::of(number, email)
    };
    let choices = [(NUMBER, "keep", "900123"), ("WSBC902120725N", "use", "900002")];
    for (number, choice, rung) in choices {
        registered(&server.browser(), &moved(number)).await;
        let link = server.next_mail_to(email).await.link("/sign-in/");
        let browser = server.browser();
        for _ in 0..2 {
            // A program that reads the e-mail before its owner does changes nothing.
            let page = browser.open(&link).await.expect(200);
            let said = page.text("main");
            assert!(said.contains("900002") && said.contains("900123"), "{said}");
            assert_eq!(page.form().value("details"), Some("keep"));
        }
        assert_eq!(check(&browser, number).await, "Not on this register");
        let page = browser.open(&link).await.expect(200);
        let wrong = page.form().without("details").tamper("details", "both");
        assert_eq!(
            wrong.submit().await.expect(422).errors(),
            ["Choose which details to keep"]
        );
        let bike = page.form().fill("details", choice).submit().await.expect(200);
        assert!(bike.text(".govuk-notification-banner").contains("confirmed"));
        assert!(
            details(&officer, number).await.text("main").contains(rung),
            "{choice}"
        );
        assert_eq!(check(&browser, number).await, "Registered, not reported stolen");
    }
}

#[tokio::test]
async fn this_was_not_me_leaves_nothing_behind() {
    let server = Server::start(program().demo()).await;
    let code = blank_marks("cycle-campaign")[0];
    let browser = server.browser();
    let page = answered(&browser, &Telling::of(NUMBER, "vera@example.org")).await;
    let mark = browser.open("/register/mark?from=check").await.expect(200);
    assert_eq!(page.path(), "/register/check");
    let page = mark
        .form()
        .fill("mark", &code.to_string())
        .submit()
        .await
        .expect(200);
    page.form().submit().await.expect(200);
    let scanned = browser.open(&format!("/m/{}", code.compact())).await.expect(200);
    assert!(
        scanned.heading().contains("not confirmed yet"),
        "{}",
        scanned.heading()
    );
    assert!(
        !scanned.text("main").to_lowercase().contains("registered"),
        "{}",
        scanned.text("main")
    );
    assert_eq!(check(&browser, &code.to_string()).await, "Not on this register");

    let link = server.next_mail_to("vera@example.org").await.link("/sign-in/");
    let vera = server.browser();
    let home = vera
        .open(&link)
        .await
        .expect(200)
        .form()
        .press("This was not me")
        .await
        .expect(200);
    assert_eq!(home.path(), "/");
    assert!(
        home.text(".govuk-notification-banner")
            .contains("We have deleted this registration")
    );
    assert_eq!(
        vera.open("/account").await.expect(200).path(),
        "/sign-in",
        "it signs nobody in"
    );
    vera.open(&link).await.expect(410);
    let blank = browser.open(&format!("/m/{}", code.compact())).await.expect(200);
    assert_eq!(blank.heading(), "This label is not on a bike yet");
    let officer = signed_in(&server, "officer@example.org").await;
    let page = officer.open("/police/look-up").await.expect(200);
    let found = page
        .form()
        .fill("number", NUMBER)
        .fill("reason", "PS/2026/118")
        .submit()
        .await
        .expect(200);
    assert!(!found.text("main").contains("Ribble"), "{}", found.text("main"));
}

#[tokio::test]
async fn a_message_waits_and_a_theft_is_not_reported_until_it_is_confirmed() {
    let server = Server::start(program().demo()).await;
    let code = blank_marks("cycle-campaign")[1];
    let email = "vera@example.org";
    let browser = server.browser();
    answered(&browser, &Telling::of(NUMBER, email)).await;
    let mark = browser.open("/register/mark?from=check").await.expect(200);
    let page = mark
        .form()
        .fill("mark", &code.to_string())
        .submit()
        .await
        .expect(200);
    page.form().submit().await.expect(200);
    let link = server.next_mail_to(email).await.link("/sign-in/");

    let finder = server.browser();
    let scanned = finder.open(&format!("/m/{}", code.compact())).await.expect(200);
    let form = scanned.form().fill("message", "It is by the river");
    assert_eq!(form.submit().await.expect(200).heading(), "Message saved");

    // The owner signs in with another link, and finds the registration waiting.
    let sign_in = browser.open("/sign-in").await.expect(200);
    sign_in.form().fill("email", email).submit().await.expect(200);
    let letter = server.next_mail_to(email).await;
    assert!(!letter.text.contains("by the river"));
    let page = browser.open(&letter.link("/sign-in/")).await.expect(200);
    page.form().submit().await.expect(200);
    let list = browser.open("/account").await.expect(200);
    assert!(list.text("main").contains("Not confirmed"));
    let links = list.attributes("main a", "href");
    let bike = links
        .iter()
        .find(|href| href.starts_with("/account/bikes/"))
        .unwrap();
    let told = browser.open(&format!("{bike}/report-stolen")).await.expect(200);
    assert_eq!(told.path(), bike);
    assert!(told.text("main").contains("Confirm the registration"));
    let page = browser.open(&format!("{bike}/confirm")).await.expect(200);
    let confirmed = page.form().submit().await.expect(200);
    assert_eq!(confirmed.path(), bike);
    assert!(
        server
            .next_mail_to(email)
            .await
            .text
            .contains("It is by the river")
    );
    let told = browser.open(&format!("{bike}/report-stolen")).await.expect(200);
    assert_eq!(told.path(), format!("{bike}/report-stolen"));
    // The registration's own link still signs the owner in, but there is nothing left to confirm.
    let page = server.browser().open(&link).await.expect(200);
    assert_eq!(page.form().submit().await.expect(200).path(), bike);
}

#[tokio::test]
async fn a_mistyped_address_is_asked_about_and_corrected() {
    let server = Server::start(program()).await;
    let browser = server.browser();
    let page = browser.open("/register/email").await.expect(200);
    let asked = page
        .form()
        .fill("email", "ada@gmial.com")
        .submit()
        .await
        .expect(422);
    assert!(
        asked.errors()[0].contains("ada@gmail.com"),
        "{:?}",
        asked.errors()
    );
    let page = asked.form().submit().await.expect(200);
    assert_eq!(page.path(), "/register/frame-number", "asked about once");

    let browser = server.browser();
    registered(&browser, &Telling::of(NUMBER, "ada@exmaple.org")).await;
    let old = server.next_mail_to("ada@exmaple.org").await.link("/sign-in/");
    let done = browser.open("/register/done").await.expect(200);
    assert!(done.text("main").contains("ada@exmaple.org"));
    let again = done.form_to("/register/done/again").submit().await.expect(200);
    assert!(
        again
            .text(".govuk-notification-banner")
            .contains("sent the e-mail again")
    );
    server.next_mail_to("ada@exmaple.org").await;
    let page = browser.open("/register/done/address").await.expect(200);
    assert_eq!(page.form().value("email"), Some("ada@exmaple.org"));
    page.form().fill("email", "nobody").submit().await.expect(422);
    let done = page
        .form()
        .fill("email", "ada@example.org")
        .submit()
        .await
        .expect(200);
    assert_eq!(done.path(), "/register/done");
    assert!(done.text("main").contains("ada@example.org"));
    browser.open(&old).await.expect(410);
    let link = server.next_mail_to("ada@example.org").await.link("/sign-in/");
    browser
        .open(&link)
        .await
        .expect(200)
        .form()
        .submit()
        .await
        .expect(200);
    assert_eq!(check(&browser, NUMBER).await, "Registered, not reported stolen");
    // Another browser has no registration to correct.
    assert_eq!(
        server
            .browser()
            .open("/register/done/address")
            .await
            .expect(200)
            .path(),
        "/register"
    );
}

#[tokio::test]
async fn two_people_of_one_list_keep_their_own_names() {
    let server = Server::start(program().demo()).await;
    let list = format!(
        "external_ref,make,frame_number,owner_name,owner_email,owner_phone\n\
         A,Trek,{NUMBER},Robin Rowe,fen@example.org,07700 900001\n\
         B,Trek,WSBC902120725N,Wren Rowe,fen@example.org,07700 900002\n"
    );
    let file = server.data().join("two.csv");
    std::fs::write(&file, list).unwrap();
    let done = server.command([std::ffi::OsStr::new("import"), file.as_os_str()]);
    assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
    let officer = signed_in(&server, "officer@example.org").await;
    for (number, name, phone, other) in [
        (NUMBER, "Robin Rowe", "900001", "Wren"),
        ("WSBC902120725N", "Wren Rowe", "900002", "Robin"),
    ] {
        let said = details(&officer, number).await.text("main");
        assert!(said.contains(name) && said.contains(phone), "{said}");
        assert!(!said.contains(other), "{said}");
    }
    assert_eq!(
        check(&server.browser(), NUMBER).await,
        "Registered, not reported stolen"
    );
}

#[tokio::test]
async fn a_name_from_the_command_line_does_not_come_second_to_a_strangers() {
    let server = Server::start(program().demo()).await;
    let email = "olive@example.org";
    let stranger = Telling {
        name: "Mallory Thief".into(),
        ..Telling::of(NUMBER, email)
    };
    registered(&server.browser(), &stranger).await;
    let added = server.command([
        "user",
        "add",
        email,
        "--org",
        "cycle-campaign",
        "--role",
        "coordinator",
        "--name",
        "Olive Oak",
    ]);
    assert!(
        added.status.success(),
        "{}",
        String::from_utf8_lossy(&added.stderr)
    );
    let olive = signed_in(&server, email).await;
    assert!(olive.open("/").await.expect(200).body().contains("Olive Oak"));
    let again = server.command([
        "user",
        "add",
        email,
        "--org",
        "cycle-campaign",
        "--role",
        "volunteer",
        "--name",
        "Other Name",
    ]);
    let said = String::from_utf8(again.stdout).unwrap();
    assert!(said.contains("keeps the name"), "{said}");
    assert!(olive.open("/").await.expect(200).body().contains("Olive Oak"));
}
