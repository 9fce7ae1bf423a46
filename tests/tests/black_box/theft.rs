//! Somebody reports a theft as exactly as they know it, and the police can find it by time and place.

use crate::people::{Telling, an_owner, at, registered, signed_in, told_until_check};
use crate::serve::program;
use reqwest::Method;
use tests::{Browser, Page, Server};

const NUMBER: &str = "THF550K1120A";

pub async fn answer(page: &Page, answers: &[(&str, &str)]) -> Page {
    let form = answers
        .iter()
        .fold(page.form(), |form, (name, value)| form.fill(name, value));
    form.submit().await
}

/// Says when and where a bike was stolen, and returns the next question.
pub async fn told_until_place(owner: &Browser, bike: &str, place: &[(&str, &str)]) -> Page {
    let seen = owner.open(&format!("{bike}/report-stolen")).await.expect(200);
    let gone = answer(&seen, &at("2025-11-20", "6pm")).await.expect(200);
    let place_asked = answer(&gone, &at("2025-11-21", "8am")).await.expect(200);
    answer(&place_asked, place).await.expect(200)
}

#[tokio::test]
async fn a_place_that_was_told_is_evidence_and_an_area() {
    let server = Server::start(program().demo()).await;
    let (owner, bike) = an_owner(&server, &Telling::of(NUMBER, "thea@example.org")).await;
    let station = [("where_by", "named"), ("where_named", "cambridge-station")];
    let page = told_until_place(&owner, &bike, &station).await;
    let page = told_until_check(page, &[]).await;
    assert!(page.text("main").contains("Cambridge station"));
    page.form().submit().await.expect(200);

    let officer = signed_in(&server, "officer@example.org").await;
    let new = officer.open("/police/recoveries/new").await.expect(200);
    let read = [
        ("property_ref", "PS/2025/991"),
        ("read", NUMBER),
        ("where_by", "pin"),
        ("where_pin", "TL 456 578"),
    ];
    let wrong = answer(&new, &[("where_by", "ward")]).await.expect(422);
    assert!(
        wrong
            .errors()
            .contains(&"Choose an area from the list".to_owned())
    );
    let case = answer(&new, &read).await.expect(200);
    let said = case.text("main");
    assert!(
        said.contains("Place: it was found 1 km from where it was stolen"),
        "{said}"
    );

    let asked = officer.open("/police/look-up").await.expect(200);
    let found = answer(&asked, &[("number", NUMBER), ("reason", "PS/2025/991")])
        .await
        .expect(200);
    for (area, results) in [("cambridge", 1), ("east-cambs", 0)] {
        // The page offers no filter for one result, but the server accepts one.
        let token = found.forms()[0].value("csrf").expect("a token").to_owned();
        let path = format!("{}/filter", found.path());
        let form = [("csrf", token.as_str()), ("area", area)];
        let request = officer.request(Method::POST, &path).form(&form);
        let page = officer.send(request).await.expect(303);
        let page = officer
            .open(page.header("location").expect("an address"))
            .await
            .expect(200);
        assert_eq!(page.texts("article.fm-result").len(), results, "{area}");
    }
}

#[tokio::test]
async fn a_bike_that_was_gone_before_it_was_registered_is_asked_about_and_taken() {
    let server = Server::start(program()).await;
    let (owner, bike) = an_owner(&server, &Telling::of(NUMBER, "thea@example.org")).await;
    let page = told_until_place(&owner, &bike, &[("where_by", "unknown")]).await;
    let page = told_until_check(page, &[]).await;
    let said = page.text("main");
    assert!(
        said.contains("already gone when it was registered here"),
        "{said}"
    );
    let done = page.form().submit().await.expect(200);
    assert_eq!(done.heading(), "Bike reported stolen");
}

