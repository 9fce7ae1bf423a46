//! An officer at work: looking a bike up, opening an owner's details, recovering a bike and giving it back.

use crate::people::{Telling, an_owner};
use crate::serve::program;
use std::ffi::OsStr;
use tests::wait::eventually;
use tests::{Browser, Page, Server};

/// Numbers that resemble no other on the demonstration register.
const STOLEN: &str = "QXZ771K5530W";
const AT_HOME: &str = "QXZ882K6641V";

/// The demonstration register with two more bikes.
async fn server() -> Server {
    let server = Server::start(program().demo()).await;
    let list = format!(
        "external_ref,make,model,colour,kind,frame_number,identifiers,features,owner_name,owner_email,owner_phone,\
         owner_postcode,stolen_from,stolen_to,stolen_place,crime_ref\n\
         A,Trek,FX 2,black,hybrid,{STOLEN},battery:BAT-77120,duck horn,Ada Abbott,ada@example.org,07700 900123,CB1 2AB,\
         2026-06-01T08:00:00Z,2026-06-01T17:00:00Z,Jesus Green,35/1/26\n\
         B,Ribble,,red,road,{AT_HOME},,,Bob Barnes,bob@example.org,,,,,,\n"
    );
    let file = server.data().join("two.csv");
    std::fs::write(&file, list).unwrap();
    let done = server.command([OsStr::new("import"), file.as_os_str()]);
    assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
    server
}

async fn signed_in(server: &Server, email: &str) -> Browser {
    let made = server.command([
        "--public-url",
        "https://bikes.example.org",
        "user",
        "sign-in-link",
        email,
    ]);
    assert!(made.status.success(), "{}", String::from_utf8_lossy(&made.stderr));
    let link = String::from_utf8(made.stdout).unwrap();
    let path = link.trim().split_once("/sign-in/").unwrap().1.to_owned();
    let browser = server.browser();
    browser
        .open(&format!("/sign-in/{path}"))
        .await
        .expect(200)
        .form()
        .submit()
        .await
        .expect(200);
    browser
}

async fn look_up(officer: &Browser, number: &str, reason: &str) -> Page {
    let page = officer.open("/police/look-up").await.expect(200);
    page.form()
        .fill("number", number)
        .fill("reason", reason)
        .submit()
        .await
}

/// Looks a number up and returns the look-up's own number.
async fn look_up_of(officer: &Browser, number: &str) -> String {
    let found = look_up(officer, number, "PS/2026/150").await.expect(200);
    found.path().rsplit_once('/').unwrap().1.to_owned()
}

/// The id of the bike that is ranked first.
fn first_bike(page: &Page) -> String {
    let ids = page.attributes("article.fm-result", "id");
    let first = ids
        .first()
        .unwrap_or_else(|| panic!("no result:\n{}", page.text("main")));
    first.trim_start_matches("bike-").to_owned()
}

fn first(page: &Page) -> String {
    page.texts("article.fm-result")
        .into_iter()
        .next()
        .unwrap_or_default()
}

async fn status(browser: &Browser, number: &str) -> String {
    browser
        .open(&format!("/check?number={number}"))
        .await
        .expect(200)
        .text(".fm-answer__title")
}

async fn record(officer: &Browser, reference: &str, read: &str) -> Page {
    let page = officer.open("/police/recoveries/new").await.expect(200);
    page.form()
        .fill("property_ref", reference)
        .fill("read", read)
        .submit()
        .await
}

#[tokio::test]
async fn only_officers_come_in() {
    let server = Server::start(program().demo()).await;
    let rooms = [
        "/police/look-up",
        "/police/look-up/1",
        "/police/recoveries",
        "/police/recoveries/new",
        "/police/photos/1",
        "/police/bikes/1/photos",
    ];
    let visitor = server.browser();
    for room in rooms {
        let answer = visitor.open_without_following(room).await.expect(303);
        assert!(
            answer.header("location").unwrap().starts_with("/sign-in?next="),
            "{room}"
        );
    }
    for who in ["volunteer", "coordinator", "analyst", "orgadmin", "siteadmin"] {
        let browser = signed_in(&server, &format!("{who}@example.org")).await;
        for room in rooms {
            browser.open(room).await.expect(403);
        }
    }
}

