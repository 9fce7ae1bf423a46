//! The meetings of a group: agenda, papers that publish themselves, and what the public sees of them.

use crate::events::in_days;
use crate::people::{Telling, an_owner, signed_in};
use crate::serve::program;
use jiff::civil::{Date, time};
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp, ToSpan};
use tests::{Browser, Form, Page, Server};

/// A paper of one page, which says who wrote it.
const PDF: &[u8] = b"%PDF-1.7\n1 0 obj << /Type /Catalog /Pages 2 0 R >> endobj\n\
    2 0 obj << /Type /Pages /Kids [3 0 R] /Count 1 >> endobj\n\
    3 0 obj << /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] >> endobj\n\
    4 0 obj << /Author (Planted) >> endobj\ntrailer << /Root 1 0 R /Info 4 0 R >>\n%%EOF\n";

/// Makes sure that a file is the paper, without its author.
fn is_the_paper(bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes);
    assert!(
        text.starts_with("%PDF-1.7") && text.contains("/MediaBox"),
        "{text}"
    );
    assert!(!text.contains("Planted") && !text.contains("/Info"), "{text}");
}

fn dated(form: Form, id: &str, day: Date) -> Form {
    form.fill(&format!("{id}_day"), &day.day().to_string())
        .fill(&format!("{id}_month"), &day.month().to_string())
        .fill(&format!("{id}_year"), &day.year().to_string())
}

async fn form(browser: &Browser, path: &str) -> Form {
    browser.open(path).await.expect(200).form_to(path)
}

async fn sent(browser: &Browser, path: &str, fields: &[(&str, &str)]) -> Page {
    let form = form(browser, path).await;
    let form = fields
        .iter()
        .fold(form, |form, (name, value)| form.fill(name, value));
    form.submit().await
}

/// Enters a meeting of the City Centre group with one item, and gives its address.
async fn a_meeting(lead: &Browser, on: Date) -> String {
    let form = form(lead, "/partner/meetings/new").await;
    let form = dated(form, "on", on)
        .fill("group", "2")
        .fill("starts", "10am")
        .fill("ends", "midday")
        .fill("place", "Guildhall");
    let meeting = form.submit().await.expect(200).path().to_owned();
    let item = [("title", "Lights"), ("purpose", "decision")];
    sent(lead, &format!("{meeting}/items/new"), &item)
        .await
        .expect(200);
    meeting
}

async fn a_paper(lead: &Browser, meeting: &str, title: &str, content: &[u8]) -> Page {
    let form = form(lead, &format!("{meeting}/items/1/papers")).await;
    form.fill("title", title)
        .attach("paper", "paper.pdf", "application/pdf", content)
        .submit()
        .await
}

fn public(meeting: &str) -> String {
    meeting.replace("/partner/", "/partnership/cambridge/")
}

/// Finds the addresses of the papers on a page.
fn papers(page: &Page) -> Vec<String> {
    let mut all = page.attributes("main a", "href");
    all.retain(|href| href.contains("/papers/") && !href.ends_with("/ready") && !href.ends_with("/remove"));
    all
}

