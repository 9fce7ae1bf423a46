//! An owner is in charge of the record: changes a bike, no longer keeps it, passes it on, and changes their own details.

use crate::people::{Telling, an_owner, registered, signed_in};
use crate::serve::program;
use tests::{Browser, Page, Server};

const ADA: &str = "ada@example.org";
const BEN: &str = "ben@example.org";

async fn checked(browser: &Browser, number: &str) -> String {
    let page = browser.open(&format!("/check?number={number}")).await.expect(200);
    page.text(".fm-answer__title")
}

/// Follows the link in a row of the bike's page, and saves what is typed there.
async fn changed(browser: &Browser, bike: &str, question: &str, fields: &[(&str, &str)]) -> Page {
    let page = browser
        .open(&format!("{bike}/change/{question}"))
        .await
        .expect(200);
    let form = fields.iter().fold(
        page.form_to(&format!("{bike}/change/{question}")),
        |form, (name, value)| form.fill(name, value),
    );
    form.submit().await
}

#[tokio::test]
async fn who_saves_a_row_second_is_told_what_they_entered_and_what_it_says_now() {
    let server = Server::start(program()).await;
    let (browser, bike) = an_owner(&server, &Telling::of("WTU123056K", ADA)).await;
    let path = format!("{bike}/change/frame-number");
    let open = async || browser.open(&path).await.expect(200);
    let (one, other) = (open().await, open().await);
    let saved = one
        .form_to(&path)
        .fill("known", "yes")
        .fill("frame_number", "ABC777888");
    saved.submit().await.expect(200);
    let late = other
        .form_to(&path)
        .fill("known", "yes")
        .fill("frame_number", "ABC777889");
    let late = late.submit().await.expect(200);
    assert!(
        late.text(".govuk-notification-banner")
            .contains("You entered “ABC777889”. We have not saved that"),
        "{}",
        late.text("main")
    );
    assert_eq!(late.form_to(&path).value("frame_number"), Some("ABC777888"));
}

#[tokio::test]
async fn a_bike_is_changed() {
    let server = Server::start(program()).await;
    let (browser, bike) = an_owner(&server, &Telling::of("WTU123056K", ADA)).await;
    let page = browser.open(&bike).await.expect(200);
    let links = page.attributes(".govuk-summary-list__actions a", "href");
    assert_eq!(links.len(), 8, "{links:?}");

    let wrong = changed(
        &browser,
        &bike,
        "frame-number",
        &[("known", "yes"), ("frame_number", "🚲")],
    )
    .await;
    assert_eq!(
        wrong
            .expect(422)
            .form_to(&format!("{bike}/change/frame-number"))
            .value("frame_number"),
        Some("🚲")
    );
    let right = changed(
        &browser,
        &bike,
        "frame-number",
        &[("known", "yes"), ("frame_number", "ABC777888")],
    )
    .await;
    assert_eq!(right.expect(200).path(), bike);
    changed(
        &browser,
        &bike,
        "features",
        &[("features", "A dent in the top tube")],
    )
    .await
    .expect(200);
    let shown = browser
        .open(&bike)
        .await
        .expect(200)
        .text(".govuk-summary-list__value");
    assert!(
        shown.contains("ABC777888") && shown.contains("A dent in the top tube"),
        "{shown}"
    );
    assert_eq!(
        checked(&browser, "ABC777888").await,
        "Registered, not reported stolen"
    );
    browser.open(&format!("{bike}/change/email")).await.expect(404);
}

#[tokio::test]
async fn a_bike_is_given_up_and_taken_back() {
    let server = Server::start(program()).await;
    let (browser, bike) = an_owner(&server, &Telling::of("ABC777888", ADA)).await;
    let ask = browser.open(&format!("{bike}/retire")).await.expect(200);
    let form = ask.form_to(&format!("{bike}/retire"));
    assert_eq!(
        form.submit().await.expect(422).errors(),
        ["Choose what happened to the bike"]
    );
    form.fill("why", "scrapped").submit().await.expect(200);
    assert_eq!(
        checked(&browser, "ABC777888").await,
        "The owner no longer has this bike"
    );
    let page = browser.open(&bike).await.expect(200);
    assert!(
        !page.has(".govuk-summary-list__actions"),
        "it is changed again once it is taken back"
    );
    page.form_to(&format!("{bike}/take-back"))
        .submit()
        .await
        .expect(200);
    assert_eq!(
        checked(&browser, "ABC777888").await,
        "Registered, not reported stolen"
    );
}

