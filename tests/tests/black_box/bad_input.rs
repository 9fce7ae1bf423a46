//! Whatever is typed or sent, a page says what to do, nothing is half stored, nothing runs and nothing breaks.

use std::ffi::OsStr;
use std::os::unix::ffi::OsStrExt;
use std::time::Duration;

use crate::people::{Telling, an_owner, answered, blank_marks, signed_in};
use crate::serve::program;
use reqwest::{Method, RequestBuilder};
use tests::{Browser, Form, Page, Server};

/// No answer may take longer than this, even on a machine that is busy with other tests.
const SOON: Duration = Duration::from_secs(30);

const SCRIPT: &str = "<script>alert(1)</script><img src=x onerror=alert(2)>\"'><svg onload=alert(3)>";

/// What is typed into every field, each with a name for the message of a failing test.
fn typed() -> Vec<(&'static str, String)> {
    vec![
        ("nothing", String::new()),
        ("only spaces", " \u{a0}\u{2003}\t ".to_owned()),
        (
            "control characters",
            "A\u{1}B\u{7}\u{1b}[31mC\u{7f}\u{85}".to_owned(),
        ),
        ("NUL", "A\0B".to_owned()),
        (
            "line breaks",
            "A\r\nBcc: everybody@example.org\r\n\r\nB".to_owned(),
        ),
        ("emoji", "🚲👩‍👩‍👧‍👦🇬🇧".to_owned()),
        ("a text in another script", "自転車 велосипед דרך".to_owned()),
        ("combining characters", format!("e{}", "\u{301}".repeat(300))),
        ("SQL", "'; DROP TABLE bike; --\" OR 1=1".to_owned()),
        ("HTML", SCRIPT.to_owned()),
        ("a template", "{{7*7}}${7*7}<%= 7*7 %>%s%n%x".to_owned()),
        ("a path", "../../../../etc/passwd".to_owned()),
        ("a long line", "Z9".repeat(6_000)),
        ("turned text", "\u{202e}gnp.exe\u{2066}\u{feff}".to_owned()),
        ("a number out of range", "-99999999999999999999999".to_owned()),
        ("wildcards", "*".repeat(500)),
        ("brackets", "[".repeat(500)),
    ]
}

/// A page with forms, and the person who opens it.
struct Room {
    browser: Browser,
    path: String,
    /// What is filled in correctly, so that only one field is wrong.
    filled: Vec<(&'static str, &'static str)>,
}

impl Room {
    fn new(browser: &Browser, path: impl Into<String>, filled: &[(&'static str, &'static str)]) -> Self {
        Self {
            browser: browser.clone(),
            path: path.into(),
            filled: filled.to_vec(),
        }
    }

    async fn forms(&self) -> Vec<Form> {
        let page = self.browser.open(&self.path).await.expect(200);
        assert_eq!(
            page.path(),
            self.path.split('?').next().unwrap_or_default(),
            "another page was shown"
        );
        let forms = page.forms();
        assert!(!forms.is_empty(), "{} has no form", self.path);
        forms
    }

    /// Returns what the form sends if it is filled in correctly.
    fn pairs(&self, form: &Form) -> Vec<(String, String)> {
        let mut pairs = form.pairs();
        for (name, value) in &self.filled {
            if form.names().contains(name) {
                pairs.retain(|(there, _)| there != name);
                pairs.push(((*name).to_owned(), (*value).to_owned()));
            }
        }
        pairs
    }

    fn request(&self, form: &Form, pairs: &[(String, String)]) -> RequestBuilder {
        let target = form.target();
        if !form.is_post() {
            let mut target = target.clone();
            target.query_pairs_mut().clear().extend_pairs(pairs);
            return self.browser.request(Method::GET, target.as_str());
        }
        let request = self.browser.request(Method::POST, target.as_str());
        if !form.is_multipart() {
            return request.form(pairs);
        }
        let parts = pairs
            .iter()
            .fold(reqwest::multipart::Form::new(), |parts, (name, value)| {
                parts.text(name.clone(), value.clone())
            });
        request.multipart(parts)
    }
}

async fn answer(browser: &Browser, request: RequestBuilder, what: &str) -> Page {
    let answered = tokio::time::timeout(SOON, browser.try_send(request)).await;
    let answered = answered.unwrap_or_else(|_| panic!("{what}: no answer in {SOON:?}"));
    answered.unwrap_or_else(|error| panic!("{what}: the answer is cut off: {error:?}"))
}

