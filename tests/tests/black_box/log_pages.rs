//! Who reads the log: an inspector of the force, an officer their own look-ups, and an owner who opened their details.

use crate::people::{Telling, an_owner, signed_in};
use crate::serve::program;
use tests::wait::eventually;
use tests::{Browser, Page, Server};

/// Opens the list of samples once the first one is drawn, and returns its page and the address of a look-up in it.
async fn first_sample(inspector: &Browser) -> (Page, String) {
    let sample = eventually("a sample of look-ups", async || {
        let list = inspector.open("/admin/log/samples").await.expect(200);
        list.attributes("tbody th a", "href").into_iter().next()
    })
    .await;
    let page = inspector.open(&sample).await.expect(200);
    let links = page.attributes("main section a", "href");
    let item = links.into_iter().next().expect("a look-up to ask about");
    (page, item)
}

/// The addresses of a sample of the police force's look-ups, and of a look-up in it.
pub async fn a_sample(server: &Server) -> (String, String) {
    let inspector = signed_in(server, "inspector@example.org").await;
    let (page, item) = first_sample(&inspector).await;
    (page.path().to_owned(), item)
}

/// Looks a bike up and opens its owner's details.
async fn opened(officer: &Browser, number: &str, reason: &str, hide: Option<&str>) -> Page {
    let form = officer.open("/police/look-up").await.expect(200).form();
    let found = form.fill("number", number).fill("reason", reason).submit().await;
    let links = found.expect(200).attributes("article.fm-result a", "href");
    let owner = links
        .iter()
        .find(|href| href.ends_with("/owner"))
        .expect("a link");
    let form = officer
        .open(owner)
        .await
        .expect(200)
        .form()
        .fill("reason", reason);
    let form = match hide {
        Some(year) => form
            .fill("hide_day", "1")
            .fill("hide_month", "2")
            .fill("hide_year", year),
        None => form,
    };
    form.submit().await
}

#[tokio::test]
async fn what_an_officer_did_is_read_by_those_whom_it_concerns() {
    let server = Server::start(program().demo()).await;
    let (owner, _) = an_owner(&server, &Telling::of("LOG 10001 Q", "looked-at@example.org")).await;
    let officer = signed_in(&server, "officer@example.org").await;
    let reason = "=PS/2026/4711";
    opened(&officer, "LOG10001Q", reason, None).await.expect(200);
    let refused = opened(&officer, "LOG10001Q", reason, Some("2001"))
        .await
        .expect(422);
    assert_eq!(
        refused.errors(),
        ["The day must be after today, and at most a year from now"]
    );

    let data = owner.open("/account/details").await.expect(200);
    let data = data.follow("See who has opened them").await.expect(200);
    assert_eq!(
        data.texts(".fm-timeline__title"),
        ["An officer of Cambridgeshire police (demonstration)"]
    );
    assert!(!data.body().contains("4711") && !data.body().contains("Oscar"));

    let own = officer.open("/police/my-look-ups").await.expect(200);
    let row = own.text("tbody tr:nth-child(2)");
    for words in ["LOG10001Q", reason, "Opened the owner’s details"] {
        assert!(row.contains(words), "{words}: {row}");
    }

    let inspector = signed_in(&server, "inspector@example.org").await;
    let log = inspector
        .open("/admin/log?reason=ps%2F2026%2F4711")
        .await
        .expect(200);
    assert_eq!(
        log.texts("tbody tr").len(),
        3,
        "two look-ups, one opening: {}",
        log.text("main")
    );
    let file = inspector
        .open("/admin/log/export.csv?reason=4711")
        .await
        .expect(200);
    assert_eq!(
        file.body().matches("'=PS/2026/4711").count(),
        3,
        "{}",
        file.body()
    );
    let log = inspector
        .open("/admin/log?kind=log")
        .await
        .expect(200)
        .text("tbody");
    for words in ["Exported the log", "reason has “4711”"] {
        assert!(log.contains(words), "{words}: {log}");
    }
    let wrong = inspector.open("/admin/log?bike=FM-1&to_day=40").await.expect(422);
    assert_eq!(
        wrong.errors(),
        [
            "The last day must include a month",
            "Enter a bike reference like FM-004GXX-M"
        ]
    );

    let site = signed_in(&server, "siteadmin@example.org").await;
    let log = site.open("/admin/log?kind=look-ups").await.expect(200);
    let rows = log.text("tbody");
    assert!(rows.contains("Oscar Officer") && !rows.contains("4711"), "{rows}");
    assert!(rows.contains("Not shown to you"), "{rows}");
}

#[tokio::test]
async fn a_supervisor_asks_about_the_sample_and_notes_the_answer() {
    let server = Server::start(program().demo()).await;
    let inspector = signed_in(&server, "inspector@example.org").await;
    let (sample, item) = first_sample(&inspector).await;
    assert!(
        sample.text("main").contains("the random ones are the same"),
        "{}",
        sample.text("main")
    );
    assert!(sample.text("main").contains("Drawn at random"));
    let form = inspector.open(&item).await.expect(200).form();
    let none = form.clone().submit().await.expect(422);
    assert_eq!(none.errors(), ["Choose whether you asked about this look-up"]);
    let empty = form.clone().fill("finding", "asked").submit().await.expect(422);
    assert_eq!(empty.errors(), ["Enter what the officer answered"]);
    let form = form.fill("finding", "asked").fill("note", "Found at the station");
    let saved = form.clone().submit().await.expect(200);
    assert_eq!(saved.path(), sample.path());
    assert!(saved.text("main").contains("Found at the station"));
    let twice = form.clone().submit().await.expect(200);
    assert_eq!(
        twice.text("main").matches("Found at the station").count(),
        1,
        "sent twice, noted once"
    );
    let late = form
        .fill("note", "I have not read the other note")
        .submit()
        .await
        .expect(422);
    assert_eq!(
        late.errors(),
        ["Somebody else has noted something about this look-up since you opened it. Read it, then save"]
    );
    assert!(late.text("main").contains("Found at the station"));
}
