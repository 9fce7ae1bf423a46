//! An owner registers, comes back, signs in, reports a theft and gets the bike back.

use crate::people::{self, Telling, an_owner};
use crate::serve::program;
use tests::{Browser, Page, Server};

/// A picture of two pixels.
const PNG: &[u8] = b"\x89PNG\x0d\x0a\x1a\x0a\x00\x00\x00\x0dIHDR\x00\x00\x00\x02\x00\x00\x00\x01\x08\x02\x00\x00\x00\
    {@\xe8\xdd\x00\x00\x00\x0dIDATx\xdac\xf8\xcf\x00\x04\xff\x01\x07\x00\x01\xff=}\x8cI\x00\x00\x00\x00IEND\xaeB`\x82";

/// How an iPhone's photo begins.
const HEIC: &[u8] = b"\x00\x00\x00\x18ftypheic\x00\x00\x00\x00mif1heic";

const ADA: &str = "ada@example.org";

fn ada(number: &str) -> Telling {
    Telling::of(number, ADA)
}

async fn standing(browser: &Browser, number: &str) -> String {
    let page = browser.open(&format!("/check?number={number}")).await.expect(200);
    page.text(".fm-answer__title")
}

/// Fills in a page of questions, and returns the next page.
async fn answer(page: &Page, fields: &[(&str, &str)]) -> Page {
    let form = fields
        .iter()
        .fold(page.form(), |form, (name, value)| form.fill(name, value));
    form.submit().await
}

#[tokio::test]
async fn a_bike_is_registered_a_question_at_a_time() {
    let server = Server::start(program()).await;
    let browser = server.browser();
    let start = browser.open("/register").await.expect(200);
    assert_eq!(start.heading(), "Register a bike");
    assert_eq!(browser.cookies(), None, "reading starts no session");

    let email = start.follow("Start now").await.expect(200);
    let again = answer(&email, &[("email", "ada at example")]).await.expect(422);
    assert!(again.title().starts_with("Error: "), "{}", again.title());
    assert_eq!(again.form().value("email"), Some("ada at example"));
    let number = answer(&again, &[("email", ADA)]).await.expect(200);
    assert_eq!(number.path(), "/register/frame-number");
    answer(&number, &[("known", "yes")]).await.expect(422);
    let make = answer(&number, &[("known", "yes"), ("frame_number", "wtu 316-c2137n")])
        .await
        .expect(200);
    let model = answer(&make, &[("make", "trek bikes")]).await.expect(200);
    let colours = answer(&model, &[("model", "<b>FX</b> '; --")]).await.expect(200);
    let kind = answer(&colours, &[("colour", "red"), ("others", "black")])
        .await
        .expect(200);
    let others = answer(&kind, &[("kind", "hybrid")]).await.expect(200);
    let more = others.form().fill("kind_1", "battery").fill("number_1", "B 77-1");
    let more = more.press("Add another number").await.expect(200);
    assert_eq!(
        more.form().value("number_1"),
        Some("B 77-1"),
        "what was typed stays"
    );
    let features = answer(&more, &[("kind_2", "datatag"), ("number_2", "DT9")])
        .await
        .expect(200);
    let photos = answer(&features, &[("features", "A duck horn 🦆\nA dent")])
        .await
        .expect(200);

    let refused = photos
        .form()
        .attach("photo", "a.heic", "image/heic", HEIC)
        .submit()
        .await
        .expect(422);
    assert!(refused.errors()[0].contains("HEIC"), "{:?}", refused.errors());
    let two = photos.form().attach("photo", "a.png", "image/png", PNG);
    let two = two
        .attach("photo", "b.jpg", "image/jpeg", *b"no photo")
        .press("Upload photos")
        .await;
    assert_eq!(
        two.expect(422).errors(),
        ["The photo must be a JPEG, PNG or WebP"]
    );
    let photos = browser.open("/register/photos").await.expect(200);
    let shown = photos.attributes(".fm-photo", "src");
    assert_eq!(shown.len(), 1, "the good one was kept");
    let photo = browser.open(&shown[0]).await.expect(200);
    assert_eq!(photo.header("content-type"), Some("image/jpeg"));
    assert!(
        photo
            .header("cache-control")
            .is_some_and(|cache| cache.contains("private"))
    );
    server
        .browser()
        .open_without_following(&shown[0])
        .await
        .expect(303);
    let mark = photos.form_to("/register/photos").submit().await.expect(200);
    assert_eq!(mark.path(), "/register/mark");
    answer(&mark, &[("mark", "not a code")]).await.expect(422);
    let you = answer(&mark, &[]).await.expect(200);
    let fields = [
        ("name", "Ada Abbott"),
        ("phone", "07700 900123"),
        ("postcode", "cb12ab"),
    ];
    let check = answer(&you, &fields).await.expect(200);

    assert_eq!(check.path(), "/register/check");
    let told = check.text(".govuk-summary-list__value");
    for part in [
        "wtu 316-c2137n",
        "Trek",
        "<b>FX</b> '; --",
        "Red and black",
        "Hybrid",
        "B 77-1",
        "DT9",
        "🦆",
        "CB1 2AB",
    ] {
        assert!(told.contains(part), "{part:?} is missing in {told}");
    }
    let kind = browser.open("/register/kind?from=check").await.expect(200);
    let check = answer(&kind, &[("kind", "electric")]).await.expect(200);
    assert_eq!(check.path(), "/register/check", "a changed answer comes back");
    let done = check.form().submit().await.expect(200);
    let reference = done.text(".fm-reference");
    assert!(reference.starts_with("FM-"), "{reference}");

    let link = server.next_mail_to(ADA).await.link("/sign-in/");
    let other_browser = server.browser();
    let asked = other_browser.open(&link).await.expect(200);
    assert_eq!(asked.heading(), "Confirm your registration");
    let bike = asked.form().submit().await.expect(200);
    assert!(bike.text(".govuk-notification-banner").contains("confirmed"));
    assert!(bike.text("main").contains(&reference));
    assert_eq!(bike.attributes("main .fm-photo", "src").len(), 1);
    let photo = other_browser
        .open(&bike.attributes("main .fm-photo", "src")[0])
        .await
        .expect(200);
    assert_eq!(photo.header("content-type"), Some("image/jpeg"));
}

