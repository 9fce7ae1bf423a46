//! Who may do what: every route of the site, asked by everybody, held against the table of the product.

use std::collections::{BTreeMap, BTreeSet};

use crate::people::{Telling, an_owner, signed_in};
use crate::serve::program;
use crate::workspace::{root, sources};
use reqwest::Method;
use tests::{Browser, Page, Server};

/// Everybody who comes to the site; the owner last, for then things go.
const AUDIENCES: [&str; 8] = [
    "visitor",
    "volunteer",
    "coordinator",
    "officer",
    "analyst",
    "orgadmin",
    "siteadmin",
    "owner",
];

/// For whom a route is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum For {
    /// Anybody, signed in or not.
    Everybody,
    /// Anybody who is signed in, for their own things.
    SignedIn,
    /// The owner of the one bike; anybody else is not told that it exists.
    ItsOwner,
    /// Volunteers and coordinators.
    TheDesk,
    /// Officers.
    ThePolice,
    /// Coordinators and administrators, for the organisations that are theirs.
    TheStock,
    /// Coordinators, for what their desks could not finish.
    TheWorkList,
    /// Coordinators of the organisation that holds the event; administrators are not told that it exists.
    ItsCoordinator,
    /// A coordinator of another organisation's events: here only a site administrator.
    AnotherOrganisation,
    /// Nobody: there is no such thing for anyone.
    Nobody,
}

/// What an audience gets to see.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Seen {
    /// An answer of the room itself: a page, what is wrong with an empty form, or the way on.
    ItsPage,
    /// The way to the sign-in.
    SignIn,
    /// "You may not".
    Forbidden,
    /// "There is nothing here".
    NothingThere,
}

