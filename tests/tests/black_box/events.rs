//! A marking event from its plan to its figures: the coordinator's side, and the side of people who book.

use crate::people::signed_in;
use crate::serve::program;
use jiff::civil::Date;
use jiff::{Timestamp, ToSpan, tz::TimeZone};
use tests::{Browser, Form, Page, Server};

/// The date in London this many days from now.
#[expect(
    clippy::disallowed_methods,
    reason = "the server under test goes by the real clock"
)]
pub fn in_days(days: i64) -> Date {
    let today = Timestamp::now()
        .to_zoned(TimeZone::get("Europe/London").unwrap())
        .date();
    today.checked_add(days.days()).unwrap()
}

/// The form for a plan, filled in for a day. Each slot has one place.
pub async fn a_plan(coordinator: &Browser, on: Date, name: &str) -> Form {
    let form = coordinator.open("/partner/events/new").await.expect(200).form();
    form.fill("name", name)
        .fill("place", &format!("Parker's Piece, for {name}"))
        .fill("point", "CB2 3QJ")
        .fill("on_day", &on.day().to_string())
        .fill("on_month", &on.month().to_string())
        .fill("on_year", &on.year().to_string())
        .fill("starts", "10am")
        .fill("ends", "11:00")
        .fill("about", "By the <b>big</b> tree 🌳")
        .fill("bring", "A lock")
        .fill("booking", "offered")
        .fill("minutes", "30")
        .fill("places", "1")
        .fill("advice", "locks")
        .fill("others", "Reach Fair")
}

/// Plans an event and returns its number.
pub async fn planned(form: Form) -> String {
    let page = form.submit().await.expect(200);
    page.path().rsplit('/').next().unwrap().to_owned()
}

pub async fn published(coordinator: &Browser, id: &str) -> Page {
    let page = coordinator
        .open(&format!("/partner/events/{id}"))
        .await
        .expect(200);
    page.form_to(&format!("/partner/events/{id}/publish"))
        .submit()
        .await
        .expect(200)
}

/// Books a time as a visitor, follows the link in the e-mail and presses the button. Returns the page of the booking.
pub async fn book(
    server: &Server,
    browser: &Browser,
    (id, nth): (&str, usize),
    name: &str,
    email: &str,
) -> Page {
    let asked = ask_for_a_place(browser, id, nth, name, email).await.expect(200);
    assert_eq!(asked.path(), format!("/events/{id}/booked"));
    let letter = server.next_mail_to(email).await;
    assert_eq!(letter.subject, "Confirm your booking for bike marking");
    let link = letter.link("/events/bookings/");
    let held = browser.open(&link).await.expect(200);
    assert!(
        held.heading().starts_with("Keep your place"),
        "{}",
        held.heading()
    );
    held.form().submit().await
}

/// Sends the form for the n-th time of an event.
pub async fn ask_for_a_place(browser: &Browser, id: &str, nth: usize, name: &str, email: &str) -> Page {
    let page = browser.open(&format!("/events/{id}/book")).await.expect(200);
    let times = page.attributes("input[name=time]", "value");
    page.form()
        .fill("time", &times[nth])
        .fill("name", name)
        .fill("email", email)
        .submit()
        .await
}

/// Returns the numbers of a draft and of a published event of the demonstration's campaign, and the secret and the
/// number of a booking for the published one.
pub async fn an_event_with_a_booking(server: &Server) -> (String, String, String, String) {
    let coordinator = signed_in(server, "coordinator@example.org").await;
    let draft = planned(a_plan(&coordinator, in_days(40), "Draft").await).await;
    let id = planned(a_plan(&coordinator, in_days(30), "Sweep").await).await;
    published(&coordinator, &id).await;
    let booking = book(
        server,
        &server.browser(),
        (&id, 0),
        "Robin Rowe",
        "sweep-visitor@example.org",
    )
    .await
    .expect(200);
    let ticket = booking.path().rsplit('/').next().unwrap().to_owned();
    let list = coordinator
        .open(&format!("/partner/events/{id}/bookings"))
        .await
        .expect(200);
    let cancel = list.attributes("main table a[href$='/cancel']", "href");
    let booked = cancel[0]
        .trim_end_matches("/cancel")
        .rsplit('/')
        .next()
        .unwrap()
        .to_owned();
    (draft, id, ticket, booked)
}

