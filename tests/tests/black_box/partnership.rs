//! The work of a partnership: its plan from the first line to next year's, and what the public sees.

use crate::events::in_days;
use crate::people::signed_in;
use crate::serve::program;
use jiff::civil::Date;
use tests::{Browser, Form, Page, Server};

/// Fills the boxes of a date.
fn dated(form: Form, id: &str, day: Date) -> Form {
    form.fill(&format!("{id}_day"), &day.day().to_string())
        .fill(&format!("{id}_month"), &day.month().to_string())
        .fill(&format!("{id}_year"), &day.year().to_string())
}

async fn sent(browser: &Browser, path: &str, fields: &[(&str, &str)]) -> Page {
    let form = browser.open(path).await.expect(200).form_to(path);
    let form = fields
        .iter()
        .fold(form, |form, (name, value)| form.fill(name, value));
    form.submit().await
}

/// Begins a plan for next year that is only about scams, and returns its address.
async fn a_plan(lead: &Browser) -> String {
    let next = lead.open("/partner/plan/new").await.expect(200);
    let years = next.attributes("input[name=year]", "value");
    let form = next.form_to("/partner/plan/new");
    let form = form
        .fill("title", "Safe from scams")
        .fill("year", years.last().unwrap());
    let page = form.submit().await.expect(200);
    let plan = page.path().to_owned();
    let priority = [("title", "Scams"), ("kind", "priority"), ("topic", "fraud")];
    sent(lead, &format!("{plan}/priorities/new"), &priority)
        .await
        .expect(200);
    let objective = [("text", "Fewer people lose money"), ("term", "short")];
    sent(lead, &format!("{plan}/priorities/1/objectives"), &objective)
        .await
        .expect(200);
    plan
}

#[tokio::test]
#[expect(
    clippy::too_many_lines,
    reason = "one plan from its first line to next year's"
)]
async fn a_plan_without_a_bike_is_written_published_and_evaluated() {
    let server = Server::start(program().demo()).await;
    let lead = signed_in(&server, "lead@example.org").await;
    let plan = a_plan(&lead).await;

    let measures = format!("{plan}/objectives/2/measures");
    let without = [("name", "People warned"), ("unit", "count"), ("direction", "up")];
    let refused = sent(&lead, &measures, &without).await.expect(422);
    assert_eq!(
        refused.errors(),
        ["Enter the baseline, or say why there is none yet"]
    );
    let form = without
        .iter()
        .fold(refused.form_to(&measures), |form, (name, value)| {
            form.fill(name, value)
        });
    form.fill("because", "the talks begin in May")
        .submit()
        .await
        .expect(200);

    let actions = format!("{plan}/objectives/2/actions");
    let form = lead.open(&actions).await.expect(200).form_to(&actions);
    let form = form.fill("title", "Hold talks").fill("owner", "2");
    let past = dated(form.clone(), "due", in_days(-1)).submit().await.expect(422);
    assert_eq!(past.errors(), ["The due date must be today or later"]);
    dated(form, "due", in_days(0)).submit().await.expect(200);
    let action = format!("{plan}/actions/4");
    let done = sent(&lead, &action, &[("status", "done")]).await.expect(422);
    assert_eq!(done.errors(), ["Say what shows that the action is done"]);
    assert!(
        !lead
            .open(&plan)
            .await
            .expect(200)
            .text("main")
            .replace("Latest", "")
            .contains("Late"),
        "today is not past its day"
    );

    // Nobody can publish their own work, not even with a forged form.
    let publish = format!("{plan}/publish");
    let own = lead
        .open(&publish)
        .await
        .expect(200)
        .form_to(&publish)
        .submit()
        .await
        .expect(403);
    assert_eq!(
        own.errors(),
        ["You made the last change, so somebody else has to publish it"]
    );
    let coordinator = signed_in(&server, "coordinator@example.org").await;
    coordinator.open(&plan).await.expect(200);
    coordinator.open(&publish).await.expect(403);
    let public = server.browser();
    assert!(
        !public
            .open("/partnership/cambridge/plan")
            .await
            .expect(200)
            .body()
            .contains("Safe from scams")
    );
    let publisher = signed_in(&server, "publisher@example.org").await;
    publisher
        .open(&publish)
        .await
        .expect(200)
        .form_to(&publish)
        .submit()
        .await
        .expect(200);
    let shown = public.open("/partnership/cambridge/plan").await.expect(200);
    assert!(shown.body().contains("Safe from scams") && shown.body().contains("Hold talks"));
    let history = lead
        .open(&format!("{plan}/history"))
        .await
        .expect(200)
        .text("main");
    assert!(
        history.contains("Published the plan") && history.contains("Pat Publisher"),
        "{history}"
    );

    let evaluation = [
        ("done", "Six talks"),
        ("changed", "120 people were warned, 0 the year before"),
        ("else_explains", "Banks warn people too"),
        ("verdict", "keep"),
    ];
    sent(&lead, &format!("{plan}/priorities/1/evaluation"), &evaluation)
        .await
        .expect(200);
    let next = sent(&lead, &format!("{plan}/next"), &[]).await.expect(200);
    assert!(next.path() != plan && next.text("main").contains("Fewer people lose money"));
}

