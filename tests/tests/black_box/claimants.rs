//! Two people have registered one bike, and the police find it: an officer decides after seeing proof from both, and
//! only the person whose bike it is gets it back.

use crate::home::{brought_home, recorded, reported_stolen, status};
use crate::people::{Telling, an_owner, signed_in};
use crate::serve::program;
use tests::wait::eventually;
use tests::{Browser, Page, Server};

const OFFICER: &str = "officer@example.org";
const ADA: &str = "ada@example.org";
const BEN: &str = "ben@example.org";
const NUMBER: &str = "QXZ994K7753T";
const REFERENCE: &str = "PS/2026/505";

fn silver(email: &str) -> Telling {
    Telling {
        colour: "silver".to_owned(),
        ..Telling::of(NUMBER, email)
    }
}

/// The bike's number in the address of its page.
fn id_of(bike: &str) -> &str {
    bike.rsplit('/').next().unwrap_or_default()
}

/// Waits until this many bikes are waiting beside the recovered one, and returns the page and the ids of their parts.
async fn waiting(officer: &Browser, count: usize) -> (Page, Vec<String>) {
    eventually(&format!("{count} bikes that it may be"), async || {
        let list = officer.open("/police/matches").await.expect(200);
        let titles = list.texts(".fm-pair h2");
        let ids = list.attributes(".fm-pair", "id");
        let ours = titles
            .iter()
            .zip(ids)
            .filter(|(title, _)| title.ends_with(REFERENCE));
        let parts: Vec<String> = ours
            .map(|(_, id)| id.trim_start_matches("pair-").to_owned())
            .collect();
        (parts.len() == count).then_some((list, parts))
    })
    .await
}

/// The person who registered the bike later is told that it is being checked, but not why.
async fn asked_how_they_got_it(server: &Server, ben: &Browser, bike: &str) {
    let letter = server.next_mail_to(BEN).await;
    assert_eq!(letter.subject, "We need to check your registration");
    let page = ben.open(bike).await.expect(200);
    for text in [letter.text.as_str(), &page.text("main")] {
        assert!(
            !text.contains("stolen by") && !text.contains("somebody else") && !text.contains(ADA),
            "{text}"
        );
    }
    let how = ben.open(&format!("{bike}/how-you-got-it")).await.expect(200);
    let form = how.form_to(&format!("{bike}/how-you-got-it"));
    let said = form.fill("words", "Bought on Mill Road, I have the advert");
    said.submit().await.expect(200);
}

async fn asked_whether_it_was_sold(server: &Server, ada: &Browser, bike: &str) {
    let letter = server.next_mail_to(ADA).await;
    assert_eq!(letter.subject, "Have you sold your bike?");
    assert!(!letter.text.contains(BEN), "{}", letter.text);
    let sold = ada.open(&format!("{bike}/sold")).await.expect(200);
    let form = sold.form_to(&format!("{bike}/sold"));
    let answer = form
        .fill("answer", "not-sold")
        .fill("words", "It is mine, I have the receipt");
    answer.submit().await.expect(200);
}

/// The officer reads what both say and decides for the person who had the bike first. Everything else is refused.
async fn decided(officer: &Browser) {
    let list = officer.open("/police/doubles").await.expect(200);
    let rows = list.texts("main tbody tr");
    let ours = rows
        .iter()
        .position(|row| row.contains(NUMBER))
        .expect("a dispute");
    let dispute = list.attributes("main tbody tr a", "href").swap_remove(ours);
    let dispute = dispute.as_str();
    let page = officer.open(dispute).await.expect(200);
    let said = page.text("main");
    assert!(
        said.contains("I have the receipt") && said.contains("I have the advert"),
        "{said}"
    );
    let form = page.form_to(dispute);
    let nothing = form.submit().await.expect(422);
    assert_eq!(nothing.errors().len(), 2, "{:?}", nothing.errors());
    let reason = "Receipt with the number from the first; an advert from the second";
    let form = form.fill("reason", reason);
    let stolen = form.clone().fill("outcome", "second").submit().await.expect(422);
    assert!(
        stolen.errors()[0].contains("reported stolen"),
        "{:?}",
        stolen.errors()
    );
    let done = form.clone().fill("outcome", "first").submit().await.expect(200);
    assert_eq!(done.heading(), "Bikes with the same number");
    assert!(!done.text("main").contains(NUMBER), "{}", done.text("main"));
}

