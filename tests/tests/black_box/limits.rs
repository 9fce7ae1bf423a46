//! Nobody can walk through the register: a client that asks too often is told when to try again.

use crate::people::{Telling, answered, signed_in};
use crate::serve::with_usual_limits;
use domain::MarkCode;
use reqwest::Method;
use std::time::Duration;
use tests::{Browser, Page, Server};

/// Asks for a path as a client behind a proxy does.
async fn through(browser: &Browser, path: &str, forwarded: &str) -> Page {
    let request = browser
        .request(Method::GET, path)
        .header("x-forwarded-for", forwarded);
    browser.send(request).await
}

/// Asks until there are too many requests. Returns that answer, and how many requests passed.
async fn walk(browser: &Browser, forwarded: &str) -> (Page, usize) {
    for passed in 0..500 {
        let page = through(browser, &format!("/check?number=WALKED{passed:05}"), forwarded).await;
        if page.status() != 200 {
            return (page.expect(429), passed);
        }
    }
    panic!("500 numbers were checked and nothing stopped it");
}

#[tokio::test]
async fn a_walk_over_check_is_stopped_and_told_when_to_go_on() {
    let server = Server::start(with_usual_limits()).await;
    let browser = server.browser();
    let (stopped, passed) = walk(&browser, "203.0.113.9").await;
    assert!((100..300).contains(&passed), "{passed}");
    assert_eq!(stopped.heading(), "Wait before you try again");
    let wait: u64 = stopped.header("retry-after").unwrap().parse().unwrap();
    assert!((1..=10).contains(&wait), "{wait}");
    let said = format!("You can try again in {wait} second");
    assert!(stopped.text("main").contains(&said), "{}", stopped.text("main"));
    // No proxy is named, so no header is believed. A field's name is read however it is written.
    for (path, forwarded) in [
        ("/check?number=WALKED77", "198.51.100.1"),
        ("/check?%6Eumber=WALKED78", "::1"),
    ] {
        through(&browser, path, forwarded).await.expect(429);
    }
    let head = browser
        .send(browser.request(Method::HEAD, "/check?number=WALKED79"))
        .await;
    assert_eq!(head.status(), 429);
    browser.open("/check").await.expect(200);
    browser.open("/sign-in").await.expect(200);
    assert!(
        server.log().contains("FRAMEMARK_TRUSTED_PROXIES"),
        "{}",
        server.log()
    );
    tokio::time::sleep(Duration::from_secs(wait + 1)).await;
    browser.open("/check?number=WALKED80").await.expect(200);
}

#[tokio::test]
async fn behind_a_named_proxy_each_client_is_counted_alone() {
    let options = with_usual_limits().variable("FRAMEMARK_TRUSTED_PROXIES", "10.0.0.0/8, 127.0.0.1");
    let server = Server::start(options).await;
    let browser = server.browser();
    walk(&browser, "203.0.113.9").await;
    // What is further to the left comes from the client, or from a proxy that is not named.
    for same in [
        "192.0.2.1, 203.0.113.9",
        "203.0.113.9, 10.1.2.3",
        "203.0.113.9:4711",
    ] {
        through(&browser, "/check?number=WALKED77", same)
            .await
            .expect(429);
    }
    for other in ["203.0.113.10", "2001:db8:0:1::7"] {
        through(&browser, "/check?number=WALKED77", other)
            .await
            .expect(200);
    }
    walk(&browser, "2001:db8:0:2::7").await;
    through(&browser, "/check?number=WALKED77", "2001:db8:0:2:ffff::8")
        .await
        .expect(429);
    through(&browser, "/check?number=WALKED77", "2001:db8:0:3::8")
        .await
        .expect(200);
}

#[tokio::test]
async fn an_operator_can_raise_the_limits_but_not_by_nonsense() {
    let server = Server::start(with_usual_limits().variable("FRAMEMARK_LIMITS", "off")).await;
    let browser = server.browser();
    for number in 0..250 {
        browser
            .open(&format!("/check?number=WALKED{number:05}"))
            .await
            .expect(200);
    }
    for (name, value, says) in [
        ("FRAMEMARK_LIMITS", "many", "off"),
        ("FRAMEMARK_LIMITS", "0", "1000"),
        ("FRAMEMARK_TRUSTED_PROXIES", "the-proxy", "10.0.0.0/8"),
    ] {
        let refused = command_with(&server, name, value);
        assert!(refused.contains(value) && refused.contains(says), "{refused}");
    }
}

