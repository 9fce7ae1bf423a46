//! From stolen to home: a recovered bike and a theft report find each other, whichever comes first, and an officer
//! decides.

use crate::people::{Telling, an_owner, at, blank_marks, signed_in, told_until_check};
use crate::serve::program;
use jiff::{SignedDuration, Timestamp};
use tests::wait::eventually;
use tests::{Browser, Page, Server};

const ADA: &str = "ada@example.org";

fn ada(number: &str) -> Telling {
    Telling {
        colour: "silver".to_owned(),
        ..Telling::of(number, ADA)
    }
}

/// Fills in a page of questions, and returns the next page.
async fn answer(page: &Page, fields: &[(&str, &str)]) -> Page {
    let form = fields
        .iter()
        .fold(page.form(), |form, (name, value)| form.fill(name, value));
    form.submit().await
}

/// Reports a bike stolen on these two days of a month.
pub async fn reported_stolen(
    server: &Server,
    (owner, bike): (&Browser, &str),
    (from, to): (&str, &str),
    month: (&str, &str),
) {
    let day = |day: &str| format!("{}-{:0>2}-{:0>2}", month.1, month.0, day);
    let seen = owner.open(&format!("{bike}/report-stolen")).await.expect(200);
    let gone = answer(&seen, &at(&day(from), "6pm")).await.expect(200);
    let place = answer(&gone, &at(&day(to), "8:15am")).await.expect(200);
    let check = told_until_check(place, &[("lock", &[("lock", "cable")])]).await;
    let done = check.form().submit().await.expect(200);
    assert_eq!(done.heading(), "Bike reported stolen");
    let confirmed = server.next_mail_to(ADA).await;
    assert_eq!(confirmed.subject, "Your bike has been reported stolen");
}

/// Records a recovered bike and returns its case.
pub async fn recorded(officer: &Browser, reference: &str, read: &str, colour: &str) -> Page {
    let page = officer.open("/police/recoveries/new").await.expect(200);
    let form = page.form().fill("property_ref", reference).fill("read", read);
    form.fill("colour", colour).submit().await.expect(200)
}

/// Waits until a match of a recovery is in the list, and returns the list and the place of the match in it.
async fn matched(officer: &Browser, reference: &str) -> (Page, String) {
    eventually(&format!("match of {reference}"), async || {
        let list = officer.open("/police/matches").await.expect(200);
        let titles = list.texts(".fm-pair h2");
        let at = titles.iter().position(|title| title.ends_with(reference))?;
        let id = list.attributes(".fm-pair", "id").swap_remove(at);
        Some((list, id.trim_start_matches("pair-").to_owned()))
    })
    .await
}

/// Returns what the public page says about a number.
pub async fn status(browser: &Browser, number: &str) -> String {
    let page = browser.open(&format!("/check?number={number}")).await.expect(200);
    page.text(".fm-answer__title")
}

/// Sets the hours of the officer's property store: every day from ten to noon.
async fn hours_set(officer: &Browser) {
    let hours = officer.open("/police/collections/hours").await.expect(200);
    let form = hours
        .form_to("/police/collections/hours")
        .fill("from", "10:00")
        .fill("to", "12:00");
    let empty = form.submit().await.expect(422);
    assert_eq!(empty.errors(), ["Enter where bikes are collected"]);
    let set = form
        .fill("place", "Unit 4, Trade Park")
        .submit()
        .await
        .expect(200);
    assert_eq!(set.heading(), "Collections");
}