/// Checks that an answer does what every answer must do.
fn says_what_to_do(page: &Page, what: &str) {
    let said = page.text("main");
    assert!(page.status() < 500, "{what}: status {} {said}", page.status());
    let body = page.body();
    for raw in ["<script>alert", "<img src=x", "<svg onload"] {
        assert!(
            !body.contains(raw),
            "{what}: what was typed comes back as mark-up"
        );
    }
    for inside in ["sqlx", "sea_orm", "panicked", "src/", "SQLITE", "syntax error"] {
        assert!(
            !said.contains(inside),
            "{what}: the page shows the inside of the program: {said}"
        );
    }
    if (300..400).contains(&page.status()) {
        assert!(
            page.header("location").is_some_and(|to| to.starts_with('/')),
            "{what}: leads away"
        );
        return;
    }
    assert!(
        !page.heading().is_empty(),
        "{what}: status {} without a page:\n{body}",
        page.status()
    );
    if page.status() == 422 && page.has("main form") && !page.has(".govuk-error-summary") {
        panic!("{what}: a form is refused without a reason: {said}");
    }
}

/// Counts what the register holds.
async fn held(server: &Server, officer: &Browser) -> (usize, String) {
    let exported = server.command(["export"]);
    assert!(
        exported.status.success(),
        "{}",
        String::from_utf8_lossy(&exported.stderr)
    );
    let bikes = String::from_utf8(exported.stdout).expect("text").lines().count();
    let recoveries = officer.open("/police/recoveries").await.expect(200).text("main");
    (bikes, recoveries)
}

/// Returns every page with a form that somebody may come to.
async fn rooms(server: &Server, officer: &Browser) -> Vec<Room> {
    let visitor = server.browser();
    let half_way = server.browser();
    answered(&half_way, &Telling::of("BAD 10001 Q", "half.way@example.org")).await;
    let (owner, bike) = an_owner(server, &Telling::of("BAD 10002 Q", "owner.bad@example.org")).await;
    let volunteer = signed_in(server, "volunteer@example.org").await;
    let codes = blank_marks("cycle-campaign");
    let (used, blank) = (codes[0].compact(), codes[1].compact());
    let desk = volunteer
        .open(&format!("/desk/online?code={used}"))
        .await
        .expect(200)
        .form();
    let marked = desk
        .fill("frame_number", "BAD 10003 Q")
        .fill("make", "Trek")
        .fill("colour", "red")
        .fill("name", "Robin Rowe")
        .fill("phone", "07700 900123")
        .fill("consent", "yes");
    assert_eq!(marked.submit().await.expect(200).path(), "/desk/online/done");

    let mut rooms = vec![
        Room::new(&visitor, "/check", &[]),
        Room::new(&visitor, "/m", &[]),
        Room::new(&visitor, "/sign-in", &[]),
        Room::new(&visitor, "/register/email", &[]),
        Room::new(&visitor, format!("/m/{used}"), &[]),
        Room::new(&volunteer, "/desk/online", &[]),
        // Without the owner's consent nothing is stored, whatever else is typed.
        Room::new(
            &volunteer,
            format!("/desk/online?code={blank}"),
            &[
                ("frame_number", "BAD 10004 Q"),
                ("make", "Trek"),
                ("colour", "red"),
                ("name", "Robin"),
                ("phone", "07700 900123"),
            ],
        ),
        Room::new(
            officer,
            "/police/look-up",
            &[("number", "BAD10002Q"), ("reason", "PS/2026/118")],
        ),
        // Without a reference and a day nothing is stored, whatever else is typed.
        Room::new(
            officer,
            "/police/recoveries/new",
            &[("property_ref", ""), ("read", "BAD1000?Q"), ("found_month", "13")],
        ),
    ];
    // The last question comes first: after a wrong answer, a question is open again, and those after it have to wait.
    for (question, _) in Telling::of("", "").answers().into_iter().rev() {
        rooms.push(Room::new(&half_way, format!("/register/{question}"), &[]));
    }
    for part in ["report-stolen", "photos"] {
        rooms.push(Room::new(&owner, format!("{bike}/{part}"), &[]));
    }
    rooms
}