#[tokio::test]
async fn an_event_is_planned_published_booked_and_cancelled() {
    let server = Server::start(program().demo()).await;
    let coordinator = signed_in(&server, "coordinator@example.org").await;
    let visitor = server.browser();
    let id = planned(a_plan(&coordinator, in_days(9), "Spring marking").await).await;
    let public = format!("/events/{id}");
    visitor.open(&public).await.expect(404);
    visitor.open(&format!("{public}.ics")).await.expect(404);
    assert!(!visitor.open("/events").await.body().contains("Spring marking"));
    published(&coordinator, &id).await;

    let page = visitor.open(&public).await.expect(200);
    let said = page.text("main");
    for words in [
        "10am to 11am",
        "Parker's Piece",
        "2 places are free",
        "Reach Fair",
        "Locks and how",
        "A lock",
    ] {
        assert!(said.contains(words), "{words} is not in {said}");
    }
    assert!(
        said.contains("By the <b>big</b> tree 🌳") && !page.has("main b"),
        "{said}"
    );
    assert!(page.has("svg.fm-map title") && page.text("main table").contains("Market"));
    assert!(visitor.open("/events").await.has("svg.fm-map text"));
    let calendar = visitor.open(&format!("{public}.ics")).await.expect(200);
    assert_eq!(
        calendar.header("content-type"),
        Some("text/calendar; charset=utf-8")
    );
    assert!(
        calendar.body().contains("SUMMARY:Spring marking\r\n"),
        "{}",
        calendar.body()
    );
    assert!(
        visitor
            .open("/events.ics")
            .await
            .expect(200)
            .body()
            .contains("SUMMARY:Spring marking\r\n")
    );

    // Ada takes the last place of the first time, and Bob waits for it.
    let ada = book(&server, &visitor, (&id, 0), "Ada Abbott", "ada@example.org")
        .await
        .expect(200);
    assert_eq!(ada.heading(), "Your place is booked");
    assert!(ada.text("main").contains("and will remind you the day before"));
    let calendar = ada
        .follow("Add your time to your calendar")
        .await
        .expect(200)
        .body();
    let event = visitor
        .open(&format!("/events/{id}.ics"))
        .await
        .expect(200)
        .body();
    let of = |body: &str, name: &str| -> Vec<String> {
        let lines = body.lines().filter(|line| line.starts_with(name));
        lines.map(str::to_owned).collect()
    };
    let (starts, ends) = (of(&calendar, "DTSTART:"), of(&calendar, "DTEND:"));
    assert_eq!((starts.len(), ends.len()), (1, 1), "{calendar}");
    assert_eq!(
        starts,
        of(&event, "DTSTART:"),
        "the first time starts with the event"
    );
    assert_ne!(
        ends,
        of(&event, "DTEND:"),
        "the booked time ends before the event"
    );
    assert!(
        calendar.replace("\r\n ", "").contains("/events/bookings/"),
        "{calendar}"
    );
    let letter = server.next_mail_to("ada@example.org").await;
    let link = letter.link("/events/bookings/");
    assert!(!letter.text.contains("Abbott"), "{}", letter.text);
    // The time that Ada has booked.
    let times = visitor.open(&format!("/events/{id}/book")).await.expect(200);
    let times = times.attributes("input[name=time]", "value");
    let taken = times.iter().position(|time| time.starts_with("wait-")).unwrap();
    let bob = book(&server, &visitor, (&id, taken), "Bob Barnes", "bob@example.org")
        .await
        .expect(200);
    assert_eq!(bob.heading(), "You are on the waiting list");
    server.next_mail_to("bob@example.org").await;
    let list = coordinator
        .open(&format!("/partner/events/{id}/bookings"))
        .await
        .expect(200);
    let listed = list.text("main");
    assert!(
        listed.contains("Ada Abbott") && listed.contains("bob@example.org"),
        "{listed}"
    );
    // Before a coordinator cancels for somebody, a page asks and says what it means.
    let asking = list.attributes("main table a[href$='/cancel']", "href");
    let asked = coordinator.open(&asking[0]).await.expect(200);
    assert_eq!(asked.heading(), "Cancel this booking?");
    assert!(
        asked.text("main").contains("Ada Abbott"),
        "{}",
        asked.text("main")
    );
    assert!(
        coordinator
            .open(&format!("/partner/events/{id}/bookings"))
            .await
            .expect(200)
            .text("main")
            .contains("1 booked, 1 waiting")
    );
    let admin = signed_in(&server, "orgadmin@example.org").await;
    let counted = admin
        .open(&format!("/partner/events/{id}/bookings"))
        .await
        .expect(200);
    assert!(counted.text("main").contains("1 booked, 1 waiting"));
    assert!(!counted.body().contains("Abbott") && !counted.body().contains("bob@example.org"));

    // Looking at a link does nothing; pressing the button does.
    visitor.open(&link).await.expect(200);
    let shown = visitor.open(&link).await.expect(200);
    assert_eq!(shown.heading(), "Your place is booked");
    let gone = shown
        .forms()
        .into_iter()
        .next_back()
        .unwrap()
        .submit()
        .await
        .expect(200);
    assert_eq!(gone.heading(), "Your booking is cancelled");
    let letter = server.next_mail_to("bob@example.org").await;
    assert_eq!(letter.subject, "You now have a place to get your bike marked");
    let bob = visitor.open(&letter.link("/events/bookings/")).await.expect(200);
    assert_eq!(bob.heading(), "Your place is booked");
    // Bob moves to the other time.
    let other = bob.attributes("input[name=time]", "value");
    let moved = bob
        .forms()
        .remove(0)
        .fill("time", &other[0])
        .submit()
        .await
        .expect(200);
    assert!(moved.text("main").contains("10:30am"), "{}", moved.text("main"));
    server.next_mail_to("bob@example.org").await;

    let ask = coordinator
        .open(&format!("/partner/events/{id}/cancel"))
        .await
        .expect(200)
        .form();
    let empty = ask.clone().submit().await.expect(422);
    assert_eq!(empty.errors(), ["Enter the reason, so that people understand"]);
    coordinator.open(&asking[1]).await.expect(200);
    ask.fill("why", "The grass is wet").submit().await.expect(200);
    // There is no place to give any more, so nobody is told that there is.
    coordinator.open(&asking[1]).await.expect(404);
    let letter = server.next_mail_to("bob@example.org").await;
    assert!(letter.text.contains("The grass is wet"), "{}", letter.text);
    let page = visitor.open(&public).await.expect(200);
    assert!(
        page.text("main")
            .contains("This event is cancelled. The grass is wet"),
        "{}",
        page.text("main")
    );
    assert!(
        visitor
            .open(&format!("{public}.ics"))
            .await
            .body()
            .contains("STATUS:CANCELLED\r\n")
    );
    assert!(!visitor.open("/events").await.body().contains("Spring marking"));
    visitor.open(&format!("{public}/book")).await.expect(410);
    for person in ["Abbott", "Barnes", "ada@example.org", "bob@example.org"] {
        assert!(!server.log().contains(person), "the log names {person}");
    }
}