/// The owner says what only the owner can know, and the officer finds that it is true.
async fn proven(server: &Server, (owner, bike): (&Browser, &str), (officer, case): (&Browser, &str)) {
    let way = format!("{bike}/home");
    let proof = owner.open(&format!("{way}/proof")).await.expect(200);
    let form = proof.form_to(&format!("{way}/proof"));
    assert_eq!(form.submit().await.expect(422).errors(), ["Choose what to send"]);
    // What everybody can see proves nothing by itself.
    let mut warnings = 0;
    for (said, holds) in [
        ("It is a silver Ribble", false),
        ("A dent below the saddle", true),
    ] {
        let proof = owner.open(&format!("{way}/proof")).await.expect(200);
        let form = proof.form_to(&format!("{way}/proof")).fill("kind", "answer");
        let sent = form.fill("words", said).submit().await.expect(200);
        assert_eq!(sent.heading(), "Get your bike back");
        let counter = officer.open(&format!("{case}/home")).await.expect(200);
        assert!(counter.text("main").contains(said), "{}", counter.text("main"));
        let more = counter.texts(".fm-likely__warning").len();
        assert_eq!(more > warnings, !holds, "{said}");
        warnings = more;
        let at = usize::from(holds);
        let check = counter.form_to(&format!("{case}/home/proof/{at}"));
        check.fill("holds", "yes").submit().await.expect(200);
        let told = server.next_mail_to(ADA).await;
        let wanted = if holds {
            "Choose a time to collect your bike"
        } else {
            "The police need something else about your bike"
        };
        assert_eq!(told.subject, wanted);
    }
}

/// Books the first time for the owner, and returns the reference.
async fn booked(server: &Server, owner: &Browser, bike: &str) -> String {
    let way = format!("{bike}/home");
    let times = owner.open(&format!("{way}/time")).await.expect(200);
    let all = times.attributes("select[name=time] option", "value");
    let form = times.form_to(&format!("{way}/time"));
    let booked = form.fill("time", &all[1]).submit().await.expect(200);
    let reference = booked.text(".fm-ticket .govuk-heading-l");
    let told = server.next_mail_to(ADA).await;
    assert!(told.text.contains(&reference), "{}", told.text);
    let calendar = owner.open(&format!("{way}/collection.ics")).await.expect(200);
    assert!(calendar.body().contains(&format!("Reference: {reference}")));
    reference
}

/// Brings the matched bike home: proof, a time, and the hand-over by its reference.
pub async fn brought_home(
    server: &Server,
    (owner, bike): (&Browser, &str),
    officer: &Browser,
    case: &Page,
    number: &str,
) {
    hours_set(officer).await;
    proven(server, (owner, bike), (officer, case.path())).await;
    let reference = booked(server, owner, bike).await;
    let other = signed_in(server, "ely-officer@example.org").await;
    let theirs = format!("/police/collections?reference={reference}");
    other.open(&theirs).await.expect(422);
    other.open(&format!("{}/home", case.path())).await.expect(404);
    let counter = officer.open(&theirs).await.expect(200);
    assert_eq!(counter.path(), format!("{}/home", case.path()));
    assert!(!counter.has(".fm-pair__against"), "{}", counter.text("main"));
    let hand_over = counter.form_to(&format!("{}/return", case.path()));
    let home = hand_over.submit().await.expect(200);
    assert!(home.text(".fm-timeline").contains("returned to its owner"));
    assert_eq!(
        status(&server.browser(), number).await,
        "Registered, not reported stolen"
    );
    let log = home.follow("Custody log").await.expect(200);
    assert_eq!(
        log.texts(".fm-timeline h3"),
        ["Returned to its owner", "Received"]
    );
    assert!(log.text(".fm-timeline").contains("To the owner"));
    hand_over.submit().await.expect(422);
    // The owner's page leads on: the bike is home.
    let after = owner.open(&format!("{bike}/home")).await.expect(200);
    assert_eq!(after.path(), bike);
    let returned = officer
        .open("/police/recoveries?status=returned")
        .await
        .expect(200);
    let property_ref = case.heading().replace("Recovered bike ", "");
    assert!(
        returned.text("main").contains(&property_ref),
        "it counts as returned"
    );
}

