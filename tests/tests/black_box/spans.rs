//! What the log says about one look-up, from the page down to the statements.

use crate::people::signed_in;
use crate::serve::program;
use reqwest::Method;
use tests::Server;
use tests::wait::eventually;

/// What the officer types. No line may contain it.
const NUMBER: &str = "QXZ771K5530W";
const REASON: &str = "PS/2026/0815";

#[tokio::test]
async fn a_look_up_is_followed_from_the_page_down_to_its_statements() {
    let program = program()
        .demo()
        .variable("FRAMEMARK_LOG", "info,web=debug,registry=debug,store=debug");
    let server = Server::start(program).await;
    let officer = signed_in(&server, "officer@example.org").await;
    let page = officer.open("/police/look-up").await.expect(200);
    let sent = page.form().fill("number", NUMBER).fill("reason", REASON);
    let sent = officer
        .request(Method::POST, sent.target().path())
        .form(&sent.pairs())
        .header("X-Request-Id", "look-up-0815");
    let answer = officer.send(sent).await;
    assert_eq!(answer.header("x-request-id"), Some("look-up-0815"));

    let request = r#"request{id="look-up-0815" method=POST route="/police/look-up"}:"#;
    let below = eventually("the lines of the look-up", async || {
        let log = server.log();
        let lines = log.lines().filter_map(|line| line.split_once(request));
        let below: Vec<String> = lines.map(|(_, below)| below.to_owned()).collect();
        // The span of the verb may close a moment after the answer.
        let has = |what: &str| below.iter().any(|line| line.contains(what));
        let whole = has("Answered") && has("look_up: close");
        whole.then_some(below)
    })
    .await;
    for spans in [
        "look_up: close",
        "look_up:find: close",
        "look_up:find:load_with_thefts: close",
    ] {
        assert!(
            below.iter().any(|line| line.contains(spans)),
            "{spans}:\n{}",
            below.join("\n")
        );
    }
    let log = server.log();
    let (number, reason) = (NUMBER.to_lowercase(), REASON.to_lowercase());
    let log = log.to_lowercase();
    assert!(
        !log.contains(&number) && !log.contains(&reason),
        "what was typed is in the log"
    );
}
