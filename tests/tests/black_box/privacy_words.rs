//! What people type as they like: reasons, references, notes and names of things. Each of these texts names somebody.

use crate::people::{blank_marks, signed_in};
use tests::{Browser, Page, Server};

/// The names that are typed, which must not be found anywhere in the clear. No other test uses them.
pub const NAMES: [&str; 12] = [
    "Wilhelmina Fotheringay",
    "Persimmon Vale",
    "Ptolemy Blackbird",
    "Ignatius",
    "Cassiopeia",
    "Marguerite Thistlewood",
    "Peregrine Ashdown",
    "Theodosia",
    "Evadne Marsh",
    "Fenella Quince",
    "Rosamund Pell",
    "Octavius Drew",
];

/// Officers give reasons and references, and match a recovered bike to the bike with this number.
pub async fn at_the_police(server: &Server, number: &str) {
    let officer = signed_in(server, "officer@example.org").await;
    let form = officer.open("/police/look-up").await.expect(200).form();
    let found = form
        .fill("number", number)
        .fill("model", "Theodosia’s special")
        .fill("reason", "Seen by Wilhelmina Fotheringay");
    let found = found.submit().await.expect(200);
    let owner = link(&found, |href| href.ends_with("/owner"));
    let ask = officer.open(&owner).await.expect(200).form();
    ask.fill("reason", "Asked by Persimmon Vale")
        .submit()
        .await
        .expect(200);

    let new = officer.open("/police/recoveries/new").await.expect(200).form();
    let case = new
        .fill("property_ref", "PS/Ignatius/26")
        .fill("read", number)
        .fill("place", "With Fenella Quince");
    let case = case.submit().await.expect(200);
    let ids = case.attributes("article.fm-result", "id");
    let bike = ids[0].trim_start_matches("bike-").to_owned();
    let tie = case.form_to(&format!("{}/bikes/{bike}/tie", case.path()));
    tie.submit().await.expect(200);
    for reference in ["35/Cassiopeia/25", "PS/Ignatius/26"] {
        let form = officer.open("/police/look-up").await.expect(200).form();
        let named = form.fill("number", reference).fill("reason", "Octavius Drew");
        let named = named.submit().await.expect(200);
        assert!(
            named.text("main").contains(reference),
            "{reference} finds the bike that it names: {}",
            named.text("main")
        );
    }
    let list = officer.open("/police/recoveries?q=ignatius&sort=reference").await;
    assert!(list.expect(200).text("tbody").contains("PS/Ignatius/26"));
}

/// A volunteer describes a bike, and the campaign names its batches and printers, and notes who does what.
pub async fn at_the_campaign(server: &Server) {
    let code = blank_marks("cycle-campaign")[1].compact();
    let volunteer = signed_in(server, "volunteer@example.org").await;
    let desk = volunteer
        .open(&format!("/desk/online?code={code}"))
        .await
        .expect(200);
    let marked = desk
        .form()
        .fill("frame_number", "PRV 10009 Q")
        .fill("make", "Trek")
        .fill("colour", "red")
        .fill("features", "A dent from Ptolemy Blackbird")
        .fill("name", "Rosamund Pell")
        .fill("email", "rosamund@example.org")
        .fill("consent", "yes");
    assert_eq!(marked.submit().await.expect(200).path(), "/desk/online/done");

    let coordinator = signed_in(server, "coordinator@example.org").await;
    let form = coordinator.open("/partner/batches/new").await.expect(200).form();
    let batch = form
        .fill("count", "3")
        .fill("name", "Box of Marguerite Thistlewood");
    let batch = batch.submit().await.expect(200);
    let named = batch.form_to(&format!("{}/name", batch.path()));
    let named = named
        .fill("name", "Box of Evadne Marsh")
        .submit()
        .await
        .expect(200);
    assert!(named.heading().contains("Box of Evadne Marsh"));
    let form = named.follow("Print labels").await.expect(200).form();
    let printed = form.fill("offset_x", "0.5").fill("printer", "Peregrine Ashdown");
    printed.submit().await.expect(200);
    let again = named.follow("Print labels").await.expect(200);
    assert!(again.body().contains("Peregrine Ashdown"), "the printer is kept");
    found_by_name(&coordinator, batch.path()).await;
}

async fn found_by_name(coordinator: &Browser, batch: &str) {
    let found = coordinator.open("/partner/batches?find=evadne").await.expect(200);
    let links = found.attributes("main a", "href");
    assert!(links.iter().any(|href| href == batch), "{}", found.text("main"));
}

fn link(page: &Page, wanted: impl Fn(&str) -> bool) -> String {
    let links = page.attributes("main a", "href").into_iter();
    let mut links = links.filter(|href| wanted(href));
    links
        .next()
        .unwrap_or_else(|| panic!("no such link:\n{}", page.text("main")))
}
