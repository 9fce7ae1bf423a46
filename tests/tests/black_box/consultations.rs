//! A consultation: published, answered by anybody, closed by the clock, and what came of it.

use crate::events::in_days;
use crate::people::signed_in;
use crate::serve::program;
use jiff::civil::{Date, time};
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};
use tests::{Browser, Form, Page, Server};

fn dated(form: Form, id: &str, day: Date) -> Form {
    form.fill(&format!("{id}_day"), &day.day().to_string())
        .fill(&format!("{id}_month"), &day.month().to_string())
        .fill(&format!("{id}_year"), &day.year().to_string())
}

async fn form(browser: &Browser, path: &str) -> Form {
    browser.open(path).await.expect(200).form_to(path)
}

async fn sent(browser: &Browser, path: &str, fields: &[(&str, &str)]) -> Page {
    let form = form(browser, path).await;
    let form = fields
        .iter()
        .fold(form, |form, (name, value)| form.fill(name, value));
    form.submit().await
}

fn at_five(day: Date) -> Timestamp {
    let london = TimeZone::get("Europe/London").unwrap();
    day.to_datetime(time(17, 0, 0, 0))
        .to_zoned(london)
        .unwrap()
        .timestamp()
}

/// Enters and publishes a consultation that is open until five in two days, and gives its number.
async fn a_consultation(lead: &Browser) -> String {
    let form = form(lead, "/partner/consultations/new").await;
    let form = dated(dated(form, "opens", in_days(-1)), "closes", in_days(2))
        .fill("opens_time", "9am")
        .fill("closes_time", "5pm")
        .fill("title", "Paths")
        .fill("question", "Which path first?")
        .fill("issues", "River\nStation\nPark")
        .fill("asks", "Why?")
        .fill("asked", "Everybody who walks there")
        .fill("sharing", "browser");
    let address = form.submit().await.expect(200).path().to_owned();
    sent(lead, &format!("{address}/publish"), &[]).await.expect(200);
    address.rsplit('/').next().unwrap().to_owned()
}

#[tokio::test]
async fn anybody_answers_once_a_form_and_the_result_withholds_small_counts() {
    let mut server = Server::start(program().demo()).await;
    let number = {
        let lead = signed_in(&server, "lead@example.org").await;
        a_consultation(&lead).await
    };
    let public = format!("/partnership/cambridge/have-your-say/{number}");
    let answer = format!("{public}/answer");
    for _ in 0..4 {
        let told = sent(&server.browser(), &answer, &[("first", "2")])
            .await
            .expect(200);
        assert!(told.text("main").contains("Thank you for your answer"));
    }
    for _ in 0..6 {
        let fields = [("first", "0"), ("second", "1"), ("words", "=1+1 is dark")];
        sent(&server.browser(), &answer, &fields).await.expect(200);
    }
    // One form that is sent again counts once; one tablet that sends many forms counts each time.
    let tablet = server.browser();
    let once = form(&tablet, &answer).await.fill("first", "1");
    for _ in 0..3 {
        once.clone().submit().await.expect(200);
    }
    for _ in 0..5 {
        sent(&tablet, &answer, &[("first", "1")]).await.expect(200);
    }
    let kept = format!("/partner/consultations/{number}");
    {
        let lead = signed_in(&server, "lead@example.org").await;
        let shown = lead.open(&kept).await.expect(200).text("main");
        assert!(shown.contains("15 to 19"), "{shown}");
        assert!(!shown.contains("What people chose"), "{shown}");
        let early = sent(&lead, &format!("{kept}/result"), &[]).await.expect(422);
        assert!(early.errors()[0].contains("still open"), "{:?}", early.errors());
        let words = lead.open(&format!("{kept}/words")).await.expect(200).text("main");
        assert!(words.contains("=1+1 is dark"), "{words}");
    }
    server.set_clock(at_five(in_days(2)) + SignedDuration::from_secs(2));
    server.restart().await;
    let visitor = server.browser();
    let closed = visitor.open(&answer).await.expect(200).text("main");
    assert!(closed.contains("This consultation has closed"), "{closed}");
    let lead = signed_in(&server, "lead@example.org").await;
    let without = sent(&lead, &format!("{kept}/result"), &[]).await.expect(422);
    assert!(
        without.errors()[0].starts_with("Write what people said"),
        "{:?}",
        without.errors()
    );
    let said = [("themes", "It is dark"), ("changed", "Lamps by the river")];
    sent(&lead, &format!("{kept}/outcome"), &said).await.expect(200);
    let before = visitor.open(&public).await.expect(200).text("main");
    assert!(!before.contains("Lamps by the river"), "{before}");
    sent(&lead, &format!("{kept}/result"), &[]).await.expect(200);
    let page = visitor.open(&public).await.expect(200);
    assert_eq!(page.header("set-cookie"), None);
    let text = page.text("main");
    for part in [
        "Lamps by the river",
        "It is dark",
        "[c] means withheld",
        "not a vote",
    ] {
        assert!(text.contains(part), "{part}: {text}");
    }
    let csv = visitor.open(&format!("{public}/result.csv")).await.expect(200);
    let body = csv.body();
    let lines: Vec<&str> = body.lines().skip(1).collect();
    // Four answers chose the park; with them, the river is withheld too. The tablet sent six of the twelve for the station.
    assert_eq!(
        lines,
        [
            "Station,12,7,0",
            "River,[c],[c],0",
            "Park,[c],[c],0",
            "All answers,16,11,0"
        ]
    );
}

