//! Assessments: frozen, written, reviewed, published by somebody else, and corrected.

use crate::people::signed_in;
use crate::serve::program;
use tests::wait::eventually;
use tests::{Browser, Page, Server};

const LIST: &str = "/partner/insights/assessment";

/// Opens the list once the demonstration has published its assessment, after the first quarter was closed.
async fn list(browser: &Browser) -> Page {
    eventually("the demonstration's assessment", async || {
        let page = browser.open(LIST).await.expect(200);
        page.text("main").contains("Published").then_some(page)
    })
    .await
}

/// Starts a draft as the lead's coordinator, and gives its address.
pub(crate) async fn a_draft(server: &Server) -> String {
    let lead = signed_in(server, "lead@example.org").await;
    let form = list(&lead).await.form_to(&format!("{LIST}/new"));
    let made = form.clone().submit().await.expect(200);
    let again = form.submit().await.expect(200);
    assert_eq!(made.path(), again.path(), "one press makes one draft");
    made.path().to_owned()
}

/// Presses a button of an edition.
async fn press(browser: &Browser, draft: &str, act: &str) -> Page {
    let form = browser
        .open(draft)
        .await
        .expect(200)
        .form_to(&format!("{draft}/{act}"));
    form.submit().await
}

/// Saves the text of a section.
async fn write(browser: &Browser, draft: &str, section: &str, text: &str) -> Page {
    let address = format!("{draft}/sections/{section}");
    let form = browser.open(&address).await.expect(200).form_to(&address);
    form.fill("text", text).submit().await
}

/// The value of a token, as the page of a section lists it.
fn value_of(page: &Page, token: &str) -> String {
    let names = page.texts("details tbody th");
    let values = page.texts("details tbody td");
    let wanted = format!("[[{token}]]");
    let found = names.iter().position(|name| *name == wanted);
    values[found.unwrap_or_else(|| panic!("no {wanted} in {names:?}"))].clone()
}

#[tokio::test]
#[expect(
    clippy::too_many_lines,
    reason = "one assessment from its draft to its correction"
)]
async fn an_assessment_is_frozen_written_reviewed_published_and_corrected() {
    let server = Server::start(program().demo()).await;
    let draft = a_draft(&server).await;
    let lead = signed_in(&server, "lead@example.org").await;
    let publisher = signed_in(&server, "publisher@example.org").await;

    let section = format!("{draft}/sections/levels");
    let page = lead.open(&section).await.expect(200);
    let thefts = value_of(&page, "thefts.total");
    assert!(thefts.parse::<u64>().is_ok_and(|count| count >= 5), "{thefts}");
    let wrong = format!("{thefts} thefts, [[thefts.totl]] and [[thefts.total]].");
    let page = write(&lead, &draft, "levels", &wrong).await.expect(200);
    assert!(
        page.texts("#hints li")[0].contains("[[thefts.total"),
        "{:?}",
        page.texts("#hints li")
    );
    assert!(page.texts("#problems li")[0].contains("[[thefts.totl]] is not a figure"));
    assert!(
        page.text("main")
            .contains(&format!("[[thefts.totl]] and {thefts}."))
    );
    let refused = press(&lead, &draft, "review").await.expect(422);
    assert_eq!(
        refused.errors(),
        ["Levels: [[thefts.totl]] is not a figure. Choose a token from the list"]
    );

    // Two people write at once. The second to save sees what the first saved, and keeps what they typed.
    let first = lead.open(&section).await.expect(200).form_to(&section);
    let second = the_analyst(&server)
        .await
        .open(&section)
        .await
        .expect(200)
        .form_to(&section);
    first
        .fill("text", "There were [[thefts.total]] thefts.")
        .submit()
        .await
        .expect(200);
    let late = second.fill("text", "My own words").submit().await.expect(422);
    assert!(
        late.errors()[0].starts_with("Somebody has changed this"),
        "{:?}",
        late.errors()
    );
    assert_eq!(late.text("#theirs"), "There were [[thefts.total]] thefts.");
    assert!(late.text("#text").contains("My own words"));

    write(&lead, &draft, "recommendations", "Count <b>stands</b> & racks.")
        .await
        .expect(200);
    press(&lead, &draft, "review").await.expect(200);
    lead.open(&section).await.expect(422);
    let form = publisher
        .open(&draft)
        .await
        .expect(200)
        .form_to(&format!("{draft}/comments"));
    form.fill("comment", "Good").submit().await.expect(200);

    // Nobody approves or publishes their own work, not even with a forged form.
    let own = press(&lead, &draft, "approve").await.expect(403);
    assert_eq!(
        own.errors(),
        ["You made the last change, so somebody else has to approve and publish it"]
    );
    let forged = lead
        .open(&draft)
        .await
        .expect(200)
        .form_to(&format!("{draft}/approve"));
    press(&publisher, &draft, "approve").await.expect(200);
    let token = forged.value("csrf").unwrap().to_owned();
    let request = lead.request(reqwest::Method::POST, &format!("{draft}/publish"));
    lead.send(request.form(&[("csrf", token)])).await.expect(403);
    press(&publisher, &draft, "publish").await.expect(200);
    let history = lead
        .open(&format!("{draft}/history"))
        .await
        .expect(200)
        .text("main");
    for part in ["Approved", "Published edition 1.0", "Pat Publisher"] {
        assert!(history.contains(part), "{part}: {history}");
    }

    // The public sees the page and its files, and they stay the same.
    let public = server.browser();
    let number = draft.rsplit('/').next().unwrap();
    let report = format!("/partnership/cambridge/reports/assessment-{number}");
    let reports = public.open("/partnership/cambridge/reports").await.expect(200);
    assert!(reports.attributes("main a", "href").contains(&report));
    assert!(reports.text("main").contains("PDF, "), "{}", reports.text("main"));
    let shown = public.open(&report).await.expect(200);
    assert!(
        shown
            .text("main")
            .contains(&format!("There were {thefts} thefts."))
    );
    assert!(shown.text("main").contains("Count <b>stands</b> & racks."));
    assert!(!shown.body().contains(" style=") && !shown.body().contains("<style"));
    assert_eq!(shown.header("set-cookie"), None);
    let files = files_of(&public, &shown).await;
    assert!(files.len() >= 8, "{files:?}");

    let correct = format!("{draft}/correct");
    let form = lead.open(&correct).await.expect(200).form_to(&correct);
    let empty = form.clone().submit().await.expect(422);
    assert_eq!(empty.errors(), ["Enter what changed", "Enter why"]);
    let form = form
        .fill("what", "A recommendation")
        .fill("why", "It was unclear");
    let next = form.submit().await.expect(200).path().to_owned();
    write(&lead, &next, "recommendations", "Count stands.")
        .await
        .expect(200);
    press(&lead, &next, "review").await.expect(200);
    press(&publisher, &next, "approve").await.expect(200);
    press(&publisher, &next, "publish").await.expect(200);
    let old = public.open(&report).await.expect(200);
    assert!(
        old.text("main")
            .contains("A newer edition corrects this one: edition 1.1")
    );
    assert_eq!(files_of(&public, &old).await, files);
    let newer = next.rsplit('/').next().unwrap();
    let newer = public
        .open(&format!("/partnership/cambridge/reports/assessment-{newer}"))
        .await
        .expect(200);
    assert!(newer.text("main").contains("It was unclear") && newer.text("main").contains("Edition 1.0"));

    let withdraw = format!("{next}/withdraw");
    let form = publisher.open(&withdraw).await.expect(200).form_to(&withdraw);
    form.fill("why", "A mistake").submit().await.expect(200);
    let gone = public.open(newer.path()).await.expect(410);
    assert!(gone.text("main").contains("has withdrawn this report"));
}

