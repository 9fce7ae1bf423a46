//! Priority matrices: issues are marked and compared, somebody decides, and decided priorities go into the plan.

use crate::people::signed_in;
use crate::serve::program;
use reqwest::Method;
use tests::wait::eventually;
use tests::{Browser, Page, Server};

const LIST: &str = "/partner/insights/priorities";

/// Opens the demonstration's matrix, which is filled after the first quarter was closed.
async fn of_demonstration(browser: &Browser) -> String {
    eventually("the demonstration's matrix", async || {
        let page = browser.open(LIST).await.expect(200);
        let links = page.attributes("main tbody a", "href");
        // It is whole once its last decision is there.
        let is_whole = page
            .texts("main tbody td")
            .get(2)
            .is_some_and(|decided| decided == "3");
        links.first().filter(|_| is_whole).cloned()
    })
    .await
}

/// Adds an issue that people mark by hand, and gives its address.
async fn an_issue(browser: &Browser, matrix: &str, title: &str) -> String {
    let address = format!("{matrix}/issues/new");
    let form = browser.open(&address).await.expect(200).form_to(&address);
    let page = form.fill("title", title).submit().await.expect(200);
    let titles = page.texts("main section h2");
    let at = titles.iter().position(|one| one == title);
    let ids = page.attributes("main section", "id");
    let id = ids[at.unwrap_or_else(|| panic!("no {title} in {titles:?}"))].clone();
    format!("{matrix}/issues/{}", id.trim_start_matches("issue-"))
}

/// Marks an issue.
async fn mark(browser: &Browser, issue: &str, marks: [&str; 4]) -> Page {
    let address = format!("{issue}/marks");
    let form = browser.open(&address).await.expect(200).form_to(&address);
    let form = ["harm", "often", "way", "concern"]
        .into_iter()
        .zip(marks)
        .fold(form, |form, (factor, mark)| form.fill(factor, mark));
    form.fill("adds", "yes")
        .fill("evidence", "Reports of the last year")
        .fill("reason", "It came up at each meeting")
        .submit()
        .await
}