#[tokio::test]
async fn a_look_up_wants_a_reason_and_shows_why() {
    let server = server().await;
    let officer = signed_in(&server, "officer@example.org").await;
    let page = officer.open("/police/look-up").await.expect(200);
    let refused = page.form().fill("number", STOLEN).submit().await.expect(422);
    assert_eq!(
        refused.errors(),
        ["Enter a reason for looking, such as a property or crime reference"]
    );
    assert!(refused.title().starts_with("Error: "));
    assert_eq!(
        refused.form().value("number"),
        Some(STOLEN),
        "what was typed is lost"
    );

    // Two look-alikes, as the officer might read them.
    let found = look_up(&officer, "qxz77ik553ow", "PS/2026/118").await.expect(200);
    assert!(found.path().starts_with("/police/look-up/"), "{}", found.path());
    assert!(found.url().query().is_none(), "the number stands in the address");
    let one = first(&found);
    for said in [
        "Trek FX 2, black",
        "Certain",
        "Reported stolen",
        STOLEN,
        "BAT-77120",
        "duck horn",
        "Jesus Green",
        "35/1/26",
        "look-alike",
        "10 of 12 characters agree",
    ] {
        assert!(one.contains(said), "{said:?} is missing in:\n{one}");
    }
    assert!(found.text("main").contains("PS/2026/118"));
    for personal in ["Ada", "ada@", "900123", "CB1 2AB"] {
        assert!(
            !found.body().contains(personal),
            "{personal:?} is shown before it is asked for"
        );
    }
    // Another force does not see the look-up. Its reason is offered for the next look-up, but not filled in.
    let other = signed_in(&server, "ely-officer@example.org").await;
    other.open(found.path()).await.expect(404);
    let next = officer.open("/police").await.expect(200);
    assert_eq!(
        (next.path(), next.form().value("reason")),
        ("/police/look-up", Some(""))
    );
    assert_eq!(next.attributes("#reasons option", "value"), ["PS/2026/118"]);
    // The page shows one line for each bike, and does so after the next look-up too.
    let lines = found.form_to(&format!("{}/view", found.path()));
    let lines = lines.press("Show one line for each bike").await.expect(200);
    assert!(lines.text("details.fm-line summary").contains(STOLEN));
    let next = look_up(&officer, STOLEN, "PS/2026/118").await.expect(200);
    assert!(next.has("details.fm-line"));
    let cards = next.form_to(&format!("{}/view", next.path()));
    let cards = cards.press("Show as cards").await.expect(200);
    assert!(!cards.has("details.fm-line") && cards.has("article.fm-result"));
    let again = found.follow("Change this look-up").await.expect(200);
    assert_eq!(again.form().value("number"), Some("qxz77ik553ow"));
}

#[tokio::test]
async fn what_was_typed_is_explained() {
    let server = server().await;
    let officer = signed_in(&server, "officer@example.org").await;
    let two = look_up(&officer, &format!("{STOLEN}, {AT_HOME}"), "PS/2026/118")
        .await
        .expect(200);
    let said = two.text("main");
    assert!(said.contains("belong to different bikes"), "{said}");
    assert!(said.contains("A look-up is for one bike"), "{said}");

    let page = officer.open("/police/look-up").await.expect(200);
    let misspelt = page.form().fill("make", "Treck").fill("reason", "PS/2026/118");
    let found = misspelt.submit().await.expect(200);
    assert!(found.text("main").contains("Did you mean Trek?"));
    let spelling = found.form_to(&format!("{}/spelling", found.path()));
    let right = spelling.submit().await.expect(200);
    assert!(right.texts("article.fm-result").len() > 1);
    assert!(!right.text("main").contains("Did you mean"));
    assert!(first(&right).contains("Make: Trek, as on record"));
    assert!(
        first(&right).contains("to the score."),
        "what a reason adds is heard"
    );
}

