//! An officer and the second factor: setting it up, signing in with it, typing a fresh code, losing the phone.

use crate::serve::program;
use domain::account::factor::{Code, Secret};
use jiff::{SignedDuration, Timestamp};
use reqwest::Method;
use std::ffi::OsStr;
use tests::{Browser, Page, Server};

const OLIVE: &str = "olive@example.org";
const NUMBER: &str = "QXZ771K5530W";

#[expect(
    clippy::disallowed_methods,
    reason = "the program's clock starts from the wall clock"
)]
pub fn now() -> Timestamp {
    Timestamp::now()
}

fn said(server: &Server, arguments: &[&str]) -> String {
    let done = server.command([&["--public-url", "https://bikes.example.org"][..], arguments].concat());
    assert!(
        done.status.success(),
        "{arguments:?}: {}",
        String::from_utf8_lossy(&done.stderr)
    );
    String::from_utf8(done.stdout).unwrap().trim().to_owned()
}

/// A register with a force, an officer and a bike.
async fn a_force() -> Server {
    let server = Server::start(program()).await;
    said(
        &server,
        &["org", "add", "force", "--name", "Force", "--kind", "police"],
    );
    said(
        &server,
        &["user", "add", OLIVE, "--org", "force", "--role", "officer"],
    );
    let list = format!(
        "external_ref,make,frame_number,owner_name,owner_email\nA,Trek,{NUMBER},Ada Abbott,ada@example.org\n"
    );
    let file = server.data().join("one.csv");
    std::fs::write(&file, list).unwrap();
    let done = server.command([OsStr::new("import"), file.as_os_str()]);
    assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
    server
}

/// Follows a link, and returns the browser with the page that comes next.
async fn followed(server: &Server) -> (Browser, Page) {
    let link = said(server, &["user", "sign-in-link", OLIVE]);
    let browser = server.browser();
    let path = format!("/sign-in/{}", link.rsplit('/').next().unwrap());
    let page = browser
        .open(&path)
        .await
        .expect(200)
        .form()
        .submit()
        .await
        .expect(200);
    (browser, page)
}

/// Reads the secret of the page that sets up an app.
pub fn secret_on(page: &Page) -> Secret {
    Secret::parse(&page.text("#secret").replace(' ', "")).expect("a secret")
}

pub fn code(secret: &Secret, at: Timestamp) -> String {
    secret.code_at(at).unwrap().to_string()
}

/// A code that is not right now.
fn wrong(secret: &Secret, at: Timestamp) -> &'static str {
    let is_wrong = |digits: &&str| secret.step_of(Code::parse(digits).unwrap(), at, None).is_none();
    ["000000", "111111", "222222", "333333"]
        .into_iter()
        .find(is_wrong)
        .unwrap()
}

pub async fn typed(page: &Page, code: &str) -> Page {
    let path = page.path().to_owned();
    page.form_to(&path).fill("code", code).submit().await
}

/// Looks the bike up, and returns the address of its owner's details.
async fn owners_address(officer: &Browser) -> String {
    let form = officer.open("/police/look-up").await.expect(200).form();
    let form = form.fill("number", NUMBER).fill("reason", "PS/2026/150");
    let found = form.submit().await.expect(200);
    let bike = found.attributes("article.fm-result", "id").remove(0);
    format!(
        "{}/bikes/{}/owner",
        found.path(),
        bike.trim_start_matches("bike-")
    )
}

