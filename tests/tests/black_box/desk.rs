//! A volunteer at a stall: one label, one bike, one owner, and a second desk that tries the same label.

use crate::people::{blank_marks, signed_in};
use crate::serve::program;
use domain::MarkCode;
use tests::{Browser, Form, Page, Server};

async fn with_label(browser: &Browser, code: &str) -> Page {
    browser
        .open("/desk/online")
        .await
        .expect(200)
        .form()
        .fill("code", code)
        .submit()
        .await
}

fn filled(page: &Page, number: &str) -> Form {
    page.form()
        .fill("frame_number", number)
        .fill("make", "Trek")
        .fill("colour", "red")
        .fill("name", "Robin Rowe")
        .fill("email", "robin@example.org")
        .fill("consent", "yes")
}

#[tokio::test]
async fn a_bike_is_registered_and_marked_in_one_step() {
    let server = Server::start(program().demo()).await;
    let volunteer = signed_in(&server, "volunteer@example.org").await;
    let code = blank_marks("cycle-campaign")[0];

    let blank = volunteer
        .open(&format!("/M/{}", code.compact()))
        .await
        .expect(200);
    assert_eq!(blank.heading(), "This label is not on a bike yet");
    let page = blank.follow("Mark a bike with this label").await.expect(200);
    assert_eq!(page.heading(), "Bike and owner");
    let done = filled(&page, "DESK 0001 X")
        .fill("second_colour", "black")
        .fill("kind", "hybrid")
        .fill("other_kind_1", "battery")
        .fill("other_number_1", "BAT-5551")
        .fill("features", "<b>Duck</b> horn 🦆'; DROP TABLE bike;--")
        .fill("postcode", "CB1 2AB")
        .fill("phone", "07700 900123")
        .submit()
        .await
        .expect(200);
    assert_eq!(
        (done.path(), done.heading().as_str()),
        ("/desk/online/done", "Bike registered and marked")
    );
    assert_eq!(done.text(".fm-label"), code.to_string());
    let said = done.body();
    assert!(
        !said.contains("Robin") && !said.contains("robin@"),
        "an owner is shown again"
    );

    let mail = server.next_mail_to("robin@example.org").await;
    assert!(mail.text.contains(&code.to_string()), "{}", mail.text);
    let visitor = server.browser();
    let scan = visitor.open(&format!("/m/{}", code.compact())).await.expect(200);
    assert_eq!(scan.text(".fm-answer__title"), "Registered, not reported stolen");
    for number in ["desk0001x", "BAT5551"] {
        let answer = visitor.open(&format!("/check?number={number}")).await.expect(200);
        assert_eq!(
            answer.text(".fm-answer__title"),
            "Registered, not reported stolen",
            "{number}"
        );
    }
    assert_eq!(
        done.follow("Mark the next bike").await.expect(200).heading(),
        "Mark a bike"
    );
}

#[tokio::test]
async fn of_two_desks_with_one_label_one_wins_and_the_other_loses_nothing() {
    let server = Server::start(program().demo()).await;
    let one = signed_in(&server, "volunteer@example.org").await;
    let other = signed_in(&server, "volunteer2@example.org").await;
    for (round, code) in blank_marks("cycle-campaign").into_iter().take(8).enumerate() {
        let code_typed = code.to_string();
        let first = filled(
            &with_label(&one, &code_typed).await.expect(200),
            &format!("ONE{round}00001"),
        );
        let second = filled(
            &with_label(&other, &code_typed).await.expect(200),
            &format!("TWO{round}00002"),
        );
        let (first, second) = tokio::join!(first.submit(), second.submit());
        let (winner, loser, number, lost) = if first.path() == "/desk/online/done" {
            (
                first,
                second,
                format!("ONE{round}00001"),
                format!("TWO{round}00002"),
            )
        } else {
            (
                second,
                first,
                format!("TWO{round}00002"),
                format!("ONE{round}00001"),
            )
        };
        assert_eq!(winner.expect(200).text(".fm-label"), code_typed, "round {round}");
        let loser = loser.expect(422);
        assert!(
            loser.errors()[0].contains("already on a bike"),
            "{:?}",
            loser.errors()
        );
        let form = loser.form();
        assert_eq!(form.value("frame_number"), Some(lost.as_str()));
        assert_eq!(form.value("email"), Some("robin@example.org"));
        assert_eq!(form.value("consent"), Some("yes"));
        let visitor = server.browser();
        for (number, answer) in [
            (number, "Registered, not reported stolen"),
            (lost, "Not on this register"),
        ] {
            let page = visitor.open(&format!("/check?number={number}")).await.expect(200);
            assert_eq!(page.text(".fm-answer__title"), answer, "{number}");
        }
    }
}