#[tokio::test]
async fn a_paper_comes_out_at_nine_a_week_before_and_no_address_has_it_earlier() {
    let mut server = Server::start(program().demo()).await;
    let day = in_days(30);
    let (meeting, paper) = {
        let lead = signed_in(&server, "lead@example.org").await;
        let meeting = a_meeting(&lead, day).await;
        let shown = a_paper(&lead, &meeting, "Plan of the lights", PDF)
            .await
            .expect(200);
        let paper = papers(&shown).remove(0);
        sent(&lead, &format!("{paper}/ready"), &[]).await.expect(200);
        (meeting, public(&paper))
    };
    let due = day.checked_sub(7.days()).unwrap().to_datetime(time(9, 0, 0, 0));
    let due = due
        .to_zoned(TimeZone::get("Europe/London").unwrap())
        .unwrap()
        .timestamp();
    let before = server.browser();
    before.open(&paper).await.expect(404);
    let page = before.open(&public(&meeting)).await.expect(200);
    assert!(
        page.text("main").contains("Its papers come out on"),
        "{}",
        page.text("main")
    );
    assert!(!page.text("main").contains("Plan of the lights"));
    // No other meeting serves it either.
    before
        .open(&paper.replace(&public(&meeting), "/partnership/cambridge/meetings/1"))
        .await
        .expect(404);
    server.set_clock(due - SignedDuration::from_secs(90));
    server.restart().await;
    server.browser().open(&paper).await.expect(404);
    // The clock is set in whole seconds, so it can be up to a second behind.
    server.set_clock(due + SignedDuration::from_secs(1));
    server.restart().await;
    let out = server.browser().open(&paper).await.expect(200);
    is_the_paper(out.bytes());
    assert_eq!(out.header("cache-control"), Some("public, no-cache"));
    assert_eq!(out.header("set-cookie"), None);
    let tag = out.header("etag").unwrap().to_owned();
    let browser = server.browser();
    let again = browser
        .request(reqwest::Method::GET, &paper)
        .header("if-none-match", tag);
    browser.send(again).await.expect(304);
    let page = browser.open(&public(&meeting)).await.expect(200);
    assert_eq!(papers(&page), [paper]);
}

#[tokio::test]
async fn files_that_are_no_papers_are_refused_with_what_to_do() {
    let server = Server::start(program().demo()).await;
    let lead = signed_in(&server, "lead@example.org").await;
    let meeting = a_meeting(&lead, in_days(30)).await;
    let with = |part: &str| {
        let text = String::from_utf8(PDF.to_vec()).unwrap();
        text.replace("/Catalog", &format!("/Catalog {part}")).into_bytes()
    };
    let mut large = PDF.to_vec();
    large.resize(21_000_000, b' ');
    for (content, want) in [
        (Vec::new(), "The file is empty. Choose another file"),
        (
            large,
            "The file must be 20 MB or smaller. Save it with smaller pictures, or split it",
        ),
        (
            b"PK\x03\x04".to_vec(),
            "The file must be a PDF. Save or print the document as a PDF and choose that",
        ),
        (
            with("/Encrypt 2 0 R"),
            "The PDF is encrypted or has a password. Save it again as a PDF without a password",
        ),
        (
            with("/Names << /JavaScript 3 0 R >>"),
            "The PDF contains a script. Print it to a new PDF and choose that",
        ),
        (
            b"%PDF-1.7\n1 0 obj << /Type /Catalog >> endobj\ntrailer << /Root 1 0 R >>\n%%EOF\n".to_vec(),
            "We cannot read this PDF. Open it, save or print it again as a PDF, and choose the new file",
        ),
    ] {
        let refused = a_paper(&lead, &meeting, "Plan", &content).await.expect(422);
        assert_eq!(refused.errors(), [want]);
        assert_eq!(
            refused.attributes("#title", "value"),
            ["Plan"],
            "what was typed stays"
        );
    }
    a_paper(&lead, &meeting, "Plan", PDF).await.expect(200);
    let other = with("/Lang (en)");
    let twice = a_paper(&lead, &meeting, "plan", &other).await.expect(422);
    assert_eq!(
        twice.errors(),
        ["This meeting already has a paper called “Plan”. Remove that one first, or use another title"]
    );
    let nothing = form(&lead, &format!("{meeting}/items/1/papers"))
        .await
        .submit()
        .await
        .expect(422);
    assert_eq!(
        nothing.errors(),
        ["Enter the paper’s title", "Choose the paper’s file"]
    );
}

