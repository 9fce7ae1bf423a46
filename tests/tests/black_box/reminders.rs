//! People who booked get a reminder by e-mail the day before: once, however often the server starts again.

use crate::events::{a_plan, book, in_days, planned, published};
use crate::people::signed_in;
use crate::serve::program;
use jiff::Timestamp;
use jiff::civil::{Date, time};
use jiff::{ToSpan, tz::TimeZone};
use testkit::MailServer;
use tests::{Mail, Server, eventually};

const REMINDER: &str = "Reminder: your bike marking place";

/// That time of a day on London's clocks.
fn at(day: Date, hour: i8, minute: i8) -> Timestamp {
    let zone = TimeZone::get("Europe/London").unwrap();
    let zoned = day.to_datetime(time(hour, minute, 0, 0)).to_zoned(zone);
    zoned.unwrap().timestamp()
}

/// The letters to somebody that the mail server has taken, by their subjects.
fn letters(post: &MailServer, person: &str) -> Vec<Mail> {
    let taken = post
        .taken()
        .into_iter()
        .map(|(_, letter)| Mail::read(letter.as_bytes()));
    taken.filter(|mail| mail.to.contains(person)).collect()
}

async fn next(post: &MailServer, person: &str, subject: &str) -> Mail {
    let found = async || {
        letters(post, person)
            .into_iter()
            .find(|mail| mail.subject == subject)
    };
    eventually(&format!("{subject:?} to {person}"), found).await
}

async fn started_again(server: &mut Server, at: Timestamp) {
    assert!(server.stop().await.success(), "{}", server.log());
    server.set_clock(at);
    server.restart().await;
}

#[tokio::test]
async fn a_booked_place_is_remembered_once_over_restarts() {
    let post = MailServer::start(Vec::new()).await;
    let mut server = Server::start(
        program()
            .demo()
            .variable("FRAMEMARK_SMTP_URL", &post.url())
            .variable("FRAMEMARK_MAIL_FROM", "Framemark <no-reply@example.org>"),
    )
    .await;
    let coordinator = signed_in(&server, "coordinator@example.org").await;
    let day = in_days(9);
    let (before, after) = (day.yesterday().unwrap(), day.tomorrow().unwrap());
    for (on, name, who) in [(day, "First day", "ada"), (after, "Second day", "bob")] {
        let id = planned(a_plan(&coordinator, on, name).await).await;
        published(&coordinator, &id).await;
        let address = format!("{who}@example.org");
        book(&server.browser(), &id, 0, "Robin Rowe", &address)
            .await
            .expect(200);
        next(&post, &address, "Your bike marking place is booked").await;
    }

    // Before nine in the morning of the day before nothing is due; the other letter shows that post goes out.
    started_again(&mut server, at(before, 8, 0)).await;
    let id = planned(
        a_plan(
            &signed_in(&server, "coordinator@example.org").await,
            day + 20.days(),
            "Later",
        )
        .await,
    )
    .await;
    published(&signed_in(&server, "coordinator@example.org").await, &id).await;
    book(&server.browser(), &id, 0, "Robin Rowe", "cy@example.org")
        .await
        .expect(200);
    next(&post, "cy@example.org", "Your bike marking place is booked").await;
    assert_eq!(letters(&post, "ada@example.org").len(), 1);

    started_again(&mut server, at(before, 9, 1)).await;
    let reminder = next(&post, "ada@example.org", REMINDER).await;
    assert!(
        reminder.text.contains("First day") && reminder.text.contains("10am"),
        "{}",
        reminder.text
    );
    assert!(!reminder.text.contains("Rowe"), "{}", reminder.text);
    let booking = server
        .browser()
        .open(&reminder.link("/events/bookings/"))
        .await
        .expect(200);
    assert_eq!(booking.heading(), "Your place is booked");
    assert!(
        !booking.text("main").contains("remind you"),
        "it has come, and no other follows"
    );

    // A day later Bob is reminded; by then Ada's place, which is still to come, was looked at three times more.
    started_again(&mut server, at(before, 20, 0)).await;
    started_again(&mut server, at(day, 9, 1)).await;
    next(&post, "bob@example.org", REMINDER).await;
    for person in ["ada@example.org", "bob@example.org"] {
        let subjects: Vec<String> = letters(&post, person)
            .into_iter()
            .map(|mail| mail.subject)
            .collect();
        assert_eq!(
            subjects,
            ["Your bike marking place is booked", REMINDER],
            "{person}"
        );
    }
    assert!(server.stop().await.success(), "{}", server.log());
    assert_eq!(
        post.taken().iter().filter(|(to, _)| to.contains("ada@")).count(),
        2
    );
    assert!(!server.log().contains("ada@example.org"), "the log names nobody");
}
