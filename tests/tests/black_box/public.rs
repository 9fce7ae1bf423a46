//! What anyone sees: the status of a bike, a mark and how to tell its owner, events and advice.

use crate::serve::{program, with_usual_limits};
use domain::MarkCode;
use std::ffi::OsStr;
use tests::{Browser, Page, Server, ServerOptions};

/// A frame number that nothing else on these pages contains.
const NUMBER: &str = "WTU316C2137N";
const STOLEN: &str = "WSBC902120725N";

/// The mark of the bike that is with its owner.
fn mark() -> MarkCode {
    MarkCode::from_data([7, 20, 30, 4, 18, 2, 28, 9])
}

/// The mark of the bike that was stolen.
fn stolen_mark() -> MarkCode {
    MarkCode::from_data([1, 2, 3, 4, 5, 6, 7, 8])
}

/// A server with two bikes.
async fn server() -> Server {
    server_of(program()).await
}

async fn server_of(options: ServerOptions) -> Server {
    let server = Server::start(options).await;
    let list = format!(
        "external_ref,make,colour,frame_number,mark,owner_name,owner_email,stolen_from,stolen_to,crime_ref\n\
         A,Trek,red,{NUMBER},{},Ada Abbott,ada@example.org,,,\n\
         B,Specialized,black,{STOLEN},{},Bob Barnes,bob@example.org,2026-11-01T08:00:00Z,2026-11-01T17:00:00Z,35/1/26\n",
        mark(),
        stolen_mark(),
    );
    let file = server.data().join("two.csv");
    std::fs::write(&file, list).unwrap();
    let done = server.command([OsStr::new("import"), file.as_os_str()]);
    assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
    server
}

async fn check(browser: &Browser, typed: &str) -> Page {
    browser
        .open("/check")
        .await
        .expect(200)
        .form()
        .fill("number", typed)
        .submit()
        .await
}

#[tokio::test]
async fn a_check_tells_a_status_and_nothing_else() {
    let server = server().await;
    let browser = server.browser();
    for (typed, answer) in [
        (NUMBER, "Registered, not reported stolen"),
        (" wtu-316 c2137n ", "Registered, not reported stolen"),
        // Look-alikes count as the same: 5 for S, 8 for B, O for 0.
        ("W58C9O212O725N", "Reported stolen"),
        (STOLEN, "Reported stolen"),
        (&stolen_mark().to_string(), "Reported stolen"),
        (
            &format!("HTTPS://BIKES.EXAMPLE.ORG/M/{}", mark().compact()),
            "Registered, not reported stolen",
        ),
        ("ZZ99887766", "Not on this register"),
        ("<script>alert(12345)</script>", "Not on this register"),
        ("Robert'); DROP TABLE bike;--", "Not on this register"),
    ] {
        let page = check(&browser, typed).await.expect(200);
        assert_eq!(page.text(".fm-answer__title"), answer, "{typed}");
        assert!(page.has("meta[name=robots][content=noindex]"), "{typed}");
        assert!(
            page.title().to_lowercase().contains(&answer.to_lowercase()),
            "{}",
            page.title()
        );
        let said = page.body();
        for secret in [
            "Ada",
            "Abbott",
            "Bob",
            "example.org\"",
            "35/1/26",
            "Trek",
            "Specialized",
        ] {
            assert!(!said.contains(secret), "{typed} gives away {secret}");
        }
        assert!(!page.has("main script"), "{typed}");
    }
    assert!(!browser.open("/check").await.has("meta[name=robots]"));
    for number in [NUMBER, STOLEN, "ZZ99887766"] {
        assert!(!server.log().contains(number), "the log has {number}");
    }
}

#[tokio::test]
async fn a_check_takes_whole_numbers_only() {
    let server = server().await;
    let browser = server.browser();
    for typed in [
        "",
        " ",
        "WTU3",
        "WTU316C213?N",
        "WTU*",
        "WTU316C2137[NM]",
        "?????????",
        "🚲🚲🚲🚲🚲🚲",
        "WTU\u{0}316C2137N",
        &"9".repeat(5_000),
    ] {
        let page = check(&browser, typed).await.expect(422);
        assert_eq!(page.errors().len(), 1, "{typed:?}");
        assert!(page.title().starts_with("Error: "), "{typed:?}");
        assert!(!page.has(".fm-answer"), "{typed:?}");
        assert!(page.has("#number.govuk-input--error"), "{typed:?}");
    }
}