#[tokio::test]
async fn an_event_is_staffed_and_closed_with_its_figures() {
    let server = Server::start(program().demo()).await;
    let coordinator = signed_in(&server, "coordinator@example.org").await;
    let form = a_plan(&coordinator, in_days(0), "All day today").await;
    let id = planned(
        form.fill("starts", "midnight")
            .fill("ends", "23:59")
            .fill("booking", "none"),
    )
    .await;
    let rota = format!("/partner/events/{id}/staff");
    let add = |email: &'static str| {
        let (coordinator, rota) = (coordinator.clone(), rota.clone());
        async move {
            let form = coordinator.open(&rota).await.expect(200).form_to(&rota);
            form.fill("email", email).fill("duty", "Desk 1").submit().await
        }
    };
    for nobody in ["officer@example.org", "nobody@example.org"] {
        let errors = add(nobody).await.expect(422).errors();
        assert_eq!(errors.len(), 1, "{errors:?}");
    }
    let page = add("ely-volunteer@example.org").await.expect(200);
    assert!(
        page.text("main table").contains("Vikram Volunteer"),
        "{}",
        page.text("main")
    );
    let early = coordinator
        .open(&format!("/partner/events/{id}/close"))
        .await
        .expect(200)
        .form();
    let early = early
        .fill("bikes_marked", "1")
        .fill("walk_ins", "1")
        .fill("advised", "1")
        .fill("spoiled", "0");
    let told = early.submit().await.expect(200);
    assert!(
        told.text(".govuk-notification-banner")
            .contains("has not started"),
        "a draft is not closed"
    );
    published(&coordinator, &id).await;
    let form = coordinator
        .open(&format!("/partner/events/{id}/close"))
        .await
        .expect(200)
        .form();
    assert_eq!(form.value("bikes_marked"), Some("0"), "as the desks counted");
    for bad in ["-1", "x", ""] {
        form.clone().fill("walk_ins", bad).submit().await.expect(422);
    }
    let form = form
        .fill("bikes_marked", "42")
        .fill("walk_ins", "30")
        .fill("advised", "55")
        .fill("spoiled", "2");
    let closed = form.fill("note", "More tables").submit().await.expect(200);
    assert_eq!(closed.texts(".fm-figures dd"), ["42", "30", "55", "2"]);
    assert!(closed.text("main").contains("More tables"));
    let public = server.browser().open(&format!("/events/{id}")).await.expect(200);
    assert!(public.text("main").contains("This event is over"));
    assert!(!public.body().contains("More tables"));
    let past = coordinator.open("/partner/events?which=past").await.expect(200);
    assert!(past.text("main table").contains("All day today"));
    let back = coordinator
        .open(&format!("/partner/events/{id}/edit"))
        .await
        .expect(200);
    assert!(
        back.text(".govuk-notification-banner")
            .contains("cannot be changed")
    );
}