#[tokio::test]
async fn late_papers_say_so_and_closed_items_say_nothing() {
    let server = Server::start(program().demo()).await;
    let lead = signed_in(&server, "lead@example.org").await;
    let meeting = a_meeting(&lead, in_days(3)).await;
    let shown = a_paper(&lead, &meeting, "The Kite case", PDF).await.expect(200);
    let paper = papers(&shown).remove(0);
    let ready = format!("{paper}/ready");
    let without = sent(&lead, &ready, &[]).await.expect(422);
    assert!(
        without.errors()[0].starts_with("Papers were due on"),
        "{:?}",
        without.errors()
    );
    sent(&lead, &ready, &[("why", "The survey came late")])
        .await
        .expect(200);
    let visitor = server.browser();
    let page = visitor.open(&public(&meeting)).await.expect(200).text("main");
    assert!(
        page.contains("Late: published 3 days before the meeting") && page.contains("The survey came late"),
        "{page}"
    );
    visitor.open(&public(&paper)).await.expect(200);
    let item = format!("{meeting}/items/1");
    sent(
        &lead,
        &item,
        &[("title", "The Kite case"), ("closed", "It names people")],
    )
    .await
    .expect(200);
    let (owner, _) = an_owner(&server, &Telling::of("SWP 10001 Q", "sweep@example.org")).await;
    let outside = signed_in(&server, "ely-coordinator@example.org").await;
    for browser in [&visitor, &owner, &outside] {
        browser.open(&public(&paper)).await.expect(404);
    }
    outside.open(&paper).await.expect(404);
    let page = visitor.open(&public(&meeting)).await.expect(200);
    assert!(!page.body().contains("Kite"), "{}", page.text("main"));
    for part in ["Item not open to the public", "It names people"] {
        assert!(page.text("main").contains(part), "{part}");
    }
    // The police are in the group; the campaign takes part in the partnership, but not in the group.
    signed_in(&server, "officer@example.org")
        .await
        .open(&paper)
        .await
        .expect(200);
    let campaign = signed_in(&server, "coordinator@example.org").await;
    campaign.open(&paper).await.expect(404);
    assert!(!campaign.open(&meeting).await.expect(200).body().contains("Kite"));
    campaign.open(&format!("{meeting}/history")).await.expect(403);
}

#[tokio::test]
async fn who_opened_an_item_first_and_sends_it_second_sees_what_the_other_entered() {
    let server = Server::start(program().demo()).await;
    let lead = signed_in(&server, "lead@example.org").await;
    let meeting = a_meeting(&lead, in_days(30)).await;
    let address = format!("{meeting}/items/1");
    let (first, second) = (form(&lead, &address).await, form(&lead, &address).await);
    first.fill("title", "Lamps").submit().await.expect(200);
    let refused = second.fill("title", "Mine").submit().await.expect(422);
    assert!(
        refused.errors()[0].starts_with("Somebody has changed this"),
        "{:?}",
        refused.errors()
    );
    assert_eq!(refused.attributes("#title", "value"), ["Lamps"]);
    let history = lead
        .open(&format!("{meeting}/history"))
        .await
        .expect(200)
        .text("main");
    assert!(history.contains("Changed the item “Lamps”"), "{history}");
}

#[tokio::test]
async fn calendars_keep_one_entry_and_cross_it_out() {
    let server = Server::start(program().demo()).await;
    let lead = signed_in(&server, "lead@example.org").await;
    let meeting = a_meeting(&lead, in_days(30)).await;
    let visitor = server.browser();
    let calendar = async || {
        let page = visitor
            .open(&format!("{}/meeting.ics", public(&meeting)))
            .await
            .expect(200);
        let body = page.body();
        let line = |name: &str| {
            let found = body.lines().find(|line| line.starts_with(name));
            found.unwrap_or_else(|| panic!("no {name} in {body}")).to_owned()
        };
        ["UID:", "SEQUENCE:", "STATUS:"].map(line)
    };
    let [uid, sequence, status] = calendar().await;
    assert!(uid.starts_with("UID:meeting-"), "{uid}");
    assert_eq!(
        (sequence.as_str(), status.as_str()),
        ("SEQUENCE:0", "STATUS:CONFIRMED")
    );
    sent(&lead, &format!("{meeting}/edit"), &[("ends", "1pm")])
        .await
        .expect(200);
    let why = [("why", "The hall is flooded")];
    let moved = calendar().await;
    sent(&lead, &format!("{meeting}/cancel"), &why).await.expect(200);
    let cancelled = calendar().await;
    assert_eq!((&moved[0], &cancelled[0]), (&uid, &uid));
    assert_eq!(
        (moved[1].as_str(), cancelled[1].as_str()),
        ("SEQUENCE:1", "SEQUENCE:2")
    );
    assert_eq!(cancelled[2], "STATUS:CANCELLED");
    let list = visitor
        .open("/partnership/cambridge/meetings")
        .await
        .expect(200)
        .text("main");
    assert!(list.contains("Cancelled"), "{list}");
    let page = visitor.open(&public(&meeting)).await.expect(200).text("main");
    assert!(page.contains("The hall is flooded"), "{page}");
}