#[tokio::test]
async fn a_report_is_added_to_and_its_history_kept() {
    let server = Server::start(program().demo()).await;
    let (owner, bike) = an_owner(&server, &Telling::of(NUMBER, "thea@example.org")).await;
    let page = told_until_place(&owner, &bike, &[("where_by", "unknown")]).await;
    let check = told_until_check(page, &[("public", &[("shown", "yes")])]).await;
    let done = check.form().submit().await.expect(200);
    assert!(done.text("main").contains("Report it to the police"));
    let letter = server.next_mail_to("thea@example.org").await;
    assert_eq!(letter.subject, "Your bike has been reported stolen");

    let everybody = server.browser();
    let list = everybody.open("/stolen").await.expect(200).text("main");
    assert!(list.contains("Ribble Endurance"), "{list}");
    assert!(!list.contains(NUMBER) && !list.contains("Robin"), "{list}");

    let page = owner.open(&bike).await.expect(200);
    let check = page.follow("Change or add to your report").await.expect(200);
    let police = owner
        .open(&format!("{bike}/report-stolen/police?from=check"))
        .await
        .expect(200);
    let reference = [("told", "yes"), ("reference_1", "35/77/25"), ("kind_1", "crime")];
    let check_again = answer(&police, &reference).await.expect(200);
    assert_eq!(check_again.path(), check.path());
    let public = owner
        .open(&format!("{bike}/report-stolen/public?from=check"))
        .await
        .expect(200);
    let check = answer(&public, &[("shown", "no")]).await.expect(200);
    let saved = check.form().submit().await.expect(200);
    assert_eq!(saved.path(), bike);
    let told = saved.text(".fm-timeline");
    for part in [
        "35/77/25, Crime reference",
        "Police references (added)",
        "Shown to the public (was Yes)",
    ] {
        assert!(told.contains(part), "{part:?} is missing in {told}");
    }
    let letter = server.next_mail_to("thea@example.org").await;
    assert_eq!(letter.subject, "Your theft report was changed");
    assert!(letter.text.contains("- Police references") && !letter.text.contains("35/77/25"));
    let list = everybody.open("/stolen").await.expect(200).text("main");
    assert!(!list.contains("Ribble Endurance"), "{list}");

    let officer = signed_in(&server, "officer@example.org").await;
    let asked = officer.open("/police/look-up").await.expect(200);
    let found = answer(&asked, &[("number", NUMBER), ("reason", "PS/2025/992")])
        .await
        .expect(200);
    let said = found.text("article.fm-result");
    assert!(
        said.contains("35/77/25") && said.contains("Report changed"),
        "{said}"
    );

    let back = owner.open(&format!("{bike}/found-it")).await.expect(200);
    answer(&back, &[("outcome", "returned")]).await.expect(200);
    let letter = server.next_mail_to("thea@example.org").await;
    assert_eq!(letter.subject, "Your bike is no longer reported stolen");
}

#[tokio::test]
async fn one_theft_takes_two_bikes() {
    let server = Server::start(program()).await;
    let (owner, first) = an_owner(&server, &Telling::of(NUMBER, "thea@example.org")).await;
    registered(
        &server.browser(),
        &Telling::of("THF550K1120B", "thea@example.org"),
    )
    .await;
    let link = server.next_mail_to("thea@example.org").await.link("/sign-in/");
    owner
        .open(&link)
        .await
        .expect(200)
        .form()
        .submit()
        .await
        .expect(200);

    let start = owner.open("/report-stolen").await.expect(200);
    let nothing = start.form_to("/report-stolen").submit().await.expect(422);
    assert_eq!(nothing.errors(), ["Choose the bikes that were stolen"]);
    let bikes = start.attributes("input[name=bikes]", "value");
    assert_eq!(bikes.len(), 2);
    let form = bikes.iter().fold(start.form_to("/report-stolen"), |form, bike| {
        form.fill("bikes", bike)
    });
    let seen = form.submit().await.expect(200);
    let gone = answer(&seen, &at("2025-11-20", "6pm")).await.expect(200);
    let place = answer(&gone, &at("2025-11-21", "8am")).await.expect(200);
    let check = told_until_check(place, &[]).await;
    check.form().submit().await.expect(200);
    let letter = server.next_mail_to("thea@example.org").await;
    assert_eq!(
        letter.text.matches("Bike reference: ").count(),
        2,
        "{}",
        letter.text
    );
    let list = owner.open("/account").await.expect(200).texts(".govuk-tag");
    assert_eq!(list, ["Reported stolen", "Reported stolen"], "{first}");
}