#[tokio::test]
async fn results_are_filtered_afterwards() {
    let server = server().await;
    let officer = signed_in(&server, "officer@example.org").await;
    let page = officer.open("/police/look-up").await.expect(200);
    let form = page
        .form()
        .fill("make", "Ribble")
        .fill("kind", "road")
        .fill("reason", "PS/2026/119");
    let found = form.submit().await.expect(200);
    assert!(found.texts("article.fm-result").len() <= 10);
    let to = format!("{}/filter", found.path());
    let filter = found
        .form_to(&to)
        .fill("standing", "held-by-police")
        .fill("kind", "road");
    let narrowed = filter.submit().await.expect(200);
    let shown = narrowed.texts("article.fm-result");
    assert!(
        shown.iter().all(|one| one.contains("Held by police")),
        "{shown:?}"
    );
    assert_eq!(narrowed.texts(".fm-filter__tag").len(), 2);
    assert_ne!(narrowed.path(), found.path(), "a filter is a look-up of its own");
    assert!(narrowed.text("main").contains("PS/2026/119"));
    let widen = narrowed.form_to(&format!("{}/widen", narrowed.path()));
    let off = widen.press("Remove Held by police").await.expect(200);
    assert_eq!(off.texts(".fm-filter__tag"), ["Remove Road"]);
    let widen = off.form_to(&format!("{}/widen", off.path()));
    assert_eq!(
        widen.press("Remove Road").await.expect(200).path(),
        found.path(),
        "what was found without a filter is kept"
    );
    let wrong = found
        .form_to(&to)
        .fill("from_day", "31")
        .fill("from_month", "2")
        .fill("from_year", "2026");
    assert_eq!(
        wrong.submit().await.expect(422).errors(),
        ["Stolen on or after must be a real date"]
    );
}

#[tokio::test]
async fn an_owners_details_are_closed_until_opened_and_that_is_logged() {
    let server = server().await;
    let officer = signed_in(&server, "officer@example.org").await;
    let found = look_up(&officer, STOLEN, "PS/2026/118").await.expect(200);
    let bike = first_bike(&found);
    let address = format!("{}/bikes/{bike}/owner", found.path());
    let closed = officer.open(&address).await.expect(200);
    assert!(closed.text("main").contains("Nobody has opened these details"));
    assert!(!closed.body().contains("Ada"));
    assert_eq!(
        closed.form().value("reason"),
        Some(""),
        "the reason is asked afresh"
    );
    assert_eq!(closed.attributes("#reasons option", "value"), ["PS/2026/118"]);
    let refused = closed.form().fill("reason", "").submit().await.expect(422);
    assert!(!refused.body().contains("Ada"));
    assert!(
        refused.text("main").contains("Nobody has opened these details"),
        "a refusal is logged as an opening"
    );
    closed.form().without("csrf").submit().await.expect(403);

    let open = closed
        .form()
        .fill("reason", "Call the owner of the black Trek")
        .submit()
        .await
        .expect(200);
    for said in ["Ada Abbott", "ada@example.org", "900123", "CB1 2AB"] {
        assert!(open.text("main").contains(said), "{said:?} is missing");
    }
    assert!(
        open.header("cache-control")
            .is_some_and(|kept| kept.contains("no-store"))
    );
    assert!(
        open.text(".fm-timeline")
            .contains("Call the owner of the black Trek")
    );

    // The details were opened once, and the next force that asks can see that.
    let other = signed_in(&server, "ely-officer@example.org").await;
    other.open(&address).await.expect(404);
    let theirs = look_up(&other, STOLEN, "EC/7/26").await.expect(200);
    let closed = other
        .open(&format!("{}/bikes/{bike}/owner", theirs.path()))
        .await
        .expect(200);
    assert_eq!(
        closed.texts(".fm-timeline__title"),
        ["Cambridgeshire police (demonstration)"]
    );
    assert!(!closed.body().contains("Ada Abbott"));
    // Only bikes that the look-up found can be opened.
    officer
        .open(&format!("{}/bikes/999999/owner", found.path()))
        .await
        .expect(404);
}