#[tokio::test]
async fn questions_come_in_order_and_are_taken_up_again() {
    let server = Server::start(program()).await;
    let browser = server.browser();
    for early in ["frame-number", "photos", "you", "check", "photos/1", "done"] {
        let page = browser.open(&format!("/register/{early}")).await.expect(200);
        assert_eq!(page.path(), "/register", "{early}");
    }
    browser.open("/register/nothing").await.expect(404);
    let page = browser.open("/register/email").await.expect(200);
    let page = answer(&page, &[("email", ADA)]).await.expect(200);
    answer(&page, &[("known", "no")]).await.expect(200);
    let page = browser.open("/register/check").await.expect(200);
    assert_eq!(page.path(), "/register/make", "the first that is open");
    let page = browser.open("/register").await.expect(200);
    let page = page.follow("Continue where you left off").await.expect(200);
    assert_eq!(page.path(), "/register/make");
    let page = browser.open("/register/email").await.expect(200);
    assert_eq!(
        page.form().value("email"),
        Some(ADA),
        "an earlier answer can be looked at"
    );
    // Nobody else can go on with the registration.
    let stranger = server.browser().open("/register/make").await.expect(200);
    assert_eq!(stranger.path(), "/register");
    let page = browser.open("/register").await.expect(200);
    let page = page.form_to("/register/start-again").submit().await.expect(200);
    assert!(!page.text("main").contains("Continue where you left off"));
}

#[tokio::test]
async fn sent_twice_it_is_registered_once() {
    let server = Server::start(program()).await;
    let browser = server.browser();
    let form = people::answered(&browser, &ada("WTU316C2137N")).await.form();
    let (first, second) = tokio::join!(form.submit(), form.submit());
    let (first, second) = (first.expect(200), second.expect(200));
    assert_eq!(first.text(".fm-reference"), second.text(".fm-reference"));
    let third = form.submit().await.expect(200);
    assert_eq!(first.text(".fm-reference"), third.text(".fm-reference"));
    let link = server.next_mail_to(ADA).await.link("/sign-in/");
    browser
        .open(&link)
        .await
        .expect(200)
        .form()
        .submit()
        .await
        .expect(200);
    let list = browser.open("/account").await.expect(200);
    assert_eq!(list.texts(".fm-bikes__item").len(), 1);

    // Somebody who is signed in is not asked again who they are.
    let start = browser.open("/register").await.expect(200);
    let number = start.form().submit().await.expect(200);
    assert_eq!(number.path(), "/register/frame-number");
    let you = browser.open("/register/you").await;
    assert_eq!(you.path(), "/register/frame-number", "but in order");
}