#[tokio::test]
async fn an_officer_sets_up_an_app_and_signs_in_with_it() {
    let mut server = a_force().await;
    let (officer, page) = followed(&server).await;
    assert_eq!(page.heading(), "Set up a code app");
    assert!(
        page.text("main").contains("You must do this by"),
        "{}",
        page.text("main")
    );
    let work = page.follow("Not now").await.expect(200);
    assert_eq!(work.path(), "/police/look-up");

    // Without an app, an owner's details stay shut.
    let owner = owners_address(&officer).await;
    let page = officer.open(&owner).await.expect(200);
    assert_eq!(page.path(), "/account/second-factor/set-up");
    let elsewhere = page.follow("Not now").await.expect(200);
    assert_eq!(
        elsewhere.path(),
        "/police/look-up",
        "not to the page that stays shut"
    );
    let secret = secret_on(&page);
    for (bad, error) in [
        ("", "Enter the code from your app"),
        ("12", "The code must have 6 digits"),
        (wrong(&secret, now()), "This code is not right"),
    ] {
        let again = typed(&page, bad).await.expect(422);
        assert!(again.errors()[0].starts_with(error), "{:?}", again.errors());
        assert_eq!(secret_on(&again), secret, "the same app can go on");
    }
    let first = code(&secret, now());
    let kept = typed(&page, &first).await.expect(200);
    let codes = kept.texts("#recovery-codes .fm-code");
    assert_eq!(
        (kept.heading().as_str(), codes.len()),
        ("Keep your recovery codes", 10)
    );
    let twice = typed(&page, &first).await.expect(200);
    assert_eq!(
        twice.texts("#recovery-codes .fm-code"),
        codes,
        "a second tap hides nothing"
    );
    let ask = kept
        .form_to("/account/second-factor/recovery-codes/kept")
        .submit()
        .await
        .expect(200);
    assert_eq!(ask.path(), owner, "on to what was wanted");
    let form = ask.form_to(&owner);
    let token = form.value("csrf").unwrap().to_owned();
    let details = form.fill("reason", "PS/2026/150").submit().await.expect(200);
    assert!(details.text("main").contains("Ada Abbott"));
    let gone = officer
        .open("/account/second-factor/recovery-codes")
        .await
        .expect(200);
    assert!(!gone.body().contains(&codes[0]), "they are shown once");
    let told = server.next_mail_to(OLIVE).await;
    assert_eq!(told.subject, "A code app was set up for your account");

    // Somebody with the mailbox alone comes no further than the door.
    let (other, door) = followed(&server).await;
    assert_eq!(door.path(), "/sign-in/code");
    let box_ = door.attributes("#code", "autocomplete");
    assert_eq!(
        (box_, door.attributes("#code", "inputmode")),
        (vec!["one-time-code".into()], vec!["numeric".into()])
    );
    for room in ["/police/look-up", "/account", "/account/sessions", owner.as_str()] {
        assert_eq!(
            other.open(room).await.expect(200).path(),
            "/sign-in/code",
            "{room}"
        );
    }
    let replayed = typed(&door, &first).await.expect(422);
    assert!(
        replayed.errors()[0].contains("has been used"),
        "{:?}",
        replayed.errors()
    );
    let paper = door.follow("I cannot use my app").await.expect(200);
    assert!(typed(&paper, "k3f9").await.expect(422).errors()[0].contains("12 letters and digits"));
    let inside = typed(&paper, &codes[0]).await.expect(200);
    assert!(
        inside.text("main").contains("9 recovery codes left"),
        "{}",
        inside.text("main")
    );
    other.open("/police/look-up").await.expect(200);

    // The officer sees both, and ends the other.
    let list = officer.open("/account/sessions").await.expect(200);
    assert!(list.text("main").contains("127.0.0.*"), "{}", list.text("main"));
    assert_eq!(list.texts("main h2").len(), 2, "{}", list.text("main"));
    let ended = list.form_to("/account/sessions/end").submit().await.expect(200);
    assert_eq!(
        ended.texts("main h2").len(),
        2,
        "a notice and this one: {}",
        ended.text("main")
    );
    assert_eq!(other.open("/police/look-up").await.expect(200).path(), "/sign-in");

    // After a quarter of an hour a fresh code is asked for, and the form waits.
    let later = now() + SignedDuration::from_mins(20);
    server.stop().await;
    server.set_clock(later);
    server.restart().await;
    let officer = officer.moved_to(server.address());
    let lagging = officer.open(&owner).await.expect(200);
    assert_eq!(lagging.path(), "/sign-in/code");
    assert!(
        lagging.text("main").contains("15 minutes"),
        "{}",
        lagging.text("main")
    );
    officer.open("/police/look-up").await.expect(200);
    let form = [("csrf", token.as_str()), ("reason", "PS/2026/151")];
    let sent = officer.request(Method::POST, &owner).form(&form);
    let answer = officer.send(sent).await;
    let to = answer.header("location").unwrap_or_default().to_owned();
    assert_eq!(
        (answer.status(), to.as_str()),
        (303, "/sign-in/code?next=/send-again")
    );
    let door = officer.open(&to).await.expect(200);
    let waiting = typed(&door, &code(&secret, later)).await.expect(200);
    assert_eq!(waiting.heading(), "Send what you typed");
    let details = waiting.form_to(&owner).submit().await.expect(200);
    assert!(details.text("main").contains("Ada Abbott"));
}

#[tokio::test]
async fn wrong_codes_are_few_and_a_lost_phone_is_answered_by_an_administrator() {
    let mut server = a_force().await;
    let rule = said(&server, &["org", "second-factor", "force", "at-once"]);
    assert!(rule.contains("before they can work"), "{rule}");
    let (officer, page) = followed(&server).await;
    assert!(!page.text("main").contains("Not now"), "{}", page.text("main"));
    assert_eq!(
        officer.open("/police/look-up").await.expect(200).path(),
        "/account/second-factor/set-up"
    );
    let secret = secret_on(&page);
    let kept = typed(&page, &code(&secret, now())).await.expect(200);
    let codes = kept.texts("#recovery-codes .fm-code");
    assert_eq!(
        server.next_mail_to(OLIVE).await.subject,
        "A code app was set up for your account"
    );

    let (_, door) = followed(&server).await;
    for _ in 0..4 {
        let again = typed(&door, wrong(&secret, now())).await.expect(422);
        assert!(again.errors()[0].contains("not right"), "{:?}", again.errors());
    }
    let too_many = typed(&door, wrong(&secret, now())).await.expect(422);
    assert!(
        too_many.errors()[0].contains("too many wrong codes. Try again after "),
        "{:?}",
        too_many.errors()
    );
    let (_, door) = followed(&server).await;
    let paper = door.follow("I cannot use my app").await.expect(200);
    let shut = typed(&paper, &codes[0]).await.expect(422);
    assert!(
        shut.errors()[0].contains("too many wrong codes. Try again after "),
        "another link does not help"
    );

    let asked = said(&server, &["user", "reset-factor", OLIVE]);
    assert!(asked.contains("will be reset on"), "{asked}");
    assert_eq!(
        server.next_mail_to(OLIVE).await.subject,
        "Your code app will be reset"
    );
    assert_eq!(
        officer.open("/account").await.expect(200).path(),
        "/sign-in",
        "signed out everywhere"
    );
    let (_, door) = followed(&server).await;
    assert_eq!(door.path(), "/sign-in/code", "it has not taken effect");
    let shown = said(&server, &["user", "show", OLIVE]);
    assert!(
        shown.contains("second-factor-reset-asked") && shown.contains("codes-refused"),
        "{shown}"
    );

    server.stop().await;
    server.set_clock(now() + SignedDuration::from_hours(25));
    server.restart().await;
    let (_, page) = followed(&server).await;
    assert_eq!(page.heading(), "Set up a code app");
    assert_ne!(secret_on(&page), secret);
}
