//! Two people change one record at once: the second sees what the first has changed before it is written over.

use crate::events::{a_plan, in_days, planned};
use crate::home::status;
use crate::people::{Telling, an_owner, signed_in, told_until_check};
use crate::serve::program;
use crate::theft::{answer, told_until_place};
use domain::theft::Lock;
use tests::{Browser, Page, Server};

const NUMBER: &str = "THF551K1121B";
const THEA: &str = "thea@example.org";

/// An officer reports the bike stolen for its owner, who rang.
async fn reported_for_caller(server: &Server) -> (Browser, String, Browser, String) {
    let (owner, bike) = an_owner(server, &Telling::of(NUMBER, THEA)).await;
    let officer = signed_in(server, "officer@example.org").await;
    let id = bike.rsplit('/').next().expect("an id");
    let for_caller = format!("/police/bikes/{id}");
    let page = told_until_place(&officer, &for_caller, &[("where_by", "unknown")]).await;
    let check = told_until_check(page, &[("lock", &[("lock", "cable")])]).await;
    check.form().submit().await.expect(200);
    (owner, bike, officer, for_caller)
}

/// Answers one question of a change, and gives the page with all answers.
async fn changed(browser: &Browser, bike: &str, question: &str, answers: &[(&str, &str)]) -> Page {
    let page = browser
        .open(&format!("{bike}/report-stolen/{question}?from=check"))
        .await
        .expect(200);
    let check = answer(&page, answers).await.expect(200);
    assert_eq!(check.path(), format!("{bike}/report-stolen/check"));
    check
}

/// What a summary list says in one row.
fn says(page: &Page, row: &str) -> String {
    let keys = page.texts(".govuk-summary-list__key");
    let at = keys.iter().position(|key| key == row);
    let at = at.unwrap_or_else(|| panic!("no row {row} among {keys:?}"));
    page.texts(".govuk-summary-list__value").swap_remove(at)
}

#[tokio::test]
async fn owner_and_officer_change_one_report_and_each_sees_the_others_change() {
    let server = Server::start(program().demo()).await;
    let (owner, bike, officer, for_caller) = reported_for_caller(&server).await;

    // Both begin; the owner saves first.
    let of_owner = changed(&owner, &bike, "lock", &[("lock", "chain")]).await;
    let of_officer = changed(&officer, &for_caller, "lock", &[("lock", "d-lock")]).await;
    assert!(!of_officer.has("#meanwhile"));
    let of_officer = changed(&officer, &for_caller, "insurer", &[("insurer", "Acme Mutual")]).await;
    let saved = of_owner.form().submit().await.expect(200);
    assert_eq!(saved.path(), bike);

    // The officer sees what it says now and what would take its place, and loses nothing.
    let late = of_officer.form().submit().await.expect(422);
    assert_eq!(
        late.errors(),
        ["Somebody else has changed this report since you opened it. Read what is new, then save"]
    );
    let new = late.texts("#meanwhile li");
    assert_eq!(new.len(), 1, "{new:?}");
    assert!(
        new[0].contains(&format!("Locked with: {}", Lock::Chain.label()))
            && new[0].contains("it will say “D"),
        "{new:?}"
    );
    assert_eq!(says(&late, "Locked with"), Lock::DLock.label());
    assert_eq!(says(&late, "Insurer"), "Acme Mutual");

    // The officer leaves the owner's lock, and saves the rest.
    let again = changed(&officer, &for_caller, "lock", &[("lock", "chain")]).await;
    let saved = again.form().submit().await.expect(200);
    assert!(
        saved.text("main").contains("We have changed the theft report"),
        "{}",
        saved.text("main")
    );
    let now = owner
        .open(&format!("{bike}/report-stolen/check"))
        .await
        .expect(200);
    assert_eq!(
        (says(&now, "Locked with").as_str(), says(&now, "Insurer").as_str()),
        (Lock::Chain.label(), "Acme Mutual")
    );
}

#[tokio::test]
async fn what_somebody_leaves_alone_follows_the_other_and_saving_twice_is_meant() {
    let server = Server::start(program().demo()).await;
    let (owner, bike, officer, for_caller) = reported_for_caller(&server).await;
    changed(&owner, &bike, "taken", &[("taken", "Both lights")]).await;
    let of_officer = changed(&officer, &for_caller, "lock", &[("lock", "d-lock")]).await;
    of_officer.form().submit().await.expect(200);

    let of_owner = owner
        .open(&format!("{bike}/report-stolen/check"))
        .await
        .expect(200);
    let new = of_owner.texts("#meanwhile li");
    assert_eq!(new, [format!("Locked with: {}", Lock::DLock.label())]);
    assert_eq!(says(&of_owner, "Locked with"), Lock::DLock.label());
    of_owner.form().submit().await.expect(200);

    // The officer's own lock stands, and the owner changes it on purpose.
    let first = changed(&owner, &bike, "lock", &[("lock", "cable")]).await;
    let other = changed(&officer, &for_caller, "lock", &[("lock", "chain")]).await;
    other.form().submit().await.expect(200);
    let late = first.form().submit().await.expect(422);
    let meant = late.form().submit().await.expect(200);
    assert_eq!(meant.path(), bike);
    let now = owner
        .open(&format!("{bike}/report-stolen/check"))
        .await
        .expect(200);
    assert_eq!(says(&now, "Locked with"), Lock::Cable.label());
}