#[tokio::test]
async fn every_field_of_every_form_takes_anything() {
    let server = Server::start(program().demo()).await;
    let officer = signed_in(&server, "officer@example.org").await;
    let rooms = rooms(&server, &officer).await;
    let before = held(&server, &officer).await;
    let mut sent = 0;
    for room in &rooms {
        for form in room.forms().await {
            let pairs = room.pairs(&form);
            for field in form.names().into_iter().filter(|name| *name != "csrf") {
                for (what, value) in typed() {
                    let what = format!("{} in {field} of {}", what, form.target().path());
                    let mut bad = pairs.clone();
                    bad.retain(|(name, _)| name != field);
                    bad.push((field.to_owned(), value));
                    let page = answer(&room.browser, room.request(&form, &bad), &what).await;
                    says_what_to_do(&page, &what);
                    sent += 1;
                }
            }
        }
    }
    assert!(sent > 1_000, "only {sent} forms were sent");
    assert_eq!(
        held(&server, &officer).await,
        before,
        "something was stored of what was refused"
    );
    assert!(!server.log().contains("panicked"), "{}", server.log());
}

#[tokio::test]
async fn every_form_takes_a_broken_or_forged_sending() {
    let server = Server::start(program().demo()).await;
    let officer = signed_in(&server, "officer@example.org").await;
    let rooms = rooms(&server, &officer).await;
    let before = held(&server, &officer).await;
    for room in &rooms {
        for form in room.forms().await.into_iter().filter(Form::is_post) {
            let pairs = room.pairs(&form);
            let path = form.target().path().to_owned();
            let token = form
                .value("csrf")
                .unwrap_or_else(|| panic!("{path} has no token"))
                .to_owned();
            let post = || room.browser.request(Method::POST, form.target().as_str());
            let encoded = |body: String| {
                post()
                    .header("content-type", "application/x-www-form-urlencoded")
                    .body(body)
            };
            let field = form
                .names()
                .into_iter()
                .find(|name| *name != "csrf")
                .unwrap_or("field")
                .to_owned();
            let boundary = |body: String| {
                post()
                    .header("content-type", "multipart/form-data; boundary=XX")
                    .body(body)
            };
            let part = format!("--XX\r\nContent-Disposition: form-data; name=\"csrf\"\r\n\r\n{token}\r\n");
            let twice: Vec<_> = pairs.iter().chain(&pairs).cloned().collect();
            let mut forged = pairs.clone();
            forged.retain(|(name, _)| name != "csrf");
            let mut old = forged.clone();
            old.push(("csrf".to_owned(), "0123456789abcdefghijkl".to_owned()));
            let sendings = [
                ("no token", post().form(&forged), Some(403)),
                ("an old token", post().form(&old), Some(403)),
                (
                    "from another site",
                    room.request(&form, &pairs).header("sec-fetch-site", "cross-site"),
                    Some(403),
                ),
                ("every field twice", room.request(&form, &twice), None),
                ("nothing but the token", encoded(format!("csrf={token}")), None),
                ("an empty body", encoded(String::new()), Some(403)),
                (
                    "broken percent-escapes",
                    encoded(format!("csrf={token}&{field}=%FF%FE%C0%80%ZZ%")),
                    None,
                ),
                (
                    "only ampersands",
                    encoded(format!("csrf={token}{}", "&".repeat(10_000))),
                    None,
                ),
                (
                    "a thousand fields",
                    encoded(format!("csrf={token}{}", "&x=1".repeat(1_000))),
                    None,
                ),
                (
                    "no content type",
                    post().body(format!("csrf={token}&{field}=x")),
                    None,
                ),
                (
                    "plain text",
                    post()
                        .header("content-type", "text/plain")
                        .body(format!("csrf={token}")),
                    Some(403),
                ),
                (
                    "JSON",
                    post()
                        .header("content-type", "application/json")
                        .body("{\"csrf\":1}"),
                    Some(403),
                ),
                (
                    "parts that never end",
                    boundary(format!(
                        "{part}--XX\r\nContent-Disposition: form-data; name=\"{field}\"\r\n\r\nhalf"
                    )),
                    None,
                ),
                (
                    "parts without a boundary",
                    post()
                        .header("content-type", "multipart/form-data")
                        .body(part.clone()),
                    None,
                ),
                (
                    "parts of rubbish",
                    boundary("\u{1}\u{2}\r\n\r\n--YY--".to_owned()),
                    None,
                ),
                (
                    "a part without a name",
                    boundary(format!(
                        "{part}--XX\r\nContent-Disposition: form-data\r\n\r\nx\r\n--XX--\r\n"
                    )),
                    None,
                ),
                (
                    "ten megabytes",
                    encoded(format!("csrf={token}&{field}={}", "A".repeat(10_000_000))),
                    Some(413),
                ),
            ];
            for (what, request, expected) in sendings {
                let what = format!("{what} to {path}");
                let page = answer(&room.browser, request, &what).await;
                says_what_to_do(&page, &what);
                if let Some(expected) = expected {
                    assert_eq!(page.status(), expected, "{what}: {}", page.text("main"));
                }
            }
        }
    }
    assert_eq!(
        held(&server, &officer).await,
        before,
        "something was stored of what was refused"
    );
    assert!(!server.log().contains("panicked"), "{}", server.log());
}