#[tokio::test]
async fn a_link_signs_in_once_and_only_by_its_button() {
    let server = Server::start(program()).await;
    let (_, bike) = an_owner(&server, &ada("WTU316C2137N")).await;

    let browser = server.browser();
    let asked = browser.open(&format!("{bike}/report-stolen")).await.expect(200);
    assert_eq!(asked.path(), "/sign-in");
    answer(&asked, &[("email", "nobody")]).await.expect(422);
    let unknown = answer(&asked, &[("email", "nobody@example.org")])
        .await
        .expect(200);
    let known = answer(&asked, &[("email", "ADA@example.org")]).await.expect(200);
    assert_eq!(
        known.text("main"),
        unknown.text("main"),
        "the answer tells nobody who is known"
    );
    let link = server.next_mail_to(ADA).await.link("/sign-in/");
    assert!(server.mail().iter().all(|mail| !mail.to.contains("nobody")));

    let first = browser.open(&link).await.expect(200);
    let second = browser.open(&link).await.expect(200);
    assert_eq!(first.heading(), second.heading(), "looking spends nothing");
    let in_time = second.form().submit().await.expect(200);
    assert_eq!(
        in_time.path(),
        format!("{bike}/report-stolen"),
        "where they wanted to go"
    );
    let used = server.browser().open(&link).await.expect(410);
    assert_eq!(used.heading(), "This link does not work");
    for odd in ["/sign-in/x", "/sign-in/%F0%9F%9A%B2", "/sign-in/<b>"] {
        server.browser().open(odd).await.expect(410);
    }

    let out = in_time.form_to("/sign-out").submit().await.expect(200);
    assert_eq!(out.path(), "/");
    assert_eq!(browser.open("/account").await.expect(200).path(), "/sign-in");
}

#[tokio::test]
async fn a_link_that_confirms_a_registration_opens_no_account_with_a_role() {
    let server = Server::start(program().demo()).await;
    let officer = "officer@example.org";
    // Anybody can have such a link sent to an officer, and it works for a week.
    people::registered(&server.browser(), &Telling::of("WTU316C2137N", officer)).await;
    let link = server.next_mail_to(officer).await.link("/sign-in/");
    let browser = server.browser();
    let page = browser.open(&link).await.expect(200);
    assert_eq!(page.texts("main button"), ["Confirm", "This was not me"]);
    let asked = page.form().submit().await.expect(200);
    assert_eq!(asked.path(), "/sign-in");
    assert_eq!(
        browser.open("/police/look-up").await.expect(200).path(),
        "/sign-in"
    );
    // The officer signs in as usual, and finds the registration confirmed.
    let officer = people::signed_in(&server, officer).await;
    let bikes = officer.open("/account").await.expect(200);
    assert!(bikes.text("main").contains("Ribble"), "{}", bikes.text("main"));
}

#[tokio::test]
async fn signing_in_leads_nowhere_else() {
    let server = Server::start(program()).await;
    an_owner(&server, &ada("WTU316C2137N")).await;
    for foreign in ["https://example.org/", "//example.org", "/\\example.org"] {
        let browser = server.browser();
        let page = browser
            .open(&format!("/sign-in?next={foreign}"))
            .await
            .expect(200);
        let form = page
            .form()
            .without("next")
            .tamper("next", foreign)
            .fill("email", ADA);
        form.submit().await.expect(200);
        let link = server.next_mail_to(ADA).await.link("/sign-in/");
        let page = browser
            .open(&link)
            .await
            .expect(200)
            .form()
            .submit()
            .await
            .expect(200);
        assert_eq!(page.path(), "/account", "{foreign}");
    }
}

#[tokio::test]
async fn nobody_sees_the_bike_of_another() {
    let server = Server::start(program()).await;
    let (owner, bike) = an_owner(&server, &ada("WTU316C2137N")).await;
    let page = owner.open(&format!("{bike}/photos")).await.expect(200);
    let form = page.form().attach("photo", "a.png", "image/png", PNG);
    let page = form.submit().await.expect(200);
    let photo = page.attributes(".fm-photo", "src").remove(0);
    owner.open(&photo).await.expect(200);

    let (thief, own) = an_owner(&server, &Telling::of("ZZ99887766", "bob@example.org")).await;
    let through_own = photo.replace(&bike, &own);
    for path in [
        bike.clone(),
        format!("{bike}/photos"),
        format!("{bike}/report-stolen"),
        format!("{bike}/report-stolen/check"),
        format!("{bike}/report-stolen/done"),
        format!("{bike}/found-it"),
        photo.clone(),
        through_own,
        "/account/bikes/999999".to_owned(),
        "/account/bikes/x".to_owned(),
        "/account/bikes/999999999999999999999999".to_owned(),
    ] {
        thief.open(&path).await.expect(404);
        let visitor = server.browser().open_without_following(&path).await;
        assert_eq!(visitor.status(), 303, "{path}");
    }
    let remove = page
        .forms()
        .into_iter()
        .find(|form| form.target().path().ends_with("/remove"))
        .unwrap();
    remove.submit().await.expect(200);
    owner.open(&photo).await.expect(404);
}

