//! Problem cases: who sees them, how agencies work on them, and places that are taken.

use crate::events::in_days;
use crate::people::signed_in;
use crate::serve::program;
use jiff::civil::Date;
use tests::wait::eventually;
use tests::{Browser, Form, Page, Server};

const NEW: &str = "/partner/problems/new";
/// The partnership's agencies in the demonstration.
const CITY: &str = "2";
const POLICE: &str = "3";

fn filled(form: Form, fields: &[(&str, &str)]) -> Form {
    fields
        .iter()
        .fold(form, |form, (name, value)| form.fill(name, value))
}

fn dated(form: Form, id: &str, day: Date) -> Form {
    form.fill(&format!("{id}_day"), &day.day().to_string())
        .fill(&format!("{id}_month"), &day.month().to_string())
        .fill(&format!("{id}_year"), &day.year().to_string())
}

async fn form(browser: &Browser, path: &str) -> Form {
    browser.open(path).await.expect(200).form_to(path)
}

async fn sent(browser: &Browser, path: &str, fields: &[(&str, &str)]) -> Page {
    filled(form(browser, path).await, fields).submit().await
}

/// Opens a case of the council at a well-known place, and gives its address.
async fn a_case(analyst: &Browser, title: &str, place: &str) -> String {
    let fields = [
        ("title", title),
        ("raised-by", CITY),
        ("where", place),
        ("repeats", "Bikes go from the racks"),
    ];
    sent(analyst, NEW, &fields).await.expect(200).path().to_owned()
}

#[tokio::test]
async fn a_case_is_not_there_for_agencies_outside_it() {
    let server = Server::start(program().demo()).await;
    let analyst = signed_in(&server, "analyst@example.org").await;
    let officer = signed_in(&server, "officer@example.org").await;
    let lead = signed_in(&server, "lead@example.org").await;
    let case = a_case(&analyst, "Racks at the library", "cambridge-university-library").await;
    officer.open(&case).await.expect(404);
    officer.open(&format!("{case}/history")).await.expect(404);
    officer.open(&format!("{case}/close")).await.expect(404);
    let list = officer.open("/partner/problems?state=all").await.expect(200);
    assert!(!list.text("main").contains("Racks at the library"));
    let file = officer
        .open("/partner/problems/list.csv?state=all")
        .await
        .expect(200);
    assert!(!file.body().contains("Racks at the library"));
    lead.open(&case).await.expect(200);
    let stranger = signed_in(&server, "ely-coordinator@example.org").await;
    stranger.open(&case).await.expect(404);

    // The place is taken: only those who may see the case learn its name.
    let again = [
        ("title", "Library"),
        ("where", "cambridge-university-library"),
        ("raised-by", POLICE),
    ];
    let hidden = sent(&officer, NEW, &again).await;
    assert_eq!(
        hidden.expect(422).errors(),
        [
            "Part of this place is in another open case that your agency is not in. Ask the partnership’s coordinator, or choose another place"
        ]
    );
    let named = sent(&lead, NEW, &again).await.expect(422);
    assert_eq!(
        named.errors(),
        [
            "Part of this place is in the open case “Racks at the library”. Go on with that case, or choose another place"
        ]
    );
    assert_eq!(named.form_to(NEW).value("title"), Some("Library"));

    // With the police in the case, the officer sees it, until their part ends.
    sent(&analyst, &format!("{case}/agencies/new"), &[("agency", POLICE)])
        .await
        .expect(200);
    officer.open(&case).await.expect(200);
    let leave = format!("{case}/agencies/{POLICE}");
    let refused = sent(&officer, &leave, &[]).await.expect(422);
    assert_eq!(refused.errors(), ["Say why its involvement is ending"]);
    let left = sent(&officer, &leave, &[("why", "Nothing more for us to do")]).await;
    assert_eq!(left.expect(200).path(), "/partner/problems");
    officer.open(&case).await.expect(404);
}