#[tokio::test]
async fn every_address_takes_anything() {
    let server = Server::start(program().demo()).await;
    let officer = signed_in(&server, "officer@example.org").await;
    let odd = [
        "%00",
        "%FF%FE",
        "..%2f..%2fetc%2fpasswd",
        "%F0%9F%9A%B2",
        "-1",
        "0",
        "99999999999999999999",
        "1e9",
        "%3Cscript%3Ealert(1)%3C%2Fscript%3E",
        "'%3B--",
        "NaN",
        "%20",
        "a/b",
        ".",
        "%0d%0aSet-Cookie:%20a=b",
    ];
    let long = "9".repeat(4_000);
    let starts = [
        "/",
        "/events/",
        "/m/",
        "/M/",
        "/sign-in/",
        "/register/",
        "/register/photos/",
        "/account/bikes/",
        "/dev/mail/",
        "/assets/",
        "/police/look-up/",
        "/police/recoveries/",
        "/police/photos/",
        "/check?number=",
        "/m?code=",
        "/desk/online?code=",
        "/police/recoveries?page=",
        "/police/recoveries?status=",
        "/register/make?from=",
        "/sign-in?next=",
    ];
    for start in starts {
        for end in odd.into_iter().chain([long.as_str()]) {
            let path = format!("{start}{end}");
            let page = answer(&officer, officer.request(Method::GET, &path), &path).await;
            says_what_to_do_or_is_a_file(&page, &path);
            assert!(
                page.header("set-cookie")
                    .is_none_or(|cookie| !cookie.contains("a=b")),
                "{path} sets a cookie"
            );
        }
    }
    for next in [
        "//evil.example.org",
        "https://evil.example.org",
        "/\\evil.example.org",
        "javascript:alert(1)",
        "/%0d%0aLocation:x",
    ] {
        let page = server
            .browser()
            .open(&format!("/sign-in?next={next}"))
            .await
            .expect(200);
        let kept = page.form().value("next").unwrap_or_default().to_owned();
        assert!(
            kept.is_empty() || (kept.starts_with('/') && !kept.starts_with("//") && !kept.contains('\\')),
            "{next} is kept as {kept}"
        );
    }
    for method in ["DELETE", "PUT", "PATCH", "TRACE", "BREW"] {
        let method = Method::from_bytes(method.as_bytes()).expect("a method");
        let page = answer(
            &officer,
            officer.request(method.clone(), "/check"),
            method.as_str(),
        )
        .await;
        assert!(
            (400..500).contains(&page.status()),
            "{method} answers {}",
            page.status()
        );
    }
    assert!(!server.log().contains("panicked"), "{}", server.log());
}

fn says_what_to_do_or_is_a_file(page: &Page, what: &str) {
    // A file that a page loads is not a page, and neither is the answer if there is no such file.
    if what.starts_with("/assets/") && page.status() == 404 {
        return;
    }
    if page.status() == 200
        && !page
            .header("content-type")
            .unwrap_or_default()
            .starts_with("text/html")
    {
        return;
    }
    says_what_to_do(page, what);
}

/// What is typed where a word is expected. An argument cannot contain NUL, and has at most 128 kB.
fn arguments() -> Vec<(&'static str, Vec<u8>)> {
    vec![
        ("nothing", Vec::new()),
        ("a space", b" ".to_vec()),
        ("control characters", b"A\x01\x1b[31mB\x7f".to_vec()),
        ("a line break", b"A\nB".to_vec()),
        ("emoji", "🚲".into()),
        ("SQL", b"'; DROP TABLE bike; --".to_vec()),
        ("HTML", SCRIPT.into()),
        ("100 kB", vec![b'A'; 100_000]),
        ("no text at all", vec![0xFF, 0xFE, 0x80]),
        ("turned text", "\u{202e}gnp.exe".into()),
        ("wildcards", vec![b'*'; 2_000]),
        ("brackets", vec![b'['; 2_000]),
        ("an option", b"--help-me".to_vec()),
        ("a minus", b"-".to_vec()),
    ]
}