#[tokio::test]
async fn a_scan_shows_the_status_and_the_address_is_one() {
    let server = server().await;
    let browser = server.browser();
    let canonical = format!("/m/{}", mark().compact());
    for typed in [
        format!("/M/{}", mark().compact()),
        format!("/m/{}", mark().compact().to_lowercase()),
        format!("/m/{}", mark()),
        format!("/m?code={}", mark().to_string().to_lowercase()),
        canonical.clone(),
    ] {
        let page = browser.open(&typed).await.expect(200);
        assert_eq!(page.path(), canonical, "{typed}");
        assert_eq!(page.text(".fm-answer__title"), "Registered, not reported stolen");
        assert!(page.has("meta[name=robots][content=noindex]"));
    }
    let stolen = browser
        .open(&format!("/M/{}", stolen_mark().compact()))
        .await
        .expect(200);
    assert_eq!(stolen.text(".fm-answer__title"), "Reported stolen");
    let unknown = MarkCode::from_data([9; 8]);
    let page = browser
        .open(&format!("/m/{}", unknown.compact()))
        .await
        .expect(404);
    assert_eq!(page.heading(), "This is not one of our codes");
    let found = page
        .form()
        .fill("code", &mark().to_string())
        .submit()
        .await
        .expect(200);
    assert_eq!(found.path(), canonical);
    for junk in [
        "/m/hello",
        "/m/%F0%9F%9A%B2",
        "/m/..%2f..%2fetc",
        "/m/%00",
        "/m/????",
        "/m/'--",
        "/m?code=<b>",
    ] {
        let page = browser.open(junk).await;
        assert!([404, 422].contains(&page.status()), "{junk}: {}", page.status());
        assert!(page.has("h1"), "{junk}");
    }
}

#[tokio::test]
async fn one_wrong_character_is_put_right_and_asked_about() {
    let server = server().await;
    let browser = server.browser();
    let right = mark().compact();
    for place in 0..right.len() {
        let other = if right.as_bytes()[place] == b'8' { "B" } else { "8" };
        let typed = format!("{}{other}{}", &right[..place], &right[place + 1..]);
        let page = browser.open(&format!("/M/{typed}")).await.expect(200);
        assert_eq!(page.heading(), "Is this the code on the label?", "{typed}");
        assert_eq!(page.text(".fm-label"), mark().to_string(), "{typed}");
        assert_eq!(page.text(".fm-label__put-right"), right[place..=place], "{typed}");
        let page = page.follow("Yes, that is the code").await.expect(200);
        assert!(page.has(".fm-answer"), "{typed}");
    }
}

#[tokio::test]
async fn a_finder_tells_the_owner_and_neither_learns_of_the_other() {
    let server = server().await;
    let browser = server.browser();
    let page = browser
        .open(&format!("/m/{}", mark().compact()))
        .await
        .expect(200);
    let sent = page
        .form()
        .fill(
            "message",
            "It leans at the <b>station</b> 🚲'; DROP TABLE message;--",
        )
        .submit()
        .await
        .expect(200);
    assert_eq!(sent.heading(), "Message sent");
    assert!(!sent.body().contains("ada@example.org"));
    let mail = server.next_mail_to("ada@example.org").await;
    assert!(
        mail.text
            .contains("It leans at the <b>station</b> 🚲'; DROP TABLE message;--"),
        "{}",
        mail.text
    );
    let body = server.log();
    assert!(
        !body.contains("station") && !body.contains("example.org"),
        "{body}"
    );
}

#[tokio::test]
async fn a_message_that_cannot_be_sent_is_not_lost() {
    let server = server().await;
    let browser = server.browser();
    let address = format!("/m/{}", mark().compact());
    let form = browser.open(&address).await.form();
    for (message, email, field) in [
        ("", "", "message"),
        ("bell\u{7}", "", "message"),
        (&*"long ".repeat(400), "", "message"),
        ("It is here <i>", "me@nowhere", "email"),
    ] {
        let page = form
            .clone()
            .fill("message", message)
            .fill("email", email)
            .submit()
            .await
            .expect(422);
        assert_eq!(
            page.attributes(".govuk-error-summary a", "href"),
            [format!("#{field}")]
        );
        assert_eq!(page.form().value("email"), Some(email));
        assert!(
            page.text("#message")
                .contains(message.trim().trim_end_matches('\u{7}')),
            "{message:?}"
        );
    }
    form.clone()
        .fill("message", &"x".repeat(10_000_000))
        .submit()
        .await
        .expect(413);
    form.clone()
        .without("csrf")
        .fill("message", "hello")
        .submit()
        .await
        .expect(403);
    form.clone()
        .fill("message", "hello")
        .tamper("message", "twice")
        .submit()
        .await
        .expect(422);
    assert!(server.mail().is_empty());
}

#[tokio::test]
async fn the_owner_is_not_flooded() {
    let server = server_of(with_usual_limits()).await;
    let form = server
        .browser()
        .open(&format!("/m/{}", mark().compact()))
        .await
        .form();
    for _ in 0..5 {
        form.clone().fill("message", "Here").submit().await.expect(200);
    }
    let page = form.fill("message", "And again").submit().await.expect(422);
    assert!(
        page.errors()[0].contains("Try again in an hour"),
        "{:?}",
        page.errors()
    );
    assert_eq!(page.text("#message"), "And again");
}