#[tokio::test]
async fn a_recovered_bike_is_matched_and_goes_home() {
    let server = server().await;
    let officer = signed_in(&server, "officer@example.org").await;
    let visitor = server.browser();
    assert_eq!(status(&visitor, AT_HOME).await, "Registered, not reported stolen");
    assert_eq!(status(&visitor, STOLEN).await, "Reported stolen");

    // This is another recovery, whose page is left open.
    let second = record(&officer, "PS/2026/121", AT_HOME).await.expect(200);

    // A recovery is filled in from a look-up, with what was read.
    let found = look_up(&officer, AT_HOME, "PS/2026/120").await.expect(200);
    let blank = found.follow("Record a recovered bike").await.expect(200);
    let form = blank.form();
    assert_eq!(
        (form.value("property_ref"), form.value("read")),
        (Some("PS/2026/120"), Some(AT_HOME))
    );
    let case = form.fill("place", "Jesus Green").submit().await.expect(200);
    assert_eq!(case.heading(), "Recovered bike PS/2026/120");
    let bike = first_bike(&case);
    let tie = case.form_to(&format!("{}/bikes/{bike}/tie", case.path()));
    let tied = tie.submit().await.expect(200);
    assert!(tied.text(".govuk-notification-banner").contains("Matched to FM-"));
    assert!(tied.text("article").contains("Held by police"));
    assert_eq!(
        status(&visitor, AT_HOME).await,
        "Reported stolen",
        "to a buyer a bike that the police hold is stolen"
    );
    let shown = first(&look_up(&officer, AT_HOME, "PS/2026/120").await.expect(200));
    assert!(
        shown.contains("Held by police") && shown.contains("PS/2026/120"),
        "{shown}"
    );

    // Nothing works twice: neither the reference nor the bike, nor a match from a page that was left open.
    let same = record(&officer, "ps/2026 /120", "").await.expect(422);
    assert_eq!(same.errors(), ["This property reference is already recorded"]);
    let held = second
        .form_to(&format!("{}/bikes/{bike}/tie", second.path()))
        .submit()
        .await
        .expect(422);
    assert_eq!(
        held.errors(),
        ["This bike is already held in your property store as PS/2026/120"]
    );
    assert_eq!(
        tie.submit().await.expect(422).errors(),
        ["This recovered bike is already matched to a bike on the register"]
    );

    // The match is taken back and made again, and the bike goes home.
    let untie = tied.form_to(&format!("{}/untie", case.path()));
    let waiting = untie.submit().await.expect(200);
    assert!(waiting.text("h1").contains("PS/2026/120") && waiting.has("article.fm-result"));
    assert_eq!(status(&visitor, AT_HOME).await, "Registered, not reported stolen");
    assert_eq!(
        untie.submit().await.expect(422).errors(),
        ["This recovered bike is not matched to a bike on the register"]
    );
    let tied = tie.submit().await.expect(200);
    let counter = tied.follow("Give it back to its owner").await.expect(200);
    let hand_over = counter.form_to(&format!("{}/return", case.path()));
    let refused = hand_over.submit().await.expect(422);
    assert_eq!(
        refused.errors(),
        ["Something suggests that this is wrong. Enter why you think that it is right"]
    );
    let home = hand_over
        .fill("why", "Has its receipt and key")
        .submit()
        .await
        .expect(200);
    assert!(home.text(".fm-timeline").contains("returned to its owner"));
    assert_eq!(status(&visitor, AT_HOME).await, "Registered, not reported stolen");
    let list = officer
        .open("/police/recoveries?status=returned")
        .await
        .expect(200);
    assert!(
        list.texts("tbody tr")
            .iter()
            .any(|row| row.contains("PS/2026/120") && row.contains("Returned"))
    );

    // No force sees another force's property store.
    let other = signed_in(&server, "ely-officer@example.org").await;
    other.open(case.path()).await.expect(404);
    assert!(
        !other
            .open("/police/recoveries")
            .await
            .expect(200)
            .body()
            .contains("PS/2026/120")
    );
}

#[tokio::test]
async fn a_return_ends_the_theft_report() {
    let server = server().await;
    let officer = signed_in(&server, "officer@example.org").await;
    let case = record(&officer, "PS/2026/122", STOLEN).await.expect(200);
    let tie = case.form_to(&format!("{}/bikes/{}/tie", case.path(), first_bike(&case)));
    let tied = tie.submit().await.expect(200);
    assert_eq!(status(&server.browser(), STOLEN).await, "Reported stolen");
    let counter = tied.follow("Give it back to its owner").await.expect(200);
    counter
        .form_to(&format!("{}/return", case.path()))
        .fill("why", "Has its receipt and key")
        .submit()
        .await
        .expect(200);
    assert_eq!(
        status(&server.browser(), STOLEN).await,
        "Registered, not reported stolen"
    );
}