#[tokio::test]
async fn a_stolen_bike_is_reported_and_comes_back() {
    let server = Server::start(program()).await;
    let (owner, bike) = an_owner(&server, &ada("WTU316C2137N")).await;
    let anyone = server.browser();
    assert_eq!(
        standing(&anyone, "WTU316C2137N").await,
        "Registered, not reported stolen"
    );

    let start = owner.open("/report-stolen").await.expect(200);
    assert!(
        start
            .attributes("main a", "href")
            .contains(&format!("{bike}/report-stolen"))
    );
    let early = owner
        .open(&format!("{bike}/report-stolen/check"))
        .await
        .expect(200);
    assert_eq!(early.path(), format!("{bike}/report-stolen"));
    answer(&early, &[]).await.expect(422);
    let gone = answer(&early, &people::at("2025-11-20", "6pm")).await.expect(200);
    assert_eq!(gone.path(), format!("{bike}/report-stolen/gone"));
    let again = answer(&gone, &people::at("2025-11-19", "8:15am"))
        .await
        .expect(422);
    assert_eq!(
        again.errors(),
        ["The time somebody noticed that it was gone must be after it was last seen (20 November 2025, 6pm)"]
    );
    let night = [("on_day", "20"), ("time_by", "night")];
    let place = answer(&again, &night).await.expect(200);
    answer(&place, &[]).await.expect(422);
    let check = people::told_until_check(
        place,
        &[
            (
                "where",
                &[
                    ("where_by", "named"),
                    ("where_named", "cambridge-station"),
                    ("place", "Rack by the door,\nthe long one"),
                ],
            ),
            ("lock", &[("lock", "cable")]),
            (
                "how",
                &[("beaten", "cut-and-left"), ("how", "Cut <b>through</b>")],
            ),
            (
                "police",
                &[
                    ("told", "yes"),
                    ("reference_1", "35/12345/25"),
                    ("kind_1", "crime"),
                    ("force_1", "british-transport"),
                ],
            ),
        ],
    )
    .await;
    assert_eq!(check.path(), format!("{bike}/report-stolen/check"));
    let told = check.text(".govuk-summary-list__value");
    for part in [
        "20 November 2025, 6pm",
        "20 November 2025, in the night",
        "Cambridge station",
        "the long one",
        "Cable",
        "<b>through</b>",
        "35/12345/25",
    ] {
        assert!(told.contains(part), "{part:?} is missing in {told}");
    }
    let form = check.form();
    let done = form.submit().await.expect(200);
    assert_eq!(done.heading(), "Bike reported stolen");
    let twice = form.submit().await.expect(200);
    assert_eq!(twice.path(), done.path(), "sent twice, it is reported once");
    assert_eq!(standing(&anyone, "WTU316C2137N").await, "Reported stolen");
    let page = owner.open(&bike).await.expect(200);
    assert!(page.text(".govuk-tag").contains("Reported stolen"));
    assert!(page.text(".fm-timeline").contains("35/12345/25"));

    let found = page
        .follow("I have it back, or it was not stolen")
        .await
        .expect(200);
    found.form().submit().await.expect(422);
    let back = answer(&found, &[("outcome", "returned")]).await.expect(200);
    assert_eq!(back.path(), bike);
    assert_eq!(
        standing(&anyone, "WTU316C2137N").await,
        "Registered, not reported stolen"
    );
    let again = owner.open(&format!("{bike}/found-it")).await.expect(200);
    assert!(
        again
            .text(".govuk-notification-banner")
            .contains("not reported stolen")
    );
}

#[tokio::test]
async fn a_number_that_is_known_is_taken_without_a_word() {
    let server = Server::start(program()).await;
    let (_, bike) = an_owner(&server, &ada("WTU316C2137N")).await;
    assert!(!bike.is_empty());
    let fresh = people::answered(&server.browser(), &Telling::of("ZZ99887766", "bob@example.org")).await;
    let known = people::answered(&server.browser(), &Telling::of("WTU316C2137N", "bob@example.org")).await;
    let said = |page: &Page, number: &str| page.text("main").replace(number, "");
    assert_eq!(said(&known, "WTU316C2137N"), said(&fresh, "ZZ99887766"));
    let (fresh, known) = (
        fresh.form().submit().await.expect(200),
        known.form().submit().await.expect(200),
    );
    let said = |page: &Page| page.text("main").replace(&page.text(".fm-reference"), "");
    assert_eq!(said(&known), said(&fresh));
}

#[tokio::test]
async fn makes_are_offered_while_somebody_types() {
    let server = Server::start(program()).await;
    let list = server.browser().open("/register/makes.json").await.expect(200);
    let makes = list.json();
    let makes: Vec<&str> = makes
        .as_array()
        .unwrap()
        .iter()
        .map(|make| make.as_str().unwrap())
        .collect();
    assert!(
        makes.contains(&"Brompton") && makes.len() > 500,
        "{} makes",
        makes.len()
    );
    assert!(
        list.header("cache-control")
            .is_some_and(|cache| cache.contains("public"))
    );
}