#[tokio::test]
async fn a_past_meeting_has_its_record_and_its_points_come_up_again() {
    let server = Server::start(program().demo()).await;
    let lead = signed_in(&server, "lead@example.org").await;
    let meeting = a_meeting(&lead, in_days(-20)).await;
    let next = a_meeting(&lead, in_days(-1)).await;
    let point = format!("{meeting}/points/new");
    let point = dated(form(&lead, &point).await, "due", in_days(-5))
        .fill("text", "Mend the light")
        .fill("owner", "2");
    point.submit().await.expect(200);
    let senior = sent(&lead, &format!("{meeting}/attendance"), &[("senior", "2")])
        .await
        .expect(422);
    assert!(
        senior.errors()[0].starts_with("An agency that did not come"),
        "{:?}",
        senior.errors()
    );
    sent(
        &lead,
        &format!("{meeting}/attendance"),
        &[("came", "2"), ("senior", "2")],
    )
    .await
    .expect(200);
    sent(
        &lead,
        &format!("{meeting}/items/1/decision"),
        &[("decision", "More lamps")],
    )
    .await
    .expect(200);
    let visitor = server.browser();
    let shown = async || visitor.open(&public(&meeting)).await.expect(200).text("main");
    let before = shown().await;
    assert!(
        !before.contains("More lamps") && !before.contains("Mend the light"),
        "{before}"
    );
    sent(
        &lead,
        &format!("{meeting}/minutes"),
        &[("text", "We met"), ("shown", "yes")],
    )
    .await
    .expect(200);
    let draft = shown().await;
    for part in [
        "Draft",
        "We met",
        "More lamps",
        "Mend the light",
        "with a senior person",
        "Late",
    ] {
        assert!(draft.contains(part), "{part}: {draft}");
    }
    let number = next.rsplit('/').next().unwrap().to_owned();
    sent(&lead, &format!("{meeting}/minutes/agree"), &[("at", &number)])
        .await
        .expect(200);
    assert!(shown().await.contains("Agreed at the meeting of"));
    sent(&lead, &format!("{meeting}/minutes"), &[("text", "Other")])
        .await
        .expect(422);
    let later = visitor.open(&public(&next)).await.expect(200).text("main");
    assert!(
        later.contains("Action points from earlier meetings") && later.contains("Mend the light"),
        "{later}"
    );
    let coming = a_meeting(&lead, in_days(30)).await;
    let early = sent(&lead, &format!("{coming}/attendance"), &[("came", "2")])
        .await
        .expect(422);
    assert_eq!(
        early.errors(),
        ["The meeting has not begun yet. Come back when it has"]
    );
}

