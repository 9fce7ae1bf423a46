//! Who may do what: everybody asks for every route of the site, and the answers must agree with the product's table.

mod addresses;
mod assessments;
mod campaigns;
mod desk;
mod inspectors;
mod matrices;
mod meetings;
mod officers;
mod owners;
mod partners;
mod partnership;
mod problems;
mod routes;
mod stale;
mod visitors;

use self::For::{AtTheDoor, Everybody, SignedIn};
use self::addresses::addresses;
use self::routes::routes;
use crate::people::{Telling, an_owner, signed_in};
use crate::serve::program;
use reqwest::Method;
use std::collections::BTreeSet;
use tests::{Browser, Page, Server};

/// Everybody who comes to the site. The owner asks last, because some things are gone after that.
const AUDIENCES: [&str; 10] = [
    "visitor",
    "volunteer",
    "coordinator",
    "officer",
    "analyst",
    "orgadmin",
    "siteadmin",
    LEAD,
    INSPECTOR,
    "owner",
];

/// A coordinator of the organisation that leads a partnership. The other coordinator asks for everything but the
/// partnership's work.
const LEAD: &str = "lead";

/// An administrator of the police force. The other administrator asks for everything but the log.
const INSPECTOR: &str = "inspector";

/// Who a route is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum For {
    /// Anybody, signed in or not.
    Everybody,
    /// Anybody who is signed in, for their own things.
    SignedIn,
    /// Anybody who has followed a link, even if a code is still asked for.
    AtTheDoor,
    /// The owner of the one bike. Nobody else is told that it exists.
    ItsOwner,
    /// Volunteers and coordinators.
    TheDesk,
    /// Officers.
    ThePolice,
    /// Coordinators and administrators, for their own organisations.
    TheStock,
    /// Coordinators, for what their desks could not finish.
    TheWorkList,
    /// Coordinators of the organisation that holds the event; administrators are not told that it exists.
    ItsCoordinator,
    /// A coordinator of another organisation's events: here only a site administrator.
    AnotherOrganisation,
    /// Those who take part in the partnership's work.
    ThePartnership,
    /// A coordinator of the organisation that leads the partnership.
    TheLead,
    /// A coordinator of the organisation that leads another partnership.
    ThatLead,
    /// Those who take part in another partnership's work.
    AnotherPartnership,
    /// Those who take part in the work, but this part of it does not exist.
    NoSuchWork,
    /// Those who write or publish assessments.
    TheAssessors,
    /// Those who write or publish assessments, but there is no such edition or matrix.
    NoSuchEdition,
    /// Those who keep the plan, and the agency whose action it is.
    TheAgency,
    /// Those whose agency is in the council's problem case, and the coordinator of the lead organisation.
    ItsSolvers,
    /// Those whose agency is in the police's problem case, and the coordinator of the lead organisation.
    ItsForce,
    /// Somebody in the lead organisation, but not the person who made the last change.
    NotItsAuthor,
    /// Administrators, who read the log.
    TheInspectors,
    /// The administrator of the force whose look-ups these are. Other administrators are not told that they exist.
    ItsInspector,
    /// Nobody: there is nothing there for anybody.
    Nobody,
}

/// Who takes part in the work of the first partnership.
const PARTNERS: [&str; 4] = ["coordinator", "officer", "analyst", LEAD];

/// Who writes or publishes the assessments of the first partnership.
const ASSESSORS: [&str; 2] = ["analyst", LEAD];

/// What an audience gets to see.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Seen {
    /// An answer from the room itself: a page, the errors of an empty form, or a redirect.
    ItsPage,
    /// A redirect to the sign-in page.
    SignIn,
    /// "You may not".
    Forbidden,
    /// "There is nothing here".
    NothingThere,
    /// A redirect to a page of the second factor.
    SecondFactor,
}

impl For {
    fn is_of_partnership(self) -> bool {
        matches!(
            self,
            Self::ThePartnership
                | Self::AnotherPartnership
                | Self::NoSuchWork
                | Self::TheAssessors
                | Self::NoSuchEdition
                | Self::NotItsAuthor
                | Self::TheAgency
                | Self::ItsSolvers
                | Self::ItsForce
                | Self::TheLead
                | Self::ThatLead
        )
    }

    fn is_of_log(self) -> bool {
        matches!(self, Self::TheInspectors | Self::ItsInspector)
    }