/// Tries to start the server with a setting that means nothing. Returns what it says.
fn command_with(server: &Server, name: &str, value: &str) -> String {
    let done = std::process::Command::new(env!("CARGO_BIN_EXE_framemark_under_test"))
        .arg("--data")
        .arg(server.data())
        .args(["serve", "--listen", "127.0.0.1:0"])
        .env(name, value)
        .output()
        .unwrap();
    assert!(!done.status.success());
    String::from_utf8_lossy(&done.stderr).into_owned()
}

fn code(n: u32) -> MarkCode {
    let five = |shift: u32| u8::try_from((n >> shift) & 31).unwrap();
    MarkCode::from_data([30, 29, 28, 27, five(15), five(10), five(5), five(0)])
}

#[tokio::test]
async fn somebody_who_tries_mark_codes_sees_no_marks_and_raises_an_alarm() {
    let server = Server::start(with_usual_limits()).await;
    let real = MarkCode::from_data([7, 20, 30, 4, 18, 2, 28, 9]);
    let file = server.data().join("one.csv");
    let list =
        format!("external_ref,make,frame_number,mark,owner_name\nA,Trek,WTU316C2137N,{real},Ada Abbott\n");
    std::fs::write(&file, list).unwrap();
    let done = server.command([std::ffi::OsStr::new("import"), file.as_os_str()]);
    assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
    let browser = server.browser();
    let real = format!("/m/{}", real.compact());
    browser.open(&real).await.expect(200);
    let mut tried = 0;
    while browser
        .open(&format!("/m/{}", code(tried).compact()))
        .await
        .status()
        == 404
    {
        tried += 1;
        assert!(tried < 60, "nothing stops it");
    }
    assert!((20..=25).contains(&tried), "{tried}");
    let stopped = browser.open(&real).await.expect(429);
    assert!(
        stopped.text("main").contains("minutes"),
        "{}",
        stopped.text("main")
    );
    browser.open("/check?number=WTU316C2137N").await.expect(200);
    let log = server.log();
    let alarm = log
        .lines()
        .find(|line| line.contains("Alarm"))
        .unwrap_or_default();
    assert!(alarm.contains("unknown_codes=21"), "{log}");
}

#[tokio::test]
async fn a_phone_at_a_desk_is_told_in_its_own_language() {
    let server = Server::start(with_usual_limits().demo()).await;
    let volunteer = signed_in(&server, "volunteer@example.org").await;
    let here = volunteer.open("/desk/here.json").await.expect(200).json();
    let csrf = here["csrf"].as_str().unwrap();
    for _ in 0..500 {
        let request = volunteer
            .request(Method::POST, "/desk/sync")
            .header("x-csrf-token", csrf)
            .json(&serde_json::json!({ "entries": [] }));
        let answer = volunteer.send(request).await;
        if answer.status() == 429 {
            let said = answer.json();
            assert!(
                said["error"].as_str().unwrap().contains("still on the phone"),
                "{said}"
            );
            assert_eq!(
                said["retry_after"].to_string(),
                answer.header("retry-after").unwrap()
            );
            return;
        }
        assert_eq!(answer.status(), 200);
    }
    panic!("500 requests of one phone within a moment");
}

#[tokio::test]
async fn nobody_fills_a_mailbox_with_letters_about_registrations() {
    let server = Server::start(with_usual_limits()).await;
    let mut refused = 0;
    for number in 0..12 {
        let browser = server.browser();
        let telling = Telling::of(&format!("FLOOD{number:05}"), "flood@example.org");
        let check = answered(&browser, &telling).await;
        match check.form().submit().await.status() {
            429 => refused += 1,
            status => assert_eq!(status, 200),
        }
    }
    assert_eq!(refused, 2, "ten letters a day");
}

#[tokio::test]
async fn a_visitor_with_a_form_costs_no_session() {
    let server = Server::start(with_usual_limits()).await;
    let browser = server.browser();
    browser.open("/sign-in").await.expect(200);
    let cookies = browser.cookies().unwrap_or_default();
    assert!(
        cookies.starts_with("framemark-form=") && !cookies.contains("framemark="),
        "{cookies}"
    );
    let form = browser.open("/sign-in").await.form();
    let other = browser.open("/sign-in").await.form();
    assert_ne!(form.value("csrf"), other.value("csrf"), "a new mask on each page");
    for form in [form, other] {
        let sent = form.fill("email", "nobody@example.org").submit().await;
        assert_eq!(sent.path(), "/sign-in/sent");
    }
}