#[tokio::test]
async fn an_officer_reports_for_an_owner_who_rings() {
    let server = Server::start(program().demo()).await;
    let (owner, bike) = an_owner(&server, &Telling::of(NUMBER, "thea@example.org")).await;
    let officer = signed_in(&server, "officer@example.org").await;
    let asked = officer.open("/police/look-up").await.expect(200);
    let found = answer(&asked, &[("number", NUMBER), ("reason", "Call 77")])
        .await
        .expect(200);
    let report = found
        .attributes("article.fm-result a", "href")
        .into_iter()
        .find(|href| href.ends_with("/report-stolen"))
        .unwrap();
    let seen = officer.open(&report).await.expect(200);
    assert!(!seen.text("main").contains("Robin"), "{}", seen.text("main"));
    let gone = answer(&seen, &at("2025-11-20", "6pm")).await.expect(200);
    let place = answer(&gone, &at("2025-11-21", "8am")).await.expect(200);
    let check = told_until_check(place, &[]).await;
    let done = check.form().submit().await.expect(200);
    assert_eq!(done.path(), "/police/look-up");
    let letter = server.next_mail_to("thea@example.org").await;
    assert!(
        letter.text.contains("A police officer has reported"),
        "{}",
        letter.text
    );
    // What the caller remembers later is added, and the owner is told.
    let asked = officer.open("/police/look-up").await.expect(200);
    let found = answer(&asked, &[("number", NUMBER), ("reason", "Call 78")])
        .await
        .expect(200);
    let change = found
        .attributes("article.fm-result a", "href")
        .into_iter()
        .find(|href| href.ends_with("/report-stolen/check"))
        .unwrap();
    let check = officer.open(&change).await.expect(200);
    assert_eq!(check.heading(), "Check the report");
    let police = report.clone() + "/police?from=check";
    let police = officer.open(&police).await.expect(200);
    let reference = [("told", "yes"), ("reference_1", "35/78/25"), ("kind_1", "crime")];
    let check = answer(&police, &reference).await.expect(200);
    assert!(check.text("main").contains("35/78/25"), "{}", check.text("main"));
    let saved = check.form().submit().await.expect(200);
    assert_eq!(saved.path(), "/police/look-up");
    let letter = server.next_mail_to("thea@example.org").await;
    assert!(
        letter.text.contains("A police officer has changed") && letter.text.contains("- Police references"),
        "{}",
        letter.text
    );
    let told = owner.open(&bike).await.expect(200).text(".fm-timeline");
    assert!(told.contains("35/78/25"), "{told}");
}

#[tokio::test]
async fn officers_do_not_change_what_an_owner_reported() {
    let server = Server::start(program().demo()).await;
    let (owner, bike) = an_owner(&server, &Telling::of(NUMBER, "thea@example.org")).await;
    let page = told_until_place(&owner, &bike, &[("where_by", "unknown")]).await;
    let page = told_until_check(page, &[]).await;
    page.form().submit().await.expect(200);
    let officer = signed_in(&server, "officer@example.org").await;
    let asked = officer.open("/police/look-up").await.expect(200);
    let found = answer(&asked, &[("number", NUMBER), ("reason", "Call 79")])
        .await
        .expect(200);
    assert!(!found.text("main").contains("Change its theft report"));
    let of_police = bike.replace("/account/", "/police/");
    for question in ["", "/check", "/where"] {
        let page = officer
            .open(&format!("{of_police}/report-stolen{question}"))
            .await;
        assert_eq!(page.expect(200).path(), "/police/look-up", "{question}");
    }
}

#[tokio::test]
async fn a_bike_that_was_stolen_before_it_was_registered_is_registered_and_reported_in_one_go() {
    let server = Server::start(program()).await;
    let browser = server.browser();
    let check = crate::people::answered(&browser, &Telling::of(NUMBER, "thea@example.org")).await;
    answer(&check, &[("stolen", "yes")]).await.expect(200);
    let link = server.next_mail_to("thea@example.org").await.link("/sign-in/");
    let confirmed = browser
        .open(&link)
        .await
        .expect(200)
        .form()
        .submit()
        .await
        .expect(200);
    assert!(
        confirmed.path().ends_with("/report-stolen"),
        "{}",
        confirmed.path()
    );
    assert_eq!(confirmed.heading(), "When was it last seen?");
}