    fn what(self, audience: &str) -> Seen {
        let wanted = match self {
            Self::Everybody => return Seen::ItsPage,
            Self::Nobody => return Seen::NothingThere,
            _ if audience == "visitor" => return Seen::SignIn,
            Self::SignedIn | Self::AtTheDoor => return Seen::ItsPage,
            Self::ItsOwner if audience == "owner" => return Seen::ItsPage,
            Self::ItsOwner => return Seen::NothingThere,
            Self::TheDesk => ["volunteer", "coordinator"].as_slice(),
            Self::ThePolice => &["officer"],
            Self::ItsCoordinator if ["orgadmin", "siteadmin"].contains(&audience) => {
                return Seen::NothingThere;
            }
            Self::ItsCoordinator => &["coordinator"],
            Self::AnotherOrganisation if ["coordinator", "orgadmin"].contains(&audience) => {
                return Seen::NothingThere;
            }
            Self::AnotherOrganisation => &["siteadmin"],
            Self::TheWorkList => &["coordinator"],
            Self::ThePartnership => &PARTNERS,
            // The force is an agency of both partnerships.
            Self::AnotherPartnership if audience == "officer" => return Seen::ItsPage,
            Self::AnotherPartnership if PARTNERS.contains(&audience) => return Seen::NothingThere,
            Self::AnotherPartnership => &[],
            Self::NoSuchWork if PARTNERS.contains(&audience) => return Seen::NothingThere,
            Self::NoSuchWork | Self::NotItsAuthor => &[],
            Self::TheAgency => &["analyst", LEAD],
            Self::ItsSolvers if ["coordinator", "officer"].contains(&audience) => {
                return Seen::NothingThere;
            }
            Self::ItsSolvers => &["analyst", LEAD],
            Self::ItsForce if ["coordinator", "analyst"].contains(&audience) => {
                return Seen::NothingThere;
            }
            Self::ItsForce => &["officer", LEAD],
            Self::TheAssessors => &ASSESSORS,
            Self::NoSuchEdition if ASSESSORS.contains(&audience) => return Seen::NothingThere,
            Self::NoSuchEdition => &[],
            Self::TheLead => &[LEAD],
            Self::ThatLead if audience == LEAD => return Seen::NothingThere,
            Self::ThatLead => &[],
            Self::TheStock => &["coordinator", "orgadmin", "siteadmin"],
            Self::TheInspectors => &["orgadmin", "siteadmin", INSPECTOR],
            Self::ItsInspector if ["orgadmin", "siteadmin"].contains(&audience) => {
                return Seen::NothingThere;
            }
            Self::ItsInspector => &[INSPECTOR],
        };
        if wanted.contains(&audience) {
            Seen::ItsPage
        } else {
            Seen::Forbidden
        }
    }
}

impl Seen {
    fn of(page: &Page) -> Result<Self, String> {
        let leads_to = page.header("location").unwrap_or_default();
        match page.status() {
            303 if leads_to.starts_with("/sign-in?next=") => Ok(Self::SignIn),
            303 if SECOND_FACTOR.iter().any(|page| leads_to.starts_with(page)) => Ok(Self::SecondFactor),
            // 410: a link that has been used, or was never made.
            200 | 303 | 308 | 410 | 422 => Ok(Self::ItsPage),
            403 if page.heading().contains("too old") || page.heading().contains("expired") => {
                Err("the form's token was not taken".to_owned())
            }
            403 => Ok(Self::Forbidden),
            404 => Ok(Self::NothingThere),
            other => Err(format!("status {other}: {}", page.text("main"))),
        }
    }
}