#[tokio::test]
async fn what_is_wrong_with_an_answer_is_said_beside_it() {
    let server = Server::start(program().demo()).await;
    let visitor = server.browser();
    let answer = "/partnership/cambridge/have-your-say/1/answer";
    let long = "x".repeat(1_001);
    for (fields, want) in [
        (vec![], "Choose the issue that matters most to you"),
        (
            vec![("second", "1")],
            "Make your first choice before the others, and your second before your third",
        ),
        (
            vec![("first", "1"), ("second", "1")],
            "You chose the same issue twice. Choose another one, or leave this empty",
        ),
        (
            vec![("first", "1"), ("words", long.as_str())],
            "Your answer must be 1000 characters or fewer",
        ),
    ] {
        let refused = sent(&visitor, answer, &fields).await.expect(422);
        assert_eq!(refused.errors(), [want]);
    }
    let page = visitor.open(answer).await.expect(200).text("main");
    for part in ["This is not a vote", "We do not ask who you are", "90 days"] {
        assert!(page.contains(part), "{part}: {page}");
    }
    let coming = visitor
        .open("/partnership/east-cambs/have-your-say/3/answer")
        .await
        .expect(200)
        .text("main");
    assert!(coming.contains("not open yet"), "{coming}");
}

#[tokio::test]
async fn an_open_consultation_keeps_its_question_and_its_rule() {
    let server = Server::start(program().demo()).await;
    let lead = signed_in(&server, "lead@example.org").await;
    let edit = "/partner/consultations/1/edit";
    let refused = sent(&lead, edit, &[("sharing", "connection")]).await.expect(422);
    assert!(
        refused.errors()[0].starts_with("The consultation has opened"),
        "{:?}",
        refused.errors()
    );
    let earlier = dated(form(&lead, edit).await, "closes", in_days(3))
        .submit()
        .await
        .expect(422);
    assert!(
        earlier.errors()[0].starts_with("People were told"),
        "{:?}",
        earlier.errors()
    );
    dated(form(&lead, edit).await, "closes", in_days(60))
        .submit()
        .await
        .expect(200);
    let history = lead
        .open("/partner/consultations/1/history")
        .await
        .expect(200)
        .text("main");
    assert!(history.contains("Moved the close to"), "{history}");
    let stand = "/partner/consultations/1/stands/new";
    let more = dated(form(&lead, stand).await, "on", in_days(-1))
        .fill("place", "Library")
        .fill("people", "9");
    let more = (0..7).fold(more, |form, issue| form.fill(&format!("named_{issue}"), "10"));
    let more = more.submit().await.expect(422);
    assert_eq!(
        more.errors(),
        ["More people named this issue than answered. Check both numbers"; 7]
    );
}
