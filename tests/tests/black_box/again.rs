//! What is sent twice or from two tabs: nothing is lost, and nothing is made twice.

use crate::people::{Telling, an_owner, signed_in};
use crate::serve::program;
use tests::{Page, Server};

const ADA: &str = "ada@example.org";

/// Answers the question of a page and gives the next one.
async fn answered(page: &Page, telling: &Telling) -> Page {
    let question = page.path().trim_start_matches("/register/").to_owned();
    let all = telling.answers();
    let (_, answers) = all
        .iter()
        .find(|(name, _)| *name == question)
        .unwrap_or_else(|| panic!("{question} is no question: {}", page.text("main")));
    let form = answers
        .iter()
        .fold(page.form(), |form, (name, value)| form.fill(name, value));
    form.submit().await.expect(200)
}

/// Fills in two registrations in turn, one question of each at a time, and gives both references.
async fn in_turn(mut one: Page, mut two: Page) -> (String, String) {
    let (trek, giant) = (Telling::of("WTU316C2137N", ADA), Telling::of("GT99887766", ADA));
    while one.path() != "/register/check" || two.path() != "/register/check" {
        if one.path() != "/register/check" {
            one = answered(&one, &trek).await;
        }
        if two.path() != "/register/check" {
            two = answered(&two, &giant).await;
        }
    }
    assert!(one.text("main").contains("WTU316C2137N"), "{}", one.text("main"));
    assert!(two.text("main").contains("GT99887766"), "{}", two.text("main"));
    let (one, two) = (one.form().submit().await, two.form().submit().await);
    let reference = |page: Page| page.expect(200).text(".fm-reference");
    (reference(one), reference(two))
}

#[tokio::test]
async fn two_tabs_register_two_bikes() {
    let server = Server::start(program()).await;
    let browser = server.browser();
    let tab = || async { browser.open("/register/email").await.expect(200) };
    let (one, two) = in_turn(tab().await, tab().await).await;
    assert!(
        one.starts_with("FM-") && two.starts_with("FM-") && one != two,
        "{one} {two}"
    );
}

#[tokio::test]
async fn a_tab_that_starts_again_leaves_the_other_alone() {
    let server = Server::start(program()).await;
    let browser = server.browser();
    let first = browser.open("/register/email").await.expect(200);
    let first = answered(&first, &Telling::of("WTU316C2137N", ADA)).await;
    let start = browser.open("/register").await.expect(200);
    let start = start.form_to("/register/start-again").submit().await.expect(200);
    let second = start.follow("Start now").await.expect(200);
    let (one, two) = in_turn(first, second).await;
    assert_ne!(one, two);

    // Both are offered that were begun and not finished.
    let telling = Telling::of("AB12345", ADA);
    for _ in 0..2 {
        let page = browser.open("/register/email").await.expect(200);
        answered(&page, &telling).await;
    }
    let start = browser.open("/register").await.expect(200);
    assert!(start.text("main").contains("2 bikes"), "{}", start.text("main"));
}

#[tokio::test]
async fn what_was_told_of_a_theft_outlives_the_session() {
    let server = Server::start(program()).await;
    let (owner, bike) = an_owner(&server, &Telling::of("WTU316C2137N", ADA)).await;
    let asked = owner.open(&format!("{bike}/report-stolen")).await.expect(200);
    let told = [
        ("from_day", "20"),
        ("from_month", "11"),
        ("from_year", "2025"),
        ("from_time", "6pm"),
        ("to_day", "21"),
        ("to_month", "11"),
        ("to_year", "2025"),
        ("to_time", "8:15am"),
    ];
    let form = told
        .iter()
        .fold(asked.form(), |form, (name, value)| form.fill(name, value));
    form.submit().await.expect(200);

    let elsewhere = signed_in(&server, ADA).await;
    let place = elsewhere
        .open(&format!("{bike}/report-stolen/check"))
        .await
        .expect(200);
    assert_eq!(
        place.path(),
        format!("{bike}/report-stolen/where"),
        "the first that is open"
    );
    let when = elsewhere.open(&format!("{bike}/report-stolen")).await.expect(200);
    assert_eq!(when.form().value("from_time"), Some("6pm"));
    let how = place.form().fill("place", "The shed").submit().await.expect(200);
    let reference = how.form().fill("lock", "chain").submit().await.expect(200);
    let check = reference.form().submit().await.expect(200);
    let form = check.form();
    let (first, second) = tokio::join!(form.submit(), form.submit());
    for sent in [first, second, form.submit().await] {
        assert_eq!(sent.expect(200).heading(), "Bike reported stolen");
    }
    let page = owner.open(&bike).await.expect(200);
    assert_eq!(page.texts(".fm-timeline__item").len(), 1, "{}", page.text("main"));
}