#[tokio::test]
async fn what_cannot_be_planned_or_booked_comes_back_with_what_to_do() {
    let server = Server::start(program().demo()).await;
    let coordinator = signed_in(&server, "coordinator@example.org").await;
    let plan = a_plan(&coordinator, in_days(9), "Once").await;
    for (field, value, said) in [
        ("ends", "10am", "must end after it starts"),
        ("ends", "-1:00", "Enter a time like"),
        ("on_year", "2020", "must be in the future"),
        ("minutes", "90", "longer than the whole event"),
        ("places", "0", "from 1 to 100"),
        ("point", "nowhere", "full postcode"),
    ] {
        let page = plan.clone().fill(field, value).submit().await.expect(422);
        assert!(
            page.errors().iter().any(|error| error.contains(said)),
            "{field}: {:?}",
            page.errors()
        );
        assert_eq!(page.form().value("name"), Some("Once"), "nothing typed is lost");
    }
    let id = planned(plan.clone()).await;
    let again = a_plan(&coordinator, in_days(9), "Once").await;
    let again = again.submit().await.expect(422);
    assert!(
        again.errors()[0].contains("already at this place at that time"),
        "{:?}",
        again.errors()
    );
    published(&coordinator, &id).await;

    let visitor = server.browser();
    let page = visitor.open(&format!("/events/{id}/book")).await.expect(200);
    let form = page
        .form()
        .fill("time", &page.attributes("input[name=time]", "value")[0]);
    let form = form
        .fill("name", "<i>Ada</i> 🚲")
        .fill("email", "ada@example.org");
    let huge = "x".repeat(10_000_000);
    for (field, value) in [
        ("name", " "),
        ("email", "ada"),
        ("phone", "call me"),
        ("name", "a\u{0}b"),
    ] {
        let page = form.clone().fill(field, value).submit().await.expect(422);
        assert_eq!(page.errors().len(), 1, "{field}: {:?}", page.errors());
    }
    form.clone().fill("email", "").submit().await.expect(422);
    for time in ["0", "wait-0", "1", "nonsense", "9999999999999999999"] {
        form.clone().tamper("time", time).submit().await.expect(422);
    }
    let refused = form.clone().tamper("name", &huge).submit().await.status();
    assert!([413, 422].contains(&refused), "{refused}");
    let kept = coordinator
        .open(&format!("/partner/events/{id}"))
        .await
        .expect(200);
    assert!(
        kept.text("main").contains("0 booked, 0 waiting"),
        "nothing was stored"
    );
    let asked = form.submit().await.expect(200);
    assert_eq!(asked.heading(), "Check your e-mail to keep your place");
    for junk in [
        "x",
        "%00",
        "..%2f..",
        "AAAAAAAAAAAAAAAAAAAAAA",
        &"A".repeat(5_000),
    ] {
        visitor
            .open(&format!("/events/bookings/{junk}"))
            .await
            .expect(410);
    }
    for junk in [
        "/events/x",
        "/events/-1",
        "/events/99999999999999999999",
        "/events/x.ics",
        "/events/%F0%9F%9A%B2/book",
    ] {
        visitor.open(junk).await.expect(404);
    }
}