#[tokio::test]
async fn anybody_asks_a_question_and_coordinators_read_it() {
    let server = Server::start(program().demo()).await;
    let visitor = server.browser();
    let address = "/partnership/cambridge/meetings/2/question";
    let empty = form(&visitor, address).await.submit().await.expect(422);
    assert_eq!(empty.errors(), ["Enter your question"]);
    let asked = [
        ("question", "Why is it dark?"),
        ("name", "Ada"),
        ("email", "ada@example.org"),
    ];
    let told = sent(&visitor, address, &asked).await.expect(200);
    assert!(
        told.text("main").contains("Question sent"),
        "{}",
        told.text("main")
    );
    let lead = signed_in(&server, "lead@example.org").await;
    let read = lead.open("/partner/meetings/2").await.expect(200).text("main");
    assert!(
        read.contains("Why is it dark?") && read.contains("ada@example.org"),
        "{read}"
    );
    let campaign = signed_in(&server, "coordinator@example.org").await;
    let read = campaign.open("/partner/meetings/2").await.expect(200);
    assert!(!read.body().contains("Why is it dark?"));
    // The past meeting takes no questions, not even from a forged form.
    let over = visitor
        .open("/partnership/cambridge/meetings/1/question")
        .await
        .expect(200);
    assert!(
        over.text("main").contains("can no longer send a question"),
        "{}",
        over.text("main")
    );
}

#[tokio::test]
async fn an_answer_is_public_without_who_asked_and_goes_to_them_by_e_mail() {
    let server = Server::start(program().demo()).await;
    let visitor = server.browser();
    let address = "/partnership/cambridge/meetings/2/question";
    let nameless = [("question", "Why?"), ("shown", "yes")];
    let refused = sent(&visitor, address, &nameless).await.expect(422);
    assert_eq!(refused.errors(), ["Enter your name, or do not ask us to show it"]);
    let asked = [
        ("question", "Why is it dark at Planted Row?"),
        ("name", "Ada Planted"),
        ("email", "planted@example.org"),
    ];
    sent(&visitor, address, &asked).await.expect(200);
    let lead = signed_in(&server, "lead@example.org").await;
    let meeting = "/partner/meetings/2";
    let page = lead.open(meeting).await.expect(200);
    let hrefs = page.attributes("main a", "href");
    let question = hrefs
        .into_iter()
        .rfind(|href| href.contains("/questions/"))
        .unwrap();
    let unsaid = sent(&lead, &question, &[]).await.expect(422);
    assert_eq!(unsaid.errors(), ["Choose what comes of the question"]);
    let (first, second) = (form(&lead, &question).await, form(&lead, &question).await);
    let published = |form: Form, answer: &str| {
        form.fill("outcome", "publish")
            .fill("question", "Why is it dark?")
            .fill("answer", answer)
    };
    published(first, "Two lamps are broken.")
        .submit()
        .await
        .expect(200);
    let late = published(second, "Ask the county.").submit().await.expect(422);
    assert!(late.errors()[0].starts_with("Somebody has changed this"));
    assert_eq!(
        late.form_to(&question).value("answer"),
        Some("Two lamps are broken.")
    );
    let letter = server.next_mail_to("planted@example.org").await;
    assert_eq!(letter.subject, "The answer to your question");
    for part in ["Why is it dark at Planted Row?", "Two lamps are broken."] {
        assert!(letter.text.contains(part), "{}", letter.text);
    }
    let shown = visitor.open(&public(meeting)).await.expect(200);
    for part in ["Why is it dark?", "Two lamps are broken."] {
        assert!(shown.text("main").contains(part), "{}", shown.text("main"));
    }
    assert!(!shown.body().to_lowercase().contains("planted"));
    let now = lead.open(meeting).await.expect(200).text("main");
    let (to_answer, answered) = now.split_once("Answered or put aside").unwrap();
    assert!(!to_answer.contains("Planted Row") && answered.contains("Answered and published"));
    // Taken off again, with a reason that the public does not read.
    let aside = [("outcome", "keep"), ("answer", ""), ("why", "Planted reason")];
    sent(&lead, &question, &aside).await.expect(200);
    let shown = visitor.open(&public(meeting)).await.expect(200);
    assert!(!shown.body().contains("Two lamps") && !shown.body().contains("Planted"));
    let history = lead
        .open(&format!("{meeting}/history"))
        .await
        .expect(200)
        .text("main");
    assert!(
        history.contains("Took a question off the public page"),
        "{history}"
    );
}