#[tokio::test]
async fn nothing_that_is_typed_breaks_it() {
    let server = Server::start(program().demo()).await;
    let officer = signed_in(&server, "officer@example.org").await;
    let long = "?".repeat(300);
    let very_long = "A".repeat(10_000);
    for typed in [
        "*", "[", "[8B", "????", &long, &very_long, "\u{0}A1", "🚲", "unknown",
    ] {
        let page = look_up(&officer, typed, "PS/2026/118").await.expect(422);
        assert_eq!(page.errors().len(), 1, "{typed:?}");
    }
    for typed in [
        "'; DROP TABLE bike;--",
        "<script>alert(1)</script>",
        // Invisible characters are left out.
        "\u{202e}A1",
        "a",
        "1?",
        "*1*",
    ] {
        let page = look_up(&officer, typed, "<b>PS</b>'118\"").await.expect(200);
        assert!(
            !page.body().contains("<script>alert") && !page.body().contains("<b>PS"),
            "{typed:?}"
        );
    }
    for wrong in [
        "/police/look-up/0",
        "/police/look-up/999999",
        "/police/recoveries/999999",
        "/police/photos/999999",
        "/police/look-up?from=999999",
    ] {
        officer.open(wrong).await.expect(404);
    }
    let form = officer.open("/police/recoveries/new").await.expect(200).form();
    for (field, typed) in [
        ("property_ref", "\u{1b}[2J"),
        ("read", "[8B"),
        ("place", "a\u{7}"),
        ("make", &very_long),
        ("found_time", "25:00"),
        ("found_day", "32"),
    ] {
        let page = form
            .clone()
            .fill("property_ref", "PS/1/26")
            .fill(field, typed)
            .submit()
            .await
            .expect(422);
        assert!(!page.errors().is_empty(), "{field}");
    }
    let huge = look_up(&officer, &"9".repeat(10_000_000), "PS/2026/118").await;
    assert!(matches!(huge.status(), 413 | 422), "{}", huge.status());
}

#[tokio::test]
async fn photos_are_seen_beside_a_result_and_large() {
    let server = Server::start(program().demo()).await;
    let telling = Telling::of("QXZ993K7752T", "cleo@example.org");
    let (owner, bike) = an_owner(&server, &telling).await;
    let album = format!("{bike}/photos");
    let form = owner.open(&album).await.expect(200).form_to(&album);
    form.attach("photo", "bike.png", "image/png", crate::privacy::photo())
        .submit()
        .await
        .expect(200);
    let officer = signed_in(&server, "officer@example.org").await;
    let found = look_up(&officer, "QXZ993K7752T", "PS/2026/130").await.expect(200);
    let first = |page: &Page, selector: &str, attribute: &str| {
        let all = page.attributes(selector, attribute);
        all.into_iter().next().unwrap_or_else(|| panic!("no {selector}"))
    };
    let small = first(&found, ".fm-likely__photos img", "src");
    let thumbnail = officer.open(&small).await.expect(200);
    assert_eq!(thumbnail.header("content-type"), Some("image/jpeg"));
    let large = officer
        .open(&first(&found, ".fm-likely__photos a", "href"))
        .await
        .expect(200);
    assert_eq!(large.heading(), "Photos of Ribble Endurance, red");
    let whole = officer
        .open(&first(&large, ".fm-gallery img", "src"))
        .await
        .expect(200);
    assert_eq!(whole.header("content-type"), Some("image/jpeg"));
    let back = first(&large, ".govuk-back-link", "href");
    assert!(back.starts_with(found.path()), "{back}");
    // Photos only open from the page that showed them, and only for the officer who saw it.
    let bike = first_bike(&found);
    let (_, look_up) = found.path().rsplit_once('/').unwrap();
    let image = first(&large, ".fm-gallery img", "src");
    let gallery = format!("/police/bikes/{bike}/photos?look_up={look_up}");
    let other = signed_in(&server, "ely-officer@example.org").await;
    for wrong in [
        format!("/police/bikes/{bike}/photos"),
        format!("/police/bikes/{bike}/photos?look_up=999999"),
        format!("/police/bikes/1/photos?look_up={look_up}"),
        format!("/police/bikes/999999/photos?look_up={look_up}"),
        image.split('?').next().unwrap().to_owned(),
        small.split('?').next().unwrap().to_owned(),
    ] {
        officer.open(&wrong).await.expect(404);
    }
    for theirs in [&small, &image, &gallery] {
        other.open(theirs).await.expect(404);
    }
    let again = look_up_of(&officer, "QXZ993K7752T").await;
    let unopened = image.replace(&format!("look_up={look_up}"), &format!("look_up={again}"));
    officer.open(&unopened).await.expect(404);
}