impl For {
    fn what(self, audience: &str) -> Seen {
        let wanted = match self {
            Self::Everybody => return Seen::ItsPage,
            Self::Nobody => return Seen::NothingThere,
            _ if audience == "visitor" => return Seen::SignIn,
            Self::SignedIn => return Seen::ItsPage,
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
            Self::TheStock => &["coordinator", "orgadmin", "siteadmin"],
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
            // 410: a link that is spent, or was never made.
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

use For::{
    AnotherOrganisation, Everybody, ItsCoordinator, ItsOwner, Nobody, SignedIn, TheDesk, ThePolice, TheStock,
    TheWorkList,
};

/// Method, route as the code has it, an address of it, and for whom it is. `BIKE` is the owner's bike, `FOUND` the
/// officer's look-up, `CASE` a recovery of the officer's force, `EVENT` today's event and `ENTRY` one of its desk's that
/// waits, `BATCH` a batch of the coordinator's organisation with the mark `BLANK`, `MARK` a mark that is on a bike,
/// `SCRIPT` what a page loads. `PLANNED` is an event of the coordinator's with a place that is `BOOKED` and its link,
/// `TICKET`; `DRAFT` one that is not published.
const TABLE: &[(&str, &str, &str, For)] = &[
    ("GET", "/", "/", Everybody),
    ("GET", "/check", "/check?number=WTU123056K", Everybody),
    ("GET", "/advice", "/advice", Everybody),
    ("GET", "/privacy", "/privacy", Everybody),
    ("GET", "/licences", "/licences", Everybody),
    ("GET", "/contact", "/contact", Everybody),
    ("GET", "/help", "/help", Everybody),
    ("GET", "/claim", "/claim", Everybody),
    ("POST", "/claim", "/claim", Everybody),
    ("GET", "/claim/done", "/claim/done", Everybody),
    ("GET", "/accessibility", "/accessibility", Everybody),
    ("GET", "/robots.txt", "/robots.txt", Everybody),
    ("GET", "/events", "/events", Everybody),
    ("GET", "/events/{id}", "/events/1", Everybody),
    ("GET", "/events/{id}", "/events/999999", Nobody),
    ("GET", "/events/{id}", "/events/DRAFT", Nobody),
    ("GET", "/events/{id}", "/events/1.ics", Everybody),
    ("GET", "/events.ics", "/events.ics", Everybody),
    ("GET", "/events/{id}/book", "/events/PLANNED/book", Everybody),
    ("POST", "/events/{id}/book", "/events/PLANNED/book", Everybody),
    ("GET", "/events/{id}/booked", "/events/PLANNED/booked", Everybody),
    ("GET", "/events/{id}/booked", "/events/DRAFT/booked", Nobody),
    ("GET", "/events/{id}/book", "/events/DRAFT/book", Nobody),
    ("POST", "/events/{id}/book", "/events/DRAFT/book", Nobody),
    (
        "GET",
        "/events/bookings/{token}",
        "/events/bookings/TICKET",
        Everybody,
    ),
    (
        "POST",
        "/events/bookings/{token}",
        "/events/bookings/TICKET",
        Everybody,
    ),
    (
        "GET",
        "/events/bookings/{token}",
        "/events/bookings/AAAAAAAAAAAAAAAAAAAAAA",
        Everybody,
    ),
    ("GET", "/m", "/m", Everybody),
    ("GET", "/M", "/M", Everybody),
    ("GET", "/m/{code}", "/m/MARK", Everybody),
    ("POST", "/m/{code}", "/m/MARK", Everybody),
    ("GET", "/M/{code}", "/M/MARK", Everybody),
    ("GET", "/m/{code}/sent", "/m/MARK/sent", Everybody),
    ("GET", "/assets/{*path}", "SCRIPT", Everybody),
    ("GET", "/assets/{*path}", "/assets/nothing.js", Nobody),
    ("GET", "/favicon.ico", "/favicon.ico", Everybody),
    ("GET", "/print.css", "/print.css", Everybody),
    ("GET", "/healthz", "/healthz", Everybody),
    ("GET", "/readyz", "/readyz", Everybody),
    ("GET", "/dev/mail", "/dev/mail", Everybody),
    ("GET", "/dev/mail/{name}", "/dev/mail/nothing.eml", Nobody),
    ("GET", "/sign-in", "/sign-in", Everybody),
    ("POST", "/sign-in", "/sign-in", Everybody),
    ("GET", "/sign-in/sent", "/sign-in/sent", Everybody),
    (
        "GET",
        "/sign-in/{token}",
        "/sign-in/AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
        Everybody,
    ),
    (
        "POST",
        "/sign-in/{token}",
        "/sign-in/AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
        Everybody,
    ),
    ("GET", "/register", "/register", Everybody),
    (
        "POST",
        "/register/start-again",
        "/register/start-again",
        Everybody,
    ),
    ("GET", "/register/email", "/register/email", Everybody),
    ("POST", "/register/email", "/register/email", Everybody),
    (
        "GET",
        "/register/frame-number",
        "/register/frame-number",
        Everybody,
    ),
    (
        "POST",
        "/register/frame-number",
        "/register/frame-number",
        Everybody,
    ),
    ("GET", "/register/make", "/register/make", Everybody),
    ("POST", "/register/make", "/register/make", Everybody),
    ("GET", "/register/makes.json", "/register/makes.json", Everybody),
    ("GET", "/register/model", "/register/model", Everybody),
    ("POST", "/register/model", "/register/model", Everybody),
    ("GET", "/register/colours", "/register/colours", Everybody),
    ("POST", "/register/colours", "/register/colours", Everybody),
    ("GET", "/register/kind", "/register/kind", Everybody),
    ("POST", "/register/kind", "/register/kind", Everybody),
    (
        "GET",
        "/register/other-numbers",
        "/register/other-numbers",
        Everybody,
    ),
    (
        "POST",
        "/register/other-numbers",
        "/register/other-numbers",
        Everybody,
    ),
    ("GET", "/register/features", "/register/features", Everybody),
    ("POST", "/register/features", "/register/features", Everybody),
    ("GET", "/register/photos", "/register/photos", Everybody),
    ("POST", "/register/photos", "/register/photos", Everybody),
    ("GET", "/register/photos/{photo}", "/register/photos/1", Everybody),
    (
        "POST",
        "/register/photos/{photo}/remove",
        "/register/photos/1/remove",
        Everybody,
    ),
    ("GET", "/register/mark", "/register/mark", Everybody),
    ("POST", "/register/mark", "/register/mark", Everybody),
    ("GET", "/register/you", "/register/you", Everybody),
    ("POST", "/register/you", "/register/you", Everybody),
    ("GET", "/register/check", "/register/check", Everybody),
    ("POST", "/register/check", "/register/check", Everybody),
    ("GET", "/register/done", "/register/done", Everybody),
    ("POST", "/register/done/again", "/register/done/again", Everybody),
    (
        "GET",
        "/register/done/address",
        "/register/done/address",
        Everybody,
    ),
    (
        "POST",
        "/register/done/address",
        "/register/done/address",
        Everybody,
    ),
    ("POST", "/register/start", "/register/start", SignedIn),
    ("GET", "/send-again", "/send-again", SignedIn),
    ("GET", "/report-stolen", "/report-stolen", Everybody),
    ("GET", "/account", "/account", SignedIn),
    ("GET", "/account/bikes", "/account/bikes", Everybody),
    ("GET", "/account/bikes/{bike}", "/account/bikes/BIKE", ItsOwner),
    (
        "GET",
        "/account/bikes/{bike}/confirm",
        "/account/bikes/BIKE/confirm",
        ItsOwner,
    ),
    (
        "POST",
        "/account/bikes/{bike}/confirm",
        "/account/bikes/BIKE/confirm",
        ItsOwner,
    ),
    (
        "POST",
        "/account/bikes/{bike}/messages/read",
        "/account/bikes/BIKE/messages/read",
        ItsOwner,
    ),
    (
        "GET",
        "/account/bikes/{bike}/photos",
        "/account/bikes/BIKE/photos",
        ItsOwner,
    ),
    (
        "POST",
        "/account/bikes/{bike}/photos",
        "/account/bikes/BIKE/photos",
        ItsOwner,
    ),
    (
        "GET",
        "/account/bikes/{bike}/report-stolen",
        "/account/bikes/BIKE/report-stolen",
        ItsOwner,
    ),
    (
        "POST",
        "/account/bikes/{bike}/report-stolen",
        "/account/bikes/BIKE/report-stolen",
        ItsOwner,
    ),
    (
        "GET",
        "/account/bikes/{bike}/report-stolen/where",
        "/account/bikes/BIKE/report-stolen/where",
        ItsOwner,
    ),
    (
        "POST",
        "/account/bikes/{bike}/report-stolen/where",
        "/account/bikes/BIKE/report-stolen/where",
        ItsOwner,
    ),
    (
        "GET",
        "/account/bikes/{bike}/report-stolen/how",
        "/account/bikes/BIKE/report-stolen/how",
        ItsOwner,
    ),
    (
        "POST",
        "/account/bikes/{bike}/report-stolen/how",
        "/account/bikes/BIKE/report-stolen/how",
        ItsOwner,
    ),
    (
        "GET",
        "/account/bikes/{bike}/report-stolen/crime-reference",
        "/account/bikes/BIKE/report-stolen/crime-reference",
        ItsOwner,
    ),
    (
        "POST",
        "/account/bikes/{bike}/report-stolen/crime-reference",
        "/account/bikes/BIKE/report-stolen/crime-reference",
        ItsOwner,
    ),
    (
        "GET",
        "/account/bikes/{bike}/report-stolen/check",
        "/account/bikes/BIKE/report-stolen/check",
        ItsOwner,
    ),
    (
        "POST",
        "/account/bikes/{bike}/report-stolen/check",
        "/account/bikes/BIKE/report-stolen/check",
        ItsOwner,
    ),
    (
        "GET",
        "/account/bikes/{bike}/report-stolen/done",
        "/account/bikes/BIKE/report-stolen/done",
        ItsOwner,
    ),
    (
        "GET",
        "/account/bikes/{bike}/found-it",
        "/account/bikes/BIKE/found-it",
        ItsOwner,
    ),
    (
        "POST",
        "/account/bikes/{bike}/found-it",
        "/account/bikes/BIKE/found-it",
        ItsOwner,
    ),
    ("GET", "/account/bikes/{bike}/photos/{photo}", "PHOTO", ItsOwner),
    (
        "POST",
        "/account/bikes/{bike}/photos/{photo}/remove",
        "PHOTO/remove",
        ItsOwner,
    ),
    ("GET", "/desk", "/desk", TheDesk),
    ("GET", "/desk/shell", "/desk/shell", Everybody),
    ("GET", "/desk/sw.js", "/desk/sw.js", Everybody),
    ("GET", "/desk/here.json", "/desk/here.json", TheDesk),
    (
        "GET",
        "/desk/events/{id}/kit.json",
        "/desk/events/EVENT/kit.json",
        TheDesk,
    ),
    (
        "GET",
        "/desk/events/{id}/progress.json",
        "/desk/events/EVENT/progress.json",
        TheDesk,
    ),
    (
        "POST",
        "/desk/events/{id}/phone",
        "/desk/events/EVENT/phone",
        TheDesk,
    ),
    ("POST", "/desk/sync", "/desk/sync", TheDesk),
    ("GET", "/desk/online", "/desk/online", TheDesk),
    ("POST", "/desk/online", "/desk/online", TheDesk),
    ("GET", "/desk/online/done", "/desk/online/done", TheDesk),
    ("GET", "/desk/work-list", "/desk/work-list", TheWorkList),
    (
        "GET",
        "/desk/work-list/events/{id}",
        "/desk/work-list/events/EVENT",
        TheWorkList,
    ),
    (
        "GET",
        "/desk/work-list/{entry}",
        "/desk/work-list/ENTRY",
        TheWorkList,
    ),
    (
        "POST",
        "/desk/work-list/{entry}",
        "/desk/work-list/ENTRY",
        TheWorkList,
    ),
    (
        "POST",
        "/desk/work-list/{entry}/put-aside",
        "/desk/work-list/ENTRY/put-aside",
        TheWorkList,
    ),
    (
        "POST",
        "/desk/work-list/{entry}/withdraw",
        "/desk/work-list/ENTRY/withdraw",
        TheWorkList,
    ),
    ("GET", "/police/look-up", "/police/look-up", ThePolice),
    ("GET", "/police", "/police", ThePolice),
    ("POST", "/police/look-up", "/police/look-up", ThePolice),
    ("GET", "/police/look-up/{id}", "FOUND", ThePolice),
    ("POST", "/police/look-up/{id}/filter", "FOUND/filter", ThePolice),
    ("POST", "/police/look-up/{id}/view", "FOUND/view", ThePolice),
    ("POST", "/police/look-up/{id}/widen", "FOUND/widen", ThePolice),
    ("POST", "/police/look-up/{id}/more", "FOUND/more", ThePolice),
    (
        "POST",
        "/police/look-up/{id}/spelling",
        "FOUND/spelling",
        ThePolice,
    ),
    (
        "GET",
        "/police/look-up/{id}/bikes/{bike}/owner",
        "FOUND/bikes/BIKE/owner",
        ThePolice,
    ),
    (
        "POST",
        "/police/look-up/{id}/bikes/{bike}/owner",
        "FOUND/bikes/BIKE/owner",
        ThePolice,
    ),
    ("GET", "/police/bikes/{bike}/photos", "GALLERY", ThePolice),
    ("GET", "/police/photos/{id}", "LARGE", ThePolice),
    ("GET", "/police/photos/{id}/thumbnail", "SMALL", ThePolice),
    ("GET", "/police/doubles", "/police/doubles", ThePolice),
    (
        "POST",
        "/police/doubles/{bike}/settle",
        "/police/doubles/999999/settle",
        ThePolice,
    ),
    ("GET", "/police/recoveries", "/police/recoveries", ThePolice),
    (
        "GET",
        "/police/recoveries/new",
        "/police/recoveries/new",
        ThePolice,
    ),
    (
        "POST",
        "/police/recoveries/new",
        "/police/recoveries/new",
        ThePolice,
    ),
    ("GET", "/police/recoveries/{id}", "CASE", ThePolice),
    (
        "POST",
        "/police/recoveries/{id}/bikes/{bike}/tie",
        "CASE/bikes/BIKE/tie",
        ThePolice,
    ),
    ("POST", "/police/recoveries/{id}/look", "CASE/look", ThePolice),
    (
        "GET",
        "/police/recoveries/{id}/correct",
        "CASE/correct",
        ThePolice,
    ),
    (
        "POST",
        "/police/recoveries/{id}/correct",
        "CASE/correct",
        ThePolice,
    ),
    ("POST", "/police/recoveries/{id}/untie", "CASE/untie", ThePolice),
    ("POST", "/police/recoveries/{id}/return", "CASE/return", ThePolice),
    ("GET", "/partner/batches", "/partner/batches", TheStock),
    ("GET", "/partner/events", "/partner/events", TheStock),
    ("GET", "/partner/events/new", "/partner/events/new", TheStock),
    ("POST", "/partner/events/new", "/partner/events/new", TheStock),
    ("GET", "/partner/events/{id}", "/partner/events/PLANNED", TheStock),
    (
        "GET",
        "/partner/events/{id}",
        "/partner/events/1",
        AnotherOrganisation,
    ),
    (
        "GET",
        "/partner/events/{id}/poster.pdf",
        "/partner/events/PLANNED/poster.pdf",
        TheStock,
    ),
    (
        "POST",
        "/partner/events/{id}/publish",
        "/partner/events/PLANNED/publish",
        TheStock,
    ),
    (
        "POST",
        "/partner/events/{id}/publish",
        "/partner/events/1/publish",
        AnotherOrganisation,
    ),
    (
        "GET",
        "/partner/events/{id}/edit",
        "/partner/events/PLANNED/edit",
        TheStock,
    ),
    (
        "GET",
        "/partner/events/{id}/edit",
        "/partner/events/1/edit",
        AnotherOrganisation,
    ),
    (
        "POST",
        "/partner/events/{id}/edit",
        "/partner/events/PLANNED/edit",
        TheStock,
    ),
    (
        "POST",
        "/partner/events/{id}/edit",
        "/partner/events/1/edit",
        AnotherOrganisation,
    ),
    (
        "GET",
        "/partner/events/{id}/staff",
        "/partner/events/PLANNED/staff",
        TheStock,
    ),
    (
        "GET",
        "/partner/events/{id}/staff",
        "/partner/events/1/staff",
        AnotherOrganisation,
    ),
    (
        "POST",
        "/partner/events/{id}/staff",
        "/partner/events/PLANNED/staff",
        TheStock,
    ),
    (
        "POST",
        "/partner/events/{id}/staff",
        "/partner/events/1/staff",
        AnotherOrganisation,
    ),
    (
        "GET",
        "/partner/events/{id}/bookings",
        "/partner/events/PLANNED/bookings",
        TheStock,
    ),
    (
        "GET",
        "/partner/events/{id}/bookings",
        "/partner/events/1/bookings",
        AnotherOrganisation,
    ),
    (
        "GET",
        "/partner/events/{id}/delete",
        "/partner/events/PLANNED/delete",
        TheStock,
    ),
    (
        "GET",
        "/partner/events/{id}/delete",
        "/partner/events/1/delete",
        AnotherOrganisation,
    ),
    (
        "POST",
        "/partner/events/{id}/delete",
        "/partner/events/PLANNED/delete",
        TheStock,
    ),
    (
        "POST",
        "/partner/events/{id}/delete",
        "/partner/events/1/delete",
        AnotherOrganisation,
    ),
    (
        "GET",
        "/partner/events/{id}/reopen",
        "/partner/events/PLANNED/reopen",
        TheStock,
    ),
    (
        "GET",
        "/partner/events/{id}/reopen",
        "/partner/events/1/reopen",
        AnotherOrganisation,
    ),
    (
        "POST",
        "/partner/events/{id}/reopen",
        "/partner/events/PLANNED/reopen",
        TheStock,
    ),
    (
        "POST",
        "/partner/events/{id}/reopen",
        "/partner/events/1/reopen",
        AnotherOrganisation,
    ),
    (
        "GET",
        "/partner/events/{id}/cancel",
        "/partner/events/PLANNED/cancel",
        TheStock,
    ),
    (
        "GET",
        "/partner/events/{id}/cancel",
        "/partner/events/1/cancel",
        AnotherOrganisation,
    ),
    (
        "POST",
        "/partner/events/{id}/cancel",
        "/partner/events/PLANNED/cancel",
        TheStock,
    ),
    (
        "POST",
        "/partner/events/{id}/cancel",
        "/partner/events/1/cancel",
        AnotherOrganisation,
    ),
    (
        "GET",
        "/partner/events/{id}/close",
        "/partner/events/PLANNED/close",
        TheStock,
    ),
    (
        "GET",
        "/partner/events/{id}/close",
        "/partner/events/1/close",
        AnotherOrganisation,
    ),
    (
        "POST",
        "/partner/events/{id}/close",
        "/partner/events/PLANNED/close",
        TheStock,
    ),
    (
        "POST",
        "/partner/events/{id}/close",
        "/partner/events/1/close",
        AnotherOrganisation,
    ),
    (
        "POST",
        "/partner/events/{id}/staff/{account}/remove",
        "/partner/events/PLANNED/staff/999999/remove",
        TheStock,
    ),
    (
        "POST",
        "/partner/events/{id}/bookings/{booking}/rung",
        "/partner/events/PLANNED/bookings/BOOKED/rung",
        ItsCoordinator,
    ),
    (
        "POST",
        "/partner/events/{id}/bookings/{booking}/came",
        "/partner/events/PLANNED/bookings/BOOKED/came",
        ItsCoordinator,
    ),
    (
        "GET",
        "/partner/events/{id}/bookings.csv",
        "/partner/events/PLANNED/bookings.csv",
        ItsCoordinator,
    ),
    (
        "GET",
        "/partner/events/{id}/bookings/{booking}/cancel",
        "/partner/events/PLANNED/bookings/BOOKED/cancel",
        ItsCoordinator,
    ),
    (
        "POST",
        "/partner/events/{id}/bookings/{booking}/cancel",
        "/partner/events/PLANNED/bookings/BOOKED/cancel",
        ItsCoordinator,
    ),
    ("GET", "/partner/batches/new", "/partner/batches/new", TheStock),
    ("POST", "/partner/batches/new", "/partner/batches/new", TheStock),
    (
        "GET",
        "/partner/batches/kits.csv",
        "/partner/batches/kits.csv",
        TheStock,
    ),
    (
        "GET",
        "/partner/batches/calibration.pdf",
        "/partner/batches/calibration.pdf",
        TheStock,
    ),
    ("GET", "/partner/batches/{id}", "BATCH", TheStock),
    ("GET", "/partner/batches/{id}/move", "BATCH/move", TheStock),
    ("POST", "/partner/batches/{id}/move", "BATCH/move", TheStock),
    ("POST", "/partner/batches/{id}/name", "BATCH/name", TheStock),
    ("GET", "/partner/batches/{id}/print", "BATCH/print", TheStock),
    ("POST", "/partner/batches/{id}/print", "BATCH/print", TheStock),
    (
        "GET",
        "/partner/batches/{id}/marks/{code}",
        "BATCH/marks/BLANK",
        TheStock,
    ),
    (
        "GET",
        "/partner/batches/{id}/marks/{code}/label.svg",
        "BATCH/marks/BLANK/label.svg",
        TheStock,
    ),
    (
        "GET",
        "/partner/batches/{id}/marks/{code}/label.png",
        "BATCH/marks/BLANK/label.png",
        TheStock,
    ),
    // The last ones, because nobody is signed in after them.
    (
        "POST",
        "/account/sign-out-everywhere",
        "/account/sign-out-everywhere",
        SignedIn,
    ),
    ("POST", "/sign-out", "/sign-out", Everybody),
];

/// The addresses that stand for the names in the table.
async fn addresses(
    server: &Server,
    owner: &Browser,
    bike: &str,
    officer: &Browser,
) -> BTreeMap<&'static str, String> {
    let id = bike.trim_start_matches("/account/bikes/").to_owned();
    let form = officer.open("/police/recoveries/new").await.expect(200).form();
    let case = form
        .fill("property_ref", "SWEEP/1")
        .fill("read", "SWP1000?Q")
        .submit()
        .await
        .expect(200);
    let look_up = officer.open("/police/look-up").await.expect(200).form();
    let found = look_up
        .fill("number", "SWP10001Q")
        .fill("reason", "SWEEP/1")
        .submit()
        .await
        .expect(200);
    assert!(
        found.body().contains("SWP 10001 Q"),
        "the owner's bike is not found"
    );
    let album = owner
        .open(&format!("{bike}/photos"))
        .await
        .expect(200)
        .form_to(&format!("{bike}/photos"));
    let album = album
        .attach("photo", "bike.png", "image/png", crate::privacy::photo())
        .submit()
        .await
        .expect(200);
    let photo = album
        .attributes("main img", "src")
        .into_iter()
        .next()
        .expect("the photo is shown");
    let script = owner
        .open("/")
        .await
        .expect(200)
        .attributes("link[rel=stylesheet]", "href");
    let coordinator = signed_in(server, "coordinator@example.org").await;
    let kit = coordinator.open("/partner/batches/new").await.expect(200).form();
    let kit = kit.fill("count", "2").submit().await.expect(200);
    let exported = server.command(["export"]);
    let list = String::from_utf8(exported.stdout).expect("the register as text");
    let mark = list
        .lines()
        .find_map(|line| line.split(',').find(|cell| is_mark(cell)));
    let (event, waiting) = crate::desk_sync::one_that_waits(server).await;
    let (draft, planned, ticket, booked) = crate::events::an_event_with_a_booking(server).await;
    let photo = photo.split('?').next().unwrap_or_default().to_owned();
    let number = photo.rsplit('/').next().unwrap_or_default().to_owned();
    // Officers open photos from the look-up that showed the bike, and the whole ones after its page.
    let from = found.path().rsplit('/').next().unwrap_or_default();
    let opened = |what: String| format!("/police/{what}?look_up={from}");
    BTreeMap::from([
        ("GALLERY", opened(format!("bikes/{id}/photos"))),
        ("LARGE", opened(format!("photos/{number}"))),
        ("SMALL", opened(format!("photos/{number}/thumbnail"))),
        ("DRAFT", draft),
        ("PLANNED", planned),
        ("TICKET", ticket),
        ("BOOKED", booked),
        ("BATCH", kit.path().to_owned()),
        (
            "BLANK",
            kit.texts("tbody .fm-code")
                .into_iter()
                .next()
                .expect("a blank mark"),
        ),
        ("BIKE", id),
        ("CASE", case.path().to_owned()),
        ("ENTRY", waiting),
        ("EVENT", event),
        ("FOUND", found.path().to_owned()),
        ("MARK", mark.expect("a bike with a mark").replace('-', "")),
        ("PHOTO", photo),
        ("SCRIPT", script.into_iter().next().expect("a style sheet")),
    ])
}

fn is_mark(cell: &str) -> bool {
    cell.len() == 11 && cell.as_bytes()[5] == b'-' && domain::MarkCode::parse(cell).is_ok()
}

async fn a_token(browser: &Browser) -> String {
    let form = browser.open("/register/email").await.expect(200).form();
    form.value("csrf").expect("a token").to_owned()
}

async fn asked(browser: &Browser, method: &str, path: &str, token: &str) -> Page {
    let request = match method {
        "GET" => browser.request(Method::GET, path),
        _ if path.ends_with("/photos") => {
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
        for (method, _, address, whose) in TABLE {
            let path = named
                .iter()
                .fold((*address).to_owned(), |path, (name, is)| path.replace(name, is));
            // Nobody is signed in any more, and so the token is another.
            let token = if path == "/sign-out" {
                a_token(&browser).await
            } else {
                token.clone()
            };
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

#[test]
fn the_table_lists_every_route_and_no_other() {
    let listed: BTreeSet<(String, String)> = TABLE
        .iter()
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
        "say in the table for whom these are: {missing:?}"
    );
    let gone: Vec<_> = listed.difference(&there).collect();
    assert!(
        gone.is_empty(),
        "these are in the table and nowhere else: {gone:?}"
    );
}

/// Reads the routes out of the site's source: `.route("/path", get(..).post(..))` below a folder that may be nested.
fn routes() -> BTreeSet<(String, String)> {
    let mut found = BTreeSet::new();
    assert!(root().join("web/src").is_dir());
    for source in sources("web/src", &[".rs"]) {
        let test = source.path.contains("/tests") || source.path.contains("examples/");
        if test {
            continue;
        }
        let nested = ["desk", "police", "partner"]
            .into_iter()
            .find(|room| source.path.contains(&format!("web/src/{room}/")));
        // A test's own little site is none of ours.
        let code = source
            .text
            .split("#[cfg(test)]\nmod tests {")
            .next()
            .unwrap_or_default();
        for (at, _) in code.match_indices(".route(") {
            let call = arguments(&code[at + ".route(".len()..]);
            let (path, handlers) = call.split_once(',').unwrap_or((call, ""));
            let path = literal(path.trim(), code, &source.path);
            let path = match nested {
                Some(room) => format!("/{room}{}", path.trim_end_matches('/')),
                None => path,
            };
            for (word, method) in [
                ("get(", "GET"),
                ("post(", "POST"),
                ("put(", "PUT"),
                ("delete(", "DELETE"),
            ] {
                let called = handlers.match_indices(word).any(|(at, _)| {
                    handlers[..at]
                        .chars()
                        .next_back()
                        .is_none_or(|before| !(before.is_alphanumeric() || before == '_'))
                });
                if called {
                    found.insert((method.to_owned(), path.clone()));
                }
            }
        }
    }
    found
}

/// Gives what stands between the bracket that was just opened and the one that closes it.
fn arguments(code: &str) -> &str {
    let mut open = 1;
    for (at, character) in code.char_indices() {
        match character {
            '(' => open += 1,
            ')' => open -= 1,
            _ => {}
        }
        if open == 0 {
            return &code[..at];
        }
    }
    code
}

/// Gives the text that a path is written as, or that the name was given a few lines before.
fn literal(path: &str, code: &str, file: &str) -> String {
    let quoted = |text: &str| text.strip_prefix('"')?.strip_suffix('"').map(str::to_owned);
    let named = || {
        let start = code.find(&format!("let {path} = "))? + format!("let {path} = ").len();
        quoted(code[start..].split(';').next()?)
    };
    quoted(path)
        .or_else(named)
        .unwrap_or_else(|| panic!("{file}: the route {path} cannot be read"))
}