#[tokio::test]
async fn a_strangers_place_is_held_and_the_answer_tells_nothing_of_the_address() {
    let server = Server::start(program().demo()).await;
    let coordinator = signed_in(&server, "coordinator@example.org").await;
    let mut plan = a_plan(&coordinator, in_days(9), "Held places").await;
    plan = plan.fill("places", "9");
    let id = planned(plan).await;
    published(&coordinator, &id).await;
    let visitor = server.browser();
    let mut answers = Vec::new();
    for _ in 0..5 {
        let page = ask_for_a_place(&visitor, &id, 0, "Ada Abbott", "shy@example.org")
            .await
            .expect(200);
        answers.push((page.path().to_owned(), page.text("main")));
    }
    answers.dedup();
    assert_eq!(
        answers.len(),
        1,
        "the same for an address with three places: {answers:?}"
    );
    assert!(answers[0].1.contains("30 minutes") && !answers[0].1.contains("shy@example.org"));
    let mut subjects = Vec::new();
    for _ in 0..5 {
        subjects.push(server.next_mail_to("shy@example.org").await.subject);
    }
    assert_eq!(subjects[..3], ["Confirm your booking for bike marking"; 3]);
    assert_eq!(
        subjects[3..],
        ["We did not book you in for bike marking again"; 2]
    );
    let list = coordinator
        .open(&format!("/partner/events/{id}/bookings"))
        .await
        .expect(200);
    assert!(
        list.text("main").contains("Not confirmed"),
        "{}",
        list.text("main")
    );

    // Bookings with only a phone number are kept, and listed for somebody to ring. There is a limit on them.
    let mut by_phone = 0;
    loop {
        let page = visitor.open(&format!("/events/{id}/book")).await.expect(200);
        let time = page.attributes("input[name=time]", "value").remove(1);
        let form = page.form().fill("time", &time).fill("name", "Phone Only");
        let sent = form
            .fill("phone", &format!("07700 9001{by_phone:02}"))
            .submit()
            .await;
        if sent.status() == 422 {
            assert!(
                sent.errors()[0].contains("Enter an e-mail address"),
                "{:?}",
                sent.errors()
            );
            break;
        }
        by_phone += 1;
        assert!(sent.path().starts_with("/events/bookings/") && by_phone < 12);
    }
    let list = coordinator
        .open(&format!("/partner/events/{id}/bookings"))
        .await
        .expect(200);
    assert_eq!(list.text("main").matches("Ring them").count(), by_phone);

    // If somebody is signed in, a place under their own address is kept at once.
    let page = ask_for_a_place(&coordinator, &id, 0, "Cleo", "coordinator@example.org")
        .await
        .expect(200);
    assert_eq!(page.heading(), "Your place is booked");
}