/// The method, the route as the code has it, an address for it, and who it is for. `BIKE` is the owner's bike, `FOUND`
/// the officer's look-up, `CASE` a recovery of the officer's force, `EVENT` today's event, and `ENTRY` an entry from
/// its desk that is waiting. `BATCH` is a batch of the coordinator's organisation, `BLANK` one of its blank marks,
/// `MARK` a mark that is on a bike, and `SCRIPT` a file that a page loads. `PLANNED` is one of the coordinator's
/// events, `BOOKED` a booking for it, and `TICKET` the link of that booking; `DRAFT` is an event that is not published.
/// `LISTED` is a list of the officer's force, and `LINED` one of its rows. `WEEKLY` is a sample of that force's look-ups, and
/// `DRAWN` one of them.
type Row = (&'static str, &'static str, &'static str, For);

/// The pages of the second factor that come before others.
const SECOND_FACTOR: [&str; 2] = ["/account/second-factor/set-up?next=", "/sign-in/code?next="];

/// The routes that need a fresh code: owners' details, lists of people, and publishing.
const FRESH: [(&str, &str); 22] = [
    ("GET", "/admin/log/export.csv"),
    ("GET", "/partner/campaigns/{campaign}/publish"),
    ("POST", "/partner/campaigns/{campaign}/publish"),
    ("GET", "/partner/consultations/{consultation}/publish"),
    ("POST", "/partner/consultations/{consultation}/publish"),
    ("GET", "/partner/consultations/{consultation}/result"),
    ("POST", "/partner/consultations/{consultation}/result"),
    ("GET", "/police/look-up/{id}/bikes/{bike}/owner"),
    ("POST", "/police/look-up/{id}/bikes/{bike}/owner"),
    ("GET", "/police/property-store/{list}/result.csv"),
    ("GET", "/police/property-store/{list}/result.xlsx"),
    ("GET", "/partner/events/{id}/bookings.csv"),
    ("GET", "/partner/events/{id}/marked.csv"),
    ("GET", "/partner/meetings/{meeting}/questions/{part}"),
    ("POST", "/partner/meetings/{meeting}/questions/{part}"),
    ("GET", "/partner/problems/{problem}/summary/publish"),
    ("POST", "/partner/problems/{problem}/summary/publish"),
    ("GET", "/partner/plan/{plan}/publish"),
    ("POST", "/partner/plan/{plan}/publish"),
    ("POST", "/partner/plan/reports/{report}/publish"),
    ("POST", "/partner/insights/assessment/{id}/publish"),
    ("POST", "/account/second-factor/recovery-codes"),
];

/// The rule that lets staff work for a week without a second factor, but asks for one before what is careful.
const WITHIN: &str = "within-seven-days";

/// The roles that need a second factor.
const STAFF: [&str; 6] = ["coordinator", "officer", "analyst", "orgadmin", "siteadmin", LEAD];

/// All rows, in the order in which people ask for them.
fn table() -> impl Iterator<Item = &'static Row> {
    let rows = [
        visitors::ROWS,
        owners::ROWS,
        desk::ROWS,
        officers::ROWS,
        inspectors::ROWS,
        partners::ROWS,
        partnership::ROWS,
        meetings::ROWS,
        problems::ROWS,
        campaigns::ROWS,
        assessments::ROWS,
        matrices::ROWS,
        SIGN_OUT,
    ];
    rows.into_iter().flatten()
}

/// The last rows, because nobody is signed in after them.
const SIGN_OUT: &[Row] = &[
    (
        "POST",
        "/account/sign-out-everywhere",
        "/account/sign-out-everywhere",
        SignedIn,
    ),
    ("POST", "/sign-out", "/sign-out", Everybody),
];

async fn a_token(browser: &Browser) -> String {
    let form = browser.open("/register/email").await.expect(200).form();
    form.value("csrf").expect("a token").to_owned()
}

async fn asked(browser: &Browser, method: &str, path: &str, token: &str) -> Page {
    let request = match method {
        "GET" => browser.request(Method::GET, path),
        _ if path.ends_with("/photos")
            || path.ends_with("/photo")
            || path.ends_with("/papers")
            || path == "/police/property-store"
            || path.ends_with("/columns") =>
        {
            let form = reqwest::multipart::Form::new().text("csrf", token.to_owned());
            browser.request(Method::POST, path).multipart(form)
        }
        _ if path == "/desk/sync" => browser
            .request(Method::POST, path)
            .header("x-csrf-token", token)
            .json(&serde_json::json!({ "entries": [] })),
        _ => browser.request(Method::POST, path).form(&[("csrf", token)]),
    };
    browser.send(request).await
}