#[tokio::test]
async fn a_number_that_the_owner_has_already_is_asked_about() {
    let server = Server::start(program()).await;
    let (browser, bike) = an_owner(&server, &Telling::of("ABC777888", ADA)).await;
    let start = browser.open("/register").await.expect(200);
    let number = start.form_to("/register/start").submit().await.expect(200);
    let same = number
        .form()
        .fill("known", "yes")
        .fill("frame_number", "abc 777888")
        .submit()
        .await;
    assert_eq!(same.heading(), "Is this another bike?");
    assert!(same.attributes("main a", "href").contains(&bike));
    let make = same.form().press("It is another bike").await.expect(200);
    assert_eq!(make.path(), "/register/make");
}

#[tokio::test]
async fn a_registration_that_was_not_confirmed_is_deleted() {
    let server = Server::start(program()).await;
    let (browser, bike) = an_owner(&server, &Telling::of("WTU123056K", ADA)).await;
    let back = browser.open(&format!("{bike}/delete")).await.expect(200);
    assert_eq!(back.path(), bike, "a confirmed one stays");
    let other = registered(&server.browser(), &Telling::of("XYZ999000", ADA)).await;
    let list = browser.open("/account").await.expect(200);
    assert!(
        list.text(".fm-bikes__to-do").contains("Confirm the registration"),
        "{}",
        list.text("main")
    );
    let second = list.attributes(".fm-bikes__name a", "href").remove(0);
    let ask = browser.open(&format!("{second}/delete")).await.expect(200);
    let done = ask
        .form_to(&format!("{second}/delete"))
        .submit()
        .await
        .expect(200);
    assert_eq!(done.path(), "/account");
    assert!(!done.text("main").contains(&other));
}

#[tokio::test]
async fn a_bike_is_passed_on() {
    let server = Server::start(program()).await;
    let (ada, bike) = an_owner(&server, &Telling::of("WTU123056K", ADA)).await;
    let offer = format!("{bike}/transfer");
    let page = ada.open(&offer).await.expect(200);
    assert_eq!(page.form_to(&offer).submit().await.expect(422).errors().len(), 1);
    let waits = page.form_to(&offer).fill("email", BEN).submit().await.expect(200);
    assert!(waits.text("main").contains(BEN));
    let list = ada.open("/account").await.expect(200);
    assert!(
        list.text(".fm-bikes__to-do").contains("not answered"),
        "{}",
        list.text("main")
    );

    let link = server.next_mail_to(BEN).await.link("/transfer/");
    let ben = server.browser();
    for _ in 0..2 {
        let page = ben.open(&link).await.expect(200);
        assert!(!page.body().contains(ADA) && !page.body().contains("Robin Rowe"));
    }
    ada.open(&bike).await.expect(200);
    let form = ben.open(&link).await.expect(200).form();
    let again = form
        .fill("name", "Ben Bell")
        .press("Yes, it is mine now")
        .await
        .expect(422);
    assert_eq!(again.form().value("name"), Some("Ben Bell"));
    let mine = again
        .form()
        .fill("postcode", "CB1 2AB")
        .press("Yes, it is mine now")
        .await
        .expect(200);
    assert_eq!(mine.path(), bike, "it signs in");
    ada.open(&bike).await.expect(404);
    ben.open(&link).await.expect(410);
}

#[tokio::test]
async fn details_and_the_address_are_changed() {
    let server = Server::start(program()).await;
    let (browser, _) = an_owner(&server, &Telling::of("WTU123056K", ADA)).await;
    let elsewhere = signed_in(&server, ADA).await;
    let ask = browser.open("/account/details/change").await.expect(200);
    let form = ask.form_to("/account/details/change");
    assert_eq!(form.value("name"), Some("Robin Rowe"));
    form.fill("name", "Ada Abbott").submit().await.expect(200);
    let ask = browser.open("/account/details/e-mail").await.expect(200);
    let form = || ask.form_to("/account/details/e-mail");
    let slip = form().fill("email", "ada@gmial.com").submit().await.expect(422);
    assert!(slip.errors()[0].contains("gmail.com"), "{:?}", slip.errors());
    form().fill("email", "new@example.org").submit().await.expect(200);
    let link = server
        .next_mail_to("new@example.org")
        .await
        .link("/account/e-mail/");
    let page = browser.open(&link).await.expect(200);
    assert!(
        browser.open("/account/details").await.text("main").contains(ADA),
        "looking changes nothing"
    );
    let done = page.form_to(page.path()).submit().await.expect(200);
    assert_eq!(done.path(), "/account/details");
    let shown = done.text("main");
    assert!(
        shown.contains("new@example.org") && shown.contains("Ada Abbott"),
        "{shown}"
    );
    assert!(
        elsewhere.open("/account").await.path().starts_with("/sign-in"),
        "signed out elsewhere"
    );
}