#[tokio::test]
async fn issues_are_marked_compared_decided_and_put_into_the_plan() {
    let server = Server::start(program().demo()).await;
    let analyst = signed_in(&server, "analyst@example.org").await;
    let lead = signed_in(&server, "lead@example.org").await;
    let demo = of_demonstration(&analyst).await;

    // The figures mark stolen bikes, and the page says so.
    let page = analyst.open(&demo).await.expect(200);
    let text = page.text("main");
    assert!(
        text.contains("From the figures of") && text.contains("What the figures say"),
        "{text}"
    );
    assert!(text.contains("The order is a proposal"), "{text}");
    assert!(page.texts("main thead th").contains(&"Total of 16".to_owned()));

    // Next year's matrix begins with a copy.
    let new = format!("{LIST}/new");
    let form = analyst.open(&new).await.expect(200).form_to(&new);
    let empty = form.clone().fill("title", "").submit().await.expect(422);
    assert_eq!(empty.errors(), ["Enter a title"]);
    let made = form.clone().submit().await.expect(200);
    let again = form.submit().await.expect(200);
    assert_eq!(made.path(), again.path(), "one press makes one matrix");
    let matrix = made.path().to_owned();
    assert_eq!(made.texts("main section h2").len(), 5);
    assert!(made.texts("main thead th").contains(&"Total before".to_owned()));
    assert!(
        !made.text("main").contains("Add to the plan"),
        "no decision is copied"
    );
    let form = analyst.open(&new).await.expect(200).form_to(&new);
    let taken = form.submit().await.expect(422);
    assert_eq!(taken.errors(), ["There is already a matrix for this year"]);

    // Bad marks come back with words.
    let scams = an_issue(&analyst, &matrix, "=Scams & <b>fraud</b>").await;
    let marks = format!("{scams}/marks");
    let form = analyst.open(&marks).await.expect(200).form_to(&marks);
    let token = form.value("csrf").unwrap().to_owned();
    let refused = form.submit().await.expect(422);
    assert_eq!(
        refused.errors(),
        [
            "Choose a mark from 1 to 4 for: harm",
            "Choose a mark from 1 to 4 for: how often",
            "Choose a mark from 1 to 4 for: which way it goes",
            "Choose a mark from 1 to 4 for: concern of the public",
            "Say whether we can add something",
            "Enter what the marks rest on",
            "Enter why it has these marks",
        ]
    );
    for forged in ["0", "5", "figures", "2.5"] {
        let fields = [
            ("csrf", token.as_str()),
            ("seen", "0"),
            ("harm", forged),
            ("often", "1"),
            ("way", "1"),
            ("concern", "1"),
            ("adds", "yes"),
            ("evidence", "Reports"),
            ("reason", "Seen"),
        ];
        let request = analyst.request(Method::POST, &marks).form(&fields);
        let refused = analyst.send(request).await.expect(422);
        assert_eq!(refused.errors(), ["Choose a mark from 1 to 4"], "{forged}");
    }

    // Of two people who mark at once, the second sees what the first saved, and keeps what they typed.
    let late = lead.open(&marks).await.expect(200).form_to(&marks);
    mark(&analyst, &scams, ["3", "4", "4", "3"]).await.expect(200);
    let late = ["harm", "often", "way", "concern"]
        .into_iter()
        .fold(late, |form, factor| form.fill(factor, "1"))
        .fill("adds", "no")
        .fill("evidence", "My own evidence")
        .fill("reason", "My own reason");
    let told = late.submit().await.expect(422);
    assert!(
        told.errors()[0].starts_with("Somebody has changed this"),
        "{:?}",
        told.errors()
    );
    assert!(
        told.text("main").contains("Saved now: harm: 3, how often: 4"),
        "{}",
        told.text("main")
    );
    assert!(told.text("#evidence").contains("My own evidence"));

    // A person may overrule the figures, with a reason.
    let page = analyst.open(&matrix).await.expect(200);
    let titles = page.texts("main section h2");
    let at = titles.iter().position(|title| title == "Stolen bikes").unwrap();
    let id = page.attributes("main section", "id")[at].replace("issue-", "");
    let bikes = format!("{matrix}/issues/{id}");
    let marks = format!("{bikes}/marks");
    let form = analyst.open(&marks).await.expect(200).form_to(&marks);
    assert_eq!(form.value("often"), Some("figures"));
    let refused = form.clone().fill("often", "1").submit().await.expect(422);
    assert!(
        refused.errors()[0].ends_with("Say why you are marking it differently"),
        "{:?}",
        refused.errors()
    );
    let form = form.fill("often", "1").fill("overrules", "Counted twice");
    let page = form.submit().await.expect(200);
    assert!(
        page.text("main").contains("Why it differs: Counted twice"),
        "{}",
        page.text("main")
    );

    // The lead decides; deciding differently from the order needs a reason.
    let decision = format!("{scams}/decision");
    analyst.open(&decision).await.expect(403);
    let form = lead.open(&decision).await.expect(200).form_to(&decision);
    let refused = form.clone().submit().await.expect(422);
    assert_eq!(refused.errors(), ["Choose what becomes of it"]);
    let refused = form
        .clone()
        .fill("outcome", "priority")
        .submit()
        .await
        .expect(422);
    assert_eq!(
        refused.errors(),
        [
            "This differs from the order. Ahead of it in the order, and not decided as a priority: Violence in the city \
             centre. Say why you have decided this"
        ]
    );
    let form = form
        .fill("outcome", "priority")
        .fill("reason", "The board asked for it");
    let page = form.submit().await.expect(200);
    assert!(
        page.text("main").contains("This differed from the order."),
        "{}",
        page.text("main")
    );
    assert!(
        page.text("main").contains("There is no plan for"),
        "{}",
        page.text("main")
    );
    let history = analyst
        .open(&format!("{matrix}/history"))
        .await
        .expect(200)
        .text("main");
    for part in [
        "Decided on “=Scams",
        "The board asked for it",
        "The figures were overruled",
    ] {
        assert!(history.contains(part), "{part}: {history}");
    }

    // The file opens in a spreadsheet without a formula.
    let file = analyst.open(&format!("{matrix}/matrix.csv")).await.expect(200);
    let body = file.body();
    assert!(body.starts_with("\u{feff}Place,Issue,Harm (1 to 4),"), "{body}");
    let row = body.lines().find(|line| line.contains("Scams")).unwrap();
    assert!(row.starts_with("2,'=Scams & <b>fraud</b>,3,\"By hand: "), "{row}");

    // What was decided for this year goes into this year's plan, once.
    let page = lead.open(&demo).await.expect(200);
    let action = format!("{demo}/issues/2/plan");
    let form = page.form_to(&action);
    let page = form.clone().submit().await.expect(200);
    form.submit().await.expect(200);
    let links = page.attributes("main dd a", "href");
    let link = links
        .iter()
        .find(|href| href.starts_with("/partner/plan/"))
        .unwrap();
    let plan = lead.open(link.split('#').next().unwrap()).await.expect(200);
    let titles = plan.texts("main section h2");
    assert_eq!(
        titles
            .iter()
            .filter(|title| *title == "Exploitation of young people")
            .count(),
        1
    );

    // A draft of an assessment freezes the matrix.
    let draft = crate::assessments::a_draft(&server).await;
    let preview = lead
        .open(&format!("{draft}/preview"))
        .await
        .expect(200)
        .text("main");
    assert!(
        preview.contains("Issues compared, in the order that their marks propose"),
        "{preview}"
    );
    assert!(preview.contains("=Scams & <b>fraud</b>"), "{preview}");
}