#[tokio::test]
async fn a_plan_is_repeated_copied_and_its_bookings_are_a_list() {
    let server = Server::start(program().demo()).await;
    let coordinator = signed_in(&server, "coordinator@example.org").await;
    let many = a_plan(&coordinator, in_days(20), "Weekly stall")
        .await
        .fill("weeks", "13");
    let refused = many.clone().submit().await.expect(422);
    assert_eq!(refused.errors(), ["Enter a number of weeks from 1 to 12"]);
    let list = many
        .fill("weeks", "3")
        .fill("places", "3")
        .submit()
        .await
        .expect(200);
    assert_eq!(list.path(), "/partner/events");
    let told = list.text(".govuk-notification-banner");
    assert!(told.contains("3 drafts are saved"), "{told}");
    let of_the_stall = |page: &Page| {
        let names = page.texts("tbody th a").into_iter();
        let links = page.attributes("tbody th a", "href");
        let both: Vec<(String, String)> = names
            .zip(links)
            .filter(|(name, _)| name == "Weekly stall")
            .collect();
        both
    };
    let drafts = of_the_stall(&list);
    assert_eq!(drafts.len(), 3, "{drafts:?}");

    // A copy of the event, on another day.
    let id = drafts[0].1.rsplit('/').next().unwrap().to_owned();
    let page = coordinator
        .open(&format!("/partner/events/{id}"))
        .await
        .expect(200);
    let form = page.follow("Plan one like this").await.expect(200).form();
    assert_eq!(
        (form.value("name"), form.value("starts")),
        (Some("Weekly stall"), Some("10am"))
    );
    assert_eq!(form.value("on_day"), Some(""));
    let stranger = signed_in(&server, "ely-orgadmin@example.org").await;
    stranger
        .open(&format!("/partner/events/new?like={id}"))
        .await
        .expect(404);

    // One booking has two bikes. The list for a spreadsheet has no formulas.
    published(&coordinator, &id).await;
    let visitor = server.browser();
    let form = visitor
        .open(&format!("/events/{id}/book"))
        .await
        .expect(200)
        .form();
    let times = visitor
        .open(&format!("/events/{id}/book"))
        .await
        .expect(200)
        .attributes("input[name=time]", "value");
    let booked = form
        .fill("time", &times[0])
        .fill("bikes", "2")
        .fill("name", "=HYPERLINK(1)")
        .fill("phone", "07700 900123")
        .submit()
        .await
        .expect(200);
    assert!(booked.text("main").contains("Bikes 2"), "{}", booked.text("main"));
    let link = booked.path().to_owned();
    let calendar = visitor.open(&format!("{link}.ics")).await.expect(200).body();
    assert!(calendar.contains("For 2 bikes"), "{calendar}");
    let listed = coordinator
        .open(&format!("/partner/events/{id}/bookings"))
        .await
        .expect(200);
    assert_eq!(
        listed.texts("main td[data-label=Bikes]"),
        ["2"],
        "for how many bikes a booking is"
    );
    let csv = coordinator
        .open(&format!("/partner/events/{id}/bookings.csv"))
        .await
        .expect(200);
    assert_eq!(csv.header("content-type"), Some("text/csv; charset=utf-8"));
    let body = csv.body();
    let mut lines = body.lines();
    assert_eq!(
        lines.next(),
        Some("day,time,status,name,email,phone,bikes,came,booked_at")
    );
    let line = lines.next().unwrap();
    assert!(
        line.contains(",10am,booked,'=HYPERLINK(1),,") && line.contains(",2,no,"),
        "{line}"
    );
    let admin = signed_in(&server, "orgadmin@example.org").await;
    admin
        .open(&format!("/partner/events/{id}/bookings.csv"))
        .await
        .expect(404);
    let poster = coordinator
        .open(&format!("/partner/events/{id}/poster.pdf"))
        .await
        .expect(200);
    assert!(poster.bytes().starts_with(b"%PDF-"), "no PDF");
}