#[tokio::test]
async fn every_page_has_a_title_of_its_own_and_nothing_inline() {
    let server = Server::start(program().demo()).await;
    let browser = server.browser();
    let event = browser
        .open("/events")
        .await
        .expect(200)
        .attributes(".fm-event a", "href")[0]
        .clone();
    let mut titles = Vec::new();
    for path in [
        "/",
        "/check",
        "/m",
        "/events",
        &event,
        "/advice",
        "/privacy",
        "/licences",
    ] {
        let page = browser.open(path).await.expect(200);
        assert_eq!(page.texts("h1").len(), 1, "{path}");
        assert!(
            !page.has("[style], [onclick], style, script:not([src])"),
            "{path}"
        );
        assert!(
            page.has("form[action='/check']") || !["/", "/check"].contains(&path),
            "{path}"
        );
        assert!(browser.cookies().is_none(), "{path} sets a cookie");
        titles.push(page.title());
    }
    let count = titles.len();
    titles.sort();
    titles.dedup();
    assert_eq!(titles.len(), count, "{titles:?}");
    for path in [
        "/events/0",
        "/events/999999",
        "/events/-1",
        "/events/x",
        "/events/99999999999999999999",
    ] {
        browser.open(path).await.expect(404);
    }
    let robots = browser.open("/robots.txt").await.expect(200);
    assert_eq!(robots.header("content-type"), Some("text/plain; charset=utf-8"));
    assert!(robots.body().contains("Disallow: /police"));
}

#[tokio::test]
async fn letters_are_only_shown_where_none_is_sent() {
    let server = Server::start(program().demo()).await;
    let browser = server.browser();
    browser.open("/dev/mail").await.expect(200);
    for path in ["/dev/mail/none", "/dev/mail/..%2fframemark", "/dev/mail/%00"] {
        browser.open(path).await.expect(404);
    }
    let other = Server::start(program()).await;
    other.browser().open("/dev/mail").await.expect(404);
}

#[tokio::test]
async fn every_public_page_describes_itself_in_words_of_its_own() {
    let server = server().await;
    let browser = server.browser();
    let mut seen = std::collections::BTreeMap::new();
    for path in [
        "/",
        "/check",
        "/m",
        "/events",
        "/advice",
        "/privacy",
        "/licences",
        "/contact",
        "/help",
        "/accessibility",
        "/register",
        "/report-stolen",
    ] {
        let page = browser.open(path).await.expect(200);
        let description = page.attributes("meta[name=description]", "content").concat();
        assert!(description.len() > 40, "{path}: {description:?}");
        if let Some(other) = seen.insert(description, path) {
            panic!("{path} and {other} have the same description");
        }
    }
}

#[tokio::test]
async fn people_are_told_whom_to_ask_with_contact_details_and_without() {
    let server = server().await;
    let browser = server.browser();
    let contact = browser.open("/contact").await.expect(200);
    assert!(contact.text("main").contains("community safety team"));
    let icon = browser.open("/favicon.ico").await.expect(200);
    assert_eq!(icon.header("content-type"), Some("image/x-icon"));
}

#[tokio::test]
async fn a_request_has_an_id_in_its_answer_in_the_log_and_on_an_error_page() {
    let server = Server::start(program()).await;
    let client = reqwest::Client::new();
    let ask = |path: &str, id: Option<&str>| {
        let request = client.get(format!("{}{path}", server.address()));
        match id {
            Some(id) => request.header("X-Request-Id", id).send(),
            None => request.send(),
        }
    };
    let missing = ask("/nothing-here?name=Ada", Some("proxy-7f3c11ee"))
        .await
        .unwrap();
    assert_eq!(missing.headers()["x-request-id"], "proxy-7f3c11ee");
    assert!(
        missing.text().await.unwrap().contains("proxy-7f3c11ee"),
        "the page names its reference"
    );
    let made = ask("/check", Some("not plain at all <b>")).await.unwrap();
    let made = made.headers()["x-request-id"].to_str().unwrap().to_owned();
    assert!(
        made.len() == 16 && made.bytes().all(|byte| byte.is_ascii_hexdigit()),
        "{made}"
    );
    assert_ne!(
        ask("/check", None).await.unwrap().headers()["x-request-id"],
        made.as_str()
    );
    tests::wait::eventually("the line of the request", async || {
        server
            .log()
            .lines()
            .any(|line| line.contains(&made) && line.contains("/check"))
            .then_some(())
    })
    .await;
    assert!(!server.log().contains("Ada"), "no query is in the log");
}

#[tokio::test]
async fn other_spellings_of_an_address_lead_to_the_plain_one() {
    let server = Server::start(program()).await;
    let policy = reqwest::redirect::Policy::none();
    let client = reqwest::Client::builder().redirect(policy).build().unwrap();
    for (asked, leads_to) in [
        ("/check/", Some("/check")),
        ("/Events", Some("/events")),
        ("/CHECK/?number=AB12345", Some("/check?number=AB12345")),
        ("/check", None),
        ("/M/7KQ4M2X9TD", None),
        ("/sign-in/AbCdEf/", None),
    ] {
        let answer = client
            .get(format!("{}{asked}", server.address()))
            .send()
            .await
            .unwrap();
        let location = answer.headers().get("location").map(|to| to.to_str().unwrap());
        assert_eq!(location, leads_to, "{asked}");
    }
    let sent = client
        .post(format!("{}/Check/", server.address()))
        .send()
        .await
        .unwrap();
    assert!(
        !sent.status().is_redirection(),
        "a form that was sent is not led away"
    );
}