/// Opens the look-up at a path, narrowed down by `name=value` pairs.
async fn filtered(officer: &Browser, path: &str, filter: &str) -> Page {
    let page = officer.open(path).await.expect(200);
    let mut form = page.form_to(&format!("{path}/filter"));
    for (name, value) in filter.split('&').filter_map(|pair| pair.split_once('=')) {
        form = form.fill(name, value);
    }
    form.submit().await.expect(200)
}

#[tokio::test]
async fn results_are_filtered_by_area_standing_and_day() {
    let server = Server::start(program().demo()).await;
    let list = "external_ref,make,kind,frame_number,stolen_from,stolen_to,stolen_lat,stolen_lng\n\
        A,Trek,road,QXZ550K1120A,2026-06-01T08:00:00Z,2026-06-01T17:00:00Z,52.1942,0.1372\n\
        B,Trek,road,QXZ550K1120B,2026-07-01T08:00:00Z,2026-07-01T17:00:00Z,52.3986,0.2637\n\
        C,Trek,folding,QXZ550K1120C,,,,\n";
    let file = server.data().join("three.csv");
    std::fs::write(&file, list).unwrap();
    let done = server.command([OsStr::new("import"), file.as_os_str()]);
    assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
    let officer = signed_in(&server, "officer@example.org").await;
    let path = eventually("three bikes in the index", async || {
        let found = look_up(&officer, "QXZ550K1120?", "PS/2026/131").await.expect(200);
        (found.texts("article.fm-result").len() == 3).then(|| found.path().to_owned())
    })
    .await;
    for (filter, letters) in [
        ("", "ABC"),
        ("area=cambridge", "A"),
        ("area=east-cambs", "B"),
        ("area=unknown", "C"),
        ("area=cambridge&area=unknown", "AC"),
        ("standing=reported-stolen", "AB"),
        ("standing=with-owner&area=unknown", "C"),
        ("kind=folding", "C"),
        ("from_day=1&from_month=7&from_year=2026", "B"),
        ("to_day=30&to_month=6&to_year=2026&area=east-cambs", ""),
    ] {
        let page = filtered(&officer, &path, filter).await;
        let texts = page.texts("article.fm-result");
        let shown: String = "ABC"
            .chars()
            .filter(|letter| {
                texts
                    .iter()
                    .any(|text| text.contains(&format!("QXZ550K1120{letter}")))
            })
            .collect();
        assert_eq!(
            (shown.as_str(), texts.len()),
            (letters, letters.len()),
            "{filter}"
        );
        if letters.is_empty() {
            let all = page.follow("Show all results").await.expect(200);
            assert_eq!(all.texts("article.fm-result").len(), 3);
        }
    }
    let one = filtered(&officer, &path, "area=east-cambs").await;
    assert!(one.text("article.fm-result").contains("East Cambridgeshire"));
}

#[tokio::test]
async fn a_number_with_a_semicolon_is_written_down_and_found() {
    let server = server().await;
    let officer = signed_in(&server, "officer@example.org").await;
    let blank = officer.open("/police/recoveries/new").await.expect(200);
    let case = blank
        .form()
        .fill("property_ref", "PS/2026/132")
        .fill("other_kind_1", "battery")
        .fill("other_1", "BAT;77120")
        .submit()
        .await
        .expect(200);
    assert!(case.text("aside").contains("BAT;77120"), "{}", case.text("aside"));
    assert!(first(&case).contains(STOLEN), "{}", case.text("main"));
    officer.open(case.path()).await.expect(200);
}