#[tokio::test]
async fn a_change_to_a_report_that_has_ended_is_not_a_new_report() {
    let server = Server::start(program().demo()).await;
    let (owner, bike, officer, for_caller) = reported_for_caller(&server).await;
    let of_officer = changed(&officer, &for_caller, "lock", &[("lock", "chain")]).await;
    let back = owner.open(&format!("{bike}/found-it")).await.expect(200);
    let form = back.form_to(&format!("{bike}/found-it"));
    form.fill("outcome", "returned").submit().await.expect(200);

    let late = of_officer.form().submit().await.expect(200);
    assert!(
        late.text("body")
            .contains("was closed after you began to change it"),
        "{}",
        late.text("body")
    );
    assert_eq!(status(&owner, NUMBER).await, "Registered, not reported stolen");
    // A new report begins with nothing of the old change.
    let first = officer
        .open(&format!("{for_caller}/report-stolen"))
        .await
        .expect(200);
    assert!(!first.has("#meanwhile"));
    officer
        .open(&format!("{for_caller}/report-stolen/lock"))
        .await
        .expect(200)
        .path()
        .strip_suffix("/report-stolen")
        .expect("the first question");
}

#[tokio::test]
async fn a_coordinator_sees_what_another_has_planned_meanwhile() {
    let server = Server::start(program().demo()).await;
    let coordinator = signed_in(&server, "coordinator@example.org").await;
    let id = planned(a_plan(&coordinator, in_days(20), "Two plan it").await).await;
    let path = format!("/partner/events/{id}/edit");
    let form = coordinator.open(&path).await.expect(200).form_to(&path);
    let bring = form.clone().fill("bring", "A receipt");
    bring.submit().await.expect(200);
    bring.submit().await.expect(200);
    let late = form.fill("bring", "A friend").submit().await.expect(422);
    assert_eq!(late.texts("#recorded-now li"), ["What to bring: A receipt"]);
    let again = late.form_to(&path);
    assert_eq!(again.value("bring").map(str::trim), Some("A friend"));
    again.submit().await.expect(200);
}

#[tokio::test]
async fn hours_details_and_rows_of_a_bike_that_were_changed_meanwhile_are_shown() {
    let server = Server::start(program().demo()).await;
    let officer = signed_in(&server, "officer@example.org").await;
    let hours = officer.open("/police/collections/hours").await.expect(200);
    let form = hours
        .form_to("/police/collections/hours")
        .fill("from", "10:00")
        .fill("to", "12:00");
    form.clone()
        .fill("place", "Unit 4, Trade Park")
        .submit()
        .await
        .expect(200);
    let late = form.fill("place", "Parkside").submit().await.expect(422);
    assert!(late.errors()[0].starts_with("Another officer has changed these hours"));
    let now = late.texts("#recorded-now li");
    assert!(
        now.contains(&"Where bikes are collected: Unit 4, Trade Park".to_owned()),
        "{now:?}"
    );
    let again = late.form_to("/police/collections/hours");
    assert_eq!(
        again.value("place").map(str::trim),
        Some("Parkside"),
        "nothing typed is lost"
    );
    again.submit().await.expect(200);

    let (owner, bike) = an_owner(&server, &Telling::of("THF552K1122C", THEA)).await;
    let details = owner.open("/account/details/change").await.expect(200);
    let form = details.form_to("/account/details/change");
    form.clone().fill("name", "Thea One").submit().await.expect(200);
    let late = form.fill("name", "Thea Two").submit().await.expect(422);
    assert_eq!(late.texts("#recorded-now li"), ["Name: Thea One"]);
    let again = late.form_to("/account/details/change");
    assert_eq!(again.value("name"), Some("Thea Two"));
    again.submit().await.expect(200);

    let path = format!("{bike}/change/features");
    let row = owner.open(&path).await.expect(200).form_to(&path);
    let saved = row.clone().fill("features", "A dent").submit().await.expect(200);
    assert_eq!(saved.path(), bike);
    let late = row.fill("features", "A bell").submit().await.expect(200);
    assert_eq!(late.path(), path);
    assert!(
        late.text("body")
            .contains("You entered “A bell”. We have not saved that")
    );
    let form = late.form_to(&path);
    assert_eq!(form.value("features").map(str::trim), Some("A dent"));
    form.fill("features", "A dent and a bell")
        .submit()
        .await
        .expect(200);
    // Another row is another matter.
    let kind = format!("{bike}/change/kind");
    let form = owner.open(&kind).await.expect(200).form_to(&kind);
    form.submit().await.expect(200);
}
