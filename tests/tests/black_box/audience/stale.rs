//! A code is good for fifteen minutes, on every route that asks for a fresh one.

use super::addresses::addresses;
use super::{FRESH, STAFF, Seen, a_token, asked, set_rules, table};
use crate::people::{Telling, an_owner, signed_in};
use crate::second_factor::{code, now, secret_on, typed};
use crate::serve::program;
use jiff::SignedDuration;
use tests::{Browser, Server};

const SET_UP: &str = "/account/second-factor/set-up";

/// Sets up a code app for somebody who has just signed in.
async fn with_app(browser: &Browser) {
    let page = browser.open(SET_UP).await.expect(200);
    let first = code(&secret_on(&page), now());
    let codes = typed(&page, &first).await.expect(200);
    let kept = codes.form_to("/account/second-factor/recovery-codes/kept");
    kept.submit().await.expect(200);
}

#[tokio::test]
async fn a_code_that_is_fifteen_minutes_old_opens_nothing_that_is_careful() {
    let mut server = Server::start(program().demo()).await;
    let (owner, bike) = an_owner(&server, &Telling::of("SWP 10001 Q", "sweep@example.org")).await;
    let officer = signed_in(&server, "officer@example.org").await;
    let named = addresses(&server, &owner, &bike, &officer).await;
    set_rules(&server, "at-once");
    let mut staff = Vec::new();
    for audience in STAFF {
        let browser = signed_in(&server, &format!("{audience}@example.org")).await;
        with_app(&browser).await;
        staff.push((audience, browser));
    }
    let mut wrong = Vec::new();
    let mut opened = 0;
    for is_stale in [false, true] {
        if is_stale {
            server.set_clock(now() + SignedDuration::from_mins(16));
            server.restart().await;
        }
        for (audience, browser) in &staff {
            let browser = browser.clone().moved_to(server.address());
            let token = a_token(&browser).await;
            // The page that sets up an app asks whoever has one for a code, too.
            for (method, route, address, whose) in table().filter(|row| row.1 != SET_UP) {
                let is_fresh = FRESH.contains(&(*method, *route));
                if whose.what(audience) != Seen::ItsPage || !is_fresh && *method != "GET" {
                    continue;
                }
                // With a fresh code, a form that is sent would do something. Another test sends them all.
                if is_fresh && !is_stale && *method != "GET" {
                    continue;
                }
                let path = named
                    .iter()
                    .fold((*address).to_owned(), |path, (name, is)| path.replace(name, is));
                let seen = Seen::of(&asked(&browser, method, &path, &token).await);
                opened += usize::from(is_fresh);
                if (seen == Ok(Seen::SecondFactor)) != (is_fresh && is_stale) {
                    let age = if is_stale { "an old" } else { "a fresh" };
                    wrong.push(format!(
                        "{method} {path}: with {age} code, {audience} sees {seen:?}"
                    ));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(opened > FRESH.len(), "each careful route was asked for: {opened}");
}