/// Somebody else who writes.
async fn the_analyst(server: &Server) -> Browser {
    signed_in(server, "analyst@example.org").await
}

/// Reads every file of a published edition, with its address.
async fn files_of(browser: &Browser, page: &Page) -> Vec<(String, Vec<u8>)> {
    let mut all = Vec::new();
    let hashes = page.text("main");
    for href in page.attributes("#files + p + ul a", "href") {
        let file = browser.open(&href).await.expect(200);
        assert_eq!(file.header("cache-control"), Some("public, no-cache"), "{href}");
        let tag = file.header("etag").unwrap().trim_matches('"').to_owned();
        assert!(hashes.contains(&tag), "{href}: the page does not show {tag}");
        if href.ends_with(".csv") {
            assert!(file.body().starts_with('\u{feff}'), "{href}");
        }
        let request = browser.request(reqwest::Method::GET, &href);
        let known = browser
            .send(request.header("if-none-match", format!("\"{tag}\"")))
            .await;
        known.expect(304);
        all.push((href, file.bytes().to_vec()));
    }
    all
}

#[tokio::test]
async fn a_partnership_with_little_to_say_has_words_for_it() {
    let server = Server::start(program().demo()).await;
    let ely = signed_in(&server, "ely-coordinator@example.org").await;
    let page = ely.open(LIST).await.expect(200);
    assert!(page.text("main").contains("There is no assessment yet"));
    let draft = eventually("the first quarter to close", async || {
        let form = ely.open(LIST).await.expect(200).form_to(&format!("{LIST}/new"));
        let page = form.submit().await.expect(200);
        (page.path() != LIST).then(|| page.path().to_owned())
    })
    .await;
    for part in [
        "",
        "/preview",
        "/history",
        "/sections/summary",
        "/sections/where",
        "/about",
    ] {
        let page = ely.open(&format!("{draft}{part}")).await.expect(200);
        assert!(!page.body().contains("NaN"), "{part}");
    }
    let cambridge = signed_in(&server, "lead@example.org").await;
    cambridge.open(&draft).await.expect(404);
    cambridge
        .open(&format!("{draft}/sections/summary"))
        .await
        .expect(404);
}