#[tokio::test]
async fn a_case_goes_from_scanning_to_its_end_and_opens_again() {
    let server = Server::start(program().demo()).await;
    let analyst = signed_in(&server, "analyst@example.org").await;
    let empty = sent(&analyst, NEW, &[]).await.expect(422);
    assert_eq!(
        empty.errors(),
        ["Enter a name for the case", "Choose where the problem is"]
    );
    let case = a_case(&analyst, "=Racks", "beehive-centre").await;
    let shown = analyst.open(&case).await.expect(200);
    assert!(shown.text("#main-content").contains("Bikes go from the racks"));
    assert!(
        shown
            .text("#main-content")
            .contains("There are no figures for this place yet")
    );

    let analysis = format!("{case}/stages/analysis");
    let alone = sent(&analyst, &analysis, &[("hypothesis", "It is dark")]).await;
    assert_eq!(
        alone.expect(422).errors(),
        ["Say what would show that the hypothesis is wrong"]
    );
    let both = [
        ("hypothesis", "It is dark"),
        ("shown-wrong", "As many go by day"),
        ("control", "The Grafton Centre"),
    ];
    sent(&analyst, &analysis, &both).await.expect(200);

    let responses = format!("{case}/responses/new");
    let response = [
        ("text", "Mend the lamps"),
        ("aim", "People can see the racks"),
        ("owner", CITY),
    ];
    let respond = filled(form(&analyst, &responses).await, &response);
    let crossed = dated(dated(respond.clone(), "starts", in_days(9)), "due", in_days(8));
    assert_eq!(
        crossed.submit().await.expect(422).errors(),
        ["The due date must be on or after the day on which the response begins"]
    );
    let past = dated(dated(respond.clone(), "starts", in_days(-9)), "due", in_days(-1));
    assert_eq!(
        past.submit().await.expect(422).errors(),
        ["The due date must be today or later"]
    );
    let respond = dated(dated(respond, "starts", in_days(2)), "due", in_days(9));
    let shown = respond.submit().await.expect(200);
    let progress = shown.attributes("main a", "href");
    let progress = progress
        .iter()
        .find(|href| href.contains("/responses/") && !href.ends_with("/new"))
        .unwrap();
    let told = [("status", "done"), ("note", "All lamps work")];
    sent(&analyst, progress, &told).await.expect(200);

    let counts = [
        ("changed", "Fewer bikes go"),
        ("source", "Police records"),
        ("months", "6"),
        ("action-before", "20"),
        ("action-after", "14"),
    ];
    let shown = sent(&analyst, &format!("{case}/stages/assessment"), &counts).await;
    let shown = shown.expect(200).text("#main-content");
    assert!(shown.contains("There are no counts of a place to compare with, so there is no test."));
    let around = [
        ("control-before", "20"),
        ("control-after", "19"),
        ("buffer-before", "6"),
        ("buffer-after", "7"),
        ("buffer-control-before", "5"),
        ("buffer-control-after", "5"),
    ];
    let all: Vec<_> = counts.into_iter().chain(around).collect();
    let shown = sent(&analyst, &format!("{case}/stages/assessment"), &all).await;
    let shown = shown.expect(200).text("#main-content");
    assert!(shown.contains("This cannot be told from chance."), "{shown}");

    let close = format!("{case}/close");
    let unsaid = sent(&analyst, &close, &[]).await.expect(422);
    assert_eq!(unsaid.errors(), ["Choose how the case ended", "Say how you know"]);
    let closed = [("outcome", "no-difference"), ("why", "The counts are alike")];
    sent(&analyst, &close, &closed).await.expect(200);
    let file = analyst
        .open("/partner/problems/list.csv?state=closed")
        .await
        .expect(200);
    let text = file.body();
    assert!(text.starts_with('\u{feff}') && text.contains("'=Racks"), "{text}");
    assert!(text.contains("Closed: no difference seen"), "{text}");
    let shut = analyst.open(&format!("{case}/move")).await.expect(200);
    assert_eq!(shut.path(), case);
    sent(&analyst, &format!("{case}/reopen"), &[("why", "Bikes go again")])
        .await
        .expect(200);
    let told = analyst.open(&format!("{case}/history")).await.expect(200);
    assert_eq!(
        told.texts(".fm-timeline__title")[..2],
        ["Opened the case again", "Closed the case: no difference seen"]
    );
}

#[tokio::test]
async fn the_second_person_sees_what_the_first_changed() {
    let server = Server::start(program().demo()).await;
    let analyst = signed_in(&server, "analyst@example.org").await;
    let lead = signed_in(&server, "lead@example.org").await;
    let path = "/partner/problems/1/move";
    let (first, second) = (form(&analyst, path).await, form(&lead, path).await);
    let saved = first.fill("stage", "assessment").fill("next", "Count again");
    saved.submit().await.expect(200);
    // The same form again changes nothing.
    saved.submit().await.expect(200);
    let late = second.fill("stage", "analysis").submit().await.expect(422);
    assert_eq!(
        late.errors(),
        [
            "Somebody has changed this since you opened the page. It now shows what they entered. Make your change again"
        ]
    );
    let now = late.form_to(path);
    assert_eq!(
        (now.value("stage"), now.value("next")),
        (Some("assessment"), Some("Count again"))
    );
    now.fill("stage", "analysis").submit().await.expect(200);
}

