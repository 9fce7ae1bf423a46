//! What the links in e-mails do: opening a link changes nothing, and people ask for the daily e-mail of stolen bikes,
//! confirm it and stop it.

use crate::people::{Telling, an_owner, answered, at, told_until_check};
use crate::serve::program;
use reqwest::Method;
use std::time::Duration;
use tests::{Browser, Page, Server};

const READER: &str = "shop@example.org";

/// Every row of the register that says something, as text. The figures are left out, because a worker makes them from
/// the other rows in its own time.
fn rows(server: &Server) -> Vec<String> {
    let file = server.data().join("framemark.db");
    let url = format!("sqlite:{}", file.display());
    let tables = "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%' \
                  AND name NOT LIKE 'figure_release%' AND name NOT IN ('follower', 'session', 'seaql_migrations', \
                  'theft_fact') ORDER BY name";
    let mut all = Vec::new();
    for table in testkit::texts_of(&url, tables) {
        let columns = format!("SELECT 'quote(\"' || name || '\")' FROM pragma_table_info('{table}')");
        let columns = testkit::texts_of(&url, &columns).join(" || '|' || ");
        let rows = testkit::texts_of(&url, &format!("SELECT {columns} FROM \"{table}\" ORDER BY 1"));
        all.extend(rows.into_iter().map(|row| format!("{table}: {row}")));
    }
    all
}

/// The rows once the workers have nothing left to do.
async fn settled(server: &Server) -> Vec<String> {
    let mut before = rows(server);
    for _ in 0..60 {
        tokio::time::sleep(Duration::from_secs(1)).await;
        let now = rows(server);
        if now == before {
            return now;
        }
        before = now;
    }
    panic!("the workers never finish");
}

fn links(server: &Server) -> Vec<String> {
    let mut links: Vec<String> = Vec::new();
    for mail in server.mail() {
        let words = mail.text.split_whitespace().map(str::to_owned);
        links.extend(words.filter(|word| word.starts_with("http")));
    }
    links.sort();
    links.dedup();
    links
}

/// Sends the only form on a page whose address is below this path.
async fn press(page: &Page, path: &str, fields: &[(&str, &str)]) -> Page {
    let form = fields
        .iter()
        .fold(page.form_to(path), |form, (name, value)| form.fill(name, value));
    form.submit().await.expect(200)
}

async fn asks_for_the_hot_sheet(browser: &Browser) -> Page {
    let page = browser.open("/stolen/hot-sheet").await.expect(200);
    let wrong = page
        .form_to("/stolen/hot-sheet")
        .fill("email", READER)
        .submit()
        .await;
    assert!(
        wrong
            .expect(422)
            .text("main")
            .contains("Choose at least one area")
    );
    press(&page, "/stolen/hot-sheet", &[("areas", "ely"), ("email", READER)]).await
}

#[tokio::test]
async fn opening_a_link_of_a_letter_changes_nothing() {
    let server = Server::start(program().demo()).await;
    let (owner, bike) = an_owner(&server, &Telling::of("LTR 10001 Q", "lena@example.org")).await;
    answered(&server.browser(), &Telling::of("LTR 10002 Q", "otto@example.org")).await;
    let visitor = server.browser();
    let sign_in = visitor.open("/sign-in").await.expect(200);
    press(&sign_in, "/sign-in", &[("email", "lena@example.org")]).await;
    asks_for_the_hot_sheet(&visitor).await;
    crate::relay::one_message(&server, &owner, &bike, "LTR10001Q").await;
    let change = owner.open("/account/details/e-mail").await.expect(200);
    press(
        &change,
        "/account/details/e-mail",
        &[("email", "lena.new@example.org")],
    )
    .await;
    let transfer = format!("{bike}/transfer");
    let page = owner.open(&transfer).await.expect(200);
    press(&page, &transfer, &[("email", "nina@example.org")]).await;
    crate::events::an_event_with_a_booking(&server).await;

    // The demonstration publishes an assessment once its first quarter has closed.
    let published = "/partnership/cambridge/reports/assessment-1";
    for _ in 0..60 {
        if server.browser().open(published).await.status() == 200 {
            break;
        }
        tokio::time::sleep(Duration::from_secs(1)).await;
    }
    let before = settled(&server).await;
    let links = links(&server);
    for kind in [
        "/sign-in/",
        "/messages/",
        "/transfer/",
        "/stolen/hot-sheet/",
        "/events/bookings/",
        "/stop",
    ] {
        assert!(
            links.iter().any(|link| link.contains(kind)),
            "no letter with {kind}: {links:?}"
        );
    }
    for link in &links {
        for _ in 0..2 {
            let page = server.browser().open(link).await;
            assert!([200, 410].contains(&page.status()), "{link}: {}", page.status());
        }
    }
    let after = settled(&server).await;
    let changed: Vec<&String> = after.iter().filter(|row| !before.contains(row)).collect();
    assert!(changed.is_empty() && before.len() == after.len(), "{changed:?}");
}

#[tokio::test]
async fn the_daily_letter_of_stolen_bikes_is_asked_for_and_stopped() {
    let mut server = Server::start(program().demo()).await;
    let reader = server.browser();
    let asked = asks_for_the_hot_sheet(&reader).await;
    assert_eq!(asked.heading(), "Check your e-mail");
    let link = server.next_mail_to(READER).await.link("/stolen/hot-sheet/");
    let page = reader.open(&link).await.expect(200);
    let path = page.path().to_owned();
    let confirmed = press(&page, &path, &[]).await;
    assert_eq!(confirmed.heading(), "You get e-mails about stolen bikes");

    let (owner, bike) = an_owner(&server, &Telling::of("HOT 10001 Q", "hanna@example.org")).await;
    let seen = owner.open(&format!("{bike}/report-stolen")).await.expect(200);
    let gone = crate::theft::answer(&seen, &at("2025-11-20", "6pm"))
        .await
        .expect(200);
    let place = crate::theft::answer(&gone, &at("2025-11-21", "8am"))
        .await
        .expect(200);
    let ely = [("where_by", "named"), ("where_named", "ely-station")];
    let page = crate::theft::answer(&place, &ely).await.expect(200);
    let check = told_until_check(page, &[("public", &[("shown", "yes")])]).await;
    check.form().submit().await.expect(200);
    let list = reader.open("/stolen").await.expect(200);
    assert!(
        list.texts("h2").contains(&"Ely".to_owned()),
        "{:?}",
        list.texts("h2")
    );

    let tomorrow = crate::reminders::at(crate::events::in_days(1), 12, 0);
    assert!(server.stop().await.success(), "{}", server.log());
    server.set_clock(tomorrow);
    server.restart().await;
    let letter = server.next_mail_to(READER).await;
    assert!(letter.subject.contains("stolen near you"), "{}", letter.subject);
    assert!(
        !letter.text.contains("HOT") && !letter.text.contains("Ely station"),
        "{}",
        letter.text
    );

    // A mail program presses the button: without our page, its token or a cookie.
    let browser = server.browser();
    for _ in 0..2 {
        let request = browser.request(Method::POST, &format!("{path}/stop"));
        let stopped = browser
            .send(request.form(&[("List-Unsubscribe", "One-Click")]))
            .await;
        assert_eq!(stopped.expect(200).heading(), "You have stopped these e-mails");
    }
    let page = browser.open(&path).await.expect(200);
    assert_eq!(page.heading(), "You have stopped these e-mails");
}