#[tokio::test]
async fn a_stolen_bike_with_a_misread_number_comes_home() {
    let server = Server::start(program().demo()).await;
    let telling = Telling {
        mark: blank_marks("cycle-campaign")[0].to_string(),
        ..ada("QXZ771K5530W")
    };
    let (owner, bike) = an_owner(&server, &telling).await;
    reported_stolen(&server, (&owner, &bike), ("20", "21"), ("11", "2025")).await;
    let officer = signed_in(&server, "officer@example.org").await;
    // Two characters were misread. The officer calls the bike grey, which is the same choice as silver.
    recorded(&officer, "PS/2026/501", "QXZ77IK5580W", "silver").await;
    let (list, pair) = matched(&officer, "PS/2026/501").await;
    let text = list.text(&format!("#pair-{pair}"));
    assert!(
        text.contains("QXZ77IK5580W") && text.contains("QXZ771K5530W"),
        "{text}"
    );
    assert!(!list.body().contains("ada@example.org") && !list.body().contains("Robin Rowe"));
    assert!(list.text("nav .fm-navigation__count").contains("to decide"));
    assert_eq!(status(&server.browser(), "QXZ771K5530W").await, "Reported stolen");
    let before = server.mail().len();

    // Without a reason, nothing is rejected. A match that is put aside comes back on its day.
    let refused = list
        .form_to(&format!("/police/matches/{pair}/reject"))
        .submit()
        .await
        .expect(422);
    assert_eq!(refused.errors(), ["Enter a reason of 200 characters or fewer"]);
    assert_eq!(
        server.mail().len(),
        before,
        "nobody is told before an officer has confirmed"
    );
    let confirm = list.form_to(&format!("/police/matches/{pair}/confirm"));
    let case = confirm.submit().await.expect(200);
    assert_eq!(case.heading(), "Recovered bike PS/2026/501");
    assert!(case.text("article").contains("Held by police"));
    assert!(case.text(".fm-timeline").contains("Matched to"));
    let told = server.next_mail_to(ADA).await;
    assert!(told.subject.contains("found"), "{}", told.subject);
    let again = confirm.submit().await.expect(422);
    assert_eq!(
        again.errors(),
        ["This match has changed since you opened the page. Look at it again, then decide"]
    );
    case.follow("Show owner details").await.expect(200);
    brought_home(&server, (&owner, &bike), &officer, &case, "QXZ771K5530W").await;
    let confirmed = officer.open("/police/matches?list=confirmed").await.expect(200);
    assert!(confirmed.text("main").contains("PS/2026/501"));
}

#[tokio::test]
async fn a_theft_that_is_reported_weeks_after_the_bike_came_in_is_matched() {
    let mut server = Server::start(program().demo()).await;
    let officer = signed_in(&server, "officer@example.org").await;
    let case = recorded(&officer, "PS/2026/502", "QXZ88?K6641*", "silver").await;
    #[expect(
        clippy::disallowed_methods,
        reason = "the program's clock starts from the wall clock"
    )]
    let now = Timestamp::now();
    server.set_clock(now + SignedDuration::from_hours(24 * 25));
    server.restart().await;
    let (owner, bike) = an_owner(&server, &ada("QXZ882K6641V")).await;
    reported_stolen(&server, (&owner, &bike), ("19", "20"), ("11", "2025")).await;
    let officer = signed_in(&server, "officer@example.org").await;
    // The match has the theft report by now, so nothing changes it while the officer looks at it.
    let (list, pair) = eventually("match with its theft", async || {
        let (list, pair) = matched(&officer, "PS/2026/502").await;
        let with_theft = list.text(&format!("#pair-{pair}")).contains("Time:");
        with_theft.then_some((list, pair))
    })
    .await;

    // A page that was left open decides nothing once the other officer has put the pair aside.
    let reject = list
        .form_to(&format!("/police/matches/{pair}/reject"))
        .fill("why_not", "The fork is another");
    let park = list
        .form_to(&format!("/police/matches/{pair}/park"))
        .fill("until", "7");
    let parked = park.submit().await.expect(200);
    assert!(parked.text(".govuk-notification-banner").contains("Put aside"));
    assert!(!parked.text("main").contains("PS/2026/502"));
    reject.submit().await.expect(422);
    let aside = officer.open("/police/matches?list=parked").await.expect(200);
    assert!(
        aside.text("main").contains("PS/2026/502"),
        "{}",
        aside.text("main")
    );

    // While the match is waiting, the bike cannot be disposed of.
    let log = officer
        .open(&format!("{}/custody", case.path()))
        .await
        .expect(200);
    let add = log.form_to(&format!("{}/custody", case.path()));
    let dispose = add.fill("what", "disposed").fill("reason", "Nobody came");
    assert_eq!(
        dispose.submit().await.expect(422).errors(),
        ["A possible owner has been found. Decide on the match first"]
    );
    let confirm = aside.form_to(&format!("/police/matches/{pair}/confirm"));
    confirm.submit().await.expect(200);
    let told = server.next_mail_to(ADA).await;
    assert!(told.text.contains("PS/2026/502"), "{}", told.text);
    brought_home(&server, (&owner, &bike), &officer, &case, "QXZ882K6641V").await;
}