#[tokio::test]
async fn who_opened_a_form_first_and_sends_it_second_sees_what_the_other_entered() {
    let server = Server::start(program().demo()).await;
    let lead = signed_in(&server, "lead@example.org").await;
    let plan = a_plan(&lead).await;
    let address = format!("{plan}/objectives/2");
    let form = async || lead.open(&address).await.expect(200).form_to(&address);
    let (first, second) = (form().await, form().await);
    first
        .fill("text", "Nobody loses money")
        .submit()
        .await
        .expect(200);
    let refused = second.fill("text", "Mine").submit().await.expect(422);
    assert!(
        refused.errors()[0].starts_with("Somebody has changed this"),
        "{:?}",
        refused.errors()
    );
    assert_eq!(refused.attributes("#text", "value"), ["Nobody loses money"]);
}

#[tokio::test]
#[expect(clippy::too_many_lines, reason = "one link, from the e-mail to its end")]
async fn an_agency_answers_by_its_link_without_signing_in() {
    let server = Server::start(program().demo()).await;
    let lead = signed_in(&server, "lead@example.org").await;
    let shown = lead.open("/partner/plan/1").await.expect(200);
    let reports = shown.attributes("main a", "href");
    let report = reports
        .into_iter()
        .find(|href| href.starts_with("/partner/plan/reports/"));
    // Until 22 July no quarter of this financial year has closed.
    let Some(report) = report else {
        assert!((4..=7).contains(&in_days(0).month()), "no report was drafted");
        return;
    };
    let ask = format!("{report}/ask");
    let asked = lead
        .open(&report)
        .await
        .expect(200)
        .form_to(&ask)
        .submit()
        .await
        .expect(200);
    assert!(asked.text("main").contains("We asked"), "{}", asked.text("main"));
    let link = server
        .next_mail_to("probation@agencies.example.org")
        .await
        .link("/progress/");
    let agency = server.browser();
    let path = format!("/progress/{}", link.rsplit('/').next().unwrap());
    for _ in 0..3 {
        agency.open(&path).await.expect(200);
    }
    let form = agency.open(&path).await.expect(200).form_to(&path);
    let unfilled = form.clone().submit().await.expect(422);
    assert_eq!(
        unfilled.errors(),
        ["Change the status of an action, or write something"]
    );
    form.fill("comment", "Two people began")
        .submit()
        .await
        .expect(200);
    assert!(
        lead.open(&report)
            .await
            .expect(200)
            .text("main")
            .contains("Two people began")
    );
    let form = agency.open(&path).await.expect(200).form_to(&path);
    form.fill("comment", "Three people began")
        .submit()
        .await
        .expect(200);
    let shown = lead.open(&report).await.expect(200);
    assert!(shown.text("main").contains("Three people began") && !shown.text("main").contains("Two people"));
    shown
        .form_to(&format!("{report}/close"))
        .submit()
        .await
        .expect(200);
    let over = agency.open(&path).await.expect(410);
    assert!(over.text("main").contains("coordinator"));
    agency.open("/progress/AAAAAAAAAAAAAAAAAAAAAA").await.expect(410);
}

#[tokio::test]
async fn public_pages_set_no_cookie_and_may_be_kept_for_a_little() {
    let server = Server::start(program().demo()).await;
    for path in ["", "/plan", "/reports"] {
        let page = server
            .browser()
            .open(&format!("/partnership/cambridge{path}"))
            .await
            .expect(200);
        assert_eq!(page.header("set-cookie"), None, "{path}");
        assert_eq!(
            page.header("cache-control"),
            Some("public, max-age=300"),
            "{path}"
        );
        assert!(!page.body().contains("style="), "{path}");
    }
    let capitals = server
        .browser()
        .open_without_following("/partnership/Cambridge/Plan")
        .await;
    assert_eq!(
        capitals.expect(308).header("location"),
        Some("/partnership/cambridge/plan")
    );
    server.browser().open("/partnership/nowhere").await.expect(404);
    let names = server
        .browser()
        .open("/partnership/cambridge")
        .await
        .expect(200)
        .text("main");
    for part in [
        "Reducing violence in our city centre",
        "City Centre",
        "This is a demonstration",
    ] {
        assert!(names.contains(part), "{part}");
    }
    let east = server
        .browser()
        .open("/partnership/east-cambs/plan")
        .await
        .expect(200)
        .text("main");
    assert!(
        east.contains("Working to tackle local issues of high harm"),
        "{east}"
    );
    for path in ["/partner/plan", "/partner/plan/1", "/partner/agencies"] {
        let lead = signed_in(&server, "lead@example.org").await;
        let page = lead.open(path).await.expect(200);
        assert_eq!(page.header("cache-control"), Some("no-store"), "{path}");
    }
    let home = server.browser().open("/").await.expect(200);
    assert!(
        home.attributes("main a", "href")
            .contains(&"/partnership/cambridge".to_owned())
    );
}