#[tokio::test]
async fn every_number_on_a_recovered_bike_is_weighed_and_can_be_corrected() {
    let server = server().await;
    let officer = signed_in(&server, "officer@example.org").await;
    let mut page = officer.open("/police/recoveries/new").await.expect(200);
    page = page
        .form()
        .fill("property_ref", "PS/2026/133")
        .fill("other_1", "ZZ99ZZ99")
        .fill("other_kind_1", "other-mark")
        .fill("other_2", "[8")
        .fill("other_kind_2", "lock")
        .fill("found_by", "A warden")
        .press("Add another number")
        .await
        .expect(200);
    let wrong = page
        .form()
        .fill("other_3", "?AT-7712?")
        .fill("other_kind_3", "battery")
        .submit()
        .await
        .expect(422);
    assert_eq!(wrong.errors().len(), 1, "{:?}", wrong.errors());
    let case = wrong.form().fill("other_2", "[8B]8").submit().await.expect(200);
    let recorded = case.text("aside");
    for part in ["ZZ99ZZ99", "[8B]8", "?AT-7712?", "A warden"] {
        assert!(recorded.contains(part), "{part:?} is missing in {recorded}");
    }
    assert!(first(&case).contains(STOLEN), "{}", case.text("main"));
    let form = case.follow("Correct what was recorded").await.expect(200).form();
    assert_eq!(form.value("other_3"), Some("?AT-7712?"));
    let corrected = form.fill("other_1", "").submit().await.expect(200);
    let happened = corrected.text(".fm-timeline");
    assert!(
        happened.contains("Other numbers: was Other mark ZZ99ZZ99"),
        "{happened}"
    );
}

/// The first of these look-ups that finds something unlikely, with its page.
async fn with_something_unlikely(officer: &Browser) -> (String, Page) {
    for day in 10..37 {
        let number = format!("WTU{day}C");
        let page = look_up(officer, &number, "PS/2026/140").await.expect(200);
        if page.has("details.fm-unlikely") {
            return (number, page);
        }
    }
    panic!("no number of the demonstration comes near a bike and no more");
}

#[tokio::test]
async fn what_is_unlikely_is_folded_away_and_says_so() {
    let server = server().await;
    let officer = signed_in(&server, "officer@example.org").await;
    let (number, page) = with_something_unlikely(&officer).await;
    let tags = |within: &str| page.texts(&format!("{within} .fm-likely__tags strong:first-child"));
    let (all, folded) = (tags("main"), tags("details.fm-unlikely"));
    assert!(folded.iter().all(|tag| tag == "Unlikely"), "{folded:?}");
    let open = &all[..all.len() - folded.len()];
    assert!(open.iter().all(|tag| tag != "Unlikely"), "{all:?}");
    let heading = page.text("main h2");
    match open.len() {
        0 => assert!(heading.starts_with("No bike found"), "{heading}"),
        1 => assert!(heading.starts_with("1 bike"), "{heading}"),
        many => assert!(heading.starts_with(&format!("{many} bikes")), "{heading}"),
    }

    let found = server.command(["look-up", "--json", &number]);
    let results: serde_json::Value = serde_json::from_slice(&found.stdout).unwrap();
    let results = results.as_array().unwrap();
    let unlikely: Vec<bool> = results
        .iter()
        .map(|one| one["unlikely"].as_bool().unwrap())
        .collect();
    assert_eq!(unlikely.len(), all.len());
    assert_eq!(
        unlikely.iter().filter(|unlikely| **unlikely).count(),
        folded.len()
    );
    assert!(unlikely.is_sorted(), "{unlikely:?}");
    assert_eq!(found.status.success(), !open.is_empty());

    // A bike's looks alone never say much, so no bike that was found by them is called unlikely.
    let found = server.command(["look-up", "--json", "--colour", "black"]);
    let results: serde_json::Value = serde_json::from_slice(&found.stdout).unwrap();
    let results = results.as_array().unwrap();
    assert_eq!(results.len(), 10);
    assert!(results.iter().all(|one| one["unlikely"] == false), "{results:?}");
    assert!(
        results
            .iter()
            .all(|one| one["likelihood"].as_f64().unwrap() < 0.001),
        "{results:?}"
    );
    assert!(found.status.success());
}