#[tokio::test]
async fn every_route_shows_each_audience_what_the_table_says() {
    let server = Server::start(program().demo()).await;
    let (owner, bike) = an_owner(&server, &Telling::of("SWP 10001 Q", "sweep@example.org")).await;
    let officer = signed_in(&server, "officer@example.org").await;
    let named = addresses(&server, &owner, &bike, &officer).await;
    let mut wrong = Vec::new();
    for audience in AUDIENCES {
        let browser = match audience {
            "visitor" => server.browser(),
            "owner" => owner.clone(),
            "officer" => officer.clone(),
            staff => signed_in(&server, &format!("{staff}@example.org")).await,
        };
        let token = a_token(&browser).await;
        for (method, _, address, whose) in table() {
            let path = named
                .iter()
                .fold((*address).to_owned(), |path, (name, is)| path.replace(name, is));
            // Nobody is signed in any more, so the token is a different one.
            let token = if path == "/sign-out" {
                a_token(&browser).await
            } else {
                token.clone()
            };
            if audience == LEAD && !whose.is_of_partnership() || audience == INSPECTOR && !whose.is_of_log() {
                continue;
            }
            let page = asked(&browser, method, &path, &token).await;
            match Seen::of(&page) {
                Ok(seen) if seen == whose.what(audience) => {}
                seen => wrong.push(format!(
                    "{method} {path} is for {whose:?}: {audience} should see {:?} and sees {seen:?} ({})",
                    whose.what(audience),
                    page.status()
                )),
            }
        }
    }
    assert!(
        wrong.is_empty(),
        "{} answers are not what the table says:\n{}",
        wrong.len(),
        wrong.join("\n")
    );
}

/// Sets what every organisation of the demonstration asks of its staff.
fn set_rules(server: &Server, rule: &str) {
    let listed = server.command(["org", "list", "--json"]);
    let all: serde_json::Value = serde_json::from_slice(&listed.stdout).expect("organisations");
    for organisation in all.as_array().expect("a list") {
        let slug = organisation["slug"].as_str().expect("a slug");
        let done = server.command(["org", "second-factor", slug, rule]);
        assert!(done.status.success(), "{slug}");
    }
}

#[tokio::test]
async fn no_route_opens_without_a_second_factor_or_what_is_careful_without_a_fresh_code() {
    let server = Server::start(program().demo()).await;
    let (owner, bike) = an_owner(&server, &Telling::of("SWP 10001 Q", "sweep@example.org")).await;
    let officer = signed_in(&server, "officer@example.org").await;
    let named = addresses(&server, &owner, &bike, &officer).await;
    let mut wrong = Vec::new();
    for rule in [WITHIN, "at-once"] {
        set_rules(&server, rule);
        for audience in STAFF {
            let browser = signed_in(&server, &format!("{audience}@example.org")).await;
            let token = a_token(&browser).await;
            for (method, route, address, whose) in table() {
                let is_fresh = FRESH.contains(&(*method, *route));
                if matches!(whose, Everybody | AtTheDoor | For::Nobody)
                    || (rule == WITHIN && *method != "GET" && !is_fresh)
                {
                    // With this rule, forms work as with the rule that asks for nothing, which the other test is about.
                    continue;
                }
                let path = named
                    .iter()
                    .fold((*address).to_owned(), |path, (name, is)| path.replace(name, is));
                let seen = Seen::of(&asked(&browser, method, &path, &token).await);
                let stopped = seen == Ok(Seen::SecondFactor);
                let is_right = match (rule, is_fresh) {
                    (WITHIN, false) => !stopped,
                    // Somebody without the permit is not asked for a code, but sent away.
                    (WITHIN, true) if whose.what(audience) != Seen::ItsPage => {
                        stopped || seen == Ok(Seen::Forbidden)
                    }
                    // Some forms of owners lead to the sign-in themselves.
                    _ => stopped || seen == Ok(Seen::SignIn),
                };
                if !is_right {
                    wrong.push(format!(
                        "{rule}: {method} {path} is for {whose:?}: {audience} sees {seen:?}"
                    ));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    let missing: Vec<_> = FRESH
        .iter()
        .filter(|(method, route)| !table().any(|row| (row.0, row.1) == (*method, *route)))
        .collect();
    assert!(missing.is_empty(), "no such routes: {missing:?}");
}

#[test]
fn the_table_lists_every_route_and_no_other() {
    let listed: BTreeSet<(String, String)> = table()
        .map(|(method, route, ..)| ((*method).to_owned(), (*route).to_owned()))
        .collect();
    let there = routes();
    assert!(
        there.len() > 60,
        "only {} routes were read: looked in the wrong place",
        there.len()
    );
    let missing: Vec<_> = there.difference(&listed).collect();
    assert!(
        missing.is_empty(),
        "say in the table who these are for: {missing:?}"
    );
    let gone: Vec<_> = listed.difference(&there).collect();
    assert!(
        gone.is_empty(),
        "these are in the table and nowhere else: {gone:?}"
    );
}