#[tokio::test]
async fn two_who_claim_one_bike_stand_above_the_button() {
    let server = Server::start(program().demo()).await;
    let (_, _) = an_owner(&server, &ada("QXZ993K7752T")).await;
    let ben = Telling {
        colour: "silver".to_owned(),
        ..Telling::of("QXZ993K7752T", "ben@example.org")
    };
    let (_, _) = an_owner(&server, &ben).await;
    let officer = signed_in(&server, "officer@example.org").await;
    let case = recorded(&officer, "PS/2026/504", "QXZ993K7752T", "silver").await;
    let likely = case.attributes("article.fm-result", "id");
    assert_eq!(likely.len(), 2, "both are shown: {likely:?}");
    let bike = likely[0].trim_start_matches("bike-");
    let tie = case.form_to(&format!("{}/bikes/{bike}/tie", case.path()));
    tie.submit().await.expect(200);
    let counter = officer.open(&format!("{}/home", case.path())).await.expect(200);
    let against = counter.text(".fm-pair__against");
    assert!(
        against.contains("Somebody else has registered a bike with the same number"),
        "{against}"
    );
    let hand_over = counter.form_to(&format!("{}/return", case.path()));
    assert_eq!(
        hand_over.submit().await.expect(422).errors(),
        ["Something suggests that this is wrong. Enter why you think that it is right"]
    );
}

#[tokio::test]
async fn what_happens_to_a_bike_in_custody_is_written_down_once() {
    let server = Server::start(program().demo()).await;
    let officer = signed_in(&server, "officer@example.org").await;
    let case = recorded(&officer, "PS/2026/503", "", "red").await;
    let path = format!("{}/custody", case.path());
    let log = officer.open(&path).await.expect(200);
    let form = log.form_to(&path);
    let refused = form.submit().await.expect(422);
    assert_eq!(refused.errors(), ["Choose what happened"]);
    let moved = form.clone().fill("what", "moved");
    assert_eq!(
        moved.submit().await.expect(422).errors(),
        ["Enter where the bike is now"]
    );
    let moved = moved.fill("place", "Bay 4, <b>Parkside</b>");
    let shown = moved.submit().await.expect(200);
    assert_eq!(shown.texts(".fm-timeline h3"), ["Moved", "Received"]);
    let twice = moved.submit().await.expect(200);
    assert_eq!(
        twice.texts(".fm-timeline h3").len(),
        2,
        "sent twice, it is one entry"
    );
    // This form is from the first page, which another officer had open.
    let late = form.fill("what", "held").fill("reason", "Exhibit in R v Smith");
    let told = late.submit().await.expect(422);
    assert!(
        told.errors()[0].contains("Another officer has changed this record"),
        "{:?}",
        told.errors()
    );
    assert_eq!(
        told.form_to(&path).value("reason"),
        Some("Exhibit in R v Smith"),
        "nothing typed is lost"
    );
    let held = told.form_to(&path).submit().await.expect(200);
    assert!(held.text("main").contains("held as an exhibit since"));
    assert!(held.body().contains("&lt;b&gt;Parkside") || held.body().contains("&#60;b&#62;Parkside"));
    let due = officer.open("/police/recoveries/due").await.expect(200);
    assert!(!due.text("main").contains("PS/2026/503"));
    let other = signed_in(&server, "ely-officer@example.org").await;
    other.open(&path).await.expect(404);
}