#[tokio::test]
async fn every_argument_takes_anything() {
    let mut server = Server::start(program().demo()).await;
    let officer = signed_in(&server, "officer@example.org").await;
    let before = held(&server, &officer).await;
    assert!(server.stop().await.success());
    let run = |what: &str, words: &[&OsStr]| {
        let done = server.command(words);
        let said = String::from_utf8_lossy(&done.stderr).into_owned();
        // An error may repeat what was typed, but it must not go on for ever.
        let typed: usize = words.iter().map(|word| word.len()).sum();
        let answer = String::from_utf8_lossy(&done.stdout).into_owned();
        let code = done.status.code();
        assert!(
            !said.contains("panicked") && !said.contains("RUST_BACKTRACE"),
            "{what}: {said}"
        );
        assert!(
            matches!(code, Some(0..=2)),
            "{what} ends with {:?}: {said}",
            done.status
        );
        assert!(
            code == Some(0) || !said.trim().is_empty() || !answer.trim().is_empty(),
            "{what} fails without a word"
        );
        assert!(
            said.len() < 20_000 + 2 * typed,
            "{what}: {} bytes are said",
            said.len()
        );
        done.status.success()
    };
    let word = OsStr::new;
    for (what, bytes) in arguments() {
        let odd = OsStr::from_bytes(&bytes);
        run(&format!("look-up of {what}"), &[word("look-up"), odd]);
        run(
            &format!("look-up with a make of {what}"),
            &[word("look-up"), word("WTU123"), word("--make"), odd],
        );
        run(
            &format!("marks of {what}"),
            &[word("user"), word("sign-in-link"), odd],
        );
        let added = run(
            &format!("user add of {what}"),
            &[
                word("user"),
                word("add"),
                odd,
                word("--org"),
                word("police"),
                word("--role"),
                word("officer"),
            ],
        );
        assert!(!added, "{what} is an e-mail address");
        let added = run(
            &format!("user add to {what}"),
            &[
                word("user"),
                word("add"),
                word("x@example.org"),
                word("--org"),
                odd,
                word("--role"),
                word("officer"),
            ],
        );
        assert!(!added, "{what} is an organisation");
        assert!(
            !run(&format!("import of {what}"), &[word("import"), odd]),
            "{what} is a list"
        );
        run(
            &format!("reconcile of {what}"),
            &[word("reconcile"), odd, word("--out"), word("/dev/null")],
        );
    }
    // Files that are not lists, and a list with an odd name whose lines are fine.
    let folder = server.data().join("odd");
    std::fs::create_dir(&folder).expect("a folder");
    let fine = folder.join("a list\nof 'bikes' 🚲 <b>.csv");
    std::fs::write(&fine, "external_ref,frame_number\nODD-1,BAD 10009 Q\n").expect("a file");
    let picture = folder.join("picture.csv");
    std::fs::write(&picture, crate::privacy::photo()).expect("a file");
    let empty = folder.join("empty.csv");
    std::fs::write(&empty, "").expect("a file");
    for (what, file) in [
        ("a folder", &folder),
        ("a picture", &picture),
        ("an empty file", &empty),
    ] {
        assert!(
            !run(&format!("import of {what}"), &[word("import"), file.as_os_str()]),
            "{what} is a list"
        );
    }
    assert!(
        run("import of an odd name", &[word("import"), fine.as_os_str()]),
        "an odd name is a name"
    );
    // Paths that cannot be a data folder.
    for (what, data) in [
        ("a file", empty.as_os_str()),
        ("a path below a file", empty.join("x").as_os_str()),
        ("nothing", word("")),
    ] {
        let done = run(
            &format!("a data folder that is {what}"),
            &[word("export"), word("--data"), data],
        );
        assert!(!done, "{what} is a data folder");
    }
    server.restart().await;
    let officer = signed_in(&server, "officer@example.org").await;
    let after = held(&server, &officer).await;
    assert_eq!(
        after,
        (before.0 + 1, before.1),
        "something was stored of what was refused"
    );
}