#[tokio::test]
async fn the_public_reads_the_summary_that_somebody_else_published_and_nothing_else() {
    let server = Server::start(program().demo()).await;
    let analyst = signed_in(&server, "analyst@example.org").await;
    let lead = signed_in(&server, "lead@example.org").await;
    let visitor = server.browser();
    let case = a_case(&analyst, "Planted case", "cambridge-university-library").await;
    let address = format!(
        "/partnership/cambridge/problems/{}",
        case.rsplit('/').next().unwrap()
    );
    let empty = sent(&analyst, &format!("{case}/summary"), &[("place", "")])
        .await
        .expect(422);
    assert_eq!(empty.errors().len(), 5);
    let text = [
        ("title", "Racks at the library"),
        ("place", "The university library"),
        ("problem", "Bikes went"),
        ("done", "More stands"),
        ("came", "Too early to say"),
    ];
    sent(&analyst, &format!("{case}/summary"), &text)
        .await
        .expect(200);
    visitor.open(&address).await.expect(404);
    analyst.open(&format!("{case}/summary/publish")).await.expect(403);
    let publish = format!("{case}/summary/publish");
    let stale = form(&lead, &publish).await;
    // The publisher has read an earlier text than the one there is now.
    sent(&analyst, &format!("{case}/summary"), &[("done", "New lamps")])
        .await
        .expect(200);
    let refused = stale.submit().await.expect(422);
    assert!(
        refused.errors()[0].starts_with("Somebody has changed this"),
        "{:?}",
        refused.errors()
    );
    sent(&lead, &publish, &[]).await.expect(200);
    let shown = visitor.open(&address).await.expect(200);
    assert_eq!(shown.header("set-cookie"), None);
    assert!(shown.text("main").contains("New lamps"), "{}", shown.text("main"));
    assert!(!shown.body().contains("Planted"));
    assert!(
        shown.attributes("main svg", "class").is_empty(),
        "there is no map"
    );
    let list = visitor.open("/partnership/cambridge/problems").await.expect(200);
    assert!(list.text("main").contains("Racks at the library"));
    // The lead writes it anew, and cannot publish that.
    sent(&lead, &format!("{case}/summary"), &[("done", "Planted draft")])
        .await
        .expect(200);
    let own = sent(&lead, &publish, &[]).await.expect(403);
    assert!(
        own.errors()[0].starts_with("You wrote this summary"),
        "{:?}",
        own.errors()
    );
    assert!(
        !visitor
            .open(&address)
            .await
            .expect(200)
            .body()
            .contains("Planted")
    );
    let withdraw = format!("{case}/summary/withdraw");
    let unsaid = sent(&lead, &withdraw, &[]).await.expect(422);
    assert_eq!(unsaid.errors(), ["Say why"]);
    sent(&lead, &withdraw, &[("why", "It is not right")])
        .await
        .expect(200);
    visitor.open(&address).await.expect(404);
}

#[tokio::test]
async fn actions_and_campaigns_name_a_case_only_to_those_in_it_and_officers_find_theirs() {
    let server = Server::start(program().demo()).await;
    let lead = signed_in(&server, "lead@example.org").await;
    let officer = signed_in(&server, "officer@example.org").await;
    let case = lead.open("/partner/problems/1").await.expect(200);
    let links = case.attributes("main a", "href");
    for part in ["/actions/", "/partner/campaigns/"] {
        let page = links.iter().find(|href| href.contains(part)).unwrap();
        let title = "Bikes taken from the racks at the station";
        assert!(
            lead.open(page).await.expect(200).text("main").contains(title),
            "{page}"
        );
        assert!(
            !officer.open(page).await.expect(200).body().contains(title),
            "{page}"
        );
    }
    let public = server
        .browser()
        .open("/partnership/cambridge/plan")
        .await
        .expect(200);
    assert!(!public.body().contains("Bikes taken from the racks"));
    let nav = |page: &Page| {
        page.attributes("header a", "href")
            .contains(&"/partner/problems".to_owned())
    };
    assert!(nav(&officer.open("/police/look-up").await.expect(200)));
    let owner = server.browser().open("/").await.expect(200);
    assert!(!nav(&owner) && !nav(&lead.open("/partner/plan").await.expect(200)));
}

#[tokio::test]
async fn a_closed_quarter_has_the_band_of_a_case_and_hot_places_lead_to_new_ones() {
    let server = Server::start(program().demo()).await;
    let lead = signed_in(&server, "lead@example.org").await;
    let insights = eventually("the first quarter to close", async || {
        let page = lead.open("/partner/insights").await.expect(200);
        let waits = page.text("main").contains("No quarter has been closed yet");
        (!waits).then_some(page)
    })
    .await;
    let case = lead.open("/partner/problems/1").await.expect(200);
    let bands = case.texts("[data-label=Thefts]");
    assert!(bands.len() == 1 && bands[0].contains(" to "), "{bands:?}");
    assert!(!insights.text("main").contains("Bikes taken from the racks"));
    let links = insights.attributes("main a", "href");
    match links.iter().find(|href| href.starts_with(NEW)) {
        Some(link) => {
            let new = lead.open(link).await.expect(200).form_to(NEW);
            assert!(new.value("where").unwrap().starts_with("hot-"));
        }
        None => assert!(insights.text("main").contains("No place clearly has more thefts")),
    }
}
