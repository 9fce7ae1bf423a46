//! A campaign: entered, linked to marking events, counted, published, and what the public sees of it.

use crate::events::in_days;
use crate::people::signed_in;
use crate::serve::program;
use jiff::civil::Date;
use tests::{Browser, Form, Page, Server};

/// A paper of one page, which says who wrote it.
const PDF: &[u8] = b"%PDF-1.7\n1 0 obj << /Type /Catalog /Pages 2 0 R >> endobj\n\
    2 0 obj << /Type /Pages /Kids [3 0 R] /Count 1 >> endobj\n\
    3 0 obj << /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] >> endobj\n\
    4 0 obj << /Author (Planted) >> endobj\ntrailer << /Root 1 0 R /Info 4 0 R >>\n%%EOF\n";

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

/// Enters a campaign that runs now, and gives its address.
async fn a_campaign(lead: &Browser, name: &str) -> String {
    let form = form(lead, "/partner/campaigns/new").await;
    let form = dated(dated(form, "starts", in_days(-3)), "ends", in_days(30))
        .fill("name", name)
        .fill("aim", "Fewer bikes are stolen at the station")
        .fill("audience", "People who take the train")
        .fill("messages", "Use two locks\nLock the frame")
        .fill("agencies", "2");
    form.submit().await.expect(200).path().to_owned()
}

#[tokio::test]
async fn a_campaign_is_entered_counted_and_published() {
    let server = Server::start(program().demo()).await;
    let lead = signed_in(&server, "lead@example.org").await;
    let campaign = a_campaign(&lead, "Lights on!").await;
    let visitor = server.browser();
    let public = "/partnership/cambridge/campaigns/lights-on";
    visitor.open(public).await.expect(404);
    sent(&lead, &format!("{campaign}/links"), &[("events", "2")])
        .await
        .expect(200);
    let count = format!("{campaign}/counts/new");
    let count = dated(form(&lead, &count).await, "on", in_days(-1))
        .fill("what", "kits")
        .fill("number", "1,200")
        .fill("note", "The stall at the station");
    count.submit().await.expect(200);
    let paper = form(&lead, &format!("{campaign}/papers")).await;
    let paper = paper
        .fill("title", "Poster")
        .attach("paper", "poster.pdf", "application/pdf", PDF);
    paper.submit().await.expect(200);
    sent(&lead, &format!("{campaign}/publish"), &[]).await.expect(200);
    let page = visitor.open(public).await.expect(200);
    let text = page.text("main");
    for part in [
        "Lights on!",
        "Fewer bikes are stolen at the station",
        "People who take the train",
        "Use two locks",
        "Market Square marking day",
        "Kits given away",
        "1200",
        "Poster",
    ] {
        assert!(text.contains(part), "{part}: {text}");
    }
    assert_eq!(page.header("set-cookie"), None);
    assert_eq!(page.header("cache-control"), Some("public, max-age=300"));
    let mut papers = page.attributes("main a", "href");
    papers.retain(|href| href.contains("/papers/"));
    let file = visitor.open(&papers[0]).await.expect(200);
    let text = String::from_utf8_lossy(file.bytes());
    assert!(text.contains("/MediaBox") && !text.contains("Planted"), "{text}");
    let home = visitor
        .open("/partnership/cambridge")
        .await
        .expect(200)
        .text("main");
    let advice = visitor.open("/advice").await.expect(200).text("main");
    for text in [&home, &advice] {
        assert!(
            text.contains("Lights on!") && text.contains("Save our Cycles"),
            "{text}"
        );
    }
    let without = sent(&lead, &format!("{campaign}/withdraw"), &[])
        .await
        .expect(422);
    assert_eq!(
        without.errors(),
        ["Say why you are taking it off the public pages"]
    );
    sent(
        &lead,
        &format!("{campaign}/withdraw"),
        &[("why", "The dates are wrong")],
    )
    .await
    .expect(200);
    visitor.open(public).await.expect(404);
    visitor.open(&papers[0]).await.expect(404);
    let history = lead
        .open(&format!("{campaign}/history"))
        .await
        .expect(200)
        .text("main");
    for part in [
        "Entered the campaign",
        "Published the campaign",
        "The dates are wrong",
    ] {
        assert!(history.contains(part), "{part}: {history}");
    }
}

#[tokio::test]
async fn what_is_wrong_with_a_campaign_is_said_and_what_was_typed_stays() {
    let server = Server::start(program().demo()).await;
    let lead = signed_in(&server, "lead@example.org").await;
    let new = "/partner/campaigns/new";
    let empty = sent(&lead, new, &[]).await.expect(422);
    assert_eq!(
        empty.errors(),
        [
            "Enter a name",
            "Enter the first day",
            "Enter the last day",
            "Say what it is for",
            "Say who it is for"
        ]
    );
    let crossed = dated(
        dated(form(&lead, new).await, "starts", in_days(5)),
        "ends",
        in_days(4),
    )
    .fill("name", "Lights")
    .fill("aim", "Light")
    .fill("audience", "All");
    let crossed = crossed.submit().await.expect(422);
    assert_eq!(
        crossed.errors(),
        ["The last day must be on or after the first day"]
    );
    assert_eq!(crossed.attributes("#name", "value"), ["Lights"]);
    let campaign = a_campaign(&lead, "Bells").await;
    let count = format!("{campaign}/counts/new");
    let early = dated(form(&lead, &count).await, "on", in_days(1))
        .fill("what", "marked")
        .fill("number", "12")
        .fill("note", "Stall");
    let early = early.submit().await.expect(422);
    assert_eq!(early.errors(), ["The day of the count must be today or earlier"]);
    let words = sent(&lead, &count, &[("number", "a dozen")]).await.expect(422);
    assert_eq!(
        words.errors(),
        [
            "Choose what was counted",
            "Enter a whole number from 1 to 100,000",
            "Enter the day",
            "Say where the number comes from"
        ]
    );
    let edit = format!("{campaign}/edit");
    let (first, second) = (form(&lead, &edit).await, form(&lead, &edit).await);
    first.fill("name", "Horns").submit().await.expect(200);
    let late = second.fill("name", "Mine").submit().await.expect(422);
    assert!(
        late.errors()[0].starts_with("Somebody has changed this"),
        "{:?}",
        late.errors()
    );
    assert_eq!(late.attributes("#name", "value"), ["Horns"]);
    // Its address stays.
    sent(&lead, &format!("{campaign}/publish"), &[]).await.expect(200);
    let visitor = server.browser();
    let page = visitor
        .open("/partnership/cambridge/campaigns/bells")
        .await
        .expect(200);
    assert_eq!(page.heading(), "Horns");
}