#[tokio::test]
async fn of_two_who_claim_a_bike_only_the_one_decided_on_gets_it() {
    let server = Server::start(program()).await;
    for command in [
        &["org", "add", "police", "--name", "Police", "--kind", "police"][..],
        &["user", "add", OFFICER, "--org", "police", "--role", "officer"],
        &["org", "add", "ely", "--name", "Ely police", "--kind", "police"],
        &[
            "user",
            "add",
            "ely-officer@example.org",
            "--org",
            "ely",
            "--role",
            "officer",
        ],
    ] {
        assert!(server.command(command).status.success(), "{command:?}");
    }
    let (ada, hers) = an_owner(&server, &silver(ADA)).await;
    reported_stolen(&server, (&ada, &hers), ("20", "21"), ("11", "2025")).await;
    let (ben, his) = an_owner(&server, &silver(BEN)).await;
    assert_eq!(status(&server.browser(), NUMBER).await, "Reported stolen");
    asked_how_they_got_it(&server, &ben, &his).await;
    asked_whether_it_was_sold(&server, &ada, &hers).await;

    // The police find the bike. Each of the two bikes on record is only half as likely, and both are shown.
    let officer = signed_in(&server, OFFICER).await;
    recorded(&officer, REFERENCE, NUMBER, "silver").await;
    let (list, parts) = waiting(&officer, 2).await;
    let shown: Vec<String> = parts
        .iter()
        .map(|part| list.text(&format!("#pair-{part}")))
        .collect();
    assert!(shown.iter().all(|part| part.contains(NUMBER)), "{shown:?}");
    let of_his: Vec<bool> = list
        .attributes(".fm-pair article", "id")
        .iter()
        .map(|id| id_of(&his) == id.trim_start_matches("bike-"))
        .collect();
    assert_eq!(of_his.iter().filter(|his| **his).count(), 1, "{of_his:?}");

    decided(&officer).await;
    let told = server.next_mail_to(BEN).await;
    assert_eq!(told.subject, "We have checked a bike registration");
    assert!(told.text.contains("The registration has ended"), "{}", told.text);
    let said = told.text.split("\n--").next().unwrap_or_default();
    assert!(
        said.contains("call 101") && !said.contains("stolen"),
        "somebody who bought it did nothing wrong: {said}"
    );
    let told = server.next_mail_to(ADA).await;
    assert!(
        told.text.contains("Your registration stays as it was"),
        "{}",
        told.text
    );

    // The other bike is not waiting any more, and its owner hears nothing more about it.
    let (list, parts) = waiting(&officer, 1).await;
    let part = &parts[0];
    let likely = list.attributes(&format!("#pair-{part} article"), "id");
    assert!(
        hers.ends_with(likely[0].trim_start_matches("bike-")),
        "{likely:?}"
    );
    let confirm = list.form_to(&format!("/police/matches/{part}/confirm"));
    let case = confirm.submit().await.expect(200);
    let told = server.next_mail_to(ADA).await;
    assert!(told.subject.contains("found"), "{}", told.subject);
    let way = ben.open(&format!("{his}/home")).await.expect(200);
    assert_eq!(way.path(), his, "nothing leads to the counter");
    brought_home(&server, (&ada, &hers), &officer, &case, NUMBER).await;
    let to_ben = server.mail().iter().filter(|mail| mail.to.contains(BEN)).count();
    assert_eq!(to_ben, 3, "to confirm, that it is checked, and the outcome");

    // An entry joins the chain a moment after the act.
    let path = server.data().join("log");
    let log = eventually("hand-over in the log", async || {
        let written = server.command(["audit", "export", path.to_str().expect("a path")]);
        assert!(
            written.status.success(),
            "{}",
            String::from_utf8_lossy(&written.stderr)
        );
        let log = std::fs::read_to_string(&path).expect("the log");
        log.contains("recovery-returned").then_some(log)
    })
    .await;
    for action in [
        "dispute-opened",
        "dispute-decided",
        "match-shown",
        "proof-checked",
        "recovery-returned",
    ] {
        assert!(log.contains(action), "{action}");
    }
}
