//! The addresses of the bike, the look-up, the recovery and the event in the table.

use crate::people::signed_in;
use std::collections::BTreeMap;
use tests::{Browser, Server};

/// The addresses that stand for the names in the table.
pub(super) async fn addresses(
    server: &Server,
    owner: &Browser,
    bike: &str,
    officer: &Browser,
) -> BTreeMap<&'static str, String> {
    let id = bike.trim_start_matches("/account/bikes/").to_owned();
    let form = officer.open("/police/recoveries/new").await.expect(200).form();
    let case = form
        .fill("property_ref", "SWEEP/1")
        .fill("read", "SWP1000?Q")
        .submit()
        .await
        .expect(200);
    let photos = officer
        .open(&format!("{}/photos", case.path()))
        .await
        .expect(200)
        .form();
    let stamp = photos
        .fill("shows", "stamp")
        .attach("photo", "stamp.png", "image/png", crate::privacy::photo())
        .submit()
        .await
        .expect(200)
        .attributes("main .fm-photos a", "href")
        .remove(0);
    let look_up = officer.open("/police/look-up").await.expect(200).form();
    let found = look_up
        .fill("number", "SWP10001Q")
        .fill("reason", "SWEEP/1")
        .submit()
        .await
        .expect(200);
    assert!(
        found.body().contains("SWP 10001 Q"),
        "the owner's bike is not found"
    );
    let album = owner
        .open(&format!("{bike}/photos"))
        .await
        .expect(200)
        .form_to(&format!("{bike}/photos"));
    let album = album
        .attach("photo", "bike.png", "image/png", crate::privacy::photo())
        .submit()
        .await
        .expect(200);
    let photo = album
        .attributes("main img", "src")
        .into_iter()
        .next()
        .expect("the photo is shown");
    let script = owner
        .open("/")
        .await
        .expect(200)
        .attributes("link[rel=stylesheet]", "href");
    let coordinator = signed_in(server, "coordinator@example.org").await;
    let kit = coordinator.open("/partner/batches/new").await.expect(200).form();
    let kit = kit.fill("count", "2").submit().await.expect(200);
    let exported = server.command(["export"]);
    let list = String::from_utf8(exported.stdout).expect("the register as text");
    let mark = list
        .lines()
        .find_map(|line| line.split(',').find(|cell| is_mark(cell)));
    let (event, waiting) = crate::desk_sync::one_that_waits(server).await;
    let (draft, planned, ticket, booked) = crate::events::an_event_with_a_booking(server).await;
    let (talk, thread, picture) = crate::relay::one_message(server, owner, bike, "SWP10001Q").await;
    let assessed = crate::assessments::a_draft(server).await;
    let photo = photo.split('?').next().unwrap_or_default().to_owned();
    let number = photo.rsplit('/').next().unwrap_or_default().to_owned();
    // Officers open photos from the look-up that showed the bike, and whole photos after the page with all of them.
    let from = found.path().rsplit('/').next().unwrap_or_default();
    let opened = |what: String| format!("/police/{what}?look_up={from}");
    let (listed, lined) = crate::property_store::a_list(officer).await;
    let (sample, sampled) = crate::log_pages::a_sample(server).await;
    BTreeMap::from([
        ("ASSESSED", assessed),
        ("DRAWN", sampled),
        ("WEEKLY", sample),
        ("LINED", lined),
        ("LISTED", listed),
        ("GALLERY", opened(format!("bikes/{id}/photos"))),
        ("LARGE", opened(format!("photos/{number}"))),
        ("SMALL", opened(format!("photos/{number}/thumbnail"))),
        ("DRAFT", draft),
        ("PLANNED", planned),
        ("TICKET", ticket),
        ("TALK", talk),
        ("THREAD", thread),
        ("PICTURE", picture),
        ("BOOKED", booked),
        ("BATCH", kit.path().to_owned()),
        (
            "BLANK",
            kit.texts("tbody .fm-code")
                .into_iter()
                .next()
                .expect("a blank mark"),
        ),
        ("BIKE", id),
        ("CASE", case.path().to_owned()),
        ("STAMP", stamp),
        ("ENTRY", waiting),
        ("EVENT", event),
        ("FOUND", found.path().to_owned()),
        ("MARK", mark.expect("a bike with a mark").replace('-', "")),
        ("PHOTO", photo),
        ("SCRIPT", script.into_iter().next().expect("a style sheet")),
    ])
}

fn is_mark(cell: &str) -> bool {
    cell.len() == 11 && cell.as_bytes()[5] == b'-' && domain::MarkCode::parse(cell).is_ok()
}
