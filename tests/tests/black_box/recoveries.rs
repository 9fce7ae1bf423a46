//! The record of a recovered bike: its photos, its tag, and what has changed since somebody looked for its owner.

use crate::people::{Telling, an_owner, at, signed_in, told_until_check};
use crate::serve::program;
use crate::theft::answer;
use tests::Server;

#[tokio::test]
async fn a_recovered_bike_has_photos_and_a_tag() {
    let server = Server::start(program().demo()).await;
    let officer = signed_in(&server, "officer@example.org").await;
    let blank = officer.open("/police/recoveries/new").await.expect(200);
    let case = blank
        .form()
        .fill("property_ref", "PS/2026/134")
        .submit()
        .await
        .expect(200);
    let photos = case.follow("Add photos").await.expect(200);
    let form = photos.form();
    let wrong = form.submit().await.expect(422);
    assert_eq!(wrong.errors(), ["Choose what the photos show", "Choose a photo"]);
    let added = form
        .fill("shows", "stamp")
        .attach("photo", "stamp.png", "image/png", crate::privacy::photo())
        .submit()
        .await
        .expect(200);
    let whole = added.attributes("main .fm-photos a", "href").remove(0);
    let jpeg = officer.open(&whole).await.expect(200);
    assert!(jpeg.bytes().starts_with(&[0xFF, 0xD8]));
    assert_eq!(officer.open(&format!("{whole}?small")).await.status(), 200);
    let shown = officer.open(case.path()).await.expect(200);
    assert_eq!(shown.attributes("aside .fm-photos a", "href"), [whole.as_str()]);
    let happened = shown.text(".fm-timeline");
    assert!(
        happened.contains("Photos of a number or label: was nothing, now 1"),
        "{happened}"
    );

    let tag = format!("{}/tag.pdf", case.path());
    let pdf = officer.open(&tag).await.expect(200);
    assert_eq!(pdf.header("content-type"), Some("application/pdf"));
    assert!(pdf.bytes().starts_with(b"%PDF"));
    let stranger = server.browser();
    for hidden in [case.path(), whole.as_str(), tag.as_str()] {
        let page = stranger.open(hidden).await;
        assert!(
            page.url().path().starts_with("/sign-in"),
            "{hidden}: {}",
            page.url()
        );
        assert!(!page.body().contains("PS/2026/134"), "{hidden}");
    }
    let removed = officer.open(&format!("{}/photos", case.path())).await.expect(200);
    let form = removed.form_to(&format!("{whole}/remove"));
    let removed = form.submit().await.expect(200);
    assert!(!removed.has("main .fm-photos"));
    assert_eq!(officer.open(&whole).await.status(), 404);
}

#[tokio::test]
async fn an_officer_who_corrects_over_another_reads_what_is_recorded_now() {
    let server = Server::start(program().demo()).await;
    let officer = signed_in(&server, "officer@example.org").await;
    let blank = officer.open("/police/recoveries/new").await.expect(200);
    let case = blank
        .form()
        .fill("property_ref", "PS/2026/136")
        .fill("make", "Trek")
        .submit()
        .await
        .expect(200);
    let one = case.follow("Correct what was recorded").await.expect(200).form();
    let two = case.follow("Correct what was recorded").await.expect(200).form();
    one.fill("make", "Giant").submit().await.expect(200);
    let told = two.fill("model", "FX 2").submit().await.expect(422);
    assert!(
        told.errors()[0].contains("Another officer has changed"),
        "{:?}",
        told.errors()
    );
    let now = told.text(".govuk-inset-text");
    assert!(
        now.contains("Make: Giant") && now.contains("Model: nothing"),
        "{now}"
    );
    assert_eq!(
        told.form().value("model"),
        Some("FX 2"),
        "what was typed is there"
    );
    let page = officer.open(case.path()).await.expect(200);
    assert!(page.text("aside").contains("Giant"), "{}", page.text("aside"));
    let saved = told.form().fill("make", "Giant").submit().await.expect(200);
    assert!(saved.text("aside").contains("FX 2"), "{}", saved.text("aside"));
}

#[tokio::test]
async fn the_bikes_of_a_case_stay_as_they_were_found_and_say_what_has_changed() {
    let number = "NWS550K1120A";
    let server = Server::start(program().demo()).await;
    let (owner, bike) = an_owner(&server, &Telling::of(number, "thea@example.org")).await;
    let officer = signed_in(&server, "officer@example.org").await;
    let blank = officer.open("/police/recoveries/new").await.expect(200);
    let case = blank
        .form()
        .fill("property_ref", "PS/2026/135")
        .fill("read", number)
        .submit()
        .await
        .expect(200);
    assert!(!case.has(".fm-likely__since"), "{}", case.text("main"));
    let likely = case.text("article.fm-result .fm-likely__sum");
    let seen = owner.open(&format!("{bike}/report-stolen")).await.expect(200);
    let gone = answer(&seen, &at("2025-11-20", "6pm")).await.expect(200);
    let place = answer(&gone, &at("2025-11-21", "8am")).await.expect(200);
    let check = told_until_check(place, &[]).await;
    check.form().submit().await.expect(200);
    let page = officer.open(case.path()).await.expect(200);
    assert!(
        page.text(".fm-likely__since").contains("Reported stolen"),
        "{}",
        page.text("main")
    );
    assert_eq!(
        page.text("article.fm-result .fm-likely__sum"),
        likely,
        "as it was found"
    );
    let form = page.follow("Correct what was recorded").await.expect(200).form();
    let corrected = form.fill("make", "Trek").submit().await.expect(200);
    let said = corrected.text(".govuk-inset-text");
    assert!(said.contains("The record was corrected"), "{said}");
    let look = format!("{}/look", case.path());
    let again = corrected.form_to(&look).submit().await.expect(200);
    assert!(
        !again.has(".fm-likely__since") && !again.has(".govuk-inset-text"),
        "{}",
        again.text("main")
    );
}