#[tokio::test]
async fn a_form_that_was_sent_twice_is_done_once() {
    let server = Server::start(program().demo()).await;
    let volunteer = signed_in(&server, "volunteer@example.org").await;
    let code = blank_marks("cycle-campaign")[0].to_string();
    let form = filled(&with_label(&volunteer, &code).await.expect(200), "TWICE00001");
    let done = form.submit().await.expect(200);
    let again = form.submit().await.expect(200);
    assert_eq!(
        (again.path(), again.text(".govuk-panel")),
        ("/desk/online/done", done.text(".govuk-panel"))
    );
    assert_eq!(
        volunteer
            .open("/desk/online/done")
            .await
            .expect(200)
            .text(".fm-label"),
        code
    );
}

#[tokio::test]
async fn a_label_that_cannot_be_used_says_why() {
    let server = Server::start(program().demo()).await;
    let volunteer = signed_in(&server, "volunteer@example.org").await;
    let mine = blank_marks("cycle-campaign");
    let theirs = blank_marks("ely-cyclists")[0].to_string();
    let done = filled(
        &with_label(&volunteer, &mine[0].to_string()).await.expect(200),
        "USED000001",
    );
    done.submit().await.expect(200);
    for (typed, says) in [
        (mine[0].to_string(), "already on a bike"),
        (theirs, "belongs to another organisation"),
        (MarkCode::from_data([9; 8]).to_string(), "not one of our codes"),
        (String::new(), "Enter a mark code"),
        ("7KQ".into(), "ten characters"),
        ("<script>".into(), "ten characters"),
        ("🚲".into(), "Enter a mark code"),
        ("9".repeat(5_000), "ten characters"),
    ] {
        let page = with_label(&volunteer, &typed).await.expect(422);
        assert!(
            page.errors()[0].contains(says),
            "{typed:.20}: {:?}",
            page.errors()
        );
        assert!(page.title().starts_with("Error: "));
    }

    let right = mine[1].compact();
    let other = if right.starts_with('8') { "B" } else { "8" };
    let page = with_label(&volunteer, &format!("{other}{}", &right[1..]))
        .await
        .expect(200);
    assert_eq!(page.heading(), "Is this the code on the label?");
    let page = page.follow("Yes, continue").await.expect(200);
    assert_eq!(page.form().value("code"), Some(mine[1].to_string().as_str()));
}

#[tokio::test]
async fn anything_that_is_typed_is_answered_and_kept() {
    let server = Server::start(program().demo()).await;
    let volunteer = signed_in(&server, "volunteer@example.org").await;
    let code = blank_marks("cycle-campaign")[0];
    let form = filled(
        &with_label(&volunteer, &code.to_string()).await.expect(200),
        "HOSTILE00001",
    );
    for field in [
        "frame_number",
        "make",
        "model",
        "features",
        "name",
        "email",
        "phone",
        "postcode",
        "other_number_1",
    ] {
        for typed in ["A\u{0}B", "esc\u{1b}[31m", &"x".repeat(20_000)] {
            let page = form.clone().fill(field, typed).submit().await.expect(422);
            let at = page.attributes(".govuk-error-summary a", "href");
            let expected = if field == "other_number_1" {
                ["#other_kind_1", "#other_number_1"]
            } else {
                [""; 2]
            };
            assert!(
                at == [format!("#{field}")] || at.iter().all(|at| expected.contains(&at.as_str())),
                "{field}: {at:?}"
            );
            assert!(page.form().value("name").is_some(), "{field}");
        }
        form.clone()
            .fill(field, &"x".repeat(10_000_000))
            .submit()
            .await
            .expect(413);
    }
    form.clone().tamper("name", "twice").submit().await.expect(422);
    form.clone().without("csrf").submit().await.expect(403);
    let scan = server
        .browser()
        .open(&format!("/m/{}", code.compact()))
        .await
        .expect(200);
    assert_eq!(
        scan.heading(),
        "This label is not on a bike yet",
        "something was stored"
    );
    // Whatever is allowed is stored just as it was typed.
    let odd = form
        .fill("model", "'; DROP TABLE mark;--")
        .fill("features", "<script>alert(1)</script>")
        .fill("name", "Zoë 🚲 O’Neil <b>")
        .submit()
        .await
        .expect(200);
    assert_eq!(odd.path(), "/desk/online/done");
}

#[tokio::test]
async fn a_desk_is_for_volunteers() {
    let server = Server::start(program().demo()).await;
    let visitor = server.browser().open("/desk/online").await.expect(200);
    assert_eq!(visitor.path(), "/sign-in");
    for (who, status) in [
        ("volunteer@example.org", 200),
        ("coordinator@example.org", 200),
        ("officer@example.org", 403),
        ("analyst@example.org", 403),
        ("orgadmin@example.org", 403),
        ("siteadmin@example.org", 403),
    ] {
        let browser = signed_in(&server, who).await;
        browser.open("/desk/online").await.expect(status);
        let done = browser.open("/desk/online/done").await.expect(status);
        assert!(
            status == 403 || done.path() == "/desk/online",
            "nothing was done yet"
        );
    }
}