#[tokio::test]
async fn minutes_of_a_closed_item_show_in_no_public_place() {
    let server = Server::start(program().demo()).await;
    let lead = signed_in(&server, "lead@example.org").await;
    let meeting = a_meeting(&lead, in_days(-2)).await;
    let item = format!("{meeting}/items/1");
    sent(
        &lead,
        &item,
        &[("title", "Planted title"), ("closed", "It names people")],
    )
    .await
    .expect(200);
    let apart = format!("{item}/minutes");
    let (first, second) = (form(&lead, &apart).await, form(&lead, &apart).await);
    let filled = first
        .fill("minutes", "Planted minutes")
        .fill("decision", "Planted decision");
    filled.submit().await.expect(200);
    let late = second.fill("minutes", "Mine").submit().await.expect(422);
    assert!(late.errors()[0].starts_with("Somebody has changed this"));
    lead.open(&format!("{item}/decision")).await.expect(404);
    let minutes = [("text", "We met"), ("shown", "yes")];
    sent(&lead, &format!("{meeting}/minutes"), &minutes)
        .await
        .expect(200);
    // Those of the group read them; those of another group do not.
    let officer = signed_in(&server, "officer@example.org").await;
    let read = officer.open(&meeting).await.expect(200).text("main");
    for part in ["Planted minutes", "Planted decision"] {
        assert!(read.contains(part), "{read}");
    }
    let campaign = signed_in(&server, "coordinator@example.org").await;
    assert!(
        !campaign
            .open(&meeting)
            .await
            .expect(200)
            .body()
            .contains("Planted")
    );
    let visitor = server.browser();
    let nowhere = async || {
        let page = public(&meeting);
        for path in [
            "/",
            "/partnership/cambridge",
            "/partnership/cambridge/meetings",
            "/partnership/cambridge/plan",
            "/partnership/cambridge/reports",
            "/partnership/cambridge/problems",
            "/partnership/cambridge/campaigns",
            &page,
            &format!("{page}/meeting.ics"),
            &format!("{page}/question"),
            "/stolen",
        ] {
            assert!(!visitor.open(path).await.body().contains("Planted"), "{path}");
        }
    };
    nowhere().await;
    // The item opens; what was written while it was closed stays with the group.
    sent(&lead, &item, &[("title", "Lights"), ("closed", "")])
        .await
        .expect(200);
    nowhere().await;
    assert!(
        officer
            .open(&meeting)
            .await
            .expect(200)
            .body()
            .contains("Planted minutes")
    );
}

#[tokio::test]
async fn public_meetings_set_no_cookie_and_may_be_kept_for_a_little() {
    let server = Server::start(program().demo()).await;
    let visitor = server.browser();
    for path in ["", "/2", "/2/meeting.ics"] {
        let page = visitor
            .open(&format!("/partnership/cambridge/meetings{path}"))
            .await
            .expect(200);
        assert_eq!(page.header("set-cookie"), None, "{path}");
        assert_eq!(
            page.header("cache-control"),
            Some("public, max-age=300"),
            "{path}"
        );
        assert!(!page.body().contains("style="), "{path}");
    }
    let lead = signed_in(&server, "lead@example.org").await;
    for path in [
        "/partner/meetings",
        "/partner/meetings/2",
        "/partner/meetings/2/papers/2",
    ] {
        let page = lead.open(path).await.expect(200);
        assert_eq!(page.header("cache-control"), Some("no-store"), "{path}");
    }
    let seed = lead.open("/partner/meetings/1").await.expect(200).text("main");
    for part in [
        "Tuesday 25 February 2025",
        "10am to midday",
        "18 February 2025, 9am",
        "24 February 2025, 10am",
    ] {
        assert!(seed.contains(part), "{part}: {seed}");
    }
    // Shown until the same day two years on, then the page says whom to ask.
    let old = visitor.open("/partnership/cambridge/meetings/1").await;
    #[expect(
        clippy::disallowed_methods,
        reason = "the program's clock starts from the wall's"
    )]
    let is_old = Timestamp::now() > "2027-02-26T00:00:00Z".parse().unwrap();
    old.expect(if is_old { 410 } else { 200 });
}
